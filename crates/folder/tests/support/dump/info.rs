//! The folder information, held against the dump.

use std::borrow::Cow;
use std::collections::BTreeSet;

use morkdb_folder::{Field, FolderInfo, FolderRef};
use serde_json::{Value as Json, json};

use super::{Report, number, ordered};

pub(crate) fn compare_info(folder: FolderRef<'_>, dump: &Json, report: &mut Report) {
    let info = folder.info();
    // The dump of a profile says which folder it is of: Thunderbird started with the profile, and had a look at the folder.
    compare_cells(info, &dump["folderInfo"]["raw"], dump.get("folder").is_some(), report);
    compare_attributes(info, &dump["folderInfo"]["attrs"], report);
    compare_retention(info, &dump["retention"], report);
}

fn compare_cells(info: FolderInfo<'_>, want: &Json, started: bool, report: &mut Report) {
    let got = ordered(&info.properties().collect::<Vec<_>>());
    let want = want.as_object().unwrap();
    let names: BTreeSet<_> = want.keys().chain(got.keys()).collect();
    for name in names {
        let (want, got) = (want.get(name).unwrap_or(&Json::Null), got.get(name).unwrap_or(&Json::Null));
        if !(started && is_of_start(name, want, got)) {
            report.same(|| format!("folder {name}"), want, got);
        }
    }
}

/// What Thunderbird notes in a folder that it finds: that it is one of mail, and what its name is in plain letters.
fn is_of_start(name: &str, want: &Json, got: &Json) -> bool {
    match name {
        "flags" => *got == Json::Null && *want == json!("4"),
        "folderName" => want.as_str().is_some_and(|name| name.starts_with('&')),
        _ => false,
    }
}

/// The dump shows the bytes of this attribute one by one.
fn bytewise(text: &[u8]) -> Json {
    Json::from(text.iter().copied().map(char::from).collect::<String>())
}

fn compare_attributes(info: FolderInfo<'_>, want: &Json, report: &mut Report) {
    let mut same = |name: &str, got: Json| {
        report.same(|| format!("folder attribute {name}"), &want[name], &got);
    };
    same("folderSize", number(info.folder_size()));
    same("folderDate", number(info.folder_date()));
    same("highWater", number(info.high_water().0));
    same("numMessages", number(info.message_count()));
    same("numUnreadMessages", number(info.unread_count()));
    same("expungedBytes", number(info.expunged_bytes()));
    same("imapUidValidity", number(info.uid_validity().unwrap_or(u32::MAX)));
    same("version", number(info.version()));
    same("viewType", number(info.view_type().number()));
    same("viewFlags", number(info.view_flags().0));
    same("sortType", number(info.sort_type().number()));
    same("sortOrder", number(info.sort_order().number()));
    same("locale", Json::from(info.locale()));
    same("mailboxName", Json::from(info.mailbox_name()));
    same("knownArtsSet", super::text(&info.get(Field::KnownArts).unwrap_or_default()));
    same("userSortOrder", number(info.user_sort_order().unwrap_or(u32::MAX)));
    if want["flags"] != 4 || info.get(Field::Flags).is_some() {
        same("flags", number(info.flags().0));
    }
    let name: Cow<'_, [u8]> = info.get(Field::FolderName).unwrap_or_default();
    if !want["folderName"].as_str().unwrap().starts_with('&') {
        same("folderName", bytewise(&name));
    }
}

fn compare_retention(info: FolderInfo<'_>, want: &Json, report: &mut Report) {
    let retention = info.retention();
    let got = json!({
        "useServerDefaults": retention.use_server_defaults,
        "retainByPreference": retention.by.number(),
        "daysToKeepHdrs": retention.days,
        "numHeadersToKeep": retention.count,
        "applyToFlaggedMessages": retention.apply_to_flagged,
    });
    report.same(|| "retention".to_owned(), want, &got);
}
