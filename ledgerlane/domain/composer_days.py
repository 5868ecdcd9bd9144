"""Days in the composer's line, as people type and say them: ``fri 24/12 24 dec next friday``.

What looks like a day and is none, or could be two, is answered with words, never passed over.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from ledgerlane.domain.composer_words import Context
from ledgerlane.domain.dates import FIRST, LAST
from ledgerlane.domain.month_names import ENGLISH as MONTHS

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SOON = {
    "today": 0, "tod": 0, "tonight": 0, "tom": 1, "tomorrow": 1, "day after tomorrow": 2,
    "the day after tomorrow": 2, "yesterday": -1, "yest": -1, "day before yesterday": -2,
}  # fmt: skip
_MONTH_ENDS = ("eom", "end of month", "end of the month", "month end")
_PLUS = re.compile(r"\+([0-9]{1,3})([dbwm]?)")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DAY_MONTH = re.compile(r"([0-9]{1,2})([./])([0-9]{1,2})(?:\2([0-9]{4}|[0-9]{2})?)?")
_NAMED = re.compile(
    r"([0-9]{1,2})(?:st|nd|rd|th)?[. -]{0,2}([a-z]{3,9})\.?(?:[ -](20[2-9][0-9]))?"
)
_NAME_FIRST = re.compile(
    r"([a-z]{3,9})\.? ?([0-9]{1,2})(?:st|nd|rd|th)?(?:,? (20[2-9][0-9]))?"
)
_NUMBERS = "one two three four five six seven eight nine ten eleven twelve"
_COUNTED = {"a": 1, "an": 1} | {word: at for at, word in enumerate(_NUMBERS.split(), 1)}
_SPAN = re.compile(rf"([0-9]{{1,3}}|{'|'.join(_COUNTED)}) (day|week|month)(s?)( ago)?")
_BEFORE = ("by", "on", "until", "till", "this")
_MOST_WORDS = 4


class Day(NamedTuple):
    """What the first ``length`` words say: a day, or in ``trouble`` why they say none.

    ``question`` is asked of a day that is understood, but could have been meant otherwise.
    """

    length: int
    day: date | None
    trouble: str = ""
    question: str = ""


def read_date(word: str, context: Context) -> date | None:
    """The day a word or a few words name, or None when they name none."""
    words = word.split()
    found = day_at(words, context, spans=True)
    return found.day if found is not None and found.length == len(words) else None


def day_at(words: Sequence[str], context: Context, *, spans: bool) -> Day | None:
    """The day that stands at the beginning of ``words``; None: no day is meant there.

    A weekday is the next one strictly after today. A day and month without a year are the
    occurrence nearest to today, so that last week's date is seen to be in the past.
    ``spans``: ``2 weeks`` is a day too; after ``in``, and with ``ago``, it always is.
    """
    if not words:
        return None
    first = words[0].lower()
    if first in (*_BEFORE, "in", "within") and len(words) > 1:
        found = day_at(words[1:], context, spans=spans or first in ("in", "within"))
        return found and found._replace(length=found.length + 1)
    for count in range(min(_MOST_WORDS, len(words)), 0, -1):
        text = " ".join(words[:count]).lower().removesuffix("=")
        found = _spoken(text, count, context, spans)
        if found is not None:
            return found
    return None


def past_day_at(words: Sequence[str], context: Context) -> Day | None:
    """The same for a day that has been: a weekday is the last one, today counted."""
    found = day_at(words, context, spans=False)
    if found is None or found.day is None:
        return found
    named = " ".join(words[: found.length]).lower().removeprefix("on ")
    return (
        found._replace(day=_later(found.day, -7)) if _weekday(named) is not None else found
    )


def is_day_and_month(word: str) -> bool:
    """Whether ``24.12`` or ``31.11`` has the look of a day and month."""
    match = _DAY_MONTH.fullmatch(word)
    return match is not None and 1 <= int(match[1]) <= 31 and 1 <= int(match[3]) <= 12


def _spoken(text: str, count: int, context: Context, spans: bool) -> Day | None:
    """These words, all of them, as a day."""
    today = context.today
    if text in _SOON:
        return Day(count, _later(today, _SOON[text]))
    if text in _MONTH_ENDS:
        return Day(count, _end_of_month(today))
    if (at := _weekday(text)) is not None:
        return Day(count, _later(today, (at - today.weekday() - 1) % 7 + 1))
    if text.startswith("next "):
        return _next(text, count, context)
    if text.startswith("last "):
        return _last(text, count, context)
    first, _, rest = text.partition(" ")
    if rest and (at := _weekday(first)) is not None:
        return _with_weekday(at, rest, count, context)
    if (match := _SPAN.fullmatch(text)) and (spans or match[4]) and _agrees(match):
        return Day(count, _span(match, context))
    if match := _PLUS.fullmatch(text):
        return Day(count, _plus(int(match[1]), match[2], context))
    return _written(text, count, context)


def _with_weekday(at: int, rest: str, count: int, context: Context) -> Day | None:
    """``Fri 27 Nov``, as our screens print it, and ``friday next week``."""
    if rest == "next week":
        return _next(f"next {_WEEKDAYS[at]}", count, context)
    found = _written(rest, count, context)
    if found is None or found.day is None or found.day.weekday() == at:
        return found
    right = _WEEKDAYS[found.day.weekday()].capitalize()
    return Day(count, None, f"{rest} is a {right}, not a {_WEEKDAYS[at].capitalize()}")


def _next(text: str, count: int, context: Context) -> Day | None:
    """``next friday``: of the week after this one, asked where this week's is still to come."""
    today, name = context.today, text[5:]
    at = _weekday(name)
    if at is None:
        if name not in ("week", "month", "year"):
            return None
        return Day(count, None, f"{text}: which day? write a day like fri, +7 or 24 dec")
    day = _later(today, 7 - today.weekday() + at)
    near = _later(today, (at - today.weekday() - 1) % 7 + 1)
    asked = "" if day == near else f"{text}: {_said(day)}, not {_said(near)}: meant?"
    return Day(count, day, question=asked)


def _last(text: str, count: int, context: Context) -> Day | None:
    """``last friday``: the one before today, which is asked about as any day in the past."""
    today, name = context.today, text[5:]
    at = _weekday(name)
    if at is not None:
        return Day(count, _later(today, -((today.weekday() - at - 1) % 7 + 1)))
    if name not in ("week", "month", "year"):
        return None
    return Day(count, None, f"{text}: which day? write a day like fri, +7 or 24 dec")


def _written(text: str, count: int, context: Context) -> Day | None:
    """A date in figures, or with the month's name."""
    if match := _ISO.fullmatch(text):
        return _real(text, count, int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_MONTH.fullmatch(text):
        return _numbers(text, count, match, context)
    if match := _NAMED.fullmatch(text):
        day, name, year = int(match[1]), match[2], match[3]
    elif match := _NAME_FIRST.fullmatch(text):
        name, day, year = match[1], int(match[2]), match[3]
    else:
        return None
    months = [at for at, month in enumerate(MONTHS, 1) if month.startswith(name)]
    if len(months) != 1:
        return None
    return _near(text, count, day, months[0], int(year or 0), context)


def _numbers(text: str, count: int, match: re.Match[str], context: Context) -> Day | None:
    """``24/12``: the book's country says which comes first; a dot is always after the day."""
    first, second, year = int(match[1]), int(match[3]), match[4]
    full = int(year) + (2000 if len(year) == 2 else 0) if year else 0
    order = "dmy" if match[2] == "." else context.day_order
    if not order and first != second and first <= 12 and second <= 12:
        words = f"{text}: day or month first? write {first} {_month(second)} or {second} {_month(first)}"
        return Day(count, None, words)
    if order == "mdy" or (not order and second > 12):
        first, second = second, first
    return _near(text, count, first, second, full, context)


def _near(text: str, count: int, day: int, month: int, year: int, context: Context) -> Day:
    """That day and month of the year, or of the one in which it is nearest to today."""
    today = context.today
    if year:
        return _real(text, count, year, month, day)
    near = [_day(today.year + by, month, day) for by in (-1, 0, 1)]
    found = min((d for d in near if d), key=lambda d: abs((d - today).days), default=None)
    return Day(count, found, "" if found else _no_day(text))


def _real(text: str, count: int, year: int, month: int, day: int) -> Day:
    found = _day(year, month, day)
    return Day(count, found, "" if found else _no_day(text))


def _no_day(text: str) -> str:
    return f"{text[:20]} is no day of the calendar; write a day like fri, +7, 24 dec or 2027-01-15"


def _weekday(text: str) -> int | None:
    """Which day of the week, from three letters on."""
    if len(text) < 3:
        return None
    return next(
        (at for at, name in enumerate(_WEEKDAYS)
         if text in (name, name[:3]) or (len(text) == 4 and name.startswith(text))),
        None,
    )  # fmt: skip


def _span(match: re.Match[str], context: Context) -> date | None:
    """``2 weeks``, ``a month``, ``three days ago``."""
    many = _many(match[1])
    return _plus(-many if match[4] else many, match[2][0], context)


def _agrees(match: re.Match[str]) -> bool:
    """``20 days`` and ``1 day``; ``20 day after tomorrow`` is an amount and a day."""
    return bool(match[3]) != (_many(match[1]) == 1)


def _many(said: str) -> int:
    return int(said) if said.isdecimal() else _COUNTED[said]


def _plus(count: int, unit: str, context: Context) -> date | None:
    if unit == "b":
        return context.calendar.add_business_days(context.today, count)
    if unit == "m":
        years, month = divmod(context.today.year * 12 + context.today.month - 1 + count, 12)
        last = monthrange(years, month + 1)[1]
        return date(years, month + 1, min(context.today.day, last))
    return _later(context.today, count * (7 if unit == "w" else 1))


def _later(today: date, days: int) -> date:
    return today + timedelta(days=days)


def _end_of_month(today: date) -> date:
    return today.replace(day=monthrange(today.year, today.month)[1])


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if FIRST <= found <= LAST else None


def _month(number: int) -> str:
    return MONTHS[number - 1][:3]


def _said(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"
