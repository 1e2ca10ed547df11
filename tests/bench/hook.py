"""What a delivery costs: from its moment to the answer behind its commit, at 200 a second, with the whole desk at work.

Deliveries leave at their time whether or not earlier ones were answered, so waiting counts. Beside them, in the same
run and on the same disk, SQLite commits one row of the same size alone, twenty times a second. Half of the deliveries are
requests, which the desk reads and answers meanwhile.
"""

import argparse
import asyncio
import pathlib
import sqlite3
import statistics
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from desk import Desk, ROOT  # noqa: E402
from hook_sender import SECRET, compact, free_port, generic_headers  # noqa: E402

LIMIT_MS = 50
TEXT = ("株式会社つばめ精機の山田と申します。大阪府東大阪市で金属部品を製造しております。従業員は45名です。"
        "従業員向けの情報セキュリティ研修を実施していただける専門家をご紹介ください。訪問での実施を希望します。")


def quantile(values, q):
    return sorted(values)[min(len(values) - 1, int(len(values) * q))]


class Yardstick(threading.Thread):
    """Raw commits, until told to stop."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path, self.over, self.ms = path, threading.Event(), []

    def run(self):
        db = sqlite3.connect(self.path, isolation_level=None)
        db.execute("pragma journal_mode = wal")
        db.execute("pragma synchronous = full")
        db.execute("create table t (id integer primary key, raw blob)")
        while not self.over.wait(0.05):
            began = time.perf_counter()
            db.execute("insert into t (raw) values (?)", (b"x" * 1000,))
            self.ms.append((time.perf_counter() - began) * 1000)
        db.close()


class Line:
    """A connection that is kept, as a proxy keeps it."""

    async def open(self, port):
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port)
        return self

    async def send(self, n):
        body = compact({"id": f"b{n}", "body": TEXT if n % 2 else "おはようございます。", "thread": f"t{n}"})
        head = {"Host": "x", "Content-Type": "application/json", "Content-Length": len(body),
                **generic_headers(SECRET, body, time.time())}
        self.writer.write(("POST /form HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in head.items()) + "\r\n").encode() + body)
        answer = await self.reader.readuntil(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in answer.split(b"\r\n")[1:] if b": " in line)
        await self.reader.readexactly(int(fields[b"content-length"]))
        return int(answer.split()[1])


async def load(port, rate, seconds):
    free = asyncio.Queue()
    for _ in range(64):
        free.put_nowait(await Line().open(port))
    ms, states = [], []

    async def one(n, at):
        line = await free.get()
        states.append(await line.send(n))
        ms.append((time.perf_counter() - at) * 1000)
        free.put_nowait(line)

    began, tasks = time.perf_counter() + 0.1, []
    for n in range(int(rate * seconds)):
        at = began + n / rate
        await asyncio.sleep(max(0, at - time.perf_counter()))
        tasks.append(asyncio.create_task(one(n, at)))
    await asyncio.gather(*tasks)
    return ms, states


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--build", default="build", help="where the programs are")
    options.add_argument("--rate", type=float, default=200, help="deliveries a second")
    options.add_argument("--seconds", type=float, default=15)
    given = options.parse_args()
    build = pathlib.Path(given.build).resolve()
    with tempfile.TemporaryDirectory(dir=build) as folder:  # on a disk, which /tmp may not be
        folder = pathlib.Path(folder)
        (folder / "form.secret").write_text(SECRET + "\n")
        (folder / "form.secret").chmod(0o600)
        port = free_port()
        desk = Desk(folder, settings={"hooks": {"listen": f"127.0.0.1:{port}"}}, sources=[
            {"name": "form", "kind": "queue", "hook": "/form", "secret_file": "form.secret", "poll": False, "public": False}])
        desk.run("experts", "import", ROOT / "tests/handlers/experts.csv")
        desk.start()
        yardstick = Yardstick(folder / "yardstick.db")
        try:
            desk.wait("deliveries are taken", lambda: "come to" in desk.log.read_text())
            yardstick.start()
            ms, states = asyncio.run(load(port, given.rate, given.seconds))
            db = sqlite3.connect(f"file:{desk.store}?mode=ro", uri=True)
            taken, read = (db.execute(f"select count(*) from inbox where {where}").fetchone()[0] for where in ("1", "state <> 'new'"))
            db.close()
        finally:
            yardstick.over.set()
            yardstick.join(5)
            desk.stop(kill=True)
        print(f"{len(ms)} deliveries, {given.rate:.0f} a second; {taken} in the store, {read} of them read meanwhile\n"
              f"{'milliseconds':<32}{'median':>8}{'p99':>8}{'most':>8}")
        for name, row in (("delivery, to its answer", ms), ("SQLite alone, one commit", yardstick.ms)):
            print(f"{name:<32}{statistics.median(row):>8.1f}{quantile(row, 0.99):>8.1f}{max(row):>8.1f}")
        if set(states) != {200} or taken != len(ms):
            raise SystemExit(f"not all were taken: {sorted(set(states))}, {taken} of {len(ms)}")
        if quantile(ms, 0.99) >= LIMIT_MS:
            raise SystemExit(f"above {LIMIT_MS} ms at p99")


main()
