//! `history.dat`.

use std::borrow::Cow;

use morkdb::Store;
use morkdb::store::RowRef;

use crate::utf16::{ByteOrder, Reader};

const KIND: &str = "ns:history:db:table:kind:history";
const SCOPE: &str = "ns:history:db:row:scope:history:all";

/// The history of a browser.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct History {
    /// The pages, in the order of the file.
    pub visits: Vec<Visit>,
    /// The page that was open last.
    pub last_page: Option<String>,
    /// The byte order of titles.
    pub order: ByteOrder,
    /// What is odd about the file, a sentence each.
    pub warnings: Vec<String>,
}

/// A page, and when it was visited.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Visit {
    /// Where it is.
    pub url: String,
    /// Its title.
    pub title: Option<String>,
    /// The page that led there.
    pub referrer: Option<String>,
    /// The host, without `www.` in front.
    pub hostname: Option<String>,
    /// The first visit, in microseconds since 1970 (UTC).
    pub first_visit: Option<i64>,
    /// The last visit, in microseconds since 1970 (UTC).
    pub last_visit: Option<i64>,
    /// How often it was visited; 1 where the file says nothing, as for the browser.
    pub count: u64,
    /// Whether the history does not show it: a frame, or a page that led on at once.
    pub hidden: bool,
    /// Whether its address was typed.
    pub typed: bool,
    /// Bits that meant something to the program that embedded the browser.
    pub flags: Option<u64>,
}

impl History {
    /// Reads a history; `None` where the file is none.
    pub fn read(store: &Store, order: Option<ByteOrder>) -> Option<Self> {
        let tables = crate::tables(store, KIND);
        if tables.is_empty()
            && !store.scopes().any(|scope| store.name(scope).as_deref() == Some(SCOPE.as_bytes()))
        {
            return None;
        }
        let mut reader = Reader::new(order, crate::about(store, KIND, "ByteOrder").as_deref());
        let last_page = crate::about(store, KIND, "LastPageVisited").map(|page| lossy(&page));
        let columns = Columns::new(store);
        let (mut visits, mut nameless) = (Vec::new(), 0_usize);
        for row in tables.into_iter().flat_map(morkdb::store::TableRef::rows) {
            match columns.visit(row, &mut reader) {
                Some(visit) => visits.push(visit),
                None => nameless += usize::from(!row.is_empty()),
            }
        }
        let mut warnings = reader.warnings();
        if nameless > 0 {
            warnings.push(format!("rows without a URL were left out: {nameless}"));
        }
        Some(Self { visits, last_page, order: reader.order(), warnings })
    }
}

/// The columns, looked up once.
struct Columns {
    url: Option<morkdb::id::Column>,
    title: Option<morkdb::id::Column>,
    referrer: Option<morkdb::id::Column>,
    hostname: Option<morkdb::id::Column>,
    first: Option<morkdb::id::Column>,
    last: Option<morkdb::id::Column>,
    count: Option<morkdb::id::Column>,
    hidden: Option<morkdb::id::Column>,
    typed: Option<morkdb::id::Column>,
    flags: Option<morkdb::id::Column>,
}

impl Columns {
    fn new(store: &Store) -> Self {
        let column = |name: &str| store.column(name);
        Self {
            url: column("URL"),
            title: column("Name"),
            referrer: column("Referrer"),
            hostname: column("Hostname"),
            first: column("FirstVisitDate"),
            last: column("LastVisitDate"),
            count: column("VisitCount"),
            hidden: column("Hidden"),
            typed: column("Typed"),
            flags: column("GeckoFlags"),
        }
    }

    fn visit(&self, row: RowRef<'_>, reader: &mut Reader) -> Option<Visit> {
        let url = cell(row, self.url).filter(|url| !url.is_empty())?;
        let text = |column| cell(row, column).filter(|text| !text.is_empty()).map(|text| lossy(&text));
        let title = cell(row, self.title).filter(|title| !title.is_empty());
        Some(Visit {
            url: lossy(&url),
            title: title.map(|title| reader.text(&title)),
            referrer: text(self.referrer),
            hostname: text(self.hostname),
            first_visit: number(row, self.first),
            last_visit: number(row, self.last),
            count: number(row, self.count).unwrap_or(1),
            hidden: cell(row, self.hidden).is_some(),
            typed: cell(row, self.typed).is_some(),
            flags: number(row, self.flags),
        })
    }
}

fn cell(row: RowRef<'_>, column: Option<morkdb::id::Column>) -> Option<Cow<'_, [u8]>> {
    Some(row.get(column?)?.bytes())
}

/// A decimal number; `None` where it is none that fits.
fn number<N: std::str::FromStr>(row: RowRef<'_>, column: Option<morkdb::id::Column>) -> Option<N> {
    let digits = cell(row, column)?;
    std::str::from_utf8(&digits).ok()?.trim().parse().ok()
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
