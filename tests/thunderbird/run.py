#!/usr/bin/env python3
"""Has a real Thunderbird open what `mork` wrote and go on with it, and has `mork` read what Thunderbird then wrote.

    tests/thunderbird/run.py target/release/mork

Exit status 0: all passed; 1: something failed; 77: there is no Thunderbird and none could be installed, nothing was tested.
README.md beside this says what is tested, and how.
"""
import argparse
import glob
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback

sys.dont_write_bytecode = True  # nothing is left in the tree

import folders
import mail
from driver import Failure, Thunderbird, make_profile, program
from mork import FOLDER, MESSAGES, Mork, Trouble
from summaries import Case, change, compress, judge, misread

SKIPPED = 77
TIME_LIMIT = 400  # seconds, for each Thunderbird
OLDER = "140"  # of the extended support releases
TESTDATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "testdata")
SHIPPED = ["snapshots/*.msf", "profile/imap/ImapMail/127.0.0.1/INBOX.msf"]
WRITINGS = ["safe", "mozilla"]
LETTERS = 48  # messages in each of our folders
ENOUGH = 8  # messages that a summary needs for what is done to it
ONLY_HERE = "onlyInTheSummary"
OUT_OF_DATE = "0x80550005"  # Thunderbird's number for it


class Stopped(BaseException):
    """By a signal, or out of time: only the tidying up comes after it."""


class Checks:
    passed = failed = 0

    def of(self, what, action, *arguments):
        """One line for the check. `action` gives the problems, if there are any; an error is one, too."""
        try:
            problems = action(*arguments) or []
        except Exception as error:  # whatever it is, the other checks go on
            known = isinstance(error, (Failure, Trouble, OSError, subprocess.TimeoutExpired))
            problems = [str(error)] if known else traceback.format_exc().splitlines()[-5:]
        self.failed += bool(problems)
        self.passed += not problems
        print(f"{'FAILED' if problems else 'ok'}: {what}", flush=True)
        for problem in problems[:6]:
            print(f"    {problem}"[:600], flush=True)


# What Thunderbird does.


def look(thunderbird, case):
    return thunderbird.call("open", case.folder) if case.folder else thunderbird.call("loose", case.path, None)


def make(thunderbird, case):
    """Has Thunderbird make a folder's summary from its mail, and add to it what no mail file holds. The others it only opens."""
    if case.folder:
        thunderbird.call("open", case.folder)
        thunderbird.call("mark", case.folder, ONLY_HERE, "nowhere else")
    case.seen = look(thunderbird, case)
    if not case.folder:
        return []
    return [] if all(ONLY_HERE in one["cells"] for one in case.seen["headers"]) else ["it did not add the property"]


def takes(thunderbird, case, left):
    """`left`: the bytes that Thunderbird has no reason to touch."""
    seen = look(thunderbird, case)
    problems = judge(case, seen)
    case.seen = seen
    return problems + ([] if case.bytes().startswith(left) else ["Thunderbird wrote the file anew"])


def goes_on(thunderbird, case, turn):
    keys, before = case.seen["keys"], {one["key"]: one for one in case.seen["headers"]}
    read, star, tag, remove = keys[3], keys[4], keys[0], keys[5]
    wish = {"read": read, "star": star, "tag": tag, "remove": remove, "keyword": "$label2", "note": f"Thunderbird's {turn}"}
    case.seen = thunderbird.call("edit", case.folder, wish) if case.folder else thunderbird.call("loose", case.path, wish)
    after = {one["key"]: one for one in case.seen["headers"]}
    return [problem for wrong, problem in (
        (after[read]["read"] == before[read]["read"], "it did not mark the message read or unread"),
        (after[star]["starred"] == before[star]["starred"], "it did not star the message"),
        ("$label2" not in after[tag]["keywords"], "it did not tag the message"),
        (remove in after, "it did not delete the message"),
    ) if wrong]


def refuses_to_write(mork, case):
    before = case.bytes()
    try:
        mork.write("set", case, f"1:{FOLDER}", "note", "while Thunderbird runs")
    except Trouble:
        return [] if case.bytes() == before else ["it refused, but the file has changed"]
    return ["it wrote to a folder of a profile that is in use"]


# The rounds.


def round_trip(checks, mork, cases, start, turn, what):
    """Thunderbird opens every summary that mork has just written, and goes on with it; then mork reads."""
    with start() as thunderbird:
        for case in cases:
            left = case.bytes() if what == "compressed" else b""  # nothing in it is waste, so nothing is to be tidied up
            checks.of(f"{case.name}: {what}: Thunderbird takes it as it is, and sees all of it", takes, thunderbird, case, left)
        for case in cases:
            if case.folder and turn == 1:
                checks.of(f"{case.name}: mork does not write while Thunderbird runs", refuses_to_write, mork, case)
            checks.of(f"{case.name}: {what}: Thunderbird goes on with it", goes_on, thunderbird, case, turn)
    checks.of(f"{what}: no error in Thunderbird's log", thunderbird.complaints, {case.path for case in cases})
    for case in cases:
        checks.of(f"{case.name}: {what}: mork reads all that Thunderbird wrote", misread, mork, case)


def prepare(scratch):
    """Folders with nothing but mail; and copies of the summaries that ship, one for each writing."""
    profile = os.path.join(scratch, "profile")
    mail_folder = make_profile(profile)

    def folder(name, writing):
        path = os.path.join(mail_folder, name)
        with open(path, "wb") as out:
            out.write(mail.mbox(LETTERS))
        return Case(f"folder {name}", f"{path}.msf", writing, name)

    cases = [folder(f"mail-{writing}", writing) for writing in WRITINGS]
    spoilt = [folder(name, "by hand") for name in ("grown", "torn", "renamed")]
    for pattern in SHIPPED:
        for path in sorted(glob.glob(os.path.join(TESTDATA, pattern))):
            for writing in WRITINGS:
                name = os.path.basename(path)
                cases.append(Case(name, shutil.copyfile(path, os.path.join(scratch, f"{writing}-{name}")), writing))
    return profile, cases, spoilt


def spoil(spoilt):
    """A mail file that its summary does not fit; half a summary; one that names the scope of messages twice."""
    grown, torn, renamed = spoilt
    with open(grown.path.removesuffix(".msf"), "ab") as out:
        out.write(b"\n")
    grown.noticed = [f"refused the summary: {OUT_OF_DATE}", "made the summary anew"]
    half = torn.bytes()[:len(torn.bytes()) // 2]
    with open(torn.path, "wb") as out:
        out.write(half)
    torn.noticed = ["refused the summary", "made the summary anew", f"{ONLY_HERE}: None"]
    with open(renamed.path, "ab") as out:
        out.write(b"@$${7777{@\n< <(a=c)> (7777=%s)>\n@$$}7777}@\n" % MESSAGES.encode())
    renamed.noticed = ["message 1 is lost", "messages: None"]


def is_noticed(thunderbird, case):
    """The checks are worth something only if they fail where they should."""
    problems = judge(case, look(thunderbird, case))
    return [f"not noticed: {what}" for what in case.noticed if not any(what in problem for problem in problems)]


def run_folders(checks, mork, maker, scratch):
    """Folders that were made without Thunderbird."""
    profile = os.path.join(scratch, "made")
    mail_folder = make_profile(profile)
    folders.run(checks, mork, maker, lambda: Thunderbird(profile, scratch), profile, mail_folder)


def run_summaries(checks, mork, scratch):
    """Summaries that Thunderbird made, or that ship."""
    profile, cases, spoilt = prepare(scratch)

    def start():
        return Thunderbird(profile, scratch)

    with start() as thunderbird:
        for case in cases + spoilt:
            checks.of(f"{case.name}: Thunderbird opens it", make, thunderbird, case)
    cases = [case for case in cases if case.seen and len(case.seen["keys"]) >= ENOUGH]
    for case in cases:
        checks.of(f"{case.name}: mork reads all that Thunderbird sees", misread, mork, case)
    for turn, what in enumerate(("many groups", "compressed", "groups again"), 1):
        for case in cases:
            if what == "compressed":
                checks.of(f"{case.name}: mork compresses it", compress, mork, case)
            else:
                checks.of(f"{case.name}: mork changes it, {what}", change, mork, case, turn)
        round_trip(checks, mork, cases, start, turn, what)
    spoil(spoilt)
    with start() as thunderbird:
        for case in spoilt:
            checks.of(f"{case.name}: these checks notice it", is_noticed, thunderbird, case)


# Around it.


def install():
    """Debian's package, where there are apt-get and the right to use it. Gives the reason where there is no Thunderbird then."""
    if program():
        return None
    if not shutil.which("apt-get"):
        return "there is no Thunderbird, and no apt-get to install it with"
    if os.geteuid() and not shutil.which("sudo"):
        return "there is no Thunderbird; to install it takes root, or sudo"
    root = ["sudo", "-n"] if os.geteuid() else []
    package = ["install", "-y", "--no-install-recommends", "thunderbird"]
    for arguments in (package, ["update"], package):
        print(f"apt-get {' '.join(arguments)}", flush=True)
        command = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *arguments]
        try:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=600)
        except subprocess.TimeoutExpired:
            return "apt-get took more than ten minutes"
        if program():
            return None
    return f"apt-get could not install Thunderbird: {done.stderr.decode(errors='replace').strip()[-500:]}"


def unpack_older(scratch):
    """An older Thunderbird in a folder of its own, with the libraries that the installed one has brought. Gives its path, or the reason why
    there is none."""
    try:
        known = subprocess.run(["apt-cache", "madison", "thunderbird"], capture_output=True, text=True, timeout=60).stdout
        version = re.search(rf"\|\s*((?:\d+:)?{OLDER}\.\S+)", known)
        if not version:
            return None, "apt-get knows none"
        package = f"thunderbird={version[1]}"
        subprocess.run(["apt-get", "download", package], cwd=scratch, capture_output=True, timeout=120, check=True)
        packed = glob.glob(os.path.join(scratch, "thunderbird_*.deb"))[0]
        subprocess.run(["dpkg-deb", "-x", packed, os.path.join(scratch, "older")], capture_output=True, timeout=120, check=True)
    except (OSError, subprocess.SubprocessError, IndexError) as error:
        return None, f"it could not be fetched: {error}"
    os.unlink(packed)
    libraries = os.path.join(scratch, "older", "usr", "lib", "thunderbird")
    path = os.path.join(scratch, "older", "run")
    with open(path, "w", encoding="utf-8") as out:
        out.write(f'#!/bin/sh\nLD_LIBRARY_PATH="{libraries}" exec "{libraries}/thunderbird-bin" "$@"\n')
    os.chmod(path, 0o755)
    return path, None


def stop(number, _frame):
    raise Stopped("out of time" if number == signal.SIGALRM else f"stopped by signal {number}")


def say_version(checks, scratch):
    profile = os.path.join(scratch, "empty")
    make_profile(profile)
    with Thunderbird(profile, scratch) as thunderbird:
        about = thunderbird.call("about")
    print(f"Thunderbird {about['version']}", flush=True)
    checks.of("Thunderbird is offline", lambda: [] if about["offline"] else ["it is online"])


def one_thunderbird(checks, scratch, rounds):
    """All rounds, within the time there is for them."""
    os.mkdir(scratch)
    signal.alarm(TIME_LIMIT)
    try:
        say_version(checks, scratch)
        for one in rounds:
            one(scratch)
    except (Failure, Trouble, OSError, Stopped) as error:
        print(f"FAILED: the run did not come to its end\n    {error}")
        checks.failed += 1
        if isinstance(error, Stopped) and "signal" in str(error):
            raise
    finally:
        signal.alarm(0)


def all_thunderbirds(checks, options, scratch):
    mork = Mork(options.mork, scratch)

    def made(place):
        run_folders(checks, mork, options.make_folder, place)

    one_thunderbird(checks, os.path.join(scratch, "thunderbird"), [lambda place: run_summaries(checks, mork, place), made])
    if os.environ.get("THUNDERBIRD"):
        return  # that one was asked for, and no other
    older, reason = unpack_older(scratch)
    if older:
        os.environ["THUNDERBIRD"] = older
        one_thunderbird(checks, os.path.join(scratch, f"thunderbird-{OLDER}"), [made])
    else:
        print(f"skipped: Thunderbird {OLDER}: {reason}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("mork", help="the program to test")
    arguments.add_argument("make_folder", nargs="?", help="crates/folder's example of that name; default: in examples, beside the program")
    arguments.add_argument("--keep", action="store_true", help="leave the temporary folder, and say where it is")
    options = arguments.parse_args()
    options.make_folder = options.make_folder or os.path.join(os.path.dirname(options.mork), "examples", "make_folder")
    if not os.path.exists(options.make_folder):
        arguments.error(f"{options.make_folder}: not there; cargo build --release -p morkdb-folder --example make_folder")
    for number in (signal.SIGALRM, signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    if reason := install():
        print(f"skipped: {reason}")
        return SKIPPED
    scratch, checks = tempfile.mkdtemp(prefix="mork-thunderbird-"), Checks()
    try:
        all_thunderbirds(checks, options, scratch)
    except Stopped as error:
        print(f"FAILED: {error}")
        checks.failed += 1
    finally:
        if options.keep:
            print(f"left: {scratch}")
        else:
            shutil.rmtree(scratch, ignore_errors=True)
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
