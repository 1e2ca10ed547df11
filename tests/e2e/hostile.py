"""Mails that try to cost a reader more than their size is worth. shapes(4) has them in the sizes that
must be borne (10 MB, 1,000 parts, 100 levels, a header line of 1 MB, a line of 5 MB); shapes(1) a
quarter of each, so that the growth of cost can be seen."""

import zoo


def nested(levels):
    heads = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(levels))
    return zoo.mail(zoo.head(), b"")[:-2] + heads + b"\r\ntext\r\n"


def html(body):
    return zoo.simple(body, kind=b"text/html")


def subject(value):
    return zoo.simple(b"x", subject=value)


def shapes(n):
    """By name, functions that make the mails: some are large."""
    return {
        "10MB-body": lambda: zoo.simple((zoo.utf8(zoo.LETTER) + b"\r\n") * (n * 5000)),
        "10MB-jis": lambda: zoo.simple((zoo.jis(zoo.LETTER) + b"\r\n") * (n * 8333), charset=b"iso-2022-jp"),
        "10MB-attach": lambda: zoo.multipart([zoo.plain("x"), zoo.part(zoo.b64(b"x" * (n * 7500000//4)), b"application/pdf", b"Content-Transfer-Encoding: base64")]),
        "10MB-html": lambda: html(b"<p>" + b"<div>abc</div>" * (n * 700000//4)),
        "parts": lambda: zoo.multipart([zoo.plain("p")] * (250 * n)),
        "many-parts": lambda: zoo.multipart([zoo.plain("p")] * (25000 * n)),
        "nest": lambda: nested(25 * n),
        "nest-many": lambda: nested(2500 * n),
        "rfc822": lambda: zoo.mail(zoo.head(), b"")[:-2] + b"Content-Type: message/rfc822\r\n\r\n" * (2500 * n) + b"\r\ntext",
        "1MB-header": lambda: subject(b"a" * (250000 * n)),
        "1MB-header-utf8": lambda: subject(zoo.utf8("あ") * (80000 * n)),
        "1MB-words": lambda: subject(b"=?utf-8?B?5a==?= " * (15000 * n)),
        "1MB-openwords": lambda: subject(b"=?a?Q?" * (40000 * n)),
        "1MB-openB": lambda: subject(b"=?a?B?A " * (30000 * n)),
        "1MB-folded": lambda: subject(b"a\r\n " * (60000 * n)),
        "1MB-from": lambda: zoo.simple(b"x", sender=b"a@b.example.jp, " * (15000 * n)),
        "1MB-from-paren": lambda: zoo.simple(b"x", sender=b"(" * (250000 * n)),
        "1MB-from-quote": lambda: zoo.simple(b'x', sender=b'"a" '*(60000 * n)),
        "1MB-from-angle": lambda: zoo.simple(b"x", sender=b"<a" * (120000 * n)),
        "1MB-refs": lambda: zoo.simple(b"x").replace(b"MIME-V", b"References: " + b"<a@b> " * (40000 * n) + b"\r\nMIME-V"),
        "1MB-ctype": lambda: zoo.simple(b"x").replace(b"text/plain", b"text/plain" + b";a=b" * (60000 * n)),
        "1MB-ctype2": lambda: zoo.simple(b"x").replace(b"text/plain", b"text/plain" + b"".join(b";charset*%d=b"%i for i in range(5000 * n))),
        "bad-lines": lambda: zoo.mail(zoo.head(), b"").rstrip() + b"\r\n" + b"bad line\r\n" * (25000 * n) + b"\r\nx",
        "5MB-line": lambda: zoo.simple(zoo.utf8("相談") * (200000 * n)),
        "5MB-dollar": lambda: zoo.simple(b"$B" * (600000 * n), charset=b"iso-2022-jp"),
        "5MB-esc": lambda: zoo.simple(b"\x1b$B" * (400000 * n), charset=b"iso-2022-jp"),
        "5MB-escnl": lambda: zoo.simple(b"\x1b$B!!\n" * 10 + b"!\n" * (600000 * n) + b"\x1b(B", charset=b"iso-2022-jp"),
        "5MB-sjis": lambda: zoo.simple(zoo.sjis("相談") * (300000 * n), charset=None),
        "5MB-qp": lambda: zoo.simple(b"=E3=81=82" * (140000 * n), encoding=b"quoted-printable"),
        "5MB-eq": lambda: zoo.simple(b"=" * (1250000 * n), encoding=b"quoted-printable"),
        "5MB-b64line": lambda: zoo.simple(b"QUJD" * (300000 * n), encoding=b"base64"),
        "quoted-lines": lambda: zoo.simple(b"> abc\r\n" * (25000 * n)),
        "deep-quote": lambda: zoo.simple(b">" * 2500 * n + b"x\r\n"),
        "deep-quote-lines": lambda: zoo.simple((b">" * 250 + b"x\r\n") * (1000 * n)),
        "openers": lambda: zoo.simple(b"-----Original Message-----\r\nFrom: a <a@b.example.jp>\r\nSubject: Fw: x\r\n\r\n" * (5000 * n), subject=b"Fw: x"),
        "openers-only": lambda: zoo.simple(b"---- Forwarded message ----\r\n" * (10000 * n), subject=b"Fw: x"),
        "labels": lambda: zoo.simple(b"From: a\r\n" * (30000 * n)),
        "to-lines": lambda: zoo.simple(b"To: a\r\n" + b" x@y>\r\n" * (30000 * n)),
        "blank-openers": lambda: zoo.simple(b"-----Original Message-----\r\n" + b"\r\n" * (100000 * n)),
        "wrote": lambda: zoo.simple(b"On 10:00 x wrote:\r\n\r\n> a\r\n" * (10000 * n)),
        "colons": lambda: zoo.simple(b"a <a@b> 10:00:\r\n> a\r\n" * (10000 * n)),
        "kokokara": lambda: zoo.simple(zoo.utf8("―――ここから―――\r\n\r\n") * (10000 * n)),
        "greet": lambda: zoo.simple(b"From: a <a@b>\r\nTo: b\r\n\r\n" + zoo.utf8("はじめて上のもの\r\n\r\n") * (10000 * n)),
        "rules": lambda: zoo.simple(b"--------\r\nTEL 1\r\n\r\n" * (15000 * n)),
        "bars": lambda: zoo.simple(b"| a\r\n" * (30000 * n)),
        "initials": lambda: zoo.simple(b"ab> a\r\n" * (30000 * n)),
        "uu": lambda: zoo.simple(b"begin 644 a\r\nM" * (30000 * n)),
        "uu2": lambda: zoo.simple((b"begin 644 a\r\n" + b"`\r\n" * 3 + b"end\r\n") * (10000 * n)),
        "uu3": lambda: zoo.simple((b"begin 644 a\r\n" + b"#86)C\r\n" * 5) * (10000 * n)),
        "links": lambda: html(b'<a href="http://x.example.jp/">x</a> '*(12500 * n)),
        "deep-html": lambda: html(b"<div>" * (2500 * n) + b"x"),
        "deep-html-b": lambda: html(b"<b>" * (2500 * n) + b"x"),
        "html-p-b": lambda: html(b"<b><p>" * (2500 * n) + b"x"),
        "html-table": lambda: html(b"<table>x" * (2500 * n) + b"x"),
        "html-a": lambda: html(b"<a>" * (10000 * n) + b"x"),
        "html-font-p": lambda: html(b"<font size=1><p>" * (2500 * n) + b"</font>" * (2500 * n)),
        "html-attrs": lambda: html(b"<p " + b"".join(b"a%d=1 "%i for i in range(5000 * n)) + b">x"),
        "html-style": lambda: html(b'<p style="'+b'display'*(30000 * n) + b'">x'),
        "html-meta": lambda: zoo.simple(b"<meta " * (30000 * n), kind=b"text/html", charset=None),
        "html-bq": lambda: html((b"<blockquote>" * 300 + b"a<br>" * 200 + b"</blockquote>" * 300) * n),
        "html-ent": lambda: html(b"&amp;" * (200000 * n)),
        "noboundary": lambda: zoo.mail(zoo.head(extra=[b"MIME-Version: 1.0", b"Content-Type: multipart/mixed"]), (b"--x\r\nContent-Type: multipart/mixed\r\n\r\n") * (5000 * n)),
        "noboundary2": lambda: zoo.mail(zoo.head(extra=[b"MIME-Version: 1.0", b"Content-Type: multipart/mixed"]), b"--x\r\nfoo\r\n" * (50000 * n)),
        "prefixboundary": lambda: zoo.multipart([b"\r\n" + b"--=_b\r\n" * (50000 * n)]),
        "emls": lambda: zoo.multipart([zoo.part(b"From: a@b\r\n\r\nx", b"application/octet-stream; name=a.eml")] * (200 * n)),
        "flowed": lambda: zoo.simple(b"a \r\n" * (200000 * n), kind=b"text/plain; format=flowed"),
        "cr": lambda: zoo.simple(b"x").replace(b"\r\n", b"\r") + b"\r" * (1000000 * n),
        "flowq": lambda: zoo.simple(b">" * 20 + (b"> " * 50 + b"a \r\n") * (8000 * n), kind=b"text/plain; format=flowed"),
        "lone": lambda: zoo.simple(zoo.utf8("＞が\r\n\r\n") * (20000 * n)),
        "sentfrom": lambda: zoo.simple(zoo.utf8("abc\r\niPhoneから送信\r\n") * (10000 * n)),
        "esc$": lambda: zoo.simple(zoo.utf8("a") * 10 + b"\x1b$" * (500000 * n)),
    }
