//! Writing terms.

use std::fmt;

use super::{Criterion, Join, SearchTerms, Test};

/// As Thunderbird writes the terms of saved searches and filters. A value whose last character is a backslash cannot be
/// read again where it has to be quoted, neither here nor by Thunderbird.
impl fmt::Display for SearchTerms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.iter().any(|term| term.test == Test::All) {
            return f.write_str("ALL");
        }
        for (place, term) in self.0.iter().enumerate() {
            let space = if place == 0 { "" } else { " " };
            write!(f, "{space}{} ({})", term.join, term.test)?;
        }
        Ok(())
    }
}

impl fmt::Display for Join {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::And => "AND",
            Self::Or => "OR",
        })
    }
}

/// What stands between the parentheses.
impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("ALL"),
            Self::Of(criterion) => criterion.fmt(f),
        }
    }
}

impl fmt::Display for Criterion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{},", self.attribute, self.operator)?;
        if !self.attribute.is_text() {
            return f.write_str(&self.value);
        }
        let quote = if needs_quotes(&self.value) { "\"" } else { "" };
        f.write_str(quote)?;
        f.write_str(&self.value.replace('"', "\\\""))?;
        f.write_str(quote)
    }
}

fn needs_quotes(value: &str) -> bool {
    value.starts_with([' ', '"']) || value.contains(')')
}
