"""Receipts to be matched, in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from ledgerlane.domain.matching import Proposal
from ledgerlane.screens.work import ReceiptLine, ReceiptList, ReceiptProposal, Target

NORDVIK = Target(1, "NOK", "10482", "Nordvik Bygg AS")
GIVEN = Proposal("erp/10482", None, "")
RECEIPTS = [
    ReceiptLine(
        "bank/771", NORDVIK, "", date(2026, 11, 20), 6300000, "NOK", "8812", "8812 siste rate",
        "document number", True,
        (ReceiptProposal(NORDVIK.words, "document number", "8812 63 000.00 NOK", "8812=63000.00", NORDVIK, GIVEN),),
    ),
    ReceiptLine(
        "RC-7K3FQ2", None, "LUMIERE SARL", date(2026, 11, 23), 399000, "NOK", "", "facture novembre",
        "nobody knows whose it is, and it names no open document", False,
        (
            ReceiptProposal("55120 Café Lumière", "name and amount: 7711", "7711 3 990.00 NOK", "7711=3990.00",
                            Target(5, "NOK", "55120", "Café Lumière"), GIVEN),
            ReceiptProposal("20911 Hansen & Sønn", "amount: 6640", "6640 3 990.00 NOK", "6640=3990.00",
                            Target(2, "NOK", "20911", "Hansen & Sønn"), GIVEN),
        ),
    ),
]  # fmt: skip


@dataclass
class FakeCash:
    """Says what was asked of it in ``cash_done``."""

    cash_done: list[str] = field(default_factory=list)

    def _did(self, words: str) -> str:
        self.cash_done.append(words)
        return words

    def post_cash(
        self, target: Target | None, text: str, again: bool
    ) -> tuple[str, str, str]:
        assert not again, "nothing of this office is there already"
        whose = target.words if target is not None else "nobody"
        self._did(f"{whose.split()[0]} paid {text}")
        return "RC-1", f"posted on {whose}: RC-1", ""

    def match_cash(self, receipt: str) -> str:
        return f"{receipt} matched"

    def cash(self) -> ReceiptList:
        return ReceiptList(len(RECEIPTS), "", RECEIPTS)

    def cash_rows(self, start: int, stop: int) -> Sequence[ReceiptLine]:
        return RECEIPTS[start:stop]

    def cash_accept(self, line: ReceiptLine, proposal: ReceiptProposal, again: bool) -> str:
        assert not again, "nothing of this office is there already"
        return self._did(f"{line.receipt} matched: {proposal.why}")

    def cash_preview(self, receipt: str, items: str) -> str:
        return f"{receipt} would pay {items}"

    def cash_match(self, receipt: str, items: str) -> str:
        return self._did(f"{receipt} pays {items}")

    def cash_identify(self, receipt: str, target: Target, again: bool) -> str:
        assert not again, "nothing of this office is there already"
        return self._did(f"{receipt} is of {target.words}")

    def cash_reverse(self, receipt: str, why: str) -> str:
        return self._did(f"{receipt} bounced {why}")

    def cash_match_all(self, tell: Callable[[int, int], None]) -> str:
        tell(2, 2)
        return self._did("1 of 2 receipts matched")
