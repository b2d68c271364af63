#!/usr/bin/env python3
"""Counts the messages of exported profiles with DuckDB: for each custodian and account, and by sender."""
import sys

import duckdb

sys.dont_write_bytecode = True  # nothing is left beside this

import report  # noqa: E402

TYPES = {"text": "VARCHAR", "bool": "BOOLEAN", "list": "VARCHAR[]"}


def read(connection, kind, files):
    if kind == "parquet":
        # The column says whose mail it is, as text; the name of the partition says the same.
        return connection.read_parquet(files, union_by_name=True, hive_partitioning=False)
    columns = {name: TYPES[kind] for name, kind in report.COLUMNS.items()}
    return connection.read_json(files, format="newline_delimited", columns=columns, hive_partitioning=False)


def main():
    options, kind, files = report.arguments("DuckDB")
    connection = duckdb.connect()
    connection.execute("CREATE MACRO cardinality(list) AS len(list)")
    read(connection, kind, files).create_view("messages")
    found = {}
    for name, query in report.queries().items():
        result = connection.execute(query)
        names = [column[0] for column in result.description]
        found[name] = [dict(zip(names, row)) for row in result.fetchall()]
    report.show(found, options.json)


if __name__ == "__main__":
    main()
