//! The folder information for people.

use std::io::{self, Write};

use super::facts::{Facts, Stored};
use crate::layout::Layout;
use crate::mail::value::size;
use crate::mail::zone::Clock;
use crate::printable::{counted, cut, grouped, printable};
use crate::run::Outlet;
use crate::style::Role;

/// How wide the names are.
const NAMES: usize = 14;

/// Writes what there is to say.
pub(super) fn print(
    out: &mut Outlet<'_>,
    facts: &Facts<'_>,
    clock: &Clock,
    layout: Layout,
    label: &str,
) -> io::Result<()> {
    writeln!(out, "{}", layout.palette.paint(Role::Heading, label))?;
    for (name, value) in lines(facts, clock).into_iter().filter(|(_, value)| !value.is_empty()) {
        let value = printable(value.as_bytes());
        let value = if layout.cut { cut(value, layout.columns.saturating_sub(NAMES + 2)) } else { value };
        let padding = NAMES.saturating_sub(name.len());
        writeln!(out, "  {}{:padding$}{value}", layout.palette.paint(Role::Name, name), "")?;
    }
    Ok(())
}

fn lines(facts: &Facts<'_>, clock: &Clock) -> Vec<(&'static str, String)> {
    let time = |seconds: Option<u64>| seconds.map_or_else(String::new, |seconds| short(clock, seconds));
    let validity = &facts.validity;
    let mut lines = vec![
        ("name", name(facts)),
        ("server", facts.protocol.to_owned()),
        ("flags", facts.flags.names.join(" ")),
        ("messages", messages(facts)),
        ("threads", grouped(facts.threads)),
        ("highest key", facts.highest_key.to_string()),
        ("summary", validity_line(facts)),
        ("mailbox", mailbox(facts, clock)),
        ("expunged", bytes(validity.expunged_bytes)),
        ("view", view(facts)),
        ("columns", columns(facts)),
        ("kept", kept(facts)),
        ("last purged", facts.last_purge_time.clone().unwrap_or_default()),
        ("last used", time(facts.last_used)),
        ("last moved to", time(facts.last_moved_to)),
    ];
    lines.extend(server(facts));
    lines.extend(
        facts
            .cached_hits
            .iter()
            .map(|hits| ("found here by", format!("{}: {}", hits.search, counted(hits.messages, "message")))),
    );
    lines
}

fn name(facts: &Facts<'_>) -> String {
    match (&*facts.mailbox_name, &*facts.folder_name) {
        (mailbox, "") => mailbox.to_owned(),
        ("", folder) => folder.to_owned(),
        (mailbox, folder) if mailbox == folder => mailbox.to_owned(),
        (mailbox, folder) => format!("{folder} (mailbox {mailbox})"),
    }
}

fn messages(facts: &Facts<'_>) -> String {
    let text = |counts: Stored| format!("{}, {} unread", number(counts.total), number(counts.unread));
    let mut line = text(facts.messages);
    if facts.messages != facts.counted {
        line = format!("{line} are stored as counts; there are {}", text(facts.counted));
    }
    if facts.pending.total != 0 || facts.pending.unread != 0 {
        line = format!("{line}; on the server {} more, {} unread", facts.pending.total, facts.pending.unread);
    }
    line
}

fn number(count: u32) -> String {
    grouped(usize::try_from(count).unwrap_or(usize::MAX))
}

fn validity_line(facts: &Facts<'_>) -> String {
    if facts.validity.valid {
        return "valid, as far as the file says".to_owned();
    }
    format!("not valid: {}", facts.validity.reasons.join("; "))
}

/// The mailbox that the summary is of.
fn mailbox(facts: &Facts<'_>, clock: &Clock) -> String {
    let validity = &facts.validity;
    if validity.folder_size == 0 && validity.folder_date == 0 {
        return String::new();
    }
    let bytes = usize::try_from(validity.folder_size).unwrap_or(usize::MAX);
    format!("{}, written {}", counted(bytes, "byte"), short(clock, validity.folder_date.into()))
}

fn bytes(expunged: i64) -> String {
    match u64::try_from(expunged) {
        Ok(0) => String::new(),
        Ok(bytes) => format!("{}, which a compaction would win", size(bytes)),
        Err(_) => format!("{expunged} bytes, which cannot be"),
    }
}

fn short(clock: &Clock, seconds: u64) -> String {
    let mut text = Vec::new();
    clock.write_short(i64::try_from(seconds).unwrap_or(i64::MAX), &mut text);
    String::from_utf8_lossy(&text).into_owned()
}

fn view(facts: &Facts<'_>) -> String {
    let view = &facts.view;
    let mut line = view.kind.clone();
    for name in &view.flags.names {
        line = format!("{line}, {name}");
    }
    line = format!("{line}; sorted by {} {}", view.sort_type, view.sort_order);
    if !view.custom_sort_column.is_empty() {
        line = format!("{line} ({})", view.custom_sort_column);
    }
    match &view.mail_view {
        Some(mail_view) => format!("{line}; shows {mail_view} {}", view.mail_view_tag).trim_end().to_owned(),
        None => line,
    }
}

/// The columns that are shown, in their order.
fn columns(facts: &Facts<'_>) -> String {
    let columns = facts.view.columns.iter().flatten();
    let mut visible: Vec<_> = columns.filter(|column| column.visible == Some(true)).collect();
    visible.sort_by_key(|column| column.ordinal.unwrap_or(u64::MAX));
    visible.iter().map(|column| column.id.as_str()).collect::<Vec<_>>().join(" ")
}

fn kept(facts: &Facts<'_>) -> String {
    let keep = &facts.retention;
    if keep.use_server_defaults {
        return "as the account says".to_owned();
    }
    let line = match keep.by.as_str() {
        "age" => format!("messages of {} days", keep.days),
        "number" => format!("the newest {} messages", keep.count),
        other => return other.to_owned(),
    };
    if keep.apply_to_flagged { line } else { format!("{line}, and those with a star") }
}

fn server(facts: &Facts<'_>) -> Vec<(&'static str, String)> {
    let (imap, news, search) = (&facts.imap, &facts.news, &facts.search);
    let some = |number: u64| if number == 0 { String::new() } else { number.to_string() };
    let online = if search.online { "on the server: " } else { "" };
    let waiting = match imap.offline_operations {
        0 => String::new(),
        count => format!("{}, which `mork ops` lists", counted(count, "offline operation")),
    };
    vec![
        ("online name", imap.online_name.to_string()),
        ("UIDVALIDITY", imap.uid_validity.map_or_else(String::new, |validity| validity.to_string())),
        ("HIGHESTMODSEQ", imap.highest_mod_seq.map_or_else(String::new, |sequence| sequence.to_string())),
        ("highest UID", some(imap.highest_recorded_uid.into())),
        ("deleted", some(imap.deleted_headers.into())),
        ("waiting", waiting),
        ("articles", news.known_articles.to_string()),
        ("read", news.read_articles.to_string()),
        ("searches for", search.terms.to_string()),
        ("in", format!("{online}{}", search.folders.join(" "))),
        ("Exchange id", facts.exchange.id.to_string()),
    ]
}
