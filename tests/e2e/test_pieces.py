#!/usr/bin/python3
"""People write in pieces: what one person writes in a row is one request, one case and one answer;
nothing is lost or doubled by restarts and kills, an incident does not wait, and nobody's words are
joined with another's.
"""

import unittest

import office
from chat_standin import Chatwork, Mattermost, Queue, Slack
from test_chat import REQUEST, World

PIECES = ("お世話になっております。株式会社つばめ精機の山田と申します。",
          "大阪府東大阪市で金属部品を製造しております。従業員は45名です。",
          "従業員向けの情報セキュリティ研修を実施していただける専門家をご紹介ください。訪問での実施を希望します。")
UNSURE = "大阪府の株式会社つばめ精機です。セキュリティのことで専門家に相談したいことがあります。"
INCIDENT = "至急です。今朝、社内のファイルがすべて暗号化され、身代金を要求する画面が出ています。今も被害が広がっています。"


class Row(World):
    def open(self, standin, *, seconds=90, **source):
        chat = self.chat(standin)
        self.desk(self.source(chat, **source), chat={"quiet_sec": seconds})
        return chat

    def go(self, step="+30s"):
        self.d.set_clock(step)
        self.d.once()

    def cases(self):
        return [(c["state"], c["company"], c["prefecture"]) for c in self.d.json("cases")]

    def inbox(self):
        return dict(self.sql("select state, count(*) from inbox where channel = 'chat' group by state"))


class Together(Row):
    def check(self, chat, say):
        """Each piece is polled by a desk of its own: a restart in between."""
        roots = []
        for text in PIECES:
            roots.append(say(text))
            self.d.once()
            self.go("+60s")
            self.assertEqual((self.cases(), chat.posts), ([], []))
        self.go("+32s")
        self.assertEqual(self.cases(), [("offered", "株式会社つばめ精機", "大阪府")])
        self.assertEqual(len(chat.posts), 1)
        self.assertEqual(self.inbox(), {"done": 3})
        self.go("+5m")
        self.assertEqual((len(self.cases()), len(chat.posts)), (1, 1))
        self.assertEqual(self.sql("select count(*) from inbox where case_id = 1"), [(3,)])
        (need,), = self.sql("select need from cases")
        self.assertEqual(need, "\n".join(PIECES))
        self.check_understood()
        return roots

    def test_in_the_channel(self):
        chat = self.open(Slack(), private_rooms=["C1"])
        roots = self.check(chat, lambda t: chat.say("C1", "U1", t))
        self.assertEqual(chat.posts[0]["thread"], roots[0])
        # In whichever of the three threads he goes on, it is the case's.
        chat.say("C1", "U1", "都合により、今回の相談は取り下げます。", thread=roots[1])
        self.go("+2m")
        self.go("+2m")
        self.assertEqual([c["state"] for c in self.d.json("cases")], ["withdrawn"])
        self.assertEqual(chat.posts[-1]["thread"], roots[1])

    def test_in_the_thread(self):
        """Below his own first piece, of which no case is known yet."""
        chat = self.open(Slack(), private_rooms=["C1"])
        roots = []

        def say(text):
            roots.append(chat.say("C1", "U1", text, thread=roots[0] if roots else None))
            return roots[-1]

        self.check(chat, say)
        self.assertEqual(chat.posts[0]["thread"], roots[0])

    def test_mattermost(self):
        chat = self.open(Mattermost(), private_rooms=["c1"])
        roots = self.check(chat, lambda t: chat.say("c1", "u1", t))
        self.assertEqual(chat.posts[0]["thread"], roots[0])

    def test_chatwork(self):
        chat = self.open(Chatwork(), private_rooms=["1"])
        self.check(chat, lambda t: chat.say(1, 5, t))

    def test_queue(self):
        chat = self.open(Queue(), public=False)
        self.check(chat, lambda t: chat.say(t, thread="t1", name="山田"))
        self.assertEqual(chat.posts[0]["thread"], "t1")

    def test_answers(self):
        """The choice, its place and a change of mind, in three messages."""
        chat = self.open(Slack(), private_rooms=["C1"])
        root = chat.say("C1", "U1", UNSURE)
        self.go("+2m")
        self.assertEqual([c["state"] for c in self.d.json("cases")], [], "looked at once more first")
        self.go("+2m")
        self.assertEqual([c["state"] for c in self.d.json("cases")], ["confirm"])
        for text in ("ウ", "でお願いします"):
            chat.say("C1", "U1", text, thread=root)
            self.go()
        self.assertEqual([c["state"] for c in self.d.json("cases")], ["confirm"])
        self.go("+2m")
        self.assertEqual([(c["state"], c["category"]) for c in self.d.json("cases")], [("offered", "c")])
        self.assertEqual(len(chat.posts), 2)

    def test_answers_without_threads(self):
        chat = self.open(Chatwork(), private_rooms=["1"])
        chat.say(1, 5, UNSURE)
        self.go("+2m")
        self.go("+2m")
        self.assertEqual(len(chat.posts), 1)
        for text in ("ウ", "でお願いします"):
            chat.say(1, 5, text)
            self.go()
        self.go("+2m")
        self.assertEqual([(c["state"], c["category"]) for c in self.d.json("cases")], [("offered", "c")])
        self.assertEqual(len(chat.posts), 2, [p["text"] for p in chat.posts])


class Apart(Row):
    def test_two_people(self):
        chat = self.open(Slack(), private_rooms=["C1"])
        for text in PIECES:
            for user in ("U1", "U2"):
                chat.say("C1", user, text)
            self.go()
        self.go("+2m")
        self.assertEqual(len(self.cases()), 2)
        self.assertEqual([n for n, in self.sql("select count(*) from inbox group by case_id")], [3, 3])

    def test_two_rooms(self):
        chat = self.open(Slack(), private_rooms=["C1", "C2"])
        chat.say("C1", "U1", REQUEST)
        chat.say("C2", "U1", REQUEST)
        self.go("+2m")
        self.go("+2m")
        self.assertEqual(len(self.cases()), 2)

    def test_after_the_quiet_time(self):
        chat = self.open(Slack(), private_rooms=["C1"])
        chat.say("C1", "U1", REQUEST)
        self.d.set_clock("+95s")
        chat.say("C1", "U1", REQUEST)
        self.go("+3m")
        self.go("+3m")
        self.assertEqual(len(self.cases()), 2)

    def test_of_the_source(self):
        chat = self.open(Slack(), private_rooms=["C1"], quiet_sec=0)
        chat.say("C1", "U1", REQUEST)
        self.d.once()
        self.assertEqual(len(self.cases()), 1)

    def test_nobody_knows_who(self):
        """A queue that names no author: the thread stands for him."""
        chat = self.open(Queue(), public=False)
        for n in range(2):
            chat.say(REQUEST, thread=f"t{n}")
        self.go("+2m")
        self.go("+2m")
        self.assertEqual(len(self.cases()), 2)


class Bounds(Row):
    def test_a_talker(self):
        """He is read after ten minutes; what follows goes on with the same case."""
        chat = self.open(Slack(), private_rooms=["C1"])
        chat.say("C1", "U1", REQUEST)
        for n in range(14):
            self.go("+60s")
            self.assertEqual(len(self.cases()), 1 if n >= 10 else 0, n)
            chat.say("C1", "U1", f"補足その{n}です。担当は総務です。")
        self.go("+2m")
        self.go("+2m")
        self.assertEqual(len(self.cases()), 1)
        self.assertEqual(self.sql("select count(*) from inbox where state = 'done' and case_id = 1"), [(15,)])

    def test_many_pieces(self):
        chat = self.open(Slack(), private_rooms=["C1"])
        chat.say("C1", "U1", REQUEST)
        for n in range(19):
            chat.say("C1", "U1", f"補足その{n}です。")
        self.d.once()
        self.assertEqual(self.inbox(), {"done": 20})
        self.assertEqual(len(self.cases()), 1)

    def test_others_do_not_wait(self):
        """Mail, and other chats, go on while somebody is writing."""
        chat = self.open(Slack(), private_rooms=["C1"])
        chat.say("C1", "U1", PIECES[0])
        self.d.deliver(("From: suzuki@kamome.example.co.jp\r\nTo: soudan@desk.example.jp\r\nSubject: =?utf-8?b?55u46KuH?=\r\n"
                        "Content-Type: text/plain; charset=utf-8\r\nMessage-ID: <1@kamome>\r\n\r\n" + REQUEST + "\r\n").encode())
        self.d.once()
        self.assertEqual(len(self.cases()), 1)
        self.assertEqual(self.inbox(), {"new": 1})

    def test_a_timer_waits_for_its_case(self):
        """Its answer is being written when the desk would give up waiting for it."""
        chat = self.open(Slack(), private_rooms=["C1"])
        root = chat.say("C1", "U1", UNSURE)
        self.go("+2m")
        self.go("+2m")
        (due,), = self.sql("select due_at from timers where kind = 'confirm_silent'")
        self.d.set_clock(f"+{due - int(self.d.now().timestamp()) + 5}s")
        chat.say("C1", "U1", "ウでお願いします", thread=root)
        self.d.once()
        self.assertEqual([c["state"] for c in self.d.json("cases")], ["confirm"])
        self.go("+2m")
        self.assertEqual([c["state"] for c in self.d.json("cases")], ["offered"])


class Urgent(Row):
    def test_at_once(self):
        chat = self.open(Slack(), private_rooms=["C1"])
        chat.say("C1", "U1", "おはようございます。株式会社つばめ精機の山田です。")
        self.d.once()
        self.assertEqual(self.cases(), [])
        self.d.set_clock("+20s")
        chat.say("C1", "U1", INCIDENT)
        self.d.once()
        self.assertEqual([c["lane"] for c in self.d.json("cases")], ["incident"])
        self.assertIn("ネットワークから切り離して", chat.posts[0]["text"])
        # What he adds is the same case's.
        self.d.set_clock("+20s")
        chat.say("C1", "U1", "場所は大阪府です。")
        self.go("+2m")
        self.go("+2m")
        self.assertEqual(len(self.cases()), 1)
        self.assertEqual(self.sql("select count(*) from inbox where case_id = 1"), [(3,)])


class Changed(Row):
    def test_before_it_is_read(self):
        for chat, say, edit in ((Slack(), ("C1", "U1"), True), (Chatwork(), (1, 5), True),
                                (Mattermost(), ("c1", "u1"), True), (Queue(), (), False)):
            with self.subTest(type(chat).__name__):
                self.dir, self.chats = office.folder(self), []
                more = {"private_rooms": [str(say[0])]} if say else {"public": False}
                chat = self.open(chat, **more)
                thread = {} if say else {"thread": "t1"}
                wrong = chat.say(*say, "株式会社かもめ商会です。福岡県です。", **thread)
                gone = chat.say(*say, "この相談は取り下げます。", **thread)
                chat.say(*say, PIECES[2], **thread)
                self.d.once()
                self.d.set_clock("+10s")
                chat.edit(wrong, PIECES[0] + PIECES[1])
                chat.delete(gone)
                self.d.once()
                self.go("+2m")
                self.go("+2m")
                self.assertEqual(self.cases(), [("offered", "株式会社つばめ精機", "大阪府")], self.d.log_tail())
                self.assertEqual(self.inbox(), {"done": 2, "dropped": 1})
                self.assertEqual([e for e in self.d.json("review") if e["type"] == "event"], [])
                chat.stop()
        self.chats = []

    def test_the_first_is_taken_away(self):
        chat = self.open(Slack(), private_rooms=["C1"])
        first = chat.say("C1", "U1", "すみません、間違えました。")
        second = chat.say("C1", "U1", REQUEST)
        self.d.once()
        chat.delete(first)
        self.d.once()
        self.go("+2m")
        self.go("+2m")
        self.assertEqual(chat.posts[0]["thread"], second)


class Kills(Row):
    def test_kills(self):
        """At every passage: one case and one answer each."""
        chat = self.open(Slack(), private_rooms=["C1"])
        points = ["work-before-commit:1", "work-after-try:1", "chat-after-commit:1", "work-after-commit:1",
                  "chat-before-commit:1", "work-before-commit:2"]
        killed = 0
        for n, point in enumerate(points):
            for text in PIECES:
                chat.say("C1", f"U{n}", text)
                killed += self.d.once({"MADOGUCHI_KILL_AT": point}, check=False) != 0
                self.d.set_clock("+30s")
            self.d.set_clock("+90s")
            killed += self.d.once({"MADOGUCHI_KILL_AT": point}, check=False) != 0
            self.go("+2m")
            self.go("+2m")
        self.assertGreaterEqual(killed, len(points) - 1)
        self.assertEqual(len(self.cases()), len(points))
        self.assertEqual([n for n, in self.sql("select count(*) from inbox group by case_id")], [3] * len(points))
        acks = [p["thread"] for p in chat.posts if "受け付けました" in p["text"]]
        self.assertEqual(len(acks), len(points))
        self.assertEqual(len(set(acks)), len(points))

    def test_running(self):
        """A desk that runs wakes by itself when the quiet time is over."""
        chat = self.open(Slack(), seconds=3, private_rooms=["C1"])
        for text in PIECES[:2]:
            chat.say("C1", "U1", text)
        self.d.start()
        self.d.wait("the first two are taken in", lambda: self.inbox() == {"new": 2})
        chat.say("C1", "U1", PIECES[2])
        self.d.wait("the answer", lambda: chat.posts, 30)
        self.d.stop()
        self.assertEqual(self.inbox(), {"done": 3})
        self.assertEqual(len(self.cases()), 1)


if __name__ == "__main__":
    raise SystemExit(office.main("test_pieces"))
