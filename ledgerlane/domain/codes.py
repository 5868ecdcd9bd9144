"""Action codes as data: what each letter of the composer takes, defaults to, counts as."""

from __future__ import annotations

from dataclasses import dataclass

ATTEMPT = "attempt"
CONVERSATION = "conversation"
NOTHING = "nothing"

FIELDS = ("date", "amount", "reason", "contact", "item", "owner", "note")


@dataclass(frozen=True, slots=True)
class Code:
    """One action: its letter, its words and the fields it reads.

    ``takes`` are fields in `FIELDS`; a word that is none of them begins the note.
    ``needs`` must be there before it can be saved. ``date_default`` and ``next_default``
    are date words of the composer (``+7``, ``+1b``, ``due``, ``today``) or ``""`` for none;
    ``due`` is the date of the line itself, ``verdict`` the day its promise is judged.
    ``counts_as`` is what contact rules and effort measures count. ``counts_things``: a bare
    number before a word is no amount but begins the note (``d 3 pallets broken``).
    """

    letter: str
    name: str
    words: str
    takes: tuple[str, ...]
    outcome: str = ""
    channel: str = "phone"
    counts_as: str = NOTHING
    date_default: str = ""
    amount_default: str = ""
    needs: tuple[str, ...] = ()
    next_default: str = ""
    next_words: str = ""
    one_key: bool = False
    counts_things: bool = False


_REACHED = ("reason", "contact", "note")

DEFAULT_CODES: tuple[Code, ...] = (
    Code("p", "promise", "PROMISE", ("date", "amount", "item", *_REACHED), "promised",
         counts_as=CONVERSATION, date_default="+7", amount_default="all",
         next_default="verdict", next_words="check the promise"),
    Code("n", "no answer", "NO ANSWER", ("date", "contact", "note"), "no answer",
         counts_as=ATTEMPT, next_default="+1b", next_words="call again", one_key=True),
    Code("v", "voicemail", "VOICEMAIL", ("date", "contact", "note"), "voicemail",
         counts_as=ATTEMPT, next_default="+2b", next_words="call again", one_key=True),
    Code("c", "call back", "CALL BACK", ("date", *_REACHED), "call back",
         counts_as=CONVERSATION, date_default="+1b", next_default="due", next_words="call back"),
    Code("d", "dispute", "DISPUTE", ("date", "amount", "reason", "contact", "item", "note"),
         "disputed", counts_as=CONVERSATION, amount_default="all", needs=("note|reason",),
         next_default="+7", next_words="answer the dispute", counts_things=True),
    Code("l", "log", "CALL", ("date", *_REACHED), "spoke", counts_as=CONVERSATION,
         next_default="+7", next_words="follow up"),
    Code("m", "letter or mail", "MAIL", ("date", *_REACHED), "sent", channel="mail",
         counts_as=ATTEMPT, next_default="+7", next_words="follow up the mail"),
    Code("i", "came in", "MESSAGE FROM CUSTOMER", ("date", *_REACHED), "received", channel="mail",
         counts_as=CONVERSATION, next_default="+1b", next_words="answer the customer"),
    Code("x", "says paid", "SAYS PAID", ("date", "amount", *_REACHED), "says paid",
         counts_as=CONVERSATION, next_default="+3b", next_words="check that the money came"),
    Code("t", "pays on", "WILL PAY", ("date", "amount", "item", *_REACHED), "will pay",
         counts_as=CONVERSATION, amount_default="all", needs=("due",), next_default="due",
         next_words="see whether it was paid"),
    Code("w", "wrong contact", "WRONG CONTACT", ("date", "contact", "note"), "wrong contact",
         counts_as=ATTEMPT, next_default="+1b", next_words="find the right contact"),
    Code("o", "note", "NOTE", ("note",), channel="", needs=("note",)),
    Code("z", "snooze", "SNOOZE", ("date", "reason", "note"), channel="", date_default="+7",
         needs=("note|reason",), next_default="due", next_words="wake up"),
    Code("e", "escalate", "ESCALATE", ("date", "reason", "owner", "note"), channel="",
         next_default="+3b", next_words="ask what came of it"),
    Code("a", "assign", "ASSIGN", ("owner", "note"), channel="", needs=("owner",)),
    Code("s", "next step", "NEXT STEP", ("date", "note"), channel="", date_default="+7",
         next_default="due", next_words="follow up"),
)  # fmt: skip
