"""A short run of what `make fuzz` does for long: mutations of real files, counted, no fault.

It needs no atheris: seeds are cut, joined, repeated and strewn with the format's own words.
"""

from __future__ import annotations

import random
import time

import pytest

from fuzz.readers import READERS, Fuzzed
from ledgerlane.sync.formats.table import Table

RUNS = 1500
LONGEST_SECONDS = 5
LONGEST_INPUT = 4096
OTHERS = ("einvoice", "sheets", "container")
"""Whose readers have tests of their own seeds."""


def mutated(draw: random.Random, seeds: list[bytes], fuzzed: Fuzzed) -> bytes:
    data = bytearray(draw.choice(seeds)[:LONGEST_INPUT])
    for _ in range(draw.randint(1, 8)):
        at, end = sorted(draw.randint(0, len(data)) for _ in range(2))
        match draw.randint(0, 5):
            case 0:
                del data[at : min(end, at + 60)]
            case 1:
                data[at:at] = draw.choice(fuzzed.words)
            case 2 if data:
                data[at % len(data)] = draw.randint(0, 255)
            case 3:
                other = draw.choice(seeds)
                start = draw.randint(0, len(other))
                data[at:end] = other[start : start + 200]
            case 4:
                data[at:at] = data[at : at + 80] * draw.randint(1, 9)
            case _:
                data[at:at] = bytes(
                    draw.randint(48, 57) for _ in range(draw.randint(1, 30))
                )
    return bytes(data)


@pytest.mark.parametrize("name", READERS)
def test_no_mutation_is_a_fault(name: str) -> None:
    fuzzed, draw = READERS[name], random.Random(f"{name} 20261126")
    seeds = fuzzed.all_seeds()
    for number in range(RUNS if name not in ("sheets", "container") else RUNS // 10):
        data = mutated(draw, seeds, fuzzed)
        started = time.monotonic()
        fuzzed.try_one(data)
        assert time.monotonic() - started < LONGEST_SECONDS, (number, data)


def test_the_seeds_are_read() -> None:
    for name, fuzzed in READERS.items():
        if name not in OTHERS:
            (table,) = fuzzed.read(fuzzed.seeds[0])
            assert isinstance(table, Table)
            assert len(list(table.rows)) > 1, name
