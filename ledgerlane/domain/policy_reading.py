"""A policy file's tables read into the policy's own types, key by key.

The dataclasses are the grammar: a key is a field, its type says what is accepted. Every
complaint names the key by its path (``scoring.age[2].points``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from ledgerlane.domain.account import CHARGES
from ledgerlane.domain.calendar import ROLLS
from ledgerlane.domain.contact_policy import check_contact
from ledgerlane.domain.day_counts import DAY_COUNTS
from ledgerlane.domain.deadlines import WHATS
from ledgerlane.domain.dunning_rules import (
    CHANNELS,
    COURTESY,
    PAPERS,
    WITHOUT_MAIL,
    Dunning,
)
from ledgerlane.domain.errors import Misused
from ledgerlane.domain.letter import LANGUAGES
from ledgerlane.domain.money import is_currency
from ledgerlane.domain.placement_policy import check_placements
from ledgerlane.domain.policy import DEFAULT, Interest, Policy, RequestLimits, Step, Table
from ledgerlane.domain.regimes import REGIMES
from ledgerlane.domain.risk import CLASSES as RISKS

_NUMBER = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,6})?")
MOST_ENTRIES = 5_000
LARGEST_NUMBER = 10**9
MOST_SUBSET_ITEMS = 24
"""Two times 4,096 sums for one receipt."""


_REQUEST_LIMITS = tuple(
    f"{kind}.limits.{entry.name}"
    for kind in ("write_offs", "deductions")
    for entry in fields(RequestLimits)
)


def read_policy(mapping: object) -> Policy:
    """The default policy with the keys of ``mapping`` instead. Raises `Misused`."""
    policy = _object(Policy, mapping, "", DEFAULT)
    assert isinstance(policy, Policy)
    _check(policy)
    check_placements(policy.placements)
    return policy


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _object(kind: type, value: object, where: str, base: object = None) -> object:
    if not isinstance(value, Mapping):
        raise _wrong(where or "the policy", value, "a table of keys")
    known = {entry.name: entry for entry in fields(kind) if entry.init}
    for key in value:
        if key not in known:
            msg = f"{_path(where, str(key))}: unknown key; known are {', '.join(known)}"
            raise Misused(msg)
    hints = _hints(kind)
    read = {
        key: _value(hints[key], given, _path(where, key), getattr(base, key, None))
        for key, given in value.items()
    }
    if base is not None:
        assert is_dataclass(base)
        assert not isinstance(base, type)
        return replace(base, **read)
    missing = [
        name
        for name, entry in known.items()
        if name not in read
        and entry.default is MISSING
        and entry.default_factory is MISSING
    ]
    if missing:
        msg = f"{where}: {', '.join(missing)} missing; every entry needs it"
        raise Misused(msg)
    return kind(**read)


def _value(hint: Any, value: object, where: str, base: object) -> object:
    if is_dataclass(hint):
        assert isinstance(hint, type)
        return _object(hint, value, where, base)
    if hint == Table:
        return _table(value, where, base)
    if get_origin(hint) is tuple:
        return _list(hint, value, where)
    return _plain(hint, value, where)


def _plain(hint: Any, value: object, where: str) -> object:
    if hint is bool:
        if not isinstance(value, bool):
            raise _wrong(where, value, "true or false")
        return value
    if hint is int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise _wrong(where, value, "a whole number")
        if abs(value) > LARGEST_NUMBER:
            raise _wrong(where, value, f"a whole number up to {LARGEST_NUMBER}")
        return value
    if hint is date:
        if type(value) is date:
            return value
        try:
            return date.fromisoformat(value) if isinstance(value, str) else _no_date(value)
        except ValueError:
            raise _wrong(where, value, "a date like 2026-12-24") from None
    assert hint is str, hint
    if not isinstance(value, str):
        raise _wrong(where, value, "a text in quotes")
    return value


def _no_date(value: object) -> date:
    msg = f"{value!r}"
    raise ValueError(msg)


def _list(hint: Any, value: object, where: str) -> tuple[object, ...]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise _wrong(where, value, "a list")
    if len(value) > MOST_ENTRIES:
        msg = f"{where}: {len(value)} entries; at most {MOST_ENTRIES}"
        raise Misused(msg)
    kinds = get_args(hint)
    if kinds[-1] is not Ellipsis and len(value) != len(kinds):
        raise _wrong(where, list(value), f"a list of {len(kinds)}")
    return tuple(
        _value(kinds[0], entry, f"{where}[{at}]", None) for at, entry in enumerate(value)
    )


def _table(value: object, where: str, base: object) -> Table:
    if not isinstance(value, Mapping):
        raise _wrong(where, value, "a table of names and whole numbers")
    merged: dict[str, int] = dict(base) if isinstance(base, tuple) else {}
    for key, number in value.items():
        read = _plain(int, number, _path(where, str(key)))
        assert isinstance(read, int)
        merged[str(key)] = read
    return tuple(sorted(merged.items()))


def _check(policy: Policy) -> None:
    """What one key alone cannot tell."""
    _rising("bucket_edges", policy.bucket_edges)
    if policy.bucket_edges[:1] != (0,) or len(policy.bucket_edges) != 4:
        msg = "bucket_edges"
        raise _wrong(
            msg,
            list(policy.bucket_edges),
            "four days from 0, like [0, 30, 60, 90]",
        )
    _rising("sizes.classes", [size.units for size in policy.sizes.classes])
    if not policy.sizes.classes or policy.sizes.classes[0].units != 0:
        msg = "sizes.classes: the first class must begin at units = 0"
        raise Misused(msg)
    names = [size.name for size in policy.sizes.classes]
    if policy.sizes.large_from not in names:
        msg = "sizes.large_from"
        raise _wrong(msg, policy.sizes.large_from, f"one of {', '.join(names)}")
    for name, factor in policy.sizes.factors:
        if factor < 1:
            msg = f"sizes.factors.{name}"
            raise _wrong(msg, factor, "1 or more")
    scoring = policy.scoring
    if scoring.max_score < 1:
        msg = "scoring.max_score"
        raise _wrong(msg, scoring.max_score, "1 or more")
    _rising("scoring.class_per_cent, from E to A,", tuple(reversed(scoring.class_per_cent)))
    _rising("scoring.at_stake", [stake.units for stake in scoring.at_stake])
    if not scoring.at_stake or scoring.at_stake[0].units != 0:
        msg = "scoring.at_stake: the first entry must begin at units = 0"
        raise Misused(msg)
    _collectable(policy.risk.collectable)
    for name in ("age", "collectability", "silence"):
        _rising(f"scoring.{name}", [band.day for band in getattr(scoring, name)])
    for name in ("large_steps", "small_steps"):
        _steps(name, getattr(policy, name))
    _timings(policy)
    for at, rule in enumerate(policy.deadlines.rules):
        _one_of(f"deadlines.rules[{at}].what", rule.what, tuple(WHATS))
        _one_of(f"deadlines.rules[{at}].clock", rule.clock, ("due", "invoice"))
    for name, values in (
        ("codes", [code.letter for code in policy.codes]),
        ("late_reasons", [reason.code for reason in policy.late_reasons]),
        ("write_offs.reasons", [reason.code for reason in policy.write_offs.reasons]),
        ("deductions.forms", [form.code for form in policy.deductions.forms]),
    ):
        _unique(name, values)
    _assignment(policy, names)
    _letters(policy)
    _interest(policy.interest)
    _cash(policy)
    _dunning(policy.dunning)
    check_contact(policy.contact)
    for name in ("due_roll", "discount_roll"):
        if getattr(policy.terms, name) not in ROLLS:
            path = f"terms.{name}"
            raise _wrong(path, getattr(policy.terms, name), f"one of {', '.join(ROLLS)}")
    if any(not 0 <= day <= 6 for day in policy.weekend) or len(set(policy.weekend)) > 6:
        msg = "weekend"
        raise _wrong(msg, list(policy.weekend), "days 0 (Monday) to 6, not all of them")
    for path in ("promises.grace_business_days", "promises.tolerance_units",
                 "promises.tolerance_per_cent", "plans.looming_days", "plans.late_business_days",
                 "promises.least_per_cent", "furthest_days", "most_usual_days", "deadlines.warn_days", "quiet_days",
                 "write_offs.tax_per_mille", *_REQUEST_LIMITS, "deductions.short_per_cent",
                 "deductions.least_units", "deductions.chase_business_days", "interest.grace_days",
                 "interest.least_units", "interest.cap_per_cent", "interest.look_back_days",
                 "cash.under_units", "cash.over_units", "cash.tolerance_per_cent",
                 "dunning.courtesy_days", "dunning.current_days",
                 "cash.discount_grace_days", "cash.near_days", "cash.nag_days"):  # fmt: skip
        _not_negative(policy, path)


def _collectable(points: Sequence[tuple[int, int]]) -> None:
    """A chance in thousandths by days past due: from day 0, falling, never nought."""
    _rising("risk.collectable", [day for day, _ in points])
    chances = [chance for _, chance in points]
    falling = chances == sorted(chances, reverse=True)
    if (
        len(points) < 2
        or points[0][0] != 0
        or not falling
        or not 0 < chances[-1] <= 1000 >= chances[0]
    ):
        msg = "risk.collectable"
        accepted = "[days past due, thousandths] from day 0, chances falling from at most 1000 and above 0"
        raise _wrong(msg, [list(point) for point in points], accepted)


def _assignment(policy: Policy, sizes: Sequence[str]) -> None:
    for at, rule in enumerate(policy.assignment):
        _one_of(f"assignment[{at}].size", rule.size, ("", *sizes))
        _one_of(f"assignment[{at}].risk", rule.risk, ("", *RISKS))


def _letters(policy: Policy) -> None:
    for at, code in enumerate(policy.codes):
        if not (len(code.letter) == 1 and code.letter.isascii() and code.letter.isalpha()):
            msg = f"codes[{at}].letter"
            raise _wrong(msg, code.letter, "one letter a-z")


def _interest(interest: Interest) -> None:
    """Rates are texts that are numbers; choices are of their lists; each rate has its own day."""
    rates = [
        (f"rates[{at}].per_cent", each.per_cent) for at, each in enumerate(interest.rates)
    ]
    for name, text in (
        *rates, ("per_cent", interest.per_cent), ("margin_per_cent", interest.margin_per_cent),
    ):  # fmt: skip
        _interest_key(
            name,
            text,
            _NUMBER.fullmatch(text),
            "a number of per cent in quotes, like '9.5'",
        )
    _interest_key(
        "day_count", interest.day_count, interest.day_count in DAY_COUNTS,
        f"one of {', '.join(DAY_COUNTS)}",
    )  # fmt: skip
    regimes = [
        (f"by_country[{at}].regime", each.regime)
        for at, each in enumerate(interest.by_country)
    ]
    for name, text in (("regime", interest.regime), *regimes):
        _interest_key(name, text, text in REGIMES, f"one of {', '.join(REGIMES)}")
    used = {interest.regime, *(each.regime for each in interest.by_country)}
    if "contract" in used and not interest.per_cent:
        msg = "interest.per_cent: a contract needs its rate, like '12' for 12 % a year"
        raise Misused(msg)
    _interest_key("rests", interest.rests, interest.rests in ("none", "monthly"), "none or monthly")  # fmt: skip
    for at, fee in enumerate(interest.fees):
        _interest_key(f"fees[{at}].currency", fee.currency or " ", is_currency(fee.currency), "a currency, like 'EUR'")  # fmt: skip
        least = min(fee.units, fee.from_units)
        _interest_key(f"fees[{at}]", str(least), least >= 0, "0 or more units")
    _unique("interest.rates", [each.since.isoformat() for each in interest.rates])


def _interest_key(name: str, text: str, good: object, accepted: str) -> None:
    """An empty key says nothing, and is right."""
    if text and not good:
        path = f"interest.{name}"
        raise _wrong(path, text, accepted)


def _cash(policy: Policy) -> None:
    _unique("cash.order", policy.cash.order)
    for at, kind in enumerate(policy.cash.order):
        _one_of(f"cash.order[{at}]", kind, (*CHARGES, "charge", "invoice"))
    if not 0 <= policy.cash.subset_items <= MOST_SUBSET_ITEMS:
        msg = "cash.subset_items"
        raise _wrong(msg, policy.cash.subset_items, f"0 to {MOST_SUBSET_ITEMS}")


def _dunning(rules: Dunning) -> None:
    _rising("dunning.levels, days,", [level.days for level in rules.levels])
    if not rules.levels:
        msg = "dunning.levels: at least one"
        raise Misused(msg)
    for at, level in enumerate(rules.levels):
        where = f"dunning.levels[{at}]"
        _one_of(f"{where}.paper", level.paper, PAPERS)
        _one_of(f"{where}.channel", level.channel, CHANNELS)
        _one_of(f"{where}.next_step", level.next_step, ("", "agency", "court"))
        least = min(
            level.wait_days, level.least_units, level.least_per_cent, level.pay_days
        )
        if least < 0 or level.least_per_cent > 100:
            raise _wrong(where, least, "days, units and per cent of 0 or more")
    _one_of("dunning.courtesy", rules.courtesy, COURTESY)
    _one_of("dunning.without_mail", rules.without_mail, WITHOUT_MAIL)
    _one_of("dunning.language", rules.language, LANGUAGES)
    if rules.most_per_minute < 1:
        msg = "dunning.most_per_minute"
        raise _wrong(msg, rules.most_per_minute, "1 or more")


def _one_of(where: str, value: str, accepted: Sequence[str]) -> None:
    if value not in accepted:
        raise _wrong(
            where, value, f"one of {', '.join(each or repr('') for each in accepted)}"
        )


def _timings(policy: Policy) -> None:
    for at, timing in enumerate(policy.timings):
        where = f"timings[{at}]"
        _one_of(f"{where}.risk", timing.risk, ("", *RISKS))
        _one_of(f"{where}.size", timing.size, ("", "large", "small"))
        _one_of(f"{where}.clock", timing.clock, ("due", "invoice"))
        _steps(f"{where}.steps", timing.steps)
        if timing.from_usual and timing.clock == "invoice":
            msg = f"{where}: from_usual counts from the due date; leave it out or write clock = 'due'"
            raise Misused(msg)


def _steps(name: str, steps: tuple[Step, ...]) -> None:
    for clock in ("invoice", "due"):  # each counts from a day of its own
        _rising(name, [step.first for step in steps if step.clock == clock])
    for at, step in enumerate(steps):
        _one_of(f"{name}[{at}].clock", step.clock, ("due", "invoice"))
        if step.last < step.first:
            msg = f"{name}[{at}].last"
            raise _wrong(msg, step.last, f"{step.first} or later")


def _rising(name: str, values: Sequence[int]) -> None:
    if list(values) != sorted(set(values)):
        msg = f"{name}: {list(values)} must rise from one entry to the next"
        raise Misused(msg)


def _unique(name: str, values: Sequence[str]) -> None:
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        msg = f"{name}: {', '.join(twice)} stands there twice; each code once"
        raise Misused(msg)


def _not_negative(policy: Policy, path: str) -> None:
    value: Any = policy
    for part in path.split("."):
        value = getattr(value, part)
    if value < 0:
        raise _wrong(path, value, "0 or more")


def _path(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _wrong(where: str, value: object, accepted: str) -> Misused:
    return Misused(f"{where}: {value!r} is not accepted; write {accepted}")
