"""Write a planned import, a few households a transaction, so that nobody at the desk waits for it.

A batch holds the gate for at most 10 ms and grows or shrinks to that; the import rests as long as it held whenever
somebody else stood at the gate. Every transaction also records how far it came and what it wrote: an import that was
interrupted goes on where it stopped, and is undone as one (``office.roster_undo``).
"""

import os
import time
from collections import Counter
from collections.abc import Callable, Sequence

from gridtui.core.time import elapsed_ms
from gridtui.core.words import UnitKind
from gridtui.office.roster_known import known_roster
from gridtui.office.roster_plan import HouseholdPlan, ImportBatch, ImportOutcome
from gridtui.office.roster_writing import Grounds, Writing
from gridtui.office.session import OfficeSession
from gridtui.scheme.acts import ROSTER_IMPORT
from gridtui.store.local_imports import (
    ImportState,
    WrittenRow,
    begin_import,
    import_of_digest,
    note_rows,
    set_state,
)
from gridtui.store.read_units import children
from gridtui.store.writer import Writer
from gridtui.sync.operation import Value

HOLD_MS = 10
"""The longest a batch should hold the gate."""
FIRST_BATCH = 8
_AIM_MS = 8.5
_LARGEST_BATCH = 128
_WAITED_MS = 2
_IMPORT_ID_BYTES = 16

Progress = Callable[[int, int], None]
"""Told how many households are written and how many there are."""


def import_batch(session: OfficeSession, batch: ImportBatch, progress: Progress | None = None) -> ImportOutcome:
    """Write an import, from where it stopped if it was interrupted.

    Raises Refused where the acting post may not import. What was written before an error stays and is resumed.
    """
    session.require(ROSTER_IMPORT)
    return _Import(session, batch).run(progress)


class Pace:
    """How many households a transaction takes: it follows how long the last ones worked behind the gate.

    The flush to the disk comes on top and is left out: a smaller batch would not make it faster, only more frequent.
    """

    def __init__(self) -> None:
        self.households = FIRST_BATCH

    def after(self, households: int, worked_ms: int, waited_ms: int) -> None:
        """Aim the next batch just below the limit; rest as long as this one worked where others waited."""
        aimed = households * _AIM_MS / max(worked_ms, 1)
        if worked_ms < HOLD_MS:
            aimed = (3 * self.households + aimed) / 4
        aimed = max(aimed, self.households / 2)
        self.households = min(_LARGEST_BATCH, max(1, round(aimed)))
        if waited_ms > _WAITED_MS:
            time.sleep(worked_ms / 1000)


class _Import:
    """One run of an import."""

    def __init__(self, session: OfficeSession, batch: ImportBatch) -> None:
        self._session = session
        self._batch = batch
        self._created: Counter[str] = Counter()
        self._changed = 0
        self._overtaken: list[int] = []
        self._n = 0
        self._import_id = b""
        self._resumed_at = 0

    def run(self, progress: Progress | None) -> ImportOutcome:
        """Write every household that is not written yet."""
        grounds = self._begin()
        plans = [plan for plan in self._batch.plans if plan.number > self._resumed_at]
        pace = Pace()
        first = 0
        while first < len(plans):
            chosen = plans[first : first + pace.households]
            asked = elapsed_ms()
            with self._session.store.writing(self._session.clock) as writer:
                entered = elapsed_ms()
                self._write(writer, grounds, chosen)
                writer.flush()
                worked = elapsed_ms()
            pace.after(len(chosen), worked - entered, entered - asked)
            first += len(chosen)
            if progress is not None:
                progress(first, len(plans))
        with self._session.store.writing(self._session.clock) as writer:
            set_state(writer.read, self._n, ImportState.FINISHED, self._session.now_ms())
        return ImportOutcome(
            self._import_id, dict(self._created), self._changed, tuple(self._overtaken), self._resumed_at
        )

    def _begin(self) -> Grounds:
        """Record the import, or find it where it stopped, and create the units that are new."""
        session, batch = self._session, self._batch
        community = session.community.uid
        with session.store.writing(session.clock) as writer:
            known = import_of_digest(writer.read, batch.digest)
            if known is not None and known.state == ImportState.RUNNING:
                self._n, self._import_id, self._resumed_at = known.n, known.import_id, known.done
            else:
                self._import_id = os.urandom(_IMPORT_ID_BYTES)
                self._n = begin_import(
                    writer.read,
                    batch.digest,
                    file_name=batch.file_name,
                    account=session.account,
                    rows=batch.rows,
                    import_id=self._import_id,
                    now_ms=session.now_ms(),
                )
                self._create_units(writer, community)
        with known_roster(session.store, community) as ground:
            return Grounds(session, ground.grids, ground.courtyards)

    def _create_units(self, writer: Writer, community: bytes) -> None:
        """Create new grids and courtyards behind the ones there are, in the order they were named."""
        ranks = dict.fromkeys((UnitKind.GRID, UnitKind.COURTYARD), 0)
        for unit in children(writer.read, community):
            if unit.kind in ranks:
                ranks[UnitKind(unit.kind)] = max(ranks[UnitKind(unit.kind)], unit.rank)
        named = [(UnitKind.GRID, name) for name in self._batch.new_grids]
        named += [(UnitKind.COURTYARD, name) for name in self._batch.new_courtyards]
        written = WrittenRow([], [])
        for kind, name in named:
            ranks[kind] += 1
            values: dict[str, Value] = {"kind": int(kind), "name": name, "parent": community, "rank": ranks[kind]}
            uid = writer.create("unit", values, actor=self._session.actor)
            written.created.append(("unit", uid))
        note_rows(writer.read, self._n, [(0, written)], 0)
        self._created["unit"] += len(named)

    def _write(self, writer: Writer, grounds: Grounds, plans: Sequence[HouseholdPlan]) -> None:
        writing = Writing(writer, grounds, plans)
        written = writing.write()
        note_rows(writer.read, self._n, written, plans[-1].number)
        self._overtaken += writing.overtaken
        for _, row in written:
            self._created.update(type_name for type_name, _ in row.created)
            self._changed += len(row.changed)
