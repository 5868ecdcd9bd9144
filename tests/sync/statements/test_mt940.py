"""MT940 and MT942 in the ways banks write them."""

from __future__ import annotations

from datetime import date

import pytest

from ledgerlane.sync.files import Unreadable
from ledgerlane.sync.formats import mt940
from ledgerlane.sync.formats.statement import Entry, Statement

HEAD = ":20:STMT\n:25:NO9386011117947\n:28C:5/1\n:60F:C261101EUR1000,00\n"


def read(text: str | bytes) -> tuple[list[Entry], list[Statement]]:
    found = list(mt940.statements(text.encode() if isinstance(text, str) else text))
    return (
        [each for each in found if isinstance(each, Entry)],
        [each for each in found if isinstance(each, Statement)],
    )


def one(line: str, *more: str) -> Entry:
    (entry,), _ = read(HEAD + "\n".join((f":61:{line}", *more)) + "\n")
    return entry


@pytest.mark.parametrize(
    ("line", "minor", "reversal"),
    [
        ("2611021103C1234,50NTRFREF//B1", 123450, False),
        ("2611021103CR1234,5NTRFREF//B1", 123450, False),
        ("261102D,50NTRFREF", -50, False),
        ("261102DR7,NMSCNONREF", -700, False),
        ("261102RC100,00NTRFREF//B1", -10000, True),
        ("261102RCR100,NTRFREF//B1", -10000, True),
        ("261102RD100,00NTRFREF//B1", 10000, True),
        ("261102D25,NRTIREF//B1", -2500, True),
        ("261102C000000001213,28N0440121470966", 121328, False),
        ("261102C1.234,56NTRFREF", 123456, False),
        ("261102C10.50NTRFREF", 1050, False),
    ],
)
def test_signs_and_amounts(line: str, minor: int, reversal: bool) -> None:
    entry = one(line)
    assert (entry.minor, entry.reversal, entry.bad) == (minor, reversal, [])


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("261102C100,123NTRFREF", "more decimals than EUR"),
        ("261302C1,00NTRFREF", "not in the calendar"),
        ("rubbish", "is no statement line like"),
        ("261102C1,0,0NTRFREF", "is not an amount"),
    ],
)
def test_a_line_that_cannot_be_read_says_why_and_proves_nothing(
    line: str, why: str
) -> None:
    (entry,), (statement,) = read(f"{HEAD}:61:{line}\n:62F:C261102EUR1000,00\n")
    assert why in entry.bad[0][2]
    assert statement.proof == "contradicted"
    assert statement.against[0].startswith("line 5: ")


def test_days_of_both_kinds_and_the_turn_of_the_year() -> None:
    entry = one("2601021231C1,NTRFREF")
    assert (entry.value, entry.booked) == (date(2026, 1, 2), date(2025, 12, 31))
    assert one("2602300228C1,NTRFREF").value == date(2026, 2, 28)
    assert one("2611021103C1,NTRFNONREF//X9").bank_ref == "X9"


def test_blocks_and_the_proof_of_a_statement() -> None:
    text = "{1:F01BANKNO22XXXX}{2:O9401200}{4:\n" + HEAD
    text += ":61:261102C200,00NTRFR1//B1\n:86:Invoice 7001\n:61:261103RC50,00NTRFR2//B2\n"
    text += ":62F:C261103EUR1150,00\n:64:C261103EUR1150,00\n:86:about the statement\n-}{5:{CHK:1}}\n"
    entries, (statement,) = read(text.replace("\n", "\r\n"))
    assert [each.minor for each in entries] == [20000, -5000]
    assert entries[0].remittance == "Invoice 7001 R1"
    assert entries[0].raw == ":61:261102C200,00NTRFR1//B1\n:86:Invoice 7001"
    assert statement.proof == "proven"
    assert statement.held == [
        "opening 1 000.00 EUR + 2 entries 150.00 EUR = closing 1 150.00 EUR"
    ]


def test_a_sum_that_is_not_the_closing_balance_is_told_with_the_figures() -> None:
    _, (statement,) = read(HEAD + ":61:261102C200,00NTRFR1\n:62F:C261103EUR1150,00\n")
    assert statement.against == [
        "opening 1 000.00 EUR + 1 entries 200.00 EUR = 1 200.00 EUR,"
        " but the closing balance is 1 150.00 EUR"
    ]


def test_pages_and_several_statements_are_kept_apart() -> None:
    first = HEAD + ":61:261102C1,00NTRFA\n:62M:C261102EUR1001,00\n-\n"
    second = first.replace("5/1", "5/2").replace(
        ":60F:C261101EUR1000", ":60M:C261102EUR1001"
    )
    entries, statements = read(
        first + second.replace(":62M:C261102EUR1001", ":62F:C261102EUR1002")
    )
    assert [each.number for each in statements] == ["5/1", "5/2"]
    assert [each.proof for each in statements] == ["proven", "proven"]
    assert len(entries) == 2


def test_a_statement_without_end_marks_begins_at_its_reference() -> None:
    text = HEAD + ":61:261102C1,00NTRFA\n:62F:C261102EUR1001,00\n"
    _, statements = read(text + text)
    assert [each.proof for each in statements] == ["proven", "proven"]


def test_without_a_closing_balance_nothing_is_proved() -> None:
    _, (statement,) = read(HEAD + ":61:261102C1,00NTRFA\n")
    assert statement.proof == "unproven"


def test_mt942_proves_itself_by_its_counts() -> None:
    text = ":20:X\n:25:123/456\n:28C:1\n:34F:EURD0,\n:34F:EURC0,\n:13D:2611021200+0100\n"
    text += ":61:261102C5,00NTRFA\n:61:261102D3,00NTRFB\n:90D:1EUR3,00\n:90C:1EUR5,00\n-\n"
    entries, (statement,) = read(text)
    assert (statement.proof, statement.bare, len(entries)) == ("proven", True, 2)
    _, (wrong,) = read(text.replace(":90C:1EUR5", ":90C:2EUR5"))
    assert wrong.against == [
        "the control total says 2 credits, 5.00 EUR; there are 1, 5.00 EUR"
    ]


CODED = (
    "166?00GUTSCHRIFT?100599?20EREF+INV-7001?21MREF+M77?22SVWZ+Rechnung 7001 vom 1.?2310.2026"
    "?30DEUTDEFF?31DE02120300000000202051?32Müller & Söhne?33GmbH?34000"
)


@pytest.mark.parametrize("mark", "?<^~")
def test_german_and_polish_subfields(mark: str) -> None:
    text = CODED.replace("?", mark)
    broken = "\n".join(text[at : at + 65] for at in range(0, len(text), 65))
    entry = one("261102C1,00NTRFNONREF//B", f":86:{broken}")
    assert entry.end_to_end == "INV-7001"
    assert entry.mandate == "M77"
    assert entry.remittance.startswith("Rechnung 7001 vom 1.")
    assert entry.name == "Müller & Söhne GmbH"
    assert entry.name_account == "DE02120300000000202051"
    assert entry.code == "NTRF/166"


def test_a_full_subfield_goes_on_without_a_space() -> None:
    entry = one(
        "261102C1,00NTRFNONREF", ":86:166?20SVWZ+INVOICE 2026-1100-0000?210017 AND MORE"
    )
    assert "2026-1100-00000017" in entry.remittance


def test_returned_german_debits_are_reversals() -> None:
    entry = one("261102D80,00NTRFNONREF", ":86:109?00RUECKLASTSCHRIFT?20EREF+INV-1?32KUNDE")
    assert entry.reversal
    assert entry.end_to_end == "INV-1"


def test_dutch_keys() -> None:
    text = "/TRTP/SEPA OVERBOEKING/IBAN/NL91ABNA0417164300/BIC/ABNANL2A/NAME/De Vri\nes BV/REMI/Factuur 7001/EREF/E-1"
    entry = one("261102C1,00N123NONREF", f":86:{text}")
    assert (entry.name, entry.name_account) == ("De Vries BV", "NL91ABNA0417164300")
    assert (entry.end_to_end, entry.remittance) == ("E-1", "Factuur 7001 E-1")
    ing = "/EREF/E-2//CNTP/NL32INGB0000012345/INGBNL2A/ING BANK//REMI/STRD/CUR/RF18539007547034/"
    entry = one("261102C1,00NTRFEREF//00001", f":86:{ing}")
    assert (entry.structured, entry.name) == ("RF18539007547034", "ING BANK")
    old = "SEPA OVERBOEKING    IBAN: NL91ABNA0417164300\nBIC: ABNANL2A      NAAM: DE VRIES\nOMSCHRIJVING: FACTUUR 7001"
    entry = one("261102C1,00N654NONREF", f":86:{old}")
    assert (entry.name, entry.name_account) == ("DE VRIES", "NL91ABNA0417164300")
    assert entry.remittance.startswith("FACTUUR 7001")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "cp1252", "latin-1", "cp437", "cp850", "utf-16"]
)
def test_names_in_every_encoding_that_banks_use(encoding: str) -> None:
    text = HEAD + ":61:261102C1,00NTRFR\n:86:Betaling fra Müller Åse Sørensen\n".replace(
        "ø", "ö" if encoding == "cp437" else "ø"
    )
    (entry,), _ = read(text.encode(encoding))
    assert "Müller Åse S" in entry.remittance
    assert "rensen" in entry.remittance


@pytest.mark.parametrize(
    "text", ["hello", ":20:X\n:25:Y\n", ":86:only text\n", "-\n-\n", ":61:", "{4:\n-}"]
)
def test_what_holds_no_statement_is_refused(text: str) -> None:
    if text == ":61:":
        entries, _ = read(text)
        assert entries[0].bad
        return
    with pytest.raises(Unreadable, match="holds no statement"):
        read(text)


def test_a_field_without_end_is_refused() -> None:
    with pytest.raises(Unreadable, match="field 86 has more than"):
        read(HEAD + ":61:261102C1,00NTRFR\n:86:" + "x" * 30_000)


def test_lines_that_banks_break_pad_and_misname() -> None:
    assert one("261102    D65,00NOVBNL47INGB9999999999").minor == -6500
    assert one("2611021103DF2402,00S   X").code == "S   "
    assert one("2611021103CR\n30,00N062NONREF").minor == 3000
    entry = one(
        "261102C1,00NTRFNONREF//B", ":25:166?00GUTSCHRIFT?20EREF+E1?32KARL?33 KAUFMANN"
    )
    assert (entry.end_to_end, entry.name) == ("E1", "KARL KAUFMANN")
    broken = one("261102C1,00NTRFNONREF", ":", "86:166?00GUTSCHR?20SVWZ+Test")
    assert broken.remittance == "Test"
    wrapped = one(
        "261102DR6,00N024NONREF",
        ":86:106?00X?20EREF+V?24/PL 12-09-2014T16",
        ":26:37 Fo?25lgenr. 007",
    )
    assert wrapped.end_to_end.startswith("V")


def test_fields_of_polish_and_hungarian_banks() -> None:
    text = "911 TRANSAKCJA COLLECT; ID IPH: XX1; Z RACH.: \n56114010810000267002001001; OD: JAN NOWAK  \nUL. NIJAKA 1; TYT.: FAKTURA 7001   ; \nTNR: 17.01"
    entry = one("2611021102CN0,01NTRFNONREF//MB1", "911-TRANSAKCJA IPH", f":86:{text}")
    assert (entry.name, entry.name_account) == (
        "JAN NOWAK UL. NIJAKA 1",
        "56114010810000267002001001",
    )
    assert entry.remittance == "FAKTURA 7001 17.01 911-TRANSAKCJA IPH"
    entry = one(
        "261102CM5000,00S05168790452",
        ":NS:01Invoice 7001",
        "02second line",
        "15Empfänger",
        "1812345",
    )
    assert (entry.name, entry.remittance) == (
        "Empfänger",
        "Invoice 7001 second line 68790452",
    )


def test_a_closing_balance_without_a_currency_has_the_statements() -> None:
    text = ":20:X\n:25://AT39364/12345678912/EUR\n:28:1\n:60F:C261101EUR0,00\n:61:261102CM5,00S051\n:62M:C2611025,00\n"
    _, (statement,) = read(text)
    assert (statement.proof, statement.account) == ("proven", "AT39364/12345678912")
