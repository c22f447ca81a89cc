"""Taking in what the log says: order, refusals, stamps, erasures, and what two sides compare."""

import pytest

from gridtui.core.errors import InputFault
from gridtui.core.ids import make_id
from gridtui.core.registry import BY_NAME
from gridtui.core.time import MS_PER_DAY, FixedClock
from gridtui.core.words import TicketAct, TicketState
from gridtui.store.database import Store
from gridtui.store.digest import state_digest
from gridtui.store.replica import ONE_OPERATION, operation_of_row
from gridtui.sync.chain import StateDigest, entity_term
from gridtui.sync.operation import Kind, Operation, encode_create
from gridtui.sync.replica import Placement, State
from tests.store.written_office import NOW, TODAY, a_ticket, a_visit, household_of_two


def test_a_tag_that_comes_before_its_resident_finds_him(store: Store, clock: FixedClock) -> None:
    """Parents may arrive later; both columns are filled when they do."""
    ids = household_of_two(store, clock)
    with store.writing(clock) as writer:
        uid = writer.create("resident", {"household": ids["household"], "name": "仇英"}, actor=None)
        tag = writer.create("tag", {"subject": uid, "tag": "elder_alone"}, actor=None)
        rows = [
            (operation_of_row(row), Placement(1, State.DURABLE, 1, seq, 1))
            for seq, row in enumerate(
                (writer.read.rows(ONE_OPERATION, (wanted,))[0] for wanted in (ids["household"], uid, tag)), start=1
            )
        ]
    other = Store.open(store.folder.parent / "other", create=True)
    with other.writing(clock) as writer:
        writer.receive(reversed(rows))
        writer.flush()
        assert writer.read.row("SELECT subject_household IS NOT NULL, subject_resident IS NOT NULL FROM tag") == (
            1,
            1,
        )
        assert len(writer.read.rows('SELECT 1 FROM find WHERE find MATCH \'"elder" OR "cy"\'')) == 1
    other.close()


def test_a_refused_change_shows_what_was_before(store: Store, clock: FixedClock) -> None:
    """What it superseded lives again (P4)."""
    ids = household_of_two(store, clock)
    with store.writing(clock) as writer:
        change = writer.set(ids["resident"], {"name": "王强"}, actor=None)
        visit = writer.event("visit", ids["household"], a_visit(ids), actor=ids["post"])
    with store.writing(clock) as writer:
        writer.refuse(change)
        writer.refuse(visit)
    with store.reading() as reader:
        assert reader.value("SELECT name FROM resident") == "刘秀芬"
        assert reader.row("SELECT live, counts FROM visit") == (0, 0)
        assert reader.rows("SELECT 1 FROM visit_actor") == []
        assert reader.rows("SELECT 1 FROM field_head") == []


def test_an_acknowledged_operation_counts_with_the_servers_stamp(store: Store, clock: FixedClock) -> None:
    """A clock a year ahead made the visit look possible; the server's eff shows that it is not (P2)."""
    clock.ms += 365 * MS_PER_DAY
    ids = household_of_two(store, clock)
    with store.writing(clock) as writer:
        ahead = a_visit(ids, day=TODAY + 300, entered_ms=clock.ms)
        visit = writer.event("visit", ids["household"], ahead, actor=ids["post"])
    with store.reading() as reader:
        assert reader.row("SELECT counts FROM visit") == (1,)
    with store.writing(clock) as writer:
        assert writer.acknowledge(visit, State.DURABLE, NOW << 16)
        assert not writer.acknowledge(b"\1" * 16, State.DURABLE)
    with store.reading() as reader:
        assert reader.row("SELECT counts FROM visit") == (0,)
        assert reader.row("SELECT state, eff FROM op WHERE id = ?", (visit,)) == (1, NOW << 16)


def test_an_erased_household_leaves_no_word_behind(store: Store, clock: FixedClock) -> None:
    """Bodies, rows, find keys and visits are blank, and nothing can be written to it any more."""
    ids = household_of_two(store, clock)
    with store.writing(clock) as writer:
        writer.set(ids["household"], {"note": "独居老人"}, actor=None)
        writer.event("visit", ids["household"], a_visit(ids, diary="独居老人"), actor=ids["post"])
    erasure = Operation(
        id=make_id(b"\7" * 12, 1),
        kind=Kind.ERASE,
        type=7,
        entity=ids["household"],
        root=None,
        hlc=1,
        office=0,
        actor=None,
        base=(),
        body=b"",
    )
    with store.writing(clock) as writer:
        writer.receive([(erasure, Placement(writer.scope, State.DURABLE, 1, 1, 1))])
    with store.reading() as reader:
        assert reader.row("SELECT live, note, walk FROM household") == (0, "", None)
        assert reader.row("SELECT live, diary, counts FROM visit") == (0, "", 0)
        assert reader.rows("SELECT 1 FROM find") == []
        assert reader.rows("SELECT 1 FROM op WHERE entity = ? AND body IS NOT NULL", (ids["household"],)) == []
    with pytest.raises(InputFault, match=r"entity\.erased"), store.writing(clock) as writer:
        writer.set(ids["household"], {"note": "x"}, actor=None)


def test_a_clock_that_had_run_ahead_is_put_right(store: Store, clock: FixedClock) -> None:
    """With nothing pending the stored hlc falls back to the wall; with something pending it may not (P2)."""
    clock.ms += 10 * MS_PER_DAY
    with store.writing(clock) as writer:
        uid = writer.create("staff", {}, actor=None)
    clock.ms = NOW
    with store.writing(clock) as writer:
        second = writer.create("staff", {}, actor=None)
        assert writer.read.value("SELECT hlc FROM op WHERE id = ?", (second,)) == (NOW + 10 * MS_PER_DAY << 16) + 1
    with store.writing(clock) as writer:
        for seq, op_id in enumerate((uid, second), start=1):
            op = operation_of_row(writer.read.rows(ONE_OPERATION, (op_id,))[0])
            writer.receive([(op, Placement(writer.scope, State.DURABLE, 1, seq, NOW << 16))])
    with store.writing(clock) as writer:
        third = writer.create("staff", {}, actor=None)
        assert writer.read.value("SELECT hlc FROM op WHERE id = ?", (third,)) == (NOW << 16) + 1


def test_raw_stamp_of_another_office_moves_no_clock(store: Store, clock: FixedClock) -> None:
    """Its eff does; its hlc may be years ahead, and all that is saved here would follow it (P2)."""
    foreign = Operation(
        id=make_id(b"\7" * 12, 1),
        kind=Kind.CREATE,
        type=BY_NAME["staff"].number,
        entity=make_id(b"\7" * 12, 1),
        root=None,
        hlc=1 << 62,
        office=3,
        actor=None,
        base=(),
        body=encode_create(BY_NAME["staff"], {}),
    )
    eff = (NOW + 60_000) << 16
    with store.writing(clock) as writer:
        writer.receive([(foreign, Placement(writer.scope, State.DURABLE, 1, 1, eff))])
        own = writer.create("staff", {}, actor=None)
        assert writer.read.value("SELECT hlc FROM op WHERE id = ?", (own,)) == eff + 1


def test_events_of_a_ticket_stand_in_the_logs_order(store: Store, clock: FixedClock) -> None:
    """Not in the order of their ids, which say when a process started."""
    ids = household_of_two(store, clock)
    ticket = a_ticket(store, clock, ids)
    events = [
        Operation(
            id=make_id(session * 12, 1),
            kind=Kind.EVENT,
            type=12,
            entity=ticket,
            root=ids["household"],
            hlc=NOW << 16,
            office=3,
            actor=ids["post"],
            base=None,
            body=encode_create(BY_NAME["ticket_event"], {"act": act, "at_ms": NOW}),
        )
        for session, act in ((b"\7", TicketAct.HANDLED), (b"\3", TicketAct.ACCEPTED))
    ]
    with store.writing(clock) as writer:
        writer.receive(
            (op, Placement(writer.scope, State.DURABLE, 1, seq, (NOW << 16) + seq))
            for seq, op in enumerate(events, start=1)
        )
    with store.reading() as reader:
        assert reader.rows("SELECT seq, uid FROM ticket_event") == [(1, events[0].id), (2, events[1].id)]


def test_a_refused_step_of_a_ticket_is_gone(store: Store, clock: FixedClock) -> None:
    """The ticket is what the other events add up to."""
    ids = household_of_two(store, clock)
    ticket = a_ticket(store, clock, ids)
    with store.writing(clock) as writer:
        step = writer.event("ticket_event", ticket, {"act": TicketAct.ACCEPTED, "at_ms": NOW}, actor=ids["post"])
    with store.writing(clock) as writer:
        assert writer.read.value("SELECT state FROM ticket") == TicketState.ACCEPTED
        writer.refuse(step)
    with store.reading() as reader:
        assert reader.value("SELECT state FROM ticket") == TicketState.REGISTERED
        assert reader.rows("SELECT 1 FROM ticket_event") == []


def test_the_digest_leaves_out_what_is_not_in_the_log(store: Store, clock: FixedClock) -> None:
    """An entity with a pending operation cannot be compared; a refused one holds nothing up (P5)."""
    with store.writing(clock) as writer:
        scope = writer.scope
        uid = writer.create("staff", {"name": "甲"}, actor=None)
        op = operation_of_row(writer.read.rows(ONE_OPERATION, (uid,))[0])
    expected = StateDigest()
    assert digest_of(store, scope) == expected.whole()
    with store.writing(clock) as writer:
        writer.receive([(op, Placement(scope, State.DURABLE, 1, 1, 77))])
    expected.add(uid, entity_term(uid, [(63, uid, 77)]))
    assert digest_of(store, scope) == expected.whole()
    with store.writing(clock) as writer:
        change = writer.set(uid, {"name": "乙"}, actor=None)
    assert digest_of(store, scope) == StateDigest().whole()
    with store.writing(clock) as writer:
        writer.refuse(change)
    assert digest_of(store, scope) == expected.whole()


def digest_of(store: Store, scope: int) -> bytes:
    """Return the hash over a scope's digest."""
    with store.reading() as reader:
        return state_digest(reader, scope).whole()
