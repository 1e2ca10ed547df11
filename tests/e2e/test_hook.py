#!/usr/bin/python3
"""Deliveries (webhooks): each provider's, everything that is refused, secrets that change, TLS, a store that is away,
repeats over poll and push with kills in between, slow connections, and the example of the README.
"""

import concurrent.futures
import http.client
import os
import pathlib
import random
import re
import resource
import shlex
import socket
import sqlite3
import subprocess
import time
import unittest

import certs
import desk as desks
import hook_sender
import office
from chat_standin import Chatwork, Mattermost, Queue, Slack
from desk import ROOT
from hook_sender import KEY, SECRET, Sender, compact, free_port, slack_event
from test_chat import REQUEST, World

SECOND = "0123456789abcdef0123456789abcdef"
MIB = 1024 * 1024
# A process that is killed while it looks for leaks at its end reports that it could not.
KILLED = {"ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"}


class Hooked(World):
    """A desk whose daemon runs, and takes deliveries."""

    def write_secret(self, name, *lines):
        path = pathlib.Path(self.dir) / f"{name}.secret"
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(line + "\n" for line in lines))
        path.chmod(0o600)
        return path.name

    def hooked(self, chat, path, secret=SECRET, **more):
        source = self.source(chat, **more)
        return {**source, "hook": path, "secret_file": self.write_secret(source["name"], secret)}

    def form(self, path="/form", **more):
        """Nothing but deliveries."""
        return {"name": "form", "kind": "queue", "hook": path, "secret_file": self.write_secret("form", SECRET),
                "poll": False, "public": False, **more}

    def run_desk(self, *sources, clock="2026-06-01T10:00", ca_file=None, hooks=None, extra=None, **settings):
        self.port = free_port()
        hooks = {"listen": f"127.0.0.1:{self.port}", **(hooks or {})}
        desk = self.desk(*sources, hooks=hooks, **settings)
        if clock:
            desk.set_clock(clock)
        else:
            desk.set_clock(time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() + 9 * 3600)))
            desk.clock_file.write_text("0\n")
        self.sender = Sender(self.port, clock=lambda: self.d.now().timestamp(), ca_file=ca_file)
        self.addCleanup(desk.stop)
        desk.start(extra)
        self.wait_listening()
        return desk

    def listening(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return True
        except OSError:
            return False

    def wait_listening(self):
        self.d.wait("deliveries are taken", self.listening)

    def pid_of(self, name):
        out = subprocess.run(["ps", "-o", "pid=,comm=", "--ppid", str(self.d.process.pid)], capture_output=True,
                             text=True, check=True).stdout
        return next(int(line.split()[0]) for line in out.splitlines() if line.split()[1] == name)

    def state(self):
        """Everything that a delivery could change."""
        db = sqlite3.connect(f"file:{self.d.store}?mode=ro", uri=True)
        try:
            tables = ("inbox", "chat_message", "chat_change", "cases", "events", "outbox", "people")
            return [db.execute(f"select * from {table} order by rowid").fetchall() for table in tables]
        finally:
            db.close()

    def messages(self):
        return self.sql("select count(*) from inbox")[0][0]

    def cases(self, n):
        self.d.wait(f"{n} case(s)", lambda: len(self.d.json("cases")) == n)


class Providers(Hooked):
    def test_slack(self):
        """Pushed, polled, pushed again: one message, answered once, in its thread."""
        chat = self.chat(Slack())
        desk = self.run_desk(self.hooked(chat, "/slack", private_rooms=["C1"]))
        status, headers, body = self.sender.slack("/slack", {"type": "url_verification", "challenge": "3eZbrw1aB"})
        self.assertEqual((status, body), (200, b"3eZbrw1aB"))
        self.assertTrue(headers["Content-Type"].startswith("text/plain"))
        ts = chat.say("C1", "U1", REQUEST)
        event = slack_event(chat.messages[0])
        self.assertEqual(self.sender.slack("/slack", event)[0], 200)
        self.assertEqual(self.messages(), 1)
        desk.wait("the answer", lambda: chat.posts)
        polls = len(chat.requests)
        desk.wait("three looks", lambda: len(chat.requests) > polls + 2)
        status, _, _ = self.sender.slack("/slack", event, **{"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"})
        self.assertEqual(status, 200)
        # Its own post, another's program, another channel, a notice.
        own = next(m for m in chat.messages if m["ts"] == chat.posts[0]["id"])
        for other in (own, {"type": "message", "channel": "C1", "bot_id": "B2", "subtype": "bot_message", "text": "x", "ts": "5.1"},
                      {"type": "message", "channel": "C9", "user": "U1", "text": REQUEST, "ts": "5.2"},
                      {"type": "message", "channel": "C1", "user": "U1", "subtype": "channel_join", "text": "x", "ts": "5.3"},
                      {"type": "reaction_added", "user": "U1"}):
            self.assertEqual(self.sender.slack("/slack", slack_event(other))[0], 200)
        self.assertEqual(self.messages(), 1)
        self.assertEqual((chat.posts[0]["room"], chat.posts[0]["thread"]), ("C1", ts))
        self.assertEqual(len(chat.posts), 1)
        self.check_understood()

    def test_slack_thread_edit_and_deletion(self):
        chat = self.chat(Slack())
        desk = self.run_desk(self.hooked(chat, "/slack", private_rooms=["C1"], poll=False))
        root = chat.say("C1", "U1", REQUEST)
        self.sender.slack("/slack", slack_event(chat.messages[0]))
        desk.wait("the answer", lambda: chat.posts)
        chat.say("C1", "U1", "メールは yamada@tsubame-seiki.example.co.jp です。", thread=root)
        reply = chat.messages[-1]
        self.sender.slack("/slack", slack_event(reply))
        desk.wait("the address", lambda: self.sql("select * from people where email = 'yamada@tsubame-seiki.example.co.jp'"))
        self.assertEqual(self.sql("select thread from chat_message where event = ?", reply["ts"]), [(root,)])
        edited = {**chat.messages[0], "text": REQUEST + "よろしく。", "edited": {"user": "U1", "ts": "1780275700.000000"}}
        change = {"type": "message", "subtype": "message_changed", "channel": "C1", "ts": "1780275700.000000", "message": edited}
        gone = {"type": "message", "subtype": "message_deleted", "channel": "C1", "deleted_ts": reply["ts"]}
        for event in (change, change, gone, gone):
            self.assertEqual(self.sender.slack("/slack", slack_event(event))[0], 200)
        self.assertEqual(self.sql("select kind from chat_change order by id"), [("edited",), ("deleted",)])
        late = {**edited, "text": "前の書き換え", "edited": {"user": "U1", "ts": "1780275699.000000"}}
        self.assertEqual(self.sender.slack("/slack", slack_event({**change, "message": late}))[0], 200)
        self.assertEqual(self.sql("select count(*) from chat_change"), [(2,)])
        # What is edited long after it was written, and was never taken, is no new request.
        old = {**edited, "ts": "1600000000.000100"}
        self.assertEqual(self.sender.slack("/slack", slack_event({**change, "message": old}))[0], 200)
        self.assertEqual(self.messages(), 2)
        self.assertFalse(any(path.startswith("/conversations") for _, path, *_ in chat.requests), "poll = false")

    def test_chatwork(self):
        chat = self.chat(Chatwork())
        desk = self.run_desk(self.hooked(chat, "/chatwork", KEY, private_rooms=["11"]))
        desk.wait("a look", lambda: any(r[1].endswith("/me") for r in chat.requests))
        desk.wait("its own id", lambda: self.sql("select * from meta where key like 'chat_own_id/%'"))
        chat.say(11, 5, REQUEST)
        event = hook_sender.chatwork_event(chat.messages[0])
        self.assertEqual(self.sender.chatwork("/chatwork", event)[0], 200)
        self.assertEqual(self.messages(), 1)
        desk.wait("the answer", lambda: chat.posts)
        self.sender.chatwork("/chatwork", hook_sender.chatwork_event(chat.messages[-1]))  # the desk's own
        chat.edit(chat.messages[0]["message_id"], REQUEST + "至急です。")
        self.sender.chatwork("/chatwork", hook_sender.chatwork_event(chat.messages[0], "message_updated"))
        self.assertEqual(self.sql("select kind from chat_change"), [("edited",)])
        polls = len(chat.requests)
        desk.wait("two looks", lambda: len(chat.requests) > polls + 1)
        self.assertEqual(self.messages(), 1)
        self.assertEqual(len(chat.posts), 1)
        self.check_understood()

    def test_mattermost_polled(self):
        """A delivery lacks the thread: it makes the desk look at once."""
        chat = self.chat(Mattermost())
        desk = self.run_desk(self.hooked(chat, "/mm", private_rooms=["c1"], poll_sec=3600))
        desk.wait("the first look", lambda: self.sql("select * from chat_cursor"))
        root = chat.say("c1", "u1", REQUEST)
        post = chat.messages[-1]
        self.assertEqual(self.sender.mattermost("/mm", hook_sender.mattermost_event(post, SECRET, True), True)[0], 200)
        desk.wait("the answer", lambda: chat.posts)
        chat.say("c1", "u1", "yamada@tsubame-seiki.example.co.jp です。", thread=root)
        reply = chat.messages[-1]
        self.assertEqual(self.sender.mattermost("/mm", hook_sender.mattermost_event(reply, SECRET, False), False)[0], 200)
        desk.wait("the reply", lambda: self.messages() == 2)
        self.assertEqual(self.sql("select thread from chat_message where event = ?", reply["id"]), [(root,)])
        wrong = hook_sender.mattermost_event(reply, SECOND, True)
        self.assertEqual(self.sender.mattermost("/mm", wrong, True)[0], 401)
        self.check_understood()

    def test_mattermost_not_polled(self):
        chat = self.chat(Mattermost())
        desk = self.run_desk(self.hooked(chat, "/mm", private_rooms=["c1"], poll=False, own_id="botuser"))
        chat.say("c1", "u1", REQUEST)
        post = chat.messages[-1]
        for form in (True, False, True):
            self.assertEqual(self.sender.mattermost("/mm", hook_sender.mattermost_event(post, SECRET, form), form)[0], 200)
        self.assertEqual(self.messages(), 1)
        self.assertEqual(self.sql("select sent_at from chat_message"), [(post["create_at"] // 1000,)])
        desk.wait("the answer", lambda: chat.posts)
        own = next(m for m in chat.messages if m["user_id"] == "botuser")
        self.assertEqual(self.sender.mattermost("/mm", hook_sender.mattermost_event(own, SECRET, True), True)[0], 200)
        self.assertEqual(self.messages(), 1)

    def test_queue_polled_and_pushed(self):
        chat = self.chat(Queue())
        desk = self.run_desk(self.hooked(chat, "/queue", public=False))
        chat.say(REQUEST, thread="t1", name="山田")
        self.assertEqual(self.sender.generic("/queue", chat.messages[0])[0], 200)
        desk.wait("the answer", lambda: chat.posts)
        self.assertEqual((self.messages(), chat.posts[0]["thread"]), (1, "t1"))
        self.check_understood()

    def test_form_is_answered_by_mail(self):
        """Nowhere to post to: letters go to the address that is stated, or the operator hears of it."""
        desk = self.run_desk(self.form())
        body = REQUEST + "\nメール: yamada@tsubame-seiki.example.co.jp"
        status, _, said = self.sender.generic("/form", {"from_name": "山田", "body": body})
        self.assertEqual((status, said), (200, b"{}"))
        self.assertEqual(self.sender.generic("/form", {"from_name": "山田", "body": body})[0], 200)
        self.assertEqual(self.messages(), 1)
        desk.wait("the acknowledgement", lambda: desk.mails("yamada@tsubame-seiki.example.co.jp"))
        self.assertEqual(self.sender.generic("/form", {"id": "n2", "body": REQUEST})[0], 200)
        self.cases(2)
        self.assertEqual(self.sql("select count(*) from outbox where channel = 'chat'"), [(0,)])
        desk.wait("the operator", lambda: any("返信できません" in e["text"] for e in desk.json("review")))

    def test_silence_is_no_trouble(self):
        """Where nothing is polled, days without a delivery are days without a delivery."""
        desk = self.run_desk(self.form())
        desk.set_clock("+3d")
        at = desk.now().timestamp()
        desk.wait("it is looked after", lambda: self.sql("select checked_at from source where name = 'form'")[0][0] > at - 60)
        self.assertEqual(desk.json("review"), [])

    def kind_known(self, kind):
        probe = subprocess.run([desks.BUILD / "madoguchi", "-c", "/dev/stdin", "check-config"],
                               input=f'sources = ( {{ name = "a"; kind = "{kind}"; }} );', text=True, capture_output=True)
        return f'sources.kind is "{kind}"' not in probe.stderr + probe.stdout

    def test_lineworks(self):
        if not self.kind_known("lineworks"):
            self.skipTest("this desk does not post there")
        source = {"name": "lw", "kind": "lineworks", "hook": "/lw", "secret_file": self.write_secret("lw", SECRET),
                  "own_id": "1234", "public": False}
        self.run_desk(source)
        event = {"type": "message", "source": {"userId": "u1", "domainId": 1}, "issuedTime": "2026-06-01T01:00:00.123Z",
                 "content": {"type": "text", "text": REQUEST}}
        for _ in range(2):
            self.assertEqual(self.sender.lineworks("/lw", event)[0], 200)
        self.assertEqual(self.sql("select room, author, sent_at from chat_message"), [("user:u1", "u1", 1780275600)])
        self.assertEqual(self.sender.lineworks("/lw", event, SECOND)[0], 401)
        self.cases(1)

    def test_teams(self):
        if not self.kind_known("teams"):
            self.skipTest("this desk does not post there")
        source = {"name": "teams", "kind": "teams", "hook": "/teams", "secret_file": self.write_secret("teams", KEY),
                  "public": False}
        self.run_desk(source)
        event = {"type": "message", "id": "1780275600000", "timestamp": "2026-06-01T01:00:00.716Z",
                 "from": {"id": "29:1x", "name": "山田"}, "conversation": {"id": "19:abc@thread.tacv2;messageid=1780275600000"},
                 "text": f"<at>madoguchi</at> {REQUEST}"}
        answers = [self.sender.teams("/teams", event) for _ in range(2)]
        self.assertEqual([a[0] for a in answers], [200, 200])
        self.assertIn("受け付けました", answers[0][2].decode())
        self.assertEqual(answers[0][2], answers[1][2])
        self.assertEqual(self.sql("select room, thread from chat_message"), [("19:abc@thread.tacv2", "1780275600000")])
        self.cases(1)


class Refused(Hooked):
    def raw(self, request):
        """Sends bytes, and what comes back until the server closes or waits."""
        with socket.create_connection(("127.0.0.1", self.port), 10) as s:
            s.sendall(request)
            s.settimeout(10)
            got = b""
            while b"\r\n\r\n" not in got:
                more = s.recv(65536)
                if not more:
                    break
                got += more
            return int(got.split()[1]) if got else None

    def test_everything_changes_nothing(self):
        chat = self.chat(Slack())
        desk = self.run_desk(self.hooked(chat, "/slack", rooms=["C1"], poll=False), self.form())
        now = int(self.sender.clock())
        good = compact({"id": "x1", "body": "相談です"})
        slack = compact(slack_event({"type": "message", "channel": "C1", "user": "U1", "text": "x", "ts": "5.1"}))
        signed = lambda body, at=None, secret=SECRET: hook_sender.generic_headers(secret, body, at or now)
        before = self.state()
        cases = [
            ("unknown path", 404, ("/none", good, signed(good)), {}),
            ("a path below", 404, ("/form/x", good, signed(good)), {}),
            ("GET", 405, ("/form", None, signed(b"")), {"method": "GET"}),
            ("PUT", 405, ("/form", good, signed(good)), {"method": "PUT"}),
            ("text", 415, ("/form", good, signed(good)), {"type": "text/plain"}),
            ("no type", 415, ("/form", good, signed(good)), {"type": None}),
            ("a form where none is", 415, ("/form", b"a=b", signed(b"a=b")), {"type": "application/x-www-form-urlencoded"}),
            ("a type that begins so", 415, ("/form", good, signed(good)), {"type": "application/jsonx"}),
            ("unsigned", 401, ("/form", good, {}), {}),
            ("another's secret", 401, ("/form", good, signed(good, secret=SECOND)), {}),
            ("another body", 401, ("/form", good + b" ", signed(good)), {}),
            ("another time", 401, ("/form", good, {**signed(good), "X-Madoguchi-Timestamp": str(now + 1)}), {}),
            ("no time", 401, ("/form", good, {"X-Madoguchi-Signature": signed(good)["X-Madoguchi-Signature"]}), {}),
            ("a time that is none", 401, ("/form", good, {**signed(good), "X-Madoguchi-Timestamp": "1e9"}), {}),
            ("cut signature", 401, ("/form", good, {**signed(good), "X-Madoguchi-Signature": "v1="}), {}),
            ("Slack's scheme", 401, ("/form", good, hook_sender.slack_headers(SECRET, good, now)), {}),
            ("the form's scheme", 401, ("/slack", slack, signed(slack)), {}),
            ("stale", 403, ("/form", good, signed(good, now - 400)), {}),
            ("from the future", 403, ("/form", good, signed(good, now + 400)), {}),
            ("stale at Slack", 403, ("/slack", slack, hook_sender.slack_headers(SECRET, slack, now - 400)), {}),
        ]
        for body in (b"", b"{", b"[]", b"null", b'"x"', b"{}", b'{"id":"x1"}', b'{"id":{},"body":"x"}', b"\xff\xfe",
                     b'{"id":"%s","body":"x"}' % (b"a" * 300), b"[" * 5000, b'{"a":' * 100000, b'{"body":"x","body":"y"}'):
            cases.append((f"signed, and senseless: {body[:20]}", 400, ("/form", body, signed(body)), {}))
        for name, status, given, more in cases:
            with self.subTest(name):
                got, headers, _ = self.sender.send(*given, **more)
                self.assertEqual(got, status)
                if status == 405:
                    self.assertEqual(headers["Allow"], "POST")
        self.assertEqual(self.state(), before)
        self.assertEqual(self.sender.generic("/form", good)[0], 200)
        self.assertEqual(self.messages(), 1)
        log = desk.log.read_text()
        self.assertNotIn(SECRET, log)
        self.assertNotIn("相談です", log)

    def test_too_large(self):
        self.run_desk(self.form())
        before = self.state()
        head = "POST /form HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        # Refused by what it says of itself, before a byte of it has come.
        self.assertEqual(self.raw(f"{head}Content-Length: {MIB + 1}\r\n\r\n".encode()), 413)
        self.assertEqual(self.raw(f"{head}Content-Length: {MIB + 1}\r\nExpect: 100-continue\r\n\r\n".encode()), 413)
        self.assertIn(self.raw(f"{head}Content-Length: {10 ** 30}\r\n\r\n".encode()), (400, 413))
        self.assertEqual(self.raw(f"{head}Content-Length: -1\r\n\r\n".encode()), 400)
        # Without a length: one byte too many, and without an end.
        piece = b"10000\r\n" + b"x" * 65536 + b"\r\n"
        chunked = f"{head}Transfer-Encoding: chunked\r\n\r\n".encode()
        self.assertEqual(self.raw(chunked + piece * 16 + b"1\r\nx\r\n0\r\n\r\n"), 413)
        with socket.create_connection(("127.0.0.1", self.port), 10) as s:
            s.sendall(chunked)
            sent = 0
            with self.assertRaises(OSError):
                while sent < 64 * MIB:
                    s.sendall(piece)
                    sent += 65536
        self.assertLess(sent, 16 * MIB)
        # Just as large as allowed.
        message = compact({"id": "large", "body": "a" * (MIB - 100)})
        message = compact({"id": "large", "body": "a" * (MIB - 100 + MIB - len(message))})
        self.assertEqual(len(message), MIB)
        self.assertEqual(self.state(), before)
        self.assertEqual(self.sender.generic("/form", message)[0], 200)
        self.assertEqual(self.messages(), 1)

    def test_headers_without_end(self):
        self.run_desk(self.form())
        self.assertIn(self.raw(b"POST /form HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * 100000), (413, 414, 431, 400, None))
        self.assertEqual(self.sender.generic("/form", {"body": "相談です"})[0], 200)

    def test_repeats(self):
        self.run_desk(self.form())
        body = compact({"id": "x1", "body": "相談です"})
        headers = hook_sender.generic_headers(SECRET, body, self.sender.clock())
        self.assertEqual(self.sender.send("/form", body, headers)[0], 200)
        self.d.wait("it was read", lambda: self.sql("select state from inbox")[0][0] != "new")
        before = self.state()
        self.assertEqual(self.sender.send("/form", body, headers)[0], 200)
        self.assertEqual(self.sender.generic("/form", body)[0], 200)
        self.d.set_clock("+10m")
        self.assertEqual(self.sender.send("/form", body, headers)[0], 403)
        self.assertEqual(self.sender.generic("/form", body)[0], 200)
        self.assertEqual(self.state(), before)


class Rotation(Hooked):
    def test_two_at_a_time(self):
        self.run_desk(self.form())
        deliver = lambda n, secret: self.sender.generic("/form", {"id": f"r{n}", "body": "相談です"}, secret)[0]
        self.assertEqual((deliver(1, SECRET), deliver(2, SECOND)), (200, 401))
        self.write_secret("form", SECOND, SECRET)
        self.assertEqual((deliver(3, SECRET), deliver(4, SECOND)), (200, 200))
        self.write_secret("form", SECOND)
        self.assertEqual((deliver(5, SECRET), deliver(6, SECOND)), (401, 200))
        # A slip of the pen leaves what was valid.
        self.write_secret("form", "short")
        self.assertEqual((deliver(7, "short"), deliver(8, SECOND)), (401, 200))
        self.write_secret("form", SECOND, SECRET, "a third one, which is too many")
        self.assertEqual((deliver(9, SECRET), deliver(10, SECOND)), (401, 200))
        (pathlib.Path(self.dir) / "form.secret").unlink()
        self.assertEqual(deliver(11, SECOND), 200)
        self.assertEqual(self.messages(), 7)


class Tls(Hooked):
    def test_tls_and_another_certificate(self):
        folder = office.folder(self)
        authority = certs.Authority(str(folder))
        cert, key = authority.issue()
        self.run_desk(self.form(), ca_file=authority.ca_file, hooks={"tls_cert_file": cert, "tls_key_file": key})
        self.assertEqual(self.sender.generic("/form", {"id": "t1", "body": "相談です"})[0], 200)
        with self.assertRaises((http.client.HTTPException, OSError)):
            Sender(self.port).generic("/form", {"id": "t2", "body": "相談です"})
        serial = lambda: subprocess.run(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{self.port}"], stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=20).stdout
        before = serial()
        authority.issue()
        self.d.wait("the new certificate", lambda: serial() and certificate(serial()) != certificate(before), timeout=40)
        self.assertEqual(self.sender.generic("/form", {"id": "t3", "body": "相談です"})[0], 200)
        self.assertEqual(self.messages(), 2)

    def test_no_plain_text_elsewhere(self):
        with self.assertRaisesRegex(RuntimeError, "loopback"):
            self.desk(self.form(), hooks={"listen": "0.0.0.0:8464"})


def certificate(text):
    return re.search(r"BEGIN CERTIFICATE.*?END", text, re.S)[0] if "BEGIN CERT" in text else None


class StoreAway(Hooked):
    def test_locked(self):
        """Nobody waits for ever: 503 within Slack's three seconds, and the next try is taken."""
        self.run_desk(self.form())
        db = sqlite3.connect(self.d.store, isolation_level=None)
        try:
            db.execute("begin immediate")
            began = time.monotonic()
            status, headers, _ = self.sender.generic("/form", {"id": "a1", "body": "相談です"})
            self.assertLess(time.monotonic() - began, 3)
            self.assertEqual(status, 503)
            self.assertTrue(headers["Retry-After"].isdigit())
            # Nor do those who come meanwhile.
            with concurrent.futures.ThreadPoolExecutor(6) as pool:
                def late(n):
                    time.sleep(n * 0.3)
                    began = time.monotonic()
                    return self.sender.generic("/form", {"id": f"l{n}", "body": "x"})[0], time.monotonic() - began
                for status, took in pool.map(late, range(6)):
                    self.assertEqual(status, 503)
                    self.assertLess(took, 3)
            # What needs no store is answered all the same.
            self.assertEqual(self.sender.send("/form", b"{}", {})[0], 401)
            db.execute("rollback")
        finally:
            db.close()
        self.assertEqual(self.messages(), 0)
        self.assertEqual(self.sender.generic("/form", {"id": "a1", "body": "相談です"})[0], 200)
        self.assertEqual(self.messages(), 1)


class Crashes(Hooked):
    POINTS = ("hook-before-commit", "hook-after-commit", "chat-before-commit", "chat-after-commit",
              "work-before-commit", "work-after-commit", "post-after-take", "post-after-commit")

    def test_thousand_three_times(self):
        """In random order, over poll and push, with kills at every step: a thousand messages, none answered twice."""
        chance = random.Random(int(os.environ.get("HOOK_SEED", "1")))
        slack, queue = self.chat(Slack()), self.chat(Queue())
        self.run_desk(self.hooked(slack, "/slack", private_rooms=["C1"]), self.hooked(queue, "/queue", public=False),
                      limits={"acks_per_sender_day": 10000}, extra=KILLED)
        deliveries = []
        for n in range(500):
            text = REQUEST if n % 50 == 0 else "おはようございます。"
            slack.say("C1", f"U{n}", text)
            queue.say(text, thread=f"t{n}", id=f"m{n}")
            deliveries += [("slack", slack.messages[n]), ("queue", queue.messages[n])]
        polled = {"slack": slack, "queue": queue}
        for chat in polled.values():  # the others are pushed before they can be polled
            chat.messages = [m for m in chat.messages if chance.random() < 0.3]
        waiting = [d for d in deliveries for _ in range(3)]
        chance.shuffle(waiting)
        self.d.stop(kill=True)
        lost = 0
        for n, start in enumerate(range(0, len(waiting), 250)):
            # A process dies at a step, then all of them at any moment.
            point = self.POINTS[n % len(self.POINTS)]
            self.d.start({**KILLED, "MADOGUCHI_KILL_AT": f"{point}:{chance.randint(1, 4)}"})
            self.wait_listening()
            todo = waiting[start:start + 250]
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                acknowledged = list(pool.map(self.deliver, todo))
            self.d.stop(kill=True)
            self.d.start(KILLED)
            self.wait_listening()
            for d, ok in zip(todo, acknowledged):
                lost += not ok
                if not ok:
                    self.d.wait("the repeat is taken", lambda d=d: self.deliver(d))
            for kind, message in todo:
                if message not in polled[kind].messages:
                    polled[kind].messages.append(message)
            self.d.stop(kill=True)
        self.assertGreater(lost, 0, "the kills hit nothing")
        self.d.start()
        self.d.wait("all is read", lambda: self.sql("select count(*) from inbox where state = 'new'") == [(0,)]
                    and self.sql("select count(*) from inbox")[0][0] >= 1000, timeout=90)
        self.d.wait("20 cases", lambda: len(self.d.json("cases")) == 20)
        self.d.wait("all is said", timeout=60, condition=lambda: self.sql(
            "select count(*) from outbox where channel = 'chat' and state in ('pending', 'sending', 'retry')") == [(0,)])
        self.d.stop()
        self.d.once(check=False)
        self.assertEqual(self.messages(), 1000)
        self.assertEqual(self.sql("select count(*) from (select distinct source_id, room, event from chat_message)"), [(1000,)])
        self.assertEqual(self.sql("select count(*) from chat_change"), [(0,)])
        for chat in polled.values():
            said = [(p["thread"], p["text"]) for p in chat.posts]
            self.assertEqual(len(said), len(set(said)), "something was said twice")
            self.assertEqual(len({thread for thread, _ in said}), 10, "every request is answered")

    def deliver(self, delivery):
        kind, message = delivery
        try:
            if kind == "slack":
                return self.sender.slack("/slack", slack_event(message))[0] == 200
            return self.sender.generic("/queue", message)[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def test_each_step(self):
        """Killed before or behind the commit: the sender hears nothing, and repeats."""
        for point in ("hook-before-commit", "hook-after-commit"):
            with self.subTest(point):
                self.dir = office.folder(self)
                desk = self.run_desk(self.form(), extra={**KILLED, "MADOGUCHI_KILL_AT": f"{point}:1"})
                self.assertFalse(self.deliver_form(), "killed before the answer")
                self.assertEqual(self.messages(), 0 if point == "hook-before-commit" else 1)
                desk.stop(kill=True)
                desk.start()
                desk.wait("the repeat", self.deliver_form)
                self.assertEqual(self.messages(), 1)
                desk.stop()

    def deliver_form(self):
        try:
            return self.sender.generic("/form", {"id": "k1", "body": "相談です"})[0] == 200
        except (OSError, http.client.HTTPException):
            return False


class Slow(Hooked):
    def test_five_thousand_slow_connections(self):
        """They stop neither polling nor other deliveries, and cost bounded memory and files."""
        wanted = 5000
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted + 500), max(hard, wanted + 500)))
        except (ValueError, OSError):
            wanted = min(wanted, hard - 200)
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        chat = self.chat(Queue())
        # Nothing is cut for being slow alone (test_drop_by_drop).
        self.run_desk(self.hooked(chat, "/queue", public=False), hooks={"request_sec": 60})
        pid = self.pid_of("hook")
        held = []
        self.addCleanup(lambda: [s.close() for s in held])
        head = (b"POST /queue HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 900000\r\n\r\n"
                + b"x" * 60000)
        most = {"VmRSS": 0, "fds": 0}
        taken = 0
        for n in range(wanted):
            s = socket.socket()
            s.setblocking(False)
            s.connect_ex(("127.0.0.1", self.port))
            held.append(s)
            if n % 10 == 9:
                for old in held[max(0, n - 40):]:
                    try:
                        old.send(head[:7 + n % 40] if n % 3 else head)
                    except OSError:
                        pass  # not connected yet, or cut
            if n % 500 == 499:
                status = pathlib.Path(f"/proc/{pid}/status").read_text()
                most["VmRSS"] = max(most["VmRSS"], int(re.search(r"VmRSS:\s+(\d+)", status)[1]))
                most["fds"] = max(most["fds"], len(os.listdir(f"/proc/{pid}/fd")))
                self.d.wait("a delivery", lambda n=n: self.try_one(f"d{n}"), timeout=20)
                taken += 1
        chat.say(REQUEST, thread="t1")
        self.cases(1)  # polled
        self.assertEqual(self.messages(), taken + 1)
        self.assertEqual(pid, self.pid_of("hook"), "it never fell over")
        if b"__asan_init" not in (desks.BUILD / "madoguchid").read_bytes():  # which keeps what was freed
            self.assertLess(most["VmRSS"], 100 * 1024)
        self.assertLess(most["fds"], 256 + 40)
        print(f"{len(held)} slow connections: at most {most['VmRSS'] // 1024} MiB, {most['fds']} descriptors")

    def try_one(self, name):
        try:
            return self.sender.generic("/queue", {"id": name, "body": "雑談です"})[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def test_drop_by_drop(self):
        """A byte now and then does not keep a connection."""
        self.run_desk(self.form(), hooks={"request_sec": 2})
        with socket.create_connection(("127.0.0.1", self.port), 10) as s:
            began = time.monotonic()
            with self.assertRaises(OSError):
                for c in b"POST /form HTTP/1.1\r\nX-Long: " + b"a" * 1000:
                    s.sendall(bytes([c]))
                    time.sleep(0.2)
            self.assertLess(time.monotonic() - began, 8)


class Example(Hooked):
    def test_the_readme(self):
        """The commands of "A web form of your own", as they stand there."""
        text = (ROOT / "README.md").read_text()
        part = text.split("### A web form of your own")[1].split("\n## ")[0]
        settings = re.search(r"```\n(sources.*?)```", part, re.S)[1]
        commands = re.search(r"```sh\n(.*?)```", part, re.S)[1]
        name = re.search(r'secret_file = "([^"]*)"', settings)[1]
        make, call = commands.split("\n\n", 1)
        desk_dir = pathlib.Path(self.dir)
        desk_dir.mkdir(exist_ok=True)
        place = f"/etc/madoguchi/{name}"
        self.assertIn(place, make)
        here = str(desk_dir / name)
        local = lambda t: t.replace(place, shlex.quote(here)).replace("sudo ", "")
        subprocess.run(["sh", "-euc", re.sub(r".*chown.*\n?", "", local(make))], check=True)
        given = dict(re.findall(r'(\w+) = "([^"]*)"', settings))
        self.run_desk({**given, "poll": False, "public": False}, clock=None)
        call = local(call).replace("127.0.0.1:8464", f"127.0.0.1:{self.port}")
        self.assertNotIn("8464", call)
        for _ in range(2):
            done = subprocess.run(["sh", "-euc", call], capture_output=True, text=True, timeout=60)
            self.assertEqual((done.returncode, done.stdout.split()[-1]), (0, "200"), done.stdout + done.stderr)
        self.cases(1)
        self.d.wait("the acknowledgement", lambda: self.d.mails("yamada@example.co.jp"))


if __name__ == "__main__":
    raise SystemExit(office.main("test_hook"))
