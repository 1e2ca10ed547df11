"""Answers and forwards of known parts, in the notations of the programs that people use.

    for letter in notations.letters(): letter.name, letter.subject, letter.body, letter.want

A letter is put together from the writer's own words, what is quoted and a signature, so that it is
known which is which. `want` uses the keys of zoo.py; None means that there is none of it.
"""

import dataclasses


@dataclasses.dataclass
class Letter:
    name: str
    subject: str
    body: str
    want: dict


# The words: short and long, with what is easily taken for a mark.
ANSWERS = [
    "承知しました。6月10日の午前でお願いします。",
    "お世話になっております。例示製作所の山田です。\n\nご提案の日程のうち、②でお願いいたします。\n費用の件も了解しました。\n\nよろしくお願いいたします。",
    "恐れ入りますが、今回は辞退いたします。\n理由: 当日は出張のため",
    "Thank you for your mail.\n\nThe second date suits us best.\n\nKind regards,\nYamada",
    "日時: 6月10日(水) 10:00\n場所: 本社2階\n以上でお願いします。",
]
ASKED = [
    "山田様\n\nご相談ありがとうございます。\n下記の日程はいかがでしょうか。\n① 6月10日(水)\n② 6月11日(木)\n\n情報セキュリティ相談窓口",
    "専門家の先生のご都合を伺いました。\n\n返信で「お引き受けします」または「辞退します」とお書きください。",
    "Dear Mr Yamada,\n\nwhich of these dates suits you?\n1) June 10\n2) June 11\n\nThe desk",
]
SIGNATURES = {
    "dashes": "-- \n株式会社例示製作所 総務部\n山田 太郎\nTEL 03-0123-4567",
    "rules": "━━━━━━━━━━━━━━━━━━\n株式会社例示製作所\n総務部 山田 太郎\n〒100-0000 東京都千代田区1-2-3\nTEL 03-0123-4567 / FAX 03-0123-4568\nyamada@sme.example.jp\n━━━━━━━━━━━━━━━━━━",
    "stars": "＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊\n有限会社見本商店　山田\n電話：06-0123-4567\n＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊",
    "hyphens": "----------------------------------\n合同会社ひな形\n代表 山田\nE-mail: y@sme.example.jp\n----------------------------------",
    "iphone": "iPhoneから送信", "ipad": "Sent from my iPad", "outlook-ios": "Outlook for iOS を入手", "outlook-ios-en": "Get Outlook for iOS",
    "outlook-android": "Android 版 Outlook を入手", "galaxy": "Galaxyから送信", "iphone-blank": "iPhone から送信", "gmail-app": "Android 用 Gmail から送信",
    "windows-mail": "Windows 版のメールから送信", "docomo": "ドコモメールから送信",
}
DESK = "情報セキュリティ相談窓口"
DESK_ADDR = "soudan@desk.example.jp"


def marked(text, mark="> "):
    return "\n".join((mark + line).rstrip(" ") if line or mark.strip() else line for line in text.split("\n"))


def outlook_ja(text, name=DESK, addr=DESK_ADDR, subject="日程のご相談"):
    return f"差出人: {name} <{addr}>\n送信日時: 2026年5月12日 10:00\n宛先: 山田 太郎 <y@sme.example.jp>\nCC: 総務部 <soumu@sme.example.jp>\n件名: {subject}\n\n{text}"


def outlook_en(text, name=DESK, addr=DESK_ADDR, subject="日程のご相談"):
    return f"From: {name} <{addr}>\nSent: Tuesday, May 12, 2026 10:00 AM\nTo: 山田 太郎 <y@sme.example.jp>\nSubject: {subject}\n\n{text}"


# Each takes the old text and gives the lines that a program puts below (or above) the answer.
REPLIES = {
    "marks": lambda t: marked(t),
    "wide-marks": lambda t: marked(t, "＞"),
    "marks-without-blank": lambda t: marked(t, ">"),
    "bars": lambda t: marked(t, "| "),
    "deep": lambda t: marked(marked("もっと前の文です。") + "\n" + t),
    "gmail-ja": lambda t: f"2026年5月12日(火) 10:00 {DESK} <{DESK_ADDR}>:\n\n" + marked(t),
    "gmail-ja-wrapped": lambda t: f"2026年5月12日(火) 10:00 {DESK}\n<{DESK_ADDR}>:\n\n" + marked(t),
    "gmail-ja-clock": lambda t: f"2026年5月12日(火) 午前10:00 {DESK} <{DESK_ADDR}>:\n" + marked(t),
    "gmail-ja-slash": lambda t: f"2026/5/12(火) 10:00 {DESK} <{DESK_ADDR}>:\n\n" + marked(t),
    "gmail-en": lambda t: f"On Tue, May 12, 2026 at 10:00 AM {DESK} <{DESK_ADDR}> wrote:\n\n" + marked(t),
    "gmail-en-wrapped": lambda t: f"On Tue, May 12, 2026 at 10:00 AM {DESK} <\n{DESK_ADDR}> wrote:\n\n" + marked(t),
    "gmail-en-three": lambda t: f"On Tue, May 12, 2026 at 10:00 AM A Very Long Name of an Organisation\nand its Department for All Things\n<{DESK_ADDR}> wrote:\n\n" + marked(t),
    "thunderbird": lambda t: f"On 2026/05/12 10:00, {DESK} wrote:\n" + marked(t),
    "thunderbird-ja": lambda t: f"2026/05/12 10:00, {DESK} wrote:\n" + marked(t),
    "thunderbird-old": lambda t: f"(2026/05/12 10:00), {DESK} wrote:\n" + marked(t),
    "thunderbird-ja-word": lambda t: f"{DESK} さんは書きました:\n" + marked(t),
    "thunderbird-date-ja": lambda t: f"{DESK} は 2026/05/12 10:00 に書きました:\n" + marked(t),
    "becky": lambda t: f"On Tue, 12 May 2026 10:00:00 +0900\n{DESK} <{DESK_ADDR}> wrote:\n\n" + marked(t),
    "shuriken": lambda t: f"{DESK}さんの\n\"日程のご相談\" のメッセージに書きました:\n" + marked(t),
    "article": lambda t: f"In article <20260512.1@desk.example.jp>\n   \"日程のご相談\"\n   \"{DESK} <{DESK_ADDR}>さん wrote:\n\n" + marked(t),
    "message-id": lambda t: f"In message \"日程\"\n    on 26/05/12, {DESK} <{DESK_ADDR}> writes:\n" + marked(t),
    "iphone": lambda t: f"2026/05/12 10:00、{DESK} <{DESK_ADDR}>のメール:\n\n" + marked(t),
    "iphone-bare": lambda t: f"2026/05/12 10:00、{DESK} <{DESK_ADDR}>のメール:\n\n" + t,
    "iphone-word": lambda t: f"2026年5月12日 10:00、{DESK} <{DESK_ADDR}>のメッセージ:\n\n" + marked(t),
    "iphone-en": lambda t: f"On May 12, 2026, at 10:00, {DESK} <{DESK_ADDR}> wrote:\n\n" + marked(t),
    "yahoo-en": lambda t: f"--- {DESK} <{DESK_ADDR}> wrote:\n" + marked(t),
    "yahoo-en-date": lambda t: f"--- On Tue, 2026/5/12, {DESK} <{DESK_ADDR}> wrote:\n\n" + marked(t),
    "yahoo-ja": lambda t: f"----- Original Message -----\nFrom: {DESK} <{DESK_ADDR}>\nTo: y@sme.example.jp\nDate: 2026/5/12, Tue 10:00\nSubject: 日程のご相談\n\n" + t,
    "yahoo-ja-marked": lambda t: marked(f"----- 元のメッセージ -----\nFrom: \"{DESK}\" <{DESK_ADDR}>\nTo: y@sme.example.jp\nDate: 2026/5/12, Tue 10:00\nSubject: 日程のご相談\n\n{t}", ">"),
    "outlook-ja": lambda t: outlook_ja(t),
    "outlook-ja-rule": lambda t: "________________________________\n" + outlook_ja(t),
    "outlook-ja-message": lambda t: "-----元のメッセージ-----\n" + outlook_ja(t),
    "outlook-en": lambda t: outlook_en(t),
    "outlook-en-rule": lambda t: "________________________________\n" + outlook_en(t),
    "outlook-en-message": lambda t: "-----Original Message-----\n" + outlook_en(t),
    "outlook-bold": lambda t: outlook_en(t).replace("From:", "*From:*").replace("Sent:", "*Sent:*").replace("To:", "*To:*").replace("Subject:", "*Subject:*"),
    "outlook-padded": lambda t: outlook_ja(t).replace("差出人:", "差出人　：").replace("送信日時:", "送信日時：").replace("宛先:", "宛　先：").replace("件名:", "件　名："),
    "outlook-marked": lambda t: marked("-----Original Message-----\n" + outlook_en(t)),
    "outlook-mailto": lambda t: "-----Original Message-----\n" + outlook_en(t).replace(f"<{DESK_ADDR}>", f"[mailto:{DESK_ADDR}]"),
    "outlook-gap": lambda t: "-----Original Message-----\n\n" + outlook_en(t),
    "reply-above": lambda t: "----- 返信元メッセージ -----\n" + outlook_ja(t),
    "protonmail": lambda t: f"On Tuesday, May 12th, 2026 at 10:00 AM, {DESK} <{DESK_ADDR}> wrote:\n\n" + marked(t),
    "kaigyo": lambda t: f"{DESK} <{DESK_ADDR}>\n2026年5月12日(火) 10:00:\n\n" + marked(t),
    "roundcube": lambda t: f"2026-05-12 10:00 に {DESK} さんは書きました:\n" + marked(t),
    "roundcube-en": lambda t: f"On 2026-05-12 10:00, {DESK} wrote:\n" + marked(t),
    "mutt": lambda t: f"On Tue, May 12, 2026 at 10:00:00AM +0900, {DESK} wrote:\n" + marked(t),
    "initials": lambda t: marked(t, "desk> "),
    "zimbra": lambda t: "----- 元のメッセージ -----\n" + f"差出人: {DESK} <{DESK_ADDR}>\n宛先: y@sme.example.jp\n送信済み: 2026年5月12日, 火曜日 午前 10:00:00\n件名: 日程のご相談\n\n" + t,
    "cybozu": lambda t: f"----- Original Message -----\nFrom: {DESK_ADDR}\nDate: 2026/05/12 10:00\nSubject: 日程のご相談\n" + marked(t),
    "active": lambda t: f"-----Original Message-----\nFrom: {DESK}\nSent: Tue May 12 10:00:00 JST 2026\nTo: y@sme.example.jp\nSubject: 日程\n\n" + t,
    "german": lambda t: f"Am 12.05.2026 um 10:00 schrieb {DESK}:\n" + marked(t),
    "french": lambda t: f"Le mar. 12 mai 2026 à 10:00, {DESK} <{DESK_ADDR}> a écrit :\n\n" + marked(t),
}
# Those whose quotation ends where its marks end, so that one can answer below it.
MARKED = [k for k in REPLIES if k not in ("iphone-bare", "yahoo-ja", "outlook-ja", "outlook-ja-rule", "outlook-ja-message", "outlook-en", "outlook-en-rule",
                                          "outlook-en-message", "outlook-bold", "outlook-padded", "outlook-mailto", "outlook-gap", "reply-above", "zimbra", "active")]


def quoted_words(old):
    return old.replace("\n", "")


def replies():
    for i, (name, quote) in enumerate(REPLIES.items()):
        answer, old = ANSWERS[i % len(ANSWERS)], ASKED[i % len(ASKED)]
        yield Letter(f"reply/{name}/top", "Re: 日程のご相談", f"{answer}\n\n{quote(old)}\n", {"text": answer, "quoted_holds": old, "signature": None})
        other = ANSWERS[(i + 2) % len(ANSWERS)]
        signature = list(SIGNATURES.values())[i % len(SIGNATURES)]
        yield Letter(f"reply/{name}/signed", "RE: 日程のご相談", f"{other}\n\n{signature}\n\n{quote(old)}\n", {"text": other, "quoted_holds": old, "signature": signature})
    for i, name in enumerate(MARKED):
        answer, old = ANSWERS[(i + 1) % len(ANSWERS)], ASKED[(i + 1) % len(ASKED)]
        yield Letter(f"reply/{name}/bottom", "Re: 日程のご相談", f"{REPLIES[name](old)}\n\n{answer}\n", {"text": answer, "quoted_holds": old})
        if name in ("initials", "deep"):
            continue
        first, rest = old.split("\n\n", 1)
        quoted = REPLIES[name](old)
        mark = {"wide-marks": "＞", "marks-without-blank": ">", "bars": "| ", "yahoo-ja-marked": ">"}.get(name, "> ")
        at = quoted.index("\n" + mark + rest.split("\n")[0]) if "\n" + mark + rest.split("\n")[0] in quoted else None
        if at:
            yield Letter(f"reply/{name}/inline", "Re: 日程のご相談", f"{quoted[:at]}\n\nはい、その通りです。\n{quoted[at:]}\n\n{answer}\n", {"text": "はい、その通りです。" + answer})


COMPANY = "はじめまして。佐藤金属工業の佐藤と申します。\n\n取引先からチェックシートの記入を求められ、困っています。\n6月中にご支援いただけないでしょうか。\n\n株式会社佐藤金属工業 佐藤一郎\nTEL 0256-01-2345"
FROM, ADDR = "佐藤一郎", "sato@kinzoku.example.co.jp"
AGENCY, AGENCY_ADDR = "みなと商工会議所 鈴木", "suzuki@minato-cci.example.or.jp"

FORWARDS = {
    "gmail": lambda t, n, a, s: f"---------- Forwarded message ---------\nFrom: {n} <{a}>\nDate: 2026年5月11日(月) 9:00\nSubject: {s}\nTo: {AGENCY} <{AGENCY_ADDR}>\n\n\n{t}",
    "gmail-ja": lambda t, n, a, s: f"---------- 転送メッセージ ----------\n差出人: {n} <{a}>\n日付: 2026年5月11日(月) 9:00\n件名: {s}\n宛先: {AGENCY_ADDR}\n\n{t}",
    "gmail-bold": lambda t, n, a, s: f"---------- Forwarded message ---------\nFrom: *{n}* <{a}>\nDate: 2026年5月11日(月) 9:00\nSubject: {s}\nTo: <{AGENCY_ADDR}>\n\n{t}",
    "outlook-ja": lambda t, n, a, s: f"________________________________\n差出人: {n} <{a}>\n送信日時: 2026年5月11日 月曜日 9:00\n宛先: {AGENCY} <{AGENCY_ADDR}>\n件名: {s}\n\n{t}",
    "outlook-ja-plain": lambda t, n, a, s: f"差出人: {n} <{a}>\n送信日時: 2026年5月11日 月曜日 9:00\n宛先: {AGENCY} <{AGENCY_ADDR}>\n件名: {s}\n\n{t}",
    "outlook-ja-message": lambda t, n, a, s: f"-----元のメッセージ-----\n差出人: {n} <{a}>\n送信日時: 2026年5月11日 月曜日 9:00\n宛先: {AGENCY_ADDR}\n件名: {s}\n\n{t}",
    "outlook-en": lambda t, n, a, s: f"-----Original Message-----\nFrom: {n} <{a}>\nSent: Monday, May 11, 2026 9:00 AM\nTo: {AGENCY} <{AGENCY_ADDR}>\nSubject: {s}\n\n{t}",
    "outlook-en-plain": lambda t, n, a, s: f"From: {n} <{a}>\nSent: Monday, May 11, 2026 9:00 AM\nTo: {AGENCY} <{AGENCY_ADDR}>\nCc: b@minato-cci.example.or.jp\nSubject: {s}\nImportance: High\n\n{t}",
    "outlook-mailto": lambda t, n, a, s: f"-----Original Message-----\nFrom: {n} [mailto:{a}]\nSent: Monday, May 11, 2026 9:00 AM\nTo: {AGENCY}\nSubject: {s}\n\n{t}",
    "outlook-attachments": lambda t, n, a, s: f"________________________________\nFrom: {n} <{a}>\nSent: Monday, May 11, 2026 9:00\nTo: {AGENCY}\nSubject: {s}\nAttachments: 見積.pdf\n\n{t}",
    "thunderbird-en": lambda t, n, a, s: f"-------- Forwarded Message --------\nSubject: \t{s}\nDate: \tMon, 11 May 2026 09:00:00 +0900\nFrom: \t{n} <{a}>\nTo: \t{AGENCY_ADDR}\n\n\n\n{t}",
    "thunderbird-ja": lambda t, n, a, s: f"-------- 転送されたメッセージ --------\n件名: \t{s}\n日付: \tMon, 11 May 2026 09:00:00 +0900\n差出人: \t{n} <{a}>\n宛先: \t{AGENCY_ADDR}\n\n{t}",
    "thunderbird-ja-old": lambda t, n, a, s: f"-------- Original Message --------\n件名: {s}\n日付: Mon, 11 May 2026 09:00:00 +0900\n差出人: {n} <{a}>\n返信先: {a}\n宛先: {AGENCY_ADDR}\n\n{t}",
    "becky": lambda t, n, a, s: f"----------------------- Original Message -----------------------\n From:    {n} <{a}>\n To:      {AGENCY_ADDR}\n Date:    Mon, 11 May 2026 09:00:00 +0900\n Subject: {s}\n----\n\n{t}\n\n--------------------- Original Message Ends --------------------",
    "becky-forward": lambda t, n, a, s: f"Forwarded by {AGENCY} <{AGENCY_ADDR}>\n----------------------- Original Message -----------------------\n From:    {n} <{a}>\n To:      {AGENCY_ADDR}\n Subject: {s}\n----\n\n{t}",
    "iphone-ja": lambda t, n, a, s: f"転送されたメッセージ:\n\n差出人: {n} <{a}>\n日時: 2026年5月11日 9:00:00 JST\n宛先: {AGENCY_ADDR}\n件名: {s}\n\n{t}",
    "iphone-en": lambda t, n, a, s: f"Begin forwarded message:\n\nFrom: {n} <{a}>\nSubject: {s}\nDate: May 11, 2026 at 9:00:00 JST\nTo: {AGENCY_ADDR}\n\n{t}",
    "iphone-marked": lambda t, n, a, s: f"Begin forwarded message:\n\n" + marked(f"From: {n} <{a}>\nDate: May 11, 2026 at 9:00:00 JST\nTo: {AGENCY_ADDR}\nSubject: {s}\n\n{t}"),
    "iphone-ja-marked": lambda t, n, a, s: "転送されたメッセージ:\n\n" + marked(f"差出人: {n} <{a}>\n日時: 2026年5月11日 9:00:00 JST\n宛先: {AGENCY_ADDR}\n件名: {s}\n\n{t}"),
    "yahoo-ja": lambda t, n, a, s: f"----- 転送メール -----\nFrom: {n} <{a}>\nTo: {AGENCY_ADDR}\nDate: 2026/5/11, Mon 09:00\nSubject: {s}\n\n{t}",
    "yahoo-forwarded": lambda t, n, a, s: f"----- Forwarded Message -----\nFrom: {n} <{a}>\nTo: {AGENCY_ADDR}\nSent: Monday, May 11, 2026 at 09:00:00 AM\nSubject: {s}\n\n{t}",
    "yahoo-original": lambda t, n, a, s: f"----- Original Message -----\n" + marked(f"From: \"{n}\" <{a}>\nTo: {AGENCY_ADDR}\nDate: 2026/5/11, Mon 09:00\nSubject: {s}\n\n{t}"),
    "shuriken": lambda t, n, a, s: f"----- Original Message -----\nFrom: {n} <{a}>\nTo: <{AGENCY_ADDR}>\nSent: Monday, May 11, 2026 9:00 AM\nSubject: {s}\n\n\n{t}",
    "marked": lambda t, n, a, s: marked(f"From: {n} <{a}>\nDate: Mon, 11 May 2026 09:00:00 +0900\nSubject: {s}\n\n{t}"),
    "by-hand": lambda t, n, a, s: f"――――― 以下、転送 ―――――\n差出人：{n} <{a}>\n件名：{s}\n\n{t}",
    "by-hand-closed": lambda t, n, a, s: f"―――――ここから―――――\n差出人：{n} <{a}>\n件名：{s}\n\n{t}\n―――――ここまで―――――",
    "wide-colons": lambda t, n, a, s: f"-----Original Message-----\n差　出　人：{n} <{a}>\n送　信　日：2026/05/11\n宛　　　先：{AGENCY_ADDR}\n件　　　名：{s}\n\n{t}",
    "by-line": lambda t, n, a, s: f"----- {AGENCY} により転送 2026/05/12 10:00 -----\n差出人: {n} <{a}>\n宛先: {AGENCY_ADDR}\n日付: 2026/05/11 09:00\n件名: {s}\n\n{t}",
    "to-wrapped": lambda t, n, a, s: f"-----Original Message-----\nFrom: {n} <{a}>\nSent: Monday, May 11, 2026 9:00 AM\nTo: {AGENCY} <{AGENCY_ADDR}>; 企画課\n<kikaku@minato-cci.example.or.jp>; 総務課 <soumu@minato-cci.example.or.jp>\nSubject: {s}\n\n{t}",
    "subject-wrapped": lambda t, n, a, s: f"---------- Forwarded message ---------\nFrom: {n}\n<{a}>\nDate: 2026年5月11日(月) 9:00\nSubject: {s}\nTo: {AGENCY}\n<{AGENCY_ADDR}>\n\n{t}",
    "resent-by-iphone-bare": lambda t, n, a, s: f"2026/05/11 9:00、{n} <{a}>のメール:\n\n{t}",
}


def forwards():
    notes = ["いつもお世話になっております。みなと商工会議所の鈴木です。\n会員企業から下記の相談がありました。ご対応をお願いいたします。", "FYI", "転送します。", None]
    for i, (name, make) in enumerate(FORWARDS.items()):
        subject = "チェックシートの件"
        note = notes[i % len(notes)]
        top = note + "\n\n" if note else ""
        if name == "resent-by-iphone-bare":
            want_subject = None
        else:
            want_subject = subject
        signed = make(COMPANY, FROM, ADDR, subject)
        yield Letter(f"forward/{name}", "Fw: " + subject, f"{top}{signed}\n",
                     {"text": note, "fwd_from": ADDR, "fwd_subject": want_subject, "fwd_text": COMPANY, "quoted_holds": COMPANY})
        if name in ("marked", "by-hand", "by-hand-closed", "resent-by-iphone-bare"):
            continue
        # Two levels: the chamber's member passed it on first.
        names = list(FORWARDS)
        inner_name = names[(i * 7 + 3) % len(names)]
        if inner_name in ("resent-by-iphone-bare", "by-hand", "by-hand-closed"):
            inner_name = "outlook-ja"
        inner = FORWARDS[inner_name](COMPANY, FROM, ADDR, subject)
        outer = make("鈴木様\n下記、お願いします。\n\n" + inner, "支部 高橋", "takahashi@shibu.example.or.jp", "Fwd: " + subject)
        yield Letter(f"forward/{name}/of-{inner_name}", "Fwd: Fwd: " + subject, f"{top}{outer}\n",
                     {"text": note, "fwd_from": ADDR, "fwd_subject": subject, "fwd_text_holds": "取引先からチェックシートの記入を求められ、困っています。"})


def signatures():
    for i, (name, signature) in enumerate(SIGNATURES.items()):
        answer = ANSWERS[i % len(ANSWERS)]
        yield Letter(f"signature/{name}", "ご相談", f"{answer}\n\n{signature}\n", {"text": answer, "signature": signature, "quoted": None})
        yield Letter(f"signature/{name}/alone", "ご相談", f"{answer}\n{signature}", {"text": answer, "signature": signature})
    block = "株式会社例示製作所\n総務部 山田 太郎\nTEL 03-0123-4567"
    for answer in ANSWERS[:2]:
        # Without a mark above it, it may as well be text: no letter of it may be lost.
        yield Letter("signature/unmarked", "ご相談", f"{answer}\n\n{block}\n", {"all": answer + block, "quoted": None})
    disclaimer = "______________________________\nこのメールは宛先の方に限り送信しています。誤って受信された場合は破棄してください。\nThis e-mail is confidential."
    yield Letter("signature/disclaimer", "ご相談", f"{ANSWERS[1]}\n\n{disclaimer}\n", {"all": ANSWERS[1] + disclaimer, "quoted": None})


def plain():
    """Letters that hold no quotation, although they look as if."""
    bodies = [
        "件名: 相談\n会社名: 例示製作所\n担当: 山田\n電話: 03-0123-4567\nご相談内容: 規程の見直し",
        "【お申込み】\n----------------\n会社名：例示製作所\n----------------\n日時：6月10日\n----------------\nよろしくお願いします。",
        "From here on we need help.\nTo: be decided\nThanks",
        "先方からのメール:\nパスワードを変えろと書かれていました。\n不審です。",
        "| 項目 | 台数 |\n|------|------|\n| PC | 35 |\n\n以上です。",
        "A > B という関係が分かりません。\n5 > 3 です。",
        "下記の日程でお願いします。\n――――――――――\n6月10日 10:00\n6月11日 14:00\n――――――――――\nどちらでも構いません。",
        "不審メールの件名は「Re: 請求書」、差出人は support@bad.example.jp でした。\n開いてしまいました。どうすればよいでしょうか。",
        "ISMSの規程について\n1. 目的\n2. 適用範囲\n====================\n上記の章立てで問題ないかご確認ください。",
        "拝啓　時下ますますご清栄のこととお慶び申し上げます。\n\n　　　　　記\n\n日時　6月10日\n場所　本社\n\n　　　　　以上",
    ]
    for i, body in enumerate(bodies):
        yield Letter(f"plain/{i}", "ご相談", body + "\n", {"text": body, "quoted": None, "fwd_from": None})


GROUPS = {"replies": replies, "forwards": forwards, "signatures": signatures, "plain": plain}


def letters(group=None):
    for name, make in GROUPS.items():
        if group in (None, name):
            yield from make()
