"""What stops a command becomes words on stderr and an exit code."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ledgerlane.cli.failures import guarded
from ledgerlane.domain.errors import Misused, NotPermitted, Refused, Unavailable, Unproven


def failing(error: BaseException) -> int:
    def work() -> int:
        raise error

    return guarded(work)


@pytest.mark.parametrize(
    ("error", "code"),
    [(Refused("no"), 1), (Misused("no"), 2), (Unavailable("no"), 3), (Unproven("no"), 4),
     (NotPermitted("no"), 5), (KeyboardInterrupt(), 130), (OSError(errno.ENOSPC, "full"), 3)],
)  # fmt: skip
def test_each_kind_of_trouble_has_its_code(error: BaseException, code: int) -> None:
    assert failing(error) == code


def test_a_mistake_of_ours_leaves_places_and_no_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    secret = "Kari Moe +47 22 19 40 11"
    assert failing(ValueError(secret)) == 1
    words = capsys.readouterr().err
    assert len(words.splitlines()) == 1
    report = Path(words.rsplit(" ", 1)[1].strip())
    text = report.read_text()
    assert "in failing" in text or "in work" in text
    assert "Kari" not in text + words
    assert report.stat().st_mode & 0o777 == 0o600


def test_a_reader_that_has_had_enough_hears_no_complaint() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "ledgerlane", "sync", "profile", "ledgerlane"],
        stdout=writing, stderr=subprocess.PIPE, check=False,
    )  # fmt: skip
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")
