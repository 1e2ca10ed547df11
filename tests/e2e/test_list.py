"""The list of experts through the operator's command: imports that are shown before they are applied."""

import json
import pathlib
import sqlite3
import sys
import tempfile
import unittest

from desk import ROOT, Desk

sys.path.insert(0, str(ROOT / "tests/handlers"))
from run import Story  # noqa: E402

LIST = (ROOT / "tests/handlers/experts.csv").read_text()
HEAD, *ROWS = LIST.splitlines(True)
REQUEST = (ROOT / "tests/handlers/decline-next/request.eml").read_bytes().replace(b"\n", b"\r\n")


class Lists(unittest.TestCase):
    def setUp(self):
        self.temp = tempfile.TemporaryDirectory(prefix="madoguchi-list-")
        self.addCleanup(self.temp.cleanup)
        self.dir = pathlib.Path(self.temp.name)
        self.desk = Desk(self.dir / "desk")
        self.desk.set_clock("2026-06-01T10:05")

    def import_(self, text, *options, code=0):
        (self.dir / "list.csv").write_text(text)
        done = self.desk.run("experts", "import", "--json", *options, self.dir / "list.csv", check=False)
        self.assertEqual(done.returncode, code, done.stderr)
        self.stderr = done.stderr
        return json.loads(done.stdout)

    def experts(self):
        return {e["registration_no"]: e for e in self.desk.json("experts", "list")}


class Import(Lists):
    def test_dry_run_says_what_the_import_then_does(self):
        """It printed zeros, whatever the list held."""
        changed = LIST.replace("3,2029-03-31", "4,2029-03-31").replace(ROWS[2], "")
        for text in (LIST, LIST, changed, HEAD + ROWS[2]):
            before = self.experts() if self.desk.store.exists() else None
            seen = self.import_(text, "--dry-run")
            self.assertEqual(self.experts() if before is not None else None, before)
            done = self.import_(text)
            self.assertTrue(seen.pop("dry_run"))
            self.assertFalse(done.pop("dry_run"))
            self.assertEqual(seen, done)
        self.assertEqual((done["new"], done["changed"], done["unchanged"], done["vanished"]), (0, 0, 1, 2))

    def test_dry_run_makes_no_store(self):
        self.assertEqual(self.import_(LIST, "--dry-run")["new"], 3)
        self.assertFalse(self.desk.store.exists())

    def test_details(self):
        self.import_(LIST)
        got = self.import_(HEAD + ROWS[0].replace("大阪、兵庫、京都,3", "大阪、兵庫,4"))
        self.assertEqual((got["rows"], got["changed"], got["vanished"], got["retired"]), (1, 1, 2, 0))
        (row,) = got["details"]["changed"]
        self.assertEqual((row["registration_no"], row["line"]), ("900001", 2))
        self.assertEqual([(c["field"], c["old"], c["new"], c["decision"]) for c in row["fields"]],
                         [("prefectures", "京都府、大阪府、兵庫県", "大阪府、兵庫県", "list"),
                          ("capacity", "3", "4", "list")])
        self.assertEqual([(v["registration_no"], v["status"], v["retired"]) for v in got["details"]["vanished"]],
                         [("900002", "active", False), ("900003", "active", False)])
        # A part of the list takes nobody off it.
        self.assertEqual({e["status"] for e in self.experts().values()}, {"active"})

    def test_bad_row_with_its_line(self):
        got = self.import_(LIST + ROWS[0].replace("900001", "12"), code=1)
        self.assertEqual((got["rows"], got["new"]), (3, 3))
        self.assertRegex(got["problems"][0], r"list\.csv:5: 登録番号: ")

    def test_retire_and_return(self):
        self.import_(LIST)
        text = HEAD + ROWS[0] + ROWS[1]
        seen = self.import_(text, "--retire-missing", "--dry-run")
        self.assertEqual(seen["retired"], 1)
        self.assertEqual(self.experts()["900003"]["status"], "active")
        self.import_(text, "--retire-missing")
        self.assertEqual(self.experts()["900003"]["status"], "gone")
        self.assertEqual(self.import_(LIST)["returned"], 1)
        self.assertEqual(self.experts()["900003"]["status"], "active")

    def test_retiring_many_needs_force(self):
        self.import_(LIST)
        got = self.import_(HEAD + ROWS[0].replace(",3,2029", ",9,2029"), "--retire-missing", code=1)
        self.assertIn("3分の1", got["refused"])
        self.assertIn("--force", self.stderr)
        self.assertEqual({e["status"] for e in self.experts().values()}, {"active"})
        self.assertEqual(self.experts()["900001"]["capacity"], 3)
        self.import_(HEAD + ROWS[0], "--retire-missing", "--force")
        self.assertEqual([e["status"] for e in self.experts().values()], ["active", "gone", "gone"])

    def test_suspended_stays_suspended(self):
        self.import_(LIST)
        self.desk.run("experts", "suspend", "900003")
        got = self.import_(HEAD + ROWS[0] + ROWS[1], "--retire-missing")
        self.assertEqual((got["vanished"], got["retired"]), (1, 0))
        self.import_(LIST)
        self.assertEqual(self.experts()["900003"]["status"], "suspended")

    def test_what_runs_is_named_and_not_cut(self):
        self.import_(LIST)
        self.desk.deliver(REQUEST)
        self.desk.once()
        got = self.import_(HEAD + ROWS[1] + ROWS[2], "--retire-missing")
        (gone,) = got["details"]["vanished"]
        self.assertEqual((gone["registration_no"], gone["cases"]), ("900001", ["2026-0001"]))
        self.desk.once()
        (case,) = self.desk.json("export")
        self.assertEqual([(o["registration_no"], o["state"]) for o in case["offers"]], [("900001", "open")])
        self.assertTrue(any("2026-0001" in r["text"] for r in self.desk.json("review")))
        # and nothing new is offered to him
        self.assertEqual(self.desk.run("match", "--prefecture", "大阪府", "--theme", "5",
                                       "--explain", "900001").stdout.count("× 状態"), 1)

    def test_people_see_the_same(self):
        self.import_(LIST)
        (self.dir / "list.csv").write_text(HEAD + ROWS[0].replace(",3,2029", ",4,2029"))
        done = self.desk.run("experts", "import", "--dry-run", self.dir / "list.csv")
        self.assertIn("変更 900001 大川 進\n    受入可能件数: 3 → 4\n", done.stdout)
        self.assertIn("一覧にない 900003 小林 実（残します）", done.stdout)
        self.assertIn("変更 1名", done.stdout)


class Expiry(Lists):
    """900001 ends within two weeks, 900002 within two months, 900003 in years."""

    def setUp(self):
        super().setUp()
        self.list = HEAD + ROWS[0].replace("2029-03-31", "2026-06-10") \
            + ROWS[1].replace("2029-03-31", "2026-07-10") + ROWS[2]

    def letters(self):
        return [(m["recipient"], m["state"]) for m in self.desk.json("outbox")]

    def next_morning(self):
        self.desk.set_clock("+1d")
        self.desk.once()

    def test_once_each(self):
        self.import_(self.list)
        self.desk.once()
        want = [("first@experts.example.jp", "sent"), ("second@experts.example.jp", "sent")]
        self.assertEqual(sorted(self.letters()), want)
        self.next_morning()
        self.assertEqual(sorted(self.letters()), want)

    def test_waits_for_a_working_hour(self):
        """A look that is overdue, as after a standstill, was made at any hour of any day."""
        self.import_(LIST)
        self.desk.once()
        self.import_(self.list)
        for when in ("2026-06-06T10:05", "2026-06-08T03:00", "2026-06-08T21:00"):
            self.desk.set_clock(when)
            self.desk.once()
            self.assertEqual(self.letters(), [], when)
        self.desk.set_clock("2026-06-09T10:00")
        self.desk.once()
        self.assertEqual(len(self.letters()), 2)

    def test_not_to_everybody(self):
        """Not to the suspended, not to the gone."""
        self.import_(self.list + ROWS[2].replace("900003", "900004").replace("third", "fourth"))
        self.desk.run("experts", "suspend", "900001")
        self.import_(self.list.replace(ROWS[1].replace("2029-03-31", "2026-07-10"), "")
                     + ROWS[2].replace("900003", "900004").replace("third", "fourth"), "--retire-missing")
        self.desk.once()
        self.assertEqual(self.letters(), [])
        self.desk.run("experts", "resume", "900001")
        self.next_morning()
        self.assertEqual(self.letters(), [("first@experts.example.jp", "sent")])

    def test_decided_when_it_leaves(self):
        """Written, held, and renewed or suspended before it is approved."""
        self.desk = Desk(self.dir / "held", settings={"supervised": {"all": True}})
        self.desk.set_clock("2026-06-01T10:05")
        self.import_(self.list)
        self.desk.once()
        self.assertEqual({s for _, s in self.letters()}, {"held"})
        self.import_(self.list.replace("2026-06-10", "2029-06-10"))
        self.desk.run("experts", "suspend", "900002")
        for mail in self.desk.json("outbox"):
            self.desk.run("review", "send", str(mail["id"]))
        self.desk.once()
        self.assertEqual({s for _, s in self.letters()}, {"cancelled"})
        # It never left, so it is written again when it is due after all.
        self.desk.run("experts", "resume", "900002")
        self.next_morning()
        self.assertEqual(sorted(s for r, s in self.letters() if r.startswith("second")), ["cancelled", "held"])

    def test_dead_address(self):
        self.import_(self.list)
        self.desk.once()
        db = sqlite3.connect(self.desk.store)
        db.execute("DELETE FROM expert_notices")
        db.execute("INSERT INTO people (email, dead, created) VALUES ('first@experts.example.jp', 1, 0)")
        db.commit()
        db.close()
        before = len(self.letters())
        self.next_morning()
        self.assertEqual([r for r, _ in self.letters()[before:]], ["second@experts.example.jp"])

    def test_for_the_operator(self):
        self.import_(self.list)
        self.desk.once()
        rows = self.desk.json("experts", "list", "--expiring")
        self.assertEqual([r["registration_no"] for r in rows], ["900001", "900002"])
        self.assertIsNone(rows[0]["reminded_at"])
        self.assertTrue(rows[0]["reminded_again_at"])
        self.assertTrue(rows[1]["reminded_at"])
        self.assertEqual([r["registration_no"] for r in self.desk.json("experts", "list", "--expiring", "--days", "14")],
                         ["900001"])
        self.desk.set_clock("2026-06-11T10:00")
        text = self.desk.run("experts", "list", "--expiring").stdout
        self.assertIn("900001  大川 進  active  有効期限 2026年6月10日（水）（期限切れ）  2回目を2026年6月1日（月）に案内済み", text)
        self.assertIn("900002  中村 恵  active  有効期限 2026年7月10日（金）  2026年6月1日（月）に案内済み", text)
        self.assertEqual(self.desk.run("experts", "list", "--days", "3", check=False).returncode, 2)


class Drafts(Lists):
    def setUp(self):
        super().setUp()
        self.import_(LIST)
        self.count = 0

    def write(self, sender, text, subject="専門家リストの掲載内容について", name="本人", date=None):
        self.count += 1
        self.desk.deliver((f"From: {name} <{sender}>\r\nTo: soudan@desk.example.jp\r\nSubject: {subject}\r\n"
                           f"Date: {date or f'Mon, 01 Jun 2026 10:{self.count:02}:00 +0900'}\r\nMIME-Version: 1.0\r\n"
                           f"Message-ID: <list{self.count}@{sender.split('@')[1]}>\r\n"
                           "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
                           + text.replace("\n", "\r\n")).encode())
        self.desk.once()

    def drafts(self, *options):
        return self.desk.json("experts", "drafts", *options)

    def letters(self):
        return [(m["template"], m["recipient"]) for m in self.desk.json("outbox")]

    def body(self, address):
        return self.desk.mails(address)[-1].get_body().get_content()

    def refused(self, *args, code=1):
        done = self.desk.run("experts", *args, check=False)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stderr

    def update(self):
        self.write("first@experts.example.jp", "専門家リストに掲載中の大川です。掲載内容の変更をお願いします。\n\n"
                   "登録番号：900001\n対応地域：大阪、兵庫に滋賀を追加\n料金：30,000円 → 40,000円\n"
                   "登録有効期限：2029年12月31日\n自己PR：変更なし\n")

    def test_update_of_the_registered(self):
        before = self.experts()
        self.update()
        self.assertEqual(self.experts(), before)  # nothing before the operator has looked
        (draft,) = self.drafts()
        self.assertTrue(draft["sender_registered"])
        self.assertEqual((draft["wish"], draft["registration_no"], draft["known"]), ("entry", "900001", True))
        self.assertEqual([(c["field"], c["old"], c["new"]) for c in draft["changes"]],
                         [("fee", "30,000円以上～40,000円未満", "40,000円"),
                          ("prefectures", "京都府、大阪府、兵庫県", "滋賀県、京都府、大阪府、兵庫県"),
                          ("valid_until", "2029-03-31", "2029-12-31")])
        self.assertEqual((draft["lacks"], draft["troubles"]), ([], []))
        text = self.desk.run("experts", "drafts").stdout
        self.assertIn("（登録されたアドレスです）", text)
        self.assertIn("  登録有効期限: 2029-03-31 → 2029-12-31\n", text)
        self.desk.run("experts", "verify-draft", str(draft["draft"]))
        self.desk.once()
        after = self.experts()["900001"]
        self.assertEqual((after["valid_until"], after["fee"]), ("2029-12-31", "40,000円"))
        self.assertIn("滋賀県", after["prefectures"])
        self.assertTrue(after["verified_at"])
        self.assertEqual(self.letters(), [("application_receipt", "first@experts.example.jp"),
                                          ("list_confirmed", "first@experts.example.jp")])
        body = self.body("first@experts.example.jp")
        self.assertIn("反映した日：2026年6月1日（月）", body)
        self.assertIn("登録有効期限：2029年12月31日（月）", body)
        self.assertIn("支援料金：40,000円", body)
        self.assertEqual(self.drafts(), [])
        self.assertEqual([d["state"] for d in self.drafts("--all")], ["verified"])
        self.assertIsNone(self.drafts("--all")[0]["text"])
        self.assertEqual(self.desk.json("review"), [])
        self.assertIn("処理済み", self.refused("verify-draft", "1"))

    def test_older_list_does_not_undo_it(self):
        self.update()
        self.desk.run("experts", "verify-draft", "1")
        got = self.import_(LIST)
        self.assertEqual((got["changed"], got["unchanged"]), (0, 3))
        (kept,) = got["details"]["kept"]
        self.assertEqual({f["field"] for f in kept["fields"]}, {"fee", "prefectures", "valid_until"})
        self.assertEqual(self.experts()["900001"]["valid_until"], "2029-12-31")
        # a list that was edited since leads again
        got = self.import_(LIST.replace("2029-03-31,現場", "2032-03-31,現場"))
        self.assertEqual([(f["field"], f["decision"]) for f in got["details"]["changed"][0]["fields"]],
                         [("valid_until", "list_newer")])
        self.assertEqual(self.experts()["900001"]["valid_until"], "2032-03-31")

    def test_from_another_address(self):
        self.write("stranger@elsewhere.example.jp", "専門家リスト掲載中の大川です。リストの変更をお願いします。\n"
                   "登録番号：900001\nメールアドレス：new@elsewhere.example.jp\n")
        (draft,) = self.drafts()
        self.assertFalse(draft["sender_registered"])
        self.assertIn("【注意】登録されたアドレスからではありません", self.desk.json("review")[0]["text"])
        self.assertIn("【注意】登録されたアドレス（first@experts.example.jp）ではありません",
                      self.desk.run("experts", "drafts").stdout)
        self.desk.run("experts", "verify-draft", "1")
        self.desk.once()
        self.assertEqual(sorted(r for t, r in self.letters() if t == "list_confirmed"),
                         ["first@experts.example.jp", "new@elsewhere.example.jp", "stranger@elsewhere.example.jp"])
        self.assertIn("ご登録と異なるメールアドレスから", self.body("first@experts.example.jp"))

    def test_another_experts_address(self):
        self.write("second@experts.example.jp", "専門家リストの変更をお願いします。登録番号は900001です。料金：50,000円\n")
        (draft,) = self.drafts()
        self.assertEqual((draft["sender_registered"], draft["sender_is"]), (False, "900002"))

    def test_receipt_says_what_is_asked(self):
        """By the name in the mail, the day on which it came, and with what the themes' numbers mean."""
        self.write("takada@sec-support.example.jp", "専門家リストへの掲載を申請いたします。\n氏名：高田 誠\n"
                   "登録番号：900123\n支援対象地域：広島県、岡山県\n", "アクティブリストへの掲載申請", "m.takada",
                   date="Tue, 01 Jan 2019 10:00:00 +0900")
        body = self.body("takada@sec-support.example.jp")
        self.assertTrue(body.startswith("高田 誠 様"), body)
        self.assertIn("2026年6月1日（月）に受け付けました", body)
        self.assertIn("　1 情報セキュリティ規程の整備", body)
        self.assertIn("unknown fe, did you mean fee?; one of these was expected: name, ", self.refused("verify-draft", "1", "fe=30000", code=2))
        self.desk.run("experts", "verify-draft", "1", "fee=30000", "themes=1、2", "forms=訪問", "valid_until=2029-03-31")
        self.desk.once()
        self.assertIn("支援料金：30,000円", self.body("takada@sec-support.example.jp"))

    def test_new_entry_lacks_something(self):
        self.write("takada@sec-support.example.jp", "登録セキスペの高田と申します。専門家リストへの掲載を申請いたします。\n"
                   "氏名：高田 誠（たかだ まこと）\n登録番号は 900123 です。\n"
                   "指導テーマは規程整備とリスク分析、地域は広島県と岡山県です。\n支援形態：訪問、オンライン\n"
                   "料金は1回2時間あたり30,000円です。\n", "アクティブリストへの掲載申請", "高田 誠")
        (draft,) = self.drafts()
        self.assertEqual({c["field"]: c["new"] for c in draft["changes"]},
                         {"name": "高田 誠", "email": "takada@sec-support.example.jp", "themes": "1、2",
                          "forms": "訪問コンサルティング、オンラインコンサルティング", "fee": "1回2時間あたり30,000円",
                          "prefectures": "岡山県、広島県"})
        self.assertEqual(draft["lacks"], ["登録有効期限（年月日）"])
        self.assertIn("・登録有効期限（年月日）", self.body("takada@sec-support.example.jp"))
        self.assertIn("valid_until=", self.refused("verify-draft", "1"))
        self.assertNotIn("900123", self.experts())
        # he sends what was asked for: one draft
        self.write("takada@sec-support.example.jp", "専門家リストの件、高田です。掲載申請の追記です。\n登録有効期限：令和10年9月30日\n")
        (draft,) = self.drafts()
        self.assertEqual((draft["draft"], draft["lacks"], draft["registration_no"]), (2, [], "900123"))
        self.desk.run("experts", "verify-draft", "2", "capacity=3")
        self.desk.once()
        entry = self.experts()["900123"]
        self.assertEqual((entry["status"], entry["valid_until"], entry["capacity"]), ("active", "2028-09-30", 3))
        self.assertEqual(self.letters()[-1], ("list_confirmed", "takada@sec-support.example.jp"))
        # not in the list yet, and not missing from it
        self.assertEqual(self.import_(LIST, "--retire-missing")["vanished"], 0)

    def test_implausible_expiry(self):
        for until in ("2020年3月31日", "2099年3月31日"):
            self.write("first@experts.example.jp",
                       f"専門家リストの登録を更新しました。リストの期限の変更をお願いします。\n登録有効期限：{until}\n")
            self.assertEqual(self.drafts()[0]["lacks"], ["登録有効期限（年月日）"], until)
        self.refused("verify-draft", str(self.drafts()[0]["draft"]))

    def test_pause_and_resume(self):
        self.write("first@experts.example.jp", "専門家リストに掲載中の大川です。リストの掲載をいったん止めてください。", "掲載の一時停止")
        self.assertEqual(self.drafts()[0]["wish"], "pause")
        self.desk.run("experts", "verify-draft", "1")
        self.assertEqual(self.experts()["900001"]["status"], "suspended")
        self.import_(LIST)
        self.assertEqual(self.experts()["900001"]["status"], "suspended")
        self.write("first@experts.example.jp", "大川です。専門家リストの掲載の再開をお願いいたします。", "掲載の再開")
        self.assertEqual(self.drafts()[0]["wish"], "resume")
        self.desk.run("experts", "verify-draft", "2")
        self.assertEqual(self.experts()["900001"]["status"], "active")

    def test_resume_of_who_was_suspended_by_the_desk(self):
        self.desk.run("experts", "suspend", "900001")
        self.write("first@experts.example.jp", "大川です。専門家リストの掲載の再開をお願いいたします。", "掲載の再開")
        self.assertIn("experts resume 900001", self.refused("verify-draft", "1"))
        self.assertEqual(self.experts()["900001"]["status"], "suspended")

    def test_suspension_outlasts_the_experts_own_wishes(self):
        """A pause, or an end, and a new application were a way around it."""
        self.desk.run("experts", "suspend", "900001")
        self.write("first@experts.example.jp", "専門家リストに掲載中の大川です。リストの掲載をいったん止めてください。", "掲載の一時停止")
        self.desk.run("experts", "verify-draft", "1")
        self.write("first@experts.example.jp", "大川です。専門家リストの掲載の再開をお願いいたします。", "掲載の再開")
        self.assertIn("experts resume 900001", self.refused("verify-draft", "2"))
        self.write("first@experts.example.jp", "大川です。引退しますので、リストから私の名前を削除してください。", "掲載の終了")
        self.desk.run("experts", "verify-draft", str(self.drafts()[-1]["draft"]))
        self.assertEqual(self.experts()["900001"]["status"], "gone")
        self.write("first@experts.example.jp", "大川です。専門家リストの掲載の再開をお願いいたします。", "掲載の再開")
        again = str(self.drafts()[-1]["draft"])
        self.assertIn("experts resume 900001", self.refused("verify-draft", again))
        self.desk.run("experts", "reject-draft", again)
        self.write("first@experts.example.jp", "専門家リストへの掲載を申し込みます。\n登録番号：900001\n料金：50,000円\n", "掲載の申込")
        self.desk.run("experts", "verify-draft", str(self.drafts()[-1]["draft"]))
        self.assertEqual(self.experts()["900001"]["status"], "suspended")
        self.desk.run("experts", "resume", "900001")
        self.assertEqual(self.experts()["900001"]["status"], "active")

    def test_sheet_goes_to_the_experts_addresses_alone(self):
        self.write("stranger@elsewhere.example.jp", "専門家リスト掲載中の大川です。リストの変更をお願いします。\n"
                   "登録番号：900001\n受入可能件数：5\n")
        self.desk.run("experts", "verify-draft", "1")
        self.desk.once()
        self.assertIn("受入可能件数：5", self.body("first@experts.example.jp"))
        self.assertIn("first@experts.example.jp", self.body("first@experts.example.jp"))
        told = self.body("stranger@elsewhere.example.jp")
        self.assertIn("登録番号：900001", told)
        for value in ("first@experts.example.jp", "大阪", "CISSP", "現在の記載", "次の内容"):
            self.assertNotIn(value, told)

    def test_nothing_to_change(self):
        """The confirmation said that the entry had been changed."""
        self.write("first@experts.example.jp", "専門家リストに掲載中の大川です。掲載内容の変更をお願いします。\n登録番号：900001\n")
        self.assertIn("変わる項目がありません", self.refused("verify-draft", "1"))
        self.desk.run("experts", "verify-draft", "1", "capacity=5")
        self.assertEqual(self.experts()["900001"]["capacity"], 5)

    def test_removal_outlasts_the_list(self):
        self.write("first@experts.example.jp", "大川です。引退しますので、リストから私の名前を削除してください。", "掲載の終了")
        self.assertEqual(self.drafts()[0]["wish"], "remove")
        self.desk.run("experts", "verify-draft", "1")
        self.assertEqual(self.experts()["900001"]["status"], "gone")
        got = self.import_(LIST)
        self.assertEqual(got["returned"], 0)
        self.assertEqual([e["registration_no"] for e in got["details"]["stays_away"]], ["900001"])
        self.assertEqual(self.experts()["900001"]["status"], "gone")
        self.desk.run("experts", "resume", "900001")
        self.assertEqual(self.experts()["900001"]["status"], "active")

    def test_reject(self):
        self.update()
        before = self.experts()
        self.desk.run("experts", "reject-draft", "1", "登録番号を公開情報で確認できませんでした")
        self.desk.once()
        self.assertEqual(self.experts(), before)
        self.assertEqual(self.letters()[-1], ("list_rejected", "first@experts.example.jp"))
        self.assertIn("理由：登録番号を公開情報で確認", self.body("first@experts.example.jp"))
        self.assertEqual(self.desk.json("review"), [])

    def test_usage(self):
        for words, code in ((("verify-draft", "9"), 1), (("verify-draft",), 2), (("verify-draft", "x"), 2),
                            (("drafts", "x"), 2), (("verify-draft", "1", "colour=red"), 2),
                            (("verify-draft", "1", "valid_until=soon"), 2), (("verify-draft", "1", "--regno", "12"), 2),
                            (("reject-draft", "1", "a", "b"), 2)):
            done = self.desk.run("experts", *words, check=False)
            self.assertEqual((done.returncode, done.stdout), (code, ""), words)


class Record(unittest.TestCase):
    """What the desk itself saw of an expert's work."""

    def play(self, name):
        temp = tempfile.TemporaryDirectory(prefix="madoguchi-list-")
        self.addCleanup(temp.cleanup)
        self.story = Story(ROOT / "tests/handlers" / name, temp.name)
        self.story.play()
        self.desk = self.story.desk

    def finished(self, number):
        (entry,) = self.desk.json("experts", "show", number)
        return [(r["case"], r["theme"], r["industry"], r["prefecture"], r["visits"]) for r in entry["finished"]]

    def wait_until(self, *days):
        for day in days:
            self.desk.set_clock(day)
            self.desk.once()

    def test_course(self):
        self.play("course")
        self.assertEqual(self.desk.json("cases")[0]["state"], "closed")
        self.assertEqual(self.finished("900001"), [("2026-0001", 5, "製造", "大阪府", 3)])
        text = self.desk.run("match", "--prefecture", "大阪府", "--theme", "5", "--explain", "900001").stdout
        self.assertIn("実績: 研修 多数、当窓口での支援完了1件（相談に合う）", text)
        self.assertIn("2026-0001 大阪府 製造 テーマ5 3回 2026年", self.desk.run("experts", "show", "900001").stdout)
        # Ended once more, it is the same case.
        self.desk.run("experts", "import", ROOT / "tests/handlers/experts.csv")
        self.assertEqual(len(self.finished("900001")), 1)

    def test_replaced(self):
        self.play("replaced-after-visit")
        self.assertEqual(self.finished("900001"), [])  # not before the course has ended
        self.wait_until("2026-06-17T18:00", "2026-07-01T18:00", "2026-07-16T18:00")
        self.assertEqual(self.finished("900002"), [])
        # The course is over when the company is asked how it was, and is not counted again by its end.
        for day, state in (("2026-08-10T10:00", "survey"), ("2026-09-10T10:00", "closed")):
            self.wait_until(day)
            self.assertEqual(self.desk.json("cases")[0]["state"], state)
            for number, visits in (("900001", 1), ("900002", 2)):
                self.assertEqual(self.finished(number), [("2026-0001", 5, "製造", "大阪府", visits)])
                (entry,) = self.desk.json("experts", "show", number)
                self.assertEqual({r["finished_on"] for r in entry["finished"]}, {"2026-08-10"})

    def test_figures_end_with_the_course(self):
        """Not with the survey, which may be answered weeks later."""
        self.play("course-ends-after-two")
        found = []
        for day, state in (("2026-06-27T10:00", "survey"), ("2026-07-28T10:00", "closed")):
            self.wait_until(day)
            self.assertEqual(self.desk.json("cases")[0]["state"], state)
            (got,) = self.desk.json("stats")
            self.assertEqual((got["outcomes"]["completed"], got["outcomes"]["under_way"]), (1, 0), state)
            found.append(got["lead_times"]["request_to_end"])
        self.assertEqual(found[0]["n"], 1)
        self.assertEqual(found[0], found[1])

    def test_closed_by_the_operator(self):
        self.play("replaced-after-visit")
        self.desk.run("case", "close", "2026-0001")
        self.assertEqual(len(self.finished("900001")), 1)
        self.assertEqual(self.finished("900002"), [])  # held nothing

    def test_withdrawn(self):
        self.play("replaced-after-visit")
        self.wait_until("2026-06-17T18:00")
        self.desk.run("case", "withdraw", "2026-0001")
        self.assertEqual((self.finished("900001"), self.finished("900002")), ([], []))


if __name__ == "__main__":
    result = unittest.main(exit=False).result
    bad = len(result.failures) + len(result.errors)
    print(f"test_list: {result.testsRun - bad} passed, {bad} failed")
    raise SystemExit(bad > 0)
