"""Changing what the office knows of a household, its door and its members; every change keeps its way back."""

from collections.abc import Mapping

from gridtui.core.errors import InputFault
from gridtui.core.identity import read_id_number
from gridtui.core.phones import read_phone
from gridtui.core.words import DwellingUse, Relation
from gridtui.office import drafts, subjects
from gridtui.office.acts import UndoStep, old_values, remember
from gridtui.office.entered_values import EDITABLE, check_days, doubtful, entered, with_birth
from gridtui.office.names import shown_name
from gridtui.office.places import address_of, short_address
from gridtui.office.record_changes import RecordChange, refuse_held
from gridtui.office.session import COMMUNITIES, OfficeSession
from gridtui.office.tags import add_tag, end_tag
from gridtui.office.views import Saved
from gridtui.scheme import acts
from gridtui.store import read_doors, read_households
from gridtui.store.database import Reader
from gridtui.store.writer import Writer
from gridtui.sync.operation import Value

__all__ = [
    "add_household",
    "add_resident",
    "add_tag",
    "check_resident",
    "confirm",
    "end_tag",
    "mark_vacant",
    "remove_resident",
    "set_dwelling",
    "set_household",
    "set_resident",
]

Values = Mapping[str, Value]


def set_household(session: OfficeSession, uid: bytes, changes: Values, *, seen: Values | None = None) -> Saved:
    """Change fields of a household; unchanged ones are left alone, a corrected one is no longer in doubt.

    ``seen`` are values the form showed: where one is another by now nothing is saved. Raises InputFault as
    ``entered`` and ``dates.order``, ``change.nothing``, ``change.changed_since``; Refused.
    """
    home = subjects.household(session, uid, acts.HOUSEHOLD_EDIT)
    before: dict[str, Value] = {name: getattr(home, name) for name in EDITABLE["household"]}
    stated = entered(session, "household", changes)
    if isinstance(grid := stated.get("grid"), bytes):
        session.require(acts.HOUSEHOLD_EDIT, unit=grid)
    after = before | stated
    check_days("from_day", after["from_day"], "to_day", after["to_day"])
    change = RecordChange("household", uid, before, stated, seen)
    return change.save(session, "household.changed", shown_name(home), doubt=home.doubt)


def set_dwelling(session: OfficeSession, household: bytes, changes: Values, *, seen: Values | None = None) -> Saved:
    """Change the door a household lives behind: use, building, entrance, door. Raises as ``set_household``.

    Also InputFault ``dwelling.unknown`` for a household without a door.
    """
    home = subjects.household(session, household, acts.HOUSEHOLD_EDIT)
    if home.dwelling is None:
        raise InputFault("dwelling.unknown")
    door = subjects.door(session, home.dwelling.uid, acts.HOUSEHOLD_EDIT)
    before: dict[str, Value] = {name: getattr(door, name) for name in EDITABLE["dwelling"]}
    change = RecordChange("dwelling", door.uid, before, entered(session, "dwelling", changes), seen)
    return change.save(session, "household.changed", shown_name(home))


def mark_vacant(session: OfficeSession, dwelling: bytes) -> Saved:
    """Save that nobody lives behind a door; raises InputFault ``dwelling.unknown``, ``change.nothing``; Refused."""
    door = subjects.door(session, dwelling, acts.HOUSEHOLD_EDIT)
    if door.use == DwellingUse.VACANT:
        raise InputFault("change.nothing")
    vacant: Values = {"use": DwellingUse.VACANT}
    with session.store.writing(session.clock) as writer:
        writer.set(dwelling, vacant, actor=session.actor)
        steps = [old_values("dwelling", dwelling, {"use": door.use}, vacant)]
        told = {"address": short_address(address_of(door))}
        return remember(session, writer, dwelling, "dwelling.vacant", told, steps)


def set_resident(session: OfficeSession, uid: bytes, changes: Values, *, seen: Values | None = None) -> Saved:
    """Change fields of a person. A corrected field is no longer in doubt, one with a fault is.

    Raises as ``set_household``; also InputFault ``resident.id_number_held``.
    """
    person, _ = subjects.resident(session, uid, acts.RESIDENT_EDIT)
    before: dict[str, Value] = {name: getattr(person, name) for name in EDITABLE["resident"]}
    stated = entered(session, "resident", changes)
    after = before | stated
    check_days("lives_from", after["lives_from"], "lives_to", after["lives_to"])
    change = RecordChange("resident", uid, before, stated, seen)
    return change.save(session, "resident.changed", person.name, doubt=person.doubt)


def add_resident(session: OfficeSession, household: bytes, values: Values) -> Saved:
    """Add a member. The identity number fills in birth and sex where they are not stated.

    Raises InputFault as ``entered``, ``resident.no_name``, ``resident.id_number_held``; Refused.
    """
    home = subjects.household(session, household, acts.RESIDENT_EDIT)
    position = max((member.position for member in home.members), default=0) + 1
    relation = Relation.OTHER if home.members else Relation.HEAD
    person = _new_person(session, values, relation)
    with session.store.writing(session.clock) as writer:
        uid = _create_person(session, writer, person, household, position)
        drafts.drop_in(session, writer, "resident", household)
        told = {"name": str(person["name"])}
        return remember(session, writer, uid, "resident.added", told, [UndoStep("void", uid)])


def remove_resident(session: OfficeSession, uid: bytes) -> Saved:
    """Take a person off a household; the record is voided, not deleted. Raises InputFault, Refused."""
    person, _ = subjects.resident(session, uid, acts.RESIDENT_EDIT)
    with session.store.writing(session.clock) as writer:
        writer.void(uid, actor=session.actor)
        told = {"name": person.name}
        return remember(session, writer, uid, "resident.removed", told, [UndoStep("restore", uid)])


def add_household(
    session: OfficeSession, *, door: Values, grid: bytes, head: Values, dwelling: bytes | None = None
) -> Saved:
    """Add a household with its head behind a door: the one ``dwelling`` names, or one at this address, or a new one.

    A door that was marked vacant is lived in again. Raises InputFault as ``add_resident`` and ``dwelling.unknown``;
    Refused.
    """
    session.require(acts.HOUSEHOLD_ADD, unit=grid)
    address, person = entered(session, "dwelling", door), _new_person(session, head, Relation.HEAD)
    values = {
        **entered(session, "household", {"grid": grid, "from_day": session.today}),
        "community": session.above(grid, *COMMUNITIES),
    }
    with session.store.writing(session.clock) as writer:
        dwelling, steps = _lived_in(session, writer, address, dwelling)
        uid = writer.create("household", {**values, "dwelling": dwelling}, actor=session.actor)
        resident = _create_person(session, writer, person, uid, 1)
        steps = [UndoStep("void", resident), UndoStep("void", uid), *steps]
        return remember(session, writer, uid, "household.added", {"name": str(person["name"])}, steps)


def confirm(session: OfficeSession, uid: bytes) -> Saved:
    """Say that every doubtful field of a person, or of a household itself, is right.

    Raises InputFault ``change.nothing`` where none is, ``resident.unknown``; Refused.
    """
    with session.store.reading() as reader:
        is_household = read_households.household(reader, uid) is not None
    if is_household:
        home = subjects.household(session, uid, acts.HOUSEHOLD_EDIT)
        type_name, doubt, name = "household", home.doubt, shown_name(home)
    else:
        person, _ = subjects.resident(session, uid, acts.RESIDENT_EDIT)
        type_name, doubt, name = "resident", person.doubt, person.name
    if not doubt:
        raise InputFault("change.nothing")
    with session.store.writing(session.clock) as writer:
        writer.set(uid, {"doubt": ()}, actor=session.actor)
        steps = [old_values(type_name, uid, {"doubt": doubt}, {"doubt": ()})]
        return remember(session, writer, uid, "fields.confirmed", {"name": name}, steps)


def check_resident(session: OfficeSession, id_number: str, phone: str) -> tuple[tuple[str, str], ...]:
    """Return (field, fault code) of what is typed so far; what an ID number says is read with ``read_id_number``."""
    faults = [("id_number", fault) for fault in read_id_number(id_number, as_of_day=session.today).faults]
    faults += [("phone", fault) for fault in read_phone(phone).faults]
    return tuple(faults)


def _new_person(session: OfficeSession, values: Values, relation: Relation) -> dict[str, Value]:
    person = with_birth(session, entered(session, "resident", values))
    if not person.get("name"):
        raise InputFault("resident.no_name", field="name")
    check_days("lives_from", person.get("lives_from"), "lives_to", person.get("lives_to"))
    doubt = doubtful(session, person)
    if doubt:
        person["doubt"] = tuple(sorted(doubt))
    return {"relation": relation, **person}


def _create_person(session: OfficeSession, writer: Writer, person: Values, household: bytes, position: int) -> bytes:
    refuse_held(writer.read, str(person.get("id_number") or ""))
    values = {**person, "household": household, "position": position}
    return writer.create("resident", values, root=household, actor=session.actor)


def _lived_in(
    session: OfficeSession, writer: Writer, address: Values, dwelling: bytes | None
) -> tuple[bytes, list[UndoStep]]:
    """Return the dwelling of an address, made where there is none, with the way back of what was done to it."""
    found = dwelling or _dwelling_at(writer.read, address, session.today)
    if found is None:
        made = writer.create("dwelling", address, actor=session.actor)
        return made, [UndoStep("void", made)]
    door = read_households.dwelling(writer.read, found)
    if door is None:
        raise InputFault("dwelling.unknown")
    if door.use != DwellingUse.VACANT:
        return found, []
    use: Values = {"use": address.get("use") or DwellingUse.UNKNOWN}
    writer.set(found, use, actor=session.actor)
    return found, [old_values("dwelling", found, {"use": door.use}, use)]


def _dwelling_at(reader: Reader, address: Values, day: int) -> bytes | None:
    """Return the dwelling that stands at an address with a courtyard and a door, None where there is none yet."""
    courtyard, label = address.get("courtyard"), address.get("door")
    building, entrance = address.get("building", 0), address.get("entrance", 0)
    if not (isinstance(courtyard, bytes) and isinstance(building, int) and isinstance(entrance, int) and label):
        return None
    doors = read_doors.doors_of(reader, courtyard, building, entrance, day=day)
    return next((door.dwelling for door in doors if door.door == label), None)
