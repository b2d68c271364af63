//! What a term looks at, and how it compares.

use std::fmt;

/// What a term looks at (`nsMsgSearchAttrib`).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Attribute {
    /// The subject.
    Subject,
    /// Who it is from.
    From,
    /// The text of the message.
    Body,
    /// The day.
    Date,
    /// The priority.
    Priority,
    /// Whether it is new, and was read, replied to, forwarded or marked.
    Status,
    /// Who it is to.
    To,
    /// Who has a copy.
    Cc,
    /// Who it is to, or has a copy.
    ToOrCc,
    /// All of these, who it is from, and blind copies.
    AllAddresses,
    /// How many days ago it was.
    AgeInDays,
    /// The tags.
    Tag,
    /// The size in KiB.
    Size,
    /// Whether it is junk.
    JunkStatus,
    /// How sure that is.
    JunkPercent,
    /// Who said so.
    JunkScoreOrigin,
    /// Whether it has attachments.
    HasAttachment,
    /// A header, in lower case; but `Sender`, `Date` and `Status`, which are columns otherwise.
    Header(String),
    /// A term of an add-on, by its id.
    Custom(String),
}

/// The names in the text; the second of two is only read.
const ATTRIBUTES: [(Attribute, &str); 18] = [
    (Attribute::Subject, "subject"),
    (Attribute::From, "from"),
    (Attribute::From, "from in ab"),
    (Attribute::Body, "body"),
    (Attribute::Date, "date"),
    (Attribute::Priority, "priority"),
    (Attribute::Status, "status"),
    (Attribute::To, "to"),
    (Attribute::Cc, "cc"),
    (Attribute::ToOrCc, "to or cc"),
    (Attribute::AllAddresses, "all addresses"),
    (Attribute::AgeInDays, "age in days"),
    (Attribute::Tag, "tag"),
    (Attribute::Size, "size"),
    (Attribute::JunkStatus, "junk status"),
    (Attribute::JunkPercent, "junk percent"),
    (Attribute::JunkScoreOrigin, "junk score origin"),
    (Attribute::HasAttachment, "has attachment status"),
];

impl Attribute {
    /// A header, by its name in any case.
    pub fn header(name: &str) -> Self {
        let special = ["Sender", "Date", "Status"].into_iter().find(|own| own.eq_ignore_ascii_case(name));
        Self::Header(special.map_or_else(|| name.to_ascii_lowercase(), str::to_owned))
    }

    /// What a name in the text means: one of Mozilla's in any case, or the id of a term of an add-on.
    pub(super) fn from_name(name: &str) -> Self {
        let known = ATTRIBUTES.iter().find(|(_, own)| own.eq_ignore_ascii_case(name));
        known.map_or_else(|| Self::Custom(name.to_owned()), |(attribute, _)| attribute.clone())
    }

    /// Whether its value is text, which is quoted where need be (`IS_STRING_ATTRIBUTE`).
    pub(super) const fn is_text(&self) -> bool {
        !matches!(
            self,
            Self::Date
                | Self::Priority
                | Self::Status
                | Self::AgeInDays
                | Self::Size
                | Self::JunkStatus
                | Self::JunkPercent
                | Self::HasAttachment
        )
    }
}

/// As in the text of terms.
impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header(name) => write!(f, "\"{name}\""),
            Self::Custom(id) => f.write_str(id),
            known => {
                let name = ATTRIBUTES.iter().find(|(own, _)| own == known).map_or("", |(_, name)| name);
                f.write_str(name)
            }
        }
    }
}

/// How a term compares (`nsMsgSearchOp`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Operator {
    /// Has it somewhere. Of tags: is one of them.
    Contains,
    /// Has it nowhere.
    DoesntContain,
    /// Is the same. Of a status: is among it.
    Is,
    /// Is not.
    Isnt,
    /// Is empty.
    IsEmpty,
    /// Is not.
    IsntEmpty,
    /// Is before that day.
    IsBefore,
    /// Is after it.
    IsAfter,
    /// Is of higher priority.
    IsHigherThan,
    /// Is of lower.
    IsLowerThan,
    /// Begins with it.
    BeginsWith,
    /// Ends with it.
    EndsWith,
    /// Is in the address book of that URI.
    IsInAb,
    /// Is not.
    IsntInAb,
    /// Is more.
    IsGreaterThan,
    /// Is less.
    IsLessThan,
    /// Does what the term of an add-on calls so.
    Matches,
    /// Does not.
    DoesntMatch,
}

const OPERATORS: [(Operator, &str); 18] = [
    (Operator::Contains, "contains"),
    (Operator::DoesntContain, "doesn't contain"),
    (Operator::Is, "is"),
    (Operator::Isnt, "isn't"),
    (Operator::IsEmpty, "is empty"),
    (Operator::IsntEmpty, "isn't empty"),
    (Operator::IsBefore, "is before"),
    (Operator::IsAfter, "is after"),
    (Operator::IsHigherThan, "is higher than"),
    (Operator::IsLowerThan, "is lower than"),
    (Operator::BeginsWith, "begins with"),
    (Operator::EndsWith, "ends with"),
    (Operator::IsInAb, "is in ab"),
    (Operator::IsntInAb, "isn't in ab"),
    (Operator::IsGreaterThan, "is greater than"),
    (Operator::IsLessThan, "is less than"),
    (Operator::Matches, "matches"),
    (Operator::DoesntMatch, "doesn't match"),
];

impl Operator {
    /// The operator of this name, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        OPERATORS.iter().find(|(_, own)| own.eq_ignore_ascii_case(name)).map(|(operator, _)| *operator)
    }

    /// Whether all of several values have to be looked at before the answer is yes (`GetMatchAllBeforeDeciding`).
    pub(super) const fn needs_all(self) -> bool {
        matches!(self, Self::DoesntContain | Self::Isnt)
    }
}

/// As in the text of terms.
impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(OPERATORS.iter().find(|(own, _)| own == self).map_or("", |(_, name)| name))
    }
}
