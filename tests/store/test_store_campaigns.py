"""Campaigns: which run, whose doors they list, how far a sweep came and what it missed."""

import pytest

from gridtui.core.words import Channel, Outcome
from gridtui.store import read_campaigns
from gridtui.store.read_campaigns import campaign, campaigns, coverage, coverage_of_grids, doors, missed, told
from gridtui.store.read_effort import effort_in_unit, effort_of_grids
from gridtui.store.rows import Window
from tests.store.store_seed import DAY, Desk

HOME = (int(Channel.HOME_VISIT),)
SWEEP = Window(HOME, DAY - 9, DAY)


def counts(desk: Desk, window: Window = SWEEP, **asked: bytes) -> list[tuple[str, int, int, int, int]]:
    """Return courtyard, building, doors, knocked and met of each building."""
    with desk.reading() as reader:
        found = coverage(reader, window, **asked)
    return [(one.courtyard_name, one.building, one.doors, one.knocked, one.met) for one in found]


def heads(desk: Desk, window: Window = SWEEP, **asked: object) -> list[str]:
    """Return the heads of the doors that were missed."""
    with desk.reading() as reader:
        return [row.head_name for row in missed(reader, window, **asked)]  # type: ignore[arg-type] # each a keyword of it


def test_campaigns_run_between_their_days(desk: Desk) -> None:
    """Both included; all there ever were where no day is asked for, the last to begin first; void ones never."""
    office = desk.office
    with desk.write() as seed:
        ended = seed.row("campaign", key="sweep", title="大走访", from_day=DAY - 40, to_day=DAY - 11)
        running = seed.row("campaign", key="sweep", unit=seed.n(office.street), from_day=DAY - 10, to_day=DAY)
        open_ended = seed.row("campaign", key="fraud", topic="反诈", from_day=DAY)
        seed.row("campaign", key="sweep", from_day=DAY + 1)
        void = seed.row("campaign", key="sweep", live=0)
    with desk.reading() as reader:
        assert [one.uid for one in campaigns(reader, DAY)] == [open_ended, running]
        assert [one.uid for one in campaigns(reader)][1:] == [open_ended, running, ended]
        found = campaign(reader, running)
        assert found is not None
        assert (found.unit, found.unit_name, found.to_day) == (office.street, "样例街道", DAY)
        assert campaign(reader, void) is None


def test_a_door_is_knocked_at_or_somebody_is_met(desk: Desk) -> None:
    """By one of the channels, inside the window; corrected and withdrawn visits are nothing; walking order."""
    office = desk.office
    with desk.write() as seed:
        seed.visit(office.liu, DAY - 9)
        seed.visit(office.liu, DAY, outcome=Outcome.NO_ANSWER)
        seed.visit(office.wang, DAY, outcome=Outcome.NO_ANSWER)
        seed.visit(office.wang, DAY - 10)
        seed.visit(office.zhao, DAY, channel=Channel.PHONE)
        seed.visit(office.qiu, DAY, outcome=Outcome.REFUSED, superseded=1)
        seed.visit(office.ouyang, DAY, outcome=Outcome.MOVED, withdrawn=1)
        seed.visit(office.ouyang, DAY + 1)
    assert counts(desk) == [("晏五村", 5, 2, 2, 1), ("晏五村", 6, 1, 0, 0), ("和平院", 1, 2, 0, 0)]
    both = Window((*HOME, int(Channel.PHONE)), DAY - 9, DAY)
    assert counts(desk, both) == [("晏五村", 5, 2, 2, 1), ("晏五村", 6, 1, 1, 1), ("和平院", 1, 2, 0, 0)]
    assert counts(desk, Window((), DAY - 9, DAY))[0] == ("晏五村", 5, 2, 0, 0)
    assert heads(desk) == ["赵志强", "仇英", "欧阳明"]
    assert heads(desk, lacks="met") == ["王建民", "赵志强", "仇英", "欧阳明"]
    assert heads(desk, lacks="met", limit=2) == ["王建民", "赵志强"]
    assert heads(desk, lacks="met", courtyard=office.yard1) == ["王建民", "赵志强"]
    assert heads(desk, lacks="met", courtyard=office.yard1, building=5) == ["王建民"]
    assert heads(desk, lacks="met", courtyard=office.yard1, building=5, unit=office.grid2) == []


def test_only_doors_where_somebody_is_to_be_met_count(desk: Desk) -> None:
    """On the window's last day: not vacant, not on paper only, there already and still, not void."""
    office = desk.office
    with desk.write() as seed:
        run = seed.transaction.execute
        run("UPDATE dwelling SET use = 3 WHERE uid = ?", (office.door,))
        run("UPDATE household SET paper = 1 WHERE uid = ?", (office.wang,))
        run("UPDATE household SET to_day = ? WHERE uid = ?", (DAY - 1, office.zhao))
        run("UPDATE household SET from_day = ? WHERE uid = ?", (DAY + 1, office.qiu))
    assert counts(desk) == [("和平院", 1, 1, 0, 0)]
    earlier = Window(HOME, DAY - 9, DAY - 1)
    assert counts(desk, earlier) == [("晏五村", 6, 1, 0, 0), ("和平院", 1, 1, 0, 0)]
    with desk.write() as seed:
        seed.transaction.execute("UPDATE household SET live = 0 WHERE uid = ?", (office.ouyang,))
    assert counts(desk) == []


@pytest.mark.parametrize("wide", [True, False])
def test_a_unit_keeps_its_subtree(desk: Desk, monkeypatch: pytest.MonkeyPatch, *, wide: bool) -> None:
    """Grid, courtyard, community and street, whichever way they are read."""
    monkeypatch.setattr(read_campaigns, "is_wide", lambda *_: wide)
    office = desk.office
    assert counts(desk, unit=office.grid2) == [("和平院", 1, 2, 0, 0)]
    assert counts(desk, unit=office.yard1) == [("晏五村", 5, 2, 0, 0), ("晏五村", 6, 1, 0, 0)]
    assert sum(line[2] for line in counts(desk, unit=office.street)) == 5
    assert counts(desk, unit=office.other_community) == counts(desk, unit=b"nobody") == []
    assert heads(desk, unit=office.grid2) == ["仇英", "欧阳明"]


def test_a_campaign_goes_to_its_list_or_its_unit(desk: Desk) -> None:
    """Its list of doors where it has one, else every door of its unit; one with neither goes nowhere."""
    office = desk.office
    with desk.write() as seed:
        listed = seed.row("campaign", key="gas", unit=seed.n(office.street))
        entries = [
            seed.row("campaign_door", campaign=seed.n(listed), household=seed.n(home), category="bottled")
            for home in (office.qiu, office.liu)
        ]
        seed.row("campaign_door", campaign=seed.n(listed), household=seed.n(office.wang), live=0)
        swept = seed.row("campaign", key="sweep", unit=seed.n(office.grid2))
        nowhere = seed.row("campaign", key="sweep")
        seed.visit(office.liu, DAY)
    assert counts(desk, campaign=listed) == [("晏五村", 5, 1, 1, 1), ("和平院", 1, 1, 0, 0)]
    assert counts(desk, campaign=listed, unit=office.grid2) == [("和平院", 1, 1, 0, 0)]
    assert counts(desk, campaign=swept) == [("和平院", 1, 2, 0, 0)]
    assert counts(desk, campaign=swept, unit=office.grid1) == [("晏五村", 5, 2, 1, 1), ("晏五村", 6, 1, 0, 0)]
    assert counts(desk, campaign=nowhere) == counts(desk, campaign=b"unknown") == []
    assert heads(desk, campaign=listed) == ["仇英"]
    with desk.reading() as reader:
        assert [(one.uid, one.household, one.category) for one in doors(reader, listed)] == [
            (entries[1], office.liu, "bottled"),
            (entries[0], office.qiu, "bottled"),
        ]
        assert doors(reader, swept) == ()


def test_who_was_told_is_known(desk: Desk) -> None:
    """Households with a visit that told this campaign's topic, whatever came of the visit; corrected ones are not."""
    office = desk.office
    with desk.write() as seed:
        fraud, fire = (seed.row("campaign", key=key) for key in ("fraud", "fire"))
        said = f"[{seed.n(fire)},{seed.n(fraud)}]"
        for day in (DAY, DAY - 1):
            seed.visit(office.liu, day, told=said)
        seed.visit(office.wang, DAY, told=f"[{seed.n(fire)}]")
        seed.visit(office.zhao, DAY, told=said, superseded=1)
        seed.visit(office.qiu, DAY + 1, told=said)
        seed.visit(office.ouyang, DAY)
    with desk.reading() as reader:
        assert told(reader, fraud, DAY - 5, DAY) == {office.liu}
        assert told(reader, fire, DAY - 5, DAY) == {office.liu, office.wang}
        assert told(reader, fire, DAY + 1, DAY + 1) == {office.qiu}


def test_all_grids_in_one_search_are_each_grid_by_itself(desk: Desk) -> None:
    """Doors, knocked and met, and what was done there: as when each is asked for alone."""
    office = desk.office
    with desk.write() as seed:
        seed.visit(office.liu, DAY - 1)
        seed.visit(office.liu, DAY - 2, outcome=int(Outcome.NO_ANSWER), counts=0)
        seed.visit(office.qiu, DAY - 3, outcome=int(Outcome.NO_ANSWER), counts=0)
        seed.visit(office.wang, DAY - 30)
    grids = (office.grid1, office.grid2)
    with desk.reading() as reader:
        found = coverage_of_grids(reader, SWEEP, office.community)
        for grid in grids:
            each = coverage(reader, SWEEP, unit=grid)
            sums = (sum(b.doors for b in each), sum(b.knocked for b in each), sum(b.met for b in each))
            assert found.get(grid, (0, 0, 0)) == sums
        made = effort_of_grids(reader, HOME, SWEEP.from_day, SWEEP.to_day, grids)
        assert made == {g: effort_in_unit(reader, HOME, SWEEP.from_day, SWEEP.to_day, g) for g in grids}
        assert sum(each.attempts for each in made.values()) == 3
        assert sum(doors for doors, _, _ in found.values()) > 2
