//! The columns of the records: their names, types and order, which are the same in every format.

/// The version of the schema. Columns are only ever added, at the end of their group, without a change of this.
pub const VERSION: u32 = 1;

/// What the values of a column are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Kind {
    /// Text.
    Text,
    /// One of a few words.
    Word,
    /// A whole number of 32 bits, without sign.
    Number,
    /// A whole number of 64 bits, with sign.
    Long,
    /// Yes or no.
    Bool,
    /// A moment, to the second, in UTC.
    Time,
    /// A list of texts; never null.
    List,
    /// An object of JSON; never null.
    Json,
}

impl Kind {
    /// Its name in the documented schema.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Word => "word",
            Self::Number => "number",
            Self::Long => "long",
            Self::Bool => "bool",
            Self::Time => "time",
            Self::List => "list",
            Self::Json => "json",
        }
    }
}

/// A column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What its values are.
    pub kind: Kind,
}

/// A table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Table {
    /// Its name, which is that of its file or folder.
    pub name: &'static str,
    /// Whose record each row is, in columns that other tables have as well.
    pub(crate) owner: &'static [Column],
    /// Its own columns.
    pub(crate) own: &'static [Column],
}

impl Table {
    /// Its columns, in their order.
    pub fn columns(&self) -> impl Iterator<Item = &'static Column> + Clone + use<> {
        self.owner.iter().chain(self.own)
    }
}

/// Names columns with their types, and how each is written, or a few at once: the list and the code cannot differ.
macro_rules! columns {
    ($(#[$doc:meta])* $table:ident, $write:ident, $row:ident: $type:ty, $out:ident {
        $($($name:literal $kind:ident),+ => $value:expr;)*
    }) => {
        $(#[$doc])*
        pub(crate) const $table: &[$crate::records::schema::Column] = &[
            $($($crate::records::schema::Column { name: $name, kind: $crate::records::schema::Kind::$kind }),+),*
        ];

        /// Writes a value for each column, in their order.
        pub(crate) fn $write<S: $crate::records::sink::Sink>($row: $type, $out: &mut S) {
            $($value;)*
        }
    };
}

pub(crate) use columns;
