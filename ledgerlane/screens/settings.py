"""The person's own settings of the app: keys and saved views, in the settings folder."""

from __future__ import annotations

from ledgerlane.config import folder, read_toml
from ledgerlane.screens.registry import Keymap, remap

BUILT_IN_VIEWS = {
    "My day": "",
    "everyone": "owner:all",
    "mine": "owner:mine",
    "over 60 days": ">60d owner:all",
    "broken promises": "status:BRK off:hide owner:all",
    "promised": "status:PTP owner:all",
    "disputed": "is:disputed off:show owner:all",
    "on a plan": "status:PLN owner:all",
    "snoozed": "status:SNZ owner:all",
    "on hold": "status:HLD owner:all",
    "write-off waiting": "status:WOF owner:all",
    "with an agency": "status:AGY owner:all",
    "escalated": "is:escalated off:show owner:all",
    "for an agency": "is:refer off:show owner:all",
    "off the list": "is:off owner:all",
    "large": ">10k sort:-open owner:all",
}


def keymap() -> Keymap:
    """The keys in force: keys.toml over the registry. Raises Misused naming what is wrong."""
    path = folder() / "keys.toml"
    if not path.is_file():
        return Keymap()
    return remap(read_toml(path))


def views() -> dict[str, str]:
    """Saved views over the built-in ones, by name."""
    path = folder() / "views.toml"
    saved = read_toml(path) if path.is_file() else {}
    return {**BUILT_IN_VIEWS, **{name: str(text) for name, text in saved.items()}}


def save_view(name: str, text: str) -> None:
    """Add a view to views.toml."""
    path = folder() / "views.toml"
    saved = read_toml(path) if path.is_file() else {}
    saved[name] = text
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [f"{_quoted(key)} = {_quoted(str(value))}" for key, value in saved.items()]
    fresh = path.with_suffix(".new")
    fresh.write_text("\n".join(rows) + "\n", "utf-8")
    fresh.replace(path)


def view_text(known: dict[str, str], wanted: str | None) -> tuple[str, str]:
    """Name and text of the view to start with: a saved one, or a text given as it is."""
    if wanted is None:
        return "My day", known.get("My day", "")
    return (wanted, known[wanted]) if wanted in known else ("(given)", wanted)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
