#!/usr/bin/python3
"""The operators' channel: what the desk tells there of its own trouble, what it does when the
channel itself is the trouble, and that a command is carried out once, whatever is listed again.
"""

import pathlib

import office
from chat_standin import Chatwork, Mattermost, Slack
from smtp_standin import SmtpStandin
from test_chat import REQUEST, World

OPERATOR = "operator@desk.example.jp"


def request_mail(n):
    return (f"From: a{n}@asahi.example.co.jp\r\nTo: soudan@desk.example.jp\r\n"
            f"Subject: =?utf-8?B?44GU55u46KuH?=\r\nMessage-ID: <b{n}@asahi.example.co.jp>\r\n"
            f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n{REQUEST}\r\n").encode()


class Channel(World):
    def world(self, *others, **settings):
        self.ops = self.chat(Slack())
        self.desk(self.source(self.ops), *others,
                  operator_channel={"source": "slack", "room": "C0OPS", "users": ["U1"], **settings.pop("op", {})},
                  **settings)
        self.d.once()

    def told(self):
        return [p["text"] for p in self.ops.posts if p["room"] == "C0OPS"]

    def mailed(self):
        return [str(m["Subject"]) for m in self.d.mails(OPERATOR)]


class Trouble(Channel):
    def test_token_refused(self):
        other = self.chat(Mattermost())
        self.world(self.source(other, private_rooms=["c1"]))
        self.assertEqual(self.told(), [])
        other.token = "another"
        self.d.once(check=False)
        self.assertEqual(len(self.told()), 1, self.d.log_tail())
        self.assertIn("受信元を読めません", self.told()[0])
        self.assertIn("mattermost", self.told()[0])
        for _ in range(3):
            self.d.set_clock("+1h")
            self.d.once(check=False)
        self.assertEqual(len(self.told()), 1, "once a day, however often the desk is started")

    def test_mail_server_refuses_the_account(self):
        """By mail nobody would hear of it."""
        with SmtpStandin(users={"desk": "secret"}) as smtp:
            password = pathlib.Path(self.dir) / "smtp.password"
            password.write_text("wrong\n")
            password.chmod(0o600)
            self.world(sink={"kind": "smtp", "host": "127.0.0.1", "port": smtp.port, "tls": "none", "user": "desk",
                             "password_file": str(password)})
            self.d.deliver(request_mail(1))
            self.d.once(check=False)
            self.d.once(check=False)
            self.assertEqual(len([t for t in self.told() if "メールを送れません" in t]), 1, self.told())
            self.assertIn("535", self.told()[-1])

    def test_letter_that_failed(self):
        other = self.chat(Mattermost())
        self.world(self.source(other, private_rooms=["c1"]), sink={"max_tries": 1})
        other.poison = "2026-0001"
        other.say("c1", "u1", REQUEST)
        self.d.once(check=False)
        self.d.once(check=False)
        told = [t for t in self.told() if "送れなかったメールがあります（案件 2026-0001）" in t]
        self.assertEqual(len(told), 1, self.told())
        self.assertIn("状況 2026-0001", told[0])
        self.assertNotIn("u1", told[0])
        self.d.once(check=False)
        self.assertEqual(len(self.told()), 1)

    def test_silent_mail_box(self):
        self.world()
        self.d.set_clock("+1d")  # eight business hours: one day's silence says nothing
        self.d.once()
        self.assertEqual(self.told(), [])
        self.d.set_clock("+3d")
        self.d.once()
        self.assertEqual(len(self.told()), 1)
        self.assertIn("メールが届いていません", self.told()[0])
        self.d.set_clock("+5d")
        self.d.once()
        self.assertEqual(len(self.told()), 1, "once, until there is mail again")
        self.d.deliver(("From: a@b.example.jp\r\nTo: soudan@desk.example.jp\r\nSubject: x\r\n"
                        "Message-ID: <s@b>\r\n\r\nhello\r\n").encode())
        self.d.once()
        self.d.set_clock("+7d")
        self.d.once()
        self.assertEqual(len([t for t in self.told() if "届いていません" in t]), 2)

    def test_silence_is_off(self):
        self.world(op={"silent_hours": 0})
        self.d.set_clock("+30d")
        self.d.once()
        self.assertEqual(self.told(), [])


class Broken(Channel):
    """The channel cannot be posted to."""

    def alert(self, n):
        """Nobody can be found for it: an alert."""
        self.d.deliver(request_mail(n))
        self.d.once(check=False)

    def test_mail_alone(self):
        self.world()
        self.d.run("experts", "suspend", "900001", check=False)
        for e in self.d.json("experts", "list"):
            self.d.run("experts", "suspend", e["registration_no"], check=False)
        self.alert(1)
        alerts = self.mailed()
        self.assertEqual((len(alerts), len(self.told())), (1, 1))
        self.ops.token = "another"
        self.alert(2)  # by mail, and waiting for the channel, which is found to be broken
        self.d.once(check=False)
        self.assertTrue(any("チャンネルに投稿できません" in s for s in self.mailed()), self.mailed())
        queued = self.sql("select count(*) from outbox where template = 'chat/operator_alert'")
        self.alert(3)
        self.assertEqual(self.sql("select count(*) from outbox where template = 'chat/operator_alert'"), queued)
        self.assertEqual(len([s for s in self.mailed() if "2026-000" in s]), 3)
        self.assertEqual(len(self.told()), 1)
        # It is mended: what waited comes once, and the next alert comes both ways.
        self.ops.token = "token-of-the-desk"
        self.d.set_clock("+1h")
        self.d.once(check=False)
        self.d.once()
        self.alert(4)
        numbers = [t for t in self.told() if "該当する専門家が見つかりません" in t]
        self.assertEqual([n[n.index("2026"):][:9] for n in numbers], ["2026-0001", "2026-0002", "2026-0004"])


class Commands(Channel):
    def test_once_however_often_it_is_listed(self):
        self.world(supervised={"all": True})
        self.d.deliver(request_mail(1))
        self.d.once()
        ts = self.ops.say("C0OPS", "U1", "承認 1")
        self.d.once()
        sent = self.sql("select count(*) from outbox where state = 'sent' and channel = 'mail'")
        self.assertGreaterEqual(sent[0][0], 2)
        # Slack lists the last hour again and again; an edit, and a deletion.
        self.d.once()
        self.ops.edit(ts, "承認 2026-0001")
        self.d.once()
        self.ops.delete(ts)
        self.d.once()
        self.assertEqual(len(self.told()), 1)
        self.assertEqual(self.sql("select count(*) from outbox where state = 'sent' and channel = 'mail'"), sent)
        event = self.sql("select actor, text from events where what = 'operator'")
        self.assertEqual([e[0] for e in event], ["operator"])
        self.assertIn("slack U1", event[0][1])

    def test_of_before_the_first_start(self):
        """What was written before the desk had the channel is no command, nor is another program's."""
        self.ops = self.chat(Slack())
        self.desk(self.source(self.ops), operator_channel={"source": "slack", "room": "C0OPS", "users": ["U1"]})
        self.ops.say("C0OPS", "U1", "madoguchi help", ts=f"{int(self.d.now().timestamp()) - 60}.000001")
        self.d.once()
        self.assertEqual(self.told(), [])
        self.ops.say("C0OPS", "U1", "madoguchi help", bot_id="B2")
        self.ops.say("C0OPS", "U1", "madoguchi help", subtype="channel_topic")
        self.d.once()
        self.assertEqual(self.told(), [])
        self.ops.say("C0OPS", "U1", "madoguchi help")
        self.d.once()
        self.assertEqual(len(self.told()), 1)

    def test_other_providers(self):
        for kind, room, user in ((Mattermost, "ops", "u1"), (Chatwork, "77", "5")):
            with self.subTest(kind.__name__):
                self.setUp()
                chat = self.chat(kind())
                name = kind.__name__.lower()
                desk = self.desk(self.source(chat),
                                 operator_channel={"source": name, "room": room, "users": [user]})
                desk.once()
                chat.say(room, user, "案件　今日")
                desk.once()
                self.assertEqual([p["text"].strip() for p in chat.posts], ["今日受け付けた案件はありません"])
                chat.say(room, user, "やあ")
                desk.once()
                self.assertEqual(len(chat.posts), 1)
                self.check_understood()
                chat.stop()
                self.chats.remove(chat)

    def test_refused_configurations(self):
        ops = self.chat(Slack())
        for rooms, wanted in (({"rooms": ["C0OPS"]}, "others read along"),
                              ({"private_rooms": ["C0OPS"]}, "ask for help"),
                              ({}, None)):
            self.desk(self.source(ops, **rooms),
                      operator_channel={"source": "slack", "room": "C0OPS", "users": ["U1"]}) if not wanted else None
            if wanted:
                with self.assertRaises(RuntimeError) as e:
                    self.desk(self.source(ops, **rooms),
                              operator_channel={"source": "slack", "room": "C0OPS", "users": ["U1"]})
                self.assertIn(wanted, str(e.exception))
            else:
                self.assertEqual(self.d.run("check-config").returncode, 0)


if __name__ == "__main__":
    raise SystemExit(office.main("test_opchannel"))
