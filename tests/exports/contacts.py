"""Address books: what `mork contacts` makes of them, as readers of vCard, LDIF and CSV have it."""
import collections
import csv
import glob
import io
import json
import os
import sqlite3

from checks import differences, run, same

CARDS, LISTS = "ns:addrbk:db:row:scope:card:all", "ns:addrbk:db:row:scope:list:all"
BOOK = "ns:addrbk:db:table:kind:pab"
COMPLETE = (0, 1)  # 1: with warnings
# What a card is known by: Thunderbird's property, the attribute in LDIF, the title in CSV.
NAMES = {"DisplayName": ("cn", "Display Name"), "PrimaryEmail": ("mail", "Primary Email"), "FirstName": ("givenName", "First Name"),
         "LastName": ("sn", "Last Name"), "NickName": ("mozillaNickname", "Nickname"), "Notes": ("description", "Notes")}
PEOPLE = [
    {"DisplayName": "Zoë O'Brien, Dr.", "FirstName": "Zoë", "LastName": "O'Brien", "PrimaryEmail": "zoe@example.org",
     "NickName": "z; the \"first\"", "Notes": "one line\nanother, with \\ and ;"},
    {"DisplayName": "Иван Петров (work)", "PrimaryEmail": "ivan@example.org", "FirstName": "Иван", "LastName": "Петров"},
    {"DisplayName": "  blanks and $ signs: <x> ", "PrimaryEmail": "odd@example.org"},
    {"PrimaryEmail": "nameless@example.org"},
    {"DisplayName": "No address = none", "LastName": "Address"},
]
LISTED = ("Friends & others", [0, 1])


class Book:
    """`cards`: their properties; `lists`: names, each with how many cards it has."""

    def __init__(self, path, name, cards, lists):
        self.path, self.name, self.lists = path, name, collections.Counter(lists)
        self.cards = [{name: value for name, value in card.items() if value} for card in cards]


def test(session, repository):
    for book in books(session.scratch, repository):
        what = f"address book {book.name}"
        session.of(f"{what}: vCard, by vobject", vcard, session.mork, book, tool="vobject")
        session.of(f"{what}: LDIF, by ldif", ldif, session.mork, book, tool="ldif")
        session.of(f"{what}: CSV, by Python", comma, session.mork, book)


def books(scratch, repository):
    places = [os.path.join(repository, "testdata", "**", "*.json"), os.path.join(repository, "..", "shared", "corpus", "mab", "*.json")]
    told = [dump for place in places for dump in sorted(glob.glob(place, recursive=True)) if ".mab" in dump or ".txt" in dump]
    return [mork_book(scratch), sqlite_book(scratch)] + [book for book in map(dumped, told) if book]


# Books.


def dumped(dump):
    """One that Mozilla's engine has dumped."""
    with open(dump, encoding="utf-8") as text:
        told = json.load(text)
    rows = {(row["scope"], row["id"]): dict(reversed(row["cells"])) for row in told.get("rows", [])}
    listed = {key(row, table) for table in told.get("tables", []) if table["kind"] == BOOK for row in table["rows"]}
    cards = [rows[one] for one in listed if one[0] == CARDS and one in rows]
    named = {one: rows[one] for one in listed if one[0] == LISTS and one in rows}
    path = dump.removesuffix(".json")
    is_plain = all(isinstance(value, str) for row in cards + list(named.values()) for value in row.values())
    if not (cards and is_plain and os.path.exists(path)):
        return None
    return Book(path, os.path.basename(path), cards, [row.get("ListName", "") for row in named.values()])


def key(row, table):
    number, _, scope = row.partition(":")
    return scope or table["scope"], number


def mork_book(scratch):
    """A file as Thunderbird wrote them before version 78."""
    names = [*NAMES, "ListName", "ListTotalAddresses", *(f"Address{at + 1}" for at, _ in enumerate(LISTED[1]))]
    columns = {name: f"{0xA0 + at:x}" for at, name in enumerate(names)}
    atoms = "".join(f"({at}={name})" for name, at in columns.items())
    text = ["// <!-- <mdb:mork:z v=\"1.4\"/> -->", f"< <(a=c)> (80={CARDS})(81={LISTS})(82={BOOK}){atoms}>", "{1:^80 {(k^82:c)(s=9)}"]
    for at, card in enumerate(PEOPLE, 1):
        text.append(f"[{at:X}:^80" + "".join(f"(^{columns[name]}={escape(value)})" for name, value in card.items()) + "]")
    cells = {"ListName": LISTED[0], "ListTotalAddresses": str(len(LISTED[1]))}
    cells |= {f"Address{at}": f"{card + 1:x}" for at, card in enumerate(LISTED[1], 1)}
    text.append("[1:^81" + "".join(f"(^{columns[name]}={escape(value)})" for name, value in cells.items()) + "]}")
    path = os.path.join(scratch, "made.mab")
    with open(path, "w", encoding="ascii", newline="\n") as out:
        out.write("\n".join(text) + "\n")
    return Book(path, "made.mab", PEOPLE, [LISTED[0]])


def escape(value):
    plain = {letter: f"\\{letter}" for letter in ")$\\"}
    return "".join(plain.get(letter) or (letter if " " <= letter <= "~" else "".join(f"${byte:02X}" for byte in letter.encode()))
                   for letter in value)


def sqlite_book(scratch):
    """A file as Thunderbird has them since version 78, from before cards were vCards inside it."""
    path = os.path.join(scratch, "abook.sqlite")
    connection = sqlite3.connect(path)
    connection.executescript(
        "CREATE TABLE properties (card TEXT, name TEXT, value TEXT);"
        "CREATE TABLE lists (uid TEXT PRIMARY KEY, name TEXT, nickName TEXT, description TEXT);"
        "CREATE TABLE list_cards (list TEXT, card TEXT, PRIMARY KEY(list, card));")
    for at, card in enumerate(PEOPLE):
        connection.executemany("INSERT INTO properties VALUES (?, ?, ?)", [(f"card-{at}", *one) for one in card.items()])
    connection.execute("INSERT INTO lists VALUES ('list-1', ?, '', '')", (LISTED[0],))
    connection.executemany("INSERT INTO list_cards VALUES ('list-1', ?)", [(f"card-{at}",) for at in LISTED[1]])
    connection.commit()
    connection.close()
    return Book(path, "made abook.sqlite", PEOPLE, [LISTED[0]])


# What readers have.


def written(mork, book, form):
    return run(mork, "contacts", book.path, "--format", form, statuses=COMPLETE)


def told(book, name):
    return collections.Counter(card[name] for card in book.cards if name in card)


def vcard(mork, book):
    import vobject
    cards, lists = [], []
    for card in vobject.readComponents(written(mork, book, "vcard")):
        is_list = "kind" in card.contents and card.kind.value == "group"
        (lists if is_list else cards).append(card)
    problems = same("cards", len(cards), len(book.cards)) + differences("lists", collections.Counter(one.fn.value for one in lists), book.lists)
    versions = collections.Counter(card.version.value for card in cards + lists)
    problems += same("versions", set(versions) or {"4.0"}, {"4.0"})
    for name, field in (("PrimaryEmail", "email"), ("NickName", "nickname"), ("Notes", "note")):
        values = collections.Counter(card.contents[field][0].value for card in cards if field in card.contents)
        expected = told(book, name)
        if name == "PrimaryEmail":  # the first of the addresses: the second one where there is no other
            expected = collections.Counter(card.get("PrimaryEmail") or card.get("SecondEmail") for card in book.cards
                                           if card.get("PrimaryEmail") or card.get("SecondEmail"))
        problems += differences(field, values, expected)
    named = collections.Counter(card.fn.value for card in cards)
    problems += [f"FN: missing: {name!r}" for name in told(book, "DisplayName") - named]
    families = collections.Counter((part(card.n.value.given), part(card.n.value.family)) for card in cards if "n" in card.contents)
    expected = collections.Counter((card.get("FirstName", ""), card.get("LastName", "")) for card in book.cards)
    problems += differences("N", without_nothing(families), without_nothing(expected))
    known = {card.uid.value for card in cards if "uid" in card.contents}
    return problems + [f"a member that is no card: {one.value}" for group in lists for one in group.contents.get("member", [])
                       if one.value not in known and not one.value.startswith("mailto:")]


def part(value):
    return value if isinstance(value, str) else ",".join(value)


def without_nothing(names):
    return collections.Counter({name: count for name, count in names.items() if any(name)})


def ldif(mork, book):
    from ldif import LDIFParser
    text = written(mork, book, "ldif").encode("utf-8", "surrogateescape")
    entries = [entry for name, entry in LDIFParser(io.BytesIO(text)).parse() if name]
    lists = [entry for entry in entries if "groupOfNames" in entry["objectclass"]]
    cards = [entry for entry in entries if entry not in lists]
    problems = same("cards", len(cards), len(book.cards))
    problems += differences("lists", collections.Counter(one["cn"][0] for one in lists), book.lists)
    for name, (attribute, _) in NAMES.items():
        values = collections.Counter(card[attribute][0] for card in cards if attribute in card)
        problems += differences(attribute, values, told(book, name))
    return problems


def comma(mork, book):
    text = written(mork, book, "csv")
    cards = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    problems = same("cards", len(cards), len(book.cards))
    for name, (_, title) in NAMES.items():
        problems += differences(title, collections.Counter(card[title] for card in cards if card[title]), told(book, name))
    return problems + ([] if text.endswith("\r\n") else ["the last line ends without CR LF"])
