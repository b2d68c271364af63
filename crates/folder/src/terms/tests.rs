use std::borrow::Cow;

use proptest::prelude::*;

use super::*;
use crate::flags::{MessageFlags, Priority};
use crate::text::{Mailbox, mailboxes};

/// A message as a test wants it.
#[derive(Default)]
struct Letter {
    subject: &'static str,
    from: &'static str,
    to: &'static str,
    cc: &'static str,
    flags: u32,
    priority: u32,
    date: i64,
    size: u32,
    keywords: &'static str,
    score: &'static str,
    percent: &'static str,
    origin: &'static str,
    header: Option<&'static str>,
}

impl Subject for Letter {
    fn subject(&self) -> Cow<'_, str> {
        self.subject.into()
    }
    fn addresses(&self, field: Field) -> Cow<'_, str> {
        match field {
            Field::From => self.from.into(),
            Field::To => self.to.into(),
            Field::Cc => self.cc.into(),
            Field::Bcc => "".into(),
        }
    }
    fn mailboxes(&self, field: Field) -> Vec<Mailbox> {
        mailboxes(self.addresses(field).as_bytes(), "UTF-8")
    }
    fn flags(&self) -> MessageFlags {
        MessageFlags(self.flags)
    }
    fn priority(&self) -> Priority {
        Priority(self.priority)
    }
    fn date(&self) -> i64 {
        self.date
    }
    fn size(&self) -> u32 {
        self.size
    }
    fn keywords(&self) -> Cow<'_, str> {
        self.keywords.into()
    }
    fn junk_score(&self) -> Cow<'_, str> {
        self.score.into()
    }
    fn junk_percent(&self) -> Cow<'_, str> {
        self.percent.into()
    }
    fn junk_score_origin(&self) -> Cow<'_, str> {
        self.origin.into()
    }
    fn header(&self, _: &str) -> Option<Cow<'_, str>> {
        self.header.map(Into::into)
    }
}

/// 24 February 2010, 14:00.
const NOON: i64 = 1_267_020_000;

fn ask(letter: &Letter, terms: &str) -> Option<bool> {
    let terms = SearchTerms::parse(terms).unwrap();
    Query::new(&terms).matches(letter, &Clock::utc(NOON))
}

fn criteria(text: &str) -> Vec<(Join, Attribute, Operator, String)> {
    let terms = SearchTerms::parse(text).unwrap();
    let parts = terms.0.into_iter().map(|term| match term.test {
        Test::Of(criterion) => (term.join, criterion.attribute, criterion.operator, criterion.value),
        Test::All => panic!("{text} has no ALL"),
    });
    parts.collect()
}

#[test]
fn terms_are_read_and_written() {
    let texts = [
        "",
        "ALL",
        "AND (subject,contains,alpha)",
        "AND (status,isn't,read)",
        "OR (to or cc,is in ab,moz-abmdbdirectory://abook.mab) OR (age in days,is less than,-3)",
        "AND (subject,contains,\"a) b\") AND (subject,is,\" x\") AND (subject,is,\"\\\"q\")",
        "AND (subject,contains,say \\\"no\\\") OR (\"x-mailing-list\",contains,a,b)",
        "AND (\"Date\",is,x) AND (mod@id#term,matches,any) AND (tag,is empty,)",
        "AND (date,is before,01-Feb-2010) AND (priority,is,Highest) AND (size,is greater than,20)",
    ];
    for text in texts {
        assert_eq!(SearchTerms::parse(text).unwrap().to_string(), text);
    }
}

#[test]
fn text_is_read_as_mozilla_does() {
    let text = "( SUBJECT , IS ,  \"fred\") OR (body,doesn't contain,a\\\"b)";
    assert!(matches!(SearchTerms::parse(text), Err(TermsError::Operator { at: 0, .. })));
    let text = "(subject, is, \"fred\") OR (from in ab,is in ab,x) rest (\"X-Foo\",Is,)";
    let expected = [
        (Join::And, Attribute::Subject, Operator::Is, "fred".to_owned()),
        (Join::Or, Attribute::From, Operator::IsInAb, "x".to_owned()),
        (Join::And, Attribute::Header("x-foo".into()), Operator::Is, String::new()),
    ];
    assert_eq!(criteria(text), expected);
    assert_eq!(SearchTerms::parse("AND (ALL)").unwrap().to_string(), "ALL");
}

#[test]
fn what_is_no_term_is_refused() {
    let error = |text| SearchTerms::parse(text).unwrap_err();
    assert_eq!(error("AND (subject"), TermsError::Open { at: 4 });
    assert_eq!(error("AND (subject,is,\"a)"), TermsError::Open { at: 4 });
    assert_eq!(error("AND (subject)"), TermsError::NoComma { at: 4 });
    assert_eq!(error("AND (\"a b\",is,x)"), TermsError::Header { at: 4, name: "a b".into() });
    assert_eq!(
        error("ALL AND (subject,likes,x)").to_string(),
        "the term at byte 8 has the operator \"likes\", which Thunderbird does not know"
    );
}

#[test]
fn a_backslash_at_the_end_of_a_quoted_value_loses_the_term_in_thunderbird_too() {
    let criterion = Criterion { attribute: Attribute::Subject, operator: Operator::Is, value: ")\\".into() };
    let terms = SearchTerms(vec![Term { join: Join::And, test: Test::Of(criterion) }]);
    assert_eq!(SearchTerms::parse(&terms.to_string()), Err(TermsError::Open { at: 4 }));
}

#[test]
fn values_have_the_meaning_that_mozilla_gives_them() {
    let value = |text: &str| {
        let terms = SearchTerms::parse(text).unwrap();
        let Test::Of(criterion) = &terms.0[0].test else { panic!() };
        format!("{:?}", criterion.value())
    };
    assert_eq!(value("(date,is,24-Feb-2010)"), "Day(Some(Day { year: 2010, month: 2, day: 24 }))");
    assert_eq!(value("(date,is,yesterday)"), "Day(None)");
    assert_eq!(value("(age in days,is, -12x)"), "Days(-12)");
    assert_eq!(value("(age in days,is,99999999999)"), "Days(2147483647)");
    assert_eq!(value("(size,is,x)"), "Kibibytes(0)");
    assert_eq!(value("(priority,is,None)"), "Priority(Priority(4))");
    assert_eq!(value("(priority,is,lowest)"), "Priority(Priority(2))");
    assert_eq!(value("(priority,is,X 2)"), "Priority(Priority(5))");
    assert_eq!(value("(status,is, read)"), "Status(MessageFlags(0x0))");
}

#[test]
fn text_is_compared_without_case() {
    let letter = Letter { subject: "Größe ÄNDERN", ..Letter::default() };
    assert_eq!(ask(&letter, "(subject,contains,SSE)"), Some(false));
    assert_eq!(ask(&letter, "(subject,contains,größe Ä)"), Some(true));
    assert_eq!(ask(&letter, "(subject,is,GRÖßE ändern)"), Some(true));
    assert_eq!(ask(&letter, "(subject,begins with,GRÖ)"), Some(true));
    assert_eq!(ask(&letter, "(subject,ends with,grö)"), Some(false));
    assert_eq!(ask(&letter, "(subject,is empty,)"), Some(false));
    assert_eq!(ask(&letter, "(subject,is higher than,x)"), Some(false));
}

#[test]
fn the_subject_of_a_reply_begins_with_re() {
    let letter = Letter { subject: "plan", flags: 0x10, ..Letter::default() };
    assert_eq!(ask(&letter, "(subject,is,re: PLAN)"), Some(true));
    assert_eq!(ask(&letter, "(subject,begins with,plan)"), Some(false));
}

#[test]
fn addresses_are_compared_one_by_one() {
    let to = "\"Doe, Jane\" <jane@a.org>, joe@b.org";
    let letter = Letter { from: "X <x@c.org>", to, cc: "team@d.org", ..Letter::default() };
    assert_eq!(ask(&letter, "(to,is,doe, jane)"), Some(true));
    assert_eq!(ask(&letter, "(to,is,joe@b.org)"), Some(true));
    assert_eq!(ask(&letter, "(to,isn't,joe@b.org)"), Some(false));
    assert_eq!(ask(&letter, "(to,contains,<JANE@)"), Some(true));
    assert_eq!(ask(&letter, "(to,doesn't contain,<jane)"), Some(true));
    assert_eq!(ask(&letter, "(to or cc,ends with,d.org)"), Some(true));
    assert_eq!(ask(&letter, "(cc,contains,x@c)"), Some(false));
    assert_eq!(ask(&letter, "(all addresses,contains,x@c)"), Some(true));
    assert_eq!(ask(&letter, "(all addresses,doesn't contain,d.org)"), Some(false));
    // No address is looked at, so nothing is found to be empty.
    assert_eq!(ask(&Letter::default(), "(from,is empty,)"), Some(false));
    assert_eq!(ask(&Letter::default(), "(from,isn't,x)"), Some(true));
}

#[test]
fn days_are_those_of_the_time_zone() {
    let letter = Letter { date: NOON, ..Letter::default() };
    assert_eq!(ask(&letter, "(date,is,24-Feb-2010)"), Some(true));
    assert_eq!(ask(&letter, "(date,is after,23-Feb-2010) AND (date,is before,25-Feb-2010)"), Some(true));
    assert_eq!(ask(&letter, "(date,is after,24-Feb-2010)"), Some(false));
    assert_eq!(ask(&letter, "(date,is,whenever)"), None);
    let terms = SearchTerms::parse("(date,is,25-Feb-2010)").unwrap();
    let clock = Clock { now: NOON, zone: |_| 11 * 3600 };
    assert_eq!(Query::new(&terms).matches(&letter, &clock), Some(true));
}

#[test]
fn ages_are_counted_from_now() {
    let day = 86_400;
    let letter = Letter { date: NOON - 3 * day, ..Letter::default() };
    assert_eq!(ask(&letter, "(age in days,is,3)"), Some(true));
    assert_eq!(ask(&letter, "(age in days,is greater than,3)"), Some(false));
    assert_eq!(ask(&letter, "(age in days,is greater than,2)"), Some(true));
    assert_eq!(ask(&letter, "(age in days,is less than,4)"), Some(true));
    let future = Letter { date: NOON + 3 * day, ..Letter::default() };
    assert_eq!(ask(&future, "(age in days,is greater than,-2)"), Some(true));
    assert_eq!(ask(&future, "(age in days,is less than,-2)"), Some(false));
}

#[test]
fn numbers_are_compared() {
    let letter = Letter { size: 700, priority: 1, flags: 0x1000_0003, ..Letter::default() };
    assert_eq!(ask(&letter, "(size,is,1)"), Some(true));
    assert_eq!(ask(&letter, "(priority,is,Normal)"), Some(true));
    assert_eq!(ask(&letter, "(priority,is lower than,High)"), Some(true));
    assert_eq!(ask(&letter, "(status,is,replied and forwarded)"), Some(true));
    assert_eq!(ask(&letter, "(status,isn't,read)"), Some(false));
    assert_eq!(ask(&letter, "(status,is,unheard of)"), Some(false));
    assert_eq!(ask(&letter, "(has attachment status,is,true)"), Some(true));
    let unset = Letter::default();
    assert_eq!(ask(&unset, "(priority,is lower than,Lowest)"), Some(true));
}

#[test]
fn tags_are_compared_as_mozilla_does() {
    let letter = Letter { keywords: "nonjunk $label1", ..Letter::default() };
    assert_eq!(ask(&letter, "(tag,contains,$label1)"), Some(true));
    assert_eq!(ask(&letter, "(tag,contains,$label)"), Some(false));
    assert_eq!(ask(&letter, "(tag,contains,nonjunk)"), Some(true));
    assert_eq!(ask(&letter, "(tag,is,$label1)"), Some(true));
    assert_eq!(ask(&letter, "(tag,is empty,)"), Some(false));
    let two = Letter { keywords: "$label1 $label2", ..Letter::default() };
    assert_eq!(ask(&two, "(tag,is,$label1)"), Some(false));
    assert_eq!(ask(&two, "(tag,isn't,$label1)"), Some(true));
    assert_eq!(ask(&two, "(tag,doesn't contain,$label2)"), Some(false));
    let none = Letter { keywords: "nonjunk", ..Letter::default() };
    assert_eq!(ask(&none, "(tag,is empty,)"), Some(true));
    assert_eq!(ask(&Letter::default(), "(tag,isn't empty,)"), Some(false));
    assert_eq!(ask(&Letter::default(), "(tag,isn't,x)"), Some(true));
}

#[test]
fn junk_is_what_was_found_to_be() {
    let junk = Letter { score: "100", percent: "97", origin: "plugin", ..Letter::default() };
    assert_eq!(ask(&junk, "(junk status,is,2)"), Some(true));
    assert_eq!(ask(&junk, "(junk percent,is,97)"), Some(true));
    assert_eq!(ask(&junk, "(junk score origin,is,plugin)"), Some(true));
    let user = Letter { score: "100", percent: "12", origin: "user", ..Letter::default() };
    assert_eq!(ask(&user, "(junk percent,is greater than,99)"), Some(true));
    let unknown = Letter::default();
    assert_eq!(ask(&unknown, "(junk status,isn't,2)"), Some(true));
    assert_eq!(ask(&unknown, "(junk status,is empty,)"), Some(true));
    assert_eq!(ask(&unknown, "(junk percent,is less than,1)"), Some(true));
}

#[test]
fn what_the_summary_cannot_tell_is_unknown_unless_something_else_decides() {
    let letter = Letter { subject: "a", ..Letter::default() };
    assert_eq!(ask(&letter, "(body,contains,x)"), None);
    assert_eq!(ask(&letter, "(from,is in ab,x) AND (subject,is,a)"), Some(false), "no address is in no book");
    assert_eq!(ask(&letter, "(subject,is in ab,x)"), None);
    assert_eq!(ask(&letter, "(body,contains,x) AND (subject,is,b)"), Some(false));
    assert_eq!(ask(&letter, "(body,contains,x) OR (subject,is,a)"), Some(true));
    assert_eq!(ask(&letter, "(body,contains,x) OR (subject,is,b) AND (subject,is,b)"), Some(false));
    assert_eq!(ask(&letter, "(some#id,matches,x)"), None);
}

#[test]
fn headers_are_known_where_the_summary_keeps_them() {
    let ask_header = |header, terms| ask(&Letter { header, ..Letter::default() }, terms);
    assert_eq!(ask_header(None, "(\"list-id\",contains,x)"), None);
    assert_eq!(ask_header(Some(""), "(\"list-id\",contains,x)"), Some(false));
    assert_eq!(ask_header(Some(""), "(\"list-id\",isn't,x)"), Some(true));
    assert_eq!(ask_header(Some("axb"), "(\"list-id\",contains,X)"), Some(true));
}

#[test]
fn terms_are_joined_from_left_to_right() {
    let letter = Letter { subject: "a", ..Letter::default() };
    assert_eq!(ask(&letter, "OR (subject,is,a) OR (subject,is,b) AND (subject,is,c)"), Some(false));
    assert_eq!(ask(&letter, "AND (subject,is,b) AND (subject,is,c) OR (subject,is,a)"), Some(true));
    assert_eq!(ask(&letter, ""), Some(true));
    assert_eq!(ask(&letter, "ALL"), Some(true));
}

#[test]
fn saved_searches_are_read_and_written() {
    let text = "version=1\n\
                uri=mailbox://nobody@smart%20mailboxes/Inbox\nsearchFolderFlag=1000\nscope=imap://a@b/INBOX|mailbox://c\n\
                terms=ALL\nsearchOnline=true\n\
                uri=mailbox://x\nscope=*\nterms=AND (subject,contains,a=b)\nsearchOnline=false\n";
    let file = VirtualFolders::parse(text);
    assert_eq!(file.to_string(), text);
    let folder = &file.folders[0];
    assert_eq!(folder.folders().collect::<Vec<_>>(), ["imap://a@b/INBOX", "mailbox://c"]);
    assert_eq!((folder.flag.as_deref(), folder.online), (Some("1000"), true));
    assert_eq!(file.folders[1].search_terms().unwrap().0.len(), 1);
}

#[test]
fn odd_lines_of_saved_searches_are_passed_over() {
    let text =
        "version=2\r\nscope=lost\r\n\r\nuri=a\nsearchOnline=TRUE\nterms=x\nscope=b\nscope=\nwhat\nterms=ALL";
    let file = VirtualFolders::parse(text);
    assert_eq!(file.to_string(), "version=2\nuri=a\nscope=b\nterms=ALL\nsearchOnline=false\n");
    assert_eq!(VirtualFolders::parse("").to_string(), "version=1\n");
}

fn any_term() -> impl Strategy<Value = Term> {
    let attribute = prop_oneof![
        Just(Attribute::Subject),
        Just(Attribute::Tag),
        Just(Attribute::ToOrCc),
        "[a-z-]{1,8}".prop_map(|name| Attribute::header(&name)),
        "[a-z@#]{1,8}x".prop_map(|id| Attribute::Custom(id + "@x")),
    ];
    let operator = prop_oneof![Just(Operator::DoesntContain), Just(Operator::Is), Just(Operator::IsntEmpty)];
    // A quoted value must not end in a backslash, and white space is only kept where it is a space.
    let value = "([ \")(,\\\\aä]{0,6}[\")(,aä ])?";
    (any::<bool>(), attribute, operator, value).prop_map(|(and, attribute, operator, value)| Term {
        join: if and { Join::And } else { Join::Or },
        test: Test::Of(Criterion { attribute, operator, value }),
    })
}

proptest! {
    #[test]
    fn terms_come_back(terms in prop::collection::vec(any_term(), 0..5)) {
        let terms = SearchTerms(terms);
        let text = terms.to_string();
        prop_assert_eq!(SearchTerms::parse(&text), Ok(terms), "{}", text);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[ANDORL()\",\\\\ a-z']{0,40}") {
        if let Ok(terms) = SearchTerms::parse(&text) {
            let _ = Query::new(&terms).matches(&Letter::default(), &Clock::utc(0));
            let _ = terms.to_string();
        }
        let file = VirtualFolders::parse(&text);
        prop_assert_eq!(VirtualFolders::parse(&file.to_string()).folders, file.folders);
    }
}
