"""A year of 400 applications (tests/e2e/test_year.py): its wall clock, what the desk used for an event, and the size
of its store; beside raw SQLite commits of as many rows, and Python's email over a tenth of the mails, in the same run.
YEAR_DIR= is where it is played: without it in memory, as a disk's flushes are the disk's."""

import argparse
import email
import email.policy
import os
import pathlib
import sqlite3
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent


def commits(folder, n, size):
    """Each a transaction of one row, as safe as the desk's own."""
    db = sqlite3.connect(folder / "yardstick.db", isolation_level=None)
    db.executescript("pragma journal_mode = wal; pragma synchronous = full; create table t (id integer primary key, x blob)")
    begun, row = time.perf_counter(), bytes(size)
    for _ in range(n):
        db.execute("insert into t (x) values (?)", (row,))
    return time.perf_counter() - begun


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--build", default="build", help="where the programs are")
    os.environ["MADOGUCHI_BUILD"] = str(pathlib.Path(options.parse_args().build).resolve())
    sys.path.insert(0, str(HERE.parent / "e2e"))
    import test_year
    shm = pathlib.Path("/dev/shm")
    where = os.environ.get("YEAR_DIR") or (shm if shm.is_dir() else None)
    with tempfile.TemporaryDirectory(prefix="madoguchi-bench-", dir=where) as temp:
        folder = pathlib.Path(temp)
        year = test_year.play_rough(folder)
        play, ask = year.play, year.outcome.ask
        fired = ask("select count(*) from events where actor = 'clock' and what <> 'mail'")[0][0]
        events = play.delivered + fired
        rows = events + 2 * play.read
        print(f"seed {test_year.SEED}, in {folder.parent}: {play.delivered} letters in, {fired} timers that did something, "
              f"{play.read} mails out, {year.restarts} restarts")
        print(f"  wall clock           {year.wall:7.1f} s (desk {play.spent['desk']:.1f}, restarts {play.spent['starts']:.1f}, "
              f"the operator's commands {play.spent['operator']:.1f}, the people in Python {play.spent['people']:.1f})")
        print(f"  processor, desk      {play.cpu:7.1f} s, an event {1000 * play.cpu / events:.2f} ms with the mails that it causes")
        print(f"  store                {year.outcome.desk.store.stat().st_size / 1e6:7.1f} MB")
        print(f"  yardstick: SQLite    {commits(folder, rows, 500):7.1f} s for {rows} commits of one row")
        mails = [raw for _, raw in year.outcome.mails()][::10]
        begun = time.perf_counter()
        for raw in mails:
            email.message_from_bytes(raw, policy=email.policy.default).get_body(("plain",)).get_content()
        print(f"  yardstick: email     {time.perf_counter() - begun:7.1f} s to parse a tenth of the mails that were sent")


if __name__ == "__main__":
    main()
