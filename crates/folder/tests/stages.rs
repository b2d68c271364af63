//! From stage to stage: what Thunderbird did to a folder, done with this library, gives the next stage's content; where
//! Thunderbird appended commit groups, the same bytes.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "these are tests"
)]

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use morkdb::{OpenOptions, Reading, Writing};
use morkdb_folder::view::FolderFlags;
use morkdb_folder::{Folder, Protocol};
use support::canonical::canonical;
use support::dump::{Report, compare};
use support::groups::{Group, groups_behind, start_of_groups};
use support::memory::Memory;
use support::steps::{run, steps};
use support::{Case, cases_in, files, mozilla, shared, testdata};

/// A folder in a file in memory, as Thunderbird would open it.
fn open(bytes: &[u8]) -> (Memory, Folder) {
    let memory = Memory::new(Some(bytes.to_vec()));
    let file = mozilla().open_on(Box::new(memory.clone())).unwrap();
    (memory, Folder::from_database(file).unwrap())
}

fn read(bytes: &[u8]) -> Folder {
    Folder::from_database(mozilla().from_bytes(bytes.to_vec()).unwrap()).unwrap()
}

/// How many groups of the whole life of a folder are the same, and which are not.
const WORK_SAME: usize = 83;
const WORK_DIFFERENT: [u32; 1] = [0x4B];

/// Groups that say something else than ours, and why.
const EXPLAINED: [(&str, &[u32], &str); 8] = [
    ("imap/profile/ImapMail/127.0.0.1/Drafts.msf", &[0x3], TABLE),
    ("imap/profile/ImapMail/127.0.0.1/INBOX.msf", &[0x1B, 0x1D, 0x1F, 0x24, 0x2B, 0x34], LEFT_OVER),
    ("imap/profile/ImapMail/127.0.0.1/Projects.sbd/&A7EDsgOz-.msf", &[0x3, 0x4, 0x8], TABLE),
    ("imap/profile/ImapMail/127.0.0.1/Trash.msf", &[0x3], TABLE),
    ("imap/snap/04-onlinemove/Archive.msf", &[0x3, 0x6], PENDING),
    ("imap/snap/04-onlinemove/Trash.msf", &[0x2], TABLE),
    ("imap/snap/05-resynced/INBOX.msf", &[0xC], ORDER),
    ("local/snap/14-edit2/work.msf", &WORK_DIFFERENT, HIT_TABLE),
];
const TABLE: &str = "an empty table, which a file that was written anew leaves out, was still in memory";
const LEFT_OVER: &str = "rows that are no messages, for undoing; cells of operations that are set after these were removed; and the above";
const PENDING: &str = "attributes of headers that are to come: the steps do not make these";
const ORDER: &str = "the order of what was done cannot be told from the file";
const HIT_TABLE: &str = "the table of a second saved search has another id, which no thread can get";

/// What became of a group.
enum Outcome {
    Same,
    /// The same but for the id: the folder was opened anew where Thunderbird had it open.
    SameText,
    /// The same but for the ids of values, which depend on all that was set before and was set again, since the file was opened.
    SameValues,
    /// Thunderbird wrote that nothing was changed, which it does after it has written something else.
    Nothing,
    Different(String),
}

/// Does what a group says. Answers what is behind `start` in the file then.
fn replay(memory: &Memory, folder: &mut Folder, file: &[u8], group: &Group) -> Vec<u8> {
    let (before, after) = (read(&file[..group.range.start]), read(&file[..group.range.end]));
    let start = memory.bytes().len();
    for step in steps(before.read(), after.read(), Some(group)) {
        run(folder, &step);
    }
    folder.commit().unwrap();
    memory.bytes().get(start..).map_or_else(|| memory.bytes(), <[u8]>::to_vec)
}

/// The text of a group, with this id.
fn with_id(text: &[u8], id: u32) -> Vec<u8> {
    let text = String::from_utf8_lossy(text).into_owned();
    let own = text.split_once("@$${").and_then(|(_, rest)| rest.split_once("{@")).map_or("", |(own, _)| own);
    let (start, end) = (format!("@$${{{own}{{@"), format!("@$$}}{own}}}@"));
    let (new_start, new_end) = (format!("@$${{{id:X}{{@"), format!("@$$}}{id:X}}}@"));
    text.replace(&start, &new_start).replace(&end, &new_end).into_bytes()
}

/// A new folder, filled with what stands before the groups of a file; the first commit writes that.
fn create(file: &[u8], start: usize) -> (Memory, Folder) {
    let memory = Memory::new(None);
    let database = mozilla().open_or_create_on(Box::new(memory.clone())).unwrap();
    let after = read(&file[..start]);
    let mut folder = Folder::create_in(database, after.protocol()).unwrap();
    let mut group = Group::whole(file, start);
    let made: Vec<_> =
        group.names.keys().filter(|name| folder.read().store().column(name).is_some()).cloned().collect();
    made.iter().for_each(|name| _ = group.names.remove(name));
    let new = Folder::create_in(
        mozilla().open_or_create_on(Box::new(Memory::new(None))).unwrap(),
        after.protocol(),
    )
    .unwrap();
    for step in steps(new.read(), after.read(), Some(&group)) {
        run(&mut folder, &step);
    }
    folder.commit().unwrap();
    (memory, folder)
}

fn says_the_same(got: &[u8], memory: &Memory, group: &Group, file: &[u8]) -> bool {
    let (own, theirs) = (read(&memory.bytes()), read(&file[..group.range.end]));
    let own = canonical(got, own.read().store());
    own == canonical(group.text(file), theirs.read().store())
}

/// Makes what stands before the groups of a file, and does what all groups say, one after another. Answers whether the first is the
/// same, too; where it is not, the folder is opened there. Where Thunderbird opened the folder anew, it is opened anew.
fn replay_all(file: &[u8], start: usize) -> (bool, Vec<(Group, Outcome)>) {
    let (mut memory, mut folder) = create(file, start);
    let (mut outcomes, mut last) = (Vec::new(), 0);
    let is_created = memory.bytes() == file[..start];
    if !is_created {
        (memory, folder) = open(&file[..start]);
    }
    for group in groups_behind(file, start) {
        if group.id != last + 1 {
            (memory, folder) = open(&file[..group.range.start]);
        }
        last = group.id;
        let (got, want) = (replay(&memory, &mut folder, file, &group), group.text(file));
        let outcome = if got == want {
            Outcome::Same
        } else if with_id(&got, group.id) == want {
            Outcome::SameText
        } else if group.is_empty(file) && got.is_empty() {
            Outcome::Nothing
        } else if says_the_same(&got, &memory, &group, file) {
            (memory, folder) = open(&file[..group.range.end]);
            Outcome::SameValues
        } else {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            (memory, folder) = open(&file[..group.range.end]);
            Outcome::Different(format!("want {}\ngot {}", text(want), text(&got)))
        };
        outcomes.push((group, outcome));
    }
    (is_created, outcomes)
}

/// How much of a file was written as Thunderbird wrote it.
#[derive(Default, Debug, PartialEq, Eq)]
struct Tally {
    /// Beginnings made from nothing.
    created: usize,
    same: usize,
    same_text: usize,
    same_values: usize,
    nothing: usize,
    /// Ids of the groups that differ.
    different: Vec<u32>,
}

fn tally(path: &Path) -> Tally {
    let file = std::fs::read(path).unwrap();
    let (is_created, outcomes) = replay_all(&file, start_of_groups(&file));
    let mut tally = Tally { created: usize::from(is_created), ..Tally::default() };
    for (group, outcome) in outcomes {
        match outcome {
            Outcome::Same => tally.same += 1,
            Outcome::SameText => tally.same_text += 1,
            Outcome::SameValues => tally.same_values += 1,
            Outcome::Nothing => tally.nothing += 1,
            Outcome::Different(what) => {
                println!("{} group {:X}: {what}", path.display(), group.id);
                tally.different.push(group.id);
            }
        }
    }
    tally
}

#[test]
fn whole_histories_are_written_as_thunderbird_wrote_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/groups");
    let of = |name: &str| tally(&folder.join(format!("{name}.msf")));
    let whole = |same| Tally { created: 1, same, ..Tally::default() };
    assert_eq!(of("crash-02-restarted-work"), whole(9));
    assert_eq!(of("gloda-work"), whole(9));
    assert_eq!(of("local-trash"), whole(5));
    assert_eq!(of("local-10-virtual-saved"), whole(7));
    // Of messages with the same id we take that of the lowest key for the parent of an answer, so that the beginning differs.
    assert_eq!(of("local-profile-edge"), Tally { same: 6, ..Tally::default() });
    let work = of("local-14-edit2-work");
    assert_eq!((work.created, work.same), (1, WORK_SAME), "{work:?}");
    assert_eq!(work.different, WORK_DIFFERENT);
}

/// Files that are no beginning of another.
fn last_stages(cases: &Path) -> Vec<PathBuf> {
    let is_summary = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "msf");
    let files: Vec<_> = files(cases).into_iter().filter(is_summary).collect();
    let texts: Vec<_> = files.iter().map(|path| std::fs::read(path).unwrap()).collect();
    let is_last = |(at, text): &(usize, &Vec<u8>)| {
        !texts
            .iter()
            .enumerate()
            .any(|(other, longer)| longer.starts_with(text) && (longer.len() > text.len() || other < *at))
    };
    texts.iter().enumerate().filter(is_last).map(|(at, _)| files[at].clone()).collect()
}

#[test]
fn groups_are_written_as_thunderbird_wrote_them() {
    let Some(cases) = shared("thunderbird/cases") else { return };
    let (mut sum, mut wrong) = (Tally::default(), Vec::new());
    for path in last_stages(&cases) {
        let name = path.strip_prefix(&cases).unwrap().to_str().unwrap().to_owned();
        let file = std::fs::read(&path).unwrap();
        if start_of_groups(&file) == file.len() {
            continue;
        }
        let tally = tally(&path);
        println!("{name}: {tally:?}");
        let explained =
            EXPLAINED.iter().find(|(own, ..)| *own == name).map_or(&[][..], |(_, groups, _)| groups);
        if tally.different != explained {
            wrong.push(format!("{name}: {:?}, not {explained:?}", tally.different));
        }
        sum.created += tally.created;
        sum.same += tally.same;
        sum.same_text += tally.same_text;
        sum.same_values += tally.same_values;
        sum.nothing += tally.nothing;
        sum.different.extend(tally.different);
    }
    println!("{sum:?}");
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(sum.created >= 20 && sum.same >= 220 && sum.same_text + sum.same_values >= 90, "{sum:?}");
}

/// The stages of each folder of a case, in their order.
fn stages_in(case: &Path) -> Vec<Vec<Case>> {
    let mut stages: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    for case in cases_in(case) {
        let (_, within) = case.name.split_once('/').unwrap();
        // One case has two accounts, and a folder that was dumped in two places.
        let local = if within.starts_with("local/") { "local/" } else { "" };
        let folder = format!("{local}{}", case.path.file_name().unwrap().display());
        stages.entry(folder).or_default().push(case);
    }
    stages.into_values().collect()
}

/// Makes the next stage of the one before it, and holds it against the dump, also after it was written and read again.
fn next_stage(before: &Case, after: &Case, lines: &mut Vec<String>) {
    let (old, new) = (before.folder(), after.folder());
    for writing in [Writing::Safe, Writing::Mozilla] {
        let memory = Memory::new(Some(before.bytes()));
        let options = OpenOptions::new().reading(Reading::Mozilla).writing(writing);
        let mut folder = Folder::from_database(options.open_on(Box::new(memory.clone())).unwrap()).unwrap();
        folder.set_protocol(new.protocol());
        for step in steps(old.read(), new.read(), None) {
            run(&mut folder, &step);
        }
        let mut check = |folder: &Folder, when: &str| {
            let mut report = Report::default();
            compare(folder, &after.dump, &mut report);
            lines.extend(
                report
                    .found
                    .iter()
                    .map(|found| format!("{} from {} {when}: {found}", after.name, before.name)),
            );
        };
        check(&folder, "in memory");
        folder.commit().unwrap();
        check(&read(&memory.bytes()), &format!("{writing:?}"));
    }
}

fn committed(name: &str) -> Case {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/stages");
    let is_it = |case: &Case| case.path.file_stem().is_some_and(|stem| stem == name);
    let cases = cases_in(&own).into_iter().chain(cases_in(&testdata("snapshots")));
    cases.into_iter().find(is_it).unwrap_or_else(|| panic!("there is no {name}"))
}

#[test]
fn from_stage_to_stage_the_content_is_as_committed() {
    let pairs = [
        ("local-05-copymove-dest", "local-09-views-dest"),
        ("local-09-views-dest", "local-10-virtual-dest"),
        ("local-04-threads-work", "local-15-compresscommit-work"),
        ("maildir-01-added-md", "maildir-02-deleted-md"),
        ("imap-01-synced-drafts", "imap-10-restarted-offline-drafts"),
        ("imap-04-onlinemove-archive", "imap-07-offline-move-archive"),
        ("news-01-headers-test.gamma", "news-03-offline-test.gamma"),
        ("news-02-read-test.alpha", "news-04-expired-test.alpha"),
    ];
    let mut lines = Vec::new();
    for (before, after) in pairs {
        next_stage(&committed(before), &committed(after), &mut lines);
    }
    assert!(lines.is_empty(), "{} differences:\n{}", lines.len(), lines.join("\n"));
}

#[test]
fn from_stage_to_stage_the_content_is_thunderbirds() {
    let Some(cases) = shared("thunderbird/cases") else { return };
    let mut lines = Vec::new();
    let mut pairs = 0;
    for case in ["local", "imap", "news", "maildir"] {
        for stages in stages_in(&cases.join(case).join("snap")) {
            for two in stages.windows(2) {
                // The trash was emptied: that made a new folder.
                if !two[1].name.starts_with("20-emptytrash") {
                    next_stage(&two[0], &two[1], &mut lines);
                    pairs += 1;
                }
            }
        }
    }
    assert!(pairs >= 57, "{pairs}");
    let shown: Vec<_> =
        lines.iter().map(|line| line.chars().take(400).collect::<String>()).take(60).collect();
    assert!(lines.is_empty(), "{} differences:\n{}", lines.len(), shown.join("\n"));
}

#[test]
fn new_folders_are_written_as_thunderbird_writes_them() {
    let fixture = |name: &str| {
        let path = testdata("fixtures/summary-layer").join(format!("{name}.msf"));
        String::from_utf8(std::fs::read(path).unwrap()).unwrap()
    };
    let memory = Memory::new(None);
    let database = mozilla().open_or_create_on(Box::new(memory.clone())).unwrap();
    let mut folder = Folder::create_in(database, Protocol::Local).unwrap();
    folder.commit().unwrap();
    assert_eq!(String::from_utf8(memory.bytes()).unwrap(), fixture("01-empty-first-commit"));
    let mut info = folder.edit_info().unwrap();
    info.set_flags(FolderFlags::MAIL).unwrap();
    info.set_folder_name("Inbox").unwrap();
    folder.commit().unwrap();
    assert_eq!(String::from_utf8(memory.bytes()).unwrap(), fixture("02-empty-plus-group"));
}
