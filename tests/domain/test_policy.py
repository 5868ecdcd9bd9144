"""The rules a book can change: what a file may say, and how it is told what is wrong."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest

from ledgerlane.domain.errors import Misused
from ledgerlane.domain.policy import DEFAULT, Policy, from_mapping
from ledgerlane.domain.treatment import timetable


def test_nothing_said_is_the_default() -> None:
    assert from_mapping({}) == DEFAULT
    assert hash(from_mapping({})) == hash(Policy())


def test_a_file_changes_what_it_names_and_leaves_the_rest() -> None:
    text = """
    holidays = [2026-12-25, "2026-12-26"]
    [promises]
    grace_business_days = 3
    [sizes.factors]
    NOK = 11
    [scoring.risk]
    new = 9
    [[late_reasons]]
    code = "xx"
    words = "other things"
    """
    policy = from_mapping(tomllib.loads(text))
    assert policy.promises.grace_business_days == 3
    assert policy.promises.tolerance_per_cent == 1
    assert policy.holidays == (date(2026, 12, 25), date(2026, 12, 26))
    assert (dict(policy.sizes.factors)["NOK"], dict(policy.sizes.factors)["SEK"]) == (
        11,
        10,
    )
    assert (dict(policy.scoring.risk)["new"], dict(policy.scoring.risk)["silent"]) == (
        9,
        10,
    )
    assert [reason.code for reason in policy.late_reasons] == ["xx"]
    assert policy != DEFAULT


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ({"interest": {"regime": "fr"}}, "interest.regime: 'fr' is not accepted; write one of eu, uk, dk, no, in, contract"),
        ({"interest": {"regime": "contract"}}, "interest.per_cent: a contract needs its rate"),
        ({"interest": {"per_cent": "1e3"}}, "interest.per_cent: '1e3' is not accepted; write a number of per cent"),
        ({"interest": {"day_count": "30/365"}}, "interest.day_count: '30/365' is not accepted; write one of actual/365"),
        ({"interest": {"rests": "daily"}}, "write none or monthly"),
        ({"interest": {"fees": [{"currency": "XYZ", "units": 4}]}}, "interest.fees[0].currency: 'XYZ' is not accepted"),
        ({"interest": {"fees": [{"currency": "EUR", "units": -4}]}}, "interest.fees[0]: '-4' is not accepted; write 0 or more units"),
        ({"interest": {"rates": [{"since": "2026-01-01", "per_cent": "2"}] * 2}}, "interest.rates: 2026-01-01 stands there twice"),
        ({"contact": {"consumer": {"opens": "8"}}}, "contact.consumer.opens: '8' is not accepted; write a time like '08:30'"),
        ({"contact": {"business": {"opens": "17:00"}}}, "contact.business.closes: '17:00' is not accepted; write a time after 17:00"),
        ({"contact": {"business": {"days": [7]}}}, "contact.business.days: [7] is not accepted; write days 0 (Monday) to 6"),
        ({"contact": {"business": {"attempts": -1}}}, "contact.business.attempts: -1 is not accepted; write 0 or more"),
        ({"contact": {"counted": ["fax"]}}, "contact.counted: 'fax' is not accepted; write some of phone, sms, mail, letter, visit"),
        ({"contact": {"holidays": [{"country": "Norway", "day": "2026-05-17"}]}}, "contact.holidays[0].country: 'Norway' is not accepted"),
        ({"contact": {"calls": 3}}, "contact.calls: unknown key; known are consumers, consumer, business,"),
        ({"cash": {"order": ["fee", "penalty"]}}, "cash.order[1]: 'penalty' is not accepted; write one of fee, interest, charge, invoice"),
        ({"terms": {"due_roll": "next"}}, "terms.due_roll: 'next' is not accepted; write one of none, following"),
        ({"colour": 1}, "colour: unknown key; known are bucket_edges, sizes,"),
        ({"promises": {"grace": 1}}, "promises.grace: unknown key; known are grace_business_days"),
        ({"promises": {"grace_business_days": "3"}}, "promises.grace_business_days: '3' is not accepted; write a whole number"),
        ({"promises": {"grace_business_days": True}}, "write a whole number"),
        ({"promises": {"grace_business_days": -1}}, "write 0 or more"),
        ({"promises": 3}, "promises: 3 is not accepted; write a table of keys"),
        ({"holidays": ["2026-13-01"]}, "holidays[0]: '2026-13-01' is not accepted; write a date like 2026-12-24"),
        ({"late_reasons": [{"code": "a"}]}, "late_reasons[0]: words missing"),
        ({"late_reasons": [{"code": "a", "words": "x"}] * 2}, "late_reasons: a stands there twice"),
        ({"bucket_edges": [0, 60, 30, 90]}, "bucket_edges: [0, 60, 30, 90] must rise"),
        ({"bucket_edges": [0, 30]}, "write four days from 0"),
        ({"scoring": {"class_per_cent": [60, 45, 30]}}, "write a list of 4"),
        ({"scoring": {"class_per_cent": [15, 30, 45, 60]}}, "must rise"),
        ({"scoring": {"max_score": 0}}, "scoring.max_score: 0 is not accepted; write 1 or more"),
        ({"sizes": {"large_from": "huge"}}, "write one of tiny, small, medium, large, key"),
        ({"sizes": {"classes": [{"name": "a", "units": 5, "points": 1}]}}, "must begin at units = 0"),
        ({"large_steps": [{"name": "a", "first": 5, "last": 4, "words": "w", "points": 1}]}, "large_steps[0].last: 4"),
        ({"weekend": [0, 1, 2, 3, 4, 5, 6]}, "not all of them"),
        ({"quiet_days": 10**12}, "a whole number up to"),
        ([], "the policy: [] is not accepted; write a table of keys"),
    ],
)  # fmt: skip
def test_what_a_file_may_not_say(mapping: object, says: str) -> None:
    with pytest.raises(Misused) as caught:
        from_mapping(mapping)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("minor", "currency", "name"),
    [(0, "EUR", "tiny"), (49_999, "EUR", "tiny"), (50_000, "EUR", "small"), (2_500_000, "EUR", "large"),
     (2_500_000, "NOK", "small"), (25_000_000, "NOK", "large"), (3_750_000, "JPY", "large"),
     (3_749_999, "JPY", "medium"), (25_000_000, "KWD", "large"), (10**15, "EUR", "key")],
)  # fmt: skip
def test_size_classes_by_currency(minor: int, currency: str, name: str) -> None:
    assert DEFAULT.sizes.classes[DEFAULT.sizes.index(minor, currency)].name == name


@pytest.mark.parametrize(
    ("size", "second"), [(0, "survey"), (2, "survey"), (3, "courtesy"), (4, "courtesy")]
)
def test_large_accounts_have_their_own_plan(size: int, second: str) -> None:
    assert timetable(DEFAULT, "prompt", size)[1].step.name == second


def test_the_default_plan_is_the_design_table_in_days_past_due() -> None:
    large, small = (
        timetable(DEFAULT, "prompt", 4, late=True),
        timetable(DEFAULT, "prompt", 0, late=True),
    )
    due = [(step.first, step.last) for step in large]
    assert due == [(5, 10), (15, 20), (25, 30), (35, 40), (50, 55)]
    assert due == [(step.first, step.last) for step in small]


def test_every_code_takes_known_fields_and_one_key_codes_need_nothing() -> None:
    for code in DEFAULT.codes:
        assert not code.one_key or not code.needs
        assert code.counts_as in ("attempt", "conversation", "nothing")
    assert [code.letter for code in DEFAULT.codes if code.one_key] == ["n", "v"]
