"""Finding an account by what a person types: number, name, phone, mail address, invoice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from ledgerlane.store.collating import collation
from ledgerlane.store.connection import Store

CANDIDATES = 200
"""So many invoices, or names for a text with a typo, are looked through."""
_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")
RANKED = 24
"""Of the candidates for a text with a typo, those that share most letters are looked at closely."""
LEAST_LIKENESS = 0.6


@dataclass(frozen=True, slots=True)
class Hit:
    """An account found. ``matched`` says by what: number, name, phone, mail or an invoice."""

    customer: int
    ref: str
    number: str
    name: str
    matched: str
    currency: str = ""


def find(store: Store, text: str, limit: int = 20) -> list[Hit]:
    """The accounts a text can mean, best first: exact numbers, then invoices, then names.

    Names are found with one typo or without their accents, open invoices also by the last
    digits of their number. An empty text finds nothing, and no text fails: what no name can
    have in it (NUL, halves of a surrogate pair) is left out.
    """
    text = " ".join(_UNKEEPABLE.sub(" ", text).split())
    found: dict[int, str] = {}
    if not text:
        return []
    for id_, matched in _ways(store.db, text, limit):
        found.setdefault(id_, matched)
        if len(found) >= limit:
            break
    return _hits(store.db, found)


def _ways(db: Any, text: str, limit: int) -> Iterable[tuple[int, str]]:
    yield from ((row[0], "number") for row in _exact(db, text))
    invoices = _by_item(db, text)
    yield from ((id_, f"invoice {number}") for id_, number in invoices if number == text)
    yield from (
        (row[0], "number")
        for row in db.execute(
            "SELECT id FROM customer_now WHERE number >= ? AND number < ? ORDER BY number LIMIT ?",
            [text, text + "\U0010ffff", limit],
        )
    )
    yield from ((id_, f"invoice {number}") for id_, number in invoices)
    if invoices and any(letter.isdigit() for letter in text):
        return
    digits = re.sub(r"[^0-9]", "", text)
    is_phone = len(digits) >= 5 and re.fullmatch(r"[0-9 +()/.\-]+", text)
    phones = _by_phone(db, digits) if is_phone else []
    yield from phones
    if re.search(r"[0-9]{4}$", text):
        yield from _by_ending(db, text)
    if len(text) >= 3:
        yield from _by_recorded(db, text, digits)
    yield from _by_beginning(db, text, limit)
    if len(text) >= 3 and not phones:
        yield from _by_words(db, text)


def _by_beginning(db: Any, text: str, limit: int) -> list[tuple[int, str]]:
    """Accounts whose name begins so, by name."""
    start = collation(text)
    rows = db.execute(
        "SELECT customer FROM queue WHERE collation >= ? AND collation < ?"
        " ORDER BY collation LIMIT ?",
        [start, start + "\U0010ffff", limit],
    )
    return [(row[0], "name") for row in rows]


def _exact(db: Any, text: str) -> list[tuple[int]]:
    source, slash, key = text.partition("/")
    found: list[tuple[int]] = db.execute(
        "SELECT id FROM customer_now WHERE number = ?", [text]
    ).fetchall()
    if not found and slash:
        found = db.execute(
            "SELECT c.id FROM customer_now c JOIN source s ON s.id = c.source"
            " WHERE s.name = ? AND c.key = ?",
            [source, key],
        ).fetchall()
    if not found and text.isascii() and text.isdigit():
        found = db.execute(
            "SELECT c.id FROM source s CROSS JOIN customer_now c ON c.source = s.id AND c.key = ?",
            [text.lstrip("0") or "0"],
        ).fetchall()
    return found


def _by_item(db: Any, text: str) -> list[tuple[int, str]]:
    """Customers by what people call an item's number, with it; at most `CANDIDATES` items either way.

    Where the number is the item's key, there is no other index of it.
    """
    if len(text) < 4:
        return []
    found: list[tuple[int, str]] = db.execute(
        "SELECT * FROM (SELECT i.customer, i.number FROM source s CROSS JOIN item_now i"
        f" ON i.source = s.id AND i.key >= :from AND i.key < :to LIMIT {CANDIDATES})"
        " UNION ALL SELECT * FROM (SELECT i.customer, i.number FROM item_now i"
        f" WHERE i.number >= :from AND i.number < :to AND i.number <> i.key LIMIT {CANDIDATES})",
        {"from": text, "to": text + "\U0010ffff"},
    ).fetchall()
    return found


def _by_ending(db: Any, text: str) -> list[tuple[int, str]]:
    """By the end of an open item's number, as it is read out on the telephone."""
    rows = db.execute(
        "SELECT customer, number FROM item_now WHERE open <> 0 AND substr(number, -4) = ?"
        f" AND substr(number, -length(?)) = ? LIMIT {CANDIDATES}",
        [text[-4:], text, text],
    )
    return [(row[0], f"invoice {row[1]}") for row in rows]


def digits_of(column: str) -> str:
    """SQL of what is left of a telephone number without what people group it with."""
    for mark in " -/().+":
        column = f"replace({column}, '{mark}', '')"
    return column


def _by_phone(db: Any, digits: str) -> list[tuple[int, str]]:
    """By digits, however either side groups them; the second line of a phone is its digits."""
    rows = db.execute(
        "SELECT rowid, phone FROM customer_search WHERE customer_search MATCH ? LIMIT 20",
        [f"phone : {_phrase(digits)}"],
    )
    return [(row[0], f"phone {_first_line(row[1])}") for row in rows]


def _first_line(text: str) -> str:
    return text.partition("\n")[0]


def _by_recorded(db: Any, text: str, digits: str) -> list[tuple[int, str]]:
    """By a contact that we recorded ourselves: name, mail address, or the digits of the phone."""
    bare = "replace(replace(replace(contacts, ' ', ''), '-', ''), '/', '')"
    number = (
        digits if len(digits) >= 5 and digits == re.sub(r"[ +()/.\-]", "", text) else ""
    )
    rows = db.execute(
        "SELECT customer FROM dossier WHERE contacts <> '[]' AND (instr(lower(contacts), ?)"
        f" OR ? <> '' AND instr({bare}, ?)) LIMIT 20",
        [json.dumps(text.casefold(), ensure_ascii=False)[1:-1], number, number],
    )
    return [(row[0], "contact") for row in rows]


def _by_words(db: Any, text: str) -> list[tuple[int, str]]:
    """By three letters in a row; candidates that share letters are then ranked by likeness.

    The text as it stands first, then all its words in any order; accents do not count.
    """
    folded = collation(text)
    rows = _match(db, f"{_phrase(text)} OR {_phrase(folded)}", 50)
    words = [word for word in folded.split() if len(word) >= 3]
    if not rows and len(words) > 1:
        rows = _match(db, " AND ".join(map(_phrase, words)), 50)
    exact = sorted(rows, key=lambda row: (not collation(row[1]).startswith(folded), row[1]))
    if exact:
        return [(row[0], _where(row, text)) for row in exact]
    ranked = sorted(
        (
            (_likeness(folded, collation(_first_line(row[1]))), row)
            for row in _alike(db, folded)
        ),
        key=lambda pair: (-pair[0], pair[1][1]),
    )
    return [(row[0], "name") for likeness, row in ranked if likeness >= LEAST_LIKENESS]


def _alike(db: Any, text: str) -> list[tuple[Any, ...]]:
    """Whose name may be meant by a text with a typo: one leaves the first or the second half right.

    Where neither half is found, whoever shares three letters in a row.
    """
    half = len(text) // 2
    halves = [part.strip() for part in (text[:half], text[half:])]
    rows = _match(db, _any_of(part for part in halves if len(part) >= 3), CANDIDATES)
    if not rows:
        rows = _match(db, _any_of(sorted(_trigrams(text))), CANDIDATES)
    mine = _trigrams(text)
    return sorted(rows, key=lambda row: -len(mine & _trigrams(collation(row[1]))))[:RANKED]


def _trigrams(text: str) -> set[str]:
    return {text[at : at + 3] for at in range(len(text) - 2)}


def _any_of(phrases: Iterable[str]) -> str:
    return " OR ".join(map(_phrase, phrases))


def _phrase(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _match(db: Any, query: str, limit: int) -> list[tuple[Any, ...]]:
    if not query:
        return []
    found: list[tuple[Any, ...]] = db.execute(
        "SELECT rowid, name, contact, phone, email, number FROM customer_search"
        " WHERE customer_search MATCH ? ORDER BY rank LIMIT ?",
        [query, limit],
    ).fetchall()
    return found


def _where(row: tuple[Any, ...], text: str) -> str:
    names = ("name", "contact", "phone", "mail", "number")
    low = collation(text)
    return next(
        (
            name
            for name, value in zip(names, row[1:], strict=True)
            if low in collation(str(value))
        ),
        "name",
    )


def _likeness(wanted: str, name: str) -> float:
    """How like the words are to the best stretch of the name of about their length."""
    best = SequenceMatcher(None, wanted, name[: len(wanted) + 1], autojunk=False).ratio()
    words = name.split()
    for at in range(len(words)):
        rest = " ".join(words[at:])[: len(wanted) + 1]
        best = max(best, SequenceMatcher(None, wanted, rest, autojunk=False).ratio())
    return best


def _hits(db: Any, found: dict[int, str]) -> list[Hit]:
    hits = []
    for id_, matched in found.items():
        row = db.execute(
            "SELECT s.name || '/' || c.key, c.number, p.name, coalesce((SELECT q.currency FROM queue q"
            " WHERE q.customer = c.id ORDER BY q.overdue DESC, q.not_due DESC LIMIT 1), c.currency)"
            " FROM customer_now c JOIN source s ON s.id = c.source"
            " LEFT JOIN party p ON p.id = c.id AND p.gen_from = c.gen_from WHERE c.id = ?",
            [id_],
        ).fetchone()
        if row is not None:
            hits.append(Hit(id_, row[0], row[1], row[2] or "", matched, row[3]))
    return hits
