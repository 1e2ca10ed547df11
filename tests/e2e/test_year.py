#!/usr/bin/python3
"""A year of the desk, played through the real daemon with a moved clock (year_play.py).

Rough: 400 applications in a year from April to March, for courses of four visits, so that there are
about 1,500 of them. People decline, set conditions, are silent, name other days, move, cancel, fall ill,
do not come, report late, end early, write twice (year_people.py); the daemon is ended at random, with
SIGTERM and SIGKILL; an operator looks into the review once a week (year_operator.py). In the end
year_rules.py reads the store and the mails. YEAR_SEED= plays another year; the seed is printed.
"""

import os
import pathlib
import random
import shutil
import time
import types
import unittest

import office
import year_people as people
from year_operator import Operator
from year_play import DAY, Play, moment
from year_rules import Outcome

SEED = int(os.environ.get("YEAR_SEED", "20260401"))
APPLICATIONS, VISITS, EXPERTS, RESTARTS = 400, 4, 90, 12
STORE_MAX = 100 * 1000 * 1000


def folder(case):
    """In memory where there is room: what is tested are decisions, not the disk. YEAR_DIR= keeps it."""
    if "YEAR_DIR" in os.environ:
        return office.desks.fresh_dir(os.environ["YEAR_DIR"])
    shm = pathlib.Path("/dev/shm")
    if not shm.is_dir() or shutil.disk_usage(shm).free < 1 << 30:
        return office.folder(case)
    path = pathlib.Path(shm / f"madoguchi-year-{os.getpid()}-{case.__name__}")
    path.mkdir(mode=0o700)
    case.addClassCleanup(shutil.rmtree, path, ignore_errors=True)
    return path


def experts(rng):
    places = [prefecture for prefecture, _ in people.PLACES.values()]
    return [(n, sorted(rng.sample(range(1, 6), 3)), sorted(rng.sample(places, 3)), rng.randrange(3, 6))
            for n in range(1, EXPERTS + 1)]


def play_rough(path, seed=SEED):
    """The year; what the rules and the figures look at."""
    rng = random.Random(seed)
    listed = experts(rng)
    (path / "list.csv").write_text(people.experts_csv(listed))
    crowd = people.Crowd(seed, people.ROUGH, {people.expert_address(e[0]) for e in listed})
    start = "2026-04-01T09:05"
    play = Play(path / "desk", start, crowd, {"visits": {"count": VISITS}, "reports": {"digest_hour": 8}}, path / "list.csv")
    for n in range(APPLICATIONS):
        who = people.company(n, rng.randrange(1, 6), rng.choice(list(people.PLACES)), rng)
        crowd.names[who["mail"]] = who["name"]
        play.plan(moment(start) + rng.uniform(0, 255) * DAY, people.request(who, rng))
    ends = sorted(rng.sample(range(20, 450), RESTARTS))

    def disturb(play):
        if ends and play.steps >= ends[0]:
            ends.pop(0)
            time.sleep(rng.uniform(0, 0.1))
            play.restart(kill=len(ends) % 2 == 0)

    operator = Operator()
    unnoticed = []

    def each(play):
        operator(play)
        if play.steps % 20 == 0:
            unnoticed.extend(Outcome(play.desk, now=play.now).unnoticed())

    begun = time.perf_counter()
    play.run("2027-04-30", each, disturb)
    wall = time.perf_counter() - begun
    play.close()
    return types.SimpleNamespace(play=play, crowd=crowd, operator=operator, unnoticed=unnoticed, wall=wall,
                                 outcome=Outcome(play.desk, now=play.now), restarts=RESTARTS - len(ends))


class Rough(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        print(f"YEAR_SEED={SEED}", flush=True)
        cls.year = play_rough(folder(cls))
        year, ask = cls.year, cls.year.outcome.ask
        print(f"    {year.wall:.1f} s: {', '.join(f'{k} {v:.1f}' for k, v in year.play.spent.items())}; {year.play.steps} steps, "
              f"{year.play.delivered} letters in, {year.play.read} out")
        print(f"    tried: {dict(year.crowd.did)}\n    operator: {dict(year.operator.did)}")
        for table in ("cases", "visits", "offers"):
            print(f"    {table}: {dict(ask(f'select state, count(*) from {table} group by 1'))}")

    def count(self, sql):
        return self.year.outcome.ask(sql)[0][0]

    def breaks(self, rule):
        found = list(getattr(self.year.outcome, rule)())
        self.assertEqual(found[:10], [], f"{len(found)} in all; YEAR_SEED={SEED}")

    def test_a_year_was_played(self):
        """Everything that a year can bring came about, or the rules say little."""
        self.assertEqual(self.count("select count(*) from cases"), APPLICATIONS)
        self.assertGreater(self.count("select count(*) from visits where state <> 'asked'"), APPLICATIONS * 2)
        self.assertEqual(self.year.restarts, RESTARTS)
        for what in people.ROUGH:
            self.assertGreater(self.year.crowd.did[what], 0, what)
        for state in ("accepted", "declined", "lapsed", "cancelled"):
            self.assertGreater(self.count(f"select count(*) from offers where state = '{state}'"), 0, state)
        for state in ("closed", "withdrawn"):
            self.assertGreater(self.count(f"select count(*) from cases where state = '{state}'"), 0, state)

    def test_nobody_waited_unnoticed(self):
        self.assertEqual(self.year.unnoticed[:10], [])

    def test_each_message_was_handled_once(self):
        self.assertEqual(self.count("select count(*) from inbox") + self.count("select count(*) from inbox_copy"),
                         self.year.play.delivered)

    def test_store(self):
        self.assertLess(self.year.outcome.desk.store.stat().st_size, STORE_MAX)


for rule in Outcome.RULES:
    setattr(Rough, "test_rule_" + rule, lambda self, rule=rule: self.breaks(rule))


if __name__ == "__main__":
    raise SystemExit(office.main("test_year"))
