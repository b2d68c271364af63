//! How a file is to be understood where it is not as it should be.

/// The three ways of reading a file. They agree on every file that Mozilla's engine reads without a complaint, but for
/// corners that no writer leaves behind except by a crash, and that the other two readings report:
///
/// * a value or a comment that holds the start marker of a group at the beginning of a line: taken for a group, behind
///   something that was cut short;
/// * an abort marker: the group ends there, while the engine reads on to an end marker of its id, or of id 0;
/// * a comment within a marker: no marker;
/// * the end of the file within a dict, a table or a row: the strict reading refuses it.
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
    /// Whatever is not well-formed is an error: all that Mozilla's engine stops at or warns of, and the corners above.
    Strict,
}
