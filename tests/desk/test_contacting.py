"""Stops, consent and preferences as they are recorded; and what they do to log, list and undo."""

from __future__ import annotations

import csv
import re
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from desk_book import DeskBook

from ledgerlane.desk import (
    accounts,
    care,
    contact_stops,
    contacting,
    contacts,
    exports,
    letter_run,
    log,
    policy,
    queue,
    undo,
)
from ledgerlane.domain.account import Contact
from ledgerlane.domain.errors import Misused, NotPermitted, Refused, Unsaid
from ledgerlane.screens.office import DeskOffice


@pytest.fixture
def kept(tmp_path: Path) -> DeskBook:
    return DeskBook(tmp_path)


def listed(kept: DeskBook) -> set[str]:
    return {row.number for row in queue.rows(kept.desk, scope="all")}


def proven(kept: DeskBook) -> None:
    """The stored tables are what ledger and history say."""
    assert [f"{f.where}: {f.what}" for f in care.verify(kept.desk, deep=True)] == []


def test_a_stop_takes_it_off_the_list_until_it_is_lifted(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    name = contact_stops.stop(
        desk, "C1", "do not contact", by="Kari Moe", reason="asked so"
    )
    assert name.startswith("ST-")
    assert kept.row("C1")[:2] == ("STP", "may not contact: do not contact since 2026-06-30")
    assert listed(kept) == {"C2", "C3"}
    assert contacting.may(desk, "C1").words == "do not contact since 2026-06-30: asked so · Kari Moe"  # fmt: skip
    for line in ("n", "v", "m reminder"):
        with pytest.raises(Refused, match=r"do not contact since 2026-06-30: asked so"):
            log.record(desk, "C1", line)
    proven(kept)
    with pytest.raises(NotPermitted, match="anna may not lift a stop"):
        contact_stops.resume(desk, "C1", reason="he called us")
    desk = kept.sit("sam")
    assert contact_stops.resume(desk, "C1", reason="he called us") == [name]
    assert listed(kept) == {"C1", "C2", "C3"}
    assert log.record(desk, "C1", "n").words.startswith("NO ANSWER")
    timeline = [
        (line.kind, line.words, line.note)
        for line in accounts.show(desk, "C1").dossier.timeline()
    ]
    assert timeline[:2] == [
        ("contact rule", "STOP do not contact · Kari Moe", "asked so"),
        ("contact rule", f"contact resumed: {name}", "he called us"),
    ]
    proven(kept)


def test_a_stop_with_an_end_ends_on_its_day(kept: DeskBook) -> None:
    contact_stops.stop(
        kept.sit("anna"), "C1", "dispute", until=date(2026, 7, 3), evidence="mail of today"
    )
    assert kept.row("C1")[1].endswith("stopped while they dispute it since 2026-06-30 until 2026-07-03")  # fmt: skip
    kept.clock.turn(date(2026, 7, 2))
    kept.sit("anna")
    assert "C1" not in listed(kept)
    kept.clock.turn(date(2026, 7, 3))
    kept.sit("anna")
    assert "C1" in listed(kept)
    assert contacting.may(kept.desk, "C1").answer == "allowed"
    proven(kept)


def test_undone_as_if_it_had_not_been(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    contact_stops.stop(desk, "C1", "deceased", by="his widow")
    assert undo.undo(desk) == "taken back: STOP deceased · his widow on C1 Nordvik Bygg AS"
    assert kept.row("C1")[:2] == ("", "")
    contact_stops.prefer(desk, "C1", zone="Asia/Kolkata", party="consumer")
    undo.undo(desk)
    assert accounts.show(desk, "C1").dossier.contacting.zone == ""
    proven(kept)


def test_yesterday_s_stop_is_a_supervisor_s_to_lift(kept: DeskBook) -> None:
    contact_stops.stop(kept.sit("anna"), "C1", "lawyer", by="Advokat Berg")
    kept.clock.turn(date(2026, 7, 1))
    with pytest.raises(NotPermitted, match="anna may not lift a stop"):
        undo.undo(kept.sit("anna"), older=True)


def test_a_lawyer_who_is_known_keeps_the_account_on_the_list(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    contact_stops.stop(desk, "C1", "lawyer", by="Advokat Berg")
    assert "C1" not in listed(kept)
    contacts.record(desk, "C1", Contact("Advokat Berg", "lawyer", "+47 22 00 00 01"))
    assert "C1" in listed(kept)
    assert contacting.may(desk, "C1").answer == "blocked"
    assert contacting.may(desk, "C1", role="lawyer").answer == "allowed"
    contacts.record(desk, "C1", Contact("Kari Moe", "AP", "+47 22 19 40 11"))
    found = contacting.whom(desk, "C1")
    assert found is not None
    assert found.name == "Advokat Berg"
    proven(kept)


def test_a_lawyer_s_number_is_not_the_debtor_s(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    contacts.record(desk, "C1", Contact("Berg", "lawyer", "+47 22 00 00 01"))
    contacts.record(desk, "C1", Contact("Kari Moe", "AP", "+47 22 19 40 11"))
    contacts.wrong(desk, "C1", "+47 22 19 40 11")
    assert contacting.may(desk, "C1").words == "every phone number on record is wrong"
    assert contacting.may(desk, "C1", role="lawyer").answer == "allowed"


def test_whom_to_ask_for(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    assert contacting.whom(desk, "C1") is None
    for contact in (
        Contact("Ola Nes", "manager", "+47 22 19 40 12"),
        Contact("Kari Moe", "AP", "+47 22 19 40 11", "kari@nordvik.example"),
        Contact("Advokat Berg", "lawyer", "+47 22 00 00 01"),
    ):
        contacts.record(desk, "C1", contact)

    def name(channel: str = "phone", step: str = "") -> str:
        found = contacting.whom(desk, "C1", channel, step)
        return found.name if found is not None else ""

    assert (name(), name("mail"), name(step="manager")) == ("Kari Moe", "Kari Moe", "Ola Nes")  # fmt: skip
    contacts.wrong(desk, "C1", "+47 22 19 40 11")
    assert (name(), name("mail")) == ("Ola Nes", "Kari Moe")
    contacts.wrong(desk, "C1", "Ola Nes")
    assert name() == ""
    assert [(c.name, c.wrong) for c in contacts.list_(desk, "C1")] == [
        ("Ola Nes", True), ("Kari Moe", True), ("Advokat Berg", False),
    ]  # fmt: skip
    edited = contacts.edit(desk, "C1", "Ola Nes", {"phone": "+47 90 00 00 00"})
    assert (edited.role, name()) == ("manager", "Ola Nes")
    with pytest.raises(Refused, match="nobody is called 'Per' there; known are Kari Moe"):
        contacts.edit(desk, "C1", "Per", {"phone": "1"})
    with pytest.raises(Refused, match="'12' is no name, number or address on record"):
        contacts.wrong(desk, "C1", "12")


def test_a_wrong_number_is_not_called_again(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    contacts.record(desk, "C1", Contact("Kari Moe", "AP", "+47 22 19 40 11"))
    contacts.wrong(desk, "C1", "+47 22 19 40 11")
    with pytest.raises(Refused, match="every phone number on record is wrong"):
        log.record(desk, "C1", "n")
    contacts.record(desk, "C1", Contact("Kari Moe", "AP", "+47 22 19 40 99"))
    log.record(desk, "C1", "n")


# --- how often ---------------------------------------------------------------------------
def test_a_person_is_not_called_an_eighth_time_in_seven_days(kept: DeskBook) -> None:
    contact_stops.prefer(kept.sit("anna"), "C1", party="consumer")
    for n in range(7):
        log.record(kept.desk, "C1", "n")
        if n < 6:
            assert contacting.may(kept.desk, "C1").answer == "allowed"
    with pytest.raises(Refused, match=r"7 attempts in 7 days \(from 2026-07-07\)"):
        log.record(kept.desk, "C1", "n")
    words = "may not contact before 2026-07-07: 7 attempts in 7 days"
    assert kept.row("C1")[:2] == ("STP", words)
    proven(kept)
    kept.clock.turn(date(2026, 7, 6))
    kept.sit("anna")
    assert "C1" not in listed(kept)
    kept.clock.turn(date(2026, 7, 7))
    kept.sit("anna")
    assert "C1" in listed(kept)
    proven(kept)


def test_a_business_is_called_again_with_a_reason(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    log.record(desk, "C1", "l tom goods arrive then")
    with pytest.raises(Unsaid, match="spoke on 2026-06-30: why all the same"):
        log.record(desk, "C1", "n")
    assert log.preview(desk, "C1", "n").needs_why
    log.record(desk, "C1", "n forgot to ask for the order number")
    kept.clock.turn(date(2026, 7, 1))  # the next step is due: they expect the call
    log.record(kept.sit("anna"), "C1", "n")


def test_a_person_who_asked_for_a_call_is_called(kept: DeskBook) -> None:
    contact_stops.prefer(kept.sit("anna"), "C1", party="consumer")
    log.record(kept.desk, "C1", "c thu has no time now")
    with pytest.raises(Refused, match=r"spoke on 2026-06-30 \(from 2026-07-02\)"):
        log.record(kept.desk, "C1", "n")
    assert "C1" not in listed(kept)
    kept.clock.turn(date(2026, 7, 2))
    desk = kept.sit("anna")
    assert "C1" in listed(kept)
    assert contacting.may(desk, "C1").answer == "allowed"
    log.record(desk, "C1", "l talked")
    with pytest.raises(Refused, match=r"spoke on 2026-07-02 \(from 2026-07-09\)"):
        log.record(desk, "C1", "n")
    proven(kept)


def test_what_was_said_is_recorded_after_a_question(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    contact_stops.stop(desk, "C1", "lawyer", by="Berg")
    question = "a lawyer speaks for them since 2026-06-30: Berg: meant?"
    assert log.preview(desk, "C1", "p 100 fri").questions == (question,)
    with pytest.raises(Refused, match="meant"):
        log.record(desk, "C1", "p 100 fri")
    assert log.record(desk, "C1", "p 100 fri", [question]).words.startswith("PROMISE")
    assert log.preview(desk, "C1", "i wrote to us").questions == ()
    assert log.preview(desk, "C1", "w @nobody").questions == ()
    assert log.preview(desk, "C1", "o a note").questions == ()


def test_hours_refuse_no_entry_and_are_asked_about_where_they_bind(kept: DeskBook) -> None:
    desk = kept.sit("anna")  # nine in the morning in UTC
    contact_stops.prefer(desk, "C1", zone="America/Los_Angeles")
    nine = contacting.moment(desk, "2026-06-30T09:00")
    words = "Tue 02:00 in Los Angeles, 09:00-17:00"
    assert contacting.may(desk, "C1", at=nine).words == words
    assert log.preview(desk, "C1", "n").complete
    contact_stops.prefer(desk, "C1", party="consumer")
    assert contacting.may(desk, "C1").answer == "blocked"
    draft = log.preview(desk, "C1", "n")
    assert draft.complete
    [question] = draft.questions
    assert re.fullmatch("Tue 02:0. in Los Angeles, 08:00-21:00: meant\\?", question)
    assert "C1" in listed(kept)


# --- consent and preferences -------------------------------------------------------------
def test_consent_is_withdrawn_and_given_again(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    with pytest.raises(Refused, match="say which channel"):
        contact_stops.stop(desk, "C1", "consent", by="Kari")
    contact_stops.stop(desk, "C1", "consent", channel="mail", by="Kari")
    answers = {channel: contacting.may(desk, "C1", channel, purpose="service").answer for channel in ("mail", "phone", "letter")}  # fmt: skip
    assert answers == {"mail": "blocked", "phone": "allowed", "letter": "allowed"}
    assert kept.row("C1")[:2] == ("", "")
    [stop] = accounts.show(desk, "C1").dossier.contacting.stops
    with pytest.raises(Refused, match="`contact consent` records that they gave it again"):
        contact_stops.resume(kept.sit("sam"), "C1", [stop.id], "they are friendly")
    with pytest.raises(Refused, match="say who gave it"):
        contact_stops.consent(kept.sit("anna"), "C1", "mail")
    contact_stops.consent(kept.desk, "C1", "mail", by="Kari")
    assert contacting.may(kept.desk, "C1", "mail").answer == "allowed"
    proven(kept)


def test_preferences_are_kept_changed_and_cleared(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    contact_stops.prefer(
        desk, "C1", zone="Asia/Kolkata", hours="10:00-12:00", language="hi"
    )
    contact_stops.prefer(desk, "C1", country="IN", clear=["hours"])
    side = accounts.show(desk, "C1").dossier.contacting
    assert (side.zone, side.country, side.hours, side.language) == ("Asia/Kolkata", "IN", "", "hi")  # fmt: skip
    row = desk.store.db.execute("SELECT zone, country, party, hours, language FROM contact_rule").fetchone()  # fmt: skip
    assert row == ("Asia/Kolkata", "IN", "", "", "hi")
    proven(kept)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"zone": "Mars/Base"}, "'Mars/Base' is no time zone"),
        ({"country": "Norway"}, "'Norway' is no country of two letters like NO"),
        ({"party": "friend"}, "'friend' is neither consumer nor business"),
        ({"hours": "9-12"}, "'9-12' is no hours like 09:00-15:00"),
        ({"hours": "06:00-08:30"}, "06:00-08:30 leaves no hour of 09:00-17:00"),
        ({"clear": ["name"]}, "'name' cannot be cleared"),
        ({}, "say a zone, a country"),
    ],
)
def test_preferences_that_make_no_sense(
    kept: DeskBook, said: dict[str, str], words: str
) -> None:
    with pytest.raises((Refused, Misused), match=words):
        contact_stops.prefer(kept.sit("anna"), "C1", **said)
    assert accounts.show(kept.desk, "C1").dossier.contacting == accounts.show(kept.desk, "C2").dossier.contacting  # fmt: skip


@pytest.mark.parametrize(
    ("what", "more", "words"),
    [
        ("angry", {"by": "x"}, "'angry' is no kind of stop: do not contact, lawyer"),
        ("lawyer", {}, "say who told us, why, or where it can be read"),
        ("lawyer", {"by": "x", "until": date(2026, 6, 30)}, "2026-06-30 is not after 2026-06-30"),
        ("do not contact", {"by": "x", "channel": "fax"}, "say which channel"),
    ],
)  # fmt: skip
def test_stops_that_make_no_sense(
    kept: DeskBook, what: str, more: dict[str, str], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        contact_stops.stop(kept.sit("anna"), "C1", what, **more)  # type: ignore[arg-type]


def test_the_same_stop_stands_once(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    name = contact_stops.stop(desk, "C1", "insolvency", by="court")
    with pytest.raises(
        Refused, match=f"insolvency stands already, {name} since 2026-06-30"
    ):
        contact_stops.stop(desk, "C1", "insolvency", by="court")
    with pytest.raises(NotPermitted):
        contact_stops.stop(kept.sit("eva"), "C1", "lawyer", by="x")
    with pytest.raises(Refused, match="no stop ST-0; there is"):
        contact_stops.resume(kept.sit("sam"), "C1", ["ST-0"], "why")


# --- where and when ----------------------------------------------------------------------
def test_days_off_are_the_policy_s_and_the_extra_s(kept: DeskBook) -> None:
    desk = kept.sit(kept.me)
    file = kept.folder / "policy.toml"
    file.write_text('[contact]\nholidays = [{ country = "NO", day = 2026-07-06 }]')
    policy.set_(desk, file)
    contact_stops.prefer(desk, "C1", country="NO")

    def answer(text: str) -> str:
        return contacting.may(desk, "C1", at=contacting.moment(desk, text)).words

    assert answer("2026-07-03T10:00") == "nothing speaks against it"
    assert answer("2026-07-06T10:00") == "Mon 12:00 in Oslo, a holiday there"
    assert answer("2026-12-25T10:00") == "Fri 11:00 in Oslo, a holiday there"  # the extra's


def test_a_moment_is_read_by_the_book_s_clock(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    assert contacting.moment(desk, "2026-07-01T10:30") == datetime(2026, 7, 1, 10, 30, tzinfo=UTC)  # fmt: skip
    assert contacting.moment(desk, "2026-07-01T10:30+05:30") == datetime(2026, 7, 1, 5, tzinfo=UTC)  # fmt: skip
    assert contacting.moment(desk).date() == date(2026, 6, 30)
    with pytest.raises(Refused, match="'soon' is no moment like"):
        contacting.moment(desk, "soon")


def test_as_of_an_earlier_day_the_stop_was_not_there(kept: DeskBook) -> None:
    contact_stops.stop(kept.sit("anna"), "C1", "lawyer", by="Berg")
    kept.clock.turn(date(2026, 7, 10))
    contact_stops.resume(kept.sit("sam"), "C1", reason="settled")
    for day, answer in (
        (date(2026, 6, 29), "allowed"), (date(2026, 7, 1), "blocked"), (date(2026, 7, 10), "allowed"),
    ):  # fmt: skip
        desk = kept.sit("anna", as_of=day)
        assert contacting.may(desk, "C1", at=contacting.moment(desk)).answer == answer
        assert ("C1" in listed(kept)) == (answer == "allowed")


# --- lists ---------------------------------------------------------------------------------
def place(kept: DeskBook) -> None:
    """C1 in Norway, C2 a person in Los Angeles, C3 stopped; it is nine in the morning in UTC."""
    desk = kept.sit("anna")
    contact_stops.prefer(desk, "C1", zone="Europe/Oslo", country="NO")
    contact_stops.prefer(desk, "C2", zone="America/Los_Angeles", party="consumer")
    contact_stops.stop(desk, "C3", "lawyer", by="Berg")


def test_who_can_be_called_now(kept: DeskBook) -> None:
    place(kept)
    office = DeskOffice(kept.desk)
    office.queue("is:callable owner:all off:show")
    assert {row.number for row in office.queue_rows(0, 9) if row is not None} == {"C1"}
    kept.clock.ms += 7 * 3_600_000  # 09:00 in Los Angeles, 18:00 in Oslo
    office.queue("is:callable owner:all")
    assert {row.number for row in office.queue_rows(0, 9) if row is not None} == {"C2"}
    office.queue("is:callable >60d owner:all")
    assert office.queue_counted().rows == 0


def test_the_settings_file_that_was_named_is_the_one_that_is_read(
    kept: DeskBook, tmp_path: Path
) -> None:
    settings = tmp_path / "mine.toml"
    settings.write_text('[smtp]\nhost = "mail.example"\n', encoding="utf-8")
    office = DeskOffice(kept.sit("anna"))
    assert office.outbox().server == ""
    office.config = settings
    assert office.outbox().server == "mail.example"


def test_the_peek_says_what_a_caller_must_know(kept: DeskBook) -> None:
    place(kept)
    office = DeskOffice(kept.desk)

    def calling(number: str) -> str:
        [target] = [t for t, _ in office.find(number)][:1]
        return office.account(target).calling

    assert calling("C1") == ""
    assert calling("C2") == "opens Tue 08:00 in Los Angeles, 15:00 here"
    assert calling("C3") == "do not call: a lawyer speaks for them since 2026-06-30: Berg"
    log.record(kept.desk, "C1", "l talked")
    assert calling("C1") == "call: spoke on 2026-06-30"


def test_a_list_goes_out_with_who_may_be_contacted(kept: DeskBook) -> None:
    place(kept)
    file = StringIO()
    exports.export_list(kept.desk, queue.rows(kept.desk, scope="all", listed=False), file)
    found = {
        (row["customer"], row["currency"]): (row["may_contact"], row["may_contact_why"])
        for row in csv.DictReader(StringIO(file.getvalue()))
    }
    assert found["C1", "EUR"] == ("allowed", "")
    assert found["C2", "NOK"][0] == "blocked"
    assert re.fullmatch("Tue 02:0. in Los Angeles, 08:00-21:00", found["C2", "NOK"][1])
    assert found["C3", "EUR"] == ("blocked", "a lawyer speaks for them since 2026-06-30: Berg")  # fmt: skip


# --- letters -------------------------------------------------------------------------------
def test_whoever_may_not_be_written_to_is_held_out_of_the_run(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    contact_stops.stop(desk, "C1", "lawyer", by="Berg")
    contact_stops.prefer(desk, "C3", party="consumer", zone="America/Los_Angeles")
    found = {line.number: (line.state, line.rule, line.words) for line in letter_run.run(desk).lines}  # fmt: skip
    words = "a lawyer speaks for them since 2026-06-30: Berg"
    assert found["C1"] == ("kept", "may not contact", words)
    assert found["C3"] == ("proposed", "", "")  # paper has no hours


def test_who_withdrew_consent_to_mail_gets_paper(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    contacts.record(desk, "C1", Contact("Kari Moe", "AP", email="kari@nordvik.example"))

    def channel() -> str:
        [line] = [each for each in letter_run.run(desk).lines if each.number == "C1"]
        assert line.proposal is not None
        return line.proposal.channel

    assert channel() == "mail"
    contact_stops.stop(desk, "C1", "consent", channel="mail", by="Kari Moe")
    assert channel() == "letter"


def test_a_person_is_not_mailed_at_night(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    contact_stops.prefer(desk, "C1", party="consumer", zone="America/Los_Angeles")
    [id_] = [row.customer for row in queue.rows(desk, scope="all") if row.number == "C1"]
    words = contacting.sending_words(desk, id_, "mail", "EUR", asks=True)
    assert re.fullmatch(r"Tue 02:0. in Los Angeles, 08:00-21:00 \(opens Tue 08:00 in Los Angeles, 15:00 here\)", words)  # fmt: skip
    assert contacting.sending_words(desk, id_, "letter", "EUR", asks=True) == ""
    kept.clock.ms += 7 * 3_600_000
    assert contacting.sending_words(desk, id_, "mail", "EUR", asks=True) == ""


def test_everybody_who_is_known_goes_out_with_the_answer(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    contacts.record(desk, "C1", Contact("Kari Moe", "AP", "+47 22 19 40 11"))
    contacts.record(desk, "C1", Contact("Berg", "lawyer", "+47 22 00 00 01"))
    contacts.record(desk, "C2", Contact("Ola", phone="+47 1111"))
    contact_stops.stop(desk, "C1", "lawyer", by="Berg")
    contacts.wrong(desk, "C2", "+47 1111")
    file = StringIO()
    assert exports.export(desk, "contacts", file) == 3
    found = [
        (row["customer"], row["name"], row["reaches"], row["may_contact"], row["may_contact_why"])
        for row in csv.DictReader(StringIO(file.getvalue()))
    ]  # fmt: skip
    assert found == [
        (
            "C1",
            "Kari Moe",
            "",
            "blocked",
            "a lawyer speaks for them since 2026-06-30: Berg",
        ),
        ("C1", "Berg", "", "allowed", ""),
        ("C2", "Ola", "nobody", "blocked", "every phone number on record is wrong"),
    ]
