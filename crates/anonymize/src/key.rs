//! The secret that the replacements depend on.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::error::Error;

/// The secret that the replacements depend on. Who has it can undo them.
#[derive(Clone)]
pub struct Key(pub(crate) [u8; 32]);

impl Key {
    /// A key that nobody knows, from the operating system.
    ///
    /// # Errors
    /// The system has no random numbers.
    pub fn random() -> Result<Self, Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|_| Error::NoRandomness)?;
        Ok(Self(bytes))
    }

    /// The key of a text: the same text gives the same replacements. Choose one that cannot be guessed.
    pub fn of_text(text: &str) -> Self {
        Self(
            Sha256::new().chain_update(b"morkdb-anonymize\0").chain_update(text.as_bytes()).finalize().into(),
        )
    }
}

/// Does not show the key.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}
