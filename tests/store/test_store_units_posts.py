"""Reads of the org tree and of posts."""

import json

from gridtui.core.words import UnitKind
from gridtui.store import read_posts, read_units
from tests.store.store_seed import DAY, Desk


def test_the_tree_comes_from_the_top_down(desk: Desk) -> None:
    """Every unit follows the one above it, and names it by uid."""
    with desk.reading() as reader:
        tree = read_units.units(reader)
    seen: set[bytes | None] = {None}
    for unit in tree:
        assert unit.parent in seen
        seen.add(unit.uid)
    assert len(tree) == 8


def test_children_and_ancestors(desk: Desk) -> None:
    """Children are right below, by rank; ancestors lead from the district to the unit itself."""
    office = desk.office
    with desk.reading() as reader:
        below = read_units.children(reader, office.community)
        above = read_units.ancestors(reader, office.grid2)
        one = read_units.unit(reader, office.grid2)
    assert [unit.uid for unit in below] == [office.grid1, office.yard1, office.grid2, office.yard2]
    assert [unit.name for unit in above] == ["样例区", "样例街道", "中院社区", "网格02"]
    assert one == above[-1] == below[2]


def test_a_void_unit_is_not_in_the_tree(desk: Desk) -> None:
    """It can still be read by those who refer to it."""
    with desk.write() as seed:
        seed.transaction.execute("UPDATE unit SET live = 0 WHERE uid = ?", (desk.office.other_community,))
    with desk.reading() as reader:
        assert desk.office.other_community not in {unit.uid for unit in read_units.units(reader)}
        found = read_units.unit(reader, desk.office.other_community)
    assert found is not None
    assert found.name == "东院社区"


def test_a_scope_is_the_subtree_and_not_a_neighbour(desk: Desk) -> None:
    """Unit 1 is no prefix of unit 11; a unit nobody knows is an empty scope, not everything."""
    with desk.write() as seed:
        numbers = [seed.n(seed.unit(UnitKind.GRID, f"网格{n}", desk.office.other_community)) for n in range(10)]
    with desk.reading() as reader:
        scope = read_units.scope_units(reader, desk.office.community)
        other = read_units.scope_units(reader, desk.office.other_community)
        assert read_units.scope_units(reader, b"nobody") == "[]"
    inside = {desk.office.seed.n(uid) for uid in (desk.office.community, desk.office.grid1, desk.office.yard2)}
    assert inside < set(json.loads(scope))
    assert set(numbers) < set(json.loads(other))
    assert not set(json.loads(scope)) & set(json.loads(other))


def test_an_account_stands_for_its_staff(desk: Desk) -> None:
    """The empty account, which staff without one carry, stands for nobody."""
    with desk.write() as seed:
        seed.post("无账号", desk.office.grid1)
    with desk.reading() as reader:
        assert [staff.name for staff in read_posts.staff_of_account(reader, "li")] == ["李梅"]
        assert read_posts.staff_of_account(reader, "nobody") == ()
        assert read_posts.staff_of_account(reader, "") == ()


def test_posts_are_held_between_their_days(desk: Desk) -> None:
    """Both days are included; an open end holds for ever; an ended post can still be read."""
    office = desk.office
    with desk.write() as seed:
        seed.transaction.execute(
            "UPDATE post SET from_day = ?, to_day = ? WHERE uid = ?", (DAY - 5, DAY, office.zhang)
        )
    with desk.reading() as reader:
        held = {day: {post.uid for post in read_posts.posts(reader, day)} for day in (DAY - 6, DAY - 5, DAY, DAY + 1)}
        zhang = read_posts.post(reader, office.zhang)
        assert zhang is not None
        assert [post.uid for post in read_posts.posts_of(reader, zhang.staff, DAY)] == [office.zhang]
        assert read_posts.posts_of(reader, zhang.staff, DAY + 1) == ()
        assert read_posts.staff(reader, zhang.staff) == read_posts.staff_of_account(reader, "zhang")[0]
    assert [office.zhang in held[day] for day in (DAY - 6, DAY - 5, DAY, DAY + 1)] == [False, True, True, False]
    assert all(office.li in posts for posts in held.values())
    assert (zhang.staff_name, zhang.unit_name, zhang.role) == ("张三", "网格01", "grid_worker")


def test_pairings_name_post_and_kind(desk: Desk) -> None:
    """Who is paired with a household on a day."""
    office = desk.office
    with desk.write() as seed:
        seed.row("pairing", post=seed.n(office.li), household=seed.n(office.liu), kind=2, to_day=DAY)
    with desk.reading() as reader:
        assert [(post.uid, kind) for post, kind in read_posts.paired_posts(reader, office.liu, DAY)] == [
            (office.li, 2)
        ]
        assert read_posts.paired_posts(reader, office.liu, DAY + 1) == ()


def test_a_unit_is_wide_by_its_share_of_the_store(desk: Desk) -> None:
    """A street always; a community from the share asked for; what is smaller, and what nobody knows, never."""
    office = desk.office
    with desk.write() as seed:
        for number in range(9):
            seed.row("household", community=seed.n(office.other_community), walk=1_000 + number)
    with desk.reading() as reader:
        assert read_units.is_wide(reader, office.street)
        assert read_units.is_wide(reader, office.other_community)
        assert not read_units.is_wide(reader, office.community)
        assert read_units.is_wide(reader, office.community, 4)
        assert not read_units.is_wide(reader, office.grid1, 100)
        assert not read_units.is_wide(reader, b"nobody")


def test_the_doors_of_a_unit_lie_between_its_first_and_last(desk: Desk) -> None:
    """Whether a household is the unit's by community, grid or courtyard; a unit without any has nothing between."""
    office = desk.office
    with desk.reading() as reader:
        walks: dict[bytes, int] = dict(reader.rows("SELECT uid, walk FROM household"))
        for unit, homes in (
            (office.community, walks),
            (office.grid1, (office.liu, office.wang, office.zhao)),
            (office.yard2, (office.qiu, office.ouyang)),
        ):
            expected = [walks[uid] for uid in homes]
            found = read_units.walked_between(reader, read_units.scope_units(reader, unit))
            assert found == (min(expected), max(expected))
        nowhere = read_units.scope_units(reader, office.other_community)
        assert read_units.walked_between(reader, nowhere) == (0, -1)
