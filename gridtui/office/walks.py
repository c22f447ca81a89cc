"""The building walk: entrances in walking order, and every door of one with who is behind it."""

from gridtui.core.errors import InputFault
from gridtui.core.words import DwellingUse, Outcome
from gridtui.office import subjects
from gridtui.office.board import board
from gridtui.office.places import building_title, door_label
from gridtui.office.session import COMMUNITIES, OfficeSession
from gridtui.office.views import WalkDoor, WalkKey, WalkView
from gridtui.rules.duty import DutyState
from gridtui.scheme import acts
from gridtui.store import read_doors
from gridtui.store.database import Reader
from gridtui.store.read_households import household_list
from gridtui.store.rows import Address, DoorRow, HouseholdFilter, Walk


def walks(session: OfficeSession) -> tuple[Walk, ...]:
    """Return the entrances the acting post may see, in walking order. Raises Refused."""
    within = session.reach(acts.HOUSEHOLD_VIEW)
    with session.store.reading() as reader:
        entrances = read_doors.walks(reader, as_of_day=session.today, unit=_all_of(session, within))
        seen = _seen(reader, session, within)
    return entrances if seen is None else tuple(walk for walk in entrances if _key(walk) in seen.values())


def walk_of(session: OfficeSession, household: bytes) -> WalkKey:
    """Return the entrance a household lives in.

    Raises InputFault ``household.unknown``, ``walk.no_door`` where its door is not known; Refused.
    """
    home = subjects.household(session, household, acts.HOUSEHOLD_VIEW)
    if home.dwelling is None or home.dwelling.courtyard is None:
        raise InputFault("walk.no_door")
    return WalkKey(home.dwelling.courtyard, home.dwelling.building, home.dwelling.entrance)


def walk(session: OfficeSession, key: WalkKey, *, day: int | None = None) -> WalkView:
    """Return an entrance as it stands on a day, its doors in walking order, empty ones included.

    Doors of households the acting post may not see are left out. Raises Refused.
    """
    asked = session.today if day is None else day
    entrances = walks(session)
    keys = [_key(entrance) for entrance in entrances]
    with session.store.reading() as reader:
        seen = _seen(reader, session, session.reach(acts.HOUSEHOLD_VIEW))
        doors = read_doors.doors_of(reader, *key, day=asked) if seen is None or key in keys else ()
    doors = tuple(door for door in doors if seen is None or door.household is None or door.household in seen)
    place = keys.index(key) if key in keys else -1
    name = entrances[place].courtyard_name if place >= 0 else ""
    address = Address(key.courtyard, name, key.building, key.entrance)
    duties, paused = _duties_of(session, doors)
    outcomes = [door.outcome_today for door in doors if door.outcome_today is not None]
    return WalkView(
        key=key,
        title=f"{building_title(address)} {door_label(address)}".strip(),
        doors=tuple(_door(door, duties, paused) for door in doors),
        previous=keys[place - 1] if place > 0 else None,
        next=keys[place + 1] if 0 <= place < len(keys) - 1 else None,
        knocked=len(outcomes),
        met=outcomes.count(Outcome.MET),
        no_answer=outcomes.count(Outcome.NO_ANSWER),
        refused=outcomes.count(Outcome.REFUSED),
        moved=outcomes.count(Outcome.MOVED),
    )


def _key(entrance: Walk) -> WalkKey:
    return WalkKey(entrance.courtyard, entrance.building, entrance.entrance)


def _all_of(session: OfficeSession, within: bytes) -> bytes:
    """Return the unit whose courtyards hold every door within a unit: a grid's lie beside it, not below it."""
    return session.above(within, *COMMUNITIES) or within


def _seen(reader: Reader, session: OfficeSession, within: bytes) -> dict[bytes, WalkKey] | None:
    """Return the households a post below a community may see, with their entrances; None where it sees them all."""
    if _all_of(session, within) == within:
        return None
    listed = household_list(reader, HouseholdFilter(as_of_day=session.today, unit=within))
    return {
        row.uid: WalkKey(row.address.courtyard, row.address.building, row.address.entrance)
        for row in listed.rows(reader, 0, listed.count)
        if row.address.courtyard is not None
    }


def _duties_of(session: OfficeSession, doors: tuple[DoorRow, ...]) -> tuple[dict[bytes, str], frozenset[bytes]]:
    """Return what is owed behind these doors, of each the duty that falls due first, and where one is paused."""
    here = {door.household for door in doors if door.household is not None}
    with session.store.reading() as reader:
        owed = board(reader, session, session.today).owed_at(here)
    titles: dict[bytes, str] = {}
    for entry in sorted(owed, key=lambda entry: entry.duty.due_day or 0):
        if entry.state != DutyState.PAUSED:
            titles.setdefault(entry.household, entry.asked.rule.label)
    return titles, frozenset(entry.household for entry in owed if entry.state == DutyState.PAUSED)


def _door(door: DoorRow, duties: dict[bytes, str], paused: frozenset[bytes]) -> WalkDoor:
    return WalkDoor(
        dwelling=door.dwelling,
        household=door.household,
        door=door.door,
        head_name=door.head_name,
        duty_title=duties.get(door.household, "") if door.household else "",
        is_paused=door.household in paused,
        today=door.outcome_today,
        misses_this_month=door.misses_this_month,
        vacant=door.use == DwellingUse.VACANT or door.household is None,
        note=door.note,
    )
