"""Tables keep to the columns of the terminal: whole words, figures never cut."""

from __future__ import annotations

from ledgerlane.cli.tables import Sheet, lines
from ledgerlane.domain.plain_text import fit_words, width, wrapped

RUN = Sheet(
    ("account", "customer", "cur", "letter", "lang", "by", "to pay", "state", "why"),
    [
        ("10022", "Bakken Rør AS", "NOK", "Reminder", "nb", "mail", "5 047.41", "held",
         "promise 755.16 NOK by 06 Dec"),
        ("10050", "अग्रवाल ट्रेडर्स", "INR", "Reminder", "hi", "mail", "16 473.02", "", ""),
    ],
    right=("to pay",), spare=("lang", "by"),
)  # fmt: skip


def test_where_there_is_room_a_table_is_as_wide_as_it_is() -> None:
    wide = list(lines(RUN))
    assert wide == list(lines(RUN, 200))
    assert (
        wide[0]
        == "account  customer       cur  letter    lang  by       to pay  state  why"
    )
    assert wide[1].endswith("mail   5 047.41  held   promise 755.16 NOK by 06 Dec")


def test_spare_columns_go_first() -> None:
    assert list(lines(RUN, 85))[1] == (
        "10022    Bakken Rør AS  NOK  Reminder   5 047.41  held   promise 755.16 NOK by 06 Dec"
    )


def test_reasons_are_wrapped_in_whole_words() -> None:
    assert list(lines(RUN, 76)) == [
        "account  customer       cur  letter       to pay  state  why",
        "10022    Bakken Rør AS  NOK  Reminder   5 047.41  held   promise 755.16 NOK",
        "                                                         by 06 Dec",
        "10050    अग्रवाल ट्रेडर्स   INR  Reminder  16 473.02",
    ]


def test_where_that_is_too_narrow_the_reason_stands_beneath_its_row() -> None:
    assert list(lines(RUN, 60)) == [
        "account  customer       cur  letter       to pay  state",
        "         why",
        "10022    Bakken Rør AS  NOK  Reminder   5 047.41  held",
        "         promise 755.16 NOK by 06 Dec",
        "10050    अग्रवाल ट्रेडर्स   INR  Reminder  16 473.02",
    ]


def test_nothing_is_wider_than_the_terminal_and_no_figure_is_cut() -> None:
    for columns in range(40, 120):
        shown = list(lines(RUN, columns))
        assert max(map(width, shown)) <= columns, columns
        assert any("16 473.02" in row for row in shown), columns


def test_a_long_reason_ends_after_a_whole_word() -> None:
    assert fit_words("promise 755.16 NOK by 06 Dec", 22) == "promise 755.16 NOK by…"
    assert fit_words("unbreakable", 8) == "unbreak…"
    assert fit_words("fits", 6) == "fits  "
    assert wrapped("漢字漢字漢字", 5) == ["漢字", "漢字", "漢字"]


def test_numbers_are_never_cut_and_empty_columns_go_first() -> None:
    sheet = Sheet(
        ("account", "cur", "not_due", "1-30", "balance"),
        [("", "USD", "2 072 491.40", "98 638 222.13", "310 343 593.18")],
        right=("not_due", "1-30", "balance"),
    )
    assert list(lines(sheet, 50)) == [
        "cur       not_due           1-30         balance",
        "USD  2 072 491.40  98 638 222.13  310 343 593.18",
    ]
    assert list(lines(sheet, 40)) == [
        "USD",
        "  not_due 2 072 491.40",
        "  1-30 98 638 222.13",
        "  balance 310 343 593.18",
    ]
