"""Correcting and taking back visits: every record stays, one of them counts."""

import msgspec
import pytest

from gridtui.core.errors import InputFault, Refused
from gridtui.core.words import Channel, Outcome
from gridtui.office import browse
from gridtui.office.undo import undo
from gridtui.office.visits import correct_visit, form_of, log_visit, new_visit_form, quick_visit
from gridtui.store import read_visits
from gridtui.store.rows import Window
from tests.tools.office_builder import TODAY, SmallOffice

HEAD = "王建民"


def counted(office: SmallOffice) -> list[int]:
    """Return how often the household was counted on each of the last ten days, today first."""
    with office.store.reading() as reader:
        return [
            read_visits.count_visits(reader, office.homes[HEAD], Window((Channel.HOME_VISIT,), day, day))
            for day in range(TODAY, TODAY - 10, -1)
        ]


def test_a_correction_stands_in_the_place_of_the_old_record(office: SmallOffice) -> None:
    """The old record stays and says it is corrected; together they count once, on the corrected day."""
    session = office.session("zhang")
    old = quick_visit(session, office.homes[HEAD])
    form = form_of(browse.visit(session, old.uid))
    new = correct_visit(session, old.uid, msgspec.structs.replace(form, day=TODAY - 2, start_minute=None))
    assert counted(office)[:3] == [0, 0, 1]
    assert browse.visit(session, old.uid).superseded
    corrected = browse.visit(session, new.uid)
    assert (corrected.corrects, corrected.superseded, corrected.day) == (old.uid, False, TODAY - 2)


def test_a_form_shows_a_saved_visit_as_it_was(office: SmallOffice) -> None:
    """To correct one thing nothing else is typed again."""
    session = office.session("zhang")
    form = msgspec.structs.replace(
        new_visit_form(session, office.homes[HEAD]), diary="血压正常", prompts=(1,), card_left=True, gifts="油"
    )
    assert form_of(browse.visit(session, log_visit(session, form).uid)) == form


def test_what_is_corrected_already_is_corrected_at_its_correction(office: SmallOffice) -> None:
    """Two corrections of one record would be two truths."""
    session = office.session("zhang")
    old = quick_visit(session, office.homes[HEAD])
    form = form_of(browse.visit(session, old.uid))
    correct_visit(session, old.uid, form)
    with pytest.raises(InputFault) as fault:
        correct_visit(session, old.uid, form)
    assert fault.value.code == "visit.superseded"


def test_a_correction_can_be_corrected(office: SmallOffice) -> None:
    """The last of a chain counts."""
    session = office.session("zhang")
    uid = quick_visit(session, office.homes[HEAD]).uid
    for days in (1, 2, 3):
        form = form_of(browse.visit(session, uid))
        uid = correct_visit(session, uid, msgspec.structs.replace(form, day=TODAY - days, start_minute=None)).uid
    assert counted(office)[:4] == [0, 0, 0, 1]


def test_only_the_author_or_the_secretary_corrects(office: SmallOffice) -> None:
    """Who entered it, or who answers for the community."""
    old = quick_visit(office.session("zhang"), office.homes[HEAD])
    form = form_of(browse.visit(office.session("zhang"), old.uid))
    for account in ("he", "wang"):
        with pytest.raises(Refused) as fault:
            correct_visit(office.session(account), old.uid, form)
        assert fault.value.code == "permission.author"
    assert correct_visit(office.session("chen"), old.uid, form).message == "visit.corrected"


def test_a_correction_does_not_take_the_worker_out_of_his_own_visit(office: SmallOffice) -> None:
    """Saying that another went is entering for another."""
    session = office.session("zhang")
    old = quick_visit(session, office.homes[HEAD])
    form = form_of(browse.visit(session, old.uid))
    with pytest.raises(Refused):
        correct_visit(session, old.uid, msgspec.structs.replace(form, visitors=(office.posts["li"],)))


def test_a_correction_is_checked_like_a_visit(office: SmallOffice) -> None:
    """What cannot have been cannot be corrected into being."""
    session = office.session("zhang")
    old = quick_visit(session, office.homes[HEAD])
    form = form_of(browse.visit(session, old.uid))
    with pytest.raises(InputFault) as fault:
        correct_visit(session, old.uid, msgspec.structs.replace(form, day=TODAY + 1))
    assert fault.value.code == "visit.future"


def test_correcting_to_moved_puts_the_residence_in_doubt(office: SmallOffice) -> None:
    """The outcome decides, whether it was typed at once or later."""
    session = office.session("zhang")
    old = quick_visit(session, office.homes[HEAD])
    form = form_of(browse.visit(session, old.uid))
    correct_visit(session, old.uid, msgspec.structs.replace(form, outcome=Outcome.MOVED))
    assert browse.household_card(session, office.homes[HEAD]).household.members[0].doubt
    undo(session)
    assert not browse.household_card(session, office.homes[HEAD]).household.members[0].doubt


def test_a_visit_taken_back_counts_nothing_and_is_still_there(office: SmallOffice) -> None:
    """Undo never deletes: a record points at the visit, which says it is superseded."""
    session = office.session("zhang")
    saved = quick_visit(session, office.homes[HEAD])
    assert counted(office)[0] == 1
    told = undo(session)
    assert (told.message, told.parameters["name"], told.parameters["day"]) == ("visit.withdrawn", HEAD, TODAY)
    assert counted(office)[0] == 0
    rows = browse.visits(session, household=office.homes[HEAD]).rows
    assert [(row.uid, row.superseded) for row in rows][:1] == [(saved.uid, True)]


def test_taking_back_moved_settles_the_doubt_too(office: SmallOffice) -> None:
    """The way back of an act takes back everything it did."""
    session = office.session("zhang")
    quick_visit(session, office.homes["刘秀芬"], Outcome.MOVED)
    undo(session)
    assert [m.doubt for m in browse.household_card(session, office.homes["刘秀芬"]).household.members] == [(), ()]


def test_taking_a_correction_back_lets_the_corrected_record_hold_again(office: SmallOffice) -> None:
    """Whatever was corrected counts again, once, as it was entered."""
    session = office.session("zhang")
    old = quick_visit(session, office.homes[HEAD])
    form = form_of(browse.visit(session, old.uid))
    correct_visit(session, old.uid, msgspec.structs.replace(form, day=TODAY - 2, start_minute=None, diary="错"))
    told = undo(session)
    assert told.message == "visit.restated"
    assert counted(office)[:3] == [1, 0, 0]
    holding = [row for row in browse.visits(session, household=office.homes[HEAD]).rows if not row.superseded]
    assert [row.day for row in holding] == [TODAY, TODAY - 32]
    undo(session)
    assert counted(office)[:3] == [0, 0, 0]


def test_a_visit_others_corrected_is_not_taken_back_over_their_heads(office: SmallOffice) -> None:
    """The secretary's correction stays; the worker is told so."""
    session = office.session("zhang")
    old = quick_visit(session, office.homes[HEAD])
    form = form_of(browse.visit(session, old.uid))
    correct_visit(office.session("chen"), old.uid, msgspec.structs.replace(form, day=TODAY - 1, start_minute=None))
    with pytest.raises(Refused) as fault:
        undo(session)
    assert fault.value.code == "undo.worked_on_since"
    assert counted(office)[:2] == [0, 1]
