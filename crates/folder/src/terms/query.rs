//! Comparing a message with terms.

use super::text::{Folder, fold_into};
use super::{
    Attribute, Criterion, Field, Join, Operator, SearchTerms, Subject, Test, Value, check, keywords,
};
use crate::flags::MessageFlags;

/// Terms that are ready to be compared with messages.
///
/// Mozilla's answers are given, with one more: `None` where the summary cannot tell, since the text of the message, an
/// address book or an add-on would have to be asked, and nothing else decides. Operators that an attribute has not are
/// never true.
///
/// It keeps memory for text between messages, so it is cheap to ask again and has to be mutable.
#[derive(Clone, Debug)]
pub struct Query {
    terms: Vec<(Join, Prepared)>,
    folder: Folder,
    subject: String,
}

#[derive(Clone, Debug)]
enum Prepared {
    All,
    Of { criterion: Criterion, needle: String },
}

/// Now, and where.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    /// The moment that ages are counted from, in seconds since 1970.
    pub now: i64,
    /// How far the clock on the wall is ahead of UTC at a moment: seconds, from seconds since 1970. Thunderbird compares days
    /// as they are in the time zone of the machine.
    pub zone: fn(i64) -> i32,
}

impl Clock {
    /// A clock that shows UTC.
    pub fn utc(now: i64) -> Self {
        Self { now, zone: |_| 0 }
    }
}

impl Query {
    /// Makes terms ready.
    pub fn new(terms: &SearchTerms) -> Self {
        let prepared = terms.0.iter().map(|term| (term.join, Prepared::new(&term.test))).collect();
        Self { terms: prepared, folder: Folder::default(), subject: String::new() }
    }

    /// Whether a message passes; `None` where the summary cannot tell.
    pub fn matches(&mut self, subject: &dyn Subject, clock: &Clock) -> Option<bool> {
        let Self { terms, folder, subject: buffer } = self;
        let mut compare = Compare { subject, clock, folder, buffer };
        let mut answer: Option<Option<bool>> = None;
        for (join, term) in terms {
            answer = Some(match (answer, join) {
                (Some(Some(false)), Join::And) => Some(false),
                (Some(Some(true)), Join::Or) => Some(true),
                (None, _) => compare.prepared(term),
                (Some(before), join) => joined(before, *join, compare.prepared(term)),
            });
        }
        answer.unwrap_or(Some(true))
    }
}

/// Two answers, of which none decides alone, or is not known.
fn joined(left: Option<bool>, join: Join, right: Option<bool>) -> Option<bool> {
    let decisive = join == Join::Or;
    match (left, right) {
        (Some(left), Some(right)) => Some(if decisive { left || right } else { left && right }),
        (known, None) | (None, known) => known.filter(|known| *known == decisive),
    }
}

impl Prepared {
    fn new(test: &Test) -> Self {
        match test {
            Test::All => Self::All,
            Test::Of(criterion) => {
                let mut needle = String::new();
                fold_into(&criterion.value, &mut needle);
                Self::Of { criterion: criterion.clone(), needle }
            }
        }
    }
}

struct Compare<'c> {
    subject: &'c dyn Subject,
    clock: &'c Clock,
    folder: &'c mut Folder,
    buffer: &'c mut String,
}

impl Compare<'_> {
    fn prepared(&mut self, term: &Prepared) -> Option<bool> {
        match term {
            Prepared::All => Some(true),
            Prepared::Of { criterion, needle } => self.criterion(criterion, needle),
        }
    }

    fn criterion(&mut self, criterion: &Criterion, needle: &str) -> Option<bool> {
        let operator = criterion.operator;
        match &criterion.attribute {
            Attribute::Subject => self.with_re(operator, needle),
            Attribute::From => self.addresses(&[Field::From], operator, needle),
            Attribute::To => self.addresses(&[Field::To], operator, needle),
            Attribute::Cc => self.addresses(&[Field::Cc], operator, needle),
            Attribute::ToOrCc => self.addresses(&[Field::To, Field::Cc], operator, needle),
            Attribute::AllAddresses => {
                self.addresses(&[Field::To, Field::Cc, Field::From, Field::Bcc], operator, needle)
            }
            Attribute::Header(name) => self.header(name, operator, needle),
            Attribute::Body | Attribute::Custom(_) => None,
            _ => self.other(criterion),
        }
    }

    /// What is neither text of a header nor unknown.
    fn other(&self, criterion: &Criterion) -> Option<bool> {
        let (operator, subject) = (criterion.operator, self.subject);
        Some(match criterion.value() {
            Value::Day(day) => check::date(subject.date(), operator, day?, self.clock),
            Value::Days(days) => check::age(subject.date(), operator, days, self.clock),
            Value::Kibibytes(size) => check::size(subject.size(), operator, size),
            Value::Status(flags) => check::status(subject.flags(), operator, flags),
            Value::Priority(priority) => check::priority(subject.priority(), operator, priority),
            Value::JunkStatus(status) => check::junk_status(&subject.junk_score(), operator, status),
            Value::Percent(percent) => check::junk_percent(subject, operator, percent),
            Value::Text(text) if criterion.attribute == Attribute::Tag => {
                keywords::matches(subject, operator, text)
            }
            Value::Text(text) => check::junk_score_origin(&subject.junk_score_origin(), operator, text),
        })
    }

    /// Text of the message; an address book cannot be asked.
    fn text(&mut self, text: &str, operator: Operator, needle: &str) -> Option<bool> {
        let asks_book = matches!(operator, Operator::IsInAb | Operator::IsntInAb);
        (!asks_book).then(|| self.folder.matches(text, operator, needle))
    }

    fn with_re(&mut self, operator: Operator, needle: &str) -> Option<bool> {
        let stored = self.subject.subject();
        if !self.subject.flags().contains(MessageFlags::HAS_RE) {
            return self.text(&stored, operator, needle);
        }
        let mut whole = std::mem::take(self.buffer);
        whole.clear();
        whole.push_str("Re: ");
        whole.push_str(&stored);
        let answer = self.text(&whole, operator, needle);
        *self.buffer = whole;
        answer
    }

    /// Headers of addresses, until one decides.
    fn addresses(&mut self, fields: &[Field], operator: Operator, needle: &str) -> Option<bool> {
        let open = operator.needs_all();
        let mut answer = open;
        for field in fields {
            answer = self.address(*field, operator, needle)?;
            if answer != open {
                break;
            }
        }
        Some(answer)
    }

    /// One such header: as a whole where text is looked for in it, otherwise each name and each address, until one decides
    /// (`MatchRfc822String`). So it is never `empty`.
    fn address(&mut self, field: Field, operator: Operator, needle: &str) -> Option<bool> {
        if operator == Operator::Contains {
            return self.text(&self.subject.addresses(field), operator, needle);
        }
        let open = operator.needs_all();
        let mut answer = open;
        for mailbox in self.subject.mailboxes(field) {
            answer = self.text(&mailbox.name, operator, needle)?;
            if answer == open {
                answer = self.text(&mailbox.address, operator, needle)?;
            }
            if answer != open {
                break;
            }
        }
        Some(answer)
    }

    /// Thunderbird asks the message where the column does not decide, which may have the header more than once.
    fn header(&mut self, name: &str, operator: Operator, needle: &str) -> Option<bool> {
        let wants =
            matches!(operator, Operator::Contains | Operator::Is | Operator::BeginsWith | Operator::EndsWith);
        let value = self.subject.header(name)?;
        if value.is_empty() { Some(!wants) } else { self.text(&value, operator, needle) }
    }
}
