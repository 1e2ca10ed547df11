"""What the figures of ten years cost: 4,000 cases, 12,000 visits, 80,000 mails, in each form; wall clock and peak
memory of the whole command, beside `cases --json` over the same store in the same run."""

import argparse
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from match import command  # noqa: E402

FORMS = ((), ("--json",), ("--csv",), ("--html",), ("--hide-below", "5"), ("--fiscal-year", "2020", "--html"))
LIMIT = 1.0  # seconds


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--build", default="build", help="where the programs are")
    build = pathlib.Path(options.parse_args().build).resolve()
    slow = []
    with tempfile.TemporaryDirectory(prefix="madoguchi-bench-") as folder:
        store = pathlib.Path(folder) / "big.db"
        subprocess.run([build / "tools/fill_store", store, "big"], check=True)
        print(f"store of ten years: {store.stat().st_size / 2**20:.0f} MiB")
        for words in [("cases", "--json")] + [("stats", *form) for form in FORMS]:
            seconds, peak = command(build / "madoguchi", "--store", store, *words)
            print(f"  {' '.join(words):40} {seconds:6.2f} s {peak:6.0f} MiB")
            if words[0] == "stats" and seconds > LIMIT:
                slow.append(words)
    if slow:
        raise SystemExit(f"more than {LIMIT} s: {slow}")


if __name__ == "__main__":
    main()
