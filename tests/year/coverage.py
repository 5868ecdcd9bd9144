"""What happened in the scripted year and how often: counted from the book's own lists at the end."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from year.world import LANDS

if TYPE_CHECKING:
    from year.playing import Played

START = date(2025, 1, 1)
PAPERS = (
    "courtesy", "reminder 1", "reminder 2", "reminder 3", "demand", "final", "attorney",
    "confirmation", "statement", "copy", "terms",
)  # fmt: skip
LANGUAGES = tuple(language for _, _, language in LANDS)
NAMED = {
    "calls": ("call: no answer", "call: voicemail", "call: call back", "call: promise", "call: dispute", "note", "undo"),
    "promises": ("promise kept", "promise partly kept", "promise broken", "promise superseded"),
    "cash": ("import", "cash matched by rule", "receipt matched by hand", "match taken back", "receipt identified", "receipt posted", "receipt bounced", "receipt bounced in the books"),
    "plans": ("plan agreed", "plan declined", "instalment missed", "plan agreed anew", "plan fell due at once", "plan settled", "plan completed", "plan broken", "plan cancelled"),
    "claims": ("claim matched", "claim confirmed", "claim denied"),
    "disputes": ("dispute upheld", "dispute rejected"),
    "letters": ("letters: skip", "letters: hold", "letters: released", "letters: answered", "letters: bounced", "letters on paper"),
    "holds": ("hold", "hold released", "contact stop", "contact resumed", "credit grant", "credit deny"),
    "placement": ("placement asked", "placement declined", "placed", "remitted", "recalled", "placement closed"),
    "court": ("legal opened", "legal authorise", "legal decline", "legal file", "legal judgment", "legal enforce", "legal settle", "legal give-up"),
    "write-off": ("write-off asked", "write-off approved", "write-off declined", "write-off taken back", "recovery", "recovery taken back"),
    "interest": ("interest proposed", "interest charged", "interest waived"),
    "post mortem": ("review", "review held"),
    "others": ("complaint upheld", "complaint rejected", "complaint closed", "support answered", "goods agreed", "goods refused", "goods credited", "escalated", "escalation: answer", "escalation: decline", "sales asked", "sales: answer", "sales: decline", "prospect", "prospect: approve", "prospect: deny", "deadline", "deadline met", "deputy", "reports"),
}  # fmt: skip
"""What a year has to have; none may be missing."""


def happened(year: Played) -> Counter[str]:
    """How often each came to pass, by its name in `NAMED`."""
    found = Counter(year.office.did)
    found["receipt bounced in the books"] = sum(
        bool(p.reverses) for p in year.office.world.payments
    )
    for row in _rows(year, "promises"):
        found[f"promise {row['state']}"] += 1
    for row in _rows(year, "plans"):
        if row["state"] == "completed":
            found["plan completed"] += 1
    for row in _rows(year, "disputes", "--state", "all"):
        found[f"dispute {row['state']}"] += 1
    for row in _rows(year, "approve", "list", "--state", "all"):
        if row["kind"] == "write-off":
            found[f"write-off {row['state']}"] += 1
    for row in _rows(year, "letters", "list"):
        found["letters on paper"] += row["sent"] is not None and row["channel"] == "letter"
    return found


def letters(year: Played) -> Counter[tuple[str, str]]:
    """How many letters of each paper went out in each language."""
    found: Counter[tuple[str, str]] = Counter()
    for row in _rows(year, "letters", "list"):
        if row["sent"] is not None:
            level = f" {min(row['level'], 3)}" if row["paper"] == "reminder" else ""
            found[row["paper"] + level, row["language"]] += 1
    return found


def table(year: Played) -> str:
    """Both as a table to read."""
    did, sent = happened(year), letters(year)
    lines = [f"{'':14}" + "".join(f"{language:>5}" for language in LANGUAGES)]
    lines += [
        f"{paper:14}" + "".join(f"{sent[paper, language]:5}" for language in LANGUAGES)
        for paper in PAPERS
    ]
    lines += [
        f"{theme}: "
        + ", ".join(f"{name.removeprefix(theme + ': ')} {did[name]}" for name in names)
        for theme, names in NAMED.items()
    ]
    return "\n".join(lines)


def figures(year: Played) -> str:
    """How much it was: days, commands, recorded events, letters, seconds."""
    days, sent = (year.last - START).days + 1, sum(letters(year).values())
    lines = year.command("sync", "export", "everything", "--format", "jsonl").splitlines()
    return f"{days} days, {year.office.commands} commands, {len(lines)} lines of history, {sent} letters, {year.seconds:.0f} s"


def missing(year: Played) -> list[str]:
    """What a whole year should have had and this one did not."""
    did, sent = happened(year), letters(year)
    absent = [name for names in NAMED.values() for name in names if not did[name]]
    return absent + [
        f"{paper} in {language}" for paper in PAPERS for language in LANGUAGES if not sent[paper, language]
    ]  # fmt: skip


def _rows(year: Played, *words: str) -> list[dict[str, Any]]:
    return list(json.loads(year.command(*words, "--json"))["rows"])
