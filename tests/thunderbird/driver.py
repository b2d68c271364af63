"""A Thunderbird without a window, spoken to through Marionette, its remote control."""
import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))
INSIDE = ["inside.js", "folders.js"]

# What would ask, fetch, tidy up or write on its own is off. The control port is any free one.
QUIET = {
    "marionette.port": 0,
    "mail.panorama.enabled": False,  # Mork is what this is about
    "offline.startup_state": 3,  # offline from the start, without a question
    "offline.autoDetect": False,
    "network.manage-offline-status": False,
    "network.proxy.type": 1,  # whatever goes out regardless meets a closed port
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "app.update.auto": False,
    "app.normandy.enabled": False,
    "extensions.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.server": "",
    "toolkit.startup.max_resumed_crashes": -1,
    "mail.shell.checkDefaultClient": False,
    "mail.provider.suppress_dialog_on_startup": True,
    "mail.rights.override": True,
    "mail.inappnotifications.enabled": False,
    "mailnews.start_page.enabled": False,
    "mailnews.database.global.indexer.enabled": False,  # would write to summaries whenever it likes
    "mail.prompt_purge_threshhold": False,  # no compaction of folders
}

# The one account there is: Local Folders. In user.js it would be made anew at each start.
ACCOUNT = {
    "mail.accountmanager.accounts": "account1",
    "mail.accountmanager.localfoldersserver": "server1",
    "mail.account.account1.server": "server1",
    "mail.account.lastKey": 1,
    "mail.server.server1.type": "none",
    "mail.server.server1.hostname": "Local Folders",
    "mail.server.server1.userName": "nobody",
    "mail.server.server1.directory-rel": "[ProfD]Mail/Local Folders",
    "mail.server.server1.storeContractID": "@mozilla.org/msgstore/berkeleystore;1",
}


class Failure(Exception):
    """Thunderbird did not start, did not answer, or answered with an error."""


def program():
    """The Thunderbird to use, or nothing."""
    return os.environ.get("THUNDERBIRD") or shutil.which("thunderbird")


def read(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as text:
        return text.read()


def make_profile(profile):
    """A new profile; gives the folder where the mail files of its local folders go."""
    mail = os.path.join(profile, "Mail", "Local Folders")
    os.makedirs(mail)
    for name, preferences in (("prefs.js", ACCOUNT), ("user.js", QUIET)):
        with open(os.path.join(profile, name), "w", encoding="utf-8") as out:
            for preference, value in preferences.items():
                out.write(f"user_pref({json.dumps(preference)}, {json.dumps(value)});\n")
    for name in ("Trash", "Unsent Messages"):
        open(os.path.join(mail, name), "wb").close()
    return mail


def die_with_parent():
    """Run in the child: were this script killed outright, Thunderbird is, too."""
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    except (OSError, AttributeError):
        pass  # not Linux


class Thunderbird:
    """`with Thunderbird(profile, scratch) as thunderbird: thunderbird.call("see", ...)` runs a function of inside.js or folders.js."""

    def __init__(self, profile, scratch, patience=60):
        self.profile, self.patience = profile, patience
        self.port_file = os.path.join(profile, "MarionetteActivePort")
        self.log = os.path.join(scratch, "thunderbird.log")
        self.database_log = os.path.join(scratch, "databases")
        self.home = os.path.join(scratch, "home")
        self.process = self.socket = None
        self.buffer, self.number = b"", 0
        self.functions = "".join(map(read, INSIDE))

    def __enter__(self):
        try:
            self.start()
            self.connect(time.monotonic() + self.patience)
            self.ask("WebDriver:NewSession", {"capabilities": {}})
            self.ask("Marionette:SetContext", {"value": "chrome"})
            self.ask("WebDriver:SetTimeouts", {"script": self.patience * 1000})
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, kind, error, trace):
        try:
            if kind is None:
                self.quit()
        finally:
            self.kill()

    def start(self):
        os.makedirs(self.home, mode=0o700, exist_ok=True)
        if os.path.exists(self.port_file):
            os.unlink(self.port_file)
        foreign = ("DISPLAY", "WAYLAND", "XDG_", "DBUS", "MOZ_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        kept |= {"HOME": self.home, "TMPDIR": self.home, "XDG_RUNTIME_DIR": self.home, "TZ": "UTC", "LANG": "C.UTF-8"}
        kept |= {"DBUS_SESSION_BUS_ADDRESS": "disabled:", "MOZ_HEADLESS": "1", "MOZ_CRASHREPORTER_DISABLE": "1"}
        kept |= {"MOZ_LOG": "sync,MsgDB:5", "MOZ_LOG_FILE": self.database_log}
        command = [program(), "--headless", "--no-remote", "--profile", self.profile]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [*command, "--marionette", "--remote-allow-system-access"], env=kept, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True, preexec_fn=die_with_parent,
            )

    def connect(self, end):
        """The number of the port is in the profile as soon as there is one."""
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise self.failure(f"Thunderbird ended with {self.process.returncode} as it started")
            try:
                with open(self.port_file, encoding="ascii") as text:
                    self.socket = socket.create_connection(("127.0.0.1", int(text.read())), timeout=5)
                self.socket.settimeout(self.patience + 10)
                self.receive()  # its greeting
                return
            except (OSError, ValueError):
                time.sleep(0.05)
        raise self.failure(f"Thunderbird did not open its control port within {self.patience} s")

    def failure(self, what):
        """With the last that it said, but for the toolkit's complaints that it has no screen."""
        with open(self.log, encoding="utf-8", errors="replace") as log:
            said = [line.strip() for line in log if line.strip() and "gtk_" not in line]
        return Failure("\n    ".join([what, *said[-5:]]))

    def receive(self):
        """A message is its length in decimal, a colon, and JSON."""
        while (colon := self.buffer.find(b":")) < 0 or len(self.buffer) <= colon + int(self.buffer[:colon]):
            try:
                more = self.socket.recv(1 << 16)
            except TimeoutError:
                raise self.failure(f"no answer from Thunderbird within {self.patience} s") from None
            if not more:
                raise self.failure("Thunderbird hung up")
            self.buffer += more
        end = colon + 1 + int(self.buffer[:colon])
        message, self.buffer = self.buffer[colon + 1:end], self.buffer[end:]
        return json.loads(message)

    def ask(self, command, parameters):
        self.number += 1
        request = json.dumps([0, self.number, command, parameters]).encode()
        self.socket.sendall(b"%d:%s" % (len(request), request))
        while (answer := self.receive())[:2] != [1, self.number]:
            pass
        if answer[2]:
            raise Failure(f"{command}: {answer[2].get('error')}: {answer[2].get('message')}")
        return answer[3]

    def call(self, function, *arguments):
        """Runs a function of inside.js, awaits it, and gives its answer, which is JSON."""
        script = f"{self.functions}\nreturn answer({function}, Array.from(arguments));"
        parameters = {"script": script, "args": list(arguments), "newSandbox": True, "sandbox": "system"}
        answer = self.ask("WebDriver:ExecuteScript", parameters)["value"]
        if "error" in answer:
            raise Failure(f"{function}: {answer['error']}")
        return answer["result"]

    def complaints(self, paths):
        """What its own log of its databases says of these summaries."""
        path, found = "", []
        with open(f"{self.database_log}.moz_log", encoding="utf-8", errors="replace") as log:
            for line in log:
                path = line.split("::Open(")[1].split(", ")[0] if "::Open(" in line else path
                if "error opening" in line and path in paths:
                    found.append(f"{path}: {line.strip()}")
        return found

    def quit(self):
        """As its menu does: everything is committed and closed."""
        try:
            self.ask("Marionette:Quit", {"flags": ["eAttemptQuit"]})
        except (Failure, OSError):
            pass  # it may hang up before it answers; how it ends is what counts
        try:
            self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            raise self.failure(f"Thunderbird did not quit within {self.patience} s") from None
        if self.process.returncode:
            raise self.failure(f"Thunderbird ended with {self.process.returncode}")

    def kill(self):
        """Its own session of processes, and no other."""
        if self.socket:
            self.socket.close()
        if self.process:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.process.wait()
        self.process = self.socket = None
