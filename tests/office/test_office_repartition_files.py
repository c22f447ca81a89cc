"""The plan of new grids as a file: read again it is the same plan, and what it cannot mean is named."""

import pytest

from gridtui.core.errors import InputFault
from gridtui.core.ids import show_id
from gridtui.office import repartition_plan as planning
from gridtui.office.repartition_files import plan_from_text, plan_text
from gridtui.office.repartition_plan import GridPlan, Ground
from gridtui.sync.operation import Value
from tests.tools.office_builder import TODAY, SmallOffice


def ground_of(office: SmallOffice) -> Ground:
    """Return what a plan is made on."""
    return planning.ground_of(office.session("chen"))


def again(office: SmallOffice, plan: GridPlan) -> GridPlan:
    """Return a plan after it was written and read."""
    chen, ground = office.session("chen"), ground_of(office)
    return plan_from_text(chen, plan_text(chen, plan, ground), "plan.toml", ground)


@pytest.mark.parametrize("number", [1, 2, 3, 5, 12])
def test_a_proposal_is_the_same_when_read_again(office: SmallOffice, number: int) -> None:
    """However the grids are cut: between grids, buildings, entrances or doors."""
    plan = planning.proposed(ground_of(office), number, from_day=TODAY)
    assert again(office, plan) == plan


def test_an_empty_grid_ends_and_a_household_without_grid_gets_one(office: SmallOffice) -> None:
    """Both are in the proposal and in its file."""
    with office.writing() as writer:
        values: dict[str, Value] = {"kind": 8, "name": "网格09", "parent": office.session("chen").community.uid}
        writer.create("unit", values, actor=None)
        writer.set(office.homes["李文彬"], {"grid": None}, actor=None)
    plan = planning.proposed(ground_of(office), 1, from_day=TODAY)
    assert office.homes["李文彬"] in plan.grids[0].households
    assert len(plan.olds) == 3
    assert again(office, plan) == plan


def test_the_smaller_area_goes_before_the_larger(office: SmallOffice) -> None:
    """An entrance out of a building out of a grid, and one household by its id."""
    text = f"""
from = 2026-11-21
[[grid]]
name = "甲"
takes = ["网格03", "网格04"]
households = ["{show_id(office.homes["覃桂兰"])} 覃桂兰"]
[[grid]]
name = "乙"
areas = ["晏五村 6"]
staff = ["{show_id(office.posts["zhang"])} 张三 网格员"]
[[grid]]
name = "丙"
areas = ["晏五村 6-1"]
"""
    plan = plan_from_text(office.session("chen"), text, "plan.toml", ground_of(office))
    assert [len(grid.households) for grid in plan.grids] == [10, 0, 2]
    assert plan.grids[1].posts == (office.posts["zhang"],)
    assert plan.from_day == TODAY


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("from =", "vom =", "repartition.unreadable"),
        ("[[grid]]", "[[grid", "repartition.unreadable"),
        ('name = "网格01"', 'name = "网格01"\ncolour = "red"', "repartition.unreadable"),
        ('takes = ["网格03"', 'takes = ["网格99"', "repartition.place_unknown"),
        ('"网格04"]', '"网格04"]\nareas = ["晏七村 1"]', "repartition.place_unknown"),
        ('"网格04"]', '"网格04"]\nhouseholds = ["00"]', "repartition.place_unknown"),
        ("staff = [", 'staff = ["nobody", ', "repartition.post_unknown"),
        ("from =", 'ends = ["网格77"]\nfrom =', "repartition.place_unknown"),
    ],
)
def test_what_a_file_cannot_mean_is_named(office: SmallOffice, old: str, new: str, code: str) -> None:
    """Nothing is guessed."""
    chen, ground = office.session("chen"), ground_of(office)
    text = plan_text(chen, planning.proposed(ground, 1, from_day=TODAY), ground)
    assert old in text
    with pytest.raises(InputFault) as fault:
        plan_from_text(chen, text.replace(old, new), "plan.toml", ground)
    assert fault.value.code == code


def test_one_place_goes_to_one_grid(office: SmallOffice) -> None:
    """The same area, grid or household twice is refused."""
    chen, ground = office.session("chen"), ground_of(office)
    for key, text in (("takes", "网格03"), ("areas", "晏五村"), ("households", show_id(office.homes["覃桂兰"]))):
        entry = f'takes = ["网格04"]\n{key} = ["{text}"]' if key != "takes" else f'{key} = ["{text}"]'
        first = f'[[grid]]\nname = "甲"\n{entry}\n'
        second = f'[[grid]]\nname = "乙"\n{key} = ["{text}"]\n'
        lead = "" if key == "takes" else '[[grid]]\nname = "丙"\ntakes = ["网格03"]\n'
        with pytest.raises(InputFault, match=r"repartition\.placed_twice"):
            plan_from_text(chen, f"from = 2026-11-21\n{lead}{first}{second}", "plan.toml", ground)


def test_names_stay_text(office: SmallOffice) -> None:
    """A quotation mark in a name does not end it."""
    ground = ground_of(office)
    plan = planning.renamed(planning.proposed(ground, 1, from_day=TODAY), 0, 'A"\n[[grid]]\\')
    assert again(office, plan).grids[0].name == plan.grids[0].name
