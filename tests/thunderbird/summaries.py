"""Summaries: what Thunderbird is expected to see in them, what `mork` changes in them, and whether both agree."""
import copy

from mork import FOLDER, MESSAGES

READ, STARRED = 1, 4  # flags of a message
RESTLESS = {"MRUTime", "flags"}  # properties of a folder that Thunderbird sets as it starts
OURS = "morkdb-test"  # a scope that Thunderbird knows nothing of: what is in it is gone where a summary is made anew
ODD = "odd ) $ \\ ^80 @$$}1}@ // <(80=x)> \u00e4\u65e5\U0001f600"
LONG = "long " * 400  # over 1024 bytes: a value that cannot have an alias


class Case:
    """A summary, the writing that it is changed in, and the last that Thunderbird said of it."""

    def __init__(self, name, path, writing, folder=None):
        self.name, self.path, self.writing, self.folder = f"{name}, {writing}", path, writing, folder
        self.seen = None  # as inside.js gives it
        self.ours = {}  # the cells of our own row
        self.noticed = []  # of a spoilt summary: what has to be among the problems

    def bytes(self):
        with open(self.path, "rb") as file:
            return file.read()


def unequal(whose, expected, seen, ignored=frozenset()):
    """An empty value and none are the same to Thunderbird. For a name that is no UTF-8 it cannot be asked."""
    names = sorted(name for name in (expected.keys() | seen.keys()) - ignored if "\ufffd" not in name)
    pairs = [(name, expected.get(name) or None, seen.get(name) or None) for name in names]
    return [f"{whose}: {name}: {after!r}, not {before!r}"[:300] for name, before, after in pairs if before != after]


def differences(expected, seen):
    """Of two things that Thunderbird said of a summary."""
    counts = ("keys", "messages", "unread")
    found = unequal("summary", *({name: said[name] for name in counts} for said in (expected, seen)))
    found += unequal("folder", expected["info"], seen["info"], RESTLESS)
    for many, one in (("headers", "message"), ("threads", "thread")):
        before, after = ({each["key"]: each for each in said[many]} for said in (expected, seen))
        found += [f"{one} {key} is {'lost' if key in before else 'new'}" for key in sorted(before.keys() ^ after.keys())]
        for key in sorted(before.keys() & after.keys()):
            found += unequal(f"{one} {key}", before[key], after[key], {"cells"})
            found += unequal(f"{one} {key}", before[key].get("cells", {}), after[key].get("cells", {}))
    return found


def judge(case, seen):
    """Did Thunderbird take the summary as it is, and see in it what it should?"""
    problems = differences(case.seen, seen)
    if not case.folder:
        return problems
    return [problem for wrong, problem in (
        (seen["refused"], f"Thunderbird refused the summary: {seen['refused']}"),
        (seen["anew"], "Thunderbird made the summary anew"),
        (seen["rows"] != seen["messages"], f"the list has {seen['rows']} rows for {seen['messages']} messages"),
        (seen["textsMissing"], f"not in the mail file where the summary says: {seen['textsMissing']}"),
    ) if wrong] + problems


def misread(mork, case):
    """What `mork` reads in another way than Thunderbird, in the two readings that matter here."""
    found = []
    for reading in ("mozilla", "strict"):
        read = mork.read(case.path, reading)
        found += unequal(reading, {"keys": case.seen["keys"]}, {"keys": read["keys"]})
        found += unequal(f"{reading}: folder", case.seen["info"], read["rows"][FOLDER, "1"], RESTLESS | {"folderDate"})
        for one in case.seen["headers"]:
            row = read["rows"].get((MESSAGES, f"{one['key']:X}"), {})
            found += unequal(f"{reading}: message {one['key']}", one["cells"], row)
        if case.ours:
            found += unequal(f"{reading}: our own row", case.ours, read["rows"].get((OURS, "1"), {}))
            found += [] if read["tables"].get((OURS, "1")) == ["1"] else [f"{reading}: our own table is lost"]
    return found


class Changes:
    """Lines of a script, each with what it does to what Thunderbird sees."""

    def __init__(self, seen):
        self.seen, self.lines = copy.deepcopy(seen), []

    def message(self, key):
        return next(one for one in self.seen["headers"] if one["key"] == key)

    def set(self, key, column, value):
        self.lines.append(f"set {MESSAGES} {key:X} {column} {escaped(value)}")
        self.expect(key, column, value)

    def expect(self, key, column, value):
        one = self.message(key)
        one["cells"][column] = value
        if column == "flags":
            flags = int(value, 16)
            one.update(flags=flags, read=bool(flags & READ), starred=bool(flags & STARRED))
        elif column == "priority":
            one["priority"] = int(value)
        elif column == "keywords":
            one["keywords"] = value

    def set_folder(self, column, value):
        self.lines.append(f"set {FOLDER} 1 {column} {escaped(value)}")
        self.seen["info"][column] = value

    def flip(self, key, flag):
        self.set(key, "flags", f"{self.message(key)['flags'] ^ flag:x}")
        if flag == READ:
            self.count(key, unread=-1 if self.message(key)["read"] else 1)

    def count(self, key, unread=0, messages=0):
        """The message's thread and folder have so many more, as Thunderbird would count."""
        thread = next(one for one in self.seen["threads"] if key in one["children"])
        table = f"{MESSAGES} {self.message(key)['cells']['msgThreadId']}"
        thread["unread"] += unread
        self.seen["unread"] += unread
        self.seen["messages"] += messages
        self.lines.append(f"metaset {table} unreadChildren {thread['unread']:x}")
        self.lines.append(f"metaset {table} children {len(thread['children']) + messages:x}")
        self.set_folder("numNewMsgs", f"{self.seen['unread']:x}")
        self.set_folder("numMsgs", f"{self.seen['messages']:x}")

    def remove(self, key):
        one = self.message(key)
        self.count(key, unread=0 if one["read"] else -1, messages=-1)
        for table in (one["cells"]["msgThreadId"], "1"):
            self.lines.append(f"tcut {MESSAGES} {table} {MESSAGES} {key:X}")
        self.lines.append(f"cutall {MESSAGES} {key:X}")
        self.seen["keys"].remove(key)
        self.seen["headers"].remove(one)
        for thread in self.seen["threads"]:
            thread["children"] = [child for child in thread["children"] if child != key]

    def commit(self):
        self.lines.append("commit session")


def escaped(value):
    return value.replace("\\", "\\\\").replace("\n", "\\n")


def leaf(seen):
    """A message that nothing answers, in a thread with others; not one of the first, which are for other changes."""
    parents = {one["parent"] for one in seen["headers"]}
    several = {key for thread in seen["threads"] if len(thread["children"]) > 1 for key in thread["children"]}
    return next(key for key in seen["keys"][:2:-1] if key in several and key not in parents)


def change(mork, case, turn):
    """Cells one by one, each by a command; then a script of many commits."""
    changes = Changes(case.seen)
    first, second, third = case.seen["keys"][:3]
    row = f"{first:X}:{MESSAGES}"
    single = {"keywords": f"$label1 turn-{turn}", "priority": f"{5 + turn % 2}", "note": f"{ODD} {turn}", "passing": "gone soon"}
    for column, value in single.items():
        mork.write("set", case, row, column, escaped(value))
        changes.expect(first, column, value)
    mork.write("cut", case, row, "passing")
    changes.expect(first, "passing", "")
    for step in range(8):
        changes.set(second, "note", f"turn {turn}, step {step}")
        changes.commit()
    changes.flip(second, READ)
    changes.flip(third, STARRED)
    changes.set(third, "note", f"{LONG}{turn}")
    changes.set_folder("note", f"{ODD} {turn}")
    changes.commit()
    case.ours = {"note": f"turn {turn}"}
    changes.lines += [f"table {OURS} 1 {OURS}:kind", f"tadd {OURS} 1 {OURS} 1", f"set {OURS} 1 note {case.ours['note']}"]
    changes.remove(leaf(case.seen))
    changes.commit()
    mork.apply(case, changes.lines)
    case.seen = changes.seen


def compress(mork, case):
    before = len(case.bytes())
    mork.write("compress", case)
    after = case.bytes()
    groups = ["there are groups left"] if b"@$${" in after else []
    return groups + ([f"{before} bytes became {len(after)}"] if len(after) > before else [])
