"""Minting pending operations again under new ids, when their ids turn out to be another operation's (P10).

The old ones are taken out of the state, then the same facts are taken in as new operations in the order they were
saved, every reference among them mapped. A pending operation that names one of them says something else from then
on, so it is minted again as well, whatever session it is of. None of them is durable anywhere.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from gridtui.core.ids import split_id
from gridtui.core.time import Clock
from gridtui.store.minting import RETIRE, Minting
from gridtui.store.replica import OPERATION, operation_of_row
from gridtui.store.writer import Writer
from gridtui.sync.operation import Operation, bases_of
from gridtui.sync.packing import Packed, pack
from gridtui.sync.references import body_values, ids_within
from gridtui.sync.replica import Placement

WAITING: Final = f"SELECT {OPERATION}, scope FROM op INDEXED BY op_unsent WHERE state IN (0, 4) AND state = 0"
FORGET: Final = (
    "DELETE FROM op WHERE id = ?1",
    "DELETE FROM missing_base WHERE by = ?1",
)
FORGET_ENTITY: Final = "DELETE FROM entity WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM op WHERE entity = ?1)"


def reissue(writer: Writer, clock: Clock, asked: frozenset[bytes], placed: frozenset[bytes] = frozenset()) -> int:
    """Mint these pending operations again and every one that names them; return how many.

    Their sessions are retired. ``placed`` are ids the log is known to have: they stay, though nothing here says so
    yet, or the same fact would be there twice.
    """
    tx = writer.read
    rows = ((operation_of_row(row[:-1]), row[-1]) for row in tx.rows(WAITING))
    waiting = sorted(
        ((op, scope) for op, scope in rows if op.id not in placed), key=lambda pair: (pair[0].hlc, pair[0].id)
    )
    concerned = _concerned([op for op, _ in waiting], asked)
    waiting = [(op, scope) for op, scope in waiting if op.id in concerned]
    for op, _ in reversed(waiting):
        writer.refuse(op.id)
    for statement in (*FORGET, FORGET_ENTITY):
        for op, _ in waiting:
            tx.execute(statement, (op.id,))
    sessions = {split_id(uid)[0] for uid in asked | concerned}
    tx.executemany(RETIRE, [(session,) for session in sorted(sessions)])
    minting = Minting(tx, clock)
    minting.retire()
    mapped = {op.id: minting.new_id() for op, _ in waiting}
    writer.receive([(_renamed(op, mapped), Placement(scope)) for op, scope in waiting])
    minting.keep()
    return len(waiting)


def _concerned(waiting: list[Operation], asked: frozenset[bytes]) -> frozenset[bytes]:
    """Return the ids among ``waiting`` that are asked for or name one that is, through any number of steps."""
    named_by: dict[bytes, list[bytes]] = {}
    for op in waiting:
        for uid in _named(op):
            named_by.setdefault(uid, []).append(op.id)
    found: set[bytes] = set()
    to_do = [op.id for op in waiting if op.id in asked]
    while to_do:
        uid = to_do.pop()
        if uid not in found:
            found.add(uid)
            to_do += named_by.get(uid, ())
    return frozenset(found)


def _named(op: Operation) -> Iterable[bytes]:
    yield op.entity
    yield from bases_of(op)
    if op.root is not None:
        yield op.root
    if op.actor is not None:
        yield op.actor
    yield from ids_within(body_values(op.body) or ())


def _renamed(op: Operation, mapped: dict[bytes, bytes]) -> Operation:
    """Return an operation with every id it names replaced by the one minted for it, if there is one."""
    values = body_values(op.body)
    return msgspec.structs.replace(
        op,
        id=mapped[op.id],
        entity=mapped.get(op.entity, op.entity),
        root=None if op.root is None else mapped.get(op.root, op.root),
        actor=None if op.actor is None else mapped.get(op.actor, op.actor),
        base=None if op.base is None else tuple(sorted(mapped.get(uid, uid) for uid in op.base)),
        body=op.body if values is None else pack(_replaced(values, mapped)),
    )


def _replaced(values: tuple[Packed, ...], mapped: dict[bytes, bytes]) -> tuple[Packed, ...]:
    return tuple(
        mapped.get(value, value)
        if isinstance(value, bytes)
        else _replaced(value, mapped)
        if isinstance(value, tuple)
        else value
        for value in values
    )
