#!/usr/bin/python3
"""A consultation from the first mail to the closing, on a real Dovecot and Exim.

The story is played once: four requests in four forms arrive at two IMAP mailboxes and a
Maildir, the expert accepts by a plain reply, and the clock is carried through three visits.
Then Python's email, imaplib and icalendar read what the desk sent, and each test looks at one
side of it. The second half is about how the desk reaches its servers: STARTTLS, and every kind
of certificate that must be refused.
"""

import datetime
import email.header
import email.policy
import re
import unittest

import icalendar

import office
from desk import JST, body_of, parse
from dovecot import make_ca, make_certificate
from office import DESK, Office, raw_mail, request

START = "2026-09-14T09:30"  # a Monday; a week later lie three public holidays in a row
HOLIDAYS = {datetime.date(2026, m, d) for m, d in ((9, 21), (9, 22), (9, 23), (10, 12), (11, 3), (11, 23))}
OLD = "madoguchi@desk.example.jp"
PEOPLE = {
    "second": OLD, "yamada": "yamada@tsubame-seiki.example.co.jp", "kimura": "kimura@hanamaru-foods.example.co.jp",
    "ito": "ito@minato-clinic.example.or.jp", "suzuki": "suzuki@aoba-print.example.co.jp",
    "chida": "chida@kitahama-cci.example.or.jp", "first": "first@experts.example.jp",
    "expert2": "second@experts.example.jp", "expert3": "third@experts.example.jp",
}
# What would give the company away, by the mailbox of who asks.
SECRETS = {
    "suzuki": ["青葉印刷", "鈴木", "aoba-print", "suzuki", "075-123-4567", "075", "北浜商工会議所", "千田", "kitahama",
               "chida"],
    "yamada": ["つばめ精機", "山田", "tsubame", "yamada", "06-0123-4567"],
    "kimura": ["はなまる食品", "木村", "hanamaru", "kimura", "052-111-2222"],
    "ito": ["みなと会", "伊藤", "minato-clinic", "03-3333-4444"],
}
NEED = "従業員向けの情報セキュリティ研修を実施していただける専門家をご紹介ください。"


def the_mails(now):
    """How each of the four writes."""
    forward = raw_mail(now, PEOPLE["chida"], "Fwd: 従業員向け研修について", f"""
北浜商工会議所の千田です。会員企業様から次の相談がありましたので、転送いたします。
専門家のご紹介をお願いいたします。経過は当所にもお知らせください。

---------- Forwarded message ---------
From: 鈴木 一郎 <{PEOPLE["suzuki"]}>
Date: 2026年9月11日(金) 16:11
Subject: 従業員向け研修について
To: 北浜商工会議所 <{PEOPLE["chida"]}>

株式会社青葉印刷の鈴木です。大阪市で印刷業を営んでおります。従業員は25名です。
不審なメールを開く社員がいるため、{NEED}
訪問での実施を希望します。予算は1回あたり4万円程度です。

株式会社青葉印刷　鈴木 一郎　電話 075-123-4567
""", "utf-8", "北浜商工会議所 千田")
    jis = raw_mail(now, PEOPLE["yamada"], "従業員向けのセキュリティ研修をお願いしたい", f"""
株式会社つばめ精機の山田と申します。大阪府東大阪市で金属部品を製造しております。
従業員は45名です。

最近、不審なメールが増えており、{NEED}
訪問での実施を希望します。予算は1回あたり4万円程度です。

株式会社つばめ精機　総務部　山田 太郎
TEL 06-0123-4567
""", "iso-2022-jp", "山田 太郎")
    sjis = raw_mail(now, PEOPLE["kimura"], "社員向けの情報セキュリティ研修を依頼したい", f"""
はなまる食品株式会社の木村と申します。大阪市で惣菜を作っている、従業員60名の会社です。
不審なメールを開いてしまう社員が続いたため、{NEED}
会場は弊社の会議室で、訪問での実施を希望します。

はなまる食品株式会社　木村 花子　TEL 052-111-2222
""", "shift_jis", "木村 花子")
    html = raw_mail(now, PEOPLE["ito"], "職員向けのセキュリティ研修を実施したい", f"""
<html><head><style>p {{ color: #333 }}</style></head><body>
<p>医療法人みなと会の伊藤です。神戸市の診療所で、職員は18名です。</p>
<p>職員が不審なメールを開いたことがあり、<b>{NEED}</b><br>訪問での実施を希望します。</p>
<p>医療法人みなと会　伊藤 恵　TEL 03-3333-4444</p></body></html>
""", "utf-8", "伊藤 恵", subtype="html")
    return {"chida": forward, "yamada": jis, "kimura": sjis, "ito": html}


def maildir_source(o):
    path = o.folder / "local"
    for part in ("new", "cur", "tmp"):
        (path / part).mkdir(parents=True, exist_ok=True)
    return {"name": "local", "kind": "maildir", "path": str(path)}


class Story:
    """Plays it, and keeps all mails by mailbox."""

    def __init__(self, case):
        self.office = Office(
            office.folder(case), PEOPLE, source={"move_to": "Taken"},
            settings={"visits": {"propose": "all"}},
            more_sources=[lambda o: o.source("old", "second"), maildir_source])
        case.addClassCleanup(self.office.close)
        self.desk = self.office.desk
        self.mails = {name: [] for name in PEOPLE}
        self.ids = {}
        self.play()

    def look(self):
        """Everybody reads; what is new."""
        fresh = {name: self.office.read(name) for name in PEOPLE if name not in ("second",)}
        for name, mails in fresh.items():
            self.mails[name] += mails
        return fresh

    def requests(self):
        raws = the_mails(self.desk.now())
        for name, raw in raws.items():
            self.ids[name] = parse(raw)["Message-ID"].strip("<>")
        self.office.send(PEOPLE["chida"], raws["chida"])
        self.office.send(PEOPLE["yamada"], raws["yamada"])
        self.office.send(PEOPLE["kimura"], raws["kimura"], to=OLD)
        self.desk.inbox = self.office.folder / "local"
        self.desk.deliver(raws["ito"])
        self.office.arrived += 1
        self.office.settle()

    def case_of(self, name):
        return self.desk.json("case", "show", self.numbers[name])[0]

    def accept_all(self):
        """Each expert accepts each offer; the first of them answers in full sentences."""
        for _ in range(4):
            for name in ("first", "expert2", "expert3"):
                for mail in self.look()[name]:
                    if "ご依頼" in str(mail["Subject"]):
                        self.office.reply(PEOPLE[name], mail, "お世話になっております。\n"
                                          "ご依頼の件、お引き受けします。よろしくお願いいたします。")
            self.office.settle()

    def go_to(self, when):
        self.desk.set_clock(when.strftime("%Y-%m-%dT%H:%M:%S"))
        self.office.settle()
        return self.look()

    def course(self, name):
        """The visits of one case, as they come due; the reports are written by its expert."""
        for no in (1, 2, 3):
            visit = self.case_of(name)["visits"][no - 1]
            starts = datetime.datetime.fromisoformat(visit["starts_at"])
            self.before.append(self.go_to(starts - datetime.timedelta(hours=3)))
            fresh = self.go_to(starts.replace(hour=19, minute=0))
            for box in ("first", "expert2", "expert3"):
                for mail in fresh[box]:
                    if "実施報告のお願い" in str(mail["Subject"]):
                        self.office.reply(PEOPLE[box], mail, f"第{no}回の訪問を終えましたのでご報告します。\n"
                                          f"実施日: {starts:%Y年%-m月%-d日}\n内容: 予定どおり支援を行いました。\n"
                                          "宿題: 資料の見直し\n目標達成: 達成\n")
            self.office.settle()
            last = self.look()
        for mail in last[name]:
            if "アンケート" in str(mail["Subject"]):
                self.office.reply(PEOPLE[name], mail, "Q1 達成\nQ2 5\nQ3 来年度の研修\nQ4 特になし\n")
        self.office.settle()
        self.look()

    def play(self):
        self.desk.set_clock(START)
        self.desk.run("experts", "import", office.EXPERTS)
        self.desk.start()
        self.requests()
        self.acks = self.look()
        self.numbers = {}
        for case in self.desk.json("export"):
            who = case["requester"]["email"] if case["requester"] else ""
            self.numbers.update({n: case["number"] for n, a in PEOPLE.items() if a == who})
        for fresh in [self.acks]:
            for name in ("first", "expert2", "expert3"):
                for mail in fresh[name]:
                    self.office.reply(PEOPLE[name], mail, "お世話になっております。\n"
                                      "ご依頼の件、お引き受けします。よろしくお願いいたします。")
        self.office.settle()
        self.accept_all()
        self.accepted = {n: self.case_of(n) for n in self.numbers}
        self.before = []
        self.course("suzuki")
        self.final = {n: self.case_of(n) for n in self.numbers}
        self.process = self.desk.process
        self.desk.stop()


def every_text(mail):
    """All forms in which a mail can show a word: raw, header fields and parts, decoded."""
    yield mail.raw
    yield mail.raw.decode("iso-2022-jp", "ignore").encode()
    for part in mail.walk():
        for name, value in part.items():
            words = email.header.decode_header(str(value))
            yield (name + ":" + str(value)).encode()
            yield "".join(w.decode(c or "ascii", "replace") if isinstance(w, bytes) else w
                          for w, c in words).encode()
        if not part.is_multipart():
            data = part.get_payload(decode=True)
            yield data
            yield data.decode(part.get_content_charset() or "utf-8", "replace").encode()
            yield re.sub(rb"\r?\n[ \t]", b"", data)  # a folded calendar


class Course(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.story = Story(cls)

    def mails(self, name, word):
        return [m for m in self.story.mails[name] if word in str(m["Subject"])]

    def test_every_form_is_understood(self):
        expected = {"suzuki": ("青葉印刷", "大阪"), "yamada": ("つばめ精機", "大阪"), "kimura": ("はなまる食品", "大阪"),
                    "ito": ("みなと会", "兵庫")}
        self.assertEqual(set(self.story.numbers), set(expected))
        for name, (company, prefecture) in expected.items():
            with self.subTest(name):
                case = self.story.final[name]
                self.assertIn(company, case["company"] or "")
                self.assertIn(prefecture, case["prefecture"] or "")
                self.assertEqual(case["theme"], 5)
        self.assertEqual(self.story.final["suzuki"]["referrer"]["email"], PEOPLE["chida"])

    def test_each_is_acknowledged_once(self):
        for name in ("suzuki", "yamada", "kimura", "ito", "chida"):
            with self.subTest(name):
                acks = [m for m in self.story.acks[name] if "受け付けました" in str(m["Subject"])]
                self.assertEqual(len(acks), 1)
                number = self.story.numbers["suzuki" if name == "chida" else name]
                self.assertIn(f"[案件 {number}]", str(acks[0]["Subject"]))
                self.assertIn(number, body_of(acks[0]))
                company = self.story.final["suzuki" if name == "chida" else name]["company"]
                if company and name != "chida":
                    self.assertIn("45名" if name == "yamada" else "名", body_of(acks[0]))

    def test_acknowledgements_are_threaded(self):
        for name in ("yamada", "kimura", "ito"):
            ack = self.story.acks[name][0]
            self.assertEqual(ack["In-Reply-To"].strip(" <>"), self.story.ids[name])

    def test_every_mail_is_marked(self):
        for mails in self.story.mails.values():
            for mail in mails:
                with self.subTest(mail["Subject"]):
                    self.assertIn(mail["Auto-Submitted"], ("auto-generated", "auto-replied"))
                    self.assertTrue(mail["X-Madoguchi"])
                    self.assertEqual(mail["From"].addresses[0].addr_spec, DESK)
                    self.assertTrue(mail["Message-ID"] and mail["Date"])
                    self.assertFalse([d for p in mail.walk() for d in p.defects])

    def test_offers_name_no_company(self):
        offers = [m for n in ("first", "expert2", "expert3") for m in self.mails(n, "ご依頼")]
        self.assertGreaterEqual(len(offers), 4)
        for mail in offers:
            number = re.search(r"案件 (\S+)\]", str(mail["Subject"]))[1]
            owner = [n for n, x in self.story.numbers.items() if x == number][0]
            ids = [self.story.ids.get(owner), self.story.ids["chida"]]
            for text in every_text(mail):
                for secret in SECRETS[owner] + [i for i in ids if i]:
                    self.assertNotIn(secret.encode().lower(), text.lower(), f"{number}: {secret}")

    def test_no_mail_shows_another_case(self):
        for box, mails in self.story.mails.items():
            for mail in mails:
                number = re.search(r"案件 (\S+)\]", str(mail["Subject"]))[1]
                for other, secrets in SECRETS.items():
                    if self.story.numbers[other] != number:
                        for text in every_text(mail):
                            self.assertNotIn(secrets[0].encode(), text, f"{box}: {mail['Subject']}")

    def test_one_accepts(self):
        for name, case in self.story.accepted.items():
            with self.subTest(name):
                self.assertEqual([o["state"] for o in case["offers"]].count("accepted"), 1)
                self.assertEqual(len(case["visits"]), 3)

    def test_introduction_to_both_and_a_word_to_the_agency(self):
        case = self.story.accepted["suzuki"]
        accepted = [o for o in case["offers"] if o["state"] == "accepted"][0]
        to_company = self.mails("suzuki", "ご紹介します")
        self.assertEqual(len(to_company), 1)
        mail = to_company[0]
        self.assertEqual([a.addr_spec for a in mail["To"].addresses], [PEOPLE["suzuki"]])
        self.assertIsNone(mail["Cc"])
        self.assertIn(accepted["name"], body_of(mail))
        self.assertEqual(self.mails("chida", "ご紹介します"), [])
        told = self.mails("chida", "専門家が決まりました")
        self.assertEqual(len(told), 1)
        self.assertIn(accepted["name"], body_of(told[0]))
        self.assertNotIn("@experts.example.jp", body_of(told[0]))
        expert = [n for n in ("first", "expert2", "expert3")
                  if any(case["number"] in str(m["Subject"]) for m in self.mails(n, "連絡先と日程"))]
        self.assertEqual(len(expert), 1)
        mine = [m for m in self.mails(expert[0], "連絡先と日程") if case["number"] in str(m["Subject"])]
        self.assertEqual(len(mine), 1)
        for word in ("青葉印刷", "鈴木", PEOPLE["suzuki"], "075-123-4567"):
            self.assertIn(word, body_of(mine[0]))
        self.assertIn("@experts.example.jp", body_of(mail))

    def invitations(self, name):
        number = self.story.numbers["suzuki"]
        mine = [m for m in self.mails(name, "日程のご案内：") if number in str(m["Subject"])]
        return sorted(mine, key=lambda m: str(m["Subject"]))  # Exim may deliver them in any order

    def test_invitations(self):
        expert = [n for n in ("first", "expert2", "expert3") if self.invitations(n)]
        self.assertEqual(len(expert), 1)
        visits = self.story.accepted["suzuki"]["visits"]
        for name in ("suzuki", expert[0]):
            mails = self.invitations(name)
            self.assertEqual(len(mails), 3, name)
            for visit, mail in zip(visits, mails):
                with self.subTest(name, visit=visit["no"]):
                    self.check_invitation(mail, visit, PEOPLE[name])

    def check_invitation(self, mail, visit, attendee):
        parts = [p for p in mail.walk() if p.get_content_type() == "text/calendar"]
        self.assertEqual(len(parts), 1)
        plain = [p for p in mail.walk() if p.get_content_type() == "text/plain"]
        self.assertEqual(len(plain), 1)
        raw = parts[0].get_payload(decode=True)
        self.assertEqual(parts[0].get_param("method"), "REQUEST")
        self.assertEqual(parts[0].get_content_charset(), "utf-8")
        self.assertNotIn(b"\n", raw.replace(b"\r\n", b""))
        for line in raw.split(b"\r\n"):
            self.assertLessEqual(len(line), 75)
            line.decode("utf-8")
        self.assertEqual(raw.count(b"METHOD:"), 1)
        self.assertLess(raw.index(b"METHOD:"), raw.index(b"BEGIN:VEVENT"))
        cal = icalendar.Calendar.from_ical(raw)
        self.assertEqual(cal["METHOD"], parts[0].get_param("method"))
        self.assertEqual(len(cal.walk("VTIMEZONE")), 1)
        event, = cal.walk("VEVENT")
        self.assertEqual(event["UID"], visit["uid"])
        self.assertEqual(event["SEQUENCE"], visit["sequence"])
        self.assertEqual(event["ORGANIZER"].lower(), "mailto:" + DESK)
        self.assertEqual(event["ATTENDEE"].lower(), "mailto:" + attendee)
        self.assertEqual(event["ATTENDEE"].params["PARTSTAT"], "NEEDS-ACTION")
        self.assertEqual(event["ATTENDEE"].params["RSVP"], "TRUE")
        self.assertEqual(event["DTSTART"].params["TZID"], "Asia/Tokyo")
        start = datetime.datetime.fromisoformat(visit["starts_at"])
        self.assertEqual(event.decoded("DTSTART"), start)
        self.assertEqual(event.decoded("DTSTART").utcoffset(), datetime.timedelta(hours=9))
        self.assertEqual(event.decoded("DTEND") - event.decoded("DTSTART"), datetime.timedelta(hours=3))
        day = f"{start.year}年{start.month}月{start.day}日（{'月火水木金土日'[start.weekday()]}）"
        self.assertIn(day, body_of(mail))
        self.assertIn("13:30", body_of(mail))

    def test_one_uid_for_each_visit(self):
        uids = [v["uid"] for c in self.story.accepted.values() for v in c["visits"]]
        self.assertEqual(len(set(uids)), 12)

    def test_dates_at_the_gaps_on_working_days(self):
        accepted = datetime.date(2026, 9, 14)
        for name, case in self.story.accepted.items():
            days = [datetime.datetime.fromisoformat(v["starts_at"]).astimezone(JST).date() for v in case["visits"]]
            with self.subTest(name, days=days):
                for day in days:
                    self.assertLess(day.weekday(), 5)
                    self.assertNotIn(day, HOLIDAYS)
                self.assertTrue(7 <= (days[0] - accepted).days <= 14)
                for a, b in zip(days, days[1:]):
                    self.assertTrue(14 <= (b - a).days <= 21)

    def test_reminders_before_each_visit(self):
        number = self.story.numbers["suzuki"]
        for no, fresh in enumerate(self.story.before, 1):
            mine = [m for m in fresh["suzuki"] if number in str(m["Subject"])]
            reminders = [m for m in mine if f"第{no}回のご確認" in str(m["Subject"])]
            self.assertEqual(len(reminders), 1, [str(m["Subject"]) for m in mine])
            self.assertIn("ご準備いただくもの", body_of(reminders[0]))
            self.assertTrue(re.search(r"^・", body_of(reminders[0]).split("ご準備いただくもの")[1], re.M))
            experts = [m for n in ("first", "expert2", "expert3") for m in fresh[n]
                       if number in str(m["Subject"]) and f"第{no}回のご確認" in str(m["Subject"])]
            self.assertEqual(len(experts), 1)

    def test_closing(self):
        case = self.story.final["suzuki"]
        self.assertEqual(case["state"], "closed")
        self.assertEqual([v["state"] for v in case["visits"]], ["reported"] * 3)
        self.assertEqual([v["goal_reached"] for v in case["visits"]], ["yes"] * 3)
        self.assertEqual(case["visits"][0]["homework"], "資料の見直し")
        templates = [m["template"] for m in case["mails"]]
        for name in ("survey", "survey_thanks", "course_closed_expert", "course_closed_agency"):
            self.assertEqual(templates.count(name), 1, name)
        self.assertEqual(templates.count("homework_company"), 2)
        self.assertEqual([r["done"] for r in case["reports"]], ["予定どおり支援を行いました。"] * 3)
        self.assertEqual((case["survey"]["goal_reached"], case["survey"]["satisfaction"]), ("yes", 5))
        self.assertGreater(templates.count("agency_visits"), 0)

    def test_no_mail_twice(self):
        for name, mails in self.story.mails.items():
            ids = [str(m["Message-ID"]) for m in mails]
            self.assertEqual(len(ids), len(set(ids)), name)
        for case in self.story.final.values():
            self.assertEqual({m["state"] for m in case["mails"]}, {"sent"})

    def test_mail_at_the_servers(self):
        o = self.story.office
        self.assertEqual(o.flags("desk"), [])
        taken = o.flags("desk", "Taken")
        self.assertEqual(len(taken), o.arrived - 2)
        for line in taken:
            self.assertIn("\\Seen", line)
        second = o.flags("second")
        self.assertEqual(len(second), 1)
        self.assertIn("\\Seen", second[0])
        local = o.folder / "local"
        self.assertEqual(list((local / "new").iterdir()), [])
        names = [p.name for p in (local / "cur").iterdir()]
        self.assertEqual(len(names), 1)
        self.assertTrue(names[0].endswith(":2,S"), names)

    def test_stops_when_asked(self):
        self.assertEqual(self.story.process.returncode, 0)


class Connections(unittest.TestCase):
    """How the desk reaches its servers, and when it refuses to."""

    def setUp(self):
        self.people = {"yamada": PEOPLE["yamada"], "first": PEOPLE["first"]}

    def open(self, **settings):
        o = Office(office.folder(self), self.people, **settings)
        self.addCleanup(o.close)
        o.desk.set_clock("2026-06-01T10:00")
        o.desk.run("experts", "import", office.EXPERTS)
        return o

    def test_starttls(self):
        o = self.open(source={"tls": "starttls", "port": 0})
        o.desk.write_conf([o.source(tls="starttls", port=o.imap.imap_port)], o.sink(), {})
        o.desk.start()
        o.send(PEOPLE["yamada"], request(o.desk.now(), PEOPLE["yamada"]))
        o.settle()
        self.assertIn("受け付けました", str(o.read("yamada")[0]["Subject"]))
        self.assertIn("\\Seen", o.flags("desk")[0])
        logins = [line for line in o.imap.log().splitlines() if "Login: user=<desk>" in line]
        self.assertTrue(logins)
        for line in logins:
            self.assertIn("TLS", line)

    def test_starttls_that_is_not_offered_is_refused(self):
        o = self.open()
        o.imap.stop()
        o.imap.extra = "ssl = no"
        o.imap.launch()
        o.desk.write_conf([o.source(tls="starttls", port=o.imap.imap_port)], o.sink(), {})
        o.imap.deliver("desk", request(o.desk.now(), PEOPLE["yamada"]))
        self.assertNotEqual(o.desk.once(check=False), 0)
        self.assertNotIn("Login: user=<desk>", o.imap.log())
        self.assert_listed(o, "inbox")

    def assert_listed(self, o, name):
        items = [i for i in o.desk.json("review") if i["type"] == "source"]
        self.assertEqual(len(items), 1, o.desk.log_tail())
        self.assertTrue(items[0]["text"].startswith(name + ": "), items)
        self.assertEqual(office.one(o.desk.store, "select count(*) from inbox"), 0)
        return items[0]["text"]

    def test_certificates_that_are_refused(self):
        """A wrong name, an unknown authority, a time that is over; then the right one again."""
        o = self.open()
        good = (o.imap.cert, o.imap.key)
        strange = o.folder / "strange"
        strange.mkdir()
        wrong = {
            "wrong name": make_certificate(o.imap.dir, o.imap.ca, "DNS:imap.elsewhere.example", "wrong"),
            "unknown authority": make_certificate(str(strange), make_ca(str(strange))),
            "expired": office.expired_certificate(strange, o.imap.ca),
        }
        o.imap.deliver("desk", request(o.desk.now(), PEOPLE["yamada"]))
        for what, pair in wrong.items():
            with self.subTest(what):
                o.imap.stop()
                o.imap.cert, o.imap.key = pair
                o.imap.launch()
                self.assertNotEqual(o.desk.once(check=False), 0)
                text = self.assert_listed(o, "inbox")
                print(f"    {what}: {text}")
        self.assertNotIn("Login: user=<desk>", o.imap.log())
        o.imap.stop()
        o.imap.cert, o.imap.key = good
        o.imap.launch()
        self.assertEqual(o.desk.once(), 0)
        self.assertEqual([i for i in o.desk.json("review") if i["type"] == "source"], [])
        o.mta.wait_delivered()
        self.assertEqual(len(o.read("yamada")), 1)

    def test_wrong_password_is_told(self):
        o = self.open()
        (o.folder / "password-desk").write_text("wrong\n")
        self.assertNotEqual(o.desk.once(check=False), 0)
        self.assert_listed(o, "inbox")

    def test_smtp_certificate_is_verified(self):
        o = self.open(sink={"ca_file": ""})
        o.desk.write_conf([o.source()], o.sink(ca_file=make_ca(str(o.folder))[0]), {})
        o.imap.deliver("desk", request(o.desk.now(), PEOPLE["yamada"]))
        self.assertNotEqual(o.desk.once(check=False), 0)
        self.assertEqual(o.read("yamada"), [])
        states = {m["state"] for m in o.desk.json("outbox")}
        self.assertTrue(states <= {"pending", "retry"}, states)
        self.assertTrue([i for i in o.desk.json("review") if i["type"] == "event"])
        o.desk.write_conf([o.source()], o.sink(), {})
        o.desk.set_clock("+10m")
        self.assertEqual(o.desk.once(), 0)
        o.mta.wait_delivered()
        self.assertEqual(len(o.read("yamada")), 1)


if __name__ == "__main__":
    raise SystemExit(office.main("test_flow"))
