"""What an agency did in our name comes back: its calls and letters become contacts of the account."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from pathlib import Path

from ledgerlane.desk import cases
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import COLLECTORS, append, require
from ledgerlane.domain import placements
from ledgerlane.domain.cases.case import Case
from ledgerlane.domain.cases.placement import NAME
from ledgerlane.domain.codes import ATTEMPT, CONVERSATION, Code
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import ContactLogged, Fact
from ledgerlane.domain.undoing import undone_ids
from ledgerlane.store import history
from ledgerlane.store.accounts import AccountView

COLUMNS = ("placement", "day", "outcome", "channel", "reached", "note")
CHANNELS = ("phone", "mail", "letter", "sms", "visit")
MOST = 20_000
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Came:
    """What a file brought: contacts that are new, those known already, and on how many accounts."""

    new: int
    known: int
    accounts: int


def take(desk: Desk, path: Path) -> Came:
    """Record a file of contacts as one act, all or none.

    Raises Refused naming each line that is wrong and what would be right. The file is read
    before anybody else has to wait, and each placement once.
    """
    require(desk, COLLECTORS, "take an agency's contacts in")
    rows = _rows(path)
    with desk.store.writing():
        require(desk, COLLECTORS, "take an agency's contacts in")
        placed = cache(partial(cases.load, desk, kind=NAME))
        act, facts, troubles = desk.new_id("act"), dict[str, list[Fact]](), list[str]()
        seen, known = dict[str, set[ContactLogged]](), 0
        for line, row in enumerate(rows, start=2):
            try:
                view, fact = _read(desk, row, placed)
            except Refused as why:
                troubles.append(f"line {line}: {why}")
                continue
            agg = f"customer:{view.customer.ref}"
            if agg not in seen:
                seen[agg] = _recorded(desk, agg)
            if fact in seen[agg]:
                known += 1
                continue
            seen[agg].add(fact)
            facts.setdefault(agg, []).append(replace(fact, act=act))
        if troubles:
            more = f"; and {len(troubles) - 5} more" if len(troubles) > 5 else ""
            msg = f"{path.name}: nothing was recorded. {'; '.join(troubles[:5])}{more}"
            raise Refused(msg)
        if facts:
            append(desk, facts)
    return Came(sum(map(len, facts.values())), known, len(facts))


def _recorded(desk: Desk, agg: str) -> set[ContactLogged]:
    events = history.events(desk.store, agg)
    gone = undone_ids(events)
    return {
        replace(event.fact, act="")
        for event in events
        if isinstance(event.fact, ContactLogged)
        and event.fact.agency
        and event.id not in gone
    }


def _rows(path: Path) -> list[Mapping[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="")
            missing = [
                name for name in COLUMNS[:3] if name not in (reader.fieldnames or ())
            ]
            if missing:
                msg = f"{path.name}: the heading lacks {', '.join(missing)}; it is {','.join(COLUMNS)}"
                raise Refused(msg)
            rows: list[Mapping[str, str]] = list(reader)
    except UnicodeDecodeError:
        msg = f"{path.name}: not UTF-8; save it as CSV UTF-8"
        raise Refused(msg) from None
    except csv.Error as why:
        msg = f"{path.name}: {why}"
        raise Refused(msg) from None
    if len(rows) > MOST:
        msg = f"{path.name}: {len(rows)} lines; at most {MOST} at once"
        raise Refused(msg)
    return rows


def _read(
    desk: Desk, row: Mapping[str, str], placed: Callable[[str], tuple[Case, AccountView]]
) -> tuple[AccountView, ContactLogged]:
    said = {name: (row.get(name) or "").strip() for name in COLUMNS}
    case, view = placed(said["placement"] or "?")
    since, ended = placements.placed_on(case), placements.ended_on(case)
    if since is None:
        msg = f"{case.id} was never handed over"
        raise Refused(msg)
    day = _day(said["day"])
    last = min(ended or desk.today, desk.today)
    if not since <= day <= last:
        msg = f"{day.isoformat()}: the agency has {case.id} from {since.isoformat()} to {last.isoformat()}"
        raise Refused(msg)
    code = _code(desk, said["outcome"])
    channel = said["channel"] or code.channel
    if channel not in CHANNELS:
        msg = f"channel: {channel!r} is not one of {', '.join(CHANNELS)}"
        raise Refused(msg)
    if max(len(said["reached"]), len(said["note"])) > LONGEST:
        msg = f"reached and note have up to {LONGEST} letters"
        raise Refused(msg)
    agency = placements.agency_name(case, desk.policy)
    return view, ContactLogged(
        on=day, code=code.letter, channel=channel, outcome=code.outcome, reached=said["reached"],
        note=said["note"], agency=agency, currency=case.items[0].amount.currency,
    )  # fmt: skip


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        msg = f"day: {text!r} is no day like 2026-06-30"
        raise Refused(msg) from None


def _code(desk: Desk, text: str) -> Code:
    """The action that an agency names by letter, name or outcome; only attempts and conversations."""
    known = [c for c in desk.policy.codes if c.counts_as in (ATTEMPT, CONVERSATION)]
    found = [c for c in known if text and text in (c.letter, c.name, c.outcome)]
    if not found:
        names = ", ".join(f"{c.letter} ({c.outcome})" for c in known)
        msg = f"outcome: {text!r} is none of {names}"
        raise Refused(msg)
    return found[0]
