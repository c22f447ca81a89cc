"""Every act is refused to a post it is not for, and nothing is saved of it."""

from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest

from gridtui.core.errors import Refused
from gridtui.core.words import DwellingUse, Outcome, TicketAct
from gridtui.exchange.ledgers import households_ledger
from gridtui.office import browse, households
from gridtui.office.session import OfficeSession
from gridtui.office.tickets import StepForm, TicketForm, act_on_ticket, new_ticket_form, open_ticket
from gridtui.office.undo import undo
from gridtui.office.visits import correct_visit, form_of, log_visit, log_walk_door, new_visit_form, quick_visit
from tests.office.ticket_steps import opened
from tests.tools.office_builder import SmallOffice

HEAD = "欧阳文"
"""Of 网格04: out of the area of 张三 (网格03), whose post sees the whole community but works on its grid."""

Act = Callable[[SmallOffice, OfficeSession], object]

ACTS: dict[str, Act] = {
    "new_visit_form": lambda office, session: new_visit_form(session, office.homes[HEAD]),
    "quick_visit": lambda office, session: quick_visit(session, office.homes[HEAD]),
    "log_walk_door": lambda office, session: log_walk_door(session, office.homes[HEAD], Outcome.MET),
    "new_ticket_form": lambda office, session: new_ticket_form(session, household=office.homes[HEAD]),
    "open_ticket": lambda office, session: open_ticket(
        session, TicketForm("灯", "facility", household=office.homes[HEAD])
    ),
    "set_household": lambda office, session: households.set_household(session, office.homes[HEAD], {"note": "x"}),
    "set_dwelling": lambda office, session: households.set_dwelling(
        session, office.homes[HEAD], {"use": DwellingUse.RENTED}
    ),
    "mark_vacant": lambda office, session: households.mark_vacant(session, office.doors["晏六村1-2-301"]),
    "set_resident": lambda office, session: households.set_resident(session, office.people[HEAD], {"note": "x"}),
    "add_resident": lambda office, session: households.add_resident(session, office.homes[HEAD], {"name": "欧阳明"}),
    "remove_resident": lambda office, session: households.remove_resident(session, office.people[HEAD]),
    "add_household": lambda office, session: households.add_household(
        session, door={}, grid=office.units["网格04"], head={"name": "沈源"}
    ),
    "add_tag": lambda office, session: households.add_tag(session, office.people[HEAD], office.homes[HEAD], "dibao"),
    "end_tag": lambda office, session: households.end_tag(session, office.homes[HEAD], b"0" * 16),
    "confirm": lambda office, session: households.confirm(session, office.people[HEAD]),
    "reveal": lambda office, session: browse.reveal(session, office.people[HEAD], "phone"),
    "resident": lambda office, session: browse.resident(session, office.people[HEAD]),
}


def operations(office: SmallOffice) -> int:
    """Return how many operations the store holds."""
    with office.store.reading() as reader:
        counted: int = reader.value("SELECT count(*) FROM op")
        return counted


@pytest.mark.parametrize("name", ACTS)
def test_a_grid_worker_does_nothing_outside_the_own_grid(office: SmallOffice, name: str) -> None:
    """Refused with its reason, before anything is written."""
    before = operations(office)
    with pytest.raises(Refused) as fault:
        ACTS[name](office, office.session("zhang"))
    assert fault.value.code == "permission.scope"
    assert operations(office) == before


@pytest.mark.parametrize("name", sorted(set(ACTS) - {"end_tag", "confirm"}))
def test_the_secretary_does_all_of_it(office: SmallOffice, name: str) -> None:
    """What is refused is refused for the scope, not because it cannot be done."""
    ACTS[name](office, office.session("chen"))


@pytest.mark.parametrize("name", ACTS)
def test_without_a_post_nothing_is_done(office: SmallOffice, name: str) -> None:
    """Who has not chosen a post yet acts in none."""
    before = operations(office)
    with pytest.raises(Refused) as fault:
        ACTS[name](office, office.session("sun"))
    assert fault.value.code == "permission.no_post"
    assert operations(office) == before


@pytest.mark.parametrize(
    "read",
    [
        lambda office, session: browse.household_card(session, office.homes[HEAD]),
        lambda office, session: browse.why(session, office.homes[HEAD], "home_visit_7_days"),
        lambda office, session: browse.visits(session, household=office.homes[HEAD]),
        lambda office, session: browse.walk_of(session, office.homes[HEAD]),
        ACTS["quick_visit"],
        ACTS["open_ticket"],
    ],
)
def test_a_neighbour_lead_reads_and_does_nothing_of_another_grid(office: SmallOffice, read: Act) -> None:
    """A neighbour lead sees the own grid only."""
    with pytest.raises(Refused) as fault:
        read(office, office.session("he"))
    assert fault.value.code == "permission.scope"


@pytest.mark.parametrize("name", ["set_household", "set_resident", "add_resident", "remove_resident", "confirm"])
def test_a_neighbour_lead_changes_nobodys_record(office: SmallOffice, name: str) -> None:
    """On the own grid too: records are the worker's."""
    with pytest.raises(Refused) as fault:
        ACTS[name](office, office.session("sun", "邻长"))
    assert fault.value.code == "permission.role"


def test_a_correction_is_refused_like_the_visit(office: SmallOffice) -> None:
    """By who is neither author nor secretary, and by no post at all."""
    saved = quick_visit(office.session("li"), office.homes[HEAD])
    form = form_of(browse.visit(office.session("li"), saved.uid))
    for account, code in (("zhang", "permission.author"), ("sun", "permission.no_post")):
        with pytest.raises(Refused) as fault:
            correct_visit(office.session(account), saved.uid, form)
        assert fault.value.code == code


def test_a_household_in_no_grid_is_any_workers(office: SmallOffice) -> None:
    """Who moved in yesterday is in no grid yet: whoever comes by logs the visit."""
    with office.writing() as writer:
        writer.set(office.homes[HEAD], {"grid": None}, actor=None)
    assert log_visit(office.session("zhang"), new_visit_form(office.session("zhang"), office.homes[HEAD]))


def test_a_step_is_refused_by_role_before_it_is_refused_by_what_it_lacks(office: SmallOffice) -> None:
    """Nobody learns from a refusal what a ticket of others still needs."""
    ticket = opened(office, "li", HEAD, reporter_name="欧阳文")
    with pytest.raises(Refused) as fault:
        act_on_ticket(office.session("zhang"), ticket, TicketAct.CLOSED, StepForm(result=1))
    assert fault.value.code == "permission.scope"


def test_a_courtyard_lead_works_in_the_courtyard(office: SmallOffice) -> None:
    """楼院长: several buildings, whatever grids they are in (S0-11); list, card, visit, door and Today agree."""
    office.add_post("yard", "袁大院", "neighbor_lead", "晏五村")
    with office.writing() as writer:
        writer.set(office.homes["王建民"], {"grid": office.units["网格04"]}, actor=None)
    session = office.session("yard")
    listed = browse.open_households(session)
    assert {row.head_name for row in listed.rows(0, 20)} == {
        "李文彬", "刘秀芬", "王建民", "马玉珍", "赵志强", "吴国华", "覃桂兰",
    }  # fmt: skip
    assert quick_visit(session, office.homes["王建民"])
    assert {row.head_name for row in browse.today(session).duties} == {"刘秀芬", "覃桂兰"}
    assert {walk.courtyard_name for walk in browse.walks(session)} == {"晏五村"}
    ticket = opened(office, "yard", "刘秀芬")
    assert browse.ticket(session, ticket).ticket.uid == ticket
    with pytest.raises(Refused) as fault:
        quick_visit(session, office.homes[HEAD])
    assert fault.value.code == "permission.scope"


def test_a_role_that_may_take_nothing_back_takes_no_visit_back(office: SmallOffice) -> None:
    """``never`` holds for undo, too; the visit stays."""
    session = office.session("li")
    assert session.post is not None
    saved = quick_visit(session, office.homes[HEAD])
    role = msgspec.structs.replace(session.roles[session.post.role], never=("visit.undo",))
    narrowed = replace(session, roles={**session.roles, role.key: role})
    before = operations(office)
    with pytest.raises(Refused) as fault:
        undo(narrowed, saved.undo)
    assert fault.value.code == "permission.role"
    assert operations(office) == before
    undo(session, saved.undo)


def test_a_ledger_is_had_by_whom_the_records_are_shown_to(office: SmallOffice) -> None:
    """Not without a post, not by a neighbour lead, whose grid is less than the office."""
    for account, full, code in (("sun", False, "permission.no_post"), ("he", True, "permission.scope")):
        with pytest.raises(Refused) as fault:
            households_ledger(office.session(account), full=full)
        assert fault.value.code == code
    assert households_ledger(office.session("li"), full=True)
