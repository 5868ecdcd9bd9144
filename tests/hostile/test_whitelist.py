"""The whitelist lets our own sequences through and nothing that a name could carry."""

import pytest
from hostile.whitelist import strangers


@pytest.mark.parametrize(
    "ours",
    ["\x1b[2;5H", "\x1b[?1049h", "\x1b[38;2;1;2;3m", "अग्रवाल\u200d ट्रेडर्स\r\n", "␛[31m"],
)
def test_ours_passes(ours: str) -> None:
    assert strangers(ours.encode()) == []


@pytest.mark.parametrize(
    "theirs",
    ["\x1b]0;owned\x07", "\x1b]8;;http://evil.example/\x1b\\", "\x1b]52;c;cm0=\x07", "\x9b31m",
     "\x1bP1$q\x1b\\", "\x1b_x\x1b\\", "a\u202eb", "a\x07", "a\u2066b", "zero\u200bwidth"],
)  # fmt: skip
def test_theirs_is_named(theirs: str) -> None:
    assert strangers(theirs.encode()) != []


def test_copying_is_allowed_where_it_was_asked_for() -> None:
    assert strangers(b"\x1b]52;c;cm0=\x07", copying=True) == []
