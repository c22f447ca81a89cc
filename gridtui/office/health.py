"""How an office's store stands, in numbers alone: nothing here names a person, a place or a record."""

import msgspec

from gridtui.office.enrolment import read_registration
from gridtui.rules.find_keys import FIND_VERSION
from gridtui.store.checking import Checked, FileFacts, Progress, check_kept, file_facts
from gridtui.store.database import Store
from gridtui.store.read_sync import meta_value, sync_state


class Health(msgspec.Struct, frozen=True):
    """What was found.

    ``checked`` is empty where nothing was compared. ``waiting`` counts records to be sent, ``held`` those the server
    set aside, ``conflicts`` those that wait for a person. ``last_sync_ms`` is None before the first;
    ``offset_ms`` is the server's clock minus this one, None where no server ever told it. ``find_version`` numbers
    the function that makes find keys.
    """

    file: FileFacts
    checked: tuple[Checked, ...]
    is_enrolled: bool
    waiting: int
    held: int
    conflicts: int
    last_sync_ms: int | None
    offset_ms: int | None
    find_version: int = FIND_VERSION


def examine(store: Store, *, compares: bool, progress: Progress = lambda _kept, _count: None) -> Health:
    """Look at a store and change nothing; ``compares`` also recomputes all that is kept, which reads every record."""
    file = file_facts(store)
    checked = check_kept(store, progress) if compares and file.is_whole else ()
    with store.reading() as reader:
        state = sync_state(reader)
        is_enrolled = read_registration(reader) is not None
        offset = meta_value(reader, "offset")
    return Health(
        file=file,
        checked=checked,
        is_enrolled=is_enrolled,
        waiting=sum(state.pending.values()),
        held=state.held,
        conflicts=state.conflicts,
        last_sync_ms=state.last_sync_ms,
        offset_ms=offset if isinstance(offset, int) else None,
    )
