"""Rules that only those they name can fulfil: a courtyard lead's weekly visit is none of the secretary's (S0-10)."""

from datetime import date

import msgspec
import pytest

from gridtui.core.words import Channel
from gridtui.office import browse
from gridtui.office.visits import VisitForm, log_visit
from gridtui.scheme.model import CadenceRule, Period, Segment
from tests.tools.office_builder import COMMUNITY, SETTLED_DAY, TODAY, SmallOffice

HEAD = "王建民"
RULE = CadenceRule(
    key="secretary_monthly",
    title="书记主任每月走访困难户",
    label="书记月访",
    source="S0-10",
    actor_roles=("community_secretary", "community_director"),
    actor_scope="community",
    channels=("home_visit",),
    made_by="roles",
    period=Period(kind="month"),
    segment=Segment(any=("dibao",)),
    from_=date.fromordinal(SETTLED_DAY),
)


@pytest.fixture
def ruled(office: SmallOffice) -> SmallOffice:
    """Give an office whose secretary, or director, owes each needy household a visit a month."""
    use(office, RULE)
    office.add_post("fang", "方主任", "community_director", COMMUNITY)
    return office


def use(office: SmallOffice, rule: CadenceRule) -> None:
    """Work under one rule alone."""
    scheme = msgspec.structs.replace(office.session("chen").scheme, rules=(rule,))
    with office.writing() as writer:
        writer.keep_scheme(scheme)
    office.renewed()


def visit(office: SmallOffice, *accounts: str, day: int = TODAY) -> None:
    """Log a home visit of these people at one household."""
    visitors = tuple(office.posts[account] for account in accounts)
    log_visit(
        office.session(accounts[0]), VisitForm(office.homes[HEAD], day, None, visitors, channel=Channel.HOME_VISIT)
    )


def states(office: SmallOffice) -> tuple[str, str, bool]:
    """Return the duty's state on the card and on the secretary's Today, and whether why names a visit."""
    session = office.session("chen")
    home = office.homes[HEAD]
    card = next(row.state for row in browse.household_card(session, home).duties if row.rule_key == RULE.key)
    rows = {row.household: row.state for row in browse.today(session).duties}
    told = browse.why(session, home, RULE.key)
    assert told.state == card
    return card, rows.get(home, ""), told.last_visit is not None


def test_a_visit_of_another_role_does_not_count(ruled: SmallOffice) -> None:
    """On the card, on Today and in why alike."""
    visit(ruled, "zhang")
    assert states(ruled) == ("due", "due", False)


@pytest.mark.parametrize("account", ["chen", "fang"])
def test_either_of_two_roles_fulfils_it(ruled: SmallOffice, account: str) -> None:
    """The secretary's visit or the director's."""
    visit(ruled, account)
    assert states(ruled)[0] == "done"


def test_one_of_several_visitors_is_enough(ruled: SmallOffice) -> None:
    """The grid worker came along."""
    visit(ruled, "zhang", "fang")
    assert states(ruled)[0] == "done"


def test_anybody_fulfils_a_rule_that_does_not_tell(ruled: SmallOffice) -> None:
    """So it is where a rule says nothing of who must go."""
    use(ruled, msgspec.structs.replace(RULE, made_by="anybody"))
    visit(ruled, "zhang")
    assert states(ruled)[0] == "done"


def test_several_wanted_visits_count_those_of_the_roles(ruled: SmallOffice) -> None:
    """Two of three visits in the month were the secretary's."""
    use(ruled, msgspec.structs.replace(RULE, times=2))
    for account, back in (("chen", 3), ("zhang", 2), ("zhang", 1)):
        visit(ruled, account, day=TODAY - back)
    assert states(ruled)[0] == "due"
    visit(ruled, "chen")
    assert states(ruled)[0] == "done"


def test_a_role_held_with_another_is_fulfilled_by_it(ruled: SmallOffice) -> None:
    """The leader in contact is the community's grid head, too (S4-3): one visit, either hat."""
    rule = msgspec.structs.replace(RULE, actor_roles=("community_director",))
    scheme = ruled.session("chen").scheme
    roles = tuple(
        msgspec.structs.replace(role, held_with=("community_secretary",))
        if role.key == "community_director"
        else role
        for role in scheme.roles
    )
    with ruled.writing() as writer:
        writer.keep_scheme(msgspec.structs.replace(scheme, rules=(rule,), roles=roles))
    ruled.renewed()
    visit(ruled, "chen")
    assert states(ruled)[0] == "done"


def test_a_post_that_takes_another_role_takes_its_visits_along(ruled: SmallOffice) -> None:
    """Its visits of before count as those of the new role: a mistaken appointment was set right."""
    visit(ruled, "zhang")
    with ruled.writing() as writer:
        writer.set(ruled.posts["zhang"], {"role": "community_director"}, actor=None)
    ruled.renewed()
    assert states(ruled)[0] == "done"
