"""A paste is one key: taken whole or not at all, where text is typed and nowhere else."""

from __future__ import annotations

from screens.fake import press
from screens.test_day import screen, start

from ledgerlane.screens.keys import pasted
from ledgerlane.screens.shell import Shell
from ledgerlane.screens.widgets.composer import DraftLike
from ledgerlane.screens.widgets.form import Form


async def paste(shell: Shell, text: str) -> None:
    await shell.press(pasted(text))


async def test_pasted_lines_are_text_not_keys() -> None:
    shell, office = await start()
    await paste(shell, "nnn")
    assert office.recorded == []
    await press(shell, "o")
    await paste(shell, "hello\r\nworld\x1b[31m\tand all")
    assert shell.composer.entry.text == "o hello world␛[31m and all"


async def test_a_paste_answers_no_question() -> None:
    shell, office = await start()
    await press(shell, "nkn")
    assert "Once more?" in screen(shell)
    await paste(shell, "yes")
    assert "pasted text is only taken where you are typing" in screen(shell)
    assert office.recorded == [("10482", "n")]


async def test_a_paste_is_read_once_and_whole_or_not_at_all() -> None:
    """It was one key a character, with the whole line read at each: seconds of waiting."""
    shell, _ = await start()
    await press(shell, "o")
    parse, read = shell.composer.parse, list[str]()

    def counted(text: str) -> DraftLike:
        read.append(text)
        assert parse is not None
        return parse(text)

    shell.composer.parse = counted
    await paste(shell, "x" * 1_999)
    assert read == []
    assert "not pasted: it is longer than the 1998 characters that fit here" in screen(
        shell
    )
    await paste(shell, "x" * 1_998)
    assert read == ["o " + "x" * 1_998]
    await paste(shell, "y")
    assert "longer than the 0 characters" in screen(shell)


async def test_a_paste_into_a_field_asks_for_its_preview_once() -> None:
    shell, _ = await start()
    await press(shell, "P")
    form = shell.overlay
    assert isinstance(form, Form)
    shown, asked = form._preview, list[dict[str, str]]()

    async def counted(values: dict[str, str]) -> list[str]:
        asked.append(values)
        return await shown(values)

    form._preview = counted
    await press(shell, "", *["tab"] * 5)
    await paste(shell, "a long\nnote")
    assert [values["note"] for values in asked] == ["a long note"]


async def test_a_field_of_the_line_takes_what_the_line_can_hold() -> None:
    shell, _ = await start()
    await press(shell, "o" + "x" * 1_000)
    await press(shell, "", *["tab"] * 5)
    assert shell.composer.field_name == "note"
    await paste(shell, "y" * 996)
    assert "longer than the 995 characters" in screen(shell)
    await paste(shell, "y" * 995)
    line = shell.composer.entry.text
    assert (line.count("x"), line.count("y")) == (1_000, 995)
