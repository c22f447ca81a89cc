"""Whoever changes a household's grid leaves a trace of the one before, in the same act, and takes it back with it."""

from gridtui.office.households import set_household
from gridtui.office.undo import undo
from gridtui.store.read_former import former_grids, grid_on
from gridtui.sync.operation import Value
from tests.tools.office_builder import TODAY, SmallOffice


def formers(office: SmallOffice, head: str) -> list[tuple[bytes | None, int]]:
    """Return the former grids of a household with their last days."""
    with office.store.reading() as reader:
        return [(grid, to_day) for _, grid, to_day in former_grids(reader, office.homes[head])]


def move(office: SmallOffice, head: str, grid: str) -> bytes | None:
    """Put a household into another grid as the secretary; return the way back."""
    return set_household(office.session("chen"), office.homes[head], {"grid": office.units[grid]}).undo


def test_a_change_of_grid_is_dated_yesterday(office: SmallOffice) -> None:
    """Until yesterday in the old grid, from today in the new one."""
    move(office, "刘秀芬", "网格04")
    assert formers(office, "刘秀芬") == [(office.units["网格03"], TODAY - 1)]
    with office.store.reading() as reader:
        home = office.homes["刘秀芬"]
        assert grid_on(reader, home, TODAY - 1) == office.units["网格03"]
        assert grid_on(reader, home, TODAY) == office.units["网格04"]


def test_a_second_change_of_the_same_day_leaves_the_first_trace(office: SmallOffice) -> None:
    """It was in the grid between on no day."""
    move(office, "刘秀芬", "网格04")
    move(office, "刘秀芬", "网格03")
    assert formers(office, "刘秀芬") == [(office.units["网格03"], TODAY - 1)]


def test_changes_of_several_days_each_leave_theirs(office: SmallOffice) -> None:
    """Every report of the past finds the grid of its day."""
    move(office, "刘秀芬", "网格04")
    office.go_to(10)
    move(office, "刘秀芬", "网格03")
    assert formers(office, "刘秀芬") == [(office.units["网格03"], TODAY - 1), (office.units["网格04"], TODAY + 9)]


def test_taking_the_change_back_takes_its_trace_back(office: SmallOffice) -> None:
    """As if it had never been."""
    undo(office.session("chen"), move(office, "刘秀芬", "网格04"))
    assert formers(office, "刘秀芬") == []


def test_a_change_of_something_else_leaves_none(office: SmallOffice) -> None:
    """Nor does stating the same grid beside another field."""
    values: dict[str, Value] = {"note": "门铃坏了", "grid": office.units["网格03"]}
    set_household(office.session("zhang"), office.homes["刘秀芬"], values)
    assert formers(office, "刘秀芬") == []


def test_a_household_that_began_today_has_no_yesterday(office: SmallOffice) -> None:
    """It was entered into the wrong grid this morning."""
    session = office.session("chen")
    set_household(session, office.homes["刘秀芬"], {"from_day": TODAY})
    move(office, "刘秀芬", "网格04")
    assert formers(office, "刘秀芬") == []
