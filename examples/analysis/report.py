"""What both reports share: the queries, the arguments, and how the numbers are printed."""
import argparse
import glob
import json
import os

FOLDER = os.path.dirname(os.path.abspath(__file__))

# The columns that the queries need, for lines of JSON, which do not say their types.
COLUMNS = {"custodian": "text", "profile": "text", "account": "text", "author": "text", "read": "bool", "tags": "list"}


def queries():
    """The queries of report.sql, by name."""
    with open(os.path.join(FOLDER, "report.sql"), encoding="utf-8") as text:
        statements = [part for part in text.read().split(";") if "-- name:" in part]
    return {part.split("-- name:")[1].split()[0]: part for part in statements}


def arguments(engine):
    parser = argparse.ArgumentParser(description=f"Counts the messages of exported profiles with {engine}.")
    parser.add_argument("folder", help="what was given to `mork export -o`; exports may be in folders below it")
    parser.add_argument("--from", dest="kind", choices=["parquet", "jsonl"], help="what to read; Parquet where there is any")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    kinds = [options.kind] if options.kind else ["parquet", "jsonl"]
    for kind in kinds:
        files = files_of(options.folder, kind)
        if files:
            return options, kind, files
    parser.error(f"{options.folder}: there are no messages as {' or '.join(kinds)}")


def files_of(folder, kind):
    """The files with messages, wherever they are below the folder."""
    name = os.path.join("messages", "**", "*.parquet") if kind == "parquet" else "messages.jsonl"
    return sorted(set(glob.glob(os.path.join(glob.escape(folder), "**", name), recursive=True)))


def show(found, as_json):
    """Prints the rows of each query."""
    if as_json:
        print(json.dumps(found, ensure_ascii=False, sort_keys=True))
        return
    for rows in found.values():
        names = list(rows[0]) if rows else []
        table = [names] + [["" if row[name] is None else str(row[name]) for name in names] for row in rows]
        widths = [max(len(line[at]) for line in table) for at in range(len(names))]
        for line in table:
            print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())
        print()
