"""Changing what the office knows of a household, its door and its members; every change keeps its way back."""

from collections.abc import Mapping

from gridtui.core.errors import InputFault
from gridtui.core.identity import read_id_number
from gridtui.core.names import clean_name
from gridtui.core.phones import read_phone
from gridtui.core.records import Household, Resident
from gridtui.core.registry import BY_NAME
from gridtui.core.words import DwellingUse, Relation
from gridtui.office import drafts
from gridtui.office.acts import UndoStep, line, lines, old_values, remember
from gridtui.office.names import shown_name
from gridtui.office.session import OfficeSession
from gridtui.office.views import Saved
from gridtui.scheme import acts
from gridtui.store import read_households
from gridtui.store.writer import Writer
from gridtui.sync.operation import Value

LONG_FIELDS = frozenset(("note", "evidence"))


def set_household(session: OfficeSession, uid: bytes, changes: Mapping[str, Value]) -> Saved:
    """Change fields of a household; unchanged ones are left alone. Raises InputFault, Refused."""
    home = _household(session, uid)
    session.require(acts.HOUSEHOLD_EDIT, unit=home.grid)
    before: dict[str, Value] = {
        "grid": home.grid,
        "paper": home.paper,
        "note": home.note,
        "from_day": home.from_day,
        "to_day": home.to_day,
    }
    return _change(session, "household", uid, before, changes, home, "household.changed")


def set_dwelling(session: OfficeSession, household: bytes, changes: Mapping[str, Value]) -> Saved:
    """Change the door a household lives behind: use, building, entrance, door. Raises InputFault, Refused."""
    home = _household(session, household)
    session.require(acts.HOUSEHOLD_EDIT, unit=home.grid)
    if home.dwelling is None:
        raise InputFault("dwelling.unknown")
    door = home.dwelling
    before: dict[str, Value] = {
        "courtyard": door.courtyard,
        "building": door.building,
        "entrance": door.entrance,
        "door": door.door,
        "use": door.use,
        "address": door.address,
    }
    return _change(session, "dwelling", door.uid, before, changes, home, "household.changed")


def mark_vacant(session: OfficeSession, dwelling: bytes) -> Saved:
    """Save that nobody lives behind a door; raises InputFault ``dwelling.unknown``, Refused."""
    with session.store.reading() as reader:
        door = read_households.dwelling(reader, dwelling)
    if door is None:
        raise InputFault("dwelling.unknown")
    session.require(acts.HOUSEHOLD_EDIT)
    with session.store.writing(session.clock) as writer:
        writer.set(dwelling, {"use": DwellingUse.VACANT}, actor=session.actor)
        steps = [old_values("dwelling", dwelling, {"use": door.use})]
        return remember(session, writer, dwelling, "dwelling.vacant", {"address": door.door}, steps)


def set_resident(session: OfficeSession, uid: bytes, changes: Mapping[str, Value]) -> Saved:
    """Change fields of a person. A corrected field is no longer in doubt. Raises InputFault, Refused."""
    person, home = _resident(session, uid)
    session.require(acts.RESIDENT_EDIT, unit=home.grid)
    before = {name: getattr(person, name) for name in _RESIDENT_FIELDS}
    cleaned = _cleaned(changes)
    numbers = {BY_NAME["resident"].field(name).number for name, value in cleaned.items() if before.get(name) != value}
    if numbers.intersection(person.doubt):
        cleaned["doubt"] = tuple(number for number in person.doubt if number not in numbers)
    return _change(session, "resident", uid, before, cleaned, home, "resident.changed", name=person.name)


def add_resident(session: OfficeSession, household: bytes, values: Mapping[str, Value]) -> Saved:
    """Add a member; raises InputFault ``resident.no_name`` or ``resident.id_number_held``, Refused."""
    home = _household(session, household)
    session.require(acts.RESIDENT_EDIT, unit=home.grid)
    cleaned = _cleaned(values)
    name = str(cleaned.get("name") or "")
    if not name:
        raise InputFault("resident.no_name", field="name")
    _refuse_held(session, str(cleaned.get("id_number") or ""))
    position = max((member.position for member in home.members), default=0) + 1
    cleaned |= {"household": household, "position": position}
    cleaned.setdefault("relation", Relation.OTHER if home.members else Relation.HEAD)
    with session.store.writing(session.clock) as writer:
        uid = writer.create("resident", cleaned, root=household, actor=session.actor)
        drafts.drop_in(session, writer, "resident", household)
        return remember(session, writer, uid, "resident.added", {"name": name}, [UndoStep("void", uid)])


def remove_resident(session: OfficeSession, uid: bytes) -> Saved:
    """Take a person off a household; the record is voided, not deleted. Raises InputFault, Refused."""
    person, home = _resident(session, uid)
    session.require(acts.RESIDENT_EDIT, unit=home.grid)
    with session.store.writing(session.clock) as writer:
        writer.void(uid, actor=session.actor)
        told = {"name": person.name}
        return remember(session, writer, uid, "resident.removed", told, [UndoStep("restore", uid)])


def add_household(
    session: OfficeSession,
    *,
    door: Mapping[str, Value],
    grid: bytes,
    head: Mapping[str, Value],
    dwelling: bytes | None = None,
) -> Saved:
    """Add a household with its head behind a door, a new one unless ``dwelling`` names it.

    Raises InputFault ``resident.no_name``, ``resident.id_number_held``; Refused.
    """
    session.require(acts.HOUSEHOLD_ADD, unit=grid)
    person = _cleaned(head)
    if not person.get("name"):
        raise InputFault("resident.no_name", field="name")
    _refuse_held(session, str(person.get("id_number") or ""))
    community = session.community.uid
    with session.store.writing(session.clock) as writer:
        steps = []
        if dwelling is None:
            dwelling = writer.create("dwelling", dict(door), actor=session.actor)
            steps.append(UndoStep("void", dwelling))
        values: dict[str, Value] = {
            "dwelling": dwelling,
            "grid": grid,
            "community": community,
            "from_day": session.today,
        }
        uid = writer.create("household", values, actor=session.actor)
        person |= {"household": uid, "relation": Relation.HEAD, "position": 1}
        resident = writer.create("resident", person, root=uid, actor=session.actor)
        steps = [UndoStep("void", resident), UndoStep("void", uid), *steps]
        return remember(session, writer, uid, "household.added", {"name": str(person["name"])}, steps)


def add_tag(session: OfficeSession, subject: bytes, household: bytes, key: str) -> Saved:
    """Tag a household or one of its members with a care tag; raises InputFault ``tag.unknown``, Refused."""
    home = _household(session, household)
    session.require(acts.HOUSEHOLD_EDIT, unit=home.grid)
    tag = session.scheme.tag(key)
    if tag is None:
        raise InputFault("tag.unknown", tag=key)
    names = {home.uid: shown_name(home)} | {member.uid: member.name for member in home.members}
    values: dict[str, Value] = {
        "subject": subject,
        "tag": key,
        "from_day": session.today,
        "source": session.post.staff_name if session.post else "",
        "purpose": tag.purpose,
        "review_day": session.today + tag.review_months * 30,
    }
    with session.store.writing(session.clock) as writer:
        uid = writer.create("tag", values, root=household, actor=session.actor)
        told = {"name": names.get(subject, shown_name(home)), "tag": tag.title}
        return remember(session, writer, uid, "tag.added", told, [UndoStep("void", uid)])


def end_tag(session: OfficeSession, household: bytes, tag: bytes) -> Saved:
    """End a tag as of yesterday, so that today it no longer holds; raises InputFault ``tag.unknown``, Refused."""
    home = _household(session, household)
    session.require(acts.HOUSEHOLD_EDIT, unit=home.grid)
    found = next((held for held in home.tags if held.uid == tag), None)
    if found is None:
        raise InputFault("tag.unknown", tag="")
    known = session.scheme.tag(found.tag)
    with session.store.writing(session.clock) as writer:
        writer.set(tag, {"to_day": session.today - 1}, actor=session.actor)
        told = {"name": shown_name(home), "tag": known.title if known else found.tag}
        return remember(session, writer, tag, "tag.ended", told, [old_values("tag", tag, {"to_day": found.to_day})])


def confirm(session: OfficeSession, uid: bytes) -> Saved:
    """Say that every doubtful field of a person is right; raises InputFault, Refused."""
    person, home = _resident(session, uid)
    session.require(acts.RESIDENT_EDIT, unit=home.grid)
    before = {"doubt": person.doubt}
    return _change(session, "resident", uid, before, {"doubt": ()}, home, "fields.confirmed", name=person.name)


def check_resident(session: OfficeSession, id_number: str, phone: str) -> tuple[tuple[str, str], ...]:
    """Return (field, fault code) of what is typed so far; what an ID number says is read with ``read_id_number``."""
    faults = [("id_number", fault) for fault in read_id_number(id_number, as_of_day=session.today).faults]
    faults += [("phone", fault) for fault in read_phone(phone).faults]
    return tuple(faults)


_RESIDENT_FIELDS = tuple(
    field.name for field in BY_NAME["resident"].fields if field.name not in ("household", "position")
)


def _cleaned(values: Mapping[str, Value]) -> dict[str, Value]:
    """Return typed values without control characters, names and numbers in their one written form."""
    cleaned: dict[str, Value] = {}
    for name, value in values.items():
        if not isinstance(value, str):
            cleaned[name] = value
        elif name == "name":
            cleaned[name] = clean_name(value)
        elif name == "id_number":
            cleaned[name] = value.strip().upper()
        elif name == "phone":
            cleaned[name] = read_phone(value).number
        else:
            cleaned[name] = lines(value) if name in LONG_FIELDS else line(value)
    return cleaned


def _refuse_held(session: OfficeSession, id_number: str) -> None:
    """Refuse to enter one person twice: an identity number is held by one live record of the office."""
    if not id_number:
        return
    with session.store.reading() as reader:
        held = read_households.residents_with_id_number(reader, id_number)
    if held:
        raise InputFault("resident.id_number_held", field="id_number", name=held[0].name)


def _change(  # noqa: PLR0917 - what changed, on whom, from what to what
    session: OfficeSession,
    type_name: str,
    uid: bytes,
    before: Mapping[str, Value],
    changes: Mapping[str, Value],
    home: Household,
    message: str,
    *,
    name: str = "",
) -> Saved:
    """Set the fields that differ and keep their old values as the way back."""
    different = {field: value for field, value in changes.items() if before.get(field) != value}
    if not different:
        raise InputFault("change.nothing")
    with session.store.writing(session.clock) as writer:
        writer.set(uid, different, actor=session.actor)
        _drop_draft(session, writer, type_name, uid)
        steps = [old_values(type_name, uid, {field: before.get(field) for field in different})]
        return remember(session, writer, uid, message, {"name": name or shown_name(home)}, steps)


def _drop_draft(session: OfficeSession, writer: Writer, form: str, uid: bytes) -> None:
    drafts.drop_in(session, writer, form, uid)


def _household(session: OfficeSession, uid: bytes) -> Household:
    with session.store.reading() as reader:
        home = read_households.household(reader, uid)
    if home is None:
        raise InputFault("household.unknown")
    return home


def _resident(session: OfficeSession, uid: bytes) -> tuple[Resident, Household]:
    with session.store.reading() as reader:
        person = read_households.resident(reader, uid)
        home = read_households.household(reader, person.household) if person else None
    if person is None or home is None:
        raise InputFault("resident.unknown")
    return person, home
