//! What a list of messages can show of each, what can be asked of it, and what it can be sorted by.

use morkdb_folder::Field;

use super::table::Content;

/// A column of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Column {
    /// One with a meaning.
    Known(Known),
    /// A stored column, by its name, as it is.
    Cell(String),
}

/// What the values of a column are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// Text, decoded.
    Text(Field),
    /// Addresses: shown by the names of the mailboxes.
    Names(Field),
    /// Addresses in full.
    Addresses(Field),
    /// A moment.
    Date(Field),
    /// Bytes.
    Size,
    /// A number.
    Number,
    /// One of the priorities, which are ordered.
    Priority,
    /// Words for the flags.
    Flags,
    /// Names of tags.
    Tags,
    /// All keywords.
    Keywords,
}

macro_rules! columns {
    ($($variant:ident = $name:literal, $json:literal, $kind:expr;)*) => {
        /// A column with a meaning.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(crate) enum Known {
            $($variant,)*
        }

        impl Known {
            /// All of them.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its name on the command line.
            pub(crate) const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// Its name in JSON.
            pub(crate) const fn json_name(self) -> &'static str {
                match self {
                    $(Self::$variant => $json,)*
                }
            }

            /// What its values are.
            pub(crate) const fn kind(self) -> Kind {
                match self {
                    $(Self::$variant => $kind,)*
                }
            }
        }
    };
}

columns! {
    Key = "key", "key", Kind::Number;
    Date = "date", "date", Kind::Date(Field::Date);
    Received = "received", "received", Kind::Date(Field::DateReceived);
    From = "from", "from", Kind::Names(Field::Sender);
    Author = "author", "author", Kind::Addresses(Field::Sender);
    To = "to", "to", Kind::Names(Field::Recipients);
    Recipients = "recipients", "recipients", Kind::Addresses(Field::Recipients);
    Cc = "cc", "cc", Kind::Addresses(Field::CcList);
    Bcc = "bcc", "bcc", Kind::Addresses(Field::BccList);
    ReplyTo = "reply-to", "replyTo", Kind::Addresses(Field::ReplyTo);
    Subject = "subject", "subject", Kind::Text(Field::Subject);
    Flags = "flags", "flags", Kind::Flags;
    Tags = "tags", "tags", Kind::Tags;
    Keywords = "keywords", "keywords", Kind::Keywords;
    Size = "size", "size", Kind::Size;
    Lines = "lines", "lines", Kind::Number;
    Priority = "priority", "priority", Kind::Priority;
    Junk = "junkscore", "junkScore", Kind::Number;
    Thread = "thread", "thread", Kind::Number;
    Parent = "parent", "parent", Kind::Number;
    MessageId = "message-id", "messageId", Kind::Text(Field::MessageId);
    References = "references", "references", Kind::Text(Field::References);
    Account = "account", "account", Kind::Text(Field::Account);
    Charset = "charset", "charset", Kind::Text(Field::CharSet);
    Preview = "preview", "preview", Kind::Text(Field::Preview);
}

/// Other names.
const ALSO: [(&str, Known); 10] = [
    ("sender", Known::Author),
    ("recipient", Known::To),
    ("tag", Known::Tags),
    ("flag", Known::Flags),
    ("keyword", Known::Keywords),
    ("id", Known::MessageId),
    ("messageid", Known::MessageId),
    ("threadkey", Known::Thread),
    ("replyto", Known::ReplyTo),
    ("reference", Known::References),
];

/// What stands before the name of a stored column.
pub(crate) const CELLS: &str = "cells.";

/// The stored column that is meant. `None` where none is: one without a name is none.
pub(crate) fn cell(name: &str) -> Option<&str> {
    name.strip_prefix(CELLS).filter(|cell| !cell.is_empty())
}

impl Known {
    /// The column of this name, in any case.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let known = Self::ALL.iter().copied().find(|column| column.name().eq_ignore_ascii_case(name));
        known.or_else(|| {
            ALSO.iter().find(|(also, _)| also.eq_ignore_ascii_case(name)).map(|(_, column)| *column)
        })
    }
}

impl Known {
    /// How its values are laid out.
    pub(crate) const fn content(self) -> Content {
        match self.kind() {
            Kind::Number | Kind::Size => Content::Number,
            Kind::Date(_) => Content::Exact,
            _ => Content::Text,
        }
    }
}

impl Column {
    /// The column of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match cell(name) {
            Some(cell) => Some(Self::Cell(cell.to_owned())),
            None => Known::named(name).map(Self::Known),
        }
    }

    /// Its title.
    pub(crate) fn title(&self) -> String {
        match self {
            Self::Known(known) => known.name().to_owned(),
            Self::Cell(name) => format!("{CELLS}{name}"),
        }
    }

    /// How its values are laid out.
    pub(crate) fn content(&self) -> Content {
        match self {
            Self::Known(known) => known.content(),
            Self::Cell(_) => Content::Text,
        }
    }
}

/// The columns of a list that nobody has chosen.
pub(crate) const USUAL: [Known; 6] =
    [Known::Date, Known::From, Known::Subject, Known::Flags, Known::Tags, Known::Size];

/// The name most like this one; `None` where none is like it.
pub(crate) fn similar<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let name = name.to_lowercase();
    let scored = names.map(|own| (strsim::jaro_winkler(&name, own), own));
    let best = scored.max_by(|one, other| one.0.total_cmp(&other.0))?;
    (best.0 > 0.8).then_some(best.1)
}
