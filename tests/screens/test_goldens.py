"""Every area and everything that lies over one, as they are painted, at the sizes people have.

The tests walk what the app is built of: an area or a binding that is new has no golden, and
fails until ``--update-golden`` wrote one and somebody read it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from screens.conftest import Golden
from screens.fake import FakeOffice

from ledgerlane.domain.errors import Trouble
from ledgerlane.screens.build import build
from ledgerlane.screens.painting import as_text
from ledgerlane.screens.registry import BINDINGS, NAMED, SCOPES, Binding
from ledgerlane.screens.shell import Shell
from ledgerlane.screens.work import Work

SIZES = [(80, 24), (140, 40)]
AREAS = tuple(build(Work(FakeOffice())).areas)
EVERYWHERE = {"go.open"}
"""Bindings that open something else in each area."""
ELSEWHERE = {"app.help", "app.keys"}
"""Their goldens are ``help-*``: every new binding changes them."""


async def opened(area: str, columns: int, rows: int) -> Shell:
    shell = build(Work(FakeOffice()))
    shell.resize(columns, rows)
    await shell.go("queue")
    await shell.go(area)
    await shell.area.later()
    await shell.area.ready()
    return shell


@pytest.mark.parametrize(("columns", "rows"), [*SIZES, (100, 30)])
@pytest.mark.parametrize("area", AREAS)
async def test_an_area(golden: Golden, area: str, columns: int, rows: int) -> None:
    shell = await opened(area, columns, rows)
    golden(f"areas/{area}-{columns}x{rows}.txt", as_text(shell.paint()))


def test_every_area_has_keys() -> None:
    assert sorted(AREAS) == sorted(SCOPES)


@pytest.mark.parametrize(("columns", "rows"), SIZES)
@pytest.mark.parametrize("area", AREAS)
async def test_what_lies_over_an_area(
    golden: Golden, area: str, columns: int, rows: int
) -> None:
    """All that its bindings open, each from the first row that it changes."""
    told = [
        part
        for binding in _heard(area)
        for part in await _over(binding, area, columns, rows)
    ]
    golden(f"over/{area}-{columns}x{rows}.txt", "\n".join(told) + "\n")


def _heard(area: str) -> Iterator[Binding]:
    """The bindings whose first area this is, and those that open something else in each."""
    for binding in (*BINDINGS, *NAMED):
        if binding.id in ELSEWHERE:
            continue
        heard = [name for name in AREAS if binding.scope in SCOPES[name]]
        if heard[0] == area or (area in heard and binding.id in EVERYWHERE):
            yield binding


async def _over(binding: Binding, area: str, columns: int, rows: int) -> list[str]:
    """What it opens, below its id; nothing where it opens nothing."""
    shell = await opened(area, columns, rows)
    before = as_text(shell.paint()).splitlines()
    with suppress(Trouble):
        await shell.run(binding)
        await shell.area.show()
    if shell.overlay is None and not shell.composer.open:
        return []
    after = as_text(shell.paint()).splitlines()
    assert len(after) == rows
    first = next(at for at in range(rows) if before[at] != after[at])
    return [f"=== {binding.id}", *after[first:]]
