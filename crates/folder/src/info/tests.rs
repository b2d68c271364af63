use super::*;
use crate::flags::MessageFlags;
use crate::message::DetachedHeader;
use crate::news::ArticleSet;
use crate::view::*;
use crate::{Counts, Field, Folder, MessageKey, NewKey, Protocol};

fn empty(protocol: Protocol) -> Folder {
    let file = morkdb::Database::from_bytes(Vec::new()).unwrap();
    Folder::create_in(file, protocol).unwrap()
}

fn with_cell(field: Field, value: &str) -> Folder {
    let mut folder = empty(Protocol::Local);
    folder.edit_info().unwrap().set(field, value).unwrap();
    folder
}

#[test]
fn what_is_not_stored_has_thunderbirds_default() {
    let folder = empty(Protocol::Local);
    let info = folder.read().info();
    assert_eq!((info.version(), info.force_reparse(), info.fixed_bad_ref_threading()), (1, false, true));
    assert_eq!((info.message_count(), info.unread_count(), info.flags()), (0, 0, FolderFlags::NONE));
    assert_eq!((info.view_type(), info.view_flags()), (ViewType::AllThreads, ViewFlags::THREADED));
    assert_eq!((info.sort_type(), info.sort_order()), (SortType::Date, SortOrder::Descending));
    assert_eq!((info.user_sort_order(), info.uid_validity(), info.highest_mod_seq()), (None, None, None));
    assert_eq!((info.retention(), info.downloads()), (Retention::default(), Downloads::default()));
    assert!(info.column_states().is_none() && info.mail_view().is_none() && info.last_purge_time().is_none());
    assert_eq!(info.search_scope(), SearchScope::Folders(Vec::new()));
    assert_eq!(info.high_water(), MessageKey(0));
}

#[test]
fn newsgroups_are_sorted_as_articles_came() {
    assert_eq!(with_cell(Field::Flags, "1").read().info().sort_type(), SortType::Id);
}

#[test]
fn numbers_that_make_no_sense_are_read_as_thunderbird_does() {
    assert_eq!(with_cell(Field::NumMsgs, "ffffffff").read().info().message_count(), 0);
    assert_eq!(with_cell(Field::NumUnread, "g").read().info().unread_count(), 0);
    assert_eq!(with_cell(Field::Version, "10001").read().info().version(), 1);
    assert_eq!(with_cell(Field::UidValidity, "ffffffff").read().info().uid_validity(), None);
    assert_eq!(with_cell(Field::UidValidity, "-1").read().info().uid_validity(), None);
    assert_eq!(with_cell(Field::UserSortOrder, "ffffffff").read().info().user_sort_order(), None);
    assert_eq!(with_cell(Field::TotalPending, "fffffffe").read().info().total_pending(), -2);
    assert_eq!(with_cell(Field::ExpungedBytes, "fffffffffffffff0").read().info().expunged_bytes(), -16);
    assert_eq!(with_cell(Field::ViewFlags, "").read().info().view_flags(), ViewFlags::THREADED);
    assert!(!with_cell(Field::UseServerDefaults, "0").read().info().retention().use_server_defaults);
    assert_eq!(with_cell(Field::IndexingPriority, "-1").read().info().indexing_priority(), Some(-1));
}

#[test]
fn text_that_is_no_utf8_is_shown_with_replacement_characters() {
    let mut folder = empty(Protocol::Local);
    folder.edit_info().unwrap().set(Field::FolderName, b"a\xFFb").unwrap();
    assert_eq!(folder.read().info().folder_name(), "a\u{FFFD}b");
    assert_eq!(*folder.read().info().get(Field::FolderName).unwrap(), b"a\xFFb"[..]);
}

/// Keys of messages that were made without a connection raise the highest key, which then is no UID.
#[test]
fn the_highest_key_is_no_made_up_one() {
    let mut folder = empty(Protocol::Imap);
    assert_eq!(with_cell(Field::HighWaterKey, "ffffff80").read().info().high_water(), MessageKey(1));
    for key in [NewKey::At(MessageKey(5)), NewKey::At(MessageKey(9))] {
        folder.add(&DetachedHeader::new(), key).unwrap();
    }
    assert_eq!(folder.read().info().high_water(), MessageKey(9));
    let fake = folder.add(&DetachedHeader::new(), NewKey::Fake).unwrap();
    assert_eq!(folder.read().info().stored_high_water(), fake);
    assert_eq!(folder.read().info().high_water(), fake);
    folder.delete(fake).unwrap();
    assert_eq!(folder.read().info().high_water(), MessageKey(9));
}

#[test]
fn of_cells_of_the_same_column_the_first_counts() {
    let file = b"// <!-- <mdb:mork:z v=\"1.4\"/> -->\n< <(a=c)> (80=ns:msg:db:row:scope:dbfolderinfo:all)\
        (81=ns:msg:db:table:kind:dbfolderinfo)(82=version)(83=numMsgs)>\n\
        {1:^80 {(k^81:c)(s=9)} [1(^82=1)(^83=5)(^82=7)]}";
    let folder = Folder::from_bytes(file.to_vec()).unwrap();
    let info = folder.read().info();
    let names: Vec<_> =
        info.properties().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
    assert_eq!(names, [(b"version".to_vec(), b"1".to_vec()), (b"numMsgs".to_vec(), b"5".to_vec())]);
    assert_eq!(info.version(), 1);
}

#[test]
fn every_setter_is_read_back() {
    let mut folder = empty(Protocol::Imap);
    let mut info = folder.edit_info().unwrap();
    let retention = Retention {
        by: RetainBy::Age,
        days: 30,
        count: 7,
        use_server_defaults: false,
        apply_to_flagged: true,
    };
    let downloads = Downloads { by_date: true, unread_only: true, age_limit: 20, use_server_defaults: false };
    let columns = SortColumns(vec![SortColumn::new(SortType::Author, SortOrder::Ascending)]);
    let states = ColumnStates::parse(br#"{"subjectCol":{"visible":true}}"#).unwrap();
    let scope = SearchScope::Folders(vec!["imap://a".to_owned(), "imap://b".to_owned()]);
    assert!(info.set_retention(&retention).unwrap() && !info.set_retention(&retention).unwrap());
    info.set_downloads(&downloads).unwrap();
    info.set_sort_columns(&columns).unwrap();
    info.set_column_states(&states).unwrap();
    info.set_search_scope(&scope).unwrap();
    info.set_sort_type(SortType::Author).unwrap();
    info.set_sort_order(SortOrder::Ascending).unwrap();
    info.set_mail_view(MailView::Tags).unwrap();
    info.set_total_pending(-1).unwrap();
    info.set_highest_mod_seq(Some(u64::MAX)).unwrap();
    info.set_known_articles(&ArticleSet::parse("1-20,25")).unwrap();
    info.set_flag(FolderFlags::FAVORITE, true).unwrap();
    info.set_last_used(1_700_000_000).unwrap();

    let info = folder.read().info();
    assert_eq!((info.retention(), info.downloads()), (retention, downloads));
    assert_eq!((info.sort_columns(), info.search_scope()), (columns, scope));
    assert_eq!(info.column_states().unwrap().unwrap(), states);
    assert_eq!((info.sort_type(), info.sort_order()), (SortType::Author, SortOrder::Ascending));
    assert_eq!((info.mail_view(), info.last_used()), (Some(MailView::Tags), Some(1_700_000_000)));
    assert_eq!((info.total_pending(), &*info.get(Field::TotalPending).unwrap()), (-1, &b"ffffffff"[..]));
    assert_eq!(info.highest_mod_seq(), Some(u64::MAX));
    assert_eq!(&*info.get(Field::KnownArts).unwrap(), b"1-20,25");
    assert_eq!(&*info.get(Field::Flags).unwrap(), b"80000000");
    assert_eq!(info.u32_property("daysToKeepHdrs"), Some(30));
}

#[test]
fn properties_of_any_name_are_kept() {
    let mut folder = empty(Protocol::Local);
    let mut info = folder.edit_info().unwrap();
    info.set_i64_property("mine", -5).unwrap();
    info.set_bool_property("yes", true).unwrap();
    info.set_property("text", "ünï").unwrap();
    assert!(info.cut_property("yes").unwrap() && !info.cut_property("yes").unwrap());
    let info = folder.read().info();
    assert_eq!(&*info.property("mine").unwrap(), b"fffffffffffffffb");
    assert_eq!((info.i64_property("mine"), info.bool_property("yes")), (Some(-5), None));
    assert_eq!(info.text_property("text"), "ünï");
}

#[test]
fn expunged_bytes_are_summed() {
    let mut folder = empty(Protocol::Local);
    folder.edit_info().unwrap().change_expunged_bytes(100).unwrap();
    folder.edit_info().unwrap().change_expunged_bytes(-30).unwrap();
    assert_eq!(folder.read().info().expunged_bytes(), 70);
}

#[test]
fn all_cells_are_carried_over() {
    let mut from = with_cell(Field::FolderName, "ünï");
    let long = "x".repeat(150);
    from.edit_info().unwrap().set_property(&long, "kept").unwrap();
    let mut copy = from.read().info().transfer_info();
    assert_eq!(copy.get("folderName"), Some("ünï".as_bytes()));
    assert!(copy.cut("version") && !copy.cut("version"));
    let mut to = with_cell(Field::Locale, "de");
    assert!(to.edit_info().unwrap().restore(&copy).unwrap());
    assert!(!to.edit_info().unwrap().restore(&copy).unwrap());
    let info = to.read().info();
    assert_eq!((info.folder_name(), info.locale()), ("ünï".into(), "de".into()));
    assert_eq!(info.text_property(&long), "kept");
    assert_eq!(copy.iter().len(), 4);
}

#[test]
fn counts_are_set_where_they_differ() {
    let mut folder = empty(Protocol::Local);
    for flags in [MessageFlags::READ, MessageFlags::NONE, MessageFlags::NONE] {
        let mut header = DetachedHeader::new();
        header.edit().set_flags(flags).unwrap();
        folder.add(&header, NewKey::Next).unwrap();
    }
    let changes = folder.database().store().change_count();
    let counts = Counts { total: 3, unread: 2 };
    assert_eq!(folder.sync_counts().unwrap(), counts);
    assert_eq!(folder.database().store().change_count(), changes);
    folder.edit_info().unwrap().set_message_count(900).unwrap();
    folder.edit_info().unwrap().set_unread_count(0).unwrap();
    assert_eq!(folder.sync_counts().unwrap(), counts);
    let info = folder.read().info();
    assert_eq!((info.message_count(), info.unread_count()), (3, 2));
}
