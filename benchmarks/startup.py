"""How long the command takes to answer, beside Python itself: ``python benchmarks/startup.py``.

Every round times each candidate once, so that whatever else the machine does falls on all of them.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

ROUNDS = 15

CANDIDATES = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "import click": [sys.executable, "-c", "import click"],
    "eventstudy --version": [sys.executable, "-m", "eventstudy", "--version"],
    "eventstudy --help": [sys.executable, "-m", "eventstudy", "--help"],
    "eventstudy study --help": [sys.executable, "-m", "eventstudy", "study", "--help"],
}


def seconds(command: list[str]) -> float:
    """Run a command and return how long it took."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  -- our own commands
    return time.perf_counter() - start


def main() -> None:
    """Print the median of each candidate, in milliseconds, and its distance from Python's own."""
    times = [{name: seconds(command) for name, command in CANDIDATES.items()} for _ in range(ROUNDS)]
    medians = {name: 1000 * statistics.median(one[name] for one in times) for name in CANDIDATES}
    base = medians["python -c pass"]
    print(f"medians of {ROUNDS} alternating rounds")
    for name, median in medians.items():
        print(f"{name:25} {median:6.0f} ms   {median - base:+6.0f} ms   {median / base:5.1f} x")


if __name__ == "__main__":
    main()
