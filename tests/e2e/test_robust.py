#!/usr/bin/python3
"""What happens to a desk in the field: replaced mailboxes, huge and poisonous mail, loops,
bounces, servers that are away, full disks, strangers. Each test names what must not happen.
"""

import base64
import os
import random
import re
import subprocess
import time
import unittest

import exim
import office
from desk import Desk, body_of, parse, reply_to
from office import DESK, EXPERTS, OPERATOR, Office, raw_mail, request

COMPANY, OTHER = "yamada@tsubame-seiki.example.co.jp", "sato@kawabe-unso.example.co.jp"
OLD_MAILS = 200


class Field(unittest.TestCase):
    def office(self, people=None, **settings):
        o = Office(office.folder(self), people or {"yamada": COMPANY}, **settings)
        self.addCleanup(o.close)
        self.prepare(o.desk)
        return o

    def plain_desk(self, name="desk", **settings):
        """A desk between Maildirs."""
        path = office.folder(self) / name
        desk = Desk(path, sink=self.maildir_sink(path), **settings)
        self.addCleanup(desk.stop)
        self.prepare(desk)
        return desk

    @staticmethod
    def maildir_sink(path):
        return {"kind": "maildir", "path": str(path / "sent"), "rate_per_minute": 0}

    @staticmethod
    def prepare(desk):
        desk.set_clock("2026-06-01T10:00")
        desk.run("experts", "import", EXPERTS)

    def counts(self, desk):
        """(cases, acknowledgements, all mails)"""
        return office.rows(desk.store, """select (select count(*) from cases),
            (select count(*) from outbox where template like 'ack%'), (select count(*) from outbox)""")[0]

    def states(self, desk):
        return dict(office.rows(desk.store, "select state, count(*) from inbox group by state"))


class Mailbox(Field):
    def fill(self, o):
        for number in range(OLD_MAILS):
            raw = request(o.desk.now(), f"tanto@kigyo{number}.example.co.jp", f"株式会社第{number}工業")
            o.imap.deliver("desk", raw, f"{1780000000 + number}.{number:04d}.test")

    def uidvalidity(self, o):
        with o.open_box("desk") as box:
            return box.status("INBOX", "(UIDVALIDITY)")[1][0]

    def replace(self, o):
        """As a server does after a restore: the same mails under other UIDs."""
        o.imap.stop()
        box = o.imap.box("desk")
        for name in os.listdir(box):
            if name.startswith("dovecot"):
                os.unlink(os.path.join(box, name))
        with open(os.path.join(box, "dovecot-uidvalidity"), "w") as f:
            f.write("70000000")
        o.imap.give(os.path.join(box, "dovecot-uidvalidity"))
        o.imap.launch()

    def test_replaced_mailbox(self):
        o = self.office(source={"mark_seen": False})
        self.fill(o)
        o.desk.once()
        before, was = self.counts(o.desk), self.uidvalidity(o)
        self.assertEqual(before[:2], (OLD_MAILS, OLD_MAILS))
        notices = len(o.desk.json("review"))
        self.replace(o)
        self.assertNotEqual(self.uidvalidity(o), was)
        for _ in range(3):
            o.desk.once()
        self.assertEqual(self.counts(o.desk), before)
        self.assertEqual(office.one(o.desk.store, "select count(*) from inbox"), OLD_MAILS)
        fresh = o.desk.json("review")[-len(o.desk.json("review")) + notices:] if notices else o.desk.json("review")
        self.assertEqual(len(o.desk.json("review")), notices + 1, fresh)
        self.assertEqual(len([i for i in o.desk.json("review") if "UIDVALIDITY" in i["text"]]), 1)
        o.imap.deliver("desk", request(o.desk.now(), COMPANY))
        o.desk.once()
        self.assertEqual(self.counts(o.desk)[0], OLD_MAILS + 1)

    def test_fifty_rounds(self):
        o = self.office(source={"mark_seen": False})
        o.imap.deliver("desk", request(o.desk.now(), COMPANY))
        for _ in range(50):
            o.desk.once()
        self.assertEqual(self.counts(o.desk)[:2], (1, 1))
        o.mta.wait_delivered()
        self.assertEqual(len(o.read("yamada")), 1)

    def test_arrivals_while_others_are_moved(self):
        """One comes as another goes: the number of mails is as before, and yet there is a new one."""
        o = self.office({"yamada": COMPANY}, source={"move_to": "Taken"})
        o.desk.start()
        o.desk.wait("the desk does not look", lambda: office.looked(o.desk, 1))
        cur = os.path.join(o.imap.box("desk"), "cur")
        for number in range(8):
            names = [f"{1780000000 + number}.{x}.test" for x in "ab"]
            raws = [raw_mail(o.desk.now(), f"a{number}@{x}.example.jp", f"{x}{number}", "お世話になります。",
                             headers="Auto-Submitted: auto-replied\r\n") for x in "ab"]
            o.imap.deliver("desk", raws[0], names[0])
            until = time.monotonic() + 5
            while time.monotonic() < until and not any(n.startswith(names[0]) for n in os.listdir(cur)):
                time.sleep(0.0005)
            time.sleep(0.002 * number)
            o.imap.deliver("desk", raws[1], names[1])
            o.settle(2 * number + 2, 10)
        o.desk.wait("mail stays in the inbox", lambda: not o.imap.messages("desk"))

    def test_too_large(self):
        o = self.office({"yamada": COMPANY, "sato": OTHER}, settings={"limits": {"max_message_kib": 64}},
                        source={"move_to": "Taken"})
        big = request(o.desk.now(), OTHER, "川辺運送株式会社", "佐藤 健") + b"x" * 76 * 2000 + b"\r\n"
        o.imap.deliver("desk", big, "1780000000.1.test")
        o.imap.deliver("desk", request(o.desk.now(), COMPANY), "1780000001.2.test")
        o.desk.once()
        self.assertEqual(self.states(o.desk), {"quarantine": 1, "done": 1})
        items = [i for i in o.desk.json("review") if i["type"] == "quarantine"]
        self.assertEqual(len(items), 1)
        self.assertIn("64 KiB", items[0]["text"])
        shown = subprocess.run([office.desks.BUILD / "madoguchi", "-c", o.desk.conf, "review", "show",
                                str(items[0]["id"])], stdout=subprocess.PIPE, check=True).stdout
        self.assertGreater(len(shown), 1000)
        self.assertTrue(big.startswith(shown))
        left = o.imap.messages("desk")
        self.assertEqual(len(left), 1)
        with open(left[0], "rb") as f:
            self.assertEqual(f.read(), big)
        self.assertNotIn("\\Seen", o.flags("desk")[0])
        self.assertEqual(len(o.flags("desk", "Taken")), 1)
        o.desk.once()
        self.assertEqual(self.states(o.desk), {"quarantine": 1, "done": 1})
        self.assertEqual(len([i for i in o.desk.json("review") if i["type"] == "quarantine"]), 1)


class Poison(Field):
    LIMITS = {"max_message_kib": 65536, "read_memory_mib": 32, "read_seconds": 5}

    def poison(self, when):
        """A request whose reading takes more memory than it may."""
        raw = request(when, OTHER, "川辺運送株式会社", "佐藤 健")
        head, _, body = raw.partition(b"\r\n\r\n")
        head = re.sub(rb"Content-Type: .*\r\nContent-Transfer-Encoding: .*",
                      b"Content-Type: multipart/mixed; boundary=b", head)
        filler = base64.encodebytes(os.urandom(3 << 14)).replace(b"\n", b"\r\n") * 500
        return (head + b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + body
                + b"--b\r\nContent-Type: application/octet-stream; name=a.bin\r\n"
                b"Content-Transfer-Encoding: base64\r\n\r\n" + filler + b"\r\n--b--\r\n")

    @unittest.skipIf(b"__asan_init" in (office.desks.BUILD / "madoguchid").read_bytes(),
                     "a sanitizer needs more memory than can be limited")
    def test_poison(self):
        desk = self.plain_desk(settings={"limits": self.LIMITS})
        poison = self.poison(desk.now())
        (desk.inbox / "new" / "0000.poison.test").write_bytes(poison)
        for number in range(3):
            (desk.inbox / "new" / f"000{number + 1}.good.test").write_bytes(
                request(desk.now(), f"tanto@kigyo{number}.example.co.jp", f"株式会社第{number}工業"))
        desk.once()
        self.assertEqual(self.states(desk), {"quarantine": 1, "done": 3})
        self.assertEqual(self.counts(desk)[:2], (3, 3))
        items = [i for i in desk.json("review") if i["type"] == "quarantine"]
        self.assertEqual(len(items), 1)
        shown = subprocess.run([office.desks.BUILD / "madoguchi", "-c", desk.conf, "review", "show",
                                str(items[0]["id"])], stdout=subprocess.PIPE, check=True).stdout
        self.assertEqual(shown, poison)
        desk.once()
        self.assertEqual(len([i for i in desk.json("review") if i["type"] == "quarantine"]), 1)
        self.retry(desk, items[0]["id"])

    def retry(self, desk, number):
        desk.write_conf([{"name": "inbox", "kind": "maildir", "path": str(desk.inbox)}],
                        self.maildir_sink(desk.dir),
                        {"limits": {**self.LIMITS, "read_memory_mib": 512, "read_seconds": 60}})
        desk.run("review", "retry", number)
        desk.once()
        self.assertEqual(self.states(desk), {"done": 4})
        self.assertEqual(self.counts(desk)[:2], (4, 4))
        self.assertEqual([i for i in desk.json("review") if i["type"] == "quarantine"], [])

    def test_hostile_shapes(self):
        """Each is done or set aside, and the good mail behind them is answered."""
        desk = self.plain_desk()
        shapes = [
            b"", b"\r\n\r\n\r\n", b"\xff\xfe\x00\x01", b"no header at all\r\n" * 50,
            b"Content-Type: message/rfc822\r\n\r\n" * 20000,
            b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(20000)),
            b"From: a@b.example.jp\r\nContent-Type: text/html\r\n\r\n" + b"<div>" * 300000,
            b"From: a@b.example.jp\r\nTo: " + b"(" * 150000 + b"\r\n\r\nx\r\n",
            b"From: a@b.example.jp\r\nSubject: " + b"=?iso-2022-jp?B?GyRC?=" * 5000 + b"\r\n\r\nx\r\n",
            b"From: a@b.example.jp\r\nContent-Type: text/plain; charset=x-none\r\n\r\n\x1b$B\x1b(B\x80\x81\r\n",
        ]
        for number, raw in enumerate(shapes):
            (desk.inbox / "new" / f"{number:04d}.shape.test").write_bytes(raw)
        (desk.inbox / "new" / "9999.good.test").write_bytes(request(desk.now(), COMPANY))
        desk.once()
        states = self.states(desk)
        self.assertEqual(states.pop("new", 0), 0)
        self.assertEqual(sum(states.values()), len(shapes) + 1)
        self.assertEqual(len(desk.mails(COMPANY)), 1)
        desk.json("review")
        desk.json("export")
        desk.once()
        self.assertEqual(self.states(desk), states)


class Loops(Field):
    def carry(self, source, target, done, change):
        """Mails that source wrote to target arrive there; how many."""
        n = 0
        for path in sorted((source.sent / "new").glob("*")) if (source.sent / "new").is_dir() else []:
            raw = path.read_bytes()
            if path in done or target.address not in str(parse(raw)["To"]):
                continue
            done.add(path)
            target.deliver(change(raw))
            n += 1
        return n

    def aim(self, change):
        """Two desks, and a request to one of them in the other's name; mails each way."""
        a = self.plain_desk("a")
        b = self.plain_desk("b", address="soudan@tonari.example.jp")
        b.deliver(request(b.now(), a.address))
        done, ways = set(), [0, 0]
        for _ in range(12):
            b.once()
            ways[0] += self.carry(b, a, done, change)
            a.once()
            ways[1] += self.carry(a, b, done, change)
        return ways

    def test_two_desks(self):
        ways = self.aim(lambda raw: raw)
        self.assertLessEqual(max(ways), 1, ways)

    def test_two_desks_when_marks_are_lost(self):
        """Something between them takes the marks away: it still ends."""
        def strip(raw):
            return re.sub(rb"(?mi)^(X-Madoguchi|Auto-Submitted|X-Auto-Response-Suppress|Precedence|List-\S+):.*\r\n",
                          b"", raw)
        ways = self.aim(strip)
        print(f"    without marks: {ways}")
        self.assertLessEqual(max(ways), 6, ways)

    SILENT = {
        "auto-replied": ("Auto-Submitted: auto-replied\r\n", None),
        "auto-generated": ("Auto-Submitted: auto-generated\r\n", None),
        "auto-notified": ("Auto-Submitted: auto-notified; owner-email=\"x@sme.example.jp\"\r\n", None),
        "bulk": ("Precedence: bulk\r\n", None), "junk": ("Precedence: junk\r\n", None),
        "list": ("Precedence: LIST\r\n", None), "auto_reply": ("Precedence: auto_reply\r\n", None),
        "suppress": ("X-Auto-Response-Suppress: All\r\n", None),
        "list-id": ("List-Id: <members.sme.example.jp>\r\n", None),
        "list-unsubscribe": ("List-Unsubscribe: <mailto:leave@sme.example.jp>\r\n", None),
        "our mark": ("X-Madoguchi: 1\r\n", None),
        "null return-path": ("Return-Path: <>\r\n", None),
        "mailer-daemon": ("", "MAILER-DAEMON@sme.example.jp"),
        "noreply": ("", "no-reply@sme.example.jp"),
        "own address": ("", DESK),
    }

    def test_never_answered(self):
        desk = self.plain_desk()
        cases = 0
        for number, (name, (headers, sender)) in enumerate(self.SILENT.items()):
            raw = request(desk.now(), sender or f"tanto@kigyo{number}.example.co.jp", f"株式会社第{number}工業",
                          headers=headers)
            desk.deliver(raw)
            desk.once()
            with self.subTest(name):
                self.assertEqual([(m["recipient"], m["template"]) for m in desk.json("outbox")
                                  if m["recipient"] != OPERATOR], [])
                # A form of the web may write from such an address: the operator sees it.
                cases += name == "noreply"
                self.assertEqual(self.counts(desk)[0], cases)
        desk.deliver(request(desk.now(), COMPANY))  # the same words without such a sign
        desk.once()
        self.assertEqual(len(desk.mails(COMPANY)), 1)
        before = self.counts(desk)
        for mail in desk.mails():  # our own mails come back
            desk.deliver(mail.as_bytes())
        desk.once()
        self.assertEqual(self.counts(desk), before)

    def test_null_envelope_sender(self):
        o = self.office()
        o.desk.start()
        o.send("", request(o.desk.now(), COMPANY))
        o.settle()
        self.assertEqual(self.counts(o.desk), (0, 0, 0))

    def test_acknowledgements_a_day(self):
        desk = self.plain_desk(settings={"limits": {"acks_per_sender_day": 2}})
        for number in range(6):
            desk.deliver(request(desk.now(), COMPANY, topic=f"その{number}：従業員向け研修の専門家をご紹介ください。"))
        desk.once()
        self.assertEqual(self.counts(desk)[1], 2)


class Bounces(Field):
    PEOPLE = {"yamada": COMPANY, "expert2": "second@experts.example.jp", "expert3": "third@experts.example.jp"}

    def offers(self, desk, index=0):
        case = desk.json("export")[index]
        return [(o["registration_no"], o["state"]) for o in case["offers"]]

    def test_refused_by_the_server(self):
        """Exim knows no first@experts.example.jp: 550 in answer to RCPT."""
        o = self.office(self.PEOPLE)
        o.desk.start()
        o.send(COMPANY, request(o.desk.now(), COMPANY))
        o.settle()
        self.assertEqual(self.offers(o.desk), [("900001", "bounced"), ("900002", "open")])
        self.assertEqual(len([m for m in o.read("expert2") if "ご依頼" in str(m["Subject"])]), 1)
        self.assertEqual(office.rows(o.desk.store, "select dead from people where email = 'first@experts.example.jp'"),
                         [(1,)])
        events = o.desk.json("export")[0]["events"]
        self.assertTrue([e for e in events if "550" in e["text"] and "Unknown user" in e["text"]], events)
        self.assertEqual(len(o.read("yamada")), 1)
        o.send(OTHER, request(o.desk.now(), OTHER, "川辺運送株式会社", "佐藤 健"))
        o.settle()
        self.assertNotIn(("900001", "open"), self.offers(o.desk, 1))
        self.assertNotIn("first@experts.example.jp", [m["recipient"] for m in o.desk.json("outbox")][2:])

    DSN = """\
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@experts.example.jp>
To: soudan@desk.example.jp
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Date: Mon, 01 Jun 2026 10:06:00 +0900
Message-ID: <20260601.dsn@experts.example.jp>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="r"

--r
Content-Type: text/plain; charset=us-ascii

This is the mail system at host experts.example.jp.

<{to}>: {status} mailbox trouble

--r
Content-Type: message/delivery-status

Reporting-MTA: dns; experts.example.jp

Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} mailbox trouble

--r
Content-Type: message/rfc822

{original}
--r--
"""

    def dsn(self, mail, action, status):
        text = self.DSN.format(to=mail["To"].addresses[0].addr_spec, action=action, status=status,
                               original=mail.as_bytes().decode("ascii", "surrogateescape"))
        return text.replace("\r\n", "\n").replace("\n", "\r\n").encode("ascii", "surrogateescape")

    def offered(self):
        desk = self.plain_desk()
        desk.deliver(request(desk.now(), COMPANY))
        desk.once()
        self.assertEqual(self.offers(desk), [("900001", "open")])
        return desk, desk.mails("first@experts.example.jp")[0]

    def test_bounced_later(self):
        desk, mail = self.offered()
        desk.deliver(self.dsn(mail, "failed", "5.1.1"))
        desk.once()
        self.assertEqual(self.offers(desk), [("900001", "bounced"), ("900002", "open")])
        self.assertEqual(len(desk.mails("second@experts.example.jp")), 1)
        self.assertEqual(self.counts(desk)[0], 1)
        self.assertEqual(desk.mails("MAILER-DAEMON"), [])

    def test_delayed_is_only_counted(self):
        desk, mail = self.offered()
        before = self.counts(desk)
        desk.deliver(self.dsn(mail, "delayed", "4.4.1"))
        desk.once()
        self.assertEqual(self.offers(desk), [("900001", "open")])
        self.assertEqual(self.counts(desk), before)
        self.assertEqual(office.rows(desk.store, "select dead, soft_bounces from people where email = "
                                     "'first@experts.example.jp'"), [(0, 1)])


class Outages(Field):
    def test_smtp_away(self):
        people = {"yamada": COMPANY, "first": "first@experts.example.jp"}
        o = self.office(people)
        port, users = o.mta.port, {a: o.imap.box(n) for n, a in o.people.items()}
        o.desk.start()
        o.mta.stop()
        o.imap.deliver("desk", request(o.desk.now(), COMPANY))
        o.desk.wait("no attempt was made", lambda: [m for m in o.desk.json("outbox") if m["problem"]])
        waiting = o.desk.json("outbox")
        self.assertEqual(len(waiting), 2)
        o.mta = exim.start(str(o.folder / "smtp"), users, ("desk", office.SECRET), port=port, require_auth=False)
        o.desk.write_conf([o.source()], o.sink(), {})
        o.desk.set_clock("+2m")
        o.desk.wait("mail does not leave", lambda: {m["state"] for m in o.desk.json("outbox")} == {"sent"}, 30)
        o.mta.wait_delivered()
        sent = {m["recipient"]: m["message_id"] for m in waiting}
        for name in people:
            mails = o.read(name)
            self.assertEqual([m["Message-ID"].strip(" <>") for m in mails], [sent[people[name]]])

    def test_imap_away(self):
        o = self.office()
        o.desk.start()
        o.desk.wait("the desk does not look", lambda: office.looked(o.desk, 1))
        o.imap.stop()
        o.imap.deliver("desk", request(o.desk.now(), COMPANY))
        o.desk.wait("nobody notices", lambda: [i for i in o.desk.json("review") if i["type"] == "source"])
        o.imap.launch()
        o.settle(1)
        self.assertEqual(len(o.read("yamada")), 1)
        self.assertEqual([i for i in o.desk.json("review") if i["type"] == "source"], [])

    def test_disk_full(self):
        path = office.folder(self) / "desk"
        state = path / "state"
        state.mkdir(parents=True)
        if os.getuid() != 0 or self.mount("-t", "tmpfs", "-o", "size=2m,mode=700", "none", state):
            self.skipTest("no file system of a small size can be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", state], check=False)
        desk = Desk(path, sink=self.maildir_sink(path))
        self.addCleanup(desk.stop)
        self.prepare(desk)
        n = 60
        dense = random.Random(1)  # the store packs what it keeps
        for number in range(n):
            raw = request(desk.now(), f"tanto@kigyo{number}.example.co.jp", f"株式会社第{number}工業")
            (desk.inbox / "new" / f"{number:04d}.test").write_bytes(raw + base64.encodebytes(dense.randbytes(30000)))
        codes = [desk.once(check=False) for _ in range(3)]
        taken = office.one(desk.store, "select count(*) from inbox")
        left = len(os.listdir(desk.inbox / "new"))
        print(f"    full disk: exit codes {codes}, {taken} mails taken in, {left} left in the Maildir")
        self.assertIn(1, codes)
        self.assertLess(taken, n)
        self.assertGreaterEqual(taken + left, n)
        sent = len(list((desk.sent / "new").iterdir())) if desk.sent.exists() else 0
        # The disk may be full just when a mail is out and that is to be noted: it stays `sending`, and is
        # not sent twice (below).
        noted, under_way = (office.one(desk.store, f"select count(*) from outbox where state = '{state}'")
                            for state in ("sent", "sending"))
        self.assertTrue(noted <= sent <= noted + under_way, (noted, sent, under_way))
        self.assertEqual(self.mount("-o", "remount,size=64m", state), 0)
        desk.set_clock("+1h")
        for _ in range(3):
            if desk.once(check=False) == 0:
                break
        self.assertEqual(self.states(desk), {"done": n}, desk.json("review"))
        self.assertEqual(self.counts(desk)[:2], (n, n))
        self.assertEqual(office.rows(desk.store, "select distinct state from outbox"), [("sent",)])
        self.assertEqual(len(list((desk.sent / "new").iterdir())), self.counts(desk)[2])
        self.assertEqual(os.listdir(desk.inbox / "new"), [])

    @staticmethod
    def mount(*args):
        return subprocess.run(["mount", *args], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              check=False).returncode


class Strangers(Field):
    STRANGER = "nobody@else.example.jp"

    def setUp(self):
        self.desk = self.plain_desk()
        self.desk.deliver(request(self.desk.now(), COMPANY))
        self.desk.once()
        self.case, = self.desk.json("export")
        self.ack = self.desk.mails(COMPANY)[0]
        self.offer = self.desk.mails("first@experts.example.jp")[0]

    def strange(self, subject, text, **headers):
        raw = raw_mail(self.desk.now(), self.STRANGER, subject, text,
                       headers="".join(f"{k.replace('_', '-')}: {v}\r\n" for k, v in headers.items()))
        self.desk.deliver(raw)
        self.desk.once()

    def check(self):
        """The case is as it was, and the stranger learnt nothing of it."""
        after = [c for c in self.desk.json("export") if c["number"] == self.case["number"]][0]
        for part in ("state", "offers", "visits", "mails", "company", "requester"):
            self.assertEqual(after[part], self.case[part], part)
        people = office.rows(self.desk.store, "select p.email from case_person cp join people p on p.id = cp.person_id "
                             "where cp.case_id = ?", self.case["id"])
        self.assertNotIn((self.STRANGER,), people)
        for mail in self.desk.mails(self.STRANGER):
            text = str(mail["Subject"]) + body_of(mail)
            for secret in (self.case["number"], "つばめ精機", "山田", "大川", COMPANY):
                self.assertNotIn(secret, text)

    def test_number_in_the_subject(self):
        self.strange(f"Re: ご依頼 [案件 {self.case['number']}]", "お引き受けします。\n")
        self.check()

    def test_asks_how_it_goes(self):
        self.strange(f"[案件 {self.case['number']}] 進捗はいかがですか", "案件の進み具合と企業名を教えてください。\n")
        self.check()

    def test_withdraws(self):
        self.strange(f"Re: [案件 {self.case['number']}]", "先日の相談を取り下げます。キャンセルさせてください。\n")
        self.check()

    def test_stolen_thread(self):
        self.strange("Re: " + str(self.offer["Subject"]), "お引き受けします。\n",
                     In_Reply_To=self.offer["Message-ID"], References=self.offer["Message-ID"])
        self.check()

    def test_stolen_reply_address(self):
        raw = reply_to(self.offer, self.STRANGER, "お引き受けします。", self.desk.now())
        self.desk.deliver(raw)
        self.desk.once()
        after = self.desk.json("case", "show", self.case["number"])[0]
        self.assertEqual([o["state"] for o in after["offers"]], ["open"])
        self.assertEqual(after["state"], self.case["state"])
        self.assertEqual(self.desk.mails(self.STRANGER), [])
        self.assertTrue([i for i in self.desk.json("review") if i["case"] == self.case["number"]])

    # A provider may write one header for each of its checks.
    FORGED = ("Authentication-Results: mx.desk.example.jp; spf=pass smtp.mailfrom=relay.example.net\r\n"
              "Authentication-Results: mx.desk.example.jp; dmarc=fail header.from=experts.example.jp\r\n")

    def believe_checks(self):
        self.desk.write_conf([{"name": "inbox", "kind": "maildir", "path": str(self.desk.inbox),
                               "authserv_id": "mx.desk.example.jp"}], {"kind": "maildir", "path": str(self.desk.sent)},
                             {})

    def test_forged_sender_with_failed_dmarc(self):
        self.believe_checks()
        raw = raw_mail(self.desk.now(), "first@experts.example.jp", f"Re: [案件 {self.case['number']}]",
                       "お引き受けします。\n", headers=self.FORGED)
        self.desk.deliver(raw)
        self.desk.once()
        after = self.desk.json("case", "show", self.case["number"])[0]
        self.assertEqual([o["state"] for o in after["offers"]], ["open"])

    def test_forged_request_is_not_acknowledged(self):
        self.believe_checks()
        for sender, headers, answered in (("true@company.example.jp", "", True),
                                          ("forged@company.example.jp", self.FORGED, False)):
            self.desk.deliver(raw_mail(self.desk.now(), sender, "研修のご相談",
                                       "大阪府東大阪市の株式会社あおば製作所です。従業員20名です。"
                                       "従業員向けの情報セキュリティ研修をお願いします。訪問を希望します。\n", headers=headers))
            self.desk.once()
            self.assertEqual(bool(self.desk.mails(sender)), answered, sender)


if __name__ == "__main__":
    raise SystemExit(office.main("test_robust"))
