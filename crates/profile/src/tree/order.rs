//! The order in which folders are shown.

use std::cmp::Reverse;

use super::{Facts, Node};
use crate::account::Account;
use crate::folder::{MailFolder, Role};

/// Account by account, each folder before those in it; among those in one folder special ones first, then by name, without heed of case.
pub(super) fn in_order(nodes: Vec<Node>, facts: Vec<Facts>, accounts: &[Account]) -> Vec<MailFolder> {
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    let mut waiting = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        match node.parent.and_then(|parent| children.get_mut(parent)) {
            Some(siblings) => siblings.push(at),
            None => waiting.push((at, None)),
        }
    }
    let keys: Vec<_> = nodes.iter().zip(&facts).map(|(node, fact)| key(node, fact)).collect();
    // The last is taken first.
    waiting.sort_by_key(|(at, _)| Reverse(keys.get(*at)));
    let mut parts: Vec<_> = nodes.into_iter().zip(facts).map(Some).collect();
    let mut folders: Vec<MailFolder> = Vec::with_capacity(parts.len());
    while let Some((at, parent)) = waiting.pop() {
        let Some((node, fact)) = parts.get_mut(at).and_then(Option::take) else { continue };
        let mut below = children.get_mut(at).map(std::mem::take).unwrap_or_default();
        below.sort_by_key(|at| Reverse(keys.get(*at)));
        waiting.extend(below.into_iter().map(|at| (at, Some(folders.len()))));
        let mut names =
            parent.and_then(|at: usize| folders.get(at)).map(|of| of.names.clone()).unwrap_or_default();
        names.push(fact.name.clone());
        folders.push(folder(node, fact, parent, names, accounts));
    }
    folders
}

fn folder(
    node: Node,
    fact: Facts,
    parent: Option<usize>,
    names: Vec<String>,
    accounts: &[Account],
) -> MailFolder {
    MailFolder {
        account: node.account,
        parent,
        names,
        uri: fact.uri,
        summary: node.summary,
        has_summary: node.has_summary,
        store: node.store,
        role: fact.role,
        flags: fact.flags,
        saved_search: fact.saved_search,
        is_remote: accounts.get(node.account).is_some_and(|account| account.server.kind.is_remote()),
    }
}

fn key(node: &Node, fact: &Facts) -> (usize, usize, String, String, std::ffi::OsString) {
    let rank = fact.role.map_or(usize::MAX, rank);
    (node.account, rank, fact.name.to_lowercase(), fact.name.clone(), node.file.clone())
}

fn rank(role: Role) -> usize {
    const ORDER: [Role; 8] = [
        Role::Inbox,
        Role::Drafts,
        Role::Templates,
        Role::Sent,
        Role::Archive,
        Role::Junk,
        Role::Trash,
        Role::Outbox,
    ];
    ORDER.iter().position(|other| *other == role).unwrap_or(ORDER.len())
}
