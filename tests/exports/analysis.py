"""Several profiles in one collection, and the examples that query it with DuckDB and Spark."""
import json
import os
import shutil
import sys

from checks import differences, run, same
from records import parquet_files

CUSTODIANS = ["anna", "ben", "007", "Zoë / müller"]  # one for each profile
KINDS = ["parquet", "jsonl"]
COMPLETE = (0, 1)  # 1: with warnings
PATIENCE = 300  # seconds


def test(session, profiles, repository):
    lake, chosen = os.path.join(session.scratch, "lake"), list(zip(CUSTODIANS, distinct(profiles)))
    what = f"a collection of {len(chosen)} profiles"
    if not session.of(f"{what}: it is exported", collect, session.mork, lake, chosen):
        return
    expected = searched(session.mork, chosen)
    session.of(f"{what}: a file for each folder, or one for all: the same", single_file, session, lake, chosen, expected, tool="duckdb")
    for engine, script, tool in (("DuckDB", "duckdb_report.py", "duckdb"), ("Spark", "spark_report.py", "pyspark")):
        if tool == "pyspark" and not shutil.which("java"):
            session.checks.skip(f"{what}: {engine}", "there is no Java")
            continue
        path = os.path.join(repository, "examples", "analysis", script)
        for kind in KINDS:
            session.of(f"{what}: {engine} with {kind} counts what `mork search` finds", reported, path, lake, kind, expected, tool=tool)


def distinct(profiles):
    """Those with the names that ship, then the others; none twice."""
    by_name = {profile.name: profile for profile in reversed(profiles)}
    return sorted(by_name.values(), key=lambda one: ("/" in one.name, -len(one.messages()), one.name))


def collect(mork, lake, chosen):
    for kind in KINDS:
        for custodian, profile in chosen:
            run(mork, "export", profile.path, "--to", kind, "-o", os.path.join(lake, kind), "--custodian", custodian, statuses=COMPLETE)
    partitions = set(os.listdir(os.path.join(lake, "parquet")))
    return same("partitions", len([name for name in partitions if name.startswith("custodian=")]), len(chosen))


def found(mork, profile, expression):
    text = run(mork, "search", profile.path, expression, "--format", "jsonl", "--columns", "account,folder,key", statuses=COMPLETE)
    return [json.loads(line)["account"] for line in text.splitlines()]


def searched(mork, chosen):
    """By custodian and account: messages, unread ones, tagged ones."""
    counts = {}
    for custodian, profile in chosen:
        unread, tagged = found(mork, profile, "unread"), found(mork, profile, "tagged")
        everything = unread + found(mork, profile, "not unread")
        for account in set(everything):
            counts[custodian, account] = tuple(each.count(account) for each in (everything, unread, tagged))
    return counts


def reported(script, lake, kind, expected):
    report = json.loads(run(sys.executable, script, os.path.join(lake, kind), "--json", patience=PATIENCE,
                            env={**os.environ, "PYSPARK_PYTHON": sys.executable, "PYTHONDONTWRITEBYTECODE": "1"}).splitlines()[-1])
    counts = {(one["custodian"], one["account"]): (one["messages"], one["unread"], one["tagged"]) for one in report["accounts"]}
    return differences("messages, unread, tagged", counts, expected)


def single_file(session, lake, chosen, expected):
    import duckdb
    custodian, profile = chosen[0]
    told = sum(count for (whose, _), (count, _, _) in expected.items() if whose == custodian)
    whole = os.path.join(session.scratch, "whole")
    run(session.mork, "export", profile.path, "--to", "parquet", "-o", whole, "--custodian", custodian, "--single-file", statuses=COMPLETE)
    connection = duckdb.connect()
    for name, place in (("one", whole), ("many", os.path.join(lake, "parquet"))):
        files = parquet_files(os.path.join(place, f"custodian={custodian}"))
        connection.read_parquet(files, union_by_name=True, hive_partitioning=False).create_view(name)
    counts = [connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("one", "many")]
    left = [connection.execute(f"SELECT count(*) FROM (FROM {first} EXCEPT ALL FROM {second})").fetchone()[0]
            for first, second in (("one", "many"), ("many", "one"))]
    return same("messages in one file, and in one for each folder", counts, [told] * 2) + same("differences", left, [0, 0])
