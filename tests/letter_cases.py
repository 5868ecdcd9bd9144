"""One letter of each kind, for the tests: a customer in Oslo who owes on two documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from ledgerlane.domain.aging import Aged
from ledgerlane.domain.interest import Rate, accrue
from ledgerlane.domain.letter import (
    LANGUAGES,
    Addressee,
    Agreed,
    BankAccount,
    Cash,
    Conversation,
    Fee,
    Kind,
    Letter,
    Line,
    Notice,
    Promise,
    Reckoned,
    Sender,
)
from ledgerlane.domain.money import Money
from ledgerlane.domain.payment_reference import make
from ledgerlane.domain.plan_facts import InstalmentTerms

DAY = date(2026, 11, 23)
LAWYER = Sender(
    "Advokatfirmaet Lind", ("Rådhusgata 9", "0151 Oslo"), "NO", phone="+47 22 00 11 22",
    email="post@lind.example", signer="Eva Lind", title="Advokat",
)  # fmt: skip
SENDERS = {
    "nb": Sender("Fjord Papir AS", ("Storgata 1", "0155 Oslo"), "NO", "NO 914 778 271 MVA",
                 BankAccount("NO9386011117947", "DNBANOKK", "8601 11 17947", "DNB"), "+47 22 33 44 55",
                 "faktura@fjordpapir.example", "Anna Berg", "Kredittavdelingen"),
    "da": Sender("Sund Papir A/S", ("Havnegade 4", "1058 København K"), "DK", "DK 12 34 56 74",
                 BankAccount("DK5000400440116243", "DABADKKK", "0040 0440116243", "Danske Bank"),
                 "+45 33 11 22 33", "bogholderi@sundpapir.example", "Anna Berg", "Debitorafdelingen"),
    "de": Sender("Rhein Papier GmbH", ("Hafenstraße 12", "50667 Köln"), "DE", "DE 123456789",
                 BankAccount("DE89370400440532013000", "COBADEFFXXX", "", "Commerzbank"),
                 "+49 221 12345", "mahnwesen@rheinpapier.example", "Anna Berg", "Debitorenbuchhaltung"),
    "nl": Sender("Maas Papier B.V.", ("Havenstraat 12", "3011 TB Rotterdam"), "NL", "NL 123456789 B01",
                 BankAccount("NL91ABNA0417164300", "ABNANL2A", "", "ABN AMRO"), "+31 10 123 45 67",
                 "debiteuren@maaspapier.example", "Anna Berg", "Debiteurenbeheer"),
    "fr": Sender("Papiers de la Loire SARL", ("12, quai de la Fosse", "44000 Nantes"), "FR", "FR 40 303265045",
                 BankAccount("FR1420041010050500013M02606", "PSSTFRPPNTE", "", "La Banque Postale"),
                 "+33 2 40 12 34 56", "recouvrement@papiersloire.example", "Anna Berg", "Service recouvrement"),
    "en": Sender("Thames Paper Ltd", ("12 Wharf Road", "London E1W 2AA"), "GB", "GB 123 4567 82",
                 BankAccount("GB29NWBK60161331926819", "NWBKGB2L", "60-16-13 31926819", "NatWest"),
                 "+44 20 7946 0000", "credit@thamespaper.example", "Anna Berg", "Credit Control"),
    "hi": Sender("गंगा पेपर प्राइवेट लिमिटेड", ("12, एम. जी. रोड", "नई दिल्ली 110001"), "IN", "07AAACG1234A1Z5",
                 BankAccount("", "SBININBB", "IFSC SBIN0000691, 30123456789", "State Bank of India"),
                 "+91 11 2345 6789", "accounts@gangapaper.example", "अन्ना बर्ग", "लेखा विभाग"),
}  # fmt: skip
CUSTOMERS = {
    "nb": Addressee("10482", "Nordvik Bygg AS", "Kari Moe", ("Kaiveien 3", "5003 Bergen"), "NO", "kari@nordvik.example"),
    "da": Addressee("20911", "Hansen & Søn ApS", "Jens Hansen", ("Åboulevarden 7", "8000 Aarhus C"), "DK", "jens@hansen.example"),
    "de": Addressee("30077", "Müller Bau GmbH", "Frau Sabine Müller", ("Gartenweg 5", "80331 München"), "DE", "sabine@mueller.example"),
    "nl": Addressee("80345", "Jansen Metaal B.V.", "mevrouw De Vries", ("Dorpsstraat 8", "3511 AB Utrecht"), "NL", "devries@jansen.example"),
    "fr": Addressee("55120", "Café Lumière SAS", "Mme Claire Dubois", ("3, rue du Port", "69002 Lyon"), "FR", "claire@lumiere.example"),
    "en": Addressee("41860", "Harbour Freight Services Ltd", "Tom Aldridge", ("4 Dock Street", "Bristol BS1 4RB"), "GB", "tom@harbour.example"),
    "hi": Addressee("70731", "अग्रवाल ट्रेडर्स", "श्री रमेश अग्रवाल", ("45, नेहरू बाज़ार", "जयपुर 302003"), "IN", "ramesh@agrawal.example"),
}  # fmt: skip
CURRENCIES = {
    "nb": "NOK", "da": "DKK", "de": "EUR", "nl": "EUR", "fr": "EUR", "en": "GBP", "hi": "INR",
}  # fmt: skip

LAWS = {"NOK": "no", "DKK": "dk", "EUR": "eu", "GBP": "uk", "INR": "in"}
FIXED = {"NOK": 47000, "DKK": 31000, "EUR": 4000, "GBP": 10000}


CREDIT_POLICY = """1. We deliver on 30 days net from the date of the invoice.
2. The credit limit is agreed in writing; above it we deliver against payment in advance.
3. Overdue amounts bear statutory interest."""


def m(minor: int, currency: str) -> Money:
    return Money(minor, currency)


def lines(currency: str) -> tuple[Line, ...]:
    """Two documents: 74 and 53 days late on `DAY`."""
    return (
        Line("8812", date(2026, 8, 18), date(2026, 9, 10), m(6300000, currency), m(6300000, currency)),
        Line("8840", date(2026, 9, 1), date(2026, 10, 1), m(2431050, currency), m(2131050, currency)),
    )  # fmt: skip


def reckoned(currency: str) -> tuple[tuple[Line, ...], tuple[Reckoned, ...]]:
    """The two documents with 8 per cent a year for each day late."""
    found, sums = [], []
    for line in lines(currency):
        accrual = accrue(
            [(line.due, line.open)], [Rate(line.due, Fraction(8))], line.due, DAY
        )
        found.append(replace(line, interest=accrual.amount))
        sums.append(Reckoned(line.number, DAY, accrual, LAWS[currency]))
    return tuple(found), tuple(sums)


def plan(currency: str) -> Agreed:
    """Three instalments, the last with interest, and a guarantor."""
    zero = m(0, currency)
    return Agreed(
        "PLN-0091",
        (
            InstalmentTerms(date(2026, 12, 1), m(3000000, currency), zero, zero),
            InstalmentTerms(date(2027, 1, 1), m(3000000, currency), zero, zero),
            InstalmentTerms(
                date(2027, 2, 1), m(2480050, currency), m(49000, currency), zero
            ),
        ),
        per_cent="6",
        guarantees=("Tor Aas",),
    )


def base(language: str) -> Letter:
    """A friendly reminder; the other kinds are made from it."""
    currency, sender, to = CURRENCIES[language], SENDERS[language], CUSTOMERS[language]
    scheme = "KID" if sender.country == "NO" else "RF"
    return Letter(
        kind=Kind.REMINDER, level=1, language=language, currency=currency, day=DAY,
        sender=sender, to=to, lines=lines(currency), reference=make(scheme, to.number), scheme=scheme,
    )  # fmt: skip


def letters(language: str) -> dict[str, Letter]:
    """One letter of each template, in full: the richest case of its kind."""
    first = base(language)
    currency, country = first.currency, first.sender.country
    by = DAY + timedelta(days=14)
    bearing, sums = reckoned(currency)
    days = {"NO": 14, "DK": 10}.get(country)
    notice = Notice(country, days, DAY + timedelta(days=days)) if days else None
    by = notice.expires if notice else by
    fixed = FIXED.get(currency, 0)
    fees = (Fee("compensation", m(fixed, currency), LAWS[currency]),) if fixed else ()
    broken = Promise(m(1500000, currency), date(2026, 11, 20), date(2026, 11, 13), first.to.attention, broken=True)  # fmt: skip
    minus, credited = m(-100000, currency), date(2026, 11, 2)
    credit = Line("CN-12", credited, credited, minus, minus, "credit_note")
    today = (
        Line("8907", date(2026, 10, 20), date(2026, 12, 1), m(1580000, currency), m(1580000, currency)),
        credit,
    )  # fmt: skip
    talk = Conversation(DAY, "phone", first.to.attention, ("8840: 2 pallets",))
    made: dict[str, Letter] = {
        "courtesy": replace(first, kind=Kind.COURTESY, level=0, lines=(replace(first.lines[0], due=date(2026, 12, 1)),)),
        "reminder-1": first,
        "reminder-2": replace(first, level=2, lines=(*first.lines, credit), last_letter=date(2026, 10, 10), by_date=DAY + timedelta(days=7)),
        "reminder-3": replace(first, level=3, last_letter=date(2026, 11, 7), by_date=DAY + timedelta(days=7), promise=broken, lines=bearing, interest=sums),
        "demand": replace(first, kind=Kind.DEMAND, level=4, by_date=DAY + timedelta(days=10), minimum=m(2500000, currency), cash_only=True, promise=broken, next_step="agency", last_letter=date(2026, 11, 7)),
        "final": replace(first, kind=Kind.FINAL, level=5, by_date=by, cash_only=True, next_step="agency", notice=notice, lines=bearing, interest=sums, fees=fees),
        "attorney": replace(first, kind=Kind.ATTORNEY, level=6, by_date=by, next_step="court", counsel=LAWYER, lines=bearing, interest=sums, fees=fees),
        "confirmation": replace(first, kind=Kind.CONFIRMATION, level=0, conversation=talk, promise=replace(broken, broken=False, due=date(2026, 11, 27), made_on=DAY), plan=plan(currency)),
        "statement": replace(
            first, kind=Kind.STATEMENT, level=0, lines=(*first.lines, *today),
            cash=(Cash(date(2026, 11, 18), m(50000, currency), "REF 991"),),
            aged=Aged(currency, 1580000, (0, 2131050, 6300000, 0), 150000),
        ),
        "copy": replace(first, kind=Kind.COPY, level=0, remark="PO 4500123"),
        "terms": replace(first, kind=Kind.TERMS, level=0, lines=(), terms=CREDIT_POLICY),
    }  # fmt: skip
    return made


def every() -> list[Letter]:
    """Every kind in every language."""
    return [letter for language in LANGUAGES for letter in letters(language).values()]


def bare(language: str) -> dict[str, Letter]:
    """One letter of each template with nothing that it can do without."""
    first = base(language)
    currency = first.currency
    lean = replace(
        first, sender=Sender("A"), to=Addressee("1", "B"), lines=first.lines[:1],
        reference="", scheme="",
    )  # fmt: skip
    made = {
        "reminder-2": replace(lean, level=2),
        "reminder-3": replace(lean, level=3),
        "demand": replace(lean, kind=Kind.DEMAND, by_date=DAY, minimum=m(1, currency)),
        "final": replace(lean, kind=Kind.FINAL, by_date=DAY),
        "attorney": replace(lean, kind=Kind.ATTORNEY, by_date=DAY),
        "confirmation": replace(lean, kind=Kind.CONFIRMATION, lines=()),
        "statement": replace(
            lean, kind=Kind.STATEMENT, lines=(), aged=Aged(currency, 0, (0, 0, 0, 0), 0)
        ),
    }
    for kind in (Kind.COURTESY, Kind.COPY, Kind.TERMS):
        made[str(kind)] = replace(lean, kind=kind)
    return {"reminder-1": lean, **made}
