"""The operator of a year: looks into the review on Mondays, and does what it asks for with the command."""

import collections

ANSWER = "オンラインでも実施できます。初回は訪問をお願いいたします。"
ASKS = 2  # so often slots are put again by hand; then the case is given up


class Operator:
    def __init__(self):
        self.asked = collections.Counter()
        self.did = collections.Counter()
        self.week = None

    def __call__(self, play):
        week = play.now.isocalendar()[:2]
        if week == self.week:
            return
        self.week = week
        items = collections.defaultdict(list)
        for item in play.desk.json("review"):
            items[item["case"]].append(item)
        done = []
        for case, of_case in items.items():
            events = [i for i in of_case if i["type"] == "event"]
            if case:
                self.deal(play, case, " ".join(i["text"] for i in events))
            done += [i["id"] for i in events]
        if done:
            play.desk.run("review", "done", *done, check=False)
        play.settle()

    def case(self, play, what, number, *more):
        self.did[what] += 1
        done = play.desk.run("case", what, number, *more, check=False)
        if done.returncode > 2:
            raise RuntimeError(f"case {what} {number}: {done.stderr}")
        return done.returncode == 0

    def deal(self, play, number, text):
        state, waits = play.ask("""select state, exists(select 1 from timers t join visits v on v.id = t.ref_id
            where t.case_id = c.id and v.state = 'asked' and t.kind like 'slots_%') from cases c where number = ?""", number)[0]
        if state in ("closed", "withdrawn"):
            return
        if "条件・質問" in text and state == "offered" and self.case(play, "answer", number, ANSWER):
            return
        if "引受後の辞退" in text and self.case(play, "replace", number, "--why", "専門家の都合"):
            return
        if "取り下げ" in text or "取下げ" in text:
            self.case(play, "withdraw", number)
        elif state in ("review", "no_expert"):
            self.asked[number] += 1
            if self.asked[number] > ASKS:
                self.case(play, "close", number, "--why", "専門家が見つかりません")
            else:
                self.case(play, "approve" if state == "review" else "search", number)
        elif state in ("accepted", "visits") and not waits:
            self.course(play, number)

    def course(self, play, number):
        """A course in which no visit is to come and none is being agreed on."""
        if play.ask("""select 1 from visits v join cases c on c.id = v.case_id where c.number = ?
                and v.state = 'fixed'""", number):
            return
        self.asked[number] += 1
        if self.asked[number] > ASKS or not self.case(play, "ask", number):
            self.case(play, "close", number, "--why", "日程が決まりません")
