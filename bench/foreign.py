"""Files that are no plain text: a workbook, a bank's statement; the whole import command."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path

from xlsxwriter import Workbook

from bench import importing
from bench.place import CUSTOMERS, DOCUMENTS, Place
from bench.rows import Figure, Row
from bench.timing import Ran, quantile

MOST = 100_000
"""Rows of a workbook, entries of a statement; or as many as the size has documents."""


def workbook(place: Place) -> Path:
    """The first documents as a workbook: days are days, amounts numbers."""
    made = place.folder / "documents.xlsx"
    with place.files[DOCUMENTS].open(newline="") as file, Workbook(made, {"constant_memory": True}) as book:  # fmt: skip
        sheet = book.add_worksheet("Open items")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        rows = csv.reader(file)
        heading = next(rows)
        sheet.write_row(0, 0, heading)
        for number, row in enumerate(islice(rows, MOST), start=1):
            for at, (name, cell) in enumerate(zip(heading, row, strict=True)):
                if name.endswith("date") and cell:
                    sheet.write_datetime(number, at, date.fromisoformat(cell), day)
                elif name.endswith("amount") and cell:
                    sheet.write_number(number, at, float(cell))
                else:
                    sheet.write_string(number, at, cell)
    return made


def statement(place: Place) -> Path:
    """A camt.053 of one credit for each of the first documents, that proves itself."""
    made = place.folder / "statement.xml"
    with place.files[DOCUMENTS].open(newline="") as file:
        names = [row["doc_id"] for row in islice(csv.DictReader(file), MOST)]
    with made.open("w") as out:
        out.writelines(_statement(names))
    return made


def _statement(names: Iterable[str]) -> Iterator[str]:
    day = date.today().isoformat()  # noqa: DTZ011
    entries, sum_ = list[str](), 0
    for number, name in enumerate(names):
        minor = 10_000 + number % 977
        sum_ += minor
        entries.append(
            f'<Ntry><Amt Ccy="NOK">{minor // 100}.{minor % 100:02}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
            f"<BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt><AcctSvcrRef>B{number:07}</AcctSvcrRef>"
            "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>"
            f"<NtryDtls><TxDtls><Refs><EndToEndId>E{number}</EndToEndId></Refs><RltdPties><Dbtr><Pty><Nm>Payer {number % 5000}</Nm></Pty></Dbtr></RltdPties>"
            f"<RmtInf><Ustrd>{name}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n"
        )
    yield (
        '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">'
        f"<BkToCstmrStmt><GrpHdr><MsgId>M</MsgId><CreDtTm>{day}T06:00:00</CreDtTm></GrpHdr><Stmt><Id>S</Id>"
        f"<CreDtTm>{day}T06:00:00</CreDtTm><Acct><Id><IBAN>NO9386011117947</IBAN></Id><Ccy>NOK</Ccy></Acct>"
    )
    for code, minor in (("OPBD", 0), ("CLBD", sum_)):
        yield (
            f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="NOK">{minor // 100}.{minor % 100:02}</Amt>'
            f"<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
        )
    yield from entries
    yield "</Stmt></BkToCstmrStmt></Document>\n"


def _of_workbook(place: Place) -> Ran:
    files = [place.files[CUSTOMERS], place.once(workbook)]
    return importing.import_(place.copy(importing.blank(place)), *files)


def _of_statement(place: Place) -> Ran:
    return importing.import_(place.copy(importing.blank(place)), place.once(statement))


def _figure(runs: Iterable[Ran]) -> Figure:
    ran = list(runs)
    return Figure(
        quantile([each.seconds for each in ran], 0.5),
        note=f"{max(each.peak for each in ran):.0f} MB",
    )


def sheets(place: Place) -> Figure:
    return _figure(_of_workbook(place) for _ in range(3))


def statements(place: Place) -> Figure:
    return _figure(_of_statement(place) for _ in range(3))


ROWS = (
    Row("a workbook of the documents, 100,000 rows at most", sheets, "s"),
    Row("a camt.053 of as many entries", statements, "s"),
)
