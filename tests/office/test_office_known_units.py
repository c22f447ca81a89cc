"""A running session learns of units that others made, renamed or ended, and reads nothing while none changed."""

from typing import Any

import pytest

from gridtui.core.words import UnitKind
from gridtui.office import staffing
from gridtui.store import read_units
from tests.tools.office_builder import TODAY, SmallOffice


def test_a_unit_made_by_somebody_else_is_there_at_once(office: SmallOffice) -> None:
    """A new grid stands in the lists of every session that is open, in another process too."""
    worker = office.session("zhang")
    assert {unit.name for unit in worker.units_of(UnitKind.GRID)} == {"网格03", "网格04"}
    with office.opened("chen") as elsewhere:
        made = staffing.add_grid(elsewhere, "网格05").uid
    assert {unit.name for unit in worker.units_of(UnitKind.GRID)} == {"网格03", "网格04", "网格05"}
    assert worker.path(made).startswith(worker.path(worker.community.uid))


def test_a_unit_that_ended_is_offered_no_more_but_known(office: SmallOffice) -> None:
    """Forms offer the units of the day; old records still name the others."""
    session = office.session("chen")
    with office.writing() as writer:
        writer.set(office.units["网格04"], {"to_day": TODAY - 1}, actor=None)
    assert [unit.name for unit in session.units_of(UnitKind.GRID)] == ["网格03"]
    assert [unit.name for unit in session.units_of(UnitKind.GRID, day=TODAY - 1)] == ["网格03", "网格04"]
    assert session.units[office.units["网格04"]].name == "网格04"


def test_units_are_read_again_only_after_one_changed(office: SmallOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change of anything else costs the tree nothing."""
    session = office.session("chen")
    held = session.units

    def unexpected(*_: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(read_units, "units", unexpected)
    with office.writing() as writer:
        writer.set(office.homes["王建民"], {"note": "搬来不久"}, actor=None)
    assert session.units is held
