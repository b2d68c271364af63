//! Records for other programs.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use crate::{Data, Entry, Visit};

/// The columns of a history. Times are RFC 3339 in UTC, with microseconds.
const VISIT: [&str; 10] = [
    "url",
    "title",
    "referrer",
    "hostname",
    "first_visit",
    "last_visit",
    "visit_count",
    "hidden",
    "typed",
    "flags",
];

const ENTRY: [&str; 2] = ["name", "value"];

/// Writes comma-separated values (RFC 4180), with names in the first line.
///
/// # Errors
/// Those of `out`.
pub fn csv(data: &Data, out: &mut impl Write) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    match data {
        Data::History(history) => {
            writer.write_record(VISIT)?;
            for visit in &history.visits {
                writer.write_record(VISIT.map(|name| text(&value(visit, name))))?;
            }
        }
        Data::Form(form) => {
            writer.write_record(ENTRY)?;
            for Entry { name, value } in &form.entries {
                writer.write_record([name, value])?;
            }
        }
    }
    writer.flush()
}

/// Writes one JSON object a line.
///
/// # Errors
/// Those of `out`.
pub fn jsonl(data: &Data, out: &mut impl Write) -> io::Result<()> {
    each(data, |record, _| {
        serde_json::to_writer(&mut *out, &record)?;
        out.write_all(b"\n")
    })
}

/// Writes a JSON array of objects.
///
/// # Errors
/// Those of `out`.
pub fn json(data: &Data, out: &mut impl Write) -> io::Result<()> {
    each(data, |record, place| {
        out.write_all(if place == 0 { b"[\n" } else { b",\n" })?;
        Ok(serde_json::to_writer(&mut *out, &record)?)
    })?;
    out.write_all(if data.is_empty() { b"[]\n" } else { b"\n]\n" })
}

fn each(data: &Data, mut write: impl FnMut(Value, usize) -> io::Result<()>) -> io::Result<()> {
    match data {
        Data::History(history) => {
            for (place, visit) in history.visits.iter().enumerate() {
                let record: Map<_, _> =
                    VISIT.iter().map(|name| ((*name).to_owned(), value(visit, name))).collect();
                write(Value::Object(record), place)?;
            }
        }
        Data::Form(form) => {
            for (place, Entry { name, value }) in form.entries.iter().enumerate() {
                write(json!({ "name": name, "value": value }), place)?;
            }
        }
    }
    Ok(())
}

fn value(visit: &Visit, name: &str) -> Value {
    match name {
        "url" => json!(visit.url),
        "title" => json!(visit.title),
        "referrer" => json!(visit.referrer),
        "hostname" => json!(visit.hostname),
        "first_visit" => json!(visit.first_visit.map(time)),
        "last_visit" => json!(visit.last_visit.map(time)),
        "visit_count" => json!(visit.count),
        "hidden" => json!(visit.hidden),
        "typed" => json!(visit.typed),
        _ => json!(visit.flags),
    }
}

/// A time in microseconds since 1970 as RFC 3339 in UTC, with microseconds. One that cannot be written so stays a number.
pub fn time(microseconds: i64) -> String {
    let time = jiff::Timestamp::from_microsecond(microseconds);
    time.map_or_else(|_| microseconds.to_string(), |time| time.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string())
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::time;

    #[test]
    fn times_are_utc_with_microseconds() {
        assert_eq!(time(1_166_563_560_000_001), "2006-12-19T21:26:00.000001Z");
        assert_eq!(time(0), "1970-01-01T00:00:00.000000Z");
        assert_eq!(time(i64::MAX), "9223372036854775807");
    }
}
