#!/usr/bin/python3
"""The outgoing side against real and scripted servers: what smtp.c makes of each failure,
that TLS is verified and never given up, tokens, and what arrives at a real Exim.

Needs `make build/tools/outgoing`; MADOGUCHI_BUILD names the folder, "build" without it.
"""

import email
import email.policy
import json
import os
import stat
import subprocess
import sys
import tempfile
import threading
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import certs  # noqa: E402
import exim  # noqa: E402
from smtp_standin import CUT, SmtpStandin, Slow  # noqa: E402
from token_standin import TokenStandin  # noqa: E402

TOOL = os.path.join(os.environ.get("MADOGUCHI_BUILD", "build"), "tools", "outgoing")
WIRE = b"From: desk@example.jp\r\nTo: y@sme.example.jp\r\nSubject: x\r\n\r\n.\r\n..a\r\nend\r\n"


def run(command, *args, stdin=WIRE):
    done = subprocess.run([TOOL, command, *args], input=stdin, stdout=subprocess.PIPE, timeout=60, check=False)
    return done.stdout.decode().splitlines()


class Outgoing(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def secret(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="ascii") as f:
            f.write(text + "\n")
        return path

    def server(self, **options):
        s = SmtpStandin(**options)
        self.addCleanup(s.stop)
        return s

    def send(self, s, *args):
        return run("send", f"port={s.port}", "timeout=2", *args)


class Answers(Outgoing):
    """Each misbehaviour and what the pump is told."""

    TABLE = [
        ("connect", "421 4.3.2 busy", "down 421 -"),
        ("connect", "554 no service", "account 554 -"),
        ("connect", CUT, "down 0 -"),
        ("connect", Slow(4), "down 0 -"),
        ("mail", "451 4.3.0 later", "temporary 451 -"),
        ("mail", "552 5.3.4 too big", "permanent 552 -"),
        ("mail", "554 5.3.4 too big", "permanent 554 -"),
        ("mail", "553 5.7.1 not your address", "account 553 -"),
        ("rcpt", "450 4.2.1 greylisted", "temporary 450 -"),
        ("rcpt", "550 5.1.1 no such user", "permanent 550 dead"),
        ("rcpt", "550 Unknown user", "permanent 550 dead"),
        ("rcpt", "553 malformed", "permanent 553 dead"),
        ("rcpt", "550 relay not permitted", "permanent 550 -"),
        ("rcpt", "550 5.7.1 blocked", "permanent 550 -"),
        ("rcpt", "552 5.2.2 mailbox full", "permanent 552 -"),
        ("rcpt", "421 4.7.0 slow down", "down 421 -"),
        ("rcpt", CUT, "temporary 0 -"),
        ("data", "451 later", "temporary 451 -"),
        ("data", "554 no", "permanent 554 -"),
        ("data", CUT, "temporary 0 -"),
        ("data-end", "452 4.3.1 disk full", "temporary 452 -"),
        ("data-end", "554 5.7.1 spam", "permanent 554 -"),
        ("data-end", "550 5.1.1 no such user", "permanent 550 dead"),
        ("data-end", CUT, "uncertain 0 -"),
        ("data-end", Slow(1), "sent 250 -"),
        ("data-end", Slow(3), "sent 250 -"),  # longer than timeout=2, which ends here
    ]

    def test_table(self):
        s = self.server()
        for point, action, expected in self.TABLE:
            with self.subTest(point=point, action=action):
                s.clear()
                s.script(point, action)
                got = self.send(s, "to=y@sme.example.jp")
                self.assertTrue(got[0].startswith(expected + " "), got)

    def test_words_of_the_server(self):
        s = self.server()
        s.script("rcpt", "550-5.1.1 first\r\n550 5.1.1 second")
        self.assertEqual(self.send(s, "to=y@sme.example.jp"), ["permanent 550 dead 550-5.1.1 first 5.1.1 second"])

    def test_bytes(self):
        s = self.server()
        self.assertEqual(self.send(s, "to=y@sme.example.jp")[0][:8], "sent 250")
        self.assertEqual(s.messages[0].data, WIRE)
        self.assertEqual(s.messages[0].sender, "desk@example.jp")
        self.assertIn("EHLO example.jp", s.commands)

    def test_recipients(self):
        s = self.server()
        for to, expected in (("a b@x.example", "permanent"), ("a@x.example\r\nRCPT TO:<b@x.example>", "permanent"),
                             ("nobody", "permanent"), ("taro..y@mobile.example.jp", "sent")):
            with self.subTest(to=to):
                self.assertEqual(self.send(s, "to=" + to)[0].split()[0], expected)
        self.assertEqual([m.recipients for m in s.messages], [['"taro..y"@mobile.example.jp']])

    def test_one_connection(self):
        s = self.server()
        self.assertEqual(len(self.send(s, "to=y@sme.example.jp", "count=4")), 4)
        self.assertEqual((s.connections, len(s.accepted())), (1, 4))

    def test_kept_connection_closed(self):
        """A kept connection that died, or is used up, costs nothing."""
        s = self.server()
        timer = threading.Timer(0.3, s.drop_connections)
        timer.start()
        got = self.send(s, "to=y@sme.example.jp", "count=2", "pause_ms=800")
        self.assertEqual([x.split()[0] for x in got], ["sent", "sent"])
        s.script("mail", Slow(0))
        s.script("mail", "421 4.7.0 too many messages")
        got = self.send(s, "to=y@sme.example.jp", "count=2")
        self.assertEqual([x.split()[0] for x in got], ["sent", "sent"])

    def test_nobody_there(self):
        self.assertEqual(run("send", f"port={exim.free_port()}")[0].split()[0], "down")
        self.assertIn("plain text", run("send", "host=192.0.2.1", "port=25")[0])


class Login(Outgoing):
    def test_passwords(self):
        good, bad = self.secret("good", "secret"), self.secret("bad", "wrong")
        for mechanism in ("PLAIN", "LOGIN"):
            s = self.server(users={"desk": "secret"}, mechanisms=[mechanism])
            self.assertEqual(self.send(s, "auth=password", "password_file=" + good)[0][:4], "sent")
            self.assertEqual(s.messages[0].user, "desk")
            self.assertEqual(self.send(s, "auth=password", "password_file=" + bad)[0][:11], "account 535")
            s.script("auth", "454 4.7.0 later")
            self.assertEqual(self.send(s, "auth=password", "password_file=" + good)[0][:8], "down 454")
            self.assertEqual(self.send(s)[0][:11], "account 530")
            self.assertEqual(self.send(s, "auth=password", "password_file=/nonexistent")[0][:9], "account 0")

    def test_check(self):
        s = self.server(users={"desk": "secret"})
        good, bad = self.secret("good", "secret"), self.secret("bad", "wrong")
        args = (f"port={s.port}", "auth=password")
        self.assertEqual(run("check", *args, "password_file=" + good)[0][:8], "sent 250")
        self.assertEqual(run("check", *args, "password_file=" + bad)[0][:7], "account")
        self.assertEqual(run("check", f"port={exim.free_port()}")[0][:4], "down")
        self.assertEqual(s.messages, [])

    def test_xoauth2(self):
        s = self.server(tokens={"desk": "access-1"})
        with TokenStandin() as t:
            args = ("auth=xoauth2", "token_url=" + t.url, "state_dir=" + self.folder,
                    "refresh_token_file=" + self.secret("first", "r0"))
            self.assertEqual(self.send(s, *args)[0][:4], "sent")
            # revoked before its time: renewed once, and only once
            s.tokens["desk"] = "access-2"
            self.assertEqual(self.send(s, *args)[0][:4], "sent")
            self.assertEqual(t.issued, 2)
            s.tokens["desk"] = "never"
            self.assertEqual(self.send(s, *args)[0][:7], "account")
            self.assertEqual(t.issued, 3)


class Tls(Outgoing):
    def test_verified(self):
        ours = certs.Authority(os.path.join(self.folder, "ours"))
        other = certs.Authority(os.path.join(self.folder, "other"))
        pair, wrong_name = ours.issue(), ours.issue("other.example", ("DNS:other.example",))
        for mode, option in (("tls", "tls"), ("starttls", "starttls")):
            s = self.server(**{option: pair})
            self.assertEqual(self.send(s, "tls=" + mode, "ca=" + ours.ca_file)[0][:4], "sent")
            self.assertTrue(s.messages[0].tls)
            for ca in ([], ["ca=" + other.ca_file]):
                self.assertEqual(self.send(s, "tls=" + mode, *ca)[0][:7], "account")
            w = self.server(**{option: wrong_name})
            self.assertEqual(self.send(w, "tls=" + mode, "ca=" + ours.ca_file)[0][:7], "account")
            self.assertEqual((len(s.messages), w.messages), (1, []))

    def test_never_without(self):
        ours = certs.Authority(os.path.join(self.folder, "ours"))
        password = self.secret("pw", "secret")
        args = ("tls=starttls", "ca=" + ours.ca_file, "auth=password", "password_file=" + password)
        plain = self.server(users={"desk": "secret"})
        refusing = self.server(users={"desk": "secret"}, starttls=ours.issue())
        refusing.script("starttls", "454 not now")
        self.assertEqual(self.send(plain, *args)[0][:7], "account")
        self.assertIn(self.send(refusing, *args)[0].split()[0], ("down", "account"))
        for s in (plain, refusing):
            self.assertEqual(s.messages, [])
            self.assertFalse([c for c in s.commands if c.startswith(("AUTH", "MAIL"))])


class Tokens(Outgoing):
    def token(self, t, *args, url=None):
        return run("token", "token_url=" + (url or t.url), "state_dir=" + self.folder,
                   "refresh_token_file=" + os.path.join(self.folder, "first"), *args)

    def setUp(self):
        super().setUp()
        self.secret("first", "r0")

    def test_cached_and_rotated(self):
        with TokenStandin() as t:
            self.assertEqual(self.token(t, "now=1000", "count=2"), ["token access-1"] * 2)
            self.assertEqual(self.token(t, "now=4299"), ["token access-1"])
            self.assertEqual(self.token(t, "now=4300"), ["token access-2"])
            self.assertEqual(self.token(t, "now=4300", "force=1"), ["token access-3"])
            self.assertEqual([r["refresh_token"] for r in t.requests], ["r0", "refresh-1", "refresh-2"])
        for name in ("oauth-o.token.json", "oauth-o.refresh.json"):
            mode = os.stat(os.path.join(self.folder, name)).st_mode
            self.assertEqual(stat.S_IMODE(mode), 0o600)
        with open(os.path.join(self.folder, "oauth-o.refresh.json"), encoding="ascii") as f:
            self.assertEqual(json.load(f)["refresh_token"], "refresh-3")

    def test_new_first_token_wins(self):
        with TokenStandin() as t:
            self.token(t, "now=1000")
            t.refresh = "given-anew"
            self.assertEqual(self.token(t, "now=9000")[0][:6], "person")
            self.secret("first", "given-anew")
            self.assertEqual(self.token(t, "now=9001"), ["token access-2"])

    def test_client_credentials(self):
        with TokenStandin(client_secret="s3&=") as t:
            args = ("grant=client_credentials", "scope=https://mail.example/.default",
                    "client_secret_file=" + self.secret("cs", "s3&="))
            self.assertEqual(self.token(t, *args), ["token access-1"])
            self.assertEqual(t.requests[0]["scope"], "https://mail.example/.default")
            self.assertNotIn("refresh_token", t.requests[0])

    def test_refusals(self):
        for status, body, kind in ((400, {"error": "invalid_grant"}, "person"), (401, {"error": "invalid_client"}, "person"),
                                   (404, "no", "person"), (429, {}, "retry"), (503, "busy", "retry"),
                                   (400, {"error": "temporarily_unavailable"}, "retry"), (200, "[]", "retry"),
                                   (200, {"access_token": "a\u0001b"}, "retry"), (200, "x" * 100000, "retry")):
            with self.subTest(status=status, body=str(body)[:40]), TokenStandin() as t:
                with tempfile.TemporaryDirectory() as state:
                    t.script(status, body)
                    got = run("token", "token_url=" + t.url, "state_dir=" + state,
                              "refresh_token_file=" + os.path.join(self.folder, "first"))
                    self.assertEqual(got[0].split()[0], kind, got)

    def test_not_hammered(self):
        with TokenStandin() as t:
            t.script(429, {}, {"Retry-After": "50"})
            self.assertEqual(self.token(t, "now=1000", "count=3")[2][:5], "retry")
            self.assertEqual(self.token(t, "now=1049")[0][:5], "retry")
            self.assertEqual(len(t.requests), 1)
            self.assertEqual(self.token(t, "now=1050"), ["token access-1"])
            # a token that still lives outlasts a refused renewal
            t.script(500, {})
            self.assertEqual(self.token(t, "now=4400"), ["token access-1"])
            self.assertEqual(self.token(t, "now=4470"), ["token access-2"])

    def test_two_at_once(self):
        with TokenStandin() as t:
            t.delay = 0.3
            got = []
            threads = [threading.Thread(target=lambda: got.extend(self.token(t))) for _ in range(3)]
            for x in threads:
                x.start()
            for x in threads:
                x.join()
            self.assertEqual(got, ["token access-1"] * 3)
            self.assertEqual(t.issued, 1)

    def test_transport(self):
        ours = certs.Authority(os.path.join(self.folder, "ours"))
        self.assertEqual(self.token(None, url="http://tokens.example.jp/t")[0][:6], "person")
        self.assertEqual(self.token(None, url=f"http://127.0.0.1:{exim.free_port()}/t")[0][:5], "retry")
        with TokenStandin(tls=ours.issue()) as t:
            self.assertEqual(self.token(t)[0][:6], "person")
            self.assertEqual(self.token(t, "token_ca=" + ours.ca_file, "now=1796090000"), ["token access-1"])


@unittest.skipUnless(exim.available(), "no Exim here")
class RealServer(Outgoing):
    def test_invitation_arrives(self):
        import icalendar

        box = os.path.join(self.folder, "box")
        password = self.secret("pw", "secret")
        wire = subprocess.run([TOOL, "invite"], stdout=subprocess.PIPE, check=True).stdout
        self.assertEqual(wire, subprocess.run([TOOL, "invite"], stdout=subprocess.PIPE, check=True).stdout)
        with exim.start(os.path.join(self.folder, "mta"), {"yamada@sme.example.jp": box}) as mta:
            args = (f"port={mta.port}", "tls=starttls", "ca=" + mta.ca_file, "auth=password",
                    "password_file=" + password)
            self.assertEqual(run("send", *args, "to=yamada@sme.example.jp", stdin=wire)[0][:8], "sent 250")
            self.assertEqual(run("send", *args, "to=yamada+c1.k1.abc@sme.example.jp", stdin=wire)[0][:8], "sent 250")
            self.assertEqual(run("send", *args, "to=nobody@sme.example.jp")[0][:18], "permanent 550 dead")
            self.assertEqual(run("send", *args, "to=a@elsewhere.example")[0][:15], "permanent 550 -")
            mta.wait_delivered()
        files = os.listdir(os.path.join(box, "new"))
        self.assertEqual(len(files), 2)
        with open(os.path.join(box, "new", files[0]), "rb") as f:
            self.check_mail(email.message_from_binary_file(f, policy=email.policy.default), icalendar)

    def check_mail(self, mail, icalendar):
        self.assertEqual(mail["subject"], "【案件 2026-0042】第1回訪問のご案内 2026年12月1日（火）10:00")
        self.assertEqual(mail["from"].addresses[0].display_name, "情報セキュリティ相談窓口")
        self.assertEqual(mail["to"].addresses[0].display_name, "山田, 太郎")
        self.assertEqual(mail["auto-submitted"], "auto-generated")
        self.assertEqual(mail["x-madoguchi"], "1")
        self.assertEqual([p.get_content_type() for p in mail.walk()],
                         ["multipart/mixed", "multipart/alternative", "text/plain", "text/calendar", "application/ics"])
        self.assertFalse([d for p in mail.walk() for d in p.defects])
        text, calendar, file = [p for p in mail.walk() if not p.is_multipart()]
        self.assertIn("2026年12月1日（火）10:00 JST\r\n.\r\n.終わり\r\n", text.get_content())
        self.assertEqual(file.get_filename(), "invite.ics")
        raw = calendar.get_payload(decode=True)
        self.assertEqual(raw, file.get_payload(decode=True))
        self.check_calendar(icalendar.Calendar.from_ical(raw), raw, calendar, mail)

    def check_calendar(self, cal, raw, part, mail):
        self.assertEqual(cal["METHOD"], part.get_param("method"))
        self.assertEqual(raw.count(b"METHOD:"), 1)
        self.assertNotIn(b"\n", raw.replace(b"\r\n", b""))
        for line in raw.split(b"\r\n"):
            self.assertLessEqual(len(line), 75)
            line.decode("utf-8")
        event = cal.walk("VEVENT")[0]
        self.assertEqual(event["ORGANIZER"].lower(), "mailto:" + mail["from"].addresses[0].addr_spec)
        self.assertEqual(event["ATTENDEE"].params["PARTSTAT"], "NEEDS-ACTION")
        self.assertEqual(event["ATTENDEE"].params["RSVP"], "TRUE")
        self.assertEqual(event["ATTENDEE"].params["CN"], "山田, 太郎")
        start = event.decoded("DTSTART")
        self.assertEqual(start.timestamp(), 1796086800)
        self.assertEqual(start.utcoffset().total_seconds(), 9 * 3600)
        self.assertEqual(str(event["UID"]), "case-42-1@desk.example.jp")


if __name__ == "__main__":
    unittest.main()
