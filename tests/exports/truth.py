"""What Thunderbird itself says of a profile: its dump of every folder, and in the words of IMAP what a target ought to be told."""
import collections
import glob
import json
import os
import re

READ, REPLIED, MARKED, EXPUNGED = 0x1, 0x2, 0x4, 0x8
WATCHED, QUEUED, FORWARDED = 0x100, 0x800, 0x1000
IGNORED, IMAP_DELETED, MDN_SENT = 0x40000, 0x200000, 0x800000
LABELS, ATTACHMENT = 0x0E000000, 0x10000000
OFFLINE = 0x80
SENDER_AUTHED, MDN_NEEDED = 0x200, 0x400000
NOTMUCH = {"unread", "replied", "flagged", "draft", "deleted", "passed", "watched", "muted", "spam", "attachment", "feed",
           "inbox", "signed", "encrypted"}
DRAFTS_FOLDER, VIRTUAL_FOLDER, ROLES = 0x400, 0x20, {
    0x100: "trash", 0x200: "sent", 0x400: "drafts", 0x1000: "inbox", 0x4000: "archive", 0x40000000: "junk"}
JUNK, NOT_JUNK = {"junk", "$junk"}, {"nonjunk", "notjunk", "$notjunk"}
UNWRITABLE = re.compile(r'[^\x21-\x7e]|[(){%*"\\\]]')  # in a keyword of IMAP (RFC 3501) and JMAP (RFC 8621)


class Message:
    """`key`, `id`, `subject` (decoded), `flags`, `keywords` as they are stored, `junk`: True, False or None."""

    def __init__(self, header, folder_flags, thread_flags):
        self.key, self.id = header["messageKey"], header["messageId"]
        self.subject, self.author = header["mime2DecodedSubject"], header["mime2DecodedAuthor"]
        self.flags, self.cells = header["flags"], header["cells"]
        self.is_draft = bool(folder_flags & DRAFTS_FOLDER or self.flags & QUEUED)
        self.is_muted, self.is_watched = (bool((self.flags | thread_flags) & flag) for flag in (IGNORED, WATCHED))
        self.received, self.date = (header["u32"].get(name, 0) for name in ("dateReceived", "date"))
        self.junk, self.keywords = None, []
        if header["junkscore"]:
            self.junk = int(header["junkscore"]) > 50
        for keyword in header["keywords"].split():
            self.take(keyword)
        self.take(self.label())

    def take(self, keyword):
        if not keyword:
            return
        lower = keyword.lower()
        if lower in JUNK | NOT_JUNK:
            self.junk = lower in JUNK if self.junk is None else self.junk
        elif lower not in map(str.lower, self.keywords):
            self.keywords.append(keyword)

    def has(self, flag):
        return bool(self.flags & flag)

    def marks(self):
        """Those that IMAP has its own flags for."""
        flags = {"seen": self.has(READ), "answered": self.has(REPLIED), "flagged": self.has(MARKED),
                 "draft": self.is_draft, "deleted": self.has(EXPUNGED | IMAP_DELETED)}
        return frozenset(name for name, is_set in flags.items() if is_set)

    def all_keywords(self):
        """The keywords of IMAP and JMAP, in lower case; those that can be written."""
        known = {"$forwarded": self.has(FORWARDED), "$mdnsent": self.has(MDN_SENT), "$followed": self.is_watched,
                 "$muted": self.is_muted, "$hasattachment": self.has(ATTACHMENT),
                 "junk": self.junk is True, "nonjunk": self.junk is False}
        names = {name for name, is_set in known.items() if is_set}
        return frozenset(names | {word.lower() for word in self.keywords if is_writable(word)})

    def tags(self, names):
        """The tags of notmuch; `names` of tags by keyword."""
        known = {"unread": not self.has(READ), "replied": self.has(REPLIED), "flagged": self.has(MARKED),
                 "draft": self.is_draft, "deleted": self.has(EXPUNGED | IMAP_DELETED), "passed": self.has(FORWARDED),
                 "watched": self.is_watched, "muted": self.is_muted, "spam": self.junk is True, "feed": self.has(0x40)}
        own = {names.get(word.lower(), word) for word in self.keywords}
        own = {f"tag/{name}" if name in NOTMUCH else name for name in own}
        return frozenset({name for name, is_set in known.items() if is_set} | own)

    def label(self):
        """The tag that a label of old versions stands for."""
        label = int(self.cells.get("label") or "0", 16)
        label = label if 1 <= label <= 5 else (self.flags & LABELS) >> 25
        return f"$label{label}" if 1 <= label <= 5 else None

    def all_stored(self):
        """The keywords as they are stored, each as often as it is, and the tag for a label."""
        words = self.cells.get("keywords", "").split()
        is_new = self.label() and self.label() not in map(str.lower, words)
        return words + [self.label()] if is_new else words

    def has_id(self):
        return bool(self.id) and not self.id.startswith("md5:")


class Folder:
    def __init__(self, dump):
        self.uri, self.name, self.flags = dump["folder"], dump["name"], dump["folderFlags"]
        place = dump["summaryFile"].split("/prof/")[-1]
        self.summary = place  # below the profile
        threads = {key: thread["flags"] for thread in dump["threads"] for key in thread["children"]}
        self.messages = [Message(header, self.flags, threads.get(header["messageKey"], 0)) for header in dump["headers"]]

    def is_virtual(self):
        return bool(self.flags & VIRTUAL_FOLDER)

    def is_remote(self):
        return not self.uri.startswith("mailbox:")


class Profile:
    """A profile and what Thunderbird says of it, if it does; its folders by the path of their summary below the profile."""

    def __init__(self, path, dump=None):
        self.path, told = path, []
        if dump:
            with open(dump, encoding="utf-8") as text:
                told = json.load(text)
        self.folders = {folder.summary: folder for folder in map(Folder, told)}
        parts = os.path.normpath(path).split(os.sep)
        self.name = parts[-1] if parts[-2] == "profile" else f"{parts[-2]}/{parts[-1]}"
        with open(os.path.join(path, "prefs.js"), encoding="utf-8", errors="replace") as text:
            tags = re.findall(r'user_pref\("mailnews\.tags\.(.+)\.tag", "((?:[^"\\]|\\.)*)"\);', text.read())
        self.tags = {key.lower(): json.loads(f'"{name}"') for key, name in tags}

    def messages(self):
        return [message for folder in self.folders.values() for message in folder.messages]


def is_writable(keyword):
    return not UNWRITABLE.search(keyword) and len(keyword) <= 255


def find(repository):
    """The profiles that ship, and those beside the repository; those that Thunderbird has told of come first."""
    places = [os.path.join(repository, "testdata", "profile", "*"),
              os.path.join(repository, "..", "shared", "thunderbird", "cases", "*", "profile*")]
    paths = [path for place in places for path in sorted(glob.glob(place)) if os.path.isdir(path)]
    profiles = [Profile(path, f"{path}.json" if os.path.exists(f"{path}.json") else None) for path in paths]
    return sorted(profiles, key=lambda profile: not profile.folders)


def count(words):
    return collections.Counter(words)
