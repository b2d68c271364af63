//! How many cases a property is tried on.

use proptest::prelude::ProptestConfig;

/// So many, or as many as `PROPTEST_CASES` asks for.
pub(crate) fn cases(n: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(n), failure_persistence: None, ..ProptestConfig::default() }
}
