#!/usr/bin/python3
"""Chat with stand-ins for the providers: a request in a channel becomes a case, is answered in its
thread, goes on by mail; nothing is lost or doubled by repeats, kills and outages; where others read
along nothing is told.
"""

import pathlib
import re
import shutil
import sqlite3
import time
import unittest

import office
from chat_standin import Chatwork, Mattermost, Queue, Slack
from desk import Desk, ROOT, reply_to

REQUEST = ("株式会社つばめ精機の山田と申します。大阪府東大阪市で金属部品を製造しております。従業員は45名です。"
           "従業員向けの情報セキュリティ研修を実施していただける専門家をご紹介ください。"
           "訪問での実施を希望します。予算は1回あたり4万円程度です。")
SECRETS = ("つばめ", "山田", "大川", "中村", "東大阪", "@experts", "yamada")


class World(unittest.TestCase):
    """A desk, its mail in Maildirs, and chats."""
    clock = "2026-06-01T10:00"

    def setUp(self):
        self.dir = office.folder(self)
        self.chats = []

    def tearDown(self):
        for chat in self.chats:
            chat.stop()

    def chat(self, standin):
        self.chats.append(standin)
        return standin.start()

    def source(self, chat, name=None, **more):
        name = name or type(chat).__name__.lower()
        token = pathlib.Path(self.dir) / f"{name}.token"
        token.parent.mkdir(exist_ok=True)
        token.write_text(chat.token + "\n")
        token.chmod(0o600)
        source = {"name": name, "kind": type(chat).__name__.lower(), "url": chat.url, "token_file": token.name,
                  "timeout_sec": 2, "poll_sec": 1, **more}
        if isinstance(chat, Queue):
            source |= {"url": more.get("url", f"{chat.url}/messages"), "post_url": chat.post_url}
        return source

    def desk(self, *sources, **settings):
        inbox = pathlib.Path(self.dir) / "inbox"
        for sub in ("new", "cur", "tmp"):
            (inbox / sub).mkdir(parents=True, exist_ok=True)
        # What is written in pieces is tested elsewhere (test_pieces.py).
        settings.setdefault("chat", {"quiet_sec": 0})
        self.d = Desk(self.dir, settings=settings,
                      sources=[*sources, {"name": "inbox", "kind": "maildir", "path": str(inbox)}])
        self.d.set_clock(self.clock)
        for chat in self.chats:
            chat.now = lambda: self.d.now().timestamp()
        self.d.run("experts", "import", ROOT / "tests/handlers/experts.csv")
        return self.d

    def sql(self, text, *values):
        db = sqlite3.connect(f"file:{self.d.store}?mode=ro", uri=True)
        try:
            return db.execute(text, values).fetchall()
        finally:
            db.close()

    def accept(self, address=None):
        """The expert who was asked says yes."""
        offers = [m for m in self.d.json("outbox") if m["template"] == "offer"]
        address = address or offers[-1]["recipient"]
        mail = [m for m in self.d.mails(address)][-1]
        self.d.deliver(reply_to(mail, address, "承諾します。", self.d.now()))
        self.d.once()

    def templates(self, recipient):
        return [m["template"] for m in self.d.json("outbox") if m["recipient"] == recipient]

    def check_understood(self):
        for chat in self.chats:
            self.assertEqual(chat.faults, [])


class Way(World):
    """From a request to its visits."""

    def play(self, chat, say, room, **source):
        desk = self.desk(self.source(chat, **source))
        root = say(REQUEST)
        desk.once()
        self.assertEqual(len(chat.posts), 1, desk.log_tail())
        ack = chat.posts[0]
        self.assertEqual((ack["room"], ack["thread"]), (room, root))
        self.assertIn("2026-0001", ack["text"])
        self.assertIn("メールアドレス", ack["text"])
        desk.once()
        self.assertEqual(len(chat.posts), 1, "polled again")
        self.accept()
        self.assertEqual([c["state"] for c in desk.json("cases")], ["accepted"])
        self.assertEqual(len(chat.posts), 2)
        self.assertIn("専門家が決まりました", chat.posts[1]["text"])
        for post in chat.posts:
            for secret in SECRETS:
                self.assertNotIn(secret, post["text"])
        # The visits wait for the address; the company has had no mail.
        owed = [row[0] for row in self.sql("select template from chat_owed")]
        self.assertIn("intro_company", owed)
        self.assertEqual(self.sql("select count(*) from people where email like '%@tsubame%'"), [(0,)])
        return desk, root

    def finish(self, desk, chat):
        company = "yamada@tsubame-seiki.example.co.jp"
        self.assertIn("intro_company", self.templates(company), desk.log_tail())
        mails = desk.mails(company)
        self.assertTrue(any("ご紹介します" in str(m["Subject"]) for m in mails))
        self.assertEqual(self.sql("select count(*) from chat_owed"), [(0,)])
        # And from there on by mail.
        mail = [m for m in mails if "候補日" in str(m["Subject"]) or "日程" in str(m["Subject"])][-1]
        desk.deliver(reply_to(mail, company, "1番でお願いします。", desk.now()))
        desk.once()
        self.assertEqual([e["text"] for e in desk.json("review") if e["type"] == "event"], [])
        self.check_understood()

    def test_slack(self):
        chat = self.chat(Slack())
        desk, root = self.play(chat, lambda text: chat.say("C1", "U1", text), "C1", private_rooms=["C1"])
        chat.say("C1", "U1", "メールは <mailto:yamada@tsubame-seiki.example.co.jp|yamada@tsubame-seiki.example.co.jp> です。",
                 thread=root)
        desk.once()
        self.finish(desk, chat)

    def test_mattermost(self):
        chat = self.chat(Mattermost())
        desk, root = self.play(chat, lambda text: chat.say("c1", "u1", text), "c1", rooms=["c1"], public=False)
        chat.say("c1", "u1", "yamada@tsubame-seiki.example.co.jp です。", thread=root)
        desk.once()
        self.finish(desk, chat)

    def test_chatwork(self):
        """No threads there: the answer names the desk's own post."""
        chat = self.chat(Chatwork())
        desk, _ = self.play(chat, lambda text: chat.say(11, 5, text), "11", private_rooms=["11"])
        chat.say(11, 5, f"[rp aid=999 to=11-{chat.posts[-1]['id']}]窓口さん\nyamada@tsubame-seiki.example.co.jp")
        desk.once()
        self.finish(desk, chat)

    def test_queue(self):
        chat = self.chat(Queue())
        desk, _ = self.play(chat, lambda text: chat.say(text, thread="t1", name="山田") and "t1", "", public=False)
        chat.say("yamada@tsubame-seiki.example.co.jp です", thread="t1")
        desk.once()
        self.finish(desk, chat)

    def test_address_in_the_request(self):
        """Long letters go by mail at once, and a line in the thread says so."""
        chat = self.chat(Slack())
        desk = self.desk(self.source(chat, private_rooms=["C1"]))
        chat.say("C1", "U1", REQUEST + "連絡先は yamada@tsubame-seiki.example.co.jp です。")
        desk.once()
        self.assertNotIn("メールアドレス", chat.posts[0]["text"])
        self.accept()
        self.assertIn("メールでお送りしました", chat.posts[1]["text"])
        self.finish(desk, chat)

    def test_same_name_is_nobody(self):
        """A mail in the same name is another case's; nobody is joined by it."""
        chat = self.chat(Slack())
        desk = self.desk(self.source(chat, private_rooms=["C1"]))
        chat.say("C1", "U1", REQUEST, user_profile={"real_name": "山田 太郎"})
        chat.say("C1", "U2", REQUEST, user_profile={"real_name": "山田 太郎"})
        desk.once()
        self.assertEqual(len(desk.json("cases")), 2)
        people = {row[0] for row in self.sql("select requester_id from cases")}
        self.assertEqual(len(people), 2)


class Public(World):
    def test_nothing_but_the_number(self):
        chat = self.chat(Slack())
        desk = self.desk(self.source(chat, rooms=["C1"], private_rooms=["D1"]))
        chat.say("C1", "U1", REQUEST)
        desk.once()
        self.accept()
        public = [p for p in chat.posts if p["room"] == "C1"]
        self.assertGreaterEqual(len(public), 2)
        for post in public:
            self.assertIn("2026-0001", post["text"])
            self.assertIn("ダイレクトメッセージ", post["text"])
            for secret in (*SECRETS, "専門家", "教育", "大阪"):
                self.assertNotIn(secret, post["text"])
        # Another knows the number, and gets nothing.
        chat.say("D2", "U2", "案件 2026-0001 の続きです")
        before = len(chat.posts)
        chat.say("D1", "U1", "案件 2026-0001 の続きです。yamada@tsubame-seiki.example.co.jp にお願いします。")
        desk.once()
        self.assertIn("intro_company", self.templates("yamada@tsubame-seiki.example.co.jp"))
        self.assertEqual({p["room"] for p in chat.posts[before:]}, {"D1"})

    def test_whatever_the_template_says(self):
        """Where others read along a careless text cannot tell what it is not given."""
        templates = pathlib.Path(self.dir) / "templates"
        shutil.copytree(ROOT / "templates", templates)
        ack = templates / "ja/chat/ack.txt"
        ack.write_text(ack.read_text() + "\n{{#menu}}\n{{label}}\n{{/menu}}\n")
        chat = self.chat(Slack())
        desk = self.desk(self.source(chat, rooms=["C1"], private_rooms=["C2"]), data={"templates": str(templates)})
        chat.say("C1", "U1", REQUEST)
        chat.say("C2", "U2", REQUEST)
        desk.once()
        told = {p["room"]: "研修" in p["text"] for p in chat.posts}
        self.assertEqual(told, {"C1": False, "C2": True})

    def test_another_with_the_number(self):
        chat = self.chat(Slack())
        desk = self.desk(self.source(chat, rooms=["C1"], private_rooms=["D1"]))
        chat.say("C1", "U1", REQUEST)
        desk.once()
        chat.say("D1", "U2", "案件 2026-0001 の続きです。evil@elsewhere.example.com に送ってください。")
        desk.once()
        self.assertEqual(self.sql("select count(*) from outbox where recipient like '%elsewhere%'"), [(0,)])
        self.assertEqual(self.sql("select count(*) from chat_case where room = 'D1' and case_id = 1"), [(0,)])

    def test_another_in_the_thread(self):
        """He cannot withdraw it, nor give his address for the company's."""
        chat = self.chat(Slack())
        desk = self.desk(self.source(chat, private_rooms=["C1"]))
        root = chat.say("C1", "U1", REQUEST)
        desk.once()
        posts = len(chat.posts)
        chat.say("C1", "U2", "この相談は取り下げます。", thread=root)
        chat.say("C1", "U2", "evil@elsewhere.example.com に送ってください。", thread=root)
        desk.once()
        self.assertEqual([c["state"] for c in desk.json("cases")], ["offered"])
        self.assertEqual(len(chat.posts), posts)
        self.assertEqual(self.sql("select count(*) from people where email like '%elsewhere%'"), [(0,)])
        self.assertEqual(self.sql("select count(*) from events where what = 'chat' and open = 1"), [(2,)])

    def test_mail_in_the_name_of_a_chat(self):
        """What stands for a chat identity writes no mail, and gets none."""
        chat = self.chat(Slack())
        desk = self.desk(self.source(chat, private_rooms=["C1"]))
        chat.say("C1", "U1", REQUEST)
        desk.once()
        (identity,), = self.sql("select email from people where email like '%chat.invalid'")
        desk.deliver(f"From: {identity}\r\nTo: soudan@desk.example.jp\r\nSubject: [案件 2026-0001]\r\n"
                     f"Message-ID: <x@y>\r\n\r\n取り下げます。\r\n".encode())
        desk.once()
        self.assertEqual([c["state"] for c in desk.json("cases")], ["offered"])
        self.assertFalse(any("chat.invalid" in str(m["To"]) for m in desk.mails()))
        self.assertEqual(self.sql("select case_id from inbox where channel = 'mail'"), [(None,)])
        self.assertEqual(len(chat.posts), 1)


class Changes(World):
    def changes(self):
        return self.sql("select kind, text from chat_change order by id")

    def check(self, chat, say, edit, source):
        desk = self.desk(source)
        a, b = say(REQUEST), say("おはようございます。")
        desk.once()
        self.assertEqual(self.sql("select count(*) from inbox"), [(2,)])
        self.d.set_clock("+2m")
        edit(a, REQUEST + "よろしくお願いします。")
        chat.delete(b)
        desk.once()
        desk.once()
        self.assertEqual(sorted(self.changes()), [("deleted", None), ("edited", REQUEST + "よろしくお願いします。")])
        self.assertEqual(self.sql("select count(*) from inbox"), [(2,)])
        self.assertEqual(len(desk.json("cases")), 1)
        self.assertTrue(any("書き換えられました" in e["text"] for e in desk.json("review")))

    def test_slack(self):
        chat = self.chat(Slack())
        self.check(chat, lambda t: chat.say("C1", "U1", t), chat.edit, self.source(chat, private_rooms=["C1"]))

    def test_mattermost(self):
        chat = self.chat(Mattermost())
        self.check(chat, lambda t: chat.say("c1", "u1", t), chat.edit, self.source(chat, private_rooms=["c1"]))

    def test_chatwork(self):
        chat = self.chat(Chatwork())
        self.check(chat, lambda t: chat.say(1, 5, t), chat.edit, self.source(chat, private_rooms=["1"]))

    def test_queue(self):
        chat = self.chat(Queue())
        self.check(chat, lambda t: chat.say(t), chat.edit, self.source(chat, public=False))

    def test_what_was_there_before(self):
        for chat, say, more in ((Slack(), ("C1", "U1"), {"rooms": ["C1"]}), (Chatwork(), (1, 5), {"rooms": ["1"]}),
                                (Mattermost(), ("c1", "u1"), {"rooms": ["c1"]}), (Queue(), (), {})):
            with self.subTest(type(chat).__name__):
                self.chats, self.dir = [], office.folder(self)
                self.chat(chat)
                desk = self.desk(self.source(chat, first_start="new", **more))
                chat.now = lambda: self.d.now().timestamp() - 600
                old = chat.say(*say, REQUEST)
                desk.once()
                chat.now = lambda: self.d.now().timestamp() + 20
                self.d.set_clock("+5m")
                chat.say(*say, REQUEST + "（2）")
                chat.edit(old, REQUEST + "（1）")
                desk.once()
                self.assertEqual(len(desk.json("cases")), 1)
                self.assertEqual(len(chat.posts), 1)
                chat.stop()
        self.chats = []


class Pages(World):
    def test_slack(self):
        chat = self.chat(Slack())
        chat.page = 7
        desk = self.desk(self.source(chat, rooms=["C1"]))
        for n in range(50):
            chat.say("C1", f"U{n % 9}", f"雑談その{n}です")
        desk.once()
        order = [row[0] for row in self.sql("select event from chat_message order by inbox_id")]
        self.assertEqual(len(order), 50)
        self.assertEqual(order, sorted(order), "in the order in which they were written")

    def test_cursor_stays_until_the_last_page(self):
        chat = self.chat(Slack())
        chat.page = 7
        desk = self.desk(self.source(chat, rooms=["C1"]))
        for n in range(20):
            chat.say("C1", "U1", f"雑談その{n}です")
        chat.trouble = [None, None, "500"]  # who am I, page 1, page 2
        self.assertNotEqual(desk.once(check=False), 0)
        self.assertEqual(self.sql("select count(*) from chat_cursor"), [(0,)])
        desk.once()
        self.assertEqual(self.sql("select count(*) from chat_message"), [(20,)])

    def test_large_messages(self):
        """A page over the limit is asked for in smaller ones; a message that is too large by itself is an error."""
        chat = self.chat(Slack())
        desk = self.desk(self.source(chat, rooms=["C1"], page_kib=64))
        for n in range(40):
            chat.say("C1", "U1", f"雑談{n}" + "あ" * 2000)
        desk.once()
        self.assertEqual(self.sql("select count(*) from chat_message"), [(40,)])
        chat.say("C1", "U1", "い" * 30000)
        chat.say("C1", "U1", "雑談です")
        self.assertNotEqual(desk.once(check=False), 0)
        self.assertTrue(any("64 KiB" in e["text"] for e in desk.json("review")))

    def test_mattermost_after_an_outage(self):
        """More than a thousand came meanwhile, of which since= shows the newest alone."""
        chat = self.chat(Mattermost())
        desk = self.desk(self.source(chat, rooms=["c1"]))
        chat.say("c1", "u1", "雑談です")
        desk.once()
        self.d.set_clock("+1d")
        for n in range(1500):
            chat.say("c1", "u1", f"雑談{n}", at=chat.ms() + n)
        desk.once()
        self.assertEqual(self.sql("select count(*) from chat_message"), [(1501,)])

    def test_queue(self):
        for linked in (True, False):
            with self.subTest(linked=linked):
                self.dir = office.folder(self)
                chat = self.chat(Queue())
                chat.page, chat.linked = 7, linked
                more = {} if linked else {"url": f"{chat.url}/messages?after={{after}}"}
                desk = self.desk(self.source(chat, **more))
                for n in range(30):
                    chat.say(f"雑談その{n}")
                desk.once()
                self.assertEqual(self.sql("select count(*) from chat_message"), [(30,)])


class Trouble(World):
    def test_down_for_a_day(self):
        """The other goes on; afterwards what waited is read in its order, and answered."""
        slack, queue = self.chat(Slack()), self.chat(Queue())
        desk = self.desk(self.source(slack, private_rooms=["C1"]), self.source(queue, public=False))
        desk.once()
        slack.down = True
        for hour in range(24):
            self.d.set_clock("+1h")
            slack.say("C1", f"U{hour}", f"{REQUEST}（{hour}）")
            if hour % 6 == 0:
                queue.say(f"{REQUEST}（{hour}）", thread=f"t{hour}")
                self.assertNotEqual(desk.once(check=False), 0)
        self.assertEqual(len(desk.json("cases")), 4)
        self.assertEqual(len(queue.posts), 4)
        self.assertTrue(any("slack" in e["text"] for e in desk.json("review")))
        slack.down = False
        desk.once()
        self.assertEqual(len(desk.json("cases")), 28)
        events = [row[0] for row in self.sql(
            "select event from chat_message m join source s on s.id = m.source_id where s.name = 'slack' order by inbox_id")]
        self.assertEqual(events, sorted(events))
        self.assertEqual(len({p["thread"] for p in slack.posts}), 24)

    def test_each(self):
        chat = self.chat(Slack())
        desk = self.desk(self.source(chat, private_rooms=["C1"], page_kib=64))
        chat.say("C1", "U1", REQUEST)
        for trouble in ("429", "500", "slow", "garbage", "cut"):
            with self.subTest(trouble):
                chat.trouble = [trouble] * 3
                self.assertNotEqual(desk.once(check=False), 0)
                chat.trouble = []
        for raw in (b"x" * 70000, b"[" * 60000, b'{"ok":true,"messages":3}', b"", b"null", b'"\xff"'):
            chat.raw = raw
            desk.once(check=False)
        chat.raw = None
        self.assertEqual(len(self.sql("select * from chat_message")), 0)
        desk.once()
        self.assertEqual(len(chat.posts), 1)

    def test_left_alone_as_long_as_it_asks(self):
        chat = self.chat(Slack())
        chat.limit_headers = lambda: (("Retry-After", "3"),)
        desk = self.desk(self.source(chat, private_rooms=["C1"], own_id="UDESK"))
        chat.say("C1", "U1", REQUEST)
        chat.trouble = ["429"]
        desk.start()
        desk.wait("the first look", lambda: chat.requests)
        began = time.monotonic()
        desk.wait("the second look", lambda: len(chat.requests) > 1)
        self.assertGreater(time.monotonic() - began, 1.9)
        desk.wait("the answer", lambda: chat.posts)
        desk.stop()

    def test_token_refused(self):
        chat = self.chat(Slack())
        desk = self.desk(self.source(chat, private_rooms=["C1"]))
        chat.token = "another"
        chat.say("C1", "U1", REQUEST)
        self.assertNotEqual(desk.once(check=False), 0)
        self.assertTrue(any("invalid_auth" in e["text"] for e in desk.json("review")))
        self.assertNotIn("token-of-the-desk", desk.log.read_text())

    def test_garbage_in_one_room(self):
        chat = self.chat(Mattermost())
        desk = self.desk(self.source(chat, private_rooms=["c1", "c2"], own_id="botuser"))
        chat.say("c2", "u1", REQUEST)
        chat.trouble = ["garbage"]
        self.assertNotEqual(desk.once(check=False), 0)
        self.assertEqual(len(desk.json("cases")), 1)

    def test_one_room_of_two(self):
        chat = self.chat(Mattermost())
        desk = self.desk(self.source(chat, private_rooms=["gone/here", "c1"]))
        chat.say("c1", "u1", REQUEST)
        self.assertNotEqual(desk.once(check=False), 0)
        self.assertEqual(len(desk.json("cases")), 1)


class Doubles(World):
    """A post whose fate is unknown is not posted twice."""

    def check(self, chat, say, **source):
        desk = self.desk(self.source(chat, **source))
        say(REQUEST)
        chat.lose_answers = 1
        desk.once(check=False)
        self.d.set_clock("+1h")
        desk.once()
        self.d.set_clock("+1h")
        desk.once()
        self.assertEqual(len(chat.posts), 1)
        states = self.sql("select state from outbox where channel = 'chat'")
        self.assertEqual(states, [("sent",)], desk.log_tail())
        self.check_understood()

    def test_slack(self):
        chat = self.chat(Slack())
        self.check(chat, lambda t: chat.say("C1", "U1", t), private_rooms=["C1"])

    def test_mattermost(self):
        chat = self.chat(Mattermost())
        self.check(chat, lambda t: chat.say("c1", "u1", t), private_rooms=["c1"])

    def test_chatwork(self):
        chat = self.chat(Chatwork())
        self.check(chat, lambda t: chat.say(1, 5, t), private_rooms=["1"])

    def test_queue(self):
        chat = self.chat(Queue())
        self.check(chat, lambda t: chat.say(t, thread="t"), public=False)


class Kills(World):
    """Killed at the passages of a commit, with 300 messages that are listed again and again."""
    N = 300

    def test_kills(self):
        slack, queue = self.chat(Slack()), self.chat(Queue())
        desk = self.desk(self.source(slack, private_rooms=["C1"]), self.source(queue, public=False))
        wanted, killed = [], 0
        points = ["chat-before-commit:1", "chat-after-commit:1", "post-after-take:1", "post-before-commit:1",
                  "work-before-commit:1", "work-after-commit:2", "post-before-commit:2", "chat-before-commit:1",
                  "post-after-commit:2", "chat-after-commit:1"]
        named = {p for f in (ROOT / "daemon").glob("*.c")
                 for p in re.findall(r'crash_point\("((?:chat|post)-[^"]+)"\)', f.read_text())}
        self.assertEqual(named - {p.split(":")[0] for p in points}, set())
        for wave, point in enumerate(points):
            for n in range(wave * 15, wave * 15 + 15):
                asks = n % 10 == 0
                wanted.append(slack.say("C1", f"U{n}", f"{REQUEST}（{n}）" if asks else f"雑談その{n}"))
                wanted.append(queue.say(f"{REQUEST}（{n}）" if asks else f"雑談その{n}", thread=f"t{n}"))
            killed += desk.once({"MADOGUCHI_KILL_AT": point}, check=False) != 0
            self.d.set_clock("+5m")
        # All is listed once more, as pushed events are after an outage.
        queue.messages += [dict(m) for m in queue.messages]
        for _ in range(3):
            self.d.set_clock("+20m")
            desk.once()
        self.assertGreaterEqual(killed, 8)
        events = [row[0] for row in self.sql("select event from chat_message")]
        self.assertEqual(sorted(events), sorted(wanted))
        cases = len(desk.json("cases"))
        self.assertEqual(cases, self.N // 10)
        states = dict(self.sql("select state, count(*) from inbox group by state"))
        self.assertEqual(states, {"done": self.N})
        acks = [p for chat in (slack, queue) for p in chat.posts if "受け付けました" in p["text"]]
        self.assertEqual(len(acks), cases, "an answer each, and none twice")
        self.assertEqual(len({(p["room"], p["thread"]) for p in acks}), cases)
        self.assertEqual(self.sql("select count(*) from outbox where channel = 'chat' and state <> 'sent'"), [(0,)])
        print(f"    {self.N} messages, {killed} kills, {cases} cases, {len(acks)} answers")


if __name__ == "__main__":
    raise SystemExit(office.main("test_chat"))
