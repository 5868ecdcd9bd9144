"""Measure the program beside its peers: `make bench SIZES="10k 100k 1m"`.

Every row is printed as it comes and kept in bench/RESULTS.md, one section a size; sizes that
were not measured this time keep theirs.
"""

from __future__ import annotations

import argparse
import compileall
import os
import platform
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import ledgerlane
from bench import cash, commands, desk, exchange, foreign, importing, screen, together
from bench.place import RUNS, Place, make
from bench.rows import Figure, Row
from ledgerlane.store import sqlite

GROUPS: dict[str, tuple[Row, ...]] = {
    "import": (*importing.ROWS, *foreign.ROWS),
    "command": (*commands.ROWS, *cash.ROWS),
    "desk": desk.ROWS,
    "together": together.ROWS,
    "exchange": exchange.ROWS,
    "screen": screen.ROWS,
}
RESULTS = Path(__file__).with_name("RESULTS.md")
HEADINGS = ("what", "ours", "peer", "ratio", "limit", "", "beside")
ABOUT = """# What `make bench` measured

Peers and ours run in turn, on the same machine, in the same minutes; figures are medians of
several runs or the quantile a row names. The ratio says how many times as fast as the peer we
are. Absolute times move with the machine and with what else it does: read the ratios; samples
that waited for a processor are left out where half are left without them. A verdict in
brackets is against a limit that was set for a million invoices.
"""


def main() -> int:
    """Measure what was asked for; 0 whatever the figures say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10k 100k 1m", help="of " + ", ".join(RUNS))
    parser.add_argument(
        "--groups", default=" ".join(GROUPS), help="of " + ", ".join(GROUPS)
    )
    asked = parser.parse_args()
    sizes, groups = asked.sizes.split(), asked.groups.split()
    if unknown := [s for s in sizes if s not in RUNS] + [
        g for g in groups if g not in GROUPS
    ]:
        parser.error(f"not known: {', '.join(unknown)}")
    compileall.compile_dir(Path(ledgerlane.__file__).parent, quiet=2)  # as pip installs it
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="ledgerlane-bench-") as folder:
            section = measure(Path(folder), size, groups)
        if len(groups) == len(GROUPS):
            keep(size, section)
    return 0


def measure(folder: Path, size: str, groups: list[str]) -> str:
    """Measure a size; its section of the report."""
    print(f"\n{size} invoices: making files and book ...", flush=True)
    start, load = time.time(), os.getloadavg()[0]
    place = make(folder / "place", size)
    lines, spent = list[list[str]](), list[str]()
    for group in groups:
        began = time.time()
        for row in GROUPS[group]:
            lines.append(cells(row, size, answer(row, place)))
            print("  ".join(f"{cell:<{width}}" for cell, width in zip(lines[-1], (48, 13, 11, 7, 16, 12, 0), strict=True)).rstrip(), flush=True)  # fmt: skip
        spent.append(f"{group} {time.time() - began:.0f} s")
    table = [HEADINGS, ["---"] * len(HEADINGS), *lines]
    words = [
        f"## {size} invoices",
        "",
        f"{date.today()}, commit {commit()}; load {load:.1f} before, {os.getloadavg()[0]:.1f} after; "  # noqa: DTZ011
        f"{time.time() - start:.0f} s in all ({', '.join(spent)}).",
        "",
        *("| " + " | ".join(line) + " |" for line in table),
    ]
    return "\n".join(words) + "\n"


def answer(row: Row, place: Place) -> Figure | None:
    """The figure, or None where it cannot be had here; why is said on stderr."""
    try:
        return row.measure(place)
    except (OSError, RuntimeError, LookupError) as error:
        print(f"{row.what}: {error}", file=sys.stderr)
        return None


def cells(row: Row, size: str, figure: Figure | None) -> list[str]:
    """The row as text."""
    if figure is None:
        return [row.what, "–", "", "", row.limit, "not measured", row.peer]
    return [
        row.what,
        f"{number(figure.ours)} {row.unit}",
        "" if figure.peer is None else f"{number(figure.peer)} {row.unit}",
        "" if figure.ratio is None else f"{number(figure.ratio)}x",
        row.limit,
        row.verdict(figure, size),
        figure.note or row.peer,
    ]


def number(value: float) -> str:
    """Three figures, or all before the point."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def commit() -> str:
    """The commit measured, marked + when files differ from it."""
    found = subprocess.run(
        ["git", "describe", "--always", "--dirty=+"],
        capture_output=True, text=True, check=False, cwd=RESULTS.parent,
    )  # fmt: skip
    return found.stdout.strip() or "unknown"


def machine() -> str:
    """This machine in a line."""
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return (
        f"Machine: {len(models) or os.cpu_count()} x {models[0] if models else platform.machine()}, "
        f"{memory:.0f} GB, {platform.system()} {platform.release()}; "
        f"Python {platform.python_version()}, SQLite {sqlite.VERSION} ({sqlite.NAME})."
    )


def keep(size: str, section: str) -> None:
    """Put a section into the report, in the place of the one of this size."""
    known = {}
    if RESULTS.exists():
        for part in RESULTS.read_text("utf-8").split("\n## ")[1:]:
            known[part.split()[0]] = f"## {part.rstrip()}\n"
    known[size] = section
    ordered = [known[each] for each in RUNS if each in known]
    RESULTS.write_text("\n".join([ABOUT, machine() + "\n", *ordered]), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
