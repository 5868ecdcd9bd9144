"""Roles, limits and their ends."""

from __future__ import annotations

from datetime import date

import pytest

from ledgerlane.domain import people
from ledgerlane.domain.errors import NotPermitted
from ledgerlane.domain.events import (
    Event,
    Fact,
    PersonAdded,
    PersonRevoked,
    RoleGranted,
    RoleRevoked,
)
from ledgerlane.domain.money import Money

D = date(2026, 3, 1)
M = Money.parse


def team(*facts: Fact) -> people.People:
    return people.fold(
        Event("s", at, at, "root", "people", (), fact) for at, fact in enumerate(facts)
    )


TEAM = (
    PersonAdded(on=D, login="sam", name="Sam"),
    RoleGranted(
        on=D, login="sam", role="supervisor", limits=(M("1000 EUR"), M("9000 NOK"))
    ),
    RoleGranted(
        on=D, login="sam", role="credit", limits=(M("5000 EUR"),), until=date(2026, 3, 31)
    ),
    RoleGranted(on=D, login="sam", role="collector", limits=(M("99999 EUR"),)),
)


@pytest.mark.parametrize(
    ("on", "currency", "limit"),
    [(date(2026, 3, 31), "EUR", "5000 EUR"), (date(2026, 4, 1), "EUR", "1000 EUR"),
     (date(2026, 4, 1), "NOK", "9000 NOK"), (date(2026, 4, 1), "USD", "0 USD"), (date(2026, 2, 28), "EUR", "0 EUR")],
)  # fmt: skip
def test_the_highest_limit_of_an_approving_role_that_holds(
    on: date, currency: str, limit: str
) -> None:
    assert team(*TEAM).limit("sam", currency, on) == M(limit)


def test_roles_end_with_their_grant_and_with_the_person() -> None:
    assert team(*TEAM).roles("sam", D) == {"supervisor", "credit", "collector"}
    less = team(*TEAM, RoleRevoked(on=D, login="sam", role="supervisor"))
    assert less.roles("sam", date(2026, 4, 1)) == {"collector"}
    gone = team(*TEAM, PersonRevoked(on=date(2026, 3, 10), login="sam"))
    assert gone.roles("sam", date(2026, 3, 9)) == {"supervisor", "credit", "collector"}
    assert (gone.roles("sam", date(2026, 3, 10)), gone.knows("sam", date(2026, 3, 10))) == (
        frozenset(),
        False,
    )
    assert (
        team(*TEAM, PersonRevoked(on=D, login="sam"), TEAM[0]).roles("sam", D)
        == frozenset()
    )


def test_a_new_grant_of_a_role_replaces_the_old_one() -> None:
    lower = team(
        *TEAM, RoleGranted(on=D, login="sam", role="supervisor", limits=(M("10 EUR"),))
    )
    assert lower.limit("sam", "EUR", date(2026, 4, 1)) == M("10 EUR")


def test_a_missing_role_is_named() -> None:
    with pytest.raises(
        NotPermitted,
        match=r"bo may not assign: that needs supervisor or admin; bo has no role\.",
    ):
        team(*TEAM).require("bo", ("supervisor", "admin"), D, "assign")
    team(*TEAM).require("sam", ("supervisor", "admin"), D, "assign")
