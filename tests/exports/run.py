#!/usr/bin/env python3
"""Reads back with other people's tools what `mork export` and `mork contacts` wrote, and holds it against what Thunderbird says.

    tests/exports/run.py target/release/mork

Exit status 0: all passed; 1: something failed; 77: nothing could be tested.
README.md beside this says what is tested, and with what.
"""
import argparse
import os
import shutil
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # nothing is left in the tree

import analysis
import contacts
import jmaps
import maildirs
import mboxes
import notmuches
import records
import tools
import truth
from checks import Checks, differences
from export import Export, adds_up, left_alone
from letters import fingerprint, message_id

SKIPPED = 77
REPOSITORY = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
KINDS = ["maildir", "mbox", "jmap", "notmuch", "jsonl", "csv", "sqlite", "parquet"]

READERS = [("JSON lines", records.jsonl, "jsonl", None), ("CSV", records.csv_rows, "csv", None),
           ("SQLite", records.sqlite_rows, "sqlite", None), ("Parquet, by pyarrow", records.arrow, "parquet", "pyarrow"),
           ("Parquet, by DuckDB", records.duckdb, "parquet", "duckdb")]


class Run:
    """`without`: what could not be installed, and why."""

    def __init__(self, checks, mork, scratch, without):
        self.checks, self.mork, self.scratch, self.without = checks, mork, scratch, without

    def of(self, what, action, *arguments, tool=None):
        """A check, unless its tool is missing; whether it passed."""
        if reason := self.without.get(tool):
            self.checks.skip(what, f"{tool}: {reason}")
            return False
        return self.checks.of(what, action, *arguments)


def export_all(run, profile, place):
    """Every kind, each with its report, and each a second time."""
    exports = {}

    def one(kind):
        exports[kind] = Export(run.mork, profile, kind, os.path.join(place, kind))
        return adds_up(exports[kind])

    for kind in KINDS:
        run.of(f"{profile.name}: {kind}: the numbers of the report add up to what Thunderbird says", one, kind)
    for kind, export in exports.items():
        run.of(f"{profile.name}: {kind}: a second run changes nothing", left_alone, export)
    return exports


def with_maildir(run, profile, export):
    name = f"{profile.name}: maildir"
    run.of(f"{name}: Python finds the folders", maildirs.listed, export)
    run.of(f"{name}: flags and keywords, as Python reads them", maildirs.flags_in_names, export)
    run.of(f"{name}: what was forwarded", maildirs.forwarded, export)
    run.of(f"{name}: when messages were received", maildirs.arrival, export)
    run.of(f"{name}: folders, flags and keywords, as Dovecot reads them", maildirs.dovecot, export, run.scratch, tool="doveadm")


def with_bodies(run, profile, exports):
    """The mail is the same in each export, and that of the profile."""
    if not {"maildir", "mbox", "jmap"} <= set(exports):
        return
    run.of(f"{profile.name}: mbox: flags and keywords, as Python reads them", mboxes.marks_in_fields, exports["mbox"])
    run.of(f"{profile.name}: mbox: Thunderbird's own fields", mboxes.own_fields, exports["mbox"])
    run.of(f"{profile.name}: jmap: what RFC 8621 asks for", jmaps.legal, exports["jmap"])
    run.of(f"{profile.name}: jmap: keywords and dates", jmaps.agree, exports["jmap"])
    run.of(f"{profile.name}: jmap: names and the tree of mailboxes", jmaps.names, exports["jmap"])
    mails = {}

    def one(kind, module):
        mails[kind] = module.mails(exports[kind])

    for kind, module in (("maildir", maildirs), ("mbox", mboxes), ("jmap", jmaps)):
        run.of(f"{profile.name}: {kind}: the mail can be read", one, kind, module)
    for kind in ("mbox", "jmap"):
        run.of(f"{profile.name}: the mail in {kind} and in maildir is the same", differences, kind, mails[kind], mails["maildir"])
    run.of(f"{profile.name}: the mail is what Python finds in the profile", with_profile, exports["maildir"])


def with_profile(export):
    """Where a line of a message looks like the beginning of another, Python takes it for that."""
    sources, problems = mboxes.sources(export.profile), []
    for target in export.real():
        source = sources.get(target.folder.uri)
        if source is None or not os.path.isdir(target.path):
            continue
        for mail, _, _ in maildirs.read(target.path):
            cut = mail.replace(b"\r\n", b"\n").split(b"\nFrom ")[0]
            name = next((one for one in (fingerprint(mail), fingerprint(cut)) if source[one]), None)
            source[name] -= 1
            problems += [] if name else [f"{target.name}: not in the profile: {message_id(mail)}"]
    return problems


def with_notmuch(run, profile, exports):
    if {"maildir", "notmuch"} <= set(exports):
        run.of(f"{profile.name}: notmuch: every message has its tags", notmuches.tagged, exports["notmuch"],
               exports["maildir"].path, run.scratch, tool="notmuch")
        run.of(f"{profile.name}: notmuch: a line for each id", notmuches.lost, exports["notmuch"])


def with_records(run, profile, exports):
    found = {}

    def one(name, read, kind):
        found[name] = read(exports[kind].path)
        return records.agree(profile, found[name])

    for name, read, kind, tool in READERS:
        if kind in exports:
            run.of(f"{profile.name}: {name}: each message is what Thunderbird says", one, name, read, kind, tool=tool)
    for name in found:
        if name != "JSON lines" and "JSON lines" in found:
            run.of(f"{profile.name}: {name}: all columns are those of JSON lines", records.equal, found[name], found["JSON lines"])
    if "sqlite" in exports:
        run.of(f"{profile.name}: SQLite: the file is sound", records.sound, exports["sqlite"].path)
    if "parquet" in exports:
        run.of(f"{profile.name}: Parquet: the schema's version is in every file", records.schema_version,
               exports["parquet"].path, tool="pyarrow")


def spoil(exports):
    """The checks are worth something only if they fail where they should."""
    maildir, bundle, table = exports["maildir"].path, jmaps.bundles(exports["jmap"])[0], os.path.join(exports["csv"].path, "messages.csv")
    names = [os.path.join(folder, name) for folder, _, files in os.walk(maildir) for name in files if name.endswith("S")]
    os.rename(names[0], names[0][:-1])
    os.unlink(os.path.join(bundle.path, "blobs", bundle.emails[0]["blobId"]))
    with open(table, "rb+") as file:
        file.truncate(file.read().rstrip().rindex(b"\r\n") + 2)
    checks = {"a message that was read": maildirs.flags_in_names(exports["maildir"]), "a blob": jmaps.legal(exports["jmap"]),
              "a line": records.agree(exports["csv"].profile, records.csv_rows(exports["csv"].path)),
              "a second run": left_alone(exports["csv"])}
    return [f"not noticed: {what}" for what, problems in checks.items() if not problems]


def without_truth(run, profile, exports):
    """What the exports say of each other."""
    if not {"maildir", "mbox", "jmap", "jsonl", "csv", "sqlite"} <= set(exports):
        return
    run.of(f"{profile.name}: jmap: what RFC 8621 asks for", jmaps.legal, exports["jmap"])
    run.of(f"{profile.name}: the mail in mbox, jmap and maildir is the same", all_mail, exports)
    lines = records.jsonl(exports["jsonl"].path)
    for name, read, kind, tool in READERS[1:]:
        run.of(f"{profile.name}: {name}: all columns are those of JSON lines",
               lambda read=read, kind=kind: records.equal(read(exports[kind].path), lines), tool=tool)


def all_mail(exports):
    mails = {kind: module.mails(exports[kind]) for kind, module in (("maildir", maildirs), ("mbox", mboxes), ("jmap", jmaps))}
    return [problem for kind in ("mbox", "jmap") for problem in differences(kind, mails[kind], mails["maildir"])]


def test_profile(run, profile, number):
    place = os.path.join(run.scratch, f"exports-{number}")
    exports = export_all(run, profile, place)
    if not profile.folders:
        without_truth(run, profile, exports)
    else:
        if "maildir" in exports:
            with_maildir(run, profile, exports["maildir"])
        with_bodies(run, profile, exports)
        with_notmuch(run, profile, exports)
        with_records(run, profile, exports)
        if number == 0 and set(KINDS) <= set(exports):
            run.of(f"{profile.name}: what is spoilt on purpose is noticed", spoil, exports)
    shutil.rmtree(place, ignore_errors=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("mork", help="the program to test")
    arguments.add_argument("--only", help="profiles with this in their name, and nothing else")
    arguments.add_argument("--keep", action="store_true", help="leave the temporary folder, and say where it is")
    options = arguments.parse_args()
    if not os.path.exists(options.mork):
        arguments.error(f"{options.mork}: not there; cargo build --release")
    without = {**tools.within(), **tools.programs()}
    known = truth.find(REPOSITORY)
    profiles = [one for one in known if (options.only or "") in one.name]
    if not known:
        print("skipped: there is no profile to test with")
        return SKIPPED
    scratch, checks, began = tempfile.mkdtemp(prefix="mork-exports-"), Checks(), time.monotonic()
    os.chmod(scratch, 0o755)  # Dovecot is somebody else where this is root
    try:
        run = Run(checks, os.path.abspath(options.mork), scratch, without)
        for number, profile in enumerate(profiles):
            test_profile(run, profile, number)
        if not options.only or options.only == "analysis":
            analysis.test(run, known, REPOSITORY)
        if not options.only or options.only == "contacts":
            contacts.test(run, REPOSITORY)
    finally:
        if options.keep:
            print(f"left: {scratch}")
        else:
            shutil.rmtree(scratch, ignore_errors=True)
    print(f"{checks.passed} passed, {checks.failed} failed, {checks.skipped} skipped, in {time.monotonic() - began:.0f} s")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
