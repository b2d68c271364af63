//! Writing a set as text.

use std::fmt;

use super::ArticleSet;

/// Byte for byte as Mozilla's `nsMsgKeySet::Output`: article 0 is left out.
impl fmt::Display for ArticleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut comma = "";
        for chunk in self.chunks().iter().filter(|chunk| chunk.last > 0) {
            let first = chunk.first.max(1);
            write!(f, "{comma}{first}")?;
            if first < chunk.last {
                write!(f, "-{}", chunk.last)?;
            }
            comma = ",";
        }
        Ok(())
    }
}
