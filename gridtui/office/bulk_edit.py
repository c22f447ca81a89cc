"""One change of many households: chosen, looked at with what would be refused, written, taken back as one.

It is written a few households a transaction, so that nobody at the desk waits for it, and recorded in the same
transactions. A change that was interrupted is taken back like a whole one; asked for again it goes on, as households
that have the value already stay as they are.
"""

import os
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from gridtui.core.errors import InputFault, Refused
from gridtui.core.time import elapsed_ms
from gridtui.locale.value_words import value_words
from gridtui.office.acts import UndoStep, remember
from gridtui.office.bulk_rules import checked, plan_row
from gridtui.office.bulk_views import BulkChange, BulkLine, BulkPreview, BulkRow, Selection
from gridtui.office.former_grids import note_former_grid
from gridtui.office.roster import Pace
from gridtui.office.session import OfficeSession
from gridtui.office.views import Saved
from gridtui.scheme import acts
from gridtui.store import rows as stored
from gridtui.store.local_imports import (
    BULK_EDIT,
    ImportLine,
    ImportState,
    WrittenRow,
    begin_import,
    imports,
    note_rows,
    set_state,
)
from gridtui.store.read_find import find
from gridtui.store.read_households import household, household_list
from gridtui.store.writer import Writer

Progress = Callable[[int, int], None]
"""Told how many households are done and how many there are."""

MOST_HOUSEHOLDS: Final = 20_000
_PAGE = 500
_ID_BYTES = 16
_DIGEST_BYTES = 32


def selected(session: OfficeSession, selection: Selection) -> tuple[bytes, ...]:
    """Return the households of a selection in walking order.

    Raises InputFault ``bulk.no_selection`` (nothing chosen), ``bulk.too_many``; Refused.
    """
    if selection.is_empty:
        raise InputFault("bulk.no_selection")
    within = session.reach(acts.HOUSEHOLD_VIEW)
    tag = session.scheme.tag(selection.tag) if selection.tag else None
    if selection.tag and tag is None:
        raise InputFault("tag.unknown", tag=selection.tag)
    if tag is not None and tag.restricted:
        session.require(acts.TAG_RESTRICTED, unit=within)
    wanted = stored.HouseholdFilter(
        as_of_day=session.today,
        unit=within,
        grid=selection.grid,
        courtyard=selection.courtyard,
        building=selection.building,
        entrance=selection.entrance,
        tag=selection.tag or None,
        paper=selection.paper,
    )
    with session.store.reading() as reader:
        listed = household_list(reader, wanted)
        if listed.count > MOST_HOUSEHOLDS and not selection.find.strip():
            raise InputFault("bulk.too_many", count=listed.count, most=MOST_HOUSEHOLDS)
        chosen = tuple(row.uid for row in listed.rows(reader, 0, listed.count) if not row.gone)
    if not selection.find.strip():
        return chosen
    found = _found(session, selection.find, within)
    return tuple(uid for uid in chosen if uid in found)


def preview(
    session: OfficeSession, selection: Selection, change: BulkChange, progress: Progress | None = None
) -> BulkPreview:
    """Return what a change would do to each household of a selection; nothing is written.

    Raises InputFault as ``selected`` and ``bulk_rules.checked``, ``bulk.nobody_chosen``; Refused.
    """
    valid = checked(session, change)
    households = selected(session, selection)
    if not households:
        raise InputFault("bulk.nobody_chosen")
    rows: list[BulkRow] = []
    for first in range(0, len(households), _PAGE):
        with session.store.reading() as reader:
            rows += [plan_row(session, reader, uid, valid) for uid in households[first : first + _PAGE]]
        if progress is not None:
            progress(len(rows), len(households))
    return BulkPreview(selection, valid, tuple(rows))


def apply(session: OfficeSession, seen: BulkPreview, progress: Progress | None = None) -> Saved:
    """Write a change as it was previewed, as one that is taken back as one.

    A household that was changed since the preview, or is refused by now, is left alone; ``left`` in the answer's
    parameters counts them. Raises InputFault ``change.nothing`` where no household would change; Refused.
    """
    change = checked(session, seen.change)
    rows = [row for row in seen.rows if row.outcome == "change"]
    if not rows:
        raise InputFault("change.nothing")
    value = change_words(session, change)
    told: dict[str, str | int] = {"bulk": change.kind, "value": value, "count": len(rows)}
    uid = os.urandom(_ID_BYTES)
    with session.store.writing(session.clock) as writer:
        n = begin_import(
            writer.read,
            os.urandom(_DIGEST_BYTES),
            file_name=msgspec.json.encode([change.kind, value]).decode(),
            account=session.account,
            rows=len(rows),
            import_id=uid,
            now_ms=session.now_ms(),
            kind=BULK_EDIT,
        )
        saved = remember(session, writer, uid, "bulk.changed", told, [UndoStep("bulk", uid)])
    left = _write(session, change, rows, n, progress)
    with session.store.writing(session.clock) as writer:
        set_state(writer.read, n, ImportState.FINISHED, session.now_ms())
    done = {**told, "count": len(rows) - left, "left": left}
    return msgspec.structs.replace(saved, message="bulk.changed_but" if left else "bulk.changed", parameters=done)


def bulk_changes(session: OfficeSession) -> tuple[BulkLine, ...]:
    """Return the changes of many records made on this host, the latest first. Raises Refused."""
    session.accept(session.may_anywhere(acts.HOUSEHOLD_EDIT), acts.HOUSEHOLD_EDIT)
    with session.store.reading() as reader:
        return tuple(_line(made) for made in imports(reader, BULK_EDIT))


def change_words(session: OfficeSession, change: BulkChange) -> str:
    """Return a change's value in words: a unit's name, a tag's title, a code's word, the text itself."""
    if isinstance(change.value, bytes):
        unit = session.units.get(change.value)
        return unit.name if unit is not None else ""
    if change.kind.startswith("tag."):
        tag = session.scheme.tag(str(change.value))
        return tag.title if tag is not None else str(change.value)
    return value_words(change.kind.partition(".")[2], change.value)


def kind_of(made: ImportLine) -> str:
    """Return what a recorded change changed: a key of ``bulk_rules.KINDS``."""
    return _named(made)[0]


def _named(made: ImportLine) -> tuple[str, str]:
    """Return kind and value in words, which stand where an import has its file's name."""
    kind, value = msgspec.json.decode(made.file_name, type=tuple[str, str])
    return kind, value


def _line(made: ImportLine) -> BulkLine:
    kind, value = _named(made)
    return BulkLine(made.import_id, kind, value, made.account, made.rows, made.done, made.state, made.started_ms)


def _found(session: OfficeSession, text: str, within: bytes) -> frozenset[bytes]:
    """Return every household a find line finds."""
    found: set[bytes] = set()
    after: int | None = None
    while True:
        with session.store.reading() as reader:
            page = find(reader, text, scope=(within,), as_of_day=session.today, after=after, limit=_PAGE)
        found.update(row.uid for row in page.rows if not row.gone)
        after = page.next_after
        if after is None:
            return frozenset(found)
        if len(found) > MOST_HOUSEHOLDS:
            raise InputFault("bulk.too_many", count=len(found), most=MOST_HOUSEHOLDS)


def _write(
    session: OfficeSession, change: BulkChange, rows: Sequence[BulkRow], n: int, progress: Progress | None
) -> int:
    """Write the rows batch by batch; return how many were left alone."""
    pace = Pace()
    first = left = 0
    while first < len(rows):
        batch = rows[first : first + pace.households]
        asked = elapsed_ms()
        with session.store.writing(session.clock) as writer:
            entered = elapsed_ms()
            written = [_write_row(session, writer, change, row) for row in batch]
            numbered = enumerate(written, first + 1)
            made = [(number, row) for number, row in numbered if row is not None and (row.created or row.changed)]
            note_rows(writer.read, n, made, first + len(batch))
            writer.flush()
            worked = elapsed_ms()
        pace.after(len(batch), worked - entered, entered - asked)
        left += sum(row is None for row in written)
        first += len(batch)
        if progress is not None:
            progress(first, len(rows))
    return left


def _write_row(session: OfficeSession, writer: Writer, change: BulkChange, seen: BulkRow) -> WrittenRow | None:
    """Write one household's edits; None where it is another by now than when it was looked at.

    Nothing is written where it has the value by now, as a door two households share has after the first of them.
    """
    now = plan_row(session, writer.read, seen.household, change)
    written = WrittenRow([], [])
    if now.outcome == "same":
        return written
    if now.outcome != "change" or now.edits != seen.edits:
        return None
    for edit in now.edits:
        if edit.uid is None:
            made = writer.create(edit.type_name, edit.after, root=seen.household, actor=session.actor)
            written.created.append((edit.type_name, made))
            continue
        if "grid" in edit.after:
            written.created.extend(_left_grid(session, writer, edit.uid))
        writer.set(edit.uid, edit.after, actor=session.actor)
        written.changed.append((edit.uid, edit.before, edit.after))
    return written


def _left_grid(session: OfficeSession, writer: Writer, uid: bytes) -> list[tuple[str, bytes]]:
    home = household(writer.read, uid)
    if home is None:
        raise Refused("household.unknown")
    steps = note_former_grid(writer, uid, home.grid, home.from_day, session.today, session.actor)
    return [("former_grid", step.uid) for step in steps]
