//! What was done.

/// A file without what was personal in it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct Anonymized {
    /// The file; as long as the one that it was made of.
    pub bytes: Vec<u8>,
    /// How many values were replaced, in all or in part.
    pub replaced: usize,
    /// How many values stayed as they are.
    pub kept: usize,
    /// How many bytes outside of values were replaced: comments, and what is no Mork.
    pub outside: usize,
    /// Names of columns that nothing is known of, whose values were replaced, in alphabetical order. The names themselves stay in the
    /// file.
    pub unknown_columns: Vec<String>,
    /// Whether both the lenient reading and Mozilla's take the new file for the same pieces with the same oddities at the same
    /// places. Where it is not, the file is anonymous, but may not show the same damage.
    pub is_same_structure: bool,
}
