"""A Maildir export: as Python's `mailbox` has it, and as Dovecot has it."""
import collections
import json
import mailbox
import os
import shutil
from urllib.parse import unquote

from checks import differences, run, same
from letters import fingerprint, message_id

LETTERS = {"S": "seen", "R": "answered", "F": "flagged", "D": "draft", "T": "deleted"}
DOVECOT = {"\\Seen": "seen", "\\Answered": "answered", "\\Flagged": "flagged", "\\Draft": "draft", "\\Deleted": "deleted"}
SLOTS = 26
NOBODY = 65534

Found = collections.namedtuple("Found", "id marks keywords")


def expected(message):
    return Found(message.id if message.has_id() else "", message.marks(), message.all_keywords())


def keywords_of(path):
    """By letter."""
    try:
        with open(os.path.join(path, "dovecot-keywords"), encoding="utf-8") as lines:
            slots = [line.rstrip("\n").split(" ", 1) for line in lines]
    except FileNotFoundError:
        return {}
    return {chr(ord("a") + int(slot)): name for slot, name in slots}


def read(path):
    """Each message's bytes, letters and time of arrival."""
    folder = mailbox.Maildir(path, factory=None, create=False)
    return [(folder.get_bytes(key), folder.get_message(key).get_flags(), folder.get_message(key).get_date()) for key in folder.keys()]


def found_in(path):
    names, found = keywords_of(path), []
    for mail, letters, _ in read(path):
        marks = frozenset(LETTERS[letter] for letter in letters if letter in LETTERS)
        keywords = frozenset(names[letter].lower() for letter in letters if letter.islower())
        found.append(Found(message_id(mail), marks, keywords))
    return found


def agree(target, found):
    """Flags and keywords of each message. Where a folder has more keywords than there are letters, those that have none are missing."""
    told = collections.Counter(expected(one) for one in target.messages)
    names = {word for one in told for word in one.keywords}
    if len(names) <= SLOTS:
        return without_extras(target, differences(target.name, collections.Counter(found), told))
    held = {word for one in found for word in one.keywords}
    problems = same(f"{target.name}: keywords with a letter", len(held), SLOTS)
    told = collections.Counter(one._replace(keywords=one.keywords & held) for one in told.elements())
    lost = sum(1 for one in target.messages if one.all_keywords() - held)
    problems += same(f"{target.name}: messages that lost a keyword", target.losses.get("keyword-beyond26", 0), lost)
    return problems + without_extras(target, differences(target.name, collections.Counter(found), told))


def without_extras(target, problems):
    """Mail that the summary does not have is there, too."""
    extras = [one for one in problems if "too many" in one]
    return problems if len(extras) != target.entry["without_summary"] else [one for one in problems if one not in extras]


def flags_in_names(export):
    problems = []
    for target in export.real():
        found = found_in(target.path) if os.path.isdir(target.path) else []
        problems += same(f"{target.name}: messages", len(found), target.entry["exported"]) + agree(target, found)
    return problems


def forwarded(export):
    """`P` is for notmuch and others; Dovecot keeps it."""
    problems = []
    for target in export.real():
        if os.path.isdir(target.path):
            found = sum("P" in letters for _, letters, _ in read(target.path))
            problems += same(f"{target.name}: forwarded", found, sum(one.has(0x1000) for one in target.messages))
    return problems


def arrival(export):
    """When messages were received, as far as Thunderbird knows."""
    problems = []
    for target in export.real():
        if os.path.isdir(target.path) and not target.entry["without_summary"]:
            told = {int(date) for _, _, date in read(target.path)}
            missing = {one.received for one in target.messages if one.received} - told
            problems += [f"{target.name}: nothing was received at {date}" for date in sorted(missing)]
    return problems


def roots(export):
    """The Maildir of each account."""
    tops = {target.entry["target"].split("/")[0] for target in export.targets if target.entry["target"]}
    return sorted(os.path.join(export.path, top) for top in tops if os.path.isdir(os.path.join(export.path, top, "cur")))


def listed(export):
    """Python finds the folders that the report names, and no others."""
    found = {os.path.join(root, f".{name}") for root in roots(export)
             for name in mailbox.Maildir(root, factory=None, create=False).list_folders()}
    told = {os.path.normpath(target.path) for target in export.targets if target.entry["target"]}
    return [f"not in the report: {path}" for path in sorted(found - told)] + [
        f"not found: {path}" for path in sorted(told - found - set(roots(export)))]


def mails(export):
    """The fingerprints of each folder's mail."""
    return {target.name: collections.Counter(fingerprint(mail) for mail, _, _ in read(target.path))
            for target in export.real() if os.path.isdir(os.path.join(target.path, "cur"))}


# Dovecot.


class Dovecot:
    """`doveadm` on a copy, without a server: it writes indexes into what it reads. It refuses to be root, so then it is nobody."""

    def __init__(self, root, scratch):
        self.home = os.path.join(scratch, "dovecot")
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(root, os.path.join(self.home, "mail"))
        uid, gid = os.getuid() or NOBODY, os.getgid() or NOBODY
        self.config = os.path.join(self.home, "dovecot.conf")
        with open(self.config, "w", encoding="utf-8") as out:
            out.write(CONFIG.format(home=self.home, uid=uid, gid=gid, user=NOBODY))
        if not os.getuid():
            run("chown", "-R", f"{uid}:{gid}", self.home)
        self.environment = {**os.environ, "USER": "somebody", "HOME": self.home, "LC_ALL": "C.UTF-8"}

    def say(self, *command):
        return run("doveadm", "-c", self.config, *command, env=self.environment)

    def folders(self):
        return set(self.say("mailbox", "list").splitlines())

    def messages(self):
        """By folder."""
        found = collections.defaultdict(list)
        for one in json.loads(self.say("-f", "json", "fetch", "mailbox flags hdr.message-id", "all") or "[]"):
            words = [word for word in one["flags"].split() if word != "\\Recent"]
            marks = frozenset(DOVECOT[word] for word in words if word in DOVECOT)
            keywords = frozenset(word.lower() for word in words if word not in DOVECOT)
            identity = message_id(b"Message-ID: " + one["hdr.message-id"].encode())
            found[one["mailbox"]].append(Found(identity, marks, keywords))
        return found


def dovecot(export, scratch):
    """Of each account's Maildir."""
    problems = []
    for root in roots(export):
        account, server = os.path.basename(root), Dovecot(root, scratch)
        folders = {true_name(name): name for name in server.folders()}
        messages = server.messages()
        mine = {imap_name(target): target for target in export.targets
                if target.entry["target"].split("/")[0] == account and target.entry["summary"] != "virtual"}
        problems += same(f"{account}: folders", sorted(folders), sorted(set(mine) | {"INBOX"}))
        for name, target in mine.items():
            if target.folder:
                problems += agree(target, messages[folders.get(name, name)])
    return problems


def true_name(name):
    """What Maildir++ cannot have in a name is `%` and two digits there, and Dovecot 2.3 shows that; report.json has only some of it so."""
    return "/".join(unquote(part).replace("%", "%25").replace("/", "%2F") for part in name.split("/"))


def imap_name(target):
    """An Inbox is INBOX, for what is in it, too."""
    top, slash, rest = target.entry["folder"].partition("/")
    is_inbox = os.path.dirname(target.entry["target"]) == ""
    return "INBOX" if is_inbox else f"INBOX{slash}{rest}" if slash and top.lower() == "inbox" else target.entry["folder"]


CONFIG = """\
log_path = /dev/stderr
ssl = no
protocols =
base_dir = {home}/run
state_dir = {home}/run
stats_writer_socket_path =
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 0
mail_home = {home}
mail_location = maildir:{home}/mail
namespace inbox {{
  inbox = yes
  separator = /
}}
"""
