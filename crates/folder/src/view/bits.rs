//! Types whose values are sets of bits with names.

/// Makes a type of a set of bits that a cell holds as one number. Bits without a name are kept.
macro_rules! bits {
    ($(#[$type_doc:meta])* $type:ident { $($(#[$doc:meta])* $constant:ident = $bit:literal $name:literal,)* }) => {
        $(#[$type_doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
        pub struct $type(pub u32);

        impl $type {
            $($(#[$doc])* pub const $constant: Self = Self($bit);)*

            /// Nothing.
            pub const NONE: Self = Self(0);

            /// Each bit that has a name, and its name, ascending.
            pub const NAMED: &'static [(Self, &'static str)] = &[$((Self::$constant, $name)),*];

            /// Whether all of `other` are set.
            pub const fn contains(self, other: Self) -> bool {
                self.0 & other.0 == other.0
            }

            /// Whether any of `other` is set.
            pub const fn intersects(self, other: Self) -> bool {
                self.0 & other.0 != 0
            }

            /// These with `other` set or taken away.
            #[must_use]
            pub const fn with(self, other: Self, set: bool) -> Self {
                Self(if set { self.0 | other.0 } else { self.0 & !other.0 })
            }

            /// The names of what is set, ascending by bit. Bits without a name are left out.
            pub fn names(self) -> impl Iterator<Item = &'static str> {
                Self::NAMED.iter().filter(move |(bit, _)| self.contains(*bit)).map(|(_, name)| *name)
            }

            /// What is set and has no name.
            #[must_use]
            pub fn unnamed(self) -> Self {
                Self::NAMED.iter().fold(self, |rest, (bit, _)| rest.with(*bit, false))
            }

            /// What has this name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::NAMED.iter().find(|(_, own)| *own == name).map(|(bit, _)| *bit)
            }
        }

        impl std::ops::BitOr for $type {
            type Output = Self;

            fn bitor(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }
        }

        /// The names, and the rest as a number: `Mail|Inbox|0x2`; `0` for nothing.
        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let mut bar = "";
                for name in self.names() {
                    write!(f, "{bar}{name}")?;
                    bar = "|";
                }
                match self.unnamed().0 {
                    0 if bar.is_empty() => f.write_str("0"),
                    0 => Ok(()),
                    rest => write!(f, "{bar}{rest:#x}"),
                }
            }
        }

        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($type), "({})"), self)
            }
        }
    };
}

pub(crate) use bits;
