"""Reads of households: the card, and lists by filter and order."""

import pytest

from gridtui.store.read_households import (
    PAGE_ROWS,
    Order,
    household,
    household_list,
    resident,
    residents_with_id_number,
)
from gridtui.store.rows import HouseholdFilter
from tests.store.store_seed import DAY, Desk


def heads(desk: Desk, order: Order = "walk", **conditions: object) -> list[str]:
    """Return the heads of the households a filter holds, in the list's order."""
    with desk.reading() as reader:
        listed = household_list(reader, HouseholdFilter(DAY, **conditions), order)  # type: ignore[arg-type]  # by name
        return [row.head_name for row in listed.rows(reader, 0, listed.count)]


def test_walking_order_is_courtyard_building_entrance_door(desk: Desk) -> None:
    """The list goes the way a person walks."""
    assert heads(desk) == ["刘秀芬", "王建民", "赵志强", "仇英", "欧阳明"]


def test_name_order_reads_surnames_as_surnames(desk: Desk) -> None:
    """仇 is qiu, and comes before 王 and 赵 but after 欧阳."""
    assert heads(desk, "name") == ["刘秀芬", "欧阳明", "仇英", "王建民", "赵志强"]


@pytest.mark.parametrize("order", ["walk", "name"])
def test_conditions_hold_together(desk: Desk, order: Order) -> None:
    """Each part of the filter narrows the list, in either order."""
    office = desk.office
    with desk.write() as seed:
        seed.tag(office.zhao, "elder_alone", from_day=DAY - 100)
        seed.transaction.execute("UPDATE household SET doubt = '[2]', paper = 1 WHERE uid = ?", (office.wang,))
        seed.transaction.execute("UPDATE dwelling SET use = 3 WHERE uid = ?", (office.door,))
    found = {
        "grid": heads(desk, order, grid=office.grid2),
        "courtyard": heads(desk, order, courtyard=office.yard1, building=5),
        "entrance": heads(desk, order, courtyard=office.yard1, building=6, entrance=1),
        "tag": heads(desk, order, tag="elder_alone"),
        "tag elsewhere": heads(desk, order, tag="elder_alone", grid=office.grid2),
        "vacant": heads(desk, order, vacant=True),
        "doubt": heads(desk, order, doubt=True),
        "paper": heads(desk, order, paper=True),
    }
    assert found == {
        "grid": ["仇英", "欧阳明"] if order == "walk" else ["欧阳明", "仇英"],
        "courtyard": ["刘秀芬", "王建民"],
        "entrance": ["赵志强"],
        "tag": ["赵志强"],
        "tag elsewhere": [],
        "vacant": ["刘秀芬"],
        "doubt": ["王建民"],
        "paper": ["王建民"],
    }
    assert len(heads(desk, order, vacant=False)) == len(heads(desk, order, doubt=False)) == 4


def test_a_unit_stands_for_its_subtree(desk: Desk) -> None:
    """A street holds its communities' households, a grid its own; a courtyard too; an unknown unit holds none."""
    office = desk.office
    assert len(heads(desk, unit=office.street)) == len(heads(desk, unit=office.community)) == 5
    assert heads(desk, unit=office.grid2) == heads(desk, unit=office.yard2) == ["仇英", "欧阳明"]
    assert (
        heads(desk, unit=office.other_community) == heads(desk, unit=b"nobody") == heads(desk, grid=b"nobody") == []
    )


def test_tags_count_on_their_days_only(desk: Desk) -> None:
    """A tag that ended yesterday or begins tomorrow is not in force."""
    with desk.write() as seed:
        seed.tag(desk.office.liu, "disabled", to_day=DAY - 1)
        seed.tag(desk.office.wang, "disabled", from_day=DAY + 1)
        seed.tag(desk.office.qiu, "disabled", from_day=DAY, to_day=DAY)
    assert heads(desk, tag="disabled") == ["仇英"]


def test_who_moved_out_is_not_listed(desk: Desk) -> None:
    """Up to the last day, then no more; nor a void household, nor one that is only awaited."""
    office = desk.office
    with desk.write() as seed:
        seed.transaction.execute("UPDATE household SET to_day = ? WHERE uid = ?", (DAY, office.liu))
        seed.transaction.execute("UPDATE household SET to_day = ? WHERE uid = ?", (DAY - 1, office.wang))
        seed.transaction.execute("UPDATE household SET live = 0 WHERE uid = ?", (office.zhao,))
        seed.transaction.execute("INSERT INTO household(uid, live) VALUES(x'00', 0)")
    assert heads(desk) == ["刘秀芬", "仇英", "欧阳明"]


def test_a_row_says_what_a_line_needs(desk: Desk) -> None:
    """Members, address, grid, open tickets, the last effective visit, tags in force, doubt and vacancy."""
    office = desk.office
    with desk.write() as seed:
        n = seed.n(office.liu)
        seed.row("ticket", household=n, open=1)
        seed.row("ticket", household=n, open=0)
        seed.row("ticket", household=n, open=1, live=0)
        seed.visit(office.liu, DAY - 9)
        seed.visit(office.liu, DAY - 2, outcome=2)
        seed.tag(office.liu, "elder_alone")
        seed.tag(office.liu, "disabled", to_day=DAY - 1)
        seed.resident(office.liu, "已迁出", live=0)
    with desk.reading() as reader:
        row = household_list(reader, HouseholdFilter(DAY)).rows(reader, 0, 1)[0]
    assert (row.uid, row.head_name, row.members, row.grid_name) == (office.liu, "刘秀芬", 2, "网格01")
    at = row.address
    assert (at.courtyard_name, at.building, at.entrance, at.door) == ("晏五村", 5, 2, "501")
    assert (row.open_tickets, row.last_visit_day, row.tags) == (1, DAY - 9, ("elder_alone",))
    assert [row.doubt, row.vacant, row.paper, row.gone] == [False] * 4


def test_a_vanished_row_shows_as_gone(desk: Desk) -> None:
    """The list stays as long as it was; the row that was voided says so once its page is fetched anew."""
    office = desk.office
    with desk.reading() as reader:
        listed = household_list(reader, HouseholdFilter(DAY))
        assert not listed.page(reader, 0)[1].gone
    with desk.write() as seed:
        seed.transaction.execute("UPDATE household SET live = 0 WHERE uid = ?", (office.wang,))
    listed.forget_pages()
    with desk.reading() as reader:
        page = listed.page(reader, 0)
    assert [row.gone for row in page] == [False, True, False, False, False]
    assert page[1].uid == office.wang
    assert listed.count == 5


def test_pages_of_fifty_make_one_list(desk: Desk) -> None:
    """Any stretch of rows is put together from pages; outside the list there is nothing."""
    with desk.write() as seed:
        for door in range(601, 721):
            seed.household(seed.dwelling(desk.office.yard2, 9, 1, str(door)), f"王{door}")
    with desk.reading() as reader:
        listed = household_list(reader, HouseholdFilter(DAY))
        assert (listed.count, listed.pages) == (125, 3)
        every = listed.rows(reader, 0, 1_000)
        assert len(listed.page(reader, 2)) == 125 - 2 * PAGE_ROWS
        assert listed.rows(reader, 48, 5) == every[48:53]
        assert listed.rows(reader, 124, 5) == every[124:]
        assert listed.rows(reader, 125, 5) == listed.page(reader, 3) == listed.page(reader, -1) == ()
        for position in (0, 49, 50, 124):
            assert listed.position_of(reader, every[position].uid) == position
        assert listed.position_of(reader, b"nobody") is None


def test_eight_pages_are_kept(desk: Desk) -> None:
    """The page read longest ago is the first to be fetched again."""
    with desk.write() as seed:
        for door in range(100, 600):
            seed.household(seed.dwelling(desk.office.yard2, 9, 1, str(door)), "王五")
    with desk.reading() as reader:
        listed = household_list(reader, HouseholdFilter(DAY))
        first = listed.page(reader, 0)
        for number in range(1, 8):
            listed.page(reader, number)
        assert listed.page(reader, 0) is first
        listed.page(reader, 8)
        listed.page(reader, 9)
        assert listed.page(reader, 0) is first
        assert list(listed._pages) == [3, 4, 5, 6, 7, 8, 9, 0]


def test_a_card_holds_members_and_every_tag(desk: Desk) -> None:
    """Members in their order, tags with their subject, ended ones included; voided ones not."""
    office = desk.office
    with desk.write() as seed:
        child = seed.resident(office.liu, "刘小", position=-1, doubt="[5, 7]", id_number="629901199001011234")
        own = seed.tag(office.liu, "elder_alone", to_day=DAY - 1)
        childs = seed.tag(office.liu, "left_behind_child", resident=child, review_day=DAY + 30)
        seed.tag(office.liu, "disabled", live=0)
    with desk.reading() as reader:
        card = household(reader, office.liu)
        found = resident(reader, child)
        same = residents_with_id_number(reader, "629901199001011234")
        assert residents_with_id_number(reader, "") == ()
        assert household(reader, b"nobody") is None
        assert resident(reader, b"nobody") is None
    assert card is not None
    assert [member.name for member in card.members] == ["刘小", "刘秀芬", "刘洋"]
    assert card.members[0] == found == same[0]
    assert card.members[0].doubt == (5, 7)
    assert [(tag.uid, tag.subject, tag.review_day) for tag in card.tags] == [
        (own, office.liu, None),
        (childs, child, DAY + 30),
    ]
    assert card.dwelling is not None
    assert (card.dwelling.courtyard_name, card.dwelling.door, card.dwelling.use) == ("晏五村", "501", 1)
    assert (card.grid, card.community) == (office.grid1, office.community)
