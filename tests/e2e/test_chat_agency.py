#!/usr/bin/python3
"""A support agency's channel: what is asked there it refers, its questions are answered there, and the
company's letters go to the company.
"""

import unittest

import office
from chat_standin import Slack
from test_chat import REQUEST, SECRETS, World

COMPANY = "yamada@tsubame-seiki.example.co.jp"
SHIEN = "shien@minato.example.jp"
FORWARD = f"{REQUEST}連絡先は {COMPANY} です。"


class Agency(World):
    def open(self, **source):
        self.c = self.chat(Slack())
        return self.desk(self.source(self.c, **source))

    def ask(self, text=FORWARD, room="C1"):
        self.root = self.c.say(room, "UAG", text, user_profile={"real_name": "港 支援子"})
        self.d.once()
        return self.root

    def referrer(self):
        return self.sql("select p.email, p.company from cases c join people p on p.id = c.referrer_id")

    def test_referred(self):
        self.open(private_rooms=["C1"], agency="みなと商工会")
        self.ask()
        ((email, company),) = self.referrer()
        self.assertEqual((email, company), ("slack:uag@chat.invalid", "みなと商工会"))
        self.assertIn("みなと商工会", self.d.run("case", "show", "2026-0001").stdout)
        self.assertIn("ack", self.templates(COMPANY))
        self.assertIn("おつなぎいただき", self.c.posts[0]["text"])
        self.assertEqual(len(self.c.posts), 1)
        self.c.say("C1", "UAG", "2026-0001 の件、その後いかがでしょうか。", thread=self.root)
        self.d.once()
        self.assertIn("専門家に支援をお願いしています", self.c.posts[-1]["text"])
        self.accept()
        self.assertIn("intro_company", self.templates(COMPANY))
        self.assertIn("動きがございました", self.c.posts[-1]["text"])
        self.c.say("C1", "UAG", "その後いかがでしょうか。", thread=self.root)
        self.d.once()
        self.assertIn("専門家が決まり", self.c.posts[-1]["text"])
        for post in self.c.posts:
            for secret in SECRETS:
                self.assertNotIn(secret, post["text"])
        self.assertEqual(self.sql("select count(*) from chat_owed"), [(0,)])
        self.assertEqual([e["text"] for e in self.d.json("review") if e["type"] == "event"], [])
        self.check_understood()

    def test_with_a_mailbox(self):
        """Its letters go there, as they do when it forwards a mail; its questions are answered where they are asked."""
        self.open(private_rooms=["C1"], agency=f"みなと商工会 <{SHIEN}>")
        self.ask()
        self.assertEqual(self.referrer(), [(SHIEN, "みなと商工会")])
        self.assertIn("おつなぎいただき", self.c.posts[0]["text"])
        self.accept()
        self.assertIn("intro_agency", self.templates(SHIEN))
        posts = len(self.c.posts)
        self.c.say("C1", "UAG", "その後いかがでしょうか。", thread=self.root)
        self.d.once()
        self.assertEqual(len(self.c.posts), posts + 1)
        self.assertIn("専門家が決まり", self.c.posts[-1]["text"])

    def test_one_channel(self):
        self.open(private_rooms=["C1", "C2"], agency_rooms=["C2=みなと商工会"])
        self.ask(REQUEST)
        self.ask(FORWARD, "C2")
        self.assertEqual(self.sql("select id, referrer_id is not null from cases order by id"), [(1, 0), (2, 1)])

    def test_where_others_read(self):
        self.open(rooms=["C1"], agency="みなと商工会")
        self.ask()
        self.c.say("C1", "UAG", "その後いかがでしょうか。", thread=self.root)
        self.d.once()
        self.accept()
        self.assertGreaterEqual(len(self.c.posts), 3)
        for post in self.c.posts:
            for secret in (*SECRETS, "専門家", "大阪", "研修", "みなと"):
                self.assertNotIn(secret, post["text"])

    def test_the_address_comes_later(self):
        self.open(private_rooms=["C1"], agency="みなと商工会")
        self.ask(REQUEST)
        self.assertEqual(len(self.referrer()), 1)
        self.accept()
        self.assertIn("メールアドレス", self.c.posts[-1]["text"])
        self.c.say("C1", "UAG", f"企業様のアドレスは {COMPANY} です。", thread=self.root)
        self.d.once()
        self.assertIn("intro_company", self.templates(COMPANY), self.d.log_tail())
        self.assertEqual(self.sql("select p.email from cases c join people p on p.id = c.requester_id"), [(COMPANY,)])

    def test_another_of_the_agency(self):
        """Who reads along there is not who asked."""
        self.open(private_rooms=["C1"], agency="みなと商工会")
        self.ask()
        posts = len(self.c.posts)
        self.c.say("C1", "UX", "この件は取り下げます。evil@elsewhere.example.com", thread=self.root)
        self.d.once()
        self.assertEqual(len(self.c.posts), posts)
        self.assertEqual([c["state"] for c in self.d.json("cases")], ["offered"])


class Company(World):
    def test_asks_how_it_stands(self):
        chat = self.chat(Slack())
        desk = self.desk(self.source(chat, private_rooms=["C1"], rooms=["C2"]))
        for room in ("C1", "C2"):
            root = chat.say(room, f"U{room}", REQUEST)
            desk.once()
            chat.say(room, f"U{room}", "その後いかがでしょうか。", thread=root)
            desk.once()
            text = chat.posts[-1]["text"]
            self.assertEqual("専門家に支援をお願いしています" in text, room == "C1", text)
            for secret in SECRETS:
                self.assertNotIn(secret, text)


if __name__ == "__main__":
    raise SystemExit(office.main("test_chat_agency"))
