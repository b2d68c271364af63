"""One line a check: what was found to be different, or nothing."""
import subprocess
import traceback

SHOWN = 6  # problems, for each check


class Trouble(Exception):
    """A program ended with a status that it should not have ended with."""


class Checks:
    passed = failed = skipped = 0

    def of(self, what, action, *arguments):
        """`action` gives the problems, if there are any; an error is one, too. Says whether there were none."""
        try:
            problems = list(action(*arguments) or [])
        except Exception as error:  # whatever it is, the other checks go on
            known = isinstance(error, (Trouble, OSError, subprocess.SubprocessError))
            problems = [str(error)] if known else traceback.format_exc().splitlines()[-5:]
        self.failed += bool(problems)
        self.passed += not problems
        print(f"{'FAILED' if problems else 'ok'}: {what}", flush=True)
        for problem in problems[:SHOWN]:
            print(f"    {problem}"[:600], flush=True)
        if len(problems) > SHOWN:
            print(f"    and {len(problems) - SHOWN} more", flush=True)
        return not problems

    def skip(self, what, why):
        self.skipped += 1
        print(f"skipped: {what}: {why}", flush=True)


def run(*command, statuses=(0,), patience=120, **more):
    """What a program printed, as text."""
    command = [str(word) for word in command]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=patience, **more)
    if done.returncode not in statuses:
        said = (done.stderr or done.stdout).decode("utf-8", "replace").strip()
        raise Trouble(f"{' '.join(command)[:300]}: status {done.returncode}: {said[-500:]}")
    return done.stdout.decode("utf-8", "surrogateescape")


def differences(what, found, expected):
    """Of two Counters, or two dictionaries: what only one of them has."""
    if found == expected:
        return []
    if hasattr(found, "elements"):
        less, more = expected - found, found - expected
        return [f"{what}: missing: {one!r} ({count} times)" for one, count in sorted(less.items(), key=repr)] + [
            f"{what}: too many: {one!r} ({count} times)" for one, count in sorted(more.items(), key=repr)]
    keys = sorted(set(found) | set(expected), key=repr)
    absent = "nothing"
    return [f"{what}: {key!r}: {found.get(key, absent)!r}, and not {expected.get(key, absent)!r}"
            for key in keys if found.get(key, absent) != expected.get(key, absent)]


def same(what, found, expected):
    return [] if found == expected else [f"{what}: {found!r}, and not {expected!r}"]
