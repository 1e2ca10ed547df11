"""What an operator sees and does who has never used a shell."""

import tempfile
import unittest

from desk import ROOT, Desk

REQUEST = (ROOT / "tests/handlers/supervised/request.eml").read_bytes()


class Words(unittest.TestCase):
    """A mistyped name is answered with the nearest one and with all."""

    def setUp(self):
        self.dir = tempfile.TemporaryDirectory()
        self.desk = Desk(self.dir.name)
        self.desk.run("experts", "import", ROOT / "conf/experts-sample.csv")

    def tearDown(self):
        self.dir.cleanup()

    def refused(self, *args):
        done = self.desk.run(*args, check=False)
        self.assertEqual(done.returncode, 2, done.stdout)
        return done.stderr

    def test_nearest_name(self):
        for args, near, other in ((("cses",), "cases", "experts"),
                                  (("case", "aprove", "1"), "approve", "assign"),
                                  (("review", "shwo", "1"), "show", "send"),
                                  (("experts", "improt", "x.csv"), "import", "suspend"),
                                  (("cases", "--stat", "x"), "--state", "--json"),
                                  (("cases", "--state", "打診"), "打診中", "offered"),
                                  (("outbox", "--state", "hold"), "held", "pending"),
                                  (("match", "--prefecture", "大坂"), "大阪府", ""),
                                  (("match", "--prefecture", "大阪府", "--industry", "製作"), "製造", "建設"),
                                  (("experts", "verify-draft", "1", "valid_untill=2029-03-31"), "valid_until", "fee")):
            with self.subTest(args=args):
                said = self.refused(*args)
                self.assertIn(f"did you mean {near}?", said)
                self.assertIn(other, said)

    def test_states_by_either_name(self):
        self.desk.deliver(REQUEST)
        self.desk.once()
        (case,) = self.desk.json("cases")
        for word in ("offered", "打診中"):
            self.assertEqual([c["number"] for c in self.desk.json("cases", "--state", word)], [case["number"]])
        self.assertEqual(self.desk.json("cases", "--state", "終了"), [])

    def test_nobody_and_why(self):
        done = self.desk.run("match", "--prefecture", "沖縄県", "--theme", "6", check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("いちばん多くを外した条件: 地域（名簿8名のうち8名）", done.stdout)
        self.assertIn("--format any", done.stdout)


OTHER = """From: 佐藤 花子 <sato@midori.example.co.jp>
To: soudan@desk.example.jp
Subject: お尋ね
Message-ID: <q1@midori.example.co.jp>
Date: Mon, 01 Jun 2026 10:01:00 +0900
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: 8bit

先日の展示会ではありがとうございました。
パンフレットをもう10部、郵送いただけますでしょうか。

> 引用された古い文です。
"""

COMPLAINT = """From: 佐藤 花子 <sato@midori.example.co.jp>
To: soudan@desk.example.jp
Subject: 対応への苦情
Message-ID: <q2@midori.example.co.jp>
Date: Mon, 01 Jun 2026 10:01:00 +0900
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: 8bit

貴窓口の対応には大変失望しました。苦情として申し入れます。
三週間も返事がなく、責任者からの説明を求めます。
"""


class Deeds(unittest.TestCase):
    """What waits is shown with its writer's words and what settles it; and it is settled."""

    supervised = False
    settings = {}

    def setUp(self):
        self.dir = tempfile.TemporaryDirectory()
        self.addCleanup(self.dir.cleanup)
        self.desk = Desk(self.dir.name, settings={"supervised": {"all": self.supervised}, **self.settings})
        self.desk.set_clock("2026-06-01T10:05")
        self.desk.run("experts", "import", ROOT / "tests/handlers/experts.csv")

    def mail(self, text):
        self.desk.deliver(text.replace("\n", "\r\n").encode() if isinstance(text, str) else text)
        self.desk.once()

    def events(self):
        return [i for i in self.desk.json("review") if i["type"] == "event"]

    def refused(self, *args, code=1):
        done = self.desk.run(*args, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stderr


class Messages(Deeds):
    def test_words_of_the_sender(self):
        self.mail(OTHER)
        (item,) = self.events()
        self.assertEqual(item["from"], "佐藤 花子 <sato@midori.example.co.jp>")
        self.assertEqual(item["words"][0], "先日の展示会ではありがとうございました。")
        self.assertFalse([w for w in item["words"] if "引用" in w])
        text = self.desk.run("review").stdout
        self.assertIn("｜先日の展示会", text)
        self.assertIn(f"madoguchi review case e{item['id']}", text)
        shown = self.desk.run("review", "show", f"e{item['id']}").stdout
        for part in ("佐藤 花子", "件名: お尋ね", "パンフレット", "読み取り: その他", "理由:", "次にできること"):
            self.assertIn(part, shown)
        self.assertEqual(shown, self.desk.run("review", "show", f"m{item['message']}").stdout)
        (whole,) = self.desk.json("review", "show", f"e{item['id']}")
        self.assertEqual(whole["content"]["subject"], "お尋ね")

    def test_alert_shows_them(self):
        self.mail(COMPLAINT)
        (alert,) = [m for m in self.desk.mails("operator@desk.example.jp")]
        body = alert.get_content()
        for part in ("佐藤 花子 <sato@midori.example.co.jp>", "貴窓口の対応には大変失望しました", "madoguchi review show m1"):
            self.assertIn(part, body)

    def test_made_a_case(self):
        self.mail(OTHER)
        (item,) = self.events()
        ref = f"e{item['id']}"
        self.refused("review", "case", ref, "--prefecture", "大坂", code=2)
        self.assertEqual(self.desk.json("cases"), [])
        done = self.desk.run("review", "case", ref, "--category", "c", "--theme", "5", "--prefecture", "大阪府")
        self.assertIn("sato@midori.example.co.jp宛", done.stdout)
        self.desk.once()
        (case,) = self.desk.json("cases")
        self.assertEqual((case["state"], case["category"], case["theme"], case["prefecture"]),
                         ("offered", "c", 5, "大阪府"))
        self.assertEqual(self.events(), [])
        self.assertIn("opened case", self.refused("review", "case", "m1"))
        (full,) = self.desk.json("case", "show", case["number"])
        self.assertEqual([(m["id"], m["kind"], m["first_line"]) for m in full["messages"]],
                         [(1, "request", "先日の展示会ではありがとうございました。")])
        self.assertEqual({m["template"] for m in full["mails"]}, {"ack", "offer"})
        text = self.desk.run("case", "show", case["number"]).stdout
        self.assertLess(text.index("← m1"), text.index("→ #1"))

    def test_without_a_category_the_sender_is_asked(self):
        self.mail(OTHER)
        self.desk.run("review", "case", f"e{self.events()[0]['id']}", "--prefecture", "大阪府")
        self.desk.once()
        self.assertEqual(self.desk.json("cases")[0]["state"], "confirm")

    def test_attached_and_ignored(self):
        self.mail(REQUEST)
        self.mail(OTHER)
        (item,) = self.events()
        self.desk.run("review", "attach", f"e{item['id']}", "2026-0001")
        (full,) = self.desk.json("case", "show", "2026-0001")
        self.assertEqual([m["id"] for m in full["messages"]], [1, 2])
        for event in self.events():
            self.desk.run("review", "ignore", f"e{event['id']}")
        self.assertEqual(self.events(), [])
        self.refused("review", "ignore", "m2")
        self.refused("review", "attach", "m2", "2026-0099")

    def test_answer_of_an_expert(self):
        """A yes from the expert that the desk could not act upon, taken for one by the operator."""
        self.mail(REQUEST)
        yes = OTHER.replace("佐藤 花子 <sato@midori.example.co.jp>", "大川 進 <first@experts.example.jp>")
        self.mail(yes.replace("Subject: お尋ね", "Subject: [案件 2026-0001] ご連絡"))
        (item,) = self.events()
        self.assertIn("madoguchi case accept 2026-0001 900001", [t["command"] for t in item["todo"]])
        self.desk.run("review", "as", f"e{item['id']}", "承諾")
        self.desk.once()
        (case,) = self.desk.json("cases")
        self.assertEqual(case["state"], "accepted")
        self.assertEqual(self.events(), [])

    def test_no_answer_of_a_stranger(self):
        self.mail(REQUEST)
        self.mail(OTHER)
        (item,) = self.events()
        self.assertIn("case accept", self.refused("review", "as", f"e{item['id']}", "accept", "--case", "2026-0001"))
        self.assertEqual(len(self.events()), 1)
        self.assertEqual(self.desk.json("cases")[0]["state"], "offered")


class Supervised(Deeds):
    supervised = True

    def test_what_leaves_is_shown(self):
        self.mail(REQUEST)
        shown = self.desk.run("case", "approve", "2026-0001", "--dry-run").stdout
        self.assertIn("first@experts.example.jp宛", shown)
        self.assertEqual(len(self.desk.json("outbox", "--state", "held")), 2)
        told = self.desk.run("case", "approve", "2026-0001").stdout
        self.assertEqual(shown.replace("（--dry-run: 何も変えていません）\n", ""), told)
        self.assertIn("このあとすぐ送ります", told)
        self.assertEqual(self.desk.json("outbox", "--state", "held"), [])

    def test_overtaken_mail_stays(self):
        """Nobody was found; then somebody was: the letter that nobody was found does not leave any more."""
        self.desk.run("experts", "suspend", "900001")
        self.desk.run("experts", "suspend", "900002")
        self.mail(REQUEST)
        self.assertIn("no_expert_company", [m["template"] for m in self.desk.json("outbox")])
        self.desk.run("experts", "resume", "900001")
        told = self.desk.run("case", "assign", "2026-0001", "900001").stdout
        self.assertIn("該当者なし → 打診中", told)
        self.assertIn("承認待ち（madoguchi case approve 2026-0001）", told)
        self.assertEqual([e for e in self.events() if "打診できる専門家がいません" in e["text"]], [])
        told = self.desk.run("case", "approve", "2026-0001").stdout
        self.assertIn("送りません（その後、専門家への打診が進んでいます）", told)
        self.desk.once()
        self.assertEqual({m["template"]: m["state"] for m in self.desk.json("outbox")
                          if m["template"] != "operator_alert"},
                         {"ack": "sent", "no_expert_company": "cancelled", "offer": "sent"})

    def test_despite_is_recalled(self):
        self.mail(REQUEST)
        self.refused("case", "assign", "2026-0001", "900003")
        self.desk.run("case", "assign", "2026-0001", "900003", "--despite", "相談者の希望")
        told = self.desk.run("case", "accept", "2026-0001", "900003").stdout
        self.assertIn("次の条件を満たしていません: × テーマ", told)
        (case,) = self.desk.json("case", "show", "2026-0001")
        self.assertEqual(len([e for e in case["events"] if e["what"] == "despite"]), 2)


class Trial(unittest.TestCase):
    def test_message_of_the_readme(self):
        """It goes all the way to an offer, with the settings as they come."""
        with tempfile.TemporaryDirectory() as work:
            desk = Desk(work, settings={"decide": {"auto_min": 0.85, "review_max": 0.5}})
            desk.run("experts", "import", ROOT / "conf/experts-sample.csv")
            desk.deliver((ROOT / "tests/demo/request.eml").read_bytes())
            desk.once()
            self.assertEqual([c["state"] for c in desk.json("cases")], ["offered"])
            self.assertIn("tests/demo/request.eml", (ROOT / "README.md").read_text())


if __name__ == "__main__":
    unittest.main(verbosity=2)
