//! Losses in words.

use super::Loss;

impl Loss {
    /// What it is, for people: lower case, no full stop.
    pub fn name(self) -> &'static str {
        match self {
            Self::KeywordBeyond26 => "keywords beyond the 26 that a Maildir can name",
            Self::KeywordUnwritable => "keywords that the target cannot write",
            Self::Redirected => "the mark \"redirected\"",
            Self::JunkDetail => "who judged that it is junk, and how sure",
            Self::NotJunk => "that it is no junk",
            Self::Priority => "a priority that is not in the message",
            Self::Deleted => "that it is marked as deleted on the server",
            Self::ReceiptSent => "that a receipt was sent",
            Self::ReceiptWanted => "that a receipt is wanted",
            Self::SenderAuthenticated => "that the sender was authenticated",
            Self::Queued => "that it waits to be sent",
            Self::Truncated => "the rest of a message that was fetched in part",
            Self::Template => "that it is a template",
            Self::Feed => "that it came from a feed",
            Self::DateReceived => "when it was received",
            Self::Properties => "what Thunderbird and extensions keep with it",
            Self::Thread => "a place in a thread that the message does not name",
            Self::Operation => "operations that wait for the server",
            Self::SavedSearch => "saved searches (see saved-searches.json)",
            Self::FolderSettings => "settings of folders",
            Self::FolderNameEscaped => "names of folders that had to be escaped",
            Self::NoMessageId => "messages without a Message-ID",
            Self::Merged => "copies of a message, whose marks become one",
        }
    }
}
