"""Stand-ins for chat providers: each checks every header and body that it gets against what the
provider documents, and answers as the provider does.

    chat = Slack(token="xoxb-1"); chat.start()
    chat.say("C1", "U1", "相談です")          # somebody writes; the message's id
    chat.posts                               # what the desk has posted
    chat.trouble = ["429", "500", "slow"]    # the next answers, one each; "down" until cleared
    chat.faults                              # requests that the provider would not have understood

All listen on 127.0.0.1 and keep what they were told in memory.
"""

import base64
import http.server
import json
import re
import subprocess
import tempfile
import threading
import time
import urllib.parse


class Standin:
    path = ""

    def __init__(self, token="token-of-the-desk", now=None):
        self.token = token
        self.now = now or time.time
        self.lock = threading.RLock()
        self.messages = []    # as the provider keeps them, in the order in which they came
        self.posts = []       # what the desk has posted
        self.requests = []    # method, path, query, headers, body
        self.faults = []
        self.trouble = []
        self.down = False
        self.slow_sec = 3
        self.raw = None       # these bytes instead of any answer
        self.lose_answers = 0  # so many posts are taken, and no answer comes
        self.serial = 0
        self.page = 200
        self.per_minute = 0   # questions that it answers in a minute of real time; 0: all
        self.asked = []       # when it was asked
        self.limited = 0      # how often that was too much
        self.poison = None    # a post that holds this text breaks the server

    # --- the server ---

    def start(self, port=0):
        standin = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args):
                pass

            def do_GET(self):
                standin.serve(self, None)

            def do_POST(self):
                standin.serve(self, self.rfile.read(int(self.headers.get("Content-Length", 0))))

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *args):
                pass  # the desk hung up, as some tests want it to

        self.server = Server(("127.0.0.1", port), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}{self.path}"

    def answer(self, request, status, value, headers=()):
        body = b"" if value is None else value if isinstance(value, bytes) else json.dumps(value).encode()
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(body)))
        for name, text in headers:
            request.send_header(name, text)
        request.end_headers()
        request.wfile.write(body)

    def fault(self, text):
        self.faults.append(text)

    def serve(self, request, body):
        parts = urllib.parse.urlsplit(request.path)
        query = dict(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))
        with self.lock:
            self.requests.append((request.command, parts.path, query, dict(request.headers), body))
            trouble = self.trouble.pop(0) if self.trouble else "down" if self.down else None
            raw = self.raw
        if trouble == "slow":
            time.sleep(self.slow_sec)
        if trouble is None and body is None and self.over_limit():
            return self.answer(request, 429, {"ok": False, "error": "ratelimited"}, self.limit_headers())
        if self.poison and body is not None and self.poison in body.decode():
            return self.answer(request, 500, b"<html>Internal Server Error</html>")
        if trouble in ("429", "slow429"):
            return self.answer(request, 429, {"ok": False, "error": "ratelimited"}, self.limit_headers())
        if trouble in ("500", "down"):
            return self.answer(request, 503, b"<html>Service Unavailable</html>")
        if trouble == "garbage":
            return self.answer(request, 200, b'{"ok": tru')
        if trouble == "cut":
            request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
            request.wfile.flush()
            request.close_connection = True
            return None
        if raw is not None:
            return self.answer(request, 200, raw)
        with self.lock:
            if not self.allowed(request.headers):
                status, value = self.refused()
            elif body is None:
                status, value = self.get(parts.path.removeprefix(self.path), query)
            else:
                status, value = self.post(parts.path.removeprefix(self.path), request.headers, body)
            lost = body is not None and self.lose_answers > 0
            self.lose_answers -= lost
            headers = self.extra_headers(parts.path, query)
        if lost:
            request.close_connection = True
            request.connection.close()
            return None
        return self.answer(request, status, value, headers)

    def over_limit(self):
        """Those of the last minute, whatever the desk's clock says."""
        with self.lock:
            at = time.monotonic()
            self.asked.append(at)
            over = self.per_minute and sum(t > at - 60 for t in self.asked) > self.per_minute
            self.limited += bool(over)
            return over

    def pause(self):
        """Nobody listens any more: connections are refused."""
        self.port = self.server.server_port
        self.stop()

    def resume(self):
        self.start(self.port)

    def limit_headers(self):
        return (("Retry-After", "2"),)

    def extra_headers(self, path, query):
        return ()

    def allowed(self, headers):
        return headers.get("Authorization") == f"Bearer {self.token}"

    def refused(self):
        return 401, {"error": "invalid"}

    def next_serial(self):
        with self.lock:
            self.serial += 1
            return self.serial

    def expect(self, condition, text):
        if not condition:
            self.fault(text)


class Slack(Standin):
    """conversations.history and .replies, chat.postMessage, auth.test."""
    own = "UDESK"

    def ts(self):
        return f"{int(self.now())}.{self.next_serial():06d}"

    def say(self, channel, user, text, thread=None, ts=None, **more):
        with self.lock:
            message = {"type": "message", "channel": channel, "user": user, "text": text,
                       "ts": ts or self.ts(), **more}
            if thread:
                message["thread_ts"] = thread
            self.messages.append(message)
            return message["ts"]

    def edit(self, ts, text):
        with self.lock:
            m = next(m for m in self.messages if m["ts"] == ts)
            m["text"], m["edited"] = text, {"user": m["user"], "ts": self.ts()}

    def delete(self, ts):
        with self.lock:
            self.messages = [m for m in self.messages if m["ts"] != ts]

    def refused(self):
        return 200, {"ok": False, "error": "invalid_auth"}

    def get(self, path, query):
        if path == "/auth.test":
            return 200, {"ok": True, "user_id": self.own, "bot_id": "BDESK"}
        if path not in ("/conversations.history", "/conversations.replies"):
            self.fault(f"GET {path}")
            return 404, {}
        self.expect(1 <= int(query.get("limit", "0")) <= 999, f"limit {query}")
        self.expect(re.fullmatch(r"\d+(\.\d+)?", query.get("oldest", "")), f"oldest {query}")
        listed = [m for m in self.messages if m["channel"] == query["channel"] and m["ts"] > query["oldest"]]
        if path.endswith("replies"):
            root = query["ts"]
            if not any(m["ts"] == root for m in self.messages):
                return 200, {"ok": False, "error": "thread_not_found"}
            listed = [m for m in self.messages if m["channel"] == query["channel"] and
                      (m["ts"] == root or (m.get("thread_ts") == root and m["ts"] > query["oldest"]))]
            listed.sort(key=lambda m: m["ts"])
        else:
            listed = [m for m in listed if m.get("thread_ts", m["ts"]) == m["ts"]]
            listed.sort(key=lambda m: m["ts"], reverse=True)
        start = int(query.get("cursor") or 0)
        size = min(int(query["limit"]), self.page)
        more = start + size < len(listed)
        page = [{k: v for k, v in m.items() if k != "channel"} for m in listed[start:start + size]]
        return 200, {"ok": True, "messages": page, "has_more": more,
                     "response_metadata": {"next_cursor": str(start + size) if more else ""}}

    def post(self, path, headers, body):
        self.expect(path == "/chat.postMessage", f"POST {path}")
        self.expect(headers.get("Content-Type") == "application/json; charset=utf-8",
                    f"Content-Type {headers.get('Content-Type')}")
        letter = json.loads(body)
        self.expect(set(letter) <= {"channel", "text", "thread_ts", "metadata", "unfurl_links", "unfurl_media"},
                    f"keys {sorted(letter)}")
        self.expect("<" not in letter["text"] and ">" not in letter["text"], "text is not escaped")
        ts = self.say(letter["channel"], self.own, letter["text"], letter.get("thread_ts"),
                      bot_id="BDESK", metadata=letter["metadata"])
        self.posts.append({"room": letter["channel"], "thread": letter.get("thread_ts"), "text": letter["text"],
                           "id": ts})
        return 200, {"ok": True, "ts": ts, "channel": letter["channel"]}


class Mattermost(Standin):
    """channels/{id}/posts, posts, users/me."""
    own = "botuser"

    def ms(self):
        return int(self.now() * 1000)

    def say(self, channel, user, text, thread=None, id=None, **more):
        with self.lock:
            n = self.next_serial()
            at = more.pop("at", None) or self.ms()
            post = {"id": id or f"post{n:08d}", "create_at": at, "update_at": at, "delete_at": 0, "user_id": user,
                    "channel_id": channel, "root_id": thread or "", "message": text, "type": "", "props": {}, **more}
            self.messages.append(post)
            return post["id"]

    def edit(self, id, text):
        with self.lock:
            m = next(m for m in self.messages if m["id"] == id)
            m["message"], m["update_at"] = text, self.ms() + 1

    def delete(self, id):
        with self.lock:
            m = next(m for m in self.messages if m["id"] == id)
            m["delete_at"] = m["update_at"] = self.ms() + 1

    def refused(self):
        return 401, {"id": "api.context.session_expired.app_error", "message": "x", "status_code": 401}

    def limit_headers(self):
        return (("X-Ratelimit-Limit", "10"), ("X-Ratelimit-Remaining", "0"), ("X-Ratelimit-Reset", "2"))

    def listing(self, posts):
        return 200, {"order": [m["id"] for m in posts], "posts": {m["id"]: m for m in posts}}

    def get(self, path, query):
        if path == "/api/v4/users/me":
            return 200, {"id": self.own}
        thread = re.fullmatch(r"/api/v4/posts/(\w+)/thread", path)
        if thread:
            return self.listing([m for m in self.messages if thread[1] in (m["id"], m["root_id"])])
        channel = re.fullmatch(r"/api/v4/channels/(\w+)/posts", path)
        if not channel:
            self.fault(f"GET {path}")
            return 404, {}
        posts = [m for m in self.messages if m["channel_id"] == channel[1]]
        posts.sort(key=lambda m: (m["create_at"], m["id"]), reverse=True)
        if "since" in query:
            self.expect(set(query) == {"since"}, f"since excludes the others: {query}")
            posts = [m for m in posts if m["update_at"] > int(query["since"])]
            return self.listing(posts[:1000])
        posts = [m for m in posts if not m["delete_at"]]
        size, page = int(query["per_page"]), int(query["page"])
        self.expect(size <= 200, f"per_page {size}")
        if "after" in query:
            mark = next(m for m in self.messages if m["id"] == query["after"])
            posts = [m for m in posts if (m["create_at"], m["id"]) > (mark["create_at"], mark["id"])]
            posts.reverse()
        return self.listing(posts[page * size:page * size + size])

    def post(self, path, headers, body):
        self.expect(path == "/api/v4/posts", f"POST {path}")
        self.expect(headers.get("Content-Type") == "application/json", "Content-Type")
        letter = json.loads(body)
        root = letter["root_id"]
        if root:
            found = [m for m in self.messages if m["id"] == root]
            self.expect(found and not found[0]["root_id"], "root_id is no thread's root")
        self.expect(not re.search(r"@(all|channel|here)\b", letter["message"]), "everybody is called")
        known = [m for m in self.messages if m.get("pending_post_id") == letter["pending_post_id"]]
        if known:
            return 201, known[0]
        id = self.say(letter["channel_id"], self.own, letter["message"], root, props=letter["props"],
                      pending_post_id=letter["pending_post_id"])
        self.posts.append({"room": letter["channel_id"], "thread": root, "text": letter["message"], "id": id})
        return 201, self.messages[-1]


class Chatwork(Standin):
    """rooms/{id}/messages, me."""
    path = "/v2"
    own = 999

    def say(self, room, account, text, id=None, at=None):
        with self.lock:
            n = self.next_serial()
            message = {"message_id": str(id or 700000000 + n), "room": str(room),
                       "account": {"account_id": int(account), "name": f"会員{account}"}, "body": text,
                       "send_time": int(at or self.now()), "update_time": 0}
            self.messages.append(message)
            return message["message_id"]

    def edit(self, id, text):
        with self.lock:
            m = next(m for m in self.messages if m["message_id"] == id)
            m["body"], m["update_time"] = text, int(self.now()) + 1

    def delete(self, id):
        with self.lock:
            m = next(m for m in self.messages if m["message_id"] == id)
            m["body"], m["update_time"] = "[deleted]", int(self.now()) + 1

    def allowed(self, headers):
        return headers.get("X-ChatWorkToken") == self.token

    def refused(self):
        return 401, {"errors": ["Invalid API token"]}

    def limit_headers(self):
        return (("x-ratelimit-limit", "300"), ("x-ratelimit-remaining", "0"),
                ("x-ratelimit-reset", str(int(self.now()) + 2)))

    def get(self, path, query):
        if path == "/me":
            return 200, {"account_id": self.own}
        room = re.fullmatch(r"/rooms/(\d+)/messages", path)
        if not room:
            self.fault(f"GET {path}")
            return 404, {"errors": ["no such room"]}
        self.expect(query == {"force": "1"}, f"force=1 alone keeps messages safe: {query}")
        listed = [m for m in self.messages if m["room"] == room[1]][-100:]
        if not listed:
            return 204, None
        return 200, [{k: v for k, v in m.items() if k != "room"} for m in listed]

    def post(self, path, headers, body):
        room = re.fullmatch(r"/rooms/(\d+)/messages", path)
        self.expect(room, f"POST {path}")
        self.expect(headers.get("Content-Type") == "application/x-www-form-urlencoded", "Content-Type")
        form = dict(urllib.parse.parse_qsl(body.decode(), strict_parsing=True))
        self.expect(set(form) == {"body", "self_unread"}, f"form {sorted(form)}")
        reply = re.match(r"\[rp aid=(\d+) to=(\d+)-(\d+)\]\n", form["body"])
        rest = form["body"][reply.end():] if reply else form["body"]
        self.expect("[" not in rest, "notation is not neutralised")
        id = self.say(room[1], self.own, form["body"])
        self.posts.append({"room": room[1], "thread": reply[3] if reply else None, "text": rest, "id": id})
        return 200, {"message_id": id}


class Queue(Standin):
    """The generic one: GET /messages, POST /answers."""

    def __init__(self, **more):
        super().__init__(**more)
        self.keys = {}
        self.linked = False  # pages by Link headers

    @property
    def post_url(self):
        return f"{self.url}/answers"

    def say(self, text, thread=None, name=None, addr=None, id=None, **more):
        with self.lock:
            n = self.next_serial()
            message = {"id": id or f"q{n}", "sent": time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(self.now())),
                       "from_name": name, "from_addr": addr, "thread": thread, "body": text, **more}
            self.messages.append({k: v for k, v in message.items() if v is not None})
            return message["id"]

    def edit(self, id, text):
        with self.lock:
            m = next(m for m in self.messages if m["id"] == id)
            m["body"], m["edited"] = text, str(self.next_serial())

    def delete(self, id):
        with self.lock:
            next(m for m in self.messages if m["id"] == id)["deleted"] = True

    def get(self, path, query):
        if path != "/messages":
            self.fault(f"GET {path}")
            return 404, {}
        if "after" in query:
            ids = [m["id"] for m in self.messages]
            start = ids.index(query["after"]) + 1 if query["after"] in ids else 0
            return 200, self.messages[start:start + self.page]
        start = int(query.get("from", 0))
        return 200, self.messages[start:start + self.page] if self.linked else self.messages

    def extra_headers(self, path, query):
        start = int(query.get("from", 0)) + self.page
        if self.linked and path.endswith("/messages") and start < len(self.messages):
            return (("Link", f'<{self.url}/messages?from={start}>; rel="next"'),)
        return ()

    def post(self, path, headers, body):
        self.expect(path == "/answers", f"POST {path}")
        self.expect(headers.get("Content-Type") == "application/json", "Content-Type")
        letter = json.loads(body)
        key = headers.get("Idempotency-Key")
        self.expect(key == letter["id"], "Idempotency-Key")
        if key not in self.keys:
            self.keys[key] = f"a{self.next_serial()}"
            self.posts.append({"room": "", "thread": letter["thread"], "text": letter["body"], "id": self.keys[key]})
        return 200, {"id": self.keys[key]}


class Pushed(Standin):
    """One that cannot be polled: a test hands on what people write by itself (test_providers)."""

    def get(self, path, query):
        self.fault(f"GET {path}")
        return 404, {}

    def json_of(self, headers, body, keys):
        self.expect(headers.get("Content-Type") == "application/json", f"Content-Type {headers.get('Content-Type')}")
        value = json.loads(body)
        self.expect(set(value) == set(keys), f"keys {sorted(value)}")
        return value


class Lineworks(Pushed):
    """bots/{id}/channels/{id}/messages and users/{id}/messages; /oauth2/v2.0/token gives out tokens to
    a service account that signs with its key."""
    path = "/v1.0"
    bot, client, account = "40029600", "client-of-the-desk", "desk.serviceaccount@example.jp"
    client_secret = "secret-of-the-client"

    def __init__(self, public_key=None, **more):
        super().__init__(**more)
        self.public_key = public_key
        self.tokens = 0       # given out
        self.token = None

    def serve(self, request, body):
        if urllib.parse.urlsplit(request.path).path != "/oauth2/v2.0/token":
            return super().serve(request, body)
        with self.lock:
            status, value = self.give_token(request.headers, body)
        return self.answer(request, status, value)

    def give_token(self, headers, body):
        self.expect(headers.get("Content-Type") == "application/x-www-form-urlencoded", "Content-Type of the token")
        form = dict(urllib.parse.parse_qsl(body.decode(), strict_parsing=True))
        self.expect(set(form) == {"assertion", "grant_type", "client_id", "client_secret", "scope"},
                    f"form {sorted(form)}")
        self.expect(form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer", "grant_type")
        self.expect(form["scope"] == "bot", "scope")
        if form["client_id"] != self.client or form["client_secret"] != self.client_secret or \
                not self.assertion_ok(form["assertion"]):
            return 400, {"error": "invalid_grant", "error_description": "not this one"}
        self.tokens += 1
        self.token = f"access-{self.tokens}"
        return 200, {"access_token": self.token, "refresh_token": "r", "scope": "bot", "token_type": "Bearer",
                     "expires_in": "86400"}

    def assertion_ok(self, assertion):
        head, claims, signature = assertion.split(".")
        self.expect("=" not in assertion, "padding")
        self.expect(json.loads(from_base64url(head)) == {"alg": "RS256", "typ": "JWT"}, "JWT head")
        said = json.loads(from_base64url(claims))
        self.expect(set(said) == {"iss", "sub", "iat", "exp"}, f"claims {sorted(said)}")
        self.expect((said["iss"], said["sub"]) == (self.client, self.account), "who asks")
        self.expect(abs(said["iat"] - self.now()) < 60 and 0 < said["exp"] - said["iat"] <= 3600, "times")
        return signed_by(self.public_key, f"{head}.{claims}".encode(), from_base64url(signature))

    def refused(self):
        return 401, {"code": "UNAUTHORIZED", "description": "Authentication failed"}

    def post(self, path, headers, body):
        place = re.fullmatch(rf"/bots/{self.bot}/(channels|users)/([^/]+)/messages", path)
        if not place:
            self.fault(f"POST {path}")
            return 404, {"code": "NOT_FOUND"}
        content = self.json_of(headers, body, {"content"})["content"]
        self.expect(set(content) == {"type", "text"} and content["type"] == "text", f"content {content}")
        self.expect("<" not in content["text"], "a mention is not neutralised")
        self.expect(len(content["text"]) <= 2000, "too long")
        room = urllib.parse.unquote(place[2])
        self.posts.append({"room": room if place[1] == "channels" else f"user:{room}", "thread": None,
                           "text": content["text"], "id": None})
        return 201, None


class Teams(Pushed):
    """A workflow's address; what proves the caller is in its query."""
    sig = "sig-of-the-workflow"

    def address(self, room="general"):
        return f"{self.url}/workflows/{room}/triggers/manual/paths/invoke?api-version=2016-06-01&sig={self.sig}"

    def allowed(self, headers):
        self.expect("Authorization" not in headers, "a header that is not asked for")
        return self.requests[-1][2] == {"api-version": "2016-06-01", "sig": self.sig}

    def refused(self):
        return 401, {"error": {"code": "DirectApiAuthorizationRequired"}}

    def post(self, path, headers, body):
        room = re.fullmatch(r"/workflows/(\w+)/triggers/manual/paths/invoke", path)
        if not room:
            self.fault(f"POST {path}")
            return 404, {}
        self.expect(len(body) <= 28 * 1024, "more than 28 KB")
        message = self.json_of(headers, body, {"type", "attachments"})
        card, = message["attachments"]
        self.expect(message["type"] == "message" and set(card) == {"contentType", "content"} and
                    card["contentType"] == "application/vnd.microsoft.card.adaptive", f"attachment {card}")
        content = card["content"]
        self.expect((content["type"], content["version"]) == ("AdaptiveCard", "1.4"), "card")
        lines = []
        for block in content["body"]:
            self.expect(set(block) == {"type", "text", "wrap"} and block["type"] == "TextBlock" and
                        block["wrap"] is True, f"block {block}")
            self.expect(not re.search(r"[<>*`\[\]{}]", block["text"]), f"Markdown is not neutralised: {block['text']}")
            lines.append(block["text"])
        self.expect(lines, "an empty card")
        self.posts.append({"room": room[1], "thread": None, "text": "\n".join(lines), "id": None})
        return 202, None


class Incoming(Pushed):
    """An incoming webhook of Slack's or Mattermost's kind."""
    key = "T000/B000/key-of-the-hook"

    def address(self, room="general"):
        return f"{self.url}/services/{self.key}/{room}"

    def allowed(self, headers):
        self.expect("Authorization" not in headers, "a header that is not asked for")
        return self.requests[-1][1].startswith(f"/services/{self.key}/")

    def refused(self):
        return 404, b"no_team"

    def post(self, path, headers, body):
        text = self.json_of(headers, body, {"text"})["text"]
        self.expect("<" not in text and not re.search(r"@(all|channel|here)\b", text), "notation is not neutralised")
        self.posts.append({"room": path.rsplit("/", 1)[1], "thread": None, "text": text, "id": None})
        return 200, b"ok"


def from_base64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def signed_by(public_key, data, signature):
    """RS256, by the openssl command: another implementation than the desk's own code."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(signature)
        file.flush()
        done = subprocess.run(["openssl", "dgst", "-sha256", "-verify", str(public_key), "-signature", file.name],
                              input=data, capture_output=True, check=False)
    return done.returncode == 0
