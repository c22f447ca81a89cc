"""What tells whether something computed before is still true: a number that every writing transaction raises.

A process may keep its last board or indicators for as long as the revision of each kind they were made of is the
same (data access, "What may be kept"); a different number means compute again.
"""

from collections.abc import Sequence

from gridtui.store.database import Reader
from gridtui.store.read_units import number_of

WHOLE_STORE = 0
"""The ``unit`` of a kind's revision over the whole store."""

REVISION = "SELECT n FROM revision WHERE kind = ? AND unit = ?"


def revisions(reader: Reader, kinds: Sequence[str], community: bytes | None = None) -> tuple[int, ...]:
    """Return the revision of each kind (registry names) of one community or of the whole store; 0: never written."""
    unit = WHOLE_STORE if community is None else number_of(reader, "unit", community)
    return tuple(reader.value(REVISION, (kind, unit)) or 0 for kind in kinds)
