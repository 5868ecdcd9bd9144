"""The ledger of a case: lines of the file, kept as an accounting system would, written as its files."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from pathlib import Path

from ledgerlane.domain.money import Money, minor_digits

Row = dict[str, str]
_OPEN = re.compile(r"(\w+) (\S+)(?: of (\S+?))?[:,;] ?(.*)")
HEADINGS = {
    "customers": "customer_id,name,parent_id,country,currency,language,contact,email,phone,terms,credit_limit,credit_hold,salesperson",
    "documents": "doc_id,doc_type,customer_id,customer_name,doc_date,due_date,currency,amount,open_amount,terms,po_number,disputed_amount,text",
    "payments": "payment_id,customer_id,value_date,currency,amount,unapplied,bank_reference,remittance,reverses",
    "allocations": "payment_id,credit_doc_id,doc_id,alloc_date,cash",
}
COLUMNS = {
    "country": "country", "language": "language", "contact": "contact", "email": "email",
    "currency": "currency", "phone": "phone", "terms": "terms", "parent": "parent_id", "limit": "credit_limit", "hold": "credit_hold",
    "salesperson": "salesperson", "order": "po_number", "text": "text",
    "reference": "bank_reference", "remittance": "remittance",
}  # fmt: skip


class Ledger:
    """What the books say so far; `files` are of what changed since they were last asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._files = folder, 0
        self._rows: dict[str, dict[str, Row]] = {kind: {} for kind in HEADINGS}
        self._changed: dict[str, set[str]] = {kind: set() for kind in HEADINGS}

    def take(self, text: str, today: date) -> None:
        """One line. Raises ValueError or KeyError for what cannot be read."""
        if text.startswith("customer "):
            _, number, rest = text.split(maxsplit=2)
            name, *fields = (each.strip() for each in rest.split(";"))
            values = {COLUMNS[k]: v for k, _, v in (f.partition(" ") for f in fields)}
            self._put("customers", number, {"customer_id": number, "name": name, **values})
            return
        found = _OPEN.fullmatch(text)
        if found is None:
            msg = "write KIND NUMBER of CUSTOMER: AMOUNT, and what else there is"
            raise ValueError(msg)
        kind, number, customer, rest = found.groups()
        parts = [part.strip() for part in rest.split(",")]
        if kind == "bounce":
            self._bounce(number, _fields(parts))
        elif kind == "receipt":
            self._receipt(number, customer or "", money(parts[0]), _fields(parts[1:]))
        else:
            self._document(kind, number, customer, money(parts[0]), _fields(parts[1:]), today)  # fmt: skip

    def files(self) -> list[Path]:
        """The files of an import, only those with anything in them."""
        self._files += 1
        made = []
        for kind, headings in HEADINGS.items():
            changed, self._changed[kind] = sorted(self._changed[kind]), set()
            if not changed:
                continue
            path = self._folder / f"{kind}-{self._files}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                out = csv.DictWriter(file, headings.split(","), restval="")
                out.writeheader()
                out.writerows(self._rows[kind][key] for key in changed)
            made.append(path)
        return made

    def _put(self, kind: str, key: str, row: Row) -> None:
        self._rows[kind][key] = row
        self._changed[kind].add(key)

    def _document(
        self, kind: str, number: str, customer: str, amount: Money, said: Row, today: date
    ) -> None:
        if "due" in said:
            due = date.fromisoformat(said["due"])
            issued = date.fromisoformat(said.get("issued", (due - timedelta(days=30)).isoformat()))  # fmt: skip
        else:
            issued = date.fromisoformat(said.get("issued", today.isoformat()))
            due = issued + timedelta(days=0 if kind == "credit" else 30)
        sign = -1 if kind == "credit" else 1
        opened = money(f"{said['open']} {amount.currency}") if "open" in said else amount
        row = {
            "doc_id": number, "doc_type": "credit_note" if kind == "credit" else kind,
            "customer_id": customer, "doc_date": issued.isoformat(), "due_date": due.isoformat(),
            "currency": amount.currency, "amount": _plain(amount.minor * sign, amount.currency),
            "open_amount": _plain(opened.minor * sign, amount.currency),
        }  # fmt: skip
        if "disputed" in said:
            row["disputed_amount"] = said["disputed"].replace(" ", "")
        row["customer_name"] = self._rows["customers"][customer]["name"]
        row |= {COLUMNS[key]: value for key, value in said.items() if key in COLUMNS}
        self._put("documents", number, row)

    def _receipt(self, number: str, customer: str, amount: Money, said: Row) -> None:
        """``for 8812 400.00 8840``: a document alone takes all that is left, at most its open amount."""
        day, left, words = said["valued"], amount.minor, said.get("for", "").split()
        while words:
            document = self._rows["documents"][words.pop(0)]
            opened = _minor(document["open_amount"], amount.currency)
            taken = min(left, opened)
            if words and re.fullmatch(r"[0-9]+\.[0-9]+", words[0]):
                taken = _minor(words.pop(0), amount.currency)
            self._open(document, opened - taken)
            left -= taken
            self._put("allocations", f"{number} {document['doc_id']}", {
                "payment_id": number, "doc_id": document["doc_id"], "alloc_date": day,
                "cash": _plain(taken, amount.currency),
            })  # fmt: skip
        more = {COLUMNS[key]: value for key, value in said.items() if key in COLUMNS}
        self._put("payments", number, {
            "payment_id": number, "customer_id": customer, "value_date": day,
            "currency": amount.currency, "amount": _plain(amount.minor, amount.currency),
            "unapplied": _plain(left, amount.currency), **more,
        })  # fmt: skip

    def _bounce(self, number: str, said: Row) -> None:
        """The bank takes a receipt back: a reversal, and what it paid is open again."""
        paid = self._rows["payments"][number]
        for key, row in self._rows["allocations"].items():
            if key.startswith(f"{number} "):
                document = self._rows["documents"][row["doc_id"]]
                opened = _minor(document["open_amount"], paid["currency"])
                self._open(document, opened + _minor(row["cash"], paid["currency"]))
        back = f"{number}-back"
        self._put("payments", number, {**paid, "unapplied": "0"})
        self._put("payments", back, {
            **paid, "payment_id": back, "value_date": said["valued"], "amount": f"-{paid['amount']}",
            "unapplied": "0", "reverses": number,
        })  # fmt: skip

    def _open(self, document: Row, minor: int) -> None:
        changed = {**document, "open_amount": _plain(minor, document["currency"])}
        self._put("documents", document["doc_id"], changed)


def money(text: str) -> Money:
    """``1 000.00 EUR``."""
    amount, _, currency = text.rpartition(" ")
    return Money.parse(f"{amount.replace(' ', '')} {currency}")


def _fields(parts: list[str]) -> Row:
    known = ("due", "issued", "open", "disputed", "valued", "for", *COLUMNS)
    found = {name: value for name, _, value in (part.partition(" ") for part in parts)}
    strange = [name for name in found if name not in known]
    if strange:
        msg = f"{strange[0]!r} is none of {', '.join(known)}"
        raise ValueError(msg)
    return found


def _minor(text: str, currency: str) -> int:
    return Money.parse(f"{text} {currency}").minor


def _plain(minor: int, currency: str) -> str:
    digits = minor_digits(currency)
    whole, rest = divmod(abs(minor), 10**digits)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole}.{rest:0{digits}d}" if digits else f"{sign}{whole}"
