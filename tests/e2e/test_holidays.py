#!/usr/bin/python3
"""`madoguchi holidays` against the days that the government announced, and against the Act on
National Holidays worked out anew from the position of the sun.
"""

import datetime
import json
import math
import os
import pathlib
import subprocess
import unittest

import office
from desk import BUILD

DAY = datetime.timedelta(days=1)

# As announced each February for the year that follows, month/day.
ANNOUNCED = {
    2020: "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/23 7/24 8/10 9/21 9/22 11/3 11/23",
    2021: "1/1 1/11 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/22 7/23 8/8 8/9 9/20 9/23 11/3 11/23",
    2022: "1/1 1/10 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/18 8/11 9/19 9/23 10/10 11/3 11/23",
    2023: "1/1 1/2 1/9 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/17 8/11 9/18 9/23 10/9 11/3 11/23",
    2024: "1/1 1/8 2/11 2/12 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/22 9/23 10/14 11/3 11/4 11/23",
    2025: "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/21 8/11 9/15 9/23 10/13 11/3 11/23 11/24",
    2026: "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 11/23",
    2027: "1/1 1/11 2/11 2/23 3/21 3/22 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/23 10/11 11/3 11/23",
}


def sun(when):
    """Apparent longitude of the sun in degrees, to a hundredth (low-precision formula)."""
    t = (when - datetime.datetime(2000, 1, 1, 12)).total_seconds() / 86400 / 36525
    anomaly = math.radians(357.52911 + 35999.05029 * t)
    centre = (1.914602 - 0.004817 * t) * math.sin(anomaly) + 0.019993 * math.sin(2 * anomaly)
    node = math.radians(125.04 - 1934.136 * t)
    return 280.46646 + 36000.76983 * t + centre - 0.00569 - 0.00478 * math.sin(node)


def equinox(year, month, longitude):
    """The day in Japan on which the sun gets there."""
    low = datetime.datetime(year, month, 10)
    high = low + 25 * DAY
    while high - low > datetime.timedelta(seconds=1):
        middle = low + (high - low) / 2
        if (sun(middle) - longitude + 180) % 360 < 180:
            low = middle
        else:
            high = middle
    return (low + datetime.timedelta(hours=9)).date()


def by_the_act(year):
    def monday(month, n):
        first = datetime.date(year, month, 1)
        return first + ((7 - first.weekday()) % 7 + 7 * (n - 1)) * DAY

    games = {2020: [(7, 23), (7, 24), (8, 10)], 2021: [(7, 22), (7, 23), (8, 8)]}
    named = {datetime.date(year, m, d) for m, d in
             [(1, 1), (2, 11), (2, 23), (4, 29), (5, 3), (5, 4), (5, 5), (11, 3), (11, 23)] +
             games.get(year, [(8, 11)])}
    named |= {monday(1, 2), monday(9, 3), equinox(year, 3, 0), equinox(year, 9, 180)}
    if year not in games:
        named |= {monday(7, 3), monday(10, 2)}
    days = set(named)
    for day in named:
        if day.weekday() == 6:
            day += DAY
            while day in named:
                day += DAY
            days.add(day)
    return days | {d + DAY for d in named if d + DAY not in named and d + 2 * DAY in named}


class Holidays(unittest.TestCase):
    def days(self, year, *args, national=True):
        done = subprocess.run([BUILD / "madoguchi", *args, "holidays", str(year), "--json"], stdout=subprocess.PIPE,
                              check=True, env={**os.environ, "MADOGUCHI_DATA": str(office.desks.ROOT)})
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        return {datetime.date.fromisoformat(r["date"]): r["name"] for r in rows if r["national"] == national}

    def test_announced(self):
        for year, text in ANNOUNCED.items():
            days = {datetime.date(year, *map(int, d.split("/"))) for d in text.split()}
            with self.subTest(year):
                self.assertEqual(set(self.days(year)), days)
                self.assertEqual(by_the_act(year), days)

    def test_by_the_act(self):
        for year in range(2020, 2051):
            with self.subTest(year):
                self.assertEqual(set(self.days(year)), by_the_act(year))

    def test_closed(self):
        """Year's end by default; what the configuration says instead."""
        closed = [(12, 29), (12, 30), (12, 31), (1, 2), (1, 3)]
        for year in (2026, 2027):
            days = {datetime.date(year, m, d) for m, d in closed}
            self.assertEqual(set(self.days(year, national=False)), {d for d in days if d.weekday() < 5})
        conf = pathlib.Path(office.folder(self)) / "a.conf"
        conf.write_text('desk : { address = "soudan@desk.example.jp"; };\n'
                        'calendar : { closed = [ "08-13", "2026-08-14", "08-15" ]; };\n')
        self.assertEqual([str(d) for d in self.days(2026, "-c", conf, national=False)], ["2026-08-13", "2026-08-14"])
        self.assertEqual([str(d) for d in self.days(2027, "-c", conf, national=False)], ["2027-08-13"])


if __name__ == "__main__":
    raise SystemExit(office.main("test_holidays"))
