//! True names and URIs of folders.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::Path;

use hashbrown::HashSet;
use morkdb_folder::Folder;
use morkdb_folder::cache::Entry;

use super::{Facts, Node};
use crate::account::{Account, Server, ServerKind};
use crate::name::{decode_utf7, encode_utf7, escaped, is_hash_of, looks_hashed};
use crate::warning::Warning;

/// What a folder is called.
#[derive(Debug)]
struct Named {
    /// As people see it.
    name: String,
    /// As it stands in its URI.
    piece: String,
}

/// The names and URIs of all folders. No two in one folder have the same name.
pub(super) fn name(
    nodes: &[Node],
    accounts: &[Account],
    entries: &[Option<&Entry>],
    warnings: &mut Vec<Warning>,
) -> Vec<Facts> {
    let mut named: Vec<Named> = Vec::with_capacity(nodes.len());
    for (node, entry) in nodes.iter().zip(entries) {
        let kind = accounts.get(node.account).map_or(&ServerKind::Local, |account| &account.server.kind);
        named.push(named_as(node, kind, *entry));
    }
    let changed = keep_apart(nodes, accounts, &mut named);
    warnings.extend(not_utf8(nodes, &changed));
    let mut facts: Vec<Facts> = Vec::with_capacity(nodes.len());
    for (node, Named { name, piece }) in nodes.iter().zip(named) {
        let above = match node.parent.and_then(|parent| facts.get(parent)) {
            Some(parent) => Cow::Borrowed(parent.uri.as_str()),
            None => Cow::Owned(
                accounts.get(node.account).map_or_else(String::new, |account| base(&account.server)),
            ),
        };
        let uri = format!("{above}/{piece}");
        facts.push(Facts { name, uri, ..Facts::default() });
    }
    facts
}

/// The URI of an account (`nsMsgIncomingServer::GetServerURI`).
pub(super) fn base(server: &Server) -> String {
    let scheme = match &server.kind {
        ServerKind::Imap => "imap",
        ServerKind::News => "news",
        ServerKind::Pop3 | ServerKind::Local | ServerKind::Feeds => "mailbox",
        other => other.name(),
    };
    let host = escaped(server.host.as_bytes(), true);
    if server.user.is_empty() {
        return format!("{scheme}://{host}");
    }
    format!("{scheme}://{}@{host}", escaped(server.user.as_bytes(), false))
}

fn named_as(node: &Node, kind: &ServerKind, entry: Option<&Entry>) -> Named {
    let file = file_name(node);
    match kind {
        ServerKind::Imap => {
            let online = online_name(node, &file, entry);
            Named { name: decode_utf7(&online).unwrap_or_else(|| online.clone()), piece: online }
        }
        ServerKind::News => {
            let name = newsgroup(node, &file);
            Named { piece: escaped(name.as_bytes(), true), name }
        }
        _ => Named {
            name: local_name(node, &file, entry).unwrap_or_else(|| file.clone()),
            piece: escaped(node.file.as_encoded_bytes(), true),
        },
    }
}

/// The name of a folder's file as text. Old systems had other charsets than UTF-8: then each byte is taken for a character, of Latin-1,
/// so that no two names become one.
fn file_name(node: &Node) -> String {
    let latin1 = || node.file.as_encoded_bytes().iter().map(|byte| char::from(*byte)).collect();
    node.file.to_str().map_or_else(latin1, str::to_owned)
}

/// Says which names are not UTF-8, and how they are shown.
fn not_utf8(nodes: &[Node], changed: &HashSet<usize>) -> Vec<Warning> {
    let odd = nodes.iter().enumerate().filter(|(_, node)| node.file.to_str().is_none());
    let warning = |(at, node): (usize, &Node)| {
        let how = if changed.contains(&at) {
            "with its bytes as %XX, as another folder is called what it would be in Latin-1"
        } else {
            "as if it were Latin-1"
        };
        let what = format!("the name of this folder is not UTF-8; it is shown {how}");
        Warning::new(node.summary.with_extension(""), what)
    };
    odd.map(warning).collect()
}

/// The name that people gave a folder whose file could not be called so: what the cache says, else the summary, if the file's name is the
/// hash of that.
fn local_name(node: &Node, file: &str, entry: Option<&Entry>) -> Option<String> {
    if !looks_hashed(file) {
        return None;
    }
    let is_it = |name: &str| is_hash_of(file, name);
    let known = entry.and_then(Entry::folder_name).filter(|name| is_it(name)).map(Cow::into_owned);
    known.or_else(|| of_summary(node, is_it))
}

/// The last part of the name that a folder has on the server, as it has it there.
fn online_name(node: &Node, file: &str, entry: Option<&Entry>) -> String {
    let delimiter = entry.and_then(Entry::hierarchy_delimiter).unwrap_or('/');
    let is_it = |name: &str| is_file_of(file, name);
    let known = entry.and_then(Entry::online_name);
    let known =
        known.as_deref().map(|name| leaf(name, delimiter)).filter(|name| is_it(name)).map(str::to_owned);
    let from_summary = || looks_hashed(file).then(|| of_summary(node, is_it)).flatten();
    known.or_else(from_summary).unwrap_or_else(|| file.to_owned())
}

/// Whether a folder of this name on the server may have that file here: Thunderbird writes `Inbox` or `INBOX`, and `-1` behind the name
/// where there was a file already.
fn is_file_of(file: &str, name: &str) -> bool {
    let stem = file.rsplit_once('-').filter(|(_, number)| number.bytes().all(|byte| byte.is_ascii_digit()));
    let is_same = |file: &str| file.eq_ignore_ascii_case(name) || is_hash_of(file, name);
    !name.is_empty() && (is_same(file) || stem.is_some_and(|(stem, _)| is_same(stem)))
}

/// The name of a newsgroup; its file has it in modified UTF-7.
fn newsgroup(node: &Node, file: &str) -> String {
    let is_it = |name: &str| is_hash_of(file, name) || is_hash_of(file, &encode_utf7(name));
    let hashed = looks_hashed(file).then(|| of_summary(node, is_it)).flatten();
    hashed.or_else(|| decode_utf7(file)).unwrap_or_else(|| file.to_owned())
}

fn leaf(name: &str, delimiter: char) -> &str {
    name.rsplit_once(delimiter).map_or(name, |(_, leaf)| leaf)
}

/// The first name in a summary that is the one that is looked for, or ends with it.
fn of_summary(node: &Node, is_it: impl Fn(&str) -> bool) -> Option<String> {
    let folder = node.has_summary.then(|| Folder::open(&node.summary).ok()).flatten()?;
    let info = folder.read().info();
    let names = [info.folder_name(), info.online_name(), info.mailbox_name()];
    let whole = names.iter().find(|name| is_it(name)).map(|name| name.clone().into_owned());
    let ends = || names.iter().flat_map(|name| ['/', '.', '\\'].map(|delimiter| leaf(name, delimiter)));
    whole.or_else(|| ends().find(|name| is_it(name)).map(str::to_owned))
}

/// Where two folders in one folder would have the same name, the one whose file is called so keeps it, else the first; others have the
/// names of their files. Says which those are.
fn keep_apart(nodes: &[Node], accounts: &[Account], named: &mut [Named]) -> HashSet<usize> {
    let mut taken: HashSet<(usize, Option<usize>, String)> = HashSet::with_capacity(nodes.len());
    let mut changed = HashSet::new();
    let is_own = |node: &Node, name: &str| Path::new(name).as_os_str() == node.file;
    for (node, named) in nodes.iter().zip(&*named) {
        if is_own(node, &named.name) {
            taken.insert((node.account, node.parent, named.name.clone()));
        }
    }
    for (at, (node, named)) in nodes.iter().zip(&*named).enumerate() {
        if !is_own(node, &named.name) && !taken.insert((node.account, node.parent, named.name.clone())) {
            changed.insert(at);
        }
    }
    for (at, (node, named)) in nodes.iter().zip(named).enumerate() {
        if changed.contains(&at) {
            name_as_file(node, accounts, named, &mut taken);
        }
    }
    changed
}

/// Gives a folder the name of its file.
fn name_as_file(
    node: &Node,
    accounts: &[Account],
    named: &mut Named,
    taken: &mut HashSet<(usize, Option<usize>, String)>,
) {
    let escape = || escaped_bytes(node.file.as_encoded_bytes());
    let mut name = node.file.to_str().map_or_else(escape, str::to_owned);
    if node.file.to_str().is_none() {
        // An escaped name has no `%` at its end, so it can still be told what it stands for.
        while !taken.insert((node.account, node.parent, name.clone())) {
            name.push('%');
        }
    }
    let is_imap = accounts.get(node.account).is_some_and(|of| of.server.kind == ServerKind::Imap);
    named.piece = if is_imap { name.clone() } else { escaped(node.file.as_encoded_bytes(), true) };
    named.name = name;
}

/// Bytes as text, with `%XX` for those beyond ASCII and for `%`.
fn escaped_bytes(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for byte in bytes {
        match byte {
            plain if plain.is_ascii() && *plain != b'%' => out.push(char::from(*plain)),
            // Memory does not fail.
            other => _ = write!(out, "%{other:02X}"),
        }
    }
    out
}
