#!/usr/bin/python3
"""Invitations as another implementation reads them (Python's email and icalendar), and the
answers of calendar programs as those write them, through a desk between Maildirs.
"""

import base64
import datetime
import email
import email.policy
import os
import quopri
import re
import shutil
import sqlite3
import subprocess
import unittest

import icalendar

import office
from desk import BUILD, Desk, body_of
from office import DESK, EXPERTS, request

ZONES = ("UTC", "Asia/Tokyo", "America/New_York")
JST = datetime.timezone(datetime.timedelta(hours=9))
COMPANY, EXPERT, STRANGER = "yamada@tsubame-seiki.example.co.jp", "first@experts.example.jp", "dare@example.com"
DAY = datetime.timedelta(days=1)
WEEKDAYS = "月火水木金土日"


# --- what the desk writes ---

def check_lines(test, raw):
    """CRLF, at most 75 octets a line, and never a fold inside of a character."""
    test.assertTrue(raw.endswith(b"END:VCALENDAR\r\n"))
    test.assertNotIn(b"\n", raw.replace(b"\r\n", b""))
    test.assertNotIn(b"\r", raw.replace(b"\r\n", b""))
    for line in raw.split(b"\r\n"):
        test.assertLessEqual(len(line), 75)
        line.decode("utf-8")


def check_zone(test, calendar):
    zone, = calendar.walk("VTIMEZONE")
    test.assertEqual(zone["TZID"], "Asia/Tokyo")
    standard, = zone.walk("STANDARD")
    test.assertEqual(standard["TZOFFSETTO"].td, datetime.timedelta(hours=9))
    test.assertEqual(standard["TZOFFSETFROM"].td, datetime.timedelta(hours=9))


def check_invitation(test, mail, method):
    """The structure that makes mail programs show their buttons; the event."""
    test.assertFalse([d for p in mail.walk() for d in p.defects])
    test.assertEqual([p.get_content_type() for p in mail.walk()], [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/calendar", "application/ics"])
    text, part, file = [p for p in mail.walk() if not p.is_multipart()]
    test.assertEqual(part.get_param("method"), method)
    test.assertEqual(part.get_param("component"), "VEVENT")
    test.assertEqual(part.get_content_charset(), "utf-8")
    test.assertEqual((file.get_filename(), file.get_content_disposition()), ("invite.ics", "attachment"))
    raw = part.get_payload(decode=True)
    test.assertEqual(raw, file.get_payload(decode=True))
    check_lines(test, raw)
    calendar = icalendar.Calendar.from_ical(raw)
    test.assertEqual((calendar["VERSION"], calendar["METHOD"]), ("2.0", method))
    test.assertEqual(raw.count(b"METHOD:"), 1)
    test.assertTrue(calendar["PRODID"])
    check_zone(test, calendar)
    event, = calendar.walk("VEVENT")
    for name in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "ORGANIZER", "ATTENDEE", "STATUS"):
        test.assertIn(name, event)
        test.assertNotIsInstance(event[name], list, name)
    test.assertEqual(event.errors, [])
    test.assertEqual(event["STATUS"], "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    test.assertEqual(event["ORGANIZER"].lower(), "mailto:" + mail["From"].addresses[0].addr_spec.lower())
    test.assertEqual(event["ATTENDEE"].lower(), "mailto:" + mail["To"].addresses[0].addr_spec.lower())
    params = event["ATTENDEE"].params
    test.assertEqual((params["PARTSTAT"], params["RSVP"], params["ROLE"]), ("NEEDS-ACTION", "TRUE", "REQ-PARTICIPANT"))
    for name in ("DTSTART", "DTEND"):
        test.assertEqual(event[name].params["TZID"], "Asia/Tokyo")
        test.assertEqual(event.decoded(name).utcoffset(), datetime.timedelta(hours=9))
    test.assertEqual(event.decoded("DTSTAMP").utcoffset(), datetime.timedelta(0))
    test.assertTrue(raw.split(b"DTSTAMP:")[1].startswith(event.decoded("DTSTAMP").strftime("%Y%m%dT%H%M%SZ").encode()))
    event.raw = raw
    return event


def unescape(raw, name):
    """A TEXT value by the letter of RFC 5545, 3.3.11."""
    value = re.search(rf"^{name}:(.*)\r$", raw.replace(b"\r\n ", b"").decode(), re.M)[1]
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)


class Values(unittest.TestCase):
    """Each value comes back as it went in, whatever it holds and wherever the lines are cut."""

    TEXTS = ["第1回訪問", "a,b;c\\d", "C:\\new\\n;,", "終わりは\\", "一行目\n二行目\n\n四行目", "絵文字😀👨‍👩‍👧と異体字葛󠄀",
             "髙﨑①㈱ｶﾅ", 'say "hi": it\'s; (a)', "^n^'^^", "あ" * 400, "x" * 500, "1 " * 200,
             "BEGIN:VEVENT\nEND:VCALENDAR", "é", " 前後の空白 ", "タブ\tと", "%s%n", "mailto:x@example.jp"]

    def invite(self, zone="Asia/Tokyo", **values):
        done = subprocess.run([BUILD / "tools" / "outgoing", "invite", *(f"{k}={v}" for k, v in values.items())],
                              stdout=subprocess.PIPE, check=True, env={**os.environ, "TZ": zone})
        return done.stdout

    def event(self, raw, method="REQUEST"):
        return check_invitation(self, email.message_from_bytes(raw, policy=email.policy.default), method)

    def test_round_trip(self):
        # A line is cut at every place of a character of two, three and four bytes.
        cut = ["a" * n + c * 40 for n in range(8) for c in ("é", "あ", "😀")]
        for text in self.TEXTS + cut:
            with self.subTest(text[:20]):
                event = self.event(self.invite(summary=text.replace("\n", " "), location=text, description=text))
                shown = text.replace("\t", "")  # no control character but line feeds is written
                for name, value in (("SUMMARY", shown.replace("\n", " ")), ("LOCATION", shown), ("DESCRIPTION", shown)):
                    self.assertEqual(unescape(event.raw, name), value)
                    if not re.search(r"\\[nN,;\\]", text):  # which icalendar 4 takes apart in the wrong order
                        self.assertEqual(str(event[name]), value)

    def test_names(self):
        for name in ("山田, 太郎", "山田; 太郎: 部長", "O'Neil", "a" * 200, "高橋😀"):
            with self.subTest(name):
                self.assertEqual(self.event(self.invite(name=name))["ATTENDEE"].params["CN"], name)
        self.assertEqual(self.event(self.invite(name='佐藤 "花子"'))["ATTENDEE"].params["CN"], "佐藤 '花子'")

    def test_no_place_and_no_text(self):
        event = self.event(self.invite(location="", description=""))
        self.assertNotIn("LOCATION", event)
        self.assertNotIn("DESCRIPTION", event)

    def test_cancel(self):
        event = self.event(self.invite(method="CANCEL", sequence=3), "CANCEL")
        self.assertEqual(event["SEQUENCE"], 3)

    def test_host_zone(self):
        mails = {self.invite(zone) for zone in ZONES}
        self.assertEqual(len(mails), 1)
        self.assertEqual(self.event(mails.pop()).decoded("DTSTART").timestamp(), 1796086800)


# --- answers ---

def utc(when):
    return when.astimezone(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")


def local(when):
    return when.astimezone(JST).strftime("%Y%m%dT%H%M%S")


OUTLOOK_ZONE = ["BEGIN:VTIMEZONE", "TZID:Tokyo Standard Time", "BEGIN:STANDARD", "DTSTART:16010101T000000",
                "TZOFFSETFROM:+0900", "TZOFFSETTO:+0900", "END:STANDARD", "END:VTIMEZONE"]


def answer(event, who, partstat, method="REPLY", sequence=0, start=None, extra=(), zone=()):
    """The lines of an answer as most programs write it; None leaves a property out."""
    lines = ["BEGIN:VCALENDAR", "PRODID:-//Somebody//Calendar//EN", "VERSION:2.0", f"METHOD:{method}", *zone,
             "BEGIN:VEVENT", f"UID:{event['UID']}", f"ATTENDEE;PARTSTAT={partstat};CN=x:mailto:{who}",
             "DTSTAMP:20260602T000000Z", "SUMMARY:Re", *extra]
    if sequence is not None:
        lines.append(f"SEQUENCE:{sequence}")
    if start:
        lines += [f"DTSTART:{utc(start)}", f"DTEND:{utc(start + datetime.timedelta(hours=3))}"]
    return "\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""])


def entity(text, kind="text/calendar; method=REPLY; charset=UTF-8", encoding="base64", disposition=""):
    data = text if isinstance(text, bytes) else text.encode()
    coded = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring, "8bit": bytes}[encoding](data)
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n{disposition}\r\n"
    return head.encode() + coded.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def mail(who, *entities, subject="Accepted: visit", headers="", number=[0]):
    number[0] += 1
    head = (f"From: {who}\r\nTo: {DESK}\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n{headers}"
            f"Date: Tue, 02 Jun 2026 10:00:00 +0900\r\nMessage-ID: <{number[0]}@calendar.example.jp>\r\n")
    if len(entities) == 1:
        return head.encode() + entities[0]
    parts = b"".join(b"--b\r\n" + e + b"\r\n" for e in entities)
    return head.encode() + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + parts + b"--b--\r\n"


TEXT = b"Content-Type: text/plain; charset=utf-8\r\n\r\nHas accepted this invitation.\r\n"


class Answers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = office.folder(cls)
        cls.desk = Desk(cls.folder / "desk", settings={"visits": {"propose": "all"}})
        cls.desk.set_clock("2026-06-01T10:05")
        cls.desk.run("experts", "import", EXPERTS)
        cls.desk.deliver(request(cls.desk.now(), COMPANY))
        cls.desk.once()
        offer, = [m for m in cls.desk.mails(EXPERT)]
        cls.desk.deliver(office.desks.reply_to(offer, EXPERT, "お引き受けします。", cls.desk.now()))
        cls.desk.once()
        cls.desk.set_clock("2026-06-02T10:00")
        for part in ("state", "sent"):
            shutil.copytree(cls.desk.dir / part, cls.folder / part)

    def setUp(self):
        for part in ("state", "sent"):
            shutil.rmtree(self.desk.dir / part)
            shutil.copytree(self.folder / part, self.desk.dir / part)
        self.first = self.events(COMPANY)[0][1]
        self.start = self.first.decoded("DTSTART").astimezone(JST)
        self.day = self.start - DAY  # another working day, that keeps the gap to the visits behind
        while self.day.weekday() > 4:
            self.day -= DAY

    def events(self, who):
        """(mail, event) of each invitation to somebody, oldest first."""
        found = []
        for m in self.desk.mails(who):
            parts = [p for p in m.walk() if p.get_content_type() == "text/calendar"]
            if parts:
                found.append((m, check_invitation(self, m, parts[0].get_param("method"))))
        return found

    def visit(self, no=1):
        return [v for v in self.desk.json("visits") if v["no"] == no][0]

    def put(self, *mails):
        for m in mails:
            self.desk.deliver(m)
            self.desk.once()

    def asked(self):
        case, = self.desk.json("export")
        return [e["text"] for e in case["events"] if e["open"]] + [
            r["text"] for r in self.desk.json("review") if r["case"] is None]

    def unchanged(self, before, asked):
        self.assertEqual(self.visit(), before)
        self.assertEqual(len(self.asked()), asked, self.asked())

    def test_invitations(self):
        number = self.desk.json("cases")[0]["number"]
        for who in (COMPANY, EXPERT):
            events = self.events(who)
            self.assertEqual(len({e["UID"] for _, e in events}), 3)
            for visit, (m, event) in zip(self.desk.json("visits"), events):
                start = datetime.datetime.fromisoformat(visit["starts_at"])
                self.assertEqual(event.decoded("DTSTART"), start)
                self.assertEqual(event["UID"], visit["uid"])
                self.assertIn(f"第{visit['no']}回", event["SUMMARY"])
                self.assertIn(number, event["SUMMARY"])
                self.assertIn("つばめ精機", event["LOCATION"])
                start = start.astimezone(JST)
                shown = f"{start.year}年{start.month}月{start.day}日（{WEEKDAYS[start.weekday()]}）{start:%-H:%M}"
                self.assertIn(shown, body_of(m))
                self.assertIn(shown, str(event["DESCRIPTION"]))

    def agree(self, *mails):
        """Each form of a yes counts: with the expert's, the visit is fixed."""
        self.put(mail(EXPERT, entity(answer(self.first, EXPERT, "ACCEPTED"))), *mails)
        self.assertEqual(self.visit()["state"], "fixed")
        self.assertEqual(self.asked(), [])

    def test_forms_of_yes(self):
        yes = answer(self.first, COMPANY, "ACCEPTED", start=self.start)
        octets = 'application/octet-stream; name="invite.ics"'
        attached = "Content-Disposition: attachment; filename=invite.ics\r\n"
        folded = yes.replace("SUMMARY:Re", "SUMMARY:山").encode().replace("山".encode(), b"\xe5\r\n \xb1\xb1")
        other = answer({"UID": "else@example.com"}, COMPANY, "DECLINED")
        google = ("Sender: Google Calendar <calendar-notification@google.com>\r\nAuto-Submitted: auto-generated\r\n")
        forms = {
            "alone": mail(COMPANY, entity(yes)),
            "Google": mail(COMPANY, TEXT, entity(yes), entity(yes, "application/ics; name=invite.ics"), headers=google),
            "Outlook, without ORGANIZER": mail(COMPANY, entity(answer(
                self.first, COMPANY, "ACCEPTED", zone=OUTLOOK_ZONE,
                extra=[f"DTSTART;TZID=Tokyo Standard Time:{local(self.start)}", "COMMENT;LANGUAGE=ja-JP:\\n"]))),
            "Apple, letters and folds": mail(COMPANY, TEXT, entity(folded, encoding="8bit")),
            "a file of octets": mail(COMPANY, TEXT, entity(yes, octets, disposition=attached)),
            "application/ics": mail(COMPANY, TEXT, entity(yes, "application/ics", disposition=attached)),
            "quoted-printable": mail(COMPANY, entity(yes, encoding="quoted-printable")),
            "another letter case": mail(COMPANY.upper(), entity(yes.replace("mailto:", "MAILTO:"))),
            "without SEQUENCE": mail(COMPANY, entity(answer(self.first, COMPANY, "ACCEPTED", sequence=None))),
            "several attendees": mail(COMPANY, entity(answer(
                self.first, "boss@example.com", "DECLINED", extra=[f"ATTENDEE;PARTSTAT=accepted:MailTo:{COMPANY}"]))),
            "several calendars": mail(COMPANY, entity("BEGIN:VCALENDAR\r\n"), entity(b"\xff\xfe\x00"), entity(other),
                                      entity(yes)),
            "Shift_JIS": mail(COMPANY, entity(yes.replace("CN=x", "CN=山田").encode("cp932"),
                                              "text/calendar; method=REPLY; charset=Shift_JIS")),
            "cut off": mail(COMPANY, entity(yes.split("END:VEVENT")[0])),
            "no charset": mail(COMPANY, entity(yes.replace("CN=x", "CN=山田"), "text/calendar")),
        }
        for name, form in forms.items():
            with self.subTest(name):
                self.setUp()
                self.agree(form)

    def test_twice(self):
        yes = entity(answer(self.first, COMPANY, "ACCEPTED"))
        self.agree(mail(COMPANY, yes), mail(COMPANY, yes))
        no = entity(answer(self.first, COMPANY, "DECLINED"))
        before = len(self.desk.mails(EXPERT))
        self.put(mail(COMPANY, no), mail(COMPANY, no))
        self.assertEqual(self.visit()["state"], "asked")
        self.assertEqual(self.asked(), [])
        # The date is called off and others are put to the sides, once, in one letter.
        methods = [m.get_param("method") for mail in self.desk.mails(EXPERT)[before:] for m in mail.walk()
                   if m.get_content_type() == "text/calendar"]
        self.assertEqual(methods, ["CANCEL"])
        self.assertEqual(len(self.desk.mails(EXPERT)), before + 1)

    def test_new_address_of_the_expert(self):
        """The list names another address than his invitations went to: he hears there that a date is off, and answers from there."""
        new, renewed = "okawa@office.example.jp", self.folder / "renewed.csv"
        renewed.write_text(EXPERTS.read_text().replace(EXPERT, new))
        self.desk.run("experts", "import", renewed)
        self.put(mail(COMPANY, entity(answer(self.first, COMPANY, "DECLINED"))))
        (off, event), = self.events(new)
        self.assertEqual((str(event["UID"]), event["STATUS"]), (str(self.first["UID"]), "CANCELLED"))
        for who, m in ((new, off), (COMPANY, self.desk.mails(COMPANY)[-1])):
            self.put(office.desks.reply_to(m, who, "①でお願いします。", self.desk.now()))
        self.assertEqual((self.visit()["state"], self.asked()), ("fixed", []))

    def test_words_for_the_operator(self):
        for partstat, word in (("DECLINED", "DECLINED"), ("TENTATIVE", "TENTATIVE"), ("ACCEPTED", "同意"),
                               ("DELEGATED;DELEGATED-TO=\"mailto:sato@example.com\"", "sato@example.com")):
            with self.subTest(partstat):
                self.setUp()
                self.put(mail(COMPANY, entity(answer(self.first, COMPANY, partstat, extra=[
                    "COMMENT:午後3時からなら\\, 伺えます。\\n山田"]))))
                said, = self.asked()
                self.assertIn("午後3時からなら, 伺えます。 山田", said)
                self.assertIn(word, said)

    def counter(self, start, zone=(), lines=None, who=COMPANY, **more):
        lines = lines or [f"DTSTART:{utc(start)}", f"DTEND:{utc(start + datetime.timedelta(hours=3))}"]
        return mail(who, TEXT, entity(answer(self.first, who, "TENTATIVE", "COUNTER", extra=lines, zone=zone, **more),
                                      "text/calendar; method=COUNTER; charset=UTF-8"),
                    subject="New Time Proposed: visit", headers="Auto-Submitted: auto-generated\r\n")

    def test_counter(self):
        at = self.day.replace(hour=14, minute=0)
        ends = at + datetime.timedelta(hours=3)
        tokyo = "Tokyo Standard Time"
        forms = {
            "UTC": self.counter(at),
            "Outlook": self.counter(at, OUTLOOK_ZONE, [f"DTSTART;TZID={tokyo}:{local(at)}",
                                                       f"DTEND;TZID={tokyo}:{local(ends)}",
                                                       f"X-MS-OLK-ORIGINALSTART;TZID={tokyo}:{local(self.start)}"]),
            "a zone without its rules": self.counter(at, (), [f"DTSTART;TZID={tokyo}:{local(at)}"]),
            "no zone": self.counter(at, (), [f"DTSTART:{local(at)}", "DURATION:PT3H"]),
        }
        for name, form in forms.items():
            with self.subTest(name):
                self.setUp()
                self.put(form)
                visit = self.visit()
                self.assertEqual(datetime.datetime.fromisoformat(visit["starts_at"]), at)
                self.assertEqual(visit["sequence"], 1)
                self.assertEqual(self.asked(), [])
                for who in (COMPANY, EXPERT):
                    event = self.events(who)[-1][1]
                    self.assertEqual((event["UID"], event["SEQUENCE"]), (self.first["UID"], 1))
                    self.assertEqual(event.decoded("DTSTART"), at)
                    self.assertEqual(event["SUMMARY"], self.first["SUMMARY"])
        # The same proposal again, and a yes to the old date, are about what no longer is.
        before = self.visit()
        self.put(self.counter(at), mail(EXPERT, entity(answer(self.first, EXPERT, "ACCEPTED"))))
        self.unchanged(before, 0)
        # Without SEQUENCE the time tells which date is meant.
        self.put(mail(EXPERT, entity(answer(self.first, EXPERT, "ACCEPTED", sequence=None, start=self.start))))
        self.unchanged(before, 0)
        self.put(mail(EXPERT, entity(answer(self.first, EXPERT, "ACCEPTED", sequence=None))))
        self.unchanged(before, 1)
        self.put(mail(EXPERT, entity(answer(self.first, EXPERT, "ACCEPTED", sequence=None, start=at))))
        self.assertEqual(self.visit()["state"], "fixed")

    def test_counter_without_sequence(self):
        at, later = self.day.replace(hour=13, minute=0), self.day.replace(hour=14, minute=0)
        now = self.desk.now()
        times = [f"DTSTART:{utc(later)}", f"DTEND:{utc(later + datetime.timedelta(hours=3))}"]
        stamp = {"before": now - datetime.timedelta(days=1), "after": now + datetime.timedelta(minutes=5)}
        rows = {
            "of the new date": ([f"X-MS-OLK-ORIGINALSTART:{utc(at)}"], "before", later, 0),
            "of the old one": ([f"X-MS-OLK-ORIGINALSTART:{utc(self.start)}"], "after", at, 0),
            "made before it": ([], "before", at, 0),
            "made behind it": ([], "after", later, 0),
            "nobody knows": ([], None, at, 1),
        }
        for name, (extra, made, expected, asked) in rows.items():
            with self.subTest(name):
                self.setUp()
                self.put(self.counter(at))
                text = answer(self.first, COMPANY, "TENTATIVE", "COUNTER", sequence=None, extra=extra + times)
                text = text.replace("DTSTAMP:20260602T000000Z\r\n",
                                    f"DTSTAMP:{utc(stamp[made])}\r\n" if made else "")
                self.put(mail(COMPANY, TEXT, entity(text, "text/calendar; method=COUNTER; charset=UTF-8")))
                self.assertEqual(datetime.datetime.fromisoformat(self.visit()["starts_at"]), expected)
                self.assertEqual(len(self.asked()), asked)

    def test_words_and_buttons_do_the_same(self):
        at = self.day.replace(hour=14, minute=0)
        self.put(self.counter(at))
        buttons = self.visit()
        self.setUp()
        invitation = self.events(COMPANY)[0][0]
        self.put(office.desks.reply_to(
            invitation, COMPANY, f"申し訳ございません、その日は都合が悪いため、{at.month}月{at.day}日（{WEEKDAYS[at.weekday()]}）14時からに変更していただけないでしょうか。",
            self.desk.now()))
        self.assertEqual(self.visit(), buttons)

    def test_impossible_counters(self):
        """The date stands. Who proposes what cannot be is told why, as after the same in words; what nobody can read,
        or is more than a time, is the operator's."""
        saturday = self.start + (5 - self.start.weekday()) * DAY
        told = {
            "a Saturday": (saturday, "土曜日です"),
            "the past": (self.start - 15 * DAY, "すでに過ぎています"),
            "behind visit 2": (datetime.datetime.fromisoformat(self.visit(2)["starts_at"]), "順序が合いません"),
            "at night": (self.day.replace(hour=22), "収まりません"),
        }
        rows = {
            "shorter": self.counter(self.start, (), [f"DTSTART:{utc(self.day)}",
                                                f"DTEND:{utc(self.day + datetime.timedelta(hours=1))}"]),
            "a whole day": self.counter(self.start, (), ["DTSTART;VALUE=DATE:20260611"]),
            "no such day": self.counter(self.start, (), ["DTSTART:20260631T133000"]),
            "a zone nobody knows": self.counter(self.start, (), ["DTSTART;TZID=Customized:20260611T133000"]),
            "with words": self.counter(self.day, (), [f"DTSTART:{utc(self.day)}", "COMMENT:午前なら"]),
        }
        before = self.visit()
        for name, (at, why) in told.items():
            with self.subTest(name):
                self.setUp()
                self.put(self.counter(at))
                self.unchanged(before, 0)
                self.assertIn(why, body_of(self.desk.mails(COMPANY)[-1]))
        for name, form in rows.items():
            with self.subTest(name):
                self.setUp()
                self.put(form)
                self.unchanged(before, 1)

    def test_decline_and_propose(self):
        """A proposal that cannot be leaves the agreement where it declines, not where it only asks."""
        self.agree(mail(COMPANY, entity(answer(self.first, COMPANY, "ACCEPTED"))))
        fixed = self.visit()
        night = self.counter(self.day.replace(hour=22))
        self.put(night)
        self.unchanged(fixed, 0)
        text = answer(self.first, COMPANY, "DECLINED", "COUNTER", start=self.day.replace(hour=22))
        self.put(mail(COMPANY, entity(text)))
        self.assertEqual((self.visit()["state"], len(self.asked())), ("asked", 0))

    def test_decline_and_propose_what_may_be(self):
        """The date that is declined is off at once, and the other side is asked about the one that is proposed."""
        self.agree(mail(COMPANY, entity(answer(self.first, COMPANY, "ACCEPTED"))))
        at = self.day.replace(hour=14, minute=0)
        self.put(mail(COMPANY, entity(answer(self.first, COMPANY, "DECLINED", "COUNTER", start=at))))
        self.assertEqual((self.visit()["state"], self.asked()), ("asked", []))
        off, event = self.events(EXPERT)[-1]
        self.assertEqual((event["STATUS"], event["SEQUENCE"]), ("CANCELLED", 1))
        self.assertIn(f"{at.month}月{at.day}日（{WEEKDAYS[at.weekday()]}）14:00", body_of(off))
        self.put(office.desks.reply_to(off, EXPERT, "①でお願いいたします。", self.desk.now()))
        moved = self.visit()
        self.assertEqual((datetime.datetime.fromisoformat(moved["starts_at"]), moved["state"]), (at, "fixed"))

    def test_decline_with_its_own_time(self):
        """A counter that proposes the time that it declines proposes nothing."""
        self.agree(mail(COMPANY, entity(answer(self.first, COMPANY, "ACCEPTED"))))
        self.put(mail(COMPANY, entity(answer(self.first, COMPANY, "DECLINED", "COUNTER", start=self.start))))
        self.assertEqual((self.visit()["state"], self.asked()), ("asked", []))

    def test_counter_to_a_fixed_date(self):
        """The date stands until the other side, who is asked, has agreed to the new one."""
        self.agree(mail(COMPANY, entity(answer(self.first, COMPANY, "ACCEPTED"))))
        fixed, before = self.visit(), len(self.desk.mails(COMPANY))
        at = self.day.replace(hour=14, minute=0)
        self.put(self.counter(at))
        self.unchanged(fixed, 0)
        self.assertEqual(len(self.desk.mails(COMPANY)), before)
        asked = self.desk.mails(EXPERT)[-1]
        self.assertIn(f"{at.month}月{at.day}日（{WEEKDAYS[at.weekday()]}）14:00", body_of(asked))
        self.put(office.desks.reply_to(asked, EXPERT, "①でお願いいたします。", self.desk.now()))
        moved = self.visit()
        self.assertEqual((datetime.datetime.fromisoformat(moved["starts_at"]), moved["state"], moved["sequence"]),
                         (at, "fixed", fixed["sequence"] + 1))
        self.assertEqual(self.asked(), [])

    def test_nothing_changes(self):
        before = self.visit()
        yes = answer(self.first, COMPANY, "ACCEPTED")
        rows = {
            "a stranger": (mail(STRANGER, entity(yes)), 1),
            "a stranger in his own name": (mail(STRANGER, entity(answer(self.first, STRANGER, "ACCEPTED"))), 1),
            "a stranger who counters": (self.counter(self.day, who=STRANGER), 1),
            "a stranger's program about something else": (mail(STRANGER, entity(answer(
                {"UID": "x@y"}, STRANGER, "ACCEPTED")), headers="Auto-Submitted: auto-generated\r\n"), 0),
            "for somebody else": (mail(COMPANY, entity(answer(self.first, STRANGER, "ACCEPTED"))), 1),
            "another visit": (mail(COMPANY, TEXT, entity(answer({"UID": "x@y"}, COMPANY, "DECLINED")),
                                   headers=f"In-Reply-To: {self.events(COMPANY)[0][0]['Message-ID']}\r\n"), 1),
            "another time": (mail(COMPANY, entity(answer(
                self.first, COMPANY, "ACCEPTED", start=self.day))), 1),
            "DECLINECOUNTER": (mail(COMPANY, entity(answer(
                self.first, COMPANY, "NEEDS-ACTION", "DECLINECOUNTER"))), 0),
            "NEEDS-ACTION": (mail(COMPANY, entity(answer(self.first, COMPANY, "NEEDS-ACTION"))), 0),
        }
        for name, (form, asked) in rows.items():
            with self.subTest(name):
                self.setUp()
                self.put(form)
                self.unchanged(before, asked)

    def test_refresh(self):
        count = len(self.events(COMPANY))
        self.put(mail(COMPANY, entity(answer(self.first, COMPANY, "NEEDS-ACTION", "REFRESH"))))
        events = self.events(COMPANY)
        self.assertEqual(len(events), count + 1)
        self.assertEqual((events[-1][1]["UID"], events[-1][1]["SEQUENCE"]), (self.first["UID"], 0))
        self.assertEqual(len(self.events(EXPERT)), count)
        # A calendar that asks without end does not use up the day's mails.
        for _ in range(4):
            self.put(mail(COMPANY, entity(answer(self.first, COMPANY, "NEEDS-ACTION", "REFRESH"))))
        self.assertLessEqual(len(self.events(COMPANY)), count + 2)

    def test_hostile(self):
        before = self.visit()
        head = "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n"
        rows = {
            "5 MB": head + "X-A:" + "x" * 5_000_000,
            "100,000 components": head + "BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 100_000,
            "100,000 levels": head + "BEGIN:VEVENT\r\n" * 100_000,
            "rules": answer(self.first, COMPANY, "TENTATIVE", "COUNTER", zone=[
                "BEGIN:VTIMEZONE", "TZID:z", *(["BEGIN:STANDARD", "DTSTART:00010101T000000", "TZOFFSETFROM:+0900",
                                               "TZOFFSETTO:+0800", "RRULE:FREQ=SECONDLY", "END:STANDARD"] * 100),
                "END:VTIMEZONE"], extra=["RRULE:FREQ=SECONDLY", "DTSTART;TZID=z:20260611T133000"]),
            "binary": bytes(range(256)) * 100,
        }
        thread = f"In-Reply-To: {self.events(COMPANY)[0][0]['Message-ID']}\r\n"
        for name, text in rows.items():
            with self.subTest(name):
                self.setUp()
                self.put(mail(COMPANY, TEXT, entity(text), headers=thread))
                self.unchanged(before, 1)
                self.assertEqual([m for m in self.desk.json("review") if m["type"] == "quarantine"], [])

    def test_after_the_end(self):
        number = self.desk.json("cases")[0]["number"]
        self.desk.run("case", "withdraw", number)
        self.desk.once()
        for who in (COMPANY, EXPERT):
            ends = [e for _, e in self.events(who) if e["STATUS"] == "CANCELLED"]
            self.assertEqual({e["SEQUENCE"] for e in ends}, {1})
            self.assertEqual({e["UID"] for e in ends}, {e["UID"] for _, e in self.events(who)})
        before = self.visit()
        self.put(mail(COMPANY, entity(answer(self.first, COMPANY, "ACCEPTED", sequence=1))))
        self.unchanged(before, 0)


    def feed(self, *args):
        raw = subprocess.run([BUILD / "madoguchi", "-c", self.desk.conf, "visits", "--ics", *args],
                             stdout=subprocess.PIPE, check=True, env=self.desk.environment()).stdout
        check_lines(self, raw)
        calendar = icalendar.Calendar.from_ical(raw)
        check_zone(self, calendar)
        # To subscribe to: no message to anybody, so nobody's answer is asked for.
        for name in ("METHOD", "ORGANIZER", "ATTENDEE"):
            self.assertNotIn(name.encode() + b":", raw)
        self.assertEqual(calendar["X-WR-CALNAME"], "情報セキュリティ相談窓口")
        events = calendar.walk("VEVENT")
        for event in events:
            self.assertEqual(event.errors, [])
            self.assertEqual(event.decoded("LAST-MODIFIED"), event.decoded("DTSTAMP"))
        return raw, events

    def test_feed(self):
        raw, events = self.feed()
        visits = self.desk.json("visits")
        self.assertEqual([str(e["UID"]) for e in events], [v["uid"] for v in visits])
        for event, visit in zip(events, visits):
            self.assertEqual(event.decoded("DTSTART"), datetime.datetime.fromisoformat(visit["starts_at"]))
            self.assertEqual(event["STATUS"], "TENTATIVE")
            self.assertIn("つばめ精機", event["SUMMARY"])
            self.assertIn("大川", event["DESCRIPTION"])
        # The same as long as nothing changes, whenever it is fetched.
        self.desk.set_clock("+90m")
        self.assertEqual(self.feed()[0], raw)
        self.agree(mail(COMPANY, entity(answer(self.first, COMPANY, "ACCEPTED"))))
        _, (first, second, _) = self.feed()
        self.assertEqual((first["STATUS"], second["STATUS"]), ("CONFIRMED", "TENTATIVE"))
        self.assertGreater(first.decoded("LAST-MODIFIED"), second.decoded("LAST-MODIFIED"))
        self.assertEqual(second.to_ical(), events[1].to_ical())
        self.desk.run("case", "withdraw", self.desk.json("cases")[0]["number"])
        self.desk.once()
        _, ended = self.feed()
        self.assertEqual([str(e["UID"]) for e in ended], [str(e["UID"]) for e in events])
        self.assertEqual({(str(e["STATUS"]), e["SEQUENCE"]) for e in ended}, {("CANCELLED", 1)})

    def test_feed_of_some(self):
        visits = self.desk.json("visits")
        days = [v["starts_at"][:10] for v in visits]
        self.assertEqual([v["no"] for v in self.desk.json("visits", "--from", days[1])], [2, 3])
        self.assertEqual([v["no"] for v in self.desk.json("visits", "--to", days[1])], [1, 2])
        self.assertEqual(len(self.feed("--from", days[1], "--to", days[1])[1]), 1)
        expert = self.desk.json("export")[0]["offers"][0]["registration_no"]
        other = [e["registration_no"] for e in self.desk.json("experts", "list") if e["registration_no"] != expert][0]
        self.assertEqual(len(self.feed("--expert", expert)[1]), 3)
        self.assertEqual(self.feed("--expert", other)[1], [])
        for wrong in (("--from", "2026-02-30"), ("--to", "soon"), ("--expert", "nobody"), ("--json", "--ics")):
            self.assertEqual(self.desk.run("visits", *wrong, check=False).returncode, 1 if "nobody" in wrong else 2, wrong)


    def test_called_off_while_on_its_way(self):
        """An invitation that the server is being given may have arrived: it is called off."""
        with sqlite3.connect(self.desk.store) as store:
            store.execute("UPDATE outbox SET state = 'sending', next_at = 9999999999 WHERE visit_id IS NOT NULL")
        store.close()
        self.desk.run("case", "withdraw", self.desk.json("cases")[0]["number"])
        self.desk.once()
        for who in (COMPANY, EXPERT):
            self.assertEqual(len([e for _, e in self.events(who) if e["STATUS"] == "CANCELLED"]), 3)


class HostZone(unittest.TestCase):
    """The same course wherever the host thinks that it is: invited, moved, called off."""

    def course(self, zone):
        desk = Desk(office.folder(self) / "desk", settings={"visits": {"propose": "all"}})
        extra = {"TZ": zone}
        desk.environment = lambda more=None: {**os.environ, "MADOGUCHI_DATA": str(office.desks.ROOT), **extra}
        desk.set_clock("2026-06-01T10:05")
        desk.run("experts", "import", EXPERTS)
        desk.deliver(request(desk.now(), COMPANY))
        desk.once()
        desk.deliver(office.desks.reply_to(desk.mails(EXPERT)[0], EXPERT, "お引き受けします。", desk.now()))
        desk.once()
        number = desk.json("cases")[0]["number"]
        desk.run("case", "move", number, "--visit", "1", "--at", "2026-06-11T14:00", "--despite", "両者の希望")
        desk.once()
        desk.run("case", "withdraw", number)
        desk.once()
        told, drawn = [], {}
        for m in desk.mails():
            for part in m.walk():
                if part.get_content_type() != "text/calendar":
                    continue
                event = check_invitation(self, m, part.get_param("method"))
                uid, random = re.fullmatch(r"(.*)-([a-z0-9]{16})@desk\.example\.jp", str(event["UID"])).groups()
                self.assertEqual(drawn.setdefault(uid, random), random)  # one for the visit's life
                told.append((str(m["To"]), uid, int(event["SEQUENCE"]), str(event["STATUS"]),
                             event.decoded("DTSTART").timestamp(), event.decoded("DTEND").timestamp()))
        feed = icalendar.Calendar.from_ical(desk.run("visits", "--ics").stdout)
        return told, [e.decoded("DTSTART").timestamp() for e in feed.walk("VEVENT")]

    def test_course(self):
        results = [self.course(zone) for zone in ZONES]
        told, feed = results[0]
        self.assertEqual(results[1:], results[:1] * 2)
        moved = datetime.datetime(2026, 6, 11, 14, 0, tzinfo=JST).timestamp()
        self.assertIn(moved, [t[4] for t in told])
        for to in {t[0] for t in told}:
            for uid in {t[1] for t in told if t[0] == to}:
                history = [t for t in told if t[0] == to and t[1] == uid]
                sequences = [t[2] for t in history]
                self.assertEqual(sequences, sorted(set(sequences)))
                self.assertEqual([t[3] for t in history], ["CONFIRMED"] * (len(history) - 1) + ["CANCELLED"])
        self.assertEqual(len({t[1] for t in told}), 3)


if __name__ == "__main__":
    raise SystemExit(office.main("test_calendar"))
