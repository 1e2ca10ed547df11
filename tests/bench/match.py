"""What finding the best ten experts costs, beside a plain loop over the list and SQLite over the same rows in
memory, both counting who holds the plain hard rules, in the same run.

Processor time of one core, warm: the list is loaded and made ready once, then forty needs of every kind are
asked. Then what the command needs in all, start and loading included, with its peak of memory, and the peak of the daemon's largest process (model and
dictionary included) when it takes a request in, with a short list and with a long one.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))

SIZES = ((1000, 50), (23000, 20), (1000000, 2))  # experts, rounds
STORED = 23000


def library(build, experts, rounds):
    out = subprocess.run([build / "tools/time_match", str(experts), str(rounds)], check=True,
                         capture_output=True, text=True).stdout
    return [float(x) for x in out.split()]


def command(*args):
    """Seconds and peak MiB of one run."""
    began = time.monotonic()
    child = subprocess.Popen(args, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{args}: exit {child.returncode}")
    return time.monotonic() - began, usage.ru_maxrss / 1024


def daemon(folder, rows):
    """Peak MiB of the largest process while a request is taken in and put to an expert."""
    from desk import BUILD, ROOT, Desk
    desk = Desk(folder)
    desk.set_clock("2026-06-01T10:05")
    desk.run("experts", "import", rows)
    desk.deliver((ROOT / "tests/handlers/decline-next/request.eml").read_bytes().replace(b"\n", b"\r\n"))
    _, peak = command(BUILD / "madoguchid", "-c", desk.conf, "--once")
    (case,) = desk.json("export")
    if case["state"] != "offered":
        raise SystemExit(f"the request is {case['state']}, not offered")
    return peak


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--build", default="build", help="where the programs are")
    build = pathlib.Path(options.parse_args().build).resolve()
    os.environ["MADOGUCHI_BUILD"] = str(build)
    print("Best ten, milliseconds of processor over 40 needs (median and greatest); the report also says of everybody"
          " why not; a loop and SQLite count those who hold the plain rules:")
    print(f"{'experts':>9}{'made ready':>12}{'best ten':>17}{'report':>17}{'loop':>17}{'SQLite':>17}{'best : loop':>13}{'best : SQLite':>15}")
    for experts, rounds in SIZES:
        n, ready, *figures, _ = library(build, experts, rounds)
        pairs = [f"{m / 1000:.2f} – {w / 1000:.2f}" for m, w in zip(figures[::2], figures[1::2])]
        print(f"{n:9.0f}{ready:12.1f}{pairs[0]:>17}{pairs[1]:>17}{pairs[2]:>17}{pairs[3]:>17}"
              f"{figures[0] / figures[4]:13.2f}{figures[0] / figures[6]:15.2f}")
    with tempfile.TemporaryDirectory(prefix="madoguchi-match-") as folder:
        rows = pathlib.Path(folder) / "experts.csv"
        with rows.open("w") as out:
            subprocess.run([build / "tools/time_match", "--csv", str(STORED)], check=True, stdout=out)
        store = ("--store", pathlib.Path(folder) / "desk.db")
        program = build / "madoguchi"
        took, peak = command(program, *store, "experts", "import", rows)
        print(f"Import of {STORED} experts: {took:.2f} s, {peak:.1f} MiB at most")
        edited = pathlib.Path(folder) / "edited.csv"
        edited.write_text(rows.read_text().replace("見本 太郎", "見本 花子").replace("企業を支援", "会社を支援"))
        took, peak = command(program, *store, "experts", "import", edited)
        print(f"The same list, edited in every row: {took:.2f} s, {peak:.1f} MiB at most")
        took, peak = command(program, *store, "match", "--prefecture", "大阪", "--theme", "1", "--on", "2026-06-10")
        print(f"madoguchi match among them, loading included: {took * 1000:.0f} ms, {peak:.1f} MiB at most")
        short = daemon(pathlib.Path(folder) / "short", HERE.parent / "handlers/experts.csv")
        full = daemon(pathlib.Path(folder) / "long", rows)
        print(f"madoguchid, largest process: {short:.1f} MiB with 3 experts, {full:.1f} MiB with {STORED}")


if __name__ == "__main__":
    main()
