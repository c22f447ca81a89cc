"""The office's state machine: what it asks, what it believes, and what it writes down, without any line or disk."""

import msgspec
import pytest

from gridtui.core.errors import SyncFault
from gridtui.core.ids import make_id
from gridtui.core.registry import BY_NAME
from gridtui.sync.chain import chain_next, chain_start
from gridtui.sync.engine import Engine
from gridtui.sync.messages import (
    Entry,
    EpochLine,
    Pulled,
    Response,
    ResultLine,
    Sent,
    SessionLine,
)
from gridtui.sync.operation import Operation, op_hash
from gridtui.sync.plan import Cursor, Granted, Pace, Pending, Plan, Position, Standing, Step
from gridtui.sync.protocol import Held, Notice, Result, ScopeKind, Status
from gridtui.sync.replica import State
from gridtui.sync.wire import Answer
from tests.sync.sync_samples import OFFICE, OTHER_SESSION, SESSION, household, visit

COMMUNITY, STREET = 111, 222
EPOCH = 50
GRANTS = (Granted(COMMUNITY, ScopeKind.COMMUNITY), Granted(STREET, ScopeKind.STREET))


def engine_at(
    epoch: int = EPOCH,
    held: tuple[Operation, ...] = (),
    cursors: dict[int, Cursor] | None = None,
    pace: Pace | None = None,
) -> Engine:
    """Return an engine in an epoch that knows the two scopes and holds some operations."""
    known = {op.id: (op_hash(op), op.hlc) for op in held}
    position = Position(OFFICE, epoch, 2, GRANTS, cursors or {}, frozenset({epoch} if epoch else ()))
    return Engine(position, pace or Pace(), known.get)


def ask(engine: Engine, *operations: Operation, scope: int = COMMUNITY) -> tuple[Sent, ...]:
    """Let the engine make its request of these pending operations; return what it sends."""
    request = engine.request([Pending(op, scope) for op in operations], [SessionLine(SESSION, 99)], 1)
    return tuple(part for part in request.operations if isinstance(part, Sent))


def answer(engine: Engine, **parts: object) -> Plan:
    """Let the engine take an answer in which only these parts are stated."""
    response = msgspec.structs.replace(Response(epoch=EPOCH, grant_version=2), **parts)
    return engine.receive(Answer(Status.OK, 1, (), response))


def block(*operations: Operation, start: int = 0, bare: bool = False, more: int = 0, index: int = 0) -> Pulled:
    """Return what the server would give of a scope whose log begins with these operations."""
    scope = GRANTS[index].scope
    chain = chain_start(scope)
    for seq, op in enumerate(operations, 1):
        chain = chain_next(chain, seq, op_hash(op), op.hlc)
    entries = tuple(Entry(op.id, op.hlc, None if bare else op) for op in operations[start:])
    return Pulled(index, start, len(operations), 0, entries, chain[:8], b"r" * 16, more)


def test_first_request_asks_for_every_scope() -> None:
    """An office asks about each granted scope from its cursor, with the chain it has there."""
    engine = engine_at()
    request = engine.request([], [], 1)
    assert [(line.index, line.seq, line.chain) for line in request.scopes] == [
        (0, 0, chain_start(COMMUNITY)[:8]),
        (1, 0, chain_start(STREET)[:8]),
    ]


def test_operations_go_to_the_scope_of_their_type() -> None:
    """What the street keeps goes to the street, whatever scope it was written in; the rest to its own."""
    unit = msgspec.structs.replace(household(2), type=BY_NAME["unit"].number)
    sent = ask(engine_at(), household(1), unit, scope=999)
    assert [part.scope_index for part in sent] == [0, 1]


def test_batch_respects_the_pace_and_holds_one() -> None:
    """A batch holds what fits the link's pace, at least one operation; the rest is said to come."""
    engine = engine_at(pace=Pace(push_bytes=512))
    sent = ask(engine, *(household(n, "说明" * 60) for n in range(1, 10)))
    assert 1 <= len(sent) < 9
    assert answer(engine).step is Step.MORE
    engine = engine_at(pace=Pace(push_bytes=512))
    assert len(ask(engine, household(1, "说明" * 600))) == 1
    assert answer(engine).step is Step.DONE


def test_pace_doubles_and_halves() -> None:
    """The pace doubles on success up to its limits and halves on a cut down to its own."""
    pace = Pace()
    for _ in range(20):
        pace.succeeded()
    assert (pace.push_bytes, pace.pull_bytes) == (256 << 10, 65_535)
    for _ in range(20):
        pace.was_cut()
    assert (pace.push_bytes, pace.pull_bytes) == (512, 512)


def test_default_result_is_durable() -> None:
    """An operation the answer does not name was applied; stamps that differ are passed on."""
    engine = engine_at()
    ask(engine, household(1), household(2))
    plan = answer(engine, stamps=((1, 77),))
    assert [(ack.id, ack.state, ack.eff) for ack in plan.acks] == [
        (household(1).id, State.DURABLE, None),
        (household(2).id, State.DURABLE, 77),
    ]


def test_held_and_reissue_are_not_durable() -> None:
    """Held operations are kept as held with the reason; cloned ones are to be minted again."""
    engine = engine_at()
    ask(engine, household(1), household(2), household(3))
    lines = (
        ResultLine(0, Result.HELD, Held.SCOPE),
        ResultLine(1, Result.HELD, Held.ID_REUSED),
        ResultLine(2, Result.REISSUE),
    )
    acks = answer(engine, results=lines).acks
    assert [(ack.state, ack.reason, ack.reissue) for ack in acks] == [
        (State.HELD, Held.SCOPE, False),
        (State.PENDING, 0, True),
        (State.PENDING, 0, True),
    ]


def test_block_is_taken_when_its_chain_holds() -> None:
    """Operations of others are placed in order, each with its number, stamp and chain."""
    operations = [household(n, session=OTHER_SESSION, office=5) for n in (1, 2, 3)]
    plan = answer(engine_at(), pulled=(block(*operations),))
    (arrived,) = plan.arrived
    assert [(a.placement.seq, a.placement.epoch, a.operation) for a in arrived.arrivals] == [
        (seq, EPOCH, op) for seq, op in enumerate(operations, 1)
    ]
    assert arrived.arrivals[-1].placement.chain is not None
    assert plan.step is Step.DONE


def test_own_operations_come_bare() -> None:
    """A bare entry is placed by what the store holds, and is the acknowledgement of that operation."""
    own = household(1)
    engine = engine_at(held=(own,))
    ask(engine, own)
    plan = answer(engine, pulled=(block(own, bare=True),))
    assert plan.arrived[0].arrivals[0].operation is None
    assert plan.acks == ()


@pytest.mark.parametrize("held", [(), (household(1, "another"),)])
def test_bare_entry_that_does_not_fit(held: tuple[Operation, ...]) -> None:
    """A bare entry not held, or held with another hash, stops the block and asks for full bodies (planted bug 5)."""
    engine = engine_at(held=held)
    plan = answer(engine, pulled=(block(household(1), bare=True),))
    assert plan.arrived == ()
    assert plan.step is Step.FULL_BODIES
    assert engine.full_bodies
    assert answer(engine, pulled=(block(household(1)),)).arrived[0].arrivals[0].operation == household(1)
    assert not engine.full_bodies


def test_chain_that_differs_in_full_ends_the_sync() -> None:
    """If even full bodies do not give the server's chain, nothing is taken and the sync ends by name."""
    engine = engine_at()
    wrong = msgspec.structs.replace(block(household(1)), chain=b"x" * 8)
    assert answer(engine, pulled=(wrong,)).step is Step.FULL_BODIES
    with pytest.raises(SyncFault) as caught:
        answer(engine, pulled=(wrong,))
    assert caught.value.code == "sync.chain_differs"


def test_known_numbers_are_skipped() -> None:
    """A block that begins below the cursor is taken from the cursor on; one above it not at all (P9)."""
    operations = [household(n, session=OTHER_SESSION, office=5) for n in (1, 2, 3)]
    engine = engine_at()
    answer(engine, pulled=(block(*operations[:2]),))
    again = msgspec.structs.replace(block(*operations), from_seq=0)
    assert [a.placement.seq for a in answer(engine, pulled=(again,)).arrived[0].arrivals] == [3]
    ahead = msgspec.structs.replace(block(*operations), from_seq=7, to_seq=10)
    assert answer(engine, pulled=(ahead,)).arrived == ()


def test_more_goes_on() -> None:
    """What the server says is still to come is asked for."""
    engine = engine_at()
    plan = answer(engine, pulled=(block(household(1, session=OTHER_SESSION, office=5), more=4),))
    assert plan.step is Step.MORE


def test_older_epoch_is_not_believed() -> None:
    """An answer of an older epoch changes nothing (planted bug 15)."""
    engine = engine_at()
    ask(engine, household(1))
    with pytest.raises(SyncFault) as caught:
        answer(engine, epoch=EPOCH - 1, pulled=(block(household(1)),))
    assert caught.value.code == "sync.server_behind"


def test_new_epoch_rewinds_to_the_common_place() -> None:
    """Across two restores the common place is the least base after the last epoch both know (planted bug 6)."""
    cursors = {COMMUNITY: Cursor(9, b"c" * 16), STREET: Cursor(3, b"s" * 16)}
    engine = engine_at(cursors=cursors)
    history = (
        EpochLine(1, EPOCH, ((0, 0), (1, 0))),
        EpochLine(2, EPOCH + 1, ((0, 5), (1, 3))),
        EpochLine(3, EPOCH + 2, ((0, 7), (1, 4))),
    )
    plan = answer(engine, epoch=EPOCH + 2, history=history)
    assert {change.scope: change.seq for change in plan.rewinds} == {COMMUNITY: 5, STREET: 3}
    assert plan.step is Step.MORE
    assert plan.epoch == EPOCH + 2


def test_unknown_history_rewinds_to_the_beginning() -> None:
    """A server that never heard of the office's epoch gives it nothing in common."""
    engine = engine_at(cursors={COMMUNITY: Cursor(9, b"c" * 16)})
    plan = answer(engine, epoch=EPOCH + 9, history=(EpochLine(1, EPOCH + 9, ((0, 0),)),))
    assert [change.seq for change in plan.rewinds] == [0]


def test_first_contact_rewinds_nothing() -> None:
    """An office that never synced adopts the epoch as it finds it."""
    plan = answer(engine_at(epoch=0), history=(EpochLine(1, EPOCH, ((0, 0),)),))
    assert plan.rewinds == ()
    assert plan.epoch == EPOCH


def test_fork_after_a_rewind_is_fetched_anew() -> None:
    """Chains that differ at the common place are fetched from the beginning; elsewhere the scope stops."""
    engine = engine_at(cursors={COMMUNITY: Cursor(9, b"c" * 16), STREET: Cursor(3, b"s" * 16, Standing.REWOUND)})
    plan = answer(engine, notices=((Notice.FORK, 0), (Notice.FORK, 1)))
    assert plan.stopped == ((COMMUNITY, Standing.FORKED),)
    assert [(change.scope, change.seq, change.rebuild) for change in plan.rewinds] == [(STREET, 0, True)]
    request = engine.request([], [], 1)
    assert [line.index for line in request.scopes] == [1]


def test_place_above_the_log_stops_the_scope() -> None:
    """An office above the server's log in one epoch stops that scope and goes on with the others."""
    engine = engine_at(cursors={COMMUNITY: Cursor(9, b"c" * 16)})
    assert answer(engine, notices=((Notice.HISTORY_LOST, 0),)).stopped == ((COMMUNITY, Standing.HISTORY_LOST),)
    assert [line.index for line in engine.request([], [], 1).scopes] == [1]


def test_grant_and_withdrawal() -> None:
    """A scope granted is asked for from its beginning, one withdrawn no more; nothing is sent to it (I11)."""
    engine = engine_at()
    notices = ((Notice.GRANTED, 2, 333, 1, "西街"), (Notice.WITHDRAWN, 0))
    plan = answer(engine, grant_version=4, notices=notices)
    assert plan.grants is not None
    assert [granted.scope for granted in plan.grants] == [COMMUNITY, STREET, 333]
    assert plan.step is Step.MORE
    request = engine.request([Pending(household(1), COMMUNITY)], [], 1)
    assert [line.index for line in request.scopes] == [1, 2]
    assert [part.scope_index for part in request.operations] == [2]
    assert request.grant_version == 4


def test_scope_of_an_unknown_kind_ends_the_sync_by_name() -> None:
    """A newer server's kind of scope is not guessed at; nothing of that answer is written down."""
    with pytest.raises(SyncFault) as caught:
        answer(engine_at(), grant_version=4, notices=((Notice.GRANTED, 2, 333, 9, "x"),))
    assert caught.value.code == "sync.rubbish"


def test_bad_frame_is_narrowed_down() -> None:
    """A batch the server cannot read is halved until the one operation that spoils it is set aside (I10)."""
    engine = engine_at()
    operations = [household(n) for n in (1, 2, 3)]
    ask(engine, *operations)
    refused = Answer(Status.BAD_FRAME, 1)
    assert engine.receive(refused).acks == ()
    assert len(ask(engine, *operations)) == 1
    plan = engine.receive(refused)
    assert [(ack.id, ack.state, ack.reason) for ack in plan.acks] == [(operations[0].id, State.HELD, Held.MALFORMED)]
    assert plan.step is Step.MORE


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (Status.BUSY, "sync.status_busy"),
        (Status.REVOKED, "sync.status_revoked"),
        (Status.PROTOCOL, "sync.status_protocol"),
        (Status.BAD_FRAME, "sync.status_bad_frame"),
    ],
)
def test_statuses_end_the_sync_by_name(status: Status, code: str) -> None:
    """What only a person can put right ends the sync with its own code."""
    engine = engine_at()
    ask(engine)
    with pytest.raises(SyncFault) as caught:
        engine.receive(Answer(status, 1, (30,)))
    assert caught.value.code == code


def test_replayed_asks_again_under_a_new_boot() -> None:
    """A request taken for a repeat pushed all the same; the question is asked again under another boot."""
    engine = engine_at()
    ask(engine, visit(1))
    response = Response(epoch=EPOCH, grant_version=2)
    plan = engine.receive(Answer(Status.REPLAYED, 1, (), response))
    assert plan.new_boot
    assert plan.step is Step.MORE
    assert [ack.state for ack in plan.acks] == [State.DURABLE]


def test_rolled_back_sessions_are_named() -> None:
    """The server holding more of a session than the office retires it here."""
    engine = engine_at()
    ask(engine, visit(1))
    assert answer(engine, notices=((Notice.ROLLED_BACK, 0),)).rolled_back == (SESSION,)


def test_refused_operation_is_taken_out() -> None:
    """A held operation that a person refused is named for taking out of the state."""
    uid = make_id(SESSION, 4)
    assert answer(engine_at(), notices=((Notice.REFUSED, uid),)).refused == (uid,)
