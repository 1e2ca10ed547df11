"""What assigning many cases at once costs, beside another solver on the same problem in the same run.

The yardstick is glpsol, GLPK's own program, with the problem in a file; it also confirms the sum. The greedy
way, one case after the other, shows what the plan is better for. Then the command as a whole, on a store with
the same lists: planned only, and carried out with all its mails.
"""

import argparse
import json
import os
import pathlib
import re
import resource
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXPERTS, CASES, ROUNDS = 500, 200, 5
KINDS = {"fair": "a quarter more room than cases", "scarce": "half as much room as cases",
         "alike": "all experts the same, four times the room"}


def run(*args, **more):
    """Output, seconds of processor time, seconds."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run([str(a) for a in args], capture_output=True, text=True, **more)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done, (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime), time.monotonic() - start


def yardstick(flow):
    """Milliseconds of glpsol without reading the file, and the least sum."""
    _, empty, _ = run("glpsol", "--mincost", flow, "--check")
    done, took, _ = run("glpsol", "--mincost", flow, "-o", "/dev/stdout")
    if done.returncode != 0:
        raise SystemExit(f"glpsol: {done.stdout}{done.stderr}")
    return (took - empty) * 1e3, round(float(re.search(r"^Objective: +(\S+)", done.stdout, re.M)[1]))


def command(build, store, *more):
    conf = store.with_suffix(".conf")
    conf.write_text('desk : { address = "soudan@desk.example.jp"; };\n')
    done, processor, seconds = run(build / "madoguchi", "-c", conf, "--store", store, "match", "--batch", "--json", *more,
                                   env={**os.environ, "MADOGUCHI_DATA": str(ROOT)})
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1]), processor * 1e3, seconds * 1e3


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, required=True)
    build = parser.parse_args().build.resolve()
    print(f"{EXPERTS} experts × {CASES} cases, milliseconds of processor time")
    with tempfile.TemporaryDirectory(prefix="madoguchi-bench-") as work:
        for kind, words in KINDS.items():
            flow, store = pathlib.Path(work, f"{kind}.min"), pathlib.Path(work, f"{kind}.db")
            done, _, _ = run(build / "tools/time_batch", kind, EXPERTS, CASES, ROUNDS, flow, store)
            if done.returncode != 0:
                raise SystemExit(done.stderr)
            figures = done.stdout.split()
            pairs, matching, solving = int(figures[0]), *map(float, figures[1:3])
            served, cost, greedy, greedy_cost, price = map(int, figures[4:])
            other, least = yardstick(flow)
            if cost + (CASES - served) * price != least:
                raise SystemExit(f"{kind}: glpsol finds {least}, not {cost + (CASES - served) * price}")
            print(f"{kind} ({words}): {pairs} pairs scored {matching:.0f}, assigned {solving:.0f}; "
                  f"glpsol {other:.0f}, ratio {solving / other:.2f}; the same sum")
            print(f"  served {served}, mean cost {cost / max(served, 1):.0f}; "
                  f"greedy {greedy}, {greedy_cost / max(greedy, 1):.0f}")
            for title, more in (("planned", ["--dry-run"]), ("carried out", [])):
                summary, processor, milliseconds = command(build, store, *more)
                print(f"  the command, {title}: {processor:.0f}, {milliseconds:.0f} by the clock; "
                      f"{summary['offers']} offers")


if __name__ == "__main__":
    main()
