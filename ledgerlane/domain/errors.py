"""The kinds of trouble that are nobody's bug, each with its exit code.

* ``Refused``: you asked for something the rules do not allow. Show it and carry on.
* ``Problem``: a file says something we cannot use. A value, collected, never raised.
* ``Unavailable``: the store cannot be used now (locked, full, read-only, newer version).
* ``Unproven``: something of ours fails its proof (chain, backup, projection).

Anything else is our mistake, and an assertion or a traceback is the right answer to it.
"""

from __future__ import annotations

from typing import ClassVar, NamedTuple


class Trouble(Exception):  # noqa: N818  trouble of the world, not an error in the program
    """Something a person must be told in plain words. The message is written for them."""

    exit_code: ClassVar[int] = 1


class Refused(Trouble):
    """The data or the rules do not allow this; nothing was changed."""

    exit_code = 1


class Older(Refused):
    """What would be taken back is of an earlier day; it is when that is meant."""


class Twice(Refused):
    """The same money stands already, or it is of a currency nobody owes; it is recorded when it is meant."""


class Unsaid(Refused):
    """Refused until the person writes why: the line is asked for, and may be saved then."""


class Misused(Trouble):
    """The command line or a settings file asks for something that does not exist."""

    exit_code = 2


class Unavailable(Trouble):
    """The store cannot be used now."""

    exit_code = 3


class Unproven(Trouble):
    """The store, a backup or an audit pack fails its proof."""

    exit_code = 4


class NotPermitted(Refused):
    """This person may not do this: own request, missing role, over the limit."""

    exit_code = 5


class Problem(NamedTuple):
    """A place in a file that could not be used, and why.

    ``line`` counts from 1 in the file as it is; 0 means the file as a whole. ``field`` is
    the heading as the file spells it, or "". ``message`` ends with what would be accepted.
    """

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return (
            f"{place}: {self.field}: {self.message}"
            if self.field
            else f"{place}: {self.message}"
        )


def shown(text: str) -> str:
    """A value of theirs as a message quotes it: of a long one, the beginning."""
    return repr(text if len(text) <= 40 else text[:37] + "...")
