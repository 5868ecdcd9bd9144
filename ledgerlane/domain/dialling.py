"""A phone number as a dialler takes it, and the command that dials it: arguments, never a shell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ledgerlane.domain.errors import Misused, Refused

PLACE = "{number}"
"""Stands in the command for the number; where it does not, the number goes to its input."""

_EXTENSION = re.compile(r"(?i)[\s,;]*(?:ext\.?|x|#)\s*[0-9]+\s*$")
_TRUNK = re.compile(r"\(0\)")
_SEPARATORS = re.compile(r"[\s\u00a0\u202f().\-/]+")
_NUMBER = re.compile(r"\+?[0-9]{3,15}")


def dialled(text: str) -> str:
    """``+4722194011`` of ``+47 (0) 22 19 40-11 ext. 5``: plus and figures only (E.164 has 15 at most).

    Raises Refused for what is no number; an extension is left out, 00 in front becomes +.
    """
    number = _SEPARATORS.sub("", _TRUNK.sub("", _EXTENSION.sub("", text.strip())))
    if number.startswith("00"):
        number = f"+{number[2:]}"
    if not number.isascii() or not _NUMBER.fullmatch(number):
        msg = f"{text!r} is no phone number that can be dialled, like +47 22 19 40 11"
        raise Refused(msg)
    return number


def tel(number: str) -> str:
    """The number as a link (RFC 3966): ``tel:+4722194011``."""
    return f"tel:{number}"


def arguments(command: Sequence[str], number: str) -> tuple[list[str], str]:
    """What to run, and what to give it as input. Raises Misused for a command without a program."""
    if not command or not command[0].strip() or PLACE in command[0]:
        msg = f"dial = {list(command)!r}: the first part is the program, like ['linphonecsh', 'dial', '{PLACE}']"
        raise Misused(msg)
    filled = [part.replace(PLACE, number) for part in command]
    return filled, "" if filled != list(command) else f"{number}\n"
