"""Synthetic mail: the same every time, nobody's."""
import email.utils
import time

PEOPLE = [
    "Ada <ada@example.org>", "=?utf-8?Q?J=C3=BCrgen?= <juergen@example.org>", "=?utf-8?B?5bGx55Sw?= <yamada@example.org>",
    '"O\'Brien, Zoe" <zoe@example.org>', "noname@example.org",
]
SUBJECTS = [
    "Plan", "Odd ) signs ( of $ every \\ kind ^ @$${1{@", "=?utf-8?B?5pel5pys6Kqe?=", "A price of 5 $ (net)", "", "Long " + "and longer " * 120,
    "Trailing backslash \\", "=?iso-8859-1?Q?Gr=FC=DFe?=",
]
THREAD = 4  # messages in each thread: a root, two answers to it, an answer to the first of these


def name_of(number):
    return f"<m{number}@example.org>"


def references(number):
    first = number - number % THREAD
    return [[], [first], [first], [first, first + 1]][number % THREAD]


def message(number):
    """One message as an mbox file has it. Every third one is read."""
    when = 1_700_000_000 + number * 3571
    lines = [
        "From - " + time.strftime("%a %b %d %H:%M:%S %Y", time.gmtime(when)),
        f"X-Mozilla-Status: {1 if number % 3 == 0 else 0:04x}",
        "X-Mozilla-Status2: 00000000",
        "X-Mozilla-Keys: " + " " * 80,
        "From: " + PEOPLE[number % len(PEOPLE)],
        "To: " + PEOPLE[(number + 1) % len(PEOPLE)],
        "Subject: " + SUBJECTS[number // THREAD % len(SUBJECTS)],
        "Date: " + email.utils.formatdate(when),
        "Message-ID: " + name_of(number),
    ]
    if references(number):
        lines.append("References: " + " ".join(name_of(other) for other in references(number)))
    lines += ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "", f"Message {number}.", "", ""]
    return "\n".join(lines).encode("ascii")


def mbox(messages):
    return b"".join(message(number) for number in range(messages))
