"""Many cases at once: `madoguchi match --batch` on a store that the daemon filled."""

import json
import pathlib
import subprocess
import tempfile
import unittest

import desk as desks
from desk import BUILD, ROOT, Desk, reply_to

REQUEST = (ROOT / "tests/handlers/course/request.eml").read_text()
LIST = (ROOT / "tests/handlers/experts.csv").read_text()


def request(number, place):
    """The request of a company of its own, from another place."""
    text = REQUEST.replace("大阪府東大阪市", place).replace("〒577-0000 ", "").replace("TEL 06-0123-4567\n", "")
    return text.replace("tsubame-seiki", f"company{number}").replace("つばめ精機", f"第{number}精機") \
        .replace("\n", "\r\n").encode()


class Batch(unittest.TestCase):
    def setUp(self):
        temp = tempfile.TemporaryDirectory(prefix="madoguchi-batch-")
        self.addCleanup(temp.cleanup)
        self.dir = pathlib.Path(temp.name)
        self.desk = Desk(self.dir, settings={"match": {"wait_for_batch": True}, "supervised": {"all": False},
                                             "desk": {"operators": ["op@desk.example.jp"]}})
        self.desk.set_clock("2026-06-01T10:05")
        # One case each: 900001 for Osaka, Hyogo and Kyoto, 900002 for Osaka and Hyogo.
        self.import_list(LIST.replace(',3,2029', ',1,2029').replace(',2,2029', ',1,2029'))

    def import_list(self, text):
        (self.dir / "list.csv").write_text(text)
        self.desk.run("experts", "import", self.dir / "list.csv")

    def ask(self, *places):
        for number, place in enumerate(places, 1):
            self.desk.deliver(request(number, place))
            self.desk.once()  # one after the other, so that the numbers are known

    def batch(self, *args, code):
        done = self.desk.run("match", "--batch", "--json", *args, check=False)
        self.assertEqual(done.returncode, code, done.stderr)
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        return {kind: [r for r in rows if r["type"] == kind] for kind in ("offer", "nobody", "shortage", "summary")}

    def cases(self):
        return {c["number"]: c for c in self.desk.json("export")}

    def offers(self, case):
        return [(o["registration_no"], o["state"]) for o in case["offers"]]

    def test_the_best_for_all(self):
        """The first case would take 900001, the only one for the second."""
        self.ask("大阪府東大阪市", "京都府宇治市", "沖縄県那覇市")
        before = self.cases()
        self.assertEqual([c["state"] for c in before.values()], ["matching"] * 3)
        self.assertEqual([c["offers"] for c in before.values()], [[]] * 3)
        self.assertEqual(len([r for r in self.desk.json("review") if "一括割当" in r["text"]]), 3)
        osaka, kyoto, okinawa = before

        plan = self.batch("--dry-run", code=1)
        self.assertEqual(self.cases(), before)
        done = self.batch(code=1)
        self.assertEqual([r["registration_no"] for r in done["offer"]], ["900002", "900001"])
        self.assertEqual([r["case"] for r in done["offer"]], [osaka, kyoto])
        for kind in ("offer", "nobody", "shortage"):
            self.assertEqual(plan[kind], done[kind])
        for r in done["offer"]:
            self.assertEqual(r["cost"], 10000 - round(r["score"] * 100))
            self.assertTrue(r["reasons"])
        # That it is not the best one for the case is said, with whom it would have been.
        self.assertRegex(done["offer"][0]["reasons"][-1], "^一括割当: .*登録番号900001（[0-9.]+点）")
        self.assertEqual(done["offer"][1]["reasons"][-1], "一括割当: この案件の最上位の候補")
        (summary,) = done["summary"]
        self.assertEqual((summary["cases"], summary["offers"], summary["nobody"]), (3, 2, 1))
        self.assertEqual(summary["cost"], sum(r["cost"] for r in done["offer"]))
        (missing,) = done["shortage"]
        self.assertEqual((missing["prefecture"], missing["theme"], missing["listed"], missing["rule"],
                          missing["cases"]), ("沖縄県", 5, 0, "地域", [okinawa]))
        self.assertEqual(done["nobody"][0]["case"], okinawa)

        self.desk.once()
        after = self.cases()
        self.assertEqual([c["state"] for c in after.values()], ["offered", "offered", "no_expert"])
        self.assertEqual(self.offers(after[osaka]), [("900002", "open")])
        self.assertEqual(self.offers(after[kyoto]), [("900001", "open")])
        self.assertEqual([m["template"] for m in after[okinawa]["mails"]], ["ack", "no_expert_company"])
        self.assertEqual(len(self.desk.mails("second@experts.example.jp")), 1)
        # One alert with the table, not one a case.
        (alert,) = self.desk.mails("op@desk.example.jp")
        text = desks.body_of(alert)
        self.assertIn("沖縄県 × テーマ5", text.replace("\n", ""))
        self.assertFalse([r for r in self.desk.json("review") if "一括割当を待って" in r["text"]])

    def test_a_live_offer_is_left_alone_and_nobody_is_asked_twice(self):
        self.ask("大阪府東大阪市", "京都府宇治市")
        self.batch(code=0)
        self.desk.once()
        osaka, kyoto = before = self.cases()
        again = self.batch(code=0)
        self.assertEqual(again["summary"][0]["cases"], 0)
        self.assertEqual(self.cases(), before)

        mail = self.desk.mails("second@experts.example.jp")[-1]
        self.desk.deliver(reply_to(mail, "second@experts.example.jp", "今回は都合により辞退いたします。", self.desk.now()))
        self.desk.once()
        case = self.cases()[osaka]
        self.assertEqual((case["state"], self.offers(case)), ("no_expert", [("900002", "declined")]))
        # 900002 is free, and the only one: 900001 has the other case.
        left = self.batch(code=1)
        self.assertEqual((left["offer"], left["nobody"][0]["case"]), ([], osaka))
        self.assertIn("打診済み 1名", left["nobody"][0]["why"])
        self.assertIn("受入件数 1名", left["nobody"][0]["why"])
        self.assertEqual(self.offers(self.cases()[osaka]), [("900002", "declined")])
        # With room again, the other one is asked.
        self.import_list(LIST)
        done = self.batch(code=0)
        self.assertEqual([(r["case"], r["registration_no"]) for r in done["offer"]], [(osaka, "900001")])
        self.assertEqual(self.offers(self.cases()[osaka]), [("900002", "declined"), ("900001", "open")])
        self.assertEqual(self.offers(self.cases()[kyoto]), [("900001", "open")])

    def test_more_cases_than_room(self):
        self.ask("大阪府東大阪市", "兵庫県尼崎市", "大阪府堺市", "兵庫県西宮市")
        done = self.batch(code=1)
        self.assertEqual(sorted(r["registration_no"] for r in done["offer"]), ["900001", "900002"])
        self.assertEqual({r["rule"] for r in done["nobody"]}, {"受入件数"})
        self.assertTrue(all(r["listed"] == 2 for r in done["shortage"]))
        # The numbers follow the table: nobody carries more than there is room for.
        for expert in self.desk.json("experts", "list"):
            self.assertLessEqual(expert["load"], expert["capacity"])

    def test_the_limit_of_offers_holds(self):
        self.desk = Desk(self.dir, settings={"match": {"wait_for_batch": True, "max_offers": 1},
                                             "supervised": {"all": False}})
        self.ask("大阪府東大阪市")
        self.batch(code=0)
        self.desk.once()
        (offer,) = [m for a in ("first", "second") for m in self.desk.mails(f"{a}@experts.example.jp")]
        who = offer["To"].split("<")[-1].strip("<>")
        self.desk.deliver(reply_to(offer, who, "今回は都合により辞退いたします。", self.desk.now()))
        self.desk.once()
        left = self.batch(code=1)
        self.assertEqual((left["offer"], left["nobody"][0]["rule"]), ([], "打診の上限"))

    def test_words(self):
        self.assertEqual(self.desk.run("match", "--batch").stdout.splitlines()[-1][:3], "0件の")
        for args in (("--prefecture", "大阪府"), ("x",), ("--explain", "900001")):
            done = self.desk.run("match", "--batch", *args, check=False)
            self.assertEqual((done.returncode, done.stdout), (2, ""), args)
        self.ask("大阪府東大阪市", "沖縄県那覇市")
        done = self.desk.run("match", "--batch", check=False)
        self.assertEqual(done.returncode, 1)
        for word in ("→ 900001", "該当者なし: ", "不足: 沖縄県 × テーマ5", "2件のうち1件を打診しました"):
            self.assertIn(word, done.stdout)

    def waiting(self):
        return [r["case"] for r in self.desk.json("review") if "一括割当を待って" in r["text"]]

    def test_waiting_ends_with_the_case(self):
        self.ask("大阪府東大阪市", "大阪府堺市", "大阪府枚方市")
        withdrawn, assigned, left = self.cases()
        self.desk.run("case", "withdraw", withdrawn)
        self.desk.run("case", "assign", assigned, "900002")
        self.assertEqual(self.waiting(), [left])
        done = self.batch(code=0)
        self.assertEqual([r["case"] for r in done["offer"]], [left])
        self.assertEqual(self.waiting(), [])

    def test_an_approved_case_waits_where_the_operator_sees_it(self):
        self.desk.deliver((ROOT / "tests/handlers/web-form-generated/form.eml").read_bytes())
        self.desk.once()
        (case,) = self.cases().values()
        self.assertEqual(case["state"], "review")
        self.desk.run("case", "approve", case["number"])
        self.assertEqual(self.cases()[case["number"]]["state"], "matching")
        self.assertEqual(self.waiting(), [case["number"]])

    def test_without_a_configuration(self):
        store = ["--store", str(self.dir / "own.db")]
        for args, code in (([], 2), (["--dry-run"], 0)):
            done = subprocess.run([BUILD / "madoguchi", *store, "match", "--batch", *args], capture_output=True,
                                  text=True, env=self.desk.environment(), timeout=60)
            self.assertEqual(done.returncode, code, done.stderr)
            self.assertEqual("desk.address" in done.stderr, code == 2)

    def test_an_incident_does_not_wait(self):
        self.desk.deliver((ROOT / "tests/handlers/incident/request.eml").read_bytes().replace(b"\n", b"\r\n"))
        self.desk.once()
        (case,) = self.cases().values()
        self.assertEqual((case["state"], case["lane"]), ("offered", "incident"))

    def test_without_the_setting_nothing_waits(self):
        self.desk = Desk(self.dir, settings={"supervised": {"all": False}})
        self.ask("大阪府東大阪市")
        (case,) = self.cases().values()
        self.assertEqual(case["state"], "offered")


if __name__ == "__main__":
    result = unittest.main(exit=False).result
    bad = len(result.failures) + len(result.errors)
    print(f"test_batch: {result.testsRun - bad} passed, {bad} failed")
    raise SystemExit(bad > 0)
