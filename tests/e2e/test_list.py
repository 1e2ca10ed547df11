"""The list of experts through the operator's command: imports that are shown before they are applied."""

import json
import pathlib
import sqlite3
import tempfile
import unittest

from desk import ROOT, Desk

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


if __name__ == "__main__":
    result = unittest.main(exit=False).result
    bad = len(result.failures) + len(result.errors)
    print(f"test_list: {result.testsRun - bad} passed, {bad} failed")
    raise SystemExit(bad > 0)
