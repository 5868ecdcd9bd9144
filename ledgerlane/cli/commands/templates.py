"""The wordings of letters: list, show, names, check."""

from __future__ import annotations

from pathlib import Path

import click

from ledgerlane.cli.session import Group, Known, Session, pass_session
from ledgerlane.domain.errors import Refused

FORMS = ("wording", "text", "markdown", "html", "pdf")
FOLDER = click.Path(path_type=Path, file_okay=False)


def _templates() -> tuple[str, ...]:
    from ledgerlane.domain.letter import TEMPLATES

    return TEMPLATES


def _languages() -> tuple[str, ...]:
    from ledgerlane.domain.letter import LANGUAGES

    return LANGUAGES


@click.group(cls=Group)
def templates() -> None:
    """What letters say, and the book's own wordings."""


def _folder(session: Session, folder: Path | None) -> Path:
    from ledgerlane.desk.wordings import folder_of

    return folder or folder_of(session.path)


@templates.command("list")
@click.option("--folder", type=FOLDER, help="Own wordings; else those beside the book, in BOOK.letters.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True)
@pass_session
def list_(session: Session, folder: Path | None, as_json: bool) -> None:
    """List the letters, and in which languages the book has a wording of its own."""
    from ledgerlane.desk import wordings

    rows = wordings.listed(_folder(session, folder))
    if as_json:
        session.out.json({
            "v": 1, "languages": list(_languages()),
            "rows": [{"template": r.template, "purpose": r.purpose, "own": list(r.own)} for r in rows],
        })  # fmt: skip
        return
    session.out.table(
        ("letter", "own", "is for"),
        [(r.template, " ".join(r.own), r.purpose) for r in rows],
    )
    session.out.line(f"languages: {' '.join(_languages())}")


@templates.command("show")
@click.argument("template", type=Known(_templates))
@click.option("--language", type=Known(_languages), default="en", show_default=True)
@click.option("--form", type=click.Choice(FORMS), default="wording", show_default=True,
              help="The wording itself, or a letter made of it to nobody.")  # fmt: skip
@click.option("-o", "file", type=click.Path(path_type=Path, dir_okay=False), help="Write it here.")  # fmt: skip
@click.option("--folder", type=FOLDER, help="Own wordings; else those beside the book, in BOOK.letters.")  # fmt: skip
@pass_session
def show(
    session: Session, template: str, language: str, form: str, file: Path | None, folder: Path | None
) -> None:  # fmt: skip
    """Show what a letter says: the wording, or what it becomes for a made-up customer."""
    from ledgerlane.desk import wordings

    where = _folder(session, folder)
    if form == "pdf":
        if file is None:
            msg = "a PDF goes to a file: say -o FILE"
            raise click.UsageError(msg)
        file.write_bytes(wordings.sample_pdf(where, template, language))
    elif form == "wording":
        found = wordings.wording(where, template, language)
        session.out.say(
            f"{found.file} ({'own' if found.own else 'comes with the program'})"
        )
        _tell(session, found.source, file)
    else:
        _tell(session, getattr(wordings.sample(where, template, language), form), file)
    if file is not None:
        session.out.say(f"{file}: written")


def _tell(session: Session, text: str, file: Path | None) -> None:
    if file is not None:
        file.write_text(text, "utf-8")
        return
    for line in text.removesuffix("\n").split("\n"):
        session.out.line(line)


@templates.command("names")
@click.option("--json", "as_json", is_flag=True)
@pass_session
def names(session: Session, as_json: bool) -> None:
    """List what a wording may say, name by name."""
    from ledgerlane.desk import wordings

    found = wordings.names()
    if as_json:
        session.out.json({"v": 1, "names": dict(found)})
        return
    session.out.table(("name", "stands for"), found)


@templates.command("check")
@click.argument("folder", type=FOLDER)
@click.option("--json", "as_json", is_flag=True)
@pass_session
def check(session: Session, folder: Path, as_json: bool) -> None:
    """Try every wording in FOLDER on made-up letters; say where one would be refused."""
    from ledgerlane.desk import wordings

    found = wordings.check(folder)
    if as_json:
        session.out.json({
            "v": 1, "wordings": found.wordings,
            "problems": [{"file": p.file, "line": p.line, "message": p.message} for p in found.problems],
        })  # fmt: skip
    else:
        for problem in found.problems:
            session.out.line(str(problem))
    if found.problems:
        msg = f"{folder}: {len(found.problems)} places in it cannot be used"
        raise Refused(msg)
    if not as_json:
        session.out.line(f"{folder}: {found.wordings} wordings, all can be used")
