"""Mails made from known texts, in the ways that real programs write them, right and wrong.

    for case in zoo.cases(): case.name, case.raw, case.want

`want` holds what a reader must find: "text" (the writer's own words; compared without white
space), "quoted", "signature", "subject", "from", "from_name", "names" (of attachments),
"fwd_from", "fwd_subject", "fwd_text". Every mail is built here from its parts, most of them byte
by byte: a library that writes mail only writes it right. The same call makes the same mails.
"""

import base64
import binascii
import dataclasses
import json
import pathlib
import quopri
import random

ROOT = pathlib.Path(__file__).resolve().parents[2]
CRLF = b"\r\n"


@dataclasses.dataclass
class Case:
    name: str
    raw: bytes
    want: dict


# --- texts ---

LETTER = """お世話になっております。株式会社例示製作所の山田です。

社内のパソコン35台の点検をお願いしたく、ご連絡いたしました。
希望日は6月10日(水)か11日(木)の午前です。予算は1回30,000円まで。

どうぞよろしくお願いいたします。"""
VENDOR = """①参加人数は20名、②会場は㈱高砂の㌢ではなく本社です。
担当は髙橋と﨑山、費用は№3の見積（～5万円）－税別∥Ⅲ案。
ﾊﾝｶｸ ｶﾅ ﾃﾞｽ｡ ＡＢＣ１２３"""
SHORT = "承知しました。"
KANJI = "見積書送付依頼"
KATAKANA = "セキュリティアセスメント"
HALF = "ｼｮｳﾁｼﾏｼﾀ"
EMOJI = "ありがとうございます😀👍🏽 𠮷野家の件、了解です。"
LATIN = """Dear colleagues,

the café in Zürich – “naïve” résumés cost 20 € – is closed.
Best regards, Jürgen Groß"""
ENGLISH = """Hello,

we would like to ask for a security assessment of our plant in Osaka.
Costs: $B1,000 (B plan) = 100% & <5 days>. A=3D, C:\\temp, ~ and ` and ^.
From here on it is plain.
.
..dots
Regards"""
CHINESE = "您好，我们公司需要信息安全方面的咨询。请联系我们，谢谢。"
KOREAN = "안녕하세요. 정보보안 상담을 부탁드립니다."
TEXTS = {"letter": LETTER, "vendor": VENDOR, "short": SHORT, "kanji": KANJI,
         "katakana": KATAKANA, "half": HALF}


def corpus(file="dev4.jsonl", step=1):
    """Bodies of labelled messages, as writers of Japanese really write."""
    lines = (ROOT / "tests/corpus" / file).read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["body"] for line in lines][::step]


# --- charsets that Python lacks, or has without the vendors' rows ---

# The IBM extensions stand twice in code page 932; JIS has room for NEC's selection only.
def _nec_selected():
    table = {}
    for lead in (0xED, 0xEE):
        for trail in [*range(0x40, 0x7F), *range(0x80, 0xFD)]:
            try:
                table.setdefault(bytes((lead, trail)).decode("cp932"), bytes((lead, trail)))
            except UnicodeDecodeError:
                pass
    return table


NEC = _nec_selected()


def sjis_pair(char):
    coded = char.encode("cp932")
    if len(coded) == 2 and coded[0] >= 0xFA:
        coded = NEC[char]
    return coded


def jis_pair(coded):
    lead, trail = coded
    row = (lead - (0x81 if lead < 0xA0 else 0xC1)) * 2
    if trail >= 0x9F:
        return bytes((row + 0x22, trail - 0x7E))
    return bytes((row + 0x21, trail - 0x1F - (trail > 0x7E)))


def jis(text, kana=b"\x1b(I", last=True, opener=b"\x1b$B", closer=b"\x1b(B"):
    """ISO-2022-JP as Microsoft's cp50221 writes it. kana=None: half-width kana as raw bytes."""
    out, mode = bytearray(), closer
    for char in text:
        coded = char.encode("ascii") if char < "\x80" else sjis_pair(char)
        if len(coded) == 2:
            want, coded = opener, jis_pair(coded)
        elif coded[0] >= 0x80:
            want = closer if kana is None else kana
            coded = coded if kana is None else bytes((coded[0] & 0x7F,))
        else:
            want = closer
        if want != mode:
            out += want
            mode = want
        out += coded
    if mode != closer and last:
        out += closer
    return bytes(out)


def sjis(text):
    return text.encode("cp932")


def euc(text):
    out = bytearray()
    for char in text:
        coded = char.encode("ascii") if char < "\x80" else sjis_pair(char)
        if len(coded) == 2:
            out += bytes(b | 0x80 for b in jis_pair(coded))
        else:
            out += coded if coded[0] < 0x80 else b"\x8e" + coded
    return bytes(out)


def utf8(text):
    return text.encode()


# --- transfer encodings ---

def b64(data, width=76, end=CRLF):
    text = base64.b64encode(data)
    return end.join(text[i:i + width] for i in range(0, len(text), width)) + end


def b64_odd(data):
    """Lines of odd lengths, foreign characters between, no padding."""
    text = base64.b64encode(data).rstrip(b"=")
    widths, out, at, i = (61, 1, 74, 3, 130), [], 0, 0
    while at < len(text):
        out.append(text[at:at + widths[i % 5]])
        at += widths[i % 5]
        i += 1
    return b" \t\r\n".join(out) + b"\r\n\r\n"


def b64_pieces(data):
    """Each piece coded for itself, so that padding stands within."""
    return CRLF.join(base64.b64encode(data[i:i + 50]) for i in range(0, len(data), 50)) + CRLF


def qp(data):
    return quopri.encodestring(data.replace(b"\r\n", b"\n")).replace(b"\n", CRLF)


def qp_cut(data):
    """Soft breaks wherever the line is full: inside characters too; lower-case digits."""
    out, line = [], b""
    for byte in data.replace(b"\r\n", b"\n"):
        piece = CRLF if byte == 10 else b"=%02x" % byte if byte > 126 or byte in (61, 27, 46) else bytes((byte,))
        if piece == CRLF:
            out.append(line)
            line = b""
            continue
        if len(line) + len(piece) > 31:
            out.append(line + b"=")
            line = b""
        line += piece
    return CRLF.join([*out, line]) + CRLF


def uu(data):
    lines = [binascii.b2a_uu(data[i:i + 45]).rstrip(b"\n") for i in range(0, len(data), 45)]
    return CRLF.join([b"begin 644 text.txt", *lines, b"`", b"end", b""])


def same(data):
    return data


# --- mails ---

def crlf(data):
    return data.replace(b"\r\n", b"\n").replace(b"\n", CRLF)


def head(subject=b"=?UTF-8?B?55u46KuH?=", sender=b"=?UTF-8?B?5bGx55Sw?= <y@sme.example.jp>", extra=()):
    return [b"Return-Path: <y@sme.example.jp>", b"Message-ID: <zoo@sme.example.jp>",
            b"Date: Tue, 12 May 2026 10:00:00 +0900", b"From: " + sender,
            b"To: soudan@desk.example.jp", b"Subject: " + subject, *extra]


def mail(headers, body):
    return CRLF.join(headers) + CRLF + CRLF + body


def simple(body, kind=b"text/plain", charset=b"utf-8", encoding=b"8bit", mime=True, **more):
    lines = [b"MIME-Version: 1.0"] if mime else []
    if kind is not None:
        lines.append(b"Content-Type: " + kind + (b"; charset=" + charset if charset else b""))
    if encoding is not None:
        lines.append(b"Content-Transfer-Encoding: " + encoding)
    return mail(head(extra=lines, **more), body)


def part(body, kind, *lines):
    return CRLF.join([b"Content-Type: " + kind, *lines]) + CRLF + CRLF + body


def multipart(parts, kind=b"mixed", boundary=b"=_b1", last=True, preamble=b"", params=b"", **more):
    return mail(head(extra=[b"MIME-Version: 1.0",
                            b'Content-Type: multipart/' + kind + b'; boundary="' + boundary + b'"' + params],
                     **more), multi_body(parts, boundary, last, preamble))


def multi_body(parts, boundary=b"=_b1", last=True, preamble=b""):
    body = [preamble, *(b"--" + boundary + CRLF + p + CRLF for p in parts)]
    return b"".join(body) + (b"--" + boundary + b"--" + CRLF if last else b"")


def plain(text, charset=b"utf-8"):
    coder = {b"utf-8": utf8, b"iso-2022-jp": jis, b"shift_jis": sjis, b"euc-jp": euc}[charset]
    return part(crlf(coder(text)), b"text/plain; charset=" + charset, b"Content-Transfer-Encoding: 8bit")


# --- charsets ---

RIGHT = {
    "utf-8": (utf8, "utf-8 UTF8 \"utf-8\" 'UTF-8' utf8mb4 x-utf-8".split()),
    "jis": (jis, "iso-2022-jp ISO-2022-JP csISO2022JP cp50221 iso-2022-jp-ms iso-2022-jp-3 ISO-2022-JP-2004 jis".split()),
    "sjis": (sjis, "shift_jis x-sjis windows-31j cp932 SJIS ms932 Shift-JIS".split()),
    "euc": (euc, "euc-jp eucJP-ms x-euc-jp cp51932 EUC_JP".split()),
}
UNLABELLED = [None, b"us-ascii", b"default_charset", b"unknown-8bit", b"x-unknown", b"\"\"", b"ansi_x3.4-1968", b"_iso-2022-jp$ESC"]
CODINGS = {
    "7bit": (same, b"7bit"), "8bit": (same, b"8bit"), "binary": (same, b"BINARY"), "none": (same, None),
    "b64": (b64, b"base64"), "b64-odd": (b64_odd, b"Base64"), "b64-pieces": (b64_pieces, b"base64"),
    "b64-one": (lambda d: b64(d, 10**9), b"BASE64 "), "qp": (qp, b"quoted-printable"),
    "qp-cut": (qp_cut, b"Quoted-Printable"), "uu": (uu, b"x-uuencode"), "unknown": (same, b"x-unknown"),
}


def charsets(texts):
    """Right labels, no labels and wrong labels."""
    wrong = [("utf-8", b"iso-2022-jp"), ("utf-8", b"iso-8859-1"), ("utf-8", b"shift_jis"),
             ("utf-8", b"euc-jp"), ("utf-8", b"gb2312"), ("utf-8", b"windows-1252"),
             ("sjis", b"utf-8"), ("sjis", b"iso-2022-jp"), ("sjis", b"euc-jp"), ("sjis", b"iso-8859-1"),
             ("sjis", b"windows-1252"), ("sjis", b"gb2312"),
             ("euc", b"utf-8"), ("euc", b"iso-2022-jp"), ("euc", b"shift_jis"), ("euc", b"iso-8859-1"),
             ("jis", b"utf-8"), ("jis", b"shift_jis"), ("jis", b"euc-jp"), ("jis", b"iso-8859-1"),
             ("jis", b"gb2312"), ("jis", b"windows-1252"), ("jis", b"big5")]
    for name, text in texts.items():
        for coder, (encode, labels) in RIGHT.items():
            for label in labels:
                yield Case(f"charset/{name}/{coder}/{label}", simple(crlf(encode(text)), charset=label.encode()), {"text": text})
            # Too few bytes say nothing about their charset, unless they are escaped or UTF-8.
            if name in ("half", "kanji") and coder in ("sjis", "euc"):
                continue
            for i, label in enumerate(UNLABELLED):
                kind = None if i == 0 else b"text/plain"
                yield Case(f"charset/{name}/{coder}/none{i}", simple(crlf(encode(text)), kind=kind, charset=label), {"text": text})
        for coder, label in wrong:
            if name in ("half", "kanji") and coder in ("sjis", "euc"):
                continue
            yield Case(f"charset/{name}/{coder}-as-{label.decode()}",
                       simple(crlf(RIGHT[coder][0](text)), charset=label), {"text": text})
        yield Case(f"charset/{name}/bom", simple(b"\xef\xbb\xbf" + crlf(utf8(text))), {"text": text})
        for label in ("utf-16", "utf-16le", "utf-16be", "utf-32", "utf-7", "gb18030"):
            yield Case(f"charset/{name}/{label}",
                       simple(b64(text.encode(label)), charset=label.encode(), encoding=b"base64"), {"text": text})
        if name == "half":
            continue
        yield Case(f"charset/{name}/utf-16-le-without-mark",
                   simple(b64(text.encode("utf-16le")), charset=b"utf-16", encoding=b"base64"), {"text": text})
        yield Case(f"charset/{name}/utf-16-unlabelled",
                   simple(b64(b"\xff\xfe" + text.encode("utf-16le")), charset=None, encoding=b"base64"), {"text": text})


def jis_oddities():
    cases = {
        "no-last-escape": jis(LETTER, last=False),
        "raw-kana": jis(VENDOR, kana=None),
        "so-si": jis(VENDOR).replace(b"\x1b(I", b"\x1b(B\x0e").replace(b"\x0e\x1b(B", b"\x0e"),
        "roman": jis(LETTER, closer=b"\x1b(J"),
        "jis-1978": jis(LETTER, opener=b"\x1b$@"),
        "four-byte-escape": jis(LETTER, opener=b"\x1b$(B"),
        "jis-2004": jis(LETTER, opener=b"\x1b$(Q"),
        "jis-2000": jis(LETTER, opener=b"\x1b$(O"),
        "empty-shifts": jis(LETTER).replace(b"\x1b$B", b"\x1b$B\x1b(B\x1b$B"),
        "escapes-lost": jis(LETTER).replace(b"\x1b", b""),
    }
    for name, raw in cases.items():
        text = VENDOR if name in ("raw-kana", "so-si") else LETTER
        yield Case(f"jis/{name}", simple(crlf(raw), charset=b"iso-2022-jp", encoding=b"7bit"), {"text": text})
    for name in ("roman", "jis-1978", "escapes-lost", "jis-2004", "no-last-escape"):
        yield Case(f"jis/{name}-unlabelled", simple(crlf(cases[name]), charset=None, encoding=None), {"text": LETTER})
    # A line that is broken inside a run, without escapes around the break.
    long = jis("弊社の情報資産の棚卸しと規程の見直しを支援してくださる専門家のご紹介をお願いいたします。")
    cut = long[:43] + CRLF + long[43:]
    yield Case("jis/broken-in-a-run", simple(cut, charset=b"iso-2022-jp"),
               {"text": "弊社の情報資産の棚卸しと規程の見直しを支援してくださる専門家のご紹介をお願いいたします。"})
    supplement = "丂侄鸙"
    yield Case("jis/x0212", simple(supplement.encode("iso2022_jp_1"), charset=b"iso-2022-jp-1"), {"text": supplement})
    yield Case("jis/x0212-plainly-labelled", simple(supplement.encode("iso2022_jp_1"), charset=b"iso-2022-jp"), {"text": supplement})
    yield Case("euc/x0212", simple(supplement.encode("euc_jp"), charset=b"euc-jp"), {"text": supplement})
    ibm = "髙﨑ⅲ"
    yield Case("euc/ibm-rows", simple(euc("担当は" + ibm), charset=b"euc-jp"), {"text": "担当は" + ibm})
    yield Case("sjis/nec-selected", simple(ibm.encode("cp932").replace("髙".encode("cp932"), NEC["髙"]), charset=b"shift_jis"), {"text": ibm})
    yield Case("sjis/carrier-emoji", simple(sjis("晴れ") + b"\xf8\x9f" + sjis("です。よろしく"), charset=b"shift_jis"), {"text": "晴れ〓です。よろしく"})
    yield Case("utf-8/cut-at-the-end", simple(utf8(LETTER)[:-1]), {"text_starts": LETTER[:-1]})


def others():
    for name, text, labels in (("latin", LATIN, ["windows-1252", "iso-8859-15"]),):
        for label in labels:
            body = text.replace("–", "-").replace("“", '"').replace("”", '"') if label == "iso-8859-15" else text
            yield Case(f"other/{name}/{label}", simple(crlf(body.encode(label)), charset=label.encode()), {"text": body})
        yield Case(f"other/{name}/iso-8859-1", simple(crlf(text.encode("cp1252")), charset=b"iso-8859-1"), {"text": text})
        yield Case(f"other/{name}/ascii", simple(crlf(text.encode("cp1252")), charset=b"us-ascii"), {"text": text})
        yield Case(f"other/{name}/none", simple(crlf(text.encode("cp1252")), charset=None), {"text": text})
        yield Case(f"other/{name}/utf-8-as-latin", simple(crlf(text.encode()), charset=b"iso-8859-1"), {"text": text})
        yield Case(f"other/{name}/latin-as-utf-8", simple(crlf(text.encode("cp1252")), charset=b"utf-8"), {"text": text})
    for word in ("Müller", "résumé", "Señor Peña", "Ålesund", "naïve café"):
        for label in (b"iso-8859-1", b"windows-1252", None, b"utf-8"):
            text = f"Dear Sir, this is {word} speaking. Please call back."
            yield Case(f"other/{word}/{label}", simple(text.encode("cp1252"), charset=label), {"text": text})
    for label in ("utf-8", "us-ascii", "iso-2022-jp", "shift_jis", "windows-1252", "gb2312", "unknown"):
        yield Case(f"other/english/{label}", simple(crlf(ENGLISH.encode()), charset=label.encode()), {"text": ENGLISH})
    for label in ("gb2312", "gbk", "gb18030", "x-gbk"):
        yield Case(f"other/chinese/{label}", simple(CHINESE.encode("gb18030"), charset=label.encode()), {"text": CHINESE})
    yield Case("other/chinese/big5", simple("您好，我們公司需要資訊安全方面的諮詢。".encode("big5"), charset=b"big5"),
               {"text": "您好，我們公司需要資訊安全方面的諮詢。"})
    for label in ("euc-kr", "ks_c_5601-1987"):
        yield Case(f"other/korean/{label}", simple(KOREAN.encode("euc-kr"), charset=label.encode()), {"text": KOREAN})
    yield Case("other/emoji", simple(b64(EMOJI.encode()), encoding=b"base64"), {"text": EMOJI})
    yield Case("other/emoji-as-jis", simple(b64(EMOJI.encode()), charset=b"iso-2022-jp", encoding=b"base64"), {"text": EMOJI})


def codings():
    for name, text in {"letter": LETTER, "vendor": VENDOR, "short": SHORT, "english": ENGLISH}.items():
        for coder in ("utf-8", "jis", "sjis", "euc"):
            encode, labels = RIGHT[coder]
            for coding, (transfer, label) in CODINGS.items():
                yield Case(f"coding/{name}/{coder}/{coding}",
                           simple(transfer(crlf(encode(text))), charset=labels[0].encode(), encoding=label), {"text": text})
    data = crlf(utf8(LETTER))
    more = {
        "8-bit": (data, b"8-bit"), "8bits": (data, b"8bits"), "quoted": (b64(data), b'"base64"'),
        "comment": (b64(data), b"base64 (as usual)"), "semicolon": (qp(data), b"quoted-printable;"),
        "utf-8": (data, b"utf-8"), "b64-lf": (b64(data, end=b"\n"), b"base64"),
        "b64-junk": (b64(data, 40).replace(CRLF, b"!*\r\n"), b"base64"),
        "b64-footer": (b64(data) + CRLF + b"-- \r\n", b"base64"),
        "qp-open": (qp(data).rstrip() + b"=", b"quoted-printable"),
        "qp-raw": (data.replace(b"\xe3\x80\x82", b"=E3=80=82"), b"quoted-printable"),
        "qp-blank": (qp(data).replace(b"=\r\n", b"=  \r\n"), b"quoted-printable"),
    }
    for name, (body, label) in more.items():
        yield Case(f"coding/odd/{name}", simple(body, encoding=label), {"text": LETTER})
    yield Case("coding/lf-only", simple(utf8(LETTER)).replace(CRLF, b"\n"), {"text": LETTER, "subject": "相談"})
    yield Case("coding/cr-only", simple(crlf(utf8(LETTER))).replace(CRLF, b"\r"), {"text": LETTER, "subject": "相談"})
    yield Case("coding/cr-cr-lf", simple(crlf(utf8(LETTER))).replace(CRLF, b"\r\r\n"), {"text": LETTER, "subject": "相談"})
    yield Case("coding/nul", simple(crlf(utf8(LETTER)).replace(b"35", b"3\x005")), {"text": LETTER})
    for kind in (b"text/plain charset=iso-2022-jp", b"text/plain;charset = iso-2022-jp", b"TEXT/PLAIN;\r\n\tcharset=\"iso-2022-jp\";",
                 b"text/plain; format=fixed;; charset=ISO-2022-JP (Japanese)", b"text; charset=iso-2022-jp",
                 b"text/plain; charset=iso-2022-jp; charset=utf-8", b"plain/text; charset=iso-2022-jp",
                 b"text/plain; charset*=us-ascii''iso-2022-jp", b"text/plain; charset=\"iso-2022-jp", b"text/html-no; charset=iso-2022-jp",
                 b"text/enriched; charset=iso-2022-jp", b"; charset=iso-2022-jp", b"content-type: text/plain; charset=iso-2022-jp"):
        yield Case(f"type/{kind.decode()!r}", simple(crlf(jis(LETTER)), kind=kind, charset=None, encoding=b"7bit"), {"text": LETTER})


# --- structure ---

HTML = "<html><body><p>" + LETTER.replace("\n\n", "</p><p>").replace("\n", "<br>") + "</p></body></html>"


def html_part(html=HTML, charset=b"utf-8"):
    return part(crlf(html.encode()), b"text/html; charset=" + charset, b"Content-Transfer-Encoding: 8bit")


def structures():
    pdf = part(b64(b"%PDF-1.4 x" * 20), b'application/pdf; name="a.pdf"', b"Content-Transfer-Encoding: base64",
               b'Content-Disposition: attachment; filename="a.pdf"')
    png = part(b64(b"\x89PNG" * 20), b'image/png; name="logo.png"', b"Content-Transfer-Encoding: base64", b"Content-ID: <1@x>",
               b'Content-Disposition: inline; filename="logo.png"')
    alt = part(multi_body([plain(LETTER), html_part()], b"alt"), b"multipart/alternative; boundary=alt")
    rel = part(multi_body([html_part(), png], b"rel"), b"multipart/related; boundary=rel; type=\"text/html\"")
    yield Case("part/mixed", multipart([plain(LETTER), pdf]), {"text": LETTER, "names": ["a.pdf"]})
    yield Case("part/mixed-alternative", multipart([alt, pdf]), {"text": LETTER, "names": ["a.pdf"]})
    yield Case("part/alternative", multipart([plain(LETTER), html_part()], b"alternative"), {"text": LETTER, "names": []})
    yield Case("part/alternative-html-first", multipart([html_part(), plain(LETTER)], b"alternative"), {"text": LETTER})
    yield Case("part/alternative-related", multipart([plain(LETTER), rel], b"alternative"), {"text": LETTER, "names": ["logo.png"]})
    yield Case("part/related", multipart([html_part(), png], b"related"), {"text": LETTER, "names": ["logo.png"]})
    yield Case("part/alternative-empty-plain", multipart([plain(" \n"), html_part()], b"alternative"), {"text": LETTER})
    yield Case("part/alternative-excuse", multipart([plain("このメールはHTML形式です。対応したソフトでご覧ください。"), html_part()], b"alternative"), {"text": LETTER})
    yield Case("part/signed", multipart([plain(LETTER), part(b64(b"sig" * 50), b'application/pkcs7-signature; name="smime.p7s"', b"Content-Transfer-Encoding: base64")],
                                        b"signed", params=b'; protocol="application/pkcs7-signature"; micalg=sha-256'), {"text": LETTER, "names": ["smime.p7s"]})
    yield Case("part/no-end", multipart([plain(LETTER), pdf], last=False), {"text": LETTER, "names": ["a.pdf"]})
    yield Case("part/preamble", multipart([plain(LETTER)], preamble=b"This is a multi-part message in MIME format.\r\n\r\n"), {"text": LETTER})
    yield Case("part/epilogue", multipart([plain(LETTER)]) + b"epilogue\r\n", {"text": LETTER})
    yield Case("part/boundary-blank", multipart([plain(LETTER), pdf]).replace(b"--=_b1\r\n", b"--=_b1 \t\r\n"), {"text": LETTER, "names": ["a.pdf"]})
    whole = multipart([plain(LETTER), pdf])
    yield Case("part/boundary-unnamed", whole.replace(b'; boundary="=_b1"', b""), {"text": LETTER, "names": ["a.pdf"]})
    yield Case("part/boundary-wrong", whole.replace(b'boundary="=_b1"', b'boundary="other"'), {"text": LETTER, "names": ["a.pdf"]})
    yield Case("part/boundary-wrong-alternative", multipart([plain(LETTER), html_part()], b"alternative").replace(b'boundary="=_b1"', b'boundary="=_b"'), {"text": LETTER})
    yield Case("part/boundary-unquoted", whole.replace(b'"=_b1"', b"=_b1"), {"text": LETTER, "names": ["a.pdf"]})
    yield Case("part/boundary-single-quotes", whole.replace(b'"=_b1"', b"'=_b1'").replace(b"--=_b1", b"--'=_b1'"), {"text": LETTER, "names": ["a.pdf"]})
    yield Case("part/boundary-folded", whole.replace(b'; boundary', b';\r\n\tboundary'), {"text": LETTER, "names": ["a.pdf"]})
    yield Case("part/boundary-prefix", multipart([part(multi_body([plain(LETTER)], b"=_b12"), b"multipart/alternative; boundary=\"=_b12\""), pdf]), {"text": LETTER, "names": ["a.pdf"]})
    yield Case("part/boundary-same", multipart([part(multi_body([plain(LETTER)], b"=_b1"), b"multipart/alternative; boundary=\"=_b1\""), pdf]), {"text_holds": LETTER})
    yield Case("part/coded-multipart", whole.replace(b"MIME-Version: 1.0", b"MIME-Version: 1.0\r\nContent-Transfer-Encoding: quoted-printable"), {"text": LETTER, "names": ["a.pdf"]})
    yield Case("part/no-mime-version", whole.replace(b"MIME-Version: 1.0\r\n", b""), {"text": LETTER, "names": ["a.pdf"]})
    yield Case("part/untyped", multipart([b"\r\n" + crlf(utf8(LETTER))]), {"text": LETTER})
    yield Case("part/two-texts", multipart([plain("一つ目です。"), pdf, plain("二つ目です。")]), {"text": "一つ目です。二つ目です。", "names": ["a.pdf"]})
    yield Case("part/plain-and-html-in-mixed", multipart([plain("前の文です。"), html_part("<p>後の文です。</p>")]), {"text": "前の文です。後の文です。"})
    yield Case("part/text-attached", multipart([plain(LETTER), part(b"attached\r\n", b"text/plain; name=memo.txt", b"Content-Disposition: attachment; filename=memo.txt")]),
               {"text": LETTER, "names": ["memo.txt"]})
    yield Case("part/html-attached", multipart([plain(LETTER), part(b"<p>attached", b"text/html", b"Content-Disposition: attachment; filename=a.html")]), {"text": LETTER, "names": ["a.html"]})
    yield Case("part/tnef", multipart([plain(LETTER), part(b64(b"\x78\x9f\x3e\x22" * 9), b"application/ms-tnef; name=\"winmail.dat\"", b"Content-Transfer-Encoding: base64",
                                                          b"Content-Disposition: attachment; filename=\"winmail.dat\"")]), {"text": LETTER, "names": ["winmail.dat"]})
    yield Case("part/inline-uuencode", simple(crlf(utf8(LETTER)) + b"\r\n\r\n" + uu(b"some bytes of a file " * 20).replace(b"text.txt", b"plan.xls") + b"\r\n"), {"text": LETTER, "names": ["plan.xls"]})
    yield Case("part/image-first", multipart([png, plain(LETTER)]), {"text": LETTER, "names": ["logo.png"]})
    yield Case("part/mbox-line", b"From y@sme.example.jp Tue May 12 10:00:00 2026\n" + simple(crlf(utf8(LETTER))), {"text": LETTER})
    yield Case("part/empty-lines-first", b"\r\n\r\n" + simple(crlf(utf8(LETTER))), {"text": LETTER, "subject": "相談"})
    yield Case("part/no-header-end", b"Subject: =?UTF-8?B?55u46KuH?=\r\nFrom: y@sme.example.jp\r\n" + utf8(LETTER), {"text": LETTER, "subject": "相談"})
    for charsets_ in ((b"utf-8", b"iso-2022-jp"), (b"iso-2022-jp", b"shift_jis"), (b"shift_jis", b"euc-jp")):
        yield Case(f"part/two-charsets/{charsets_[0].decode()}", multipart([plain(VENDOR, charsets_[0]), plain(LETTER, charsets_[1])]), {"text": VENDOR + LETTER})


# --- header fields ---

def word(data, charset=b"UTF-8", encoding=b"B", pad=True):
    if encoding == b"B":
        text = base64.b64encode(data)
        text = text if pad else text.rstrip(b"=")
    else:
        text = b"".join(b"_" if b == 32 else bytes((b,)) if chr(b).isalnum() and b < 128 else b"=%02X" % b for b in data)
    return b"=?" + charset + b"?" + encoding + b"?" + text + b"?="


def words(data, size, join=b"\r\n ", **more):
    return join.join(word(data[i:i + size], **more) for i in range(0, len(data), size))


SUBJECT = "株式会社例示工業 ①情報セキュリティ規程（案）のご相談 ㈱髙橋"


def headers():
    s = SUBJECT
    plain_ascii = "Re: Security check (2026) [urgent?]"
    forms = {}
    for coder, label in (("utf-8", b"UTF-8"), ("jis", b"ISO-2022-JP"), ("sjis", b"Shift_JIS"), ("euc", b"EUC-JP"),
                         ("sjis", b"windows-31j"), ("jis", b"cp50221"), ("utf-8", b"utf-8*ja")):
        data = RIGHT[coder][0](s)
        key = label.decode()
        for encoding in (b"B", b"Q", b"b", b"q"):
            e = encoding.decode()
            if e in "BQ":
                forms[f"{key}/{e}/whole"] = word(data, label, encoding)
            for size in (7, 10, 31, 45):
                forms[f"{key}/{e}/cut{size}"] = words(data, size, charset=label, encoding=encoding.upper()).replace(b"?" + encoding.upper() + b"?", b"?" + encoding + b"?")
        forms[f"{key}/unpadded"] = words(data, 31, charset=label, pad=False)
        forms[f"{key}/touching"] = words(data, 31, join=b"", charset=label)
        forms[f"{key}/tab"] = words(data, 30, join=b"\r\n\t", charset=label)
        forms[f"{key}/lf"] = words(data, 30, join=b"\n ", charset=label)
        forms[f"{key}/blank-lines"] = words(data, 30, join=b" \r\n  \r\n ", charset=label)
        forms[f"{key}/raw"] = data
        forms[f"{key}/quoted"] = b'"' + word(data, label) + b'"'
        forms[f"{key}/wrong-label"] = word(data, {"utf-8": b"ISO-2022-JP", "jis": b"UTF-8", "sjis": b"UTF-8", "euc": b"UTF-8"}[coder])
    forms["folded-raw-utf-8"] = utf8(s).replace(b" ", b"\r\n ")
    forms["folded-raw-jis"] = jis(s).replace(b" ", b"\r\n ")
    forms["q-with-blanks"] = b"=?UTF-8?Q?" + quopri.encodestring(utf8(s)).replace(b"=\n", b"").replace(b"\n", b"") + b"?="
    forms["q-raw-bytes"] = b"=?UTF-8?Q?" + utf8(s) + b"?="
    forms["b-folded-inside"] = word(utf8(s)).replace(b"5", b"5\r\n ", 1)
    forms["base64-of-jis-escapes-each"] = b"\r\n ".join(word(jis(s[i:i + 5]), b"ISO-2022-JP") for i in range(0, len(s), 5))
    forms["mixed-charsets"] = word(utf8(s[:10])) + b"\r\n " + word(jis(s[10:20]), b"ISO-2022-JP") + b" " + word(sjis(s[20:]), b"Shift_JIS", b"Q")
    forms["mixed-encodings"] = word(utf8(s)[:20]) + b" " + word(utf8(s)[20:41], encoding=b"Q") + b" " + word(utf8(s)[41:])
    forms["unknown-charset"] = word(utf8(s), b"default_charset")
    forms["cr-inside"] = word(utf8(s)) + b"\r"
    for name, raw in forms.items():
        want = '"' + s + '"' if name.endswith("quoted") else s
        yield Case(f"subject/{name}", simple(crlf(utf8(LETTER)), subject=raw), {"subject": want, "text": LETTER})
    for name, (raw, want) in {
        "ascii": (plain_ascii.encode(), plain_ascii),
        "ascii-around": (b"Re: [No.12] " + word(utf8("相談の件")) + b" (2)", "Re: [No.12] 相談の件 (2)"),
        "no-space-before": (b"Re:" + word(utf8("相談の件")), "Re:相談の件"),
        "latin-q": (b"=?iso-8859-1?Q?Anfrage_f=FCr_M=FCller?=", "Anfrage für Müller"),
        "question-in-q": (b"=?UTF-8?Q?What?=20=E7=9B=B8=E8=AB=87?=20now?=", "What? 相談? now"),
        "looks-like-word": (b"=?not a word?= x", "=?not a word?= x"),
        "never-ended": (b"=?UTF-8?B?" + base64.b64encode(utf8("相談の件です")), "相談の件です"),
        "empty-word": (b"=?UTF-8?B??= " + word(utf8("相談")), "相談"),
        "nul": (b"a\x00b", "ab"), "bell": (b"a\x07b", "ab"),
        "twice-coded": (word(word(utf8("相談の件"))), "相談の件"),
        "kana": (word(jis("ｱｲｳ ﾃｽﾄ"), b"ISO-2022-JP"), "ｱｲｳ ﾃｽﾄ"),
        "lone-cr": (b"a\r b", "a b"), "blank": (b"   ", ""),
        "escapes-lost": (jis("ご相談です").replace(b"\x1b", b""), "ご相談です"),
    }.items():
        yield Case(f"subject/{name}", simple(crlf(utf8(LETTER)), subject=raw), {"subject": want, "text": LETTER})


def senders():
    n = "山田, 太郎（例示工業）"
    a = "y@sme.example.jp"
    addr = b" <y@sme.example.jp>"
    forms = {
        "word": (word(utf8(n)) + addr, n), "quoted": (b'"' + utf8(n) + b'"' + addr, n),
        "quoted-word": (b'"' + word(utf8(n)) + b'"' + addr, n), "words": (words(utf8(n), 10) + addr, n),
        "jis-words": (words(jis(n), 10, charset=b"ISO-2022-JP") + addr, n),
        "raw-jis": (b'"' + jis(n) + b'"' + addr, n), "raw-sjis": (b'"' + sjis(n) + b'"' + addr, n),
        "raw-unquoted": (utf8("山田太郎") + addr, "山田太郎"), "raw-sjis-unquoted": (sjis("表示 太郎") + addr, "表示 太郎"),
        "comment": (b"y@sme.example.jp (" + word(utf8("山田太郎")) + b")", "山田太郎"),
        "comment-raw": (b"y@sme.example.jp (" + utf8("山田太郎") + b")", "山田太郎"),
        "brackets": (b'"Yamada [Sales]" <y@sme.example.jp>', "Yamada [Sales]"),
        "comma-unquoted": (b"Yamada, Taro" + addr, "Yamada, Taro"), "escaped": (b'"Taro \\"T\\" Yamada"' + addr, 'Taro "T" Yamada'),
        "address-as-name": (b'"y@sme.example.jp"' + addr, "y@sme.example.jp"), "at-in-name": (b"Yamada @ Sales" + addr, "Yamada @ Sales"),
        "no-name": (b"y@sme.example.jp", None), "angle-only": (b"<y@sme.example.jp>", None), "upper-host": (b"<y@SME.Example.JP>", None),
        "folded": (word(utf8(n)) + b"\r\n\t<y@sme.example.jp>", n), "no-space": (word(utf8(n)) + b"<y@sme.example.jp>", n),
        "word-holds-all": (word(utf8("山田太郎 <y@sme.example.jp>")), "山田太郎"),
        "fullwidth-at": (utf8("山田太郎 <y＠sme.example.jp>"), "山田太郎"), "mailto": (b"Y <mailto:y@sme.example.jp>", "Y"),
        "route": (b"Y <@relay.example.jp:y@sme.example.jp>", "Y"), "double-angle": (b"Y <<y@sme.example.jp>>", "Y"),
        "two": (b"Y <y@sme.example.jp>, Z <z@sme.example.jp>", "Y"), "group": (b"Friends: Y <y@sme.example.jp>;", "Y"),
        "blank-in-angle": (b"Y < y@sme.example.jp >", "Y"), "semicolon": (b"Y <y@sme.example.jp>;", "Y"),
        "open-quote": (b'"Y <y@sme.example.jp>', "Y"), "open-angle": (b"Y <y@sme.example.jp", "Y"),
        "single-quotes": (b"'Y' <y@sme.example.jp>", "'Y'"), "parenthesis": (b"Y (Sales) <y@sme.example.jp>", "Y (Sales)"),
    }
    for name, (raw, want) in forms.items():
        expect = {"from": a, "text": LETTER}
        if name not in ("parenthesis", "single-quotes"):
            expect["from_name"] = want
        yield Case(f"from/{name}", simple(crlf(utf8(LETTER)), sender=raw), expect)
    odd = [(b'"a b"@sme.example.jp', '"a b"@sme.example.jp'), (b"Y <da.me..@sme.example.jp>", "da.me..@sme.example.jp"),
           (b"Y <o'neil+x@sme.example.jp>", "o'neil+x@sme.example.jp"), (b'Y <"da.me."@sme.example.jp>', '"da.me."@sme.example.jp')]
    for raw, want in odd[1:]:
        yield Case(f"from/odd/{want}", simple(crlf(utf8(LETTER)), sender=raw), {"from": want})


# --- file names ---

NAME = "表示_①見積書（髙橋様）_2026年度 第1版.xlsx"


def pct(data):
    return b"".join(bytes((b,)) if chr(b).isalnum() and b < 128 or b in b"._-" else b"%%%02X" % b for b in data)


def pieces(name, data, size, extended=True, charset=b"UTF-8", quote=False):
    out = []
    for i, at in enumerate(range(0, len(data), size)):
        value = data[at:at + size]
        if extended:
            value = (charset + b"''" if i == 0 else b"") + pct(value)
        if quote or not extended:
            value = b'"' + value + b'"'
        out.append(name + b"*%d" % i + (b"*" if extended else b"") + b"=" + value)
    return b";\r\n\t".join(out)


def names():
    n = NAME
    data = utf8(n)
    d, t = b"Content-Disposition: attachment; ", b"application/octet-stream"
    forms = {
        "rfc2231": d + b"filename*=UTF-8''" + pct(data), "rfc2231-language": d + b"filename*=utf-8'ja'" + pct(data),
        "rfc2231-quoted": d + b"filename*=\"UTF-8''" + pct(data) + b'"', "rfc2231-no-charset": d + b"filename*=''" + pct(data),
        "rfc2231-bare": d + b"filename*=" + pct(data), "rfc2231-raw": d + b"filename*=UTF-8''" + data.replace(b" ", b"%20"),
        "raw-utf-8": d + b'filename="' + data + b'"', "raw-sjis": d + b'filename="' + sjis(n) + b'"',
        "raw-jis": d + b'filename="' + jis(n) + b'"', "raw-euc": d + b'filename="' + euc(n) + b'"',
        "raw-unquoted": d + b"filename=" + data, "sjis-unquoted": d + b"filename=" + sjis(n),
        "words": d + b'filename="' + words(data, 30) + b'"', "words-tab": d + b'filename="' + words(data, 31, b"\r\n\t") + b'"',
        "words-unquoted": d + b"filename=" + words(data, 30), "jis-words": d + b'filename="' + words(jis(n), 31, charset=b"ISO-2022-JP") + b'"',
        "sjis-words": d + b'filename="' + words(sjis(n), 31, b" ", charset=b"Shift_JIS") + b'"', "q-words": d + b'filename="' + words(data, 20, encoding=b"Q") + b'"',
        "percent": d + b'filename="' + pct(data) + b'"', "upper": d.upper() + b'FILENAME="' + data + b'"',
        "both": d + b"filename=\"=?UTF-8?B?eA==?=\"; filename*=UTF-8''" + pct(data), "spaced": d + b'filename = "' + data + b'" ; size=12',
        "folded": b"Content-Disposition: attachment;\r\n filename=\"" + words(data, 45, b"\r\n ") + b'"',
    }
    for coder, label in (("utf-8", b"UTF-8"), ("jis", b"ISO-2022-JP"), ("sjis", b"Shift_JIS"), ("euc", b"euc-jp")):
        coded = RIGHT[coder][0](n)
        for size in (7, 20, 33):
            forms[f"continued/{coder}/{size}"] = d + pieces(b"filename", coded, size, charset=label)
        forms[f"continued/{coder}/quoted"] = d + pieces(b"filename", coded, 20, charset=label, quote=True)
        forms[f"whole/{coder}"] = d + b"filename*=" + label + b"''" + pct(coded)
    forms["continued-raw"] = d + pieces(b"filename", data, 20, extended=False)
    forms["continued-words"] = d + pieces(b"filename", words(data, 20, b" "), 60, extended=False)
    forms["continued-reordered"] = d + b"; ".join(reversed(pieces(b"filename", data, 20).split(b";\r\n\t")))
    for name, line in forms.items():
        yield Case(f"file/{name}", multipart([plain(LETTER), part(b64(b"x"), t, b"Content-Transfer-Encoding: base64", line)]), {"text": LETTER, "names": [n]})
    for name, value in {"type-raw": b'name="' + data + b'"', "type-words": b'name="' + words(data, 30) + b'"', "type-2231": b"name*=UTF-8''" + pct(data),
                        "type-jis": b'name="' + words(jis(n), 31, charset=b"ISO-2022-JP") + b'"'}.items():
        yield Case(f"file/{name}", multipart([plain(LETTER), part(b64(b"x"), t + b"; " + value, b"Content-Transfer-Encoding: base64")]), {"text": LETTER, "names": [n]})
    for name, value, want in (("path", b'"C:\\\\dir\\\\plan.doc"', "plan.doc"), ("unix-path", b'"../../etc/passwd"', "passwd"), ("dots", b'"..."', None),
                              ("semicolon", b'"a;b.txt"', "a;b.txt"), ("percent-sign", b'"100%25.txt"', "100%25.txt"), ("ascii", b"plain.txt", "plain.txt"),
                              ("quote", b'"a\\"b.txt"', 'a"b.txt'), ("direction", utf8('"a\u202etxt.exe"'), "atxt.exe"), ("yen", sjis('"ソフト能力表.doc"'), "ソフト能力表.doc")):
        yield Case(f"file/odd/{name}", multipart([plain(LETTER), part(b64(b"x"), t, b"Content-Transfer-Encoding: base64", d + b"filename=" + value)]), {"names": [want]})


# --- HTML and flowed text ---

def paragraphs(text, open_="<p>", close="</p>"):
    return "".join(open_ + (line or "&nbsp;") + close + "\r\n" for line in text.split("\n"))


OUTLOOK = ('<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta http-equiv="Content-Type" content="text/html; charset=%s">'
           '<meta name="Generator" content="Microsoft Word 15"><!--[if !mso]><style>v\\:* {behavior:url(#default#VML);}</style><![endif]-->'
           '<style><!-- @font-face {font-family:"游ゴシック";} p.MsoNormal {margin:0mm;} --></style>'
           '<!--[if gte mso 9]><xml><o:shapedefaults v:ext="edit" spidmax="1026" /></xml><![endif]--></head>'
           '<body lang="JA" link="#0563C1"><div class="WordSection1">%s</div></body></html>')


def html():
    t = LETTER
    word_ = OUTLOOK % ("iso-2022-jp", paragraphs(t, '<p class="MsoNormal"><span lang="EN-US" style="font-size:10.5pt">', "<o:p></o:p></span></p>"))
    gmail = '<div dir="ltr">' + "".join(f"<div>{line or '<br>'}</div>" for line in t.split("\n")) + "</div>"
    entities = '<p>' + "".join(f"&#{ord(c)};" if i % 2 else f"&#x{ord(c):x};" for i, c in enumerate(t)) + "</p>"
    forms = {
        "gmail": gmail, "outlook": word_, "entities": entities, "plain-html": HTML,
        "scripts": "<html><head><style>p{color:red}</style><title>title</title></head><body><script>var a='<p>no</p>';</script>" + paragraphs(t) + "<noscript>no</noscript></body>",
        "hidden": '<div style="display:none;max-height:0px;overflow:hidden">preheader</div>' + paragraphs(t) + '<span style="visibility:hidden">no</span><p hidden>no</p><p style="mso-hide:all">no</p>',
        "broken": "<body><div><p>" + t.replace("\n", "<br/>") + "<b><i></b></div></td></tr><p", "no-body": t.replace("\n", "<br>\r\n"),
        "upper": "<HTML><BODY><P>" + t.replace("\n", "<BR>") + "</P></BODY></HTML>", "comment": "<!-- no --><p>" + t.replace("\n", "<br><!-- no > no -->") + "</p>",
        "table": "<table><tr><td>" + t.replace("\n", "</td></tr><tr><td>") + "</td></tr></table>", "spans": "".join(f"<span>{c}</span>" if c != "\n" else "<br>" for c in t),
        "font": '<font face="ＭＳ ゴシック" size="2">' + t.replace("\n", "<br>") + "</font>", "pre": "<pre>" + t + "</pre>",
        "wbr": "<p>" + t.replace("\n", "<br>").replace("株式会社", "株式<wbr>会社") + "</p>", "wrapped": "<p>\r\n" + t.replace("\n", "\r\n<br>\r\n") + "\r\n</p>",
    }
    for name, source in forms.items():
        for charset, encode in (("utf-8", utf8), ("iso-2022-jp", jis), ("shift_jis", sjis)):
            for coding in ("8bit", "b64", "qp-cut"):
                transfer, label = CODINGS[coding]
                yield Case(f"html/{name}/{charset}/{coding}", simple(transfer(crlf(encode(source.replace("游", "遊")))), kind=b"text/html", charset=charset.encode(), encoding=label), {"text": t})
    meta = '<html><head><meta charset="%s"></head><body>' + paragraphs(t) + "</body></html>"
    equiv = '<html><head><META content="text/html; charset=%s" http-equiv=Content-Type></head><body>' + paragraphs(t) + "</body></html>"
    for charset, encode in (("utf-8", utf8), ("iso-2022-jp", jis), ("Shift_JIS", sjis), ("euc-jp", euc)):
        for kind, source in (("meta", meta), ("equiv", equiv)):
            yield Case(f"html/{kind}/{charset}", simple(encode(source % charset), kind=b"text/html", charset=None), {"text": t})
            yield Case(f"html/{kind}-other/{charset}", simple(encode(source % "windows-1252"), kind=b"text/html", charset=charset.encode()), {"text": t})
    western = "<html><head><meta charset=\"iso-8859-2\"></head><body><p>Dzień dobry, proszę o pomoc</p></body></html>"
    yield Case("html/meta/iso-8859-2", simple(western.encode("iso-8859-2"), kind=b"text/html", charset=None), {"text": "Dzień dobry, proszę o pomoc"})
    quoted = "<div>承知しました。</div><br><div class=\"gmail_quote\"><div class=\"gmail_attr\">2026年5月12日(火) 10:00 窓口 &lt;<a href=\"mailto:s@desk.example.jp\">s@desk.example.jp</a>&gt;:<br></div><blockquote class=\"gmail_quote\" style=\"margin:0 0 0 .8ex\"><div>いかがですか。</div><blockquote>もっと前</blockquote></blockquote></div>"
    yield Case("html/quote/gmail", simple(quoted.encode(), kind=b"text/html"), {"text": "承知しました。", "quoted_holds": "いかがですか。もっと前"})
    outlook = ('<p class="MsoNormal">承知しました。</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0mm 0mm 0mm"><p class="MsoNormal"><b>From:</b> 窓口 &lt;s@desk.example.jp&gt;<br>'
               '<b>Sent:</b> Tuesday, May 12, 2026 10:00 AM<br><b>To:</b> y@sme.example.jp<br><b>Subject:</b> 日程</p></div></div><p class="MsoNormal">いかがですか。</p>')
    yield Case("html/quote/outlook", simple(outlook.encode(), kind=b"text/html"), {"text": "承知しました。", "quoted_holds": "いかがですか。"})
    web = ('<div>承知しました。</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>差出人:</b> 窓口 &lt;s@desk.example.jp&gt;<br>'
           '<b>送信日時:</b> 2026年5月12日 10:00<br><b>宛先:</b> y@sme.example.jp<br><b>件名:</b> 日程</font><div>&nbsp;</div></div><div>いかがですか。</div>')
    yield Case("html/quote/outlook-web", simple(web.encode(), kind=b"text/html"), {"text": "承知しました。", "quoted_holds": "いかがですか。"})
    apple = '<html><body>承知しました。<div><br><blockquote type="cite"><div>2026/05/12 10:00、窓口 &lt;s@desk.example.jp&gt;のメール:</div><br><div>いかがですか。</div></blockquote></div></body></html>'
    yield Case("html/quote/apple", simple(apple.encode(), kind=b"text/html"), {"text": "承知しました。", "quoted_holds": "いかがですか。"})
    moz = '<p>承知しました。</p><div class="moz-cite-prefix">On 2026/05/12 10:00, 窓口 wrote:<br></div><blockquote type="cite" cite="mid:1@x"><p>いかがですか。</p></blockquote>'
    yield Case("html/quote/thunderbird", simple(moz.encode(), kind=b"text/html"), {"text": "承知しました。", "quoted_holds": "いかがですか。"})
    rows = "<table><tr><th>会社名</th><td>例示工業</td></tr><tr><th>人数</th><td>20名</td></tr></table><ul><li>規程<li>教育</ul><ol><li>甲<li>乙</ol>"
    yield Case("html/table-and-list", simple(rows.encode(), kind=b"text/html"), {"text": "会社名 例示工業\n人数 20名\n・規程\n・教育\n1. 甲\n2. 乙"})


def flow(text, width, delsp, quote=""):
    out = []
    for line in text.split("\n"):
        while len(line) > width:
            cut = line.rfind(" ", 0, width) + 1 if not delsp else width
            if cut <= 0:
                cut = width if delsp else line.find(" ") + 1 or len(line)
            out.append(quote + line[:cut] + (" " if delsp else ""))
            line = line[cut:]
        stuffed = " " + line if line.startswith((" ", "From ", ">")) else line
        out.append(quote + stuffed.rstrip(" "))
    return "\r\n".join(out)


def flowed():
    long = "弊社の情報資産の棚卸しと規程の見直しを支援してくださる専門家のご紹介をお願いいたします。よろしくお願いいたします。" * 2 + "\n\n短い行です。"
    for width in (20, 35):
        for charset, encode in (("utf-8", utf8), ("iso-2022-jp", jis)):
            yield Case(f"flowed/delsp/{charset}/{width}", simple(encode(flow(long, width, True)), kind=b"text/plain; format=flowed; delsp=yes", charset=charset.encode()), {"text": long, "text_lines": long})
    english = "We would like to ask for an expert who can help us with the rules of our company and who knows the trade. " * 3 + "\n\nEnd."
    yield Case("flowed/english", simple(utf8(flow(english.strip(), 72, False)), kind=b"text/plain; format=Flowed"), {"text": english})
    cjk = flow(long, 30, True)
    yield Case("flowed/cjk-without-delsp", simple(utf8(cjk), kind=b"text/plain; format=flowed"), {"text": long, "text_lines": long})
    answer = "承知しました。\r\n\r\nOn 2026/05/12 10:00, 窓口 wrote:\r\n" + flow(long, 30, True, "> ") + "\r\n>> もっと前 \r\n>> です\r\n\r\n-- \r\n山田\r\n"
    yield Case("flowed/quoted", simple(utf8(answer), kind=b"text/plain; format=flowed; delsp=yes"), {"text": "承知しました。", "signature": "-- 山田"})
    yield Case("flowed/stuffed", simple(b" From here\r\n on\r\n", kind=b"text/plain; format=flowed"), {"text": "From here on"})
    for width in (30, 36):
        wrapped = "\r\n".join("\r\n".join(line[i:i + width] for i in range(0, len(line), width)) or "" for line in long.split("\n"))
        yield Case(f"flowed/hard/{width}", simple(utf8(wrapped)), {"text": long})


# --- mails inside mails ---

def attached_mails():
    inner = mail([b"From: =?UTF-8?B?5L2Q6Jek?= <sato@firm.example.jp>", b"Subject: " + word(jis("研修の相談"), b"ISO-2022-JP"), b"MIME-Version: 1.0",
                  b"Content-Type: text/plain; charset=iso-2022-jp"], crlf(jis(LETTER)))
    middle = mail([b"From: agent@chamber.example.jp", b"Subject: Fwd: x", b"MIME-Version: 1.0", b"Content-Type: multipart/mixed; boundary=mid"],
                  multi_body([plain("回送します。"), part(inner, b"message/rfc822", b"Content-Disposition: attachment")], b"mid"))
    for name, attached in (("one", inner), ("two", middle)):
        for disposition in ((b"Content-Disposition: attachment; filename=\"mail.eml\"",), (b"Content-Disposition: inline",), ()):
            raw = multipart([plain("転送します。よろしくお願いします。"), part(attached, b"message/rfc822", *disposition)], subject=b"Fwd: x")
            yield Case(f"attached/{name}/{len(disposition and disposition[0])}", raw,
                       {"text": "転送します。よろしくお願いします。", "fwd_from": "sato@firm.example.jp", "fwd_subject": "研修の相談", "fwd_text": LETTER})
    yield Case("attached/alone", mail(head(extra=[b"MIME-Version: 1.0", b"Content-Type: message/rfc822"]), inner), {"fwd_from": "sato@firm.example.jp", "fwd_text": LETTER})
    yield Case("attached/base64", multipart([plain("転送します。"), part(b64(inner), b"message/rfc822", b"Content-Transfer-Encoding: base64")], subject=b"Fwd: x"),
               {"text": "転送します。", "fwd_from": "sato@firm.example.jp", "fwd_text": LETTER})
    yield Case("attached/octet-stream", multipart([plain("転送します。"), part(b64(inner), b"application/octet-stream; name=a.eml", b"Content-Transfer-Encoding: base64")], subject=b"Fwd: x"),
               {"text": "転送します。", "fwd_from": "sato@firm.example.jp", "fwd_text": LETTER})


GROUPS = {"charsets": lambda: charsets(TEXTS), "jis": jis_oddities, "others": others, "codings": codings, "structures": structures,
          "headers": headers, "senders": senders, "names": names, "html": html, "flowed": flowed, "attached": attached_mails}


def cases(group=None):
    for name, make in GROUPS.items():
        if group in (None, name):
            yield from make()


def large():
    """Every corpus text, in every charset and coding, by chance that is always the same."""
    chance = random.Random(7)
    labels = [None, b"us-ascii", b"utf-8", b"iso-2022-jp", b"shift_jis", b"euc-jp", b"iso-8859-1", b"gb2312", b"x-unknown"]
    for file in ("dev.jsonl", "dev2.jsonl", "dev3.jsonl", "dev4.jsonl", "dev5.jsonl", "dev6.jsonl"):
        for i, text in enumerate(corpus(file)):
            coder = chance.choice(list(RIGHT))
            try:
                coded = RIGHT[coder][0](text)
            except (UnicodeEncodeError, KeyError):
                coder, coded = "utf-8", utf8(text)
            label = chance.choice(labels) if chance.random() < 0.7 else RIGHT[coder][1][0].encode()
            transfer, encoding = CODINGS[chance.choice(list(CODINGS))]
            yield Case(f"large/{file}/{i}/{coder}-as-{label}", simple(transfer(crlf(coded)), charset=label, encoding=encoding), {"all": text})
