"""Occurrences: the six to attend, the six to report, noted and followed up."""

import msgspec
import pytest

from gridtui.core.errors import InputFault, Refused
from gridtui.office import households, occurrences
from gridtui.office.tickets import open_ticket
from gridtui.office.undo import undo
from gridtui.office.visits import quick_visit
from gridtui.sync.operation import Value
from tests.office.occurrence_steps import noted
from tests.tools.office_builder import MINUTE, TODAY, SmallOffice


def state(office: SmallOffice, uid: bytes) -> str:
    """Return how an occurrence stands for the grid worker."""
    return occurrences.occurrence(office.session("zhang"), uid).state


def test_what_must_be_attended_is_due_until_somebody_was_there(office: SmallOffice) -> None:
    """S4-6: a home visit since closes it; the clock of the day counts."""
    uid = noted(office, "mood_swing", "王建民")
    assert state(office, uid) == "due"
    office.go_to(0, MINUTE + 40)
    quick_visit(office.session("zhang"), office.homes["王建民"])
    assert state(office, uid) == "done"
    undo(office.session("zhang"))
    assert state(office, uid) == "due"


def test_a_visit_before_it_was_noted_is_no_answer(office: SmallOffice) -> None:
    """Whoever was there in the morning was there for something else."""
    office.go_to(0, MINUTE - 60)
    quick_visit(office.session("zhang"), office.homes["王建民"])
    office.go_to(0)
    assert state(office, noted(office, "dispute", "王建民")) == "due"


def test_hours_of_the_office_make_it_overdue(office: SmallOffice) -> None:
    """No report states hours; an office that sets them gets a clock."""
    uid = noted(office, "mood_swing", "王建民")
    session = office.session("zhang")
    triggers = tuple(
        msgspec.structs.replace(each, hours=24) if each.key == "mood_swing" else each
        for each in session.scheme.triggers
    )
    object.__setattr__(session, "scheme", msgspec.structs.replace(session.scheme, triggers=triggers))
    row = occurrences.occurrence(session, uid)
    assert (row.state, row.minutes_left) == ("due", 24 * 60)
    office.go_to(1, MINUTE + 1)
    assert occurrences.occurrence(session, uid).state == "overdue"


def test_a_report_is_a_ticket_filled_by_the_mechanism(office: SmallOffice) -> None:
    """S4-7: kind, class and category come from the trigger; the ticket names the occurrence and closes it."""
    uid = noted(office, "damaged_facility", place="晏五村东门")
    session = office.session("zhang")
    form = occurrences.report_form(session, uid)
    assert form is not None
    assert (form.category, form.place, form.occurrence) == ("facility", "晏五村东门", uid)
    assert state(office, uid) == "due"
    open_ticket(session, msgspec.structs.replace(form, title="路灯不亮"))
    assert state(office, uid) == "done"


def test_the_first_answer_counts(office: SmallOffice) -> None:
    """Reported within the hour and gone to a day later: it was answered within the hour."""
    uid = noted(office, "dispute", "王建民")
    with office.writing() as writer:
        ticket: dict[str, Value] = {"occurrence": uid, "opened_ms": office.clock.ms + 60_000, "title": "邻里纠纷"}
        writer.create("ticket", ticket, root=office.homes["王建民"], actor=None)
    office.go_to(1)
    quick_visit(office.session("zhang"), office.homes["王建民"])
    assert occurrences.occurrence(office.session("zhang"), uid).done_ms == office.clock.ms - 86_400_000 + 60_000


def test_a_report_that_changes_the_registry_is_done_by_the_tag(office: SmallOffice) -> None:
    """S4-7, new pregnancy: no ticket; the care tag closes it."""
    uid = noted(office, "new_pregnancy", "赵志强")
    session = office.session("zhang")
    assert occurrences.report_form(session, uid) is None
    assert state(office, uid) == "due"
    tag = next(each.tag for each in session.scheme.triggers if each.key == "new_pregnancy")
    households.add_tag(session, office.people["钱小燕"], office.homes["赵志强"], tag)
    assert state(office, uid) == "done"


def test_who_moved_in_is_reported_by_entering_the_household(office: SmallOffice) -> None:
    """S4-7, incoming migrants: noted at a place, settled by the household; once."""
    uid = noted(office, "incoming_migrants", place="晏六村2-301")
    session = office.session("zhang")
    home = households.add_household(session, door={}, grid=office.units["网格03"], head={"name": "沈源"}).uid
    occurrences.settle_with_household(session, uid, home)
    assert state(office, uid) == "done"
    with pytest.raises(InputFault) as fault:
        occurrences.settle_with_household(session, uid, home)
    assert fault.value.code == "occurrence.settled"
    undo(session)
    assert state(office, uid) == "due"


def test_who_moved_in_noted_at_a_door_is_not_reported_by_that_door(office: SmallOffice) -> None:
    """S4-7: the household that was there already is no answer; the one that is entered is."""
    uid = noted(office, "incoming_migrants", "王建民")
    session = office.session("zhang")
    row = occurrences.occurrence(session, uid)
    assert (row.state, row.household, row.place) == ("due", None, "晏五村5-2-602")
    home = households.add_household(session, door={}, grid=office.units["网格03"], head={"name": "沈源"}).uid
    occurrences.settle_with_household(session, uid, home)
    assert state(office, uid) == "done"


def test_the_list_holds_what_is_open_the_pressing_first(office: SmallOffice) -> None:
    """What was followed up is left out unless asked for."""
    done = noted(office, "dispute", "王建民")
    office.go_to(0, MINUTE + 5)
    quick_visit(office.session("zhang"), office.homes["王建民"])
    still = noted(office, "dispute", "马玉珍")
    session = office.session("zhang")
    assert [row.uid for row in occurrences.occurrences(session)] == [still]
    assert [row.uid for row in occurrences.occurrences(session, open_only=False)] == [still, done]
    assert [row.uid for row in occurrences.occurrences_of(session, office.homes["王建民"])] == [done]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"trigger": "earthquake"}, "occurrence.trigger"),
        ({"household": None}, "occurrence.no_household"),
        ({"household": None, "trigger": "dirty_environment"}, "occurrence.no_place"),
        ({"day": TODAY + 1}, "occurrence.future"),
    ],
)
def test_what_cannot_be_noted(office: SmallOffice, change: dict[str, object], code: str) -> None:
    """Each fault is named, and nothing is saved."""
    session = office.session("zhang")
    form = occurrences.new_occurrence_form(session, "dispute", office.homes["王建民"])
    with pytest.raises(InputFault) as fault:
        occurrences.note_occurrence(session, msgspec.structs.replace(form, **change))
    assert fault.value.code == code
    assert occurrences.occurrences(session, open_only=False) == ()


def test_it_is_noted_where_the_post_works(office: SmallOffice) -> None:
    """A neighbour lead of another grid may not."""
    with pytest.raises(Refused):
        noted(office, "dispute", "周海洋", account="he")


def test_undo_takes_the_note_back(office: SmallOffice) -> None:
    """It is void."""
    uid = noted(office, "dispute", "王建民")
    undo(office.session("zhang"))
    with pytest.raises(InputFault) as fault:
        state(office, uid)
    assert fault.value.code == "occurrence.unknown"
