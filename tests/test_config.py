"""Settings files: what is taken, and what is refused with the file and the key."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ledgerlane import config
from ledgerlane.domain.errors import Misused


def written(folder: Path, text: str, name: str = "settings.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_becomes_one_frozen_value(tmp_path: Path) -> None:
    file = written(tmp_path, 'book = "/books/acme.db"\nslow = true\nview = "mine"\n')
    assert config.load(file) == config.Settings(
        book=Path("/books/acme.db"), slow=True, view="mine", file=file
    )


def test_no_file_means_the_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert config.load() == config.DEFAULTS


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("colour = 1", "settings.toml: colour: unknown key; known are book, view, slow"),
        ('slow = "perhaps"', "settings.toml: slow: "),
        ("slow = [", "settings.toml: not TOML"),
    ],
)
def test_a_wrong_file_is_named_with_its_key(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(Misused) as caught:
        config.load(written(tmp_path, text))
    assert says in str(caught.value)


def test_a_named_file_must_exist_and_be_text(tmp_path: Path) -> None:
    with pytest.raises(Misused, match="no such settings file"):
        config.load(tmp_path / "none.toml")
    (tmp_path / "raw.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Misused, match="not UTF-8"):
        config.load(tmp_path / "raw.toml")


def test_nothing_heavy_is_imported_without_a_file() -> None:
    code = "import sys, ledgerlane.config; print(sorted({'pydantic','platformdirs'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
