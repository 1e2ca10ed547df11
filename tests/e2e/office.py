"""A desk between private servers, and the people who write to it.

    with Office(folder, {"taro": "taro@sme.example.co.jp"}) as office:
        office.desk.start()
        office.send("taro@sme.example.co.jp", raw)     # by SMTP, to the desk's mailbox
        office.settle()
        office.read("taro")                            # by IMAP: the new mails, parsed

Each name is a mailbox of the private Dovecot, which the private Exim delivers to; "desk" is
the desk's own, "operator" its operator's. close() ends everything, on failure as well.
"""

import atexit
import imaplib
import os
import pathlib
import shutil
import signal
import smtplib
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent / "demo"))
import desk as desks  # noqa: E402
import dovecot  # noqa: E402
import exim  # noqa: E402
import letters  # noqa: E402

SECRET = "office-secret"
DESK = desks.ADDRESS
OPERATOR = "operator@desk.example.jp"
EXPERTS = HERE.parent / "handlers" / "experts.csv"
raw_mail = letters.raw


def folder(case, prefix="madoguchi-e2e-"):
    """An empty folder that ends with the test (or the class, when given its class)."""
    path = tempfile.mkdtemp(prefix=prefix)
    os.chmod(path, 0o711)
    clean = case.addClassCleanup if isinstance(case, type) else case.addCleanup
    clean(shutil.rmtree, path, ignore_errors=True)
    return pathlib.Path(path)


def request(when, sender, company="株式会社つばめ精機", name="山田 太郎", charset="utf-8", topic=None,
            message_id=None, headers=""):
    """A consultation that the desk understands without asking."""
    topic = topic or "従業員向けの情報セキュリティ研修を実施していただける専門家をご紹介ください。"
    raw = raw_mail(when, sender, f"従業員向けのセキュリティ研修をお願いしたい（{company}）", f"""
{company}の{name.split()[0]}と申します。大阪府東大阪市で金属部品を製造しております。
従業員は45名です。

最近、不審なメールが増えており、{topic}
訪問での実施を希望します。予算は1回あたり4万円程度です。

{company}　総務部　{name}
""", charset, name, headers)
    if message_id:
        lines = raw.split(b"\r\n")
        at = [i for i, line in enumerate(lines) if line.startswith(b"Message-ID:")][0]
        lines[at] = f"Message-ID: <{message_id}>".encode()
        raw = b"\r\n".join(lines)
    return raw


def rows(store, sql, *args):
    """What the store says, read beside the daemon."""
    db = sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=20)
    try:
        return db.execute(sql, args).fetchall()
    finally:
        db.close()


def one(store, sql, *args):
    return rows(store, sql, *args)[0][0]


def quiet(store, now):
    """True when nothing is left to be read, sent or fired at the moment now."""
    return one(store, """select (select count(*) from inbox where state = 'new')
        + (select count(*) from outbox where state in ('pending', 'sending')
           or state = 'retry' and next_at <= ?1)
        + (select count(*) from timers where due_at <= ?1)""", int(now.timestamp())) == 0


def looked(desk, sources):
    """True when so many sources were read through at least once; a store may be about to be made."""
    try:
        return desk.store.exists() and one(desk.store, "select count(*) from source where checked_at > 0") >= sources
    except sqlite3.OperationalError:
        return False


def settle(desk, arrived, timeout=30):
    """Until so many different messages are in the store and nothing is left to do."""
    desk.wait("the desk does not come to rest", lambda: looked(desk, 1)
              and one(desk.store, "select count(*) from inbox") >= arrived
              and quiet(desk.store, desk.now()), timeout)


class Office:
    def __init__(self, path, people=None, settings=None, source=None, sink=None, more_sources=(),
                 plain_clock=False):
        """source, sink: settings that differ; more_sources: a list of further ones, each a
        dictionary or a function of the office. plain_clock: the desk goes by the real clock."""
        self.folder = pathlib.Path(path)
        self.people = {"desk": DESK, "operator": OPERATOR, **(people or {})}
        self.passwords = {name: f"{SECRET}-{name}" for name in self.people}
        self.seen = {}
        self.arrived = 0
        self.desk = self.mta = self.imap = None
        atexit.register(self.close)
        try:
            self.imap = dovecot.start(str(self.folder / "imap"), self.passwords)
            self.mta = exim.start(str(self.folder / "smtp"),
                                  {a: self.imap.box(n) for n, a in self.people.items()},
                                  ("desk", SECRET), require_auth=False)
            self.desk = desks.Desk(
                self.folder / "desk",
                sources=[self.source(**(source or {}))]
                + [s(self) if callable(s) else s for s in more_sources],
                sink=self.sink(**(sink or {})),
                settings={**({"test": {"clock_file": ""}} if plain_clock else {}), **(settings or {})})
        except BaseException:
            self.close()
            raise

    def password_file(self, name, text):
        path = self.folder / f"password-{name}"
        path.write_text(text + "\n")
        path.chmod(0o600)
        return str(path)

    def source(self, name="inbox", user="desk", **other):
        return {"name": name, "kind": "imap", "host": "localhost", "port": self.imap.imaps_port,
                "tls": "tls", "ca_file": self.imap.ca_file, "user": user, "auth": "password",
                "password_file": self.password_file(user, self.passwords[user]), **other}

    def sink(self, **other):
        return {"kind": "smtp", "host": "localhost", "port": self.mta.port, "tls": "starttls",
                "ca_file": self.mta.ca_file, "user": "desk", "auth": "password",
                "password_file": self.password_file("smtp", SECRET), "rate_per_minute": 0, **other}

    def close(self):
        for part, end in ((self.desk, "stop"), (self.mta, "stop"), (self.imap, "close")):
            if part:
                getattr(part, end)()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # --- mail as people send and read it ---

    def send(self, sender, raw, to=DESK):
        with smtplib.SMTP("127.0.0.1", self.mta.port, timeout=20) as smtp:
            smtp.starttls(context=ssl.create_default_context(cafile=self.mta.ca_file))
            smtp.sendmail(sender, [to], raw)
        self.arrived += 1

    def reply(self, sender, mail, text, quote=True):
        raw = desks.reply_to(mail, sender, text, self.desk.now(), quote=quote)
        self.send(sender, raw, str(mail.get("Reply-To", DESK).addresses[0].addr_spec))

    def open_box(self, name):
        context = ssl.create_default_context(cafile=self.imap.ca_file)
        box = imaplib.IMAP4_SSL("localhost", self.imap.imaps_port, ssl_context=context)
        box.login(name, self.passwords[name])
        return box

    def read(self, name):
        """Mails the mailbox got since the last look, oldest first; .raw holds their bytes."""
        with self.open_box(name) as box:
            box.select("INBOX", readonly=True)
            first, mails = self.seen.get(name, 0) + 1, []
            _, found = box.uid("search", None, f"UID {first}:*")
            for uid in map(int, found[0].split()):
                if uid < first:
                    continue
                _, data = box.uid("fetch", str(uid), "(BODY.PEEK[])")
                mail = desks.parse(data[0][1])
                mail.raw = data[0][1]
                mails.append(mail)
                self.seen[name] = uid
            return mails

    def flags(self, name, mailbox="INBOX"):
        """The flags of each message in a mailbox."""
        with self.open_box(name) as box:
            if box.select(mailbox, readonly=True)[0] != "OK":
                return []
            _, found = box.fetch("1:*", "(FLAGS)") if box.untagged_responses["EXISTS"] != [b"0"] else (0, [])
            return [line.decode() for line in found if line]

    # --- the desk ---

    def settle(self, arrived=None, timeout=30):
        settle(self.desk, self.arrived if arrived is None else arrived, timeout)
        self.mta.wait_delivered()

    def rows(self, sql, *args):
        return rows(self.desk.store, sql, *args)


def expired_certificate(directory, ca):
    """A server certificate of the authority ca (certificate, key) whose time is over."""
    directory = str(directory)
    cert, key, request_file = (os.path.join(directory, "expired." + end) for end in ("pem", "key", "csr"))
    with open(os.path.join(directory, "expired.conf"), "w") as f:
        f.write(f"[ca]\ndefault_ca=x\n[x]\nnew_certs_dir={directory}\ndatabase={directory}/expired.index\n"
                "default_md=sha256\npolicy=p\nx509_extensions=e\nrand_serial=yes\n"
                "[p]\ncommonName=supplied\n[e]\nsubjectAltName=DNS:localhost,IP:127.0.0.1\n"
                "extendedKeyUsage=serverAuth\n")
    open(os.path.join(directory, "expired.index"), "w").close()
    dovecot.run("openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-subj", "/CN=expired", "-keyout", key, "-out", request_file)
    dovecot.run("openssl", "ca", "-batch", "-notext", "-config", os.path.join(directory, "expired.conf"),
                "-cert", ca[0], "-keyfile", ca[1], "-startdate", "20200101000000Z",
                "-enddate", "20200201000000Z", "-in", request_file, "-out", cert)
    return cert, key


def main(name):
    """Runs the tests of the calling program; ends with a line and an exit code for make."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    names = [a for a in sys.argv[1:] if not a.startswith("-")]
    module = sys.modules["__main__"]
    loader = unittest.defaultTestLoader
    suite = loader.loadTestsFromNames(names, module) if names else loader.loadTestsFromModule(module)
    result = unittest.TextTestRunner(verbosity=2, failfast="-f" in sys.argv).run(suite)
    bad = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    skipped = f", {len(result.skipped)} skipped" if result.skipped else ""
    print(f"{name}: {max(0, result.testsRun - bad - len(result.skipped))} passed, {bad} failed{skipped}", flush=True)
    return 1 if bad or not result.testsRun else 0


def stop_process(process):
    """Ends a process that a test started, and what it started in its own group."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
