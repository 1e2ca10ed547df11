#!/usr/bin/python3
"""The published programme of fiscal 2024, played through the real daemon with a moved clock.

105 companies (122 people) come to six events; 55 consult the desk by mail; 35 are matched; one of them
withdraws before the start; 34 courses, 32 of three visits and two of two; 100 visits. In the end `madoguchi
stats` gives the published tables.

In the desk's terms: who came to an event is a contact that its organiser hands over (`contacts import`, on the
day after the event) and nobody writes to; who writes is a consultation, some with a colleague in copy; matched
is who has an expert's yes. The other 20: eight withdraw while experts are asked, six sit where no expert is
listed, and from six every expert is kept by other work. Experts decline or are silent now and then.
"""

import pathlib
import random
import sqlite3
import tempfile
import time
import types
import unittest

import office
import test_stats
import year_people as people
from test_year import folder
from year_operator import Operator
from year_play import DAY, Play, moment
from year_rules import Outcome

SEED = 2024
REGIONS = ["大阪=大阪府", "名古屋=愛知県", "埼玉=埼玉県"]
COMPANIES, PEOPLE, EVENTS, CONSULTATIONS, MATCHED = 105, 122, 6, 55, 35
LEAVES, ELSEWHERE, REFUSED = range(35, 43), range(43, 49), range(49, 55)  # of the 20, by number
WITHDRAWS, TWO_VISITS = 34, (5, 17)
GOALS = {3: "一部達成", 11: "一部達成", 23: "未達成"}


class Participants(people.Crowd):
    """As the odds say; but who ends how is the programme's."""

    def __init__(self, *args):
        super().__init__(*args)
        self.companies, self.number = {}, {}  # by address; of a case

    def __call__(self, play, mail):
        case = people.CASE.search(mail.subject)
        if case and case[1] not in self.number:
            (who,), = play.ask("select p.email from cases c join people p on p.id = c.requester_id where number = ?", case[1])
            self.number[case[1]] = self.companies[who]["no"]
        no = self.number[case[1]] if case else None
        rng = random.Random(f"{self.seed} {mail.to} {mail.subject}")
        if "受け付けました" in mail.subject and no in LEAVES:
            self.write(play, mail, rng, people.WITHDRAW[no % 2], 9)
        elif "をご紹介します" in mail.subject and no == WITHDRAWS:
            self.write(play, mail, rng, people.WITHDRAW[0], 20)
        elif "支援のご依頼" in mail.subject and no in LEAVES:
            return
        elif "支援のご依頼" in mail.subject and no in REFUSED:
            self.write(play, mail, rng, people.NO[0], 3)
        elif "お返事のお願い" in mail.subject and no is not None and no >= MATCHED:
            return
        else:
            super().__call__(play, mail)

    def choose(self, slots, rng):
        return rng.choice(("①でお願いします。", "どの日でも大丈夫です。" if len(slots) > 1 else "①でお願いします。",
                           "①が可能です。よろしくお願いいたします。"))

    def slots(self, play, mail, rng):
        no = self.number[people.CASE.search(mail.subject)[1]]
        if no in TWO_VISITS and "第3回" in mail.subject and mail.to in self.companies:
            self.write(play, mail, rng, "目的は達成できましたので、第2回で終了とさせていただきたいと思います。", 3)
        elif not (no in TWO_VISITS and "第3回" in mail.subject):
            super().slots(play, mail, rng)

    def goal(self, mail, rng, no):
        return GOALS.get(self.number[people.CASE.search(mail.subject)[1]], "達成")


def wanted():
    """Place and theme of each consultation: the table of the 34 courses, the one that withdraws, the 20 others."""
    table = [(place, theme + 1) for place, row in test_stats.PUBLISHED.items() if place != "total"
             for theme, count in enumerate(row[:5]) for _ in range(count)]
    random.Random(SEED).shuffle(table)
    rest = [("大阪", 1), *[("名古屋", 5), ("大阪", 2)] * 4, *[("宮城", 1), ("宮城", 5)] * 3, *[("大阪", 3), ("埼玉", 2)] * 3]
    return table + rest


def experts():
    places = (["大阪府", "京都府"], ["愛知県", "岐阜県"], ["埼玉県", "東京都"])
    return [(n, sorted({n % 5 + 1, (n + 1) % 5 + 1, (n + 3) % 5 + 1}), places[n % 3], 3) for n in range(1, 46)]


class Programme(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        path, rng, listed = folder(cls), random.Random(SEED), experts()
        (path / "list.csv").write_text(people.experts_csv(listed))
        odds = dict.fromkeys(people.ROUGH, 0) | {"decline": 12, "silent": 4, "report late": 4, "survey silent": 10}
        cls.crowd = Participants(SEED, odds, {people.expert_address(e[0]) for e in listed})
        play = cls.play = Play(path / "desk", "2024-04-01T09:05", cls.crowd, {
            "visits": {"close_after_days": 30}, "reports": {"digest_hour": 8, "regions": REGIONS}}, path / "list.csv")
        cls.plan(play, rng, wanted())
        operator, begun = Operator(), time.perf_counter()
        play.run("2025-03-31", lambda play: (cls.hold_events(play, path), operator(play)))
        cls.close_the_rest(play)
        play.close()
        cls.outcome = Outcome(play.desk, now=play.now)
        print(f"    {time.perf_counter() - begun:.1f} s: {', '.join(f'{k} {v:.1f}' for k, v in play.spent.items())}; {play.steps} steps, "
              f"{play.delivered} letters in, {play.read} out; operator: {dict(operator.did)}")

    @classmethod
    def plan(cls, play, rng, wishes):
        """Six events from April to September, and who writes in the weeks after each."""
        cls.events = [(play.now + (7 + 25 * n) * DAY, []) for n in range(EVENTS)]
        for n in range(COMPANIES):
            place, theme = wishes[n] if n < CONSULTATIONS else ("大阪", 1)
            who = people.company(n, theme, place, rng)
            held, list_of = cls.events[n % EVENTS]
            guests = [(who["company"], who["name"], who["mail"])]
            if n < PEOPLE - COMPANIES:
                guests.append((who["company"], "佐々木 和夫", f"soumu@c{n:03d}.example.co.jp"))
            list_of += guests
            if n < CONSULTATIONS:
                cls.crowd.companies[who["mail"]] = who
                cls.crowd.names[who["mail"]] = who["name"]
                copies = [g[2] for g in guests[1:]] if n % 3 == 0 else []
                play.plan(held + rng.uniform(1, 20) * DAY, people.request(who, rng, copies))

    @classmethod
    def hold_events(cls, play, path):
        while cls.events and play.now > cls.events[0][0]:
            _, guests = cls.events.pop(0)
            (path / "guests.csv").write_text("会社名,氏名,メールアドレス\n" + "".join(",".join(g) + "\n" for g in guests))
            play.desk.run("contacts", "import", path / "guests.csv")

    @classmethod
    def close_the_rest(cls, play):
        """At the end of the year the operator closes what found nobody."""
        for number, in play.ask("select number from cases where state = 'no_expert'"):
            play.desk.run("case", "close", number, "--why", "年度内に専門家が見つかりませんでした")
        play.settle()
        play.show()

    def stats(self, *args):
        return self.play.desk.run("stats", "--fiscal-year", "2024", *args).stdout

    def test_json(self):
        got = self.play.desk.json("stats", "--fiscal-year", "2024")[0]
        self.assertEqual({k: got["programme"][k] for k in test_stats.OVERVIEW}, test_stats.OVERVIEW)
        self.assertEqual({place: [row[str(t)] for t in range(1, 6)] + [row["total"]] for place, row in got["courses"].items()
                          if place in test_stats.PUBLISHED}, test_stats.PUBLISHED)
        self.assertEqual({n: v for n, v in got["course_visits"].items() if v}, {"2": 2, "3": 32})
        self.assertEqual(got["outcomes"]["withdrawn_before_start"], 1)
        self.assertEqual(got["outcomes"]["completed"], 34)
        self.assertEqual(sum(got["outcomes"].values()), 55)
        self.assertEqual({k: v["count"] for k, v in got["goals"].items() if k in ("yes", "partly", "no")},
                         {"yes": 31, "partly": 2, "no": 1})
        self.assertAlmostEqual(got["goals"]["yes"]["share"], 31 / 34, 4)
        self.assertEqual(got["fiscal_years"]["2024"]["visits"], 100)
        self.assertEqual(sum(m["total"] for m in got["visits_by_month"].values()), 100)

    def test_csv(self):
        tables = test_stats.csv_tables(self.stats("--csv").encode())
        overview = dict(tables["programme"][1:])
        self.assertEqual({k: int(overview[test_stats.WORDS[k]]) for k in test_stats.OVERVIEW}, test_stats.OVERVIEW)
        rows = {("total" if row[0] == "合計" else row[0]): list(map(int, row[1:])) for row in tables["courses"][1:]}
        self.assertEqual({k: v[:5] + v[6:] for k, v in rows.items() if k in test_stats.PUBLISHED}, test_stats.PUBLISHED)
        self.assertEqual([row for row in tables["course_visits"][1:] if row[1] != "0"], [["2", "2"], ["3", "32"]])

    def test_every_visit_was_reported(self):
        ask = self.outcome.ask
        self.assertEqual(ask("select state, count(*) from visits where state <> 'cancelled' group by 1"), [("reported", 100)])
        self.assertEqual(ask("select count(*) from surveys")[0][0] > 25, True)

    def test_rules(self):
        for rule in Outcome.RULES:
            with self.subTest(rule):
                self.assertEqual(list(getattr(self.outcome, rule)())[:5], [])

    def test_rules_see_what_breaks_them(self):
        """Each on a copy of the store with one thing wrong in it."""
        for rule, sql in WRONG.items():
            with self.subTest(rule), tempfile.TemporaryDirectory() as temp:
                store = pathlib.Path(temp) / "copy.db"
                with sqlite3.connect(self.play.desk.store) as db, sqlite3.connect(store) as copy:
                    db.backup(copy)
                    self.assertGreater(copy.execute(sql).rowcount, 0)
                    copy.commit()
                desk = types.SimpleNamespace(store=store, sent=self.play.desk.sent, json=self.play.desk.json)
                self.assertNotEqual(list(getattr(Outcome(desk, now=self.play.now), rule)()), [])


# One breach of each rule.
CLOSED = "id = (select min(id) from cases where state = 'closed')"
WRONG = {
    "unnoticed": f"update cases set state = 'visits' where {CLOSED}",
    "overdue": "update outbox set state = 'pending' where id = 1",
    "closed_days": "update visits set starts_at = 1714883400, ends_at = 1714894200 where id = 1",  # 5 May, a Sunday
    "consent": "update visit_slots set company = 0 where visit_id = 1",
    "gaps": "update visits set starts_at = starts_at - 9 * 86400 where no = 2 and state = 'reported'",
    "double_bookings": "update visits set expert_id = 1, starts_at = 1714700000, ends_at = 1714710000 where id < 3",
    "twice": "update outbox set state = 'cancelled' where id = 1",
    "calendars": "update visits set starts_at = starts_at + 86400 where id = 1",
    "histories": f"update cases set state = 'withdrawn' where {CLOSED}",
    "accepted_once": "update cases set state = 'visits' where state = 'withdrawn' and accepted_at is null",
}


if __name__ == "__main__":
    raise SystemExit(office.main("test_year_programme"))
