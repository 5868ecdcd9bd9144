"""The key of a person on a device: made once, theirs alone, under a passphrase if they like."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledgerlane.domain.errors import Misused, Refused, Unavailable
from ledgerlane.store import keys


@pytest.fixture(autouse=True)
def device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A device that nobody has used; where its key will lie."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(keys, "ask", [])
    return tmp_path / "ledgerlane" / "key.json"


def test_a_key_is_made_at_first_use_and_stays(device: Path) -> None:
    first = keys.public()
    assert len(first) == 32
    assert keys.public() == first
    assert device.stat().st_mode & 0o777 == 0o600
    assert device.parent.stat().st_mode & 0o777 == 0o700


def test_what_it_signs_proves_and_nothing_else_does() -> None:
    key, signature = keys.public(), keys.sign(b"yes")
    assert keys.proves(key, b"yes", signature)
    assert not keys.proves(key, b"no", signature)
    assert not keys.proves(bytes(32), b"yes", signature)
    assert not keys.proves(b"short", b"yes", signature)
    assert not keys.proves(key, b"yes", None)


def test_a_key_that_others_can_read_signs_nothing(device: Path) -> None:
    keys.public()
    device.chmod(0o640)
    with pytest.raises(Unavailable, match=r"others can read this key \(mode 0640\)"):
        keys.sign(b"yes")


@pytest.mark.parametrize("text", ["", "{}", '{"public": "zz"}', "[]"])
def test_a_file_that_is_no_key_is_said_to_be_none(device: Path, text: str) -> None:
    keys.public()
    device.write_text(text)
    with pytest.raises(Unavailable, match="is no key of ledgerlane"):
        keys.public()


def test_a_passphrase_is_asked_for_when_something_is_signed(device: Path) -> None:
    key = keys.public()
    plain = device.read_text()
    keys.protect("open sesame")
    assert plain.split('"private": ')[1][1:65] not in device.read_text()
    assert keys.public() == key
    with pytest.raises(Misused, match="under a passphrase, and nobody can be asked"):
        keys.sign(b"yes")
    keys.ask.append(lambda: "close sesame")
    with pytest.raises(Refused, match="not the passphrase of the key"):
        keys.sign(b"yes")
    keys.ask.append(lambda: "open sesame")
    assert keys.proves(key, b"yes", keys.sign(b"yes"))
    keys.protect("")
    assert device.read_text() == plain
