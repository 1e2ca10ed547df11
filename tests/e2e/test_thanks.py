"""Mere thanks for a letter that asks nothing need no person; thanks with anything else stay open."""

import pathlib
import tempfile
import unittest

from desk import ROOT, Desk, reply_to

EXPERT = "first@experts.example.jp"
COMPANY = "yamada@tsubame-seiki.example.co.jp"
REQUEST = (ROOT / "tests/handlers/course/request.eml").read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")

# Many more in tests/unit/test_mere_thanks.c.
THANKS = (
    "ありがとうございます。今後ともよろしくお願いいたします。",
    "承知いたしました。ありがとうございます。",
    "お世話になりました。今後ともよろしくお願い申し上げます。",
    "かしこまりました。引き続きよろしくお願い致します。",
    "Thank you very much for your reply. Kind regards",
)
MORE = (
    "ありがとうございます。ところで、次回の持ち物は何でしょうか。",
    "ありがとうございました。ただ、少し不安な点が残っています。",
    "ありがとうございます。資料の件、お送りいただけますか。",
    "Thank you. Could you tell us what happens next?",
)


class Thanks(unittest.TestCase):
    def setUp(self):
        temp = tempfile.TemporaryDirectory(prefix="madoguchi-thanks-")
        self.addCleanup(temp.cleanup)
        self.desk = Desk(pathlib.Path(temp.name))
        self.desk.set_clock("2026-06-01T10:05")
        self.desk.run("experts", "import", ROOT / "tests/handlers/experts.csv")
        self.desk.once()
        self.deliver(REQUEST)
        self.reply(EXPERT, "offer", "お引き受けします。")

    def deliver(self, *mails):
        for raw in mails:
            self.desk.deliver(raw)
        self.desk.once()

    def letter(self, address, template):
        ids = [m["message_id"] for m in self.desk.json("outbox")
               if m["template"] == template and m["recipient"] == address]
        return [m for m in self.desk.mails(address) if str(m["Message-ID"]).strip("<> ") == ids[-1]][0]

    def reply(self, address, template, text):
        self.deliver(reply_to(self.letter(address, template), address, text, self.desk.now()))

    def fix(self, no):
        for who in (COMPANY, EXPERT):
            self.reply(who, "visit_slots", "①でお願いします。")
        return self.desk.json("visits")[no - 1]

    def state(self):
        (case,) = self.desk.json("export")
        return {k: case[k] for k in ("state", "visits", "reports", "survey")}

    def waiting(self, address, template, texts):
        """Those of the texts that wait for the operator when they answer that letter."""
        letter, left = self.letter(address, template), []
        for text in texts:
            before = {i["id"] for i in self.desk.json("review")}
            self.deliver(reply_to(letter, address, text, self.desk.now()))
            if {i["id"] for i in self.desk.json("review")} - before:
                left.append(text)
        return left

    def look(self, address, template):
        before, mails = self.state(), len(self.desk.json("outbox"))
        with self.subTest(address=address, template=template):
            self.assertEqual(self.waiting(address, template, THANKS), [])
            self.assertEqual(self.state(), before)
            self.assertEqual(len(self.desk.json("outbox")), mails)
            self.assertEqual(self.waiting(address, template, MORE), list(MORE))

    def test_all(self):
        for no in (1, 2, 3):
            visit = self.fix(no)
            if no == 1:
                self.look(COMPANY, "visit_fixed")
                self.look(EXPERT, "visit_fixed")
            self.desk.set_clock(f"{visit['starts_at'][:10]}T20:00")
            self.desk.once()
            self.reply(EXPERT, "report_request", "・実施した内容：点検\n・次回までの宿題：規程の案\n・目標の達成：達成")
            if no == 1:
                self.look(EXPERT, "report_thanks")
                self.look(COMPANY, "homework_company")
        self.look(EXPERT, "course_closed_expert")
        self.reply(COMPANY, "survey", "Q1：達成\nQ2：5\nQ3：なし\nQ4：良かったです")
        self.assertEqual(self.state()["state"], "closed")
        self.look(COMPANY, "survey_thanks")


if __name__ == "__main__":
    unittest.main()
