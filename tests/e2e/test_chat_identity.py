#!/usr/bin/python3
"""One person by mail and chat is one: where an address is stated that nobody else uses, or its owner
says so, or who writes in the thread shows the code that was mailed. Never by a name, and a claim of
somebody else's address tells and changes nothing of his.
"""

import re
import unittest

import office
from chat_standin import Slack
from desk import body_of, reply_to
from test_chat import REQUEST, World

VICTIM = "sato@kamome.example.co.jp"
OWN = "yamada@tsubame-seiki.example.co.jp"
KAMOME = REQUEST.replace("つばめ精機", "かもめ商会").replace("山田", "佐藤").replace("大阪府東大阪市", "大阪府堺市")


class Identity(World):
    def open(self, **more):
        self.c = self.chat(Slack())
        return self.desk(self.source(self.c, **{"private_rooms": ["C1"], **more}))

    def mail(self, sender, text, subject="ご相談", name="佐藤"):
        message = (f"From: {name} <{sender}>\r\nTo: soudan@desk.example.jp\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n"
                   f"Content-Type: text/plain; charset=utf-8\r\nMessage-ID: <{abs(hash(text + subject))}@{sender.split('@')[1]}>"
                   f"\r\n\r\n{text}\r\n")
        self.d.deliver(message.encode())
        self.d.once()

    def check_mail(self, address, template="address_check"):
        found = [m["message_id"] for m in self.d.json("outbox") if m["recipient"] == address and m["template"] == template]
        return [m for m in self.d.mails(address) if str(m["Message-ID"]).strip("<> ") in found]

    def state_of(self, case):
        """Everything that the store holds of a case."""
        return [self.sql(f"select * from {table} where {key} = ? order by rowid" if table not in ("case_person",)
                         else f"select * from {table} where {key} = ?", case)
                for table, key in (("cases", "id"), ("case_person", "case_id"), ("offers", "case_id"),
                                   ("visits", "case_id"), ("outbox", "case_id"), ("timers", "case_id"), ("events", "case_id"))]

    def person(self, address):
        return self.sql("select email, name, company, phone, dead from people where email = ?", address)


class Known(Identity):
    """The address takes part in a case that came by mail."""

    def setUp(self):
        super().setUp()
        self.open()
        self.mail(VICTIM, KAMOME)
        self.assertEqual([c["company"] for c in self.d.json("cases")], ["株式会社かもめ商会"])
        self.before = self.state_of(1), self.person(VICTIM), len(self.d.mails(VICTIM))

    def claim(self, first=REQUEST, then=f"メールは {VICTIM} です。"):
        self.root = self.c.say("C1", "UEVIL", first)
        self.d.once()
        if then:
            self.c.say("C1", "UEVIL", then, thread=self.root)
            self.d.once()
        mails = self.check_mail(VICTIM)
        self.assertEqual(len(mails), 1)
        return mails[0]

    def check_untouched(self):
        self.assertEqual((self.state_of(1), self.person(VICTIM)), self.before[:2])
        said = "\n".join(p["text"] for p in self.c.posts)
        for secret in ("かもめ", "佐藤", "堺市", "2026-0001", VICTIM, "sato"):
            self.assertNotIn(secret, said)
        (requester,), = self.sql("select p.email from cases c join people p on p.id = c.requester_id where c.id = 2")
        self.assertTrue(requester.endswith("@chat.invalid"), requester)

    def test_nothing_until_its_owner_says_so(self):
        for then in (f"メールは {VICTIM} です。", None):
            with self.subTest(then):
                if not then:
                    self.dir, self.chats = office.folder(self), []
                    self.setUp()
                mail = self.claim(*((REQUEST, then) if then else (REQUEST + f"連絡先は {VICTIM} です。", None)))
                self.check_untouched()
                self.assertEqual(len(self.d.mails(VICTIM)), self.before[2] + 1)
                for secret in ("つばめ", "山田", "東大阪", "45", "研修"):
                    self.assertNotIn(secret, body_of(mail))
                self.assertIn("2026-0002", str(mail["Subject"]))
                self.assertRegex(str(mail["Reply-To"]), r"soudan\+c2\.")

    def test_yes(self):
        mail = self.claim()
        self.accept()
        self.assertEqual(self.sql("select count(*) from outbox where template = 'intro_company' and case_id = 2"), [(0,)])
        self.d.deliver(reply_to(mail, VICTIM, "はい", self.d.now()))
        self.d.once()
        self.assertIn("intro_company", self.templates(VICTIM))
        self.assertEqual(self.sql("select p.email from cases c join people p on p.id = c.requester_id where c.id = 2"),
                         [(VICTIM,)])
        self.assertTrue(any("2026-0001" in e["text"] for e in self.d.json("review")), "the operator hears of the other case")
        self.assertEqual(self.sql("select count(*) from chat_claim"), [(0,)])

    def test_no(self):
        mail = self.claim()
        self.d.deliver(reply_to(mail, VICTIM, "いいえ、心当たりがありません。", self.d.now()))
        self.d.once()
        self.check_untouched()
        self.assertTrue(any("ご本人ではない" in e["text"] for e in self.d.json("review")))
        # It cannot be taken back by a yes that comes from nowhere.
        self.d.deliver(reply_to(mail, VICTIM, "はい", self.d.now()))
        self.d.once()
        (requester,), = self.sql("select p.email from cases c join people p on p.id = c.requester_id where c.id = 2")
        self.assertTrue(requester.endswith("@chat.invalid"))

    def test_absent(self):
        """The mail program of the owner answers by itself, with the whole letter below."""
        mail = self.claim()
        self.d.deliver(b"Auto-Submitted: auto-replied\r\n" + reply_to(mail, VICTIM, "はい。不在にしております。", self.d.now()))
        self.d.once()
        self.check_untouched()

    def test_too_late(self):
        mail = self.claim()
        self.d.set_clock("+15d")
        self.d.once()
        self.d.deliver(reply_to(mail, VICTIM, "はい", self.d.now()))
        self.d.once()
        (requester,), = self.sql("select p.email from cases c join people p on p.id = c.requester_id where c.id = 2")
        self.assertTrue(requester.endswith("@chat.invalid"))

    def test_words_of_the_letter(self):
        """Quoted below something else they are no answer."""
        mail = self.claim()
        self.d.deliver(reply_to(mail, VICTIM, "どういうことでしょうか。", self.d.now()))
        self.d.once()
        (requester,), = self.sql("select p.email from cases c join people p on p.id = c.requester_id where c.id = 2")
        self.assertTrue(requester.endswith("@chat.invalid"))
        self.assertTrue(any("読み取れません" in e["text"] for e in self.d.json("review")))

    def test_by_another_mailbox(self):
        """He has got hold of the letter, and answers it himself."""
        mail = self.claim()
        self.d.deliver(reply_to(mail, "evil@elsewhere.example.com", "はい", self.d.now()))
        self.d.once()
        self.check_untouched()

    def test_nobody_learns_who_is_known(self):
        """The answer in the thread is the same for an address that the desk has never seen."""
        self.claim()
        known = self.c.posts[-1]["text"]
        root = self.c.say("C1", "U9", REQUEST)
        self.d.once()
        self.c.say("C1", "U9", "メールは suzuki@tobi.example.co.jp です。", thread=root)
        self.d.once()
        other = [p["text"] for p in self.c.posts if p["thread"] == root][-1]
        self.assertEqual(re.sub(r"2026-\d+", "N", known), re.sub(r"2026-\d+", "N", other))

    def test_of_an_expert_and_an_operator(self):
        for address in ("first@experts.example.jp", "operator@desk.example.jp"):
            root = self.c.say("C1", f"U{len(address)}", REQUEST)
            self.d.once()
            self.c.say("C1", f"U{len(address)}", f"{address} にお願いします。", thread=root)
            self.d.once()
            self.assertEqual(len(self.check_mail(address)), 1)
        self.assertEqual(self.sql("select count(*) from cases c join people p on p.id = c.requester_id"
                                  " where p.email in ('first@experts.example.jp', 'operator@desk.example.jp')"), [(0,)])

    def test_many_claims(self):
        """A flood of claims is a few letters."""
        root = self.c.say("C1", "UEVIL", REQUEST)
        self.d.once()
        for _ in range(12):
            self.c.say("C1", "UEVIL", f"{VICTIM} です。", thread=root)
            self.d.once()
        self.assertLessEqual(len(self.check_mail(VICTIM)), 5)

    def test_the_same_person_again(self):
        """His own second request needs no second question."""
        mail = self.claim()
        self.d.deliver(reply_to(mail, VICTIM, "はい、本人です。", self.d.now()))
        self.d.once()
        self.c.say("C1", "U9", KAMOME + f"{VICTIM} です。")
        self.d.once()
        self.assertEqual(len(self.check_mail(VICTIM)), 2, "another identity is asked about")

    def test_the_conversation_of_a_mail_case(self):
        """「2026-0001 の続き」 with the address: it becomes a talk of that case when its owner says yes."""
        root = self.c.say("C1", "U5", f"案件 2026-0001 の続きです。従業員は60名になりました。{VICTIM} の佐藤です。")
        self.d.once()
        self.assertEqual(len(self.d.json("cases")), 1)
        self.assertEqual(self.c.posts, [])
        self.assertEqual(self.sql("select count(*) from chat_case"), [(0,)])
        self.d.deliver(reply_to(self.check_mail(VICTIM)[0], VICTIM, "はい", self.d.now()))
        self.d.once()
        self.assertEqual(self.sql("select case_id from chat_case"), [(1,)])
        self.assertEqual({p["thread"] for p in self.c.posts}, {root})
        self.assertEqual(self.sql("select case_id from inbox where channel = 'chat'"), [(1,)])

    def test_the_number_with_another_address(self):
        self.c.say("C1", "UEVIL", "案件 2026-0001 の続きです。evil@elsewhere.example.com に送ってください。")
        self.d.once()
        self.assertEqual(self.check_mail(VICTIM), [])
        self.assertEqual(self.sql("select count(*) from chat_case where case_id = 1"), [(0,)])
        self.assertEqual(self.state_of(1), self.before[0])


class Number(Identity):
    """A mail with the number of a case that came by chat."""

    def setUp(self):
        super().setUp()
        self.open(private_rooms=[], rooms=["C1"])
        self.root = self.c.say("C1", "U1", REQUEST)
        self.d.once()
        self.accept()

    def test_code(self):
        self.mail(OWN, "案件の続きです。事情により、今回の相談は取り下げます。", subject="[案件 2026-0001]", name="山田")
        (mail,) = self.check_mail(OWN, "address_code")
        for secret in ("つばめ", "東大阪", "大川", "研修"):
            self.assertNotIn(secret, body_of(mail))
        code = re.search("確認番号：(\\w{8})", body_of(mail))[1]
        self.assertEqual([c["state"] for c in self.d.json("cases")], ["accepted"])
        self.assertEqual(self.sql("select count(*) from people where email = ?", OWN), [(0,)])
        # Another reads it over his shoulder; then he himself, in capitals.
        self.c.say("C1", "U2", code, thread=self.root)
        self.d.once()
        self.assertEqual(self.sql("select count(*) from people where email = ?", OWN), [(0,)])
        self.c.say("C1", "U1", f"確認番号は {code.upper()} です。", thread=self.root)
        self.d.once()
        self.assertIn("intro_company", self.templates(OWN))
        # What the mail said is read now.
        self.assertEqual(self.sql("select case_id from inbox where channel = 'mail' and from_addr = ?", OWN), [(1,)])
        self.assertIn("案件 2026-0001", self.c.posts[-1]["text"])
        self.assertEqual(self.sql("select count(*) from outbox where template = 'chat/withdraw_check'"), [(1,)])
        self.assertEqual([e["text"] for e in self.d.json("review") if "専門家リスト" in e["text"]], [])
        for post in self.c.posts:
            self.assertNotIn("yamada", post["text"])

    def test_another_mails_the_number(self):
        """It stands in the channel for all to read."""
        before = self.state_of(1)[:4]
        self.mail("evil@elsewhere.example.com", "案件の続きです。資料を送ってください。", subject="[案件 2026-0001]")
        (mail,) = self.check_mail("evil@elsewhere.example.com", "address_code")
        self.d.deliver(reply_to(mail, "evil@elsewhere.example.com", "はい", self.d.now()))
        self.d.once()
        self.assertEqual(self.state_of(1)[:4], before)
        self.assertEqual(self.templates("evil@elsewhere.example.com").count("intro_company"), 0)

    def test_an_automatic_mail(self):
        self.d.deliver(b"Auto-Submitted: auto-replied\r\nFrom: x@elsewhere.example.com\r\nTo: soudan@desk.example.jp\r\n"
                       b"Subject: Re: =?utf-8?b?W+ahiOS7tiAyMDI2LTAwMDFd?=\r\nMessage-ID: <a@b>\r\n\r\nAbsent.\r\n")
        self.d.once()
        self.assertEqual(self.d.mails("x@elsewhere.example.com"), [])


if __name__ == "__main__":
    raise SystemExit(office.main("test_chat_identity"))
