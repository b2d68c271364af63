//! `mork accounts`: the accounts, tags and address books of a profile.

mod json;

use std::io::{self, Write};
use std::path::Path;

use morkdb_profile::{Account, Identity, Profile, Tag};

use super::opened::{Opened, kind};
use crate::args::{AccountsArgs, Color, Scope, TreeFormat};
use crate::layout::Layout;
use crate::mail::table::{Content, Table};
use crate::printable::printable;
use crate::run::{self, Outlet, Status};
use crate::style::{Palette, Role};

const ACCOUNTS: [(&str, Content); 7] = [
    ("", Content::Exact),
    ("key", Content::Exact),
    ("account", Content::Text),
    ("kind", Content::Exact),
    ("server", Content::Text),
    ("identities", Content::Text),
    ("folder", Content::Text),
];

const TAGS: [(&str, Content); 3] =
    [("tag", Content::Text), ("name", Content::Text), ("colour", Content::Exact)];

const BOOKS: [(&str, Content); 2] = [("address book", Content::Text), ("file", Content::Text)];

/// Shows the accounts.
pub(crate) fn run(args: &AccountsArgs, color: Color) -> io::Result<Status> {
    let opened = Opened::new(&args.input.profile, &Scope::default())?;
    let layout = Layout::new(args.width.width, args.width.full, Palette::new(color));
    run::once(|out| {
        match args.format {
            TreeFormat::Table => print(out, &opened.profile, layout)?,
            TreeFormat::Json => json::print(out, &opened.profile)?,
            TreeFormat::Jsonl => json::print_lines(out, &opened.profile)?,
        }
        Ok(opened.status())
    })
}

fn print(out: &mut Outlet<'_>, profile: &Profile, layout: Layout) -> io::Result<()> {
    if profile.accounts().is_empty() {
        writeln!(out.words(), "there are no accounts in this profile")?;
    }
    let accounts =
        profile.accounts().iter().map(|account| (values(account, profile.root()), colour(account)));
    let tags = profile.tags().0.iter().map(|tag| (tag_values(tag), None));
    let books = profile
        .address_books()
        .iter()
        .map(|book| (vec![printable(book.name.as_bytes()), relative(&book.path, profile.root())], None));
    let all = [(&ACCOUNTS[..], accounts.collect()), (&TAGS, tags.collect()), (&BOOKS, books.collect())];
    let mut is_first = true;
    for (titles, lines) in all.into_iter().filter(|(_, lines): &(_, Vec<_>)| !lines.is_empty()) {
        if !std::mem::take(&mut is_first) {
            writeln!(out)?;
        }
        print_table(out, titles, lines, layout)?;
    }
    Ok(())
}

fn print_table(
    out: &mut Outlet<'_>,
    titles: &[(&str, Content)],
    lines: Vec<(Vec<String>, Option<Role>)>,
    layout: Layout,
) -> io::Result<()> {
    let mut table = Table::new(titles.iter().map(|(title, content)| ((*title).to_owned(), *content)), layout);
    for (line, _) in &lines {
        table.make_room(line);
    }
    table.fit();
    table.print_titles(out)?;
    lines.into_iter().try_for_each(|(line, colour)| table.print(out, line, colour))
}

fn colour(account: &Account) -> Option<Role> {
    match (account.is_default, account.is_orphan) {
        (true, _) => Some(Role::Heading),
        (_, true) => Some(Role::Faint),
        _ => None,
    }
}

fn values(account: &Account, root: &Path) -> Vec<String> {
    let server = &account.server;
    let words = [(true, kind(&server.kind)), (server.is_maildir, "maildir"), (account.is_orphan, "orphan")];
    let words: Vec<_> = words.into_iter().filter(|(is_so, _)| *is_so).map(|(_, word)| word).collect();
    let identities: Vec<_> = account.identities.iter().map(identity).collect();
    vec![
        if account.is_default { "*" } else { "" }.to_owned(),
        printable(account.key.as_bytes()),
        printable(server.name.as_bytes()),
        printable(words.join(" ").as_bytes()),
        printable(address(account).as_bytes()),
        printable(identities.join(", ").as_bytes()),
        relative(&server.directory, root),
    ]
}

/// `alice@mail.example.org:1143`
fn address(account: &Account) -> String {
    let server = &account.server;
    let user = if server.user.is_empty() { String::new() } else { format!("{}@", server.user) };
    let port = server.port.map_or_else(String::new, |port| format!(":{port}"));
    format!("{user}{}{port}", server.host)
}

fn identity(identity: &Identity) -> String {
    match (identity.name.is_empty(), identity.email.is_empty()) {
        (false, false) => format!("{} <{}>", identity.name, identity.email),
        (false, true) => identity.name.clone(),
        (true, false) => identity.email.clone(),
        (true, true) => identity.key.clone(),
    }
}

fn tag_values(tag: &Tag) -> Vec<String> {
    let color = tag.color.as_deref().unwrap_or_default();
    [&tag.key, &tag.name, color].map(|text| printable(text.as_bytes())).to_vec()
}

/// A path for people: within the profile, where it is in it.
fn relative(path: &Path, root: &Path) -> String {
    printable(path.strip_prefix(root).unwrap_or(path).to_string_lossy().as_bytes())
}
