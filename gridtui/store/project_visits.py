"""Rows of visits: what was entered, whether a correction stands in its place, and whether it counts.

A visit counts if somebody was met, no correction points at it, it is no withdrawal, and its date passed the clock
guard: nobody visits after he wrote it down, nor before the household was there; one out of its time is no attempt
either. A correction is a new visit that points at the old; of several that point
at one, the latest by (eff, hlc, id) stands, the others are kept beside it. Of one that counts ``roles`` holds the
bits (``role_bit``) of the roles of those who went.
"""

import json
from typing import Final

from gridtui.core.time import day_of
from gridtui.core.words import Outcome
from gridtui.store.columns import TABLES, UNIT, VISIT, Numbers
from gridtui.store.database import Transaction
from gridtui.store.rows import OUT_OF_TIME, REPLACED
from gridtui.sync.clock import ms_of
from gridtui.sync.operation import Operation, Value, decode_fields

SUBJECT_TYPE: Final = "SELECT type FROM entity WHERE id = ?"
SET_SUBJECT: Final = "UPDATE visit SET subject = ?, actor = ? WHERE n = ?"
CORRECTS: Final = "SELECT corrects FROM visit WHERE n = ?"
POINTING_AT: Final = (
    "SELECT v.n FROM visit v INDEXED BY visit_corrects JOIN op o ON o.id = v.uid WHERE v.corrects = ? AND v.live = 1"
    " ORDER BY coalesce(o.eff, o.hlc) DESC, o.hlc DESC, v.uid DESC"
)
COUNTED_BY: Final = (
    "SELECT v.live, v.subject, v.day, v.outcome, v.withdrawn, v.entered_ms, v.corrects, v.superseded, v.counts,"
    " v.visitors, coalesce(o.eff, o.hlc), h.from_day FROM visit v LEFT JOIN op o ON o.id = v.uid"
    " LEFT JOIN household h ON h.n = v.subject WHERE v.n = ?"
)
VISITS_TO: Final = "SELECT n FROM visit WHERE subject = ?"
SET_COUNTS: Final = "UPDATE visit SET superseded = ?, counts = ? WHERE n = ?"
ROLES_OF: Final = """
SELECT DISTINCT p.role, b.bit FROM json_each(?) w CROSS JOIN post p ON p.n = w.value
LEFT JOIN role_bit b ON b.role = p.role WHERE p.role <> ''
"""
NEXT_BIT: Final = "INSERT INTO role_bit(role, bit) SELECT ?, 1 << min(count(*), 23) FROM role_bit RETURNING bit"
SET_ROLES: Final = "UPDATE visit SET roles = ? WHERE n = ?"
MADE_BY: Final = (
    "SELECT DISTINCT a.visit, v.visitors FROM visit_actor a CROSS JOIN visit v ON v.n = a.visit WHERE a.post = ?"
)
DROP_ACTOR: Final = "DELETE FROM visit_actor WHERE post = ? AND day = ? AND subject = ? AND visit = ?"
KEEP_ACTOR: Final = "INSERT OR IGNORE INTO visit_actor(post, day, subject, visit) VALUES(?, ?, ?, ?)"

_TABLE: Final = TABLES[VISIT]
_CORRECTS: Final = 14


class Visits:
    """Writes rows of ``visit`` and ``visit_actor`` from visit operations."""

    def __init__(self, transaction: Transaction, numbers: Numbers) -> None:
        self._tx = transaction
        self._numbers = numbers

    def project(self, op: Operation) -> None:
        """Write the row of a visit as it was entered, then settle what it and its corrections count."""
        self._write(op.id, op.entity, op.actor, decode_fields(op.kind, op.body))

    def blank(self, uid: bytes, entity: bytes) -> None:
        """Blank the row of a visit that no longer counts as held: refused, or its household erased."""
        known = self._numbers.find("visit", uid)
        if known is not None:
            corrected = self._tx.value(CORRECTS, (known,))
            self._drop_actors(known)
            self._write(uid, entity, None, None)
            if corrected is not None:
                self._settle_around(corrected)

    def refresh(self, n: int) -> None:
        """Settle again what a visit counts, after its place in the log became known."""
        corrected = self._tx.value(CORRECTS, (n,))
        self._settle(n)
        if corrected is not None:
            self._settle_around(corrected)

    def _write(self, uid: bytes, entity: bytes, author: bytes | None, entered: dict[int, Value] | None) -> None:
        values = entered or {}
        row = (uid, int(entered is not None), *_TABLE.row(values, self._numbers))
        n: int = self._tx.rows(_TABLE.upsert, row)[0][0]
        self._numbers.learn("visit", uid, n)
        subject = self._numbers.of("household", entity) if self._is_home(entity) else None
        actor = None if author is None else self._numbers.of("post", author)
        self._tx.execute(SET_SUBJECT, (subject, actor, n))
        self._settle(n)
        corrected = values.get(_CORRECTS)
        if type(corrected) is bytes:
            self._settle_around(self._numbers.of("visit", corrected))

    def _is_home(self, entity: bytes) -> bool:
        return bool(self._tx.value(SUBJECT_TYPE, (entity,)) != UNIT)

    def _settle_around(self, corrected: int) -> None:
        """Settle a corrected visit and every correction of it."""
        self._settle(corrected)
        for (n,) in self._tx.rows(POINTING_AT, (corrected,)):
            self._settle(n)

    def _settle(self, n: int) -> None:
        row = self._tx.row(COUNTED_BY, (n,))
        if row is None:
            return
        live, subject, day, outcome, withdrawn, entered_ms, corrects, superseded, counts, visitors, eff, first = row
        is_out_of_time = bool(live) and not is_in_time(day, entered_ms, eff, first)
        now_superseded = REPLACED if self._is_superseded(n, corrects) else OUT_OF_TIME * is_out_of_time
        now_counts = int(bool(live) and not now_superseded and does_count(subject, outcome, withdrawn))
        if now_counts != counts or now_superseded != superseded:
            self._tx.execute(SET_COUNTS, (now_superseded, now_counts, n))
        if now_counts != counts:
            self._tx.execute(SET_ROLES, (self._roles_of(visitors) if now_counts else 0, n))
            statement = KEEP_ACTOR if now_counts else DROP_ACTOR
            for post in json.loads(visitors):
                self._tx.execute(statement, (post, day, subject, n))

    def post_changed(self, post: int) -> None:
        """Note the roles of a post's visits again, after the post came or took another role."""
        for n, visitors in self._tx.rows(MADE_BY, (post,)):
            self._tx.execute(SET_ROLES, (self._roles_of(visitors), n))

    def household_changed(self, household: int) -> None:
        """Settle a household's visits again, after its first day became another."""
        for (n,) in self._tx.rows(VISITS_TO, (household,)):
            self._settle(n)

    def _roles_of(self, visitors: str) -> int:
        """Return the bits of the roles of some posts, given as a JSON array of their local numbers."""
        bits = 0
        for role, bit in self._tx.rows(ROLES_OF, (visitors,)):
            bits |= self._tx.rows(NEXT_BIT, (role,))[0][0] if bit is None else bit
        return bits

    def _is_superseded(self, n: int, corrects: int | None) -> bool:
        if self._tx.row(POINTING_AT, (n,)) is not None:
            return True
        return corrects is not None and self._tx.value(POINTING_AT, (corrects,)) not in (n, None)

    def _drop_actors(self, n: int) -> None:
        row = self._tx.row("SELECT visitors, day, subject FROM visit WHERE n = ?", (n,))
        if row is not None:
            for post in json.loads(row[0]):
                self._tx.execute(DROP_ACTOR, (post, row[1], row[2], n))


def does_count(subject: int | None, outcome: int, withdrawn: int) -> bool:
    """Return whether a visit counts that is held, was in time, and in whose place no correction stands."""
    return subject is not None and outcome == Outcome.MET and not withdrawn


def is_in_time(day: int, entered_ms: int, eff: int | None, from_day: int | None) -> bool:
    """Return whether a visit's day passes the clock guard and is not before its household's first day."""
    return passes_clock_guard(day, entered_ms, eff) and day >= (from_day or 0)


def passes_clock_guard(day: int, entered_ms: int, eff: int | None) -> bool:
    """Return whether a visit's day is possible: stated, and not after the day it was entered.

    The entry counts as no later than its operation's ``eff``, which the server keeps near the true time. 0 and None
    mean not known.
    """
    stamps = [stamp for stamp in (entered_ms, ms_of(eff or 0)) if stamp > 0]
    return day > 0 and (not stamps or day <= day_of(min(stamps)))
