"""Letters leave once: by a real mail server, into a folder, and what came of each is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from builders import M
from desk_book import DeskBook
from mail_server import Office, office

from ledgerlane.desk import (
    accounts,
    board,
    care,
    cases,
    cash,
    contacts,
    copies,
    letter_run,
    letters,
    log,
    news,
    papers,
    policy,
    sending,
    undo,
    wordings,
)
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.sending import Sent, Target
from ledgerlane.domain.account import Contact
from ledgerlane.domain.errors import Misused, NotPermitted, Refused, Unavailable
from ledgerlane.store.letters import LetterRow
from ledgerlane.store.locking import held
from ledgerlane.sync import mailing

HEAD = '[letterhead]\nname = "Acme AS"\naddress = ["Storgata 1", "0155 Oslo"]\naccount = { iban = "NO9386011117947" }\nemail = "dunning@acme.example"\n'


@pytest.fixture
def ours(kept: DeskBook) -> DeskBook:
    """A book with a letterhead; mail addresses of C1 and C2."""
    file = kept.folder / "policy.toml"
    file.write_text(HEAD, "utf-8")
    policy.set_(kept.sit(kept.me), file)
    contacts.record(
        kept.desk, "C1", Contact("Kari Moe", email="kari@nordvik.example", language="no")
    )
    contacts.record(
        kept.desk, "C2", Contact("Bo Hansen", email="bo@hansen.example", language="da")
    )
    return kept


@pytest.fixture
def post() -> Iterator[Office]:
    with office() as found:
        yield found


def send(desk: Desk, post: Office | None = None, folder: Path | None = None, most: int | None = None) -> Sent:  # fmt: skip
    pauses.clear()
    server = post.server() if post is not None else None
    return sending.send(desk, Target(server, folder), most=most, pause=pauses.append)


pauses: list[float] = []


def only(desk: Desk, customer: str) -> LetterRow:
    [row] = letters.list_(desk, (), customer)
    return row


def test_what_was_accepted_goes_by_mail_and_its_exact_text_is_kept(ours: DeskBook, post: Office) -> None:  # fmt: skip
    anna = ours.sit("anna")
    letters.accept(anna, ["C1"])
    assert send(anna, post) == Sent(sent=1)
    [mail] = post.mails
    piece = letters.find(anna, only(anna, "C1").id)
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == piece.text
    assert piece.sha256 == mailing.fingerprint(piece.text.encode())
    assert (mail["From"], mail["Message-ID"]) == ("Acme AS <dunning@acme.example>", piece.message_id)  # fmt: skip
    assert "1\u00a0500,00" in piece.text.replace(" ", "\u00a0")
    assert (piece.state, piece.sent_on, piece.to) == ("sent", date(2026, 6, 30), "kari@nordvik.example")  # fmt: skip
    assert ours.facts("customer:ledger/C1")[-3:] == ["letter.accepted", "letter.sending", "letter.sent"]  # fmt: skip
    assert care.verify(anna, deep=True) == []
    assert send(anna, post) == Sent()  # nothing is left to be sent
    assert len(post.mails) == 1


def test_a_letter_sent_is_a_contact_and_raises_its_items(
    ours: DeskBook, post: Office
) -> None:
    anna = ours.sit("anna")
    letters.accept(anna, ["C1"])
    send(anna, post)
    dossier = accounts.show(anna, "C1").dossier
    assert dossier.last_contact == date(2026, 6, 30)
    assert dossier.last_words.startswith("letter 1 (reminder) LT-")
    ours.clock.turn(date(2026, 7, 9))
    assert [line.number for line in letter_run.run(ours.sit("anna")).lines if line.number == "C1"] == []  # fmt: skip
    ours.clock.turn(date(2026, 7, 10))
    [line] = letter_run.of(ours.sit("anna"), ["C1"])
    assert (line.level, line.amount) == (2, M("1500.00 EUR"))


def test_undo_does_not_reach_what_left_the_house(ours: DeskBook, post: Office) -> None:
    letters.accept(ours.sit("anna"), ["C1"])
    send(ours.sit("bo"), post)
    with pytest.raises(
        Refused, match=r"LT-\w+ has left the house; `letters withdraw LT-\w+"
    ):
        undo.undo(ours.sit("anna"))
    with pytest.raises(Refused, match=r"sent, is not undone like an entry; `letters withdraw LT-"):  # fmt: skip
        undo.undo(ours.sit("bo"))
    letters.withdraw(ours.desk, only(ours.desk, "C1").id, "wrong customer")
    assert only(ours.desk, "C1").state == "withdrawn"


def test_a_refused_address_comes_back_and_asks_for_another(
    ours: DeskBook, post: Office
) -> None:
    anna = ours.sit("anna")
    letters.accept(anna, ["C1", "C2/EUR"])
    post.refuses["kari@nordvik.example"] = "550 5.1.1 no such user"
    done = send(anna, post)
    assert (done.sent, [why for _, why in done.failed]) == (1, ["550 5.1.1 no such user"])
    assert only(anna, "C1").state == "bounced"
    assert ours.row("C1")[3:] == ("2026-06-30", sending.TRACE)
    ours.clock.turn(date(2026, 7, 20))
    [line] = letter_run.of(ours.sit("anna"), ["C1"])
    assert line.level == 1  # what came back raised nothing


def test_a_server_that_is_busy_is_asked_again_next_time(
    ours: DeskBook, post: Office
) -> None:
    anna = ours.sit("anna")
    letters.accept(anna, ["C1"])
    post.refuses["kari@nordvik.example"] = "451 later please"
    assert send(anna, post).failed[0][1] == "451 later please"
    assert only(anna, "C1").state == "accepted"
    post.refuses.clear()
    assert send(anna, post).sent == 1
    assert len(set(post.ids())) == 1


def test_where_the_line_broke_nobody_knows_and_a_person_says_so(ours: DeskBook, post: Office) -> None:  # fmt: skip
    anna = ours.sit("anna")
    letters.accept(anna, ["C1"])
    post.breaks = True
    name = only(anna, "C1").id
    assert send(anna, post) == Sent(unresolved=[name])
    post.breaks = False
    told = (
        "did a letter go? `letters list --state sending` shows, `letters resolve` says it"
    )
    assert news.unfinished(anna) == told
    [line] = [each for each in board.board(anna).attention if each.area == "letters"]
    assert (line.words, line.minor) == ("letter that may have gone", 150_000)
    assert send(anna, post) == Sent(unresolved=[name])  # it does not go again by itself
    assert len(post.mails) == 1
    sending.resolve(anna, name, sent=True)
    assert only(anna, "C1").state == "sent"
    assert news.unfinished(anna) == ""
    assert [each for each in board.board(anna).attention if each.area == "letters"] == []
    with pytest.raises(Refused, match="is sent: nothing of it is unresolved"):
        sending.resolve(anna, name, sent=True)


def test_what_did_not_go_goes_under_a_new_message_id(ours: DeskBook, post: Office) -> None:
    anna = ours.sit("anna")
    letters.accept(anna, ["C1"])
    post.breaks = True
    send(anna, post)
    post.breaks = False
    sending.resolve(anna, only(anna, "C1").id, sent=False)
    assert send(anna, post).sent == 1
    assert len(set(post.ids())) == 2


def test_a_server_that_is_not_there_sends_nothing(ours: DeskBook) -> None:
    anna = ours.sit("anna")
    letters.accept(anna, ["C1"])
    with office() as closed:
        pass
    with pytest.raises(
        Unavailable, match=r"the mail server 127\.0\.0\.1:\d+ cannot be used"
    ):
        send(anna, closed)
    assert only(anna, "C1").state == "accepted"


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_an_encrypted_line_with_a_password_from_the_environment(
    ours: DeskBook, security: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = ours.sit("anna")
    letters.accept(anna, ["C1"])
    with office(security, login=True) as post:
        server = post.server(security, "anna")
        monkeypatch.setenv(mailing.PASSWORD, "wrong")
        with pytest.raises(Unavailable, match="535"):
            sending.send(anna, Target(server), pause=pauses.append)
        monkeypatch.setenv(mailing.PASSWORD, "secret")
        assert sending.send(anna, Target(server), pause=pauses.append).sent == 1
        letters.accept(anna, ["C2/EUR"])
        with pytest.raises(Unavailable, match="CERTIFICATE_VERIFY_FAILED"):
            sending.send(anna, Target(server._replace(ca_file="")), pause=pauses.append)


def test_without_a_password_anywhere_it_is_said_where_it_is_looked_for() -> None:
    with pytest.raises(Misused, match="LEDGERLANE_SMTP_PASSWORD"):
        mailing.password(mailing.Server("mail.acme.example", user="anna"), {})


def test_what_changed_or_is_held_out_by_now_stays(ours: DeskBook, post: Office) -> None:
    anna = ours.sit("anna")
    letters.accept(anna, ["C1", "C2/EUR", "C3"])
    log.record(anna, "C1", "p 1500 fri")
    ours.take("items", "2001,C2,Hansen & Sønn,2026-04-10,2026-05-10,EUR,300.00,120.00\n3001,C3,Øst Marine,2026-02-01,2026-03-01,EUR,40.00,0.00\n")  # fmt: skip
    done = send(ours.sit("anna"), post)
    assert [why for _, why in done.stopped] == [
        "C1: promise 1 500.00 EUR by 03 Jul", "C2: changed since it was accepted, 120.00 EUR now: review it again",
        "C3: nothing is due any more",
    ]  # fmt: skip
    assert post.mails == []


def test_the_rate_is_kept_and_the_rest_goes_on_later(ours: DeskBook, post: Office) -> None:
    anna = ours.sit("anna")
    contacts.record(anna, "C3", Contact("Ola", email="ola@ost.example"))
    letters.accept_rest(anna)
    done = send(anna, post, most=3)
    assert (done.sent, done.left) == (3, 1)
    assert pauses == [1.0, 1.0]
    assert send(anna, post).sent == 1


def test_into_a_folder_mails_as_eml_and_paper_as_pages(
    ours: DeskBook, tmp_path: Path
) -> None:
    anna = ours.sit("anna")
    letters.accept(anna, ["C1", "C3"])
    out = tmp_path / "out"
    assert send(anna, folder=out) == Sent(printed=2)
    kinds = sorted(file.suffix for file in out.iterdir())
    assert kinds == [".eml", ".html", ".pdf", ".txt"]
    assert [row.via for row in letters.list_(anna)] == ["folder", "folder"]
    assert send(anna, folder=out) == Sent()


def test_paper_waits_for_a_folder(ours: DeskBook, post: Office) -> None:
    anna = ours.sit("anna")
    letters.accept(anna, ["C3"])
    assert send(anna, post).stopped[0][1] == "C3: for print: say --out DIR"


def test_own_words_go_out_as_they_were_written(ours: DeskBook, post: Office) -> None:
    anna = ours.sit("anna")
    letters.edit(anna, "C1", "Kjære Kari <b>Moe</b>,\nbetal 1 500,00.\n")
    letters.accept(anna, ["C1"])
    send(anna, post)
    plain, page = (post.mails[0].get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert page is not None
    assert (
        plain.get_content().replace("\r", "") == "Kjære Kari <b>Moe</b>,\nbetal 1 500,00.\n"
    )
    assert "Kari &lt;b&gt;Moe&lt;/b&gt;" in page.get_content()


def test_a_statement_and_a_confirmation_go_out_when_asked_for(ours: DeskBook, post: Office) -> None:  # fmt: skip
    anna = ours.sit("anna")
    papers.accept(anna, "C1", "statement")
    log.record(anna, "C1", "p 1500 fri")
    papers.accept(anna, "C1", "confirmation")
    assert send(anna, post).sent == 2
    words = [piece.text for piece in accounts.show(anna, "C1").pieces]
    assert "Kontoutskrift" in words[0]
    assert "1 500,00" in words[1].replace("\u00a0", " ")


def test_the_credit_policy_goes_to_a_new_customer(ours: DeskBook, post: Office) -> None:
    anna = ours.sit("anna")
    with pytest.raises(Refused, match="the book has no credit policy: set credit_policy"):
        papers.accept(anna, "C1", "terms")
    with pytest.raises(Refused, match="the book has no credit policy"):
        policy.credit_policy(anna)
    file = ours.folder / "policy.toml"
    file.write_text(
        f'credit_policy = """30 days net.\\nNo goods above the limit."""\n{HEAD}', "utf-8"
    )
    policy.set_(ours.sit(ours.me), file)
    anna = ours.sit("anna")
    assert policy.credit_policy(anna) == "30 days net.\nNo goods above the limit."
    papers.accept(anna, "C1", "terms")
    assert send(anna, post).sent == 1
    [piece] = accounts.show(anna, "C1").pieces
    assert "\n\n30 days net.\n\nNo goods above the limit.\n\n" in piece.text
    assert piece.paper == "terms"


def test_a_lawyer_s_letter_is_over_what_is_overdue_and_undisputed(
    ours: DeskBook, post: Office
) -> None:
    sam = ours.sit("sam")
    with pytest.raises(Refused, match=r"the policy names no lawyer: set \[counsel\]"):
        papers.accept(sam, "C1", "attorney")
    file = ours.folder / "policy.toml"
    file.write_text(
        f'{HEAD}\n[counsel]\nname = "Advokat Lind"\naddress = ["Rådhusgata 9"]\nemail = "post@lind.example"\n',
        "utf-8",
    )
    policy.set_(ours.sit(ours.me), file)
    with pytest.raises(NotPermitted, match="send a lawyer's letter"):
        papers.accept(ours.sit("anna"), "C1", "attorney")
    sam = ours.sit("sam")
    overdue = [
        item for item in accounts.show(sam, "C1").items
        if item.due < sam.today and item.open.minor > 0
    ]  # fmt: skip
    log.record(sam, "C1", f"d #{overdue[0].number} pallets broken")
    papers.accept(sam, "C1", "attorney")
    assert send(sam, post).sent == 1
    [piece] = accounts.show(sam, "C1").pieces
    assert piece.text.startswith("Advokat Lind\nRådhusgata 9\npost@lind.example\n")
    assert [item.number in piece.text for item in overdue] == [
        False,
        *[True] * (len(overdue) - 1),
    ]


def test_a_lawyer_s_letter_that_posted_cash_covers_stays_and_says_so(
    ours: DeskBook, post: Office
) -> None:
    file = ours.folder / "policy.toml"
    file.write_text(
        f'{HEAD}\n[counsel]\nname = "Lind"\nemail = "post@lind.example"\n', "utf-8"
    )
    policy.set_(ours.sit(ours.me), file)
    papers.accept(ours.sit("sam"), "C1", "attorney")
    cash.post(ours.sit("tom"), M("1500.00 EUR"), customer="C1")
    done = send(ours.sit("sam"), post)
    assert (done.sent, [words for _, words in done.stopped]) == (
        0, ["C1: 1 500.00 EUR that came in and is not matched covers it"],
    )  # fmt: skip


def test_one_sender_at_a_time(ours: DeskBook, post: Office) -> None:
    anna = ours.sit("anna")
    letters.accept(anna, ["C1"])
    lock = ours.path.with_name(f"{ours.path.name}.letters.lock")
    with held(lock), pytest.raises(Unavailable, match="letters of this book are being sent already"):  # fmt: skip
        send(anna, post)
    assert post.mails == []


def test_a_book_without_a_letterhead_sends_nothing(kept: DeskBook, post: Office) -> None:
    words = r"whose letters are they\? Letters lack name, address, account \(iban, or number\), email"
    with pytest.raises(
        Refused, match=words + r" \(for mails\): write it in \[letterhead\] of the policy"
    ):
        send(kept.sit("anna"), post)
    with pytest.raises(Misused, match="say where letters go"):
        send(kept.desk)


def test_the_books_own_wording_is_what_goes_out(ours: DeskBook, post: Office) -> None:
    anna = ours.sit("anna")
    letters.accept(anna, ["C1"])
    language = papers.preview(anna, "C1")[0].language
    folder = wordings.folder_of(ours.path) / language
    folder.mkdir(parents=True)
    (folder / "reminder-1.txt").write_text("Subject: Ours\n\nOur own words.\n", "utf-8")
    assert send(anna, post) == Sent(sent=1)
    assert post.mails[0]["Subject"] == "Ours"
    assert "Our own words." in letters.find(anna, only(anna, "C1").id).text


def test_a_revised_letter_on_paper_is_a_pdf_too(ours: DeskBook, tmp_path: Path) -> None:
    anna = ours.sit("anna")
    letters.edit(anna, "C3", "Dear all,\nplease pay 40.00.\n")
    letters.accept(anna, ["C3"])
    assert send(anna, folder=tmp_path / "out") == Sent(printed=1)
    kinds = sorted(file.suffix for file in (tmp_path / "out").iterdir())
    assert kinds == [".html", ".pdf", ".txt"]


def test_invoices_of_a_folder_are_attached_and_no_name_leads_out_of_it(
    ours: DeskBook, post: Office, tmp_path: Path
) -> None:
    files = tmp_path / "invoices"
    files.mkdir()
    (files / "1001.pdf").write_bytes(b"%PDF-1.7 one")
    (tmp_path / "secret.pdf").write_bytes(b"%PDF-1.7 not ours")
    ours.take("items", "../secret,C1,Nordvik Bygg AS,2026-03-16,2026-04-15,EUR,1.00,1.00\n")
    anna = ours.sit("anna")
    letters.accept(anna, ["C1"])
    target = Target(post.server(), None, files)
    assert sending.send(anna, target, pause=pauses.append).sent == 1
    attached = [part.get_filename() for part in post.mails[0].iter_attachments()]
    assert attached == ["1001.pdf"]


def test_an_address_that_no_mail_reaches_stays_and_the_others_go(
    ours: DeskBook, tmp_path: Path
) -> None:
    anna = ours.sit("anna")
    contacts.record(anna, "C2", Contact("Bo", email="bo@hansen"))
    letters.accept(anna, ["C1", "C2/EUR"])
    done = send(anna, folder=tmp_path / "out")
    assert done.printed == 1
    assert [why for _, why in done.stopped] == [
        "C2: 'bo@hansen' is no mail address like name@company.example"
    ]  # fmt: skip


def test_a_letterhead_without_an_account_holds_letters_back(
    kept: DeskBook, post: Office
) -> None:
    file = kept.folder / "policy.toml"
    file.write_text('[letterhead]\nname = "Acme AS"\nemail = "d@acme.example"\n', "utf-8")
    anna = kept.sit("anna")
    letters.accept(anna, ["C1"])
    policy.set_(kept.sit(kept.me), file)
    anna = kept.sit("anna")
    why = "no account to pay to: [letterhead] of the policy (`ledgerlane policy edit`)"
    assert {(line.rule, line.words) for line in letter_run.run(anna).lines} == {
        ("no account", why)
    }
    done = send(anna, post, kept.folder / "out")
    assert [words for _, words in done.stopped] == [f"C1: {why}"]
    assert (done.sent, done.printed, post.mails) == (0, 0, [])
    with pytest.raises(Refused, match="no account to pay to"):
        letters.accept(anna, ["C3"])


def test_a_copy_goes_by_mail_where_the_book_has_the_file(
    ours: DeskBook, post: Office
) -> None:
    anna = ours.sit("anna")
    files = copies.folder_of(ours.path)
    files.mkdir()
    (files / "1001.pdf").write_bytes(b"%PDF-1.7 one")
    made = copies.resend(anna, "C1", ["1001"])
    assert (made.case, made.to) == ("", "kari@nordvik.example")
    assert made.words.endswith("copy of 1001 goes to kari@nordvik.example with the next sending")  # fmt: skip
    assert "1001" in papers.preview_of(anna, made.letter).text
    assert send(anna, post) == Sent(sent=1)
    [attached] = list(post.mails[0].iter_attachments())
    assert (attached.get_filename(), attached.get_content()) == ("1001.pdf", b"%PDF-1.7 one")  # fmt: skip
    row = next(row for row in letters.list_(anna, (), "C1") if row.id == made.letter)
    assert (row.paper, row.level, row.state) == ("copy", 0, "sent")  # it raised nothing


def test_a_copy_without_its_file_stays_and_undo_takes_it_back(
    ours: DeskBook, post: Office
) -> None:
    anna = ours.sit("anna")
    files = copies.folder_of(ours.path)
    files.mkdir()
    file = files / "1001.pdf"
    file.write_bytes(b"%PDF-1.7 one")
    made = copies.resend(anna, "C1", ["1001"])
    file.unlink()
    sent = send(anna, post)
    assert sent.stopped == [(made.letter, f"C1: no file of 1001 in {files.name}")]
    assert undo.undo(anna).startswith("taken back: ")
    assert [row.id for row in letters.list_(anna, (), "C1") if row.state == "accepted"] == []  # fmt: skip


@pytest.mark.parametrize(
    ("customer", "invoice", "why"),
    [
        ("C1", "1001", "case.book.invoices has no 1001"),
        ("C3", "3001", "no mail address is right"),
    ],
)
def test_a_copy_that_cannot_go_by_itself_is_asked_of_support(
    ours: DeskBook, customer: str, invoice: str, why: str
) -> None:
    anna = ours.sit("anna")
    made = copies.resend(anna, customer, [invoice])
    why = why.replace("case.book", ours.path.name)
    assert made.words == f"{made.case}: support is asked for a copy of {invoice}, for {why}"
    [row] = cases.list_(anna, kind="support", open_only=True)
    assert (row.id, row.topic, row.text) == (made.case, "copy", why)
    assert row.items == ((f"ledger/{invoice}", row.items[0][1]),)
    with pytest.raises(Refused, match="no open item '9'"):
        copies.resend(anna, customer, ["9"])
    with pytest.raises(NotPermitted, match="may not send invoice copies"):
        copies.resend(ours.sit("eva"), customer, [invoice])
