"""The tables of a letter: documents, how to pay, the arithmetic of interest, the account, a plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ledgerlane.domain.interest import Line as Segment
from ledgerlane.domain.interest import per_cent_text
from ledgerlane.domain.letter import Kind, Letter, Line
from ledgerlane.domain.money import Money
from ledgerlane.domain.payment_reference import iban_shown, qr_text, shown
from ledgerlane.letters.context import outside
from ledgerlane.letters.document import Bullets, Facts, Grid, Paragraph, Part
from ledgerlane.letters.phrases import phrases
from ledgerlane.letters.speech import Speech


def block(name: str, letter: Letter, speech: Speech) -> Iterator[Part]:
    """The parts of a block; none where the letter has nothing for it."""
    yield from {
        "documents": documents,
        "payment": payment,
        "arithmetic": arithmetic,
        "account": account,
        "schedule": schedule,
        "said": said,
        "terms": terms,
    }[name](letter, speech)


def documents(letter: Letter, speech: Speech) -> Iterator[Part]:
    """What the letter is about, one row a document, and what it comes to."""
    if not letter.lines:
        return
    say, currency = phrases(letter.language), letter.currency
    columns, labels = say["columns"], say["labels"]
    bears = any(line.interest is not None for line in letter.lines)
    late = letter.oldest_days > 0
    partly = any(line.open != line.amount for line in letter.owed)
    heads = [columns["number"], columns["date"], columns["due"]]
    heads += [columns["days"]] if late else []
    heads += [columns["amount"]] if partly else []
    heads.append(f"{columns['open']} {currency}")
    heads += [columns["interest"]] if bears else []
    rows = []
    for line in letter.owed:
        row = [
            _named(line, letter),
            speech.short_day(line.document_date),
            speech.short_day(line.due),
        ]
        row += [str(line.days_late(letter.day) or "")] if late else []
        row += [speech.figure(line.amount.minor, currency)] if partly else []
        row.append(speech.figure(line.open.minor, currency))
        if bears:
            row.append(
                speech.figure(line.interest.minor, currency) if line.interest else ""
            )
        rows.append(row)
    empty = [""] * (len(heads) - 2 - bears)
    sums = [[labels["sum"], *empty, speech.figure(letter.owed_total.minor, currency)]]
    if bears:
        sums[0].append(speech.figure(letter.interest_total.minor, currency))
    extra = list(_extra(letter))
    for words, amount in extra:
        sums.append([words, *empty, speech.figure(amount.minor, currency)] + [""] * bears)
    if bears or extra:
        sums.append(
            [labels["total"], *empty, speech.figure(letter.to_pay.minor, currency)]
            + [""] * bears
        )
    spare = [3 + late] if partly else []
    yield Grid(heads, rows, frozenset(range(3, len(heads))), sums, [*spare, 1])
    for line in letter.lines:
        if line.denied is not None:
            words = say["notes"]["denied"]
            yield Paragraph(
                words.format(number=outside(line.number), amount=speech.money(line.denied))
            )


def _extra(letter: Letter) -> Iterator[tuple[str, Money]]:
    """What is added to the documents' sum, and what is deducted from it: fees, credit notes, cash."""
    say = phrases(letter.language)
    for fee in letter.fees:
        yield say["fees"].get(fee.kind, outside(fee.kind)), fee.amount
    for line in letter.credits:
        yield _named(line, letter), line.open
    if letter.cash_total.minor:
        yield say["labels"]["unapplied"], -letter.cash_total


def _named(line: Line, letter: Letter) -> str:
    kinds = phrases(letter.language)["kinds"]
    kind = kinds.get(line.kind, kinds["credit_note"] if line.credit else "")
    return f"{kind} {outside(line.number)}".strip()


def payment(letter: Letter, speech: Speech) -> Iterator[Part]:
    """How to pay: amount, day, to whom, account, reference; with a QR code where banks read one."""
    if letter.asked.minor <= 0:
        return
    summed = letter.kind != Kind.STATEMENT  # its balance is not all due yet
    say, colon = (phrases(letter.language)[name] for name in ("labels", "letter"))
    to, account = letter.sender, letter.sender.account
    quoted = letter.reference and shown(letter.reference, letter.scheme)
    scheme = say.get(f"reference_{letter.scheme}", say["reference"])
    pairs = (
        (say["amount"], speech.money(letter.asked) if summed else ""),
        (say["by"], speech.day(letter.by_date) if letter.by_date else ""),
        (say["payee"], outside(to.name)),
        (say["iban"], iban_shown(outside(account.iban))),
        (say["bic"], outside(account.bic)),
        (say["account"], outside(account.number)),
        (say["bank"], outside(account.bank)),
        (scheme if quoted else say["quote"], quoted or outside(letter.to.number)),
    )
    yield Facts(
        say["pay"],
        tuple((label + colon["colon"], words) for label, words in pairs if words),
        qr_text(letter) if summed else "",
        say["scan"],
    )


def arithmetic(letter: Letter, speech: Speech) -> Iterator[Part]:
    """Late interest, segment by segment: principal, days, rate, and what it comes to."""
    if not letter.interest:
        return
    say, currency = phrases(letter.language), letter.currency
    rows: list[Sequence[str]] = []
    for each in letter.interest:
        for segment in each.accrual.lines:
            rows.append(_segment(outside(each.number), segment, speech, currency))
    columns = say["columns"]
    heads = (columns["number"], columns["principal"], columns["period"], columns["reckoning"],
             f"{columns['interest']} {currency}")  # fmt: skip
    total = sum(each.accrual.amount.minor for each in letter.interest)
    sums = [[say["labels"]["rounded"], "", "", "", speech.figure(total, currency)]]
    if before := total - letter.interest_total.minor:
        sums.append(
            [say["labels"]["reckoned_before"], "", "", "", speech.figure(-before, currency)]
        )
        sums.append(
            [columns["interest"], "", "", "", speech.figure(total - before, currency)]
        )
    yield Grid(heads, rows, frozenset((1, 4)), sums)


def _segment(number: str, line: Segment, speech: Speech, currency: str) -> Sequence[str]:
    base = speech.figure(line.principal.minor, currency)
    if line.carried:
        base += f" + {speech.finer(line.carried, currency)}"
    rate = speech.number(per_cent_text(line.per_cent))
    return (
        number,
        base,
        f"{speech.short_day(line.first)} – {speech.short_day(line.until)}",
        f"{rate} % × {line.days}/{line.basis}",
        speech.finer(line.exact, currency),
    )


def account(letter: Letter, speech: Speech) -> Iterator[Part]:
    """A statement: all documents, unapplied cash, columns of age, and the balance they come to."""
    aged = letter.aged
    if aged is None:
        return
    say, currency = phrases(letter.language), letter.currency
    columns, labels = say["columns"], say["labels"]
    heads = (columns["number"], columns["date"], columns["due"], columns["days"],
             columns["amount"], f"{columns['open']} {currency}")  # fmt: skip
    rows = [
        (_named(line, letter), speech.short_day(line.document_date),
         "" if line.credit else speech.short_day(line.due), str(line.days_late(letter.day) or ""),
         speech.figure(line.amount.minor, currency), speech.figure(line.open.minor, currency))
        for line in letter.lines
    ]  # fmt: skip
    for cash in letter.cash:
        words = f"{labels['unapplied']} {outside(cash.reference)}".strip()
        figure = speech.figure(-cash.amount.minor, currency)
        rows.append((words, speech.short_day(cash.received), "", "", "", figure))
    sums = [
        (labels["balance"], "", "", "", "", speech.figure(letter.balance.minor, currency))
    ]
    yield Grid(heads, rows, frozenset((3, 4, 5)), sums, (4,))
    names = [labels["not_due"]]
    names += [labels["days"].format(days=label) for label in letter.buckets.labels[1:]]
    figures = [aged.not_due, *aged.buckets]
    ages = [
        (name, speech.figure(minor, currency))
        for name, minor in zip(names, figures, strict=True)
    ]
    ages.append((labels["credit"], speech.figure(-aged.unapplied, currency)))
    end = [(labels["balance"], speech.figure(aged.balance, currency))]
    yield Grid((labels["age"], currency), ages, frozenset((1,)), end)


def schedule(letter: Letter, speech: Speech) -> Iterator[Part]:
    """The instalments of a plan, with the interest in them."""
    plan = letter.plan
    if plan is None:
        return
    say, currency = phrases(letter.language), letter.currency
    columns, labels = say["columns"], say["labels"]
    bears = any(each.interest.minor or each.fee.minor for each in plan.instalments)
    heads = [columns["instalment"], columns["due"], f"{columns['amount']} {currency}"]
    heads += [columns["including"]] if bears else []
    rows = []
    for at, each in enumerate(plan.instalments, 1):
        extra = each.interest.minor + each.fee.minor
        row = [
            str(at),
            speech.short_day(each.due),
            speech.figure(each.amount.minor, currency),
        ]
        rows.append([*row, speech.figure(extra, currency)] if bears else row)
    parts = plan.instalments
    end = [labels["sum"], "", speech.figure(sum(e.amount.minor for e in parts), currency)]
    if bears:
        inside = sum(e.interest.minor + e.fee.minor for e in parts)
        end.append(speech.figure(inside, currency))
    yield Grid(heads, rows, frozenset((2, 3)), [end])


def said(letter: Letter, _speech: Speech) -> Iterator[Part]:
    """What was said, point by point, in the words of whoever noted it."""
    talk = letter.conversation
    if talk is not None and talk.said:
        yield Bullets(tuple(outside(each) for each in talk.said))


def terms(letter: Letter, _speech: Speech) -> Iterator[Part]:
    """The credit policy, a paragraph for each line that says something."""
    for each in letter.terms.splitlines():
        if each.strip():
            yield Paragraph(outside(each.strip()))
