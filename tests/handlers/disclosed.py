"""What the mails of a story tell of others, against the rows that say so.

Looks for the people of each case in every mail of it: names, addresses, numbers. A mail that holds
one of another person without a row, and a row of a person whom the mail does not hold, are faults. So is
a mail to an expert that names anybody, or holds what only the company's mail host knows, before the desk
has introduced the company to that expert.
"""

import email
import email.policy
import pathlib
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from desk import wire_of  # noqa: E402

STAFF = ("operator_alert", "chat/operator_alert", "chat/operator_answer")  # to the desk itself


def squeezed(text):
    return "".join(text.split()).lower()


def everything(wire):
    """Headers decoded, names of attachments, and all text parts."""
    message = email.message_from_bytes(wire, policy=email.policy.default)
    found = []
    for part in message.walk():
        found += [str(value) for value in part.values()]
        found.append(part.get_filename() or "")
        if part.get_content_maintype() == "text":
            found.append(part.get_content())
    return squeezed("|".join(found))


class Case:
    def __init__(self, db, row):
        self.id = row["id"]
        self.people = {}  # (role, address): what tells who it is
        self.own = {squeezed(t) for t in (row["subject"], row["thread"]) if t and len(t) > 5}
        self.introduced = set()  # experts who got the introduction
        self.requester = self.add(db, "company", row["requester_id"], row["company"], row["contact"], row["phone"])
        self.add(db, "referrer", row["referrer_id"])
        # By chat, the company's person may have been known by that alone.
        self.identities = {r["email"] for r in db.execute(
            "select email from case_person c join people p on p.id = c.person_id where case_id = ? and "
            "email like '%@chat.invalid'", (self.id,))}
        for e in db.execute("select e.* from offers o join experts e on e.id = o.expert_id where o.case_id = ?",
                            (self.id,)):
            self.people["expert", e["email"]] = {e["name"], e["email"], e["registration_no"]}

    def add(self, db, role, person_id, *own):
        person = db.execute("select * from people where id = ?", (person_id,)).fetchone()
        known = set(own) | ({person["email"], person["name"], person["company"]} if person else set())
        known = {k for k in known if k and len(k) > 1}
        if known:
            self.people[role, person["email"] if person else None] = known
        return person["email"] if person else None

    def told(self, text, recipient):
        """(role, address) of the others whom the text names."""
        own = {squeezed(k) for (_, address), known in self.people.items() if address == recipient for k in known}
        return {who for who, known in self.people.items() if who[1] != recipient and
                any(squeezed(k) in text and not any(squeezed(k) in o for o in own) for k in known)}


def too_early(case, mail, text, told):
    """What the mail tells an expert who has not been introduced to the company."""
    if mail["template"] == "intro_expert":
        case.introduced.add(mail["recipient"])
    if ("expert", mail["recipient"]) not in case.people or mail["recipient"] in case.introduced:
        return []
    return sorted(told, key=str) + sorted(t for t in case.own if t in text)


def faults(store):
    """One line for each fault; and how many rows there are."""
    db = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    db.row_factory = sqlite3.Row
    found = []
    cases = {row["id"]: Case(db, row) for row in db.execute("select * from cases")}
    rows = {}
    for row in db.execute("select * from disclosures"):
        rows.setdefault(row["outbox_id"], set()).add((row["subject"], row["subject_addr"]))
    for mail in db.execute("select * from outbox order by id"):
        noted, told, early = rows.get(mail["id"], set()), set(), []
        case = cases.get(mail["case_id"])
        if case and mail["template"] not in STAFF:
            wire = wire_of(mail["wire"])
            text = squeezed(wire.decode()) if mail["channel"] == "chat" else everything(wire)
            told = case.told(text, mail["recipient"])
            noted = {(role, case.requester if a in case.identities else a) for role, a in noted}
            early = too_early(case, mail, text, told)
        found += [f"{mail['template']} to {mail['recipient']}: {what} before acceptance" for what in early]
        for what, people in (("not recorded", told - noted), ("recorded, not told", noted - told)):
            found += [f"{mail['template']} to {mail['recipient']}: {who} {what}" for who in sorted(people, key=str)]
    db.close()
    return found, sum(map(len, rows.values()))
