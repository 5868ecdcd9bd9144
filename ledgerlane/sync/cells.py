"""From columns of cells to columns of values, thousands at a time, each value checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TypeVar

from ledgerlane.domain.amounts import SIGNS, Mark, read_amount
from ledgerlane.domain.dates import Order, read_date
from ledgerlane.domain.money import is_currency, minor_digits

MAX_KEY = 200
_YES = {"yes", "y", "true", "1", "x", "ja", "oui", "j"}
_NO = {"", "no", "n", "false", "0", "nei", "nein", "non", "nee"}
YES_OR_NO = frozenset((_YES | _NO) - {"0", "1"})
_SIDE = re.compile(r"(?P<amount>.*[0-9)])\s*(?P<side>[DdCc][Rr])\.?\s*")
_DEBIT = {"", "s", "d", "dr", "debit", "debet", "soll", "débit", "debe", "dare", "+"}
_CREDIT = {
    "h",
    "c",
    "k",
    "cr",
    "credit",
    "kredit",
    "haben",
    "crédit",
    "haber",
    "avere",
    "-",
}
SIDES = frozenset((_DEBIT | _CREDIT) - {""})
"""Words that tell debits from credits."""
_PAID = {
    "paid", "fully paid", "paid in full", "closed", "settled", "cleared", "yes", "y", "true", "ja", "oui", "sí", "bezahlt",
    "beglichen", "ausgeglichen", "payé", "payée", "réglé", "réglée", "soldé", "soldée", "pagado", "pagada", "cobrado", "cobrada",
    "pagato", "pagata", "saldato", "incassata", "pago", "paga", "liquidado", "betaald", "voldaan", "betald", "betalt", "maksettu",
    "zapłacona", "zapłacono", "opłacona", "uhrazeno", "uhrazená", "zaplaceno", "zaplatené", "fizetve", "kifizetve", "achitat",
    "achitată", "plătită", "plaćeno", "plačano", "ödendi", "εξοφλήθη", "πληρωμένο", "оплачен", "оплачено", "сплачено", "платено",
    "已付款", "已收款", "已结清", "入金済", "支払済", "완납",
    "void", "voided", "cancelled", "canceled", "storniert", "annulé", "annulée", "anulado", "annullata", "geannuleerd", "makulerad",
}  # fmt: skip
_PARTLY = {
    "partial", "partially paid", "part paid", "partly paid", "teilbezahlt", "teilweise bezahlt",
    "partially_paid", "parcialmente pagado", "pagado parcialmente", "parzialmente pagata", "delvist betalt", "delbetald",
    "partiellement payé", "partiellement payée", "deels betaald", "delvis betalt",
}  # fmt: skip
PAID_WORDS = frozenset(_PAID | _PARTLY)
"""Words that say that a document is paid, or a part of it."""
_AMOUNT = re.compile(r"[^\d]{0,5}[0-9][0-9.,\u00a0\u202f\u2009'’ ]*[^\d]{0,5}")
_EITHER: tuple[Order, Order] = ("dmy", "mdy")
_DASH = re.compile(r"\s*[^\d\s]{0,3}\s*[-–—]{1,2}\s*[^\d\s]{0,3}\s*")
"""How sheets print an amount of nothing: ``-``, ``$ -``."""
_DAYS = re.compile(r"-?[0-9]{1,5}")
_FRACTIONS = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,4})?")

Value = TypeVar("Value")


class Memo(dict[str, Value]):
    """A function of a text, remembered: ledgers repeat days, currencies and customers."""

    def __init__(self, function: Callable[[str], Value]) -> None:
        super().__init__()
        self.function = function

    def __missing__(self, text: str) -> Value:
        if len(self) > 50_000:
            self.clear()
        value = self[text] = self.function(text)
        return value


class BadCell(ValueError):  # noqa: N818  what is wrong with a cell, not with the program
    """A cell that cannot be used, seen only together with others of its row."""

    def __init__(self, message: str, role: str) -> None:
        super().__init__(message)
        self.role = role


def day_reader(order: Order, *, required: bool) -> Callable[[str], int | None]:
    """Reads a day as an ordinal; an empty cell is None where that is allowed."""

    def read(text: str) -> int | None:
        if not text.strip():
            if required:
                msg = "is empty; a day is needed"
                raise ValueError(msg)
            return None
        return read_date(text, order).toordinal()

    return Memo(read).__getitem__


def is_day(text: str) -> bool:
    """Whether a text is a day in one of the orders of day and month."""
    for order in _EITHER:
        with suppress(ValueError):
            read_date(text, order)
            return True
    return False


def currency_of(text: str) -> str:
    """The currency that a cell names by its code in any case or by a sign of no other; "" for none."""
    bare = text.strip()
    if is_currency(bare.upper()):
        return bare.upper()
    named = SIGNS.get(bare, "")
    return named if is_currency(named) else ""


def currency_reader(default: str) -> Callable[[str], str]:
    """Reads an ISO 4217 code, or a sign of one currency alone; an empty cell is the default, if there is one."""

    def read(text: str) -> str:
        code = currency_of(text) or text.strip() or default
        if not is_currency(code):
            msg = f"{code!r} is no ISO 4217 currency in use; accepted are codes like EUR"
            raise ValueError(msg)
        return code

    return Memo(read).__getitem__


def flag(text: str) -> int:
    """1 for yes, 0 for no or empty; raises ValueError for anything else."""
    word = text.strip().casefold()
    if word in _YES:
        return 1
    if word in _NO:
        return 0
    msg = f"{text[:40]!r} is neither yes nor no"
    raise ValueError(msg)


def paid(text: str) -> bool:
    """Whether a document's status says that nothing is open of it.

    Raises ValueError where it is paid in part: how much is open stands nowhere then.
    """
    word = " ".join(text.replace("_", " ").casefold().split())
    if word in _PARTLY:
        msg = (
            f"{text[:40]!r}: paid in part, and the file does not say how much is open; accepted "
            "are paid and unpaid ones, or a column of open amounts"
        )
        raise ValueError(msg)
    return word in _PAID


def day_count(text: str) -> int | None:
    """A whole number of days, negative for earlier; None for an empty cell."""
    bare = text.strip()
    if not bare:
        return None
    if not _DAYS.fullmatch(bare):
        msg = f"{text[:40]!r} is no whole number of days, like 30"
        raise ValueError(msg)
    return int(bare)


def key(text: str) -> str:
    """A key as written, without surrounding blanks."""
    bare = text.strip()
    if len(bare) > MAX_KEY:
        msg = f"is longer than {MAX_KEY} characters"
        raise ValueError(msg)
    return bare


def keys(texts: Sequence[str]) -> list[str]:
    """A column of keys; raises ValueError when one is too long."""
    bare = list(map(str.strip, texts))
    if max(map(len, bare), default=0) > MAX_KEY:
        msg = f"is longer than {MAX_KEY} characters"
        raise ValueError(msg)
    return bare


def unescaped(text: str) -> str:
    """A cell as it was before our export kept spreadsheets from running it as a formula."""
    hidden = text[:1] == "'" and text.lstrip("'")[:1] in tuple("=+-@\t\r")
    return text[1:] if hidden else text


def amounts(
    texts: Sequence[str], currencies: Sequence[str], mark: Mark, *, round_dust: bool = False,
    sides: bool = False,
) -> list[int]:  # fmt: skip
    """A column of amounts in minor units of each row's currency; raises ValueError.

    With ``sides`` a ``Dr`` after an amount is what is owed, a ``Cr`` what is owed to the customer.
    """
    distinct = set(currencies)
    digits = {minor_digits(each) for each in distinct}
    if len(digits) == 1 and not round_dust:
        (places,) = digits
        joined = "\n".join(texts) + "\n"
        if _uniform(mark, places).fullmatch(joined):
            return list(map(int, joined.replace(mark, "").split()))
    if any(map(nothing, texts)):
        texts = ["0" if nothing(text) else text for text in texts]
    if sides and "r" in "".join(texts).casefold():
        texts = list(map(without_side, texts))
    return [
        read_amount(text, currency, mark, round_dust=round_dust)
        for text, currency in zip(texts, currencies, strict=True)
    ]


def nothing(text: str) -> bool:
    """Whether a cell is the dash that sheets print for an amount of nothing."""
    return len(text) < 20 and not text[:1].isdigit() and _DASH.fullmatch(text) is not None


def may_be_amount(text: str) -> bool:
    """Whether a text looks like an amount, of whatever decimal mark and currency."""
    return nothing(text) or _AMOUNT.fullmatch(text.strip()) is not None


def without_side(text: str) -> str:
    """``12.00 Cr`` as ``12.00-``, ``12.00 Dr`` as ``12.00``; else the text as it is."""
    match = _SIDE.fullmatch(text)
    if match is None:
        return text
    return match["amount"] + ("-" if match["side"].casefold() == "cr" else "")


def on_credit_side(text: str) -> bool:
    """Whether a debit/credit sign says that the amount is owed to the customer; raises ValueError."""
    word = text.strip(" .").casefold()
    if word in _CREDIT:
        return True
    if word in _DEBIT:
        return False
    msg = f"{text[:40]!r} is neither debit (S, D, Dr) nor credit (H, C, Cr)"
    raise ValueError(msg)


def _uniform(mark: str, places: int) -> re.Pattern[str]:
    part = rf"{re.escape(mark)}[0-9]{{{places}}}" if places else ""
    return re.compile(rf"(?:-?[0-9]{{1,12}}{part}\n)*+")


def ten_thousandths(text: str, mark: Mark) -> int:
    """An amount whose currency is not known yet, in 1/10,000 of its unit; empty is 0."""
    if _FRACTIONS.fullmatch(text):
        whole, _, part = text.partition(".")
        if mark == ".":
            return int(whole + part.ljust(4, "0"))
    return read_amount(text, "CLF", mark) if text.strip() else 0
