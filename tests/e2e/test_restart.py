#!/usr/bin/python3
"""A restart at any point gives the same mails as no restart.

Two dialogues are played: an incident put to two experts at a time, and a case that an agency brings,
one expert after the other. Before each step the desk is copied. From the copy the same step is taken
again and the process at work is killed (SIGKILL) at each passage of each commit boundary, started
again, and the desk is compared with the one that was never killed: the same mails with the same texts
to the same people, each delivered once, and the same cases, offers, visits, timers, events and
disclosures, from which all that follows. Then each dialogue is played to its end once more, with a
kill in every single step.
"""

import collections
import os
import re
import shutil
import sqlite3
import time
import unittest

import office
from desk import ROOT, Desk, parse, reply_to, wire_of

STORIES = ROOT / "tests" / "handlers"
WORK = ("work-before-commit", "work-after-commit", "work-after-try")
OTHERS = ("fetch-before-commit", "fetch-after-commit", "send-after-take", "send-before-commit", "send-after-commit")
PASSAGES = 60  # more than any step has
OTHERS_PASSAGES = 1  # test_crash.py takes them all

YES = "お引き受けします。よろしくお願いいたします。"
NO = "申し訳ありませんが、今回は辞退します。"
QUESTION = "オンラインでも実施できるでしょうか。条件が合えばお引き受けしたいと思います。"
LEAVE = (STORIES / "expert-leaves-agency" / "leave").read_text()


def answer(who, template, text):
    """A reply to the newest mail of a template that somebody got."""
    def raw(desk):
        ids = [m["message_id"] for c in desk.json("export") for m in c["mails"]
               if (m["recipient"], m["template"]) == (who, template)]
        mail = [m for m in desk.mails(who) if m["Message-ID"].strip("<> ") == ids[-1]][0]
        return reply_to(mail, who, text, desk.now())
    return raw


def message(path):
    raw = (STORIES / path).read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return lambda desk: raw


def expert(n):
    return f"e{n}@experts{n}.example.jp"


def incident_experts():
    head, row, *_ = (STORIES / "incident-first-accepts" / "experts.csv").read_text().splitlines()
    rows = [row.replace("大川 進", f"見本 {n}郎").replace("900001", f"90000{n}").replace("first@experts.example.jp", expert(n))
            for n in range(1, 7)]
    return "\n".join([head, *rows]) + "\n"


AGENCY_EXPERTS = (STORIES / "experts.csv").read_text()
FIRST, SECOND = "first@experts.example.jp", "second@experts.example.jp"
CLIENT = "kimura@hanamaru-foods.example.co.jp"

# Each step: the desk's clock, and what has arrived by then.
INCIDENT = {
    "experts": incident_experts(),
    "settings": {"match": {"incident_offers_at_once": 2}, "visits": {"propose": "all"}},
    "steps": [
        ("2026-06-01T10:05", [message("incident-first-accepts/request.eml")]),
        ("2026-06-01T10:35", [answer(expert(1), "offer_incident", NO)]),
        ("2026-06-01T11:05", [answer(expert(2), "offer_incident", QUESTION)]),
        # The deadlines of both have passed when the yes of one is read.
        ("2026-06-01T15:35", [answer(expert(2), "offer_incident", YES)]),
        ("2026-06-02T09:35", [answer(expert(2), "offer_incident", LEAVE)]),
        # Two say yes at the same time.
        ("2026-06-02T10:05", [answer(expert(4), "offer_incident", YES), answer(expert(5), "offer_incident", YES)]),
        ("2026-06-08T10:05", []),
        ("2026-06-12T18:05", []),
    ],
    "templates": {"ack_incident", "offer_incident", "offer_declined", "offer_question", "intro_company", "intro_expert",
                  "visit_invite", "visit_cancel", "expert_changed_company", "expert_released", "offer_closed",
                  "visit_reminder_company", "report_request", "operator_alert"},
}
AGENCY = {
    "experts": AGENCY_EXPERTS,
    "settings": {},
    "steps": [
        ("2026-06-02T09:35", [message("forward/forward.eml")]),
        ("2026-06-03T16:35", []),  # the reminder
        ("2026-06-04T12:05", []),  # too late: the next one
        ("2026-06-04T15:05", [answer(FIRST, "offer", YES), answer(SECOND, "offer", YES)]),
        ("2026-06-05T10:05", [answer(CLIENT, "visit_slots", "①でお願いします。"),
                               answer(SECOND, "visit_slots", "①、②とも可能です。")]),
        ("2026-06-06T10:05", [answer(CLIENT, "intro_company", "社内の事情により、今回の相談は取り下げます。")]),
    ],
    "templates": {"ack_agency", "offer", "offer_reminder", "offer_late", "intro_company", "intro_expert",
                  "visit_slots", "visit_fixed", "visit_cancel", "withdrawn_company", "withdrawn_agency", "withdrawn_expert"},
}


# --- what is compared ---

def text_of(wire):
    """What a reader gets to see, without what is random or the time of writing."""
    mail = parse(wire_of(wire))
    parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    found = "\n".join([str(mail["Subject"]), str(mail["To"]), str(mail["Cc"]), str(mail["Auto-Submitted"]), *parts])
    return re.sub(r"(?m)^(DTSTAMP|LAST-MODIFIED|CREATED|UID):.*$", r"\1", found)


def table(db, sql):
    return collections.Counter(db.execute(sql).fetchall())


def everything(desk):
    db = sqlite3.connect(f"file:{desk.store}?mode=ro", uri=True, timeout=20)
    mails = collections.Counter(
        (number, template, recipient, state, text_of(wire)) for number, template, recipient, state, wire in db.execute(
            "select coalesce(c.number, '-'), o.template, o.recipient, o.state, o.wire from outbox o"
            " left join cases c on c.id = o.case_id"))
    found = {
        "mails": mails,
        "cases": table(db, "select number, state, company, expert_id, outcome from cases"),
        "offers": table(db, "select case_id, expert_id, state, answer, due_at from offers"),
        "visits": table(db, "select case_id, no, state, starts_at, sequence, confirmed from visits"),
        "slots": table(db, "select visit_id, round, no, starts_at, company, expert from visit_slots"),
        "timers": table(db, "select case_id, kind, ref_id, due_at / 600 from timers where kind <> 'alert_summary'"),
        "events": table(db, "select case_id, what, text, open from events where what <> 'quarantine'"),
        "inbox": table(db, "select from_addr, subject, state, kind, coalesce(case_id, 0) from inbox"),
        "disclosures": table(db, "select d.subject, d.subject_addr, d.fields, m.recipient, m.template, d.purpose, d.basis,"
                                 " d.consent_id from disclosures d join outbox m on m.id = d.outbox_id"),
    }
    sent = db.execute("select count(*) from outbox where state = 'sent'").fetchone()[0]
    db.close()
    found["delivered"] = len(os.listdir(desk.sent / "new")) if (desk.sent / "new").is_dir() else 0
    if found["delivered"] != sent:
        raise AssertionError(f"{sent} mails count as sent, {found['delivered']} were delivered")
    return found


# --- playing ---

class Dialogue:
    """One of them in a folder of its own."""

    script = None

    @classmethod
    def setUpClass(cls):
        cls.folder = office.folder(cls)
        cls.expected = []
        desk = cls.fresh("model")
        for step in range(len(cls.script["steps"])):
            cls.arrive(desk, step)
            shutil.copytree(desk.dir, cls.folder / f"before-{step}")
            cls.at(desk, step)
            desk.once()
            cls.expected.append(everything(desk))
        written = {template for _, template, *_ in cls.expected[-1]["mails"]}
        missing = cls.script["templates"] - written
        if missing:
            raise AssertionError(f"the dialogue lacks {missing}; it has {sorted(written)}")

    @classmethod
    def desk_in(cls, name):
        return Desk(cls.folder / name, settings=cls.script["settings"])

    @classmethod
    def fresh(cls, name):
        desk = cls.desk_in(name)
        desk.set_clock(cls.script["steps"][0][0])
        (desk.dir / "experts.csv").write_text(cls.script["experts"])
        desk.run("experts", "import", desk.dir / "experts.csv")
        return desk

    @classmethod
    def at(cls, desk, step):
        desk.set_clock(cls.script["steps"][step][0])

    @classmethod
    def arrive(cls, desk, step):
        cls.at(desk, step)
        for number, raw in enumerate(cls.script["steps"][step][1]):
            (desk.inbox / "new" / f"{step}.{number}.test").write_bytes(raw(desk))

    def take(self, desk, step, kill_at):
        """The step with a kill in it; False when that point was not passed so often."""
        self.at(desk, step)
        killed = desk.once({"MADOGUCHI_KILL_AT": kill_at}, check=False) != 0
        if killed:
            desk.once(check=False)
            desk.once()
        return killed

    def compare(self, desk, step):
        got = everything(desk)
        for part, expected in self.expected[step].items():
            if got[part] != expected:
                self.fail(f"{part} differ: missing {expected - got[part]}, too many {got[part] - expected}"
                          if isinstance(expected, collections.Counter) else f"{part}: {got[part]} for {expected}")

    def passages(self, step, point, most):
        for n in range(1, most + 1):
            with self.subTest(step=step, point=point, passage=n):
                path = self.folder / "killed"
                shutil.rmtree(path, ignore_errors=True)
                shutil.copytree(self.folder / f"before-{step}", path)
                desk = self.desk_in("killed")
                if not self.take(desk, step, f"{point}:{n}"):
                    return n - 1
                self.compare(desk, step)
        return most

    def test_each_step_killed_at_each_passage(self):
        killed = collections.Counter()
        for step in range(len(self.script["steps"])):
            here = collections.Counter({point: self.passages(step, point, PASSAGES) for point in WORK})
            self.assertGreater(here["work-before-commit"], 0)
            killed += here
            killed += collections.Counter({point: self.passages(step, point, OTHERS_PASSAGES) for point in OTHERS})
        print(f"    killed and compared: {dict(killed)}")
        self.assertEqual(set(killed), set(WORK + OTHERS))

    def test_a_kill_in_every_step(self):
        for point in WORK:
            with self.subTest(point):
                desk = self.fresh(point)
                kills = 0
                for step in range(len(self.script["steps"])):
                    self.arrive(desk, step)
                    kills += self.take(desk, step, f"{point}:1")
                    self.compare(desk, step)
                self.assertGreater(kills, len(self.script["steps"]) // 2)

    def test_nothing_is_left_to_do(self):
        """Started once more at the same time, the desk writes nothing."""
        shutil.copytree(self.folder / "model", self.folder / "again")
        desk = self.desk_in("again")
        self.at(desk, len(self.script["steps"]) - 1)
        desk.once()
        self.compare(desk, -1)


class Incident(Dialogue, unittest.TestCase):
    script = INCIDENT

    def test_one_has_the_case(self):
        offers = self.expected[5]["offers"]
        states = collections.Counter(state for _, _, state, _, _ in offers.elements())
        self.assertEqual(states["accepted"], 1)
        self.assertEqual(states["open"] + states["conditional"], 0)


class Agency(Dialogue, unittest.TestCase):
    script = AGENCY

    def test_mail_comes_before_what_was_due(self):
        """The daemon was off when a reminder was due, and when the case was withdrawn; and as it
        starts, the process that fetches the mail dies again and again."""
        step = len(self.script["steps"]) - 1
        shutil.copytree(self.folder / f"before-{step}", self.folder / "off")
        desk = self.desk_in("off")
        self.at(desk, step)
        desk.start({"MADOGUCHI_KILL_AT": "fetch-before-commit:1"})
        time.sleep(4)
        desk.stop()
        desk.start()
        desk.wait("all is sent", lambda: desk.json("cases")[0]["state"] == "withdrawn" and
                  {m["state"] for m in desk.json("outbox")} <= {"sent", "cancelled"})
        desk.stop()
        self.compare(desk, step)


if __name__ == "__main__":
    raise SystemExit(office.main("test_restart"))
