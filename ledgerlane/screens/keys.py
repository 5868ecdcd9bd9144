"""Keys as the app names them: one spelling for each, however the terminal sends it."""

from __future__ import annotations

from typing import NamedTuple

_SAME = {
    "ctrl+j": "enter",  # typed before the terminal was ours, enter arrives as a line feed
    "ctrl+m": "enter",
    "ctrl+i": "tab",
    "ctrl+at": "ctrl+space",
    "ctrl+@": "ctrl+space",
    "nul": "ctrl+space",
    "ctrl+h": "backspace",
    "ctrl+left_square_bracket": "escape",
}


class Key(NamedTuple):
    """One key press. ``name`` is what bindings say; ``text`` what it would type, or ``""``."""

    name: str
    text: str = ""


def key(name: str, character: str | None) -> Key:
    """A key from Textual's name and character: printable ones are named by themselves."""
    if character is not None and len(character) == 1 and character.isprintable():
        return Key("space" if character == " " else character, character)
    return Key(_SAME.get(name, name))


def pasted(text: str) -> Key:
    """A paste: one key that types all of ``text`` at once."""
    return Key("paste", text)


def typed(text: str) -> list[Key]:
    """The keys that type ``text``; ``⏎`` is Enter. For tests and saved bursts."""
    return [Key("enter") if c in "⏎\r\n" else key(c, c) for c in text]


NAMES = {
    "space": "space",
    "enter": "Enter",
    "escape": "Esc",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "up": "↑",
    "down": "↓",
}


def shown(name: str) -> str:
    """The key as people write it: ``Enter``, ``F2``, ``ctrl+s``."""
    if name in NAMES:
        return NAMES[name]
    if len(name) > 1 and name[0] == "f" and name[1:].isdigit():
        return name.upper()
    return name
