#!/usr/bin/python3
"""Writes conf/surnames-read.txt: how the family names of conf/surnames.txt are read.

    make-readings.py DICTIONARY_DIR < conf/surnames.txt > conf/surnames-read.txt

In katakana, and in Latin letters with long vowels written short (sato, ono). Readings that
are words of Japanese or English are left out, but for common names. DICTIONARY_DIR: see make-surnames.py.
"""

import re
import sys

UNSEEN = 7600  # see make-surnames.py

HEAD = """\
# How family names are read, in katakana and in Latin letters (small, long vowels short); one
# a line. Only for masking what leaves the house. Add your own, and restart the desk.
#
# Made by tests/tools/make-readings.py from mecab-ipadic 2.7.0. See conf/NOTICE.
"""

ENGLISH = set("""one date ago doko goto iso todo sudo arise fuse mono era nose tone mine mega maze ban den dan
han tao ike anna sen sase tama koto koi ima rin ken ema isa toma taku shin same some here made name nine done
gone bone hone zone tune june home hope hire fire wire sure more store are use ease noise raise rise base
case wise ride side wide hide tide guide ode mode node code aide abode arena piano tone oat oar main again
domain remain region reason season human woman japan union onion kin sin win gin ton son don ban man tan ran
sun run gun fun bun men ten hen pen ion hot nor you any may way day say pay bay""".split())

ROWS = {"": "アイウエオ", "k": "カキクケコ", "s": "サシスセソ", "t": "タチツテト", "n": "ナニヌネノ",
        "h": "ハヒフヘホ", "m": "マミムメモ", "r": "ラリルレロ", "g": "ガギグゲゴ", "z": "ザジズゼゾ",
        "d": "ダヂヅデド", "b": "バビブベボ", "p": "パピプペポ"}
KANA = {k: c + v for c, row in ROWS.items() for k, v in zip(row, "aiueo")}
KANA.update({"ヤ": "ya", "ユ": "yu", "ヨ": "yo", "ワ": "wa", "ヲ": "o", "ン": "n", "シ": "shi", "チ": "chi",
             "ツ": "tsu", "フ": "fu", "ジ": "ji", "ヂ": "ji", "ヅ": "zu"})


def latin(reading):
    out, double = "", ""
    for k in reading.replace("ー", ""):
        if k in "ャュョ" and out:
            stem = out[:-1] if re.search("(sh|ch|j)i$", out) else out[:-1] + "y"
            out = stem + "auo"["ャュョ".index(k)]
        elif k == "ッ":
            double = "x"
        else:
            syllable = KANA.get(k, "")
            out += (syllable[:1] if double else "") + syllable
            double = ""
    return re.sub("o[uo]+", "o", re.sub("uu+", "u", out))


def cells(folder, name):
    with open(f"{folder}/{name}", encoding="euc-jp") as f:
        for line in f:
            yield line.rstrip("\n").split(",")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder, nouns, reads = sys.argv[1], set(), {}
    names = {line.strip() for line in sys.stdin if not line.startswith("#")}
    for name in ("Noun.csv", "Noun.verbal.csv", "Noun.adjv.csv", "Noun.adverbal.csv"):
        nouns.update(c[0] for c in cells(folder, name))
    for c in cells(folder, "Noun.name.csv"):
        if c[7] == "姓" and c[0] in names:
            reads[c[11]] = min(int(c[3]), reads.get(c[11], 99999))
    lines = {r for r in reads if len(r) > 1 and (
        reads[r] < UNSEEN if len(r) == 2 or r in nouns else True) and not (len(r) == 2 and r in nouns)}
    lines |= {w for r in reads for w in [latin(r)]
              if len(w) > 3 - (reads[r] < UNSEEN) and w not in ENGLISH}
    print(HEAD + "\n".join(sorted(lines)))


main()
