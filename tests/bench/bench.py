"""Speed and memory of the desk, beside a yardstick that runs in the same minutes.

A mailbox with a backlog of consultation requests is copied by mbsync, which only writes the mails
into a Maildir, and taken in by madoguchid, which stores, reads and understands each one, opens a
case, chooses an expert, and writes acknowledgement and offer. The two take turns. Nothing is sent:
the desk is supervised, so its mails wait for an approval. Afterwards the same mails are sent.

The exit status is 1 when the desk falls short of its goals: a third of the rate of mbsync with its
default settings, and at most 64 MiB over all processes.
"""

import argparse
import imaplib
import os
import pathlib
import shutil
import signal
import smtplib
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))
sys.path.insert(0, str(HERE))

RATIO_MIN = 1 / 3
MEMORY_MAX_MIB = 64
EXPERTS = 1000
BATCH = 64  # units in one transaction of the store's yardstick
SENT = 2000
TIMEOUT_SEC = 300

MBSYNC = """\
FSync {fsync}

IMAPAccount desk
Host localhost
Port {port}
User desk
Pass secret
SSLType {ssl}
AuthMechs LOGIN

IMAPStore far
Account desk

MaildirStore near
Path {dir}/
Inbox {dir}/INBOX

Channel all
Far :far:
Near :near:
Patterns INBOX
Create Near
Sync Pull
SyncState *
"""


class Bench:
    def __init__(self, work, count, rounds):
        self.work = work
        self.count = count
        self.rounds = rounds
        self.mails = []
        self.server = None
        self.template = None  # a store with the expert list in it
        self.results = {}
        self.pss_mib = self.hwm_mib = 0
        self.watch = None
        self.store = None

    # --- preparation ---

    def fill(self):
        self.server = dovecot.start(self.work / "dovecot", {"desk": "secret"})
        folder = pathlib.Path(self.server.box("desk")) / "cur"
        for number, raw in enumerate(corpus.mails(self.count)):
            path = folder / f"{1780000000 + number}.M{number}.bench,S={len(raw)}:2,"
            path.write_bytes(raw)
            self.server.give(path)
            if len(self.mails) < SENT:
                self.mails.append(raw)
        self.unsee()

    def unsee(self):
        """Takes back what the desk marked, and warms the index."""
        with imaplib.IMAP4("127.0.0.1", self.server.imap_port) as imap:
            imap.login("desk", "secret")
            imap.select()
            imap.store("1:*", "-FLAGS.SILENT", r"(\Seen)")
            imap.fetch("1:*", "(UID FLAGS RFC822.SIZE)")

    def source(self, tls):
        secret = self.work / "password"
        secret.write_text("secret\n")
        secret.chmod(0o600)
        source = {"name": "bench", "kind": "imap", "host": "localhost", "user": "desk",
                  "password_file": str(secret)}
        if tls:
            return {**source, "port": self.server.imaps_port, "ca_file": self.server.ca_file}
        return {**source, "port": self.server.imap_port, "tls": "none"}

    def new_desk(self, name, sources, sink=None, supervised=True):
        return Desk(fresh_dir(self.work / name), sources=sources, sink=sink, settings={
            "supervised": {"all": supervised}, "test": {"clock_file": ""}})

    def prepare_store(self):
        experts = self.work / "experts.csv"
        corpus.write_experts(experts, EXPERTS)
        desk = self.new_desk("experts", [self.source(False)])
        desk.run("experts", "import", experts)
        with sqlite3.connect(desk.store) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            active = db.execute("SELECT count(*) FROM experts WHERE status = 'active'").fetchone()[0]
        if active != EXPERTS:
            raise RuntimeError(f"{active} of {EXPERTS} experts were imported")
        self.template = desk.store

    # --- mbsync ---

    def mbsync(self, tls, fsync):
        folder = fresh_dir(self.work / "mbsync")
        conf = folder / "mbsyncrc"
        conf.write_text(MBSYNC.format(
            dir=folder, fsync=fsync, ssl=f"IMAPS\nCertificateFile {self.server.ca_file}" if tls else "None",
            port=self.server.imaps_port if tls else self.server.imap_port))
        begin = time.monotonic()
        subprocess.run(["mbsync", "-qq", "-c", conf, "all"], check=True, timeout=TIMEOUT_SEC)
        took = time.monotonic() - begin
        copied = sum(len(os.listdir(folder / "INBOX" / d)) for d in ("new", "cur"))
        if copied != self.count:
            raise RuntimeError(f"mbsync copied {copied} of {self.count} mails")
        shutil.rmtree(folder)
        return self.count / took

    # --- the desk ---

    def desk(self, tls):
        desk = self.new_desk("desk", [self.source(tls)])
        desk.store.parent.mkdir(mode=0o700, exist_ok=True)
        shutil.copyfile(self.template, desk.store)
        begin = time.monotonic()
        process = desk.start()
        watch = processes.Watch(process.pid)
        db = sqlite3.connect(f"file:{desk.store}?mode=ro", uri=True, timeout=30)

        def complete():
            if process.poll() is not None or "work ended" in desk.log_tail():
                raise RuntimeError("madoguchid ended\n" + desk.log_tail())
            taken = db.execute("SELECT max(id) FROM inbox").fetchone()[0]
            left = db.execute("SELECT EXISTS (SELECT 1 FROM inbox WHERE state = 'new')").fetchone()[0]
            return taken == self.count and not left

        try:
            processes.wait_until(complete, TIMEOUT_SEC)
        except TimeoutError:
            raise RuntimeError("madoguchid does not come to an end\n" + desk.log_tail()) from None
        took = time.monotonic() - begin
        watch.finish()
        db.close()
        desk.stop()
        self.pss_mib = max(self.pss_mib, watch.pss_kib / 1024)
        self.hwm_mib = max(self.hwm_mib, watch.hwm_kib / 1024)
        self.watch, self.store = watch, desk.store
        self.unsee()
        return self.count / took

    def alternate(self, tls):
        rates = {"mbsync": [], "mbsync, FSync no": [], "madoguchid": []}
        for _ in range(self.rounds):
            rates["mbsync"].append(self.mbsync(tls, "yes"))
            rates["mbsync, FSync no"].append(self.mbsync(tls, "no"))
            rates["madoguchid"].append(self.desk(tls))
        return rates

    def intake(self):
        print(f"Taking in {self.count:,} mails, messages a second (median of {self.rounds}, lowest-highest):")
        for tls in (True, False):
            rates = self.alternate(tls)
            middle = {name: statistics.median(r) for name, r in rates.items()}
            print(f"  {'IMAP over TLS' if tls else 'IMAP in plain text'}")
            for name, r in rates.items():
                print(f"    {name:18} {middle[name]:8,.0f}  ({min(r):,.0f}-{max(r):,.0f})"
                      + ("" if name == "madoguchid" else
                         f"   madoguchid reaches {middle['madoguchid'] / middle[name]:.2f} of it"))
            self.results[tls] = middle["madoguchid"] / middle["mbsync"]
        print(f"  goal: {RATIO_MIN:.2f} of mbsync as it comes (FSync yes)")

    def report_memory(self):
        print(f"Peak memory over all processes: {self.pss_mib:.1f} MiB (shared pages counted once; "
              f"goal {MEMORY_MAX_MIB}); sum of the processes' peaks {self.hwm_mib:.1f} MiB")
        cpu = self.watch.cpu_sec()
        for name, (pss, hwm) in sorted(self.watch.names.items()):
            print(f"    {name:18} {pss / 1024:6.1f} MiB  (own peak {hwm / 1024:5.1f})"
                  f"  {cpu.get(name, 0) / self.count * 1e6:7.0f} us of processor a mail")

    def report_store(self):
        with sqlite3.connect(self.store) as db:
            def table(sql):
                return ", ".join(f"{name} {n:,}" for name, n in db.execute(sql))
            print("What came of it:")
            print("    kinds:    ", table("SELECT kind || '/' || decision, count(*) FROM inbox GROUP BY 1 ORDER BY 2 DESC"))
            print("    cases:    ", table("SELECT state, count(*) FROM cases GROUP BY 1 ORDER BY 2 DESC"))
            print("    offers:   ", table("SELECT state, count(*) FROM offers GROUP BY 1"))
            print("    mails:    ", table("SELECT template, count(*) FROM outbox GROUP BY 1 ORDER BY 2 DESC"))
            print("    set aside:", db.execute("SELECT count(*) FROM inbox WHERE state = 'quarantine'").fetchone()[0])

    # --- yardsticks ---

    def store_yardstick(self):
        """The same number of units, each a handful of rows, into plain SQLite."""
        path = self.work / "yardstick.db"
        path.unlink(missing_ok=True)
        db = sqlite3.connect(path, isolation_level=None)
        db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                         "CREATE TABLE unit (id INTEGER PRIMARY KEY, unit INTEGER, part INTEGER, body BLOB);"
                         "CREATE INDEX unit_unit ON unit(unit, part);")
        body = self.mails[0]
        begin = time.monotonic()
        for first in range(0, self.count, BATCH):
            db.execute("BEGIN IMMEDIATE")
            for unit in range(first, min(first + BATCH, self.count)):
                for part in range(8):
                    db.execute("INSERT INTO unit (unit, part, body) VALUES (?, ?, ?)",
                               (unit, part, body if part < 3 else body[:200]))
            db.execute("COMMIT")
        took = time.monotonic() - begin
        db.close()
        print(f"Plain SQLite from Python, 8 rows a unit, {BATCH} units a transaction: {self.count / took:,.0f} units a second")

    def sending(self):
        with SmtpStandin() as sink:
            yardstick = self.send_plainly(sink.port)
            sink.messages.clear()
            desk = self.send_by_desk(sink)
        print(f"Sending {len(self.mails):,} mails one after another to the same server: "
              f"madoguchid {desk:,.0f} a second, Python's smtplib {yardstick:,.0f} a second")

    def send_plainly(self, port):
        begin = time.monotonic()
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            for raw in self.mails:
                smtp.sendmail("desk@desk.example.jp", ["someone@example.jp"], raw)
        return len(self.mails) / (time.monotonic() - begin)

    def send_by_desk(self, sink):
        """Approves as many of the waiting mails."""
        idle = fresh_dir(self.work / "idle")
        desk = self.new_desk("send", [{"name": "idle", "kind": "maildir", "path": str(idle)}], supervised=False, sink={
            "kind": "smtp", "host": "127.0.0.1", "port": sink.port, "tls": "none", "auth": "none",
            "rate_per_minute": 0})
        desk.store.parent.mkdir(mode=0o700, exist_ok=True)
        with sqlite3.connect(self.store) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            db.execute("UPDATE outbox SET state = 'pending', next_at = 1 WHERE id IN"
                       " (SELECT id FROM outbox WHERE state = 'held' LIMIT ?)", (len(self.mails),))
        db.close()
        shutil.copyfile(self.store, desk.store)
        begin = time.monotonic()
        desk.start()
        processes.wait_until(lambda: len(sink.messages) >= len(self.mails), TIMEOUT_SEC)
        took = time.monotonic() - begin
        desk.stop()
        return len(self.mails) / took

    def passed(self):
        short = [("TLS" if tls else "plain text") for tls, ratio in self.results.items() if ratio < RATIO_MIN]
        if short:
            print(f"FAILED: less than {RATIO_MIN:.2f} of the rate of mbsync: {', '.join(short)}")
        if self.pss_mib > MEMORY_MAX_MIB:
            print(f"FAILED: more than {MEMORY_MAX_MIB} MiB")
        return not short and self.pss_mib <= MEMORY_MAX_MIB


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default="build", help="where the programs are")
    parser.add_argument("--quick", action="store_true", help="1,000 mails, one round")
    parser.add_argument("--rounds", type=int, default=2, help="of each program, taking turns")
    parser.add_argument("--dir", help="works there and leaves everything")
    return parser.parse_args()


def main(args):
    work = pathlib.Path(args.dir or tempfile.mkdtemp(prefix="madoguchi-bench-"))
    work.mkdir(parents=True, exist_ok=True)
    bench = Bench(work, 1000 if args.quick else 10000, 1 if args.quick else args.rounds)
    try:
        bench.fill()
        bench.prepare_store()
        bench.intake()
        bench.report_memory()
        bench.report_store()
        bench.store_yardstick()
        bench.sending()
    finally:
        if bench.server:
            bench.server.close()
        if not args.dir:
            shutil.rmtree(work, ignore_errors=True)
    return 0 if bench.passed() else 1


if __name__ == "__main__":
    ARGS = arguments()
    os.environ["MADOGUCHI_BUILD"] = str(pathlib.Path(ARGS.build).resolve())
    import corpus
    import dovecot
    import processes
    from desk import Desk, fresh_dir
    from smtp_standin import SmtpStandin
    sys.exit(main(ARGS))
