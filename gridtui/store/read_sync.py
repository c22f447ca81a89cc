"""Reads of what waits to be sent, what was held, and how far pulling is."""

from gridtui.store.database import Reader
from gridtui.store.rows import ScopeState, SyncState

LAST_SYNC = "last_sync_ms"
"""Key in ``sync_meta`` of the instant the last complete sync ended, an integer of UTC milliseconds."""

ENROLLED = "grant_version"
"""Key in ``sync_meta`` that an enrolment writes."""

PENDING = "SELECT lane, count(*) FROM op INDEXED BY op_unsent WHERE state IN (0, 4) AND lane >= 0 GROUP BY lane"
HELD = "SELECT count(*) FROM op INDEXED BY op_held WHERE state IN (3, 5)"
CONFLICTS = "SELECT count(*) FROM (SELECT DISTINCT entity, field FROM conflict)"
SCOPES = "SELECT scope, seq, state FROM cursor ORDER BY scope"


def sync_state(reader: Reader) -> SyncState:
    """Return what the sync screen and the header show; held counts held and refused operations."""
    last = meta_value(reader, LAST_SYNC)
    return SyncState(
        pending=dict(reader.rows(PENDING)),
        held=reader.value(HELD),
        conflicts=reader.value(CONFLICTS),
        scopes=tuple(ScopeState(*row) for row in reader.rows(SCOPES)),
        last_sync_ms=last if isinstance(last, int) else None,
    )


def is_enrolled(reader: Reader) -> bool:
    """Return whether a central server has given this office its number."""
    return meta_value(reader, ENROLLED) is not None


def meta_value(reader: Reader, key: str) -> int | str | bytes | None:
    """Return what ``sync_meta`` holds under a key, None where nothing was written."""
    found: int | str | bytes | None = reader.value("SELECT value FROM sync_meta WHERE key = ?", (key,))
    return found
