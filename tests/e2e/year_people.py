"""Who writes to the desk in a year, and how: companies, and the experts of a list.

A crowd is what year_play.py shows each mail to. Who it is for reads the subject, as people do, and
answers after some hours of a working day: with odds 0 as the desk hopes, else now and then late,
twice, vaguely, not at all, or with something else than was asked. What somebody does with a mail
depends on the seed and on that mail alone, not on the order in which mails were sent.
"""

import collections
import datetime
import random
import re

from year_play import DAY, JST, letter, reply

HOUR = datetime.timedelta(hours=1)
PLACES = {"大阪": ("大阪府", "東大阪市"), "名古屋": ("愛知県", "名古屋市"), "埼玉": ("埼玉県", "川口市"),
          "東京": ("東京都", "大田区"), "福岡": ("福岡県", "北九州市"), "宮城": ("宮城県", "仙台市")}
NEEDS = {
    1: ("情報セキュリティ規程の作成についてのご相談", "情報セキュリティの規程がまだなく、取引先からも整備するよう言われております。\n規程の作り方を指導していただける専門家をご紹介ください。"),
    2: ("情報資産の洗い出しについて", "お客様の情報を多く預かっておりますが、どこに何があるか整理できておりません。\n情報資産の洗い出しとリスク分析を、専門家に手伝っていただきたいです。"),
    3: ("クラウドサービスの安全な使い方を相談したい", "受発注と会計をクラウドサービスに移しましたが、安全に使えているか不安です。\nクラウドサービスの安全利用について、専門家に相談に乗っていただきたいです。"),
    4: ("インシデント対応手順の整備について", "サイバー攻撃を受けたときに、社内で何をすればよいか決まっておりません。\nセキュリティインシデントが起きたときの対応手順書の作成を、専門家に手伝っていただきたいです。"),
    5: ("従業員向けのセキュリティ研修をお願いしたい", "最近、不審なメールが増えております。\n従業員向けの情報セキュリティ研修を実施していただける専門家をご紹介ください。"),
}
TRADES = ("金属部品を製造", "食品を加工", "印刷業を営んで", "運送業を営んで", "建設業を営んで", "卸売業を営んで")
FAMILY = ("山田", "木村", "鈴木", "佐藤", "伊藤", "高橋", "渡辺", "小林", "加藤", "吉田", "山口", "松本")
GIVEN = ("太郎", "花子", "一郎", "恵", "健", "直子", "誠", "由美")
YES = ("お引き受けします。よろしくお願いいたします。", "承知しました。喜んでお受けいたします。", "ご依頼の件、担当させていただきます。", "お引き受けします。")
NO = ("今回は辞退します。", "申し訳ございませんが、都合により今回は辞退させていただきます。", "あいにく他の案件が立て込んでおり、今回はお引き受けできません。")
IF = ("オンラインでの実施が可能であればお引き受けできます。いかがでしょうか。", "夕方からの開始でもよろしければ、お引き受けできます。", "1回あたりの料金はいくらになりますでしょうか。確認のうえ検討します。")
VAGUE = ("検討します。", "少しお時間をください。", "拝見しました。", "担当の者に確認いたします。")
MARKS = "①②③④⑤"
LEAVE = ("都合により、支援を続けられなくなりました。", "急病で入院することになり、この案件の担当を続けられなくなりました。申し訳ありません。")
WITHDRAW = ("社内の事情により、今回の相談は取り下げます。", "申し訳ありませんが、今回のご相談は取り下げさせてください。")
SLOT = re.compile(r"^\((\d)\) (\d+)年(\d+)月(\d+)日（.）(\d+):(\d+)", re.M)
FIXED = re.compile(r"：(\d+)年(\d+)月(\d+)日（.）(\d+):(\d+)")
CASE = re.compile(r"案件 (\d{4}-\d{4})")
VISIT = re.compile(r"第(\d+)回")
WEEK = "月火水木金土日"

# How often something goes otherwise than hoped, of a hundred.
SMOOTH = collections.defaultdict(int)
ROUGH = collections.defaultdict(int, {
    "decline": 12, "condition": 6, "silent": 8, "late yes": 3, "vague": 3, "away": 3,
    "slots none": 4, "slots other": 5, "slots silent": 3, "slots vague": 1, "impossible": 1, "soon": 2, "aside": 1,
    "move": 5, "drop": 1, "ill": 1, "withdraw": 2, "absent": 2, "report late": 6, "report never": 1,
    "report wrong day": 2, "end early": 1, "survey silent": 15, "twice": 3})


def day_of(when):
    return f"{when.month}月{when.day}日（{WEEK[when.weekday()]}）"


def slots_of(mail):
    return [datetime.datetime(*map(int, m[1:]), tzinfo=JST) for m in SLOT.findall(mail.text)]


def after(play, rng, hours):
    """A moment of somebody's working day, about so many hours on."""
    when = play.now + hours * HOUR * rng.uniform(0.3, 1.7)
    while when.weekday() > 4 or not 8 <= when.hour < 19:
        when += HOUR
    return when


def company(n, theme, place, rng):
    prefecture, town = PLACES[place]
    name = FAMILY[n % len(FAMILY)] + " " + GIVEN[n // len(FAMILY) % len(GIVEN)]
    return {"no": n, "theme": theme, "place": place, "company": f"株式会社見本{n:03d}", "name": name,
            "mail": f"info@c{n:03d}.example.co.jp", "town": prefecture + town, "trade": rng.choice(TRADES),
            "staff": rng.randrange(8, 120)}


def request(who, rng, copies=()):
    """How a company first writes."""
    subject, need = NEEDS[who["theme"]]
    text = (f"{who['company']}の{who['name'].split()[0]}と申します。{who['town']}で{who['trade']}しております。\n"
            f"従業員は{who['staff']}名です。\n\n{need}\n訪問での実施を希望します。予算は1回あたり4万円程度です。\n\n"
            f"{who['company']}　総務部　{who['name']}")
    text = text.replace("営んでして", "営んで")
    headers = ["Cc: " + ", ".join(f"<{c}>" for c in copies)] if copies else []
    return lambda when: letter(who["mail"], subject, text, when, who["name"], headers=headers)


class Crowd:
    def __init__(self, seed, odds, experts):
        self.seed, self.odds, self.experts = seed, odds, experts
        self.seen = collections.Counter()  # mails of a kind to somebody about a case
        self.did = collections.Counter()  # what was tried
        self.names = {}  # of companies, by address
        self.goals = {}  # how a visit goes: (case, visit) → 達成, 一部達成 or 未達成; else by the dice

    def __call__(self, play, mail):
        for pattern, answer in ANSWERS:
            if pattern in mail.subject:
                key = (mail.to, re.sub(r"\d+年.*?\d+:\d+", "", mail.subject))
                self.seen[key] += 1
                rng = random.Random(f"{self.seed} {key} {self.seen[key]}")
                getattr(self, answer.__name__)(play, mail, rng)
                return

    def happens(self, rng, what):
        """Every odd is drawn, so that one more of them changes nothing else."""
        yes = rng.randrange(100) < self.odds[what]
        self.did[what] += yes
        return yes

    def write(self, play, mail, rng, text, hours=4, headers=()):
        twice = self.happens(rng, "twice")
        when = after(play, rng, hours)

        def raw(now):
            got = reply(mail, mail.to, text, now, self.names.get(mail.to, ""), headers=headers)
            return [got, got] if twice else got

        play.plan(when, raw)

    # --- experts and offers ---

    def offer(self, play, mail, rng):
        drawn = {what: self.happens(rng, what) for what in ("away", "silent", "decline", "condition", "vague", "late yes")}
        if drawn["away"]:
            self.write(play, mail, rng, "ただいま出張のため不在にしております。後日ご連絡いたします。", 0.1,
                       ["Auto-Submitted: auto-replied"])
        if drawn["late yes"]:
            self.write(play, mail, rng, rng.choice(YES), 90)
        elif drawn["silent"]:
            return
        elif drawn["decline"]:
            self.write(play, mail, rng, rng.choice(NO), 6)
        elif drawn["condition"]:
            self.write(play, mail, rng, rng.choice(IF), 5)
        elif drawn["vague"]:
            self.write(play, mail, rng, rng.choice(VAGUE), 3)
        else:
            self.write(play, mail, rng, rng.choice(YES), 6)

    def offer_again(self, play, mail, rng):
        """A reminder, or the desk's answer to a question."""
        roll = rng.randrange(100)
        if not self.odds or roll < 55:
            self.write(play, mail, rng, rng.choice(YES), 2)
        elif roll < 80:
            self.write(play, mail, rng, rng.choice(NO), 2)

    # --- dates ---

    def choose(self, slots, rng):
        if not slots or rng.randrange(4) == 0:
            return "どの日でも大丈夫です。" if len(slots) != 1 else "その日時でお願いいたします。"
        picked = sorted(rng.sample(range(len(slots)), rng.randrange(1, len(slots) + 1)))
        marks = "と".join(MARKS[i] for i in picked)
        day = slots[picked[0]]
        return rng.choice((f"{marks}でお願いします。", f"{marks}が可能です。よろしくお願いいたします。",
                           f"{day_of(day)}{day.hour}:{day.minute:02d}からでお願いいたします。"))

    def slots(self, play, mail, rng):
        slots = slots_of(mail)
        drawn = {what: self.happens(rng, what) for what in (
            "slots silent", "slots vague", "slots none", "slots other", "impossible", "soon", "end early", "aside")}
        base = slots[-1] if slots else play.now + 7 * DAY
        other = base + rng.randrange(1, 6) * DAY
        no = int(VISIT.search(mail.subject)[1])
        if drawn["slots silent"]:
            return
        if drawn["slots vague"]:
            text = rng.choice(VAGUE)
        elif drawn["slots none"]:
            text = "あいにく、いずれの日も都合がつきません。"
        elif drawn["slots other"]:
            text = f"候補の日はいずれも都合がつきません。{day_of(other)}の{rng.choice(('午前', '午後'))}はいかがでしょうか。"
        elif drawn["impossible"]:
            text = rng.choice(("6月31日の午後でお願いします。", f"{base.month}月{base.day}日（{WEEK[(base.weekday() + 3) % 7]}）でお願いします。"))
        elif drawn["soon"] and slots:
            sooner = slots[0] - rng.randrange(3, 9) * DAY
            text = f"候補の日はいずれも都合がつきません。{day_of(sooner)}の13時30分からにしていただけないでしょうか。"
        elif drawn["end early"] and no > 2 and mail.to not in self.experts:
            text = f"目的は達成できましたので、第{no - 1}回で終了とさせていただきたいと思います。"
        else:
            text = self.choose(slots, rng)
        self.write(play, mail, rng, text, 5)
        if drawn["aside"]:
            self.write(play, mail, rng, "会議室の場所が変わりました。当日は3階の受付にお越しください。", 30)

    def slots_again(self, play, mail, rng):
        if rng.randrange(100) < 70:
            self.write(play, mail, rng, self.choose(slots_of(mail), rng), 4)

    def slots_wrong(self, play, mail, rng):
        day = play.now + rng.randrange(8, 15) * DAY
        self.write(play, mail, rng, f"失礼しました。{day_of(day)}の13時30分からでお願いいたします。", 4)

    def fixed(self, play, mail, rng):
        """Until then something may come between."""
        at = datetime.datetime(*map(int, FIXED.search(mail.subject).groups()), tzinfo=JST)
        drawn = {what: self.happens(rng, what) for what in ("move", "drop", "ill", "withdraw")}
        left = max(1, (at - play.now) / HOUR * rng.uniform(0.2, 0.9))
        other = at + rng.randrange(1, 8) * DAY
        expert = mail.to in self.experts
        if drawn["move"]:
            text = f"恐れ入りますが、{day_of(at)}は都合が悪くなりました。{day_of(other)}の{rng.choice(('午前', '午後'))}に変更していただけないでしょうか。"
        elif drawn["drop"]:
            text = f"大変申し訳ありませんが、社内の都合により{at.month}月{at.day}日の訪問はキャンセルさせてください。"
        elif drawn["ill"] and expert:
            text = rng.choice(LEAVE)
        elif drawn["withdraw"] and not expert and rng.randrange(3) == 0:
            text = rng.choice(WITHDRAW)
        else:
            return
        self.write(play, mail, rng, text, left)

    # --- reports, and the end ---

    def goal(self, mail, rng, no):
        case = CASE.search(mail.subject)[1]
        return self.goals.get((case, no)) or rng.choices(("達成", "一部達成", "未達成"), (90, 8, 2))[0]

    def report_text(self, rng, no, day, goal, last):
        if rng.randrange(2):
            lines = [f"・実施日：{day.year}年{day.month}月{day.day}日", "・実施した内容：現状を確認し、進め方を決めました。",
                     "・次回までの宿題：" + ("なし" if last else "担当者を決める"), f"・目標の達成：{goal}", "・その他：特になし"]
            return "\n".join(lines)
        free = {"達成": "目標は達成できました。", "一部達成": "目標は一部達成です。", "未達成": "目標は未達成です。"}[goal]
        return (f"第{no}回の訪問を終えましたのでご報告します。\n{day.month}月{day.day}日に予定どおり実施し、資料の内容を確認しました。\n"
                + ("" if last else "次回までの宿題は、社内の台帳を見直していただくことです。\n") + free)

    def report(self, play, mail, rng):
        no = int(VISIT.search(mail.subject)[1])
        found = re.search(r"（(\d+)年(\d+)月(\d+)日", mail.subject)
        day = datetime.date(*map(int, found.groups()))
        drawn = {what: self.happens(rng, what) for what in ("report never", "report late", "absent", "report wrong day")}
        last = "次回までの宿題" not in mail.text.split("・実施した内容")[0] and "次回の日時" not in mail.text
        text = self.report_text(rng, no, day, self.goal(mail, rng, no), last)
        if drawn["report never"]:
            return
        if drawn["absent"]:
            text = "ご担当者が不在で訪問できませんでした。"
        elif drawn["report wrong day"]:
            text = self.report_text(rng, no, day + DAY, self.goal(mail, rng, no), last)
        self.write(play, mail, rng, text, 24 * 12 if drawn["report late"] else 12)

    def report_again(self, play, mail, rng):
        found = re.search(r"（(\d+)年(\d+)月(\d+)日", mail.subject + mail.text)
        no = int(VISIT.search(mail.subject)[1])
        if found and rng.randrange(100) < 60:
            self.write(play, mail, rng, self.report_text(
                rng, no, datetime.date(*map(int, found.groups())), self.goal(mail, rng, no), False), 8)

    def end_ask(self, play, mail, rng):
        self.write(play, mail, rng, "終了を了承します。" if rng.randrange(4) or not self.odds else "残りの回も予定どおり実施を希望します。", 5)

    def survey(self, play, mail, rng):
        if self.happens(rng, "survey silent"):
            return
        roll = rng.choices(("達成", "一部達成"), (9, 1))[0]
        text = (f"Q1 {roll}\nQ2 {rng.randrange(3, 6)}\nQ3 特になし\nQ4 助かりました。" if rng.randrange(2) else
                "アンケートに回答します。おかげさまで目標は達成できました。大変満足しております。")
        self.write(play, mail, rng, text, 20)

    def withdraw_check(self, play, mail, rng):
        self.write(play, mail, rng, "取り下げます。", 4)

    def place(self, play, mail, rng):
        self.write(play, mail, rng, "大阪府です。", 4)


ANSWERS = (
    ("支援のご依頼", Crowd.offer), ("インシデント対応のご依頼", Crowd.offer), ("お返事のお願い", Crowd.offer_again),
    ("ご条件へのお答え", Crowd.offer_again), ("候補日のご確認", Crowd.slots), ("候補日へのご返信", Crowd.slots_again),
    ("日程について確認させて", Crowd.slots_wrong), ("日程が決まりました", Crowd.fixed), ("日程が変わりました", Crowd.fixed),
    ("実施報告のお願い", Crowd.report), ("実施報告をお待ち", Crowd.report_again), ("実施報告について確認", Crowd.report_again),
    ("支援を終えることについて", Crowd.end_ask), ("アンケートのお願い", Crowd.survey), ("取り下げのご意向", Crowd.withdraw_check),
    ("場所をお知らせください", Crowd.place),
)

# --- the list ---

THEMES = ("１．情報セキュリティ規程の整備", "２．情報資産の洗い出しとリスク分析", "３．クラウドサービスの安全利用",
          "４．セキュリティインシデント対応", "５．従業員向け情報セキュリティ教育")
HEAD = ("氏名,登録番号,所属状況,所属先,居住地,メールアドレス,支援可能な指導テーマ,保有する他の資格,得意とする業界,中小企業支援実績,"
        "領域0,領域1,領域2,領域3,領域4,領域5,領域6,領域7,支援形態,支援料金（1回2時間あたり）,支援期間,支援対象地域,受入可能件数,登録有効期限,自己PR")


def expert_address(n):
    return f"e{n:03d}@experts.example.jp"


def experts_csv(rows):
    """rows of (number, themes, prefectures, capacity)."""
    lines = [HEAD]
    for n, themes, places, capacity in rows:
        lines.append(f"見本 {FAMILY[n % len(FAMILY)]}{n},{900000 + n},独立,,大阪,{expert_address(n)},"
                     f"{'、'.join(THEMES[t - 1] for t in themes)},,製造業,,○,,,,,,,,訪問コンサルティング、オンラインコンサルティング、講習・研修,"
                     f"\"30,000円以上～40,000円未満\",スポット,{'、'.join(places)},{capacity},2030-03-31,")
    return "\n".join(lines) + "\n"
