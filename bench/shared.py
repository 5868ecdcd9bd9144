"""A shared book under many people: `make shared SECONDS=60`.

`PROCESSES` processes open one book, each as a collector does: 95 of 100 times it reads (a page of the
list, or an account), else it records a note; one more imports documents with 1 % changes every
few seconds. What any of them was refused or broke off is an error. Printed: counts, p50 and p99.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from bench import timing
from bench.place import make, one_percent
from ledgerlane.desk import accounts, book, imports, log, queue

PROCESSES = 100
PAUSE = 4.0
"""Each waits up to so many seconds before it does something."""
WRITES = 0.05
EVERY = 5.0
"""Seconds between two imports."""


def person(path: Path, seed: int, until: float) -> dict[str, list[float | str]]:
    """One at work until that moment: seconds of each thing done, and errors."""
    random, taken = Random(seed), dict[str, list[float | str]](read=[], write=[], error=[])
    desk = book.open_book(path)
    rows = queue.rows(desk, scope="all", limit=400)
    while time.time() + (pause := random.uniform(0, PAUSE)) < until:
        time.sleep(pause)
        row, kind = random.choice(rows), "write" if random.random() < WRITES else "read"
        who = (row.customer, row.currency)
        began = time.perf_counter()
        try:
            if kind == "write":
                log.record(desk, who, "n why not")
            elif random.random() < 0.5:
                queue.rows(desk, scope="all")
            else:
                accounts.load(desk, row.customer)
        except Exception as error:  # whatever it is, it is counted and told
            taken["error"].append(f"{kind}: {type(error).__name__}: {error}")
        else:
            taken[kind].append(time.perf_counter() - began)
    desk.close()
    return taken


def importer(path: Path, files: list[Path], until: float) -> dict[str, list[float | str]]:
    """Imports two files in turn until that moment."""
    taken, turn = dict[str, list[float | str]](imported=[], error=[]), 0
    desk = book.open_book(path)
    while time.time() < until:
        began = time.perf_counter()
        try:
            imports.import_files(desk, [files[turn % 2]])
        except Exception as error:
            taken["error"].append(f"import: {type(error).__name__}: {error}")
        else:
            taken["imported"].append(time.perf_counter() - began)
        turn += 1
        time.sleep(EVERY)
    desk.close()
    return taken


def warm(path: Path) -> None:
    """What is loaded when something is done for the first time is loaded before the processes part."""
    desk = book.open_book(path)
    row = queue.rows(desk, scope="all")[0]
    accounts.load(desk, row.customer)
    log.record(desk, (row.customer, row.currency), "n why not")
    desk.close()


def apart(work: object, *arguments: object) -> tuple[int, int]:
    """Do it in a process of its own; its number, and where its answer is read."""
    reads, writes = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writes)
        return pid, reads
    code = 1
    try:
        told = json.dumps(work(*arguments)).encode()  # type: ignore[operator]
        while told:
            told = told[os.write(writes, told) :]
        code = 0
    finally:
        os._exit(code)


def main() -> int:
    """Run it; 1 where anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--processes", type=int, default=PROCESSES)
    parser.add_argument("--size", default="10k")
    asked = parser.parse_args()
    timing.LEDGERLANE[:] = [sys.executable, "-m", "ledgerlane"]
    with tempfile.TemporaryDirectory(prefix="ledgerlane-shared-") as folder:
        place = make(Path(folder) / "team", asked.size)
        place.folder.chmod(0o2770)
        place.book.chmod(0o660)
        files = [place.files[1], one_percent(place)]
        warm(place.copy())
        until = time.time() + asked.seconds
        children = [apart(importer, place.book, files, until)]
        children += [apart(person, place.book, n, until) for n in range(asked.processes)]
        found, broken = Counter[str](), 0
        taken: dict[str, list[float | str]] = {}
        for pid, reads in children:
            with os.fdopen(reads, "rb") as pipe:
                told = pipe.read()
            broken += os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 0
            for name, each in json.loads(told or b"{}").items():
                taken.setdefault(name, []).extend(each)
        found.update(str(each).partition("/")[0] for each in taken.pop("error", []))
        code = timing.subprocess.run([*timing.LEDGERLANE, "--book", str(place.book), "verify", "--deep"], check=False).returncode  # fmt: skip
    print(
        f"{asked.processes} processes, {asked.size} invoices, {asked.seconds:g} s, load {os.getloadavg()[0]:.1f}: ",
        end="",
    )
    for name in ("read", "write", "imported"):
        times = [float(each) * 1000 for each in taken.get(name, [])] or [0.0]
        print(
            f"{name} {len(taken.get(name, []))}, p50 {timing.quantile(times, 0.5):.1f} ms, p99 {timing.quantile(times, 0.99):.0f} ms; ",
            end="",
        )
    print(
        f"errors {sum(found.values())}, ended badly {broken}, verify --deep ends with {code}"
    )
    for words, count in found.most_common(10):
        print(f"  {count} x {words}")
    return int(bool(found or broken or code))


if __name__ == "__main__":
    sys.exit(main())
