//! Folders as comma-separated values.

use std::io::{self, Write};

use super::Counted;
use crate::mail::csv::write_line;
use crate::mail::table::Content;
use crate::run::Outlet;

/// The columns, and what each has of a folder.
type Column = (&'static str, fn(&Counted<'_>) -> String);

const COLUMNS: [Column; 11] = [
    ("account", |counted| counted.account.to_owned()),
    ("path", |counted| counted.folder.path()),
    ("role", |counted| counted.folder.role.map_or("", morkdb_profile::Role::name).to_owned()),
    ("total", |counted| counted.survey.total.to_string()),
    ("unread", |counted| counted.survey.unread.to_string()),
    ("mail-bytes", |counted| counted.survey.mail_bytes.to_string()),
    ("summary-bytes", |counted| counted.survey.summary_bytes.to_string()),
    ("newest", |counted| counted.survey.newest.map_or_else(String::new, |newest| newest.to_string())),
    ("state", |counted| counted.survey.state.name().to_owned()),
    ("why", |counted| counted.why().unwrap_or_default()),
    ("saved-search", |counted| {
        counted.folder.saved_search.as_ref().map_or_else(String::new, |search| search.terms.clone())
    }),
];

/// Writes the folders, a line each, with the names of the columns in the first line.
pub(super) fn print(out: &mut Outlet<'_>, counted: &[Counted<'_>]) -> io::Result<()> {
    let mut line = Vec::new();
    write_line(&COLUMNS, &mut line, |(name, _), line| {
        line.extend_from_slice(name.as_bytes());
        Content::Text
    });
    out.write_all(&line)?;
    for counted in counted {
        line.clear();
        write_line(&COLUMNS, &mut line, |(_, value), line| {
            line.extend_from_slice(value(counted).as_bytes());
            Content::Text
        });
        out.write_all(&line)?;
    }
    Ok(())
}
