"""Names that a ledger can carry and an attacker would send: our own, and the generator's."""

from __future__ import annotations

import importlib.util
from functools import cache

from shared import SHARED

GENERATOR = SHARED / "data" / "generate.py"
OWN = (
    "\x1b[31mRed Ink\x1b[0m",
    "\x1b]0;owned\x07Title",
    "\x1b]52;c;cm0gLXJmIC8=\x07Clip",
    "\x1b]8;;http://evil.example/\x1b\\Link\x1b]8;;\x1b\\",
    "\x9b31mEight Bit",
    "\x1bP$q\"p\x1b\\Device",
    "Bell\x07Back\x08Space",
    "Over\rwrite",
    "Two\nLines",
    "\u202eDEF\u202c Override",
    "Zero\u200bWidth \u2066Isolate\u2069",
    "Line\u2028Separator",
    "[@click=app.quit]Quit Now[/]",
    "[@click=app.bell()]Ring[/] [link=http://evil.example]here[/link]",
    "[/] Closing [bold red]Bold[/bold red]",
    "Acme [EU] Ltd",
    "{0.__class__} %s {{ 7*7 }}",
    "WWWW " * 30,
    "अग्रवाल ट्रेडर्स 👩‍👩‍👧‍👦 長長長",
)  # fmt: skip


@cache
def generated() -> tuple[str, ...]:
    """The generator's list, or nothing where the sample data are absent."""
    if not GENERATOR.is_file():
        return ()
    spec = importlib.util.spec_from_file_location("generate", GENERATOR)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return tuple(module.HOSTILE)


def names() -> list[str]:
    """Every name once, ours first."""
    return list(dict.fromkeys((*OWN, *generated())))
