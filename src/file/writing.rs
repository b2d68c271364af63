//! How a file is written.

use std::fmt;

/// The two ways of writing a file, in the same format. Mozilla's engine reads whatever the first wrote, and of the second what
/// it reads of its own.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
#[non_exhaustive]
pub enum Writing {
    /// So that every reader has the very same store afterwards, Mozilla's engine included:
    ///
    /// * a group is appended only where Mozilla's engine, too, reads the file to its end and has the same store; a file with a
    ///   torn tail, an aborted group or anything else that it stops at is written anew;
    /// * a group is never empty, and says all that was changed: kinds, priorities and flags of tables included;
    /// * a cell that was cut is gone, since its row is written anew (the engine writes an empty value);
    /// * a whole rewrite keeps tables without rows and rows without tables, and never loses a row or a name;
    /// * every value of up to 1024 bytes has an alias before it is used, the empty one too;
    /// * the line ends of the file stay what they are;
    /// * what Mork or Mozilla's engine cannot hold is an [error](crate::file::Unwritable) before anything is written.
    ///
    /// One thing no file can say: a cell without a value ([`Store::empty`](crate::Store::empty)) is not written.
    #[default]
    Safe,
    /// Byte for byte what Mozilla's engine writes after the same changes: its order, its line breaks, its rules for what
    /// has changed, empty groups, and its faults. Those are:
    ///
    /// * a change of a kind, a priority or a flag alone is not written, and the flag `u` is lost with the second writing;
    /// * a cut cell is written as an empty value, which the next reading has as such, or stops at where no alias has it;
    /// * a whole rewrite drops rows that are in no table, and tables without rows, unless they were just changed;
    /// * a group is appended behind whatever the file ends with.
    ///
    /// It needs the [`Mozilla`](crate::Reading::Mozilla) reading.
    Mozilla,
}

/// What a commit is to write.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
#[non_exhaustive]
pub enum Commit {
    /// The changes, as a group at the end of the file. The whole file where that cannot be.
    #[default]
    Group,
    /// As Thunderbird decides: the whole file where [30 percent or more](super::GroupLog::waste_percent) of it are groups,
    /// else the changes. Unlike Thunderbird's, this goes for more than 42.9 MB of groups as well.
    Thunderbird,
    /// The whole file.
    Whole,
}

/// What a commit wrote.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum What {
    /// Nothing: nothing was changed.
    Nothing,
    /// A group, at the end of the file.
    Group,
    /// The whole file.
    Whole(Why),
}

/// Why the whole file was written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Why {
    /// The caller wanted it.
    Asked,
    /// There was none, or it was empty; for Mozilla's engine, also one of 128 bytes or less.
    New,
    /// So much of it are groups.
    Waste {
        /// How much, of a hundred.
        percent: u32,
    },
    /// Mozilla's engine does not read it to its end, or reads something else: what is appended could be lost.
    Unsound,
    /// It has rows or tables of scope 0, which in Mork text is that of the table before, whichever that is.
    ScopeZero,
    /// A flag of a table was taken away, which no group can say.
    FlagCleared,
    /// There would be more than 42.9 MB of groups, and Mozilla's engine would count that wrong.
    TooManyGroups,
}

/// Displays as a phrase: "it is new".
impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked => f.write_str("that was asked for"),
            Self::New => f.write_str("it is new"),
            Self::Waste { percent } => write!(f, "{percent} % of it are commit groups"),
            Self::Unsound => {
                f.write_str("Mozilla's engine would not read it to its end, or read something else")
            }
            Self::ScopeZero => f.write_str("what it has of scope 0 depends on what is written before"),
            Self::FlagCleared => f.write_str("a flag of a table was taken away, which no group can say"),
            Self::TooManyGroups => f.write_str("it would have more than 42.9 MB of commit groups"),
        }
    }
}

/// What became of a commit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Written {
    /// What was written.
    pub what: What,
    /// How many bytes that were.
    pub bytes: u64,
    /// The size of the file before, in bytes.
    pub before: u64,
    /// Its size now.
    pub after: u64,
}

/// What a commit would write.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Preview {
    /// What would be written.
    pub what: What,
    /// The text: of the group, or of the whole file.
    pub text: Vec<u8>,
}
