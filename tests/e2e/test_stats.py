"""`madoguchi stats` against the programme's published figures, in every form, each read by a parser of
its own; and that nothing hidden can be computed, by an independent solver (glpsol).

The stores are filled through the store's own interfaces (tests/tools/fill_store.c).
"""

import collections
import csv
import html.parser
import io
import json
import math
import os
import pathlib
import re
import sqlite3
import statistics
import subprocess
import tempfile
import unittest
from datetime import datetime, timedelta, timezone

from desk import BUILD, ROOT, setting

YEAR = ("--fiscal-year", "2024")
# Domain: figures of fiscal 2024; themes 1 to 5 and the total.
PUBLISHED = {"大阪": [10, 1, 1, 1, 4, 17], "名古屋": [2, 2, 2, 4, 3, 13], "埼玉": [3, 1, 0, 0, 0, 4],
             "total": [15, 4, 3, 5, 7, 34]}
OVERVIEW = {"companies": 105, "people": 122, "consultations": 55, "matched": 35, "courses": 34, "visits": 100}
WORDS = {"companies": "企業", "people": "担当者", "consultations": "相談", "matched": "マッチング成立",
         "courses": "支援", "visits": "訪問"}


class Tables(html.parser.HTMLParser):
    """{section: rows of cells} of a page; what it would load or run is noted."""

    def __init__(self, text):
        super().__init__()
        self.tables, self.section, self.row, self.cell = {}, None, None, None
        self.loads, self.tags, self.open, self.texts = [], set(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.loads += [v for k, v in attrs if k in ("src", "href", "action", "data", "xlink:href") or k[:2] == "on"]
        if tag not in ("meta", "rect"):
            self.open.append(tag)
        if tag == "section":
            self.section = dict(attrs)["id"]
            self.tables[self.section] = []
        elif tag == "tr":
            self.row = []
        elif tag in ("td", "th"):
            self.cell = ""

    def handle_startendtag(self, tag, attrs):
        self.tags.add(tag)

    def handle_data(self, data):
        self.texts.append(data)
        if self.cell is not None:
            self.cell += data

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes nothing"
        if tag in ("td", "th"):
            self.row.append(self.cell)
            self.cell = None
        elif tag == "tr":
            self.tables[self.section].append(self.row)


def csv_tables(raw):
    tables, name = {}, None
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    for before, row in zip([[]] + rows, rows):
        if not before and row:
            name = row[1]
            tables[name] = []
        elif row and name:
            tables[name].append(row)
    return tables


def text_tables(text):
    """By title; the columns stand two spaces apart."""
    tables = {}
    for block in text.split("\n\n")[1:]:
        title, *lines = block.splitlines()
        tables[title] = [re.split(r" {2,}", line.strip()) for line in lines]
    return tables


class Stats(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temp = tempfile.TemporaryDirectory(prefix="madoguchi-stats-")
        cls.dir = pathlib.Path(cls.temp.name)
        for kind in ("programme", "hostile", "big"):
            subprocess.run([BUILD / "tools/fill_store", cls.dir / f"{kind}.db", kind], check=True)

    @classmethod
    def tearDownClass(cls):
        cls.temp.cleanup()

    def stats(self, *args, store="programme", code=0, regions=None, lang="ja"):
        conf = self.dir / "t.conf"
        regions = ["大阪=大阪府", "名古屋=愛知県", "埼玉=埼玉"] if regions is None else regions
        conf.write_text(f"store : {{ state_dir = {setting(str(self.dir))}; }};\n"
                        f"reports : {{ lang = \"{lang}\"; regions = {setting(regions)}; }};\n")
        done = subprocess.run(
            [BUILD / "madoguchi", "-c", conf, "--store", self.dir / f"{store}.db", "stats", *args],
            capture_output=True, env={**os.environ, "MADOGUCHI_DATA": str(ROOT)})
        self.assertEqual(done.returncode, code, done.stderr.decode())
        return done.stdout if code == 0 else done.stderr.decode()

    def json(self, *args, **more):
        return json.loads(self.stats("--json", *args, **more))

    # --- the published tables ---

    def test_json(self):
        got = self.json(*YEAR)
        self.assertEqual({k: got["programme"][k] for k in OVERVIEW}, OVERVIEW)
        self.assertEqual({region: [row[str(t)] for t in range(1, 6)] + [row["total"]]
                          for region, row in got["courses"].items()}, PUBLISHED)
        self.assertEqual([row["6"] for row in got["courses"].values()], [0, 0, 0, 0])
        self.assertEqual(got["course_visits"], {"1": 0, "2": 2, "3": 32})
        self.assertEqual(got["outcomes"]["withdrawn_before_start"], 1)
        self.assertEqual(got["outcomes"]["completed"], 34)
        self.assertEqual(sum(got["outcomes"].values()), 55)
        self.assertEqual(got["goals"]["yes"]["count"], 31)
        self.assertAlmostEqual(got["goals"]["yes"]["share"], 31 / 34, 4)
        self.assertEqual(got["fiscal_years"]["2024"]["visits"], 100)
        self.assertEqual(sum(m["total"] for m in got["visits_by_month"].values()), 100)
        self.assertEqual(sum(a["consultations"] for a in got["agencies"].values()), 55)

    def test_counts_by_a_word_stay(self):
        """What `stats --json` gave before there were tables."""
        got = self.json(*YEAR)
        self.assertEqual(got["state"], {"closed": 47, "no_expert": 5, "withdrawn": 3})
        self.assertEqual(got["prefecture/theme"]["愛知県/4"], 4)
        self.assertEqual(got["visits"]["held"], 100)
        self.assertEqual(self.json("--from", "2024-04-01", "--to", "2025-03-31")["courses"], got["courses"])
        self.assertEqual(self.json()["programme"]["courses"], 34 + 6)

    def test_csv(self):
        raw = self.stats("--csv", *YEAR)
        self.assertTrue(raw.startswith(b"\xef\xbb\xbf"))
        self.assertEqual(raw.count(b"\n"), raw.count(b"\r\n"))
        tables = csv_tables(raw)
        overview = dict(tables["programme"][1:])
        self.assertEqual({k: int(overview[WORDS[k]]) for k in OVERVIEW}, OVERVIEW)
        rows = {("total" if row[0] == "合計" else row[0]): list(map(int, row[1:])) for row in tables["courses"][1:]}
        self.assertEqual({k: v[:5] + v[6:] for k, v in rows.items()}, PUBLISHED)
        self.assertEqual(tables["course_visits"][1:], [["1", "0"], ["2", "2"], ["3", "32"]])

    def test_html(self):
        page = self.stats("--html", *YEAR).decode()
        read = Tables(page)
        self.assertEqual(read.open, [])
        self.assertEqual((read.loads, read.tags & {"script", "link", "img", "iframe", "object"}), ([], set()))
        self.assertIn("svg", read.tags)
        self.assertNotIn("url(", page)
        self.assertIn("@media print", page)
        overview = {row[0]: row[1] for row in read.tables["programme"][1:]}
        self.assertEqual({k: int(overview[WORDS[k]]) for k in OVERVIEW}, OVERVIEW)
        rows = {("total" if row[0] == "合計" else row[0]): list(map(int, row[1:]))
                for row in read.tables["courses"][1:]}
        self.assertEqual({k: v[:5] + v[6:] for k, v in rows.items()}, PUBLISHED)

    def test_text(self):
        tables = text_tables(self.stats(*YEAR).decode())
        overview = dict(tables["全体"][1:])
        self.assertEqual({k: int(overview[WORDS[k]]) for k in OVERVIEW}, OVERVIEW)
        rows = {("total" if row[0] == "合計" else row[0]): list(map(int, row[1:]))
                for row in tables["地域×指導テーマの支援件数"] if len(row) == 8 and row[0] != "1"}
        self.assertEqual({k: v[:5] + v[6:] for k, v in rows.items()}, PUBLISHED)

    def test_both_languages_and_prefectures(self):
        page = Tables(self.stats("--html", *YEAR, lang="en", regions=[]).decode())
        self.assertEqual([row[0] for row in page.tables["courses"][1:]], ["Saitama", "Aichi", "Osaka", "Total"])
        self.assertNotRegex("".join(t for t in page.texts if "見本" not in t and "みなと" not in t and "{" not in t),
                            "[ぁ-んァ-ヶ一-龠]{2}(?!相談窓口)")
        self.assertIn("Courses by region", self.stats(*YEAR, "--lang", "en").decode())
        self.assertEqual(list(self.json(*YEAR, regions=["西=大阪,愛知"])["courses"]), ["西", "埼玉県", "total"])

    # --- figures computed once more ---

    def test_lead_times_and_experts(self):
        cases = [json.loads(line) for line in subprocess.run(
            [BUILD / "madoguchi", "--store", self.dir / "programme.db", "export"], check=True,
            capture_output=True).stdout.splitlines()]
        at = datetime.fromisoformat
        cases = [c for c in cases if "2024-04-01" <= c["opened_at"] < "2025-04-01"]
        hours = sorted((at(c["accepted_at"]) - at(c["opened_at"])).total_seconds() / 3600
                       for c in cases if c["accepted_at"])
        got = self.json(*YEAR)["lead_times"]["request_to_accepted"]
        self.assertGreater(len(set(hours)), 3)
        self.assertEqual(got["n"], 35)
        self.assertAlmostEqual(got["median"], statistics.median_low(hours), 2)
        self.assertAlmostEqual(got["mean"], statistics.mean(hours), 2)
        self.assertAlmostEqual(got["p90"], hours[math.ceil(0.9 * len(hours)) - 1], 2)
        offers = [o for c in cases for o in c["offers"] if o["registration_no"] == "000004"]
        state = [o["state"] for o in offers]
        got = self.json(*YEAR)["experts"]["000004"]
        self.assertEqual((got["asked"], got["accepted"], got["declined"], got["lapsed"]),
                         (len(state), state.count("accepted"), state.count("declined"), state.count("lapsed")))
        self.assertAlmostEqual(got["rate"], state.count("accepted") / len(state), 3)

    def rows(self, store, sql):
        db = sqlite3.connect(self.dir / f"{store}.db")
        db.row_factory = sqlite3.Row
        try:
            return [dict(r) for r in db.execute(sql)]
        finally:
            db.close()

    def spans_are(self, got, hours, what):
        with self.subTest(what):
            hours = sorted(h / 3600 for h in hours)
            self.assertEqual(got["n"], len(hours))
            if hours:
                self.assertAlmostEqual(got["median"], statistics.median_low(hours), 2)
                self.assertAlmostEqual(got["mean"], statistics.mean(hours), 2)
                self.assertAlmostEqual(got["p90"], hours[math.ceil(0.9 * len(hours)) - 1], 2)

    def test_all_tables_of_a_large_store(self):
        """Lead times, goals, experts, agencies and years, from the rows of the store and the manual alone."""
        cases = {c["id"]: c for c in self.rows("big", "SELECT * FROM cases")}
        people = {p["id"]: p for p in self.rows("big", "SELECT * FROM people")}
        visits = collections.defaultdict(list)
        for v in self.rows("big", "SELECT * FROM visits WHERE state IN ('held', 'reported') ORDER BY no"):
            visits[v["case_id"]].append(v)
        offers = self.rows("big", "SELECT o.*, e.registration_no FROM offers o JOIN experts e ON e.id = o.expert_id")
        accepted = {o["case_id"]: cases[o["case_id"]]["accepted_at"] for o in offers
                    if o["state"] == "accepted" and cases[o["case_id"]]["expert_id"] == o["expert_id"]}
        courses = {i for i in accepted if visits[i]}
        got = self.json(store="big")
        self.assertGreater(len(courses), 100)
        self.assertEqual((got["programme"]["matched"], got["programme"]["courses"]), (len(accepted), len(courses)))
        lead = got["lead_times"]
        self.spans_are(lead["request_to_accepted"], [accepted[i] - cases[i]["opened_at"] for i in accepted], "accepted")
        self.spans_are(lead["accepted_to_first_visit"],
                       [visits[i][0]["starts_at"] - accepted[i] for i in courses], "first visit")
        self.spans_are(lead["accepted_to_last_visit"],
                       [visits[i][-1]["starts_at"] - accepted[i] for i in courses if len(visits[i]) > 0
                        and cases[i]["state"] in ("survey", "closed")], "last visit")
        goals = collections.Counter(([v["goal"] for v in visits[i] if v["goal"]] or ["none"])[-1] for i in courses)
        self.assertEqual({k: v["count"] for k, v in got["goals"].items() if v["count"]}, dict(goals))
        by_expert = collections.defaultdict(list)
        for o in offers:
            by_expert[o["registration_no"]].append(o)
        self.assertEqual(set(got["experts"]), set(by_expert))
        for number, own in by_expert.items():
            row, count = got["experts"][number], collections.Counter(o["state"] for o in own)
            settled = sum(count[s] for s in ("accepted", "declined", "lapsed"))
            with self.subTest(number):
                self.assertEqual([row[k] for k in ("asked", "accepted", "declined", "lapsed")],
                                 [len(own), count["accepted"], count["declined"], count["lapsed"]])
                self.assertAlmostEqual(row["rate"] or 0, count["accepted"] / settled if settled else 0, 4)
                answers = sorted((o["answered_at"] - o["made_at"]) / 3600 for o in own
                                 if o["state"] in ("accepted", "declined"))
                if answers:
                    self.assertAlmostEqual(row["answer_median"], statistics.median_low(answers), 2)

        def tally(key):
            table = collections.defaultdict(lambda: [0, 0, 0, 0])
            for i, c in cases.items():
                for k, yes in enumerate((True, i in accepted, i in courses, c["state"] == "withdrawn")):
                    table[key(c)][k] += yes
            return dict(table)

        def year(t):
            day = datetime.fromtimestamp(t, timezone(timedelta(hours=9)))
            return str(day.year - (day.month < 4))

        def agency(c):
            p = people.get(c["referrer_id"])
            return "-" if not p else p["company"] or p["name"] or p["email"]

        for name, want in (("fiscal_years", tally(lambda c: year(c["opened_at"]))), ("agencies", tally(agency))):
            self.assertEqual({k: [v["consultations"], v["matched"], v["courses"], v["withdrawn"]]
                              for k, v in got[name].items()
                              if v["consultations"]}, want, name)

    def test_the_period_in_words(self):
        for args, ja, en in (((), "全期間", "all time"), (("--from", "2024-04-01"), "から", "from"),
                             (("--to", "2025-03-31"), "まで", "until"), (YEAR, "2024", "2024")):
            for form in ((), ("--csv",), ("--html",)):
                self.assertRegex(self.stats(*args, *form).decode(), f"対象期間[^\n]*{ja}")
                text = self.stats(*args, *form, lang="en").decode()
                self.assertRegex(text, f"Period[^\n]*{en}")
                self.assertNotIn("指定なし", text)

    # --- hostile names ---

    def test_names_are_no_formulas_and_no_markup(self):
        raw = self.stats("--csv", store="hostile")
        self.assertEqual(raw.count(b"\n"), raw.count(b"\r\n"))
        rows = csv_tables(raw)
        for table in rows.values():
            for row in table:
                for cell in row:
                    self.assertNotRegex(cell, r"^[\s　]*[=+\-@＝＋－＠]")
        self.assertIn("'=HYPERLINK", rows["experts"][1][0])
        self.assertEqual(len({len(row) for row in rows["agencies"]}), 1)
        page = self.stats("--html", store="hostile").decode()
        read = Tables(page)
        self.assertEqual((read.open, read.loads, read.tags & {"script", "b"}), ([], [], set()))
        self.assertIn("<script>alert(1)</script>", [row[0] for row in read.tables["agencies"]])
        self.assertIn("<script>alert(1)</script>", self.json(store="hostile")["agencies"])

    # --- small numbers ---

    def sums(self, got):
        """[(cells, total)]: every sum over printed numbers. A cell is a path; a total a path, a number or None."""
        all_ = got["programme"]
        k, m, c = all_["courses"], all_["matched"], all_["consultations"]
        found, outcomes = [], list(got["outcomes"])
        minus = lambda a, b: None if a is None or b is None else a - b
        for part, total in ((outcomes[:4], minus(c, m)), (outcomes[4:7], minus(m, k)), (outcomes[7:], k)):
            found.append(([("outcomes", o) for o in part], total))
        courses = got["courses"]
        heads = [t for t in courses["total"] if t != "total"]
        regions = [r for r in courses if r != "total"]
        for r in courses:
            found.append(([("courses", r, t) for t in heads], ("courses", r, "total")))
        for t in courses["total"]:
            found.append(([("courses", r, t) for r in regions], ("courses", "total", t)))
        for r in regions:
            found.append(([("regions", r, "courses")], ("courses", r, "total")))
        found.append(([("courses", "total", "total")], k))
        found.append(([("goals", g, "count") for g in got["goals"]], k))
        found.append(([("course_visits", n) for n in got["course_visits"]], k))
        for name in ("category", "theme"):
            found.append(([(name, x) for x in got[name]], c))
        for name in ("regions", "agencies", "fiscal_years"):
            for column, total in (("consultations", c), ("matched", m), ("courses", k)):
                found.append(([(name, x, column) for x in got[name]], total))
        found.append(([("visits_by_month", x, "total") for x in got["visits_by_month"]],
                      sum(row["visits"] or 0 for row in got["fiscal_years"].values())
                      if all(row["visits"] is not None for row in got["fiscal_years"].values()) else None))
        for x in got["visits_by_month"]:
            found.append(([("visits_by_month", x, f) for f in ("onsite", "online")], ("visits_by_month", x, "total")))
        for x in got["experts"]:
            found.append(([("experts", x, f) for f in ("accepted", "declined", "lapsed", "other")],
                          ("experts", x, "asked")))
        return found

    def range_of(self, got, path, constraints):
        """The least and the greatest that a hidden cell can be."""
        ends = []
        for sense in ("Minimize", "Maximize"):
            (self.dir / "p.lp").write_text(f"{sense}\n o: {path}\nSubject To\n" + constraints + "End\n")
            out = self.dir / "p.out"
            subprocess.run(["glpsol", "--lp", self.dir / "p.lp", "-w", out], check=True, capture_output=True)
            status = re.search(r"^s bas \d+ \d+ (\w) (\w) (\S+)", out.read_text(), re.M)
            ends.append(float(status[3]) if status and status[1] == "f" and status[2] == "f" else math.inf)
        return ends

    def check_hidden(self, below, **more):
        open_, got = self.json(*YEAR, **more), self.json(*YEAR, "--hide-below", str(below), **more)
        self.assertEqual(got["hidden_below"], below)
        names = {}

        def value(path, tree=got):
            for step in path:
                tree = tree[step]
            return tree

        lines = []
        for cells, total in self.sums(got):
            known, unknown = 0, []
            for path in cells:
                if value(path) is None:
                    unknown.append(names.setdefault(path, f"x{len(names)}"))
                else:
                    known += value(path)
            right = value(total) if isinstance(total, tuple) else total
            if isinstance(total, tuple) and right is None:
                lines.append((unknown, names.setdefault(total, f"x{len(names)}"), -known))
            elif right is not None and unknown:
                lines.append((unknown, None, right - known))
        text = "".join(f" c{i}: " + " + ".join(u) + (f" - {t}" if t else "") + f" = {r}\n"
                       for i, (u, t, r) in enumerate(lines) if u)
        shown = 0
        for table in ("programme", "outcomes", "courses", "course_visits", "goals", "regions", "category", "theme",
                      "experts", "agencies", "fiscal_years", "visits_by_month"):
            for row, cells in open_[table].items():
                for column, n in (cells.items() if isinstance(cells, dict) else ((None, cells),)):
                    if isinstance(n, int):
                        path = (table, row) if column is None else (table, row, column)
                        shown += value(path) is not None
                        self.assertFalse(0 < n < below and value(path) is not None, path)
                        if path in names and f"{names[path]} " in text + " ":
                            least, most = self.range_of(got, names[path], text)
                            self.assertGreaterEqual(most - least, 1, path)
                            self.assertLessEqual(least, n)
                            self.assertGreaterEqual(most, n)
        return shown, len(names)

    def test_hidden_numbers_cannot_be_computed(self):
        for below in (3, 6):
            shown, hidden = self.check_hidden(below)
            self.assertGreater(hidden, 20)
            self.assertGreater(shown, 40)  # not by hiding everything

    def test_hidden_in_every_form(self):
        got = self.json(*YEAR, "--hide-below", "3")
        self.assertNotIn("state", got)
        self.assertNotIn("prefecture/theme", got)
        self.assertIsNone(got["courses"]["埼玉"]["2"])
        self.assertEqual(csv_tables(self.stats("--csv", *YEAR, "--hide-below", "3"))["courses"][3][2], "*")
        page = Tables(self.stats("--html", *YEAR, "--hide-below", "3").decode())
        self.assertEqual(page.tables["courses"][3][2], "*")
        self.assertRegex(self.stats(*YEAR, "--hide-below", "3").decode(), r"埼玉 +\* +\*")

    # --- usage ---

    def test_what_is_asked_wrongly_is_said(self):
        for args in (("--fiscal-year", "x"), (*YEAR, "--from", "2024-01-01"), ("--csv", "--html"),
                     ("--json", "--csv"), ("--hide-below", "0"), ("--lang", "fr"), ("x",),
                     ("--from", "2025-01-01", "--to", "2024-01-01")):
            self.stats(*args, code=2)
        for wrong in ("大阪", "大阪=Atlantis", "=大阪府"):
            self.assertIn("reports.regions", self.stats(regions=[wrong], code=2))
        self.assertIn("two regions", self.stats(regions=["a=大阪", "b=大阪"], code=2))


if __name__ == "__main__":
    unittest.main()
