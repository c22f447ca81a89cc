"""Reads for the building walk."""

from datetime import date

from gridtui.core.words import Outcome
from gridtui.store.read_doors import doors_of, walks
from tests.store.store_seed import DAY, Desk


def test_walks_are_entrances_in_walking_order(desk: Desk) -> None:
    """With all doors and the households that live there now."""
    office = desk.office
    with desk.write() as seed:
        seed.transaction.execute("UPDATE household SET to_day = ? WHERE uid = ?", (DAY - 1, office.wang))
    with desk.reading() as reader:
        found = walks(reader, as_of_day=DAY, unit=office.community)
        assert walks(reader, as_of_day=DAY, unit=office.other_community) == ()
    assert [(w.courtyard_name, w.building, w.entrance, w.doors, w.households) for w in found] == [
        ("晏五村", 5, 2, 2, 1),
        ("晏五村", 6, 1, 2, 1),
        ("和平院", 1, 1, 2, 2),
    ]
    assert found[0].courtyard == office.yard1


def test_an_empty_door_is_on_the_walk(desk: Desk) -> None:
    """A door nobody is behind has a row without a household; so has one whose household moved away."""
    office = desk.office
    with desk.write() as seed:
        seed.transaction.execute("UPDATE household SET to_day = ? WHERE uid = ?", (DAY - 1, office.zhao))
    with desk.reading() as reader:
        doors = doors_of(reader, office.yard1, 6, 1, day=DAY)
    assert [(door.door, door.household, door.use) for door in doors] == [("301", None, 3), ("302", None, 1)]
    assert doors[0].dwelling == office.empty_door


def test_two_households_behind_one_door_are_two_rows(desk: Desk) -> None:
    """The door comes once for each."""
    office = desk.office
    with desk.write() as seed:
        lodger = seed.household(office.door, "周海洋", grid=office.grid1)
    with desk.reading() as reader:
        doors = doors_of(reader, office.yard1, 5, 2, day=DAY)
    assert [(door.door, door.head_name) for door in doors] == [
        ("501", "刘秀芬"),
        ("501", "周海洋"),
        ("602", "王建民"),
    ]
    assert doors[1].household == lodger


def test_a_door_says_what_happened_today_and_this_month(desk: Desk) -> None:
    """The last outcome of the day, the misses of its calendar month up to that day, the last effective visit."""
    office = desk.office
    first = date(2026, 11, 1).toordinal()
    with desk.write() as seed:
        seed.visit(office.liu, first - 1, outcome=Outcome.NO_ANSWER)
        seed.visit(office.liu, first, outcome=Outcome.NO_ANSWER)
        seed.visit(office.liu, first + 1, outcome=Outcome.NO_ANSWER, superseded=1)
        seed.visit(office.liu, first + 2)
        seed.visit(office.liu, DAY)
        last = seed.visit(office.liu, DAY, outcome=Outcome.NO_ANSWER)
        seed.visit(office.liu, DAY, outcome=Outcome.MOVED, superseded=1)
        seed.visit(office.liu, DAY + 1, outcome=Outcome.NO_ANSWER)
    with desk.reading() as reader:
        door = doors_of(reader, office.yard1, 5, 2, day=DAY)[0]
        before = doors_of(reader, office.yard1, 5, 2, day=DAY - 1)[0]
    assert (door.outcome_today, door.visit_today, door.misses_this_month) == (Outcome.NO_ANSWER, last, 2)
    assert door.last_visit_day == DAY
    assert (before.outcome_today, before.visit_today) == (None, None)
    assert (before.misses_this_month, before.last_visit_day) == (1, first + 2)
