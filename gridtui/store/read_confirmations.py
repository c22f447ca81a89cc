"""When each field of a household was last known to be true: entered, changed, or found unchanged."""

import json
from typing import Final

from gridtui.core.records import Confirmation
from gridtui.core.time import day_of
from gridtui.store.database import Reader, Row
from gridtui.sync.clock import ms_of
from gridtui.sync.operation import LIFECYCLE, Kind, decode_fields
from gridtui.sync.packing import unpack

SUBJECTS: Final = """
SELECT h.uid FROM household h WHERE h.uid = ?1
UNION ALL SELECT r.uid FROM household h CROSS JOIN resident r INDEXED BY resident_household ON r.household = h.n
WHERE h.uid = ?1 AND r.live = 1
"""
CREATED: Final = (
    f"SELECT body, coalesce(eff, hlc) FROM op WHERE id = ? AND kind = {int(Kind.CREATE)} AND body IS NOT NULL"
)
HEADS: Final = "SELECT field, coalesce(eff, hlc), hlc, op, value FROM field_head WHERE entity = ? AND dead_by IS NULL"
CONFIRMATIONS: Final = """
SELECT c.uid, h.uid, c.fields, c.day, r.uid, v.uid
FROM household h CROSS JOIN confirmation c INDEXED BY confirmation_household ON c.household = h.n
LEFT JOIN resident r ON r.n = c.resident LEFT JOIN visit v ON v.n = c.visit
WHERE h.uid = ? AND c.live = 1 ORDER BY c.day
"""

Known = dict[tuple[bytes, int], int]
"""(household or resident, field number) -> day."""


def confirmations_of(reader: Reader, household: bytes) -> tuple[Confirmation, ...]:
    """Return the confirmations of a household's fields, oldest first."""
    return tuple(map(_confirmation, reader.rows(CONFIRMATIONS, (household,))))


def last_confirmed(reader: Reader, household: bytes) -> Known:
    """Return for each field of a household and its members the day it was last known to be true.

    That is the day its value was entered, or the day it was last found unchanged. A field that states nothing (no
    value, '', 0, an empty list) is not there, whatever was confirmed of it.
    """
    known: Known = {}
    for (subject,) in reader.rows(SUBJECTS, (household,)):
        known |= {(subject, field): day for field, day in _entered(reader, subject).items()}
    for found in confirmations_of(reader, household):
        subject = found.resident or household
        for field in found.fields:
            if (subject, field) in known and found.day is not None:
                known[subject, field] = max(known[subject, field], found.day)
    return known


def _entered(reader: Reader, subject: bytes) -> dict[int, int]:
    """Return field -> day its shown value was entered, of fields that state something."""
    created = reader.row(CREATED, (subject,))
    entered: dict[int, int] = {}
    if created is not None:
        body, eff = created
        entered = {field: _day(eff) for field, value in decode_fields(Kind.CREATE, body).items() if value}
    heads: dict[int, Row] = {}
    for field, *head in reader.rows(HEADS, (subject,)):
        # The head with the largest (eff, hlc, id) shows (P4).
        heads[field] = max(heads.get(field, ()), tuple(head), key=lambda row: row[:3])
    for field, (eff, _, _, value) in heads.items():
        entered.pop(field, None)
        if value is not None and unpack(value, references=False):
            entered[field] = _day(eff)
    entered.pop(LIFECYCLE, None)
    return entered


def _day(eff: int) -> int:
    return day_of(ms_of(eff))


def _confirmation(row: Row) -> Confirmation:
    uid, household, fields, day, resident, visit = row
    return Confirmation(uid, household, tuple(json.loads(fields)), day, resident, visit)
