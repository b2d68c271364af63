//! Marks in the words of each target.

use std::collections::BTreeSet;

use morkdb_profile::Tags;

use super::Marks;

/// Tags that notmuch gives by itself, and those that stand for marks: a tag of a user must not be taken for one.
const NOTMUCH: [&str; 14] = [
    "unread",
    "replied",
    "flagged",
    "draft",
    "deleted",
    "passed",
    "watched",
    "muted",
    "spam",
    "attachment",
    "feed",
    "inbox",
    "signed",
    "encrypted",
];

impl Marks {
    /// The letters of a Maildir, in their order: D(raft), F(lagged), P(assed), R(eplied), S(een), T(rashed).
    pub fn maildir_letters(&self) -> String {
        let letters = [
            ('D', self.draft),
            ('F', self.flagged),
            ('P', self.forwarded),
            ('R', self.answered),
            ('S', self.seen),
            ('T', self.deleted),
        ];
        letters.iter().filter(|(_, is_set)| *is_set).map(|(letter, _)| *letter).collect()
    }

    /// The keywords of IMAP, each once: those of the message, then `$Forwarded`, `$MDNSent`, `Junk` or `NonJunk`, `$followed`, `$muted` and
    /// `$HasAttachment`. Those that IMAP cannot write are left out; see [`unwritable`](Self::unwritable).
    pub fn imap_keywords(&self) -> Vec<String> {
        let own = self.keywords.iter().filter(|keyword| is_atom(keyword)).cloned();
        let marks = [
            ("$Forwarded", self.forwarded),
            ("$MDNSent", self.mdn_sent),
            ("Junk", self.junk == Some(true)),
            ("NonJunk", self.junk == Some(false)),
            ("$followed", self.watched),
            ("$muted", self.ignored),
            ("$HasAttachment", self.attachment),
        ];
        let mut keywords: Vec<String> = own.collect();
        for (name, is_set) in marks {
            if is_set && !keywords.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                keywords.push(name.to_owned());
            }
        }
        keywords
    }

    /// How many keywords neither IMAP nor JMAP can write.
    pub fn unwritable(&self) -> usize {
        self.keywords.iter().filter(|keyword| !is_atom(keyword)).count()
    }

    /// The keywords of JMAP (RFC 8621, RFC 9979), in lower case and in order.
    pub fn jmap_keywords(&self) -> BTreeSet<String> {
        let marks = [
            ("$seen", self.seen),
            ("$answered", self.answered),
            ("$flagged", self.flagged),
            ("$draft", self.draft),
            ("$forwarded", self.forwarded),
            ("$mdnsent", self.mdn_sent),
            ("$junk", self.junk == Some(true)),
            ("$notjunk", self.junk == Some(false)),
            ("$followed", self.watched),
            ("$muted", self.ignored),
            ("$hasattachment", self.attachment),
        ];
        let marks = marks.iter().filter(|(_, is_set)| *is_set).map(|(name, _)| (*name).to_owned());
        let own = self
            .keywords
            .iter()
            .filter(|keyword| is_atom(keyword))
            .map(|keyword| keyword.to_ascii_lowercase());
        marks.chain(own).collect()
    }

    /// The value of `Status` in an mbox: every message is old, since it was there before.
    pub fn mbox_status(&self) -> &'static str {
        if self.seen { "RO" } else { "O" }
    }

    /// The value of `X-Status` in an mbox: A(nswered), F(lagged), T (draft), D(eleted).
    pub fn mbox_x_status(&self) -> String {
        let letters = [('A', self.answered), ('F', self.flagged), ('T', self.draft), ('D', self.deleted)];
        letters.iter().filter(|(_, is_set)| *is_set).map(|(letter, _)| *letter).collect()
    }

    /// The tags of notmuch: `unread` where it was not read, and the names of its tags as people see them. A user's tag that is called as one of
    /// notmuch's own, such as `flagged`, is `tag/flagged`.
    pub fn notmuch_tags(&self, tags: &Tags) -> BTreeSet<String> {
        let marks = [
            ("unread", !self.seen),
            ("replied", self.answered),
            ("flagged", self.flagged),
            ("draft", self.draft),
            ("deleted", self.deleted),
            ("passed", self.forwarded),
            ("watched", self.watched),
            ("muted", self.ignored),
            ("spam", self.junk == Some(true)),
            ("attachment", self.attachment),
            ("feed", self.feed),
        ];
        let marks = marks.iter().filter(|(_, is_set)| *is_set).map(|(name, _)| (*name).to_owned());
        let own = |keyword: &String| match tags.name(keyword) {
            name if NOTMUCH.contains(&name) => format!("tag/{name}"),
            name => name.to_owned(),
        };
        marks.chain(self.keywords.iter().map(own)).collect()
    }
}

/// Whether IMAP can write it as a keyword: an atom (RFC 3501), which is what JMAP takes too (RFC 8621, 4.1.1).
fn is_atom(keyword: &str) -> bool {
    let is_bad = |byte: u8| !byte.is_ascii_graphic() || b"(){%*\"\\]".contains(&byte);
    !keyword.is_empty() && keyword.len() <= 255 && !keyword.bytes().any(is_bad)
}
