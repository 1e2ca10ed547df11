#!/usr/bin/python3
"""How soon a mail is answered while the daemon idles, and that an idle daemon sleeps.

No absolute times are asserted: they say more about the machine than about the desk. Beside the
desk, a Python client waits in IDLE on the same mailbox, and a Python client sends a mail of its
own through the same Exim. From a mail's arrival to its acknowledgement in the sender's Maildir,
the desk may take a small multiple of what these two take together.
"""

import os
import select
import statistics
import threading
import time
import unittest

import office
from dovecot import Dovecot
from office import Office, request

ROUNDS = 8
FACTOR = 3
IDLE_SEC = 5
HANDFUL = 5  # wake-ups of one process while nothing happens
LOOKS = 3  # the mail's last traces may still be cleared away during the first, on a slow machine
SENDER = "yamada@tsubame-seiki.example.co.jp"


class Watcher:
    """A client that waits in IDLE and notes when the server tells of a new mail."""

    def __init__(self, o):
        self.box = o.open_box("desk")
        self.box.select("INBOX", readonly=True)
        self.box.send(b"w1 IDLE\r\n")
        while not self.box.readline().startswith(b"+"):
            pass
        self.told = threading.Event()
        self.at = 0.0
        self.ended = False
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()

    def watch(self):
        while not self.ended:
            if not self.box.sock.pending() and not select.select([self.box.sock], [], [], 0.2)[0]:
                continue
            line = self.box.readline()
            if b"EXISTS" in line:
                self.at = time.monotonic()
                self.told.set()
            elif not line:
                return

    def close(self):
        self.ended = True
        self.thread.join(5)
        self.box.shutdown()


def wait_for_file(folder, before, timeout=20):
    """When a new name appears in a folder."""
    until = time.monotonic() + timeout
    while time.monotonic() < until:
        if set(os.listdir(folder)) - before:
            return time.monotonic()
        time.sleep(0.002)
    raise TimeoutError(f"nothing comes into {folder}")


def processes(pid):
    """A process and all it started."""
    found = [pid]
    for child in Dovecot.children(pid):
        found += processes(child)
    return found


def wakeups(pid):
    with open(f"/proc/{pid}/status") as f:
        fields = dict(line.split(":", 1) for line in f)
    return fields["Name"].strip(), int(fields["voluntary_ctxt_switches"])


class Latency(unittest.TestCase):
    def setUp(self):
        self.office = Office(office.folder(self), {"yamada": SENDER, "other": "other@sme.example.jp"},
                             settings={"limits": {"acks_per_sender_day": 1000}}, plain_clock=True,
                             more_sources=[self.maildir])
        self.addCleanup(self.office.close)
        self.office.desk.start()
        self.office.desk.wait("the desk does not look", lambda: office.looked(self.office.desk, 2))
        time.sleep(1)

    @staticmethod
    def maildir(o):
        for part in ("new", "cur", "tmp"):
            (o.folder / "local" / part).mkdir(parents=True)
        return {"name": "local", "kind": "maildir", "path": str(o.folder / "local")}

    def smtp_time(self):
        """From the first byte to Exim until the mail is in a Maildir."""
        new = os.path.join(self.office.imap.box("other"), "new")
        before, began = set(os.listdir(new)), time.monotonic()
        self.office.send(SENDER, b"Subject: yardstick\r\n\r\nx\r\n", to="other@sme.example.jp")
        return wait_for_file(new, before) - began

    def answer_time(self, watcher, number):
        """(until the server's word, until the acknowledgement is in the Maildir)"""
        o = self.office
        new = os.path.join(o.imap.box("yamada"), "new")
        raw = request(o.desk.now(), SENDER, f"株式会社つばめ精機{number}")
        before = set(os.listdir(new))
        watcher.told.clear()
        began = time.monotonic()
        o.imap.deliver("desk", raw)
        answered = wait_for_file(new, before)
        self.assertTrue(watcher.told.wait(10))
        return watcher.at - began, answered - began

    def test_answered_while_idling(self):
        watcher = Watcher(self.office)
        self.addCleanup(watcher.close)
        self.answer_time(watcher, "零")  # the first mail may find things not yet open
        pushes, answers, smtps = [], [], []
        for number in range(ROUNDS):
            time.sleep(0.6)  # until both are in IDLE again
            smtps.append(self.smtp_time())
            push, answer = self.answer_time(watcher, number)
            pushes.append(push)
            answers.append(answer)
        push, answer, smtp = map(statistics.median, (pushes, answers, smtps))
        print(f"    median of {ROUNDS}: Dovecot's push {push * 1000:.0f} ms, a mail through Exim "
              f"{smtp * 1000:.0f} ms; arrival to acknowledgement {answer * 1000:.0f} ms "
              f"(worst {max(answers) * 1000:.0f} ms), the desk's own share {(answer - push) * 1000:.0f} ms")
        self.assertLess(answer, FACTOR * (push + smtp))

    @staticmethod
    def wakeups_of(pids):
        before = {pid: wakeups(pid)[1] for pid in pids}
        time.sleep(IDLE_SEC)
        after = {pid: wakeups(pid) for pid in pids}
        return [(name, n - before[pid]) for pid, (name, n) in after.items()]

    def test_idle_daemon_sleeps(self):
        o = self.office
        o.imap.deliver("desk", request(o.desk.now(), SENDER))
        o.settle(1)
        time.sleep(1.5)
        pids = processes(o.desk.process.pid)
        self.assertGreaterEqual(len(pids), 5)
        for _ in range(LOOKS):
            counts = self.wakeups_of(pids)
            if all(n <= HANDFUL for _, n in counts):
                break
        self.assertEqual(processes(o.desk.process.pid), pids)
        for name, n in counts:
            print(f"    {name}: {n} wake-ups in {IDLE_SEC} s")
            self.assertLessEqual(n, HANDFUL, name)


if __name__ == "__main__":
    raise SystemExit(office.main("test_latency"))
