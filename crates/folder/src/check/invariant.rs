//! What holds for every sound folder.

use std::fmt;

/// How bad it is that something does not hold.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// C: what is left over, or untidy. Nobody sees it.
    Hygiene,
    /// B: something wrong is shown: a count, a thread, a flag.
    Display,
    /// A: mail cannot be reached, or Thunderbird drops the summary and builds it anew, or hangs.
    Loss,
}

impl Severity {
    /// A, B or C.
    pub const fn letter(self) -> char {
        match self {
            Self::Loss => 'A',
            Self::Display => 'B',
            Self::Hygiene => 'C',
        }
    }

    /// One word for it: `loss`, `display` or `hygiene`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Loss => "loss",
            Self::Display => "display",
            Self::Hygiene => "hygiene",
        }
    }
}

macro_rules! invariants {
    ($($number:literal $variant:ident $name:literal $severity:ident $sentence:literal,)*) => {
        /// What holds for every sound folder. They are numbered from the gravest on.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[non_exhaustive]
        pub enum Invariant {
            $(#[doc = concat!($number, ": ", $sentence, ".")] $variant,)*
        }

        impl Invariant {
            /// All of them, by their numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its number, from 1 on.
            pub const fn number(self) -> u8 {
                match self { $(Self::$variant => $number,)* }
            }

            /// A stable name for programs.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// How bad it is at worst where it does not hold.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// What it says.
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$variant => $sentence,)* }
            }
        }
    };
}

invariants! {
    1 Readable "readable" Loss "the file can be read to its end",
    2 Information "folder-information" Loss "there is one row of folder information, of version 1, and it asks for no rebuild",
    3 StoreTokens "store-tokens" Loss "every message is where its store token says, and no two at one place",
    4 MailStore "mail-store" Loss "the mailbox has the size and the time that the folder information names",
    5 Parents "parents" Loss "the parent of a message is another one of its thread, and no parents go round in a circle",
    6 Keys "keys" Loss "no message has a key that means something else",
    7 TotalCount "total-count" Display "numMsgs is the number of messages",
    8 UnreadCount "unread-count" Display "numNewMsgs is the number of unread messages",
    9 ThreadMembers "thread-members" Display "every message is in one thread, the one that it names, and threads have only messages",
    10 ThreadFigures "thread-figures" Display "the counts, the root and the newest date of every thread are right",
    11 ThreadList "thread-list" Display "the table of threads has one row for each thread that has messages, with a subject",
    12 MessageIds "message-ids" Display "every message has a message id of its own",
    13 Leftovers "leftover-rows" Display "every row of a message is in the table of all messages",
    14 SearchHits "search-hits" Display "the cached hits of saved searches are messages, by ascending keys",
    15 Expunged "expunged" Display "no message is marked as expunged",
    16 OfflineCopies "offline-copies" Display "a message is marked as stored here if and only if it is",
    17 Flags "flags" Display "flags are such that are stored, and the mark for Re: fits the subject",
    18 Encodings "encodings" Display "numbers are numbers, and text is UTF-8, in the columns that are to have them",
    19 Sizes "sizes" Display "sizes of messages and counts fit the mailbox",
    20 StatusHeaders "status-headers" Display "the mailbox says the same of flags and keywords",
    21 ServerState "server-state" Display "the highest key, UIDVALIDITY and HIGHESTMODSEQ are possible ones",
    22 ThreadLeftovers "thread-leftovers" Hygiene "every meta row belongs to one thread, and every thread has messages",
    23 Operations "operations" Hygiene "offline operations and pending headers are complete",
    24 Settings "settings" Hygiene "settings of retention and views are among those there are",
    25 ThreadFlags "thread-flags" Hygiene "no flags of threads wait on messages that are in one",
    26 Dates "dates" Hygiene "dates are known and possible",
    27 Waste "waste" Hygiene "less than 30 percent of the file is waste",
    28 FolderCache "folder-cache" Hygiene "the folder cache has the same counts",
    29 Oddities "oddities" Hygiene "the text of the file is as Thunderbird writes it",
}

/// Its number and its name.
impl fmt::Display for Invariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number(), self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_numbered_from_the_gravest_on() {
        let numbers: Vec<_> = Invariant::ALL.iter().map(|invariant| invariant.number()).collect();
        assert_eq!(numbers, (1..=29).collect::<Vec<_>>());
        assert!(Invariant::ALL.is_sorted_by(|one, next| one.severity() >= next.severity()));
        assert_eq!(Severity::Loss.letter(), 'A');
    }
}
