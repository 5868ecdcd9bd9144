"""Facts about letters to one customer (aggregate customer:REF).

What a run proposes is worked out from the book whenever it is asked for; what people decide
about it, and what then happened to the letter, is history. ``letter`` names one piece of mail.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledgerlane.domain.fact import Fact
from ledgerlane.domain.money import Money


@dataclass(frozen=True, slots=True)
class LetterItem:
    """A document that a letter lists: the level it has with it, and what is asked for of it."""

    item: str
    level: int
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterAccepted(Fact):
    """This letter is to go out, as it was shown: ``digest`` binds what it asks for.

    ``paper`` is a kind of letter (`ledgerlane.domain.letter.Kind`), ``channel`` mail or letter;
    ``minimum`` by ``by_date`` is what a demand asks for at least. ``about`` names the promise,
    plan or event that a confirmation restates. ``to_pay`` is what is to pay of it: the items
    with what is charged on them, less credit (None: the items).
    """

    kind = "letter.accepted"

    letter: str
    paper: str
    level: int
    language: str
    currency: str
    channel: str
    items: tuple[LetterItem, ...]
    digest: str
    minimum: Money | None = None
    by_date: date | None = None
    about: str = ""
    to_pay: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSkipped(Fact):
    """No letter about these items now: their days are counted from here again."""

    kind = "letter.skipped"
    private = ("reason",)

    letter: str
    paper: str
    level: int
    currency: str
    items: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterHeld(Fact):
    """No letters about these items (none named: about the account) until a day, or until released."""

    kind = "letter.held"
    private = ("reason",)

    letter: str
    currency: str
    items: tuple[str, ...] = ()
    until: date | None = None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterReleased(Fact):
    """Ends a hold of letters."""

    kind = "letter.released"

    letter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterEdited(Fact):
    """A person's own words for the letter that asks for what ``digest`` binds.

    ``text`` stands for the whole letter, ``remark`` is a paragraph added to it.
    """

    kind = "letter.edited"
    private = ("text", "remark")

    letter: str
    paper: str
    level: int
    language: str
    currency: str
    digest: str
    text: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSending(Fact):
    """The letter is about to be handed over: recorded before, so that it never goes twice.

    ``text`` is exactly what goes out, ``sha256`` of its UTF-8 bytes; ``via`` is smtp or folder.
    """

    kind = "letter.sending"
    private = ("to", "subject", "text")

    letter: str
    via: str
    message_id: str
    sha256: str
    to: str = ""
    subject: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSent(Fact):
    """The letter left the house."""

    kind = "letter.sent"

    letter: str
    paper: str
    level: int
    currency: str
    message_id: str
    via: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFailed(Fact):
    """It was not taken: nothing left the house, and it may be sent again."""

    kind = "letter.failed"
    private = ("why",)

    letter: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterBounced(Fact):
    """It came back: nobody has read it. ``source`` is the Message-ID that says so."""

    kind = "letter.bounced"
    private = ("why",)

    letter: str
    source: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRead(Fact):
    """The receiver's program says that it was shown."""

    kind = "letter.read"

    letter: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterAnswered(Fact):
    """The customer wrote back."""

    kind = "letter.answered"
    private = ("subject",)

    letter: str
    source: str
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterWithdrawn(Fact):
    """It does not stand: not to be sent any more, or sent in error and to be disregarded."""

    kind = "letter.withdrawn"
    private = ("reason",)

    letter: str
    reason: str


REVIEW_FACTS = (
    LetterAccepted, LetterSkipped, LetterHeld, LetterReleased, LetterEdited, LetterWithdrawn,
)  # fmt: skip
"""What `undo` takes back as long as the letter is in the house."""

OUTSIDE_FACTS = (
    LetterSending, LetterSent, LetterFailed, LetterBounced, LetterRead, LetterAnswered,
)  # fmt: skip
"""What happened outside: no undo reaches it."""

LETTER_FACTS = (*REVIEW_FACTS, *OUTSIDE_FACTS)
