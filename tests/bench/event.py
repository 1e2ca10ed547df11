"""What a single event costs: from a message in the inbox, or a timer that is due, to the commit of its handler.

By the clock on the wall, on the store of an empty desk and on one of ten years (4,000 cases with their mail), beside
what SQLite needs to commit one row alone on the same disk, taken in turn with the events of the same run. A second figure leaves out
the waiting for the disk: reading, understanding, handling.
"""

import argparse
import pathlib
import subprocess
import tempfile

LIMIT_MS = 5


def measure(build, store, rounds):
    out = subprocess.run([build / "tools/time_events", store, str(rounds)], check=True, capture_output=True,
                         text=True, cwd=build.parent).stdout
    return {line.split("\t")[0]: [float(x) for x in line.split("\t")[1:]] for line in out.splitlines()}


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--build", default="build", help="where the programs are")
    options.add_argument("--rounds", type=int, default=100, help="courses played on each store, 250 at most")
    given = options.parse_args()
    build = pathlib.Path(given.build).resolve()
    slow = []
    with tempfile.TemporaryDirectory(dir=build) as folder:  # on a disk, which /tmp may not be
        filled = pathlib.Path(folder, "ten-years.db")
        subprocess.run([build / "tools/fill_store", filled, "big"], check=True)
        for name, store in (("an empty desk", pathlib.Path(folder, "empty.db")), ("ten years", filled)):
            rows = measure(build, store, given.rounds)
            print(f"{name}: milliseconds\n{'event':<16}{'count':>7}{'median':>9}{'p99':>9}{'reading':>9}"
                  f"{'underst.':>9}{'handling':>9}{'commit':>9}")
            for event, row in rows.items():
                print(f"{event:<16}{row[0]:>7.0f}" + "".join(f"{x:>9.2f}" for x in row[1:]))
                if sum(row[3:6]) >= LIMIT_MS and event != "sqlite alone":
                    slow.append(f"{event} ({name})")
    if slow:
        raise SystemExit(f"above {LIMIT_MS} ms without the disk: {', '.join(slow)}")


main()
