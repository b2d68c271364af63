"""A bundle for JMAP, against RFC 8621: read with a JSON parser and with what the RFC says of each property."""
import collections
import hashlib
import json
import os
import re
import time

from checks import differences, same
from letters import fingerprint, message_id
from maildirs import without_extras

ROLES = {"inbox", "drafts", "sent", "archive", "junk", "trash"}
MAILBOX = {"id", "name", "parentId", "role", "sortOrder", "isSubscribed"}
EMAIL = {"blobId", "mailboxIds", "keywords", "receivedAt"}
ID = re.compile(r"[A-Za-z0-9_-]{1,255}")  # RFC 8620, 1.2
KEYWORD = re.compile(r"(?:(?![(){\]%*\"\\A-Z])[\x21-\x7e]){1,255}")  # RFC 8621, 4.1.1
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
NAMES = {"junk": "$junk", "nonjunk": "$notjunk"}


class Bundle:
    def __init__(self, path):
        self.path = path
        with open(os.path.join(path, "mailboxes.json"), encoding="utf-8") as text:
            self.mailboxes = json.load(text)
        with open(os.path.join(path, "emails.jsonl"), encoding="utf-8") as lines:
            self.emails = [json.loads(line) for line in lines]

    def blob(self, name):
        with open(os.path.join(self.path, "blobs", name), "rb") as blob:
            return blob.read()


def bundles(export):
    return [Bundle(folder) for folder, _, files in os.walk(export.path) if "mailboxes.json" in files]


def legal(export):
    return [problem for bundle in bundles(export) for problem in mailboxes(bundle) + emails(bundle) + blobs(bundle)]


def mailboxes(bundle):
    problems, seen, names = [], set(), set()
    for one in bundle.mailboxes:
        wrong = {
            "properties": set(one) != MAILBOX, "id": not ID.fullmatch(one["id"]) or one["id"] in seen,
            "parent": one["parentId"] is not None and one["parentId"] not in seen,
            "name": not one["name"] or any(ord(letter) < 32 for letter in one["name"]) or (one["parentId"], one["name"]) in names,
            "role": one["role"] is not None and one["role"] not in ROLES,
            "order": not 0 <= one["sortOrder"] < 2 ** 31, "subscribed": one["isSubscribed"] is not True}
        problems += [f"{one}: {what}" for what, is_wrong in wrong.items() if is_wrong]
        seen.add(one["id"])
        names.add((one["parentId"], one["name"]))
    roles = collections.Counter(one["role"] for one in bundle.mailboxes if one["role"])
    return problems + [f"{count} mailboxes with the role {role}" for role, count in roles.items() if count > 1]


def emails(bundle):
    problems, known = [], {one["id"] for one in bundle.mailboxes}
    for one in bundle.emails:
        wrong = {
            "properties": not EMAIL - {"receivedAt"} <= set(one) <= EMAIL,
            "mailboxes": not one["mailboxIds"] or not set(one["mailboxIds"]) <= known,
            "sets": set(one["mailboxIds"].values()) | set(one["keywords"].values()) | {True} != {True},
            "keywords": not all(map(KEYWORD.fullmatch, one["keywords"])),
            "date": not DATE.fullmatch(one.get("receivedAt", "2000-01-01T00:00:00Z"))}
        problems += [f"{one}: {what}" for what, is_wrong in wrong.items() if is_wrong]
    return problems


def blobs(bundle):
    named, there = {one["blobId"] for one in bundle.emails}, set(os.listdir(os.path.join(bundle.path, "blobs")))
    problems = [f"no blob {name}" for name in named - there] + [f"no message has the blob {name}" for name in there - named]
    for name in named & there:
        blob = bundle.blob(name)
        problems += [] if hashlib.sha256(blob).hexdigest() == name else [f"another blob than its name says: {name}"]
        problems += [f"{name}: a line ends without CR"] if re.search(rb"(?<!\r)\n", blob) else []
    return problems


def expected(message):
    marks = {f"${mark}" for mark in message.marks() - {"deleted"}}
    keywords = {NAMES.get(word, word) for word in message.all_keywords()}
    return message.id if message.has_id() else "", frozenset(marks | keywords), utc(message.received or message.date)


def utc(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds)) if seconds else None


def found(bundle, mailbox):
    for one in bundle.emails:
        if mailbox in one["mailboxIds"]:
            yield message_id(bundle.blob(one["blobId"])), frozenset(one["keywords"]), one.get("receivedAt")


def agree(export):
    """Keywords and dates, by mailbox."""
    problems, by_path = [], {os.path.relpath(bundle.path, export.path): bundle for bundle in bundles(export)}
    for target in export.real():
        account, _, mailbox = target.entry["target"].partition("/emails.jsonl#")
        if account not in by_path:
            problems += same(f"{target.name}: exported without a bundle", target.entry["exported"], 0)
            continue
        messages = list(found(by_path[account], mailbox))
        problems += same(f"{target.name}: messages", len(messages), target.entry["exported"])
        told = collections.Counter(expected(one) for one in target.messages)
        problems += without_extras(target, differences(target.name, collections.Counter(messages), told))
    return problems


def names(export):
    """The tree of mailboxes is that of the folders; and roles are Thunderbird's."""
    problems = []
    by_path = {os.path.relpath(bundle.path, export.path): bundle for bundle in bundles(export)}
    for target in export.real():
        account, _, mailbox = target.entry["target"].partition("/emails.jsonl#")
        if account in by_path:
            known = {one["id"]: one for one in by_path[account].mailboxes}
            path, at = [], known.get(mailbox)
            while at:
                path.insert(0, at["name"].replace("%", "%25").replace("/", "%2F"))
                at = known.get(at["parentId"])
            problems += same(f"{target.name}: its path", "/".join(path), target.entry["folder"])
    return problems


def mails(export):
    by_path = {os.path.relpath(bundle.path, export.path): bundle for bundle in bundles(export)}
    found = {}
    for target in export.real():
        account, _, mailbox = target.entry["target"].partition("/emails.jsonl#")
        if account in by_path:
            bundle = by_path[account]
            blobs = [bundle.blob(one["blobId"]) for one in bundle.emails if mailbox in one["mailboxIds"]]
            found[target.name] = collections.Counter(map(fingerprint, blobs))
    return found
