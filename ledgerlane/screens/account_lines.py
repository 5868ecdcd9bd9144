"""How an account is written: the peek under the queue and the parts of the customer screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from ledgerlane.domain.account import Item
from ledgerlane.domain.plain_text import clean, width
from ledgerlane.domain.zone_table import zones_by_country
from ledgerlane.screens.painting import (
    Line,
    Span,
    amount,
    dashes,
    fit,
    fit_end,
    fit_words,
    line,
    pad,
    right,
    short_day,
    sides,
    wrap,
)
from ledgerlane.screens.work import HistoryLine, Row, Seen

NO_CALL = "do not call"
OUTCOMES = {"BROKEN": "bad", "KEPT": "good", "PARTLY KEPT": "warn", "taken back": "dim"}


def who(seen: Seen, columns: int) -> str:
    """``Kari Moe  +47 22 19 40 11  opens Mon 09:00``; nobody where nobody is to be called.

    Where not all of it fits, whether one may call goes last: the name gives way first.
    """
    contact = seen.customer.contact
    if seen.calling.startswith(NO_CALL):
        return seen.calling
    ways = (
        (contact.name, contact.phone, seen.calling),
        (contact.phone, seen.calling),
        (contact.name, contact.phone),
        (contact.phone,),
    )
    said = ["  ".join(filter(None, way)) for way in ways]
    return next((words for words in said if width(words) <= columns), said[0])


def peek(seen: Seen, row: Row | None, today: date, columns: int, tall: bool) -> list[Line]:
    """What to know before opening: who, what came last, what comes next, why now."""
    words = risk_words(seen) if columns >= 100 else seen.risk
    known = "".join(f"  {part}" for part in (words, seen.credit) if part)
    title = f" {seen.target.words}"
    rows = [
        line((title, "title"), f"{known}   {who(seen, columns - width(title + known) - 3)}")
    ]
    rows.append(line((" Last: ", "dim"), seen.last or "nothing recorded yet"))
    why = "" if row is None else f"off the list: {row.exit}" if row.exit else row.why
    if not tall:
        day, words = (*next_steps(seen, today), (None, "no next step"))[0]
        when = f" ({short_day(day, today)})" if day else ""
        rows.append(line((" Next: ", "dim"), words + when))
        if why and words not in (why, why.partition(": ")[2]):
            rows[2] = line(*rows[2], ("   Why: ", "dim"), why)
        return [pad(row_, columns) for row_ in rows]
    rows.append(next_line(seen, today, columns, " Next: ", "dim"))
    rows.append(line((" Why:  ", "dim"), why))
    rows.append(line((" ", "dim"), promises_line(seen)))
    rows += [line(" " + claim) for claim in seen.claims[:1]]
    rows += [line(" " + case) for case in seen.cases[:1]]
    if seen.script:
        rows += script_lines(seen, columns, " Script: ", 7 - len(rows), "dim")
    return [pad(row_, columns) for row_ in rows[:7]]


def risk_words(seen: Seen) -> str:
    """``habitual: pays about 18 d late``."""
    return f"{seen.risk}: {seen.risk_words}" if seen.risk_words else seen.risk


def next_steps(seen: Seen, today: date) -> list[tuple[date, str]]:
    """Our own next step, which stands for the plan's of today, then the plan's later ones."""
    steps = list(seen.ahead)
    if seen.next_day is not None or seen.next_words:
        later = [step for step in steps if step[0] > today]
        return [(seen.next_day or today, seen.next_words), *later]
    return steps


def next_line(
    seen: Seen, today: date, columns: int, label: str = " NEXT ", style: str = "head"
) -> Line:
    """`` NEXT today call back · 26 Nov supervisor + visit``: as many as fit."""
    parts, room = list[str](), columns - width(label)
    for day, words in next_steps(seen, today):
        text = f"{short_day(day, today)} {words}".strip()
        if parts and width(text) + 3 > room:
            break
        parts.append(text)
        room -= width(text) + 3
    return line((label, style), " · ".join(parts) or "no next step")


def script_lines(
    seen: Seen, columns: int, label: str, most: int, style: str = "head", rest: str = ""
) -> list[Line]:
    """The talking points in at most so many rows; the last one is cut, and says ``rest``: where all of it is."""
    room = columns - width(label)
    texts = wrap(" ".join(seen.script), room)
    if len(texts) > most:
        last = fit_words(" ".join(texts[most - 1 :]), room - width(rest))
        texts = [*texts[: most - 1], last + rest]
    labels = [label, *(" " * width(label) for _ in texts)]
    return [
        pad(line((head, style), text), columns)
        for head, text in zip(labels, texts, strict=False)
    ]


def promises_line(seen: Seen, columns: int = 0, last: str = "") -> str:
    """``PROMISES kept 2 of 5, 1 open   PLAN none``; ``last`` where there is room for all of it."""
    said = [f"kept {seen.kept} of {seen.promises}"] if seen.promises else []
    said += [f"{seen.open_promises} open"] if seen.open_promises else []
    parts = [f"PROMISES {', '.join(said) or 'none'}"]
    if seen.plan:
        parts.append(f"PLAN {seen.plan}")
    if seen.waiting:
        parts.append(f"WAITING {seen.waiting}")
    if seen.hold:
        parts.append(f"HOLD {seen.hold}")
    if seen.owner:
        parts.append(f"owner {seen.owner}")
    words = "   ".join(parts)
    fits = last and width(words) + 3 + width(last) <= columns
    return f"{words}   {last}" if fits else words


def customer_head(seen: Seen, place: str, columns: int) -> list[Line]:
    """Who, how to reach them, and what is overdue by age."""
    customer, currency = seen.customer, seen.target.currency
    limit = customer.credit_limit
    title = f" {seen.target.words}"
    risk = risk_words(seen) if columns >= 100 else seen.risk
    facts = f"   {risk}" if risk else ""
    if seen.credit:
        facts += f"   {seen.credit}"
    if limit is not None and limit.minor > 0:
        used = 100 * (seen.not_due + sum(seen.buckets) - seen.unapplied) // limit.minor
        said = f"   limit {amount(limit.minor, limit.currency)}"
        part = f"used {used}%"
        same = limit.currency == currency
        ways = [f"{said}  {part}", f"   limit {part}", ""] if same else [said, ""]
        facts += next(
            way
            for way in ways
            if not way or width(title + facts + way + place) + 2 <= columns
        )
    contact = customer.contact
    language = f"lang {customer.language}" if customer.language else ""
    reach = [
        contact.name,
        contact.phone,
        seen.calling,
        contact.email,
        language,
        _country(customer.country),
    ]
    overdue = f" Overdue {amount(seen.overdue, currency)} {currency}"
    extra = _beside(seen, columns - width(_reach(reach, 0)))
    return [
        sides(line((title, "title"), facts), place, columns),
        sides(
            line(" " + (_reach(reach, columns - width(extra) - 2) or "no contact known")),
            extra,
            columns,
        ),
        *_aged(seen, overdue, columns),
    ]


def _country(code: str) -> str:
    """The code of a country; what is none is named as what the books call one."""
    return code if not code or code in zones_by_country() else f"country {code}"


def _beside(seen: Seen, columns: int) -> str:
    """What is not due and not applied; where there is no room for both, the latter alone."""
    currency, parts = seen.target.currency, list[str]()
    if seen.not_due:
        parts.append(f"not due {amount(seen.not_due, currency)}")
    if seen.unapplied:
        parts.append(f"unapplied {amount(seen.unapplied, currency)}")
    while parts and width("  ".join(parts)) + 4 > columns:
        parts.pop(0)
    return "  ".join(parts)


def _reach(parts: Sequence[str], columns: int) -> str:
    """Who and how, as much as fits in whole parts, the last first to go: no number loses its end."""
    shown = [part for part in parts if part]
    while len(shown) > 3 and width("  ".join(shown)) > columns:
        shown.pop()
    return "  ".join(shown)


def _aged(seen: Seen, overdue: str, columns: int) -> list[Line]:
    """The overdue amount by age, less what was posted: empty buckets go first, then it takes another row.

    No figure is cut or left out.
    """
    parts = [
        (minor, f"  {label} {dashes(minor, seen.target.currency)}")
        for label, minor in zip(
            ("1-30", "31-60", "61-90", "91+"), seen.buckets, strict=True
        )
    ]
    paid = sum(seen.buckets) - seen.overdue
    if paid:
        parts.append((paid, f"  posted -{dashes(paid, seen.target.currency)}"))
    room = columns - width(overdue) - width(_BAR)
    while sum(width(words) for _, words in parts) > room:
        empty = next((part for part in parts if not part[0]), None)
        if empty is None:
            break
        parts.remove(empty)
    rows = [""]
    for _, words in parts:
        if rows[-1] and width(rows[-1] + words) > room:
            rows.append("")
        rows[-1] += words
    first, *more = rows
    margin = " " * width(overdue)
    return [
        pad(line((overdue, "title"), _BAR + first if first else ""), columns),
        *(pad(line(margin + _BAR + row), columns) for row in more),
    ]


_BAR = "  |"


LEAST_NOTE = 8


class ItemColumns(NamedTuple):
    """How wide each column of the invoices is; 0: it does not fit and is left out."""

    number: int
    issued: int
    due: int
    days: int
    amount: int
    open: int

    @property
    def columns(self) -> int:
        """What they take, the marker included and the note not."""
        return 2 + sum(each + 1 for each in self if each)


def item_columns(items: Sequence[Item], today: date, columns: int) -> ItemColumns:
    """The columns that fit, as wide as these items need; what is open is never cut.

    The day of issue goes first, then the first amount, the end of a number's beginning, the
    due day and the days late.
    """
    days = [
        short_day(day, today) for item in items for day in (item.document_date, item.due)
    ]
    amounts = [amount(item.amount.minor, item.open.currency) for item in items]
    opens = [amount(item.open.minor, item.open.currency) for item in items]
    late = [_days(item, today) for item in items]
    day = max((6, *map(len, days)))
    number = max((8, *(width(clean(item.number)) for item in items)))
    found = ItemColumns(
        min(number, 12 if columns < 90 else 22), day, day, max((4, *map(len, late))),
        max((9, *map(len, amounts))), max((9, *map(len, opens))),
    )  # fmt: skip
    for less in (
        {"issued": 0}, {"amount": 0}, {"number": min(8, found.number)}, {"due": 0}, {"days": 0},
    ):  # fmt: skip
        if found.columns + LEAST_NOTE <= columns:
            break
        found = found._replace(**less)
    return found


def item_heading(shown: ItemColumns, columns: int) -> Line:
    """Over the invoices."""
    texts = (
        fit("INVOICES", shown.number), fit("issued", shown.issued), fit("due", shown.due),
        right("days", shown.days), right("amount", shown.amount), right("open", shown.open),
    )  # fmt: skip
    text = " ".join(text for text, room in zip(texts, shown, strict=True) if room)
    return pad((Span(f"   {text}  note", "head"),), columns, "head")


def _days(item: Item, today: date) -> str:
    """Days past due, negative before; nothing of credit, which is never late."""
    return "" if item.open.minor < 0 else str(item.days_past_due(today))


def _asked_later(item: Item, today: date) -> bool:
    return item.open.minor >= 0 >= item.days_past_due(today)


def item_line(
    item: Item, note: str, today: date, shown: ItemColumns, columns: int, here: bool
) -> Line:
    """One invoice. Its amounts are never cut; its note is."""
    currency = item.open.currency
    texts = (
        fit_end(item.number, shown.number),
        fit(short_day(item.document_date, today), shown.issued),
        fit(short_day(item.due, today), shown.due),
        right(_days(item, today), shown.days),
        right(amount(item.amount.minor, currency), shown.amount),
        right(amount(item.open.minor, currency), shown.open),
    )
    text = " ".join(text for text, room in zip(texts, shown, strict=True) if room)
    words = note or ("not due" if _asked_later(item, today) else "")
    if item.kind != "invoice":
        words = f"{item.kind.replace('_', ' ')} {words}".strip()
    mark, style = (" > ", "selected") if here else ("   ", "")
    return pad(
        (Span(mark + text, style), Span("  " + words, style or "dim")), columns, style
    )


def history_lines(history: Sequence[HistoryLine], today: date, columns: int) -> list[Line]:
    """The timeline, newest first; the outcome stands at the right edge."""
    rows = []
    for entry in history:
        text = f"  {fit(short_day(entry.day, today), 9)} {fit(entry.actor, 6)} "
        words = entry.words + (f" · {entry.note}" if entry.note else "")
        room = columns - width(text) - width(entry.outcome) - 2
        style = OUTCOMES.get(entry.outcome, "")
        rows.append(
            pad(
                line((text, "dim"), fit_words(words, room) + " ", (entry.outcome, style)),
                columns,
            )
        )
    return rows
