"""Reads of households: the card, lists of any length, and the doors of a building.

A list is an array of local numbers for one filter and order, with pages of 50 fetched by number; count, position and
End are index arithmetic. A row that vanished since shows as gone until the list is made again.
"""

import json
from array import array
from collections import OrderedDict
from collections.abc import Iterable
from typing import Literal

import msgspec

from gridtui.core.records import Dwelling, Household, Resident, Tag
from gridtui.core.words import DwellingUse
from gridtui.store.database import Parameter, Reader, Row
from gridtui.store.read_units import number_of, scope_units, walked_between
from gridtui.store.rows import Address, HouseholdFilter, HouseholdRow

PAGE_ROWS = 50
PAGES_KEPT = 8

Order = Literal["walk", "name"]

LAST_VISIT_DAY = """(SELECT v.day FROM visit v INDEXED BY visit_history
 WHERE v.subject = h.n AND v.counts = 1 ORDER BY v.day DESC LIMIT 1)"""

ROWS = f"""
SELECT h.uid, r.name, (SELECT count(*) FROM resident m INDEXED BY resident_household
 WHERE m.household = h.n AND m.live = 1),
 c.uid, c.name, h.building, h.entrance, h.door, d.address, g.uid, g.name,
 (SELECT count(*) FROM ticket t INDEXED BY ticket_house WHERE t.household = h.n AND t.open = 1 AND t.live = 1),
 {LAST_VISIT_DAY},
 (SELECT json_group_array(DISTINCT x.tag) FROM tag x INDEXED BY tag_subject WHERE x.subject_household = h.n
  AND x.live = 1 AND ifnull(x.from_day, 0) <= ?2 AND ifnull(x.to_day, 9999999) >= ?2),
 h.doubt, d.use, h.paper, h.live, h.n
FROM json_each(?1) wanted CROSS JOIN household h ON h.n = wanted.value
LEFT JOIN resident r ON r.n = h.head LEFT JOIN unit c ON c.n = h.courtyard LEFT JOIN dwelling d ON d.n = h.dwelling
LEFT JOIN unit g ON g.n = h.grid
"""

HOUSEHOLD = """
SELECT h.n, h.live, g.uid, g.name, c.uid, h.paper, h.note, h.doubt, h.from_day, h.to_day,
 d.uid, y.uid, y.name, d.building, d.entrance, d.door, d.use, d.address
FROM household h LEFT JOIN unit g ON g.n = h.grid LEFT JOIN unit c ON c.n = h.community
LEFT JOIN dwelling d ON d.n = h.dwelling LEFT JOIN unit y ON y.n = d.courtyard WHERE h.uid = ?
"""
_RESIDENT = """r.uid, h.uid, r.name, r.relation, r.sex, r.birth_day, r.id_number, r.phone, r.registered, r.lives,
 r.lives_from, r.lives_to, r.evidence, r.residence, r.education, r.politics, r.note, r.doubt, r.position, r.live"""
MEMBERS = f"""
SELECT {_RESIDENT} FROM household h CROSS JOIN resident r INDEXED BY resident_household ON r.household = h.n
WHERE h.n = ? AND r.live = 1 ORDER BY r.position, r.n
"""
RESIDENT = f"SELECT {_RESIDENT} FROM resident r LEFT JOIN household h ON h.n = r.household WHERE r.uid = ?"
SAME_ID_NUMBER = f"""
SELECT {_RESIDENT} FROM resident r INDEXED BY resident_id_number LEFT JOIN household h ON h.n = r.household
WHERE r.id_number = ? AND r.id_number <> '' AND r.live = 1 ORDER BY r.n
"""
TAGS = """
SELECT t.uid, ifnull(r.uid, h.uid), t.tag, t.from_day, t.to_day, t.source, t.review_day
FROM household h CROSS JOIN tag t INDEXED BY tag_subject ON t.subject_household = h.n
LEFT JOIN resident r ON r.n = t.subject_resident WHERE h.n = ? AND t.live = 1 ORDER BY t.n
"""

DWELLING = """
SELECT d.uid, c.uid, c.name, d.building, d.entrance, d.door, d.use, d.address
FROM dwelling d LEFT JOIN unit c ON c.n = d.courtyard WHERE d.uid = ? AND d.live = 1
"""
GRIDS_BEHIND = """
SELECT DISTINCT g.uid FROM dwelling d CROSS JOIN household h INDEXED BY household_dwelling ON h.dwelling = d.n
LEFT JOIN unit g ON g.n = h.grid WHERE d.uid = ?1 AND h.live = 1 AND ifnull(h.to_day, 9999999) >= ?2
"""

_IN_SCOPE = """(h.grid IN (SELECT value FROM json_each(:unit)) OR h.community IN (SELECT value FROM json_each(:unit))
 OR h.courtyard IN (SELECT value FROM json_each(:unit)))"""
_PRESENT = "h.live = 1 AND (h.to_day IS NULL OR h.to_day >= :as_of) AND h.walk IS NOT NULL"
_CARRIES = """h.n IN (SELECT t.subject_household FROM tag t INDEXED BY tag_segment WHERE t.tag = :tag AND t.live = 1
 AND ifnull(t.from_day, 0) <= :as_of AND ifnull(t.to_day, 9999999) >= :as_of)"""
_VACANT = "EXISTS (SELECT 1 FROM dwelling d WHERE d.n = h.dwelling AND d.use = :vacant_use)"
CONDITIONS: dict[str, str] = {
    "unit": _IN_SCOPE,
    "grid": "h.grid = :grid",
    "courtyard": "h.courtyard = :courtyard",
    "building": "h.building = :building",
    "entrance": "h.entrance = :entrance",
    "tag": _CARRIES,
    "vacant": f"{_VACANT} = :vacant",
    "doubt": "(h.doubt <> '[]') = :doubt",
    "paper": "(h.paper <> 0) = :paper",
}
"""The condition each field of the filter adds; every parameter has the field's name."""

_ORDERS = {"walk": "h.walk", "name": "h.name_key"}
_INDEXES = {"walk": "household_list", "name": "household_name"}


def list_statement(fields: Iterable[str], order: Order) -> str:
    """Return the statement that fills a list, as one JSON array; ``fields`` are the filter's fields that are given.

    One index is read from end to end, in the order asked for and without a sort; in walking order a grid or a
    courtyard has a piece of index of its own, and any other unit is read from its first door to its last.
    """
    given = tuple(fields)
    index = _INDEXES[order]
    if order == "walk" and "grid" in given:
        index = "household_grid"
    elif order == "walk" and "courtyard" in given:
        index = "household_courtyard"
    between = ("h.walk BETWEEN :first_walk AND :last_walk",) if index == "household_list" and "unit" in given else ()
    conditions = " AND ".join((_PRESENT, *between, *(CONDITIONS[name] for name in given)))
    # One array instead of 40,000 rows: the driver's work for each row would take longer than the search.
    return f"""SELECT json_group_array(n) FROM (
 SELECT h.n FROM household h INDEXED BY {index} WHERE {conditions} ORDER BY {_ORDERS[order]})"""


class HouseholdList:
    """The households of one filter in one order, as they were when the list was made."""

    def __init__(self, numbers: "array[int]", as_of_day: int) -> None:
        self._numbers = numbers
        self._as_of_day = as_of_day
        self._pages: OrderedDict[int, tuple[HouseholdRow, ...]] = OrderedDict()

    @property
    def count(self) -> int:
        """How many households the list holds."""
        return len(self._numbers)

    @property
    def pages(self) -> int:
        """How many pages of 50 that makes; an empty list has none."""
        return -(-len(self._numbers) // PAGE_ROWS)

    def page(self, reader: Reader, number: int) -> tuple[HouseholdRow, ...]:
        """Return one page, counted from 0; eight are kept. Empty outside the list."""
        if number in self._pages:
            self._pages.move_to_end(number)
            return self._pages[number]
        first = number * PAGE_ROWS
        page = household_rows(reader, self._numbers[first : first + PAGE_ROWS], self._as_of_day) if first >= 0 else ()
        self._pages[number] = page
        if len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        return page

    def rows(self, reader: Reader, first: int, count: int) -> tuple[HouseholdRow, ...]:
        """Return up to ``count`` rows from position ``first``, counted from 0, across pages."""
        found: list[HouseholdRow] = []
        at, end = max(0, first), min(first + count, len(self._numbers))
        while at < end:
            page, offset = divmod(at, PAGE_ROWS)
            taken = self.page(reader, page)[offset : offset + end - at]
            found.extend(taken)
            at += len(taken)
        return tuple(found)

    def position_of(self, reader: Reader, uid: bytes) -> int | None:
        """Return where a household stands, counted from 0; None where the list does not hold it."""
        n = number_of(reader, "household", uid)
        try:
            return None if n is None else self._numbers.index(n)
        except ValueError:
            return None

    def forget_pages(self) -> None:
        """Fetch every page anew when it is next asked for; the list itself stays as it is."""
        self._pages.clear()


def household_list(reader: Reader, wanted: HouseholdFilter, order: Order = "walk") -> HouseholdList:
    """Make the list of a filter. A unit, grid or courtyard this store does not know makes it empty."""
    given: dict[str, Parameter] = {}
    reach: dict[str, Parameter] = {}
    for name in CONDITIONS:
        value = getattr(wanted, name)
        if value is None:
            continue
        if name == "unit":
            units = scope_units(reader, value)
            given[name] = units
            reach["first_walk"], reach["last_walk"] = walked_between(reader, units)
        elif name in ("grid", "courtyard"):
            given[name] = number_of(reader, "unit", value) or 0
        else:
            given[name] = value
    statement = list_statement(given, order)
    parameters = given | reach | {"as_of": wanted.as_of_day, "vacant_use": int(DwellingUse.VACANT)}
    numbers = msgspec.json.decode(reader.value(statement, parameters), type=list[int])
    return HouseholdList(array("q", numbers), wanted.as_of_day)


def household_rows(reader: Reader, numbers: Iterable[int], as_of_day: int) -> tuple[HouseholdRow, ...]:
    """Return the rows of local numbers in their order; one that is void or moved away shows as gone."""
    wanted = list(numbers)
    found = {row[-1]: _household_row(row) for row in reader.rows(ROWS, (json.dumps(wanted), as_of_day))}
    return tuple(found.get(n) or HouseholdRow(b"", gone=True) for n in wanted)


def _household_row(row: Row) -> HouseholdRow:
    uid, head, members, courtyard, yard, building, entrance, door, line, grid, grid_name = row[:11]
    tickets, last_day, tags, doubt, use, paper, live = row[11:18]
    if not live:
        return HouseholdRow(uid, gone=True)
    return HouseholdRow(
        uid=uid,
        head_name=head or "",
        members=members,
        address=Address(courtyard, yard or "", building, entrance, door, line or ""),
        grid=grid,
        grid_name=grid_name or "",
        open_tickets=tickets,
        last_visit_day=last_day,
        tags=tuple(json.loads(tags)),
        doubt=doubt != "[]",
        vacant=use == DwellingUse.VACANT,
        paper=bool(paper),
    )


def household(reader: Reader, uid: bytes) -> Household | None:
    """Return a household with its members and every tag it ever carried; None where this store does not know it."""
    row = reader.row(HOUSEHOLD, (uid,))
    if row is None:
        return None
    n, live, grid, grid_name, community, paper, note, doubt, from_day, to_day = row[:10]
    at = row[10:]
    return Household(
        uid=uid,
        dwelling=Dwelling(at[0], at[1], at[2] or "", *at[3:]) if at[0] else None,
        grid=grid,
        grid_name=grid_name or "",
        community=community,
        paper=paper,
        note=note,
        doubt=tuple(json.loads(doubt)),
        members=tuple(map(_resident, reader.rows(MEMBERS, (n,)))),
        tags=tuple(Tag(*tag) for tag in reader.rows(TAGS, (n,))),
        from_day=from_day,
        to_day=to_day,
        live=bool(live),
    )


def dwelling(reader: Reader, uid: bytes) -> Dwelling | None:
    """Return a door, lived in or not; None where this store does not know it."""
    row = reader.row(DWELLING, (uid,))
    return Dwelling(row[0], row[1], row[2] or "", *row[3:]) if row else None


def grids_behind(reader: Reader, dwelling: bytes, as_of_day: int) -> tuple[bytes | None, ...]:
    """Return the grids of the households behind a door, each once, None for one in no grid; empty for nobody."""
    return tuple(grid for (grid,) in reader.rows(GRIDS_BEHIND, (dwelling, as_of_day)))


def resident(reader: Reader, uid: bytes) -> Resident | None:
    """Return a resident, present or gone; None where this store does not know them."""
    row = reader.row(RESIDENT, (uid,))
    return _resident(row) if row else None


def residents_with_id_number(reader: Reader, id_number: str) -> tuple[Resident, ...]:
    """Return the residents on record under an identity number as it is stored, to warn of a second entry."""
    return tuple(map(_resident, reader.rows(SAME_ID_NUMBER, (id_number,))))


def _resident(row: Row) -> Resident:
    values: Row = (row[0], row[1] or b"", *row[2:17], tuple(json.loads(row[17])), row[18], bool(row[19]))
    return Resident(*values)
