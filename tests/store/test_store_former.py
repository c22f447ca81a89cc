"""Who was in a grid before it was merged, split or handed on, so that last month's numbers come out again."""

from collections.abc import Sequence

import pytest

from gridtui.core.words import Channel
from gridtui.scheme.model import Segment
from gridtui.store import read_duties, read_former, read_segments
from gridtui.store.database import Reader
from gridtui.store.read_campaigns import coverage
from gridtui.store.read_former import former_grids, grid_on, is_changed_since, scope_households
from gridtui.store.rows import Window
from tests.store.store_seed import DAY, Desk, Seed

HOME = (int(Channel.HOME_VISIT),)
EVERYONE = Segment(everyone=True)
ELDERS = Segment(any=("elder_alone",))


def move(seed: Seed, home: bytes, *, before: bytes | None, now: bytes, last_day: int) -> bytes:
    """Put a household into another grid as a change of grid does; return the record of the former one."""
    seed.transaction.execute("UPDATE household SET grid = ? WHERE uid = ?", (seed.n(now), home))
    return seed.row("former_grid", household=seed.n(home), grid=seed.n(before), to_day=last_day)


def homes_of(reader: Reader, unit: bytes, day: int) -> set[bytes]:
    """Return the households of a unit on a day."""
    numbers = scope_households(reader, unit, day)
    assert numbers == sorted(set(numbers))
    return {reader.value("SELECT uid FROM household WHERE n = ?", (n,)) for n in numbers}


def test_a_grid_had_its_households_on_its_days(desk: Desk) -> None:
    """Until the last day inclusive in the old one, from the next day in the new one, over several moves."""
    office = desk.office
    with desk.write() as seed:
        grid3 = seed.row("unit", kind=8, name="网格03", parent=seed.n(office.community), path="/1/2/3/99/")
        records = [
            move(seed, office.liu, before=office.grid1, now=grid3, last_day=DAY - 30),
            move(seed, office.liu, before=grid3, now=office.grid2, last_day=DAY - 10),
        ]
        move(seed, office.qiu, before=None, now=office.grid2, last_day=DAY - 20)
        seed.row("former_grid", household=seed.n(office.wang), grid=seed.n(office.grid2), to_day=DAY, live=0)
    with desk.reading() as reader:
        days = (DAY - 30, DAY - 29, DAY - 10, DAY - 9, DAY)
        grids = [grid_on(reader, office.liu, day) for day in days]
        assert grids == [office.grid1, grid3, grid3, office.grid2, office.grid2]
        assert former_grids(reader, office.liu) == (
            (records[0], office.grid1, DAY - 30),
            (records[1], grid3, DAY - 10),
        )
        assert grid_on(reader, office.qiu, DAY - 20) is None
        assert grid_on(reader, office.wang, DAY) == office.grid1
        assert homes_of(reader, office.grid1, DAY - 30) == {office.liu, office.wang, office.zhao}
        assert homes_of(reader, office.grid1, DAY - 29) == {office.wang, office.zhao}
        assert homes_of(reader, office.grid2, DAY - 30) == {office.ouyang}
        assert homes_of(reader, office.grid2, DAY - 15) == {office.qiu, office.ouyang}
        assert homes_of(reader, office.grid2, DAY) == {office.liu, office.qiu, office.ouyang}


def test_a_community_and_a_courtyard_keep_who_moved_inside(desk: Desk) -> None:
    """A change of grid moves no household out of the place it stands in."""
    office = desk.office
    with desk.write() as seed:
        move(seed, office.liu, before=office.grid1, now=office.grid2, last_day=DAY - 1)
        move(seed, office.qiu, before=None, now=office.grid1, last_day=DAY - 1)
    with desk.reading() as reader:
        for day in (DAY - 1, DAY):
            assert len(homes_of(reader, office.community, day)) == len(homes_of(reader, office.street, day)) == 5
            assert homes_of(reader, office.yard1, day) == {office.liu, office.wang, office.zhao}
            assert homes_of(reader, b"unknown", day) == set()


@pytest.mark.parametrize("asked_each", [0, 3_000])
def test_last_months_numbers_come_out_again(desk: Desk, monkeypatch: pytest.MonkeyPatch, asked_each: int) -> None:
    """Duties, an actor's and an area's count and a sweep of an old grid, after all of it went into another."""
    monkeypatch.setattr(read_segments, "_ENTRIES_ASKED_EACH", asked_each)
    office = desk.office
    homes = (office.liu, office.wang, office.zhao)
    window = Window(HOME, DAY - 40, DAY - 10)

    def numbers(reader: Reader) -> Sequence[object]:
        facts = read_duties.due_facts(reader, (EVERYONE, ELDERS), (HOME,), as_of_day=DAY - 10, unit=office.grid1)
        return (
            sorted(facts, key=lambda row: row[read_duties.WALK]),
            read_duties.actor_coverage(reader, (office.zhang,), ELDERS, window, unit=office.grid1),
            read_duties.area_count(reader, EVERYONE, window, unit=office.grid1),
            coverage(reader, window, unit=office.grid1),
        )

    with desk.write() as seed:
        for home in (office.liu, office.qiu):
            seed.tag(home, "elder_alone")
            seed.visit(home, DAY - 20, by=(office.zhang,))
    with desk.reading() as reader:
        before = numbers(reader)
    assert len(before[0]) == 3  # type: ignore[arg-type] # a list
    with desk.write() as seed:
        for home in homes:
            move(seed, home, before=office.grid1, now=office.grid2, last_day=DAY - 5)
    with desk.reading() as reader:
        assert numbers(reader) == before
        assert read_duties.due_facts(reader, (EVERYONE,), (HOME,), as_of_day=DAY, unit=office.grid1) == []
        assert len(read_duties.due_facts(reader, (EVERYONE,), (HOME,), as_of_day=DAY, unit=office.grid2)) == 5


def test_no_change_costs_one_seek(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing changed since the day, who moved is not even asked."""
    office = desk.office
    monkeypatch.setattr(read_former, "moved_since", lambda *_: pytest.fail("asked"))
    with desk.reading() as reader:
        assert len(scope_households(reader, office.grid1, 0)) == 3
        assert not is_changed_since(reader, 0)
    with desk.write() as seed:
        seed.row("former_grid", household=seed.n(office.liu), grid=seed.n(office.grid2), to_day=DAY - 1)
    with desk.reading() as reader:
        assert len(scope_households(reader, office.grid1, DAY)) == 3
        assert is_changed_since(reader, DAY - 1)
