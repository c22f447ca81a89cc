"""Take an import back as one: what it created is voided, what it changed is set back, nothing is deleted.

What people worked on since stays: a household with a visit, a ticket or a later change keeps its people and its
door, and a field somebody changed keeps that value. What was kept is counted. Undoing can be interrupted and goes on.
"""

from collections import Counter
from collections.abc import Callable

from gridtui.core.errors import InputFault, Refused
from gridtui.core.time import elapsed_ms
from gridtui.office.roster import Pace
from gridtui.office.roster_plan import UndoOutcome
from gridtui.office.roster_writing import Record, present
from gridtui.office.session import OfficeSession
from gridtui.scheme.acts import ROSTER_IMPORT, ROSTER_UNDO
from gridtui.store.local_imports import (
    ImportLine,
    ImportState,
    Kept,
    WrittenRow,
    forget_row,
    import_of_id,
    imports,
    set_state,
    written_rows,
)
from gridtui.store.read_households import household, resident
from gridtui.store.read_roster import dwelling, worked_on
from gridtui.store.writer import Writer

Progress = Callable[[int, int], None]
"""Told how many households are taken back and how many there are."""


def past_imports(session: OfficeSession) -> tuple[ImportLine, ...]:
    """Return every import of this office, the latest first. Raises Refused where the acting post may not import."""
    session.require(ROSTER_IMPORT)
    with session.store.reading() as reader:
        return imports(reader)


def undo_import(session: OfficeSession, import_id: bytes, progress: Progress | None = None) -> UndoOutcome:
    """Take an import back.

    Raises Refused where the acting post may not or ``import.undone`` where it was taken back already, InputFault
    ``import.unknown`` for an id no import has.
    """
    session.require(ROSTER_UNDO)
    with session.store.writing(session.clock) as writer:
        line = import_of_id(writer.read, import_id)
        if line is None:
            raise InputFault("import.unknown")
        if line.state == ImportState.UNDONE:
            raise Refused("import.undone", file=line.file_name)
        set_state(writer.read, line.n, ImportState.UNDOING)
        total = len(written_rows(writer.read, line.n))
    taken_back = _TakingBack(session)
    pace = Pace()
    done = 0
    while True:
        asked = elapsed_ms()
        with session.store.writing(session.clock) as writer:
            entered = elapsed_ms()
            rows = written_rows(writer.read, line.n, pace.households)
            for number, row in rows:
                taken_back.take(writer, row)
                forget_row(writer.read, line.n, number)
            if not rows:
                set_state(writer.read, line.n, ImportState.UNDONE, session.now_ms())
            writer.flush()
            worked = elapsed_ms()
        if not rows:
            return taken_back.outcome()
        pace.after(len(rows), worked - entered, entered - asked)
        done += len(rows)
        if progress is not None:
            progress(done, total)


class _TakingBack:
    """Counts what is removed, restored and kept while rows are taken back, the last household first."""

    def __init__(self, session: OfficeSession) -> None:
        self._actor = session.actor
        self._removed: Counter[str] = Counter()
        self._kept: Counter[str] = Counter()
        self._restored = 0

    def outcome(self) -> UndoOutcome:
        return UndoOutcome(dict(self._removed), self._restored, dict(self._kept))

    def take(self, writer: Writer, row: WrittenRow) -> None:
        """Take back what one household of the file wrote."""
        for uid, before, after in row.changed:
            self._set_back(writer, uid, before, after)
        types = [type_name for type_name, _ in row.created]
        for group in (row.created,) if "unit" not in types else ([created] for created in row.created):
            self._void(writer, list(group))

    def _void(self, writer: Writer, created: list[tuple[str, bytes]]) -> None:
        """Void records that belong together, unless anybody worked on one of them."""
        names = [type_name for type_name, _ in created]
        if created and worked_on(writer.read, created):
            self._kept.update(names)
            return
        for _, uid in reversed(created):
            writer.void(uid, actor=self._actor)
        self._removed.update(names)

    def _set_back(self, writer: Writer, uid: bytes, before: dict[str, Kept], after: dict[str, Kept]) -> None:
        reader = writer.read
        known: Record | None = household(reader, uid) or resident(reader, uid) or dwelling(reader, uid)
        if known is None or present(known, after) != after:
            self._kept["field"] += len(before)
            return
        writer.set(uid, before, actor=self._actor)
        self._restored += 1
