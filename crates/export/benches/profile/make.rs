//! Profiles to measure with.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use morkdb::{Commit, OpenOptions};
use morkdb_folder::{DetachedHeader, Folder, MessageFlags, NewKey, Protocol};

use super::Failure;

const PREFERENCES: &str = r#"user_pref("mail.accountmanager.accounts", "account1");
user_pref("mail.account.account1.server", "server1");
user_pref("mail.server.server1.type", "none");
user_pref("mail.server.server1.hostname", "Local Folders");
user_pref("mail.server.server1.userName", "nobody");
user_pref("mail.server.server1.name", "Local Folders");
user_pref("mail.server.server1.directory-rel", "[ProfD]Mail/Local Folders");
user_pref("mailnews.tags.$label1.tag", "Important");
"#;

const SUBJECTS: [&str; 6] = [
    "Minutes of the meeting on Thursday",
    "=?UTF-8?Q?Gr=C3=BC=C3=9Fe_aus_Z=C3=BCrich?=",
    "Invoice 2024-117 for the work of last month, with the corrections that were asked for",
    "Lunch?",
    "=?ISO-8859-1?Q?caf=E9?= and cake",
    "[list] build failed: 3 errors in 2 files",
];

fn begin(profile: &Path) -> Result<PathBuf, Failure> {
    let local = profile.join("Mail/Local Folders");
    fs::create_dir_all(&local)?;
    fs::write(profile.join("prefs.js"), PREFERENCES)?;
    Ok(local)
}

/// A profile of folders with so many messages each, which differ in their names only.
pub(crate) fn profile(path: &Path, folders: usize, messages: u32) -> Result<(), Failure> {
    let local = begin(path)?;
    let first = local.join("folder-000.msf");
    let mut folder = Folder::create(&OpenOptions::new(), &first, Protocol::Local)?;
    for number in 0..messages {
        folder.add(&message(number)?, NewKey::Next)?;
    }
    folder.commit_as(Commit::Whole)?;
    fs::write(first.with_extension(""), "")?;
    for number in 1..folders {
        let name = local.join(format!("folder-{number:03}.msf"));
        fs::copy(&first, &name)?;
        fs::write(name.with_extension(""), "")?;
    }
    Ok(())
}

/// A message as mail is: some subjects and names with encoded words, some long.
fn message(number: u32) -> Result<DetachedHeader, Failure> {
    let pick = number as usize % SUBJECTS.len();
    let mut header = DetachedHeader::new();
    let mut edit = header.edit();
    edit.set_subject(format!("{} ({})", SUBJECTS[pick], number / 7))?;
    edit.set_author(format!("\"Person Number {}\" <person{}@example.com>", number % 997, number % 997))?;
    edit.set_recipients("Ann <ann@example.com>, Bob <bob@example.com>")?;
    edit.set_message_id(id(number))?;
    let first = number - number % 7;
    if number != first {
        edit.set_references(format!("<{}>", id(first)))?;
    }
    edit.set_date(1_500_000_000 + number * 61)?;
    edit.set_date_received(1_500_000_005 + number * 61)?;
    edit.set_size(1_000 + number % 50_000)?;
    edit.set_line_count(20 + number % 500)?;
    edit.set_flags(MessageFlags(u32::from(!number.is_multiple_of(3))))?;
    if number.is_multiple_of(5) {
        edit.set_keywords("$label1 NonJunk")?;
    }
    edit.set_property("junkscore", "0")?;
    edit.set_property("gloda-id", format!("{:x}", number + 32))?;
    edit.set_store_token(format!("{}", u64::from(number) * 4_000))?;
    Ok(header)
}

fn id(number: u32) -> String {
    format!("{number}.{:x}@example.com", number.wrapping_mul(0x9E37_79B9))
}

/// A profile of folders with so many messages in each mailbox, and no summaries.
pub(crate) fn with_mail(path: &Path, folders: usize, messages: u32) -> Result<(), Failure> {
    let local = begin(path)?;
    for folder in 0..folders {
        let mut mail = String::new();
        for number in 0..messages {
            let id = format!("{folder}.{}", id(number));
            let subject = SUBJECTS[number as usize % SUBJECTS.len()];
            write!(
                mail,
                "From - Thu Jan 01 00:00:00 1970\nX-Mozilla-Status: 000{}\nX-Mozilla-Status2: 00000000\n\
                 From: Person <person@example.com>\nTo: Ann <ann@example.com>\nSubject: {subject}\nMessage-ID: <{id}>\n\
                 Date: Fri, 14 Jul 2017 02:40:00 +0000\n\n",
                number % 2
            )?;
            for line in 0..number % 120 {
                writeln!(mail, "This is line {line} of a message that says nothing at all, at some length.")?;
            }
            mail.push('\n');
        }
        fs::write(local.join(format!("folder-{folder:03}")), mail)?;
    }
    Ok(())
}
