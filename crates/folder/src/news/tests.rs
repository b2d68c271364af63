use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use proptest::prelude::*;

use super::*;

fn round(text: &str) -> String {
    ArticleSet::parse(text).to_string()
}

#[test]
fn text_is_written_as_it_was_read() {
    for text in ["", "1", "1-20,25", "1,2,3", "5-6", "2147483647"] {
        assert_eq!(round(text), text);
    }
}

#[test]
fn odd_text_is_read_as_mozilla_does() {
    let cases = [
        (" 123 ", "123"),
        (" 123 4", "123"),
        ("0", ""),
        ("0-70", "1-70"),
        ("0,5", "5"),
        (",5", ""),
        ("5,,7", "5,7"),
        ("5-", "5"),
        ("9-5,12", "9,12"),
        ("72 - 99", "72,99"),
        ("5-7-9,12", "5-7"),
        ("12x,13", "12"),
        ("-5", ""),
        ("5\0,6", "5"),
        ("10,5,12", "10,12"),
        ("1-5,3-8", "1-5,6-8"),
        ("10-20,5-15,25", "10-20,25"),
    ];
    for (text, expected) in cases {
        assert_eq!(round(text), expected, "{text:?}");
    }
    assert_eq!(ArticleSet::parse("4294967296").last(), Some(u32::MAX));
}

#[test]
fn article_0_is_read_where_article_1_is() {
    let set = ArticleSet::parse("1-5");
    assert!(set.contains(0));
    assert_eq!((set.len(), set.first()), (6, Some(0)));
    assert_eq!(ArticleSet::parse("2-5").first(), Some(2));
}

#[test]
fn a_change_joins_neighbours_and_leaves_two_apart() {
    let mut set = ArticleSet::parse("3,4,5,8-9,20");
    assert!(set.insert(21));
    assert_eq!(set.to_string(), "3-5,8,9,20,21");
    assert!(!set.insert(21));
    assert!(set.remove(4));
    assert_eq!(set.to_string(), "3,5,8,9,20,21");
    assert!(set.insert(22));
    assert_eq!(set.to_string(), "3,5,8,9,20-22");
    // Mozilla joins 0 with 1 and 2, so the two do not stand alone.
    let mut set = ArticleSet::parse("1,2");
    set.insert(9);
    assert_eq!(set.to_string(), "1-2,9");
}

#[test]
fn a_range_joins_what_it_touches_and_nothing_else() {
    let mut set = ArticleSet::parse("3,4,9,20-30");
    assert!(set.insert_range(7..=8));
    assert_eq!(set.to_string(), "3,4,7-9,20-30");
    assert!(set.insert_range(40..=41));
    assert_eq!(set.to_string(), "3,4,7-9,20-30,40-41");
    set.insert(50);
    assert_eq!(set.to_string(), "3,4,7-9,20-30,40,41,50");
    assert!(!set.insert_range(22..=28));
    assert!(!set.insert_range(RangeInclusive::new(9, 2)));
    assert!(set.insert_range(1..=9999));
    assert_eq!(set.to_string(), "1-9999");
}

#[test]
fn ranges_are_taken_out() {
    let mut set = ArticleSet::parse("10-20,30-40");
    assert!(set.remove_range(15..=32));
    assert_eq!(set.to_string(), "10-14,33-40");
    assert!(!set.remove_range(15..=32));
    assert!(set.remove_range(0..=u32::MAX));
    assert!(set.is_empty());
}

#[test]
fn what_is_missing_is_found() {
    let set = ArticleSet::parse("1-20,21,25");
    assert_eq!(set.first_missing(1), Some(22));
    assert_eq!(set.first_missing(23), Some(23));
    assert_eq!(set.count_missing(1..=30), 8);
    assert_eq!(set.count_missing(RangeInclusive::new(3, 2)), 0);
    let mut all = ArticleSet::new();
    all.insert_range(5..=u32::MAX);
    assert_eq!(all.first_missing(7), None);
    assert_eq!(all.len(), u64::from(u32::MAX) - 4);
}

#[test]
fn sets_are_equal_however_they_are_written() {
    assert_eq!(ArticleSet::parse("3,4,5"), ArticleSet::parse("3-5"));
    assert_ne!(ArticleSet::parse("3,4,5"), ArticleSet::parse("3-6"));
}

#[test]
fn numbers_that_ascend_are_added_in_linear_time() {
    let set: ArticleSet = (0..1_000_000_u32).map(|number| number * 3).collect();
    assert_eq!(set.len(), 1_000_000);
    assert_eq!(set.runs().count(), 1_000_000);
}

#[test]
fn a_file_is_written_as_it_was() {
    let files: [&[u8]; 5] = [
        b"test.alpha: 1-20,51,52,61\ntest.gamma: \n",
        b"options -n\r\n# note\r\n\r\na.b:1-4\r\nc.d!  7 ,\r\n",
        b"a.b: 1\rc.d: 2\n\re.f: 3",
        b"no mark\n\xff\xfe: 9-1\n",
        b"",
    ];
    for file in files {
        assert_eq!(Newsrc::parse(file).to_bytes(), file);
    }
}

#[test]
fn only_changed_lines_are_written_anew() {
    let mut newsrc = Newsrc::parse(b"OPTIONS x: 1\na.b:1-4 \nc.d! 7\nid@host: 1");
    let names: Vec<_> = newsrc.groups().map(|group| (group.name().to_vec(), group.is_subscribed())).collect();
    assert_eq!(names, [(b"a.b".to_vec(), true), (b"c.d".to_vec(), false), (b"id@host".to_vec(), false)]);
    let group = newsrc.group_mut("a.b").unwrap();
    group.set_read(ArticleSet::parse("1-4"));
    newsrc.group_mut("c.d").unwrap().set_subscribed(true);
    newsrc.add("e.f", ArticleSet::new());
    assert_eq!(newsrc.to_bytes(), b"OPTIONS x: 1\na.b:1-4 \nc.d: 7\nid@host: 1\ne.f: \n");
    assert!(newsrc.remove("a.b") && !newsrc.remove("a.b"));
}

/// What a set is asked to do.
#[derive(Clone, Copy, Debug)]
enum Step {
    Insert(u32),
    Remove(u32),
    InsertRange(u32, u32),
    RemoveRange(u32, u32),
}

fn step() -> impl Strategy<Value = Step> {
    let number = || 0..60_u32;
    prop_oneof![
        number().prop_map(Step::Insert),
        number().prop_map(Step::Remove),
        (number(), 0..9_u32).prop_map(|(first, len)| Step::InsertRange(first, first + len)),
        (number(), 0..9_u32).prop_map(|(first, len)| Step::RemoveRange(first, first + len)),
    ]
}

fn apply(set: &mut ArticleSet, model: &mut BTreeSet<u32>, step: Step) -> (bool, bool) {
    let before = model.len();
    let changed = match step {
        Step::Insert(number) => {
            model.insert(number);
            set.insert(number)
        }
        Step::Remove(number) => {
            model.remove(&number);
            set.remove(number)
        }
        Step::InsertRange(first, last) => {
            model.extend(first..=last);
            set.insert_range(first..=last)
        }
        Step::RemoveRange(first, last) => {
            model.retain(|number| !(first..=last).contains(number));
            set.remove_range(first..=last)
        }
    };
    (changed, model.len() != before)
}

proptest! {
    #[test]
    fn a_set_does_what_a_tree_of_numbers_does(text in "[0-9]{1,2}([,-][0-9]{1,2}){0,9}", steps in prop::collection::vec(step(), 0..40)) {
        let mut set = ArticleSet::parse(&text);
        let mut model: BTreeSet<u32> = set.iter().collect();
        for step in steps {
            let (changed, expected) = apply(&mut set, &mut model, step);
            prop_assert_eq!(changed, expected, "{:?}", step);
            prop_assert!(set.iter().eq(model.iter().copied()), "{:?}: {:?}", step, set);
            prop_assert_eq!(set.len(), model.len() as u64);
            let missing = (7..200).find(|number| !model.contains(number));
            prop_assert_eq!(set.first_missing(7), missing);
            prop_assert_eq!(set.count_missing(5..=33), (5..=33).filter(|n| !model.contains(n)).count() as u64);
        }
        let text = set.to_string();
        prop_assert_eq!(ArticleSet::parse(&text).to_string(), text);
        prop_assert_eq!(&set, &model.iter().copied().collect::<ArticleSet>());
    }

    #[test]
    fn sets_are_combined_as_trees_are(a in prop::collection::btree_set(0..40_u32, 0..30), b in prop::collection::btree_set(0..40_u32, 0..30)) {
        let set = |model: &BTreeSet<u32>| model.iter().copied().collect::<ArticleSet>();
        let (x, y) = (set(&a), set(&b));
        prop_assert!(x.union(&y).iter().eq(a.union(&b).copied()));
        prop_assert!(x.difference(&y).iter().eq(a.difference(&b).copied()));
        prop_assert!(x.intersection(&y).iter().eq(a.intersection(&b).copied()));
    }

    #[test]
    fn no_text_is_too_odd(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let set = ArticleSet::parse(&bytes);
        prop_assert_eq!(ArticleSet::parse(set.to_string()).to_string(), set.to_string());
        prop_assert_eq!(Newsrc::parse(&bytes).to_bytes(), bytes);
    }

    #[test]
    fn lines_of_groups_come_back(text in "([a-c:! \n\r#0-9,@-]|options){0,40}") {
        prop_assert_eq!(Newsrc::parse(text.as_bytes()).to_bytes(), text.as_bytes());
    }
}
