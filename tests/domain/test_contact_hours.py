"""When somebody can be reached by their own clock, where clocks are set and zones unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerlane.domain.contact_hours import (
    Opening,
    Zone,
    closed_in,
    next_opening,
    start_of,
)
from ledgerlane.domain.contact_policy import (
    DEFAULT_CONTACT,
    clock_minutes,
)
from ledgerlane.domain.contact_rules import Party, may_contact, opening_of, prefers_minutes
from ledgerlane.domain.zone_table import weekend_of, zones_by_country

EVERY_DAY = frozenset(range(7))


def zone(name: str) -> Zone:
    return Zone(name, ZoneInfo(name))


def hours(text: str, days: frozenset[int] = EVERY_DAY) -> Opening:
    opens, _, closes = text.partition("-")
    return Opening(clock_minutes(opens), clock_minutes(closes), days)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "window", "at", "opens"),
    [
        # Oslo, 29 March 2026: at 01:00 UTC the clock goes from 02:00 to 03:00
        ("Europe/Oslo", "02:30-06:00", "2026-03-29T00:30", "2026-03-29T01:00"),  # 02:30 is never shown
        ("Europe/Oslo", "02:00-02:30", "2026-03-29T00:30", "2026-03-30T00:00"),  # nor any time of these hours
        ("Europe/Oslo", "08:00-21:00", "2026-03-28T20:00", "2026-03-29T06:00"),  # ten hours later, not eleven
        # Oslo, 25 October 2026: at 01:00 UTC back from 03:00 to 02:00
        ("Europe/Oslo", "02:00-02:30", "2026-10-25T00:10", "2026-10-25T00:10"),  # 02:10, the first
        ("Europe/Oslo", "02:00-02:30", "2026-10-25T00:30", "2026-10-25T01:00"),  # 02:30; 02:00 comes again
        ("Europe/Oslo", "01:30-02:30", "2026-10-25T00:40", "2026-10-25T01:00"),  # back into the hours
        ("Europe/Oslo", "02:00-02:30", "2026-10-25T01:30", "2026-10-26T01:00"),
        # New York: 8 March and 1 November 2026
        ("America/New_York", "02:15-09:00", "2026-03-08T06:59", "2026-03-08T07:00"),
        ("America/New_York", "08:00-21:00", "2026-03-08T02:00", "2026-03-08T12:00"),
        ("America/New_York", "08:00-21:00", "2026-11-01T02:00", "2026-11-01T13:00"),
        ("America/New_York", "01:00-01:30", "2026-11-01T05:30", "2026-11-01T06:00"),
        # Kolkata has half an hour and never sets its clock
        ("Asia/Kolkata", "09:00-17:00", "2026-06-30T12:00", "2026-07-01T03:30"),
        # Lord Howe sets it by half an hour: 5 April back to 01:30, 4 October from 02:00 to 02:30
        ("Australia/Lord_Howe", "01:30-01:45", "2026-04-04T14:50", "2026-04-04T15:00"),
        ("Australia/Lord_Howe", "02:15-05:00", "2026-10-03T15:00", "2026-10-03T15:30"),
        ("Australia/Lord_Howe", "09:00-17:00", "2026-10-03T15:00", "2026-10-03T22:00"),
    ],
)  # fmt: skip
def test_the_clock_is_set(name: str, window: str, at: str, opens: str) -> None:
    found = next_opening(hours(window), [zone(name)], utc(at))
    assert found is not None
    assert found[0] == utc(opens)


@given(
    st.sampled_from(["Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo"]),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),
    st.integers(0, 1400), st.integers(10, 600),
)  # fmt: skip
def test_it_opens_where_it_was_closed_before(
    name: str, at: datetime, opens: int, length: int
) -> None:
    opening, zones = Opening(opens, min(1440, opens + length), EVERY_DAY), [zone(name)]
    found = next_opening(opening, zones, at)
    assert found is not None
    assert closed_in(opening, zones, found[0]) is None
    step = timedelta(minutes=1)
    moment = at
    while moment < min(found[0], at + timedelta(days=2)):
        assert closed_in(opening, zones, moment) is not None
        moment += 7 * step
    if found[0] - at > step:
        assert closed_in(opening, zones, found[0] - step) is not None


@pytest.mark.parametrize(
    ("country", "at", "answer"),
    [
        # Tuesday 30 June 2026; a person, 08:00-21:00 in every zone the country has
        ("US", "2026-06-30T17:00", "blocked"),  # 13:00 in New York, 07:00 in Honolulu
        ("US", "2026-06-30T18:00", "allowed"),  # 08:00 in Honolulu, 14:00 in New York
        ("US", "2026-07-01T00:59", "allowed"),  # 20:59 in New York
        ("US", "2026-07-01T01:00", "blocked"),
        ("RU", "2026-06-30T05:59", "blocked"),  # 07:59 in Kaliningrad, 17:59 in Kamchatka
        ("RU", "2026-06-30T06:00", "allowed"),
        ("RU", "2026-06-30T09:00", "blocked"),  # 21:00 in Kamchatka
        ("BR", "2026-06-30T13:00", "allowed"),  # 08:00 in Rio Branco, 11:00 in Noronha
        ("BR", "2026-06-30T12:59", "blocked"),
        ("AU", "2026-06-30T00:00", "allowed"),  # 08:00 in Perth, 10:30 on Lord Howe
        ("AU", "2026-06-29T23:59", "blocked"),
        ("AU", "2026-06-30T10:30", "blocked"),  # 21:00 on Lord Howe
        ("AU", "2026-06-30T10:29", "allowed"),
    ],
)  # fmt: skip
def test_an_unknown_zone_is_the_strictest_of_the_country(
    country: str, at: str, answer: str
) -> None:
    zones = tuple(zone(name) for name in zones_by_country()[country])
    party = Party(zones=zones, country=country, consumer=True)
    assert may_contact(party, "phone", utc(at), DEFAULT_CONTACT).answer == answer


def test_the_zone_that_opens_last_is_named() -> None:
    zones = tuple(zone(name) for name in zones_by_country()["RU"])
    party = Party(zones=zones, country="RU", consumer=True)
    found = next_opening(opening_of(party, DEFAULT_CONTACT), zones, utc("2026-06-30T00:00"))
    assert found is not None
    assert (found[0], found[1].name) == (utc("2026-06-30T06:00"), "Europe/Kaliningrad")


INDIA = Party(zones=(zone("Asia/Kolkata"),), country="IN", consumer=False)


def test_a_business_is_warned_about_with_both_clocks() -> None:
    verdict = may_contact(INDIA, "phone", utc("2026-06-30T02:00"), DEFAULT_CONTACT)
    assert (verdict.answer, verdict.words) == (
        "warn",
        "Tue 07:30 in Kolkata, 09:00-17:00",
    )
    assert verdict.change == "opens Tue 09:00 in Kolkata, 03:30 here"
    assert verdict.until == utc("2026-06-30T03:30")
    at = utc("2026-06-30T03:30")
    assert may_contact(INDIA, "phone", at, DEFAULT_CONTACT).answer == "allowed"
    assert (
        may_contact(INDIA, "mail", utc("2026-06-30T02:00"), DEFAULT_CONTACT).answer
        == "allowed"
    )
    assert may_contact(INDIA, "phone", utc("2026-06-30T11:29"), DEFAULT_CONTACT).answer == "allowed"  # fmt: skip
    assert may_contact(INDIA, "phone", utc("2026-06-30T11:30"), DEFAULT_CONTACT).answer == "warn"  # fmt: skip


def test_a_person_is_not_mailed_at_night_either() -> None:
    party = replace(INDIA, consumer=True)
    night = utc("2026-06-30T02:00")
    answers = [
        may_contact(party, c, night, DEFAULT_CONTACT).answer
        for c in ("phone", "visit", "mail", "letter")
    ]
    assert answers == ["blocked", "blocked", "blocked", "allowed"]


@pytest.mark.parametrize(
    ("country", "name", "at", "words"),
    [
        ("NO", "Europe/Oslo", "2026-07-04T10:00", "Sat 12:00 in Oslo, not a day they are called on"),
        ("SA", "Asia/Riyadh", "2026-07-03T10:00", "Fri 13:00 in Riyadh, not a day they are called on"),
        ("SA", "Asia/Riyadh", "2026-07-05T10:00", ""),
        ("IN", "Asia/Kolkata", "2026-07-04T10:00", ""),  # only Sunday is off
        ("NO", "Europe/Oslo", "2026-07-06T10:00", "Mon 12:00 in Oslo, a holiday there"),
    ],
)  # fmt: skip
def test_days_off_are_the_customer_s_country_s(
    country: str, name: str, at: str, words: str
) -> None:
    party = Party(
        zones=(zone(name),), country=country, consumer=False,
        holidays=frozenset({date(2026, 7, 6)}),
    )  # fmt: skip
    verdict = may_contact(party, "phone", utc(at), DEFAULT_CONTACT)
    assert [each.words for each in verdict.reasons] == ([words] if words else [])


def test_hours_they_asked_for_narrow_the_hours() -> None:
    party = replace(INDIA, prefers=prefers_minutes("10:00-11:00"))
    assert may_contact(party, "phone", utc("2026-06-30T04:29"), DEFAULT_CONTACT).answer == "warn"  # fmt: skip
    assert may_contact(party, "phone", utc("2026-06-30T04:30"), DEFAULT_CONTACT).answer == "allowed"  # fmt: skip
    assert may_contact(party, "phone", utc("2026-06-30T05:30"), DEFAULT_CONTACT).words == "Tue 11:00 in Kolkata, 10:00-11:00"  # fmt: skip


@pytest.mark.parametrize("text", ["9-10", "09:00", "11:00-10:00", "09:00-25:00", "10:00-10:00"])  # fmt: skip
def test_what_is_no_pair_of_times(text: str) -> None:
    with pytest.raises(ValueError, match="is no time like"):
        prefers_minutes(text)


def test_the_start_of_a_day_is_where_it_comes_last() -> None:
    day = date(2026, 7, 1)
    zones = [zone("Pacific/Auckland"), zone("America/New_York")]
    assert start_of(day, zones) == utc("2026-07-01T04:00")
    cairo = date(2026, 4, 24)  # the clock goes from 00:00 to 01:00: midnight is never shown
    assert start_of(cairo, [zone("Africa/Cairo")]) == utc("2026-04-23T22:00")


def test_the_table_of_zones_is_the_tz_database_s() -> None:
    from importlib.resources import files

    lines = files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    theirs = {country: {row[2] for row in rows if row[0] == country} for country, *_ in rows}  # fmt: skip
    assert {country: set(zones) for country, zones in zones_by_country().items()} == theirs


def test_weekends() -> None:
    found = {country: weekend_of(country) for country in ("NO", "SA", "IN", "IR", "AF", "")}
    assert found == {"NO": (5, 6), "SA": (4, 5), "IN": (6,), "IR": (4,), "AF": (3, 4), "": (5, 6)}  # fmt: skip
