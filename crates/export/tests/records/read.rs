//! Reading records back, with other people's readers.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use morkdb_export::Kind;
use morkdb_export::records::{Column, Kind as Type, Table};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use serde_json::{Map, Value, json};

/// A record, by column.
pub(crate) type Row = BTreeMap<String, Value>;

/// All rows of a table.
pub(crate) fn table(kind: Kind, out: &Path, table: &Table) -> Vec<Row> {
    match kind {
        Kind::Csv => csv_rows(&out.join(format!("{}.csv", table.name)), table),
        Kind::Jsonl => jsonl_rows(&out.join(format!("{}.jsonl", table.name)), table),
        Kind::Sqlite => sqlite_rows(&out.join("mail.sqlite"), table),
        Kind::Parquet => parquet_rows(&out.join(table.name), table),
        other => panic!("{other:?}"),
    }
}

/// CSV readers cannot tell an empty text from none; SQLite has values where the others have what they come from.
pub(crate) fn assert_same(rows: &[Row], expected: &[Row], kind: Kind, what: &str) {
    assert_eq!(rows.len(), expected.len(), "{what}");
    for (row, expected) in rows.iter().zip(expected) {
        let mut expected = expected.clone();
        if kind == Kind::Csv {
            expected.values_mut().filter(|value| *value == "").for_each(|value| *value = Value::Null);
        }
        assert_eq!(*row, expected, "{what}");
    }
}

fn jsonl_rows(path: &Path, table: &Table) -> Vec<Row> {
    let text = fs::read_to_string(path).unwrap();
    let rows: Vec<Row> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut names: Vec<_> = table.columns().map(|column| column.name).collect();
    names.sort();
    rows.iter().for_each(|row| assert!(row.keys().eq(&names)));
    rows
}

fn csv_rows(path: &Path, table: &Table) -> Vec<Row> {
    let bytes = fs::read(path).unwrap();
    assert!(bytes.ends_with(b"\r\n"));
    let mut reader = csv::ReaderBuilder::new().terminator(csv::Terminator::CRLF).from_reader(&bytes[..]);
    assert!(reader.headers().unwrap().iter().eq(table.columns().map(|column| column.name)));
    let row = |record: csv::StringRecord| {
        let cells = table.columns().zip(record.iter());
        cells.map(|(column, text)| (column.name.to_owned(), from_csv(column.kind, text))).collect()
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

fn from_csv(kind: Type, text: &str) -> Value {
    match kind {
        Type::List => items(text).into(),
        Type::Json => serde_json::from_str(text).unwrap(),
        _ if text.is_empty() => Value::Null,
        Type::Number | Type::Long | Type::Bool => serde_json::from_str(text).unwrap(),
        _ => text.into(),
    }
}

/// Items with `;` between them, and `\` before one within.
fn items(text: &str) -> Vec<String> {
    let mut items = vec![String::new()];
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ';' => items.push(String::new()),
            '\\' => items.last_mut().unwrap().push(letters.next().unwrap()),
            letter => items.last_mut().unwrap().push(letter),
        }
    }
    if text.is_empty() { Vec::new() } else { items }
}

fn parquet_rows(folder: &Path, table: &Table) -> Vec<Row> {
    let mut files: Vec<_> =
        fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut rows = Vec::new();
    for file in files {
        let reader = SerializedFileReader::new(fs::File::open(file).unwrap()).unwrap();
        for record in reader.get_row_iter(None).unwrap() {
            let record = record.unwrap();
            let names: Vec<_> = record.get_column_iter().map(|(name, _)| name.as_str()).collect();
            assert!(names.iter().copied().eq(table.columns().map(|column| column.name)));
            let cells = table.columns().zip(record.get_column_iter());
            rows.push(
                cells
                    .map(|(column, (name, field))| (name.clone(), from_parquet(column.kind, field)))
                    .collect(),
            );
        }
    }
    rows
}

fn from_parquet(kind: Type, field: &Field) -> Value {
    match (kind, field) {
        (_, Field::Null) => Value::Null,
        (Type::Json, Field::Str(text)) => serde_json::from_str(text).unwrap(),
        (Type::Text | Type::Word, Field::Str(text)) => text.as_str().into(),
        (Type::Number, Field::UInt(number)) => (*number).into(),
        (Type::Long, Field::Long(number)) => (*number).into(),
        (Type::Bool, Field::Bool(value)) => (*value).into(),
        (Type::Time, Field::TimestampMicros(micros)) => {
            jiff::Timestamp::from_microsecond(*micros).unwrap().to_string().into()
        }
        (Type::List, Field::ListInternal(list)) => {
            list.elements().iter().map(|item| from_parquet(Type::Text, item)).collect()
        }
        other => panic!("{other:?}"),
    }
}

fn sqlite_rows(path: &Path, table: &Table) -> Vec<Row> {
    let database = Connection::open(path).unwrap();
    let problems: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(problems, "ok");
    let query = match table.name {
        "accounts" | "tags" => format!("SELECT * FROM {} ORDER BY id", table.name),
        "folders" => "SELECT *, folders.id AS folder_id, folders.properties AS own FROM folders JOIN accounts ON accounts.id = account_id \
                      ORDER BY folders.id".to_owned(),
        "operations" => "SELECT *, operations.properties AS own FROM operations JOIN folders ON folders.id = folder_id JOIN accounts ON \
                         accounts.id = account_id ORDER BY operations.rowid".to_owned(),
        _ => "SELECT messages.id AS row, all_messages.* FROM messages JOIN folders ON folders.id = folder_id \
              JOIN all_messages ON all_messages.folder_uri = folders.folder_uri AND all_messages.key = messages.key ORDER BY messages.id"
            .to_owned(),
    };
    let mut statement = database.prepare(&query).unwrap();
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query([]).unwrap();
    let mut found = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        let get = |column: &Column| {
            let name = if names.iter().any(|name| name == "own") && column.name == "properties" {
                "own"
            } else {
                column.name
            };
            let at = names.iter().position(|own| own == name)?;
            Some(from_sqlite(column.kind, row.get_ref(at).unwrap()))
        };
        let mut record: Row =
            table.columns().filter_map(|column| Some((column.name.to_owned(), get(column)?))).collect();
        if table.name == "messages" {
            add_parts(&database, row.get(0).unwrap(), &mut record);
        }
        found.push(record);
    }
    found
}

/// The columns of a message that are tables of their own.
fn add_parts(database: &Connection, id: i64, record: &mut Row) {
    let list = |query: &str| -> Vec<String> {
        let mut statement = database.prepare_cached(query).unwrap();
        statement.query_map([id], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let (all, tags) = (
        "SELECT keyword FROM keywords WHERE message = ? ORDER BY position",
        "SELECT tag FROM keywords WHERE message = ? AND tag NOT NULL ORDER BY position",
    );
    record.insert("keywords".to_owned(), list(all).into());
    record.insert("tags".to_owned(), list(tags).into());
    let mut statement =
        database.prepare_cached("SELECT name, value FROM properties WHERE message = ?").unwrap();
    let property = |row: &rusqlite::Row<'_>| {
        let value = match row.get_ref(1)? {
            ValueRef::Text(text) => std::str::from_utf8(text).unwrap().into(),
            ValueRef::Blob(bytes) => json!({ "hex": hex(bytes) }),
            other => panic!("{other:?}"),
        };
        Ok((row.get::<_, String>(0)?, value))
    };
    let properties: Map<String, Value> =
        statement.query_map([id], property).unwrap().map(Result::unwrap).collect();
    record.insert("properties".to_owned(), properties.into());
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_sqlite(kind: Type, value: ValueRef<'_>) -> Value {
    match (kind, value) {
        (_, ValueRef::Null) => Value::Null,
        (Type::Bool, ValueRef::Integer(number)) => (number != 0).into(),
        (Type::Number | Type::Long, ValueRef::Integer(number)) => number.into(),
        (Type::List | Type::Json, ValueRef::Text(text)) => serde_json::from_slice(text).unwrap(),
        (_, ValueRef::Text(text)) => std::str::from_utf8(text).unwrap().into(),
        other => panic!("{other:?}"),
    }
}

/// The seconds of a time.
pub(crate) fn seconds(value: &Value) -> Option<u64> {
    let moment: jiff::Timestamp = value.as_str()?.parse().unwrap();
    u64::try_from(moment.as_second()).ok()
}

/// A cell of the file, from what the columns say of it. `None` where they say nothing.
pub(crate) fn cell(row: &Row, name: &str) -> Option<String> {
    if let Some(value) = row["properties"].get(name) {
        return value.as_str().map(str::to_owned);
    }
    let text = |column: &str| row[column].as_str().map(str::to_owned);
    let hex = |column: &str| row[column].as_u64().map(|number| format!("{number:x}"));
    let decimal = |column: &str| row[column].as_u64().map(|number| number.to_string());
    let list = |column: &str, item: fn(&str) -> String| {
        let items: Vec<_> =
            row[column].as_array().unwrap().iter().map(|one| item(one.as_str().unwrap())).collect();
        Some(items.join(" "))
    };
    match name {
        "subject" => {
            let has_re = row["flags"].as_u64().unwrap() & 0x10 != 0;
            text("subject").map(|text| if has_re { text["Re: ".len()..].to_owned() } else { text })
        }
        "sender" => text("author"),
        "message-id" => text("message_id"),
        "references" => list("references", |id| format!("<{id}>")),
        "recipients" => text("recipients"),
        "ccList" => text("cc"),
        "bccList" => text("bcc"),
        "replyTo" => text("reply_to"),
        "date" => seconds(&row["date"]).map(|seconds| format!("{seconds:x}")),
        "dateReceived" => seconds(&row["date_received"]).map(|seconds| format!("{seconds:x}")),
        "size" => hex("size"),
        "flags" => hex("flags"),
        "numLines" => hex("line_count"),
        "priority" => {
            let names = ["none", "lowest", "low", "normal", "high", "highest"];
            let name = text("priority")?;
            names.iter().position(|own| *own == name).map(|place| (place + 1).to_string())
        }
        "msgThreadId" => hex("thread_key"),
        "threadParent" => hex("parent_key"),
        "msgCharSet" => text("charset"),
        "offlineMsgSize" => hex("offline_size"),
        "storeToken" => text("store_token"),
        "keywords" => list("keywords", str::to_owned),
        "junkscore" => decimal("junk_score"),
        "junkscoreorigin" => text("junk_origin"),
        "junkpercent" => decimal("junk_percent"),
        "preview" => text("preview"),
        "X-GM-MSGID" => text("gm_message_id"),
        "X-GM-THRID" => text("gm_thread_id"),
        "X-GM-LABELS" => text("gm_labels"),
        _ => None,
    }
}

/// All files below a folder, by their paths.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            found.extend(files(&path).into_iter().map(|(below, bytes)| (format!("{name}/{below}"), bytes)));
        } else {
            found.insert(name, fs::read(path).unwrap());
        }
    }
    found
}

/// What a Parquet file says of itself.
pub(crate) fn parquet_notes(bytes: Vec<u8>) -> BTreeMap<String, String> {
    let mut file = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut file, &bytes).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let notes = reader.metadata().file_metadata().key_value_metadata().unwrap();
    notes.iter().map(|note| (note.key.clone(), note.value.clone().unwrap())).collect()
}

/// The version of the schema of a database.
pub(crate) fn sqlite_version(out: &Path) -> u32 {
    let database = Connection::open(out.join("mail.sqlite")).unwrap();
    database.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap()
}
