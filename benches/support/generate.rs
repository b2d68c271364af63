//! Makes Mork files of any size for the benches, the same bytes on every machine: all chance is a
//! splitmix64 with a fixed seed.
//!
//! | function | what the file is like |
//! |---|---|
//! | [`thunderbird`] | one compress commit of a big mail folder and ten groups of ordinary use: half of the bytes are dicts, half of the cells are references to aliases |
//! | [`log_heavy`] | the same with few messages, then only groups: single cells, row rewrites, cuts, adds and moves |
//! | [`escape_heavy`] | a big folder whose names and subjects are raw UTF-8, so mostly `$XX`, with `\)` `\\` `\$` strewn in |
//! | [`tiny`] | a folder without a message |
//!
//! [`Folder`] does what Thunderbird does on delivery, reading and deletion. [`Store`] is a small Mork
//! writer with the dirty rules, the order and the line breaks of Mozilla's, so that [`Counts`] is the
//! store's own end state. Every file obeys Mozilla's loader: the exact header, a literal only after an
//! alias of the same bytes, no value above 1024 bytes, a kind in every table mention, one meta row to
//! a table.

#![allow(dead_code, unreachable_pub)] // no bench needs all four
#![allow(clippy::cast_possible_truncation)] // the files are far below 4 GiB

#[path = "generate_store.rs"]
mod store;

use store::{ALL_MESSAGES, ALL_THREADS, Change, INFO, META, Oid, Step, Store};

/// What a reader finds in the finished store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Distinct tables.
    pub tables: usize,
    /// Distinct rows, in tables or not, meta rows and emptied rows included.
    pub rows: usize,
    /// Cells of all rows, at the end.
    pub cells: usize,
    /// Aliases of both spaces, `c` and `v`.
    pub atoms: usize,
    /// Groups, empty ones included.
    pub groups: usize,
}

impl Counts {
    /// What there is in a store.
    pub fn of(database: &morkdb::Database) -> Self {
        let store = database.store();
        Self {
            tables: store.tables().len(),
            rows: store.rows().len(),
            cells: store.rows().map(morkdb::store::RowRef::len).sum(),
            atoms: store.atoms().count(),
            groups: database.groups().len(),
        }
    }
}

/// A big folder as Thunderbird leaves it.
pub fn thunderbird(target_bytes: usize) -> (Vec<u8>, Counts) {
    Folder::new(&MAIL, target_bytes, target_bytes / MAIL.bytes_a_message).ordinary_use()
}

/// A big folder in which hardly a name or subject is ASCII.
pub fn escape_heavy(target_bytes: usize) -> (Vec<u8>, Counts) {
    Folder::new(&FOREIGN, target_bytes, target_bytes / FOREIGN.bytes_a_message).ordinary_use()
}

/// A small folder and a long log.
pub fn log_heavy(target_bytes: usize) -> (Vec<u8>, Counts) {
    let mut folder = Folder::new(&MAIL, target_bytes, LOG_MESSAGES);
    folder.store.commit(LATER_COLUMNS);
    while folder.store.page.out.len() < target_bytes {
        folder.session();
    }
    folder.store.finish()
}

/// A folder without messages, about 1.5 kB.
pub fn tiny() -> (Vec<u8>, Counts) {
    let mut folder = Folder::new(&MAIL, 2048, 0);
    for (column, value) in [(0xB3, "1795312401"), (0xB4, "\u{12}1"), (0xB6, "12"), (0xB7, "1")] {
        folder.store.set(INFO, column, value);
    }
    folder.store.commit(LATER_COLUMNS);
    folder.store.finish()
}

/// How many messages [`log_heavy`] starts with, and about how many it keeps.
const LOG_MESSAGES: usize = 300;
/// The ids of so many ancestors stay below the 1024 bytes of an alias.
const MAX_DEPTH: u32 = 24;

struct Style {
    bytes_a_message: usize,
    recipients: [u32; 5],
    words: &'static [&'static str],
    /// Subjects that lack a number and the last string.
    encoded: (&'static [&'static str], &'static str),
    people: &'static [&'static str],
}

#[rustfmt::skip]
static MAIL: Style = Style {
    bytes_a_message: 451,
    recipients: [1, 1, 1, 2, 5],
    words: &["alpha", "answer", "beta", "budget", "contract", "delta", "draft", "garden", "holiday", "invoice",
        "lunch", "meeting", "outage", "photo", "plan", "question", "release", "schedule", "server", "ticket"],
    encoded: (&["=?UTF-8?B?5L2g5aW95LiW55WMID", "=?utf-7?B?SGkgTW9tICtKam8hID", "=?big5?B?wWPF6aSkpOW0+rjVID",
        "=?UTF-8?B?57mB6auU5Lit5paH5ris6KmmID", "=?iso-8859-8?B?+ezl7SDy5eztID", "=?gb2312?Q?=C4=E3=BA=C3=CA=C0=BD=E7_",
        "=?iso-2022-jp?B?GyRCMnE1RCROJCpDTiRpJDsbKEIgMQ", "=?euc-kr?Q?=BE=C8=B3=E7=C7=CF=BC=BC=BF=E4_",
        "=?koi8-r?Q?=F0=D2=C9=D7=C5=D4=2C_=CB=C1=CB_?= =?koi8-r?Q?=C4=C5=CC=C1_",
        "=?utf-8?B?5pel5pys6KqeIM6VzrvOu863zr3Ouc66zqw=?= =?utf-8?B?INei15HXqNeZ16og2KfZhNi52LHYqA==?= \
            =?utf-8?B?2YrYqSDwn5iAIMOcbsOvY8O2ZMOp?= =?utf-8?B?ID",
        "=?iso-8859-1?B?R3L832UgYXVzIEv2?= =?iso-8859-1?B?bG4gLSDk9vwgxNbc?= =?iso-8859-1?B?IN8g6SDgIPEg",
        "=?windows-1252?Q?=93Smart_quote?= =?windows-1252?Q?s=94_=96_and_=80_s?= =?windows-1252?Q?igns=85_"], "?="),
    people: &["Anna Schmidt <anna@example.org>", "\"Mailing \\\"List\\\" Bot\" <bot@example.org>",
        "=?utf-8?Q?=D0=98=D0=B2=D0=B0=D0=BD_=D0=9F=D0=B5=D1=82=D1=80=D0=BE=D0=B2?= <ivan@example.org>",
        "Bob <bob@example.org>", "=?utf-8?Q?=E5=B1=B1=E7=94=B0=E5=A4=AA=E9=83=8E?= <yamada@example.org>",
        "noname@example.org", "=?utf-8?Q?=CE=88=CE=BB=CE=B5=CE=BD=CE=B1?= <elena@example.org>",
        "=?utf-8?Q?=C3=85ngstr=C3=B6m=2C_=C3=85ke?= <ake@example.org>", "=?utf-8?B?5p2O5bCP6b6N?= <lee@example.org>",
        "=?utf-8?B?Sm9zw6kgTsO6w7Fleg==?= <jose@example.org>", "=?utf-8?B?2YXYrdmF2K8g2LnZhNmK?= <ali@example.org>",
        "=?utf-8?Q?Zo=C3=AB_O=27Brien?= <zoe@example.org>", "=?utf-8?B?zojOu861zr3OsQ==?= <elena@example.org>",
        "=?utf-8?Q?=D9=85=D8=AD=D9=85=D8=AF_=D8=B9=D9=84=D9=8A?= <ali@example.org>",
        "=?utf-8?B?0JjQstCw0L0g0J/QtdGC0YDQvtCy?= <ivan@example.org>", "=?utf-8?B?6rmA66+87IiY?= <kim@example.org>"],
};

#[rustfmt::skip]
static FOREIGN: Style = Style {
    bytes_a_message: 1090,
    recipients: [4, 5, 6, 7, 8],
    words: &["встреча", "отчёт", "договор", "вопрос", "(срочно)", "расписание", "отпуск", "会議", "報告書", "請求書",
        "予定表", "サーバー", "预算", "회의", "보고서", "συνάντηση", "réunion", "$100", "C:\\почта", "(см. ниже)"],
    encoded: (&["Привет, как дела? (часть ", "本日の会議の議事録と次回の予定について (第", "关于下周预算会议的通知 \\ (",
        "안녕하세요, 첨부한 계약서를 확인해 주세요 ($", "Срочное сообщение: счёт на $100 (НДС включён, № "], ")"),
    people: &["Иван Петров <ivan@пример.рф>", "Ангстрём (отдел продаж) <ake@пример.рф>", "山田太郎 <yamada@例え.jp>",
        "김민수 (영업부) <kim@예제.kr>", "محمد علي <ali@مثال.org>", "\"Петров\\, Иван (бухгалтерия)\" <ivan@пример.рф>",
        "José Núñez (información) <jose@example.org>", "鈴木一郎（営業部） <suzuki@例え.jp>"],
};

/// The names of space `c` that every folder starts with, from 80 on.
const COLUMNS: &str = "ns:msg:db:row:scope:msgs:all subject sender message-id references recipients date size flags \
    priority label numLines ccList bccList msgThreadId threadId threadFlags threadNewestMsgDate children \
    unreadChildren threadSubject msgCharSet ns:msg:db:table:kind:msgs ns:msg:db:table:kind:thread \
    ns:msg:db:table:kind:allthreads ns:msg:db:row:scope:threads:all threadParent threadRoot msgOffset \
    offlineMsgSize uidOnServer ns:msg:db:row:scope:dbfolderinfo:all ns:msg:db:table:kind:dbfolderinfo numMsgs \
    numNewMsgs folderSize expungedBytes folderDate highWaterKey mailboxName UIDValidity totPendingMsgs \
    unreadPendingMsgs version forceReparse fixedBadRefThreading dateReceived storeToken ProtoThreadFlags replyTo \
    folderName";
/// Those that come with the first group, from B3 on.
const LATER_COLUMNS: &str = "MRUTime sortColumns customSortCol sortType sortOrder viewFlags viewType account \
    junkscore keywords";
const CHARSETS: [&str; 5] = ["windows-1252", "utf-8", "iso-2022-jp", "us-ascii", "iso-8859-1"];
const LABELS: [&str; 4] = ["$label1", "$label2 $label4", "junk", ""];

struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 32) as u32
    }

    /// Below `n`, which is not 0.
    fn below(&mut self, n: u32) -> u32 {
        ((u64::from(self.next()) * u64::from(n)) >> 32) as u32
    }

    fn percent(&mut self, n: u32) -> bool {
        self.below(100) < n
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u32) as usize]
    }

    fn some(&mut self, count: u32, from: &[&str], between: &str) -> String {
        (0..count).map(|_| self.pick(from)).collect::<Vec<_>>().join(between)
    }
}

#[derive(Clone, Copy, Default)]
struct Mail {
    /// The thread's id, mostly the key of its first message.
    thread: u32,
    /// The key of the message that this one answers, or 0.
    parent: u32,
    /// How many it has above it.
    depth: u32,
    flags: u32,
    date: u32,
}

/// What happens to the message with a key.
type Act = fn(&mut Folder, u32);

struct Folder {
    style: &'static Style,
    store: Store,
    chance: Chance,
    /// All that ever came; the one with key 1 is at 0.
    mails: Vec<Mail>,
    alive: Vec<u32>,
    threads: u32,
    clock: u32,
    size: u32,
}

impl Folder {
    /// The folder after its compress commit.
    fn new(style: &'static Style, target_bytes: usize, messages: usize) -> Self {
        let (store, chance) = (Store::new(target_bytes, messages as u32, COLUMNS), Chance(0x4D6F_726B));
        let (mails, alive, clock) = (Vec::with_capacity(messages), Vec::with_capacity(messages), 0x6554_10A2);
        let mut folder = Self { style, store, chance, mails, alive, threads: 0, clock, size: 0 };
        (0..messages).for_each(|_| folder.deliver());
        folder.count();
        folder.store.flush();
        folder
    }

    fn subject(&mut self) -> String {
        let (kind, (heads, end)) = (self.chance.below(100), self.style.encoded);
        if kind < 35 {
            return format!("{}{:02}{end}", self.chance.pick(heads), self.chance.below(99) + 1);
        }
        let words = 1 + self.chance.below(6);
        let mut phrase = self.chance.some(words, self.style.words, " ");
        if kind < 40 {
            return format!("{phrase} folded {phrase}");
        }
        phrase.get_mut(..1).unwrap_or_default().make_ascii_uppercase();
        phrase
    }

    /// What the next message answers, or 0.
    fn parent(&mut self) -> u32 {
        let reach = self.alive.len().min(25);
        if reach == 0 || !self.chance.percent(55) {
            return 0;
        }
        let key = self.chance.pick(&self.alive[self.alive.len() - reach..]);
        if self.mails[key as usize - 1].depth < MAX_DEPTH { key } else { 0 }
    }

    fn deliver(&mut self) {
        let (key, parent) = (self.mails.len() as u32 + 1, self.parent());
        self.clock += 1 + self.chance.below(20_000);
        self.size += 700 + self.chance.below(900);
        let flags = u32::from(self.chance.percent(67)) | (u32::from(self.chance.percent(15)) << 28);
        let thread = if key == 1 { 0xFFFF_FFFE } else { key };
        let mut mail = Mail { thread, parent, depth: 0, flags, date: self.clock };
        let (mut subject, mut references) = (self.subject(), String::new());
        if parent != 0 {
            let above = self.mails[parent as usize - 1];
            mail = Mail { thread: above.thread, depth: above.depth + 1, flags: flags | 0x10, ..mail };
            let text = |column| self.store.text((0x80, parent), column);
            references = format!("{} <{}>", text(0x84), text(0x83));
            subject = if self.chance.percent(67) { text(0x81) } else { subject };
        }
        let cells = self.cells(key, mail, &subject, references.trim_start());
        self.store.change((0x80, key), Change::All).cells = cells;
        self.store.apply(ALL_MESSAGES, Step::Add(key));
        if parent == 0 {
            self.threads += 1;
            self.store.new_table((0x80, thread), 0x97, Some(self.threads));
            self.store.apply(ALL_THREADS, Step::Add(thread));
            self.store.set((0x99, thread), 0x94, &subject);
        }
        self.store.apply((0x80, mail.thread), Step::Add(key));
        self.mails.push(mail);
        self.alive.push(key);
        self.update(mail.thread);
    }

    fn cells(&mut self, key: u32, mail: Mail, subject: &str, references: &str) -> Vec<(u8, u32)> {
        let chance = &mut self.chance;
        let reply_to = u32::from(chance.percent(10));
        let to = chance.pick(&self.style.recipients);
        let copies = chance.pick(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]);
        let (lines, size) = if chance.percent(12) { (48, 0x500) } else { (6, 0x210) };
        let cells = [
            (0x88, format!("{:x}", mail.flags)),
            (0xB1, chance.some(reply_to, self.style.people, "")),
            (0x82, chance.pick(self.style.people).to_owned()),
            (0x85, chance.some(to, self.style.people, ", ")),
            (0x8C, chance.some(copies, self.style.people, ", ")),
            (0x81, subject.to_owned()),
            (0x83, format!("m{key:05}.{:08x}@example.org", chance.next())),
            (0x84, references.to_owned()),
            (0xAE, format!("{:x}", mail.date + chance.below(300))),
            (0x86, format!("{:x}", mail.date)),
            (0x89, if chance.percent(90) { 1 } else { 2 + chance.below(5) }.to_string()),
            (0x95, if chance.percent(71) { chance.pick(&CHARSETS) } else { "" }.to_owned()),
            (0x87, format!("{:x}", size + chance.below(0x300))),
            (0x8B, format!("{:x}", 1 + chance.below(lines))),
            (0xAF, self.size.to_string()),
            (0x9A, format!("{:x}", if mail.parent == 0 { u32::MAX } else { mail.parent })),
            (0x8E, format!("{:x}", mail.thread)),
            (0xB0, "0".to_owned()),
        ];
        let present = cells.iter().filter(|(column, text)| *column == 0x84 || !text.is_empty());
        present.map(|(column, text)| (*column, self.store.atoms.intern(text.as_bytes()))).collect()
    }

    fn set_hex(&mut self, row: Oid, column: u8, number: u32) {
        self.store.set(row, column, &format!("{number:x}"));
    }

    /// Brings a thread's meta row up to date.
    fn update(&mut self, thread: u32) {
        let Some(table) = self.store.tables.get(&(0x80, thread)) else { return };
        let (meta, root) = ((META, table.meta.unwrap_or_default()), *table.rows.first().unwrap_or(&thread));
        let mails = || table.rows.iter().map(|&key| self.mails[key as usize - 1]);
        let (count, newest) = (table.rows.len() as u32, mails().map(|mail| mail.date).max().unwrap_or(0));
        let unread = mails().filter(|mail| mail.flags & 1 == 0).count() as u32;
        for (column, number) in [(0x9B, root), (0x8F, thread), (0x91, newest), (0x90, 0), (0x92, count)] {
            self.set_hex(meta, column, number);
        }
        if unread != 0 || !self.store.text(meta, 0x93).is_empty() {
            self.set_hex(meta, 0x93, unread);
        }
    }

    /// Brings the folder's own row up to date.
    fn count(&mut self) {
        let unread = self.alive.iter().filter(|&&key| self.mails[key as usize - 1].flags & 1 == 0);
        let (unread, messages) = (unread.count() as u32, self.alive.len() as u32);
        let settings = [(0xAB, 1), (0xAC, 0), (0xAD, 1), (0xA1, messages), (0xA2, unread)];
        let rest = [(0xA6, self.mails.len() as u32), (0xA3, self.size), (0xA5, self.clock)];
        for (column, number) in settings.into_iter().chain(rest) {
            self.set_hex(INFO, column, number);
        }
    }

    fn flip(&mut self, key: u32, flag: u32) {
        let mail = &mut self.mails[key as usize - 1];
        mail.flags ^= flag;
        let Mail { flags, thread, .. } = *mail;
        self.set_hex((0x80, key), 0x88, flags);
        self.update(thread);
    }

    fn label(&mut self, key: u32) {
        self.store.set((0x80, key), 0xBC, self.chance.pick(&LABELS));
    }

    fn delete(&mut self, key: u32) {
        let Mail { thread, parent, .. } = self.mails[key as usize - 1];
        self.alive.retain(|&other| other != key);
        self.store.change((0x80, key), Change::All).cells.clear();
        self.store.apply(ALL_MESSAGES, Step::Cut(key));
        self.store.apply((0x80, thread), Step::Cut(key));
        let rest = self.store.tables.get(&(0x80, thread)).map_or_else(Vec::new, |table| table.rows.clone());
        if rest.is_empty() {
            self.store.apply(ALL_THREADS, Step::Cut(thread));
        }
        let mut heir = parent;
        for orphan in rest {
            if self.mails[orphan as usize - 1].parent == key {
                self.mails[orphan as usize - 1].parent = heir;
                self.set_hex((0x80, orphan), 0x9A, if heir == 0 { u32::MAX } else { heir });
                heir = if heir == 0 { orphan } else { heir };
            }
        }
        self.update(thread);
    }

    /// One small commit of a long log.
    fn session(&mut self) {
        let key = self.chance.pick(&self.alive);
        match self.chance.below(20) {
            0..=6 => self.flip(key, 1),
            7..=9 => self.flip(key, 4),
            10..=11 => self.label(key),
            12..=13 => [0x8A, 0xBA, 0xBB].into_iter().for_each(|column| {
                let number = self.chance.below(100);
                self.set_hex((0x80, key), column, number);
            }),
            14..=17 if self.alive.len() > LOG_MESSAGES => self.delete(key),
            14..=17 => self.deliver(),
            18 => self.store.apply(ALL_MESSAGES, Step::Move(key, self.chance.below(LOG_MESSAGES as u32))),
            _ => self.count(),
        }
        self.store.commit("");
    }

    /// The ten groups after the compress commit.
    fn ordinary_use(mut self) -> (Vec<u8>, Counts) {
        let last = self.mails.len() as u32;
        self.store.group = 3;
        self.store.set(INFO, 0xB3, "1795312401");
        self.store.commit(LATER_COLUMNS);
        let uses: [(u32, usize, Act); 9] = [
            (1, 50, |folder, key| folder.flip(key, 4)),
            (2, 100, Self::label),
            (4, 40, |folder, key| folder.flip(key, 1)),
            (u32::MAX, 1, Self::label),
            (8, 100, Self::delete),
            (52, 100, Self::label),
            (17, 80, |folder, key| folder.flip(key, 1)),
            (1, 2000, |folder, _| folder.deliver()),
            (1, 50, |folder, key| folder.flip(key, 4)),
        ];
        for (first, every, act) in uses {
            (first..=last).step_by(every).for_each(|key| act(&mut self, key));
            self.count();
            self.store.commit("");
        }
        self.store.finish()
    }
}
