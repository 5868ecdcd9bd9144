"""The part of the office that learns profiles from files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ledgerlane.screens.learning import ColumnLine, Learnt, Told
from ledgerlane.screens.painting import amount

if TYPE_CHECKING:
    from ledgerlane.desk.desk import Desk


class LearningOffice:
    """Looks at files. Everything here runs on the work thread."""

    desk: Desk

    def learn(self, told: Told, keep: bool) -> Learnt:
        """What the file teaches with what is said of it; kept as a profile where all is clear."""
        from ledgerlane.desk.learning import learn_profile
        from ledgerlane.sync.learning import Said
        from ledgerlane.sync.roles import ROLES

        said = Said(
            roles=dict(told.roles), kind=told.kind, ignore=told.ignored, decimal=told.decimal,
            dates=told.dates, currency=told.currency.upper(), scope=told.scope,
            unapplied=told.unapplied,
        )  # fmt: skip
        path = Path(told.path).expanduser()
        seen = learn_profile(self.desk, told.name, path, said, sheet=told.sheet, keep=keep)
        lesson, opens = seen.lesson, dict(seen.opens)
        totals = [
            f"amounts {amount(minor, code)} {code}, open {amount(opens.get(code, 0), code)} {code}"
            for code, minor in seen.totals
        ]
        rows = [f"{seen.rows} rows are read with it"] if seen.rows else []
        return Learnt(
            f"{path.name}: {lesson.kind}, headings in row {lesson.header_line}",
            [ColumnLine(g.heading, g.role, g.why, g.values) for g in lesson.guesses],
            [(each.words, each.about) for each in lesson.questions],
            [*rows, *totals, *seen.decisions],
            seen.problems, tuple(ROLES[lesson.kind]), seen.kept,
        )  # fmt: skip
