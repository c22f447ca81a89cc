"""Take a change of many records back as one: old values are set again, what was made is voided, nothing is deleted.

What somebody changed since stays, and is counted. It can be interrupted and goes on where it stopped.
"""

from gridtui.core.errors import InputFault, Refused
from gridtui.core.time import elapsed_ms
from gridtui.office.bulk_edit import Progress, kind_of
from gridtui.office.bulk_views import BulkUndone
from gridtui.office.roster import Pace
from gridtui.office.session import OfficeSession
from gridtui.scheme import acts
from gridtui.store.local_imports import (
    BULK_EDIT,
    ImportState,
    WrittenRow,
    forget_row,
    import_of_id,
    set_state,
    written_rows,
)
from gridtui.store.read_roster import worked_on
from gridtui.store.read_values import is_still
from gridtui.store.writer import Writer


def undo_bulk(session: OfficeSession, uid: bytes, progress: Progress | None = None) -> BulkUndone:
    """Take a change back, whole or interrupted.

    Raises InputFault ``bulk.unknown``; Refused ``bulk.undone`` (taken back already), ``undo.not_yours`` for a change
    of another account, unless the acting post may take imports back anywhere here.
    """
    with session.store.writing(session.clock) as writer:
        line = import_of_id(writer.read, uid, BULK_EDIT)
        if line is None:
            raise InputFault("bulk.unknown")
        if line.account != session.account and not session.decide(acts.ROSTER_UNDO).allowed:
            raise Refused("undo.not_yours")
        if line.state == ImportState.UNDONE:
            raise Refused("bulk.undone")
        set_state(writer.read, line.n, ImportState.UNDOING)
        total = len(written_rows(writer.read, line.n))
    type_name = kind_of(line).partition(".")[0]
    pace = Pace()
    restored = kept = done = 0
    while True:
        asked = elapsed_ms()
        with session.store.writing(session.clock) as writer:
            entered = elapsed_ms()
            rows = written_rows(writer.read, line.n, pace.households)
            for number, row in rows:
                is_whole = _take_back(session, writer, type_name, row)
                restored, kept = restored + is_whole, kept + (not is_whole)
                forget_row(writer.read, line.n, number)
            if not rows:
                set_state(writer.read, line.n, ImportState.UNDONE, session.now_ms())
            writer.flush()
            worked = elapsed_ms()
        if not rows:
            return BulkUndone(restored, kept)
        pace.after(len(rows), worked - entered, entered - asked)
        done += len(rows)
        if progress is not None:
            progress(done, total)


def is_undone(session: OfficeSession, uid: bytes) -> bool:
    """Tell whether a change was taken back already, here or by command."""
    with session.store.reading() as reader:
        line = import_of_id(reader, uid, BULK_EDIT)
    return line is not None and line.is_undone


def _take_back(session: OfficeSession, writer: Writer, type_name: str, row: WrittenRow) -> bool:
    """Take one household's edits back; False where something of it was changed since and stays."""
    is_whole = True
    for uid, before, after in row.changed:
        if is_still(writer.read, type_name, uid, after):
            writer.set(uid, before, actor=session.actor)
        else:
            is_whole = False
    # A trace of the grid before stays where the household did not go back into it.
    if not is_whole or worked_on(writer.read, row.created):
        return is_whole and not row.created
    for _, uid in row.created:
        writer.void(uid, actor=session.actor)
    return True
