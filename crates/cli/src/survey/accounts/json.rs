//! Accounts, tags and address books as JSON.

use std::io::{self, Write};

use morkdb_profile::{Account, AddressBook, Identity, Profile, Tag};
use serde::Serialize;

use crate::json::{Bytes, profile_path};
use crate::run::Outlet;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AccountJson<'p> {
    key: &'p str,
    name: &'p str,
    kind: &'p str,
    user: &'p str,
    host: &'p str,
    port: Option<u16>,
    server: &'p str,
    directory: Bytes<'p>,
    store: &'static str,
    default: bool,
    orphan: bool,
    deferred_to: Option<&'p str>,
    newsrc: Option<Bytes<'p>>,
    identities: Vec<IdentityJson<'p>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct IdentityJson<'p> {
    key: &'p str,
    name: &'p str,
    email: &'p str,
    organization: &'p str,
    sent_folder: Option<&'p str>,
    drafts_folder: Option<&'p str>,
    templates_folder: Option<&'p str>,
    archive_folder: Option<&'p str>,
}

#[derive(Serialize)]
struct TagJson<'p> {
    key: &'p str,
    name: &'p str,
    color: Option<&'p str>,
    ordinal: Option<&'p str>,
}

#[derive(Serialize)]
struct BookJson<'p> {
    name: &'p str,
    path: Bytes<'p>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct All<'p> {
    accounts: Vec<AccountJson<'p>>,
    tags: Vec<TagJson<'p>>,
    address_books: Vec<BookJson<'p>>,
}

/// A line, which says what it is about.
#[derive(Serialize)]
struct Line<T> {
    r#type: &'static str,
    #[serde(flatten)]
    what: T,
}

/// Writes one object.
pub(super) fn print(out: &mut Outlet<'_>, profile: &Profile) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &All::new(profile))?;
    out.write_all(b"\n")
}

/// Writes an object a line.
pub(super) fn print_lines(out: &mut Outlet<'_>, profile: &Profile) -> io::Result<()> {
    let All { accounts, tags, address_books } = All::new(profile);
    accounts.into_iter().try_for_each(|what| line(out, "account", what))?;
    tags.into_iter().try_for_each(|what| line(out, "tag", what))?;
    address_books.into_iter().try_for_each(|what| line(out, "addressBook", what))
}

fn line(out: &mut Outlet<'_>, r#type: &'static str, what: impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &Line { r#type, what })?;
    out.write_all(b"\n")
}

impl<'p> All<'p> {
    fn new(profile: &'p Profile) -> Self {
        Self {
            accounts: profile.accounts().iter().map(|account| AccountJson::new(profile, account)).collect(),
            tags: profile.tags().0.iter().map(TagJson::new).collect(),
            address_books: profile.address_books().iter().map(|book| BookJson::new(profile, book)).collect(),
        }
    }
}

impl<'p> AccountJson<'p> {
    fn new(profile: &Profile, account: &'p Account) -> Self {
        let server = &account.server;
        Self {
            key: &account.key,
            name: &server.name,
            kind: server.kind.name(),
            user: &server.user,
            host: &server.host,
            port: server.port,
            server: &server.key,
            directory: profile_path(profile, &server.directory),
            store: if server.is_maildir { "maildir" } else { "mbox" },
            default: account.is_default,
            orphan: account.is_orphan,
            deferred_to: server.deferred_to.as_deref(),
            newsrc: server.newsrc.as_deref().map(|file| profile_path(profile, file)),
            identities: account.identities.iter().map(IdentityJson::new).collect(),
        }
    }
}

impl<'p> IdentityJson<'p> {
    fn new(identity: &'p Identity) -> Self {
        Self {
            key: &identity.key,
            name: &identity.name,
            email: &identity.email,
            organization: &identity.organization,
            sent_folder: identity.sent_folder.as_deref(),
            drafts_folder: identity.drafts_folder.as_deref(),
            templates_folder: identity.templates_folder.as_deref(),
            archive_folder: identity.archive_folder.as_deref(),
        }
    }
}

impl<'p> TagJson<'p> {
    fn new(tag: &'p Tag) -> Self {
        Self { key: &tag.key, name: &tag.name, color: tag.color.as_deref(), ordinal: tag.ordinal.as_deref() }
    }
}

impl<'p> BookJson<'p> {
    fn new(profile: &Profile, book: &'p AddressBook) -> Self {
        Self { name: &book.name, path: profile_path(profile, &book.path) }
    }
}
