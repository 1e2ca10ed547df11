#!/usr/bin/python3
"""Makes tests/fuzz/seeds: a few small inputs for each fuzzing program.

They are written from the corpora and the shipped files, so that they follow what the desk
reads. Run it from the root of the tree when those change; the seeds are kept in the tree.
"""
import base64
import json
import pathlib
import quopri
import shutil

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEEDS = ROOT / "tests/fuzz/seeds"
CORPUS = ROOT / "tests/corpus"


def put(program, name, content):
    folder = SEEDS / program
    folder.mkdir(parents=True, exist_ok=True)
    if isinstance(content, str):
        content = content.encode()
    (folder / name).write_bytes(content)


def records(file):
    with open(CORPUS / file, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def word(text, charset, letter="B"):
    raw = text.encode(charset, "replace")
    if letter == "B":
        return f"=?{charset}?B?{base64.b64encode(raw).decode()}?="
    coded = "".join(f"={b:02X}" for b in raw)
    return f"=?{charset}?Q?{coded}?="


def head(subject, charset, extra=""):
    return (
        f"Return-Path: <tanaka@sme.example.jp>\r\n"
        f"From: {word('田中', charset)} <tanaka@sme.example.jp>\r\n"
        f"To: desk+c12.k1.abcdefghijklmnopqrst@desk.example.jp\r\n"
        f"Subject: {word(subject, charset)}\r\n"
        f"Date: Thu, 4 Jun 2026 10:00:00 +0900\r\nMessage-ID: <1@sme.example.jp>\r\n"
        f"References: <a@desk.example.jp> <b@desk.example.jp>\r\nMIME-Version: 1.0\r\n{extra}"
    ).encode()


def leaf(text, charset, coding="8bit"):
    raw = text.encode(charset, "replace")
    if coding == "base64":
        raw = base64.encodebytes(raw)
    elif coding == "quoted-printable":
        raw = quopri.encodestring(raw)
    return (
        f"Content-Type: text/plain; charset={charset}\r\n"
        f"Content-Transfer-Encoding: {coding}\r\n\r\n"
    ).encode() + raw.replace(b"\n", b"\r\n")


def multipart(kind, parts, mark="b1"):
    body = f"Content-Type: multipart/{kind}; boundary={mark}\r\n\r\n".encode()
    for part in parts:
        body += f"--{mark}\r\n".encode() + part + b"\r\n"
    return body + f"--{mark}--\r\n".encode()


REPLY = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//example//calendar//EN\r
METHOD:REPLY\r
BEGIN:VEVENT\r
UID:v12@desk.example.jp\r
SEQUENCE:1\r
DTSTAMP:20260604T010000Z\r
DTSTART;TZID=Asia/Tokyo:20260616T133000\r
ORGANIZER:mailto:desk@desk.example.jp\r
ATTENDEE;PARTSTAT=ACCEPTED;CN="田中":mailto:tanaka@sme.example.jp\r
END:VEVENT\r
END:VCALENDAR\r
"""

BOUNCE = (
    b"Content-Type: text/plain; charset=us-ascii\r\n\r\nnot delivered",
    b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.jp\r\n\r\n"
    b"Final-Recipient: rfc822; x@example.jp\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    b"Diagnostic-Code: smtp; 550 5.1.1 unknown\r\n",
    b"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <1@desk.example.jp>\r\n",
)


def mails():
    dev = records("dev.jsonl")[:6]
    forms = [("iso-2022-jp", "7bit"), ("shift_jis", "8bit"), ("euc-jp", "base64"),
             ("utf-8", "quoted-printable"), ("cp932", "base64"), ("utf-8", "8bit")]
    for record, (charset, coding) in zip(dev, forms):
        put("mime_read", f"{charset}-{coding}",
            head(record["subject"], charset) + leaf(record["body"][:900], charset, coding))
    text = leaf("ご相談です。\n\n> 前のメール\n-- \n田中", "utf-8")
    html = ("Content-Type: text/html; charset=shift_jis\r\n\r\n<p>相談<br>です</p>"
            "<blockquote>前の<b>メール</b></blockquote>").encode("cp932")
    name = "Content-Type: application/pdf; name*0*=utf-8''%E7%9B%B8; name*1*=%E8%AB%87.pdf\r\n" \
           "Content-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n"
    calendar = ("Content-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\n" + REPLY)
    put("mime_read", "alternative", head("相談", "utf-8") +
        multipart("mixed", [multipart("alternative", [text, html], "b2"), name.encode(),
                            calendar.encode()]))
    inner = head("相談", "iso-2022-jp") + leaf("研修をお願いします。", "iso-2022-jp", "7bit")
    put("mime_read", "forwarded", head("Fwd: 相談", "utf-8") +
        multipart("mixed", [text, b"Content-Type: message/rfc822\r\n\r\n" + inner]))
    put("mime_read", "bounce", head("Undelivered", "us-ascii", "Auto-Submitted: auto-replied\r\n") +
        multipart("report; report-type=delivery-status", BOUNCE))
    put("mime_read", "flowed", head("相談", "utf-7") +
        b"Content-Type: text/plain; charset=utf-7; format=flowed; delsp=yes\r\n\r\n"
        b"+doqKxw- \r\n> +doqKxw- \r\n> x\r\n")
    put("mime_read", "uuencode", head("a", "us-ascii") +
        b"\r\ntext\r\nbegin 644 a.txt\r\n#0V%T\r\n`\r\nend\r\n")


def texts():
    chosen = records("dev.jsonl")[::9] + records("dev3.jsonl")[::9]
    for record in chosen[:14]:
        put("decide", record["id"], b"\0" + f"{record['subject']}\n{record['body']}".encode())
        put("second", record["id"], f"{record['subject']}\n{record['body']}")
    put("second", "answer", '```json\n{"kind":"request","category":"a","urgent":false}\n```')
    contexts = ["none", "offer_sent", "confirm_menu", "intro_sent", "visit_proposed",
                "visit_fixed", "report_due", "survey_sent"]
    seen = {}
    for record in records("threads.jsonl"):
        kind = (record["context"], record["labels"]["kind"])
        if kind in seen or len(seen) > 40:
            continue
        seen[kind] = True
        byte = bytes([contexts.index(record["context"])])
        put("decide", record["id"], byte + f"{record['subject']}\n{record['body']}".encode())
        if record["labels"].get("dates"):
            put("dates", record["id"], record["body"])
    for record in chosen[14:20]:
        put("dates", record["id"], record["body"])
    put("dates", "forms", "来週の火曜か水曜の午後、令和8年6月16日(火)13:30〜16:30、6/18～20、"
        "６月末まで、第3金曜、中旬、16日以外、毎週月曜は不可\n2026-06-16T13:30 Jun 16, 2026")


def others():
    message = {"message_id": "1@a", "from": {"name": "田中", "addr": "t@sme.example.jp"},
               "to": [{"addr": "desk@desk.example.jp"}], "references": ["a@b"],
               "subject": "相談", "text": "本文", "date": 1780534800, "list": True,
               "attachments": [{"name": "a.pdf", "type": "application/pdf", "bytes": 3}],
               "calendars": [REPLY], "dsn": {"action": "failed", "status": "5.1.1"}}
    put("message_json", "message", json.dumps(message, ensure_ascii=False))
    for name in ("ack", "offer", "_visits", "intro_company"):
        text = (ROOT / f"templates/ja/{name}.txt").read_text(encoding="utf-8")
        data = (ROOT / "tests/templates/minimal.json").read_text(encoding="utf-8")
        put("template", name, text + "\n%%%\n" + data)
    put("template", "tags", "{{=<% %>=}}<%#l%>\n <%.%>\n<%/l%>\n<%={{ }}=%>{{! c }}{{{a}}}{{&a.b}}"
        "{{^no}}x{{/no}}\n  {{>self}}\n{{#t}}{{a}}{{/t}}\n%%%\n"
        '{"a": "1\\r\\n", "l": [1, "二", null], "t": true}')
    conf = (ROOT / "conf/madoguchi.conf").read_text(encoding="utf-8")
    short = "\n".join(line for line in conf.splitlines()
                      if line.strip() and not line.lstrip().startswith("#"))
    put("config", "sample", short)
    put("config", "mistakes", 'desk : { adress = 1; operators = "x"; };\nsources = ( { name = 1; } );\n'
        'visits : { count = -1; start = "25:00"; };\noauth = ( { name = "a"; grant = "b"; } );\n')
    for file, lines in (("experts200.csv", 4), ("experts60-messy.csv", 8)):
        raw = (CORPUS / "lists" / file).read_bytes()
        put("expert_csv", file, b"\n".join(raw.split(b"\n")[:lines]))
    text = (CORPUS / "lists/experts200.csv").read_text(encoding="utf-8-sig").splitlines()
    put("expert_csv", "cp932.csv", "\r\n".join(text[:3]).encode("cp932", "replace"))
    forms = [r for file in ("dev.jsonl", "dev3.jsonl") for r in records(file)
             if r["labels"]["kind"] == "list_application"]
    for record in forms[::6]:
        put("expert_form", record["id"], record["body"])
    put("ics", "reply", REPLY)
    put("ics", "folded", REPLY.replace("mailto:tanaka", "mail\r\n to:tanaka"))
    put("ics", "zone", REPLY.replace("BEGIN:VEVENT", "BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo\r\n"
        "BEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0900\r\nTZOFFSETTO:+0900\r\n"
        "RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT"))
    zone = "".join(
        f"BEGIN:{half}\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:{a}\r\nTZOFFSETTO:{b}\r\n"
        f"RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY={day};BYMONTH={month}\r\nEND:{half}\r\n"
        for half, a, b, day, month in (("STANDARD", "-0400", "-0500", "1SU", 11), ("DAYLIGHT", "-0500", "-0400", "-1SU", 3)))
    counter = REPLY.replace("METHOD:REPLY", "METHOD:COUNTER").replace("BEGIN:VEVENT\r\n", (
        f"BEGIN:VTIMEZONE\r\nTZID:z\r\n{zone}END:VTIMEZONE\r\nBEGIN:VEVENT\r\n"
        "DTSTART;TZID=z:20261201T100000\r\nDTEND;TZID=Tokyo Standard Time:20261201T130000\r\n"
        "COMMENT;LANGUAGE=ja-JP:午後なら\\, 伺えます\\n\r\nBEGIN:VALARM\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\n"
        'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:d@example.jp":MAILTO:y@sme.example.jp\r\n'))
    put("ics", "counter", counter)
    put("ics", "duration", counter.replace("DTEND;TZID=Tokyo Standard Time:20261201T130000", "DURATION:PT3H"))
    put("auth_results", "named", "mx.example.jp 1; dkim=pass (2048-bit; x) header.i=@sme.example.jp "
        'header.b="a/b="; spf=none smtp.mailfrom="a b;"@sme.example.jp; dmarc=pass (p=NONE) '
        "header.from=sme.example.jp\nmx.example.jp; dmarc/1 = fail reason=\"x\\\"y\" policy . a=b\n")
    put("auth_results", "unnamed", "spf=pass (sender IP is 192.0.2.7) smtp.mailfrom=sme.example.jp; "
        "dkim=pass (ok) header.d=sme.example.jp;dmarc=pass action=none header.from=sme.example.jp;"
        "compauth=pass reason=100\nother.example.jp; none\n")
    put("token", "case", "desk+c12.k1.abcdefghijklmnopqrst@desk.example.jp")
    put("token", "visit", "Desk+V9.K12.ABCDEFGHIJKLMNOPQRST@EXAMPLE.JP")
    put("token", "offer", "desk+o12.k1.e1780000000.abcdefghijklmnopqrst@desk.example.jp")
    put("token", "plain", "desk+c1.k1.abcdefghijklmnopqrst@example.jp")
    for label, charset in (("iso-2022-jp", "iso-2022-jp"), ("Shift_JIS", "cp932"),
                           ("x-euc-jp", "euc-jp"), ("utf-7", "utf-7"), ("gb18030", "gb18030"),
                           ("utf-16", "utf-16"), ("us-ascii", "utf-8"), ("", "cp932")):
        put("charset", f"{label or 'none'}-{charset}", f"{label}\n".encode() +
            "ご相談です。～−①髙﨑ｶﾅ㈱ <https://example.jp/>\n> 前のメール".encode(charset, "replace"))


def chats():
    """The first byte chooses the provider (fuzz_chat.c)."""
    post = {"id": "p1", "create_at": 1732500001000, "update_at": 1732500001000, "user_id": "u1", "root_id": "",
            "message": "@all 相談です", "type": "", "props": {"from_bot": "true", "madoguchi": "m"}}
    for n, (name, page) in enumerate((
            ("slack", {"ok": True, "has_more": True, "response_metadata": {"next_cursor": "x="}, "messages": [
                {"ts": "1732500001.000100", "user": "U1", "text": "<mailto:a@x.jp|a@x.jp> &amp; <@U2>",
                 "thread_ts": "1732500000.000100", "edited": {"ts": "1732500002.000000"}},
                {"ts": "1732500003.000100", "bot_id": "B", "subtype": "bot_message"}]}),
            ("mattermost", {"order": ["p1"], "posts": {"p1": post}}),
            ("chatwork", [{"message_id": "789", "account": {"account_id": 1, "name": "山田"}, "update_time": 0,
                           "body": "[rp aid=1 to=2-3]はい[qt][qtmeta aid=1]x[/qt]", "send_time": 1732500000}]),
            ("queue", [{"id": "1", "sent": "2026-06-01T10:00:00+09:00", "from_name": "山田", "thread": "t",
                        "from_addr": "y@x.jp", "body": "y@x.jp です"}, {"id": 2, "deleted": True}]))):
        put("chat", name, bytes([48 + n]) + json.dumps(page, ensure_ascii=False).encode())
    archive = ("<body><message from='C1'><result id='7' queryid='desk' xmlns='urn:xmpp:mam:2'><forwarded>"
               "<message id='m' from='C1/社長' type='groupchat'><x xmlns='http://jabber.org/protocol/muc#user'>"
               "<item jid='a@x.jp/x'/></x><body>相談 &lt;x&gt;</body><thread>t</thread></message>"
               "<delay stamp='2026-11-24T04:23:21.772297Z'/></forwarded></result></message>"
               "<iq id='page'><fin complete='true' xmlns='urn:xmpp:mam:2'><set><last>7</last></set></fin></iq></body>")
    put("chat", "ejabberd", bytes([52]) + archive.encode())
    put("chat", "ejabberd-open", bytes([52 + 8]) + b"<body sid='s1'><x/></body>")
    put("chat", "incoming", bytes([55]) + b"ok")


def hooks():
    """The first byte chooses the provider, and the form (fuzz_hook.c)."""
    slack = {"type": "event_callback", "event": {"type": "message", "channel": "C1", "user": "U1", "text": "相談",
                                                 "ts": "1732500000.000100", "thread_ts": "1732400000.000100"}}
    edit = {"type": "event_callback", "event": {"type": "message", "subtype": "message_changed", "channel": "C1", "message": {
        "user": "U1", "text": "y", "ts": "1732500000.000100", "edited": {"ts": "1732500009.000000"}}}}
    gone = {"type": "event_callback", "event": {"type": "message", "subtype": "message_deleted", "channel": "C1",
                                                "deleted_ts": "1732500000.000100"}}
    for name, first, body in (
            ("slack", 48, slack), ("slack-edit", 48, edit), ("slack-gone", 48, gone),
            ("slack-challenge", 48, {"type": "url_verification", "challenge": "a b"}),
            ("mattermost", 49, {"token": "t", "channel_id": "c1", "timestamp": 1732500000123, "user_id": "u1", "post_id": "p1",
                                "text": "相談"}),
            ("chatwork", 50, {"webhook_event": {"message_id": "789", "room_id": 5, "account_id": 12, "send_time": 1732500000,
                                                "update_time": 1, "body": "[rp aid=1 to=5-700]はい"}}),
            ("lineworks", 51, {"type": "message", "source": {"userId": "u1"}, "issuedTime": "2024-11-25T02:00:00.716Z",
                               "content": {"type": "text", "text": "x"}}),
            ("teams", 52, {"type": "message", "id": "17", "timestamp": "2024-11-25T02:00:00.7Z", "from": {"id": "29:1"},
                           "conversation": {"id": "19:a;messageid=16"}, "text": "<at>d</at>&nbsp;A &amp; B\n2"}),
            ("queue", 53, {"id": "f1", "sent": "2024-11-25T11:00:00+09:00", "body": "x", "thread": "t", "edited": "2"})):
        put("hook", name, bytes([first]) + json.dumps(body, ensure_ascii=False).encode())
    put("hook", "form", b"gtoken=t&channel_id=c1&timestamp=1732500000&user_id=u1&post_id=p1&text=%E7%9B%B8+a%2Bb")


if __name__ == "__main__":
    shutil.rmtree(SEEDS, ignore_errors=True)
    mails()
    texts()
    others()
    chats()
    hooks()
