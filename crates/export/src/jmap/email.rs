//! Messages as `EmailImport` objects (RFC 8621, 4.8).

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

/// What is needed to import a message: an argument of `Email/import`, once its blob is uploaded and its mailbox made.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EmailImport<'e> {
    /// The name of the blob's file.
    pub(super) blob_id: &'e str,
    /// The mailbox that it is in: one, as a folder's message is in one folder.
    pub(super) mailbox_ids: BTreeMap<&'e str, bool>,
    /// Each with `true`.
    #[serde(serialize_with = "as_set")]
    pub(super) keywords: BTreeSet<String>,
    /// UTC; where it is not known, it is for the server to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) received_at: Option<String>,
}

impl EmailImport<'_> {
    /// Writes it as a line of JSON.
    pub(super) fn write(&self, out: &mut Vec<u8>) -> io::Result<()> {
        serde_json::to_writer(&mut *out, self)?;
        out.push(b'\n');
        Ok(())
    }
}

/// A set, as JMAP has it.
fn as_set<S: Serializer>(words: &BTreeSet<String>, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(words.len()))?;
    for word in words {
        map.serialize_entry(word, &true)?;
    }
    map.end()
}

/// A `UTCDate` (RFC 8620, 1.4) from seconds since 1970.
pub(super) fn utc_date(seconds: i64) -> Option<String> {
    let time = jiff::Timestamp::from_second(seconds).ok()?;
    Some(time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_is_what_the_rfc_says() {
        let keywords = ["$seen", "$label1"].map(str::to_owned).into();
        let mailbox_ids = [("f1", true)].into();
        let import =
            EmailImport { blob_id: "ab", mailbox_ids, keywords, received_at: utc_date(1_700_004_700) };
        let json = serde_json::to_string(&import).unwrap();
        let expected = "{\"blobId\":\"ab\",\"mailboxIds\":{\"f1\":true},\
            \"keywords\":{\"$label1\":true,\"$seen\":true},\"receivedAt\":\"2023-11-14T23:31:40Z\"}";
        assert_eq!(json, expected);
    }

    #[test]
    fn dates() {
        assert_eq!(utc_date(0).as_deref(), Some("1970-01-01T00:00:00Z"));
        assert_eq!(utc_date(i64::from(u32::MAX)).as_deref(), Some("2106-02-07T06:28:15Z"));
        assert_eq!(utc_date(i64::MAX), None);
    }
}
