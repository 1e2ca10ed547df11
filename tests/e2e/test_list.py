"""The list of experts through the operator's command: imports that are shown before they are applied."""

import json
import pathlib
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


if __name__ == "__main__":
    result = unittest.main(exit=False).result
    bad = len(result.failures) + len(result.errors)
    print(f"test_list: {result.testsRun - bad} passed, {bad} failed")
    raise SystemExit(bad > 0)
