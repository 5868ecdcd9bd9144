"""A signed book of four people, each with a home and a key of their own; and forging it by hand."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from builders import TODAY, M, ms
from small_book import SmallBook

from ledgerlane.domain.events import (
    Event,
    Fact,
    KeyEnrolled,
    NoteAdded,
    PersonAdded,
    PlanItem,
    RequestApproved,
    RoleGranted,
    WriteOffRequested,
)
from ledgerlane.domain.policy import DEFAULT
from ledgerlane.domain.requests import Request, fold
from ledgerlane.store import chain, enrolling, history, keys, settings, signatures
from ledgerlane.store.connection import Store
from ledgerlane.store.verify import verify

ACCOUNT = "customer:erp/1001"
REQUEST = "request:WO-1"
NOW = ms(TODAY, 9) * 1000
LIMIT = M("100.00 EUR")


class SignedBook(SmallBook):
    """``ada`` is the admin; ``anna`` collects; ``bo`` approves up to 100 EUR; ``kim`` did until yesterday."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "a.book")
        self.folder = folder
        with self.store.writing() as db:
            settings.write(db, {"practice": "0"})
        self.item(self.customer("1001", "Acme"), 40, "500.00 EUR", number="I1")
        self.refresh()
        self.tick = 0
        with self.home("ada"):
            self.say(
                "ada",
                "people",
                PersonAdded(on=TODAY, login="ada"),
                self._role("ada", "admin"),
            )
            with self.store.writing():
                enrolling.begin(self.store, "ada", TODAY, self.now())
            self.say(
                "ada", "people",
                *(PersonAdded(on=TODAY, login=login) for login in ("anna", "bo", "kim")),
                self._role("anna", "collector"), self._role("bo", "supervisor"),
                self._role("kim", "supervisor", TODAY.replace(day=TODAY.day - 1)),
            )  # fmt: skip
        for login in ("anna", "bo", "kim"):
            self.enrol(login)

    @staticmethod
    def _role(login: str, role: str, until: date | None = None) -> RoleGranted:
        limits = (LIMIT,) if role == "supervisor" else ()
        since = TODAY.replace(month=TODAY.month - 1)
        return RoleGranted(on=since, login=login, role=role, limits=limits, until=until)

    def now(self) -> int:
        """A microsecond that nothing was recorded at."""
        self.tick += 1
        return NOW + self.tick * 1_000

    @contextmanager
    def home(self, name: str) -> Iterator[None]:
        """Sit at a device with a key, and a memory, of its own."""
        names = ("XDG_CONFIG_HOME", "XDG_STATE_HOME")
        before = {each: os.environ[each] for each in names}
        os.environ.update({each: str(self.folder / name / each) for each in names})
        try:
            yield
        finally:
            os.environ.update(before)

    def say(self, login: str, agg: str, *facts: Fact) -> list[Event]:
        """Record as a person; whose device it is is the caller's matter."""
        with self.store.writing():
            return history.append(self.store, login, agg, facts, self.now())

    def enrol(self, login: str, home: str = "") -> str:
        """Have the key of a person's device enrolled by the admin; the key."""
        with self.home(home or login), self.store.writing():
            key = history.offer(self.store, login)
        with self.home("ada"):
            self.say("ada", "people", KeyEnrolled(on=TODAY, login=login, key=key))
        return key

    def ask(self, by: str = "anna", amount: str = "50.00 EUR", name: str = "WO-1") -> None:
        """Somebody asks for a write-off."""
        with self.home(by):
            self.say(by, f"request:{name}", WriteOffRequested(
                on=TODAY, request=name, customer="erp/1001", reason="barred", digest="d",
                items=(PlanItem("erp/I1", M(amount)),),
            ))  # fmt: skip

    @staticmethod
    def approval() -> RequestApproved:
        """A yes to what was asked."""
        return RequestApproved(on=TODAY, request="WO-1", digest="d")

    def approve(self, by: str, home: str = "") -> Event:
        """A yes, past the desk and its rules: with a key and hands one can always write."""
        with self.home(home or by):
            return self.say(by, REQUEST, self.approval())[0]

    def note(self, by: str = "anna", words: str = "x") -> Event:
        """A collector's word on the account."""
        with self.home(by):
            return self.say(by, ACCOUNT, NoteAdded(on=TODAY, note=words))[0]

    def freely(self, *statements: str) -> None:
        """Do with the file what somebody with it in hand can do, and open it anew."""
        self.store.close()
        self.store = Store(self.path, clock=lambda: ms(TODAY, 12))
        for name in ("event_is_never_changed", "event_is_never_deleted"):
            row = self.store.db.execute(
                "SELECT sql FROM sqlite_master WHERE name = ?", [name]
            )
            again = row.fetchone()[0]
            self.store.db.execute(f"DROP TRIGGER {name}")
            statements = (*statements, again)
        for sql in statements:
            self.store.db.execute(sql)
        self.again()

    def again(self) -> None:
        """Open the file anew."""
        self.store.close()
        self.store = Store(self.path, clock=lambda: ms(TODAY, 12))

    def forge(
        self, stream: str, actor: str, agg: str, fact: Fact, *, row_key: bytes | None = None,
        sign: bool = False,
    ) -> str:  # fmt: skip
        """Write an event by hand, chained as it should be, with the device at hand signing if asked."""
        db = self.store.db
        seq, hash_ = db.execute(
            "SELECT seq, hash FROM stream WHERE stream = ?", [stream]
        ).fetchone() or (0, chain.FIRST)
        event = Event(stream, seq + 1, self.now(), actor, agg, (), fact)
        row = history._row(event)
        made = chain.hashed(hash_, settings.book_id(db), row)
        sig = keys.sign(chain.decision_text(made)) if sign else None
        self.insert((*row, made, sig))
        head = None
        if sign:
            head = keys.sign(chain.head_text("b1", stream, actor, 1, seq + 1, made))
        db.execute(
            "INSERT INTO stream (stream, actor, host, seq, hash, key, signed_from, sig) VALUES"
            " (?, ?, 'elsewhere', ?, ?, ?, ?, ?) ON CONFLICT (stream) DO UPDATE SET"
            " seq = excluded.seq, hash = excluded.hash, sig = coalesce(excluded.sig, sig)",
            [stream, actor, seq + 1, made, row_key, 1 if row_key else None, head],
        )
        self.again()
        return event.id

    def insert(self, row: Sequence[Any]) -> None:
        """A row of events, whatever it says."""
        marks = ", ".join("?" * len(row))
        self.store.db.execute(
            f"INSERT INTO event ({history._COLUMNS}) VALUES ({marks})", row
        )

    def asked(self, name: str = "WO-1") -> Request:
        """The request as what counts makes it."""
        found = fold(history.events(self.store, f"request:{name}"))
        assert found is not None
        return found

    def notes(self) -> list[str]:
        """The words on the account that count."""
        found = history.events(self.store, ACCOUNT)
        return [e.fact.note for e in found if isinstance(e.fact, NoteAdded)]

    def found(self, who: str = "ada") -> list[str]:
        """What `verify` says at somebody's device, a line each."""
        with self.home(who):
            said = verify(self.store, DEFAULT, TODAY)
        return [f"{each.where}: {each.what}" for each in said]

    def look(self, who: str = "ada") -> None:
        """Somebody opens the book and closes it again: their device remembers how far it went."""
        with self.home(who):
            signatures.remember(self.store)
