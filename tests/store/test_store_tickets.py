"""Reads of tickets: one, queues by due time, lists by opening day."""

import pytest

from gridtui.core.words import TicketAct, TicketState
from gridtui.store.read_tickets import (
    count_tickets,
    ticket,
    ticket_numbered,
    ticket_page,
    tickets_of,
)
from gridtui.store.rows import TicketFilter, TicketRow
from tests.store.store_seed import DAY, Desk, Seed


def add(seed: Seed, desk: Desk, /, **columns: object) -> bytes:
    """Add an open ticket of the first household and its grid."""
    office = desk.office
    values: dict[str, object] = {
        "household": seed.n(office.liu),
        "community": seed.n(office.community),
        "grid": seed.n(office.grid1),
        "owner": seed.n(office.zhang),
        "state": int(TicketState.HANDLING),
        "open": 1,
        "opened_day": DAY,
        "due_ms": 1_000,
    }
    return seed.row("ticket", **(values | columns))  # type: ignore[arg-type]  # columns are what a column takes


def test_a_ticket_comes_with_its_events(desk: Desk) -> None:
    """In the order they were applied, with the names of those who acted; one that could not be applied is marked."""
    office = desk.office
    with desk.write() as seed:
        visit = seed.visit(office.liu, DAY)
        made = add(seed, desk, number="ZY26-0113", title="楼道堆物", opener=seed.n(office.li), visit=seed.n(visit))
        insert = (
            "INSERT INTO ticket_event(ticket, seq, uid, act, at_ms, actor, to_post, applied) VALUES(?,?,?,?,?,?,?,?)"
        )
        rows = [
            (seed.n(made), 2, b"second", int(TicketAct.HANDED_OVER), 20, seed.n(office.li), seed.n(office.zhang), 0),
            (seed.n(made), 1, b"first", int(TicketAct.ACCEPTED), 30, seed.n(office.zhang), None, 1),
        ]
        seed.transaction.executemany(insert, rows)
    with desk.reading() as reader:
        found = ticket(reader, made)
        assert ticket_numbered(reader, "ZY26-0113") == found
        assert ticket(reader, b"nobody") is None
        assert ticket_numbered(reader, "ZY26-9999") is None
    assert found is not None
    assert (found.household, found.visit) == (office.liu, visit)
    assert (found.opener_name, found.owner_name, found.owner) == ("李梅", "张三", office.zhang)
    assert [(event.uid, event.actor_name, event.applied) for event in found.events] == [
        (b"first", "张三", True),
        (b"second", "李梅", False),
    ]
    assert (found.events[1].to_post, found.events[1].to_post_name) == (office.zhang, "张三")


def test_a_void_ticket_is_on_no_list(desk: Desk) -> None:
    """Neither in a queue nor in a list nor found by its number; the record itself can be read."""
    with desk.write() as seed:
        made = add(seed, desk, number="ZY26-0001", live=0)
    with desk.reading() as reader:
        assert ticket_page(reader, TicketFilter(open=True)) == ticket_page(reader, TicketFilter()) == ()
        assert tickets_of(reader, desk.office.liu) == ()
        assert ticket_numbered(reader, "ZY26-0001") is None
        assert ticket(reader, made) is not None


def pages(desk: Desk, wanted: TicketFilter, limit: int) -> list[TicketRow]:
    """Read all pages of a filter, and check that no row comes twice and the count agrees."""
    rows: list[TicketRow] = []
    with desk.reading() as reader:
        after = None
        while len(page := ticket_page(reader, wanted, after=after, limit=limit)):
            rows += page
            after = page[-1].uid
        assert count_tickets(reader, wanted) == len(rows)
    assert len({row.uid for row in rows}) == len(rows)
    return rows


@pytest.mark.parametrize("limit", [1, 3, 50])
def test_a_queue_goes_by_due_time(desk: Desk, limit: int) -> None:
    """First what is due first, equal times by arrival, what has no clock last; closed ones are not in it."""
    office = desk.office
    with desk.write() as seed:
        expected: list[tuple[int, int, bytes]] = []
        for number in range(12):
            due_ms = None if number % 4 == 0 else 1_000 - number // 2
            made = add(seed, desk, due_ms=due_ms)
            expected.append((1 if due_ms is None else 0, due_ms or 0, made))
        add(seed, desk, open=0)
    ordered = [uid for _, _, uid in sorted(expected)]
    for wanted in (
        TicketFilter(open=True),
        TicketFilter(open=True, owner=office.zhang),
        TicketFilter(open=True, unit=office.grid1),
        TicketFilter(open=True, unit=office.community),
        TicketFilter(open=True, unit=office.community, state=TicketState.HANDLING),
        TicketFilter(open=True, unit=office.street),
        TicketFilter(open=True, desk="", state=TicketState.HANDLING),
    ):
        assert [row.uid for row in pages(desk, wanted, limit)] == ordered
    for nobodys in (
        TicketFilter(open=True, owner=office.li),
        TicketFilter(open=True, unit=office.grid2),
        TicketFilter(open=True, unit=office.other_community),
        TicketFilter(open=True, desk="civil"),
        TicketFilter(open=True, state=TicketState.REPLIED),
        TicketFilter(open=True, unit=b"nobody"),
    ):
        assert pages(desk, nobodys, limit) == []


@pytest.mark.parametrize("limit", [1, 3, 50])
def test_a_list_goes_by_opening_day(desk: Desk, limit: int) -> None:
    """The newest day first, within a day the last to arrive; open and closed alike unless asked otherwise."""
    office = desk.office
    with desk.write() as seed:
        made = [add(seed, desk, opened_day=DAY - 5 + number // 2, open=number % 2) for number in range(10)]
        add(seed, desk, opened_day=DAY, community=seed.n(office.other_community), grid=None)
    for unit in (office.community, office.grid1):
        assert [row.uid for row in pages(desk, TicketFilter(unit=unit), limit)] == made[::-1]
    assert len(pages(desk, TicketFilter(unit=office.street), limit)) == 11
    assert [row.uid for row in pages(desk, TicketFilter(open=False), limit)] == made[8::-2]
    between = TicketFilter(unit=office.community, from_day=DAY - 4, to_day=DAY - 3)
    assert [row.uid for row in pages(desk, between, limit)] == made[5:1:-1]


def test_kind_and_class_narrow_a_list(desk: Desk) -> None:
    """Several of each may be asked for."""
    with desk.write() as seed:
        made = [
            add(seed, desk, kind=1 + number % 3, ticket_class=1 + number % 2, due_ms=number) for number in range(6)
        ]
    with desk.reading() as reader:
        queue = ticket_page(reader, TicketFilter(open=True, kinds=(1, 2), classes=(1,)))
        listed = ticket_page(reader, TicketFilter(kinds=(3,)))
    assert [row.uid for row in queue] == [made[0], made[4]]
    assert [row.uid for row in listed] == [made[5], made[2]]


def test_a_household_shows_its_tickets(desk: Desk) -> None:
    """The last to arrive first, each with what a line needs."""
    office = desk.office
    with desk.write() as seed:
        older = add(seed, desk, open=0, closed_ms=5)
        newer = add(seed, desk, title="路灯不亮", place="6号楼前", desk="property")
        add(seed, desk, household=seed.n(office.qiu))
    with desk.reading() as reader:
        rows = tickets_of(reader, office.liu)
        assert [row.uid for row in tickets_of(reader, office.liu, limit=1)] == [newer]
        assert tickets_of(reader, b"nobody") == ()
    assert [(row.uid, row.open, row.closed_ms) for row in rows] == [(newer, True, None), (older, False, 5)]
    assert (rows[0].head_name, rows[0].address.courtyard_name, rows[0].address.door) == ("刘秀芬", "晏五村", "501")
    assert (rows[0].title, rows[0].place, rows[0].desk, rows[0].owner_name) == (
        "路灯不亮",
        "6号楼前",
        "property",
        "张三",
    )


def test_a_ticket_without_household_has_a_place(desk: Desk) -> None:
    """No address is invented for it."""
    with desk.write() as seed:
        add(seed, desk, household=None, place="小广场")
    with desk.reading() as reader:
        row = ticket_page(reader, TicketFilter())[0]
    assert (row.household, row.head_name, row.place, row.address.door) == (None, "", "小广场", "")
