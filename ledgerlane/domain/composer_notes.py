"""What stands in a note and reads as a field that the line would else fill by itself.

A default never takes the place of something that was said: ``p bank is slow friday`` is asked
about, since the promise would be by next week. ``;`` before the note says that it is one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ledgerlane.domain.composer_amounts import amount_at
from ledgerlane.domain.composer_days import day_at
from ledgerlane.domain.composer_fields import Reading, counts_things
from ledgerlane.domain.composer_words import Context
from ledgerlane.domain.preview import day_words

_ENDS = re.compile(r"[,.:!?)]+$")


def unheard(note: str, reading: Reading, context: Context) -> tuple[str, ...]:
    """Questions about the first day, amount and item in a note whose field has a default."""
    code = reading.code
    words = [_ENDS.sub("", word) or word for word in note.partition(";")[0].split()]
    wants_day = (bool(code.date_default) or code.one_key) and reading.due is None
    wants_amount = bool(code.amount_default) and reading.amount is None
    wants_item = "item" in code.takes and reading.item is None
    again = _day_again(words, reading, context)
    found = dict[str, str]()
    place = 0
    while place < len(words):
        rest, length = words[place:], 1
        day = day_at(rest, context, spans=False) if wants_day else None
        amount = amount_at(rest, context) if wants_amount else None
        if day is not None:
            length = day.length
            found.setdefault("day", " ".join(rest[:length]))
        elif amount is not None and not counts_things(rest, code, context):
            length = amount.length
            found.setdefault("amount", " ".join(rest[:length]))
        elif wants_item and _names_item(rest[0], context):
            found.setdefault("item", rest[0])
        place += length
    return again + tuple(
        f"{said} is in the note, and not the {name}: meant? (; before the note says so)"
        for name, said in found.items()
    )


def _day_again(words: Sequence[str], reading: Reading, context: Context) -> tuple[str, ...]:
    """A question about a note that begins with a day, where the day was said: ``p 1500 fri fri``."""
    again = day_at(words, context, spans=False)
    if again is None or reading.due is None:
        return ()
    said, day = " ".join(words[: again.length]), day_words(reading.due, context.today)
    return (f"{said}: the day is {day} already; a note? (; before the note says so)",)


def _names_item(word: str, context: Context) -> bool:
    number = word.removeprefix("#")
    return number != word and any(item.number.endswith(number) for item in context.items)
