"""Changing households, doors and people: what is kept, what is refused, how it is taken back."""

import threading
from collections.abc import Callable

import pytest

from gridtui.core.errors import GridtuiError, InputFault, Refused
from gridtui.core.records import Household, Resident
from gridtui.core.registry import BY_NAME
from gridtui.core.words import DwellingUse, Relation, Sex
from gridtui.office import browse, households
from gridtui.office.undo import undo
from gridtui.sync.operation import Value
from tests.tools.office_builder import TODAY, SmallOffice, invented_id_number

PHONE = BY_NAME["resident"].field("phone").number
ID_NUMBER = BY_NAME["resident"].field("id_number").number
NOTE = BY_NAME["household"].field("note").number


def home_of(office: SmallOffice, head: str) -> Household:
    """Return a household as the secretary's card shows it."""
    return browse.household_card(office.session("chen"), office.homes[head]).household


def person(office: SmallOffice, name: str) -> Resident:
    """Return a person with unmasked numbers."""
    return browse.resident(office.session("chen"), office.people[name])


def test_only_fields_that_differ_are_saved(office: SmallOffice) -> None:
    """An unchanged field is left alone, so that nobody's change to it is lost."""
    session = office.session("zhang")
    with office.store.reading() as reader:
        before = reader.value("SELECT count(*) FROM op")
    households.set_household(session, office.homes["王建民"], {"note": "周末在家", "paper": 0})
    with office.store.reading() as reader:
        body = reader.value("SELECT body FROM op ORDER BY hlc DESC LIMIT 1")
        assert reader.value("SELECT count(*) FROM op") == before + 1
    assert body == b"\x92\x06\xac" + "周末在家".encode()
    assert home_of(office, "王建民").note == "周末在家"


def test_nothing_changed_is_said(office: SmallOffice) -> None:
    """No operation without a change."""
    session = office.session("zhang")
    refused: tuple[Callable[[], object], ...] = (
        lambda: households.set_household(session, office.homes["王建民"], {"paper": 0}),
        lambda: households.set_resident(session, office.people["王建民"], {"name": "王建民"}),
        lambda: households.confirm(session, office.people["王建民"]),
    )
    for act in refused:
        with pytest.raises(InputFault) as fault:
            act()
        assert fault.value.code == "change.nothing"


def test_undo_restores_the_old_values(office: SmallOffice) -> None:
    """A change is taken back by setting what was there before, a value that was not stated included."""
    session = office.session("zhang")
    before = home_of(office, "刘秀芬")
    households.set_household(session, office.homes["刘秀芬"], {"note": "门铃坏", "to_day": TODAY + 3, "paper": 1})
    households.set_resident(session, office.people["刘秀芬"], {"phone": "10000000001", "education": "小学"})
    households.set_dwelling(session, office.homes["刘秀芬"], {"use": DwellingUse.RENTED, "door": "502"})
    assert home_of(office, "刘秀芬") != before
    for _ in range(3):
        undo(session)
    assert home_of(office, "刘秀芬") == before


def test_undo_does_not_undo_a_colleagues_later_change(office: SmallOffice) -> None:
    """What somebody else has set since stays, and the person is told."""
    households.set_resident(office.session("zhang"), office.people["王建民"], {"phone": "10000000001"})
    households.set_resident(office.session("chen"), office.people["王建民"], {"phone": "10000000002"})
    with pytest.raises(Refused) as fault:
        undo(office.session("zhang"))
    assert fault.value.code == "undo.worked_on_since"
    assert person(office, "王建民").phone == "10000000002"
    undo(office.session("chen"))
    undo(office.session("zhang"))
    assert person(office, "王建民").phone == ""


def test_a_form_does_not_overwrite_what_changed_behind_it(office: SmallOffice) -> None:
    """``seen`` is what the form showed; another value by now is a colleague's."""
    session, uid = office.session("zhang"), office.people["王建民"]
    households.set_resident(office.session("chen"), uid, {"phone": "10000000002"})
    with pytest.raises(InputFault) as fault:
        households.set_resident(session, uid, {"phone": "10000000003"}, seen={"phone": ""})
    assert (fault.value.code, fault.value.parameters["name"]) == ("change.changed_since", "王建民")
    households.set_resident(session, uid, {"note": "好"}, seen={"note": "", "phone": ""})
    households.set_resident(session, uid, {"phone": "10000000003"}, seen={"phone": "10000000002"})


def test_numbers_and_names_are_kept_in_one_spelling(office: SmallOffice) -> None:
    """Full width, blanks and a small x are mended."""
    session = office.session("zhang")
    number = invented_id_number("1966-11-30", "437")
    spaced = f" {number[:6]} {number[6:14]} {number[14:].lower()} "
    households.set_resident(
        session, office.people["王建民"], {"name": "王　建 民", "id_number": spaced, "phone": "１００-0000-0001"}
    )
    found = person(office, "王建民")
    assert (found.name, found.id_number, found.phone) == ("王建民", number, "10000000001")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": " "}, "resident.no_name"),
        ({"id_number": "629901********4311"}, "resident.masked"),
        ({"phone": "100****0774"}, "resident.masked"),
        ({"birth_day": TODAY + 1}, "resident.born_ahead"),
        ({"sex": 5}, "field.unknown_choice"),
        ({"relation": -1}, "field.unknown_choice"),
        ({"lives_from": TODAY, "lives_to": TODAY - 1}, "dates.order"),
        ({"lives_to": 1}, "dates.order"),
        ({"household": b"0" * 16}, "field.unknown"),
        ({"doubt": ()}, "field.unknown"),
        ({"lifecycle": 1}, "field.unknown"),
        ({"nickname": "小王"}, "field.unknown"),
    ],
)
def test_what_a_person_cannot_be(office: SmallOffice, changes: dict[str, Value], code: str) -> None:
    """Each field is checked before anything is saved."""
    before = person(office, "王建民")
    with pytest.raises(InputFault) as fault:
        households.set_resident(office.session("zhang"), office.people["王建民"], changes)
    assert fault.value.code == code
    assert person(office, "王建民") == before


@pytest.mark.parametrize(
    ("act", "changes", "code"),
    [
        (households.set_household, {"paper": 2}, "field.out_of_range"),
        (households.set_household, {"grid": b"0" * 16}, "field.unit_unknown"),
        (households.set_household, {"from_day": TODAY, "to_day": TODAY - 1}, "dates.order"),
        (households.set_household, {"dwelling": b"0" * 16}, "field.unknown"),
        (households.set_dwelling, {"building": 256}, "field.out_of_range"),
        (households.set_dwelling, {"building": -1}, "field.out_of_range"),
        (households.set_dwelling, {"entrance": 63}, "field.out_of_range"),
        (households.set_dwelling, {"use": 9}, "field.unknown_choice"),
        (households.set_dwelling, {"courtyard": b"0" * 16}, "field.unit_unknown"),
    ],
)
def test_what_a_household_cannot_be(office: SmallOffice, act: object, changes: dict[str, Value], code: str) -> None:
    """Numbers beyond the walking order, units nobody knows."""
    assert callable(act)
    with pytest.raises(InputFault) as fault:
        act(office.session("chen"), office.homes["王建民"], changes)
    assert fault.value.code == code


def test_a_courtyard_is_no_grid(office: SmallOffice) -> None:
    """A unit of another kind does not fit."""
    with pytest.raises(InputFault) as fault:
        households.set_household(office.session("chen"), office.homes["王建民"], {"grid": office.units["晏五村"]})
    assert fault.value.code == "field.unit_unknown"


def test_a_worker_does_not_move_a_household_into_anothers_grid(office: SmallOffice) -> None:
    """Both grids must be within reach; the secretary's are."""
    changes: dict[str, Value] = {"grid": office.units["网格04"]}
    with pytest.raises(Refused) as fault:
        households.set_household(office.session("zhang"), office.homes["王建民"], changes)
    assert fault.value.code == "permission.scope"
    households.set_household(office.session("chen"), office.homes["王建民"], changes)
    assert home_of(office, "王建民").grid_name == "网格04"


def test_a_corrected_field_is_no_longer_in_doubt(office: SmallOffice) -> None:
    """The other doubts stay; undo brings the doubt back."""
    session, uid = office.session("zhang"), office.people["王建民"]
    with office.writing() as writer:
        writer.set(uid, {"doubt": (PHONE, ID_NUMBER)}, actor=None)
        writer.set(office.homes["王建民"], {"doubt": (NOTE,)}, actor=None)
    households.set_resident(session, uid, {"phone": "10000000001"})
    assert person(office, "王建民").doubt == (ID_NUMBER,)
    households.set_household(session, office.homes["王建民"], {"note": "在家"})
    assert home_of(office, "王建民").doubt == ()
    undo(session)
    undo(session)
    assert person(office, "王建民").doubt == (PHONE, ID_NUMBER)
    assert home_of(office, "王建民").doubt == (NOTE,)


def test_a_number_with_a_fault_is_kept_in_doubt(office: SmallOffice) -> None:
    """What the paper says is kept as it was given, and stays to be confirmed."""
    session, uid = office.session("zhang"), office.people["王建民"]
    wrong = invented_id_number("1966-11-30", "437")[:-1] + "?"
    households.set_resident(session, uid, {"id_number": wrong, "phone": "不要打"})
    assert set(person(office, "王建民").doubt) == {ID_NUMBER, PHONE}
    households.set_resident(session, uid, {"phone": "10000000001"})
    assert person(office, "王建民").doubt == (ID_NUMBER,)


def test_one_key_confirms_what_is_in_doubt(office: SmallOffice) -> None:
    """Unchanged is one key, for a person and for a household."""
    session = office.session("zhang")
    with office.writing() as writer:
        writer.set(office.people["王建民"], {"doubt": (PHONE,)}, actor=None)
        writer.set(office.homes["王建民"], {"doubt": (NOTE,)}, actor=None)
    households.confirm(session, office.people["王建民"])
    households.confirm(session, office.homes["王建民"])
    assert person(office, "王建民").doubt == home_of(office, "王建民").doubt == ()
    undo(session)
    assert home_of(office, "王建民").doubt == (NOTE,)


def test_an_identity_number_is_held_by_one_person(office: SmallOffice) -> None:
    """Nobody is entered twice, neither as a new member nor by a changed number; the message names who has it."""
    session = office.session("zhang")
    taken = person(office, "刘洋").id_number
    refused: tuple[Callable[[], object], ...] = (
        lambda: households.add_resident(session, office.homes["王建民"], {"name": "刘阳", "id_number": taken}),
        lambda: households.set_resident(session, office.people["王建民"], {"id_number": f" {taken}"}),
        lambda: households.add_household(
            session, door={}, grid=office.units["网格03"], head={"name": "刘阳", "id_number": taken}
        ),
    )
    for act in refused:
        with pytest.raises(InputFault) as fault:
            act()
        assert (fault.value.code, fault.value.parameters["name"]) == ("resident.id_number_held", "刘洋")
    households.remove_resident(session, office.people["刘洋"])
    assert households.add_resident(session, office.homes["王建民"], {"name": "刘洋", "id_number": taken})


def test_two_people_entering_one_person_at_once_make_one(office: SmallOffice) -> None:
    """The number is looked up behind the gate."""
    number = invented_id_number("1999-09-09", "777")
    outcomes: list[str] = []

    def enter() -> None:
        with office.opened("chen") as session:
            try:
                outcomes.append(
                    households.add_resident(
                        session, office.homes["王建民"], {"name": "王新", "id_number": number}
                    ).message
                )
            except GridtuiError as error:
                outcomes.append(error.code)

    threads = [threading.Thread(target=enter) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["resident.added", "resident.id_number_held", "resident.id_number_held"]


def test_a_new_member_takes_birth_and_sex_from_the_number(office: SmallOffice) -> None:
    """An ID number fills in birth date and sex; what is stated goes before it."""
    session = office.session("zhang")
    number = invented_id_number("2001-02-03", "125")
    saved = households.add_resident(session, office.homes["王建民"], {"name": "王小明", "id_number": number})
    home = home_of(office, "王建民")
    added = home.members[-1]
    assert (added.uid, added.relation, added.position) == (saved.uid, Relation.OTHER, 2)
    assert (added.birth_day, added.sex) == (730_519, Sex.MALE)
    undo(session)
    assert len(home_of(office, "王建民").members) == 1


def test_a_member_is_taken_off_and_put_back(office: SmallOffice) -> None:
    """The record is voided, not deleted; it takes no further change."""
    session = office.session("zhang")
    households.remove_resident(session, office.people["刘洋"])
    assert [member.name for member in home_of(office, "刘秀芬").members] == ["刘秀芬"]
    refused: tuple[Callable[[], object], ...] = (
        lambda: households.set_resident(session, office.people["刘洋"], {"note": "x"}),
        lambda: households.remove_resident(session, office.people["刘洋"]),
        lambda: browse.resident(session, office.people["刘洋"]),
    )
    for act in refused:
        with pytest.raises(InputFault) as fault:
            act()
        assert fault.value.code == "resident.unknown"
    undo(session)
    assert [member.name for member in home_of(office, "刘秀芬").members] == ["刘秀芬", "刘洋"]


def test_a_household_is_called_by_its_head(office: SmallOffice) -> None:
    """Whoever is head by relation, wherever the roster put the line; without one the first member."""
    session = office.session("zhang")
    households.set_resident(session, office.people["刘秀芬"], {"relation": Relation.PARENT})
    households.set_resident(session, office.people["刘洋"], {"relation": Relation.HEAD})
    saved = households.set_household(session, office.homes["刘秀芬"], {"note": "换户主"})
    assert saved.parameters["name"] == "刘洋"
    listed = {row.uid: row.head_name for row in browse.open_households(session).rows(0, 20)}
    assert listed[office.homes["刘秀芬"]] == "刘洋"


def test_a_new_household_is_found_listed_and_taken_back(office: SmallOffice) -> None:
    """A household comes with its head and its door; undo takes all three back."""
    session = office.session("zhang")
    before = browse.open_households(session).count
    door: dict[str, Value] = {"courtyard": office.units["晏五村"], "building": 7, "entrance": 1, "door": "101"}
    saved = households.add_household(session, door=door, grid=office.units["网格03"], head={"name": "沈源"})
    found = browse.find(session, "沈源").rows
    assert [(row.uid, row.address, row.grid_name) for row in found] == [(saved.uid, "晏五村7-1-101", "网格03")]
    home = browse.household_card(session, saved.uid).household
    assert (home.from_day, home.community) == (TODAY, office.session("chen").community.uid)
    assert home.members[0].relation == Relation.HEAD
    undo(session)
    assert browse.open_households(session).count == before
    assert browse.find(session, "沈源").rows == ()
    with pytest.raises(InputFault):
        browse.household_card(session, saved.uid)


def test_a_second_household_at_a_door_shares_the_door(office: SmallOffice) -> None:
    """One door may hold two households; the walk shows it once for each, no door comes twice."""
    session = office.session("zhang")
    door: dict[str, Value] = {"courtyard": office.units["晏五村"], "building": 5, "entrance": 2, "door": "602"}
    saved = households.add_household(session, door=door, grid=office.units["网格03"], head={"name": "沈源"})
    mine = browse.household_card(session, saved.uid).household.dwelling
    assert mine is not None
    assert mine.uid == office.doors["晏五村5-2-602"]


def test_a_vacant_door_is_lived_in_again(office: SmallOffice) -> None:
    """Who moves into an empty door makes it no longer vacant; undo makes it vacant."""
    session = office.session("zhang")
    vacant = office.doors["晏五村5-2-603"]
    saved = households.add_household(
        session, door={}, grid=office.units["网格03"], head={"name": "沈源"}, dwelling=vacant
    )
    door = browse.household_card(session, saved.uid).household.dwelling
    assert door is not None
    assert (door.uid, door.use) == (vacant, DwellingUse.UNKNOWN)
    undo(session)
    view = browse.walk(session, browse.walk_of(session, office.homes["刘秀芬"]))
    assert [each.vacant for each in view.doors if each.dwelling == vacant] == [True]


def test_a_new_household_needs_a_head_and_a_grid_within_reach(office: SmallOffice) -> None:
    """Nobody enters a household for a colleague's grid, and none without a person."""
    with pytest.raises(InputFault) as fault:
        households.add_household(office.session("zhang"), door={}, grid=office.units["网格03"], head={})
    assert fault.value.code == "resident.no_name"
    for account, code in (("zhang", "permission.scope"), ("he", "permission.role")):
        with pytest.raises(Refused) as refusal:
            households.add_household(
                office.session(account), door={}, grid=office.units["网格04"], head={"name": "沈源"}
            )
        assert refusal.value.code == code
    with pytest.raises(InputFault) as missing:
        households.add_household(
            office.session("chen"), door={}, grid=office.units["网格03"], head={"name": "沈"}, dwelling=b"0" * 16
        )
    assert missing.value.code == "dwelling.unknown"


def test_a_door_is_marked_vacant_by_who_is_in_charge_there(office: SmallOffice) -> None:
    """A door lies where its household lies; an empty one is any worker's of the community."""
    occupied, empty = office.doors["晏五村5-2-602"], office.doors["晏五村5-2-603"]
    with pytest.raises(Refused) as fault:
        households.mark_vacant(office.session("li"), occupied)
    assert fault.value.code == "permission.scope"
    saved = households.mark_vacant(office.session("zhang"), occupied)
    assert (saved.message, saved.parameters) == ("dwelling.vacant", {"address": "晏五村5-2-602"})
    with pytest.raises(InputFault) as again:
        households.mark_vacant(office.session("li"), empty)
    assert again.value.code == "change.nothing"
    with pytest.raises(InputFault) as unknown:
        households.mark_vacant(office.session("chen"), b"0" * 16)
    assert unknown.value.code == "dwelling.unknown"
    undo(office.session("zhang"))
    assert browse.household_card(office.session("zhang"), office.homes["王建民"]).duties


def test_what_is_typed_so_far_is_checked(office: SmallOffice) -> None:
    """An ID number is checked as it is left, a phone too."""
    session = office.session("zhang")
    good = invented_id_number("1980-01-01", "101")
    assert households.check_resident(session, good, "10000000001") == ()
    assert households.check_resident(session, good[:-2], "abc") == (
        ("id_number", "id_length"),
        ("phone", "phone_unreadable"),
    )
    assert households.check_resident(session, "", "") == ()
