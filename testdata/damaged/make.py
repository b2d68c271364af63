#!/usr/bin/env python3
"""Makes every .msf of this folder from whole files next door; what it writes is the same each time.

    python3 testdata/damaged/make.py            writes them
    python3 testdata/damaged/make.py --check    writes nothing; exit status 1 where one of them differs
"""
import hashlib
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def whole(path):
    with open(os.path.join(HERE, "..", path), "rb") as f:
        return f.read()


def once(data, old, new):
    """Replaces the one place where `old` stands."""
    assert data.count(old) == 1, (old, data.count(old))
    return data.replace(old, new)


def noise(length):
    """Bytes that look random and are the same on every machine."""
    out = b""
    while len(out) < length:
        out += hashlib.sha256(b"morkdb damaged %d" % len(out)).digest()
    return out[:length]


def overwrite(data, at, block):
    return data[:at] + block + data[at + len(block):]


# One message, one commit that made it: two groups, 1 and 2, LF.
one = whole("fixtures/summary-layer/03-one-message.msf")
# Sent mail: ten messages, no groups. Drafts: four messages, groups 3, 4 and 5.
sent = whole("profile/imap/ImapMail/127.0.0.1/Sent.msf")
drafts = whole("profile/imap/ImapMail/127.0.0.1/Drafts.msf")
HEADER = b'// <!-- <mdb:mork:z v="1.4"/> -->'
LAST = one.index(b"@$${2{@")  # where the last group of `one` starts
GROUP = b"\n@$${3{@\n[1:^80(^88=0)]\n@$$}3}@\n"  # a good group that could follow

out = {}

# --- cut off: the write, the copy or the disk ended early
subject = drafts.index(b"(89=Report meeting)")
out["cut-in-dict-value"] = drafts[:subject + len(b"(89=Report")]
row = drafts.index(b"[2(^88=11)(^82^92)(^85^93)")
out["cut-mid-cell"] = drafts[:row + len(b"[2(^88=11)(^82^92)(^8")]
out["cut-between-cells"] = drafts[:row + len(b"[2(^88=11)(^82^92)")]
out["cut-in-literal"] = drafts[:row + len(b"[2(^88=1")]
out["cut-after-row"] = drafts[:drafts.index(b"]", row) + 1]
out["cut-in-column-dict"] = one[:one.index(b"(9C=msgOffset)")]
out["cut-in-header"] = one[:20]
out["cut-in-group"] = one[:one.index(b"<(84=hello)")]
out["cut-in-group-mid-cell"] = one[:one.index(b"(^83^85)") + len(b"(^83^")]
start, end = b"@$${2{@", b"@$$}2}@"
for n in range(1, len(start) + 1):
    out[f"cut-in-start-marker-{n}"] = one[:LAST + n]
for n in range(1, len(end) + 1):
    out[f"cut-in-end-marker-{n}"] = one[:one.index(end) + n]

# --- what then happens to a file that was cut off in its last group
stump = one[:one.index(b"(^83^85)") + len(b"(^83^")]
out["stump-then-group"] = stump + GROUP
out["stump-then-two-groups"] = stump + GROUP + GROUP.replace(b"3", b"4").replace(b"^88=0", b"^88=1")
out["stump-then-content"] = stump + b")]}\n[1:^80(^88=0)]\n"

# --- groups that were given up, and wrong markers
out["aborted-group-last"] = once(one, end, b"@$$}~~}@")
out["aborted-group-then-content"] = once(one, end, b"@$$}~~}@") + b"[1:^80(^88=0)]\n"
out["aborted-group-then-group"] = once(one, end, b"@$$}~~}@") + GROUP
out["aborted-group-in-the-middle"] = once(one, b"@$$}1}@", b"@$$}~~}@")
out["end-marker-wrong-id"] = once(one, end, b"@$$}3}@")
out["end-marker-wrong-id-in-the-middle"] = once(one, b"@$$}1}@", b"@$$}2}@")
out["end-marker-twice"] = once(one, end, end + b"\n" + end)
out["end-marker-lost-in-the-middle"] = once(one, b"@$$}1}@\n", b"")
out["start-marker-lost"] = once(one, start + b"\n", b"")
out["marker-bytes-in-a-value"] = once(one, b"(84=hello)", b"(84=he@$$llo)")

# --- blocks
out["zero-block"] = overwrite(sent, 3072, bytes(512))
out["zero-block-in-group"] = overwrite(drafts, drafts.index(b"(A9==?utf-8?Q?App"), bytes(512))
out["zero-block-over-end-marker"] = overwrite(one, one.index(end) - 5, bytes(9))
out["zero-tail"] = overwrite(sent, 4096, bytes(len(sent) - 4096))
out["zero-block-appended"] = sent + bytes(512)
out["random-block"] = overwrite(sent, 3072, noise(512))
out["random-block-in-group"] = overwrite(drafts, drafts.index(b"(A9==?utf-8?Q?App"), noise(512))
out["random-block-appended"] = sent + noise(512)
out["block-lost"] = sent[:3072] + sent[3584:]
out["block-twice"] = sent[:3584] + sent[3072:]

# --- one bracket lost
out["lost-row-end"] = once(drafts, b"(^87=eb)(^8B=1)(^9D=eb)(^9A^8F)(^8E^9D)(^B5=0)(^C3=0)]}", b"(^87=eb)(^8B=1)(^9D=eb)(^9A^8F)(^8E^9D)(^B5=0)(^C3=0)}")
out["lost-row-end-between-rows"] = once(drafts, b"(^87^8E)(^9A^8F)(^8E^90)(^B5=0)]\n", b"(^87^8E)(^9A^8F)(^8E^90)(^B5=0)\n")
out["lost-row-start"] = once(drafts, b"[2(^88=11)", b"2(^88=11)")
out["lost-table-end"] = once(drafts, b"{FFFFFFFE:^80 {(k^97:c)(s=9)1:m } 1 2 }", b"{FFFFFFFE:^80 {(k^97:c)(s=9)1:m } 1 2 ")
out["lost-table-meta-end"] = once(drafts, b"{FFFFFFFE:^80 {(k^97:c)(s=9)1:m } 1 2 }", b"{FFFFFFFE:^80 {(k^97:c)(s=9)1:m  1 2 }")
out["lost-table-kind"] = once(drafts, b"{FFFFFFFE:^80 {(k^97:c)(s=9)1:m } 1 2 }", b"{FFFFFFFE:^80 1 2 }")
out["lost-dict-end"] = once(drafts, b"(B6=MRUTime)(B7=account)>", b"(B6=MRUTime)(B7=account)")
out["lost-value-dict-end"] = once(drafts, b"(A6=81)(A0=Me <alice@imap.example>)(A1=bob@imap.example)(A2\n    ==?utf-8?Q?Appended_offline_=C3=A4_1?=)(A3=append1@imap.example)\n  (A5=eb)>",
                                  b"(A6=81)(A0=Me <alice@imap.example>)(A1=bob@imap.example)(A2\n    ==?utf-8?Q?Appended_offline_=C3=A4_1?=)(A3=append1@imap.example)\n  (A5=eb)")
out["lost-value-end"] = once(drafts, b"(89=Report meeting)\n", b"(89=Report meeting\n")
out["lost-alias"] = once(drafts, b"(89=Report meeting)\n", b"\n")
out["alias-twice"] = once(drafts, b"(89=Report meeting)\n", b"(89=Report meeting)(89=Report\n meeting)\n")

# --- the first bytes
out["header-missing"] = once(one, HEADER + b"\n", b"")
out["header-bom"] = b"\xef\xbb\xbf" + one
out["header-1.3"] = once(one, b'v="1.4"', b'v="1.3"')
out["header-blank-line-before"] = b"\n" + one
out["empty"] = b""
out["only-nuls"] = bytes(4096)
out["utf-16"] = b"\xff\xfe" + b"".join(bytes([c, 0]) for c in one)

# --- whole files with other line ends (no damage to a reader; a writer must not mix them up)
crlf = drafts.replace(b"\n", b"\r\n")
out["crlf"] = crlf
out["cr"] = drafts.replace(b"\n", b"\r")
out["crlf-then-lf-group"] = crlf + b"\n@$${6{@\n[1:^80(^88=1)]\n@$$}6}@\n"
out["lfcr"] = drafts.replace(b"\n", b"\n\r")
out["crcrlf"] = crlf.replace(b"\r\n", b"\r\r\n")  # a CRLF file that a text-mode copy converted again


def main():
    differs = 0
    for name, data in out.items():
        path = os.path.join(HERE, name + ".msf")
        if "--check" in sys.argv[1:]:
            if not os.path.exists(path) or open(path, "rb").read() != data:
                print(f"{name}.msf differs")
                differs = 1
        else:
            with open(path, "wb") as f:
                f.write(data)
    print(f"{len(out)} files")
    return differs


if __name__ == "__main__":
    sys.exit(main())
