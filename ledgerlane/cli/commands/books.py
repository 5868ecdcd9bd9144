"""Making books: an empty one, and one to learn on."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from ledgerlane.cli.session import Command, Known, Session, pass_session

SEED = "names of what is recorded are drawn from this, so that a script makes the same book again."


def _sizes() -> Iterable[str]:
    from ledgerlane.desk.portfolio import SIZES

    return SIZES


@click.command(cls=Command)
@click.option("--currency", default="EUR", show_default=True, help="The base currency.")
@click.option("--zone", default="UTC", show_default=True, help="Which day it is, like Europe/Oslo.")  # fmt: skip
@click.option("--country", default="", help="For holidays, like NO.")
@click.option("--shared", is_flag=True, help="Several users of this machine write to it.")
@click.option("--practice", is_flag=True, help="Marked for ever as no real book; --as NAME works.")  # fmt: skip
@click.option("--seed", default="", help=f"Practice only: {SEED}")
@pass_session
def init(
    session: Session, currency: str, zone: str, country: str, shared: bool, practice: bool,
    seed: str,
) -> None:  # fmt: skip
    """Make an empty book, with you as its admin."""
    from ledgerlane.desk import book

    desk = book.init(
        session.path, currency=currency, zone=zone, country=country, practice=practice,
        shared=shared, seed=seed,
    )  # fmt: skip
    desk.close()
    kind = "practice book" if practice else "book"
    session.out.say(f"{session.path}: an empty {kind} in {currency}; next: ledgerlane sync import FILE...")  # fmt: skip


@click.command(cls=Command)
@click.option("--size", type=Known(_sizes), default="demo", show_default=True, help="How many invoices.")  # fmt: skip
@click.option("--keep", type=click.Path(path_type=Path), help="Make it here and keep it.")
@click.option("--no-open", is_flag=True, help="Do not open the app on it.")
@click.option("--seed", default="", help=SEED[0].upper() + SEED[1:])
@click.option(
    "--tutorial", is_flag=True, help="Begin with the tour: ten minutes of practice."
)
@pass_session
def demo(
    session: Session, size: str, keep: Path | None, no_open: bool, seed: str, tutorial: bool
) -> int:
    """Make a realistic practice book and open the app on it."""
    from ledgerlane import app

    if not no_open:
        app.require_terminal()
    if keep is not None or no_open:
        path = keep or Path(tempfile.mkdtemp(prefix="ledgerlane-")) / "demo.book"
        _make(session, path, size, seed)
        session.out.line(str(path))
        return 0 if no_open else app.run(path, config=session.config, tour=tutorial)
    with tempfile.TemporaryDirectory(prefix="ledgerlane-") as folder:
        path = Path(folder) / "demo.book"
        _make(session, path, size, seed)
        return app.run(path, config=session.config, tour=tutorial)


def _make(session: Session, path: Path, size: str, seed: str) -> None:
    from ledgerlane.desk import demo as making

    session.out.say("making a practice book ...")
    today = session.as_of or date.today()  # noqa: DTZ011  the person's own day
    making.make(path, size, today, seed=seed)
