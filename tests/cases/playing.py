"""A case, played on a practice book of its own through the command line."""

from __future__ import annotations

import io
import re
import shlex
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cases.ledger import Ledger, money
from cases.reading import Act, Case, Line, Part, Told, Unreadable
from cases.telling import tell
from desk_book import Clock

from ledgerlane.cli.failures import guarded
from ledgerlane.cli.program import run
from ledgerlane.cli.session import Session
from ledgerlane.desk import book, care, imports, people, policy
from ledgerlane.desk.desk import Desk

PEOPLE = {
    "anna": "collector", "bo": "collector", "sam": "supervisor 5000 EUR, 50000 NOK",
    "tom": "clerk", "eva": "auditor", "cleo": "credit 5000 EUR", "ada": "admin",
}  # fmt: skip
"""Who is in every book; ``person`` lines add others."""


@dataclass
class At(Session):
    """The command line, with the case's clock."""

    clock: Clock | None = None

    @contextmanager
    def desk(self, *, readonly: bool = False) -> Iterator[Desk]:
        assert self.clock is not None
        desk = book.open_book(
            self.path, as_name=self.as_name, as_of=self.as_of, known_at=self.known_at,
            readonly=readonly, clock=self.clock,
        )  # fmt: skip
        try:
            yield desk
        finally:
            desk.close()


class Play:
    """A book as a case leaves it. `run` gives back what was not as expected, in the file's words."""

    def __init__(self, case: Case, folder: Path) -> None:
        self.case, self.path = case, folder / "case.book"
        self.day = case.parts[0].day
        self.clock = Clock(self.day)
        self.ledger = Ledger(folder)
        self.wrong: list[str] = []

    def run(self) -> list[str]:
        """Play it through, then prove the book, and ask the last questions again a year later."""
        self._open()
        for part in self.case.parts:
            if part.day > self.day:
                self.day = part.day
                self.clock.turn(part.day)
            self._part(part)
        with self._sit() as desk:
            self.wrong += [
                f"verify --deep: {each}" for each in care.verify(desk, deep=True)
            ]
        last = self.case.parts[-1]
        if last.asks and not self.wrong:
            self.clock.turn(date(last.day.year + 1, 12, 31))
            self._answers(last, "asked again a year later, ", as_of=last.day)
        return self.wrong

    def _open(self) -> None:
        said = [line.text.split(maxsplit=1) for line in self.case.head]
        words = next((rest for word, rest in said if word == "book"), "EUR").split()
        book.init(
            self.path, practice=True, clock=self.clock, currency=words[0],
            country=words[1] if words[1:] else "", zone=words[2] if words[2:] else "UTC",
        ).close()  # fmt: skip
        more = dict(rest.split(maxsplit=1) for word, rest in said if word == "person")
        with self._sit() as desk:
            for login, roles in {**PEOPLE, **more}.items():
                people.add(desk, login)
                for role in roles.split("; "):
                    name, _, limits = role.partition(" ")
                    people.grant(
                        desk, login, name, [money(x) for x in limits.split(", ") if x]
                    )
            rules = "\n".join(rest for word, rest in said if word == "policy")
            if rules:
                file = self.path.with_suffix(".toml")
                file.write_text(rules, "utf-8")
                policy.set_(desk, file)
        self._import([line for line in self.case.head if not line.text.startswith(("book", "person", "policy"))])  # fmt: skip

    @contextmanager
    def _sit(self, as_of: date | None = None) -> Iterator[Desk]:
        desk = book.open_book(self.path, as_of=as_of, clock=self.clock)
        try:
            yield desk
        finally:
            desk.close()

    def _part(self, part: Part) -> None:
        lines: list[Line] = []
        for step in part.steps:
            if isinstance(step, Line):
                lines.append(step)
                continue
            self._import(lines)
            lines = []
            if isinstance(step, Act):
                self._act(step)
        self._import(lines)
        if part.asks:
            self._answers(part, "", as_of=None)

    def _import(self, lines: list[Line]) -> None:
        """Ledger lines that stand together come in together, as one command's files."""
        if not lines:
            return
        for line in lines:
            try:
                self.ledger.take(line.text, self.day)
            except (ValueError, KeyError) as why:
                msg = f"{self.case.file}.txt:{line.number}: {line.text!r}: {why}"
                raise Unreadable(msg) from None
        with self._sit() as desk:
            imports.import_files(desk, self.ledger.files(), scope="partial")

    def _act(self, act: Act, as_of: date | None = None, said: str = "") -> None:
        what = act.what.replace("{folder}", str(self.path.parent))
        command = ["log", act.on, what] if act.on else shlex.split(what)
        before = ["--book", str(self.path), "--as", act.who, "--no-input"]
        if as_of is not None:
            before += ["--as-of", as_of.isoformat()]
        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = guarded(lambda: run([*before, *command], At(clock=self.clock)))
        out.seek(0)
        printed = out.read() + (err.getvalue() if code else "")
        told = ([f"(exit {code})"] if code else []) + printed.splitlines()
        wanted = list(act.line.shown)
        if (code and not wanted) or (
            wanted and not _same("\n".join(told), "\n".join(wanted))
        ):
            self._differs(act.line, said, wanted, told)

    def _differs(self, line: Line, said: str, wanted: list[str], told: list[str]) -> None:
        self.wrong += [
            f"{self.case.file}.txt:{line.number}: {said}{line.text}",
            *(f"  - {each}" for each in wanted or ["(done)"]),
            *(f"  + {each}" for each in told or ["(nothing)"]),
        ]

    def _answers(self, part: Part, said: str, as_of: date | None) -> None:
        with self._sit(as_of) as desk:
            for told in (step for step in part.steps if isinstance(step, Told)):
                found = tell(desk, told.about)
                if not _same(found, told.value):
                    self.wrong += [
                        f"{self.case.file}.txt:{told.line.number}: {said}as of {part.day:%Y-%m-%d %a}",
                        f"  - {told.about}: {told.value}",
                        f"  + {told.about}: {found}",
                    ]
        for act in part.steps if as_of else ():
            if isinstance(act, Act):
                self._act(act, as_of, said)


def _same(printed: str, wanted: str) -> bool:
    """Whether they are the same; ``...`` stands for anything."""
    pattern = ".*".join(re.escape(part.strip()) for part in wanted.split("..."))
    return re.fullmatch(rf"\s*{pattern}\s*", printed, re.S) is not None
