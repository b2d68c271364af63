use morkdb_folder::{DetachedHeader, MessageFlags};
use morkdb_profile::{Role, Tag, Tags};

use super::*;

fn marks(flags: u32, keywords: &str, cells: &[(&str, &str)]) -> Marks {
    let mut row = DetachedHeader::new();
    let mut edit = row.edit();
    edit.set_flags(MessageFlags(flags)).unwrap();
    edit.set_keywords(keywords).unwrap();
    for (name, value) in cells {
        edit.set_property(name, value).unwrap();
    }
    Marks::of(row.header(), None)
}

#[test]
fn every_bit_has_its_words() {
    let cases: [(u32, &str, &str, &str); 12] = [
        (0x1, "S", "", "$seen"),
        (0x2, "R", "", "$answered"),
        (0x4, "F", "", "$flagged"),
        (0x8, "T", "", ""),
        (0x20_0000, "T", "", ""),
        (0x800, "D", "", "$draft"),
        (0x1000, "P", "$Forwarded", "$forwarded"),
        (0x100, "", "$followed", "$followed"),
        (0x4_0000, "", "$muted", "$muted"),
        (0x80_0000, "", "$MDNSent", "$mdnsent"),
        (0x1000_0000, "", "$HasAttachment", "$hasattachment"),
        (0x600_0000, "", "$label3", "$label3"),
    ];
    for (flags, letters, imap, jmap) in cases {
        let marks = marks(flags, "", &[]);
        assert_eq!(marks.maildir_letters(), letters, "{flags:#x}");
        assert_eq!(marks.imap_keywords().join(" "), imap, "{flags:#x}");
        assert_eq!(marks.jmap_keywords().into_iter().collect::<String>(), jmap, "{flags:#x}");
    }
    let all = marks(0x1 | 0x2 | 0x4 | 0x8 | 0x800 | 0x1000, "", &[]);
    assert_eq!(all.maildir_letters(), "DFPRST");
    assert_eq!((all.mbox_status(), all.mbox_x_status().as_str()), ("RO", "AFTD"));
}

#[test]
fn junk_is_a_score_or_a_keyword() {
    assert_eq!(marks(0, "", &[]).junk, None);
    assert_eq!(marks(0, "", &[("junkscore", "100")]).junk, Some(true));
    assert_eq!(marks(0, "Junk", &[("junkscore", "0")]).junk, Some(false));
    let keyword = marks(0, "NotJunk work", &[]);
    assert_eq!((keyword.junk, keyword.keywords.as_slice()), (Some(false), &["work".to_owned()][..]));
    assert_eq!(keyword.imap_keywords(), ["work", "NonJunk"]);
    assert!(keyword.jmap_keywords().contains("$notjunk"));
}

#[test]
fn a_keyword_is_written_once() {
    let twice = marks(0x1000, "$forwarded $label1 $LABEL1", &[("label", "1")]);
    assert_eq!(twice.imap_keywords(), ["$forwarded", "$label1"]);
}

#[test]
fn what_is_no_atom_is_left_out() {
    let odd = marks(0, "good caf\u{e9} a(b) c*", &[]);
    assert_eq!((odd.imap_keywords(), odd.unwritable()), (vec!["good".to_owned()], 3));
    assert_eq!(odd.jmap_keywords().len(), 1);
    assert_eq!(odd.keywords.len(), 4);
}

#[test]
fn the_role_of_a_folder_marks_drafts() {
    let row = DetachedHeader::new();
    assert!(Marks::of(row.header(), Some(Role::Drafts)).draft);
    assert!(!Marks::of(row.header(), Some(Role::Templates)).draft);
}

#[test]
fn notmuch_has_the_names_of_tags() {
    let tag = Tag { key: "$label1".to_owned(), name: "Wichtig".to_owned(), color: None, ordinal: None };
    let tags = Tags(vec![tag]);
    let words = marks(0x4, "$Label1 other", &[]).notmuch_tags(&tags);
    assert_eq!(words.into_iter().collect::<Vec<_>>(), ["Wichtig", "flagged", "other", "unread"]);
}

/// A user's tag was merged into the mark of the same name, so that notmuch showed a star where there was none.
#[test]
fn tags_are_told_from_what_notmuch_calls_so() {
    let tag = Tag { key: "star".to_owned(), name: "flagged".to_owned(), color: None, ordinal: None };
    let tags = Tags(vec![tag]);
    let words = |marks: &Marks| marks.notmuch_tags(&tags).into_iter().collect::<Vec<_>>();
    assert_eq!(
        words(&marks(0x1, "star passed attachment Unread", &[])),
        ["Unread", "tag/attachment", "tag/flagged", "tag/passed"]
    );
    assert_eq!(words(&marks(0x5, "star", &[])), ["flagged", "tag/flagged"]);
    // All the marks that there are.
    let all = Marks { junk: Some(true), watched: true, ignored: true, ..marks(0x1080_3FFE, "", &[]) };
    let missing: Vec<_> = words(&all)
        .into_iter()
        .filter(|word| !marks(0x1, word, &[]).notmuch_tags(&tags).contains(&format!("tag/{word}")))
        .collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn status_fields_are_mozillas() {
    let flags = MessageFlags(0x1001_2085 | 0x20);
    assert_eq!((status_field(flags).as_str(), status2_field(flags).as_str()), ("2005", "10000000"));
    assert_eq!(keys_field(b"a b").len(), 80);
    assert_eq!(keys_field(&[b'x'; 90]).len(), 90);
}

#[test]
fn a_priority_is_looked_for_in_the_header() {
    assert!(has_priority(b"Subject: a\r\nX-PRIORITY: 1\r\n\r\nb"));
    assert!(!has_priority(b"Subject: a\n\nX-Priority: 1\n"));
}
