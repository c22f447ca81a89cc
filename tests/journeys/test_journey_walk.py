"""Thirty doors of one entrance, typed ahead at the speed of a hand: each outcome at its own door, none lost.

Thirty doors in a minute are wanted; a hand that knows the outcomes types thirty digits in some seconds and is ahead
of the screen on a thin line. What is held here is that being ahead costs nothing but the picture.
"""

from collections.abc import Iterator

import pytest

from gridtui.core.time import SystemClock
from gridtui.core.words import Outcome
from gridtui.office import households, staffing
from gridtui.office.session import opened_session
from gridtui.settings import load_settings
from gridtui.sync.operation import Value
from tests.tools.office_host import SECRETARY, WORKER, OfficeHost

pytestmark = pytest.mark.journey

DOORS = 30
KINDS = "112113111241"
"""Digits of the walk, over and over: mostly somebody there, some nobody, some who would not."""
OUTCOMES = {"1": Outcome.MET, "2": Outcome.NO_ANSWER, "3": Outcome.REFUSED, "4": Outcome.MOVED}


def doors() -> Iterator[tuple[str, str]]:
    """Give the doors of ten floors with three each, and who lives there; everybody is invented."""
    for number in range(DOORS):
        yield f"{number // 3 + 1}0{number % 3 + 1}", f"孔{'甲乙丙丁戊己庚辛壬癸'[number // 3]}{'一二三'[number % 3]}"


@pytest.fixture
def tall(host: OfficeHost) -> OfficeHost:
    """Give the office with an entrance of thirty doors in the worker's grid."""
    settings = load_settings(host.office, {})
    with opened_session(host.office, account=SECRETARY, clock=SystemClock(), settings=settings) as session:
        grid = staffing.unit_named(session, "网格03").uid
        courtyard = staffing.unit_named(session, "晏五村").uid
        for door, name in doors():
            address: dict[str, Value] = {"courtyard": courtyard, "building": 99, "entrance": 1, "door": door}
            households.add_household(session, door=address, grid=grid, head={"name": name})
    return host


def test_thirty_doors_typed_ahead_are_thirty_doors(tall: OfficeHost) -> None:
    """Every outcome stands at the door it was typed for, on the screen and in the store."""
    typed = (KINDS * DOORS)[:DOORS]
    with tall.clerk(WORKER) as clerk:
        clerk.sees("每月必访").find("孔甲一").press("person.walk").sees("敲门0")
        clerk.press(*typed)
        clerk.sees(f"敲门{DOORS}")
        met = typed.count("1")
        clerk.sees(f"已访{met}")
        assert clerk.leaves() == 0
    kept = {row["head"]: row["outcome"] for row in tall.json("visits", account=SECRETARY)}
    assert len(kept) == DOORS
    wanted = {name: OUTCOMES[digit].name.lower() for (_door, name), digit in zip(doors(), typed, strict=True)}
    assert kept == wanted
