"""Measures and forecasts: the group that their commands hang on."""

from __future__ import annotations

import click

from ledgerlane.cli.session import Group


@click.group(cls=Group)
def report() -> None:
    """Measures and forecasts, each with its formula, inputs, day and currency."""
