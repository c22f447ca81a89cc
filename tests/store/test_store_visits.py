"""Reads of visits."""

import json

import pytest

from gridtui.core.words import Channel, Outcome
from gridtui.store.read_visits import last_counting_visit, visit, visits_of, visits_page
from gridtui.store.rows import VisitFilter, VisitRow
from tests.store.store_seed import DAY, Desk


def test_a_visit_is_as_it_was_entered(desk: Desk) -> None:
    """Visitors in the order entered, who typed it, whom they met, and the record it corrects."""
    office = desk.office
    with desk.write() as seed:
        member = seed.resident(office.liu, "刘小")
        first = seed.visit(office.liu, DAY - 1, superseded=1, counts=0)
        made = seed.visit(
            office.liu,
            DAY,
            by=(office.li, office.zhang),
            actor=seed.n(office.zhang),
            met=json.dumps([seed.n(member)]),
            prompts="[1, 6]",
            diary="说到暖气不热",
            start_minute=620,
            card_left=1,
            entered_ms=123,
            corrects=seed.n(first),
        )
    with desk.reading() as reader:
        found = visit(reader, made)
        assert visit(reader, b"nobody") is None
    assert found is not None
    assert (found.visitors, found.visitor_names) == ((office.li, office.zhang), ("李梅", "张三"))
    assert (found.entered_by, found.entered_by_name, found.entered_ms) == (office.zhang, "张三", 123)
    assert (found.met, found.prompts, found.diary) == ((member,), (1, 6), "说到暖气不热")
    assert (found.household, found.corrects, found.start_minute, found.card_left) == (office.liu, first, 620, True)


def test_a_history_is_newest_first_in_pages(desk: Desk) -> None:
    """The next page begins before the last row, also where several visits fall on one day."""
    office = desk.office
    with desk.write() as seed:
        made = [seed.visit(office.liu, DAY - 10 + number // 3) for number in range(10)]
        seed.visit(office.wang, DAY)
    with desk.reading() as reader:
        every = visits_of(reader, office.liu, limit=50)
        paged = list(visits_of(reader, office.liu, limit=4))
        while len(page := visits_of(reader, office.liu, before=(paged[-1].day, paged[-1].uid), limit=4)):
            paged += page
        assert visits_of(reader, b"nobody") == ()
    assert [each.uid for each in every] == made[::-1]
    assert paged == list(every)


def test_what_was_corrected_is_shown_as_superseded(desk: Desk) -> None:
    """The record that only withdraws another is not itself a visit."""
    office = desk.office
    with desk.write() as seed:
        seed.visit(office.liu, DAY, superseded=1, counts=0)
        seed.visit(office.liu, DAY, withdrawn=1, counts=0)
    with desk.reading() as reader:
        assert [each.superseded for each in visits_of(reader, office.liu)] == [True]
        assert len(visits_page(reader, VisitFilter(DAY, DAY))) == 1


def test_the_last_visit_that_counts_is_asked_by_channel_and_day(desk: Desk) -> None:
    """Why a duty stands as it does: of these channels, up to that day, effective ones only."""
    office = desk.office
    with desk.write() as seed:
        old = seed.visit(office.liu, DAY - 20)
        seed.visit(office.liu, DAY - 10, counts=0)
        seed.visit(office.liu, DAY - 5, outcome=Outcome.NO_ANSWER)
        greeted = seed.visit(office.liu, DAY - 4, channel=Channel.ONLINE_GREETING)

    def last(*channels: int, day: int = DAY) -> bytes | None:
        with desk.reading() as reader:
            found = last_counting_visit(reader, office.liu, channels, day)
        return found.uid if found else None

    assert last(Channel.HOME_VISIT) == old
    assert last(Channel.HOME_VISIT, Channel.ONLINE_GREETING) == greeted
    assert last(Channel.HOME_VISIT, Channel.ONLINE_GREETING, day=DAY - 5) == old
    assert last(Channel.PHONE) is last() is last(Channel.HOME_VISIT, day=DAY - 21) is None


@pytest.mark.parametrize("limit", [1, 3, 50])
def test_a_filter_holds_over_all_pages(desk: Desk, limit: int) -> None:
    """Days, unit, visitor, channel and outcome; every page continues where the one before ended."""
    office = desk.office
    with desk.write() as seed:
        for number in range(12):
            house = (office.liu, office.qiu, office.wang)[number % 3]
            by = (office.zhang,) if number % 2 else (office.li, office.zhang)
            channel = Channel.PHONE if number % 4 == 0 else Channel.HOME_VISIT
            seed.visit(house, DAY - number // 2, by=by, channel=channel, outcome=1 + number % 2)

    def pages(**conditions: object) -> list[int]:
        wanted = VisitFilter(DAY - 4, DAY - 1, **conditions)  # type: ignore[arg-type]  # by name
        rows: list[VisitRow] = []
        with desk.reading() as reader:
            before = None
            while len(page := visits_page(reader, wanted, before=before, limit=limit)):
                rows += page
                before = (page[-1].day, page[-1].uid)
        assert len({row.uid for row in rows}) == len(rows)
        assert [row.day for row in rows] == sorted((row.day for row in rows), reverse=True)
        return [row.day for row in rows]

    assert len(pages()) == 8
    assert pages() == pages(unit=office.street) == pages(unit=office.community) == pages(visitor=office.zhang)
    assert len(pages(unit=office.grid2)) == 2
    assert len(pages(visitor=office.li)) == 4
    assert len(pages(channels=(Channel.PHONE,))) == 2
    assert len(pages(outcomes=(Outcome.NO_ANSWER,), unit=office.grid1)) == 3
    assert (
        pages(visitor=office.li, outcomes=(Outcome.NO_ANSWER,)) == pages(unit=b"nobody") == pages(visitor=b"x") == []
    )


def test_a_line_says_where_and_by_whom(desk: Desk) -> None:
    """Address and head of the household, the visitors' names, who typed it and whether it counts."""
    office = desk.office
    with desk.write() as seed:
        seed.visit(office.liu, DAY, by=(office.zhang, office.li), summary="一切正常", clock_doubt=1)
    with desk.reading() as reader:
        row = visits_page(reader, VisitFilter(DAY, DAY))[0]
    assert (row.household, row.head_name, row.address.door) == (office.liu, "刘秀芬", "501")
    assert (row.visitor_names, row.entered_by, row.summary) == (("张三", "李梅"), office.zhang, "一切正常")
    assert (row.counts, row.superseded, row.clock_doubt) == (True, False, True)
