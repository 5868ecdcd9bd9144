"""What is written can be read, for every kind of fact; what is unknown is kept."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerlane.domain import events as ev
from ledgerlane.domain.money import Money
from ledgerlane.store import wire

texts = st.text(max_size=20)
days = st.dates(date(1990, 1, 1), date(2099, 12, 31))
money = st.builds(
    Money, st.integers(-(10**15), 10**15), st.sampled_from(["EUR", "JPY", "KWD"])
)
VALUES: dict[Any, st.SearchStrategy[Any]] = {
    str: texts, int: st.integers(0, 2**53), bool: st.booleans(), date: days, Money: money,
    date | None: st.none() | days, Money | None: st.none() | money,
    tuple[str, ...]: st.lists(texts, max_size=3).map(tuple),
    tuple[Money, ...]: st.lists(money, max_size=3).map(tuple),
    tuple[ev.PlanItem, ...]: st.lists(st.builds(ev.PlanItem, texts, money), max_size=3).map(tuple),
    tuple[ev.LetterItem, ...]: st.lists(
        st.builds(ev.LetterItem, texts, st.integers(-1, 9), money), max_size=3
    ).map(tuple),
    tuple[ev.InstalmentTerms, ...]: st.lists(
        st.builds(ev.InstalmentTerms, days, money, money, money), max_size=3
    ).map(tuple),
    tuple[ev.InterestLine, ...]: st.lists(
        st.builds(
            ev.InterestLine, money, days, days, st.integers(0, 999), st.integers(360, 366), texts,
            texts, texts, st.booleans(),
        ), max_size=3,
    ).map(tuple),
    tuple[ev.CaseWord, ...]: st.lists(st.builds(ev.CaseWord, texts, texts), max_size=3).map(tuple),
    tuple[ev.CaseDay, ...]: st.lists(st.builds(ev.CaseDay, texts, days), max_size=3).map(tuple),
    tuple[ev.CaseAmount, ...]: st.lists(st.builds(ev.CaseAmount, texts, money), max_size=3).map(tuple),
    tuple[ev.StreamEnd, ...]: st.lists(
        st.builds(ev.StreamEnd, texts, st.integers(0, 2**40), texts), max_size=3
    ).map(tuple),
    tuple[ev.MatchLine, ...]: st.lists(
        st.builds(ev.MatchLine, texts, money, money, money, texts), max_size=3
    ).map(tuple),
}  # fmt: skip


def facts(kind: type[ev.Fact]) -> st.SearchStrategy[ev.Fact]:
    hints = get_type_hints(kind)
    return st.builds(
        kind, **{entry.name: VALUES[hints[entry.name]] for entry in fields(kind)}
    )


@pytest.mark.parametrize("kind", ev.KINDS.values(), ids=str)
@given(data=st.data())
def test_what_is_written_can_be_read(kind: type[ev.Fact], data: st.DataObject) -> None:
    fact = data.draw(facts(kind))
    name, version, body, priv = wire.encode(fact)
    assert wire.decode(name, version, body, priv) == fact
    assert body == wire.canonical(json.loads(body))


@pytest.mark.parametrize("kind", ev.KINDS.values(), ids=str)
@given(data=st.data())
def test_nothing_private_is_in_the_body(kind: type[ev.Fact], data: st.DataObject) -> None:
    fact = data.draw(facts(kind))
    _, _, body, priv = wire.encode(fact)
    assert set(json.loads(body)).isdisjoint(kind.private)
    assert set(json.loads(priv or "{}")) <= set(kind.private)


def test_an_erased_fact_reads_as_empty_texts() -> None:
    fact = ev.ContactLogged(
        on=date(2026, 6, 30),
        code="l",
        channel="phone",
        outcome="spoke",
        reached="Kari",
        note="x",
    )
    name, version, body, _ = wire.encode(fact)
    again = wire.decode(name, version, body, None)
    assert isinstance(again, ev.ContactLogged)
    assert (again.outcome, again.reached, again.note) == ("spoke", "", "")


@pytest.mark.parametrize(("kind", "version"), [("claim.opened", 1), ("note.added", 2)])
def test_what_is_unknown_is_kept_as_it_is(kind: str, version: int) -> None:
    body = '{"new":[1,{"a":"b"}],"on":"2026-06-30"}'
    fact = wire.decode(kind, version, body, '{"s":"x"}')
    assert isinstance(fact, wire.Unknown)
    assert fact.on == date(2026, 6, 30)
    assert wire.encode(fact) == (kind, version, body, '{"s":"x"}')


def test_a_flag_that_is_off_stays_off_whatever_its_default() -> None:
    plan = ev.PlanProposed(
        on=date(2026, 6, 30), plan="P", customer="erp/1", items=(), instalments=(), acceleration=False
    )  # fmt: skip
    again = wire.decode(*wire.encode(plan))
    assert isinstance(again, ev.PlanProposed)
    assert again.acceleration is False
