"""Mail as Python's own library reads it."""
import hashlib
import re

ID = re.compile(rb"<([^>]*)>")
FIELD = re.compile(rb"^message-id:", re.IGNORECASE)
QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
OURS = re.compile(rb"^(x-mozilla-[^:]*|status|x-status|x-keywords|x-uid|content-length):", re.IGNORECASE)


def head_and_body(mail):
    mail = mail.replace(b"\r\n", b"\n")
    head, _, body = mail.partition(b"\n\n")
    return head, body


def fields(mail):
    """The lines of each field of the header, as one."""
    lines = []
    for line in head_and_body(mail)[0].split(b"\n"):
        if line[:1] in (b" ", b"\t") and lines:
            lines[-1] += b"\n" + line
        else:
            lines.append(line)
    return lines


def message_id(mail):
    """Without its brackets; nothing where there is none."""
    for line in fields(mail):
        if FIELD.match(line):
            value = line.partition(b":")[2].strip()
            found = ID.search(value)
            return (found[1] if found else value).decode("utf-8", "surrogateescape")
    return ""


def fingerprint(mail, is_quoted=False):
    """Of what was received: without the fields that programs keep their marks in, and without the end of the last line."""
    kept = [line for line in fields(mail) if not OURS.match(line)]
    body = head_and_body(mail)[1].rstrip(b"\n")
    if is_quoted:
        body = QUOTED.sub(rb"\1", body)
    return hashlib.sha256(b"\n".join(kept) + b"\n\n" + body).hexdigest()[:16]
