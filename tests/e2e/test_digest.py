"""The morning's mail to the operators: what it says, when it comes, and when it does not."""

import pathlib
import tempfile
import unittest

import desk as desks
from desk import ROOT, Desk, reply_to

OPERATOR = "operator@desk.example.jp"
REQUEST = (ROOT / "tests/handlers/course/request.eml").read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
EMPTY = (b"From: yamada@nazo.example.co.jp\r\nTo: soudan@desk.example.jp\r\nSubject: \r\n"
         b"Message-ID: <empty@nazo.example.co.jp>\r\nMIME-Version: 1.0\r\n"
         b"Content-Type: text/plain; charset=utf-8\r\n\r\n\r\n")
EXPERT = "first@experts.example.jp"
MONDAY = "2026-06-01"  # the following Friday is the 5th


class Digest(unittest.TestCase):
    def setUp(self):
        temp = tempfile.TemporaryDirectory(prefix="madoguchi-digest-")
        self.addCleanup(temp.cleanup)
        self.dir = pathlib.Path(temp.name)

    def start(self, sources=None, sink=None, when=f"{MONDAY}T10:05", **settings):
        reports = {"digest_hour": 8, **settings.pop("reports", {})}
        self.desk = Desk(self.dir, sources=sources, sink=sink, settings={"reports": reports, **settings})
        self.desk.set_clock(when)
        self.desk.run("experts", "import", ROOT / "tests/handlers/experts.csv")
        self.desk.once(check=sink is None)

    def at(self, when):
        """The digests that came when the desk has worked at that time."""
        before = len(self.digests())
        self.desk.set_clock(when)
        self.desk.once()
        return self.digests()[before:]

    def digests(self):
        ids = {m["message_id"] for m in self.desk.json("outbox", "--state", "sent") if m["template"] == "digest"}
        return [m for m in self.desk.mails(OPERATOR) if str(m["Message-ID"]).strip("<> ") in ids]

    def one(self, when):
        mails = self.at(when)
        self.assertEqual(len(mails), 1, when)
        return str(mails[0]["Subject"]), desks.body_of(mails[0])

    def deliver(self, raw):
        self.desk.deliver(raw)
        self.desk.once()

    def newest(self, address, template):
        ids = [m["message_id"] for m in self.desk.json("outbox")
               if m["template"] == template and m["recipient"] == address]
        return [m for m in self.desk.mails(address) if str(m["Message-ID"]).strip("<> ") == ids[-1]][0]

    def test_nothing_to_say_is_not_said(self):
        self.start()
        for day in ("02T08:05", "03T12:00", "08T09:00"):
            self.assertEqual([desks.body_of(m) for m in self.at(f"2026-06-{day}")], [])

    def test_a_line_if_wished(self):
        self.start(reports={"digest_when_nothing": True})
        subject, body = self.one("2026-06-02T08:05")
        self.assertIn("ありません", body)
        self.assertNotIn("■", body)
        self.assertNotIn("件", subject)

    def test_once_each_working_morning(self):
        self.start()
        self.deliver(REQUEST)
        self.assertEqual(self.at(f"{MONDAY}T23:00"), [])
        self.assertEqual(self.at("2026-06-02T07:55"), [])
        subject, body = self.one("2026-06-02T08:01")
        self.assertIn("案件 2026-0001", body)
        self.assertIn("大川 進氏の回答待ち", body)
        self.assertIn("期限", body)
        self.assertEqual(self.at("2026-06-02T08:20"), [])
        self.assertEqual(self.at("2026-06-02T17:00"), [])
        self.one("2026-06-05T11:00")  # the machine was off at eight: late, and once
        self.assertEqual(self.at("2026-06-06T09:00"), [])  # Saturday
        self.assertEqual(self.at("2026-06-07T09:00"), [])
        self.one("2026-06-08T08:00")

    def test_what_waits_names_its_command_and_grows_late(self):
        self.start(supervised={"all": True})
        self.deliver(REQUEST)
        self.deliver(EMPTY)
        subject, body = self.one("2026-06-02T08:01")
        self.assertIn("対応待ち2件", subject)
        self.assertNotIn("遅れ", subject)
        self.assertIn("承認待ちのメール", body)
        self.assertIn("→ madoguchi case approve 2026-0001", body)
        self.assertIn("6/1 10:0", body)
        self.assertNotIn("■ ほかの方", body)  # the offer has not left
        subject, body = self.one("2026-06-03T08:01")
        self.assertIn("遅れ2件", subject)
        self.assertNotIn("対応待ち", subject)
        self.assertIn("（2営業日）", body)
        self.desk.run("case", "approve", "2026-0001")
        for item in self.desk.json("review"):
            if item["type"] == "event":
                self.desk.run("review", "done", item["id"])
        for case in self.desk.json("cases"):
            if case["state"] == "review":
                self.desk.run("case", "close", case["number"])
        self.desk.once()
        for item in self.desk.json("review"):
            self.fail(item)
        subject, body = self.one("2026-06-04T08:01")
        self.assertNotIn("遅れ", subject)
        self.assertIn("■ ほかの方の回答を待っています（1件）", body)

    def test_visits_of_today_and_the_next_working_day(self):
        self.start(visits={"propose": "all"})
        self.deliver(REQUEST)
        self.deliver(reply_to(self.newest(EXPERT, "offer"), EXPERT, "お引き受けします。", self.desk.now()))
        (first, *_) = self.desk.json("visits")
        self.assertEqual(first["starts_at"][:10], "2026-06-10")  # a Wednesday
        _, body = self.one("2026-06-09T08:01")
        self.assertIn("■ 次の営業日までの予定（1件）", body)
        self.assertNotIn("■ 今日の予定", body)
        _, body = self.one("2026-06-10T08:01")
        self.assertIn("■ 今日の予定（1件）", body)
        self.assertIn("6/10 13:30 案件 2026-0001", body)
        self.assertIn("同意はまだ", body)
        _, body = self.one("2026-06-11T08:01")
        self.assertIn("第1回の実施報告待ち（大川 進氏）", body)
        subject, body = self.one("2026-06-17T08:01")
        self.assertIn("遅れ1件", subject)
        self.assertEqual(body.count("第1回の"), 1)

    def reply(self, address, template, text):
        self.deliver(reply_to(self.newest(address, template), address, text, self.desk.now()))

    def test_a_course_by_slots(self):
        """Slots without an answer, what is not confirmed before a visit, the report, the survey."""
        company = "yamada@tsubame-seiki.example.co.jp"
        self.start()
        self.deliver(REQUEST)
        self.reply(EXPERT, "offer", "お引き受けします。")
        _, body = self.one("2026-06-02T08:01")
        self.assertIn("第1回の候補日への返信待ち（双方）", body)
        self.reply(company, "visit_slots", "①でお願いします。")
        _, body = self.one("2026-06-03T08:01")
        self.assertIn("第1回の候補日への返信待ち（専門家）", body)
        self.reply(EXPERT, "visit_slots", "①でお願いします。")
        _, body = self.one("2026-06-10T08:01")
        self.assertNotIn("候補日", body)
        self.assertIn("6/10 13:30 案件 2026-0001", body)
        self.assertRegex(body, "未確認[1-9]件")
        subject, body = self.one("2026-06-18T08:01")
        self.assertIn("第1回の実施報告待ち（大川 進氏）", body)
        plain = " ".join(body.split())
        self.assertIn("madoguchi case report 2026-0001 1 --done 2026-06-10 --goal yes|partly|no", plain)
        self.assertIn("madoguchi case ask 2026-0001", plain)
        for no, day in ((1, "2026-06-10"), (2, None), (3, None)):
            if no > 1:
                self.reply(company, "visit_slots", "①でお願いします。")
                self.reply(EXPERT, "visit_slots", "①でお願いします。")
                day = self.desk.json("visits")[no - 1]["starts_at"][:10]
                self.at(f"{day}T20:00")
            self.desk.run("case", "report", "2026-0001", no, "--done", day, "--goal", "yes")
            self.desk.once()
        digests = self.at("2026-07-30T08:01")
        self.assertIn("アンケートの回答待ち", desks.body_of(digests[0]))
        self.deliver(reply_to(self.newest(company, "survey"), company, "Q1：未達成\nQ2：1\nQ3：なし\nQ4：期待と違いました",
                              self.desk.now()))
        _, body = self.one("2026-07-31T08:01")
        self.assertNotIn("アンケートの回答待ち", body)
        self.assertIn("アンケートの回答（目標達成: 未達成、満足度: 1/5）", "".join(body.split()).replace(":", ": "))

    def test_a_report_that_is_missing_behind_the_end(self):
        """Its entry is not kept back because the case is over."""
        self.start(visits={"propose": "all"})
        self.deliver(REQUEST)
        self.reply(EXPERT, "offer", "お引き受けします。")
        for day in ("06-24", "06-26", "07-01", "07-10", "07-20", "07-27"):
            self.at(f"2026-{day}T20:00")
        self.at("2026-08-10T20:00")
        self.assertEqual(self.desk.json("cases")[0]["state"], "survey")
        _, body = self.one("2026-08-12T08:01")
        self.assertIn("第1回の実施報告待ち", body)
        self.at("2026-10-01T20:00")
        self.assertEqual(self.desk.json("cases")[0]["state"], "closed")
        _, body = self.one("2026-10-02T08:01")
        self.assertIn("第1回の報告がまだありません", body)

    def test_what_failed(self):
        sources = [{"name": "inbox", "kind": "maildir", "path": str(self.dir / "inbox")},
                   {"name": "away", "kind": "maildir", "path": str(self.dir / "no" / "such")}]
        for sub in ("new", "cur", "tmp"):
            (self.dir / "inbox" / sub).mkdir(parents=True)
        self.desk = Desk(self.dir, sources=sources, settings={"reports": {"digest_hour": 8}})
        self.desk.set_clock(f"{MONDAY}T10:05")
        self.desk.once(check=False)
        self.desk.set_clock("2026-06-02T08:01")
        self.desk.once(check=False)
        (mail,) = self.digests()
        body = desks.body_of(mail)
        self.assertIn("失敗2件", str(mail["Subject"]))
        self.assertIn("受信元 away", body)
        self.assertIn("名簿に打診できる専門家がいません", body)
        self.assertIn("→ madoguchi experts import", body)

    def test_mail_that_does_not_leave(self):
        self.start(sink={"kind": "maildir", "path": str(self.dir / "blocked"), "rate_per_minute": 0})
        blocked = self.dir / "blocked"
        blocked.rename(self.dir / "aside")
        blocked.write_text("no folder")
        self.desk.deliver(REQUEST)
        self.desk.once(check=False)
        self.desk.set_clock("2026-06-02T08:01")
        self.desk.once(check=False)
        blocked.unlink()
        self.desk.sent = blocked
        self.desk.once()
        (mail,) = self.digests()
        self.assertIn("送信できずに待っているメール2通", desks.body_of(mail))

    def test_in_english_and_never_stale(self):
        """A mail that could not leave is replaced by the next morning's, which says what is true then."""
        blocked = self.dir / "blocked"
        blocked.write_text("no folder")
        self.start(sink={"kind": "maildir", "path": str(blocked), "rate_per_minute": 0},
                   reports={"lang": "en", "digest_when_nothing": True})
        self.desk.set_clock("2026-06-02T08:01")
        self.desk.once(check=False)
        self.assertEqual([m["state"] for m in self.desk.json("outbox")], ["pending"])
        self.desk.set_clock("2026-06-03T08:01")
        self.desk.once(check=False)
        self.assertEqual(sorted(m["state"] for m in self.desk.json("outbox")), ["cancelled", "pending"])
        self.desk.set_clock("2026-06-03T22:30")
        blocked.unlink()
        self.desk.once()
        self.assertEqual([m["state"] for m in self.desk.json("outbox")], ["cancelled", "cancelled"])
        self.desk.sent = blocked
        _, body = self.one("2026-06-04T08:01")
        self.assertIn("Nothing waits", body)
        self.assertNotRegex(body.split("----")[0], "[ぁ-んァ-ヶ一-龠]")

    def test_the_hour_is_the_configuration_s(self):
        self.start()
        self.deliver(REQUEST)
        self.desk.conf.write_text(self.desk.conf.read_text().replace("digest_hour = 8", "digest_hour = 17"))
        self.assertEqual(self.at("2026-06-01T16:59"), [])
        self.one("2026-06-01T17:01")
        self.desk.conf.write_text(self.desk.conf.read_text().replace("digest_hour = 17", "digest_hour = -1"))
        self.assertEqual(self.at("2026-06-02T17:01"), [])


if __name__ == "__main__":
    unittest.main()
