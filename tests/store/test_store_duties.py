"""The facts duties are decided from."""

from typing import Any

import pytest

from gridtui.core.words import Channel, Outcome, Residence, Whereabouts
from gridtui.scheme.model import Segment
from gridtui.store import read_duties, read_segments
from gridtui.store.read_duties import (
    FIRST_FACT,
    FROM_DAY,
    MARKS,
    SEGMENTS,
    UID,
    WALK,
    actor_coverage,
    area_count,
    due_facts,
    subject_lines,
)
from gridtui.store.rows import Window
from tests.store.store_seed import DAY, Desk

HOME = (int(Channel.HOME_VISIT),)
EITHER = (int(Channel.HOME_VISIT), int(Channel.ONLINE_GREETING))
EVERYONE = Segment(everyone=True)
ELDERS = Segment(any=("elder_alone", "empty_nest"))


def facts(desk: Desk, *segments: Segment, **asked: Any) -> dict[bytes, tuple[Any, ...]]:
    """Return the facts of each subject, by default as of today and for home visits."""
    channel_sets = asked.pop("channel_sets", (HOME,))
    asked.setdefault("as_of_day", DAY)
    with desk.reading() as reader:
        rows = due_facts(reader, segments, channel_sets, **asked)
    return {row[UID]: row for row in rows}


def members(desk: Desk, segment: Segment, **asked: Any) -> set[bytes]:
    """Return who is in one segment."""
    return set(facts(desk, segment, **asked))


def test_a_segment_is_by_tags_in_force(desk: Desk) -> None:
    """Any of the first, all of the second, none of the third; a tag outside its days is no tag."""
    office = desk.office
    with desk.write() as seed:
        seed.tag(office.liu, "elder_alone", to_day=DAY)
        seed.tag(office.wang, "empty_nest", from_day=DAY + 1)
        seed.tag(office.zhao, "empty_nest")
        seed.tag(office.zhao, "disabled")
        seed.tag(office.qiu, "disabled")
        seed.tag(office.ouyang, "elder_alone", live=0)
    assert members(desk, ELDERS) == {office.liu, office.zhao}
    assert members(desk, ELDERS, as_of_day=DAY + 1) == {office.wang, office.zhao}
    assert members(desk, Segment(any=("elder_alone", "empty_nest"), none=("disabled",))) == {office.liu}
    assert members(desk, Segment(all=("disabled", "empty_nest"))) == {office.zhao}
    assert members(desk, Segment(any=("disabled",), all=("empty_nest",))) == {office.zhao}
    assert members(desk, Segment(everyone=True, none=("disabled",))) == {office.liu, office.wang, office.ouyang}
    assert members(desk, Segment(any=("disabled",), office_sets=True)) == members(desk, Segment()) == set()


def test_a_members_tag_puts_the_household_in(desk: Desk) -> None:
    """As long as the member lives there: one who moved, died or was voided does not."""
    office = desk.office
    with desk.write() as seed:
        for house, columns in (
            (office.liu, {}),
            (office.wang, {"lives": int(Whereabouts.ELSEWHERE)}),
            (office.zhao, {"lives_to": DAY - 1}),
            (office.qiu, {"live": 0}),
            (office.ouyang, {"lives_to": DAY}),
        ):
            seed.tag(house, "elder_alone", resident=seed.resident(house, "老人", **columns))
    assert members(desk, ELDERS) == {office.liu, office.ouyang}


def test_a_segment_is_by_residence(desk: Desk) -> None:
    """A household with a member of one of the residences, or with one of the tags."""
    office = desk.office
    with desk.write() as seed:
        seed.resident(office.wang, "租户", residence=int(Residence.FLOATING))
        seed.resident(office.zhao, "租户", residence=int(Residence.FLOATING), lives=int(Whereabouts.ELSEWHERE))
        seed.tag(office.liu, "newcomer")
    floating = Segment(any=("newcomer",), residences=("floating",))
    for unit in (None, office.grid1, office.street):
        assert members(desk, floating, unit=unit) == {office.liu, office.wang}
    assert members(desk, floating, unit=office.grid2) == set()


def test_who_cannot_be_visited_is_left_out(desk: Desk) -> None:
    """Vacant dwellings, paper households, who moved out, and void ones."""
    office = desk.office
    with desk.write() as seed:
        run = seed.transaction.execute
        run("UPDATE dwelling SET use = 3 WHERE uid = ?", (office.door,))
        run("UPDATE household SET paper = 1 WHERE uid = ?", (office.wang,))
        run("UPDATE household SET to_day = ? WHERE uid = ?", (DAY - 1, office.zhao))
        run("UPDATE household SET live = 0 WHERE uid = ?", (office.qiu,))
    assert members(desk, EVERYONE) == {office.ouyang}
    assert members(desk, EVERYONE, as_of_day=DAY - 1) == {office.zhao, office.ouyang}


def test_a_unit_leaves_its_subtree(desk: Desk) -> None:
    """Grid, courtyard, community, street and the whole store, by tag or everyone."""
    office = desk.office
    with desk.write() as seed:
        for house in (office.liu, office.qiu):
            seed.tag(house, "elder_alone")
    for unit, everyone, elders in (
        (office.grid1, 3, {office.liu}),
        (office.yard2, 2, {office.qiu}),
        (office.community, 5, {office.liu, office.qiu}),
        (office.street, 5, {office.liu, office.qiu}),
        (None, 5, {office.liu, office.qiu}),
        (office.other_community, 0, set()),
        (b"nobody", 0, set()),
    ):
        assert len(members(desk, EVERYONE, unit=unit)) == everyone
        assert members(desk, ELDERS, unit=unit) == elders


def test_bits_say_which_segments(desk: Desk) -> None:
    """Bit i for the i-th segment asked for; a subject in none has no row; the walk is its key."""
    office = desk.office
    with desk.write() as seed:
        seed.tag(office.liu, "elder_alone")
        seed.tag(office.liu, "disabled")
        seed.tag(office.qiu, "disabled")
    found = facts(desk, Segment(any=("disabled",)), ELDERS, Segment(any=("nobody",)))
    assert {uid: row[SEGMENTS] for uid, row in found.items()} == {office.liu: 0b011, office.qiu: 0b001}
    assert found[office.liu][WALK] < found[office.qiu][WALK]


def test_marks_know_the_day_they_began(desk: Desk) -> None:
    """The earliest of several; 0 where nobody stated it; the household's own first day beside them."""
    office = desk.office
    with desk.write() as seed:
        seed.tag(office.liu, "elder_alone", from_day=DAY - 5)
        seed.tag(office.liu, "elder_alone", from_day=DAY - 9)
        seed.tag(office.wang, "elder_alone")
        seed.resident(office.wang, "租户", residence=int(Residence.FLOATING), lives_from=DAY - 3)
        seed.transaction.execute("UPDATE household SET from_day = ? WHERE uid = ?", (DAY - 700, office.liu))
    found = facts(desk, Segment(any=("elder_alone",), residences=("floating",)))
    assert (found[office.liu][FROM_DAY], found[office.liu][MARKS]) == (DAY - 700, {"elder_alone": DAY - 9})
    assert (found[office.wang][FROM_DAY], found[office.wang][MARKS]) == (0, {"elder_alone": 0, "=2": DAY - 3})


def test_a_pairing_narrows_one_segment_only(desk: Desk) -> None:
    """A fixed pair is visited by its post; the other rules about the same household stand."""
    office = desk.office
    with desk.write() as seed:
        for house in (office.liu, office.qiu):
            seed.tag(house, "elder_alone")
        seed.row("pairing", post=seed.n(office.li), household=seed.n(office.qiu), to_day=DAY)
    found = facts(desk, ELDERS, ELDERS, paired_with={1: office.li})
    assert {uid: row[SEGMENTS] for uid, row in found.items()} == {office.liu: 0b01, office.qiu: 0b11}
    assert members(desk, ELDERS, paired_with={0: office.li}) == {office.qiu}
    assert members(desk, ELDERS, paired_with={0: office.li}, as_of_day=DAY + 1) == set()
    assert members(desk, ELDERS, paired_with={0: b"nobody"}) == set()


def test_a_pair_is_asked_of_wherever_the_household_lies(desk: Desk) -> None:
    """S2-5: of a unit's rows, those paired with the post lie anywhere, and only its rules about pairs ask them."""
    office = desk.office
    with desk.write() as seed:
        for house in (office.liu, office.wang, office.qiu):
            seed.tag(house, "elder_alone")
        for house in (office.liu, office.zhao):
            seed.row("pairing", post=seed.n(office.li), household=seed.n(house))
    found = facts(desk, ELDERS, ELDERS, unit=office.grid2, paired_with={1: office.li})
    assert {uid: row[SEGMENTS] for uid, row in found.items()} == {office.qiu: 0b01, office.liu: 0b10}


def test_the_last_day_is_of_what_counts(desk: Desk) -> None:
    """By channel, up to the day asked for, of records that count; a set of channels takes the latest of them."""
    office = desk.office
    with desk.write() as seed:
        seed.visit(office.liu, DAY - 9)
        seed.visit(office.liu, DAY - 7, counts=0)
        seed.visit(office.liu, DAY - 6, outcome=Outcome.REFUSED)
        seed.visit(office.liu, DAY - 3, channel=Channel.ONLINE_GREETING)
        seed.visit(office.liu, DAY + 1)
        seed.visit(office.wang, DAY - 1, channel=Channel.ONLINE_GREETING)
    sets = (HOME, EITHER, (), HOME)
    assert {
        day: facts(desk, EVERYONE, channel_sets=sets, as_of_day=day)[office.liu][FIRST_FACT:]
        for day in (DAY, DAY - 4)
    } == {
        DAY: (DAY - 9, DAY - 3, None, DAY - 9),
        DAY - 4: (DAY - 9, DAY - 9, None, DAY - 9),
    }
    found = facts(desk, EVERYONE, channel_sets=sets)
    assert found[office.wang][FIRST_FACT:] == (None, DAY - 1, None, None)
    assert found[office.zhao][FIRST_FACT:] == (None, None, None, None)


def test_windows_count_visits(desk: Desk) -> None:
    """Both days included, each channel once, only what counts."""
    office = desk.office
    with desk.write() as seed:
        for day in (DAY - 10, DAY - 9, DAY - 5, DAY):
            seed.visit(office.liu, day)
        seed.visit(office.liu, DAY - 5, channel=Channel.ONLINE_GREETING)
        seed.visit(office.liu, DAY - 5, counts=0)
    windows = (Window(HOME, DAY - 9, DAY), Window((*EITHER, *HOME), DAY - 9, DAY - 1), Window((), DAY - 9, DAY))
    assert facts(desk, EVERYONE, windows=windows)[office.liu][FIRST_FACT:] == (DAY, 3, 3, 0)


def test_nobody_asked_for_is_nobody(desk: Desk) -> None:
    """No segment, no row; no channel set, no fact."""
    assert facts(desk) == {}
    assert {len(row) for row in facts(desk, EVERYONE, channel_sets=()).values()} == {FIRST_FACT}


def test_a_posts_coverage_counts_households_once(desk: Desk) -> None:
    """Different households of the segment, effectively visited in the window over its channels."""
    office = desk.office
    with desk.write() as seed:
        for house in (office.liu, office.qiu, office.zhao):
            seed.tag(house, "elder_alone")
        seed.visit(office.liu, DAY - 1, by=(office.zhang, office.li))
        seed.visit(office.liu, DAY, by=(office.zhang,))
        seed.visit(office.qiu, DAY, by=(office.zhang,))
        seed.visit(office.wang, DAY, by=(office.zhang,))
        seed.visit(office.zhao, DAY, by=(office.zhang,), outcome=Outcome.NO_ANSWER)
        seed.visit(office.zhao, DAY - 9, by=(office.zhang,))
        seed.visit(office.zhao, DAY, by=(office.zhang,), channel=Channel.PHONE)
    window = Window(HOME, DAY - 5, DAY)
    with desk.reading() as reader:
        everywhere = actor_coverage(reader, (office.zhang, office.li, b"nobody"), ELDERS, window)
        in_grid = actor_coverage(reader, (office.zhang,), ELDERS, window, unit=office.grid2)
    assert everywhere == {office.zhang: 2, office.li: 1}
    assert in_grid == {office.zhang: 1}


@pytest.mark.parametrize("asked_each", [0, 2_500])
def test_an_area_counts_its_visits(desk: Desk, monkeypatch: pytest.MonkeyPatch, asked_each: int) -> None:
    """Every effective visit to its households in the window, by subject or by day."""
    monkeypatch.setattr(read_duties, "SUBJECTS_ASKED_EACH", asked_each)
    office = desk.office
    with desk.write() as seed:
        for house, day in ((office.liu, DAY), (office.liu, DAY - 1), (office.qiu, DAY), (office.wang, DAY - 9)):
            seed.visit(house, day)
        seed.visit(office.liu, DAY, outcome=Outcome.NO_ANSWER)
    window = Window(HOME, DAY - 5, DAY)
    with desk.reading() as reader:
        assert area_count(reader, EVERYONE, window) == 3
        assert area_count(reader, EVERYONE, window, unit=office.grid1) == 2
        assert area_count(reader, ELDERS, window) == 0


@pytest.mark.parametrize("count", [0, 1, 5])
def test_lines_are_read_for_what_is_shown(desk: Desk, count: int) -> None:
    """Head, address and grid of any households by their walking keys; a key nobody has gives no line."""
    office = desk.office
    wanted = [office.liu, office.wang, office.zhao, office.qiu, office.ouyang][:count]
    walks = {uid: row[WALK] for uid, row in facts(desk, EVERYONE).items()}
    with desk.reading() as reader:
        lines = subject_lines(reader, [*(walks[uid] for uid in wanted), 7])
    assert list(lines) == wanted
    if count:
        line = lines[office.liu]
        assert (line.head_name, line.grid, line.address.building) == ("刘秀芬", office.grid1, 5)


@pytest.mark.parametrize("wide", [True, False])
@pytest.mark.parametrize("asked_each", [0, 3_000])
def test_however_a_unit_is_read_its_subjects_are_the_same(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, wide: bool, asked_each: int
) -> None:
    """Each household asked, the marked ones between its first and last number, or all that are marked."""
    monkeypatch.setattr(read_segments, "_ENTRIES_ASKED_EACH", asked_each)
    monkeypatch.setattr(read_segments, "is_wide", lambda *_: wide)
    office = desk.office
    tagged = Segment(any=("elder_alone",), residences=("floating",))
    with desk.write() as seed:
        for house in (office.liu, office.qiu):
            seed.tag(house, "elder_alone")
        seed.resident(office.wang, "租户", residence=int(Residence.FLOATING))
    assert members(desk, tagged, unit=office.community) == {office.liu, office.qiu, office.wang}
    assert members(desk, tagged, unit=office.grid1) == {office.liu, office.wang}
    assert members(desk, tagged, unit=office.yard2) == {office.qiu}
    assert members(desk, tagged, unit=office.other_community) == set()
    window = Window(HOME, DAY - 30, DAY)
    with desk.write() as seed:
        for house in (office.liu, office.qiu):
            seed.visit(house, DAY - 1)
    with desk.reading() as reader:
        assert area_count(reader, tagged, window, unit=office.grid1) == 1
        assert area_count(reader, tagged, window, unit=office.community) == 2


def test_facts_are_sought_for_those_who_are_asked(desk: Desk) -> None:
    """A channel set of one segment costs the others nothing; a channel of two sets is sought for both."""
    office = desk.office
    with desk.write() as seed:
        seed.tag(office.liu, "elder_alone")
        seed.tag(office.qiu, "disabled")
        for house in (office.liu, office.qiu):
            seed.visit(house, DAY - 4, channel=Channel.HOME_VISIT)
            seed.visit(house, DAY - 2, channel=Channel.ONLINE_GREETING)
    segments = (Segment(any=("elder_alone",)), Segment(any=("disabled",)))
    window = Window(EITHER, DAY - 9, DAY)
    found = facts(desk, *segments, channel_sets=(HOME, EITHER), windows=(window,), asked_of=(1, 2, 2))
    assert found[office.liu][FIRST_FACT:][0] == DAY - 4
    assert found[office.liu][FIRST_FACT + 2] is None
    assert found[office.qiu][FIRST_FACT + 1 :] == (DAY - 2, 2)
