"""A ticket's history adds up to one head: by the machine, by base where two offices act at once, never by chance."""

from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.core.time import MS_PER_DAY, instant_of
from gridtui.core.words import TicketAct, TicketClass, TicketResult, TicketSource, TicketState
from gridtui.rules.lifecycle import EventFact, TicketFacts, TicketHead, allowed_acts, fold, withdrawable
from gridtui.scheme.load import load_schemes
from gridtui.scheme.machine import Machine
from gridtui.scheme.model import Scheme

FOLDER = Path(__file__).parents[2] / "config" / "schemes"
ZHANG, LI, ZHAO = b"zhang", b"li", b"zhao"
START = instant_of(740_000, 9 * 60)
HOUR = 3_600_000


def shipped(name: str) -> Scheme:
    """Load the common scheme and one office's."""
    return load_schemes((FOLDER.joinpath(f"{part}.toml").read_text("utf-8"), part) for part in ("common", name))


SCHEMES = {name: shipped(name) for name in ("luoguta", "yanjiaping")}
ROUTINE = SCHEMES["luoguta"].machine(TicketClass.ROUTINE)
COORDINATION = SCHEMES["luoguta"].machine(TicketClass.COORDINATION)
WITH_COPY = SCHEMES["yanjiaping"].machine(TicketClass.COORDINATION)
MACHINES = [scheme.machine(ticket_class) for scheme in SCHEMES.values() for ticket_class in TicketClass]
FROM_RESIDENT = TicketFacts(START, ZHANG, TicketSource.RESIDENT)
FROM_PATROL = TicketFacts(START, ZHANG, TicketSource.PATROL)


Happening = tuple[TicketAct, dict[str, object]] | TicketAct


def history(*steps: Happening) -> list[EventFact]:
    """Make events an hour apart, each knowing all before it, each by Li unless a step says otherwise."""
    events: list[EventFact] = []
    for place, step in enumerate(steps):
        act, changes = step if isinstance(step, tuple) else (step, {})
        facts = {
            "id": b"%d" % place,
            "act": act,
            "at_ms": START + (place + 1) * HOUR // 10,
            "actor": LI,
            "base": tuple(event.id for event in events[-1:]),
            **changes,
        }
        events.append(EventFact(**facts))  # type: ignore[arg-type]  # a test's steps are loosely typed on purpose
    return events


A = TicketAct


def test_a_ticket_runs_from_opening_to_closing() -> None:
    """Accepted, handed over, signed for, handled, replied, closed: each leaves its instant and counter."""
    events = history(
        A.OPENED,
        A.ACCEPTED,
        (A.HANDED_OVER, {"to_post": ZHAO, "to_desk": "community"}),
        (A.ACCEPTED, {"actor": ZHAO}),
        (A.HANDLED, {"actor": ZHAO}),
        (A.REPLIED, {"actor": ZHAO}),
        (A.CLOSED, {"actor": ZHAO, "result": TicketResult.FIXED}),
    )
    head = fold(COORDINATION, FROM_RESIDENT, events, due_from=lambda start: start + MS_PER_DAY)
    assert head.applied == (True,) * 7
    assert (head.state, head.open, head.owner, head.desk) == (TicketState.CLOSED, False, ZHAO, "community")
    assert (head.accepted_ms, head.signed_ms) == (events[1].at_ms, events[3].at_ms)
    assert (head.handled_ms, head.replied_ms, head.closed_ms) == tuple(event.at_ms for event in events[4:])
    assert (head.closed_day, head.result, head.hops, head.answered) == (740_000, TicketResult.FIXED, 1, True)
    assert head.due_ms == START + MS_PER_DAY


def test_one_screen_opens_acts_and_closes_a_routine_ticket() -> None:
    """1.6: who finds it fixes it; the closing is acceptance and measure too, and no person waits behind a patrol."""
    head = fold(ROUTINE, FROM_PATROL, history((A.CLOSED, {"actor": ZHANG, "result": TicketResult.FIXED})))
    assert (head.state, head.owner) == (TicketState.CLOSED, ZHANG)
    assert head.accepted_ms == head.handled_ms == head.closed_ms


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("facts", [FROM_RESIDENT, TicketFacts(START, ZHANG, TicketSource.PATROL, has_reporter=True)])
def test_no_class_closes_without_a_reply_where_a_person_waits(machine: Machine, facts: TicketFacts) -> None:
    """S0-16: the closing does not count, even in a history that holds it, until a reply is recorded."""
    acts: list[Happening] = [A.ACCEPTED, (A.NOTED, {"to_desk": "subdistrict"}), A.HANDLED]
    head = fold(machine, facts, history(*acts, A.CLOSED))
    assert (head.open, head.applied[-1]) == (True, False)
    assert not fold(machine, facts, history(*acts, A.REPLIED, A.CLOSED)).open


def test_a_copy_is_needed_only_where_the_scheme_says_so() -> None:
    """1.6: coordination closes once the desk has its copy; another office's machine does not ask for one."""
    acts = [A.ACCEPTED, A.HANDLED, A.REPLIED]
    assert not fold(COORDINATION, FROM_RESIDENT, history(*acts, A.CLOSED)).open
    assert fold(WITH_COPY, FROM_RESIDENT, history(*acts, A.CLOSED)).open
    assert fold(WITH_COPY, FROM_RESIDENT, history(*acts, (A.NOTED, {"to_desk": "community"}), A.CLOSED)).open
    assert not fold(WITH_COPY, FROM_RESIDENT, history(*acts, (A.NOTED, {"to_desk": "subdistrict"}), A.CLOSED)).open


def test_allowed_acts_say_what_is_missing_and_what_is_asked() -> None:
    """The page shows "closing still needs: reply, copy" before anybody presses the key."""
    head = fold(WITH_COPY, FROM_RESIDENT, history(A.ACCEPTED, A.HANDLED))
    acts = {allowed.act: allowed for allowed in allowed_acts(WITH_COPY, head, TicketSource.RESIDENT)}
    assert acts[A.CLOSED].missing == ("reply", "copy")
    assert acts[A.CLOSED].asks == ("result",)
    assert acts[A.HANDED_OVER].asks == ("to",)
    assert A.ACCEPTED not in acts
    assert A.REOPENED not in acts
    patrol = {allowed.act: allowed for allowed in allowed_acts(WITH_COPY, head, TicketSource.PATROL)}
    assert patrol[A.CLOSED].missing == ("copy",)
    named = allowed_acts(WITH_COPY, head, TicketSource.PATROL, has_reporter=True)
    assert {allowed.act: allowed.missing for allowed in named}[A.CLOSED] == ("reply", "copy")


def test_a_hand_over_makes_the_next_holder_sign() -> None:
    """S2-7: the desk named has the ticket and signs for it; S3-11: every hop counts."""
    events = history(A.ACCEPTED, (A.HANDED_OVER, {"to_desk": "subdistrict"}))
    head = fold(COORDINATION, FROM_RESIDENT, events)
    assert (head.owner, head.desk, head.signed_ms, head.hops) == (None, "subdistrict", None, 1)
    assert A.ACCEPTED in {allowed.act for allowed in allowed_acts(COORDINATION, head, TicketSource.RESIDENT)}
    signed = fold(
        COORDINATION, FROM_RESIDENT, [*events, *history(A.NOTED, A.NOTED, (A.ACCEPTED, {"actor": ZHAO}))[2:]]
    )
    assert (signed.owner, signed.state) == (ZHAO, TicketState.ACCEPTED)


def test_a_return_gives_the_ticket_back_to_who_handed_it_over() -> None:
    """退单: the hander-over has it again, in the end its opener; returns are counted, before and after signing."""
    head = fold(
        COORDINATION,
        FROM_RESIDENT,
        history(A.ACCEPTED, (A.HANDED_OVER, {"to_post": ZHAO}), (A.RETURNED, {"actor": ZHAO})),
    )
    assert (head.state, head.owner, head.returns) == (TicketState.RETURNED, LI, 1)
    refused = fold(COORDINATION, FROM_RESIDENT, history(A.RETURNED))
    assert (refused.owner, refused.desk, refused.returns, refused.accepted_ms) == (ZHANG, "", 1, None)


def test_signing_twice_does_not_apply() -> None:
    """A second signature is kept and marked; the first stands."""
    head = fold(COORDINATION, FROM_RESIDENT, history(A.ACCEPTED, (A.ACCEPTED, {"actor": ZHAO})))
    assert (head.applied, head.owner) == ((True, False), LI)


def test_a_reopened_ticket_starts_a_round_of_its_own() -> None:
    """Reply, measure, result and copy are due again; the clock starts anew; the first acceptance stays."""
    events = history(A.ACCEPTED, A.HANDLED, A.REPLIED, (A.CLOSED, {"result": 1}), A.REOPENED)
    head = fold(COORDINATION, FROM_RESIDENT, events, due_from=lambda start: start + 1)
    assert (head.state, head.open, head.reopened, head.result) == (TicketState.HANDLING, True, 1, 0)
    assert (head.handled_ms, head.replied_ms, head.closed_ms, head.closed_day) == (None, None, None, None)
    assert (head.answered, head.accepted_ms, head.due_ms) == (False, events[0].at_ms, events[4].at_ms + 1)


def test_an_opened_event_may_name_the_first_holder() -> None:
    """Dispatch to a desk or post; later it no longer applies."""
    head = fold(ROUTINE, FROM_RESIDENT, history((A.OPENED, {"to_desk": "subdistrict"})))
    assert (head.owner, head.desk) == (None, "subdistrict")
    late = fold(ROUTINE, FROM_RESIDENT, history(A.ACCEPTED, (A.OPENED, {"to_desk": "subdistrict"})))
    assert (late.owner, late.applied) == (LI, (True, False))


def test_an_author_withdraws_his_own_act_of_the_same_day() -> None:
    """The withdrawn closing is as if it had not been; both events are kept and shown."""
    events = history(A.ACCEPTED, A.HANDLED, A.REPLIED, (A.CLOSED, {"result": 1}), (A.WITHDRAWN, {"withdraws": b"3"}))
    head = fold(COORDINATION, FROM_RESIDENT, events)
    assert (head.state, head.closed_ms, head.result) == (TicketState.REPLIED, None, 0)
    assert head.applied == (True, True, True, False, True)
    assert head.withdrawn == (False, False, False, True, False)


@pytest.mark.parametrize(
    "change",
    [
        {"actor": ZHAO},
        {"at_ms": START + MS_PER_DAY},
        {"withdraws": b"unknown"},
        {"withdraws": None},
    ],
)
def test_nobody_else_and_not_tomorrow(change: dict[str, object]) -> None:
    """Another author, another day or no such act: the withdrawal is kept, marked, and changes nothing."""
    events = history(A.ACCEPTED, (A.WITHDRAWN, {"withdraws": b"0", **change}))
    head = fold(COORDINATION, FROM_RESIDENT, events)
    assert (head.state, head.applied) == (TicketState.ACCEPTED, (True, False))


def test_withdrawing_a_reply_takes_back_the_closing_that_rested_on_it() -> None:
    """A ticket is never closed without a reply, whichever way the history came about."""
    events = history(A.ACCEPTED, A.HANDLED, A.REPLIED, A.CLOSED, (A.WITHDRAWN, {"withdraws": b"2"}))
    head = fold(COORDINATION, FROM_RESIDENT, events)
    assert (head.state, head.applied) == (TicketState.HANDLING, (True, True, False, False, True))


def test_only_the_last_act_is_offered_for_withdrawal() -> None:
    """Undo takes back one's own last act of today, not one that others have acted upon."""
    events = history(A.ACCEPTED, (A.HANDLED, {"actor": ZHAO}))
    head = fold(COORDINATION, FROM_RESIDENT, events)
    assert withdrawable(events, head, actor=ZHAO, now_ms=START) == events[1]
    assert withdrawable(events, head, actor=LI, now_ms=START) is None
    assert withdrawable(events, head, actor=ZHAO, now_ms=START + MS_PER_DAY) is None
    assert withdrawable(events, head, actor=None, now_ms=START) is None
    again = [*events, EventFact(b"w", A.WITHDRAWN, START, ZHAO, withdraws=b"1", base=(b"1",))]
    assert withdrawable(again, fold(COORDINATION, FROM_RESIDENT, again), actor=LI, now_ms=START) == events[0]
    assert withdrawable([], fold(COORDINATION, FROM_RESIDENT, []), actor=LI, now_ms=START) is None


def test_of_a_closing_and_a_reopening_at_once_the_ticket_is_open() -> None:
    """P4: c1; then one office reopens (r1) and closes again (c2) while another, knowing only c1, reopens (r2)."""
    events = history(A.ACCEPTED, A.HANDLED, A.REPLIED, A.CLOSED)
    r1 = EventFact(b"r1", A.REOPENED, START, LI, base=(b"3",))
    steps = [
        EventFact(b"h2", A.HANDLED, START, LI, base=(b"r1",)),
        EventFact(b"p2", A.REPLIED, START, LI, base=(b"h2",)),
        EventFact(b"c2", A.CLOSED, START, LI, base=(b"p2",)),
    ]
    r2 = EventFact(b"r2", A.REOPENED, START, ZHAO, base=(b"3",))
    for place in range(5):
        tail = [r1, *steps]
        tail.insert(place, r2)
        assert fold(COORDINATION, FROM_RESIDENT, [*events, *tail]).open, place
    assert not fold(COORDINATION, FROM_RESIDENT, [*events, r1, *steps]).open


def test_what_an_author_had_seen_is_followed_through_edits() -> None:
    """A closing that knows the reopening only through an edit of the ticket is not concurrent with it."""
    events = history(A.ACCEPTED, A.HANDLED, A.REPLIED, A.CLOSED, A.REOPENED, A.HANDLED, A.REPLIED)
    closing = EventFact(b"c", A.CLOSED, START, LI, base=(b"edit",))
    seen = {b"edit": (b"6",)}
    assert not fold(COORDINATION, FROM_RESIDENT, [*events, closing], others=seen).open
    assert fold(COORDINATION, FROM_RESIDENT, [*events, closing]).open


def test_a_void_is_a_closing_too() -> None:
    """A voided ticket is not open, and an unknown act of a newer version is kept and marked."""
    head = fold(COORDINATION, FROM_RESIDENT, history(A.VOIDED, A.REOPENED))
    assert (head.state, head.open, head.applied) == (TicketState.VOIDED, False, (True, False))
    strange = [EventFact(b"x", 77, START, LI)]
    assert fold(COORDINATION, FROM_RESIDENT, strange).applied == (False,)


events_made = st.lists(
    st.builds(
        EventFact,
        id=st.just(b""),
        act=st.integers(1, 12),
        at_ms=st.integers(START, START + 2 * MS_PER_DAY),
        actor=st.sampled_from([ZHANG, LI, None]),
        to_post=st.sampled_from([None, ZHAO]),
        to_desk=st.sampled_from(["", "subdistrict"]),
        result=st.integers(0, 6),
        withdraws=st.sampled_from([None, b"0", b"1", b"2"]),
        base=st.lists(st.integers(0, 7).map(lambda n: b"%d" % n), max_size=2).map(tuple),
    ),
    max_size=9,
).map(lambda events: [_numbered(event, place) for place, event in enumerate(events)])


def _numbered(event: EventFact, place: int) -> EventFact:
    known = tuple(seen for seen in event.base if int(seen) < place)
    facts = {name: getattr(event, name) for name in event.__struct_fields__}
    return EventFact(**{**facts, "id": b"%d" % place, "base": known})


@given(st.sampled_from(MACHINES), st.sampled_from([FROM_RESIDENT, FROM_PATROL]), events_made)
def test_any_history_adds_up(machine: Machine, facts: TicketFacts, events: list[EventFact]) -> None:
    """Whatever arrives: no failure, states and clocks agree, and what may be done next the fold would take."""
    head = fold(machine, facts, events)
    assert head.open == (head.state not in {TicketState.CLOSED, TicketState.VOIDED})
    assert (head.closed_ms is None) == head.open
    assert head.answered == (head.replied_ms is not None)
    assert not any(applied and withdrawn for applied, withdrawn in zip(head.applied, head.withdrawn, strict=True))
    if head.state == TicketState.CLOSED and facts is FROM_RESIDENT:
        assert head.answered
    offered = {allowed.act: allowed.missing for allowed in allowed_acts(machine, head, facts.source)}
    for act in TicketAct:
        if act in {TicketAct.OPENED, TicketAct.WITHDRAWN}:
            continue
        known = tuple(event.id for event in events)
        next_event = EventFact(b"next", act, START, ZHAO, to_post=ZHAO, base=known)
        takes = fold(machine, facts, [*events, next_event]).applied[-1]
        assert takes == (offered.get(act) == ()), act


def _slow_state(machine: Machine, events: list[EventFact]) -> TicketState:
    """Follow the machine's table by hand, for a person's ticket of acts that are neither withdrawn nor concurrent."""
    state, done, signed = "registered", {"reply": False, "handled": False, "copy": False}, False
    for event in events:
        name = TicketAct(event.act).name.lower()
        steps = [step for step in machine.steps if step.act == name and state in step.after]
        if not steps or any(not done[need] for need in steps[0].needs) or (name == "accepted" and signed):
            continue
        state = steps[0].to or state
        signed = name in {"accepted", "handled", "replied", "closed"} or (
            signed and name not in {"handed_over", "returned"}
        )
        done["reply"] = name == "replied" or (done["reply"] and name != "reopened")
        done["handled"] = name in {"handled", "closed"} or (done["handled"] and name != "reopened")
        copied = name == "noted" and machine.copy_desk != "" and event.to_desk == machine.copy_desk
        done["copy"] = copied or (done["copy"] and name != "reopened")
    return TicketState[state.upper()]


acts_in_order = st.lists(
    st.tuples(
        st.sampled_from([act for act in TicketAct if act not in {A.OPENED, A.WITHDRAWN}]),
        st.sampled_from([{}, {"to_desk": "subdistrict"}, {"to_post": ZHAO}]),
    ),
    max_size=12,
)


@given(st.sampled_from(MACHINES), acts_in_order)
def test_one_office_alone_follows_the_table(
    machine: Machine, steps: list[tuple[TicketAct, dict[str, object]]]
) -> None:
    """Without concurrency the state is what reading the machine's table line by line gives."""
    events = history(*steps)
    assert fold(machine, FROM_RESIDENT, events).state == _slow_state(machine, events)


def test_notes_commute() -> None:
    """Facts that change no state add up to the same head in any order."""
    notes = [EventFact(b"%d" % n, A.NOTED, START + n, LI, to_desk=desk) for n, desk in enumerate(["", "x", "y"])]
    heads: set[TicketHead] = {fold(WITH_COPY, FROM_PATROL, list(order)) for order in permutations(notes)}
    assert len(heads) == 1
