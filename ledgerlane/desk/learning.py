"""``sync profile NAME --learn FILE``: a profile of one's own from a file, nothing stored in the book."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ledgerlane import config
from ledgerlane.desk.imports import save_text
from ledgerlane.desk.taking_in import due_days
from ledgerlane.domain.errors import Misused
from ledgerlane.sync import files as sync_files
from ledgerlane.sync import profile as sync_profile
from ledgerlane.sync.apart import Apart
from ledgerlane.sync.files import Unreadable
from ledgerlane.sync.layout import recognise
from ledgerlane.sync.learning import Lesson, Said, learn
from ledgerlane.sync.opening import tables
from ledgerlane.sync.staging import Reading

if TYPE_CHECKING:
    from ledgerlane.desk.desk import Desk

MOST_PROBLEMS = 5


@dataclass(frozen=True, slots=True)
class Learned:
    """What a file taught, how it reads with the profile, and where that is kept ("" when it is not).

    ``totals`` and ``opens`` are minor units by currency.
    """

    lesson: Lesson
    rows: int = 0
    totals: tuple[tuple[str, int], ...] = ()
    opens: tuple[tuple[str, int], ...] = ()
    decisions: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    kept: str = ""


def learn_profile(
    desk: Desk, name: str, path: Path, said: Said, *, sheet: str = "", keep: bool = True,
    replace: bool = False,
) -> Learned:  # fmt: skip
    """Look at a file, say what its columns are and what must be asked; keep the profile if all is clear.

    Raises Misused for a name that cannot be kept, or that is taken.
    """
    if not name.replace("_", "").replace("-", "").isalnum():
        msg = f"{name!r}: letters, digits, - and _ only"
        raise Misused(msg)
    there = config.folder() / "profiles" / f"{name}.toml"
    if keep and not replace and there.exists():
        msg = f"{name}: there is a profile of yours of that name; --force replaces it"
        raise Misused(msg)
    shipped = sync_profile.shipped()
    generic = next(each for each in shipped if each.name == "generic")
    if name in {each.name for each in shipped}:
        msg = f"{name}: a shipped profile has that name; choose another"
        raise Misused(msg)
    file = sync_files.look_at(path)
    with Apart() as apart:
        found = tables(file, apart, said.encoding)
    table = _one(found, sheet)
    lesson = learn(table, name, said, generic)
    if lesson.questions:
        return Learned(lesson)
    profile = sync_profile.parse(lesson.text, f"the profile of {path.name}")
    layout = recognise(table, [profile], chosen=profile)
    reading = Reading(
        layout,
        profile.currency or desk.currency,
        as_of=layout.as_of or desk.as_of or desk.today,
        due_days=due_days(desk),
    )
    for _ in reading.batches():
        pass
    problems = tuple(map(str, reading.problems[:MOST_PROBLEMS]))
    notes = [f"{number} {words}" for words, number in reading.notes.items()]
    kept = save_text(lesson.text, name).origin if keep and not reading.problems else ""
    return Learned(
        lesson, reading.rows, tuple(sorted(reading.totals.items())),
        tuple(sorted(reading.opens.items())), (*layout.decisions, *notes), problems, kept,
    )  # fmt: skip


def _one(found: list[sync_files.SourceFile], sheet: str) -> sync_files.SourceFile:
    """The table to learn from: the sheet named, or the only one with rows."""
    name = found[0].name if found else ""
    wanted = [
        each for each in found if not sheet or (each.made and each.made.table == sheet)
    ]
    filled = [each for each in wanted if each.size and not (each.made and each.made.hidden)]
    if len(filled) != 1:
        names = ", ".join(repr(each.made.table) for each in found if each.made)
        raise Unreadable(name, f"one sheet is needed; name it with --sheet: {names}")
    return filled[0]
