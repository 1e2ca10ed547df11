#!/usr/bin/python3
"""Providers that the desk posts to and cannot list: LINE WORKS, Teams, incoming webhooks. The stand-ins
check every header and body; what people write is taken in as a delivery is (build/tools/take_chat).
"""

import subprocess
import unittest

import office
from chat_standin import Incoming, Lineworks, Teams
from desk import BUILD
from test_chat import REQUEST, SECRETS, World

TAKE = BUILD / "tools/take_chat"


class Push(World):
    def hear(self, room, author, text, id=None, thread=""):
        """A delivery."""
        self.heard = getattr(self, "heard", 0) + 1
        subprocess.run([TAKE, self.d.store, self.name, room, id or f"id{self.heard}", thread, author,
                        str(int(self.d.now().timestamp()))], input=text.encode(), check=True, capture_output=True)

    def write(self, name, text):
        path = self.dir / name
        path.write_text(text)
        path.chmod(0o600)
        return path.name

    def outbox(self):
        return self.sql("select state, count(*) from outbox where channel = 'chat' group by state")

    def problems(self):
        return " ".join(row[0] or "" for row in self.sql("select problem from outbox where channel = 'chat'"))


class LineworksWorld(Push):
    name = "lineworks"

    def setUp(self):
        super().setUp()
        key, public = self.dir / "key.pem", self.dir / "public.pem"
        for command in (["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", key],
                        ["pkey", "-in", key, "-pubout", "-out", public]):
            subprocess.run(["openssl", *command], check=True, capture_output=True)
        key.chmod(0o600)
        self.chat_ = self.chat(Lineworks(public_key=public))

    def start_desk(self, **more):
        chat = self.chat_
        return self.desk(
            {"name": self.name, "kind": "lineworks", "url": chat.url, "own_id": chat.bot, "oauth": "lineworks",
             "timeout_sec": 2, "poll_sec": 1, **more},
            oauth=[{"name": "lineworks", "grant": "jwt", "client_id": chat.client, "scope": "bot",
                    "token_url": chat.url.replace("/v1.0", "/oauth2/v2.0/token"), "subject": chat.account,
                    "client_secret_file": self.write("client.secret", chat.client_secret + "\n"),
                    "key_file": "key.pem"}])


class LineworksTest(LineworksWorld):
    def test_way(self):
        """A talk between two is private; an address leads on to mail."""
        desk, chat = self.start_desk(), self.chat_
        desk.once()
        self.hear("user:u1@example.jp", "u1@example.jp", REQUEST)
        desk.once()
        self.assertEqual([p["room"] for p in chat.posts], ["user:u1@example.jp"], desk.log_tail())
        self.assertIn("2026-0001", chat.posts[0]["text"])
        self.assertIn("メールアドレス", chat.posts[0]["text"])
        self.accept()
        self.assertIn("専門家が決まりました", chat.posts[1]["text"])
        self.hear("user:u1@example.jp", "u1@example.jp", "yamada@tsubame-seiki.example.co.jp です。")
        desk.once()
        self.assertIn("intro_company", self.templates("yamada@tsubame-seiki.example.co.jp"))
        self.assertEqual(chat.tokens, 1, "a token serves until it ends")
        self.assertEqual(self.outbox(), [("sent", len(chat.posts))])
        self.check_understood()

    def test_channel_is_public(self):
        desk, chat = self.start_desk(), self.chat_
        desk.once()
        self.hear("c-1", "u1", REQUEST)
        desk.once()
        (post,) = chat.posts
        self.assertEqual(post["room"], "c-1")
        for secret in (*SECRETS, "専門家", "教育", "大阪"):
            self.assertNotIn(secret, post["text"])
        self.check_understood()

    def test_token_ends_early(self):
        """The letter goes with another token, at once, and nobody is troubled."""
        desk, chat = self.start_desk(), self.chat_
        desk.once()
        self.hear("user:u1", "u1", REQUEST)
        desk.once()
        chat.token = "another"
        self.hear("user:u2", "u2", REQUEST)
        desk.once()
        self.assertEqual((len(chat.posts), chat.tokens), (2, 2), desk.log_tail())
        self.assertEqual([e for e in desk.json("review") if e.get("what") == "chat_trouble"], [])
        for secret in (chat.client_secret, "access-1", "access-2", "PRIVATE KEY"):
            self.assertNotIn(secret, desk.log.read_text())

    def test_grant_refused(self):
        desk, chat = self.start_desk(), self.chat_
        chat.client_secret = "another"
        desk.once()
        self.hear("user:u1", "u1", REQUEST)
        desk.once(check=False)
        self.assertEqual(chat.posts, [])
        self.assertTrue(any("invalid_grant" in e["text"] for e in desk.json("review")), desk.log_tail())
        chat.client_secret = Lineworks.client_secret
        self.d.set_clock("+1h")
        desk.once()
        self.assertEqual(len(chat.posts), 1)


class Pace(LineworksWorld):
    def test_one_a_second(self):
        desk, chat = self.start_desk(), self.chat_
        times, post = [], chat.post
        chat.post = lambda *args: times.append(self.d.now().timestamp()) or post(*args)
        desk.once()
        for n in range(4):
            self.hear(f"user:u{n}", f"u{n}", REQUEST)
        desk.once()
        self.assertEqual(len(times), 4)
        self.assertGreaterEqual(min(b - a for a, b in zip(times, times[1:])), 0.9)


class AddressesWorld(Push):
    """Where the address is the secret."""
    name = "hook"

    def start_desk(self, chat, kind, lines, **more):
        return self.desk({"name": self.name, "kind": kind, "token_file": self.write("hook.address", lines),
                          "timeout_sec": 2, "poll_sec": 1, **more})


class Addresses(AddressesWorld):
    def test_teams(self):
        chat = self.chat(Teams())
        desk = self.start_desk(chat, "teams", chat.address() + "\n", private_rooms=["19:abc@thread.tacv2"])
        desk.once()
        self.hear("19:abc@thread.tacv2", "29:1x", "*至急* [こちら](https://x.example.com) " + REQUEST, thread="1732500000000")
        desk.once()
        (post,) = chat.posts
        self.assertIn("2026-0001", post["text"])
        self.assertIn("\n", post["text"])
        self.accept()
        self.assertEqual(len(chat.posts), 2)
        self.assertNotIn(chat.sig, desk.log.read_text())
        self.check_understood()

    def test_incoming(self):
        chat = self.chat(Incoming())
        desk = self.start_desk(chat, "incoming", chat.address() + "\n", rooms=["C1"], public=False)
        desk.once()
        self.hear("C1", "U1", "@channel <!channel> " + REQUEST)
        desk.once()
        self.assertEqual(len(chat.posts), 1, desk.log_tail())
        self.assertNotIn("key-of-the-hook", desk.log.read_text())
        self.check_understood()

    def test_each_channel_has_its_own(self):
        """And what comes from a channel without one is answered nowhere else."""
        chat = self.chat(Teams())
        lines = "".join(f"19:{n}@thread.tacv2 {chat.address(n)}\n" for n in ("a", "b"))
        desk = self.start_desk(chat, "teams", lines, rooms=["19:a@thread.tacv2"], private_rooms=["19:b@thread.tacv2"])
        desk.once()
        for n in ("a", "b", "c"):
            self.hear(f"19:{n}@thread.tacv2", f"29:{n}", REQUEST)
        desk.once()
        self.assertEqual(sorted(p["room"] for p in chat.posts), ["a", "b"], desk.log_tail())
        self.assertEqual(self.outbox(), [("failed", 1), ("sent", 2)])
        self.assertIn("19:c@thread.tacv2", self.problems())
        self.check_understood()


class Trouble:
    """What each says is believed, and a post of unknown fate is not posted twice. make() gives the chat
    and a desk of it; room is one that the desk answers in."""
    room = "r1"

    def play(self, trouble):
        chat, desk = self.make()
        desk.once()
        self.hear(self.room, "u1", REQUEST)
        trouble(chat)
        desk.once(check=False)
        return desk, chat

    def test_429(self):
        """Left alone as long as it asks."""
        def trouble(chat):
            chat.limit_headers = lambda: (("Retry-After", "1800"),)
            chat.trouble = ["429"]
        desk, chat = self.play(trouble)
        self.assertEqual(self.outbox(), [("retry", 1)], desk.log_tail())
        self.d.set_clock("+29m")
        self.assertNotEqual(desk.once(check=False), 0)
        self.assertEqual(chat.posts, [], "not before")
        self.d.set_clock("+2m")
        desk.once()
        self.assertEqual(len(chat.posts), 1)
        self.check_understood()

    def test_500_and_out(self):
        desk, chat = self.play(lambda chat: setattr(chat, "down", True))
        for _ in range(3):
            self.d.set_clock("+1h")
            desk.once(check=False)
        self.assertEqual(self.outbox(), [("retry", 1)])
        self.assertIn("offer", [m["template"] for m in desk.json("outbox") if m["state"] == "sent"], "mail goes on")
        chat.down = False
        self.d.set_clock("+4h")
        desk.once()
        self.assertEqual(len(chat.posts), 1)
        self.assertEqual(self.outbox(), [("sent", 1)])
        self.check_understood()

    def check_unclear(self, trouble):
        desk, chat = self.play(trouble)
        for _ in range(2):
            self.d.set_clock("+2h")
            desk.once(check=False)
        self.assertLessEqual(len(chat.posts), 1)
        self.assertEqual(self.outbox(), [("failed", 1)], desk.log_tail())
        self.assertEqual(len([r for r in chat.requests if r[1].endswith(self.end_of_path)]), 1, "posted once")
        self.assertTrue([e for e in desk.json("review") if "チャット" in str(e) or "投稿" in str(e)], "the operator is told")

    def test_slow(self):
        self.check_unclear(lambda chat: setattr(chat, "trouble", [*self.before, "slow"]))

    def test_lost_answer(self):
        self.check_unclear(lambda chat: setattr(chat, "lose_answers", 1))

    def test_cut(self):
        self.check_unclear(lambda chat: setattr(chat, "trouble", [*self.before, "cut"]))

    def test_killed(self):
        chat, desk = self.make()
        desk.once()
        self.hear(self.room, "u1", REQUEST)
        self.assertNotEqual(desk.once({"MADOGUCHI_KILL_AT": "post-before-commit:1"}, check=False), 0)
        self.d.set_clock("+2h")
        desk.once(check=False)
        self.assertEqual(len(chat.posts), 1)
        self.assertEqual(self.outbox(), [("failed", 1)])
        self.assertIn("届いたかどうか分からない", self.problems())

    def test_delivered_again(self):
        """Thrice the same, one answer."""
        chat, desk = self.make()
        desk.once()
        for _ in range(3):
            self.hear(self.room, "u1", REQUEST, id="same")
            desk.once()
        self.assertEqual(len(chat.posts), 1)
        self.assertEqual(len(desk.json("cases")), 1)

    before = ()  # answers before that to the post


class TeamsTrouble(Trouble, AddressesWorld):
    end_of_path = "/invoke"

    def make(self):
        chat = self.chat(Teams())
        return chat, self.start_desk(chat, "teams", chat.address() + "\n", private_rooms=[self.room])


class IncomingTrouble(Trouble, AddressesWorld):
    end_of_path = "/general"

    def make(self):
        chat = self.chat(Incoming())
        return chat, self.start_desk(chat, "incoming", chat.address() + "\n", private_rooms=[self.room])

    def test_garbage(self):
        self.check_unclear(lambda chat: setattr(chat, "trouble", ["garbage"]))

    def test_gone(self):
        desk, chat = self.play(lambda chat: setattr(chat, "key", "another"))
        self.assertEqual(chat.posts, [])
        self.assertEqual(self.outbox(), [("failed", 1)], desk.log_tail())


class LineworksTrouble(Trouble, LineworksWorld):
    room = "user:u1"
    end_of_path = "/messages"

    def make(self):
        return self.chat_, self.start_desk()


class Settings(Push):
    def complaint(self, source):
        self.write("t", "token\n")
        self.desk({"name": "hook", "token_file": "t", **source})
        done = self.d.run("check-config", check=False)
        self.assertEqual(done.returncode, 2, done.stdout)
        return done.stderr

    def desk(self, *sources):
        from desk import Desk
        self.d = Desk(self.dir, sources=[*sources])
        return self.d

    def test_what_is_missing(self):
        for source, words in (
                ({"kind": "lineworks", "own_id": "1"}, "oauth is"),
                ({"kind": "lineworks", "oauth": "x"}, "own_id is missing"),
                ({"kind": "teams", "rooms": ["a"], "url": "https://example.com/sig"}, "url is set"),
                ({"kind": "teams"}, "rooms is empty"),
                ({"kind": "incoming"}, "rooms is empty"),
                ({"kind": "ejabberd", "rooms": ["a"], "own_id": "desk@localhost"}, "url is missing"),
                ({"kind": "ejabberd", "rooms": ["a"], "url": "https://x.example.jp", "own_id": "desk"},
                 "such as desk@example.jp")):
            with self.subTest(source):
                self.assertIn(words, self.complaint(source))


if __name__ == "__main__":
    raise SystemExit(office.main("test_providers"))
