"""Reads an import asks for: who is on record under an ID number, who lives at a door, who is listed in a grid."""

import json
from collections.abc import Collection, Iterator

import msgspec

from gridtui.core.records import Dwelling
from gridtui.store.database import Reader

BY_ID_NUMBERS = """
SELECT r.id_number, r.uid, h.uid FROM json_each(?) wanted
CROSS JOIN resident r INDEXED BY resident_id_number ON r.id_number = wanted.value AND r.id_number <> ''
JOIN household h ON h.n = r.household WHERE r.live = 1 AND h.live = 1 ORDER BY r.n
"""
AT_DOOR = """
SELECT d.uid, h.uid, r.name FROM dwelling d INDEXED BY dwelling_walk
LEFT JOIN household h INDEXED BY household_dwelling ON h.dwelling = d.n AND h.live = 1 AND h.to_day IS NULL
LEFT JOIN resident r ON r.n = h.head
WHERE d.courtyard IS (SELECT n FROM unit WHERE uid = ?1) AND d.building = ?2 AND d.entrance = ?3 AND d.live = 1
AND d.door = ?4 AND d.address = ?5 ORDER BY d.n, h.n
"""
PRESENT = """
SELECT h.uid, r.name, y.name, d.building, d.entrance, d.door, d.address FROM household h
LEFT JOIN unit c ON c.n = h.community LEFT JOIN unit g ON g.n = h.grid
LEFT JOIN dwelling d ON d.n = h.dwelling LEFT JOIN unit y ON y.n = d.courtyard LEFT JOIN resident r ON r.n = h.head
WHERE h.live = 1 AND h.to_day IS NULL AND c.uid = ?1 AND ifnull(g.name, '') IN (SELECT value FROM json_each(?2))
ORDER BY h.walk
"""
DWELLING = """
SELECT d.uid, y.uid, y.name, d.building, d.entrance, d.door, d.use, d.address
FROM dwelling d LEFT JOIN unit y ON y.n = d.courtyard WHERE d.uid = ?
"""
HANGING_ON: dict[str, tuple[str, ...]] = {
    "household": (
        "SELECT v.uid FROM household h JOIN visit v ON v.subject = h.n WHERE h.uid = ? LIMIT 1",
        "SELECT t.uid FROM household h JOIN ticket t ON t.household = h.n WHERE h.uid = ? LIMIT 1",
        "SELECT p.uid FROM household h JOIN pairing p ON p.household = h.n WHERE h.uid = ? AND p.live = 1",
        "SELECT r.uid FROM household h JOIN resident r ON r.household = h.n WHERE h.uid = ? AND r.live = 1",
        "SELECT t.uid FROM household h JOIN tag t ON t.subject_household = h.n WHERE h.uid = ? AND t.live = 1",
    ),
    "dwelling": ("SELECT h.uid FROM dwelling d JOIN household h ON h.dwelling = d.n WHERE d.uid = ? AND h.live = 1",),
    "unit": (
        "SELECT d.uid FROM unit u JOIN dwelling d ON d.courtyard = u.n WHERE u.uid = ? AND d.live = 1 LIMIT 1",
        "SELECT h.uid FROM unit u JOIN household h ON h.grid = u.n WHERE u.uid = ? AND h.live = 1 LIMIT 1",
        "SELECT c.uid FROM unit u JOIN unit c ON c.parent = u.n WHERE u.uid = ? AND c.live = 1 LIMIT 1",
        "SELECT p.uid FROM unit u JOIN post p ON p.unit = u.n WHERE u.uid = ? AND p.live = 1 LIMIT 1",
    ),
}
"""What stands on a record of each type."""


class IdNumberHolder(msgspec.Struct, frozen=True, gc=False):
    """A resident on record under an ID number, with the household."""

    resident: bytes
    household: bytes


class DoorHousehold(msgspec.Struct, frozen=True, gc=False):
    """A household at a door; ``household`` is None for a dwelling nobody is listed in."""

    dwelling: bytes
    household: bytes | None
    head_name: str


class PresentHousehold(msgspec.Struct, frozen=True, gc=False):
    """A household on record, with the words a diff names it by."""

    uid: bytes
    head_name: str
    courtyard: str
    building: int
    entrance: int
    door: str
    address: str


def has_no_people(reader: Reader) -> bool:
    """Tell whether the store holds neither a household nor a dwelling."""
    return not reader.value("SELECT EXISTS(SELECT 1 FROM household) OR EXISTS(SELECT 1 FROM dwelling)")


def holders_of(reader: Reader, id_numbers: Collection[str]) -> dict[str, list[IdNumberHolder]]:
    """Return the present residents on record under each of several ID numbers, oldest first."""
    holders: dict[str, list[IdNumberHolder]] = {}
    for number, resident, household in reader.rows(BY_ID_NUMBERS, (json.dumps(list(id_numbers)),)):
        holders.setdefault(number, []).append(IdNumberHolder(resident, household))
    return holders


def at_door(
    reader: Reader, courtyard: bytes | None, *, building: int, entrance: int, door: str, address: str
) -> tuple[DoorHousehold, ...]:
    """Return the dwelling of a door with each household in it, oldest first; empty where there is none."""
    rows = reader.rows(AT_DOOR, (courtyard, building, entrance, door, address))
    return tuple(DoorHousehold(dwelling, household, head or "") for dwelling, household, head in rows)


def present_households(reader: Reader, community: bytes, grids: Collection[str]) -> Iterator[PresentHousehold]:
    """Yield the households listed in grids of a community, '' being those without a grid, in walking order."""
    rows = reader.each(PRESENT, (community, json.dumps(list(grids))))
    for uid, head, yard, building, entrance, door, address in rows:
        yield PresentHousehold(uid, head or "", yard or "", building or 0, entrance or 0, door or "", address or "")


def worked_on(reader: Reader, created: Collection[tuple[str, bytes]]) -> bool:
    """Tell whether anybody touched records since they were created, or hung something on them.

    A record nobody set has no field heads (P4). A visit, a ticket, a pairing, a person or a tag that is not among
    ``created`` counts as well, as does another household in a dwelling.
    """
    uids = {uid for _, uid in created}
    marks = ",".join("?" * len(uids))
    if reader.value(f"SELECT 1 FROM field_head WHERE entity IN ({marks}) LIMIT 1", tuple(uids)) is not None:
        return True
    found: set[bytes] = set()
    for type_name, uid in created:
        for statement in HANGING_ON.get(type_name, ()):
            found |= {row[0] for row in reader.rows(statement, (uid,))}
    return not found <= uids


def dwelling(reader: Reader, uid: bytes) -> Dwelling | None:
    """Return a dwelling, None where this store does not know it."""
    row = reader.row(DWELLING, (uid,))
    return Dwelling(row[0], row[1], row[2] or "", *row[3:]) if row else None
