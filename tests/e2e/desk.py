"""A desk of its own for a test: configuration, store, clock, daemon and command.

    desk = Desk("/some/empty/dir", sources=[...], sink={...})
    desk.set_clock("2026-06-01T10:00")
    desk.start(); ...; desk.stop()          # or desk.once()
    rows = desk.json("cases")               # madoguchi cases --json

With neither sources nor sink given, mail comes from and goes to Maildirs (desk.inbox, desk.sent),
so that most tests need no server. Everything written is below the directory.
"""

import atexit
import ctypes
import datetime
import email
import email.policy
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("MADOGUCHI_BUILD", ROOT / "build"))
JST = datetime.timezone(datetime.timedelta(hours=9))
ADDRESS = "soudan@desk.example.jp"


def setting(value):
    """A value in libconfig's notation."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, dict):
        return "{ " + " ".join(f"{k} = {setting(v)};" for k, v in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        if value and isinstance(value[0], dict):
            return "( " + ", ".join(setting(v) for v in value) + " )"
        return "[ " + ", ".join(setting(v) for v in value) + " ]"
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


class Desk:
    def __init__(self, directory, sources=None, sink=None, settings=None, address=ADDRESS):
        self.dir = pathlib.Path(directory)
        self.dir.mkdir(parents=True, exist_ok=True)
        self.address = address
        self.inbox = self.dir / "inbox"
        self.sent = self.dir / "sent"
        self.store = self.dir / "state" / "madoguchi.db"
        self.conf = self.dir / "madoguchi.conf"
        self.clock_file = self.dir / "clock"
        self.clock_file.write_text("0\n")
        self.log = self.dir / "madoguchid.log"
        self.process = None
        self.taken = set()
        if sources is None:
            for sub in ("new", "cur", "tmp"):
                (self.inbox / sub).mkdir(parents=True, exist_ok=True)
            sources = [{"name": "inbox", "kind": "maildir", "path": str(self.inbox)}]
        if sink is None:
            sink = {"kind": "maildir", "path": str(self.sent), "rate_per_minute": 0}
        self.write_conf(sources, sink, settings or {})
        atexit.register(self.stop)

    def write_conf(self, sources, sink, settings):
        groups = {
            "desk": {
                "address": self.address,
                "name_ja": "情報セキュリティ相談窓口",
                "name_en": "Information Security Consultation Desk",
                "organisation_ja": "みなと中小企業支援協会",
                "organisation_en": "Minato SME Support Association",
                "phone": "03-0000-0000",
                "operators": ["operator@desk.example.jp"],
            },
            "sources": sources,
            "sink": sink,
            "supervised": {"all": False},
            # Off where it is not what is tested: it comes on every working morning.
            "reports": {"digest_hour": -1},
            "store": {"state_dir": str(self.dir / "state")},
            "test": {"clock_file": str(self.clock_file)},
            # How sure the model is of a mail is tested elsewhere (make eval); what is told
            # here is what the desk does with it.
            "decide": {"auto_min": 0.4, "review_max": 0.35},
        }
        for name, group in settings.items():
            if isinstance(group, dict) and name in groups:
                groups[name].update(group)
            else:
                groups[name] = group
        text = "".join(f"{name} = {setting(group)};\n" for name, group in groups.items())
        self.conf.write_text(text)
        os.chmod(self.conf, 0o600)

    # --- clock ---

    def now(self):
        offset = int(self.clock_file.read_text())
        return datetime.datetime.fromtimestamp(time.time() + offset, JST)

    def set_clock(self, when):
        """An ISO time in Japan, or "+3d", "+90m", "+2h", "+30s" from now."""
        step = re.fullmatch(r"\+(\d+)([dhms])", when)
        offset = int(self.clock_file.read_text())
        if step:
            offset += int(step[1]) * {"d": 86400, "h": 3600, "m": 60, "s": 1}[step[2]]
        else:
            at = datetime.datetime.fromisoformat(when).replace(tzinfo=JST)
            offset = int(at.timestamp() - time.time())
        tmp = self.clock_file.with_suffix(".new")
        tmp.write_text(f"{offset}\n")
        tmp.rename(self.clock_file)

    # --- daemon ---

    def environment(self, extra=None):
        return {**os.environ, "MADOGUCHI_DATA": str(ROOT), **(extra or {})}

    def start(self, extra=None):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [BUILD / "madoguchid", "-c", self.conf], stderr=log,
                stdin=subprocess.DEVNULL, env=self.environment(extra))
        return self.process

    def stop(self, kill=False):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL if kill else signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None

    def once(self, extra=None, check=True):
        with open(self.log, "ab") as log:
            done = subprocess.run(
                [BUILD / "madoguchid", "-c", self.conf, "--once"], stdin=subprocess.DEVNULL,
                stderr=log, env=self.environment(extra), timeout=120)
        if check and done.returncode != 0:
            raise RuntimeError(f"madoguchid --once: {done.returncode}\n{self.log_tail()}")
        return done.returncode

    def log_tail(self, lines=30):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    # --- command ---

    def run(self, *args, check=True):
        done = subprocess.run(
            [BUILD / "madoguchi", "-c", self.conf, *map(str, args)], text=True,
            capture_output=True, env=self.environment(), timeout=120)
        if check and done.returncode != 0:
            raise RuntimeError(f"madoguchi {args}: {done.returncode} {done.stderr}")
        return done

    def json(self, *args):
        out = self.run(*args, "--json").stdout
        return [json.loads(line) for line in out.splitlines()]

    def wait(self, what, condition, timeout=20):
        """Polls until condition() is true; its value."""
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            value = condition()
            if value:
                return value
            time.sleep(0.05)
        raise TimeoutError(f"{what}\n{self.log_tail()}")

    # --- mail through Maildirs ---

    def deliver(self, raw):
        name = f"{time.time():.6f}.{uuid.uuid4().hex}.test"
        tmp = self.inbox / "tmp" / name
        tmp.write_bytes(raw)
        tmp.rename(self.inbox / "new" / name)

    def mails(self, recipient=None):
        """Mails the desk sent, oldest first, parsed by Python's email."""
        found = []
        for folder in ("new", "cur"):
            if not (self.sent / folder).is_dir():
                continue
            for path in (self.sent / folder).iterdir():
                found.append((path.stat().st_mtime_ns, path))
        # Files of one moment share their time; the outbox knows the order.
        order = {m["message_id"]: m["id"] for m in self.json("outbox")}
        parsed = [parse(path.read_bytes()) for _, path in sorted(found)]
        parsed.sort(key=lambda m: order.get(str(m["Message-ID"]).strip("<> "), 0))
        return [m for m in parsed if recipient is None or is_for(m, recipient)]


def is_for(message, recipient):
    fields = [str(message.get(h, "")) for h in ("To", "Cc", "Delivered-To")]
    return any(recipient.lower() in f.lower() for f in fields)


def parse(raw):
    return email.message_from_bytes(raw, policy=email.policy.default)


def body_of(message):
    part = message.get_body(("plain",))
    return part.get_content() if part else ""


def reply_to(message, sender, text, when, name=None, quote=True):
    """A plain reply as a mail program writes it: threaded, quoted below."""
    target = message.get("Reply-To") or message["From"]
    out = email.message.EmailMessage()
    out["From"] = f"{name} <{sender}>" if name else sender
    out["To"] = str(target)
    out["Subject"] = "Re: " + str(message["Subject"])
    out["Date"] = when
    out["Message-ID"] = f"<{uuid.uuid4().hex}@{sender.split('@')[1]}>"
    out["In-Reply-To"] = str(message["Message-ID"])
    out["References"] = " ".join(
        filter(None, [str(message.get("References", "")), str(message["Message-ID"])]))
    if quote:
        head = f"{when:%Y年%-m月%-d日} {when:%H:%M} 情報セキュリティ相談窓口 <{ADDRESS}>:"
        lines = "\n".join("> " + line for line in body_of(message).splitlines())
        text = f"{text}\n\n{head}\n\n{lines}\n"
    out.set_content(text)
    return out.as_bytes(policy=email.policy.SMTP)


ZSTD = ctypes.CDLL("libzstd.so.1")
ZSTD.ZSTD_getFrameContentSize.restype = ctypes.c_ulonglong
ZSTD.ZSTD_decompress.restype = ctypes.c_size_t
ZSTD.ZSTD_decompress.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t]


def wire_of(blob):
    """The bytes of a mail from the column wire of the outbox."""
    if blob[:4] != b"\x28\xb5\x2f\xfd":
        return blob
    out = ctypes.create_string_buffer(ZSTD.ZSTD_getFrameContentSize(blob, ctypes.c_size_t(len(blob))))
    size = ZSTD.ZSTD_decompress(out, len(out), blob, len(blob))
    return out.raw[:size]


def fresh_dir(path):
    path = pathlib.Path(path)
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path
