"""Merge equals the fold of the set, whatever the order, the repetition and what is still pending (P4, I4, I7, I8)."""

import random as randoms
from dataclasses import dataclass

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtui.core.errors import InputFault
from gridtui.core.ids import make_id
from gridtui.core.registry import BY_NAME
from gridtui.sync.bases import base_for_event, base_for_set, exceeds_head_limit
from gridtui.sync.heads import shown_values
from gridtui.sync.memory import MemoryReplica
from gridtui.sync.merge import Outcome, acknowledge, apply
from gridtui.sync.operation import Kind, Operation, Value, base_of, encode_create, encode_set
from gridtui.sync.refusal import refuse
from gridtui.sync.replica import Conflict, ConflictKind, Placement, State, Status
from tests.sync.merge_oracle import Stamped, digest, fold, missing

RESIDENT = BY_NAME["resident"]
VISIT = BY_NAME["visit"]
SESSION = bytes.fromhex("0199aabbccddfedcba987654")
OFFICE = 5
FIELDS = ("lifecycle", "name", "phone", "position")
VALUES: dict[str, tuple[Value, ...]] = {
    "lifecycle": (0, 1),
    "name": ("甲", "乙", None),
    "phone": ("10011112222",),
    "position": (1, 2),
}


def new_id(n: int) -> bytes:
    """Return the id of counter n."""
    return make_id(SESSION, n)


def a_create(n: int, hlc: int = 100, **values: Value) -> Operation:
    """Return a resident's create."""
    uid = new_id(n)
    body = encode_create(RESIDENT, {"name": "初", **values})
    return Operation(
        id=uid,
        kind=Kind.CREATE,
        type=8,
        entity=uid,
        root=None,
        hlc=hlc,
        office=OFFICE,
        actor=None,
        base=(),
        body=body,
    )


def a_set(
    n: int, entity: bytes, changes: dict[str, Value], base: frozenset[bytes] | set[bytes], hlc: int = 100
) -> Operation:
    """Return a set with a base."""
    return Operation(
        id=new_id(n),
        kind=Kind.SET,
        type=8,
        entity=entity,
        root=None,
        hlc=hlc,
        office=OFFICE,
        actor=None,
        base=base_of(entity, frozenset(base)),
        body=encode_set(RESIDENT, changes),
    )


def other_kind(n: int, kind: Kind, entity: bytes, hlc: int = 100) -> Operation:
    """Return an event or an erasure."""
    body = encode_create(VISIT, {"day": 1}) if kind == Kind.EVENT else b""
    return Operation(
        id=new_id(n),
        kind=kind,
        type=10,
        entity=entity,
        root=None,
        hlc=hlc,
        office=OFFICE,
        actor=None,
        base=None,
        body=body,
    )


def in_log(seq: int, eff: int, epoch: int = 1) -> Placement:
    """Return a place in the log."""
    return Placement(scope=9, state=State.DURABLE, epoch=epoch, seq=seq, eff=eff)


@st.composite
def histories(draw: st.DrawFn, erasures: bool = False) -> list[Stamped]:
    """Draw operations on two residents; each has seen any subset of what came before it."""
    ops: list[Stamped] = []
    n = 0
    for first in (1, 101):
        create = a_create(first, draw(st.integers(100, 105)))
        seen: list[bytes] = [create.id]
        ops.append((create, draw(st.integers(100, 105))))
        for n in range(first + 1, first + 1 + draw(st.integers(0, 7))):
            hlc, eff = draw(st.tuples(st.integers(100, 105), st.integers(100, 105)))
            what = draw(st.integers(0, 19))
            if what == 0:
                op = other_kind(n, Kind.EVENT, create.id, hlc)
            elif what == 1 and erasures:
                op = other_kind(n, Kind.ERASE, create.id, hlc)
            else:
                names = draw(st.lists(st.sampled_from(FIELDS), unique=True, min_size=1, max_size=3))
                changes = {name: draw(st.sampled_from(VALUES[name])) for name in names}
                base = frozenset(draw(st.lists(st.sampled_from(seen), unique=True, max_size=3)))
                op = a_set(n, create.id, changes, base, hlc)
            seen.append(op.id)
            ops.append((op, eff))
    return ops


def entities_of(ops: list[Stamped]) -> dict[bytes, list[Stamped]]:
    """Return the operations by entity."""
    found: dict[bytes, list[Stamped]] = {}
    for op, eff in ops:
        found.setdefault(op.entity, []).append((op, eff))
    return found


def live_heads(replica: MemoryReplica, entity: bytes, fields: set[int]) -> dict[int, set[bytes]]:
    """Return the live heads of some fields with the create written out."""
    row = replica.entity(entity)
    found: dict[int, set[bytes]] = {}
    for number in fields:
        heads = {head.op for head in replica.heads(entity) if head.field == number and head.dead_by is None}
        if not heads and row is not None and row.status != Status.AWAITED:
            heads = {entity}
        found[number] = heads
    return found


def check_against_fold(replica: MemoryReplica, ops: list[Stamped]) -> None:
    """Compare everything the merge keeps with the fold of a set."""
    held_missing: dict[tuple[bytes, bytes], int] = {}
    for entity, stamped in entities_of(ops).items():
        state = fold(stamped)
        row = replica.entity(entity)
        assert row is not None
        if state.erased:
            assert row.status == Status.ERASED
            assert not replica.heads(entity)
            assert shown_values(entity, replica) == {}
            continue
        assert row.status == (Status.AWAITED if state.awaited else Status.VOID if state.void else Status.LIVE)
        assert live_heads(replica, entity, set(state.heads)) == state.heads
        assert {(c.field, c.kind) for c in replica.conflicts.get(entity, ())} == state.conflicts
        shown = shown_values(entity, replica)
        assert {f: v for f, v in shown.items() if f or v} == {f: v for f, v in state.shown.items() if f or v}
        held_missing |= missing(stamped)
    erased = {entity for entity, stamped in entities_of(ops).items() if fold(stamped).erased}
    by_entity = {op.id: op.entity for op, _ in ops}
    found = {key: fields for key, fields in replica.missing_bases.items() if by_entity[key[1]] not in erased}
    assert found == held_missing


@settings(max_examples=150)
@given(histories(), st.randoms(use_true_random=False))
def test_any_order_and_repetition_equals_the_fold(ops: list[Stamped], random: randoms.Random) -> None:
    """Commutative, associative, idempotent; checked after every single operation."""
    delivered = ops + random.sample(ops, len(ops) // 2)
    random.shuffle(delivered)
    replica = MemoryReplica()
    got: list[Stamped] = []
    for op, eff in delivered:
        new = all(op.id != other.id for other, _ in got)
        outcome = apply(op, in_log(1 + ops.index((op, eff)), eff), replica).outcome
        assert outcome == (Outcome.APPLIED if new else Outcome.DUPLICATE)
        if new:
            got.append((op, eff))
            check_against_fold(replica, got)
    assert replica.digest().whole() == digest(entities_of(ops))


@settings(max_examples=100)
@given(histories(), st.randoms(use_true_random=False))
def test_two_orders_have_equal_rows(ops: list[Stamped], random: randoms.Random) -> None:
    """I4: byte-equal entity state, heads, conflicts, notes and digest."""
    replicas = (MemoryReplica(), MemoryReplica())
    for replica in replicas:
        random.shuffle(ops)
        for op, eff in ops:
            apply(op, in_log(1, eff), replica)
    one, other = replicas
    assert one.entities == other.entities
    assert one.missing_bases == other.missing_bases
    assert {entity: found for entity, found in one.conflicts.items() if found} == {
        entity: found for entity, found in other.conflicts.items() if found
    }
    rows = [{entity: rows for entity, rows in replica.head_rows.items() if rows} for replica in replicas]
    assert rows[0] == rows[1]
    assert one.digest().buckets() == other.digest().buckets()


@settings(max_examples=100)
@given(histories(erasures=True), st.randoms(use_true_random=False))
def test_an_erasure_absorbs_what_comes_before_and_after(ops: list[Stamped], random: randoms.Random) -> None:
    """No body, head or conflict of an erased entity is left in any order (I3b)."""
    random.shuffle(ops)
    replica = MemoryReplica()
    for op, eff in ops:
        apply(op, in_log(1, eff), replica)
    check_against_fold(replica, ops)
    for entity, stamped in entities_of(ops).items():
        if fold(stamped).erased:
            assert all(replica.operation(op.id) is None for op, _ in stamped)
            assert not replica.conflicts.get(entity)


@dataclass
class Unplaced:
    """What becomes of an operation that was applied as pending."""

    op: Operation
    eff: int
    fate: str


@settings(max_examples=150)
@given(histories(), st.randoms(use_true_random=False))
def test_pending_operations_end_as_if_they_had_come_by_the_log_or_never(
    ops: list[Stamped], random: randoms.Random
) -> None:
    """Placed: the state is that of the log. Refused: what they superseded lives again. Checked after each step."""
    fates = {op.id: random.choice(("log", "placed", "refused", "pending", "acknowledged")) for op, _ in ops}
    steps: list[tuple[str, Stamped]] = []
    for op, eff in ops:
        fate = fates[op.id]
        steps.append(("log" if fate == "log" else "apply", (op, eff)))
    random.shuffle(steps)
    for step, stamped in list(steps):
        if step == "apply" and fates[stamped[0].id] != "pending":
            after = random.randint(steps.index((step, stamped)) + 1, len(steps))
            steps.insert(after, (fates[stamped[0].id], stamped))
    replica = MemoryReplica()
    counting: dict[bytes, Stamped] = {}
    for step, (op, eff) in steps:
        if step == "apply":
            apply(op, Placement(scope=9), replica)
            counting[op.id] = (op, op.hlc)
        elif step == "acknowledged":
            assert acknowledge(op.id, State.DURABLE, eff, replica)
            counting[op.id] = (op, eff)
        elif step == "refused":
            refuse(op.id, replica)
            del counting[op.id]
        else:
            apply(op, in_log(1, eff), replica)
            counting[op.id] = (op, eff)
        check_against_fold(replica, list(counting.values()))


def test_a_refused_operation_that_was_released_counts_again() -> None:
    """It comes back by the log with a place."""
    replica = MemoryReplica()
    create, change = a_create(1), a_set(2, new_id(1), {"name": "乙"}, {new_id(1)})
    apply(create, in_log(1, 100), replica)
    apply(change, Placement(scope=9), replica)
    refuse(change.id, replica)
    assert shown_values(create.id, replica)[2] == "初"
    assert apply(change, Placement(scope=9), replica).outcome == Outcome.DUPLICATE
    assert apply(change, in_log(2, 100), replica).outcome == Outcome.APPLIED
    assert shown_values(create.id, replica)[2] == "乙"


def test_superseded_is_tested_after_the_operations_own_bases_are_removed() -> None:
    """A late operation that a held one had seen still takes away what it had seen itself."""
    create = a_create(1)
    first = a_set(2, create.id, {"name": "甲"}, {create.id})
    second = a_set(3, create.id, {"name": "乙"}, {first.id})
    replica = MemoryReplica()
    for seq, op in enumerate((create, second, first), start=1):
        apply(op, in_log(seq, 100), replica)
    assert {head.op for head in replica.heads(create.id)} == {second.id}
    assert replica.conflicts[create.id] == ()


def test_a_void_and_an_edit_that_did_not_know_each_other_conflict() -> None:
    """The voider had not seen the new phone; void is shown and a person is asked."""
    create = a_create(1)
    edit = a_set(2, create.id, {"phone": "10011112222"}, {create.id})
    void = a_set(3, create.id, {"lifecycle": 1}, {create.id})
    replica = MemoryReplica()
    found = [apply(op, in_log(seq, 100), replica) for seq, op in enumerate((create, edit, void), start=1)]
    assert found[-1].conflicts == (Conflict(0, ConflictKind.VOIDED),)
    row = replica.entity(create.id)
    assert row is not None
    assert row.status == Status.VOID


def test_a_void_has_seen_every_live_head() -> None:
    """Its base names the heads of all fields, so that voiding what one sees is no conflict."""
    create = a_create(1)
    edit = a_set(2, create.id, {"phone": "10011112222"}, {create.id})
    replica = MemoryReplica()
    apply(create, in_log(1, 100), replica)
    apply(edit, in_log(2, 100), replica)
    base = base_for_set(create.id, {0}, replica)
    assert base == tuple(sorted((create.id, edit.id)))
    assert base_for_set(create.id, {7}, replica) == tuple(sorted((create.id, edit.id)))
    assert base_for_set(create.id, {2}, replica) is None
    void = a_set(3, create.id, {"lifecycle": 1}, set(base or ()))
    assert apply(void, in_log(3, 100), replica).conflicts == ()
    assert base_for_set(create.id, {2}, replica) == tuple(sorted((create.id, void.id)))
    assert base_for_event(create.id, (), replica) == (void.id,)


def test_a_harmless_field_shows_the_later_value_without_a_conflict() -> None:
    """Two positions on a list: nobody is asked."""
    create = a_create(1)
    replica = MemoryReplica()
    apply(create, in_log(1, 100), replica)
    apply(a_set(2, create.id, {"position": 1}, {create.id}), in_log(2, 101), replica)
    found = apply(a_set(3, create.id, {"position": 2}, {create.id}), in_log(3, 100), replica)
    assert found.conflicts == ()
    assert shown_values(create.id, replica)[18] == 1


@pytest.mark.parametrize(("effs", "hlcs", "winner"), [((1, 2), (9, 1), 3), ((1, 1), (9, 1), 2), ((1, 1), (1, 1), 3)])
def test_ties_are_broken_by_eff_then_hlc_then_id(effs: tuple[int, int], hlcs: tuple[int, int], winner: int) -> None:
    """The order key of P2; an id alone says only when a process started."""
    create = a_create(1)
    replica = MemoryReplica()
    apply(create, in_log(1, 0), replica)
    for n in (2, 3):
        op = a_set(n, create.id, {"name": f"值{n}"}, {create.id}, hlcs[n - 2])
        apply(op, in_log(n, effs[n - 2]), replica)
    assert shown_values(create.id, replica)[2] == f"值{winner}"


def test_a_newer_epochs_stamp_replaces_an_older_one() -> None:
    """The eff of the newest epoch counts, and an older epoch's repetition changes nothing (P2, P10)."""
    create = a_create(1)
    one = a_set(2, create.id, {"name": "甲"}, {create.id})
    two = a_set(3, create.id, {"name": "乙"}, {create.id})
    replica = MemoryReplica()
    apply(create, in_log(1, 100), replica)
    apply(one, in_log(2, 105), replica)
    apply(two, in_log(3, 104), replica)
    assert shown_values(create.id, replica)[2] == "甲"
    assert apply(one, in_log(3, 103, epoch=2), replica).outcome == Outcome.PLACED
    assert shown_values(create.id, replica)[2] == "乙"
    assert apply(one, in_log(2, 105, epoch=1), replica).outcome == Outcome.DUPLICATE
    assert shown_values(create.id, replica)[2] == "乙"


def test_another_operation_of_a_held_id_is_not_kept() -> None:
    """A cloned machine mints the same ids; the hash tells."""
    replica = MemoryReplica()
    apply(a_create(1), in_log(1, 100), replica)
    assert apply(a_create(1, phone="10099998888"), in_log(2, 100), replica).outcome == Outcome.ID_REUSED
    assert 7 not in shown_values(new_id(1), replica)


def test_what_is_not_understood_is_kept_and_changes_nothing() -> None:
    """An unknown kind of a newer version."""
    create = a_create(1)
    replica = MemoryReplica()
    apply(create, in_log(1, 100), replica)
    newer = msgspec.structs.replace(other_kind(2, Kind.EVENT, create.id), kind=77, body=b"\xff")
    assert apply(newer, in_log(2, 100), replica).outcome == Outcome.APPLIED
    assert replica.operation(newer.id) == newer
    assert shown_values(create.id, replica)[2] == "初"


def test_a_field_has_at_most_32_live_heads() -> None:
    """The 33rd is the server's to hold; one that has seen the others is welcome."""
    create = a_create(1)
    replica = MemoryReplica()
    apply(create, in_log(1, 100), replica)
    for n in range(2, 34):
        op = a_set(n, create.id, {"name": f"值{n}"}, {create.id})
        assert not exceeds_head_limit(op, replica)
        apply(op, in_log(n, 100), replica)
    assert exceeds_head_limit(a_set(40, create.id, {"name": "多"}, {create.id}), replica)
    assert not exceeds_head_limit(a_set(40, create.id, {"name": "多"}, {new_id(2)}), replica)
    assert not exceeds_head_limit(a_set(40, create.id, {"phone": "1"}, {create.id}), replica)
    assert not exceeds_head_limit(other_kind(40, Kind.EVENT, create.id), replica)


def test_a_base_has_at_most_64_ids() -> None:
    """More is refused before anything is written."""
    with pytest.raises(InputFault, match=r"op\.base_limit"):
        base_for_event(new_id(1), [new_id(n) for n in range(2, 67)], MemoryReplica())
