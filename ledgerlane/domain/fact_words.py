"""Any fact in words of people: what undo, redo and refusals call what somebody did."""

from __future__ import annotations

from ledgerlane.domain.events import (
    BatchImported,
    BatchUndone,
    BookMade,
    DeputyEnded,
    DeputyNamed,
    DeviceNamed,
    Fact,
    KeyEnrolled,
    KeyRevoked,
    LatitudeEnded,
    LatitudeGranted,
    PersonAdded,
    PersonRevoked,
    PolicySet,
    RoleGranted,
    RoleRevoked,
)
from ledgerlane.domain.timeline import short_day, told
from ledgerlane.domain.told import PLAIN, Names


def in_words(fact: Fact, names: Names = PLAIN) -> str:
    """What was done: the line of the account's history, or of people, keys, policy and imports."""
    line = told(fact, names)
    return line.words if line is not None else _of_book(fact)


def in_short(fact: Fact) -> str:
    """What kind of thing was done, of many alike: ``interest proposed``, ``write-off requested``."""
    of, _, done = fact.kind.partition(".")
    return f"{_APART.get(of, of)} {done.replace('_', ' ')}"


_APART = {"writeoff": "write-off", "creditmemo": "credit memo", "batch": "import"}


def _of_book(fact: Fact) -> str:
    match fact:
        case PersonAdded():
            return f"{fact.login} may act here"
        case PersonRevoked():
            return f"{fact.login} acts here no more"
        case RoleGranted():
            until = f" until {short_day(fact.until, fact.on)}" if fact.until else ""
            limits = " · ".join(("", *(f"up to {limit}" for limit in fact.limits)))
            return f"{fact.login} has the role {fact.role}{until}{limits}"
        case RoleRevoked():
            return f"{fact.login} has the role {fact.role} no more"
        case DeputyNamed():
            days = f"{short_day(fact.since, fact.on)} to {short_day(fact.until, fact.on)}"
            return f"{fact.login} stands in for {fact.absent}, {days}"
        case DeputyEnded():
            return f"nobody stands in for {fact.absent} any more"
        case LatitudeGranted():
            return f"{fact.login} is not asked why they depart from the plan"
        case LatitudeEnded():
            return f"{fact.login} is asked again why they depart from the plan"
        case KeyEnrolled():
            return f"a key of {fact.login} enrolled"
        case KeyRevoked():
            return f"a key of {fact.login} revoked"
        case DeviceNamed():
            return f"this device is called {fact.name}"
        case BookMade():
            return "this book made"
        case BatchImported():
            return f"import of {fact.file or fact.source}"
        case BatchUndone():
            return f"an import of {fact.source} taken back"
        case PolicySet():
            return "the policy changed"
        case _:
            return "something that this version does not know"
