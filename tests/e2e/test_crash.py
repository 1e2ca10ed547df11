#!/usr/bin/python3
"""Kill -9 at every commit boundary, and at random: nothing lost, nothing twice.

The points are those that the daemon names (crash_point in its sources). For each, a desk in the
middle of its work is copied, killed there at the first, second, third … passage, started again,
and compared with a desk that was never killed: the same cases in the same states, the same mails
to the same people, each accepted once by the SMTP server. Only between the server's word and our
commit may a mail go out twice, and then with the same bytes.
"""

import collections
import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import time
import unittest

import office
from desk import BUILD, ROOT, Desk, parse, reply_to
from office import EXPERTS, Office, request
from smtp_standin import SmtpStandin

COMPANY, OTHER, THIRD = "yamada@tsubame-seiki.example.co.jp", "sato@kawabe-unso.example.co.jp", "ueda@sora.example.co.jp"
PASSAGES = range(1, 40)  # until a point is not passed so often
BACKLOG, KILLS = 300, 10


def crash_points():
    """Those of the way by mail; test_chat and test_hook kill at the others."""
    found = set()
    for path in (ROOT / "daemon").glob("*.c"):
        found |= set(re.findall(r'crash_point\("([^"]+)"\)', path.read_text()))
    return sorted(p for p in found if p.split("-")[0] not in ("chat", "post", "hook"))


def plain_sink(standin):
    return {"kind": "smtp", "host": "127.0.0.1", "port": standin.port, "tls": "none", "auth": "none",
            "rate_per_minute": 0, "retry_first_sec": 1}


def end_result(desk):
    """What must not depend on whether the desk was killed in between."""
    store = desk.store
    mails = office.rows(store, """select coalesce(c.number, '-'), o.template, o.recipient, coalesce(v.no, 0), o.state
        from outbox o left join cases c on c.id = o.case_id left join visits v on v.id = o.visit_id""")
    cases = office.rows(store, "select number, state, company from cases")
    visits = office.rows(store, "select case_id, no, state, starts_at, sequence, uid <> '' from visits")
    offers = office.rows(store, "select case_id, expert_id, state from offers")
    inbox = office.rows(store, "select from_addr, subject, state, kind, coalesce(case_id, 0) from inbox")
    events = office.rows(store, "select case_id, what, text from events where what not in ('mail', 'dates')")
    return {name: collections.Counter(rows) for name, rows in (
        ("mails", mails), ("cases", cases), ("visits", visits), ("offers", offers), ("inbox", inbox),
        ("events", events))}


class Points(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = office.folder(cls)
        cls.standin = SmtpStandin()
        cls.addClassCleanup(cls.standin.stop)
        cls.begin(cls.folder / "model")
        cls.expected, wanted = cls.run_to_end(cls.folder / "unharmed", None)
        cls.check_scenario(cls.expected, wanted)

    @classmethod
    def desk_in(cls, path):
        return Desk(path, sink=plain_sink(cls.standin), settings={"sources": [
            {"name": "inbox", "kind": "maildir", "path": str(path / "inbox"), "batch": 2}]})

    @classmethod
    def begin(cls, path):
        """A desk with an open offer, and six mails that wait for it."""
        desk = cls.desk_in(path)
        desk.set_clock("2026-06-01T10:00")
        desk.run("experts", "import", EXPERTS)
        first = request(desk.now(), COMPANY, message_id="first@tsubame-seiki.example.co.jp")
        desk.deliver(first)
        desk.once()
        sent = {m.recipients[0]: parse(m.data) for m in cls.standin.accepted()}
        second = request(desk.now(), OTHER, "川辺運送株式会社", "佐藤 健")
        away = office.raw_mail(desk.now(), THIRD, "自動応答: 不在にしております", "6月5日まで不在です。",
                               headers="Auto-Submitted: auto-replied\r\n")
        offered = [a for a in sent if a.endswith("@experts.example.jp")][0]
        waiting = [
            first, second, second, away,
            reply_to(sent[offered], offered, "お引き受けします。よろしくお願いいたします。", desk.now()),
            request(desk.now(), THIRD, "株式会社そら", "上田 晃", message_id="first@tsubame-seiki.example.co.jp"),
        ]
        for number, raw in enumerate(waiting):
            (desk.inbox / "new" / f"{number:04d}.waiting.test").write_bytes(raw)

    @staticmethod
    def check_scenario(result, sent):
        """The story holds what it is meant to hold."""
        if len(result["cases"]) != 3 or len(result["inbox"]) != 5 or sum(result["visits"].values()) != 1:
            raise AssertionError(f"the unharmed desk ends with {result}")
        if any(n != 1 for n in sent.values()):
            raise AssertionError("the unharmed desk sends twice")

    @classmethod
    def run_to_end(cls, path, kill_at):
        """(end result, transactions by content) of a copy of the model; None when the point was
        not passed so often."""
        shutil.copytree(cls.folder / "model", path)
        desk = cls.desk_in(path)
        desk.set_clock("2026-06-01T10:05")
        before = len(cls.standin.accepted())
        if kill_at:
            code = desk.once({"MADOGUCHI_KILL_AT": kill_at}, check=False)
            if code == 0:
                shutil.rmtree(path)
                return None
        for _ in range(3):
            if desk.once(check=False) == 0:
                break
            time.sleep(0.1)
        result = end_result(desk)
        result["left in new"] = sorted(os.listdir(desk.inbox / "new"))
        result["problems"] = [i["text"] for i in desk.json("review") if i["type"] in ("quarantine", "failed")]
        sent = collections.Counter((m.recipients[0], hashlib.sha256(m.data).digest(), parse(m.data)["Message-ID"])
                                   for m in cls.standin.accepted()[before:])
        result["message ids"] = max(collections.Counter((r, i) for r, _, i in sent).values())
        shutil.rmtree(path)
        return result, sent

    def kill(self, point):
        passages = 0
        for n in PASSAGES:
            with self.subTest(point, passage=n):
                got = self.run_to_end(self.folder / f"{point}-{n}", f"{point}:{n}")
                if got is None:
                    break
                passages += 1
                result, sent = got
                for part, expected in self.expected.items():
                    self.assertEqual(result[part], expected, part)
                doubles = [key for key, times in sent.items() if times > 1]
                if point == "send-before-commit":
                    self.assertLessEqual(len(doubles), 1)
                    self.assertLessEqual(max(sent.values()), 2)
                else:
                    self.assertEqual(doubles, [])
        self.assertGreater(passages, 0, f"{point} is never passed")
        print(f"    {point}: killed at {passages} passages")


def add_point_tests():
    for point in crash_points():
        name = "test_" + point.replace("-", "_")
        setattr(Points, name, lambda self, point=point: self.kill(point))


add_point_tests()


class Backlog(unittest.TestCase):
    """The whole daemon killed again and again while it takes 300 mails from Dovecot."""

    def setUp(self):
        self.random = random.Random(os.environ.get("MADOGUCHI_SEED", "20260601"))
        self.standin = SmtpStandin()
        self.addCleanup(self.standin.stop)
        self.office = Office(office.folder(self), source={"batch": 20})
        self.addCleanup(self.office.close)
        self.desk = self.office.desk
        self.desk.write_conf([self.office.source(batch=20, move_to="Taken")], plain_sink(self.standin), {})
        self.desk.set_clock("2026-06-01T10:00")
        self.desk.run("experts", "import", EXPERTS)

    def fill(self):
        for number in range(BACKLOG):
            raw = request(self.desk.now(), f"tanto{number}@kigyo{number}.example.co.jp", f"株式会社第{number}工業")
            self.office.imap.deliver("desk", raw, f"{1780000000 + number}.{number:04d}.test")
            if number % 25 == 0:  # copies of the same bytes
                self.office.imap.deliver("desk", raw, f"{1780000000 + number}.{number:04d}.copy")

    def run_for(self, seconds):
        """Starts the daemon as the head of a group, and kills the group."""
        process = subprocess.Popen(
            [BUILD / "madoguchid", "-c", self.desk.conf], stdin=subprocess.DEVNULL, start_new_session=True,
            stderr=open(self.desk.log, "ab"), env=self.desk.environment())
        try:
            time.sleep(seconds)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def done(self):
        return office.one(self.desk.store, "select count(*) from inbox where state = 'done'")

    def test_killed_at_random(self):
        self.fill()
        progress = []
        for _ in range(KILLS):
            self.run_for(self.random.uniform(0.1, 0.4))
            progress.append(self.done())
        self.desk.start()
        office.settle(self.desk, BACKLOG, 60)
        self.desk.wait("no mail is left in the inbox", lambda: not self.office.imap.messages("desk"))
        self.desk.stop()
        print(f"    after each kill, of {BACKLOG} mails done: {progress}")
        self.assertLess(progress[0], BACKLOG)
        self.check()

    def check(self):
        store = self.desk.store
        states = dict(office.rows(store, "select state, count(*) from inbox group by state"))
        self.assertEqual(sum(states.values()), BACKLOG)
        self.assertEqual(set(states) - {"done", "quarantine"}, set())
        self.assertLessEqual(states.get("quarantine", 0), 1)
        self.assertEqual(office.one(store, "select count(*) from cases"), states["done"])
        self.assertEqual(office.rows(store, "select case_id from inbox where state = 'done' group by case_id "
                                     "having count(*) > 1"), [])
        self.assertEqual(office.rows(store, "select recipient, template, case_id from outbox where template like 'ack%' "
                                     "group by 1, 2, 3 having count(*) > 1"), [])
        self.assertEqual(office.one(store, "select count(*) from outbox where template like 'ack%'"), states["done"])
        self.check_sent()

    def check_sent(self):
        rows = office.rows(self.desk.store, "select message_id, recipient, state, problem from outbox")
        times = collections.Counter((parse(m.data)["Message-ID"].strip(" <>"), m.recipients[0])
                                    for m in self.standin.accepted())
        bodies = {(parse(m.data)["Message-ID"].strip(" <>"), m.recipients[0], hashlib.sha256(m.data).digest())
                  for m in self.standin.accepted()}
        self.assertEqual(len(bodies), len(times))  # a double has the same bytes
        for message_id, recipient, state, problem in rows:
            n = times.pop((message_id, recipient), 0)
            if state == "failed":  # killed twice while it was on its way: the operator decides
                self.assertIn("届いたかどうか分からない", problem)
            elif state == "cancelled":
                self.assertEqual(n, 0)
            else:
                self.assertEqual(state, "sent")
                self.assertGreaterEqual(n, 1, recipient)
        self.assertEqual(times, {})
        doubles = len(self.standin.accepted()) - len(bodies)
        print(f"    {len(bodies)} mails sent, {doubles} of them twice, {KILLS} kills")
        self.assertLessEqual(doubles, KILLS)


class Imap(unittest.TestCase):
    """The fetch points once more where there is a server to be marked."""

    def test_fetch_points(self):
        for point in ("fetch-before-commit", "fetch-after-commit"):
            for n in (1, 2):
                with self.subTest(point, passage=n):
                    self.kill(f"{point}:{n}")

    def kill(self, kill_at):
        with SmtpStandin() as standin, Office(office.folder(self)) as o:
            o.desk.write_conf([o.source(batch=2, move_to="Taken")], plain_sink(standin), {})
            o.desk.set_clock("2026-06-01T10:00")
            o.desk.run("experts", "import", EXPERTS)
            raws = [request(o.desk.now(), COMPANY), request(o.desk.now(), OTHER, "川辺運送株式会社", "佐藤 健")]
            for raw in raws + raws:
                o.imap.deliver("desk", raw)
            self.assertNotEqual(o.desk.once({"MADOGUCHI_KILL_AT": kill_at}, check=False), 0)
            for line in o.flags("desk"):
                if kill_at == "fetch-before-commit:1":
                    self.assertNotIn("\\Seen", line)
            o.desk.once()
            self.assertEqual(office.one(o.desk.store, "select count(*) from cases"), 2)
            self.assertEqual(office.one(o.desk.store, "select count(*) from inbox where state = 'done'"), 2)
            self.assertEqual(o.flags("desk"), [])
            taken = o.flags("desk", "Taken")
            self.assertEqual(len(taken), 4)
            self.assertEqual([line for line in taken if "\\Seen" not in line], [])
            acks = [m.recipients[0] for m in standin.accepted() if m.recipients[0] in (COMPANY, OTHER)]
            self.assertEqual(sorted(acks), sorted(set(acks)))


if __name__ == "__main__":
    raise SystemExit(office.main("test_crash"))
