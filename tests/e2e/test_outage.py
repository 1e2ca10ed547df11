#!/usr/bin/python3
"""A chat provider that is away for a day: the others and the mail notice nothing, and when it is
back its backlog is read in order and within its limits, and what waited is posted in order, once.
"""

import office
from chat_standin import Mattermost, Queue, Slack
from test_chat import REQUEST, World

ROOMS = ("C1", "C2", "C3")


def mail(n):
    return (f"From: kimura{n}@asahi.example.co.jp\r\nTo: soudan@desk.example.jp\r\n"
            f"Subject: =?utf-8?B?44GU55u46KuH?=\r\nMessage-ID: <m{n}@asahi.example.co.jp>\r\n"
            "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n"
            f"{REQUEST}（{n}通目）\r\n").encode()


class Day(World):
    """Slack is away, in all the ways there are; Mattermost and the mail go on."""
    hours = 24

    def setUp(self):
        super().setUp()
        self.slack, self.other = self.chat(Slack()), self.chat(Mattermost())
        self.desk(self.source(self.slack, private_rooms=list(ROOMS), requests_per_minute=40),
                  self.source(self.other, private_rooms=["c1"]),
                  sink={"max_tries": 3}, limits={"acks_per_sender_day": 100})
        self.d.once()

    def trouble(self, hour):
        """True: it refuses connections now."""
        self.slack.down, self.slack.trouble = False, []
        way = ("500", "429", "refused", "slow")[hour % 4]
        if way == "refused":
            self.slack.pause()
            return True
        if way == "500":
            self.slack.down = True
        else:
            self.slack.trouble = [way] * 100
        return False

    def began(self):
        """Cases of the time before, so that there is something to be said in their threads."""
        self.roots = [self.slack.say(room, f"U{i}", f"{REQUEST}（{i}）") for i, room in enumerate(ROOMS * 2)]
        self.d.once()
        self.assertEqual(len({p["thread"] for p in self.slack.posts}), 6)
        self.numbers = [c["number"] for c in self.d.json("cases")]

    def away(self):
        self.slack.limit_headers = lambda: (("Retry-After", "1800"),)
        self.slack.slow_sec = 2.5
        for hour in range(self.hours):
            self.d.set_clock("+1h")
            for room in ROOMS:
                for k in range(2):
                    self.slack.say(room, f"V{hour}", f"おはようございます。{hour}時の{k}です")
            if hour % 8 == 0:
                self.slack.say(ROOMS[hour // 8], f"W{hour}", f"{REQUEST}（{hour}時）")
            if hour % 4 == 1 and self.numbers:
                self.d.run("case", "withdraw", self.numbers.pop(0))
            posts, cases = len(self.other.posts), len(self.d.json("cases"))
            self.other.say("c1", f"u{hour}", f"{REQUEST}（{hour}）")
            self.d.deliver(mail(hour))
            refused = self.trouble(hour)
            self.assertNotEqual(self.d.once(check=False), 0, "it was not away")
            if refused:
                self.slack.resume()
            # In this same round the others were taken in and answered.
            with self.subTest(hour=hour):
                self.assertEqual(len(self.d.json("cases")), cases + 2)
                self.assertGreater(len(self.other.posts), posts)
                self.assertEqual(self.waiting("mail"), [])
        self.slack.down, self.slack.trouble = False, []
        self.slack.limit_headers = Slack.limit_headers.__get__(self.slack)

    def waiting(self, channel):
        return self.sql("select id, state, problem from outbox where channel = ? and"
                        " state in ('pending', 'retry', 'sending', 'failed') order by id", channel)

    def test_day(self):
        self.began()
        before = len(self.slack.posts)
        self.away()
        waited = self.waiting("chat")
        self.assertGreaterEqual(len(waited), 6)
        self.assertNotIn("failed", [row[1] for row in waited], "a day away is no fault of the letter")
        self.assertTrue(any("slack" in e["text"] for e in self.d.json("review")))

        # It is back, with pages of twenty messages and a limit of its own.
        self.slack.page, self.slack.per_minute = 20, 40
        self.slack.asked.clear()
        self.d.set_clock("+20m")
        self.d.start()
        written = sum(m["user"] != "UDESK" for m in self.slack.messages)
        self.d.wait("the backlog", lambda: self.known() >= written, timeout=150)
        self.d.wait("the posts", lambda: not self.waiting("chat"), timeout=60)
        self.d.stop()

        self.assertEqual(self.slack.limited, 0, "more questions than the provider answers")
        for room in ROOMS:
            there = [m["ts"] for m in self.slack.messages if m["channel"] == room and m["user"] != "UDESK"]
            taken = [row[0] for row in self.sql(
                "select event from chat_message where room = ? order by inbox_id", room)]
            self.assertEqual(taken, sorted(there), room)
        # Each letter once, in the order in which they were written.
        posted = [row[0] for row in self.sql(
            "select event from chat_post p join outbox m on m.id = p.outbox_id join source s on s.id = p.source_id"
            " where s.name = 'slack' and m.state = 'sent' order by m.id")]
        self.assertEqual(posted, sorted(posted))
        self.assertEqual(sorted(posted), sorted(p["id"] for p in self.slack.posts))
        self.assertGreaterEqual(len(self.slack.posts) - before, 6 + 3)
        self.check_understood()

    def known(self):
        return self.sql("select count(*) from chat_message m join source s on s.id = m.source_id"
                        " where s.name = 'slack'")[0][0]


class Limits(World):
    def test_limit_in_the_middle(self):
        """A provider that allows less than the desk thinks: the look goes on where it was."""
        chat = self.chat(Slack())
        desk = self.desk(self.source(chat, private_rooms=["C1"], poll_sec=600, own_id="UDESK",
                                     requests_per_minute=600))
        desk.once()
        for n in range(100):
            chat.say("C1", "U1", f"雑談その{n}です")
        chat.page, chat.per_minute = 10, 6
        chat.limit_headers = lambda: (("Retry-After", "1"),)
        chat.asked.clear()
        chat.requests.clear()
        desk.start()
        desk.wait("a refusal", lambda: chat.limited)
        chat.per_minute = 0
        desk.wait("the backlog", lambda: self.sql("select count(*) from chat_message") == [(100,)])
        desk.stop()
        firsts = [r for r in chat.requests if r[1].endswith(".history") and "cursor" not in r[2]]
        self.assertEqual(len(firsts), 1, "it began anew")

    def test_server_errors_for_a_day(self):
        """However many tries it takes, and whatever sink.max_tries says: no letter has failed."""
        chat = self.chat(Queue())  # the others are first asked whether a post is there
        desk = self.desk(self.source(chat, public=False), sink={"max_tries": 3})
        for thread in ("t1", "t2", "t3"):
            chat.say(REQUEST, thread=thread)
        desk.once()
        before = len(chat.posts)
        chat.down = True
        for hour in range(8):
            if hour < 3:
                desk.run("case", "withdraw", f"2026-{3 - hour:04}")
            desk.set_clock("+3h")
            desk.once(check=False)
        chat.down = False
        desk.once()
        told = [p["text"] for p in chat.posts[before:]]
        self.assertEqual([n for t in told for n in ("2026-0003", "2026-0002", "2026-0001") if n in t],
                         ["2026-0003", "2026-0002", "2026-0001"])
        self.assertEqual(self.sql("select count(*) from outbox where channel = 'chat' and state <> 'sent'"), [(0,)])

    def test_silent_queue(self):
        """No answer comes, to questions or posts: a post that may have arrived waits, and is there once."""
        queue = self.chat(Queue())
        desk = self.desk(self.source(queue, public=False))
        queue.say(REQUEST, thread="t1")
        queue.say(REQUEST, thread="t2")
        queue.lose_answers = 2
        desk.once(check=False)
        queue.slow_sec = 2.5
        queue.trouble = ["slow"] * 100
        for _ in range(5):
            desk.set_clock("+2h")
            desk.once(check=False)
        self.assertEqual(self.sql("select count(*) from outbox where state = 'failed'"), [(0,)])
        queue.trouble = []
        desk.set_clock("+2h")
        desk.once()
        self.assertEqual([p["thread"] for p in queue.posts], ["t1", "t2"])
        self.assertEqual([row[0] for row in self.sql("select state from outbox where channel = 'chat'")],
                         ["sent", "sent"])

    def test_a_letter_that_breaks_the_server(self):
        """It is given up after its tries; the others go on, and it cost none of them."""
        chat = self.chat(Slack())
        desk = self.desk(self.source(chat, private_rooms=["C1"]), sink={"max_tries": 3})
        chat.poison = "2026-0001"
        chat.say("C1", "U1", REQUEST)
        chat.say("C1", "U2", REQUEST)
        for _ in range(8):
            desk.once(check=False)
            desk.set_clock("+2h")
        self.assertEqual([row[0] for row in self.sql("select state from outbox where channel = 'chat' order by id")],
                         ["failed", "sent"])
        self.assertEqual(len(chat.posts), 1)


if __name__ == "__main__":
    raise SystemExit(office.main("test_outage"))
