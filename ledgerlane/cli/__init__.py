"""The command line: what a person types becomes calls of the desk (docs/cli.md)."""

from ledgerlane.cli.entry import main

__all__ = ["main"]
