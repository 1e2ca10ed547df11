"""How the cost of reading grows with a mail's size: each hostile shape (tests/e2e/hostile.py) in one size
and in four times that size. Times are processor time, of the better of three runs. Linear growth is
a factor of about 4; beyond 10 a shape is named as suspect and the exit code is 1."""

import argparse
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/e2e"))
import hostile  # noqa: E402

SUSPECT = 10
TOO_SHORT_S = 0.02


def seconds(program, raw):
    with tempfile.NamedTemporaryFile(prefix="madoguchi-growth-") as f:
        f.write(raw)
        f.flush()
        runs = [subprocess.run([program, "--time", "1", f.name], capture_output=True, text=True, check=True,
                               timeout=120).stdout for _ in range(3)]
    return min(float(out.split()[0]) for out in runs) / 1e6


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--build", default="build")
    program = pathlib.Path(options.parse_args().build) / "tools/read_mail"
    suspects = []
    print(f"{'shape':22}{'MB':>8}{'a quarter':>12}{'whole':>10}{'factor':>9}")
    for name, make in hostile.shapes(1).items():
        small, large = make(), hostile.shapes(4)[name]()
        a, b = seconds(program, small), seconds(program, large)
        factor = b / max(a, 1e-6)
        print(f"{name:22}{len(large) / 1e6:8.2f}{a:12.4f}{b:10.4f}{factor:9.1f}", flush=True)
        if b > TOO_SHORT_S and factor > SUSPECT:
            suspects.append(name)
    if suspects:
        print("grows faster than its size:", ", ".join(suspects))
    return 1 if suspects else 0


if __name__ == "__main__":
    sys.exit(main())
