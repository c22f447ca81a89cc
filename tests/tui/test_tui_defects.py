"""A defect of the program costs a clerk one screen at most, and never what was typed into a form."""

import pytest
from textual.events import Key

from gridtui.office.session import OfficeSession
from gridtui.tui.app import LINE_LOST
from gridtui.tui.screens.help import HelpScreen
from gridtui.tui.screens.visit_form import VisitFormScreen
from tests.tui.person import Person, play

DIARY = "腿疼，想问问扶手"
FIELDS_ABOVE_THE_DIARY = 7
SAID = "程序出了差错（ZeroDivisionError）。显示已记的都已保存。"


def fails(*_: object) -> None:
    """Do what no screen should."""
    raise ZeroDivisionError


async def fails_later(*_: object) -> None:
    """Do so as a job of the screen."""
    fails()


async def type_a_diary(person: Person) -> None:
    """Open a visit form and type into it."""
    await person.act("person.visit_form")
    await person.press(*["down"] * FIELDS_ABOVE_THE_DIARY)
    await person.type(DIARY)


async def it_comes_back(person: Person) -> None:
    """Find the form as it was."""
    await person.act("person.visit_form")
    assert DIARY in person.text


@pytest.mark.parametrize("how", ["key", "resize"])
def test_a_screen_that_fails_is_left_and_its_draft_kept(
    session: OfficeSession, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """A key or a new window size meets a defect: it is said, the session goes on, the form comes back as it was."""

    async def story(person: Person) -> None:
        await type_a_diary(person)
        with monkeypatch.context() as broken:
            broken.setattr(VisitFormScreen, "remarks", fails)
            if how == "key":
                person.app.post_message(Key("x", "x"))
            else:
                await person.pilot.resize_terminal(90, 30)
            with pytest.raises(ZeroDivisionError):
                await person.settled()
        person.app.desk.defects.clear()
        assert SAID in person.text
        await it_comes_back(person)

    play(session, story)


def test_a_draft_outlives_the_program(session: OfficeSession) -> None:
    """A fault that ends the program leaves what was typed for the next login."""

    async def story(person: Person) -> None:
        await type_a_diary(person)
        person.app.call_later(fails)
        await person.pilot.pause()

    with pytest.raises(ZeroDivisionError):
        play(session, story)
    play(session, it_comes_back)


def test_a_screen_that_cannot_be_left_costs_no_other_its_draft(
    session: OfficeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line drops while one screen is broken: the draft of another, in an area behind it, is kept."""

    async def story(person: Person) -> None:
        await person.press("?")
        await person.press("0", "2")
        await type_a_diary(person)
        monkeypatch.setattr(HelpScreen, "left", fails_later)
        person.app.terminal_lost("hang_up")
        await person.pilot.pause()

    async def comes_back(person: Person) -> None:
        await person.press("0", "2")
        await it_comes_back(person)

    assert play(session, story).return_value == LINE_LOST
    monkeypatch.undo()
    play(session, comes_back)
