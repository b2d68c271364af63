//! Ids: tokens for scopes, columns and kinds, and the object ids of rows and tables.
//!
//! Mork names things with 32-bit *tokens*. A token below `0x80` is the ASCII byte that it equals; a higher one is
//! the id of an alias in atom space `c`, whose value is the name. Row ids and table ids are two separate spaces,
//! each divided by row scope.

use std::fmt;

macro_rules! token {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub u32);

        impl $name {
            /// The token of a one-byte name.
            pub const fn from_byte(byte: u8) -> Self {
                Self(byte as u32)
            }

            /// The byte that this token stands for, where it is below `0x80`.
            pub const fn as_byte(self) -> Option<u8> {
                if self.0 < 0x80 { Some(self.0.to_le_bytes()[0]) } else { None }
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        /// As Mork text writes it: `m`, or `^80`.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self.as_byte() {
                    Some(byte) if byte.is_ascii_graphic() => write!(f, "{}", byte as char),
                    _ => write!(f, "^{:X}", self.0),
                }
            }
        }

        impl From<u32> for $name {
            fn from(token: u32) -> Self {
                Self(token)
            }
        }
    };
}

token! {
    /// A row scope or an atom scope: the space that ids are unique in.
    Scope
}
token! {
    /// A column: what a cell's value means. Mozilla's engine keeps the low 24 bits only, and so do we.
    Column
}
token! {
    /// The kind of a table.
    Kind
}

impl Scope {
    /// Atom space `c`: names of columns, scopes and kinds.
    pub const NAMES: Self = Self::from_byte(b'c');
    /// Atom space `v`: values of cells.
    pub const VALUES: Self = Self::from_byte(b'v');
    /// Row scope `m`: meta rows.
    pub const META: Self = Self::from_byte(b'm');
    /// Row scope `r`: what a row without a scope is in, before any table has set another.
    pub const ROWS: Self = Self::from_byte(b'r');
}

impl Column {
    /// The bits of a column id that an engine keeps.
    pub const MASK: u32 = 0x00FF_FFFF;
}

impl Kind {
    /// Kind `n`: the kind of a table that has been given none.
    pub const NONE: Self = Self::from_byte(b'n');
}

/// An object id: which row, or which table, of a scope.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Oid {
    /// The row scope.
    pub scope: Scope,
    /// The number within the scope. `0xFFFF_FFFF` is no row's number.
    pub id: u32,
}

impl Oid {
    /// The id that no row can have.
    pub const NO_ROW: u32 = u32::MAX;

    /// Puts the two parts together.
    pub const fn new(scope: Scope, id: u32) -> Self {
        Self { scope, id }
    }
}

/// As Mork text writes it: `1F:m`, or `1F:^80`.
impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:X}:{}", self.id, self.scope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_print_as_mork_text_does() {
        assert_eq!(Scope::META.to_string(), "m");
        assert_eq!(Scope(0x80).to_string(), "^80");
        assert_eq!(Column(0).to_string(), "^0");
        assert_eq!(Column(0x20).to_string(), "^20");
        assert_eq!(format!("{:?}", Kind::NONE), "Kind(n)");
        assert_eq!(Oid::new(Scope(0x80), 0x1F).to_string(), "1F:^80");
    }

    #[test]
    fn only_tokens_below_80_are_bytes() {
        assert_eq!(Scope(0x7F).as_byte(), Some(0x7F));
        assert_eq!(Scope(0x80).as_byte(), None);
        assert_eq!(Scope(0x163).as_byte(), None);
    }
}
