//! Every folder that Thunderbird left says what Thunderbird itself says of it once the file is opened again.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "these are tests"
)]

mod support;

use std::path::Path;

use support::dump::{Report, compare};
use support::{Case, cases_in, cases_of_profile, profiles_in, shared, testdata};

/// Holds each against its dump, and fails with the differences of all. Answers how many values were compared.
fn all_equal(cases: &[Case]) -> usize {
    let (mut lines, mut compared) = (Vec::new(), 0);
    for case in cases {
        let mut report = Report::default();
        compare(&case.folder(), &case.dump, &mut report);
        compared += report.compared;
        lines.extend(report.found.iter().map(|found| format!("{}: {found}", case.name)));
    }
    println!("{} folders, {compared} values", cases.len());
    let shown: Vec<_> =
        lines.iter().map(|line| line.chars().take(400).collect::<String>()).take(60).collect();
    assert!(lines.is_empty(), "{} differences:\n{}", lines.len(), shown.join("\n"));
    compared
}

#[test]
fn the_snapshots_say_what_thunderbird_says() {
    let cases = cases_in(&testdata("snapshots"));
    assert!(cases.len() >= 10, "{}", cases.len());
    assert!(all_equal(&cases) > 40_000);
}

#[test]
fn the_stages_say_what_thunderbird_says() {
    let cases = cases_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/stages"));
    assert!(cases.len() >= 7, "{}", cases.len());
    assert!(all_equal(&cases) > 10_000);
}

#[test]
fn the_profile_says_what_thunderbird_says() {
    let cases = cases_of_profile(&testdata("profile/imap"));
    assert!(cases.len() >= 12, "{}", cases.len());
    assert!(all_equal(&cases) > 8_000);
}

#[test]
fn the_large_collection_says_what_thunderbird_says() {
    let Some(folder) = shared("thunderbird/cases") else { return };
    let cases = cases_in(&folder);
    assert!(cases.len() >= 83, "{}", cases.len());
    assert!(all_equal(&cases) > 400_000);
}

#[test]
fn the_profiles_of_the_large_collection_say_what_thunderbird_says() {
    let Some(folder) = shared("thunderbird/cases") else { return };
    let cases: Vec<_> = profiles_in(&folder).iter().flat_map(|profile| cases_of_profile(profile)).collect();
    assert!(cases.len() >= 40, "{}", cases.len());
    assert!(all_equal(&cases) > 100_000);
}
