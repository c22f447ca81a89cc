"""Occurrences: noted from a row, followed up by a visit, a ticket, a tag, a household."""

import pytest

from gridtui.office import browse
from gridtui.office.session import OfficeSession
from gridtui.scheme.model import Trigger
from tests.tui.person import Person, play
from tests.tui.worked_under import work_under

TRIGGERS = (
    Trigger(
        key="dispute", title="矛盾纠纷必到", act="attend", roles=("grid_worker",), visit_channels=("home_visit",),
        source="S4-6",
    ),
    Trigger(
        key="damaged", title="设施损坏必报", act="report", roles=("grid_worker",), ticket_kind="problem",
        ticket_class="routine", category="facility", source="S4-7",
    ),
    Trigger(
        key="alone", title="独居老人必报", act="report", roles=("grid_worker",), change="tag", tag="elder_alone",
        source="S4-7",
    ),
    Trigger(
        key="migrants", title="外来人员必报", act="report", roles=("grid_worker",), change="household", source="S4-7",
    ),
)  # fmt: skip


@pytest.fixture
def fieldwork(session: OfficeSession) -> OfficeSession:
    """Give the grid worker a mechanism with four triggers."""
    return work_under(session, triggers=TRIGGERS)


def test_a_dispute_is_noted_from_today_and_attended_from_its_list(fieldwork: OfficeSession) -> None:
    """S4-6: it stands as due until somebody was there."""

    async def story(person: Person) -> None:
        await person.act("person.occurrence")
        await person.press("1", "f2")
        assert person.status.startswith("已记：矛盾纠纷必到")
        await person.press("0", "6")
        await person.act("activities.occurrences")
        assert "矛盾纠纷必到" in person.marked
        await person.act("person.visit")
        await person.press("enter")
        assert "[x]" in person.marked
        await person.act("list.refresh")
        assert "没有" in person.body[1]

    play(fieldwork, story)
    assert [row.state for row in browse.occurrences(fieldwork, open_only=False)] == ["done"]


def test_a_report_opens_the_ticket_form_filled_in(fieldwork: OfficeSession) -> None:
    """S4-7: only the title is left to type."""

    async def story(person: Person) -> None:
        await person.act("person.occurrence")
        await person.press("2", "f2")
        assert person.rows[2].startswith("新建工单")
        await person.type("灯坏了")
        await person.press("f2")

    play(fieldwork, story)
    row = browse.tickets(fieldwork).rows[0]
    assert browse.ticket(fieldwork, row.uid).ticket.occurrence is not None
    assert browse.occurrences(fieldwork) == ()


def test_a_report_of_the_registry_offers_the_tag(fieldwork: OfficeSession) -> None:
    """By digit, the member it is about."""

    async def story(person: Person) -> None:
        await person.press("2")
        await person.act("person.occurrence")
        await person.press("3", "f2", "1")
        assert "独居老人" in person.status

    play(fieldwork, story)
    assert browse.occurrences(fieldwork) == ()


def test_at_a_place_only_reports_are_offered(fieldwork: OfficeSession) -> None:
    """Who moved in is reported by entering the household; left alone the report stays open."""

    async def story(person: Person) -> None:
        await person.press("0", "6")
        await person.act("activities.occurrences")
        await person.act("occurrences.new")
        assert "矛盾纠纷" not in person.text
        await person.press("3", "down", "down")
        await person.type("晏五村")
        await person.press("f2")
        assert person.rows[2].startswith("新住户")
        await person.press("escape", "escape")
        await person.act("activities.occurrences")
        assert "外来人员必报" in person.marked

    play(fieldwork, story)
    assert [row.state for row in browse.occurrences(fieldwork)] == ["due"]
