//! Threads: as Thunderbird sees those of its own files, and as a simple model of its rules makes them.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "these are tests"
)]

#[path = "../../../tests/support/cases.rs"]
mod cases;
#[path = "threading/hostile.rs"]
mod hostile;
#[path = "threading/model.rs"]
mod model;
#[path = "threading/random.rs"]
mod random;
#[path = "threading/stories.rs"]
mod stories;
mod support;
#[path = "threading/truth.rs"]
mod truth;

use morkdb::Database;
use morkdb_folder::{DetachedHeader, Folder, MessageFlags, Protocol};

fn empty() -> Folder {
    let file = Database::from_bytes(b"// <!-- <mdb:mork:z v=\"1.4\"/> -->\n".to_vec()).unwrap();
    Folder::create_in(file, Protocol::Local).unwrap()
}

fn header(subject: &str, id: &str, references: &str, date: u32, flags: MessageFlags) -> DetachedHeader {
    let mut header = DetachedHeader::new();
    let mut edit = header.edit();
    edit.set_subject(subject).unwrap();
    edit.set_message_id(id).unwrap();
    edit.set_references(references).unwrap();
    edit.set_date(date).unwrap();
    edit.set_flags(flags).unwrap();
    header
}
