"""The class of a row: item, group heading, total, percentage, footer, or nothing at all."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING

from ledgerlane.sync.formats.delimited import Row
from ledgerlane.sync.labels import labelled, words_of
from ledgerlane.sync.profile import heading

if TYPE_CHECKING:
    from ledgerlane.sync.layout import Layout


class Sort(Enum):
    """What a row is."""

    ITEM = "item"
    EMPTY = "empty"
    HEADER = "header"
    GROUP = "group heading"
    LABEL = "whose rows follow"
    TOTAL = "total"
    SHARE = "percentage"
    FOOTER = "footer"


_TOTAL_WORDS = (
    "grand total", "sub total", "sub-total", "subtotal", "totals", "total", "sum", "summe",
    "gesamtsumme", "gesamt", "zwischensumme", "ergebnis", "saldo", "totaal", "subtotaal",
    "eindtotaal", "total général", "sous-total", "sous total", "totale", "subtotale", "suma",
    "razem", "ogółem", "summa", "delsumma", "i alt", "yhteensä", "celkem", "spolu", "összesen",
    "mindösszesen", "ukupno", "skupaj", "toplam", "genel toplam", "итого", "всего", "разом",
    "общо", "σύνολο", "合計", "小計", "合计", "小计", "总计", "합계", "소계", "balance of",
    "ending balance", "closing balance", "endsaldo", "schlusssaldo", "solde final", "saldo final", "saldo finale",
)  # fmt: skip
_LINKS = ("for ", "of ", "für ", "pour ", "voor ", "de ", "di ", "para ", ":", "-")
_SHARES = (
    "percent",
    "% of",
    "prozent",
    "pourcentage",
    "porcentaje",
    "percentuale",
    "anteil",
    "%",
)
_RULE = re.compile(r"[-=_+.─═|]{2,}|[-=_─═]+")
_STARS = re.compile(r"\*{1,6}(?: .*)?")
_FOOTER = re.compile(
    r"\s*(?:page|seite|pagina|página|side)\s+\d+|.*\b(?:accrual|cash) basis\b.*"
    r"|\s*(?:mon|tues|wednes|thurs|fri|satur|sun)day,.*\d{4}.*"
    r"|\s*(?:printed|generated|created|exported|report (?:date|run|generated)|run (?:date|on)|as (?:of|at)"
    r"|gedruckt|erstellt|erzeugt|imprimé|édité|afgedrukt|utskrif|end of report|ende der liste)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_DATES = ("doc_date", "due_date", "value_date")


class Classes:
    """Tells the class of each row of one file."""

    def __init__(self, layout: Layout) -> None:
        self.dates = [c.index for c in layout.columns if c.role in _DATES]
        amounts = {c.index for c in layout.columns if c.role in _AMOUNTS}
        self.numbers = amounts | set(layout.shape.sums)
        self.numbers |= {each.index for each in layout.shape.buckets}
        self.currency = next((c.index for c in layout.columns if c.role == "currency"), -1)
        self.heads = [(c.index, heading(c.heading)) for c in layout.columns if c.heading]
        self.report = layout.shape.report
        self.group, self.beside = layout.shape.group, layout.shape.beside
        self.dated = layout.kind in ("items", "payments")
        self.undated = bool(layout.shape.buckets)
        self.words = words_of(layout.table) if layout.shape.labels else {}
        self.ended = False
        """Whether a total stood last: what follows it may be a footer."""

    def of(self, row: Row) -> Sort:
        """The class of the row."""
        filled = [index for index, cell in enumerate(row) if cell.strip()]
        if not filled or all(_RULE.fullmatch(row[index].strip()) for index in filled):
            return Sort.EMPTY
        if not self.dated:
            return Sort.ITEM
        if self.words and len(filled) <= 2:
            return self._between(row, filled)
        if len(filled) > 1 and self._dated(row):
            self.ended = self._again(row)
            return Sort.HEADER if self.ended else Sort.ITEM
        found = self._undated(row, filled)
        self.ended = found is Sort.TOTAL or (self.ended and found is not Sort.ITEM)
        return found

    def _between(self, row: Row, filled: list[int]) -> Sort:
        """A line of one or two texts between the blocks of a list: whose they are, a total, or nothing."""
        if labelled(row, self.words):
            return Sort.LABEL
        found = self._undated(row, filled)
        return found if found is Sort.TOTAL else Sort.FOOTER

    def _dated(self, row: Row) -> bool:
        """Whether a day stands in it, so that it is an item or fails as one."""
        return any(
            index < len(row) and row[index].strip() and not total_label(row[index])
            for index in self.dates
        )

    def _again(self, row: Row) -> bool:
        """Whether it is the header once more, as lists print it on each page."""
        return all(
            index >= len(row) or heading(row[index]) == name for index, name in self.heads
        )

    def _undated(self, row: Row, filled: list[int]) -> Sort:
        words = [index for index in filled if index not in self.numbers]
        texts = [row[index].strip() for index in words if index != self.currency]
        if len(filled) > len(words) and all(
            row[index].strip().endswith("%") for index in filled if index in self.numbers
        ):
            return Sort.SHARE
        if texts and texts[0].casefold().startswith(_SHARES):
            return Sort.SHARE
        if any(map(total_label, texts)) or (not texts and len(filled) > len(words)):
            return Sort.TOTAL
        if self.undated and len(filled) > len(words):
            return Sort.ITEM
        if self.group >= 0 and (
            (len(words) == 1 and len(filled) > 1)
            or set(filled) == {self.group, self.beside}
        ):
            return Sort.GROUP
        if len(filled) == 1 and words:
            if _FOOTER.fullmatch(texts[0]) if texts else False:
                return Sort.FOOTER
            if self.report:
                return Sort.GROUP
            return Sort.FOOTER if self.ended and len(row) in (1, len(filled)) else Sort.ITEM
        return Sort.ITEM


_AMOUNTS = ("amount", "open", "debit", "credit", "unapplied", "disputed")


def total_label(text: str) -> bool:
    """Whether a cell says that its row is a total: ``Total for 31-60``, ``Rimu Cafe Total``, ``**``."""
    bare = " ".join(text.casefold().split())
    return bool(_STARS.fullmatch(bare)) or any(
        bare == word
        or bare.startswith((word + " ", word + ":"))
        or bare.endswith(" " + word)
        for word in _TOTAL_WORDS
    )


def totalled(label: str) -> frozenset[str]:
    """What a total's label may say it is the total of; nothing when it does not say."""
    bare = " ".join(label.casefold().split())
    for word in _TOTAL_WORDS:
        if bare.startswith((word + " ", word + ":")):
            rest = bare[len(word) :].lstrip(" :")
            linked = {rest.removeprefix(link) for link in _LINKS if rest.startswith(link)}
            return frozenset(map(heading, {rest, *linked}))
        if bare.endswith(" " + word):
            return frozenset([heading(bare[: -len(word)])])
    return frozenset()
