"""The book's rules: shown, checked, set, and tried on the book's own past."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path

from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import append, require
from ledgerlane.desk.past import question
from ledgerlane.domain.errors import Misused, Refused
from ledgerlane.domain.events import PolicySet
from ledgerlane.domain.policy import DEFAULT, Policy
from ledgerlane.domain.policy_writing import policy_toml
from ledgerlane.domain.rehearsal import CALLS_A_DAY, Course, Listed, Rehearsal, differing
from ledgerlane.store import refresh, settings
from ledgerlane.store.batches import only_importer
from ledgerlane.store.rehearsing import Past
from ledgerlane.store.settings import MOST_POLICY_BYTES
from ledgerlane.store.worked import calendar_of

MOST_DAYS = 400
"""A rehearsal goes through so many business days at most."""


def text_in_force(desk: Desk) -> str:
    """The whole policy in force, as a policy file."""
    return policy_toml(desk.policy)


def credit_policy(desk: Desk) -> str:
    """The credit policy in words. Refused where the book has none."""
    if not desk.policy.credit_policy.strip():
        msg = "the book has no credit policy: set credit_policy, a text, in its policy"
        raise Refused(msg)
    return desk.policy.credit_policy


def read(path: Path) -> tuple[Policy, str]:
    """The policy a file says, and its text. Raises Misused naming line and key, and what is accepted."""
    if path.exists() and not path.is_file():
        msg = f"{path}: is no regular file"
        raise Misused(msg)
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_POLICY_BYTES + 1)
        text = raw.decode("utf-8-sig")
    except OSError as error:
        msg = f"{path}: {error.strerror}"
        raise Misused(msg) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        msg = f"{path}: line {line}: not UTF-8; a policy file is UTF-8 text"
        raise Misused(msg) from None
    return said(text, str(path)), text


def said(text: str, name: str) -> Policy:
    """The policy that a text says. Raises Misused naming ``name``, line and key."""
    try:
        return settings.policy_of(text)
    except Misused as error:
        msg = f"{name}: {error}"
        raise Misused(msg) from None


def differs(desk: Desk, new: Policy) -> list[str]:
    """The keys in which a policy differs from the one in force."""
    return differing(desk.policy, new)


def dropped(desk: Desk, new: Policy) -> list[str]:
    """The keys that the policy in force sets and a new one leaves at what the program has."""
    kept = set(differing(DEFAULT, new))
    return [key for key in differing(DEFAULT, desk.policy) if key not in kept]


def set_(desk: Desk, path: Path, told: Callable[[str], None] = lambda _: None) -> int:
    """Make a file the book's policy, and judge every account by it; how many rows the queue has.

    A broken file changes nothing. What a killed machine leaves undone the next start does.
    Raises Misused for the file, NotPermitted without the role admin, Unavailable while somebody
    imports.
    """
    policy, text = read(path)
    return set_text(desk, policy, text, told)


def set_text(
    desk: Desk, policy: Policy, text: str, told: Callable[[str], None] = lambda _: None
) -> int:
    """The same with a text that was read already."""
    with only_importer(desk.store.path):
        with desk.store.writing():
            require(desk, ("admin",), "set the policy")
            if text == settings.policy_text(desk.store):
                msg = "this is the policy in force already"
                raise Refused(msg)
            append(desk, {"policy": [PolicySet(on=desk.today, text=text)]})
            refresh.stale(desk.store)
        desk.policy = policy
        told("recorded; every account is judged anew, which takes a while on a large book")
        refresh.refresh_after_import(desk.store, None)
    return refresh.rows(desk.store)


def rehearse(
    desk: Desk, new: Policy, first: date, last: date, *,
    calls: int = CALLS_A_DAY, told: Callable[[str], None] = lambda _: None,
) -> Rehearsal:  # fmt: skip
    """Run a policy and the one in force over the business days of either, ``first`` to ``last``.

    On a day on which one of them does not work nobody is listed by it. The ledger as it reads now, but nothing dated later than each day; the history as recorded
    by then. Raises Refused for days to come, or more than `MOST_DAYS`.
    """
    days = _days(desk, (desk.policy, new), first, last)
    past = Past(desk.store, question(desk))
    found = Rehearsal(Course(desk.policy, calls), Course(new, calls))
    for at, day in enumerate(days, start=1):
        told(f"{day.isoformat()}, {at} of {len(days)}")
        past.turn(day)
        present = _worked(past, desk.policy, day)
        found.add(day, present, present if new == desk.policy else _worked(past, new, day))
    return found


def _worked(past: Past, policy: Policy, day: date) -> list[Listed]:
    """Who is listed on a day by a policy: nobody where it is none of its business days."""
    return list(past.listed(policy)) if calendar_of(policy).is_business_day(day) else []


def _days(desk: Desk, policies: Iterable[Policy], first: date, last: date) -> list[date]:
    """The days of a span that are business days by any of these."""
    if last < first:
        msg = f"--to {last.isoformat()} is before --from {first.isoformat()}"
        raise Misused(msg)
    if last > desk.today:
        msg = f"--to {last.isoformat()} is still to come; a rehearsal is of days up to {desk.today.isoformat()}"
        raise Refused(msg)
    calendars = [calendar_of(each) for each in policies]
    span = (first + timedelta(days=by) for by in range((last - first).days + 1))
    days = [day for day in span if any(each.is_business_day(day) for each in calendars)]
    if not days:
        msg = f"no business day lies between {first.isoformat()} and {last.isoformat()}"
        raise Refused(msg)
    if len(days) > MOST_DAYS:
        msg = f"{len(days)} business days; at most {MOST_DAYS} at once"
        raise Refused(msg)
    return days
