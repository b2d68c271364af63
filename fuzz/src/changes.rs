//! A file, and changes to it with commits in between.
//!
//! An input ends with a byte that says how many of the bytes before it are the choices of what is done; the first of these
//! says what the bytes in front of them are, and how they are read. The rest is what the tests do, too
//! (`tests/support/story.rs`): everything is done to a store and to a plain model of it, what is committed is read in all
//! readings, and all of these must say the same.

use morkdb::file::What;
use morkdb::{Commit, OpenOptions, Reading, Writing};

use crate::ops::{Choices, State, change};
use crate::story::{COMMITS, Story};
use crate::support::faulty::Faulty;
use crate::support::generate::well_formed;
use crate::{alphabet, mutate};

/// An input, taken apart.
struct Input {
    file: Vec<u8>,
    reading: Reading,
    writing: Writing,
    choices: Vec<u8>,
}

impl Input {
    fn of(bytes: &[u8]) -> Option<Self> {
        let (&count, bytes) = bytes.split_last()?;
        let (start, choices) = bytes.split_at(bytes.len().saturating_sub(usize::from(count)));
        let (&what, choices) = choices.split_first()?;
        let file = match what % 8 {
            0..=2 => start.to_vec(),
            3..=4 => alphabet::spell(start),
            5 => mutate::cook(start),
            _ => well_formed(start),
        };
        let (reading, writing) = match what / 8 % 8 {
            0..=4 => (Reading::Lenient, Writing::Safe),
            5..=6 => (Reading::Mozilla, Writing::Safe),
            _ => (Reading::Mozilla, Writing::Mozilla),
        };
        Some(Self { file, reading, writing, choices: choices.to_vec() })
    }
}

/// The file of an input.
#[must_use]
pub fn file(bytes: &[u8]) -> Vec<u8> {
    Input::of(bytes).map(|input| input.file).unwrap_or_default()
}

/// Does what an input says.
///
/// # Panics
///
/// When a check fails.
pub fn check(bytes: &[u8]) {
    let Some(input) = Input::of(bytes) else { return };
    let mut choices = Choices::new(input.choices);
    if input.writing == Writing::Mozilla {
        return check_mozilla(&input.file, &mut choices);
    }
    let story =
        if input.file.is_empty() { Some(Story::new()) } else { Story::of(&input.file, input.reading) };
    if let Some(mut story) = story {
        story.go_anywhere(&mut choices);
    }
}

/// The `Mozilla` writing has the engine's mistakes as well, so not all that it writes can be read. It is written as the preview
/// says, and whatever it is, reading it does not panic.
fn check_mozilla(file: &[u8], choices: &mut Choices) {
    let disk = Faulty::holding(file);
    let options = OpenOptions::new().reading(Reading::Mozilla).writing(Writing::Mozilla);
    let Ok(mut database) = options.open_on(Box::new(disk.clone())) else { return };
    let mut model = State::of(database.store());
    while !choices.is_over() {
        match choices.pick(16) {
            0 => {
                database.rollback();
                model = State::of(database.store());
            }
            1..=4 => {
                let how = COMMITS[choices.pick(3)];
                let before = disk.live().unwrap_or_default();
                let preview = database.preview(how);
                let Ok(written) = database.commit_as(how) else {
                    assert!(preview.is_err() && disk.live().unwrap_or_default() == before);
                    continue;
                };
                let preview = preview.expect("the commit was done");
                let after = disk.live().unwrap_or_default();
                let kept = if written.what == What::Group { &before[..] } else { &[] };
                assert_eq!(preview.what, written.what);
                assert!(written.what == What::Nothing || [kept, &preview.text].concat() == after);
                model = State::of(database.store());
            }
            _ => change(choices, database.store_mut(), &mut model),
        }
    }
    let _ = database.commit_as(Commit::Group);
    crate::check(&disk.live().unwrap_or_default());
}
