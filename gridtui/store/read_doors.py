"""Reads for the building walk: every entrance with its doors, every door of one entrance with who is behind it."""

from datetime import date

from gridtui.core.words import Outcome
from gridtui.store.database import Reader
from gridtui.store.read_units import number_of, scope_units
from gridtui.store.rows import DoorRow, Walk

COURTYARDS = "SELECT u.rank, u.n, u.uid, u.name FROM json_each(?) below CROSS JOIN unit u ON u.n = below.value"
WALKS = """
SELECT d.building, d.entrance, count(*), sum((SELECT count(*) FROM household h INDEXED BY household_dwelling
 WHERE h.dwelling = d.n AND h.live = 1 AND ifnull(h.to_day, 9999999) >= ?2))
FROM dwelling d INDEXED BY dwelling_walk WHERE d.courtyard = ?1 AND d.live = 1 GROUP BY d.building, d.entrance
"""
DOORS = """
SELECT d.uid, d.door, d.use, h.uid, r.name, h.note,
 (SELECT v.day FROM visit v INDEXED BY visit_history WHERE v.subject = h.n AND v.counts = 1 AND v.day <= :day
  ORDER BY v.day DESC LIMIT 1),
 (SELECT v.n FROM visit v INDEXED BY visit_history WHERE v.subject = h.n AND v.day = :day AND v.live = 1
  AND v.superseded = 0 AND v.withdrawn = 0 ORDER BY v.n DESC LIMIT 1) AS today,
 (SELECT count(*) FROM visit v INDEXED BY visit_history WHERE v.subject = h.n AND v.day BETWEEN :first AND :day
  AND v.outcome = :no_answer AND v.live = 1 AND v.superseded = 0 AND v.withdrawn = 0)
FROM dwelling d INDEXED BY dwelling_walk LEFT JOIN household h INDEXED BY household_dwelling
 ON h.dwelling = d.n AND h.live = 1 AND ifnull(h.to_day, 9999999) >= :day
LEFT JOIN resident r ON r.n = h.head
WHERE d.courtyard = :courtyard AND d.building = :building AND d.entrance = :entrance AND d.live = 1
ORDER BY d.walk_base, d.n
"""
TODAY = "SELECT uid, outcome FROM visit WHERE n = ?"


def walks(reader: Reader, *, as_of_day: int, unit: bytes) -> tuple[Walk, ...]:
    """Return every entrance of the courtyards of a unit, in walking order, with its doors and households."""
    courtyards = sorted(reader.rows(COURTYARDS, (scope_units(reader, unit),)))
    return tuple(
        Walk(uid, name, *entrance)
        for _, n, uid, name in courtyards
        for entrance in reader.rows(WALKS, (n, as_of_day))
    )


def doors_of(reader: Reader, courtyard: bytes, building: int, entrance: int, *, day: int) -> tuple[DoorRow, ...]:
    """Return every door of an entrance in walking order, as it stands on a day; doors nobody is behind included."""
    first = date.fromordinal(day).replace(day=1).toordinal()
    parameters = {"day": day, "first": first, "no_answer": int(Outcome.NO_ANSWER), "building": building}
    parameters |= {"entrance": entrance, "courtyard": number_of(reader, "unit", courtyard) or 0}
    doors = []
    for dwelling, door, use, household, head, note, last_day, today, misses in reader.rows(DOORS, parameters):
        visit, outcome = reader.row(TODAY, (today,)) or (None, None)
        row = DoorRow(
            dwelling=dwelling,
            door=door,
            use=use,
            household=household,
            head_name=head or "",
            note=note or "",
            last_visit_day=last_day,
            outcome_today=outcome,
            visit_today=visit,
            misses_this_month=misses,
        )
        doors.append(row)
    return tuple(doors)
