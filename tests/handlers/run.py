"""What the desk does with each kind of message: one folder a story.

A folder holds `steps` (one a line), the mails they name, and `expect`, what the store and the sent
mails look like afterwards. No server is needed: mail comes and goes through Maildirs, and the
clock is moved by hand.

  clock 2026-06-01T10:00 | clock +3d   sets or moves the desk's clock
  experts FILE                         imports a list (a folder's own, or conf/experts-sample.csv)
  believe NAME                         the source's authserv_id, before anything else
  checks [TEXT]                        Authentication-Results of the mail that follows; none
  mail FILE                            a message arrives
  reply ADDRESS TEMPLATE FILE [BACK]   ADDRESS answers the newest mail of that template, or an
                                       older one
  fill ADDRESS TEMPLATE FILE           ADDRESS answers in the quoted letter, below nothing: each
                                       "label: value" of FILE goes behind its label there
  thread WHO ADDRESS TEMPLATE FILE     WHO writes to the desk's plain address, in the thread of
                                       a mail that ADDRESS got
  replyas WHO ADDRESS TEMPLATE FILE    WHO answers a mail that ADDRESS got
  auto ADDRESS TEMPLATE FILE           the mail program of ADDRESS answers by itself
  receipt ADDRESS TEMPLATE             the mail program of ADDRESS says that it was read
  bounce ADDRESS TEMPLATE STATUS       a delivery report about the newest mail of that template
  command ARGS…                        the operator's command; {1} is the first case's number
  refused ARGS…                        the same, and its answer is no (exit status 1)
  set GROUP.NAME VALUE                 a setting, before anything else
  programme FILE                       a programme of the folder's own, before anything else
  greets ADDRESS TEMPLATE LINE         the newest mail of that template begins so
  says ADDRESS TEMPLATE TEXT           it holds that text; `silent` instead: it does not
  chatroom public|private              a chat, and whether others read along, before anything else
  chat FILE                            somebody writes there: JSON with body, and thread, from_name,
                                       from_addr, id as he likes (the generic queue)
  say TEXT [THREAD [ADDRESS]]          the same in thread t1 or THREAD, by whom the queue knows by
                                       ADDRESS; \\n in TEXT ends a line
  posts TEXT                           the desk's newest post holds that text; `hides` instead: none
                                       of its posts does
  opchannel shared|members             the operators' channel (U1 and U2 may command), and whether
                                       operators alone read it, before anything else
  op USER TEXT                         somebody writes there; opthread: in the thread of the desk's
                                       newest post there; opedit TEXT: the newest message is edited
  ops N TEXT                           the desk has posted N times there, and the newest post holds
                                       that text; `hides` as above
  run                                  (also done after every step)

At the end of each story every mail that names one person to another must have its disclosure rows,
and no other (disclosed.py), and no visit has a UID that could be guessed.

`run.py --update` writes the expect files anew: read the difference before you commit it.
"""

import concurrent.futures
import difflib
import email
import email.policy
import json
import os
import pathlib
import re
import shlex
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))
from desk import Desk, ROOT, body_of, reply_to  # noqa: E402
import chat_standin  # noqa: E402
import disclosed  # noqa: E402


DSN = """Return-Path: <>
From: Mail Delivery System <mailer-daemon@mx.example.jp>
To: soudan@desk.example.jp
Subject: Mail delivery failed
Auto-Submitted: auto-replied
Message-ID: {own}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

--=_b
Content-Type: text/plain; charset=us-ascii

This message was created automatically by mail delivery software.

--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.jp

Final-Recipient: rfc822; {address}
Action: {failed}
Status: {status}
Diagnostic-Code: smtp; 550 {status} as the story wants it

--=_b
Content-Type: message/rfc822

Message-ID: {id}
Subject: the original

--=_b--
"""


MDN = """From: <{address}>
To: soudan@desk.example.jp
Subject: Read: your mail
In-Reply-To: {id}
Message-ID: <read.{address}>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary="=_b"

--=_b
Content-Type: text/plain; charset=us-ascii

Your message was read.

--=_b
Content-Type: message/disposition-notification

Final-Recipient: rfc822; {address}
Original-Message-ID: {id}
Disposition: manual-action/MDN-sent-manually; displayed

--=_b--
"""


class Story:
    def __init__(self, folder, work):
        self.folder = folder
        self.work = work
        self.settings = {}
        self.sources = None
        self.checks = None
        self.desk_ = None
        self.chat = None
        self.failed = []

    @property
    def desk(self):
        if not self.desk_:
            self.desk_ = Desk(self.work, sources=self.sources, settings=self.settings)
        return self.desk_

    def step_set(self, name, value):
        group, key = name.split(".")
        self.settings.setdefault(group, {})[key] = json.loads(value)

    def step_programme(self, name):
        self.settings.setdefault("data", {})["programme"] = str(self.folder / name)

    def step_believe(self, name):
        inbox = pathlib.Path(self.work) / "inbox"
        for sub in ("new", "cur", "tmp"):
            (inbox / sub).mkdir(parents=True)
        self.sources = [{"name": "inbox", "kind": "maildir", "path": str(inbox), "authserv_id": name}]

    def step_chatroom(self, who_reads):
        self.chat = chat_standin.Queue().start()
        self.chat.now = lambda: self.desk.now().timestamp()
        token = pathlib.Path(self.work) / "chat.token"
        token.write_text(self.chat.token)
        token.chmod(0o600)
        self.step_believe("")
        self.settings.setdefault("chat", {}).setdefault("quiet_sec", 0)
        self.sources += [{"name": "chat", "kind": "queue", "url": f"{self.chat.url}/messages",
                          "post_url": self.chat.post_url, "token_file": token.name,
                          "public": who_reads == "public"}]

    def step_chat(self, name):
        message = json.loads((self.folder / name).read_text())
        self.chat.say(message.pop("body"), addr=message.pop("from_addr", None),
                      name=message.pop("from_name", None), **message)

    def step_say(self, text, thread="t1", address=None):
        self.chat.say(text.replace("\\n", "\n"), thread=thread, name="山田", addr=address)

    def step_posts(self, text):
        if not self.chat.posts or text not in self.chat.posts[-1]["text"]:
            raise RuntimeError(str(self.chat.posts[-1:]))

    def step_hides(self, text):
        if any(text in post["text"] for post in self.chat.posts):
            raise RuntimeError(str(self.chat.posts))

    def step_opchannel(self, who_reads):
        self.chat = chat_standin.Slack().start()
        self.chat.now = lambda: self.desk.now().timestamp()
        token = pathlib.Path(self.work) / "slack.token"
        token.write_text(self.chat.token)
        token.chmod(0o600)
        self.step_believe("")
        self.sources += [{"name": "slack", "kind": "slack", "url": self.chat.url, "token_file": token.name}]
        self.settings["operator_channel"] = {"source": "slack", "room": "C0OPS", "users": ["U1", "U2"],
                                             "members_only": who_reads == "members"}

    def step_op(self, user, text):
        self.said_there = self.chat.say("C0OPS", user, text.replace("\\n", "\n"))

    def step_opthread(self, user, text):
        post = self.chat.posts[-1]
        self.chat.say("C0OPS", user, text, thread=post["thread"] or post["id"])

    def step_opedit(self, text):
        self.chat.edit(self.said_there, text)

    def step_ops(self, n, text=""):
        posts = [p for p in self.chat.posts if p["room"] == "C0OPS"]
        if len(posts) != int(n) or (posts and text not in posts[-1]["text"]):
            raise RuntimeError(f"{len(posts)} posts, the newest: {posts[-1:]}")

    def step_checks(self, text=None):
        self.checks = text

    def deliver(self, raw):
        if self.checks:
            raw = f"Authentication-Results: {self.checks}\r\n".encode() + raw
        self.desk.deliver(raw)

    def step_clock(self, when):
        self.desk.set_clock(when)

    def step_experts(self, name):
        own = self.folder / name
        self.desk.run("experts", "import", own if own.exists() else ROOT / name)

    def step_mail(self, name):
        raw = (self.folder / name).read_bytes()
        self.deliver(raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))

    def newest(self, address, template, back=0):
        sent = [m for c in self.desk.json("export") for m in c["mails"]
                if m["recipient"] == address and m["template"] == template]
        # In the order in which they were written; file times are too coarse for that.
        newest = sent[-1 - back]["message_id"] if len(sent) > back else None
        mails = [m for m in self.desk.mails(address) if m["Message-ID"].strip("<>") == newest]
        if not mails:
            raise RuntimeError(f"no mail {template} to {address} was sent")
        return mails[-1]

    def step_reply(self, address, template, name, back="0"):
        text = (self.folder / name).read_text()
        mail = self.newest(address, template, int(back))
        self.deliver(reply_to(mail, address, text, self.desk.now()))

    def step_fill(self, address, template, name):
        mail = self.newest(address, template)
        raw = reply_to(mail, address, "ご連絡します。", self.desk.now())
        answer = email.message_from_bytes(raw, policy=email.policy.SMTP)
        text = answer.get_content()
        for line in (self.folder / name).read_text().splitlines():
            label, value = line.split("：", 1)
            text, n = re.subn(f"(> ・?{re.escape(label)}(?:（[^）]*）)?[：→])[^\n]*",
                              lambda m, value=value: m[1] + value, text, count=1)
            if not n:
                raise RuntimeError(f"no {label} in the letter")
        answer.set_content(text)
        self.deliver(answer.as_bytes(policy=email.policy.SMTP))

    def step_replyas(self, who, address, template, name):
        text = (self.folder / name).read_text()
        mail = self.newest(address, template)
        self.deliver(reply_to(mail, who, text, self.desk.now()))

    def step_thread(self, who, address, template, name):
        text = (self.folder / name).read_text()
        mail = self.newest(address, template)
        del mail["Reply-To"]
        del mail["Subject"]
        mail["Subject"] = "ご連絡"
        self.deliver(reply_to(mail, who, text, self.desk.now(), quote=False))

    def step_auto(self, address, template, name):
        text = (self.folder / name).read_text()
        mail = self.newest(address, template)
        del mail["Reply-To"]
        self.deliver(b"Auto-Submitted: auto-replied\r\n" +
                     reply_to(mail, address, text, self.desk.now(), quote=False))

    def step_receipt(self, address, template):
        mail = self.newest(address, template)
        self.desk.deliver(MDN.format(address=address, id=mail["Message-ID"])
                          .replace("\n", "\r\n").encode())

    def step_bounce(self, address, template, status):
        mail = self.newest(address, template)
        failed = "failed" if status.startswith("5") else "delayed"
        self.desk.deliver(DSN.format(
            address=address, status=status, failed=failed, id=mail["Message-ID"],
            own=f"<{status}.{len(self.desk.json('outbox'))}@mx.example.jp>",
        ).replace("\n", "\r\n").encode())

    def step_command(self, *args, check=True):
        numbers = [c["number"] for c in self.desk.json("cases")]
        args = [a.format("", *numbers) if "{" in a else a for a in args]
        return self.desk.run(*args, check=check)

    def step_refused(self, *args):
        done = self.step_command(*args, check=False)
        if done.returncode != 1:
            raise RuntimeError(f"{done.returncode} {done.stderr}")

    def said(self, address, template):
        """Its text as a reader sees it: lines that were only wrapped are joined."""
        return body_of(self.newest(address, template)).replace(" \n", "").replace("\r", "")

    def step_greets(self, address, template, line):
        first = self.said(address, template).split("\n", 1)[0].strip()
        if first != line:
            raise RuntimeError(f"begins with {first!r}")

    def step_says(self, address, template, text):
        if text not in self.said(address, template):
            raise RuntimeError(self.said(address, template))

    def step_silent(self, address, template, text):
        if text in self.said(address, template):
            raise RuntimeError(self.said(address, template))

    def step_run(self):
        pass

    def play(self):
        for number, line in enumerate((self.folder / "steps").read_text().splitlines(), 1):
            words = shlex.split(line, comments=True)
            if not words:
                continue
            try:
                getattr(self, "step_" + words[0])(*words[1:])
                if words[0] not in ("set", "programme", "chatroom", "opchannel"):
                    self.desk.once()
            except Exception as e:
                raise RuntimeError(f"{self.folder.name}/steps:{number}: {line}: {e}") from e

    def result(self):
        """What a reader wants to see, without what differs at each run."""
        out = []
        for case in self.desk.json("export"):
            out.append(f"case {case['number']}: {case['state']}, lane {case['lane']}, "
                       f"category {case['category']}, theme {case['theme']}, "
                       f"{case['prefecture']}, {case['company']}")
            for offer in case["offers"]:
                out.append(f"  offer {offer['registration_no']}: {offer['state']}"
                           + (f" ({offer['answer']})" if offer["answer"] else ""))
            for visit in case["visits"]:
                out.append(f"  visit {visit['no']}: {visit['state']} {visit['starts_at'][:16]}"
                           f" sequence {visit['sequence']}")
            for event in case["events"]:
                if event["what"] == "confirm":
                    out.append(f"  {event['text']}")
            for report in case["reports"]:
                homework = (report["homework"] or "").replace("\n", " ")
                out.append(f"  report {report['visit']}: {report['state']}, {report['done_on']}, "
                           f"goal {report['goal_reached']}"
                           + (f", next {' '.join(report['next'])}" if report["next"] else "")
                           + (f", homework {homework}" if homework else ""))
            if case["survey"]:
                survey = case["survey"]
                out.append(f"  survey: goal {survey['goal_reached']}, satisfaction "
                           f"{survey['satisfaction']}, wishes {survey['wishes']}, "
                           f"comment {survey['comment']}")
            for mail in case["mails"]:
                out.append(f"  mail {mail['state']}: {mail['template']} → {mail['recipient']}: "
                           f"{mail['subject']}")
            for event in case["events"]:
                if event["open"]:
                    out.append(f"  waits for the operator: {event['text']}")
                elif event["what"] in ("despite", "entered"):
                    out.append(f"  noted by {event['actor']}: "
                               + re.sub("入力者 [^、）]+", "入力者 X", event["text"]))
        for item in self.desk.json("review"):
            if item["case"] is None:
                out.append(f"review {item['type']}: {item['text']}")
        for mail in self.desk.json("outbox"):
            if mail["case"] is None:
                out.append(f"mail {mail['state']}: {mail['template']} → {mail['recipient']}: "
                           f"{mail['subject']}")
        # Which words spoke for it changes with every training; that some did does not.
        return re.sub("(?:「[^」]*」)+という語", "「…」という語", "\n".join(out) + "\n")


def play(folder, update):
    """What is wrong with a story; "" when nothing is."""
    with tempfile.TemporaryDirectory(prefix="madoguchi-handlers-") as work:
        story = Story(folder, work)
        try:
            story.play()
            got = story.result()
            faults, _ = disclosed.faults(story.desk.store)
            guessable = [v["uid"] for case in story.desk.json("export") for v in case["visits"]
                         if not re.fullmatch(r"case-[0-9-]+-[a-z0-9]{16,}@.*", v["uid"])]
        except RuntimeError as e:
            return f"{e}\n"
        finally:
            if story.chat:
                story.chat.stop()
    if guessable:
        return f"{folder.name}: anybody can guess {guessable}\n"
    if faults:
        return f"{folder.name}: disclosures: " + "; ".join(faults) + "\n"
    expect = folder / "expect"
    if update:
        expect.write_text(got)
        return ""
    wanted = expect.read_text() if expect.exists() else ""
    return "".join(difflib.unified_diff(
        wanted.splitlines(True), got.splitlines(True), f"{folder.name}/expect", "got"))


def main():
    update = "--update" in sys.argv
    names = [a for a in sys.argv[1:] if not a.startswith("--")]
    folders = sorted(p.parent for p in HERE.glob("*/steps") if not names or p.parent.name in names)
    good = 0
    # A story is a chain of programs run one after the other: one on each processor.
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as players:
        for folder, wrong in zip(folders, players.map(lambda f: play(f, update), folders)):
            print(f"{wrong}{'FAIL' if wrong else 'ok  '} handlers/{folder.name}", flush=True)
            good += not wrong
    print(f"handlers: {good} passed, {len(folders) - good} failed")
    return 0 if folders and good == len(folders) else 1


if __name__ == "__main__":
    sys.exit(main())
