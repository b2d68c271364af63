//! How a file is to be understood where it is not as it should be.

/// The three ways of reading a file. They agree on every file that Mozilla's engine reads without a complaint, but for
/// one corner: where a value or a comment outside of all groups holds the start marker of a group at the beginning of a
/// line. No writer leaves that behind except by a crash, and so the lenient and the strict reading take it for one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
#[non_exhaustive]
pub enum Reading {
    /// What Mozilla's engine would hold after opening the file as Thunderbird does: it stops at the same place, with
    /// the same things half done; it refuses the same files. This answers "what does Thunderbird see?".
    ///
    /// Thunderbird opens files with errors cleared after each step (`morkEnv::SetAutoClear`). An error that the parser
    /// still notices while it unwinds leaves a store without the rest of the file; one that it does not notice any
    /// more leaves no store.
    Mozilla,
    /// Everything that can be had. Literal values and names need no alias, damage is skipped up to the next sound
    /// boundary, a group without its end is not applied, and reading goes on behind it. Every oddity is reported.
    #[default]
    Lenient,
    /// Whatever Mozilla's engine does not read in silence is an error.
    Strict,
}
