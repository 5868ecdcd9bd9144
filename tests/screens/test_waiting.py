"""What waits for somebody: the list, answered there by key; copies of invoices by one key."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import M
from desk_book import DeskBook
from screens.conftest import Golden
from screens.fake import press

from ledgerlane.desk import cases, contacts, copies, disputes, letters, people
from ledgerlane.domain.account import Contact
from ledgerlane.screens.build import build
from ledgerlane.screens.office import DeskOffice
from ledgerlane.screens.painting import as_text
from ledgerlane.screens.shell import Modes, Shell
from ledgerlane.screens.work import Work


@pytest.fixture
def kept(tmp_path: Path) -> DeskBook:
    made = DeskBook(tmp_path)
    for login, role in (("sue", "support"), ("quinn", "department")):
        made.sit(made.me)
        people.add(made.desk, login)
        people.grant(made.desk, login, role, [])
    return made


def ask(kept: DeskBook) -> tuple[str, str]:
    anna = kept.sit("anna")
    damaged = {"kind": "damaged", "department": "quality", "text": "pallets broken", "disputed": "200"}  # fmt: skip
    return (
        cases.open_(anna, "support", "C1", {"kind": "copy", "text": "never got it"}, ["1001"]),
        cases.open_(anna, "complaint", "C1", damaged, ["1001"]),
    )  # fmt: skip


async def opened(
    kept: DeskBook, login: str, line: str, modes: Modes | None = None
) -> Shell:
    shell = build(Work(DeskOffice(kept.sit(login))), modes=modes)
    await shell.go("queue")
    await press(shell, f":{line}⏎")
    assert shell.area_name == "waiting"
    return shell


def screen(shell: Shell) -> str:
    return as_text(shell.paint())


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (140, 40)])
async def test_golden_waiting(
    golden: Golden, kept: DeskBook, columns: int, rows: int
) -> None:
    support, complaint = ask(kept)
    shell = await opened(kept, "sue", "support list")
    shell.resize(columns, rows)
    text = screen(shell).replace(support, "SU-7K3FQ2").replace(complaint, "CO-7K3FQ2")
    golden(f"waiting-{columns}x{rows}.txt", text)


async def test_support_answers_in_the_list_and_the_account_is_the_collectors_again(
    kept: DeskBook,
) -> None:
    support, _ = ask(kept)
    shell = await opened(kept, "sue", "support list")
    await press(shell, "asent by mail today⏎")
    assert shell.message[0] == f"{support}: support answered"
    assert "nothing waits here" in screen(shell)
    assert kept.row("C1")[3:] == ("2026-06-30", "support did it: sent by mail today")


async def test_support_asks_back_and_the_collector_sees_it_waiting(kept: DeskBook) -> None:
    support, _ = ask(kept)
    shell = await opened(kept, "sue", "support list")
    await press(shell, "dto which address?⏎")
    assert shell.message[0] == f"{support}: support asks back"
    shell = await opened(kept, "anna", "waiting")
    assert "to which address?" in screen(shell)
    await press(shell, "akari@nordvik.example⏎")
    assert shell.message[0] == f"{support}: support asked again"


async def test_who_may_not_answer_reads_why(kept: DeskBook) -> None:
    ask(kept)
    shell = await opened(kept, "anna", "complaints")
    await press(shell, "a")
    assert (
        shell.message[0] == "answer: needs department or management or supervisor or admin"
    )
    shell = await opened(kept, "sue", "waiting", Modes(readonly=True))
    await press(shell, "a")
    assert "no decision" in shell.message[0]
    shell = await opened(kept, "sue", "goods list")
    await press(shell, "a")
    assert shell.message[0] == "nothing waits here"


async def test_a_complaint_is_answered_in_its_form(kept: DeskBook) -> None:
    _, complaint = ask(kept)
    shell = await opened(kept, "quinn", "complaints")
    await press(shell, "aupheld", "tab")
    await press(shell, "packing", "tab")
    await press(shell, "we credit it⏎")
    assert shell.message[0] == f"{complaint}: complaint answered"
    case, _ = cases.load(kept.desk, complaint)
    assert (case.state, case.word("outcome")) == ("answered", "upheld")


async def test_what_was_typed_into_a_form_that_is_left_comes_back(kept: DeskBook) -> None:
    _, complaint = ask(kept)
    shell = await opened(kept, "quinn", "complaints")
    await press(shell, "aupheld", "tab")
    await press(shell, "packing", "escape")
    assert shell.overlay is None
    assert (
        shell.message[0]
        == f"kept: what was typed comes back with {complaint} answer of C1 Nordvik Bygg AS"
    )
    await press(shell, "a")
    assert "packing" in screen(shell)
    await press(shell, "", "tab", "tab")
    await press(shell, "we credit it⏎")
    case, _ = cases.load(kept.desk, complaint)
    assert (case.word("outcome"), case.word("cause")) == ("upheld", "packing")
    assert shell.left == {}


async def test_a_prospect_is_recorded_listed_and_answered_in_the_app(
    kept: DeskBook,
) -> None:
    shell = await opened(kept, "anna", "prospects")
    await press(shell, ":prospect⏎")
    await press(shell, "Ny Kunde", "tab")
    await press(shell, "8000", "tab")
    await press(shell, "pallets⏎")
    [row] = cases.list_(kept.desk, kind="prospect")
    assert shell.message[0] == f"{row.id}: prospect recorded on Ny Kunde"
    await press(shell, ":prospects⏎")
    assert "Ny Kunde" in screen(shell)
    await press(shell, "⏎")
    assert shell.area_name == "waiting"
    assert "no customer of the ledger yet" in shell.message[0]
    await press(shell, "ereference⏎")
    await press(shell, "Bank of Bergen", "tab")
    await press(shell, "good⏎")
    case, _ = cases.load(kept.desk, row.id)
    assert [each.step for each in case.moves] == ["record", "reference"]


async def test_enter_opens_the_account_and_e_chooses_a_step(kept: DeskBook) -> None:
    support, _ = ask(kept)
    shell = await opened(kept, "sue", "support list")
    await press(shell, "e")
    assert "withdraw" in screen(shell)
    await press(shell, "note⏎")
    await press(shell, "the scanner is down⏎")
    assert shell.message[0] == f"{support}: noted"
    assert "the scanner is down" in screen(shell)
    await press(shell, "⏎")
    assert shell.area_name == "customer"


async def test_one_list_leads_to_another(kept: DeskBook) -> None:
    ask(kept)
    shell = await opened(kept, "sue", "support list")
    for line, title in (
        ("complaints", "Open complaints"),
        ("claims", "Claims to confirm or deny"),
        ("goods list", "Goods back"),
        ("sales list", "Sales: what is asked for"),
        ("support list", "Support: what is asked for"),
        ("waiting", "What waits for you"),
    ):
        await press(shell, f":{line}⏎")
        assert f" {title}" in screen(shell)


async def test_one_key_sends_a_copy_or_asks_support(kept: DeskBook) -> None:
    anna = kept.sit("anna")
    contacts.record(anna, "C1", Contact("Kari Moe", email="kari@nordvik.example"))
    shell = build(Work(DeskOffice(anna)))
    await shell.go("queue")
    await press(shell, "gC1⏎")
    assert shell.area_name == "customer"
    await press(shell, "I")
    assert "support is asked for a copy of 1001" in shell.message[0]
    files = copies.folder_of(kept.path)
    files.mkdir()
    (files / "1001.pdf").write_bytes(b"%PDF-1.7 one")
    await press(shell, "I")
    [row] = letters.list_(anna, ("accepted",), "C1")
    assert shell.message[0].startswith(
        f"{row.id}: copy of 1001 goes to kari@nordvik.example"
    )


@pytest.fixture
def claimed(kept: DeskBook) -> DeskBook:
    """Mona of marketing; C1 claims 120.00 EUR, of which a deduction of 100.00 EUR on 1001."""
    kept.sit(kept.me)
    people.add(kept.desk, "mona")
    people.grant(kept.desk, "mona", "marketing", [])
    disputes.open_(kept.sit("anna"), "C1", "1001", M("100.00 EUR"), reason="promo")
    return kept


async def claim(kept: DeskBook) -> str:
    shell = build(Work(DeskOffice(kept.sit("anna"))))
    await shell.go("queue")
    await press(shell, "gC1⏎")
    await press(shell, ":claim⏎")
    await press(shell, "promo", "tab")
    await press(shell, "120.00", "tab")
    await press(shell, "spring sale", "tab", "tab")
    await press(shell, "1001⏎")
    said = shell.message[0]
    assert said.endswith(
        "claim of 120.00 EUR recorded, 100.00 EUR matched; marketing decides"
    )
    return said.partition(":")[0]


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (140, 40)])
async def test_golden_claims(
    golden: Golden, claimed: DeskBook, columns: int, rows: int
) -> None:
    name = await claim(claimed)
    shell = await opened(claimed, "mona", "claims")
    shell.resize(columns, rows)
    [dispute] = disputes.list_(claimed.desk)
    text = screen(shell).replace(name, "CL-7K3FQ2").replace(dispute.id, "DI-7K3FQ2")
    golden(f"claims-{columns}x{rows}.txt", text)


async def test_marketing_confirms_a_part_and_denies_the_rest_by_key(
    claimed: DeskBook,
) -> None:
    name = await claim(claimed)
    shell = await opened(claimed, "mona", "claims")
    await press(shell, "a60.00⏎")
    assert shell.message[0].startswith(f"{name}: confirmed; CM-")
    await press(shell, "d")
    assert "needs text" in screen(shell)
    await press(shell, "the sale was over⏎")
    assert shell.message[0] == f"{name}: 40.00 EUR denied, asked for again"
    [dispute] = disputes.list_(claimed.desk)
    assert (dispute.state, dispute.denied, dispute.confirmed) == ("confirmed", 4000, 6000)
    assert "nothing waits here" in screen(shell)


async def test_others_see_the_claims_and_read_why_they_do_not_decide(
    claimed: DeskBook,
) -> None:
    name = await claim(claimed)
    shell = await opened(claimed, "anna", "claims")
    await press(shell, "a")
    assert shell.message[0] == "confirm: needs marketing or admin"
    await press(shell, "ewithdraw⏎")
    await press(shell, "they agree⏎")
    assert shell.message[0] == f"{name}: withdrawn"
    shell = await opened(claimed, "mona", "waiting")
    assert "nothing waits here" in screen(shell)
