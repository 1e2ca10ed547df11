"""The whole job, on servers of its own: Dovecot and Exim on free loopback ports.

Ten mails arrive by SMTP; experts answer as experts do (accept, decline, silence); the clock is
carried forward until every course of three visits is held and closed (some companies answer the
survey, some do not); then the timeline of each case and the figures are printed. With --keep everything stays running.
"""

import argparse
import datetime
import imaplib
import os
import pathlib
import re
import signal
import smtplib
import sqlite3
import ssl
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))
parser = argparse.ArgumentParser()
parser.add_argument("--build", default="build")
parser.add_argument("--keep", action="store_true")
options = parser.parse_args()
os.environ["MADOGUCHI_BUILD"] = str(pathlib.Path(options.build).resolve())

import desk as desks  # noqa: E402
import dovecot  # noqa: E402
import exim  # noqa: E402
import letters  # noqa: E402

SECRET = "demo-secret"
EXPERTS = ["okawa", "nakamura", "kobayashi", "watanabe", "mori", "ishida", "harada", "fujii"]
DECLINES = {"okawa"}   # once
SILENT = {"mori"}      # once
COMPANY_BOXES = [*dict.fromkeys([*letters.COMPANIES, "minato"])]
ELSEWHERE = {"tsubame"}  # offers another day than the first three, once
MISTAKEN = {"minato"}    # names a day that does not exist, once
SILENT_COMPANIES = {"tsubame", "minato"}  # do not answer the survey
START = "2026-06-01T09:05"


def say(text=""):
    print(text, flush=True)


class Demo:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.boxes = {letters.DESK: "desk", letters.CHAMBER: "chamber",
                      "operator@desk.example.jp": "operator"}
        self.boxes.update({a: n for n, a in letters.COMPANIES.items()})
        self.boxes[letters.RECEPTION] = "minato"
        self.boxes.update({f"{n}@experts.example.jp": n for n in EXPERTS})
        self.passwords = {name: SECRET + "-" + name for name in self.boxes.values()}
        self.imap = dovecot.start(
            str(self.folder / "imap"), self.passwords, mail=str(self.folder / "mail"))
        self.mta = exim.start(
            str(self.folder / "smtp"),
            {address: self.imap.box(name) for address, name in self.boxes.items()},
            ("desk", SECRET), require_auth=False)
        self.desk = self.make_desk()
        self.seen = {}
        self.slow = set(SILENT)
        self.busy = set(DECLINES)
        self.asked = False
        self.elsewhere = set(ELSEWHERE)
        self.mistaken = set(MISTAKEN)

    def make_desk(self):
        for name, text in (("imap", self.passwords["desk"]), ("smtp", SECRET)):
            path = self.folder / f"{name}-password"
            path.write_text(text + "\n")
            path.chmod(0o600)
        return desks.Desk(self.folder / "desk", sources=[{
            "name": "inbox", "kind": "imap", "host": "localhost", "port": self.imap.imaps_port,
            "tls": "tls", "ca_file": self.imap.ca_file, "user": "desk", "auth": "password",
            "password_file": str(self.folder / "imap-password"), "move_to": "Taken"}],
            sink={
                "kind": "smtp", "host": "localhost", "port": self.mta.port, "tls": "starttls",
                "ca_file": self.mta.ca_file, "user": "desk", "auth": "password",
                "password_file": str(self.folder / "smtp-password"), "rate_per_minute": 0})

    # --- mail as people send and read it ---

    def send(self, sender, raw):
        with smtplib.SMTP("127.0.0.1", self.mta.port, timeout=20) as smtp:
            smtp.starttls(context=ssl.create_default_context(cafile=self.mta.ca_file))
            smtp.sendmail(sender, [letters.DESK], raw)

    def new_mails(self, name):
        """What the mailbox got since the last look, read by IMAP."""
        context = ssl.create_default_context(cafile=self.imap.ca_file)
        with imaplib.IMAP4_SSL("localhost", self.imap.imaps_port, ssl_context=context) as box:
            box.login(name, self.passwords[name])
            box.select("INBOX", readonly=True)
            first = self.seen.get(name, 0) + 1
            _, found = box.uid("search", None, f"UID {first}:*")
            mails = []
            for uid in map(int, found[0].split()):
                if uid >= first:
                    _, data = box.uid("fetch", str(uid), "(BODY.PEEK[])")
                    mails.append(desks.parse(data[0][1]))
                    self.seen[name] = uid
            return mails

    # --- the desk's state, looked at from outside ---

    def ask(self, sql):
        with sqlite3.connect(f"file:{self.desk.store}?mode=ro", uri=True, timeout=20) as db:
            return db.execute(sql).fetchall()

    def quiet(self):
        now = int(self.desk.now().timestamp())
        return self.ask(f"""select (select count(*) from inbox where state = 'new')
            + (select count(*) from outbox where state in ('pending', 'sending', 'retry'))
            + (select count(*) from timers where due_at <= {now})""")[0][0] == 0

    def settle(self, arrived):
        """Until so many messages were taken in and nothing is left to do."""
        def settled():
            return self.ask("select count(*) from inbox")[0][0] >= arrived and self.quiet()
        self.desk.wait("the desk does not come to rest", settled, 30)
        self.mta.wait_delivered()

    # --- people ---

    def expert_answers(self, name, mail):
        """The text an expert would answer with; None for silence."""
        subject = str(mail["Subject"])
        if "候補日の" in subject:
            return "①、②、③のいずれも可能です。"
        if "報告" in subject and "お礼" not in subject and "受け取" not in subject:
            done = f"{self.desk.now():%Y年%-m月%-d日}"
            return (f"訪問を終えましたのでご報告します。\n実施日: {done}\n"
                    "内容: 予定どおり支援を行いました。\n宿題: 次回までに資料の見直し\n"
                    "目標達成: 達成\n")
        if "ご依頼" not in subject and "緊急" not in subject:
            return None
        if name in self.busy:
            self.busy.discard(name)
            return "申し訳ありませんが、今回は業務多忙のため辞退いたします。"
        if name in self.slow:
            self.slow.discard(name)
            return None
        return "お引き受けします。よろしくお願いいたします。"

    def answer_all(self):
        """Everybody reads and answers once; how many answers were sent."""
        answers = 0
        for name in EXPERTS:
            for mail in self.new_mails(name):
                text = self.expert_answers(name, mail)
                if text:
                    self.reply(f"{name}@experts.example.jp", mail, text)
                    say(f"    {name}: {text.splitlines()[0]}")
                    answers += 1
        for name in COMPANY_BOXES:
            for mail in self.new_mails(name):
                answers += self.company_answers(name, mail)
        return answers

    def company_answers(self, name, mail):
        """How a company answers one mail: 1 when it does, else 0."""
        address = mail["To"].addresses[0].addr_spec
        subject, body, text = str(mail["Subject"]), desks.body_of(mail), None
        if "候補日の" in subject:
            slots = re.findall(r"^\(\d\) (\S+)～", body, re.M)
            text = "②でお願いいたします。" if len(slots) > 1 else "その日時でお願いいたします。"
            if name in self.elsewhere and len(slots) > 2:
                self.elsewhere.discard(name)
                # a week behind the last of them, in the afternoon; once on a day that is none
                day = max(datetime.datetime.strptime(s.split("（")[0], "%Y年%m月%d日") for s in slots)
                day += datetime.timedelta(days=1 if day.weekday() < 4 else 3)
                text = f"あいにく3日とも都合がつきません。{day.month}月{day.day}日の午後はいかがでしょうか。"
            elif name in self.mistaken:
                self.mistaken.discard(name)
                text = "6月31日の午後でお願いします。"
        elif "確認させてください" in subject and "日程" in subject:
            text = "失礼しました。①でお願いいたします。"
        elif "アンケートのお願い" in subject and name not in SILENT_COMPANIES:
            text = "Q1 達成\nQ2 5\nQ3 特になし\nQ4 現場の言葉で説明していただき、助かりました。"
        if text:
            self.reply(address, mail, text)
            say(f"    {name}: {text.splitlines()[0]}")
            return 1
        return self.menu_answer(name, mail, body)

    def menu_answer(self, name, mail, body):
        if name != "minato" or self.asked or "（ア）" not in body or "（オ）" not in body:
            return 0
        self.asked = True
        self.reply(letters.RECEPTION, mail, "アでお願いします。")
        say("    minato: メニューから「ア」")
        return 1

    def reply(self, sender, mail, text):
        self.send(sender, desks.reply_to(mail, sender, text, self.desk.now()))

    # --- the story ---

    def next_timer(self):
        row = self.ask("select min(due_at) from timers")[0][0]
        return row and datetime.datetime.fromtimestamp(row, desks.JST)

    def go_on(self):
        """Carries the clock to the next day on which something is due."""
        due = self.next_timer()
        if not due:
            return False
        evening = due.replace(hour=19, minute=0, second=0)
        self.desk.set_clock(max(due, evening).strftime("%Y-%m-%dT%H:%M:%S"))
        say(f"  時計を {self.desk.now():%Y-%m-%d %H:%M} に進める")
        return True

    def play(self):
        arrived = 0
        self.desk.set_clock(START)
        done = self.desk.run("experts", "import", HERE / "experts.csv")
        say("■ 専門家リスト: " + done.stdout.strip())
        self.desk.start()
        say("■ 10通のメールを SMTP で送る")
        for title, sender, raw in letters.first_nine(self.desk.now()):
            self.send(sender, raw)
            arrived += 1
            say(f"    {arrived}. {title}（{sender}）")
        self.settle(arrived)
        ack = [m for m in self.new_mails("tsubame") if "受け付け" in str(m["Subject"])][0]
        self.send(letters.COMPANIES["tsubame"], desks.reply_to(
            ack, letters.COMPANIES["tsubame"],
            "追加でお伝えします。社員のうち10名は在宅勤務です。", self.desk.now()))
        arrived += 1
        say(f"    {arrived}. 受付通知への返信（追加の情報）")
        self.settle(arrived)
        say("■ 専門家の返信、訪問、報告")
        for _ in range(200):
            answers = self.answer_all()
            if answers:
                arrived += answers
                self.settle(arrived)
            elif self.go_on():
                self.settle(arrived)
            else:
                break

    def show(self):
        say("\n■ 案件ごとの経過")
        for case in self.desk.json("export"):
            say(f"\n{case['number']}  {case['company'] or '会社名不明'}  状態: {case['state']}"
                f"  区分 {case['category']}  テーマ {case['theme'] or '-'}  {case['prefecture'] or '-'}")
            for event in case["events"]:
                if event["what"] != "mail":
                    say(f"  {event['at'][:16].replace('T', ' ')}  {event['text'][:100]}")
        say("\n■ 返信しなかったメール")
        for sender, subject, kind, decision in self.ask(
                "select from_addr, subject, kind, decision from inbox where decision = 'ignore'"):
            say(f"  {sender}  {subject}（{kind}）")
        say("\n■ 担当者を待っているもの")
        say(self.desk.run("review").stdout.rstrip())
        say("\n■ 集計")
        say(self.desk.run("stats").stdout.rstrip())

    def verdict(self):
        closed = [c for c in self.desk.json("export") if c["state"] == "closed"]
        visits = sum(v["state"] == "reported" for c in closed for v in c["visits"])
        answered = self.ask("""select count(*) from outbox o join inbox i
            on lower(i.from_addr) = o.recipient where i.decision = 'ignore'
            and i.from_addr not in (select email from people)""")[0][0]
        say(f"\n終了した案件 {len(closed)}、報告済みの訪問 {visits}、"
            f"自動メールへの返信 {answered}")
        return len(closed) >= 6 and visits == 3 * len(closed) and answered == 0

    def stop(self):
        self.desk.stop()
        self.mta.stop()
        self.imap.close()


def main():
    began = time.monotonic()
    folder = tempfile.mkdtemp(prefix="madoguchi-demo-")
    os.chmod(folder, 0o711)
    demo = Demo(folder)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        demo.play()
        demo.show()
        good = demo.verdict()
    except BaseException:
        demo.stop()
        say(f"the demo failed; its files are in {folder}")
        raise
    say(f"\n結果は次の場所に残します（不要になれば消してください）: {folder}"
        f"\nメールボックス: {demo.imap.mail}\n保管ファイル:   {demo.desk.store}")
    say(f"案件を見る:     {options.build}/madoguchi -c {demo.desk.conf} cases")
    if options.keep:
        say(f"\nIMAP 127.0.0.1:{demo.imap.imaps_port} (TLS)  SMTP 127.0.0.1:{demo.mta.port}"
            f"\n利用者 desk, パスワード {demo.passwords['desk']}。Ctrl-C で終わります。")
        try:
            signal.pause()
        except KeyboardInterrupt:
            pass
    demo.stop()
    say(f"所要 {time.monotonic() - began:.1f} 秒")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
