"""An export for notmuch: what notmuch has tagged in the end."""
import collections
import os
import re
import shutil
import urllib.parse

from checks import Trouble, differences, run
from truth import MDN_NEEDED, MDN_SENT, SENDER_AUTHED, count

FILE = "notmuch-tags.txt"
LONGEST = 243
BY_ITSELF = {"attachment", "signed", "encrypted", "inbox"}
CONFIG = """\
[database]
path={mail}
[user]
name=somebody
primary_email=somebody@example.org
[new]
tags=unread;inbox
[maildir]
synchronize_flags=false
"""


class Notmuch:
    """A database of its own for a copy of the mail."""

    def __init__(self, maildir, scratch):
        home = os.path.join(scratch, "notmuch")
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(maildir, os.path.join(home, "mail"))
        config = os.path.join(home, "config")
        with open(config, "w", encoding="utf-8") as out:
            out.write(CONFIG.format(mail=os.path.join(home, "mail")))
        self.environment = {**os.environ, "NOTMUCH_CONFIG": config, "HOME": home, "LC_ALL": "C.UTF-8"}
        self.say("new", "--quiet")

    def say(self, *command):
        return run("notmuch", *command, env=self.environment)

    def tags(self):
        """By message id."""
        found = {}
        for line in self.say("dump", "--include=tags").splitlines():
            if match := re.fullmatch(r"((?:\+\S* )*)-- id:(.*)", line):
                tags = {urllib.parse.unquote(word[1:]) for word in match[1].split()}
                name = match[2][1:-1].replace('""', '"') if match[2].startswith('"') else match[2]
                found[name] = frozenset(tags)
        return found


def has_id(message):
    """notmuch keeps a hash instead of an id that is too long."""
    return message.has_id() and len(message.id.encode()) <= LONGEST


def expected(export):
    """By message id: copies have the tags of all, and are unread only if all are."""
    tags, unread = collections.defaultdict(set), collections.defaultdict(lambda: True)
    for message in export.profile.messages():
        if has_id(message):
            name, own = "".join(message.id.split()), message.tags(export.profile.tags)
            tags[name] |= own - {"unread"}
            unread[name] &= "unread" in own
    return {name: frozenset(own | ({"unread"} if unread[name] else set())) for name, own in tags.items()}


def tagged(export, maildir, scratch):
    database = Notmuch(maildir, scratch)
    before = database.tags()
    database.say("tag", "--batch", f"--input={os.path.join(export.path, FILE)}")
    found, told = database.tags(), expected(export)
    unknown = [name for name in found if name not in told and not name.startswith("notmuch-sha1-")]
    problems = [f"it has a message that Thunderbird does not know: {name}" for name in unknown]
    if not before:
        raise Trouble("notmuch found no mail")
    known = {name: tags - BY_ITSELF for name, tags in found.items() if name in told}
    return problems + differences("tags", known, {name: tags for name, tags in told.items() if name in known})


def lost(export):
    """Messages without an id, copies that were merged, and those of which a tag says nothing: no junk, receipts, who was authenticated."""
    nameless = sum(not has_id(one) for one in export.profile.messages())
    losses = export.report["total"]["losses"]
    with open(os.path.join(export.path, FILE), encoding="utf-8") as lines:
        named = count(re.search(r" -- id:(.*)$", line)[1] for line in lines if not line.startswith("#"))
    said = {loss: losses.get(loss, 0) for loss in ("not-junk", "receipt-wanted", "sender-authenticated", "receipt-sent")}
    told = export.profile.messages()
    known = {"not-junk": sum(one.junk is False for one in told), "receipt-wanted": sum(one.has(MDN_NEEDED) for one in told),
             "sender-authenticated": sum(one.has(SENDER_AUTHED) for one in told), "receipt-sent": sum(one.has(MDN_SENT) for one in told)}
    return differences("", {"without an id": losses.get("no-message-id", 0), "lines": named.total(), "ids": len(named), **said},
                       {"without an id": nameless, "lines": len(expected(export)), "ids": len(expected(export)), **known})
