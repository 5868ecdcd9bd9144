"""What each name of a wording stands for, in words: for whoever writes one."""

from __future__ import annotations

from collections.abc import Iterator

from ledgerlane.letters.context import BLOCKS, RECORDS

WORDS = {
    "greeting": "the greeting of the language, with the name of the person if it is known",
    "farewell": "the farewell; the signature follows by itself",
    "customer": "the customer's name, or number where the books know no name",
    "attention": "the person it is for, or nothing",
    "number": "the customer's number",
    "sender": "who writes: we, or our lawyer",
    "creditor": "whom the money is owed to: we",
    "day": "the day of the letter",
    "currency": "its currency, like EUR",
    "level": "the dunning level, a number",
    "total": "all that is to pay: documents, interest, fees, less credit notes and unapplied cash",
    "asked": "what is to be paid now: the minimum of a demand, else the total",
    "minimum": "the least that must come, or nothing",
    "by_date": "the day by which it must come, or nothing",
    "last_letter": "the day of the last letter sent, or nothing",
    "numbers": "the documents' numbers, credit notes left out, or nothing where there are more than four",
    "count": "how many documents, credit notes left out, a number",
    "one": "whether it is one document",
    "days": "days past due of the oldest document, a number",
    "due": "the earliest due day",
    "interest": "late interest asked for, or nothing",
    "law": "what interest and compensation rest on, or nothing",
    "compensation": "the fixed compensation, or nothing",
    "fee": "the fee for the reminder, or nothing",
    "documents_total": "the sum of the documents alone, before credit is deducted",
    "overdue": "what of the documents is past due, less credit notes and money that belongs to none yet",
    "late": "whether anything is past due",
    "balance": "documents less credit notes and unapplied cash",
    "owes": "whether the balance is above zero",
    "cash_only": "whether they are delivered to against payment in advance only",
    "next_step": "who gets it next: agency, court or nobody",
    "remark": "what the collector adds, or nothing",
    "documents": "table: the documents and what they come to",
    "payment": "box: amount, day, account, reference, QR code",
    "arithmetic": "table: how the interest was reckoned",
    "account": "tables of a statement: every document, unapplied cash, columns of age",
    "schedule": "table: the instalments of the plan",
    "said": "list: what was said in the conversation",
    "terms": "paragraphs: the credit policy of the book",
    "promise": "what was promised, or nothing",
    "promise.amount": "how much",
    "promise.due": "by which day",
    "promise.made_on": "on which day it was made, or nothing",
    "promise.by": "by whom, or nothing",
    "promise.broken": "whether its day has passed without the money",
    "plan": "the payment plan, or nothing",
    "plan.number": "its number",
    "plan.count": "how many instalments, a number",
    "plan.total": "their sum",
    "plan.first_due": "the day of the first",
    "plan.last_due": "the day of the last",
    "plan.interest": "the interest in them, or nothing",
    "plan.per_cent": "its rate a year",
    "plan.acceleration": "whether a breach makes all of it due",
    "plan.guarantees": "who guarantees, or nothing",
    "conversation": "the conversation, or nothing",
    "conversation.on": "its day",
    "conversation.channel": "how: by telephone, ...",
    "conversation.person": "with whom, or nothing",
    "notice": "the notice that the law wants before collection, or nothing",
    "notice.country": "whose law: NO, DK",
    "notice.days": "days to pay, a number",
    "notice.expires": "the day they end",
}


def explained() -> Iterator[tuple[str, str]]:
    """Each name as it is written in a wording, and what it stands for."""
    for name, words in WORDS.items():
        alone = " (on a line of its own)" if name in BLOCKS else ""
        record = f" ({{% if {name} %}} first)" if name in RECORDS else ""
        yield f"{{{{ {name} }}}}" if name not in RECORDS else name, words + alone + record
