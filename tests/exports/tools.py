"""Gets the programs and libraries that read the exports: Debian's packages with apt-get, Python's with pip into a folder outside of the repository."""
import importlib.util
import os
import shutil
import subprocess
import sys

PROGRAMS = {"notmuch": "notmuch", "doveadm": "dovecot-imapd", "sqlite3": "sqlite3"}
LIBRARIES = ["duckdb", "pyarrow", "vobject", "ldif", "pyspark"]
PATIENCE = 900  # seconds for one installation


def place():
    """One for each version of Python, in the cache of whoever runs this."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(cache, "morkdb", "exports-%d.%d" % sys.version_info[:2])


def within():
    """Goes on with the Python that has the libraries. Gives the reasons why some are not there, by name; by then this is that Python."""
    venv = place()
    python = os.path.join(venv, "bin", "python")
    if os.path.realpath(sys.prefix) != os.path.realpath(venv):
        if reason := make(venv, python):
            print(f"no library of Python can be installed: {reason}", flush=True)
            return dict.fromkeys(LIBRARIES, reason)
        os.execv(python, [python, *sys.argv])
    return {name: reason for name in LIBRARIES if (reason := library(name))}


def make(venv, python):
    if os.path.exists(python) and not silent(python, "-m", "pip", "--version"):
        return None
    return silent(sys.executable, "-m", "venv", "--clear", venv)


def library(name):
    """Installs it where it is not there; why it could not be, else nothing."""
    if is_here(name):
        return None
    print(f"pip install {name}", flush=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", name]
    return silent(*pip) or (None if is_here(name) else "pip installed it, but it cannot be imported")


def is_here(name):
    importlib.invalidate_caches()
    return importlib.util.find_spec(name) is not None


def programs():
    """Installs what is missing. Gives the reasons why some are not there, by name."""
    missing = [name for name in PROGRAMS if not shutil.which(name)]
    if not missing:
        return {}
    reason = apt([PROGRAMS[name] for name in missing])
    return {name: reason or "apt-get installed it, but it is not there" for name in missing if not shutil.which(name)}


def apt(packages):
    if not shutil.which("apt-get"):
        return "there is no apt-get to install it with"
    if os.geteuid() and not shutil.which("sudo"):
        return "to install it takes root, or sudo"
    root = ["sudo", "-n"] if os.geteuid() else []
    install = ["install", "-y", "--no-install-recommends", *packages]
    for arguments in (install, ["update"], install):
        print(f"apt-get {' '.join(arguments)}", flush=True)
        reason = silent(*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *arguments)
        if not reason and arguments is install:
            return None
    return reason


def silent(*command):
    """Runs it; what it said where it failed, else nothing."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    said = (done.stderr or done.stdout).decode(errors="replace").strip()
    return (said[-300:] or f"status {done.returncode}") if done.returncode else None
