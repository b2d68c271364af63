"""The program under test: its commands that write, and what it reads, in the shape that inside.js uses."""
import json
import os
import subprocess

MESSAGES = "ns:msg:db:row:scope:msgs:all"
FOLDER = "ns:msg:db:row:scope:dbfolderinfo:all"
ALL_MESSAGES = "ns:msg:db:table:kind:msgs"
PATIENCE = 60  # seconds for one command


class Trouble(Exception):
    """The program ended with a status that it should not have ended with."""


class Mork:
    def __init__(self, program, scratch):
        self.program, self.script = os.path.abspath(program), os.path.join(scratch, "ops.script")

    def run(self, *arguments, statuses=(0,)):
        done = subprocess.run([self.program, *arguments], stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE)
        if done.returncode not in statuses:
            said = (done.stderr or done.stdout).decode("utf-8", "replace").strip()
            raise Trouble(f"mork {' '.join(arguments)[:200]}: status {done.returncode}: {said[-500:]}")
        return done.stdout

    def write(self, command, case, *arguments):
        self.run(command, "--writing", case.writing, case.path, *arguments)

    def apply(self, case, operations):
        with open(self.script, "w", encoding="utf-8", newline="\n") as out:
            out.write("\n".join(operations) + "\n")
        self.write("apply", case, self.script)

    def read(self, path, reading):
        """The keys of messages in the order of their table, each row's cells, each table's rows."""
        dump = json.loads(self.run("dump", "--format", "json", "--reading", reading, path))
        messages = next(table["rows"] for table in dump["tables"] if table["kind"] == ALL_MESSAGES)
        return {
            "keys": [int(row, 16) for row in messages],
            "rows": {(row["scope"], row["id"]): cells(row) for row in dump["rows"]},
            "tables": {(table["scope"], table["id"]): table["rows"] for table in dump["tables"]},
        }


def cells(row):
    """Of two cells in a column the first, as Thunderbird has it."""
    found = {}
    for column, value in row["cells"]:
        found.setdefault(text(column), text(value) or "")
    return found


def text(value):
    return bytes.fromhex(value["hex"]).decode("utf-8", "replace") if isinstance(value, dict) else value
