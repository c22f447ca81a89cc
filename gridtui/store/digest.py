"""The state digest of an office (P5): what its operations add up to, in 256 sums a server can compare."""

from itertools import groupby
from typing import Final

from gridtui.store.database import Reader
from gridtui.sync.chain import CREATED_FIELD, StateDigest, entity_term, event_term
from gridtui.sync.operation import Kind
from gridtui.sync.replica import State, Status

_REFUSED: Final = int(State.REFUSED)
_COUNTED: Final = (
    f"SELECT id FROM entity WHERE scope = ?1 AND status <> {int(Status.ERASED)}"
    f" AND NOT EXISTS (SELECT 1 FROM op p WHERE p.entity = entity.id AND p.seq IS NULL AND p.state <> {_REFUSED})"
)
HEADS: Final = f"""
SELECT entity, field, op, eff FROM field_head WHERE entity IN ({_COUNTED})
UNION ALL SELECT id, {CREATED_FIELD}, id, eff FROM op
 WHERE kind = {int(Kind.CREATE)} AND seq IS NOT NULL AND entity IN ({_COUNTED})
UNION ALL SELECT id, -1, id, 0 FROM entity WHERE id IN ({_COUNTED})
ORDER BY 1
"""
EVENTS: Final = (
    f"SELECT entity, id FROM op WHERE kind = {int(Kind.EVENT)} AND seq IS NOT NULL AND entity IN ({_COUNTED})"
)


def state_digest(reader: Reader, scope: int) -> StateDigest:
    """Return the digest of a scope's state; entities with an operation that is not in the log are left out."""
    digest = StateDigest()
    for entity, rows in groupby(reader.each(HEADS, (scope,)), key=lambda row: row[0]):
        digest.add(entity, entity_term(entity, [(field, op, eff) for _, field, op, eff in rows if field >= 0]))
    for entity, event in reader.each(EVENTS, (scope,)):
        digest.add(entity, event_term(entity, event))
    return digest
