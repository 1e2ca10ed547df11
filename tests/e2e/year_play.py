"""A year of the desk: its clock is carried on, and people answer the mails that it sends.

    play = Play(folder, "2026-04-01T09:05", people, settings={...}, experts="list.csv")
    play.plan(when, sender, raw)     # a letter that will be written then
    play.run("2027-03-31")           # from one moment at which something is due to the next
    play.close()

The daemon runs all the time, as a process of its own, between two Maildirs. A step is half a
day: the clock goes on to the next morning or afternoon on which a timer fires or somebody
writes, the desk does what is due, and what people have written by then is delivered. Each
mail that the desk sends is shown once to people(play, mail), which plans the answers.
"""

import base64
import datetime
import email
import email.header
import heapq
import itertools
import os
import re
import sqlite3
import time

import desk as desks
from desk import JST

LOOKS = (datetime.time(10, 5), datetime.time(16, 35))
DAY = datetime.timedelta(days=1)
DUE = "state in ('pending', 'retry', 'sending')"
QUIET = f"""select exists(select 1 from inbox where state = 'new')
    or exists(select 1 from outbox where {DUE} and next_at <= ?1)
    or exists(select 1 from timers where due_at <= ?1)"""
NEXT = f"""select min((select coalesce(min(due_at), 1 << 60) from timers where due_at > ?1),
    (select coalesce(min(next_at), 1 << 60) from outbox where {DUE} and next_at > ?1))"""
# Timers of the desk itself go on for ever.
WAITING = "select exists(select 1 from timers where case_id is not null)"


def moment(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=JST)


def decoded(value):
    return str(email.header.make_header(email.header.decode_header(re.sub(r"\r?\n(?=[ \t])", "", value or ""))))


class Mail:
    """A mail of the desk as its receiver sees it."""

    def __init__(self, raw, name):
        self.raw, self.name = raw, name
        self.message = email.message_from_bytes(raw)
        self.subject = decoded(self.message["Subject"])
        self.to = email.utils.parseaddr(self.message["To"])[1].lower()
        self.id = self.message["Message-ID"].strip()

    @property
    def text(self):
        for part in self.message.walk():
            if part.get_content_type() == "text/plain":
                return part.get_payload(decode=True).decode("utf-8").replace("\r\n", "\n")
        return ""


def word(text, charset="utf-8"):
    if text.isascii():
        return text
    return " ".join(f"=?{charset}?B?{base64.b64encode(text[i:i + 12].encode(charset)).decode()}?="
                    for i in range(0, len(text), 12))


def letter(sender, subject, text, when, name="", to=desks.ADDRESS, headers=(), message_id=None):
    """RFC 5322 as a mail program writes it."""
    lines = [f"From: {word(name)} <{sender}>".replace("From:  ", "From: "), f"To: <{to}>", f"Subject: {word(subject)}",
             f"Date: {email.utils.format_datetime(when)}", f"Message-ID: {message_id or email.utils.make_msgid(domain=sender.split('@')[1])}",
             "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", *headers]
    return "\r\n".join([*lines, "", text.strip().replace("\n", "\r\n"), ""]).encode()


def reply(mail, sender, text, when, name="", quote=True, headers=()):
    """An answer with what it answers below it."""
    to = email.utils.parseaddr(mail.message.get("Reply-To") or mail.message["From"])[1]
    if quote:
        head = f"{when:%Y年%-m月%-d日} {when:%H:%M} 情報セキュリティ相談窓口 <{desks.ADDRESS}>:"
        text += f"\n\n{head}\n\n" + "\n".join("> " + line for line in mail.text.splitlines())
    refs = " ".join(filter(None, [mail.message.get("References"), mail.id]))
    return letter(sender, "Re: " + mail.subject, text, when, name, to,
                  [f"In-Reply-To: {mail.id}", "References: " + "\r\n ".join(refs.split()), *headers])


class Play:
    def __init__(self, folder, start, people, settings=None, experts=None):
        self.desk = desks.Desk(folder, settings=settings)
        self.people = people
        self.letters, self.count = [], itertools.count()
        self.delivered = self.read = self.steps = 0
        self.cpu = 0.0
        self.spent = {"desk": 0.0, "people": 0.0, "operator": 0.0, "starts": 0.0}
        self.now = moment(start)
        self.set_clock()
        if experts:
            self.desk.run("experts", "import", experts)
        self.desk.start()
        self.desk.wait("the desk does not start", self.looked)
        self.db = sqlite3.connect(f"file:{self.desk.store}?mode=ro", uri=True, timeout=20, isolation_level=None)
        self.settle()

    def looked(self):
        try:
            db = sqlite3.connect(f"file:{self.desk.store}?mode=ro", uri=True, timeout=20)
            return db.execute("select count(*) from source where checked_at > 0").fetchone()[0]
        except sqlite3.OperationalError:
            return False

    def close(self):
        self.note_cpu()
        self.desk.stop()

    def note_cpu(self):
        """What the daemon's processes have used so far, before they end."""
        ticks, pids = 0, [self.desk.process.pid]
        while pids:
            pid = pids.pop()
            try:
                with open(f"/proc/{pid}/task/{pid}/children") as f:
                    pids += map(int, f.read().split())
                with open(f"/proc/{pid}/stat") as f:
                    ticks += sum(map(int, f.read().rsplit(")", 1)[1].split()[11:15]))
            except FileNotFoundError:
                continue
        self.cpu += ticks / os.sysconf("SC_CLK_TCK")

    def ask(self, sql, *args):
        return self.db.execute(sql, args).fetchall()

    # --- time ---

    def set_clock(self):
        """A second on, as the clock moves by whole ones: what is due now is due."""
        self.desk.set_clock((self.now + datetime.timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%S"))

    def next_moment(self):
        """The next look at or behind whatever is due first."""
        due = self.ask(NEXT, int(self.now.timestamp()) + 60)[0][0]
        if self.letters:
            due = min(due, int(self.letters[0][0].timestamp()))
        due = datetime.datetime.fromtimestamp(min(due, 1 << 40), JST)
        day = max(self.now, due).date()
        looks = (datetime.datetime.combine(day + i * DAY, at, JST) for i in range(3) for at in LOOKS)
        return next(at for at in looks if at > self.now and at >= due)

    def settle(self, timeout=60):
        """Until nothing is left to be taken in, read, sent or fired."""
        begun = time.perf_counter()
        until = begun + timeout
        new = self.desk.inbox / "new"
        while os.listdir(new) or self.ask(QUIET, int(self.desk.now().timestamp()))[0][0]:
            time.sleep(0.002)
            if time.perf_counter() > until:
                raise TimeoutError("the desk does not come to rest\n" + self.desk.log_tail())
        self.spent["desk"] += time.perf_counter() - begun

    # --- mail ---

    def plan(self, when, write):
        """write(when) gives the bytes, on the day."""
        heapq.heappush(self.letters, (when, next(self.count), write))

    def deliver(self):
        n = 0
        while self.letters and self.letters[0][0] <= self.now:
            _, number, write = heapq.heappop(self.letters)
            raw = write(self.now)
            for copy in raw if isinstance(raw, list) else [raw]:
                tmp = self.desk.inbox / "tmp" / f"{self.delivered:08d}.year"
                tmp.write_bytes(copy)
                tmp.rename(self.desk.inbox / "new" / tmp.name)
                self.delivered += 1
                n += 1
        return n

    def show(self):
        """Each new mail to whom it is for; then it lies in cur, as with a mail program."""
        begun = time.perf_counter()
        new, cur = self.desk.sent / "new", self.desk.sent / "cur"
        names = os.listdir(new) if new.is_dir() else []
        mails = [Mail((new / name).read_bytes(), name) for name in names]
        for name in names:
            os.rename(new / name, cur / name)
        for mail in sorted(mails, key=lambda m: (m.to, m.subject)):
            self.people(self, mail)
        self.read += len(names)
        self.spent["people"] += time.perf_counter() - begun

    # --- the year ---

    def restart(self, kill):
        begun = time.perf_counter()
        self.note_cpu()
        self.desk.stop(kill=kill)
        self.desk.start()
        self.spent["starts"] += time.perf_counter() - begun

    def step(self, disturb=None):
        self.now = self.next_moment()
        self.set_clock()
        self.steps += 1
        self.settle()
        self.show()
        if self.deliver():
            if disturb:
                disturb(self)
            self.settle()
            self.show()

    def run(self, until, each=None, disturb=None):
        """Until that day, or until nobody waits for anything."""
        until = moment(until)
        while self.now < until and (self.letters or self.ask(WAITING)[0][0]):
            self.step(disturb)
            if each:
                begun = time.perf_counter()
                each(self)
                self.spent["operator"] += time.perf_counter() - begun
