"""What chat providers deliver, signed as each of them signs.

    sender = Sender(port, clock=lambda: desk.now().timestamp())
    sender.slack("/slack", SECRET, {"type": "message", ...})   # (status, headers, body)

Every request is made on a connection of its own, or on a kept one (keep=True).
"""

import base64
import hashlib
import hmac
import http.client
import json
import socket
import ssl
import time
import urllib.parse

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
KEY = base64.b64encode(bytes(range(32))).decode()


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def digest(key, text):
    return hmac.new(key, text, hashlib.sha256).digest()


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def timed(version, secret, body, at):
    at = str(int(at))
    return at, f"{version}={digest(secret.encode(), f'{version}:{at}:'.encode() + body).hex()}"


def slack_event(message, **more):
    return {"type": "event_callback", "event_id": f"Ev{message.get('ts', '0')}", "event": message, **more}


def slack_headers(secret, body, at):
    at, value = timed("v0", secret, body, at)
    return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": value}


def generic_headers(secret, body, at):
    at, value = timed("v1", secret, body, at)
    return {"X-Madoguchi-Timestamp": at, "X-Madoguchi-Signature": value}


def chatwork_headers(secret, body, at=None):
    return {"X-ChatWorkWebhookSignature": base64.b64encode(digest(base64.b64decode(secret), body)).decode()}


def lineworks_headers(secret, body, at=None):
    return {"X-WORKS-BotId": "1234", "X-WORKS-Signature": base64.b64encode(digest(secret.encode(), body)).decode()}


def teams_headers(secret, body, at=None):
    return {"Authorization": "HMAC " + base64.b64encode(digest(base64.b64decode(secret), body)).decode()}


def chatwork_event(message, kind="message_created"):
    """As the poll lists it, turned into what is delivered."""
    return {"webhook_setting_id": "12345", "webhook_event_type": kind, "webhook_event_time": message["send_time"],
            "webhook_event": {"message_id": message["message_id"], "room_id": int(message["room"]),
                              "account_id": message["account"]["account_id"], "body": message["body"],
                              "send_time": message["send_time"], "update_time": message["update_time"]}}


def mattermost_event(post, token, form):
    return {"token": token, "team_id": "t1", "team_domain": "team", "channel_id": post["channel_id"],
            "channel_name": "soudan", "timestamp": post["create_at"] // 1000 if form else post["create_at"],
            "user_id": post["user_id"], "user_name": "yamada", "post_id": post["id"], "text": post["message"],
            "trigger_word": "", "file_ids": ""}


class Sender:
    def __init__(self, port, clock=time.time, ca_file=None):
        self.port, self.clock, self.kept = port, clock, None
        self.tls = ssl.create_default_context(cafile=ca_file) if ca_file else None

    def connect(self):
        if self.tls:
            return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30, context=self.tls)
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def send(self, path, body, headers=None, method="POST", type="application/json", keep=False):
        connection = self.kept if keep and self.kept else self.connect()
        try:
            head = {**({"Content-Type": type} if type else {}), **(headers or {})}
            connection.request(method, path, body, head)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            self.kept = connection if keep else None
            if not keep:
                connection.close()

    def slack(self, path, event, secret=SECRET, at=None, keep=False, **more):
        body = event if isinstance(event, bytes) else compact(event)
        headers = {**slack_headers(secret, body, self.clock() if at is None else at), **more}
        return self.send(path, body, headers, keep=keep)

    def generic(self, path, message, secret=SECRET, at=None, keep=False):
        body = message if isinstance(message, bytes) else compact(message)
        return self.send(path, body, generic_headers(secret, body, self.clock() if at is None else at), keep=keep)

    def chatwork(self, path, event, secret=KEY):
        body = compact(event)
        return self.send(path, body, chatwork_headers(secret, body))

    def lineworks(self, path, event, secret=SECRET):
        body = compact(event)
        return self.send(path, body, lineworks_headers(secret, body))

    def teams(self, path, event, secret=KEY):
        body = compact(event)
        return self.send(path, body, teams_headers(secret, body))

    def mattermost(self, path, fields, form):
        body = urllib.parse.urlencode(fields).encode() if form else compact(fields)
        return self.send(path, body, type="application/x-www-form-urlencoded" if form else "application/json")
