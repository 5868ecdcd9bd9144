"""What stops a command, as a line on stderr and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from ledgerlane.domain.errors import Trouble
from ledgerlane.domain.plain_text import clean

INTERRUPTED = 130
UNAVAILABLE = 3
OUR_MISTAKE = 1


def guarded(work: Callable[[], int]) -> int:
    """Run ``work``; its exit code, or the code and words of what stopped it."""
    try:
        code = work()
        sys.stdout.flush()
    except Trouble as trouble:
        tell(str(trouble))
        return trouble.exit_code
    except KeyboardInterrupt:
        tell("interrupted; nothing half-done")
        return INTERRUPTED
    except BrokenPipeError:
        return _nobody_reads()
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        tell(f"{place}{error.strerror or type(error).__name__}")
        return UNAVAILABLE
    except Exception as error:
        return _database(error) or _mistake(error)
    return code


def tell(words: str) -> None:
    """Say something on stderr; line by line, made safe when that is a terminal."""
    try:
        safe = sys.stderr.isatty()
        for at, line in enumerate(words.split("\n")):
            start = "ledgerlane: " if at == 0 else "  "
            print(f"{start}{clean(line) if safe else line}", file=sys.stderr)  # noqa: T201  this is the command line
        sys.stderr.flush()
    except (OSError, ValueError):
        return  # nobody listens; the exit code still tells


def _nobody_reads() -> int:
    """The reader of our output has had enough (``| head``): no complaint, no traceback at exit."""
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, sys.stdout.fileno())
    os.close(quiet)
    return 0


def _database(error: Exception) -> int:
    """SQLite's trouble in plain words; 0 when it is none."""
    if not hasattr(error, "sqlite_errorname"):
        return 0
    from ledgerlane.store.connection import as_trouble

    trouble = as_trouble(error)
    if trouble is None:
        return 0
    tell(str(trouble))
    return trouble.exit_code


def _mistake(error: Exception) -> int:
    """A bug: one line with a reference, the places (and no values) in a file."""
    from ledgerlane.screens.crash import write_report

    try:
        report = write_report(error)
    except OSError:
        report = "(no report could be written)"
    tell(f"a mistake of ledgerlane ({type(error).__name__}); the report is {report}")
    return OUR_MISTAKE
