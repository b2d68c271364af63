//! Events: both faces say the same, the spans are the file, and a slow reader made of plain combinators says the same too.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "these are tests"
)]

#[path = "support/cases.rs"]
mod cases;
mod support;

use std::sync::LazyLock;

use cases::cases;
use morkdb::OpenOptions;
use morkdb::read::{DiagnosticKind, Reading};
use morkdb::syntax::{self, HEADER};
use proptest::prelude::*;
use support::model::Model;
use support::{READINGS, Said, Snapshot, mork_files, open, reference, show};

/// What holds for every input whatsoever: pull says what push says, the spans are the input, and a store can be built or
/// refused.
#[track_caller]
fn holds(input: &[u8]) {
    for reading in READINGS {
        let pulled = Said::pulled(input, reading);
        let pushed = Said::pushed(input, reading);
        assert_eq!(pulled, pushed, "{reading:?}: pull and push differ on {}", show(input));
        pulled.assert_tiles(input);
        for diagnostic in &pulled.diagnostics {
            let within =
                diagnostic.span.start <= diagnostic.span.end && diagnostic.span.end as usize <= input.len();
            assert!(within, "{reading:?}: {diagnostic:?} is not within {}", show(input));
        }
        open(input, reading);
    }
}

/// What holds for well-formed input beside that: the reference reader says the same, and where its model of a store finds
/// nothing wrong, each reading has the same store. Answers how far it came: 0 not well-formed, 1 not sound, 2 all of it.
#[track_caller]
fn agrees(input: &[u8]) -> u32 {
    let Some(items) = reference::read(input) else { return 0 };
    let mut tokens = Vec::new();
    reference::tokens(&items, &mut tokens);
    let model = Model::of(&items);
    let groups = items.iter().filter(|item| matches!(item, reference::Item::Group(..))).count();
    for reading in READINGS {
        if reading != Reading::Mozilla && has_marker_inside(input, groups) {
            continue;
        }
        let said = Said::pulled(input, reading);
        assert_eq!(said.tokens(), tokens, "{reading:?}: other events than the reference for {}", show(input));
        assert_eq!(said.diagnostics, [], "{reading:?}: oddities of {}", show(input));
        let Some(model) = &model else { continue };
        let database = open(input, reading);
        let database = database.unwrap_or_else(|| panic!("{reading:?} refuses {}", show(input)));
        if reading == Reading::Lenient && model.has_twins {
            continue; // a value that has two aliases: see `a_value_with_two_aliases`
        }
        let snapshot = Snapshot::of(database.store());
        assert_eq!(
            snapshot,
            model.snapshot(),
            "{reading:?}: another store than the model for {}",
            show(input)
        );
    }
    1 + u32::from(model.is_some())
}

/// Whether the bytes of a start marker stand at the beginning of a line where no group begins: in a value or a comment.
/// Only the `Mozilla` reading takes that for data; the others take it for the sign of a crash. No writer leaves a line
/// break in a value.
fn has_marker_inside(input: &[u8], groups: usize) -> bool {
    let starts = input.windows(5).filter(|bytes| matches!(bytes[0], b'\n' | b'\r') && &bytes[1..] == b"@$${");
    starts.count() > groups
}

/// Where Mozilla's engine has nothing to say against a file, the others read the same.
#[track_caller]
fn readings_agree(input: &[u8]) {
    let Some(mozilla) = open(input, Reading::Mozilla) else { return };
    let harmless = [DiagnosticKind::DuplicateColumn, DiagnosticKind::CutOfNonMember];
    if !mozilla.diagnostics().iter().all(|diagnostic| harmless.contains(&diagnostic.kind)) {
        return;
    }
    let markers = input.windows(3).filter(|bytes| *bytes == b"@$$").count();
    if markers != 2 * mozilla.groups().len() {
        return; // bytes of markers in values or comments, see `has_marker_inside`
    }
    let snapshot = Snapshot::of(mozilla.store());
    for reading in [Reading::Lenient, Reading::Strict] {
        let other = Snapshot::read(input, reading);
        assert_eq!(other.as_ref(), Some(&snapshot), "{reading:?} differs from Mozilla on {}", show(input));
    }
}

/// Whether two aliases for values have the same value.
fn has_twins(store: &morkdb::Store) -> bool {
    let mut seen = std::collections::HashSet::new();
    store.atoms().any(|atom| !seen.insert((atom.scope(), atom.value().bytes().into_owned())))
}

/// An audit finds more to say, and the same store.
#[track_caller]
fn audits_change_nothing(input: &[u8]) {
    let read = |audit| OpenOptions::new().audit(audit).from_bytes(input.to_vec()).ok();
    let (Some(without), Some(with)) = (read(false), read(true)) else { return };
    assert!(with.diagnostics().count() >= without.diagnostics().count(), "{}", show(input));
    if !has_twins(without.store()) {
        assert_eq!(Snapshot::of(with.store()), Snapshot::of(without.store()), "{}", show(input));
    }
}

/// A literal is the atom that has its value at that time, and so it may be another atom than the same literal was before.
/// What happens to a column that stands twice in a row depends on that.
#[test]
fn a_value_with_two_aliases() {
    let input = support::mork("<(80=x)(81=y)>[1:m(^61=x)]<(90=x)>[1:m(^61=y)(^61=x)]");
    let mozilla = Snapshot::read(&input, Reading::Mozilla);
    assert_eq!(mozilla.as_ref().unwrap().rows[&(0x6D, 1)], [(0x61, b"x".to_vec())]);
    assert_eq!(Snapshot::read(&input, Reading::Lenient), mozilla);
}

/// The bytes of a start marker at the beginning of a line are the sign of a crash, even in a value, but for Mozilla's
/// engine. No writer leaves a line break in a value; should one ever, the difference is reported.
#[test]
fn a_start_marker_in_a_value() {
    let input = support::mork("<(80=a\n@$${1{@)>[1:m(^61^80)]");
    let mozilla = open(&input, Reading::Mozilla).unwrap();
    assert!(mozilla.diagnostics().is_empty() && mozilla.store().rows().len() == 1);
    let lenient = open(&input, Reading::Lenient).unwrap();
    let kinds: Vec<_> = lenient.diagnostics().iter().map(|diagnostic| diagnostic.kind).collect();
    assert!(kinds.contains(&DiagnosticKind::UnterminatedGroup), "{kinds:?}");
}

#[test]
fn every_file_of_the_test_data() {
    let mut reached = [0_usize; 3];
    for (path, bytes) in mork_files() {
        println!("{}", path.display());
        holds(&bytes);
        audits_change_nothing(&bytes);
        let level = agrees(&bytes);
        reached[level as usize] += 1;
        // What real programs wrote is well-formed, all of it.
        let real = ["truth", "profile", "snapshots", "fixtures", "valid"];
        assert!(level == 2 || !real.iter().any(|folder| path.iter().any(|part| part == *folder)), "{path:?}");
    }
    println!("not well-formed {}, not sound {}, sound {}", reached[0], reached[1], reached[2]);
    assert!(reached[2] >= 130 && reached[1] >= 10, "{reached:?}");
}

/// The beginnings of things, for inputs that get somewhere.
const FRAGMENTS: &[&[u8]] = &[
    b"@$${1{@",
    b"@$$}1}@",
    b"\n@$${2{@",
    b"@$$}2}@",
    b"@$$}~~}@",
    b"(k^80:c)",
    b"(s=9u)",
    b"<<(a=c)>(80=name)(81=kind)>",
    b"<(80=x)(81=yz)>",
    b"{1:^80 {(k^81:c)",
    b"[1:m(^80^80)]",
    b"[-2(^80=x)(^80=yz)]",
    b"(^81^80)",
    b"(name=x)",
    b"!0",
    b"1 2 3:m ",
    b"-",
    b"// c\n",
    b"/* c */",
    b"\\\n",
    b"$0A",
    b"(f=w)",
    b"\0",
];

const ALPHABET: &[u8] = b"<>{}[]()^=:-!@$\\/* \n\r0123456789ABCDEFkscvam~";

fn alphabet() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop::sample::select(ALPHABET).prop_map(|byte| vec![byte]);
    let fragment = prop::sample::select(FRAGMENTS).prop_map(<[u8]>::to_vec);
    let pieces = prop::collection::vec(prop_oneof![2 => byte, 3 => fragment], 0..60);
    (prop::bool::weighted(0.9), pieces).prop_map(|(header, pieces)| {
        let header: &[u8] = if header { &HEADER[..] } else { b"" };
        [header, b"\n", &pieces.concat()].concat()
    })
}

static SMALL: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    mork_files()
        .into_iter()
        .map(|(_, bytes)| bytes)
        .filter(|bytes| (100..6000).contains(&bytes.len()))
        .collect()
});

#[derive(Clone, Debug)]
enum Change {
    Delete,
    Duplicate,
    Overwrite(Vec<u8>),
    Insert(Vec<u8>),
}

fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let junk = prop_oneof![
        prop::collection::vec(any::<u8>(), 1..6),
        prop::collection::vec(prop::sample::select(ALPHABET), 1..6),
        prop::sample::select(FRAGMENTS).prop_map(<[u8]>::to_vec),
    ];
    let change = prop_oneof![
        Just(Change::Delete),
        Just(Change::Duplicate),
        junk.clone().prop_map(Change::Overwrite),
        junk.prop_map(Change::Insert),
    ];
    let changes = prop::collection::vec((any::<prop::sample::Index>(), 1_usize..40, change), 1..4);
    (any::<prop::sample::Index>(), changes).prop_map(|(file, changes)| {
        let mut bytes = file.get(&SMALL).clone();
        for (at, length, change) in changes {
            let at = at.index(bytes.len() + 1);
            let end = (at + length).min(bytes.len());
            match change {
                Change::Delete => _ = bytes.drain(at..end),
                Change::Duplicate => _ = bytes.splice(at..at, bytes[at..end].to_vec()),
                Change::Overwrite(junk) => _ = bytes.splice(at..(at + junk.len()).min(bytes.len()), junk),
                Change::Insert(junk) => _ = bytes.splice(at..at, junk),
            }
        }
        bytes
    })
}

/// A group was lost where a continued line stood before the id at its end, which is nothing to Mozilla's parser.
#[test]
fn what_may_stand_before_an_id_may_stand_in_markers() {
    for between in ["", " ", "            ", "\n", "\\\n", "\\\r\n\t", "// c\n", "/* c */", "\n\n // c\n\\\n"]
    {
        let group = format!("<(80=a)>\n@$${{{between}4{{@<(81=b)>@$$}}{between}4}}@\n@$${{5{{@@$$}}5}}@\n");
        let input = [&HEADER[..], b"\n", group.as_bytes()].concat();
        holds(&input);
        assert!(agrees(&input) > 0, "{between:?}");
    }
}

proptest! {
    #![proptest_config(cases(1500))]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300), header in any::<bool>()) {
        let header: &[u8] = if header { &HEADER[..] } else { b"" };
        holds(&[header, &bytes].concat());
    }

    #[test]
    fn bytes_that_mork_is_made_of(input in alphabet()) {
        holds(&input);
        agrees(&input);
        readings_agree(&input);
        audits_change_nothing(&input);
    }

    #[test]
    fn mutated_files(input in mutated()) {
        holds(&input);
        agrees(&input);
        readings_agree(&input);
        audits_change_nothing(&input);
    }

    #[test]
    fn well_formed_files(choices in prop::collection::vec(any::<u8>(), 0..400)) {
        let input = support::generate::well_formed(&choices);
        holds(&input);
        let level = agrees(&input);
        prop_assert!(level > 0, "the generator makes what the reference does not read: {}", show(&input));
    }
    #[test]
    fn values_come_back_from_their_escapes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let text = [&syntax::encode(&bytes)[..], b")"].concat();
        prop_assert_eq!(syntax::value_end(&text), Some(text.len() - 1));
        let raw = &text[..text.len() - 1];
        prop_assert_eq!(&*syntax::decode(raw), &bytes[..]);
        prop_assert_eq!(reference::decode(raw), bytes);
    }

    #[test]
    fn values_say_the_same_to_both(
        bytes in prop::collection::vec(prop::sample::select(&b"ab)$$$\\\\\r\n04Zz\xE9"[..]), 0..60),
    ) {
        if let Some(end) = syntax::value_end(&bytes) {
            prop_assert_eq!(&*syntax::decode(&bytes[..end]), &reference::decode(&bytes[..end])[..]);
        }
    }
}
