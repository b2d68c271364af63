"""A mailbox as mailing lists and years make it: synthetic, the same every time."""
import base64
import email.utils
import random
import time

WORDS = "alpha beta gamma report lunch release schedule patch server invoice draft weekly garden ticket holiday answer plan".split()
PEOPLE = [
    "Ada <ada@example.org>", "=?utf-8?Q?J=C3=BCrgen_Gro=C3=9F?= <juergen@example.org>", "=?utf-8?B?5bGx55Sw5aSq6YOO?= <yamada@example.org>",
    '"O\'Brien, Zoe" <zoe@example.org>', "noname@example.org", "=?koi8-r?B?6dfBzg==?= <ivan@example.org>", "Zo\u00eb Raw <raw@example.org>",
    '"List \\"quoted\\" Bot" <bot@example.org>', "=?iso-8859-1?Q?Jos=E9?= =?iso-8859-1?Q?_N=FA=F1ez?= <jose@example.org>",
]
FOREIGN = ["Gr\u00fc\u00dfe aus K\u00f6ln", "\u65e5\u672c\u8a9e\u306e\u4ef6\u540d", "\u041f\u0440\u0438\u0432\u0435\u0442", "caf\u00e9 \U0001f600", "\u0395\u03bb\u03bb\u03b7\u03bd\u03b9\u03ba\u03ac"]
ODD = ["Odd ) signs ( of $ every \\ kind ^80 @$${1{@", "A price of 5 $ (net)", "", "Trailing backslash \\", "<(80=x)> [1:^80(^81=1)]", "Re:", "Answer: Re: plan"]
ANSWERS = ["Re: ", "RE: ", "Re: Re: ", "re[2]: ", "Re:", "AW: "]
CHARSETS = ["utf-8", "us-ascii", "iso-8859-1", '"ISO-2022-JP"', "windows-1252", None]
TAGS = ["$label1", "$label2 $label5", "work project-x", "$forwarded $label1", "NonJunk"]


class Letter:
    def __init__(self, number, random_, when, parent, domain):
        self.number, self.when, self.parent = number, when, parent
        self.name = f"<m{number}.{random_.getrandbits(32):08x}@{domain}>"
        self.names = [*parent.names, parent.name] if parent else []  # of all that it answers
        self.plain = parent.plain if parent else plain_subject(random_)


def plain_subject(random_):
    chance = random_.random()
    if chance < 0.25:
        return random_.choice(FOREIGN) + f" {random_.randrange(40)}"
    return random_.choice(ODD) if chance < 0.35 else " ".join(random_.choices(WORDS, k=random_.randint(1, 5))).capitalize()


def encoded(text, random_):
    if text.isascii():
        return text
    if random_.random() < 0.1:
        return text  # as it is, against all rules
    words = [text[at:at + 10] for at in range(0, len(text), 10)]
    return "\n ".join(f"=?UTF-8?B?{base64.b64encode(word.encode()).decode()}?=" for word in words)


def letters(count, seed, domain="example.org", started=()):
    """Answers and new threads; the parents of some come after them, and those of others never."""
    random_, when, written = random.Random(seed), 1_700_000_000 + seed * 40_000_000, list(started)
    made = []
    for number in range(count):
        when += random_.randint(60, 9000)
        parent = random_.choice(written[-40:]) if written and random_.random() < 0.7 else None
        letter = Letter(f"{seed}x{number}", random_, when, parent, domain)
        written.append(letter)
        made.append(letter)
    arrival = {letter: letter.when + (random_.randint(0, 200_000) if random_.random() < 0.25 else 0) for letter in made}
    lost = set(random_.sample(made[2:], count // 40))
    arrived = [letter for letter in sorted(made, key=arrival.get) if letter not in lost]
    for one in random_.sample(arrived, count // 40):  # twice, as when one is on the list and among the recipients
        arrived.insert(min(arrived.index(one) + random_.randint(1, 12), len(arrived)), one)
    return arrived


def references(letter, random_):
    if not letter.names:
        return [f"References: {letter.name}"] if random_.random() < 0.02 else []
    chance, names = random_.random(), letter.names
    if chance < 0.1:
        return [f"In-Reply-To: {names[-1]}"]
    if chance < 0.15:
        names = [*names, letter.name]  # answers itself, too
    elif chance < 0.2:
        names = names[:1]
    elif chance < 0.25:
        names = [*names, "<never@example.org>"]
    return [f"In-Reply-To: {names[-1]}", "References: " + "\n\t".join(names)]


def status(random_):
    """What Thunderbird has written into the message itself, if it has."""
    if random_.random() < 0.3:
        return []
    flags, flags2 = 0, 0
    for flag, chance in ((0x1, 0.4), (0x2, 0.1), (0x4, 0.1), (0x8, 0.02), (0x1000, 0.05), (0x10, 0.1), (0x4000, 0.02)):
        flags |= flag if random_.random() < chance else 0
    for flag, chance in ((0x40000, 0.03), (0x10000000, 0.1)):
        flags2 |= flag if random_.random() < chance else 0
    keys = random_.choice(TAGS) if random_.random() < 0.25 else ""
    return [f"X-Mozilla-Status: {flags:04x}", f"X-Mozilla-Status2: {flags2:08x}", f"X-Mozilla-Keys: {keys:80}"]


def content(random_):
    """The last of the header, and the body."""
    text = "".join(" ".join(random_.choices(WORDS, k=random_.randint(2, 9))) + "\n" for _ in range(random_.randint(0, 12)))
    if random_.random() < 0.1:
        text += ">From here on it is quoted\n\n>>From there, too\nFrom\n"
    charset = random_.choice(CHARSETS)
    kind = f"Content-Type: text/plain; charset={charset}; format=flowed" if charset else "Content-Type: text/html"
    if random_.random() < 0.12:
        kind = 'Content-Type: Multipart/Mixed;\n boundary="edge"'
        text = f"--edge\nContent-Type: text/plain\n\n{text}\n--edge\nContent-Type: application/pdf; name=a.pdf\n\nJVBERi0=\n--edge--\n"
    return ["MIME-Version: 1.0", kind, "", text]


def message(letter):
    """As an mbox file has it."""
    random_ = random.Random(letter.name)
    received = email.utils.formatdate(letter.when + 77)
    subject = (random_.choice(ANSWERS) if letter.parent and random_.random() < 0.9 else "") + letter.plain
    lines = ["From - " + time.strftime("%a %b %d %H:%M:%S %Y", time.gmtime(letter.when)), *status(random_)]
    if random_.random() < 0.7:
        lines.append(f"Received: from mx.example.org (mx [192.0.2.1])\n\tby mail.example.org; {received}")
    sender = random_.choice(PEOPLE)
    lines += [f"From: {sender}", "To: " + ",\n ".join(random_.choices(PEOPLE, k=random_.choice([1, 1, 2, 5])))]
    if random_.random() < 0.2:
        lines += ["To: a second line <second@example.org>", "CC: " + ", ".join(random_.choices(PEOPLE, k=2))]
    if random_.random() < 0.1:
        lines.append("Reply-To: " + random_.choice([sender, "elsewhere@example.org"]))
    lines += [f"Subject: {encoded(subject, random_)}", "Date: " + email.utils.formatdate(letter.when), f"Message-ID: {letter.name}"]
    lines += references(letter, random_)
    if random_.random() < 0.15:
        lines.append(random_.choice(["X-Priority: 1 (Highest)", "X-Priority: 5", "Priority: Urgent", "Priority: Non-Urgent", "X-Priority: odd"]))
    return ("\n".join([*lines, *content(random_)]) + "\n").encode()


def mbox(arrived):
    return b"".join(map(message, arrived))
