"""A report of a bug: where it happened, and nothing about whom."""

from __future__ import annotations

import os
import secrets
import traceback

from ledgerlane.config import state_folder


def write_report(error: BaseException) -> str:
    """Write file names, lines and the kind of error, no values; the path of the report."""
    reference = secrets.token_hex(4)
    folder = state_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"crash-{reference}.log"
    frames = traceback.extract_tb(error.__traceback__)
    rows = [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    rows.append(type(error).__name__)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write("\n".join(rows) + "\n")
    return str(path)
