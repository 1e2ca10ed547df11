"""The operator's command against its contract: keys, exit codes, messages, and what it must not do."""

import csv
import io
import json
import pathlib
import random
import subprocess
import tempfile
import unittest

import desk as desks
from desk import BUILD, ROOT, Desk

KEYS = ("file message_id subject from text quoted signature attachments kind category submenu "
        "secondary theme urgency confidence decision slots why").split()
SLOTS = ("company contact prefecture industry employees budget_yen format dates phone "
         "requester_email").split()
REQUEST = (ROOT / "tests/handlers/course/request.eml").read_bytes()


class Command(unittest.TestCase):
    def setUp(self):
        self.temp = tempfile.TemporaryDirectory(prefix="madoguchi-command-")
        self.addCleanup(self.temp.cleanup)
        self.dir = pathlib.Path(self.temp.name)
        self.store = self.dir / "own.db"

    def run_(self, *args, **more):
        return subprocess.run([BUILD / "madoguchi", *map(str, args)], capture_output=True, text=True,
                              cwd=self.dir, env={"MADOGUCHI_DATA": str(ROOT), "PATH": "/usr/bin:/bin"},
                              timeout=60, **more)

    def lines(self, *args):
        done = self.run_(*args)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]


class Reading(Command):
    def test_keys_in_order(self):
        (self.dir / "a.eml").write_bytes(REQUEST)
        (r,) = self.lines("read", "--json", "a.eml")
        self.assertEqual(list(r), KEYS)
        self.assertEqual(list(r["slots"]), SLOTS)
        self.assertEqual((r["kind"], r["category"], r["theme"]), ("request", "c", 5))
        self.assertEqual(r["slots"]["prefecture"], "大阪府")
        self.assertEqual(r["slots"]["dates"], ["2026-06-10", "2026-06-11"])

    def test_standard_input_and_failures(self):
        done = subprocess.run([BUILD / "madoguchi", "read", "--json", "-"], input=REQUEST,
                              capture_output=True, env={"MADOGUCHI_DATA": str(ROOT)}, timeout=60)
        self.assertEqual(done.returncode, 0)
        (self.dir / "a.eml").write_bytes(REQUEST)
        done = self.run_("read", "--json", "missing.eml", "a.eml")
        self.assertEqual(done.returncode, 1)
        self.assertIn("missing.eml", done.stderr)
        self.assertEqual(len(done.stdout.splitlines()), 1)  # the good one all the same

    def test_nothing_to_read(self):
        """Empty, blank and no text at all: one line each, which the operator sees."""
        for name, raw in (("empty", b""), ("blank", b"\n \n\n"), ("bytes", random.Random(1).randbytes(3000)),
                          ("zeros", bytes(300))):
            (self.dir / name).write_bytes(raw)
            done = self.run_("read", "--json", name)
            self.assertEqual(done.returncode, 1 if name == "empty" else 0, done.stderr)
            (r,) = map(json.loads, done.stdout.splitlines())
            self.assertEqual((r["kind"], r["decision"]), ("other", "review"), name)
            self.assertRegex(r["why"][0], "^本文が(空です|読めません)")

    def test_chat_with_context(self):
        line = {"id": "1", "sent": "2026-06-01T10:00:00+09:00", "from_name": "大川",
                "from_addr": "o@experts.example.jp", "subject": "Re: 支援のご依頼",
                "body": "今回は辞退します。\n\n> 「お引き受けします」と返信してください",
                "context": "offer_sent", "from_role": "expert"}
        (self.dir / "c.jsonl").write_text(json.dumps(line) + "\nnot json\n")
        done = self.run_("read", "--json", "--chat", "c.jsonl")
        self.assertEqual(done.returncode, 1)
        self.assertIn("c.jsonl:2", done.stderr)
        r = json.loads(done.stdout)
        self.assertEqual(list(r), KEYS + ["reply"])
        self.assertEqual(r["reply"]["kind"], "expert_decline")


class Usage(Command):
    def test_wrong_words(self):
        for args in ((), ("nosuch",), ("read", "--nosuch"), ("match",), ("match", "--prefecture", "東"),
                     ("match", "--prefecture", "大阪", "--theme", "9"), ("holidays", "abc"),
                     ("cases", "--state", "nosuch"), ("outbox", "--state", "nosuch"), ("case", "frobnicate"), ("case", "answer", "1"),
                     ("-c",), ("--store",), ("stats", "--from", "yesterday")):
            with self.subTest(args=args):
                done = self.run_("--store", self.store, *args) if args[:1] not in (("-c",), ("--store",)) \
                    else self.run_(*args)
                self.assertEqual(done.returncode, 2, done.stdout)
                self.assertTrue(done.stderr.strip())

    def test_surplus_words(self):
        for words in (("check-config", "x"), ("stats", "x"), ("cases", "x"), ("export", "x"), ("states", "x"),
                      ("match", "--prefecture", "大阪府", "x"), ("holidays", "2026", "x"), ("backup", "a", "b"),
                      ("purge", "x"), ("visits", "x"), ("outbox", "x"), ("review", "x"), ("render", "a", "b"),
                      ("experts", "list", "x"), ("case", "show", "1", "2"), ("check-config", "--json")):
            done = self.run_("--store", self.store, *words)
            self.assertEqual((done.returncode, done.stdout), (2, ""), words)
            self.assertIn(words[0], done.stderr)
            self.assertRegex(done.stderr, "unexpected|was expected")

    def test_wrong_context(self):
        (self.dir / "c.json").write_text('{"context": "offer"}')
        done = self.run_("read", "--context", "c.json", "-", input="x")
        self.assertEqual(done.returncode, 2)
        for name in ("offer_sent", "confirm_menu", "survey_sent"):
            self.assertIn(name, done.stderr)
        done = self.run_("read", "--context", "missing.json", "-", input="x")
        self.assertEqual(done.returncode, 2)
        self.assertNotIn("-1", done.stderr)

    def test_help_and_version(self):
        for args in (("--help",), ("help",), ("--version",), ("--store", "x", "--help"), ("read", "--help")):
            self.assertEqual(self.run_(*args).returncode, 0, args)

    def test_no_store_is_made_by_the_way(self):
        conf = self.dir / "m.conf"
        conf.write_text(f'store = {{ state_dir = "{self.dir}/state"; }};\n')
        done = self.run_("-c", conf, "cases")
        self.assertEqual(done.returncode, 3)
        self.assertIn("no store", done.stderr)
        self.assertFalse((self.dir / "state").exists())
        self.assertEqual(self.lines("--store", self.store, "cases", "--json"), [])
        self.assertTrue(self.store.exists())

    def test_no_mail_without_the_desks_address(self):
        """Without a configuration a store can be looked at; what writes mail says what is missing."""
        self.lines("--store", self.store, "experts", "import", "--json",
                   ROOT / "tests/corpus/lists/experts60-messy.csv")
        for words in (("assign", "2026-0001", "000001"), ("close", "2026-0001"),
                      ("answer", "2026-0001", "はい"), ("accept", "2026-0001", "000001"),
                      ("decline", "2026-0001", "000001", "多忙")):
            done = self.run_("--store", self.store, "case", *words)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("desk.address", done.stderr)

    def test_configuration_mistakes_all_at_once(self):
        conf = self.dir / "m.conf"
        conf.write_text('desk : { addres = "a@example.jp"; };\nlimits : { tries = 0; };\n'
                        'visits : { count = "three"; };\n')
        done = self.run_("-c", conf, "check-config")
        self.assertEqual(done.returncode, 2)
        for line in (1, 2, 3):
            self.assertIn(f"{conf}:{line}:", done.stderr)

    def test_programme_mistakes(self):
        programme = json.loads((ROOT / "conf/programme.json").read_text())
        file = self.dir / "programme.json"
        desk = Desk(self.dir / "desk", settings={"data": {"programme": str(file)}, "visits": {"count": 4}})
        file.write_text(json.dumps(programme))
        done = desk.run("check-config", check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("theme 6: 'visits' describes 3 of the 4 visits of a course (visits.count)", done.stderr)
        self.assertEqual(desk.once(), 0)
        programme["themes"][1]["visits"][1]["homework"]["en"].pop()
        file.write_text(json.dumps(programme))
        done = desk.run("check-config", check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn(f"{file}: theme 2: visit 2: homework: the languages differ in length", done.stderr)
        self.assertEqual(desk.once(check=False), 2)
        self.assertIn("theme 2: visit 2: homework", desk.log_tail())

    def test_a_file_that_is_no_store(self):
        self.store.write_text("not a store, but long enough to look like a file of some kind\n" * 20)
        self.assertEqual(self.run_("--store", self.store, "cases").returncode, 3)


class Contacts(Command):
    def guests(self, text):
        (self.dir / "guests.csv").write_text(text)
        return self.run_("--store", self.store, "contacts", "import", "--json", "guests.csv")

    def test_who_took_part_is_counted(self):
        done = self.guests("\ufeff氏名,会社名,メールアドレス\n山田,株式会社甲,Yamada@a.example.jp\n木村,株式会社甲,kimura@a.example.jp\n"
                           "乙,株式会社乙,なし\n山田,株式会社甲,yamada@a.example.jp\n")
        self.assertEqual((done.returncode, json.loads(done.stdout)), (1, {"taken": 3, "bad": 1}))
        self.assertIn("guests.csv:4", done.stderr)
        (got,) = self.lines("--store", self.store, "stats", "--json")
        self.assertEqual((got["programme"]["companies"], got["programme"]["people"]), (1, 2))
        self.assertEqual(self.lines("--store", self.store, "outbox", "--json"), [])

    def test_what_is_no_list(self):
        self.assertEqual(self.guests("会社名,氏名\n甲,山田\n").returncode, 2)
        self.assertEqual(self.guests("").returncode, 2)
        self.assertEqual(self.run_("--store", self.store, "contacts", "import", "missing.csv").returncode, 2)
        self.assertEqual(self.run_("--store", self.store, "contacts").returncode, 2)

    def test_several_decisions_at_once(self):
        done = self.run_("--store", self.store, "review", "done", "1", "2")
        self.assertEqual((done.returncode, done.stderr.count("no open event")), (1, 2))
        self.assertEqual(self.run_("--store", self.store, "review", "done", "1", "x").returncode, 2)
        self.assertEqual(self.run_("--store", self.store, "review", "show", "1", "2").returncode, 2)


class Lists(Command):
    def setUp(self):
        super().setUp()
        self.list = ROOT / "tests/handlers/experts.csv"
        self.assertEqual(self.run_("--store", self.store, "experts", "import", self.list).returncode, 0)

    def test_match(self):
        found = self.lines("--store", self.store, "match", "--json", "--prefecture", "大阪", "--theme", "5",
                           "--on", "2026-06-10")
        self.assertEqual([f["registration_no"] for f in found], ["900001", "900002"])
        self.assertEqual(list(found[0]), ["registration_no", "name", "score", "reasons"])
        none = self.run_("--store", self.store, "match", "--prefecture", "沖縄", "--theme", "5")
        self.assertEqual(none.returncode, 1)
        why = self.run_("--store", self.store, "match", "--explain", "900003", "--prefecture", "大阪",
                        "--theme", "5", "--on", "2026-06-10")
        self.assertEqual(why.returncode, 0)
        self.assertIn("対象外", why.stdout)

    def test_bad_rows(self):
        rows = self.list.read_text().replace("900002", "12")
        (self.dir / "bad.csv").write_text(rows)
        other = self.dir / "other.db"
        done = self.run_("--store", other, "experts", "import", "--all-or-nothing", "bad.csv")
        self.assertEqual(done.returncode, 1)
        self.assertIn("bad.csv:3", done.stderr)
        self.assertEqual(self.lines("--store", other, "experts", "list", "--json"), [])
        self.assertEqual(self.run_("--store", other, "experts", "import", "bad.csv").returncode, 1)
        self.assertEqual(len(self.lines("--store", other, "experts", "list", "--json")), 2)

    def test_cp932_and_bom(self):
        text = self.list.read_text()
        for name, data in (("cp932", text.encode("cp932")), ("bom", b"\xef\xbb\xbf" + text.encode())):
            (self.dir / f"{name}.csv").write_bytes(data)
            done = self.run_("--store", self.store, "experts", "import", f"{name}.csv")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("変更なし 3名", done.stdout)

    def test_suspended(self):
        self.assertEqual(self.run_("--store", self.store, "experts", "suspend", "900001").returncode, 0)
        found = self.lines("--store", self.store, "match", "--json", "--prefecture", "大阪", "--theme", "5",
                           "--on", "2026-06-10")
        self.assertEqual([f["registration_no"] for f in found], ["900002"])
        self.assertEqual(self.run_("--store", self.store, "experts", "suspend", "1").returncode, 1)


class Operator(Command):
    def setUp(self):
        super().setUp()
        self.desk = Desk(self.dir / "desk", settings={"supervised": {"all": True}})
        self.desk.set_clock("2026-06-01T10:05")
        self.desk.run("experts", "import", ROOT / "tests/handlers/experts.csv")
        self.desk.deliver(REQUEST)
        self.desk.once()

    def test_held_mail_is_shown_as_it_will_be_read(self):
        held = self.desk.json("outbox", "--state", "held")
        self.assertEqual({m["template"] for m in held}, {"ack", "offer"})
        shown = self.desk.run("outbox", "show", held[0]["id"]).stdout
        self.assertIn("案件番号 2026-0001 として受け付けました", shown)
        raw = self.desk.run("outbox", "show", held[0]["id"], "--raw").stdout
        self.assertIn("受け付けました", desks.body_of(desks.parse(raw.encode())))
        self.assertEqual(self.desk.run("review", "show", "1", check=False).returncode, 1)
        self.assertEqual(self.desk.mails(), [])

    def test_one_wrong_number_holds_up_nothing(self):
        done = self.desk.run("case", "approve", "2026-0077", "2026-0001", check=False)
        self.assertEqual(done.returncode, 1)
        self.desk.once()
        self.assertEqual(len(self.desk.mails()), 2)

    def test_figures_backup_export(self):
        (stats,) = self.desk.json("stats")
        self.assertEqual(stats["state"], {"offered": 1})
        copy = self.dir / "copy.db"
        self.desk.run("backup", copy)
        self.assertEqual(len(self.lines("--store", copy, "cases", "--json")), 1)
        self.assertEqual(self.desk.run("backup", copy, check=False).returncode, 3)
        (case,) = self.desk.json("export")
        self.assertEqual(case["number"], "2026-0001")
        self.assertTrue(any("大川" in e["text"] for e in case["events"]))


    def test_candidates_are_kept_and_explained(self):
        (case,) = self.desk.json("case", "show", "2026-0001")
        (search,) = case["matches"]
        self.assertEqual((search["considered"], search["eligible"]), (3, 2))
        self.assertEqual([(c["registration_no"], c["eligible"], c["asked"]) for c in search["candidates"]],
                         [("900001", True, True), ("900002", True, False)])
        self.assertTrue(all(c["reasons"] for c in search["candidates"]))
        self.assertEqual(search["failed"]["テーマ"], [0, 1])
        text = self.desk.run("case", "show", "2026-0001").stdout
        self.assertIn("--- 候補", text)
        self.assertIn("× テーマ: 1名", text)
        (why,) = self.desk.json("match", "--case", "2026-0001", "--explain", "900001")
        self.assertFalse(why["eligible"])
        self.assertEqual(len(why["rules"]), 14)
        self.assertEqual([r for r in why["rules"] if r.startswith("×")],
                         ["× 打診済み: この案件で既に打診したか連絡不能"])
        self.assertEqual(len(why["reasons"]), 8)
        left = self.desk.json("match", "--case", "2026-0001")
        self.assertEqual([e["registration_no"] for e in left], ["900002"])
        for wrong in (("--case", "2026-0077"), ("--case", "2026-0001", "--explain", "1")):
            self.assertEqual(self.desk.run("match", *wrong, check=False).returncode, 1)
        self.assertEqual(self.desk.run("match", "--case", "2026-0001", "--theme", "1", check=False).returncode, 2)

    def test_conflicts(self):
        declare = ("experts", "conflict", "900002")
        self.desk.run(*declare, "add", "company", "株式会社つばめ精機", "--contractor", "--by", "本人の申告")
        self.desk.run(*declare, "add", "company", "株式会社つばめ精機")
        (row,) = self.desk.json(*declare, "list")
        self.assertEqual({k: row[k] for k in ("registration_no", "kind", "value", "contractor", "said_by")},
                         {"registration_no": "900002", "kind": "company", "value": "株式会社つばめ精機",
                          "contractor": True, "said_by": "本人の申告"})
        self.assertIn("委託先", self.desk.run(*declare, "list").stdout)
        (why,) = self.desk.json("match", "--case", "2026-0001", "--explain", "900002")
        self.assertEqual([r.split(":")[0] for r in why["rules"] if r.startswith("×")], ["× 利害関係（委託先）"])
        self.desk.run(*declare, "remove", "company", "株式会社つばめ精機")
        self.assertEqual(self.desk.json(*declare, "list"), [])
        (why,) = self.desk.json("match", "--case", "2026-0001", "--explain", "900002")
        self.assertTrue(why["eligible"])
        for words, code in ((("900009", "list"), 1), (("900002", "remove", "domain", "a.co.jp"), 1),
                            (("900002", "add", "domain", "gmail.com"), 2), (("900002", "add", "planet", "x.y"), 2),
                            (("900002",), 2), (("900002", "add", "company"), 2), (("900002", "frobnicate"), 2)):
            done = self.desk.run("experts", "conflict", *words, check=False)
            self.assertEqual((done.returncode, done.stdout), (code, ""), words)
            self.assertTrue(done.stderr.strip())


class Disclosures(Command):
    """A case from the request to the introduction, one mail held."""

    COMPANY, EXPERT = "yamada@tsubame-seiki.example.co.jp", "first@experts.example.jp"

    def setUp(self):
        super().setUp()
        self.desk = Desk(self.dir / "desk", settings={"supervised": {"all": False, "templates": ["intro_expert"]}})
        self.desk.set_clock("2026-06-01T10:05")
        self.desk.run("experts", "import", ROOT / "tests/handlers/experts.csv")
        self.desk.deliver(REQUEST)
        self.desk.once()
        offer = [m for m in self.desk.mails(self.EXPERT)][-1]
        self.desk.set_clock("2026-06-02T09:30")
        self.desk.deliver(desks.reply_to(offer, self.EXPERT, "お引き受けします。", self.desk.now()))
        self.desk.once()
        self.introduction = [m for m in self.desk.mails(self.COMPANY) if "ご紹介" in str(m["Subject"])][0]

    def export(self, *args, check=True):
        return self.desk.run("export", "--disclosures", *args, check=check)

    def test_show(self):
        (case,) = self.desk.json("case", "show", "2026-0001")
        rows = case["disclosures"]
        self.assertEqual(rows, self.desk.json("export", "--disclosures"))
        introductions = [r for r in rows if r["purpose"] == "introduction"]
        self.assertEqual([(r["subject"], r["subject_address"], r["recipient"], r["recipient_address"], r["state"])
                          for r in introductions],
                         [("expert", self.EXPERT, "company", self.COMPANY, "sent"),
                          ("company", self.COMPANY, "expert", self.EXPERT, "held")])
        told, held = introductions
        self.assertLessEqual({"name", "mail", "registration", "profile"}, set(told["fields"]))
        self.assertEqual(held["fields"], ["company", "name", "mail", "phone", "request", "facts"])
        self.assertEqual((told["basis"], told["consent_at"][:10], told["sent_at"][:10]),
                         ("acceptance", "2026-06-02", "2026-06-02"))
        self.assertEqual((held["basis"], held["consent_at"][:10], held["sent_at"]), ("request", "2026-06-01", None))
        self.assertEqual(f"<{told['message_id']}>", str(self.introduction["Message-ID"]).strip())
        text = self.desk.run("case", "show", "2026-0001").stdout
        self.assertIn("--- 第三者への個人情報の提供 ---", text)
        self.assertIn("根拠: 打診への承諾（受信メール 2、2026-06-02 09:30）  状態: 送信済み 2026-06-02 09:30", text)
        self.assertIn("状態: 承認待ち（未送信）", text)

    def test_what_becomes_of_a_held_one(self):
        self.desk.run("case", "withdraw", "2026-0001")
        row = [r for r in self.desk.json("export", "--disclosures") if r["template"] == "intro_expert"][0]
        self.assertEqual((row["state"], row["sent_at"]), ("cancelled", None))
        self.assertIn("取下げ", row["problem"])

    def test_what_came_back(self):
        """It stood there as sent, and nothing else."""
        message_id = str(self.introduction["Message-ID"]).strip()
        self.desk.deliver((
            "From: MAILER-DAEMON@mx.example.jp\r\nTo: soudan@desk.example.jp\r\nSubject: Undelivered Mail\r\n"
            "Date: Tue, 02 Jun 2026 09:40:00 +0900\r\nMessage-ID: <dsn1@mx.example.jp>\r\nMIME-Version: 1.0\r\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
            "--b\r\nContent-Type: text/plain\r\n\r\nCould not be delivered.\r\n"
            "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.jp\r\n\r\n"
            f"Final-Recipient: rfc822; {self.COMPANY}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
            "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n"
            f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n--b--\r\n").encode())
        self.desk.once()
        row = [r for r in self.desk.json("export", "--disclosures") if r["template"] == "intro_company"][0]
        self.assertEqual(row["state"], "sent")
        self.assertIn("配信不能: ", row["problem"] or "")
        self.assertIn("5.1.1", row["problem"])
        self.assertIn("配信不能", self.desk.run("case", "show", "2026-0001").stdout)

    def test_csv(self):
        done = subprocess.run([BUILD / "madoguchi", "-c", self.desk.conf, "export", "--disclosures", "--csv"],
                              capture_output=True, env=self.desk.environment(), timeout=60)
        self.assertTrue(done.stdout.startswith(b"\xef\xbb\xbf"))
        text = done.stdout.decode("utf-8-sig")
        self.assertEqual(text.count("\n"), text.count("\r\n"))
        heading, *rows = csv.reader(io.StringIO(text, newline=""))
        self.assertEqual(len(rows), len(self.desk.json("export", "--disclosures")))
        self.assertEqual({len(r) for r in rows}, {len(heading)})
        first = dict(zip(heading, rows[0]))
        self.assertEqual((first["案件"], first["本人"], first["提供先のアドレス"], first["目的"], first["根拠"], first["作成日時"]),
                         ("2026-0001", "大川 進", self.COMPANY, "紹介", "打診への承諾", "2026-06-02 09:30"))

    def test_days_and_cases(self):
        everything = len(self.desk.json("export", "--disclosures"))
        self.assertEqual(everything, 2)
        for args, n in ((("--from", "2026-06-02", "--to", "2026-06-02"), 2), (("--to", "2026-06-01"), 0),
                        (("--from", "2026-06-03"), 0), (("--case", "2026-0001"), 2), (("--to", "2026-06-02"), 2)):
            self.assertEqual(len(self.desk.json("export", "--disclosures", *args)), n, args)
        for args, code in ((("--case", "2026-0077"), 1), (("--from", "yesterday"), 2), (("--csv", "--json"), 2),
                           (("--from", "2026-06-02T10:00"), 2), (("--from", "2026-06-03", "--to", "2026-06-02"), 2),
                           (("x",), 2)):
            done = self.export(*args, check=False)
            self.assertEqual((done.returncode, done.stdout), (code, ""), args)
            self.assertTrue(done.stderr.strip())
        self.assertEqual(self.desk.run("export", "--csv", check=False).returncode, 2)


class Texts(Command):
    def test_render(self):
        (self.dir / "t.mustache").write_text("{{#list}}\n- {{name}}\n{{/list}}\n{{^none}}no{{/none}} {{{raw}}}{{>p}}")
        (self.dir / "p.mustache").write_text("!")
        (self.dir / "d.json").write_text(json.dumps({"list": [{"name": "<a>"}], "raw": "<b>"}))
        done = self.run_("render", "t.mustache", "--data", "d.json")
        self.assertEqual((done.returncode, done.stdout), (0, "- &lt;a&gt;\nno <b>!"))
        self.assertEqual(self.run_("render", "nosuch").returncode, 2)
        self.assertIn("Subject:", self.run_("render", "en/ack").stdout)

    def test_holidays(self):
        days = {d["date"]: d["name"] for d in self.lines("holidays", "2026", "--json") if d["national"]}
        self.assertEqual(len(days), 18)
        self.assertEqual(days["2026-09-22"], "国民の休日")
        self.assertEqual(days["2026-05-06"], "振替休日")


if __name__ == "__main__":
    result = unittest.main(exit=False).result
    bad = len(result.failures) + len(result.errors)
    print(f"test_command: {result.testsRun - bad} passed, {bad} failed")
    raise SystemExit(bad > 0)
