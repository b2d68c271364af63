//! Why a file cannot be made anonymous.

/// Why a file cannot be made anonymous.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The engine reads no files of this size, so nothing is known of what stands in them.
    #[error("the file has 4 GiB or more, and cannot be read")]
    TooLarge,
    /// There is no sign of Mork in it: nothing is known of what is personal.
    #[error("this is no Mork file: there is no sign of Mork in it")]
    NotMork,
    /// The system gives no random numbers.
    #[error("the system gives no random numbers: give a key")]
    NoRandomness,
}
