//! What a header says, as text.

use std::borrow::Cow;

use super::MessageHeader;
use crate::field::Field;
use crate::flags::{MessageFlags, Priority};
use crate::terms;
use crate::text::{self, Mailbox};

impl<'f> MessageHeader<'f> {
    /// The subject as Thunderbird shows it, but for the `Re: ` that [`MessageFlags::HAS_RE`] stands for
    /// (`mime2DecodedSubject`).
    pub fn decoded_subject(self) -> Cow<'f, str> {
        self.decoded(Field::Subject)
    }

    /// From, decoded (`mime2DecodedAuthor`). See [`text::names`] for names alone.
    pub fn decoded_author(self) -> Cow<'f, str> {
        self.decoded(Field::Sender)
    }

    /// To, decoded (`mime2DecodedRecipients`).
    pub fn decoded_recipients(self) -> Cow<'f, str> {
        self.decoded(Field::Recipients)
    }

    /// Any column that is a header of the message, decoded with its [charset](text::effective_charset).
    pub fn decoded(self, field: Field) -> Cow<'f, str> {
        self.decode(self.get(field).unwrap_or_default())
    }

    /// The name that Thunderbird has cached for the sender, if it is of this version of display names
    /// (`mail.displayname.version`); see [`text::cached_name`].
    pub fn cached_sender(self, version: u32) -> Option<String> {
        self.cached_name(Field::SenderName, version)
    }

    /// The names that Thunderbird has cached for the recipients, as [`cached_sender`](Self::cached_sender).
    pub fn cached_recipients(self, version: u32) -> Option<String> {
        self.cached_name(Field::RecipientNames, version)
    }

    fn cached_name(self, field: Field, version: u32) -> Option<String> {
        let cell = self.get(field)?;
        text::cached_name(&cell).filter(|cached| cached.0 == version).map(|cached| cached.1.to_owned())
    }

    fn decode(self, raw: Cow<'f, [u8]>) -> Cow<'f, str> {
        let charset = self.charset();
        let charset = text::effective_charset(&charset, None);
        match raw {
            Cow::Borrowed(raw) => text::decode(raw, charset),
            Cow::Owned(raw) => Cow::Owned(text::decode(&raw, charset).into_owned()),
        }
    }

    fn utf8(self, field: Field) -> Cow<'f, str> {
        match self.get(field).unwrap_or_default() {
            Cow::Borrowed(raw) => String::from_utf8_lossy(raw),
            Cow::Owned(raw) => Cow::Owned(String::from_utf8_lossy(&raw).into_owned()),
        }
    }
}

fn column(field: terms::Field) -> Field {
    match field {
        terms::Field::From => Field::Sender,
        terms::Field::To => Field::Recipients,
        terms::Field::Cc => Field::CcList,
        terms::Field::Bcc => Field::BccList,
    }
}

/// A message can be asked Thunderbird's search terms.
///
/// ```
/// use morkdb_folder::terms::{Clock, Query, SearchTerms};
/// let folder = morkdb_folder::Folder::open("../../testdata/profile/imap/ImapMail/127.0.0.1/INBOX.msf")?;
/// let terms = SearchTerms::parse("AND (subject,contains,re)").expect("these are terms");
/// let mut query = Query::new(&terms);
/// let found = folder.read().messages().filter(|message| query.matches(message, &Clock::utc(0)) == Some(true));
/// println!("{} messages", found.count());
/// # Ok::<(), morkdb_folder::Error>(())
/// ```
impl terms::Subject for MessageHeader<'_> {
    fn subject(&self) -> Cow<'_, str> {
        self.decoded_subject()
    }

    fn addresses(&self, field: terms::Field) -> Cow<'_, str> {
        self.decoded(column(field))
    }

    fn mailboxes(&self, field: terms::Field) -> Vec<Mailbox> {
        let charset = self.charset();
        let raw = self.get(column(field)).unwrap_or_default();
        text::mailboxes(&raw, text::effective_charset(&charset, None))
    }

    fn flags(&self) -> MessageFlags {
        (*self).flags()
    }

    fn priority(&self) -> Priority {
        (*self).priority()
    }

    fn date(&self) -> i64 {
        i64::from((*self).date())
    }

    fn size(&self) -> u32 {
        (*self).size()
    }

    fn keywords(&self) -> Cow<'_, str> {
        self.utf8(Field::Keywords)
    }

    fn junk_score(&self) -> Cow<'_, str> {
        self.utf8(Field::JunkScore)
    }

    fn junk_percent(&self) -> Cow<'_, str> {
        self.utf8(Field::JunkPercent)
    }

    fn junk_score_origin(&self) -> Cow<'_, str> {
        self.utf8(Field::JunkScoreOrigin)
    }

    fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        self.property(name).map(|raw| self.decode(raw))
    }
}

#[cfg(test)]
mod tests {
    use crate::{DetachedHeader, Field};

    #[test]
    fn columns_are_decoded_with_the_charset_of_the_message() {
        let mut header = DetachedHeader::new();
        header.edit().set_subject(b"caf\xe9").unwrap();
        header.edit().set_author("=?UTF-8?Q?J=C3=BCrgen?= <j@example.com>").unwrap();
        header.edit().set_charset("iso-8859-1").unwrap();
        header.edit().set_cached_sender(7, "Jürgen").unwrap();
        header.edit().set_cached_recipients(7, "Ada | Bob").unwrap();
        assert_eq!(header.header().decoded_subject(), "café");
        assert_eq!(header.header().decoded_author(), "Jürgen <j@example.com>");
        assert_eq!(header.header().cached_sender(7).as_deref(), Some("Jürgen"));
        assert_eq!(header.header().cached_sender(8), None);
        assert_eq!(header.header().get(Field::SenderName).as_deref(), Some("7|Jürgen".as_bytes()));
        assert_eq!(header.header().cached_recipients(7).as_deref(), Some("Ada | Bob"));
    }
}
