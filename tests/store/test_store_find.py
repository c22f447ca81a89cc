"""Finding households by what people type."""

import pytest

from gridtui.core.words import UnitKind
from gridtui.rules.find_keys import find_keys
from gridtui.store import read_find
from gridtui.store.read_find import find, find_facts
from gridtui.store.read_households import Order
from gridtui.store.rows import FindPage
from tests.store.store_seed import DAY, Desk


def found(
    desk: Desk, text: str, *scope: bytes, order: Order = "walk", after: int | None = None, limit: int = 20
) -> FindPage:
    """Ask the whole store, or the units given."""
    with desk.reading() as reader:
        return find(reader, text, scope=scope or None, as_of_day=DAY, after=after, limit=limit, order=order)


def heads(page: FindPage) -> list[str]:
    """Return the heads of a page's rows."""
    return [row.head_name for row in page.rows]


@pytest.fixture
def indexed(desk: Desk) -> Desk:
    """Give the small office with its find index, a phone, a tag and an ID number."""
    with desk.write() as seed:
        seed.tag(desk.office.zhao, "elder_alone")
        seed.transaction.execute(
            "INSERT INTO meta(key, value) VALUES('tag_titles', '{\"elder_alone\": \"独居老人\"}')"
        )
        seed.resident(desk.office.liu, "刘秀兰", phone="10012340774", id_number="62990119900101431x")
    return desk


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("刘秀芬", ["刘秀芬"]),
        ("lxf", ["刘秀芬"]),
        ("qy", ["仇英"]),
        ("cy", ["仇英"]),
        ("5-2-501", ["刘秀芬"]),
        ("5号楼", ["刘秀芬", "王建民"]),
        ("晏五村 王", ["王建民"]),
        ("0774", ["刘秀芬"]),
        ("10012340774", ["刘秀芬"]),
        ("99912340774", []),
        ("431x", ["刘秀芬"]),
        ("独居 6号楼", ["赵志强"]),
        ("独居 5号楼", []),
        ("刘", ["刘秀芬", "欧阳明"]),
        ("' OR 1=1 --", []),
        ('"*"', []),
        ("", []),
        ("。。。", []),
    ],
)
def test_words_find_households(indexed: Desk, text: str, expected: list[str]) -> None:
    """Names, initials, addresses, tails of numbers and tags, in any mix; all words must hold."""
    page = found(indexed, text)
    assert heads(page) == expected
    assert page.total == len(expected)


def test_a_row_shows_the_member_who_matched(indexed: Desk) -> None:
    """The head where the head matched, another member where that one did, nobody where the address did."""
    shown = {
        text: [row.matched_name for row in found(indexed, text).rows] for text in ("刘敏", "lx", "5-2-501", "0774")
    }
    assert shown == {"刘敏": ["刘敏"], "lx": ["刘秀芬"], "5-2-501": [""], "0774": ["刘秀兰"]}


def test_a_scope_is_one_more_condition(indexed: Desk) -> None:
    """Only households of the units given or of those below them are found; an unknown unit finds none."""
    office = indexed.office
    assert heads(found(indexed, "刘", office.grid2)) == ["欧阳明"]
    assert heads(found(indexed, "刘", office.grid1, office.grid2)) == heads(found(indexed, "刘", office.street))
    assert found(indexed, "刘", office.other_community).total == 0
    assert found(indexed, "刘", b"nobody").total == 0


def test_the_only_community_is_no_condition_until_there_is_another(indexed: Desk) -> None:
    """Where every household is of one community, its scope costs nothing; one household elsewhere is left out."""
    office = indexed.office
    everybody = heads(found(indexed, "刘", office.community))
    assert everybody == heads(found(indexed, "刘"))
    with indexed.write() as seed:
        yard = seed.unit(UnitKind.COURTYARD, "东岗院", office.other_community, 3)
        seed.household(seed.dwelling(yard, 1, 1, "101"), "刘远", community=office.other_community)
        seed.household(seed.dwelling(yard, 1, 1, "102"), "刘近")
    assert heads(found(indexed, "刘", office.community)) == everybody
    assert len(heads(found(indexed, "刘"))) == len(everybody) + 2


@pytest.mark.parametrize("order", ["walk", "name"])
def test_pages_follow_one_another(indexed: Desk, order: Order) -> None:
    """Every hit stands on exactly one page, in either order; the last page has no next."""
    with indexed.write() as seed:
        for door in range(100, 145):
            seed.household(
                seed.dwelling(indexed.office.yard2, 9, 1, str(door)), f"周{'一二三四五六七八九'[door % 9]}"
            )
    seen: list[bytes] = []
    after = None
    while True:
        page = found(indexed, "周", order=order, after=after, limit=20)
        seen += [row.uid for row in page.rows]
        assert page.total == 45
        after = page.next_after
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 45
    assert len(page.rows) == 5


def test_name_order_sorts_by_the_head(indexed: Desk) -> None:
    """A search of a whole building comes in the order of the list by name."""
    assert heads(found(indexed, "晏五村", order="name")) == ["刘秀芬", "王建民", "赵志强"]


def test_counts_are_exact_up_to_a_bound(indexed: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond it the count says one more than the bound, which is shown as "1000+"."""
    monkeypatch.setattr(read_find, "COUNTED_AT_MOST", 2)
    assert found(indexed, "刘").total == 2
    assert found(indexed, "晏五村").total == 3
    assert found(indexed, "中院社区").total == 0


def test_too_many_hits_are_not_sorted(indexed: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Name order asks for one more letter where the hits are too many to sort."""
    monkeypatch.setattr(read_find, "COUNTED_AT_MOST", 1)
    monkeypatch.setattr(read_find, "SORTED_AT_MOST", 2)
    page = found(indexed, "晏五村", order="name")
    assert (page.rows, page.too_many) == ((), True)
    assert not found(indexed, "刘", order="name").too_many
    assert len(found(indexed, "晏五村").rows) == 3


def test_what_the_index_cannot_decide_is_checked(indexed: Desk) -> None:
    """A long number is looked up by its tail; a record that only shares the tail is neither shown nor counted."""
    with indexed.write() as seed:
        seed.resident(indexed.office.wang, "王小", phone="10099940774")
    assert heads(found(indexed, "940774")) == ["王建民"]
    assert found(indexed, "10012340774").total == 1
    assert heads(found(indexed, "10012340774", order="name")) == ["刘秀芬"]


def test_a_household_that_went_is_not_found(indexed: Desk) -> None:
    """Nor is one shown whose find row is still there."""
    with indexed.store.transaction() as transaction:
        transaction.execute("UPDATE household SET live = 0 WHERE uid = ?", (indexed.office.liu,))
    assert heads(found(indexed, "lxf")) == []


def test_find_facts_are_what_the_household_is_found_by(indexed: Desk) -> None:
    """Live members, courtyard, titles of open tags, numbers, and every unit above grid, courtyard and community."""
    office, seed = indexed.office, indexed.office.seed
    with indexed.write():
        seed.tag(office.zhao, "disabled", to_day=DAY + 100)
        seed.resident(office.zhao, "赵走", live=0)
    with indexed.reading() as reader:
        facts = find_facts(reader, [seed.n(office.zhao) or 0, seed.n(office.liu) or 0])
        row = reader.value("SELECT count(*) FROM find WHERE find MATCH '\"独居老人\"'")
    zhao, liu = facts[seed.n(office.zhao) or 0], facts[seed.n(office.liu) or 0]
    assert (zhao.names, zhao.places, zhao.tags) == (("赵志强", "马玉珍"), ("晏五村",), ("独居老人",))
    assert (zhao.building, zhao.entrance, zhao.door) == (6, 1, "302")
    above = (office.street, office.community, office.grid1, office.yard1)
    assert set(zhao.units) == {1, *(seed.n(uid) for uid in above)}
    assert liu.numbers == ("10012340774", "62990119900101431x")
    assert "独居老人" in find_keys(zhao)
    assert row == 1
