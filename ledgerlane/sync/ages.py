"""Ages of what is open: headings that mean one, and summaries that hold a balance of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ledgerlane.sync.formats.delimited import Row

if TYPE_CHECKING:
    from ledgerlane.sync.shape import Shape

_NUMBER = r"(?P<{}>[0-9]{{1,4}})\s*(?:d|days?|tage?|jours?|dagen)?"
_TO = r"\s*(?:-|–|—|~|\bto\b|\bà\b|\ba\b|\bbis\b|\btot\b|\btill?\b|\baž\b|\bdo\b)\s*"
_OVER = (
    r"(?:>=?|\+|over|older than|more than|above|über|mehr als|älter als|ab|plus de|más de|oltre|mais de|meer dan|ouder dan"
    r"|över|mer än|äldre än|over|mere end|eldre enn|mer enn|yli|powyżej|nad|peste|свыше|более|超过)"
)
_MORE = (
    r"(?:\+|(?:days? )?(?:and|or|&) (?:over|above|more|older|up)|[- ]*above|et plus|jours et plus|en meer|dagen en meer|y más"
    r"|días y más|e oltre|e più|und mehr|tage und mehr|og over|og mer|och mer|eller mer|以上|以降)"
)
_UNDER = r"(?:<=?|up to|under|less than|within|jusqu'à|hasta|fino a|unter|bis|tot|até)"
_LESS = r"(?:(?:days? )?(?:or|and) (?:less|under))"
_UNIT = (
    r"\s*(?:\(?\b(?:days?|past due|overdue|late|old|tage?|überfällig|fällig|jours?|de retard|échus?|días?|dias?|vencidos?|giorni"
    r"|scaduti|scaduto|dagen|vervallen|dage|dager|dagar|forfaldne?|forfalt|förfallet|päivää|dni|dnů|nap|zile|gün|дней|дн)\b\.?\)?\s*|[日天일])*"
)
_SPANS = tuple(
    re.compile(pattern + _UNIT)
    for pattern in (
        _NUMBER.format("least") + _TO + _NUMBER.format("most"),
        _OVER + r"\s*" + _NUMBER.format("over"),
        _NUMBER.format("over") + r"\s*" + _MORE,
        _UNDER + r"\s*" + _NUMBER.format("most"),
        _NUMBER.format("most") + r"\s*" + _LESS,
        r"<=? ?(?P<under>[0-9]{1,2}) (?:month|mois|monate?|mese|mes|maand)",
        r"(?P<month>[0-9]{1,2}) (?:months?|mois|monate?|mes[ei]|meses|maanden|maand)",
        r"(?P<day>30|60|90|120|150|180) ?(?:days?|tage|jours|días|dias|giorni|dagen|dage|dager|dagar)",
    )
)
_NOT_DUE = frozenset((
    "current", "at date", "future remit", "due in future", "не просрочено", "непросрочено", "not due", "not yet due", "not overdue", "not yet overdue", "not past due", "future", "nicht fällig",
    "noch nicht fällig", "nicht überfällig", "non échu", "non échus", "à échoir", "no vencido", "no vencidos",
    "por vencer", "a scadere", "non scaduto", "niet vervallen", "nog niet vervallen", "a vencer", "ej förfallet",
    "ej förfallna", "ikke forfalt", "ikke forfalden", "ikke forfaldne", "erääntymätön", "niewymagalne", "przed terminem",
    "do splatnosti", "ve splatnosti", "vadesi gelmemiş", "непросроченная", "未到期", "期日前",
))  # fmt: skip


class Age(NamedTuple):
    """Days past due, from the least to the most (-1 where there is none); 0 at the least is not due yet."""

    least: int
    most: int

    @property
    def label(self) -> str:
        """``1-30``, ``91+``; ``not due``."""
        if not self.most:
            return "not due"
        return f"{self.least}-{self.most}" if self.most > 0 else f"{self.least}+"


@lru_cache(2048)
def age_of(text: str) -> Age | None:
    """The age that a heading means: ``31 - 60 days``, ``> 90 Tage``, ``Current``; None for what is no age."""
    bare = " ".join(text.casefold().split())
    if bare in _NOT_DUE:
        return Age(0, 0)
    for pattern in _SPANS:
        if match := pattern.fullmatch(bare):
            found = {name: int(said) for name, said in match.groupdict().items() if said}
            if "over" in found:
                over = found["over"]
                return Age(over + (over % 10 == 0), -1)
            if "month" in found or "under" in found:
                months = found.get("month", found.get("under", 1) - 1)
                return Age(30 * months + 1, 30 * months + 30)
            if "day" in found:
                return Age(found["day"] - 29, found["day"])
            age = Age(found.get("least", 1), found["most"])
            return age if age.least < age.most else None
    return None


@dataclass(frozen=True, slots=True)
class Ages:
    """The ages of one file, counted from the day it is of."""

    shape: Shape
    as_of: date

    def of(self, row: Row) -> Iterator[tuple[str, str, str]]:
        """A row's balances: the age, the day they count as due on, the amount; empty ones are left out."""
        for bucket in self.shape.buckets:
            text = row[bucket.index]
            if any(char in "123456789" for char in text):
                yield (
                    bucket.heading,
                    (self.as_of - timedelta(bucket.days)).isoformat(),
                    text,
                )
