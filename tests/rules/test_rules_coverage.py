"""Numbers with definitions: what a door is, parts of wholes, and that two definitions are never added."""

from typing import get_args

import pytest

from gridtui.core.words import DwellingUse
from gridtui.locale.definitions import DEFINITIONS
from gridtui.rules.coverage import DefinitionKey, DoorCounts, Share, added, counted, is_door

LIVED_IN = {"day": 100, "is_live": True, "paper": 0, "use": 0, "from_day": None, "to_day": None}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, True),
        ({"use": int(DwellingUse.RENTED)}, True),
        ({"from_day": 100, "to_day": 100}, True),
        ({"paper": 1}, False),
        ({"use": int(DwellingUse.VACANT)}, False),
        ({"from_day": 101}, False),
        ({"to_day": 99}, False),
        ({"is_live": False}, False),
    ],
)
def test_a_door_is_a_lived_in_household_of_the_day(change: dict[str, int], expected: bool) -> None:
    """S3-3: paper households, vacant dwellings, who has left and who has not come yet are no doors."""
    assert is_door(**(LIVED_IN | change)) == expected  # type: ignore[arg-type]


def test_attempts_and_effective_visits_are_counted_apart() -> None:
    """A first sweep of 2,406 doors, 258 opened: 100 percent tried, 10 percent covered, 10 percent effective."""
    sweep = DoorCounts(doors=2406, knocked=2406, met=258, told=200)
    assert sweep.knocked_share == Share("knocked_share", 2406, 2406)
    assert (sweep.coverage.percent, sweep.knocked_share.percent, sweep.effective_share.percent) == (10, 100, 10)
    assert sweep.told_share.percent == 8


def test_a_hundred_percent_is_all_of_them() -> None:
    """S0-7: one missed door of 40,000 is not "no household missed"."""
    assert Share("coverage", 39_999, 40_000).percent == 99
    assert Share("coverage", 40_000, 40_000).percent == 100
    assert Share("coverage", 0, 0).percent is None


@pytest.mark.parametrize(("part", "reached"), [(8, False), (9, True)])
def test_a_target_is_reached_exactly(part: int, reached: bool) -> None:
    """90 percent of 10 is 9; of nothing there is nothing to reach."""
    assert Share("coverage", part, 10).reaches(90) == reached
    assert Share("coverage", 0, 0).reaches(90) is None


def test_areas_are_added_not_averaged() -> None:
    """1 of 1 and 0 of 9 are 10 percent together, not 50."""
    assert added([Share("coverage", 1, 1), Share("coverage", 0, 9)]).percent == 10
    assert counted([DoorCounts(1, 1, 1), DoorCounts(9, 4, 0, 2)]) == DoorCounts(10, 5, 1, 2)


def test_two_definitions_are_never_added() -> None:
    """4.22: mixed definitions are refused."""
    with pytest.raises(ValueError, match="coverage"):
        added([Share("coverage", 1, 1), Share("timeliness", 1, 1)])


def test_every_definition_has_its_sentence() -> None:
    """A number on a screen can always say what it counts."""
    assert set(get_args(DefinitionKey)) <= set(DEFINITIONS)
