"""What holds on every screen: hostile records, both languages, no Textual leftovers, nothing loaded too early."""

import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from rich.segment import Segment

from gridtui.core.text import for_display
from gridtui.locale import set_language
from gridtui.manual import page_names
from gridtui.office import browse, households, visits
from gridtui.office.session import OfficeSession
from gridtui.office.tickets import TicketForm, open_ticket
from gridtui.tui import app as app_module
from gridtui.tui.actions import ACTIONS, PAGES, actions_of
from gridtui.tui.prompts import Question
from gridtui.tui.screens.help import ABOUT
from tests.tui.person import Person, play

HOSTILE = "[b]刘[/b][@click=app.quit]x[/] \x1b[31m秀\u202e芬[/bold]"
KEYS_TO_EVERY_SCREEN = (
    ("c",),
    ("f",),
    ("t",),
    ("y",),
    ("w",),
    ("w", "d"),
    ("0", "2"),
    ("0", "3"),
    ("0", "3", "enter"),
    ("0", "4"),
    ("0", "4", "enter"),
    ("0", "4", "enter", "2"),
    ("0", "8"),
    ("/", "l", "enter"),
    ("?",),
    ("?", "+"),
    ("g",),
    ("c", "e"),
    ("c", "e", "1"),
    ("c", "e", "2"),
    ("c", "m"),
    ("enter",),
    ("enter", "+"),
    ("q",),
    (":",),
)


@pytest.fixture
def hostile(session: OfficeSession) -> OfficeSession:
    """Return an office in which the first household of Today is called what nobody should be called."""
    duty = browse.today(session).duties[0]
    card = browse.household_card(session, duty.household)
    households.set_resident(session, card.household.members[0].uid, {"name": HOSTILE, "note": HOSTILE})
    households.set_household(session, duty.household, {"note": HOSTILE})
    form = visits.new_visit_form(session, duty.household)
    visits.log_visit(
        session, visits.VisitForm(form.household, form.day, 600, form.visitors, diary=HOSTILE, gifts=HOSTILE)
    )
    category = browse.categories(session)[0][0]
    open_ticket(session, TicketForm(HOSTILE, category, duty.household, detail=HOSTILE, reporter_name=HOSTILE))
    return session


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_hostile_record_is_plain_text_on_every_screen(hostile: OfficeSession, language: str) -> None:
    """No markup acts, no control character and no ambiguous width reaches a row, column 80 stays blank."""
    set_language(language)

    async def story(person: Person) -> None:
        for keys in KEYS_TO_EVERY_SCREEN:
            await person.app.desk.start_over(hostile)
            await person.press(*keys)
            for row in person.rows:
                assert row == for_display(row), keys
            assert not any(unicodedata.east_asian_width(char) == "A" for row in person.rows for char in row)
            assert not any(segment.style and segment.style.meta for segment in _segments(person))

    assert play(hostile, story).return_code != 1


COLOURS = 16


def test_every_screen_is_drawn_as_old_terminals_can(session: OfficeSession) -> None:
    """On the terminal's own background, in sixteen colours, nothing dim and nothing that blinks."""

    async def story(person: Person) -> None:
        for keys in KEYS_TO_EVERY_SCREEN:
            await person.app.desk.start_over(session)
            await person.press(*keys)
            for segment in _segments(person):
                style = segment.style
                if style is None:
                    continue
                assert style.bgcolor is None or style.bgcolor.is_default, (keys, segment)
                assert not any((style.dim, style.blink, style.blink2)), (keys, segment)
                colour = style.color
                assert colour is None or colour.is_default or (colour.number or 0) < COLOURS, (keys, segment)
                assert colour is None or colour.triplet is None, (keys, segment)

    assert play(session, story).return_code != 1


def _segments(person: Person) -> Iterator[Segment]:
    for strip in person.app.screen._compositor.render_strips():
        yield from strip


def test_the_hostile_name_is_on_the_card_as_it_was_written(hostile: OfficeSession) -> None:
    """Nothing is lost to a parser."""

    async def story(person: Person) -> None:
        await person.press("c")
        assert "[b]刘[/b]" in person.text

    play(hostile, story)


def test_flow_control_keys_do_nothing(session: OfficeSession) -> None:
    """Who unfreezes a terminal with Ctrl+Q must not quit; Ctrl+S saves nothing."""

    async def story(person: Person) -> None:
        before = person.text
        await person.press("ctrl+q", "ctrl+s", "ctrl+p", "ctrl+c", "ctrl+z")
        assert person.text == before

    play(session, story)


def test_a_question_hears_nothing_before_the_driver_says_it_was_seen(
    session: OfficeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program asks the driver of the terminal, which knows when a frame was acknowledged."""

    async def story(person: Person) -> None:
        waiting: list[Callable[[], None]] = []
        monkeypatch.setattr(app_module, "driver_of", lambda _app: SimpleNamespace(when_seen=waiting.append))
        await person.press("q")
        await person.press("1")
        question = person.app.desk.prompt
        assert isinstance(question, Question)
        assert len(waiting) == 1
        waiting.pop()()
        await person.press("1")
        assert person.app.desk.prompt is not question

    play(session, story)


def test_a_paste_on_a_list_presses_no_key(session: OfficeSession) -> None:
    """Pasted text is text."""
    from textual.events import Paste

    async def story(person: Person) -> None:
        person.app.post_message(Paste("v\nq1"))
        await person.settled()
        assert "[x]" not in person.text

    play(session, story)


def test_a_paste_into_a_field_is_typed(session: OfficeSession) -> None:
    """A name from another window."""
    from textual.events import Paste

    async def story(person: Person) -> None:
        await person.act("list.find")
        person.app.post_message(Paste("刘秀芬"))
        await person.settled()
        await person.press("enter")
        assert "刘秀芬" in person.marked

    play(session, story)


def test_repaint_changes_nothing_that_is_shown(session: OfficeSession) -> None:
    """Ctrl+L sends the same screen again."""

    async def story(person: Person) -> None:
        before = person.text
        await person.press("ctrl+l")
        assert person.text == before

    play(session, story)


@pytest.mark.parametrize("name", sorted(set(PAGES) - {"help"}))
def test_the_help_names_every_action_of_its_screen(session: OfficeSession, name: str) -> None:
    """Help and keys come from one registry."""
    from gridtui.locale import _
    from gridtui.tui.screens.help import HelpScreen

    async def story(person: Person) -> None:
        screen = HelpScreen(person.app.desk, name)
        shown = "\n".join("".join(text for text, _look in row) for row in screen._lines())
        assert _(ABOUT[name]).split("，")[0][:10] in shown
        for action in actions_of(name):
            assert _(action.label) in shown

    play(session, story)


def test_the_manual_is_read_in_the_app(session: OfficeSession) -> None:
    """Every page opens, in the language of the session, without a mark of Markdown."""

    async def story(person: Person) -> None:
        await person.act("list.help", "help.manual")
        assert "手册" in person.text
        for number in range(1, len(page_names()) + 1):
            await person.press(*str(number), "enter")
            assert "**" not in person.text
            assert "`" not in person.text
            await person.press("left", "up")

    play(session, story)


def test_every_action_has_its_method_on_every_screen_it_names() -> None:
    """A key that does nothing is a defect."""
    from importlib import import_module
    from pathlib import Path

    from gridtui.tui import screens
    from gridtui.tui.screens.base import OfficeScreen

    for path in Path(str(screens.__file__)).parent.glob("*.py"):
        import_module(f"gridtui.tui.screens.{path.stem}")

    def below(kind: type[OfficeScreen]) -> Iterator[type[OfficeScreen]]:
        for each in kind.__subclasses__():
            yield each
            yield from below(each)

    named = {kind.name: kind for kind in below(OfficeScreen) if "name" in vars(kind)}
    missing = [
        (screen, action.id)
        for action in ACTIONS
        for screen in action.screens
        if not hasattr(named[screen], action.method)
    ]
    assert missing == []


def test_the_app_loads_no_network_client() -> None:
    """Nothing of httpx before a sync begins."""
    code = "import sys, gridtui.tui.app, gridtui.tui.run, gridtui.tui.exchange; print('httpx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
