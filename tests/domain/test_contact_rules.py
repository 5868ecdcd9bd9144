"""May we contact? Stops, consent, frequency, quiet days, and the strictest answer of several.

`NOON` is Tuesday 30 June 2026, twelve o'clock UTC. Hours have tests of their own
(`test_contact_hours`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from builders import TODAY, day
from hypothesis import given
from hypothesis import strategies as st

from ledgerlane.domain.contact_hours import Zone
from ledgerlane.domain.contact_policy import CHANNELS, DEFAULT_CONTACT, ContactRules
from ledgerlane.domain.contact_rules import (
    ANSWERS,
    STOPS,
    Attempt,
    Party,
    Stop,
    Verdict,
    first_allowed,
    may_contact,
)

NOON = datetime(2026, 6, 30, 12, tzinfo=UTC)
PERSON, FIRM = Party(consumer=True, country="US"), Party(consumer=False, country="NO")


def asked(party: Party, channel: str = "phone", at: datetime = NOON, rules: ContactRules = DEFAULT_CONTACT, **more: Any) -> Verdict:  # fmt: skip
    return may_contact(party, channel, at, rules, **more)


def stopped(what: str, party: Party = FIRM, **more: Any) -> Party:
    return replace(party, stops=(Stop(what, TODAY, **more),))


def called(*back: int, talked: bool = False, channel: str = "phone", debt: str = "") -> tuple[Attempt, ...]:  # fmt: skip
    """Attempts so many days ago."""
    return tuple(Attempt(TODAY - timedelta(days=n), channel, talked, debt) for n in back)


def test_nothing_speaks_against_it() -> None:
    for channel in CHANNELS:
        assert asked(FIRM, channel) == Verdict("allowed", ())
    assert asked(FIRM).words == "nothing speaks against it"


@pytest.mark.parametrize(
    ("what", "words", "change"),
    [
        ("do not contact", "do not contact since 2026-06-30: asked", "a supervisor lifts it: `contact resume ACCOUNT ST-1`"),
        ("lawyer", "a lawyer speaks for them since 2026-06-30: asked", "only the lawyer may be contacted, or a supervisor lifts it: `contact resume ACCOUNT ST-1`"),
        ("insolvency", "insolvent since 2026-06-30: asked", "only the claim may be filed, or a supervisor lifts it: `contact resume ACCOUNT ST-1`"),
        ("deceased", "deceased since 2026-06-30: asked", "only the executor may be contacted, or a supervisor lifts it: `contact resume ACCOUNT ST-1`"),
        ("dispute", "stopped while they dispute it since 2026-06-30: asked", "answer the dispute, or a supervisor lifts it: `contact resume ACCOUNT ST-1`"),
    ],
)  # fmt: skip
def test_a_stop_blocks_every_channel_with_its_words(
    what: str, words: str, change: str
) -> None:
    party = stopped(what, reason="asked", id="ST-1")
    for channel in CHANNELS:
        verdict = asked(party, channel)
        assert (verdict.answer, verdict.words, verdict.change) == ("blocked", words, change)
        assert verdict.until is None


@pytest.mark.parametrize(
    ("what", "purpose", "role", "answer"),
    [
        ("do not contact", "service", "", "blocked"),
        ("do not contact", "dunning", "lawyer", "blocked"),
        ("lawyer", "service", "", "blocked"),
        ("lawyer", "dunning", "lawyer", "allowed"),
        ("lawyer", "dunning", "manager", "blocked"),
        ("insolvency", "service", "", "blocked"),
        ("insolvency", "claim", "", "allowed"),
        ("insolvency", "service", "trustee", "allowed"),
        ("deceased", "claim", "", "blocked"),
        ("deceased", "dunning", "executor", "allowed"),
        ("dispute", "dunning", "", "blocked"),
        ("dispute", "service", "", "allowed"),
    ],
)
def test_who_and_what_for_a_stop_leaves_open(
    what: str, purpose: str, role: str, answer: str
) -> None:
    assert asked(stopped(what), "letter", purpose=purpose, role=role).answer == answer


def test_a_consent_withdrawn_stops_one_channel_only() -> None:
    party = stopped("consent", channel="sms")
    answers = {channel: asked(party, channel).answer for channel in CHANNELS}
    assert answers == {"phone": "allowed", "sms": "blocked", "mail": "allowed", "letter": "allowed", "visit": "allowed"}  # fmt: skip
    assert asked(party, "sms").words == "no consent to sms since 2026-06-30"
    assert asked(party, "sms").change == "they consent again"


def test_a_person_must_have_consented_to_sms() -> None:
    verdict = asked(PERSON, "sms")
    assert (verdict.answer, verdict.words) == ("blocked", "no consent to sms is on record")
    assert verdict.change == "`contact consent ACCOUNT sms` once they have given it"
    assert asked(replace(PERSON, consented=frozenset({"sms"})), "sms").answer == "allowed"
    assert asked(FIRM, "sms").answer == "allowed"


def test_a_stop_begins_on_its_day_and_ends_before_its_last() -> None:
    party = stopped("do not contact", until=day("2026-07-03"))
    assert asked(party, at=NOON - timedelta(days=1)).answer == "allowed"
    verdict = asked(party)
    assert verdict.until == datetime(2026, 7, 3, tzinfo=UTC)
    assert verdict.words == "do not contact since 2026-06-30 until 2026-07-03"
    assert verdict.change.endswith("or it ends on 2026-07-03")
    assert asked(party, at=datetime(2026, 7, 2, 16, 59, tzinfo=UTC)).answer == "blocked"
    assert asked(party, at=datetime(2026, 7, 3, 9, tzinfo=UTC)).answer == "allowed"
    assert first_allowed(party, "phone", NOON, DEFAULT_CONTACT) == datetime(
        2026, 7, 3, 9, tzinfo=UTC
    )
    assert first_allowed(stopped("lawyer"), "phone", NOON, DEFAULT_CONTACT) is None


def test_the_book_s_day_counts_not_the_customer_s() -> None:
    kolkata = Zone("Asia/Kolkata", ZoneInfo("Asia/Kolkata"))
    party = replace(stopped("lawyer", until=day("2026-07-01")), zones=(kolkata,))
    at = datetime(2026, 6, 30, 20, tzinfo=UTC)  # 1 July, 01:30 in Kolkata
    assert asked(party, "letter", at).answer == "blocked"


# --- frequency ---------------------------------------------------------------------------
SEVEN = (6, 5, 4, 3, 2, 1, 0)


@pytest.mark.parametrize(
    ("attempts", "end"),
    [
        ((), None),
        (called(*SEVEN[1:]), None),
        (called(*SEVEN), day("2026-07-01")),  # the oldest of seven, and seven days
        (called(7, *SEVEN[1:]), None),  # seven days ago is outside the window
        (called(0, 0, 0, 0, 0, 0, 0), day("2026-07-07")),
        (called(*SEVEN, 0), day("2026-07-02")),  # the eighth is another's doing: the seventh from the last counts
        (called(*SEVEN, channel="mail"), None),
        (called(*SEVEN, debt="NOK"), None),
        (called(*SEVEN, debt="EUR"), day("2026-07-01")),
        (called(6, talked=True), day("2026-07-01")),  # the conversation's day is the first of seven
        (called(7, talked=True), None),
        (called(0, talked=True), day("2026-07-07")),
        (called(6, talked=True, channel="mail"), None),
    ],
)  # fmt: skip
def test_seven_calls_in_seven_days_about_a_debt(
    attempts: tuple[Attempt, ...], end: date | None
) -> None:
    verdict = asked(replace(PERSON, attempts=attempts), debt="EUR")
    if end is None:
        assert verdict.answer == "allowed"
        return
    assert verdict.answer == "blocked"
    assert verdict.until == datetime.combine(end, datetime.min.time(), UTC)
    assert verdict.change == f"from {end.isoformat()}"
    business = asked(replace(FIRM, attempts=attempts), debt="EUR")
    assert (business.answer, business.words) == ("warn", verdict.words)


def test_frequency_says_its_numbers() -> None:
    assert (
        asked(replace(PERSON, attempts=called(*SEVEN, 0))).words == "7 attempts in 7 days"
    )
    talked = called(2, talked=True)
    assert asked(replace(PERSON, attempts=talked)).words == "spoke on 2026-06-28"
    both = replace(PERSON, attempts=(*called(*SEVEN), *talked))
    assert asked(both).words == "7 attempts in 7 days; spoke on 2026-06-28"
    assert asked(both, "letter").answer == "allowed"


def test_a_call_that_was_agreed_is_free_from_its_day() -> None:
    party = replace(PERSON, attempts=called(*SEVEN, talked=True), agreed=TODAY)
    assert asked(party).answer == "allowed"
    assert asked(replace(party, agreed=TODAY + timedelta(days=1))).answer == "blocked"


def test_what_the_policy_says_of_numbers() -> None:
    rules = replace(
        DEFAULT_CONTACT,
        consumer=replace(
            DEFAULT_CONTACT.consumer, attempts=2, window_days=3, conversation_days=0
        ),
    )
    party = replace(PERSON, attempts=called(2, 0, talked=True))
    assert asked(party, rules=rules).words == "2 attempts in 3 days"
    assert (
        asked(replace(party, attempts=called(3, 0, talked=True)), rules=rules).answer
        == "allowed"
    )


# --- the rest ----------------------------------------------------------------------------
def test_quiet_days_hold_back_what_asks_in_writing() -> None:
    party = replace(FIRM, quiet_until=day("2026-07-02"))
    answers = {channel: asked(party, channel).answer for channel in CHANNELS}
    assert answers == {"phone": "allowed", "sms": "blocked", "mail": "blocked", "letter": "blocked", "visit": "allowed"}  # fmt: skip
    assert asked(party, "mail", purpose="service").answer == "allowed"
    assert asked(party, "mail").words == "in contact lately; quiet until 2026-07-02"
    assert (
        asked(replace(party, quiet_until=day("2026-06-30")), "letter").answer == "allowed"
    )


def test_a_number_that_reaches_nobody() -> None:
    verdict = asked(replace(FIRM, wrong=frozenset({"phone"})))
    assert verdict.words == "every phone number on record is wrong"
    assert verdict.change == "`contact add` a right one"
    assert asked(replace(FIRM, wrong=frozenset({"phone"})), "mail").answer == "allowed"


def test_what_is_contested_in_full_is_not_asked_of_a_person() -> None:
    assert asked(replace(PERSON, all_disputed=True)).answer == "blocked"
    assert asked(replace(FIRM, all_disputed=True)).answer == "warn"
    assert asked(replace(PERSON, all_disputed=True), purpose="service").answer == "allowed"


def test_the_strictest_reason_answers_and_the_others_are_told() -> None:
    party = replace(stopped("lawyer", id="ST-9"), attempts=called(*SEVEN))
    verdict = asked(party)
    assert (verdict.answer, verdict.words) == (
        "blocked",
        "a lawyer speaks for them since 2026-06-30",
    )
    assert [(each.rule, each.answer) for each in verdict.reasons] == [
        ("lawyer", "blocked"), ("frequency", "warn"),
    ]  # fmt: skip


# --- properties --------------------------------------------------------------------------
days = st.integers(-20, 20).map(lambda n: TODAY + timedelta(days=n))
stops = st.builds(
    Stop, st.sampled_from(STOPS), days, st.none() | days, st.sampled_from(("", *CHANNELS))
)
attempts = st.builds(Attempt, days, st.sampled_from(CHANNELS), st.booleans(), st.sampled_from(("", "EUR")))  # fmt: skip
minutes = st.integers(0, 1439)
parties = st.builds(
    Party, consumer=st.none() | st.booleans(), stops=st.lists(stops, max_size=3).map(tuple),
    consented=st.frozensets(st.sampled_from(CHANNELS)), wrong=st.frozensets(st.sampled_from(CHANNELS)),
    attempts=st.lists(attempts, max_size=12).map(tuple), agreed=st.none() | days,
    quiet_until=st.none() | days, all_disputed=st.booleans(),
    zones=st.lists(st.sampled_from([Zone(name, ZoneInfo(name)) for name in ("UTC", "Asia/Kolkata", "America/New_York")]), min_size=1, max_size=2, unique=True).map(tuple),
)  # fmt: skip
moments = st.datetimes(
    datetime(2026, 6, 1), datetime(2026, 8, 1), timezones=st.just(UTC)
).map(lambda at: at.replace(second=0, microsecond=0))
purposes = st.sampled_from(("dunning", "service", "claim"))


@given(parties, st.sampled_from(CHANNELS), moments, purposes, st.lists(stops, min_size=1, max_size=2),
       st.lists(attempts, max_size=3), st.booleans())  # fmt: skip
def test_more_restrictions_never_allow_more(
    party: Party, channel: str, at: datetime, purpose: str, more: list[Stop],
    tried: list[Attempt], elsewhere: bool,
) -> None:  # fmt: skip
    before = asked(party, channel, at, purpose=purpose)
    zones = (*party.zones, Zone("Pacific/Auckland", ZoneInfo("Pacific/Auckland")))
    stricter = replace(
        party, stops=(*party.stops, *more), attempts=(*party.attempts, *tried),
        zones=zones if elsewhere else party.zones, consented=frozenset(),
        wrong=party.wrong | {"sms"}, prefers=(600, 660), holidays=frozenset({TODAY}),
    )  # fmt: skip
    after = asked(stricter, channel, at, purpose=purpose)
    assert ANSWERS.index(after.answer) >= ANSWERS.index(before.answer)
    assert {each.rule for each in before.reasons} <= {each.rule for each in after.reasons}


@given(parties, st.sampled_from(CHANNELS), moments, purposes)
def test_every_no_says_why_and_nothing_changes_before_it_ends(
    party: Party, channel: str, at: datetime, purpose: str
) -> None:
    verdict = asked(party, channel, at, purpose=purpose)
    assert all(each.words and each.change for each in verdict.reasons)
    assert (verdict.answer == "allowed") == (not verdict.reasons)
    when = first_allowed(party, channel, at, DEFAULT_CONTACT, purpose=purpose)  # type: ignore[arg-type]
    if when is not None:
        assert when >= at
        assert asked(party, channel, when, purpose=purpose).answer == "allowed"
