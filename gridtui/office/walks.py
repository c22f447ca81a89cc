"""The building walk: entrances in walking order, and every door of one with who is behind it."""

from gridtui.core.errors import InputFault
from gridtui.core.words import DwellingUse, Outcome
from gridtui.office.board import SHOWN, board
from gridtui.office.places import building_title, door_label
from gridtui.office.session import OfficeSession
from gridtui.office.views import WalkDoor, WalkKey, WalkView
from gridtui.store import read_doors, read_households
from gridtui.store.rows import Address, DoorRow, Walk


def walks(session: OfficeSession) -> tuple[Walk, ...]:
    """Return every entrance of the community in walking order."""
    session.require("household.view")
    with session.store.reading() as reader:
        return read_doors.walks(reader, as_of_day=session.today, unit=session.community.uid)


def walk_of(session: OfficeSession, household: bytes) -> WalkKey:
    """Return the entrance a household lives in; raises InputFault ``walk.no_door`` where its door is not known."""
    with session.store.reading() as reader:
        home = read_households.household(reader, household)
    if home is None:
        raise InputFault("household.unknown")
    if home.dwelling is None or home.dwelling.courtyard is None:
        raise InputFault("walk.no_door")
    return WalkKey(home.dwelling.courtyard, home.dwelling.building, home.dwelling.entrance)


def walk(session: OfficeSession, key: WalkKey, *, day: int | None = None) -> WalkView:
    """Return an entrance as it stands on a day, its doors in walking order, empty ones included."""
    session.require("household.view")
    asked = session.today if day is None else day
    with session.store.reading() as reader:
        doors = read_doors.doors_of(reader, *key, day=asked)
        entrances = read_doors.walks(reader, as_of_day=asked, unit=session.community.uid)
    keys = [WalkKey(entrance.courtyard, entrance.building, entrance.entrance) for entrance in entrances]
    place = keys.index(key) if key in keys else -1
    name = entrances[place].courtyard_name if place >= 0 else ""
    address = Address(key.courtyard, name, key.building, key.entrance)
    duties = _duty_titles(session, doors)
    outcomes = [door.outcome_today for door in doors if door.outcome_today is not None]
    return WalkView(
        key=key,
        title=f"{building_title(address)} {door_label(address)}".strip(),
        doors=tuple(_door(door, duties) for door in doors),
        previous=keys[place - 1] if place > 0 else None,
        next=keys[place + 1] if 0 <= place < len(keys) - 1 else None,
        knocked=len(outcomes),
        met=outcomes.count(Outcome.MET),
        no_answer=outcomes.count(Outcome.NO_ANSWER),
        refused=outcomes.count(Outcome.REFUSED),
        moved=outcomes.count(Outcome.MOVED),
    )


def _duty_titles(session: OfficeSession, doors: tuple[DoorRow, ...]) -> dict[bytes, str]:
    """Return what is owed at each household of these doors: the duty that falls due first."""
    here = {door.household for door in doors if door.household is not None}
    with session.store.reading() as reader:
        shown = board(reader, session, session.today).shown
    owed = [entry for entry in shown if entry.household in here and entry.state in SHOWN]
    titles: dict[bytes, str] = {}
    for entry in sorted(owed, key=lambda entry: entry.duty.due_day or 0):
        titles.setdefault(entry.household, entry.asked.rule.label)
    return titles


def _door(door: DoorRow, duties: dict[bytes, str]) -> WalkDoor:
    return WalkDoor(
        dwelling=door.dwelling,
        household=door.household,
        door=door.door,
        head_name=door.head_name,
        duty_title=duties.get(door.household, "") if door.household else "",
        today=door.outcome_today,
        misses_this_month=door.misses_this_month,
        vacant=door.use == DwellingUse.VACANT or door.household is None,
        note=door.note,
    )
