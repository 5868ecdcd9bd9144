"""Every heading of a file is read, or named as one that is not: none is passed over in silence."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from ledgerlane.domain.errors import Refused
from ledgerlane.domain.money import is_currency
from ledgerlane.sync.cells import (
    PAID_WORDS,
    SIDES,
    YES_OR_NO,
    currency_of,
    is_day,
    may_be_amount,
    nothing,
)
from ledgerlane.sync.formats.delimited import Row
from ledgerlane.sync.kinds import CREDIT_WORDS
from ledgerlane.sync.profile import Profile, Table, heading

_DECIMALS = re.compile(r"[.,][0-9]{2,3}(?![0-9])")
_ADDED = re.compile(
    r"(?P<name>.+?)\s*[(\[](?P<inner>[^()\[\]]+)[)\]]|(?P<name2>.+?)[ ,/:-]+(?:in |en |i |w |v )?(?P<code>[A-Z]{3}|[€£₹₽₺₴₪₩]|Kč|zł|Ft)"
    r"|(?P<name3>.+?) (?P<tax>(?:ink?l?|inc?l?|con|med|avec|z|s|with)\.? (?:vat|btw|moms|mva|mwst|ust|tax|gst|tva|iva|dph|vat)\.?)",
    re.IGNORECASE,
)
_SAYS_NOTHING = frozenset(map(heading, (
    "utc", "gmt", "cc crcy", "gross", "brutto", "bruto", "ttc", "incl vat", "inc vat", "incl. btw", "inkl. mwst", "inkl. ust",
    "inkl. moms", "iva incl.", "dd/mm/yyyy", "mm/dd/yyyy", "yyyy-mm-dd", "dd-mm-yyyy", "dd.mm.yyyy", "dd/mm/yy", "mm/dd/yy",
)))  # fmt: skip
_ALL_SEEN = 900
"""Of fewer rows than this all were looked at."""
_ASIDE = ("number", "name", "po_number", "memo", "terms", "related")
_NUMBERED = re.compile("[0-9]")
_SAMPLE = 200
"""Values of a column that are looked at to say whether it holds amounts."""


def label(row: Row, index: int) -> str:
    """How a column is called: its heading, or ``column 7`` where it has none."""
    return row[index].strip() if heading(row[index]) else f"column {index + 1}"


def unread(
    row: Row, read: Collection[int], ignored: Collection[str], rows: Sequence[Row]
) -> list[int]:
    """Columns that are neither read nor ignored; those without heading and values do not count."""
    known = {heading(name) for name in ignored}
    if "*" in ignored:
        return []
    return [
        index
        for index in range(len(row))
        if index not in read
        and heading(label(row, index)) not in known
        and (heading(row[index]) or any(_values(rows, index)))
    ]


def refuse_unread(
    file: str, row: Row, columns: Sequence[int], profile: Profile, table: Table,
    rows: Sequence[Row],
) -> None:  # fmt: skip
    """Raise Refused when columns are left over, naming them and what would settle it."""
    if not columns:
        return
    names = [label(row, index) for index in columns]
    money = [label(row, index) for index in columns if holds_amounts(rows, index)]
    words = ""
    if money:
        which = "holds" if len(money) == 1 else "hold"
        words = f"{', '.join(map(repr, money))} {which} amounts, which may be the balance; "
    msg = (
        f"{file}: the profile {profile.name} does not know the headings"
        f" {', '.join(map(repr, names))} of this file of {table.kind}; {words}"
        "nothing is guessed. Say what they are with sync profile NAME --learn FILE (docs/formats.md),"
        f' or leave them out with --ignore "{",".join(names)}"'
    )
    raise Refused(msg)


def holds_amounts(rows: Sequence[Row], index: int) -> bool:
    """Whether the values of a column look like amounts of money."""
    values = [text for text in _values(rows, index)[:_SAMPLE] if not nothing(text)]
    return (
        bool(values)
        and all(map(may_be_amount, values))
        and any(_DECIMALS.search(text) for text in values)
        and not all(map(is_day, values))
    )


def holds_days(rows: Sequence[Row], index: int) -> bool:
    """Whether the values of a column, if it has any, are days, but for headings of groups and totals."""
    values = _values(rows, index)[:_SAMPLE]
    return 2 * sum(map(is_day, values)) > len(values)


def may_hold_amounts(rows: Sequence[Row], index: int) -> bool:
    """Whether nothing in a column is anything but an amount."""
    values = _values(rows, index)[:_SAMPLE]
    return all(map(may_be_amount, values))


def another_thing(holds: str, rows: Sequence[Row], index: int) -> bool:
    """Whether a column plainly holds something else than its heading says: amounts under ``Due``, days under ``Paid``."""
    values = _values(rows, index)[:_SAMPLE]
    if not values or holds not in ("date", "amount"):
        return False
    if holds == "date":
        return holds_amounts(rows, index) and not any(map(is_day, values))
    return all(map(is_day, values)) or all(text.casefold() in YES_OR_NO for text in values)


def without_addition(text: str) -> tuple[str, str]:
    """A heading without its currency, zone or form, and the currency: ``Balance (EUR)``, ``Betrag in EUR``.

    Both are "" where nothing of the kind is added to it.
    """
    match = _ADDED.fullmatch(text.strip())
    if match is None:
        return "", ""
    if match["tax"]:
        return match["name3"], ""
    added = match["inner"] or match["code"]
    code = added if is_currency(added) else currency_of(added) if len(added) != 3 else ""
    if code:
        return match["name"] or match["name2"], code
    if match["inner"] and heading(added) in _SAYS_NOTHING:
        return match["name"], ""
    return "", ""


def harmless(
    head: Row,
    rows: Sequence[Row],
    columns: Sequence[int],
    roles: Collection[str],
    table: Table,
) -> list[int]:
    """Columns that cannot change what is owed, of a file whose documents and customers are known.

    None that holds amounts, currencies, or words that tell credit notes from invoices; where customers have
    no number, none that may be it, unless its heading is a known one of something else; where no column says
    what is open, only words without a digit that do not say so either, in a file that was seen whole.
    """
    if "number" not in roles or not {"customer", "name"} & set(roles):
        return []
    whole = len(rows) < _ALL_SEEN
    others = {
        heading(name)
        for role in _ASIDE
        for name in table.columns.get(role, ())
        if role in roles
    }
    found = []
    for index in columns:
        values = _values(rows, index)
        words = {text.casefold() for text in values}
        numbered = (
            "customer" not in roles
            and values
            and all(map(_NUMBERED.search, values))
            and heading(label(head, index)) not in others
        )
        if not (
            holds_amounts(rows, index)
            or (values and all(map(currency_of, values)))
            or words & CREDIT_WORDS
            or (values and words <= SIDES)
            or numbered
            or ("open" not in roles and not (whole and values and _only_words(values)))
        ):
            found.append(index)
    return found


def _only_words(values: Sequence[str]) -> bool:
    """Whether no value may be an amount, or say that something is paid."""
    return not any(_NUMBERED.search(text) or nothing(text) for text in values) and not any(
        text.casefold() in PAID_WORDS for text in values
    )


def _values(rows: Sequence[Row], index: int) -> list[str]:
    return [text for row in rows if len(row) > index and (text := row[index].strip())]
