"""An export under test: `mork export`, and what its report says of it."""
import collections
import json
import os

from checks import differences, run, same

NOT_IN_SUMMARY = {"no-summary", "deleted"}
COMPLETE = (0, 1)  # 1: with warnings


class Export:
    """`kind`, `path`, `report`, and the folders as `Target`s."""

    def __init__(self, mork, profile, kind, path, *more):
        self.mork, self.profile, self.kind, self.path, self.more = mork, profile, kind, path, more
        self.make()
        with open(os.path.join(path, "report.json"), encoding="utf-8") as text:
            self.report = json.load(text)
        with open(os.path.join(path, "problems.jsonl"), encoding="utf-8") as lines:
            self.problems = [json.loads(line) for line in lines]
        self.tell_folders()

    def make(self):
        run(self.mork, "export", self.profile.path, "--to", self.kind, "-o", self.path, *self.more, statuses=COMPLETE)

    def tell_folders(self):
        known = {folder.uri: folder for folder in self.profile.folders.values()}
        told = json.loads(run(self.mork, "folders", self.profile.path, "--format", "json", statuses=COMPLETE))
        uris = {(one["account"], one["path"]): one["uri"] for one in told}
        self.targets, self.unknown = [], []
        for entry in self.report["folders"]:
            folder = known.get(uris.get((entry["account"], entry["folder"])))
            self.targets.append(Target(self, entry, folder))
            if folder is None:
                self.unknown.append(f"{entry['account']}/{entry['folder']}")

    def real(self):
        """The folders that have messages of their own, and that Thunderbird has told of, if it has told anything."""
        if not self.profile.folders:
            return [target for target in self.targets if target.entry["summary"] != "virtual"]
        return [target for target in self.targets if target.folder and not target.folder.is_virtual()]


class Target:
    """What the report says of a folder (`entry`), and what Thunderbird says (`folder`)."""

    def __init__(self, export, entry, folder):
        self.entry, self.folder = entry, folder
        self.path, self.name = os.path.join(export.path, entry["target"]), f"{entry['account']}/{entry['folder']}"
        mine = [one for one in export.problems if (one["account"], one["folder"]) == (entry["account"], entry["folder"])]
        self.problems = mine
        lacking = {one.get("key") for one in mine if one["problem"] not in NOT_IN_SUMMARY}
        self.messages = [one for one in folder.messages if one.key not in lacking] if folder else []
        self.losses = entry["losses"]


def adds_up(export):
    """The numbers of the report, by themselves and with what Thunderbird says."""
    is_told, reasons = bool(export.profile.folders), collections.Counter()
    problems = [f"of which Thunderbird knows nothing: {name}" for name in export.unknown if is_told]
    for target in export.targets:
        entry, name = target.entry, target.name
        without = sum(entry["without_body"].values())
        reasons.update(entry["without_body"])
        told = len(target.folder.messages) if target.folder else 0
        problems += same(f"{name}: messages", entry["messages"], told) if is_told else []
        whole = entry["exported"] - entry["without_summary"] + entry["left_out"] + without
        problems += same(f"{name}: exported, left out and without mail", whole, entry["messages"])
        listed = collections.Counter(one["problem"] for one in target.problems)
        expected = collections.Counter(entry["without_body"])
        expected["no-summary"], expected["deleted"] = entry["without_summary"], entry["deleted_bodies"]
        problems += differences(f"{name}: lines of problems.jsonl", +listed, +expected)
    total = export.report["total"]
    for number in ("messages", "exported", "left_out", "without_summary", "deleted_bodies", "joined_by_id"):
        problems += same(f"the sum of {number}", total[number], sum(one.entry[number] for one in export.targets))
    problems += differences("the sum of those without mail", collections.Counter(total["without_body"]), reasons)
    losses = sum((collections.Counter(one.losses) for one in export.targets), collections.Counter())
    problems += differences("the sum of losses", collections.Counter(total["losses"]), losses)
    seen = {target.folder.uri for target in export.targets if target.folder}
    return problems + [f"missing: {folder.uri}" for folder in export.profile.folders.values() if folder.uri not in seen]


def left_alone(export):
    """A second run changes nothing."""
    before = snapshot(export.path)
    export.make()
    return differences("files after a second run", snapshot(export.path), before)


def snapshot(path):
    """Each file's size and time; of folders the time."""
    found = {}
    for folder, _, files in os.walk(path):
        for name in files:
            status = os.stat(os.path.join(folder, name))
            found[os.path.relpath(os.path.join(folder, name), path)] = (status.st_size, status.st_mtime_ns)
    return found
