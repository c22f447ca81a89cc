"""Which operations are minted again after an id proved to be spent twice, and their bodies with the new ids (P10)."""

from collections.abc import Mapping, Sequence

from gridtui.sync.operation import Operation, bases_of
from gridtui.sync.packing import Packed, pack, unpack


def pending_again(pending: Sequence[Operation], first: frozenset[bytes]) -> list[Operation]:
    """Return the operations of ``first`` and every later one that speaks of any of them, in the order given.

    ``pending`` are all operations of this office that are in no log, oldest first.
    """
    again: list[Operation] = []
    spent = set(first)
    for op in pending:
        if op.id in first or spent.intersection(mentioned(op)):
            spent.add(op.id)
            again.append(op)
    return again


def mentioned(op: Operation) -> set[bytes]:
    """Return every id an operation speaks of but its own."""
    ids = {op.entity, *bases_of(op), *_ids_in(unpack(op.body, references=False))}
    ids.update(uid for uid in (op.root, op.actor) if uid is not None)
    return ids - {op.id}


def with_new_ids(body: bytes, new_ids: Mapping[bytes, bytes]) -> bytes:
    """Return a body in which every id that was minted again is the new one."""
    return pack(_renamed(unpack(body, references=False), new_ids))


def _ids_in(value: Packed) -> set[bytes]:
    if isinstance(value, tuple):
        return {uid for part in value for uid in _ids_in(part)}
    return {value} if isinstance(value, bytes) else set()


def _renamed(value: Packed, new_ids: Mapping[bytes, bytes]) -> Packed:
    if isinstance(value, tuple):
        return tuple(_renamed(part, new_ids) for part in value)
    return new_ids.get(value, value) if isinstance(value, bytes) else value
