//! The cells of a message's row, each looked up once.

use std::borrow::Cow;

use hashbrown::HashMap;
use morkdb::id::Column;
use morkdb::store::{RowRef, Value};
use morkdb_folder::{Field, FolderRef};

use super::json;

macro_rules! slots {
    ($($slot:ident)*) => {
        /// A column of the file that has a column of its own in the records.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(crate) enum Slot {
            $($slot,)*
        }

        impl Slot {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$slot),*];

            /// What the file calls it.
            pub(crate) const fn field(self) -> Field {
                match self {
                    $(Self::$slot => Field::$slot,)*
                }
            }
        }
    };
}

slots! {
    Subject Sender MessageId References Recipients Date Size Flags Priority NumLines CcList BccList ThreadId CharSet
    ThreadParent OfflineMsgSize StoreToken DateReceived Keywords JunkScore JunkScoreOrigin JunkPercent ReplyTo Preview
    GmMsgId GmThreadId GmLabels Label
}

/// How many there are.
const COUNT: usize = Slot::ALL.len();

/// What is known of a column of the file.
#[derive(Debug)]
struct Known {
    column: Column,
    slot: Option<Slot>,
    /// Its name as JSON has it, with a colon.
    name: Vec<u8>,
    /// The row in which it was last seen.
    round: u64,
    /// The place of the column that came behind it then.
    next: usize,
}

/// The cells of one row after the other.
#[derive(Debug)]
pub(crate) struct Cells<'f> {
    folder: FolderRef<'f>,
    known: Vec<Known>,
    /// The place of each column in `known`.
    places: HashMap<Column, usize>,
    round: u64,
    values: [Option<Value<'f>>; COUNT],
    /// Those that have no column of their own, in the order of the row, with their places in `known`.
    others: Vec<(usize, Value<'f>)>,
    /// Which values are not told exactly by their columns, a bit a slot.
    inexact: u32,
}

impl<'f> Cells<'f> {
    pub(crate) fn new(folder: FolderRef<'f>) -> Self {
        Self {
            folder,
            known: Vec::new(),
            places: HashMap::new(),
            round: 0,
            values: [None; COUNT],
            others: Vec::new(),
            inexact: 0,
        }
    }

    /// Goes to a row. Of several cells of the same column the first counts, as it does for Thunderbird.
    pub(crate) fn read(&mut self, row: RowRef<'f>) {
        self.round += 1;
        self.values = [None; COUNT];
        self.others.clear();
        self.inexact = 0;
        let mut place = 0;
        for cell in row.cells() {
            let Some(value) = cell.value else { continue };
            place = self.place(place, cell.column);
            let Some(known) = self.known.get_mut(place) else { continue };
            if std::mem::replace(&mut known.round, self.round) == self.round {
                continue;
            }
            match known.slot.and_then(|slot| self.values.get_mut(slot as usize)) {
                Some(place) => *place = Some(value),
                None => self.others.push((place, value)),
            }
        }
        // Together with the flags it makes a keyword, which does not say where it was.
        self.note_inexact(Slot::Label);
    }

    /// The place of a column. Mostly it is the one that was behind the column before in another row.
    fn place(&mut self, before: usize, column: Column) -> usize {
        let next = self.known.get(before).map_or(0, |known| known.next);
        if self.known.get(next).is_some_and(|known| known.column == column) {
            return next;
        }
        let (folder, known) = (self.folder, &mut self.known);
        let place = *self.places.entry(column).or_insert_with(|| {
            known.push(Known::of(folder, column));
            known.len() - 1
        });
        if let Some(known) = self.known.get_mut(before) {
            known.next = place;
        }
        place
    }

    /// The value of a column, as it is stored.
    pub(crate) fn get(&self, slot: Slot) -> Option<Cow<'f, [u8]>> {
        self.values.get(slot as usize).copied().flatten().map(Value::bytes)
    }

    /// Where the value of a column is stored, which tells it from others.
    pub(crate) fn place_of(&self, slot: Slot) -> Option<usize> {
        self.values.get(slot as usize).copied().flatten().map(Value::place)
    }

    /// Whether it was noted that a column does not tell exactly what is stored.
    pub(crate) fn is_inexact(&self, slot: Slot) -> bool {
        self.inexact >> slot as u32 & 1 == 1
    }

    /// Takes note that a column does not tell exactly what is stored.
    pub(crate) fn note_inexact(&mut self, slot: Slot) {
        self.inexact |= 1 << slot as u32;
    }

    /// Appends an object of all that the columns do not tell.
    pub(crate) fn write_rest(&self, out: &mut Vec<u8>) {
        out.push(b'{');
        for slot in Slot::ALL {
            if self.is_inexact(*slot)
                && let Some(value) = self.get(*slot)
            {
                separate(out);
                json::write_name(slot.field().name().as_bytes(), out);
                out.push(b':');
                json::write_bytes(&value, out);
            }
        }
        for (place, value) in &self.others {
            if let Some(known) = self.known.get(*place) {
                separate(out);
                out.extend_from_slice(&known.name);
                json::write_bytes(&value.bytes(), out);
            }
        }
        out.push(b'}');
    }

    /// Names and values of all that the columns do not tell.
    #[cfg(feature = "sqlite")]
    pub(crate) fn rest(&self) -> impl Iterator<Item = (Cow<'f, [u8]>, Cow<'f, [u8]>)> {
        let is_inexact = |slot: &&Slot| self.is_inexact(**slot);
        let named = |slot: &Slot| Some((Cow::Borrowed(slot.field().name().as_bytes()), self.get(*slot)?));
        let inexact = Slot::ALL.iter().filter(is_inexact).filter_map(named);
        let column = |place: usize| self.known.get(place).map(|known| known.column);
        let other = move |(place, value): &(usize, Value<'f>)| {
            Some((name_of(self.folder, column(*place)?), value.bytes()))
        };
        inexact.chain(self.others.iter().filter_map(other))
    }
}

fn separate(out: &mut Vec<u8>) {
    if out.last() != Some(&b'{') {
        out.push(b',');
    }
}

impl Known {
    fn of(folder: FolderRef<'_>, column: Column) -> Self {
        let own = name_of(folder, column);
        let slot = Slot::ALL.iter().copied().find(|slot| slot.field().name().as_bytes() == &*own);
        let mut name = Vec::new();
        json::write_name(&own, &mut name);
        name.push(b':');
        Self { column, slot, name, round: 0, next: 0 }
    }
}

/// The name of a column; its token where it has none, or where another column is the one of that name.
fn name_of(folder: FolderRef<'_>, column: Column) -> Cow<'_, [u8]> {
    let store = folder.store();
    let name = store.name(column).filter(|name| store.column(name) == Some(column));
    name.unwrap_or_else(|| Cow::Owned(column.to_string().into_bytes()))
}
