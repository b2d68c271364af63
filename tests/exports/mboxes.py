"""An mbox export: as Python's `mailbox` has it."""
import collections
import mailbox
import os

from checks import differences, same
from letters import fields, fingerprint, message_id
from maildirs import Found, without_extras

LETTERS = {"A": "answered", "F": "flagged", "T": "draft", "D": "deleted"}
RUNTIME_ONLY = 0x100A0  # new, collapsed, and whether it is here: not for files


def read(path):
    """Python takes the lines of quoted mail as they are."""
    box = mailbox.mbox(path, factory=None, create=False)
    return [box.get_bytes(key) for key in box.keys()]


def value(mail, name):
    """Of a field of the header, as text; nothing where there is none."""
    found = [line for line in fields(mail) if line.lower().startswith(name.lower().encode() + b":")]
    return found[0].partition(b":")[2].strip().decode("utf-8", "surrogateescape") if found else ""


def found_in(path):
    found = []
    for mail in read(path):
        marks = {LETTERS[letter] for letter in value(mail, "X-Status")}
        marks |= {"seen"} if "R" in value(mail, "Status") else set()
        keywords = frozenset(word.lower() for word in value(mail, "X-Keywords").split())
        found.append(Found(message_id(mail), frozenset(marks), keywords))
    return found


def expected(message):
    return Found(message.id if message.has_id() else "", message.marks(), message.all_keywords())


def marks_in_fields(export):
    problems = []
    for target in export.real():
        found = found_in(target.path) if os.path.exists(target.path) else []
        problems += same(f"{target.name}: messages", len(found), target.entry["exported"])
        told = collections.Counter(map(expected, target.messages))
        problems += without_extras(target, differences(target.name, collections.Counter(found), told))
    return problems


def own_fields(export):
    """Those that Thunderbird itself reads."""
    problems = []
    for target in export.real():
        if not os.path.exists(target.path):
            continue
        found = collections.Counter(
            (message_id(mail), int(value(mail, "X-Mozilla-Status"), 16) | int(value(mail, "X-Mozilla-Status2"), 16),
             tuple(sorted(value(mail, "X-Mozilla-Keys").split()))) for mail in read(target.path))
        told = collections.Counter(
            (one.id if one.has_id() else "", one.flags & ~RUNTIME_ONLY, tuple(sorted(one.cells.get("keywords", "").split())))
            for one in target.messages)
        problems += without_extras(target, differences(target.name, found, told))
    return problems


def mails(export):
    return {target.name: collections.Counter(fingerprint(mail, is_quoted=True) for mail in read(target.path))
            for target in export.real() if os.path.exists(target.path)}


def sources(profile):
    """The mail of the profile itself, by the path of the summary: of the folders that are one file."""
    found = {}
    for place, folder in profile.folders.items():
        path = os.path.join(profile.path, place.removesuffix(".msf"))
        if os.path.isfile(path):
            found[folder.uri] = collections.Counter(fingerprint(mail, is_quoted=True) for mail in read(path))
    return found
