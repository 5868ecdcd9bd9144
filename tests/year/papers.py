"""Letters that no run proposes, in every language; and what customers answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from year.world import LANDS

if TYPE_CHECKING:
    from year.people import Office

FINE = (0, 1)
BY_HAND = ("confirmation", "statement", "copy", "terms", "attorney")
LANGUAGES = tuple(language for _, _, language in LANDS)
VERBS = {"confirmation": "confirm"}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\n"


def week(office: Office) -> None:
    """Wednesday, before the run: one of each paper, in the language that had it least; then the post."""
    for paper in BY_HAND:
        languages = sorted(LANGUAGES, key=lambda each: (office.written[paper, each], each))
        for language in languages:
            if write(office, paper, language):
                break
    if office.even:
        answers(office)


def write(office: Office, paper: str, language: str) -> bool:
    """Whether a letter of this paper was accepted for somebody of this language."""
    speak = {c.number for c in office.world.customers if c.language == language}
    rows = [row for row in office.rows if row["customer"] in speak and row["overdue"] > 0]
    if paper == "confirmation":
        rows = [row for row in rows if row["status"] in ("PTP", "PLN")]
    if paper == "attorney":
        rows = [row for row in rows if row["oldest_days"] > 45]
    if paper == "terms":  # to a new customer, whatever they owe
        rows = [{"customer": number} for number in sorted(speak - office.told_terms)]
    rows = [row for row in rows if row.get("status") != "STP"]
    if not rows:
        return False
    row = office.random.choice(rows)
    account = (
        f"{row['customer']}/{row['currency']}" if "currency" in row else row["customer"]
    )
    if paper == "copy":
        number = next(
            i.number for i in office.world.open_of(row["customer"]) if not i.credit
        )
        folder = Path(f"{office.folder / 'year.book'}.invoices")
        folder.mkdir(exist_ok=True)
        (folder / f"{number}.pdf").write_bytes(PDF)
        done = office.say("anna", "letters", "copy", row["customer"], number, fine=FINE)
    else:
        who = "leo" if paper == "attorney" else "anna"
        verb = VERBS.get(paper, paper)
        done = office.say(who, "letters", verb, account, "--accept", fine=FINE)
    if paper == "terms":
        office.told_terms.add(row["customer"])
    if done:
        office.written[paper, language] += 1
        office.count(f"letters: {paper}")
    return bool(done)


def answers(office: Office) -> None:
    """Of the letters of last week one was read, one answered, one came back."""
    sent = [
        row
        for row in office.ask("anna", "letters", "list", "--state", "sent")["rows"]
        if row["channel"] == "mail"
        and (office.today - date.fromisoformat(row["sent"])).days <= 7
    ]
    folder = office.folder / "post"
    folder.mkdir(exist_ok=True)
    for row, make in zip(sent, (_answer, _bounce), strict=False):
        path = folder / f"{row['letter']}.eml"
        path.write_text(
            make(row["message_id"], f"{row['letter']}.{office.today:%m%d}"), "utf-8"
        )
        for each in office.ask("anna", "letters", "receive", str(path))["found"]:
            office.count(f"letters: {each['came']}")


def _answer(about: str, own: str) -> str:
    return (
        f"From: ap@customer.example\nTo: faktura@fjordpapir.example\nMessage-ID: <{own}@customer.example>\n"
        f"In-Reply-To: {about}\nSubject: Re: reminder\nContent-Type: text/plain\n\nIt is on the list.\n"
    )


def _bounce(about: str, own: str) -> str:
    return (
        f"From: mailer-daemon@customer.example\nTo: faktura@fjordpapir.example\nMessage-ID: <{own}@customer.example>\n"
        "Subject: failed\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nUnknown.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; customer.example\n\n"
        "Final-Recipient: rfc822; ap@customer.example\nAction: failed\nStatus: 5.1.1\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {about}\n\n--b--\n"
    )
