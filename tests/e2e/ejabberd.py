"""A private ejabberd on loopback: rooms, people, and what they write.

    server = Ejabberd(folder).start()
    server.register("alice")
    server.room("soudan", "alice")
    server.say("alice", "soudan", "相談です", thread="t1")   # in the room
    server.said("soudan")                                    # the archive, as (nick, thread, text)
    server.stop()

No distribution, hence no epmd; one process, ended by its id. Run by root it serves as the account
"ejabberd", which may not read the tests' own files.
"""

import base64
import json
import os
import pathlib
import pwd
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
import xml.etree.ElementTree as tree
from xml.sax.saxutils import escape

SERVICE = "conference.localhost"
CONFIG = """
hosts: [localhost]
loglevel: warning
certfiles: []
listen:
  - port: {port}
    ip: "127.0.0.1"
    module: ejabberd_http
    request_handlers: {{/api: mod_http_api, /bosh: mod_bosh}}
auth_method: internal
acl:
  desk: {{user: "desk@localhost"}}
  setup: {{user: "setup@localhost"}}
api_permissions:
  "the desk posts, and may do nothing else":
    from: [mod_http_api]
    who: {{access: {{allow: {{acl: desk}}}}}}
    what: [send_stanza]
  "the test sets things up":
    from: [mod_http_api]
    who: {{access: {{allow: {{acl: setup}}}}}}
    what: "*"
  "and makes its own account":
    from: [mod_http_api]
    who: {{ip: "127.0.0.1/8"}}
    what: [register]
modules:
  mod_admin_extra: {{}}
  mod_bosh: {{}}
  mod_disco: {{}}
  mod_mam: {{default: always}}
  mod_muc: {{}}
  mod_muc_admin: {{}}
  mod_roster: {{}}
{more}"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def installed():
    return shutil.which("erl") and code_folder()


def code_folder():
    found = sorted(pathlib.Path("/usr/lib").glob("*/ejabberd-*/ebin/ejabberd.app"))
    return found[-1].parent if found else None


class Ejabberd:
    def __init__(self, folder, callback=None):
        self.more = f"  mod_post_log:\n    url: {json.dumps(callback)}\n" if callback else ""
        self.folder = pathlib.Path(folder) / "ejabberd"
        self.port = free_port()
        self.process = None
        self.rooms = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        (self.folder / "db").mkdir(parents=True)
        (self.folder / "ejabberd.yml").write_text(CONFIG.format(port=self.port, more=self.more))
        account = {}
        if os.getuid() == 0:
            user = pwd.getpwnam("ejabberd")
            for path in (self.folder, self.folder / "db", self.folder / "ejabberd.yml"):
                os.chown(path, user.pw_uid, user.pw_gid)
            account = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        self.spawn(account)
        self.register("setup")
        self.register("desk", "desk-secret")
        return self

    def spawn(self, account):
        environment = {"HOME": str(self.folder), "PATH": os.environ["PATH"], "LANG": "C.UTF-8",
                       "EJABBERD_CONFIG_PATH": str(self.folder / "ejabberd.yml"), "SPOOL_DIR": str(self.folder / "db"),
                       "EJABBERD_LOG_PATH": str(self.folder / "ejabberd.log")}
        self.account = account
        with open(self.folder / "out", "ab") as out:
            self.process = subprocess.Popen(
                ["erl", "+S", "1:1", "-pa", str(code_folder()), "-noinput", "-mnesia", "dir", f'"{self.folder}/db"',
                 "-s", "ejabberd"], cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                start_new_session=True, **account)
        self.wait()

    def wait(self, seconds=60):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1):
                    return
            except OSError:
                time.sleep(0.05)
        self.stop()
        raise RuntimeError("ejabberd does not start:\n" + (self.folder / "out").read_text()[-2000:])

    def stop(self):
        """Ends the whole session of processes that was started, which is this server alone."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def pause(self):
        """Ends it as a service is ended: what was written is kept."""
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.stop()
            raise

    def restart(self):
        self.spawn(self.account)

    # --- the interface that a test uses ---

    def api(self, command, **arguments):
        login = base64.b64encode(b"setup@localhost:setup-secret").decode()
        headers = {"Content-Type": "application/json"}
        if arguments.get("user") != "setup":
            headers["Authorization"] = f"Basic {login}"
        request = urllib.request.Request(f"{self.url}/api/{command}", json.dumps(arguments).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{command}: {error.code} {error.read()[:300]}") from None

    def register(self, user, password=None):
        self.api("register", user=user, host="localhost", password=password or f"{user}-secret")

    def room(self, name, *people, **options):
        options = {"persistent": "true", "mam": "true", "anonymous": "false", "allow_subscription": "true", **options}
        self.api("create_room_with_opts", name=name, service=SERVICE, host="localhost",
                 options=[{"name": k, "value": v} for k, v in options.items()])
        for person in people:
            self.join(person, name)
        return f"{name}@{SERVICE}"

    def join(self, person, room):
        self.api("subscribe_room", user=f"{person}@localhost/phone", nick=person, room=f"{room}@{SERVICE}",
                 nodes="urn:xmpp:mucsub:nodes:messages")

    def send(self, person, to, kind, text, thread=None, more=""):
        thread = f"<thread>{escape(thread)}</thread>" if thread else ""
        self.api("send_stanza", **{"from": f"{person}@localhost/phone"}, to=to,
                 stanza=f"<message type='{kind}' id='{person}-{time.monotonic_ns()}'>{thread}{more}"
                        f"<body>{escape(text)}</body></message>")

    def say(self, person, room, text, thread=None, more=""):
        before = len(self.said(room))
        self.send(person, f"{room}@{SERVICE}", "groupchat", text, thread, more)
        until = time.monotonic() + 10
        while len(self.said(room)) == before:
            if time.monotonic() > until:
                raise RuntimeError("the room does not take what was written")
            time.sleep(0.02)

    def tell(self, person, text, thread=None):
        """A talk between two."""
        self.send(person, "desk@localhost", "chat", text, thread)

    # --- the archive, as a program of a person's own reads it ---

    def said(self, room):
        return [(m["nick"], m["thread"], m["text"]) for m in self.archive("setup", f"{room}@{SERVICE}")]

    def heard(self, person):
        """What others have written to one."""
        return [m for m in self.archive(person, None) if m["from"].split("/")[0] != f"{person}@localhost"]

    def archive(self, person, room):
        session = Session(self.url, person, f"{person}-secret")
        found = session.archive(room)
        session.close()
        return found


class Session:
    """BOSH, as far as it takes to read an archive. Written apart from the desk's."""

    def __init__(self, url, user, password):
        self.url, self.rid, self.sid = f"{url}/bosh", int.from_bytes(os.urandom(4), "big"), ""
        answer = self.go("to='localhost' ver='1.8' wait='2' hold='1' xmpp:version='1.0' xmlns:xmpp='urn:xmpp:xbosh'")
        self.sid = re.search(r"sid='([^']+)'", answer)[1]
        login = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
        answer = self.go("", f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{login}</auth>")
        if "<success" not in answer:
            raise RuntimeError(answer)
        self.go("to='localhost' xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'")
        self.go("", "<iq type='set' id='b' xmlns='jabber:client'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>")

    def go(self, attributes, inner=""):
        self.rid += 1
        sid = f"sid='{self.sid}'" if self.sid else ""
        body = (f"<body rid='{self.rid}' {sid} xmlns='http://jabber.org/protocol/httpbind' {attributes}>"
                f"{inner}</body>").encode()
        request = urllib.request.Request(self.url, body, {"Content-Type": "text/xml; charset=utf-8"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read().decode()

    def archive(self, room):
        to = f" to='{room}'" if room else ""
        answer = self.go("", f"<iq type='set' id='q' xmlns='jabber:client'{to}><query xmlns='urn:xmpp:mam:2'>"
                             "<set xmlns='http://jabber.org/protocol/rsm'><max>250</max></set></query></iq>")
        whole = answer
        while "id='q'" not in answer:
            answer = self.go("")
            whole += answer
        found = []
        for body in re.findall(r"<body [^>]*httpbind.*?</body>(?=<body [^>]*httpbind|$)", whole, re.S):
            found += [self.message(m) for m in tree.fromstring(body).iter("{urn:xmpp:forward:0}forwarded")]
        return [m for m in found if m]

    @staticmethod
    def message(forwarded):
        m = forwarded.find("{jabber:client}message")
        text = m.findtext("{jabber:client}body")
        if text is None:
            return None
        return {"from": m.get("from"), "to": m.get("to"), "nick": m.get("from").partition("/")[2], "text": text,
                "thread": m.findtext("{jabber:client}thread"), "type": m.get("type")}

    def close(self):
        self.go("type='terminate'")
