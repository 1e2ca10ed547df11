"""What reading a mail costs, beside MeCab alone over the same words in the same minutes.

The mails are those labelled messages whose text is about 2 KB long, as mails of some 4 KB (base64); then
with the same text four and sixteen times over, to show how the cost grows. All figures are processor time.
Last, what the command needs for one mail and for many, its start and its sandbox included.
"""

import argparse
import base64
import json
import pathlib
import resource
import statistics
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
CORPUS = ("dev.jsonl", "dev2.jsonl", "dev3.jsonl", "dev4.jsonl", "dev5.jsonl", "dev6.jsonl")
TEXT_BYTES = range(1700, 2600)
ROUNDS = 7
RUNS = 3


def word(text):
    """Encoded words of a header, each short enough."""
    pieces = [text[i:i + 14] for i in range(0, len(text), 14)]
    return "\r\n ".join(f"=?UTF-8?B?{base64.b64encode(p.encode()).decode()}?=" for p in pieces)


def mail(record, times):
    body = base64.encodebytes((record["body"] * times).encode()).decode().replace("\n", "\r\n")
    sender = record["from_addr"]
    return (
        f"Return-Path: <{sender}>\r\n"
        "Received: from mx.example.jp (mx.example.jp [192.0.2.7])\r\n"
        "\tby mail.desk.example.jp with ESMTPS id 4X1Y2Z3\r\n"
        "\tfor <soudan@desk.example.jp>; Mon, 1 Jun 2026 10:00:02 +0900 (JST)\r\n"
        f"From: {word(record.get('from_name') or '') or 'info'} <{sender}>\r\n"
        "To: <soudan@desk.example.jp>\r\n"
        f"Subject: {word(record['subject'])}\r\n"
        "Date: Mon, 1 Jun 2026 10:00:00 +0900\r\n"
        f"Message-ID: <{record['id']}@mail.example.jp>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{body}").encode()


def records():
    for name in CORPUS:
        for line in (ROOT / "tests/corpus" / name).open(encoding="utf-8"):
            record = json.loads(line)
            if len(record["body"].encode()) in TEXT_BYTES and "@" in (record.get("from_addr") or ""):
                yield record


def write(folder, times):
    files = []
    for record in records():
        files.append(folder / f"{record['id']}-{times}.eml")
        files[-1].write_bytes(mail(record, times))
    return files


def library(build, files):
    """Medians of several runs: start, parsing, understanding, both, MeCab."""
    rows = []
    for _ in range(RUNS):
        out = subprocess.run([build / "tools/time_reading", ROOT, str(ROUNDS), *files], check=True,
                             capture_output=True, text=True).stdout
        rows.append([float(x) for x in out.split()])
    return [statistics.median(column) for column in zip(*rows)]


def command(build, files):
    """Processor milliseconds of one run of the command, its sandboxed child's with it."""
    took = []
    for _ in range(RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([build / "madoguchi", "read", "--json", *files], check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(took) * 1e3


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--build", default="build", help="where the programs are")
    build = pathlib.Path(options.parse_args().build).resolve()
    with tempfile.TemporaryDirectory(prefix="madoguchi-reading-") as folder:
        sizes = {times: write(pathlib.Path(folder), times) for times in (1, 4, 16)}
        print("Reading, microseconds of processor a mail (median over the mails; MeCab alone is the yardstick):")
        print(f"{'mails':>8}{'bytes':>9}{'parsing':>10}{'meaning':>10}{'both':>8}{'MeCab':>8}{'times MeCab':>13}")
        for files in sizes.values():
            size = statistics.median(f.stat().st_size for f in files)
            start, parsing, meaning, both, mecab = library(build, files)
            print(f"{len(files):8}{size:9.0f}{parsing:10.0f}{meaning:10.0f}{both:8.0f}{mecab:8.0f}{both / mecab:13.1f}")
        files = sizes[1]
        one, all_of_them = command(build, files[:1]), command(build, files)
        each = (all_of_them - one) / (len(files) - 1)
        print(f"Start: loading model, dictionary and lists {start / 1000:.1f} ms; madoguchi read of one mail "
              f"{one:.1f} ms, of each further one {each:.2f} ms (parsed in the sandbox, JSON written)")


if __name__ == "__main__":
    main()
