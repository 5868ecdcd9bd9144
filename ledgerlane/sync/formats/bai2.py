"""BAI2 (Cash Management Balance Reporting, version 2): accounts in groups in a file.

Source: BAI Balance Reporting Specifications, version 2. Records: 01 file, 02 group,
03 account, 16 detail, 88 continuation, 49, 98 and 99 trailers with control totals and counts
of records. Amounts are whole numbers of minor units; the currency is the account's, the
group's, or US dollars.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from ledgerlane.domain.money import MAX_MINOR, Money
from ledgerlane.sync.files import refusal
from ledgerlane.sync.formats.bank_text import text_of
from ledgerlane.sync.formats.statement import Balance, Entry, Statement, short_day
from ledgerlane.sync.formats.statement_table import table
from ledgerlane.sync.formats.table import Table

_RECORD = re.compile(r"(?:01|02|03|16|49|88|98|99)\s*,")
_INSIDE = re.compile(r"/[ \t]+(?=(?:01|02|03|16|49|88|98|99)\s*,)")
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}")
_FEWEST = {"01": 8, "02": 6, "03": 1, "16": 2, "49": 2, "98": 2, "99": 2}
_AFTER = {
    "01": "",
    "02": "01 98",
    "03": "02 49",
    "16": "03 16",
    "49": "03 16",
    "98": "49 02",
    "99": "98 01",
}
_RETURNED = ("552", "555", "557", "558", "559", "561", "563")
_GIVEN_BACK = ("252", "255", "257", "258", "261")
_CLOSING, _OPENING = "015", "010"


@dataclass(slots=True)
class Record:
    """One record with its continuations: its code, its text, and where it begins."""

    code: str
    text: str
    line: int
    parts: int = 1
    raw: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Level:
    """What is counted of a file, a group or an account while it is open."""

    line: int
    total: int = 0
    parts: int = 0
    records: int = 0


@dataclass(slots=True)
class _State:
    """Where in the file the reader is."""

    file: _Level | None = None
    group: _Level | None = None
    account: _Level | None = None
    currency: str = ""
    day: date | None = None
    statement: Statement | None = None
    held: list[Statement] = field(default_factory=list)
    before: str = ""


def read(data: bytes, encoding: str = "") -> list[Table]:
    """The file's receipts as a table. Raises Unreadable while its rows are read."""
    return [table(statements(data, encoding), "bai2")]


def statements(data: bytes, encoding: str = "") -> Iterator[Entry | Statement]:
    """Each entry, and after the file's own control totals its statements. Raises Unreadable."""
    text, words = text_of(data, encoding)
    state = _State()
    for record in _records(text):
        _in_order(state, record)
        yield from _taken(state, record)
        state.before = record.code
    if state.file is not None or state.before != "99":
        msg = "is cut off: there is no file trailer (99)"
        raise refusal(msg)
    for statement in state.held:
        if words:
            statement.notes.append(words)
        yield statement
    if not state.held:
        msg = "holds no account (03)"
        raise refusal(msg)


def _records(text: str) -> Iterator[Record]:
    """The records, each with its continuations; several may stand on a line, one on several."""
    current: Record | None = None
    for number, whole in enumerate(text.split("\n"), 1):
        for line in _INSIDE.sub("/\n", whole).split("\n"):
            if not line.strip():
                continue
            bare = line.strip()
            if not _RECORD.match(bare):
                if current is None or current.code not in ("16", "03"):
                    shown = bare[:40]
                    msg = (
                        f"{shown!r} is no record of BAI2: 01, 02, 03, 16, 49, 88, 98 or 99"
                    )
                    raise refusal(msg, number)
                current.text = f"{current.text.removesuffix('/')} {bare.removesuffix('/')}"
                current.raw.append(bare)
                continue
            code, _, rest = bare.partition(",")
            if code.strip() == "88":
                if current is None:
                    msg = "begins with a continuation (88)"
                    raise refusal(msg, number)
                _continue(current, rest)
                current.raw.append(bare)
                continue
            if current is not None:
                yield current
            current = Record(code.strip(), rest, number, raw=[bare])
    if current is not None:
        yield current


def _continue(record: Record, rest: str) -> None:
    """A record that ended with a slash goes on with its next field, else with its text."""
    record.parts += 1
    head = record.text.rstrip().removesuffix("/")
    fields = head.split(",")
    free = record.code == "16" and len(fields) > _past_funds(fields, 2) + 2
    record.text = f"{head}\n{rest}" if free else f"{head},{rest}"


def _in_order(state: _State, record: Record) -> None:
    allowed = _AFTER[record.code].split()
    before = state.before
    good = before in allowed or (record.code == "01" and before in ("", "99"))
    good = good or (record.code == "49" and state.account is not None)
    if not good:
        where = f"after {before}" if before else "at the beginning"
        msg = f"record {record.code} {where}; a file is 01, 02, 03, 16 ..., 49, 98, 99"
        raise refusal(msg, record.line)
    fields = _fields(record)
    if len(fields) < _FEWEST[record.code]:
        msg = f"record {record.code} has {len(fields)} fields; {_FEWEST[record.code]} are needed"
        raise refusal(msg, record.line)


def _fields(record: Record) -> list[str]:
    return [each.strip() for each in record.text.rstrip().removesuffix("/").split(",")]


def _taken(state: _State, record: Record) -> Iterator[Entry]:
    fields = _fields(record)
    for level in (state.file, state.group, state.account):
        if level is not None:
            level.parts += record.parts
    match record.code:
        case "01":
            if fields[7] not in ("2", "3", ""):
                msg = f"is version {fields[7]!r} of BAI; 2 and 3 (BTRS) are read"
                raise refusal(msg, record.line)
            state.file = _Level(record.line, parts=record.parts)
        case "02":
            state.group = _Level(record.line, parts=record.parts)
            state.currency = fields[5] if len(fields) > 5 else ""
            state.day = _day(fields[3], record)
        case "03":
            state.account = _Level(record.line, parts=record.parts)
            _account(state, fields, record)
        case "16":
            yield _detail(state, fields, record)
        case "49":
            _trailer(state, fields, record)
        case "98":
            _outer(state, "group", fields, record)
        case _:
            _outer(state, "file", fields, record)


def _day(text: str, record: Record) -> date:
    try:
        return short_day(text)
    except ValueError as error:
        raise refusal(str(error), record.line) from None


def _account(state: _State, fields: list[str], record: Record) -> None:
    currency = (fields[1] if len(fields) > 1 else "") or state.currency or "USD"
    statement = Statement(
        account=fields[0], currency=currency, line=record.line,
        ref=state.day.isoformat() if state.day else "",
    )  # fmt: skip
    state.statement = statement
    assert state.account is not None
    at = 2
    while at < len(fields):
        code, amount = fields[at], fields[at + 1] if at + 1 < len(fields) else ""
        if not code:  # an empty group, or a comma too many where a line ends
            at += 1
            continue
        minor = _minor(amount, record, "an amount") if amount else None
        if minor is not None:
            state.account.total += minor
            if code in (_OPENING, _CLOSING):
                balance = Balance(code, Money(minor, currency), state.day)
                statement.balances.append(balance)
        at = _past_funds(fields, at + 3)


def _past_funds(fields: list[str], at: int) -> int:
    """The place after a funds type: S has three amounts, V a day and a time, D a list."""
    kind = fields[at].upper() if at < len(fields) else ""
    if kind == "S":
        return at + 4
    if kind == "V":
        return at + 3
    if kind == "D":
        count = fields[at + 1] if at + 1 < len(fields) else ""
        return at + 2 + 2 * (int(count) if count.isdecimal() and len(count) < 4 else 0)
    return at + 1


def _minor(text: str, record: Record, what: str) -> int:
    if not _NUMBER.fullmatch(text) or abs(int(text)) > MAX_MINOR:
        msg = f"{text[:40]!r} is not {what}: a whole number of minor units, as 123450 for 1234.50"
        raise refusal(msg, record.line)
    return int(text)


def _detail(state: _State, fields: list[str], record: Record) -> Entry:
    statement, level = state.statement, state.account
    assert statement is not None
    assert level is not None
    code = fields[0]
    if not re.fullmatch(r"[0-9]{3}", code):
        msg = f"{code[:40]!r} is no type code of three digits"
        raise refusal(msg, record.line)
    minor = _minor(fields[1], record, "an amount") if fields[1] else 0
    level.total += minor
    at = _past_funds(fields, 2)
    bank, customer = ([*fields[at : at + 2], "", ""])[:2]
    text = ",".join(record.text.rstrip().removesuffix("/").split(",")[at + 2 :])
    entry = Entry(
        account=statement.account, currency=statement.currency, line=record.line, code=code,
        booked=state.day, bank_ref=_said(bank), end_to_end=_said(customer),
        raw="\n".join(record.raw),
    )  # fmt: skip
    if "V" in fields[2:3] and any(fields[3:4]):
        entry.value = _day(fields[3], record)
    entry.minor = minor if _is_credit(code) else -minor
    entry.reversal = code in _RETURNED or code in _GIVEN_BACK
    if code == "890":
        entry.minor = 0
    _text(entry, text)
    statement.count(entry)
    return entry


def _is_credit(code: str) -> bool:
    """1xx-3xx are credits, 4xx-6xx debits, 7xx loans (721 and 72x pay them), 920-959 credits."""
    number = int(code)
    return 100 <= number < 400 or 920 <= number < 960 or number == 720


def _text(entry: Entry, text: str) -> None:
    """Free text; lines as ``DBNM: name`` and ``REMI: for what`` are told as such."""
    free = list[str]()
    for line in text.split("\n"):
        found = re.match(r"\s*(?P<key>[A-Z]{4}): ?(?P<value>.*)", line)
        value = " ".join(found["value"].split()) if found else ""
        match found["key"] if found else "":
            case "REMI":
                free.insert(0, value)
            case "EREF":
                entry.end_to_end = _said(value) or entry.end_to_end
            case "DBNM" if entry.minor >= 0:
                entry.name = value
            case "CRNM" if entry.minor < 0:
                entry.name = value
            case "DACT" if entry.minor >= 0:
                entry.name_account = value
            case "":
                free.append(" ".join(line.split()))
            case _:
                pass
    free.append(entry.end_to_end)
    entry.remittance = " ".join(dict.fromkeys(filter(None, free)))


def _said(text: str) -> str:
    return "" if text.strip("0 ") == "" or text.upper() in ("NONREF", "NONE") else text


def _trailer(state: _State, fields: list[str], record: Record) -> None:
    level, statement = state.account, state.statement
    assert level is not None
    assert statement is not None
    total = _control(fields[0], record)
    count = _count(fields[1], record)
    money = Money(level.total, statement.currency)
    if total is not None and total != level.total:
        printed = Money(total, statement.currency)
        statement.against.append(
            f"line {record.line}: the control total is {printed}, the amounts add up to {money}"
        )
    elif count != level.parts:
        statement.against.append(
            f"line {record.line}: the trailer counts {count} records, there are {level.parts}"
        )
    else:
        said = "no control total" if total is None else f"control total {money}"
        statement.held.append(f"{said}, {count} records")
    if state.group is not None:
        state.group.total += level.total if total is None else total
        state.group.records += 1
    state.held.append(statement)
    state.account = state.statement = None


def _outer(state: _State, what: str, fields: list[str], record: Record) -> None:
    """The trailer of a group (98) or of the file (99)."""
    level = state.group if what == "group" else state.file
    if level is None:
        msg = f"ends a {what} that did not begin"
        raise refusal(msg, record.line)
    total = _control(fields[0], record)
    if any(fields[2:3]):
        inner, parts = _count(fields[1], record), _count(fields[2], record)
    else:  # some banks count the records alone
        inner, parts = level.records, _count(fields[1], record)
    name = "accounts" if what == "group" else "groups"
    wrong = ""
    if total is not None and total != level.total:
        wrong = f"the {what}'s control total is {total}, its {name} add up to {level.total}"
    elif inner != level.records:
        wrong = f"the {what} counts {inner} {name}, there are {level.records}"
    elif parts != level.parts:
        wrong = f"the {what} counts {parts} records, there are {level.parts}"
    if wrong:
        for statement in state.held:
            statement.against.append(f"line {record.line}: {wrong} (minor units)")
    if what == "group":
        if state.file is not None:
            state.file.total += level.total if total is None else total
            state.file.records += 1
        state.group = None
    else:
        state.file = None


def _control(text: str, record: Record) -> int | None:
    """A control total; None where the bank left it empty: those around it prove the file."""
    return _minor(text, record, "a control total") if text else None


def _count(text: str, record: Record) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        msg = f"{text[:40]!r} is no number of records"
        raise refusal(msg, record.line)
    return int(text)
