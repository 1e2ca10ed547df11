#!/usr/bin/python3
"""Writes conf/surnames.txt from the family names of mecab-ipadic.

    make-surnames.py DICTIONARY_DIR > conf/surnames.txt

DICTIONARY_DIR: /usr/share/mecab/dic/ipadic of Debian's mecab-ipadic 2.7.0. Needed once in a
while by hand; the result is committed. A name that is a common noun as well is taken only
where the dictionary's training text had it as a family name.
"""

import re
import sys

UNSEEN = 7600  # names that the training text did not have stand at about this cost

HEAD = """\
# Family names, to tell people from things; one a line. Add your own, and restart the desk.
#
# Made by tests/tools/make-surnames.py from mecab-ipadic 2.7.0. See conf/NOTICE.
"""


def cells(folder, name):
    with open(f"{folder}/{name}", encoding="euc-jp") as f:
        for line in f:
            yield line.rstrip("\n").split(",")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder, nouns, names = sys.argv[1], set(), {}
    for name in ("Noun.csv", "Noun.verbal.csv", "Noun.adjv.csv", "Noun.adverbal.csv"):
        nouns.update(c[0] for c in cells(folder, name))
    for c in cells(folder, "Noun.name.csv"):
        if c[7] == "姓" and re.fullmatch("[一-鿿々ヶノ]{1,4}", c[0]):
            names[c[0]] = min(int(c[3]), names.get(c[0], 99999))
    print(HEAD, end="")
    for name in sorted(names):
        if name not in nouns or names[name] < UNSEEN:
            print(name)


main()
