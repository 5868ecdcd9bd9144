"""What was being written when the app ended, kept for the next start."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from pathlib import Path

from ledgerlane.config import state_folder
from ledgerlane.screens.work import Target


def draft_file(book: Path) -> Path:
    """The file of this book's drafts."""
    name = sha256(str(book.resolve()).encode()).hexdigest()[:16]
    return state_folder() / f"drafts-{name}.json"


def save(book: Path, drafts: dict[Target, str]) -> None:
    """Keep the drafts, or remove the file when there are none. Safe in a signal's handler."""
    path = draft_file(book)
    if not drafts:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    rows = [[*target, text] for target, text in drafts.items()]
    fresh = path.with_suffix(".new")
    with os.fdopen(
        os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w"
    ) as file:
        json.dump(rows, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def load(book: Path) -> dict[Target, str]:
    """The drafts kept for this book; a file that cannot be read is no draft."""
    try:
        rows = json.loads(draft_file(book).read_text("utf-8"))
        return {Target(int(r[0]), str(r[1]), str(r[2]), str(r[3])): str(r[4]) for r in rows}
    except (OSError, ValueError, LookupError, TypeError):
        return {}
