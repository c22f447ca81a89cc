"""The steps of a ticket: what each class takes, what a close needs, who holds it next, what may be taken back."""

import msgspec
import pytest

from gridtui.core.errors import InputFault, Refused
from gridtui.core.words import TicketAct, TicketClass, TicketResult, TicketSource, TicketState
from gridtui.office import browse
from gridtui.office.tickets import StepForm, act_on_ticket
from gridtui.office.undo import undo
from gridtui.scheme.model import Scheme
from tests.office.ticket_steps import choices, opened, seen, step
from tests.tools.office_builder import TODAY, SmallOffice

A = TicketAct


def test_a_routine_ticket_is_opened_handled_and_closed_by_who_found_it(office: SmallOffice) -> None:
    """Who finds it fixes it on the spot."""
    ticket = opened(office, "zhang")
    step(office, "zhang", ticket, A.HANDLED, note="已清理")
    step(office, "zhang", ticket, A.CLOSED)
    found = seen(office, "zhang", ticket)
    assert (found.state, found.result) == (TicketState.CLOSED, TicketResult.FIXED)
    assert [event.act for event in found.events] == [A.HANDLED, A.CLOSED]
    assert browse.ticket(office.session("zhang"), ticket).slots[3].name == "张三"


def test_a_close_waits_for_the_reply_where_a_person_raised_it(office: SmallOffice) -> None:
    """Every item is answered (S0-16): by source, or because somebody is named."""
    for raised in ({"source": TicketSource.RESIDENT}, {"reporter_name": "赵志强"}):
        ticket = opened(office, "zhang", **raised)
        step(office, "zhang", ticket, A.HANDLED)
        assert choices(office, "zhang", ticket)[A.CLOSED].missing == ("reply",)
        with pytest.raises(InputFault) as fault:
            step(office, "zhang", ticket, A.CLOSED)
        assert (fault.value.code, fault.value.parameters["missing"]) == ("ticket.needs", "reply")
        step(office, "zhang", ticket, A.REPLIED)
        step(office, "zhang", ticket, A.CLOSED)
        assert seen(office, "zhang", ticket).state == TicketState.CLOSED


def test_a_coordination_ticket_needs_measure_reply_and_the_copy(office: SmallOffice) -> None:
    """协调: closed only once both copies exist; the copy is a note to the subdistrict desk."""
    ticket = opened(office, "zhang", ticket_class=TicketClass.COORDINATION, reporter_name="赵志强")
    step(office, "chen", ticket, A.ACCEPTED)
    assert choices(office, "chen", ticket)[A.CLOSED].missing == ("handled", "reply", "copy")
    step(office, "chen", ticket, A.HANDLED)
    step(office, "chen", ticket, A.REPLIED)
    step(office, "chen", ticket, A.NOTED, to_desk="community")
    assert choices(office, "chen", ticket)[A.CLOSED].missing == ("copy",)
    step(office, "chen", ticket, A.NOTED, to_desk="subdistrict", note="抄送")
    assert choices(office, "chen", ticket)[A.CLOSED].missing == ()
    step(office, "chen", ticket, A.CLOSED)
    assert seen(office, "chen", ticket).state == TicketState.CLOSED


def test_an_urgent_ticket_is_acted_on_without_a_signature(office: SmallOffice) -> None:
    """突发: whoever is there acts; acting signs for it."""
    ticket = opened(office, "zhang", ticket_class=TicketClass.URGENT)
    step(office, "zhang", ticket, A.HANDLED, note="已关阀")
    found = seen(office, "zhang", ticket)
    assert (found.state, found.owner_name) == (TicketState.HANDLING, "张三")
    step(office, "zhang", ticket, A.CLOSED)


def test_an_approval_counts_a_visits_finding_as_a_persons(office: SmallOffice) -> None:
    """审批: what a visit found waits for an answer too."""
    ticket = opened(office, "zhang", ticket_class=TicketClass.APPROVAL, source=TicketSource.VISIT)
    step(office, "chen", ticket, A.ACCEPTED)
    step(office, "chen", ticket, A.HANDLED)
    assert choices(office, "chen", ticket)[A.CLOSED].missing == ("reply",)


def test_a_hand_over_makes_the_next_holder_sign(office: SmallOffice) -> None:
    """First-receiver duty: who is handed a ticket takes it through its steps wherever it lies."""
    ticket = opened(office, "zhang", ticket_class=TicketClass.COORDINATION)
    step(office, "chen", ticket, A.ACCEPTED)
    assert A.ACCEPTED not in choices(office, "chen", ticket)
    step(office, "chen", ticket, A.HANDED_OVER, to_post=office.posts["li"])
    found = seen(office, "li", ticket)
    assert (found.owner_name, found.state) == ("李梅", TicketState.HANDLING)
    assert choices(office, "li", ticket)[A.ACCEPTED].allowed
    step(office, "li", ticket, A.ACCEPTED)
    assert A.ACCEPTED not in choices(office, "li", ticket)
    assert step(office, "li", ticket, A.HANDLED)


def test_a_hand_over_to_a_desk_leaves_it_without_an_owner(office: SmallOffice) -> None:
    """A desk has a ticket until somebody signs."""
    ticket = opened(office, "zhang")
    step(office, "zhang", ticket, A.HANDED_OVER, to_desk="subdistrict")
    view = browse.ticket(office.session("zhou"), ticket)
    assert (view.ticket.owner, view.slots[2].name, view.ticket.events[0].to_desk) == (None, "街道", "街道")
    step(office, "zhou", ticket, A.ACCEPTED)
    assert seen(office, "zhou", ticket).owner_name == "周明"


def test_a_returned_ticket_goes_back_to_who_handed_it_over(office: SmallOffice) -> None:
    """退单: with words why."""
    ticket = opened(office, "zhang")
    step(office, "zhang", ticket, A.HANDED_OVER, to_post=office.posts["chen"])
    step(office, "chen", ticket, A.RETURNED, note="不属本社区")
    found = seen(office, "zhang", ticket)
    assert (found.state, found.owner_name) == (TicketState.RETURNED, "张三")


def test_a_reopened_ticket_needs_everything_again(office: SmallOffice) -> None:
    """Closed is not fixed: a reopened round has its own measure, reply and copy."""
    ticket = opened(office, "chen", ticket_class=TicketClass.COORDINATION, reporter_name="赵志强")
    for act in (A.ACCEPTED, A.HANDLED, A.REPLIED):
        step(office, "chen", ticket, act)
    step(office, "chen", ticket, A.NOTED, to_desk="subdistrict")
    step(office, "chen", ticket, A.CLOSED)
    assert set(choices(office, "chen", ticket)) == {A.REOPENED, A.NOTED}
    step(office, "chen", ticket, A.REOPENED, note="又堵了")
    assert choices(office, "chen", ticket)[A.CLOSED].missing == ("handled", "reply", "copy")
    assert seen(office, "chen", ticket).result == 0


@pytest.mark.parametrize(
    ("act", "stated", "code"),
    [
        (A.HANDLED, {"note": " "}, "ticket.needs_note"),
        (A.HANDED_OVER, {}, "ticket.needs_to"),
        (A.HANDED_OVER, {"to_post": b"x" * 16}, "ticket.to_unknown"),
        (A.HANDED_OVER, {"to_desk": "nowhere"}, "ticket.to_unknown"),
        (A.NOTED, {"to_desk": "nowhere"}, "ticket.to_unknown"),
        (A.CLOSED, {"result": 0}, "ticket.needs_result"),
        (A.CLOSED, {"result": 77}, "ticket.needs_result"),
    ],
)
def test_a_step_says_what_it_must(office: SmallOffice, act: A, stated: dict[str, object], code: str) -> None:
    """Words, where it goes, a truthful result; nothing is recorded without them."""
    ticket = opened(office, "zhang")
    with pytest.raises(InputFault) as fault:
        step(office, "zhang", ticket, act, **stated)
    assert fault.value.code == code
    assert seen(office, "zhang", ticket).events == ()


def test_who_left_is_not_handed_a_ticket(office: SmallOffice) -> None:
    """A post must be held today."""
    with office.writing() as writer:
        writer.set(office.posts["li"], {"to_day": TODAY - 1}, actor=None)
    with pytest.raises(InputFault) as fault:
        step(office, "zhang", opened(office, "zhang"), A.HANDED_OVER, to_post=office.posts["li"])
    assert fault.value.code == "ticket.to_unknown"


def test_a_state_takes_only_its_steps(office: SmallOffice) -> None:
    """A closed ticket is not handled; a registered coordination ticket is accepted first."""
    routine = opened(office, "zhang")
    step(office, "zhang", routine, A.CLOSED)
    waiting = opened(office, "zhang", ticket_class=TicketClass.COORDINATION)
    for ticket, account in ((routine, "zhang"), (waiting, "chen")):
        with pytest.raises(Refused) as fault:
            step(office, account, ticket, A.HANDLED)
        assert fault.value.code == "ticket.state"


def test_a_withdrawal_is_no_step_of_its_own(office: SmallOffice) -> None:
    """Taking back goes by undo alone."""
    with pytest.raises(Refused) as fault:
        act_on_ticket(office.session("zhang"), opened(office, "zhang"), A.WITHDRAWN, StepForm())
    assert fault.value.code == "ticket.state"


def test_a_worker_of_the_other_grid_sees_but_does_not_act(office: SmallOffice) -> None:
    """Each refused act says why."""
    ticket = opened(office, "zhang")
    offered = choices(office, "li", ticket)
    assert {choice.reason for act, choice in offered.items() if not choice.allowed} == {
        "permission.scope",
        "permission.role",
    }
    assert offered[A.VOIDED].reason == "permission.role"
    with pytest.raises(Refused) as fault:
        step(office, "li", ticket, A.HANDLED)
    assert fault.value.code == "permission.scope"
    assert step(office, "li", ticket, A.NOTED)


def test_voiding_is_the_secretarys(office: SmallOffice) -> None:
    """作废 ends a ticket without a result."""
    ticket = opened(office, "zhang")
    with pytest.raises(Refused):
        step(office, "zhang", ticket, A.VOIDED)
    step(office, "chen", ticket, A.VOIDED, note="重复登记")
    assert seen(office, "chen", ticket).state == TicketState.VOIDED
    assert browse.tickets(office.session("chen")).total == 0


def test_a_step_is_taken_back_by_its_author_on_the_same_day(office: SmallOffice) -> None:
    """The event stays, marked; the ticket is what the others add up to."""
    ticket = opened(office, "zhang")
    step(office, "zhang", ticket, A.CLOSED)
    told = undo(office.session("zhang"))
    assert (told.message, told.parameters) == (
        "ticket.step_withdrawn",
        {"number": "ZY26-0001", "act": A.CLOSED, "label": ""},
    )
    found = seen(office, "zhang", ticket)
    assert (found.state, found.closed_ms) == (TicketState.REGISTERED, None)
    assert [(event.act, event.applied) for event in found.events] == [(A.CLOSED, False), (A.WITHDRAWN, True)]


def test_a_step_is_not_taken_back_the_next_day(office: SmallOffice) -> None:
    """What was said yesterday was acted on."""
    ticket = opened(office, "zhang")
    saved = step(office, "zhang", ticket, A.HANDLED)
    office.go_to(1)
    with pytest.raises(Refused) as fault:
        undo(office.session("zhang"), saved.undo)
    assert fault.value.code == "undo.too_late"


def test_a_step_others_went_on_from_stays(office: SmallOffice) -> None:
    """Taking out the middle would leave the later step without ground."""
    ticket = opened(office, "zhang", ticket_class=TicketClass.COORDINATION)
    accepted = step(office, "chen", ticket, A.ACCEPTED)
    step(office, "wang", ticket, A.HANDLED)
    with pytest.raises(Refused) as fault:
        undo(office.session("chen"), accepted.undo)
    assert fault.value.code == "undo.worked_on_since"
    undo(office.session("wang"))
    assert undo(office.session("chen"), accepted.undo).message == "ticket.step_withdrawn"


def test_a_ticket_others_worked_on_is_not_voided_by_undo(office: SmallOffice) -> None:
    """The opener's undo does not take a colleague's work with it."""
    ticket = opened(office, "zhang", ticket_class=TicketClass.COORDINATION)
    step(office, "chen", ticket, A.ACCEPTED)
    with pytest.raises(Refused) as fault:
        undo(office.session("zhang"))
    assert fault.value.code == "undo.worked_on_since"
    assert seen(office, "zhang", ticket).live


def test_a_void_ticket_takes_no_step(office: SmallOffice) -> None:
    """Taken back is taken back, for a screen that still shows it too."""
    ticket = opened(office, "zhang")
    undo(office.session("zhang"))
    with pytest.raises(InputFault) as fault:
        step(office, "zhang", ticket, A.HANDLED)
    assert fault.value.code == "ticket.unknown"


def test_a_ticket_keeps_the_mechanism_it_was_opened_under(office: SmallOffice) -> None:
    """A scheme that changes later does not change what an open ticket still needs."""
    ticket = opened(office, "chen", ticket_class=TicketClass.COORDINATION)
    step(office, "chen", ticket, A.ACCEPTED)
    step(office, "chen", ticket, A.HANDLED)
    with office.writing() as writer:
        writer.keep_scheme(_without_copy(office.session("chen").scheme))
    office.renewed()
    assert choices(office, "chen", ticket)[A.CLOSED].missing == ("copy",)
    later = opened(office, "chen", ticket_class=TicketClass.COORDINATION)
    step(office, "chen", later, A.ACCEPTED)
    assert choices(office, "chen", later)[A.CLOSED].missing == ("handled",)


def _without_copy(scheme: Scheme) -> Scheme:
    machines = []
    for machine in scheme.machines:
        steps = tuple(
            msgspec.structs.replace(each, needs=tuple(need for need in each.needs if need != "copy"))
            for each in machine.steps
        )
        machines.append(msgspec.structs.replace(machine, steps=steps, copy_desk=""))
    return msgspec.structs.replace(scheme, machines=tuple(machines))
