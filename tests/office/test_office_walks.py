"""The building walk: which entrances, which doors, and what the round gave."""

import pytest

from gridtui.core.errors import InputFault, Refused
from gridtui.core.words import Outcome
from gridtui.office import browse, households, plans
from gridtui.office.undo import undo
from gridtui.office.views import WalkKey
from gridtui.office.visits import log_walk_door, quick_visit
from tests.tools.office_builder import TODAY, SmallOffice


def entrances(office: SmallOffice, account: str) -> list[tuple[str, int, int]]:
    """Return the entrances an account walks."""
    found = browse.walks(office.session(account))
    return [(walk.courtyard_name, walk.building, walk.entrance) for walk in found]


def test_entrances_stand_in_walking_order_as_far_as_the_post_sees(office: SmallOffice) -> None:
    """Courtyard, building, entrance; a neighbour lead walks the own grid's."""
    grid_03 = [("晏五村", 5, 1), ("晏五村", 5, 2), ("晏五村", 5, 3), ("晏五村", 6, 1), ("晏五村", 6, 2)]
    grid_04 = [("晏六村", 1, 1), ("晏六村", 1, 2), ("晏六村", 2, 0)]
    assert entrances(office, "he") == grid_03
    for account in ("zhang", "chen", "zhou"):
        assert entrances(office, account) == grid_03 + grid_04


def test_every_door_stands_on_the_walk_the_vacant_one_too(office: SmallOffice) -> None:
    """With who lives there, what is owed, and where the walk goes on."""
    session = office.session("he")
    key = browse.walk_of(session, office.homes["刘秀芬"])
    view = browse.walk(session, key)
    assert view.title == "晏五村 5号楼 2单元"
    assert [(door.door, door.head_name, door.duty_title, door.vacant) for door in view.doors] == [
        ("501", "刘秀芬", "七天一访", False),
        ("602", "王建民", "", False),
        ("603", "", "", True),
    ]
    assert (view.previous, view.next) == (
        WalkKey(key.courtyard, 5, 1),
        WalkKey(key.courtyard, 5, 3),
    )
    assert browse.walk(session, WalkKey(key.courtyard, 5, 1)).previous is None


def test_a_door_where_all_is_paused_says_so(office: SmallOffice) -> None:
    """Somebody is in hospital: nothing is owed there, and who walks by knows why."""
    session = office.session("he")
    home = office.homes["刘秀芬"]
    key = browse.walk_of(session, home)
    reason = plans.pause_reasons(session, home)[0].number
    plans.pause_duty(session, plans.PauseForm(home, session.today, reason=reason))
    assert [(door.duty_title, door.is_paused) for door in browse.walk(session, key).doors] == [
        ("", True),
        ("", False),
        ("", False),
    ]


def test_the_round_counts_knocks_and_outcomes_apart(office: SmallOffice) -> None:
    """Knocked, visited, nobody, refused, moved; a second miss of the month shows."""
    session = office.session("zhang")
    key = browse.walk_of(session, office.homes["赵志强"])
    log_walk_door(session, office.homes["赵志强"], Outcome.NO_ANSWER)
    view = browse.walk(session, key)
    assert (view.knocked, view.met, view.no_answer, view.refused, view.moved) == (1, 0, 1, 0, 0)
    assert [(door.today, door.misses_this_month) for door in view.doors] == [(Outcome.NO_ANSWER, 2), (None, 0)]
    log_walk_door(session, office.homes["赵志强"], Outcome.MET)
    assert browse.walk(session, key).met == 1


def test_another_days_round_is_counted_by_its_own_visits(office: SmallOffice) -> None:
    """Typed after the round: yesterday's doors show yesterday's outcomes."""
    session = office.session("zhang")
    key = browse.walk_of(session, office.homes["王建民"])
    log_walk_door(session, office.homes["王建民"], Outcome.REFUSED, day=TODAY - 1)
    assert browse.walk(session, key).knocked == 0
    assert browse.walk(session, key, day=TODAY - 1).refused == 1


def test_a_door_marked_vacant_shows_so(office: SmallOffice) -> None:
    """Digit 5 on the walk."""
    session = office.session("zhang")
    households.mark_vacant(session, office.doors["晏五村5-2-602"])
    view = browse.walk(session, browse.walk_of(session, office.homes["刘秀芬"]))
    assert [door.vacant for door in view.doors] == [False, True, True]


def test_a_household_without_a_door_is_on_no_walk(office: SmallOffice) -> None:
    """A household whose address is not known yet."""
    with office.writing() as writer:
        writer.set(office.homes["王建民"], {"dwelling": None}, actor=None)
    with pytest.raises(InputFault) as fault:
        browse.walk_of(office.session("zhang"), office.homes["王建民"])
    assert fault.value.code == "walk.no_door"


def test_doors_beyond_the_posts_reach_are_left_out(office: SmallOffice) -> None:
    """A neighbour lead sees no name of another grid, neither by an entrance nor by a shared one."""
    session = office.session("he")
    other = browse.walk_of(office.session("chen"), office.homes["周海洋"])
    assert browse.walk(session, other).doors == ()
    with pytest.raises(Refused):
        browse.walk_of(session, office.homes["周海洋"])
    grid_04 = {"grid": office.units["网格04"]}
    households.set_household(office.session("chen"), office.homes["王建民"], grid_04)
    view = browse.walk(session, browse.walk_of(session, office.homes["刘秀芬"]))
    assert [door.door for door in view.doors] == ["501", "603"]


def test_an_entrance_nobody_knows_has_no_doors(office: SmallOffice) -> None:
    """A key that was kept from before the courtyard changed."""
    view = browse.walk(office.session("chen"), WalkKey(b"0" * 16, 1, 1))
    assert (view.doors, view.previous, view.next) == ((), None, None)


def test_a_visit_taken_back_is_off_the_walk(office: SmallOffice) -> None:
    """What is withdrawn was no knock."""
    session = office.session("zhang")
    quick_visit(session, office.homes["王建民"])
    undo(session)
    assert browse.walk(session, browse.walk_of(session, office.homes["王建民"])).knocked == 0
