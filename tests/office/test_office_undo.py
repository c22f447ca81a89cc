"""Taking back: whose, until when, how often, and in which order."""

import pytest

from gridtui.core.errors import InputFault, Refused
from gridtui.core.words import Channel
from gridtui.office import browse, households
from gridtui.office.undo import last_undo, undo
from gridtui.office.visits import quick_visit
from tests.tools.office_builder import SmallOffice


def test_the_latest_act_is_taken_back_first(office: SmallOffice) -> None:
    """Pressing ``u`` again goes one further back, until nothing is left."""
    session = office.session("zhang")
    quick_visit(session, office.homes["王建民"])
    households.set_household(session, office.homes["王建民"], {"note": "x"})
    told = last_undo(session)
    assert told is not None
    assert (told.message, told.parameters) == ("household.changed", {"name": "王建民"})
    assert undo(session).message == "change.withdrawn"
    assert undo(session).message == "visit.withdrawn"
    assert last_undo(session) is None
    with pytest.raises(InputFault) as fault:
        undo(session)
    assert fault.value.code == "undo.nothing"


def test_one_act_is_taken_back_once(office: SmallOffice) -> None:
    """A key pressed twice, or in two windows, does nothing more."""
    session = office.session("zhang")
    saved = quick_visit(session, office.homes["王建民"])
    undo(session, saved.undo)
    for undo_id in (saved.undo, b"0" * 16):
        with pytest.raises(InputFault) as fault:
            undo(session, undo_id)
        assert fault.value.code == "undo.nothing"


def test_only_the_author_takes_back(office: SmallOffice) -> None:
    """Not even the secretary undoes another's act; a correction is the secretary's way."""
    saved = quick_visit(office.session("zhang"), office.homes["王建民"])
    with pytest.raises(Refused) as fault:
        undo(office.session("chen"), saved.undo)
    assert fault.value.code == "undo.not_yours"
    assert last_undo(office.session("chen")) is None
    assert undo(office.session("zhang"), saved.undo)


def test_each_post_of_one_person_takes_back_its_own(office: SmallOffice) -> None:
    """Acts are done in a post; another post of the same account is another author."""
    as_lead, as_officer = office.session("sun", "邻长"), office.session("sun", "专干")
    saved = quick_visit(as_lead, office.homes["欧阳文"], channel=Channel.ONLINE_GREETING)
    assert last_undo(as_officer) is None
    with pytest.raises(Refused):
        undo(as_officer, saved.undo)
    assert undo(as_lead)


def test_only_on_the_same_day(office: SmallOffice) -> None:
    """Yesterday's is corrected, not undone; what is older is not even remembered."""
    session = office.session("zhang")
    saved = quick_visit(session, office.homes["王建民"])
    office.go_to(1)
    assert last_undo(session) is None
    with pytest.raises(Refused) as fault:
        undo(session, saved.undo)
    assert fault.value.code == "undo.too_late"
    office.go_to(2)
    quick_visit(session, office.homes["赵志强"])
    with pytest.raises(InputFault) as forgotten:
        undo(session, saved.undo)
    assert forgotten.value.code == "undo.nothing"


def test_what_is_refused_leaves_everything_as_it_was(office: SmallOffice) -> None:
    """A refused undo may be tried again after what stood in its way is gone."""
    zhang, chen = office.session("zhang"), office.session("chen")
    households.set_household(zhang, office.homes["王建民"], {"note": "一"})
    households.set_household(chen, office.homes["王建民"], {"note": "二"})
    with pytest.raises(Refused):
        undo(zhang)
    undo(chen)
    assert undo(zhang).message == "change.withdrawn"
    assert browse.household_card(zhang, office.homes["王建民"]).household.note == ""


def test_taking_back_is_itself_kept(office: SmallOffice) -> None:
    """Undo never deletes: every operation stays."""
    session = office.session("zhang")
    quick_visit(session, office.homes["王建民"])
    with office.store.reading() as reader:
        before = reader.value("SELECT count(*) FROM op")
    undo(session)
    with office.store.reading() as reader:
        assert reader.value("SELECT count(*) FROM op") == before + 1
