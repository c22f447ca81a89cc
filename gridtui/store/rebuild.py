"""Recomputing every row from operations and heads: after an upgrade that reads more, and to prove what is kept.

Local numbers stay: references between rows, lists on screens and walking keys made of a number keep their meaning.
"""

from collections.abc import Callable
from typing import Final

from gridtui.core.registry import TYPES
from gridtui.core.time import Clock
from gridtui.store.columns import TABLES, VISIT
from gridtui.store.database import Store, Transaction
from gridtui.store.projection import Projection
from gridtui.store.replica import OPERATION, StoreReplica, operation_of_row
from gridtui.sync.operation import Kind, is_opaque
from gridtui.sync.replica import ConflictKind, State

CLEAR: Final = (
    "DELETE FROM find",
    "DELETE FROM visit_actor",
    "DELETE FROM visit_sum",
    "DELETE FROM ticket_event",
    f"DELETE FROM conflict WHERE kind = {int(ConflictKind.EVENT)}",
    "UPDATE household SET walk = NULL, name_key = NULL, head = NULL, courtyard = NULL, building = 0, door = ''",
    "UPDATE dwelling SET walk_base = 0",
    "UPDATE unit SET path = ''",
    "UPDATE tag SET subject_household = NULL, subject_resident = NULL",
    "UPDATE visit SET counts = 0, superseded = 0, subject = NULL, actor = NULL, roles = 0",
)
ENTITIES: Final = "SELECT id FROM entity WHERE type = ? ORDER BY id"
VISITS: Final = (
    f"SELECT {OPERATION} FROM op WHERE kind = {int(Kind.EVENT)} AND type = {VISIT} AND body IS NOT NULL"
    f" AND state <> {int(State.REFUSED)} ORDER BY id"
)


OPAQUE: Final = f"SELECT {OPERATION} FROM op WHERE opaque = 1 AND body IS NOT NULL AND state <> {int(State.REFUSED)}"
CLEAR_OPAQUE: Final = "UPDATE op SET opaque = 0 WHERE id = ?"
DROP_NOTE: Final = "DELETE FROM meta WHERE key = 'read_again'"


def read_again(transaction: Transaction) -> int:
    """Write the rows of operations that an older program kept opaque (P3); return how many can be read now.

    Their field heads were kept all along. A second process that comes to it finds nothing left to do.
    """
    projection = Projection(transaction, StoreReplica(transaction, 0))
    readable = [op for op in map(operation_of_row, transaction.rows(OPAQUE)) if not is_opaque(op)]
    for op in readable:
        projection.operation(op)
        transaction.execute(CLEAR_OPAQUE, (op.id,))
    projection.flush()
    projection.raise_revisions()
    transaction.execute(DROP_NOTE)
    return len(readable)


def rebuild_projection(store: Store, clock: Clock, progress: Callable[[int], None] = lambda _rows: None) -> int:
    """Recompute every row of the store in one transaction; return how many entities and visits there are.

    ``progress`` is told how many are done, now and then. Nobody sees a half-built state; others wait at the gate.
    """
    with store.transaction() as transaction:
        return rebuild_rows(transaction, clock, progress)


def rebuild_rows(transaction: Transaction, clock: Clock, progress: Callable[[int], None] = lambda _rows: None) -> int:
    """Recompute every row inside a transaction; see ``rebuild_projection``."""
    for statement in CLEAR:
        transaction.execute(statement)
    for table in TABLES.values():
        transaction.execute(f"UPDATE {table.name} SET live = 0")
    projection = Projection(transaction, StoreReplica(transaction, clock.now_ms()))
    done = 0
    for entity_type in TYPES:
        if entity_type.is_event:
            continue
        for (uid,) in transaction.rows(ENTITIES, (entity_type.number,)):
            projection.entity(uid)
            done += 1
            if done % 1_000 == 0:
                progress(done)
    for (uid,) in transaction.rows(ENTITIES, (0,)):
        projection.awaited(uid)
    for row in transaction.each(VISITS):
        projection.operation(operation_of_row(row))
        done += 1
        if done % 1_000 == 0:
            progress(done)
    projection.flush()
    projection.raise_revisions()
    progress(done)
    return done
