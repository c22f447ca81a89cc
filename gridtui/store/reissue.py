"""Minting pending operations again under new ids, when the server says that their session was cloned (P10).

The old ones are taken out of the state, then the same facts are taken in as new operations in the same order, every
reference among them mapped. They were never durable anywhere, so nothing else can name their ids.
"""

from typing import Final

import msgspec

from gridtui.core.ids import split_id
from gridtui.core.time import Clock
from gridtui.store.minting import RETIRE, Minting
from gridtui.store.replica import OPERATION, operation_of_row
from gridtui.store.writer import Writer
from gridtui.sync.operation import Operation
from gridtui.sync.packing import Packed, pack
from gridtui.sync.references import body_values
from gridtui.sync.replica import Placement

WAITING: Final = f"SELECT {OPERATION}, scope FROM op INDEXED BY op_unsent WHERE state IN (0, 4) AND state = 0"
FORGET: Final = (
    "DELETE FROM op WHERE id = ?1",
    "DELETE FROM missing_base WHERE op = ?1 OR by = ?1",
)


def reissue(writer: Writer, clock: Clock, sessions: frozenset[bytes]) -> int:
    """Retire these sessions and mint their pending operations again; return how many."""
    tx = writer.read
    rows = [(operation_of_row(row[:-1]), row[-1]) for row in tx.rows(WAITING)]
    waiting = sorted(
        ((op, scope) for op, scope in rows if split_id(op.id)[0] in sessions), key=lambda pair: pair[0].id
    )
    for op, _ in reversed(waiting):
        writer.refuse(op.id)
    for op, _ in waiting:
        for statement in FORGET:
            tx.execute(statement, (op.id,))
    tx.executemany(RETIRE, [(session,) for session in sessions])
    minting = Minting(tx, clock)
    minting.retire()
    mapped = {op.id: minting.new_id() for op, _ in waiting}
    writer.receive([(_renamed(op, mapped), Placement(scope)) for op, scope in waiting])
    minting.keep()
    return len(waiting)


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
