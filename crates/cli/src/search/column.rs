//! What a search can show of each message.

use std::io;

use crate::mail::column::{Column, Known, similar};
use crate::mail::messages::{column, wrong};
use crate::mail::table::Content;
use crate::printable::printable;

/// A column of a search.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Shown {
    /// The name of the account.
    Account,
    /// The path of the folder.
    Folder,
    /// The folder's summary.
    File,
    /// What the message itself has.
    Of(Column),
}

const PLACES: [(&str, Shown); 3] =
    [("account", Shown::Account), ("folder", Shown::Folder), ("file", Shown::File)];

/// The columns of a search that nobody has chosen.
pub(super) fn usual() -> Vec<Shown> {
    let known = [Known::Key, Known::Date, Known::From, Known::Subject, Known::Flags, Known::Tags];
    [Shown::Account, Shown::Folder]
        .into_iter()
        .chain(known.map(|known| Shown::Of(Column::Known(known))))
        .collect()
}

/// All columns with a meaning. That of a message that is called as the account is left out.
pub(super) fn all() -> Vec<Shown> {
    let known = Known::ALL.iter().filter(|known| **known != Known::Account);
    let known = known.map(|known| Shown::Of(Column::Known(*known)));
    PLACES.into_iter().map(|(_, place)| place).chain(known).collect()
}

/// The columns of these names; `None` where there are no names.
pub(super) fn chosen(names: &[String]) -> io::Result<Option<Vec<Shown>>> {
    let columns: Vec<_> = names.iter().map(|name| Shown::named(name.trim())).collect::<Result<_, _>>()?;
    Ok(Some(columns).filter(|columns| !columns.is_empty()))
}

impl Shown {
    fn named(name: &str) -> io::Result<Self> {
        if let Some((_, place)) = PLACES.into_iter().find(|(own, _)| own.eq_ignore_ascii_case(name)) {
            return Ok(place);
        }
        match (Column::named(name), similar(name, PLACES.iter().map(|(own, _)| *own))) {
            (Some(column), _) => Ok(Self::Of(column)),
            (None, Some(similar)) => {
                let name = printable(name.as_bytes());
                Err(wrong(format!("--columns: there is no column `{name}`\nhint: did you mean `{similar}`?")))
            }
            (None, None) => column("--columns", name).map(Self::Of),
        }
    }

    /// Its title.
    pub(super) fn title(&self) -> String {
        match self {
            Self::Of(column) => column.title(),
            place => PLACES.iter().find(|(_, own)| own == place).map_or("", |(name, _)| name).to_owned(),
        }
    }

    /// How its values are laid out.
    pub(super) fn content(&self) -> Content {
        match self {
            Self::Of(column) => column.content(),
            _ => Content::Text,
        }
    }
}
