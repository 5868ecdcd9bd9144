"""What was received is one figure: on the board, in the collectors' report, in the forecast's backtest."""

from __future__ import annotations

from datetime import date

from builders import M
from desk_book import DeskBook

from ledgerlane.desk import (
    approvals,
    assignment,
    board,
    care,
    cash,
    imports,
    interest,
    log,
    matching,
    policy,
    reports,
    requests,
    write_offs,
)
from ledgerlane.domain.metrics.measure import Value
from ledgerlane.store import forecast
from ledgerlane.store.lens import lens

OFX = """OFXHEADER:100
<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>86011117947</BANKACCTFROM><BANKTRANLIST>
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260630<TRNAMT>{}<FITID>10<MEMO>{}</STMTTRN></BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""
CLOSED = "1001,C1,Nordvik Bygg AS,2026-03-16,2026-04-15,EUR,1000.00,0.00\n"
DISPUTED = """invoice_no,customer_id,customer_name,issue_date,due_date,currency,amount,open_amount,disputed
3001,C3,Øst Marine,2026-02-01,2026-03-01,EUR,40.00,{},yes
"""


def statement(kept: DeskBook, amount: str, words: str) -> None:
    """A bank's statement of the day comes in."""
    file = kept.folder / f"{words}.qfx"
    file.write_text(OFX.format(amount, words), encoding="utf-8")
    imports.import_files(kept.sit(kept.me), [file])


def shown(kept: DeskBook) -> tuple[int, dict[str, int]]:
    """Collected this quarter in EUR cents, on the board and by owner in the report."""
    desk = kept.sit("sam")
    made = board.whole(desk, board.board(desk, name="quarter", scope="all", currency="EUR"))
    over = reports.window(desk, date(2026, 4, 1), None, None)
    [found] = [
        m for m in reports.report(desk, ["collector"], over) if m.frame.currency == "EUR"
    ]
    by_owner = {str(row[0]): cents(row[8]) for row in found.rows}
    return made.period.collected, {who: minor for who, minor in by_owner.items() if minor}


def cents(cell: str | Value) -> int:
    assert isinstance(cell, Value)
    return int(cell.number)


def assigned(kept: DeskBook) -> None:
    assignment.assign(kept.sit("sam"), ["C1", "C3"], "anna")


def test_a_payment_that_the_bank_and_the_books_show_is_received_once(
    kept: DeskBook,
) -> None:
    assigned(kept)
    statement(kept, "1000.00", "1001")
    assert shown(kept) == (100_000, {"nobody": 100_000, "all": 100_000})
    matching.match_all(kept.sit("tom"))
    assert shown(kept) == (100_000, {"anna": 100_000, "all": 100_000})
    kept.clock.turn(date(2026, 9, 15))  # long after the bank's day
    kept.take("items", CLOSED)
    assert shown(kept) == (100_000, {"anna": 100_000, "all": 100_000})
    assert care.verify(kept.desk, deep=True) == []


def test_what_was_posted_here_and_comes_in_the_books_is_received_once(
    kept: DeskBook,
) -> None:
    kept.clock.turn(date(2026, 7, 6))
    assigned(kept)
    posted = cash.post(kept.sit("tom"), M("1500.00 EUR"), None, "C1")
    both = {"anna": 150_000, "all": 150_000}
    assert shown(kept) == (150_000, both)
    matching.match(kept.sit("tom"), posted, ["1001", "1002"])
    kept.clock.turn(date(2026, 7, 8))
    kept.take("items", CLOSED)
    assert shown(kept) == (150_000, both)
    kept.take("items", CLOSED.replace("1001,", "1002,").replace("1000.00", "500.00"))
    assert shown(kept) == (150_000, both)


def test_what_bounced_was_not_received_whoever_says_so_first(kept: DeskBook) -> None:
    assigned(kept)
    kept.clock.turn(date(2026, 7, 6))
    kept.take(
        "payments", "P1,C1,2026-07-02,EUR,900.00,900.00\nP2,C3,2026-07-02,EUR,40.00,0.00\n"
    )
    assert shown(kept) == (94_000, {"anna": 94_000, "all": 94_000})
    cash.reverse(kept.sit("tom"), "P1", "no funds")
    assert shown(kept) == (4_000, {"anna": 4_000, "all": 4_000})


def test_what_the_books_take_off_by_our_write_off_came_from_nobody(
    kept: DeskBook,
) -> None:
    assigned(kept)
    name = write_offs.request(kept.sit("bo"), "C3", ["3001"], "uneconomic")
    desk = kept.sit("sam")
    approvals.approve(desk, name, requests.shown(desk, name).digest)
    kept.clock.turn(date(2026, 7, 2))
    kept.take("items", "3001,C3,Øst Marine,2026-02-01,2026-03-01,EUR,40.00,0.00\n")
    kept.take("items", CLOSED)
    assert shown(kept) == (100_000, {"anna": 100_000, "all": 100_000})
    then = lens(kept.desk.store, date(2026, 6, 30))
    came = forecast.came(kept.desk.store.db, then, date(2026, 7, 31))
    assert came == {("EUR", date(2026, 7, 2).toordinal()): 100_000}


def test_a_dispute_of_the_books_is_a_cause_as_of_the_day(kept: DeskBook) -> None:
    for day, open_ in ((date(2026, 6, 30), "40.00"), (date(2026, 7, 5), "0.00")):
        kept.clock.turn(day)
        file = kept.folder / f"{day}.csv"
        file.write_text(DISPUTED.format(open_), encoding="utf-8")
        imports.import_files(kept.sit(kept.me), [file], scope="partial", profile="generic")
    for day, number in ((date(2026, 7, 1), 1), (date(2026, 7, 5), 0)):
        desk = kept.sit("sam", as_of=day)
        over = reports.window(desk, date(2026, 6, 1), None, None)
        [found] = [
            m for m in reports.report(desk, ["causes"], over) if m.frame.currency == "EUR"
        ]
        assert len(found.rows) == number, day


def promised(kept: DeskBook) -> tuple[str, int]:
    """State of the only promise and what came in for it."""
    kept.sit("anna")
    found = kept.desk.store.db.execute("SELECT state, received FROM promise").fetchall()
    [row] = found
    return row[0], row[1]


def test_a_kept_promise_stays_kept_when_the_books_show_it_later(kept: DeskBook) -> None:
    log.record(kept.sit("anna"), "C1", "p 1500 fri #1001 #1002")
    kept.clock.turn(date(2026, 7, 2))
    name = cash.post(kept.sit("tom"), M("1500.00 EUR"), None, "C1")
    matching.match(kept.desk, name, ["1001", "1002"])
    kept.clock.turn(date(2026, 7, 7))
    assert promised(kept) == ("kept", 150_000)
    kept.clock.turn(date(2026, 7, 20))
    kept.take("items", CLOSED)
    assert promised(kept) == ("kept", 150_000)
    kept.take("items", CLOSED.replace("1001,", "1002,").replace("1000.00", "500.00"))
    assert promised(kept) == ("kept", 150_000)
    assert care.verify(kept.desk, deep=True) == []


def test_interest_stops_on_the_day_on_which_our_people_saw_the_money_come(
    kept: DeskBook,
) -> None:
    file = kept.folder / "policy.toml"
    file.write_text('[interest]\nregime = "contract"\nper_cent = "12"\n')
    policy.set_(kept.sit(kept.me), file)
    kept.clock.turn(date(2026, 7, 2))
    name = cash.post(kept.sit("tom"), M("1000.00 EUR"), None, "C1")
    matching.match(kept.desk, name, ["1001"])
    kept.clock.turn(date(2026, 7, 31))

    def accrued() -> tuple[str, date]:
        [due] = [
            x for x in interest.show(kept.sit("anna"), "C1").dues if x.item.number == "1001"
        ]
        return str(due.accrual.amount), due.accrual.lines[-1].until

    before = accrued()
    assert before == ("25.64 EUR", date(2026, 7, 2))  # 78 days of 12 % on 1,000.00
    kept.take("items", CLOSED)
    assert accrued() == before
