"""What must hold of a year that was played: read from the store and from the mails alone.

Each rule yields one line for every breach. The holidays are worked out from the Act
(test_holidays.py), the gaps and the closed days from the settings of the test, the calendars by
icalendar, the life of a case from `madoguchi states`.
"""

import collections
import datetime
import email
import email.policy
import re
import sqlite3

import icalendar

import test_holidays
from desk import JST, wire_of

SETTLED = "('fixed', 'held', 'reported')"
CLOSED = {(12, 29), (12, 30), (12, 31), (1, 2), (1, 3)}
OPEN = "state not in ('closed', 'withdrawn', 'no_expert')"


def day_of(seconds):
    return datetime.datetime.fromtimestamp(seconds, JST)


class Holidays:
    def __init__(self):
        self.years = {}

    def is_working(self, day):
        if day.year not in self.years:
            self.years[day.year] = set(test_holidays.by_the_act(day.year))
        return day.weekday() < 5 and day not in self.years[day.year] and (day.month, day.day) not in CLOSED


class Outcome:
    """A store and the folder of sent mails, after the year."""

    def __init__(self, desk, gap_min=14, now=None):
        self.desk, self.gap_min = desk, gap_min
        self.now = int((now or desk.now()).timestamp())
        self.db = sqlite3.connect(f"file:{desk.store}?mode=ro", uri=True, timeout=20)
        self.holidays = Holidays()

    def ask(self, sql, *args):
        return self.db.execute(sql, args).fetchall()

    def mails(self):
        for folder in ("new", "cur"):
            for path in sorted((self.desk.sent / folder).iterdir()):
                yield path.name, path.read_bytes()

    # --- nothing waits unseen ---

    def unnoticed(self):
        """A case that waits has a timer to come, or stands in the review."""
        for number, state in self.ask(f"""select number, state from cases c where {OPEN}
                and not exists(select 1 from timers t where t.case_id = c.id)
                and not exists(select 1 from events e where e.case_id = c.id and e.open = 1)
                and not exists(select 1 from outbox o where o.case_id = c.id and o.state in ('held', 'failed'))"""):
            # Whom the operator is to look for (no_expert) or to understand (review) is in the list of cases itself.
            if state != "review":
                yield f"{number} ({state}) waits for nothing"

    def overdue(self):
        """What was due long ago has happened, or is in the review."""
        for kind, due in self.ask(f"select kind, due_at from timers where due_at <= {self.now}"):
            yield f"timer {kind} of {day_of(due)} has not fired"
        for sql, what in (
                ("select 'offer', case_id, due_at + 86400 from offers where state in ('open', 'conditional')", "offer"),
                (f"select 'visit ' || no, case_id, ends_at + 45 * 86400 from visits where state in ('fixed', 'held')", "report")):
            for name, case, until in self.ask(sql):
                if until < self.now and not self.ask(
                        "select 1 from events where case_id = ? and (open = 1 or what = 'report_late' and at > ?)", case, until - 45 * 86400) and not \
                        self.ask("select 1 from cases where id = ? and state in ('closed', 'withdrawn', 'survey')", case):
                    yield f"case {case}: {name}: {what} overdue since {day_of(until)}"
        for state, n in self.ask("select state, count(*) from outbox where state not in ('sent', 'cancelled') group by 1"):
            yield f"{n} mails are {state}"
        for state, n in self.ask("select state, count(*) from inbox where state <> 'done' group by 1"):
            yield f"{n} messages are {state}"

    # --- dates ---

    def closed_days(self):
        for sql, what in ((f"select v.id, v.starts_at, v.ends_at from visits v where state in {SETTLED}", "visit"),
                          ("select visit_id, starts_at, ends_at from visit_slots", "slot of visit")):
            for number, start, end in self.ask(sql):
                a, b = day_of(start), day_of(end)
                if not self.holidays.is_working(a.date()):
                    yield f"{what} {number} lies on {a:%Y-%m-%d %a}"
                if a.date() != b.date() or a.hour < 9 or b > b.replace(hour=17, minute=0):
                    yield f"{what} {number}: {a} to {b}"

    def consent(self):
        """Each date was agreed by both sides in a round that was put to them (none was moved by hand)."""
        for number, no, start in self.ask(f"""select c.number, v.no, v.starts_at from visits v join cases c on c.id = v.case_id
                where v.state in {SETTLED} and not exists(select 1 from visit_slots k where k.visit_id = v.id
                and k.starts_at = v.starts_at and k.company > 0 and k.expert > 0)"""):
            yield f"{number} visit {no}: {day_of(start)} was not agreed"

    def gaps(self):
        """A gap shorter than configured was said to be one, in the letters to both sides."""
        told = collections.defaultdict(set)
        for case, visit, recipient, body in self.slot_letters():
            if "間隔の目安から外れる日を含みます" in body:
                for m in re.finditer(r"^\(\d\) (\d+)年(\d+)月(\d+)日（.）(\d+):(\d+)", body, re.M):
                    told[(visit, datetime.datetime(*map(int, m.groups()), tzinfo=JST).timestamp())].add(recipient)
        rows = self.ask(f"select case_id, id, no, starts_at from visits where state in {SETTLED} order by case_id, starts_at")
        for (case, _, no, a), (other, visit, next_no, b) in zip(rows, rows[1:]):
            if case != other:
                continue
            if next_no <= no:
                yield f"case {case}: visit {next_no} is before {no}"
            days = (day_of(b).date() - day_of(a).date()).days
            named = self.ask("""select 1 from visit_wishes w where w.case_id = ? and w.possible = 1 and w.day like ?""",
                             case, f"{day_of(b):%Y-%m-%d}%")
            if days < self.gap_min and not told[(visit, b)] and not named:
                yield f"case {case}: visit {next_no} {days} days after {no}, and nobody was told"

    def slot_letters(self):
        for case, visit, recipient, wire in self.ask(
                "select case_id, visit_id, recipient, wire from outbox where template in ('visit_slots', 'visit_slots_reminder') and state = 'sent'"):
            message = email.message_from_bytes(wire_of(wire))
            yield case, visit, recipient, message.get_payload(decode=True).decode().replace("\r\n", "\n")

    def double_bookings(self):
        rows = self.ask(f"""select expert_id, starts_at, ends_at, case_id, no from visits
            where state in {SETTLED} and expert_id is not null order by 1, 2""")
        for a, b in zip(rows, rows[1:]):
            if a[0] == b[0] and b[1] < a[2]:
                yield f"expert {a[0]}: case {a[3]} visit {a[4]} and case {b[3]} visit {b[4]} at {day_of(b[1])}"

    # --- mails ---

    def twice(self):
        """Every mail that counts as sent was delivered once; none says within a day what another said, but in
        answer to another mail, or to the operator, who may have done the same again."""
        ids, said = collections.Counter(), {}
        sent = {(m, r): t for m, r, t in self.ask("select message_id, recipient, template from outbox where state = 'sent'")}
        for name, raw in self.mails():
            message = email.message_from_bytes(raw)
            key = (message["Message-ID"].strip("<> "), email.utils.parseaddr(message["To"])[1])
            ids[key[0], name.split(".")[0]] += 1
            at = email.utils.parsedate_to_datetime(message["Date"])
            body = re.sub(rb"(?m)^(Date|Message-ID|In-Reply-To|References|Reply-To|Content-Type|--|[ \t]|\r?$).*$", b"",
                          raw.replace(b"\r\n", b"\n"))
            text = (key[1], message["In-Reply-To"], hash(body))
            before = said.get(text) if sent.get(key) != "operator_alert" else None
            if before and abs(at - before[1]) < datetime.timedelta(days=1):
                yield f"{sent.get(key)} {key[0]} to {key[1]} says what {before[0]} said"
            said[text] = (key[0], at)
        for key, n in ids.items():
            if n > 1:
                yield f"{key} was delivered {n} times"
        if sum(ids.values()) != len(sent):
            yield f"{len(sent)} mails count as sent, {sum(ids.values())} were delivered"

    def calendars(self):
        """What a recipient's calendar holds in the end is what the store says."""
        last = {}
        # Whatever the letter is called: an invitation is taken back by several kinds.
        for recipient, wire in self.ask("select recipient, wire from outbox where state = 'sent' and visit_id is not null order by done_at, id"):
            for part in email.message_from_bytes(wire_of(wire)).walk():
                if part.get_content_type() == "text/calendar":
                    cal = icalendar.Calendar.from_ical(part.get_payload(decode=True))
                    event, = cal.walk("VEVENT")
                    uid, sequence = str(event["UID"]), int(event["SEQUENCE"])
                    before = last.get((uid, recipient))
                    if before and sequence < before[0]:
                        yield f"{uid} to {recipient}: sequence {sequence} after {before[0]}"
                    last[(uid, recipient)] = (sequence, str(cal["METHOD"]), event.decoded("DTSTART").timestamp())
        visits = {uid: (state, start) for uid, state, start in self.ask("select uid, state, starts_at from visits")}
        now = collections.defaultdict(list)
        for (uid, recipient), (sequence, method, start) in last.items():
            now[uid].append((recipient, method, start))
            state, at = visits[uid]
            if method == "REQUEST" and state in ("fixed", "held", "reported") and start != at and not self.was_replaced(uid):
                yield f"{uid}: {recipient} has {day_of(start)}, the store {day_of(at)}"
        for uid, (state, start) in visits.items():
            holders = [r for r, method, at in now[uid] if method == "REQUEST" and at == start]
            if state in ("fixed", "held", "reported") and len(holders) < 2:
                yield f"{uid} ({state}): only {holders} have it in their calendars"
            if state == "cancelled":
                for r, method, _ in now[uid]:
                    if method == "REQUEST":
                        yield f"{uid} is cancelled, and {r} was not told"

    def was_replaced(self, uid):
        return self.ask("""select count(*) from events e join visits v on v.case_id = e.case_id
            where v.uid = ? and e.what = 'state' and e.text like '% → 専門家選定中%'""", uid)[0][0] > 1

    # --- histories ---

    def histories(self):
        """From its first state to the one it has now, in steps that the table of states knows."""
        names = {"受付": "received", "内容確認中": "confirm", "担当者確認待ち": "review", "インシデント対応": "incident",
                 "専門家選定中": "matching", "打診中": "offered", "引受済み": "accepted", "訪問支援中": "visits",
                 "アンケート中": "survey", "終了": "closed", "取下げ": "withdrawn", "該当者なし": "no_expert"}
        allowed = {(s["from"], s["to"]) for s in self.desk.json("states")}
        state = collections.defaultdict(lambda: "received")
        for case, text in self.ask("select case_id, text from events where what = 'state' order by id"):
            before, after = (names[w.strip()] for w in text.split(":")[0].split("→"))
            if before != state[case]:
                yield f"case {case}: {text}, and it was in {state[case]}"
            if (before, after) not in allowed:
                yield f"case {case}: {text} is no step of the table"
            state[case] = after
        for case, now in self.ask("select id, state from cases"):
            if state[case] != now:
                yield f"case {case} is {now}, its history says {state[case]}"

    def accepted_once(self):
        for number, state in self.ask("""select number, state from cases c where state in ('accepted', 'visits', 'survey')
                and (select count(*) from offers o where o.case_id = c.id and o.state = 'accepted') <> 1"""):
            yield f"{number} is {state} without an expert"

    RULES = ("unnoticed", "overdue", "closed_days", "consent", "gaps", "double_bookings", "twice", "calendars",
             "histories", "accepted_once")
