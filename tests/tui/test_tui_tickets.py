"""Tickets: opening, the page with its timeline, acts by number, what is still missing."""

import re
import threading

import pytest

from gridtui.core.words import TicketState
from gridtui.office import browse
from gridtui.office.session import OfficeSession
from gridtui.office.views import Header, TicketView
from gridtui.tui.widgets.plain import Line
from tests.tui.person import Person, play


async def open_ticket(person: Person) -> None:
    """Open a ticket for the first household of Today: category by digit, a title."""
    await person.act("person.ticket")
    await person.press("1", "down")
    await person.type("楼道堆物")
    await person.press("f2")


def test_a_ticket_is_opened_for_the_marked_household(session: OfficeSession) -> None:
    """The status line names its number."""

    async def story(person: Person) -> None:
        await open_ticket(person)
        assert person.status.startswith("已记：工单ZY26-0001 楼道堆物")

    play(session, story)
    assert browse.tickets(session).rows[0].household is not None


def test_what_is_missing_in_a_ticket_form_is_said_and_the_form_stays(session: OfficeSession) -> None:
    """Two sentences; nothing typed is lost."""

    async def story(person: Person) -> None:
        await person.act("person.ticket")
        await person.press("f2")
        assert person.rows[2].startswith("新建工单")
        assert person.rows[-3] == "工单没有标题，没有保存。"
        assert any(row.startswith(">标题") for row in person.body)

    play(session, story)
    assert browse.tickets(session).total == 0


def test_a_ticket_about_a_place_needs_no_household(session: OfficeSession) -> None:
    """From the tickets area."""

    async def story(person: Person) -> None:
        await person.press("0", "4")
        await person.act("ticket.new")
        await person.press("1", "down")
        await person.type("路灯坏了")
        await person.press("enter")
        await person.type("晏五村东门")
        await person.press("f2")
        assert "路灯坏了" in person.marked

    play(session, story)
    assert browse.tickets(session).rows[0].address == "晏五村东门"


def test_the_page_shows_slots_timeline_and_numbered_acts(session: OfficeSession) -> None:
    """Five slots, an empty one as a question mark."""

    async def story(person: Person) -> None:
        await open_ticket(person)
        await person.press("0", "4", "enter")
        assert person.rows[2].startswith("ZY26-0001")
        assert "巡查 张三" in person.text
        assert "督查" in person.text
        assert "11-21 10:20  张三  登记" in person.text
        assert "1受理" in person.text

    play(session, story)


def test_an_act_says_what_it_does_to_the_clock_before_it_is_done(session: OfficeSession) -> None:
    """Accepting wants one Enter."""

    async def story(person: Person) -> None:
        await open_ticket(person)
        await person.press("0", "4", "enter", "1")
        assert "时限照走" in person.status
        await person.press("enter")
        assert person.status.startswith("已记：ZY26-0001 受理")

    play(session, story)
    assert browse.tickets(session).rows[0].state == TicketState.ACCEPTED


def test_no_frame_shows_what_was_done_beside_the_digits_of_before(
    session: OfficeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The counts of row 1 are read behind a key; they are painted before it or after it, never within."""
    counted = threading.Event()
    read_header, read_ticket = browse.header, browse.ticket

    def header(asking: OfficeSession) -> Header:
        found = read_header(asking)
        counted.set()
        return found

    def slow_ticket(asking: OfficeSession, uid: bytes) -> TicketView:
        counted.wait(5)
        threading.Event().wait(0.05)
        return read_ticket(asking, uid)

    async def story(person: Person) -> None:
        await open_ticket(person)
        await person.press("0", "4", "enter", "1")
        frames: list[str] = []
        show = person.app.show

        def watched(lines: list[Line], cursor: tuple[int, int]) -> None:
            frames.append("\n".join("".join(text for text, _look in each) for each in lines))
            show(lines, cursor)

        counted.clear()
        monkeypatch.setattr(browse, "header", header)
        monkeypatch.setattr(browse, "ticket", slow_ticket)
        monkeypatch.setattr(person.app, "show", watched)
        await person.press("enter")
        told = [frame for frame in frames if "已记：ZY26-0001 受理" in frame]
        assert told
        assert all("1受理" not in frame for frame in told)

    play(session, story)


def test_an_act_that_cannot_be_taken_says_why(session: OfficeSession) -> None:
    """Greyed in brackets, with what is missing; pressing it answers and changes nothing."""

    async def story(person: Person) -> None:
        await open_ticket(person)
        await person.press("0", "4", "enter", "1", "enter")
        greyed = re.search(r"(\d)(\w+)\(还缺", "".join(person.body[-2:]))
        assert greyed is not None
        await person.press(greyed[1])
        assert person.status.startswith(f"{greyed[2]}(还缺：")

    play(session, story)


def test_undo_of_an_act_brings_the_page_back(session: OfficeSession) -> None:
    """The step is withdrawn, not deleted."""

    async def story(person: Person) -> None:
        await open_ticket(person)
        await person.press("0", "4", "enter", "1", "enter")
        await person.act("list.undo")
        assert "撤回" in person.text

    play(session, story)
    assert browse.tickets(session).rows[0].state == TicketState.REGISTERED


def test_my_tickets_wait_on_today(session: OfficeSession) -> None:
    """And Enter opens them there."""

    async def story(person: Person) -> None:
        await person.act("person.ticket")
        await person.press("up", "1", "1", "down")
        await person.type("灯坏")
        await person.press("f2")
        await person.act("list.refresh")
        await person.press("end")
        assert "灯坏" in person.marked
        await person.press("enter")
        assert person.rows[2].startswith("ZY26-0001")

    play(session, story)
