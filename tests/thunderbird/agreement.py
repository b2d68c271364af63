"""What `mork` says of a folder, what Thunderbird says of it, and whether that is the same."""
import json

from mork import text
from summaries import RESTLESS, unequal

READ, IGNORED = 0x1, 0x40000
VIEW = {"sortColumns", "sortOrder", "sortType", "viewFlags", "viewType"}  # set as a list of messages opens


def ours(mork, path):
    """A folder as the program's mail commands see it, in the shape of folders.js."""
    messages = [json.loads(line) for line in mork.run("messages", "--format", "jsonl", path).splitlines()]
    threads = json.loads(mork.run("threads", "--format", "json", path))
    info = json.loads(mork.run("folder", "--format", "json", path))["raw"]
    return {
        "keys": [one["key"] for one in messages],
        "cells": {one["key"]: {name: text(value) or "" for name, value in one["cells"].items()} for one in messages},
        "threads": {one["threadKey"]: thread(one) for one in threads},
        "info": {name: text(value) for name, value in info.items()},
        "shown": {one["key"]: {name: text(one[name]) for name in ("subject", "author", "recipients")} for one in messages},
    }


def thread(one):
    return {
        "flags": one["flags"], "newest": one["newestMsgDate"], "unread": one["numUnreadChildren"], "root": one["rootKey"],
        "children": one["children"], "tree": [[place["key"], place["parent"]] for place in one["tree"]],
    }


def theirs(seen):
    return {
        "keys": seen["keys"],
        "cells": {one["key"]: one["cells"] for one in seen["headers"]},
        "threads": {one["key"]: {name: value for name, value in one.items() if name != "key"} for one in seen["threads"]},
        "info": seen["info"],
    }


def differences(expected, found, cells=frozenset(), info=frozenset()):
    """Between two of these; but for the columns named."""
    problems = unequal("folder", expected["info"], found["info"], RESTLESS | VIEW | info)
    problems += unequal("messages", {"keys": expected["keys"]}, {"keys": found["keys"]})
    for what, ignored in (("cells", cells), ("threads", frozenset())):
        before, after = expected[what], found[what]
        problems += [f"{what} of {key}: {'missing' if key in before else 'new'}" for key in sorted(before.keys() ^ after.keys())]
        for key in sorted(before.keys() & after.keys()):
            problems += unequal(f"{what} of {key}", before[key], after[key], ignored)
    return problems


def decoded(said, seen):
    """What both show of each message."""
    expected = {one.pop("key"): one for one in seen["shown"]}
    return [problem for key, one in expected.items() for problem in unequal(f"message {key}", one, said["shown"].get(key, {}))]


def sound(mork, path):
    """What `mork check` finds in it that is worse than odd."""
    lines = mork.run("check", path, statuses=(0, 1)).decode().splitlines()
    return [line for line in lines if line.startswith("error")]


def counted(said):
    """That the counts of the folder and its threads are those of its messages."""
    flags = {key: int(cells.get("flags") or "0", 16) for key, cells in said["cells"].items()}
    unread = {key for key, flag in flags.items() if not flag & READ}
    children = sorted(key for one in said["threads"].values() for key in one["children"])
    wrong = [key for key, one in said["threads"].items() if one["unread"] != len(unread & set(one["children"]))]
    info = {name: int(said["info"].get(name) or "0", 16) for name in ("numMsgs", "numNewMsgs")}
    return [problem for is_wrong, problem in (
        (children != sorted(said["keys"]), "the threads have other messages than the folder"),
        (wrong, f"threads with a wrong count of unread messages: {wrong}"),
        (info != {"numMsgs": len(flags), "numNewMsgs": len(unread)}, f"{info}, but {len(flags)} messages and {len(unread)} unread"),
    ) if is_wrong]


def accepted(seen):
    """Did Thunderbird take the summary as it is, and can it show all of it?"""
    said = theirs(seen)
    flags = {one["key"]: one["flags"] for one in seen["headers"]}
    hidden = {key for one in seen["threads"] if one["flags"] & IGNORED for key in one["children"]}
    hidden |= {key for one in seen["threads"] for key in killed(one, flags)}
    unread = sum(not flag & READ for flag in flags.values())
    return counted(said) + [problem for wrong, problem in (
        (seen["refused"], f"Thunderbird refused the summary: {seen['refused']}"),
        (seen["anew"], "Thunderbird made the summary anew"),
        (seen["textsMissing"], f"not in the mail file where the summary says: {seen['textsMissing']}"),
        (sorted(seen["listed"]) != sorted(seen["keys"]), f"the list has {len(seen['listed'])} rows for {len(seen['keys'])} messages"),
        (set(seen["heeded"]) != set(seen["keys"]) - hidden, "the list does not leave out what is ignored, and that only"),
        (seen["folder"] != {"messages": len(flags), "unread": unread}, f"counts: {seen['folder']} for {len(flags)} and {unread}"),
    ) if wrong]


def killed(thread_, flags):
    """Messages of a thread that are ignored with what they answer."""
    found = set()
    for key, parent in thread_["tree"]:
        if flags[key] & IGNORED or parent in found:
            found.add(key)
    return found
