//! A small database to change, and real ones.

use morkdb::id::{Column, Kind, Oid, Scope};
use morkdb::{Database, OpenOptions};

use super::faulty::Faulty;
use super::{mork, testdata};

pub const ROWS: Scope = Scope::from_byte(b's');
pub const KIND: Kind = Kind::from_byte(b'k');
pub const ONE: Column = Column::from_byte(b'a');
pub const TWO: Column = Column::from_byte(b'b');

pub fn row(id: u32) -> Oid {
    Oid::new(ROWS, id)
}

/// A store with a table of three rows, and nothing to undo.
pub fn database() -> (Database, Faulty) {
    let text = "<(80=x)(81=y)(82=)>{1:s {(k^6B:c)(s=9)} [1(^61=x)][2(^61=y)][3(^61=x)(^62=)] }";
    open(&mork(text))
}

pub fn open(file: &[u8]) -> (Database, Faulty) {
    let disk = Faulty::holding(file);
    (OpenOptions::new().open_on(Box::new(disk.clone())).unwrap(), disk)
}

/// A file that Mozilla's engine wrote.
pub fn truth(number: usize) -> Vec<u8> {
    let mut files = super::files(&testdata("truth"));
    files.retain(|path| path.extension().is_some_and(|it| it == "msf"));
    files.retain(|path| std::fs::metadata(path).unwrap().len() < 20_000);
    std::fs::read(&files[number % files.len()]).unwrap()
}
