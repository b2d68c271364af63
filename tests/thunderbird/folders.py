"""Folders that the mail layer makes from nothing, and has Thunderbird work on in turns with it."""
import copy
import os
import re
import shutil
import subprocess

import letters
import mail
from agreement import IGNORED, READ, accepted, counted, decoded, differences, killed, ours, sound, theirs
from mork import FOLDER, MESSAGES, Trouble

LETTERS, OTHERS, LATER, PLAIN = 512, 40, 24, 200
STARRED, WATCHED = 0x4, 0x100
LOCAL = "mailbox://nobody@Local%20Folders/"
CLOSING = {"folderDate", "folderSize"}  # noted when the folder is closed
TERMS = "AND (tag,contains,$label1)"
# What a message that arrives in another way has otherwise than one that is read from the mailbox.
ARRIVING = {"storeToken", "dateReceived", "size", "numLines", "flags", "keywords", "priority", "account"}


class Maker:
    """The example `make_folder`, in one of the two writings."""

    def __init__(self, program, writing):
        self.program, self.flags = os.path.abspath(program), ["--mozilla"] if writing == "mozilla" else []

    def __call__(self, *words):
        done = subprocess.run([self.program, *self.flags, *map(str, words)], stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        if done.returncode:
            raise Trouble(f"make_folder {' '.join(map(str, words))[:200]}: {done.stderr.decode(errors='replace').strip()[-500:]}")


class Folder:
    """A folder that is made, a second one that messages go to, and a search in both; each in the same writing."""

    def __init__(self, writing, where, maker):
        self.writing, self.where, self.make = writing, where, Maker(maker, writing)
        self.name, self.other, self.search, self.twin = (f"{what} {writing}" for what in ("made", "other", "found", "twin"))
        self.indexed = self.read = None  # what mork said of it when it was made, and last

    def path(self, name, ending=""):
        return os.path.join(self.where, name + ending)

    def summary(self, name=None):
        return self.path(name or self.name, ".msf")

    def bytes(self, name=None):
        with open(self.summary(name), "rb") as file:
            return file.read()


def write(path, content, how="wb"):
    with open(path, how) as out:
        out.write(content)


# What is done to a folder.


def make(folder, mork):
    """Two mailboxes that no one has indexed yet, and their summaries; and in these what no mailbox holds."""
    for name, count, seed in ((folder.name, LETTERS, 1), (folder.other, OTHERS, 2)):
        write(folder.path(name), letters.mbox(letters.letters(count, seed)))
        folder.make("index", folder.path(name))
    folder.indexed = ours(mork, folder.summary())
    large = sorted(folder.indexed["threads"], key=lambda key: -len(folder.indexed["threads"][key]["children"]))
    answers = folder.indexed["threads"][large[4]]["tree"]
    folder.make("edit", folder.summary(), f"ignore={large[3]}", f"watch={large[2]}", f"kill={answers[1][0]}", "junk=9", "good=10")
    return counted(folder.indexed)


def make_search(folder, mork):
    folder.make("search", folder.summary(folder.search), TERMS, *(uri(name) for name in (folder.name, folder.other)))
    for name in (folder.name, folder.other):
        folder.make("hits", folder.summary(name), uri(folder.search), *tagged(ours(mork, folder.summary(name))))


def uri(name):
    return LOCAL + name.replace(" ", "%20")


def tagged(said):
    return sorted(key for key, cells in said["cells"].items() if "$label1" in cells.get("keywords", "").split())


def list_searches(profile, folders):
    """The profile's list of saved searches."""
    lines = ["version=1"]
    for one in folders:
        lines += [f"uri={uri(one.search)}", f"scope={uri(one.name)}|{uri(one.other)}", f"terms={TERMS}", "searchOnline=false"]
    write(os.path.join(profile, "virtualFolders.dat"), "".join(f"{line}\n" for line in lines).encode())


def places(said, taken=()):
    """Messages that are worth changing: first ones of threads, ones within, last ones; none twice."""
    trees = sorted((one["tree"] for one in said["threads"].values()), key=len, reverse=True)
    trees = [tree for tree in trees if not any(key in taken for key, _ in tree)]
    roots = [tree[0][0] for tree in trees[6:24] if len(tree) > 2]
    within = [tree[1][0] for tree in trees[24:60] if len(tree) > 2]
    leaves = [tree[-1][0] for tree in trees[:6]] + [tree[0][0] for tree in trees if len(tree) == 1]
    return roots, within, leaves


def edit(folder, mork):
    """What a user would do, done by us: with threads that lose their first message, one within, the last."""
    before = ours(mork, folder.summary())
    roots, within, leaves = places(before)
    flags = {key: int(cells["flags"], 16) for key, cells in before["cells"].items()}
    gone = roots[:5] + within[:5] + leaves[:8]
    left = [key for key in before["keys"] if key not in gone]
    read, unread = ([key for key in left if bool(flags[key] & READ) == is_read][::9] for is_read in (False, True))
    changes = [f"{what}={key}" for what, keys in (("read", read), ("unread", unread), ("delete", gone), ("star", left[5::40])) for key in keys]
    changes += [f"tag={key},$label1" for key in left[3::50]] + [f"untag={key},$label1" for key in tagged(before)[::3] if key not in gone]
    changes += [f"junk={left[20]}", f"good={left[21]}", f"ignore={thread_of(before, within[6])}", f"watch={thread_of(before, roots[6])}", f"kill={within[7]}"]
    folder.make("edit", folder.summary(), *changes)
    after = ours(mork, folder.summary())
    marked = {key: int(cells["flags"], 16) & READ for key, cells in after["cells"].items()}
    return counted(after) + [problem for wrong, problem in (
        (after["keys"] != left, "it has not deleted what it should"),
        (not all(marked[key] for key in read) or any(marked[key] for key in unread), "it has not marked what it should"),
    ) if wrong]


def thread_of(said, key):
    return next(thread_ for thread_, one in said["threads"].items() if key in one["children"])


def more_mail(seed):
    """Mail that answers what is there, which is the same for every folder."""
    return letters.letters(LATER, seed, "later.example.org", letters.letters(LETTERS, 1)[-60:])


def append(folder, mork, seed):
    write(folder.path(folder.name), letters.mbox(more_mail(seed)), "ab")
    folder.make("more", folder.path(folder.name))
    return counted(ours(mork, folder.summary()))


def compress(folder, _mork):
    before = len(folder.bytes())
    for name in (folder.name, folder.other):
        folder.make("compress", folder.summary(name))
    after = folder.bytes()
    return [problem for wrong, problem in (
        (b"@$${" in after, "there are groups left"), (len(after) > before, f"{before} bytes became {len(after)}"),
    ) if wrong]


# What Thunderbird does with it.


def takes(thunderbird, folder, mork):
    """It sees in both folders what mork sees."""
    problems = []
    for name in (folder.name, folder.other):
        problems += sound(mork, folder.summary(name))
        read = ours(mork, folder.summary(name))
        seen = thunderbird.call("inspect", name)
        found = accepted(seen) + differences(read, theirs(seen)) + decoded(read, seen)
        problems += [f"{name}: {problem}" for problem in found]
    return problems


def searches(thunderbird, folder, mork):
    """It takes our hits for its own, searches, and finds the same."""
    names = [folder.name, folder.other]
    hits = [tagged(ours(mork, folder.summary(name))) for name in names]
    seen = thunderbird.call("searched", folder.search, names)
    found = [sorted(key for where, key in seen["found"] if where == name) for name in names]
    count = sum(map(len, hits))
    return [problem for wrong, problem in (
        (seen["refused"], f"Thunderbird refused the summary of the search: {seen['refused']}"),
        (sorted(seen["folders"]) != sorted(names), f"it searches {seen['folders']}"),
        (seen["kept"] != hits, f"it has kept {seen['kept']}, not {hits}"),
        (found != hits, f"it finds {found}, not {hits}"),
        (seen["after"] != hits, f"it keeps {seen['after']} afterwards, not {hits}"),
        (seen["rows"] != count, f"its list has {seen['rows']} rows for {count} hits"),
    ) if wrong]


def works(thunderbird, folder, mork):
    """Thunderbird goes on: reads, stars, tags, judges, ignores, deletes, moves, copies."""
    before = ours(mork, folder.summary())
    roots, within, leaves = places(before)
    flags = {key: int(cells["flags"], 16) for key, cells in before["cells"].items()}
    wish = {"remove": [roots[0], within[0], leaves[0]], "move": [roots[1], within[1], *leaves[1:4]], "copy": [roots[2], leaves[4]]}
    left = [key for key in before["keys"] if key not in wish["remove"] + wish["move"]]
    wish |= {"read": [key for key in left if not flags[key] & READ][::20], "unread": [key for key in left if flags[key] & READ][::20]}
    wish |= {"star": left[7:9], "tag": left[30:33], "junk": left[40:42], "ignore": [roots[3]], "watch": [roots[4]], "kill": [within[3]]}
    seen, other = thunderbird.call("work", folder.name, folder.other, wish)
    folder.read = theirs(seen), theirs(other)
    cells = folder.read[0]["cells"]
    return [problem for wrong, problem in (
        (any(key in cells for key in wish["remove"] + wish["move"]), "it has not removed what it should"),
        (not all("$label3" in cells[key]["keywords"] for key in wish["tag"]), "it has not tagged what it should"),
        (not all(int(cells[key]["flags"], 16) & STARRED for key in wish["star"]), "it has not starred what it should"),
        (not all(cells[key]["junkscore"] == "100" for key in wish["junk"]), "it has not judged what it should"),
        (not folder.read[0]["threads"][thread_of(folder.read[0], roots[3])]["flags"] & IGNORED, "it has not ignored the thread"),
        (not folder.read[0]["threads"][thread_of(folder.read[0], roots[4])]["flags"] & WATCHED, "it does not watch the thread"),
        (len(folder.read[1]["keys"]) != len(ours(mork, folder.summary(folder.other))["keys"]), "mork does not read what it has moved"),
    ) if wrong]


def reads(folder, mork):
    """mork sees what Thunderbird has made of both folders."""
    problems = []
    for name, expected in zip((folder.name, folder.other), folder.read):
        found = ours(mork, folder.summary(name))
        problems += [f"{name}: {problem}" for problem in counted(found) + differences(expected, found, info=CLOSING)]
    return problems


def untouched(folder, mork, said, left):
    """Thunderbird found nothing to mend: all is as it was, and what it added stands behind our bytes."""
    problems = []
    for name in (folder.name, folder.other):
        problems += [f"{name}: {problem}" for problem in differences(said[name], ours(mork, folder.summary(name)))]
        problems += [] if folder.bytes(name).startswith(left[name]) else [f"{name}: Thunderbird wrote the file anew"]
    return problems


def as_indexed(folder, _mork, seen):
    """Thunderbird has read the same mailbox itself: the same cells, the same threads."""
    problems = [] if seen["refused"] and seen["anew"] else ["it has not made the summary from the mailbox"]
    return problems + differences(folder.indexed, silenced(theirs(copy.deepcopy(seen)), folder.indexed), info={"folderDate"})


def silenced(said, ours_):
    """One difference there has to be: what arrives below an ignored message is marked as read, here as there. But Thunderbird cannot do that
    while it makes a summary anew, as nobody may change a folder then."""
    read = {key for key, cells in ours_["cells"].items() if int(cells["flags"], 16) & READ}
    flags = {key: int(cells["flags"], 16) for key, cells in said["cells"].items()}
    for one in said["threads"].values():
        for key in killed(one, flags) & read:
            if not flags[key] & READ:
                said["cells"][key]["flags"] = f"{flags[key] | READ:x}"
                one["unread"] -= 1
                said["info"]["numNewMsgs"] = f"{int(said['info']['numNewMsgs'], 16) - 1:x}"
    return said


def same_bytes(thunderbird, folder, profile):
    """Of mail whose headers Thunderbird fills in one go, in its own writing: the very file that it makes."""
    alike = shutil.copy2(folder.path("plain"), profile)
    folder.make("index", alike)
    anew = thunderbird.call("index", "plain")
    with open(f"{alike}.msf", "rb") as file:
        made = file.read()
    at = len(os.path.commonprefix([made, folder.bytes("plain")]))
    return [problem for wrong, problem in (
        (not anew, "Thunderbird has not made the summary"),
        (made != folder.bytes("plain"), f"the files differ from byte {at} of {len(made)} on"),
    ) if wrong]


def make_twin(folder):
    """A twin of what Thunderbird has worked on."""
    for ending in ("", ".msf"):
        shutil.copy2(folder.path(folder.name, ending), folder.path(folder.twin, ending))


def goes_on_alike(thunderbird, folder, mork, seed):
    """The same mail arrives in the twin, which Thunderbird adds: our threads are its threads."""
    texts = [letters.message(letter).split(b"\n", 1)[1].decode("latin-1") for letter in more_mail(seed)]
    arrived = [text_ for text_ in texts if not re.match("X-Mozilla-Status: ...[89a-f]", text_)]  # those are only read past in a mailbox
    twin = theirs(thunderbird.call("arrive", folder.twin, arrived))
    found = ours(mork, folder.summary())
    return differences(found, twin, ARRIVING, CLOSING | {"numNewMsgs"})


# Whether these checks notice anything.


def spoil(folder, mork):
    """Copies of a good folder, each with one thing wrong; and what has to be found in each."""
    said = ours(mork, folder.summary())
    tree = next(one["tree"] for one in said["threads"].values() if len(one["tree"]) > 4)
    table, row = said["cells"][tree[0][0]]["msgThreadId"].upper(), f"{tree[2][0]:X}:{MESSAGES}"
    for name, command in (
        ("lost", ["cut", row, "--from", f"{table}:{MESSAGES}"]), ("moved", ["set", row, "threadParent", "ffffffff"]),
        ("counted", ["set", f"1:{FOLDER}", "numNewMsgs", "1"]), ("grown", None),
    ):
        for ending in ("", ".msf"):
            shutil.copy2(folder.path(folder.name, ending), folder.path(name, ending))
        if command:
            mork.run(command[0], folder.summary(name), *command[1:])
        else:
            write(folder.path(name), b"\n", "ab")
    return []


def noticed(thunderbird, good):
    """`good`: what mork said of the folder that these are copies of."""
    problems = []
    for name, signs in (
        ("lost", ["other messages than the folder", "rows for"]), ("moved", ["threadParent", "tree"]), ("counted", ["numNewMsgs"]),
        ("grown", ["refused the summary", "made the summary anew"]),
    ):
        seen = thunderbird.call("inspect", name)
        found = accepted(seen) + differences(good, theirs(seen))
        problems += [f"{name}: not noticed: {sign}" for sign in signs if not any(sign in problem for problem in found)]
    return problems


# The rounds.


def run(checks, mork, maker, start, profile, mail_folder):
    folders = [Folder(writing, mail_folder, maker) for writing in ("safe", "mozilla")]

    def each(what, action, *arguments, thunderbird=None):
        for folder in folders:
            before = (thunderbird, folder, mork) if thunderbird else (folder, mork)
            checks.of(f"{folder.name}: {what}", action, *before, *arguments)

    def look(what, then=lambda thunderbird: None):
        """Thunderbird opens all; afterwards it has only added to the files."""
        said = {folder: {name: ours(mork, folder.summary(name)) for name in (folder.name, folder.other)} for folder in folders}
        left = {folder: {name: folder.bytes(name) for name in (folder.name, folder.other)} for folder in folders}
        with start() as thunderbird:
            each(f"{what}: Thunderbird takes it as it is, and sees all of it", takes, thunderbird=thunderbird)
            then(thunderbird)
        for folder in folders:
            checks.of(f"{folder.name}: {what}: Thunderbird found nothing to mend", untouched, folder, mork, said[folder], left[folder])
        paths = {folder.summary(name) for folder in folders for name in (folder.name, folder.other, folder.search)}
        checks.of(f"{what}: no error in Thunderbird's log", thunderbird.complaints, paths)

    each("made from a mailbox", make)
    each("a saved search", make_search)
    list_searches(profile, folders)
    fresh = "fresh"
    write(folders[0].path("plain"), mail.mbox(PLAIN))
    shutil.copy2(folders[0].path(folders[0].name), folders[0].path(fresh))

    def first(thunderbird):
        if not thunderbird.call("about")["version"].startswith("140."):  # that one makes another file of the same content
            checks.of("in Thunderbird's writing, we make the same file as Thunderbird", same_bytes, thunderbird, folders[1], profile)
        each("made from a mailbox: Thunderbird makes the same of it", as_indexed, thunderbird.call("inspect", fresh))
        each("Thunderbird shows the saved search, and finds the same", searches, thunderbird=thunderbird)

    look("made", first)
    each("we change it", edit)
    each("mail arrives", append, 3)
    look("changed")
    each("we compress it", compress)
    look("compressed")
    with start() as thunderbird:
        each("Thunderbird works on it", works, thunderbird=thunderbird)
    each("we read what Thunderbird did", reads)
    for folder in folders:
        make_twin(folder)
    checks.of("folders are spoilt", spoil, folders[0], mork)
    good = ours(mork, folders[0].summary())
    each("mail arrives after Thunderbird", append, 4)
    with start() as thunderbird:
        each("after both: Thunderbird takes it as it is, and sees all of it", takes, thunderbird=thunderbird)
        each("the same mail arrives in Thunderbird: the same threads", goes_on_alike, 4, thunderbird=thunderbird)
        checks.of("these checks notice what is wrong", noticed, thunderbird, good)
