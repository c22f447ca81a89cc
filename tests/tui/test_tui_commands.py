"""The command line: an expert does without screens."""

from gridtui.core.words import Outcome
from gridtui.office import browse
from gridtui.office.session import OfficeSession
from tests.tui.person import Person, play


async def command(person: Person, text: str) -> None:
    """Type a command and do it."""
    await person.act("list.command")
    await person.type(text)
    await person.press("enter")


def test_a_visit_in_one_line(session: OfficeSession) -> None:
    """Address, outcome by initials, what was said."""

    async def story(person: Person) -> None:
        await command(person, "v 晏五村5-2-501 yf 血压正常")
        assert person.status.startswith("已记：刘秀芬 已访")

    play(session, story)
    row = browse.visits(session).rows[0]
    assert (row.outcome, browse.visit(session, row.uid).diary) == (Outcome.MET, "血压正常")


def test_an_outcome_by_its_initials(session: OfficeSession) -> None:
    """The initials wr are 无人."""

    async def story(person: Person) -> None:
        await command(person, "v lxf wr")

    play(session, story)
    assert browse.visits(session).rows[0].outcome == Outcome.NO_ANSWER


def test_a_ticket_in_one_line(session: OfficeSession) -> None:
    """Place, category, title."""
    title = browse.categories(session)[0][1]

    async def story(person: Person) -> None:
        await command(person, f"t 晏五村6-1 {title} 垃圾堆放")
        assert "ZY26-0001" in person.status

    play(session, story)
    row = browse.tickets(session).rows[0]
    assert (row.title, row.address, row.household) == ("垃圾堆放", "晏五村6-1", None)


def test_find_in_one_line(session: OfficeSession) -> None:
    """The command h opens find with the words and begins at the rows: the next Enter acts on the first."""

    async def story(person: Person) -> None:
        await command(person, "h lxf")
        assert "刘秀芬" in person.text
        assert person.rows[2].startswith("查找：")
        await person.act("person.card")
        assert person.rows[2].startswith("住户卡")

    play(session, story)


def test_several_that_fit_are_refused_and_the_line_stays(session: OfficeSession) -> None:
    """Nothing is saved by guessing."""

    async def story(person: Person) -> None:
        await command(person, "v 晏五村")
        assert "40户" in person.rows[-3]
        assert person.app.entry.value == "v 晏五村"

    play(session, story)
    assert browse.visits(session).rows == ()


def test_tab_completes_the_outcome(session: OfficeSession) -> None:
    """What may follow stands on the last line."""

    async def story(person: Person) -> None:
        await person.act("list.command")
        await person.type("v 晏五村5-2-501 w")
        assert person.keys.startswith("无人")
        await person.press("tab", "enter")

    play(session, story)
    assert browse.visits(session).rows[0].outcome == Outcome.NO_ANSWER


def test_an_action_by_its_word_and_an_area_by_its_digit(session: OfficeSession) -> None:
    """Whatever the screen below can do."""

    async def story(person: Person) -> None:
        await command(person, "依据")
        assert person.rows[2].startswith("应访依据")
        await command(person, "4")
        assert person.rows[2].startswith("工单")

    play(session, story)


def test_escape_leaves_the_line_and_nothing_happened(session: OfficeSession) -> None:
    """The screen below is as it was."""

    async def story(person: Person) -> None:
        before = person.body
        await person.act("list.command")
        assert person.body == before
        await person.type("v lx")
        await person.press("escape")
        assert person.body == before

    play(session, story)


def test_the_cursor_is_never_on_the_last_line(session: OfficeSession) -> None:
    """The candidate window of an input method would cover it."""

    async def story(person: Person) -> None:
        await person.act("list.command")
        await person.type("v")
        assert person.cursor == (2, 22)

    play(session, story)
