"""Reading of mails: thousands that are made from known texts (zoo.py), and the parts of mails whose
answers, quotations and forwards are known (notations.py). Everything that differs is a defect."""

import collections
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import hostile
import notations
import zoo

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("MADOGUCHI_BUILD", ROOT / "build")).resolve()
# Where charsets differ in what they mean by the same bytes, Windows' way is taken.
VARIANTS = str.maketrans("\u301c\u2212\u2014\u2016", "\uff5e\uff0d\u2015\u2225")


def squeeze(text):
    return re.sub(r"\s+", "", text or "")


def letters_of(text):
    return collections.Counter(re.sub(r"[\s>＞|]", "", text).translate(VARIANTS))


def found(key, got):
    """What the message holds under a key of zoo's."""
    if key in ("from", "fwd_from"):
        return (got.get(key) or {}).get("addr")
    if key == "from_name":
        return (got.get("from") or {}).get("name")
    if key == "names":
        return [a.get("name") for a in got.get("attachments", [])]
    if key == "all":
        return "\n".join(got.get(k) or "" for k in ("text", "quoted", "signature"))
    return got.get(re.sub("_(starts|holds|lines)$", "", key))


def agrees(key, want, got):
    if key in ("text", "quoted", "signature", "fwd_text"):
        return squeeze(want) == squeeze(got)
    if key.endswith("_starts"):
        return squeeze(got).startswith(squeeze(want))
    if key.endswith("_holds"):
        return squeeze(want) in squeeze(got)
    if key.endswith("_lines"):
        return (got or "").split("\n") == want.split("\n")
    if key == "all":
        return letters_of(want) == letters_of(got)
    return (want or None) == (got or None)


def read(cases, program=None):
    """The messages as the reader sees them, in order."""
    program = program or [BUILD / "tools/read_mail"]
    with tempfile.TemporaryDirectory(prefix="madoguchi-reading-") as temp:
        files = []
        for i, case in enumerate(cases):
            files.append(pathlib.Path(temp) / f"{i}.eml")
            files[-1].write_bytes(case.raw)
        for at in range(0, len(files), 1000):
            done = subprocess.run([*program, *files[at:at + 1000]], capture_output=True, timeout=120,
                                  env={"MADOGUCHI_DATA": str(ROOT), "PATH": "/usr/bin:/bin"})
            assert done.returncode == 0, done.stderr.decode()
            yield from (json.loads(line) for line in done.stdout.decode().splitlines())


def differences(cases):
    for case, got in zip(cases, read(cases), strict=True):
        for key, want in case.want.items():
            value = found(key, got)
            if not agrees(key, want, value):
                yield f"{case.name}: {key}: want {want!r:.200}, got {value!r:.200}"


class Decoding(unittest.TestCase):
    def check(self, cases):
        cases = list(cases)
        self.assertGreater(len(cases), 0)
        wrong = list(differences(cases))
        self.assertEqual([], wrong[:20], f"{len(wrong)} differences in {len(cases)} mails")

    def test_corpus_in_every_charset(self):
        self.check(zoo.large())

    def test_command_says_the_same(self):
        cases = [next(iter(make())) for make in zoo.GROUPS.values()]
        for got, short in zip(read(cases), read(cases, [BUILD / "madoguchi", "read", "--json"]), strict=True):
            for key in ("subject", "text", "quoted", "signature"):
                self.assertEqual(got.get(key), short[key])
            self.assertEqual(found("from", got), short["from"])
            self.assertEqual(got.get("attachments", []), short["attachments"])


def split(cases):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as f:
        for case in cases:
            f.write(json.dumps({"subject": case.subject, "body": case.body}) + "\n")
        f.flush()
        done = subprocess.run([BUILD / "tools/read_mail", "--split", f.name], capture_output=True, check=True, timeout=120)
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


class Splitting(unittest.TestCase):
    def check(self, group):
        cases = list(notations.letters(group))
        self.assertGreater(len(cases), 0)
        wrong = [f"{case.name}: {key}: want {want!r:.200}, got {found(key, got)!r:.200}"
                 for case, got in zip(cases, split(cases), strict=True)
                 for key, want in case.want.items() if not agrees(key, want, found(key, got))]
        self.assertEqual([], wrong[:20], f"{len(wrong)} differences in {len(cases)} letters")

    def test_lines_of_labelled_letters(self):
        """The corpus says in which line the new and the quoted text begin."""
        rows = [json.loads(line) for line in (ROOT / "tests/corpus/dev4.jsonl").read_text("utf-8").splitlines()]
        cases = [notations.Letter(r["id"], r["subject"], r["body"], r["labels"]) for r in rows]
        wrong = []
        for case, got in zip(cases, split(cases), strict=True):
            want = [case.want["new_text_starts"], case.want["quote_starts"]]
            have = [None if got[k] < 0 else got[k] for k in ("text_line", "quoted_line")]
            if want != have:
                wrong.append((case.name, want, have))
        self.assertEqual([], wrong)


class Bounds(unittest.TestCase):
    """Each hostile mail yields a message or is set aside with a reason, and the next is read."""

    # What a mail must be allowed to be, through the box; the other shapes only to the reader.
    FULL = ("10MB", "1MB", "5MB", "parts", "many-parts", "nest", "quoted-lines", "links", "deep")

    def read(self, *files):
        done = subprocess.run([BUILD / "madoguchi", "read", "--json", *files], capture_output=True, timeout=120,
                              env={"MADOGUCHI_DATA": str(ROOT), "PATH": "/usr/bin:/bin"})
        return done, [json.loads(line) for line in done.stdout.decode().splitlines()]

    def test_hostile_mails(self):
        set_aside = []
        with tempfile.TemporaryDirectory(prefix="madoguchi-hostile-") as temp:
            mail, last = pathlib.Path(temp) / "mail.eml", pathlib.Path(temp) / "last.eml"
            for name, make in hostile.shapes(4).items():
                if not name.startswith(self.FULL):
                    continue
                with self.subTest(name):
                    raw = make()
                    mail.write_bytes(raw)
                    done, rows = self.read(mail)
                    self.assertEqual((done.returncode, len(rows)), (0, 1) if rows else (1, 0))
                    if not rows:
                        self.assertIn(b"mail", done.stderr)
                        set_aside.append(raw)
            self.assertLess(len(set_aside), 5)
            last.write_bytes(zoo.simple(zoo.crlf(zoo.utf8(zoo.LETTER))))
            for raw in set_aside:
                mail.write_bytes(raw)
                done, rows = self.read(mail, last)
                self.assertEqual([squeeze(r["text"]) for r in rows], [squeeze(zoo.LETTER)])

    def test_hostile_shapes(self):
        cases = [zoo.Case(name, make(), {}) for name, make in hostile.shapes(1).items()]
        self.assertEqual(len(list(read(cases))), len(cases))


def add_groups():
    for group in notations.GROUPS:
        setattr(Splitting, f"test_{group}", lambda self, group=group: self.check(group))
    for group in zoo.GROUPS:
        setattr(Decoding, f"test_{group}", lambda self, group=group: self.check(zoo.cases(group)))


add_groups()

if __name__ == "__main__":
    unittest.main(verbosity=2)
