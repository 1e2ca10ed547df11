"""An SMTP server on loopback that misbehaves on request.

    with SmtpStandin(users={"desk": "secret"}) as s:
        s.script("rcpt", "451 4.2.1 later", times=2)
        s.script("data-end", CUT)
        … s.port, s.messages, s.commands

Points that can be scripted: connect, ehlo, starttls, auth, mail, rcpt, data (the answer to
DATA), data-end (the answer after the whole mail). An action is a reply line, CUT (close at
once), Slow(seconds) (wait, then go on as usual) or Slow(seconds, reply or CUT). Each counts
for `times` uses (None: always) and then the point is normal again; a mail is kept in
`messages` when its end arrived, with `accepted` telling whether it was answered with 250.
"""

import base64
import socket
import ssl
import threading
import time

CUT = object()


class Slow:
    def __init__(self, seconds, then=None):
        self.seconds = seconds
        self.then = then


class Message:
    def __init__(self, sender, recipients, data, user, tls):
        self.sender = sender
        self.recipients = recipients
        self.data = data
        self.user = user
        self.tls = tls
        self.accepted = False


class _Gone(Exception):
    """This connection is over."""


class SmtpStandin:
    def __init__(self, users=None, tokens=None, starttls=None, tls=None, require_auth=None, port=0, mechanisms=None):
        """users: {name: password}. tokens: {user: token} for XOAUTH2. starttls / tls: (cert,
        key) to offer STARTTLS or to speak TLS from the first byte."""
        self.users = users or {}
        self.tokens = tokens or {}
        self.require_auth = bool(users or tokens) if require_auth is None else require_auth
        self.mechanisms = mechanisms or (["PLAIN", "LOGIN"] if users else []) + (["XOAUTH2"] if tokens else [])
        self._starttls = self._context(starttls)
        self._tls = self._context(tls)
        self.messages = []
        self.commands = []
        self.connections = 0
        self._scripts = {}
        self._lock = threading.Lock()
        self._open = set()
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @staticmethod
    def _context(pair):
        if pair is None:
            return None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*pair)
        return context

    def script(self, point, action, times=1):
        with self._lock:
            self._scripts.setdefault(point, []).append([action, times])

    def clear(self):
        with self._lock:
            self._scripts.clear()

    def accepted(self):
        return [m for m in self.messages if m.accepted]

    def wait_for(self, count, seconds=10):
        """Until so many mails were accepted."""
        end = time.monotonic() + seconds
        while len(self.accepted()) < count:
            if time.monotonic() > end:
                raise TimeoutError(f"{len(self.accepted())} of {count} mails came")
            time.sleep(0.02)
        return self.accepted()

    def drop_connections(self):
        with self._lock:
            for s in list(self._open):
                self._shut(s)

    def stop(self):
        self._shut(self._listener)
        self._listener.close()
        self.drop_connections()
        self._thread.join(5)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    # --- inside ---

    @staticmethod
    def _shut(s):
        try:
            s.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def _accept(self):
        while True:
            try:
                s, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(s,), daemon=True).start()

    def _serve(self, s):
        with self._lock:
            self._open.add(s)
        session = _Session(self, s)
        try:
            session.run()
        except (_Gone, OSError, ValueError):
            pass
        finally:
            with self._lock:
                self._open.discard(s)
            self._shut(session.socket)
            session.socket.close()

    def _take(self, point):
        with self._lock:
            queue = self._scripts.get(point)
            if not queue:
                return None
            action, times = queue[0]
            if times is not None:
                queue[0][1] -= 1
                if queue[0][1] <= 0:
                    queue.pop(0)
            return action


class _Session:
    def __init__(self, server, s):
        self.server = server
        self.socket = s
        self.socket.settimeout(60)
        self.file = None
        self.tls = False
        self.user = None
        self.sender = None
        self.recipients = []

    def run(self):
        if self.server._tls:
            self._wrap(self.server._tls)
        else:
            self.file = self.socket.makefile("rb")
        self._answer("connect", "220 standin ready")
        while True:
            line = self.file.readline(4096)
            if not line:
                return
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            verb, _, rest = text.partition(" ")
            handler = getattr(self, "do_" + verb.lower(), None)
            self.server.commands.append(text if verb.upper() != "AUTH" else "AUTH " + rest.split(" ")[0])
            if handler is None:
                self._say("502 unknown")
            else:
                handler(rest)

    def _wrap(self, context):
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.file = self.socket.makefile("rb")
        self.tls = True

    def _say(self, *lines):
        self.socket.sendall("".join(line + "\r\n" for line in lines).encode())

    def _answer(self, point, *usual):
        """Says what is scripted or usual; True when it was the usual."""
        action = self.server._take(point)
        if isinstance(action, Slow):
            time.sleep(action.seconds)
            action = action.then
        if action is CUT:
            raise _Gone
        if action is not None:
            self._say(action)
            return False
        self._say(*usual)
        return True

    def do_ehlo(self, _):
        lines = ["standin", "SIZE 50000000", "8BITMIME"]
        if self.server._starttls and not self.tls:
            lines.append("STARTTLS")
        elif self.server.mechanisms:
            lines.append("AUTH " + " ".join(self.server.mechanisms))
        self._answer("ehlo", *[f"250{'-' if i < len(lines) - 1 else ' '}{x}" for i, x in enumerate(lines)])

    do_helo = do_ehlo

    def do_starttls(self, _):
        if not self.server._starttls or self.tls:
            self._say("503 not now")
        elif self._answer("starttls", "220 go ahead"):
            self._wrap(self.server._starttls)

    def _ask(self, prompt):
        self._say("334 " + base64.b64encode(prompt.encode()).decode())
        return base64.b64decode(self.file.readline(8192).strip()).decode("utf-8", "replace")

    def do_auth(self, rest):
        mechanism, _, initial = rest.partition(" ")
        first = base64.b64decode(initial).decode("utf-8", "replace") if initial else None
        ok, user = getattr(self, "_auth_" + mechanism.lower(), lambda _: (False, None))(first)
        if not ok:
            self._answer("auth", "535 5.7.8 authentication failed")
        elif self._answer("auth", "235 2.7.0 welcome"):
            self.user = user

    def _auth_plain(self, first):
        parts = (first if first is not None else self._ask("")).split("\0")
        user, password = (parts + ["", "", ""])[1:3]
        return self.server.users.get(user) == password and user != "", user

    def _auth_login(self, first):
        user = first if first is not None else self._ask("Username:")
        return self.server.users.get(user) == self._ask("Password:") and user != "", user

    def _auth_xoauth2(self, first):
        fields = dict(x.partition("=")[::2] for x in (first if first is not None else self._ask("")).split("\1") if x)
        user, token = fields.get("user", ""), fields.get("auth", "").replace("Bearer ", "")
        if token and self.server.tokens.get(user) == token:
            return True, user
        self._ask('{"status":"401","schemes":"bearer"}')  # the client answers with an empty line
        return False, user

    @staticmethod
    def _path(rest):
        return rest[rest.index("<") + 1:rest.index(">")]

    def do_mail(self, rest):
        if self.server.require_auth and not self.user:
            self._say("530 5.7.0 authentication required")
        elif self._answer("mail", "250 2.1.0 ok"):
            self.sender, self.recipients = self._path(rest), []

    def do_rcpt(self, rest):
        if self.sender is None:
            self._say("503 MAIL first")
        elif self._answer("rcpt", "250 2.1.5 ok"):
            self.recipients.append(self._path(rest))

    def do_data(self, _):
        if not self.recipients:
            self._say("503 RCPT first")
            return
        if not self._answer("data", "354 go on"):
            return
        data = b""
        while True:
            line = self.file.readline(1 << 20)
            if not line:
                raise _Gone
            if line == b".\r\n":
                break
            data += line[1:] if line.startswith(b".") else line
        message = Message(self.sender, self.recipients, data, self.user, self.tls)
        self.server.messages.append(message)
        self.sender = None
        message.accepted = self._answer("data-end", "250 2.0.0 taken")

    def do_rset(self, _):
        self.sender, self.recipients = None, []
        self._say("250 ok")

    def do_noop(self, _):
        self._say("250 ok")

    def do_quit(self, _):
        self._say("221 bye")
        raise _Gone
