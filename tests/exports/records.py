"""Exports as JSON lines, CSV, SQLite and Parquet, as Python's own readers, pyarrow and DuckDB have them: each the same, and what Thunderbird says."""
import csv
import datetime
import glob
import json
import os
import re
import sqlite3

from checks import Trouble, differences, same

TABLE = "messages"
LISTS = {"keywords", "tags", "references"}
BOOLEANS = {"read", "replied", "starred", "forwarded", "redirected", "attachment", "watched", "ignored", "deleted", "imap_deleted",
            "junk", "offline"}
TIMES = {"date", "date_received"}
KEY = ("folder_uri", "key")


def plain(column, value):
    """A value as text, the same from whichever format; what is empty and what is not there are one, since CSV readers cannot tell."""
    if column == "properties":
        return json.dumps(json.loads(value) if isinstance(value, str) else value, sort_keys=True)
    if column in LISTS:
        return tuple(value or ())
    if value is None:
        return ""
    if column in BOOLEANS:
        return {"1": "true", "0": "false"}.get(str(value), str(value).lower())
    if column in TIMES:
        return moment(value)
    return str(value)


def moment(value):
    """Seconds since 1970."""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        value = datetime.datetime.fromisoformat(value.replace("Z", "+00:00")) if value else None
    if value is None:
        return ""
    return str(round((value if value.tzinfo else value.replace(tzinfo=datetime.timezone.utc)).timestamp()))


def rows(found):
    """By folder and key."""
    table = {}
    for row in found:
        table[tuple(str(row[name]) for name in KEY)] = {name: plain(name, value) for name, value in row.items()}
    return table


def jsonl(path):
    with open(os.path.join(path, f"{TABLE}.jsonl"), encoding="utf-8") as lines:
        return rows(json.loads(line) for line in lines)


def items(text):
    """Of a list in CSV: `;` between, and `\\` before one within."""
    found = [re.sub(r"\\(.)", r"\1", one[1:], flags=re.DOTALL) for one in re.findall(r";(?:[^;\\]|\\.)*", f";{text}", re.DOTALL)]
    return found if text else []


def csv_rows(path):
    with open(os.path.join(path, f"{TABLE}.csv"), encoding="utf-8", newline="") as text:
        found = [{name: items(value) if name in LISTS else value for name, value in row.items()}
                 for row in csv.DictReader(text, strict=True)]
    return rows(found)


def sqlite_rows(path):
    """Lists are in tables of their own, and so are properties."""
    with sqlite3.connect(f"file:{database(path)}?mode=ro&immutable=1", uri=True) as connection:
        connection.row_factory = sqlite3.Row
        found = {row["id"]: dict(row) for row in connection.execute(
            "SELECT messages.*, folder_uri FROM messages JOIN folders ON folders.id = folder_id")}
        for row in found.values():
            row.update({"keywords": [], "tags": [], "properties": {}, "references": json.loads(row["references"])})
        for message, keyword, tag in connection.execute("SELECT message, keyword, tag FROM keywords ORDER BY message, position"):
            found[message]["keywords"].append(keyword)
            found[message]["tags"] += [tag] if tag else []
        for message, name, value in connection.execute("SELECT message, name, value FROM properties"):
            name = f"hex:{name.hex()}" if isinstance(name, bytes) else name
            found[message]["properties"][name] = {"hex": value.hex()} if isinstance(value, bytes) else value
        seen = connection.execute("SELECT count(*) FROM all_messages").fetchone()[0]
    if seen != len(found):
        raise Trouble(f"the view all_messages has {seen} messages, and not {len(found)}")
    for row in found.values():
        del row["id"], row["folder_id"]
    return rows(found.values())


def sound(path):
    with sqlite3.connect(f"file:{database(path)}?mode=ro&immutable=1", uri=True) as connection:
        integrity = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        foreign = list(connection.execute("PRAGMA foreign_key_check"))
    return same("PRAGMA integrity_check", integrity, ["ok"]) + same("PRAGMA foreign_key_check", foreign, [])


def database(path):
    found = sorted(glob.glob(os.path.join(path, "*.sqlite")) + glob.glob(os.path.join(path, "*.db")))
    return found[0] if found else os.path.join(path, "nothing.sqlite")


def parquet_files(path, table=TABLE):
    return sorted(glob.glob(os.path.join(glob.escape(path), table, "**", "*.parquet"), recursive=True)
                  + glob.glob(os.path.join(glob.escape(path), f"{table}.parquet")))


def arrow(path):
    import pyarrow.parquet
    return rows(row for file in parquet_files(path) for row in pyarrow.parquet.ParquetFile(file).read().to_pylist())


def duckdb(path):
    import duckdb as library
    connection = library.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.read_parquet(parquet_files(path)).create_view("them")
    result = connection.execute("SELECT * FROM them")
    names = [one[0] for one in result.description]
    return rows(dict(zip(names, row)) for row in result.fetchall())


# What Thunderbird says.


def told(profile):
    found = {}
    for folder in profile.folders.values():
        for one in folder.messages:
            found[folder.uri, str(one.key)] = {
                "message_id": one.id, "subject": ("Re: " if one.has(0x10) else "") + one.subject, "author": one.author,
                "flags": str(one.flags), "read": word(one.has(0x1)), "replied": word(one.has(0x2)), "starred": word(one.has(0x4)),
                "forwarded": word(one.has(0x1000)), "attachment": word(one.has(0x10000000)),
                "deleted": word(one.has(0x8)), "keywords": tuple(one.all_stored()),
                "date_received": str(one.received) if one.received else ""}
    return found


def word(truth):
    return "true" if truth else "false"


def agree(profile, found):
    """Each message, in the columns that Thunderbird tells of."""
    problems, expected = [], told(profile)
    for key in sorted(set(found) ^ set(expected)):
        problems.append(f"{'missing' if key in expected else 'too many'}: {key}")
    for key in sorted(set(found) & set(expected)):
        row = found[key]
        problems += differences(str(key), {name: row.get(name, "no such column") for name in expected[key]}, expected[key])
    return problems


def equal(found, other):
    """Two formats, in all columns that both have."""
    problems = same("messages", len(found), len(other))
    for key, row in found.items():
        if problems and len(problems) > 20:
            break
        theirs = other.get(key, {})
        problems += differences(str(key), {name: row[name] for name in row if name in theirs}, {name: theirs[name] for name in theirs if name in row})
    return problems


def schema_version(path):
    """In the metadata of every Parquet file."""
    import pyarrow.parquet
    problems, versions = [], set()
    for file in glob.glob(os.path.join(glob.escape(path), "**", "*.parquet"), recursive=True):
        metadata = pyarrow.parquet.ParquetFile(file).schema_arrow.metadata or pyarrow.parquet.ParquetFile(file).metadata.metadata or {}
        stated = {key: value for key, value in metadata.items() if b"schema" in key.lower() and b"arrow" not in key.lower()}
        versions.add(str(stated))
        problems += [] if stated else [f"no version of the schema in {os.path.basename(file)}: {metadata}"]
    return problems
