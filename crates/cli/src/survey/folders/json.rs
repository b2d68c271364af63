//! Folders as JSON.

use std::io::{self, Write};

use morkdb_profile::{SavedSearch, Store};
use serde::Serialize;

use super::{Counted, Opened};
use crate::json::{Bytes, array, profile_path};
use crate::run::Outlet;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FolderJson<'p> {
    account: &'p str,
    path: String,
    names: &'p [String],
    uri: &'p str,
    r#type: &'p str,
    role: Option<&'static str>,
    total: u64,
    unread: u64,
    new: u64,
    mail_bytes: u64,
    summary_bytes: u64,
    newest: Option<u32>,
    state: &'static str,
    as_good_as_valid: bool,
    why: Option<String>,
    summary: Option<Bytes<'p>>,
    mail: Option<Bytes<'p>>,
    saved_search: Option<SearchJson<'p>>,
}

#[derive(Serialize)]
struct SearchJson<'p> {
    scope: &'p [String],
    terms: &'p str,
    online: bool,
}

/// Writes the folders: an object a line, or an array of them.
pub(super) fn print(
    out: &mut Outlet<'_>,
    opened: &Opened,
    counted: &[Counted<'_>],
    is_array: bool,
) -> io::Result<()> {
    let mut folders = counted.iter().map(|counted| FolderJson::new(opened, counted));
    if is_array {
        array(out, folders)?;
        return out.write_all(b"\n");
    }
    folders.try_for_each(|folder| {
        serde_json::to_writer(&mut *out, &folder)?;
        out.write_all(b"\n")
    })
}

impl<'p> FolderJson<'p> {
    fn new(opened: &'p Opened, counted: &'p Counted<'_>) -> Self {
        let Counted { account, folder, survey, .. } = counted;
        let kind = opened.profile.account_of(folder).map_or("", |account| account.server.kind.name());
        Self {
            account,
            path: folder.path(),
            names: &folder.names,
            uri: &folder.uri,
            r#type: kind,
            role: folder.role.map(morkdb_profile::Role::name),
            total: survey.total,
            unread: survey.unread,
            new: survey.new,
            mail_bytes: survey.mail_bytes,
            summary_bytes: survey.summary_bytes,
            newest: survey.newest,
            state: survey.state.name(),
            as_good_as_valid: survey.state.is_of_this_mail(),
            why: counted.why(),
            summary: folder.has_summary.then(|| profile_path(&opened.profile, &folder.summary)),
            mail: match &folder.store {
                Store::Mbox(mail) | Store::Maildir(mail) => Some(profile_path(&opened.profile, mail)),
                Store::None => None,
            },
            saved_search: folder.saved_search.as_ref().map(SearchJson::new),
        }
    }
}

impl<'p> SearchJson<'p> {
    fn new(search: &'p SavedSearch) -> Self {
        Self { scope: &search.scope, terms: &search.terms, online: search.online }
    }
}
