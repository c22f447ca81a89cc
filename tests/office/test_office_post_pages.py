"""The list of posts, a post's page, the public list; what is no longer there is not worked with."""

from dataclasses import replace

import msgspec
import pytest

from gridtui.core.errors import InputFault, Refused
from gridtui.core.words import Channel
from gridtui.office import browse, pairings, post_forms, post_pages, staffing, today, undo
from gridtui.office.households import add_household
from gridtui.office.visits import log_visit, new_visit_form
from gridtui.store import read_posts
from gridtui.sync.operation import Value
from tests.tools.office_builder import COMMUNITY, SETTLED_DAY, TODAY, SmallOffice

LEAD = "neighbor_lead"


def rows(office: SmallOffice) -> dict[str, post_pages.PostRow]:
    """Return the list of posts by name and role."""
    return {f"{row.name} {row.role}": row for row in post_pages.post_list(office.session("chen"))}


def change(office: SmallOffice, account: str, **values: object) -> None:
    """Change a post through its form."""
    chen, post = office.session("chen"), office.posts[account]
    seen = post_pages.post_page(chen, post).form
    staffing.change_post(chen, post, msgspec.structs.replace(seen, **values), seen)


def test_posts_stand_by_place_with_their_load(office: SmallOffice) -> None:
    """The street first, then the community, then its grids; who holds two posts is told."""
    listed = post_pages.post_list(office.session("zhang"))
    assert [row.unit_name for row in listed] == ["晏家坪街道", *["中院社区"] * 3, *["网格03"] * 2, *["网格04"] * 2]
    assert rows(office)["张三 grid_worker"].load.lived_in == 6
    assert rows(office)["孙桂英 neighbor_lead"].others == 1


@pytest.mark.parametrize(("days", "marked"), [(60, True), (61, False), (-1, True)])
def test_what_ends_within_sixty_days_is_marked(office: SmallOffice, days: int, marked: bool) -> None:
    """A certificate or a term, and one that has ended already."""
    office.go_to(-5)
    change(office, "he", certificate="7", certificate_day=TODAY + days)
    office.go_to(0)
    row = rows(office)["何春敏 neighbor_lead"]
    assert (row.certificate_left, row.runs_out) == (days, marked)
    assert not rows(office)["张三 grid_worker"].runs_out


def test_a_lead_whose_qualities_nobody_looked_into_is_told(office: SmallOffice) -> None:
    """Only of roles the mechanism speaks of in this way (S3-2), and not once they are checked."""
    assert rows(office)["何春敏 neighbor_lead"].unchecked
    assert not rows(office)["张三 grid_worker"].unchecked
    change(office, "he", checked=True)
    assert not rows(office)["何春敏 neighbor_lead"].unchecked


def test_the_page_of_a_post_shows_households_to_who_may_see_them(office: SmallOffice) -> None:
    """A pairing is counted for everybody, name and door only where the household may be looked at."""
    pairings.pair(office.session("chen"), office.homes["刘秀芬"], office.posts["he"])
    change(office, "he", phone="10012003355")
    view = post_pages.post_page(office.session("chen"), office.posts["he"])
    assert [(each.address, each.head_name) for each in view.paired] == [("晏五村5-2-501", "刘秀芬")]
    assert view.form.phone == "10012003355"
    elsewhere = post_pages.post_page(office.session("sun", "neighbor_lead"), office.posts["he"])
    assert [(each.address, each.head_name) for each in elsewhere.paired] == [("", "")]
    assert "*" in elsewhere.form.phone
    assert not elsewhere.may_change
    assert view.rules == tuple(dict.fromkeys(view.rules))


def test_the_public_list_says_what_the_mechanism_publishes(office: SmallOffice) -> None:
    """Leads with their phone; without a published role everybody, phones masked (S3-8)."""
    change(office, "he", phone="10012003355")
    change(office, "zhang", phone="10008847481")
    listed = post_pages.public_list(office.session("zhang"))
    assert [(row.name, row.phone) for row in listed.rows] == [("何春敏", "10012003355"), ("孙桂英", "")]
    chen = office.session("chen")
    roles = tuple(msgspec.structs.replace(role, published=False) for role in chen.scheme.roles)
    unpublished = replace(
        chen,
        scheme=msgspec.structs.replace(chen.scheme, roles=roles),
        roles={role.key: role for role in roles},
    )
    everybody = {row.name: row.phone for row in post_pages.public_list(unpublished).rows}
    assert len(everybody) == 7
    assert everybody["张三"] == "100****7481"


def test_a_role_is_offered_on_units_of_its_level(office: SmallOffice) -> None:
    """A lead on grids, a clerk on the community; a grid that has ended is not offered."""
    chen = office.session("chen")
    assert [name for _, name in post_pages.units_for_role(chen, LEAD)] == ["网格03", "网格04"]
    assert [unit for unit, _ in post_pages.units_for_role(chen, "window_clerk")] == [office.units[COMMUNITY]]
    with office.writing() as writer:
        writer.set(office.units["网格04"], {"to_day": TODAY - 1}, actor=None)
    assert [name for _, name in post_pages.units_for_role(chen, LEAD)] == ["网格03"]
    with pytest.raises(InputFault, match=r"field\.unit_ended"):
        add_household(chen, door={}, grid=office.units["网格04"], head={"name": "沈源"})


def test_who_works_in_a_post_that_is_over_is_told(office: SmallOffice) -> None:
    """The first row of the screen says so instead of counting nothing."""
    zhang = office.session("zhang")
    assert today.header(zhang).staff_name == "张三"
    with office.writing() as writer:
        writer.set(office.posts["zhang"], {"to_day": TODAY - 1}, actor=None)
    with pytest.raises(Refused, match=r"post\.over"):
        today.header(zhang)


@pytest.mark.parametrize("unit", [b"\x07" * 16, None])
def test_a_post_whose_unit_nobody_knows_is_marked_and_over_nobody(office: SmallOffice, unit: bytes | None) -> None:
    """A record that came without its unit: boards and lists stand, the post is named, its holder sees nobody."""
    chen = office.session("chen")
    before = {line.key: line.owed for line in browse.due_board(chen, "post").lines}
    with office.writing() as writer:
        staff = writer.create("staff", {"name": "吴远", "account": "wu"}, actor=None)
        values: dict[str, Value] = {"staff": staff, "role": "grid_worker", "unit": unit, "from_day": SETTLED_DAY}
        post = writer.create("post", values, actor=None)
    row = next(row for row in post_pages.post_list(chen) if row.uid == post)
    assert (row.no_unit, row.unit_name) == (True, "")
    now = {line.key: line.owed for line in browse.due_board(chen, "post").lines}
    assert now == {**before, post.hex(): 0}
    for by in ("building", "community", "post"):
        assert browse.due_board(chen, by).lines
    assert browse.coverage(chen, by="post").rows
    office.renewed()
    lost = office.session("wu")
    for read in (browse.header, browse.today, browse.visits):
        with pytest.raises(Refused, match=r"post\.no_unit"):
            read(lost)
    with pytest.raises(Refused, match=r"post\.no_unit"):
        browse.find(lost, "王建民")
    staffing.end_post(chen, post)
    office.go_to(1)
    assert post not in {each.uid for each in post_pages.post_list(office.session("chen"))}


def test_a_grid_or_post_in_use_is_not_taken_back(office: SmallOffice) -> None:
    """A household in the new grid, a visit by the new post: the way on is a change, not an undo."""
    chen = office.session("chen")
    grid = staffing.add_grid(chen, "网格05")
    home = add_household(chen, door={}, grid=grid.uid, head={"name": "沈源"})
    with pytest.raises(Refused, match=r"undo\.worked_on_since"):
        undo.undo(chen, grid.undo)
    undo.undo(chen, home.undo)
    undo.undo(chen, grid.undo)
    form = post_forms.PostForm("沈源", "grid_worker", office.units["网格03"], TODAY, account="shen")
    post = staffing.fill_post(chen, form)
    office.renewed()
    shen = office.session("shen")
    visit = new_visit_form(shen, office.homes["王建民"])
    logged = log_visit(shen, msgspec.structs.replace(visit, channel=Channel.HOME_VISIT, diary="平安"))
    with pytest.raises(Refused, match=r"undo\.worked_on_since"):
        undo.undo(office.session("chen"), post.undo)
    with office.store.reading() as reader:
        assert read_posts.is_held(reader, post.uid, TODAY)
    assert logged.undo is not None
