"""A slow, obvious fold of a set of operations, read straight from P4; the merge must equal it."""

from dataclasses import dataclass, field

from gridtui.core.registry import BY_NUMBER, Merge
from gridtui.sync.chain import StateDigest, entity_term, event_term
from gridtui.sync.operation import ALL_FIELDS, Kind, Operation, Value, bases_of, decode_body
from gridtui.sync.packing import pack

Stamped = tuple[Operation, int]
"""An operation and the eff that counts."""


@dataclass
class Fold:
    """What a set of operations adds up to for one entity; ``heads`` only of fields that a set touched."""

    heads: dict[int, set[bytes]] = field(default_factory=dict)
    shown: dict[int, Value] = field(default_factory=dict)
    conflicts: set[tuple[int, int]] = field(default_factory=set)
    awaited: bool = False
    void: bool = False
    erased: bool = False


def setters_of(ops: list[Stamped], number: int) -> list[Stamped]:
    """Return the operations that set a field."""
    return [
        (op, eff)
        for op, eff in ops
        if op.kind == Kind.CREATE or (op.kind in (Kind.SET, Kind.RESOLVE) and number in decode_body(op))
    ]


def value_of(op: Operation, number: int) -> Value:
    """Return what an operation sets a field to."""
    value = decode_body(op).get(number)
    return 0 if value is None and number == 0 and op.kind == Kind.CREATE else value


def fold(ops: list[Stamped]) -> Fold:
    """Fold the operations of one entity."""
    result = Fold()
    result.erased = any(op.kind == Kind.ERASE for op, _ in ops)
    if result.erased:
        return result
    creates = [op for op, _ in ops if op.kind == Kind.CREATE]
    result.awaited = not creates
    touched = {n for op, _ in ops if op.kind in (Kind.SET, Kind.RESOLVE) for n in decode_body(op)}
    in_create = {n for op in creates for n in decode_body(op)}
    for number in sorted(touched | in_create | {0}):
        setters = setters_of(ops, number)
        live = [
            (op, eff)
            for op, eff in setters
            if not any(op.id in bases_of(other) for other, _ in setters if other.kind != Kind.CREATE)
        ]
        if not live:
            continue
        if number in touched:
            result.heads[number] = {op.id for op, _ in live}
        greatest, _ = max(live, key=lambda pair: (pair[1], pair[0].hlc, pair[0].id))
        shown = value_of(greatest, number)
        if number == 0 and any(value_of(op, 0) == 1 for op, _ in live):
            shown = 1
            result.void = not result.awaited
        if shown is not None:
            result.shown[number] = shown
        known = BY_NUMBER[setters[0][0].type].field_numbered(number) if number else None
        if len({pack(value_of(op, number)) for op, _ in live}) > 1 and (known is None or known.merge != Merge.LATEST):
            result.conflicts.add((number, 0))
    result.conflicts |= voidings(ops, result, creates)
    return result


def voidings(ops: list[Stamped], result: Fold, creates: list[Operation]) -> set[tuple[int, int]]:
    """Return the VOIDED conflict if a void head and a head of another field do not know each other."""
    by_id = {op.id: op for op, _ in ops}
    voids = {uid for uid in result.heads.get(0, set()) if value_of(by_id[uid], 0) == 1}
    edits = {uid for number, heads in result.heads.items() if number for uid in heads} | {op.id for op in creates}
    for void in voids:
        for edit in edits:
            if void != edit and void not in bases_of(by_id[edit]) and edit not in bases_of(by_id[void]):
                return {(0, 1)}
    return set()


def missing(ops: list[Stamped]) -> dict[tuple[bytes, bytes], int]:
    """Return (base not held, by) -> the fields ``by`` sets."""
    ids = {op.id for op, _ in ops}
    masks = {
        op.id: ALL_FIELDS
        if op.kind == Kind.CREATE
        else sum(1 << n for n in decode_body(op))
        if op.kind in (Kind.SET, Kind.RESOLVE)
        else 0
        for op, _ in ops
    }
    return {(base, op.id): masks[op.id] for op, _ in ops for base in bases_of(op) if base not in ids}


def digest(entities: dict[bytes, list[Stamped]]) -> bytes:
    """Return the digest of P5, recomputed from the folds; every operation counts as placed."""
    total = StateDigest()
    for entity, ops in entities.items():
        state = fold(ops)
        if state.erased or not ops:
            continue
        effs = {op.id: eff for op, eff in ops}
        heads = [(number, uid, effs[uid]) for number, uids in state.heads.items() if uids != {entity} for uid in uids]
        if not state.awaited:
            heads.append((63, entity, effs[entity]))
        total.add(entity, entity_term(entity, heads))
        for op, _ in ops:
            if op.kind == Kind.EVENT:
                total.add(entity, event_term(entity, op.id))
    return total.whole()
