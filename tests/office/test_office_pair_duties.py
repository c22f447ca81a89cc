"""Since when a rule about pairs asks: from the day the household is paired, without a break, wherever it is asked."""

from datetime import date

import msgspec
import pytest

from gridtui.office import browse
from gridtui.office.duties import duties_of
from gridtui.office.session import OfficeSession
from gridtui.office.simulation import simulate
from gridtui.office.timeliness import timeliness_of
from gridtui.scheme.model import CadenceRule, Period, Segment
from gridtui.store import read_households
from tests.tools.office_builder import SETTLED_DAY, TODAY, SmallOffice

HEAD = "李文彬"
DAYS = 10
FIXED = CadenceRule(
    key="fixed",
    title="固定联系",
    label="固定联系",
    source="test",
    actor_roles=("neighbor_lead",),
    actor_scope="paired",
    segment=Segment(everyone=True),
    channels=("home_visit",),
    period=Period(kind="rolling", days=DAYS),
    from_=date.fromordinal(SETTLED_DAY),
)


@pytest.fixture
def fixed(office: SmallOffice) -> SmallOffice:
    """Give the office under one rule: each neighbour lead sees the households paired with it every ten days."""
    scheme = msgspec.structs.replace(office.session("chen").scheme, rules=(FIXED,))
    with office.writing() as writer:
        writer.keep_scheme(scheme)
    office.renewed()
    return office


def pair(office: SmallOffice, first: int, last: int | None = None, account: str = "he") -> None:
    """Pair the household with a post from a day to a day, both reckoned from today."""
    with office.writing() as writer:
        writer.create(
            "pairing",
            {
                "post": office.posts[account],
                "household": office.homes[HEAD],
                "from_day": TODAY + first,
                "to_day": None if last is None else TODAY + last,
            },
            root=office.homes[HEAD],
            actor=None,
        )


def stands(office: SmallOffice) -> tuple[str, int | None]:
    """Return the state and the due day of the household's duty, the same wherever it is asked."""
    secretary, home = office.session("chen"), office.homes[HEAD]
    with office.store.reading() as reader:
        kept = read_households.household(reader, home)
    assert kept is not None
    (duty,) = duties_of(secretary, kept)
    why = browse.why(secretary, home, FIXED.key)
    assert (why.state, why.due_day) == (duty.state, duty.due_day)
    assert why.asked_since == (duty.due_day or 0) - DAYS
    of_post = browse.due_rows(secretary, "post", office.posts["he"].hex())
    assert [(row.state, row.due_day) for row in of_post] == [(duty.state, duty.due_day)] * (duty.state != "upcoming")
    own = [(row.household, row.state) for row in browse.today(office.session("he")).duties]
    assert own == [(home, duty.state)] * (duty.state != "upcoming")
    return duty.state, duty.due_day


def test_a_pairing_of_today_owes_nothing_yet(fixed: SmallOffice) -> None:
    """Though the household has been there since January and was never visited."""
    pair(fixed, 0)
    assert stands(fixed) == ("upcoming", TODAY + DAYS)
    fixed.go_to(DAYS)
    assert stands(fixed) == ("due", TODAY + DAYS)
    fixed.go_to(DAYS + 1)
    assert stands(fixed) == ("overdue", TODAY + DAYS)


def test_who_takes_over_the_day_after_goes_on(fixed: SmallOffice) -> None:
    """Handing everybody over makes no overdue visit disappear."""
    fixed.add_post("qian", "钱进", "neighbor_lead", "网格03")
    pair(fixed, -30, -1, account="qian")
    pair(fixed, 0)
    assert stands(fixed) == ("overdue", TODAY - 30 + DAYS)


def test_after_a_day_without_a_pair_it_begins_anew(fixed: SmallOffice) -> None:
    """Nobody was asked on that day."""
    fixed.add_post("qian", "钱进", "neighbor_lead", "网格03")
    pair(fixed, -30, -2, account="qian")
    pair(fixed, 0)
    assert stands(fixed) == ("upcoming", TODAY + DAYS)


def test_a_pair_of_another_role_is_no_beginning(fixed: SmallOffice) -> None:
    """The grid worker's household of long ago is the neighbour lead's from today."""
    pair(fixed, -30, account="zhang")
    pair(fixed, 0)
    assert stands(fixed) == ("upcoming", TODAY + DAYS)


def test_what_fell_due_before_the_pairing_is_nobody_s_delay(fixed: SmallOffice) -> None:
    """Timeliness of the month counts from the pairing, too."""
    pair(fixed, -3)
    found = timeliness_of(
        fixed.session("chen"), unit=fixed.session("chen").scope_unit.uid, first_day=TODAY - 20, last_day=TODAY
    )
    assert found.share.whole == 0
    pair(fixed, -30, -4)
    unit = fixed.session("chen").scope_unit.uid
    found = timeliness_of(fixed.session("chen"), unit=unit, first_day=TODAY - 20, last_day=TODAY)
    assert [late.due_day for late in found.late] == [TODAY - 20]


def test_a_simulation_begins_with_the_pairing(fixed: SmallOffice) -> None:
    """What it says will be asked next week is what will be asked then."""
    pair(fixed, -4)
    session: OfficeSession = fixed.session("chen")
    found = simulate(session, session.scheme, session.scheme, weeks=2)
    assert [row.new for row in found.rows if row.post == fixed.posts["he"]] == [(1, 0)]
