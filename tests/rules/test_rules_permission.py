"""Permission: the whole table, every kind of post against every place a subject can be."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.rules.permission import ActingPost, may, reach
from gridtui.scheme import acts
from gridtui.scheme.acts import ACTS
from gridtui.scheme.load import load_schemes
from gridtui.scheme.model import Role

FOLDER = Path(__file__).parents[2] / "config" / "schemes"
SCHEME = load_schemes(
    (FOLDER.joinpath(f"{name}.toml").read_text("utf-8"), name) for name in ("common", "luoguta", "yanjiaping")
)
ROLES = SCHEME.role_table()

STREET, COMMUNITY, GRID, OTHER_GRID, OTHER_COMMUNITY = "/1/", "/1/4/", "/1/4/9/", "/1/4/10/", "/1/5/"
PLACES = {"own": GRID, "community": OTHER_GRID, "elsewhere": OTHER_COMMUNITY + "11/", "no grid": COMMUNITY}

LEADER = ActingPost("contact_leader", COMMUNITY, COMMUNITY)
SECRETARY = ActingPost("community_secretary", COMMUNITY, COMMUNITY)
CLERK = ActingPost("window_clerk", COMMUNITY, COMMUNITY)
OFFICER = ActingPost("desk_officer", COMMUNITY, COMMUNITY)
WORKER = ActingPost("grid_worker", GRID, COMMUNITY)
NEIGHBOUR = ActingPost("neighbor_lead", GRID, COMMUNITY)
POSTS = (LEADER, SECRETARY, CLERK, OFFICER, WORKER, NEIGHBOUR)

# What each post may do to a stranger's subject: n nowhere, g its grid, c its community, a always, w what is its own.
# Columns: leader, secretary, clerk, officer, worker, neighbour. A worker's grid includes households in no grid yet.
EXPECTED = {
    "household.view": "c c c c c g",
    "household.edit": "n c c c g n",
    "household.add": "n c c c g n",
    "resident.edit": "n c c c g n",
    "resident.reveal": "n c c c g n",
    "tag.restricted": "n c n n n n",
    "visit.log": "c c c c g g",
    "visit.log_for_another": "n c c n n n",
    "visit.correct": "w c w w w w",
    "visit.undo": "w w w w w w",
    "ticket.view": "c c c c c g",
    "ticket.open": "c c c c g g",
    "ticket.accept": "c c c c g g",
    "ticket.hand_over": "c c c c g g",
    "ticket.handle": "c c c c g g",
    "ticket.reply": "c c c c g g",
    "ticket.close": "c c c c g g",
    "ticket.return": "c c c c g g",
    "ticket.reopen": "c c c c g n",
    "ticket.note": "c c c c c g",
    "ticket.void": "c c n n n n",
    "roster.import": "n c c c n n",
    "roster.undo": "n c w w n n",
    "sync.run": "a a a a a a",
    "sync.status": "a a a a a a",
    "staff.view": "a a a a a a",
    "staff.edit": "n c n n n n",
    "unit.edit": "n c n n n n",
    "pairing.edit": "n c c c g n",
    "draft.own": "a a a a a a",
    "scheme.view": "a a a a a a",
    "scheme.publish": "n c n n n n",
    "plan.edit": "n c c c g n",
    "duty.pause": "c c c c g g",
    "duty.board": "c c c c g g",
    "activity.view": "c c c c c g",
    "activity.record": "c c c c c g",
    "activity.plan": "c c c c n n",
    "occurrence.note": "c c c c c g",
    "campaign.view": "c c c c c g",
    "campaign.run": "c c n c n n",
    "campaign.assign": "c c c c g n",
    "coverage.view": "c c c c c g",
    "inspection.draw": "c c n n n n",
}
CASES = [
    (post, act, letter)
    for act, row in EXPECTED.items()
    for post, letter in zip(POSTS, row.split(), strict=True)
]  # fmt: skip


def places_allowed(post: ActingPost, act: str, **facts: bool) -> set[str]:
    """Return the places whose subjects a post may do an act on."""
    return {name for name, path in PLACES.items() if may(post, act, path, ROLES, **facts).allowed}


def test_the_table_names_every_act() -> None:
    """No act is without a decision, and none is decided that does not exist."""
    assert set(EXPECTED) == set(ACTS)
    assert len(set(ACTS)) == len(ACTS)


@pytest.mark.parametrize(("post", "act", "letter"), CASES)
def test_who_may_do_what_where(post: ActingPost, act: str, letter: str) -> None:
    """The table of the field, cell by cell."""
    grid = {"own", "no grid"} if post is WORKER else {"own"}
    expected = {
        "n": set(),
        "g": grid,
        "c": {"own", "community", "no grid"},
        "a": set(PLACES),
        "w": set(),
    }[letter]
    assert places_allowed(post, act) == expected
    assert may(post, act, None, ROLES).allowed == (letter != "n")
    if letter == "w":
        assert places_allowed(post, act, is_author=True) == set(PLACES)
        assert may(post, act, GRID, ROLES).code == "permission.author"
    if letter == "n":
        assert may(post, act, GRID, ROLES).code == "permission.role"
    if letter in "gc":
        assert may(post, act, PLACES["elsewhere"], ROLES).code == "permission.scope"


@pytest.mark.parametrize(("post", "act", "letter"), CASES)
def test_reach_is_the_path_lists_are_narrowed_to(post: ActingPost, act: str, letter: str) -> None:
    """A list shows what lies below the path, and every subject below it may indeed be acted on."""
    path = reach(post, act, ROLES)
    if letter == "n":
        assert path is None
        return
    assert path == (COMMUNITY if letter == "c" else post.path)
    assert path is not None
    assert may(post, act, path + "77/", ROLES, is_author=True).allowed


@pytest.mark.parametrize("post", POSTS)
def test_a_ticket_goes_with_its_holder(post: ActingPost) -> None:
    """Who was handed a ticket takes it through its steps wherever it lies, and may neither void nor reopen it."""
    steps = ["view", "accept", "hand_over", "handle", "reply", "close", "return", "note"]
    for step in steps:
        assert may(post, f"ticket.{step}", PLACES["elsewhere"], ROLES, is_holder=True).allowed
    for step in ("void", "reopen", "open"):
        assert not may(post, f"ticket.{step}", PLACES["elsewhere"], ROLES, is_holder=True).allowed
    assert not may(post, acts.HOUSEHOLD_VIEW, PLACES["elsewhere"], ROLES, is_holder=True).allowed


def test_a_paired_household_is_visited_wherever_it_is() -> None:
    """S0-12, S1-5: pairing gives sight and visits, nothing else."""
    for act in ACTS:
        allowed = may(NEIGHBOUR, act, PLACES["elsewhere"], ROLES, is_paired=True).allowed
        is_of_paired = act in {"household.view", "visit.log", "duty.pause"}
        assert allowed == (is_of_paired or "A" in EXPECTED[act].split()[5].upper())


def test_a_subdistrict_post_reaches_every_community_below_it() -> None:
    """A post above communities has its own path as its community."""
    street = ActingPost("street_officer", STREET, STREET)
    assert places_allowed(street, acts.TICKET_CLOSE) == set(PLACES)
    assert may(street, acts.TICKET_CLOSE, "/2/4/", ROLES).code == "permission.scope"


@pytest.mark.parametrize("act", ACTS)
def test_without_a_post_or_with_an_unknown_role_only_status_and_scheme(act: str) -> None:
    """Nobody in particular may see how the sync stands and what the mechanism says; nothing else."""
    allowed = act in {"sync.status", "scheme.view"}
    nobody = may(None, act, GRID, ROLES)
    stranger = may(ActingPost("emperor", GRID, COMMUNITY), act, GRID, ROLES)
    assert (nobody.allowed, stranger.allowed) == (allowed, allowed)
    if not allowed:
        assert (nobody.code, stranger.code) == ("permission.no_post", "permission.unknown_role")
    assert reach(None, act, ROLES) is None
    assert reach(ActingPost("emperor", GRID, COMMUNITY), act, ROLES) is None


def test_a_role_of_the_scheme_gains_and_loses_acts() -> None:
    """What is office-specific is data: an act added holds on the post's own unit, an act taken away is gone."""
    roles = {
        "grid_worker": Role(
            key="grid_worker",
            title="网格员",
            title_en="grid worker",
            level="grid",
            kind="worker",
            source="x",
            also=(acts.TICKET_VOID, acts.VISIT_LOG),
            never=(acts.TICKET_CLOSE, acts.HOUSEHOLD_ADD),
        )
    }
    assert may(WORKER, acts.TICKET_VOID, GRID, roles).allowed
    assert not may(WORKER, acts.TICKET_VOID, OTHER_GRID, roles).allowed
    assert may(WORKER, acts.VISIT_LOG, GRID, roles).allowed
    assert may(WORKER, acts.HOUSEHOLD_ADD, GRID, roles).code == "permission.role"
    assert may(WORKER, acts.TICKET_CLOSE, GRID, roles, is_holder=True).code == "permission.role"


def test_an_act_nobody_knows_is_nobodys() -> None:
    """A misspelt act is refused, not allowed by accident."""
    assert may(SECRETARY, "world.rule", GRID, ROLES).code == "permission.role"


def test_a_path_is_compared_by_whole_units() -> None:
    """Unit 4 is not unit 44, and a post whose path is not known reaches nothing."""
    assert not may(SECRETARY, acts.HOUSEHOLD_VIEW, "/1/44/9/", ROLES).allowed
    assert not may(ActingPost("community_secretary", "", ""), acts.HOUSEHOLD_VIEW, GRID, ROLES).allowed
    assert not may(ActingPost("community_secretary", "/1/4", "/1/4"), acts.HOUSEHOLD_VIEW, "/1/44/", ROLES).allowed


paths = st.lists(st.integers(1, 3), min_size=1, max_size=4).map(lambda units: "/" + "".join(f"{n}/" for n in units))


@given(st.sampled_from(list(ROLES)), paths, paths, st.sampled_from(ACTS))
def test_nothing_outside_the_community_without_a_tie(role: str, own: str, subject: str, act: str) -> None:
    """Whatever the role: a subject that is in no unit above or below the post's community is out of reach."""
    community = "/".join(own.split("/")[:3]) + "/" if own.count("/") > 2 else own
    allowed = may(ActingPost(role, own, community), act, subject, ROLES).allowed
    if allowed and not subject.startswith(community):
        assert EXPECTED[act].count("a") == 6
