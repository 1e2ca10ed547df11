#!/usr/bin/python3
"""Chat with a real server, Debian's ejabberd: a company writes in a room, the desk reads the room's
archive, acknowledges in the thread, asks the menu, offers by mail, posts the introduction's notice;
talks between two; nothing twice, nothing lost over kills and restarts of either side.
"""

import time
import unittest
import urllib.error
import urllib.request

import ejabberd
import office
from chat_standin import Standin
from desk import reply_to
from test_chat import REQUEST, SECRETS, World

UNSURE = "相談したいことがあります。社内のパソコンのことで少し困っています。"
COMPANY = "yamada@tsubame-seiki.example.co.jp"
ROOM = f"soudan@{ejabberd.SERVICE}"


@unittest.skipUnless(ejabberd.installed(), "ejabberd is not installed")
class Real(World):
    # The server's clock is the machine's: the desk's must not be ahead of it.
    clock = "2024-06-03T10:00"

    def setUp(self):
        super().setUp()
        self.server = ejabberd.Ejabberd(self.dir)
        self.addCleanup(self.server.stop)
        self.server.start()
        self.server.register("yamada")

    def start_desk(self, hooks=None, **more):
        token = self.dir / "ejabberd.token"
        token.write_text("desk-secret\n")
        token.chmod(0o600)
        return self.desk({"name": "chat", "kind": "ejabberd", "url": self.server.url, "token_file": token.name,
                          "own_id": "desk@localhost", "timeout_sec": 5, "poll_sec": 1, **more},
                         **({"hooks": hooks} if hooks else {}))

    def posts(self, room="soudan"):
        return [(thread, text) for nick, thread, text in self.server.said(room) if nick == "madoguchi"]

    def letters(self):
        return self.sql("select state, count(*) from outbox where channel = 'chat' group by state")


class Callback(Real):
    """mod_post_log tells of every message, unsigned: the desk looks at once, and believes no word of it."""

    def setUp(self):
        World.setUp(self)
        self.hook = f"http://127.0.0.1:{ejabberd.free_port()}/hook/xmpp"
        self.token = "the-callback-token-of-the-test"
        self.server = ejabberd.Ejabberd(self.dir, f"{self.hook}?token={self.token}")
        self.addCleanup(self.server.stop)
        self.server.start()
        self.server.register("yamada")

    def knock(self, token, kind="text/xml", body=b"<message/>"):
        request = urllib.request.Request(f"{self.hook}{token}", body, {"Content-Type": kind})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status
        except urllib.error.HTTPError as e:
            return e.code

    def test_heard_at_once(self):
        self.server.room("soudan", "yamada")
        secret = self.dir / "xmpp.secret"
        secret.write_text(self.token + "\n")
        secret.chmod(0o600)
        desk = self.start_desk(rooms=[ROOM], public=False, poll_sec=3600, hook="/hook/xmpp", secret_file=secret.name,
                               quiet_sec=0, hooks={"listen": self.hook.split("/")[2]})
        desk.start()
        self.addCleanup(desk.stop)
        desk.wait("the first look", lambda: self.sql("select checked_at from source where name = 'chat' and checked_at > 0"))
        self.server.say("yamada", "soudan", REQUEST, thread="t-1")
        desk.wait("the message is not noticed", lambda: self.posts(), 30)
        self.assertEqual([thread for thread, _ in self.posts()], ["t-1"])
        # What somebody else posts there is no message, with the token or without.
        forged = f"<message from='yamada@localhost' type='groupchat'><body>{REQUEST}</body></message>".encode()
        self.assertEqual([self.knock(token, body=forged) for token in ("", "?token=", "?token=the-callback-token-of-the-tes",
                                                                      f"?token={self.token}")], [401, 401, 401, 200])
        self.assertEqual(self.knock(f"?token={self.token}", "application/json"), 415)
        self.assertEqual(len(desk.json("cases")), 1)
        self.assertEqual(self.sql("select count(*) from chat_message"), [(1,)])


class Way(Real):
    def test_room(self):
        self.server.room("soudan", "yamada")
        desk = self.start_desk(rooms=[ROOM], public=False)
        self.server.say("yamada", "soudan", REQUEST + "<b>&amp;", thread="t-1")
        desk.once()
        self.assertEqual(len(self.posts()), 1, desk.log_tail())
        thread, ack = self.posts()[0]
        self.assertEqual(thread, "t-1")
        self.assertIn("2024-0001", ack)
        self.assertIn("メールアドレス", ack)
        self.assertEqual(self.sql("select author, author_name from chat_message"), [("yamada@localhost", "yamada")])
        desk.once()
        self.assertEqual(len(self.posts()), 1, "read again")
        self.accept()
        self.assertEqual(len(self.posts()), 2)
        self.assertIn("専門家が決まりました", self.posts()[1][1])
        for _, text in self.posts():
            for secret in SECRETS:
                self.assertNotIn(secret, text)
        self.server.say("yamada", "soudan", f"メールは {COMPANY} です。", thread="t-1")
        desk.once()
        self.assertIn("intro_company", self.templates(COMPANY), desk.log_tail())
        slots = [m for m in desk.mails(COMPANY) if "日程" in str(m["Subject"]) or "候補日" in str(m["Subject"])][-1]
        desk.deliver(reply_to(slots, COMPANY, "1番でお願いします。", desk.now()))
        desk.once()
        self.assertEqual(self.letters(), [("sent", len(self.posts()))])
        self.assertEqual([e["text"] for e in desk.json("review") if e["type"] == "event"], [])

    def test_without_a_thread(self):
        """The archive's id of the message stands for it, and the menu is asked and answered there."""
        self.server.room("soudan", "yamada")
        desk = self.start_desk(rooms=[ROOM], public=False)
        self.server.say("yamada", "soudan", UNSURE)
        desk.once()
        (event,), = self.sql("select event from chat_message")
        (thread, text), = self.posts()
        self.assertEqual(thread, event)
        self.assertIn("（ア）", text, desk.log_tail())
        self.assertEqual([c["state"] for c in desk.json("cases")], ["confirm"])
        self.server.say("yamada", "soudan", "イ", thread=thread)
        desk.once()
        self.assertIn("都道府県", self.posts()[-1][1], desk.log_tail())
        self.server.say("yamada", "soudan", "大阪府です。", thread=thread)
        desk.once()
        self.assertEqual({thread for thread, _ in self.posts()}, {event})
        self.assertNotIn("confirm", [c["state"] for c in desk.json("cases")], desk.log_tail())

    def test_public_room(self):
        """Nothing but the number there; in a talk between two the case goes on."""
        self.server.room("soudan", "yamada")
        desk = self.start_desk(rooms=[ROOM], private_rooms=["desk@localhost"])
        self.server.say("yamada", "soudan", REQUEST)
        desk.once()
        (_, text), = self.posts()
        self.assertIn("2024-0001", text)
        for secret in (*SECRETS, "専門家", "教育", "大阪"):
            self.assertNotIn(secret, text)
        self.server.tell("yamada", f"案件 2024-0001 の続きです。{COMPANY} にお願いします。", thread="dm")
        desk.wait("the talk to be in the archive", lambda: len(self.server.archive("desk", None)) > 0)
        desk.once()
        heard = [m for m in self.server.heard("yamada") if m["type"] == "chat"]
        self.assertEqual({m["from"] for m in heard}, {"desk@localhost/madoguchi"}, desk.log_tail())
        self.assertEqual({m["thread"] for m in heard}, {"dm"})
        self.assertEqual(len(self.posts()), 1)
        self.assertEqual(self.letters(), [("sent", 1 + len(heard))])
        (email,), = self.sql("select p.email from cases c join people p on p.id = c.requester_id")
        self.assertEqual(email, COMPANY)


class Nothing(Real):
    """Twice, or lost."""

    def test_pages_and_order(self):
        self.server.room("soudan", "yamada")
        desk = self.start_desk(rooms=[ROOM])
        for n in range(120):
            self.server.send("yamada", ROOM, "groupchat", f"雑談その{n}です")
        desk.wait("all to be in the archive", lambda: len(self.server.said("soudan")) == 120)
        desk.once()
        self.server.say("yamada", "soudan", "雑談その120です")
        desk.once()
        events = self.sql("select event from chat_message order by inbox_id")
        self.assertEqual(len(events), 121)
        self.assertEqual(events, sorted(events), "in the order in which they were written")

    def test_killed_around_a_post(self):
        """The archive says whether it stands there."""
        self.server.room("soudan", "yamada")
        desk = self.start_desk(rooms=[ROOM], public=False)
        for n, point in enumerate(("post-after-take:1", "post-before-commit:1", "post-after-commit:1",
                                   "chat-before-commit:1", "chat-after-commit:1")):
            self.server.say("yamada", "soudan", f"{REQUEST}（{n}）", thread=f"t{n}")
            self.assertNotEqual(desk.once({"MADOGUCHI_KILL_AT": point}, check=False), 0, point)
            self.d.set_clock("+5m")
        for _ in range(3):
            self.d.set_clock("+20m")
            desk.once()
        self.assertEqual(sorted(thread for thread, _ in self.posts()), [f"t{n}" for n in range(5)])
        self.assertEqual(self.letters(), [("sent", 5)])

    def test_server_is_away(self):
        self.server.room("soudan", "yamada")
        desk = self.start_desk(rooms=[ROOM], public=False)
        self.server.say("yamada", "soudan", REQUEST, thread="t")
        self.server.pause()
        self.assertNotEqual(desk.once(check=False), 0)
        self.server.restart()
        self.d.set_clock("+1h")
        desk.once()
        self.assertEqual([thread for thread, _ in self.posts()], ["t"])

    def test_daemon(self):
        """The whole round by polling, with no push and no other start."""
        self.server.room("soudan", "yamada")
        desk = self.start_desk(rooms=[ROOM], public=False)
        desk.start()
        self.server.say("yamada", "soudan", REQUEST, thread="t")
        began = time.monotonic()
        desk.wait("the answer", lambda: self.posts(), 30)
        print(f"    answered after {time.monotonic() - began:.1f} s (a look a second)")
        desk.stop()


class Faulty(Standin):
    """Between the desk and the server: hands on, loses answers, and makes trouble of its own."""

    def __init__(self, url):
        super().__init__()
        self.to = url
        self.handed_on = []

    def allowed(self, headers):
        return True

    def get(self, path, query):
        self.fault(f"GET {path}")
        return 404, {}

    def post(self, path, headers, body):
        kinds = {"/bosh": "text/xml; charset=utf-8", "/api/send_stanza": "application/json"}
        self.expect(headers.get("Content-Type") == kinds.get(path), f"{path}: {headers.get('Content-Type')}")
        self.expect(path == "/bosh" or headers.get("Authorization", "").startswith("Basic "), f"{path}: no login")
        self.handed_on.append(path)
        request = urllib.request.Request(self.to + path, body, {
            k: v for k, v in headers.items() if k in ("Content-Type", "Authorization")})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read()


class Trouble(Real):
    def setUp(self):
        super().setUp()
        self.faulty = self.chat(Faulty(self.server.url))
        self.server.room("soudan", "yamada")
        self.d = self.start_desk(rooms=[ROOM], public=False, url=self.faulty.url, timeout_sec=2)

    def test_reading(self):
        """At each step of a look."""
        self.server.say("yamada", "soudan", REQUEST, thread="t")
        for step in range(7):
            for trouble in ("500", "429", "garbage", "cut"):
                with self.subTest(step=step, trouble=trouble):
                    self.faulty.trouble = [None] * step + [trouble]
                    self.assertNotEqual(self.d.once(check=False), 0)
                    self.assertEqual(self.sql("select count(*) from chat_message"), [(0,)])
        self.faulty.trouble = []
        for raw in (b"x" * 5000000, b"<a>" * 60000, b"<body", b"", b"<body type='terminate' condition='policy'/>"):
            self.faulty.raw = raw
            self.assertNotEqual(self.d.once(check=False), 0)
        self.faulty.raw = None
        self.d.once()
        self.assertEqual([thread for thread, _ in self.posts()], ["t"])
        self.check_understood()

    def test_posting(self):
        """429 and 503 say that it was not done; what is unknown is looked for."""
        fates = {"429": (429, b"{}"), "503": (503, b"{}"), "lost on the way": OSError(), "lost on the way back": OSError()}
        for fate, answer in fates.items():
            post = self.faulty.post

            def once(path, headers, body):
                if path == "/bosh":
                    return post(path, headers, body)
                self.faulty.post = post
                if fate.endswith("back"):
                    post(path, headers, body)
                if isinstance(answer, OSError):
                    raise answer
                return answer
            self.server.say("yamada", "soudan", f"{REQUEST}（{fate}）", thread=fate)
            self.faulty.post = once
            self.d.once(check=False)
            self.faulty.post = post
            self.d.set_clock("+1h")
            self.d.once()
        self.assertEqual(sorted(thread for thread, _ in self.posts()), sorted(fates))
        self.assertEqual(self.letters(), [("sent", len(fates))])
        self.check_understood()


class Fresh(Real):
    def test_what_was_there_before(self):
        self.server.room("soudan", "yamada")
        self.server.say("yamada", "soudan", REQUEST + "（1）")
        said = int(time.time())
        while int(time.time()) <= said:  # the archive is asked by the second
            time.sleep(0.05)
        self.clock = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() + 9 * 3600))
        desk = self.start_desk(rooms=[ROOM], public=False, first_start="new")
        desk.once()
        self.assertEqual(self.sql("select count(*) from chat_message"), [(0,)])
        self.server.say("yamada", "soudan", REQUEST + "（2）")
        desk.once()
        self.assertEqual(len(desk.json("cases")), 1)


class Who(Real):
    def test_nickname_is_nobody(self):
        """Another takes the same thread, and the room says who he is."""
        self.server.register("evil")
        self.server.room("soudan", "yamada", "evil")
        desk = self.start_desk(rooms=[ROOM], public=False)
        self.server.say("yamada", "soudan", REQUEST, thread="t")
        desk.once()
        self.server.say("evil", "soudan", "取り下げます。evil@elsewhere.example.com にお願いします。", thread="t")
        desk.once()
        self.assertEqual([c["state"] for c in desk.json("cases")], ["offered"])
        self.assertEqual(self.sql("select count(*) from people where email like '%elsewhere%'"), [(0,)])

    def test_room_that_hides_its_people(self):
        self.server.room("soudan", "yamada", anonymous="true")
        desk = self.start_desk(rooms=[ROOM], public=False)
        self.server.say("yamada", "soudan", REQUEST, thread="t")
        self.assertNotEqual(desk.once(check=False), 0)
        self.assertEqual(self.sql("select count(*) from chat_message"), [(0,)])
        self.assertTrue(any("anonymous" in e["text"] for e in desk.json("review")), desk.log_tail())

    def test_room_that_takes_no_posts(self):
        """The interface says yes, the room says no: the letter is not called sent."""
        self.server.room("soudan", "yamada")
        desk = self.start_desk(rooms=[ROOM], public=False)
        desk.once()
        self.server.say("yamada", "soudan", REQUEST, thread="t")
        self.server.api("change_room_option", name="soudan", service=ejabberd.SERVICE, option="moderated", value="true")
        self.server.api("change_room_option", name="soudan", service=ejabberd.SERVICE, option="members_by_default",
                        value="false")
        desk.once(check=False)
        self.assertEqual(self.posts(), [])
        self.assertEqual(self.letters(), [("retry", 1)], desk.log_tail())

    def test_password_refused(self):
        self.server.room("soudan", "yamada")
        desk = self.start_desk(rooms=[ROOM], public=False)
        (self.dir / "ejabberd.token").write_text("not-the-password\n")
        self.assertNotEqual(desk.once(check=False), 0)
        self.assertTrue(any("password is refused" in e["text"] for e in desk.json("review")), desk.log_tail())
        self.assertNotIn("not-the-password", desk.log.read_text())


if __name__ == "__main__":
    raise SystemExit(office.main("test_ejabberd"))
