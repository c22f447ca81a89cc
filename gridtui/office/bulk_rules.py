"""What one change of many records does to one household: its edits, or why not. It writes nothing.

The same rules hold as for a single change: what may be typed, who may write where, restricted tags. A row is planned
when it is shown and again in the transaction that writes it.
"""

from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Final

from gridtui.core.errors import GridtuiError, InputFault
from gridtui.core.records import Household, Resident, Tag
from gridtui.office import subjects
from gridtui.office.acts import LONGEST_NOTE, lines
from gridtui.office.bulk_views import BulkChange, BulkRow, Edit
from gridtui.office.entered_values import doubt_after, entered
from gridtui.office.names import shown_name
from gridtui.office.places import address_of, short_address
from gridtui.office.session import OfficeSession
from gridtui.rules.periods import months_after
from gridtui.scheme import acts
from gridtui.store import read_households
from gridtui.store.database import Reader
from gridtui.store.local_imports import Kept

Planned = tuple[list[Edit], bytes | int | str]
"""The edits of a household, and the value that goes."""


def checked(session: OfficeSession, change: BulkChange) -> BulkChange:
    """Return the change with its value as it is kept.

    Raises InputFault ``bulk.kind_unknown``, ``tag.unknown``, ``bulk.no_text``, and as ``entered_values.entered``;
    Refused where the acting post may not do it anywhere, or not in the grid that is given.
    """
    if change.kind not in KINDS:
        raise InputFault("bulk.kind_unknown", kind=change.kind)
    type_name, _, field = change.kind.partition(".")
    session.accept(session.may_anywhere(acts.HOUSEHOLD_EDIT), acts.HOUSEHOLD_EDIT)
    if type_name == "tag":
        tag = session.scheme.tag(str(change.value))
        if tag is None:
            raise InputFault("tag.unknown", tag=str(change.value))
        if tag.restricted:
            session.accept(session.may_anywhere(acts.TAG_RESTRICTED), acts.TAG_RESTRICTED)
        return BulkChange(change.kind, tag.key)
    value = entered(session, type_name, {_FIELD_OF.get(field, field): change.value})[_FIELD_OF.get(field, field)]
    if isinstance(value, bytes):
        session.require(acts.HOUSEHOLD_EDIT, unit=value)
    if field == "note_added" and not value:
        raise InputFault("bulk.no_text")
    if not isinstance(value, bytes | int | str):
        raise InputFault("field.unit_unknown", field=field)
    return BulkChange(change.kind, value)


def plan_row(session: OfficeSession, reader: Reader, uid: bytes, change: BulkChange) -> BulkRow:
    """Return what a checked change does to one household, or why it is refused there."""
    home = read_households.household(reader, uid)
    if home is None or not home.live:
        return BulkRow(uid, "", "", "refused", code="household.unknown")
    address, name = short_address(address_of(home.dwelling)), shown_name(home)
    try:
        session.accept(subjects.decision_at(session, home, acts.HOUSEHOLD_EDIT), acts.HOUSEHOLD_EDIT)
        edits, was = KINDS[change.kind](session, home, change.value)
    except GridtuiError as fault:
        return BulkRow(uid, address, name, "refused", code=fault.code, parameters=fault.parameters)
    return BulkRow(uid, address, name, "change" if edits else "same", was=was, edits=tuple(edits))


def _household_field(field: str) -> Callable[[OfficeSession, Household, bytes | int | str], Planned]:
    def plan(session: OfficeSession, home: Household, value: bytes | int | str) -> Planned:
        del session
        was = getattr(home, field)
        edits = _set("household", home.uid, field, was, value, home.doubt)
        return edits, was if was is not None and field != "note" else ""

    return plan


def _note_added(session: OfficeSession, home: Household, value: bytes | int | str) -> Planned:
    del session
    text = str(value)
    if text in home.note.split("\n"):
        return [], ""
    longer = lines(f"{home.note}\n{text}" if home.note else text, "note", LONGEST_NOTE)
    return _set("household", home.uid, "note", home.note, longer, home.doubt), ""


def _use(session: OfficeSession, home: Household, value: bytes | int | str) -> Planned:
    """Change the door a household lives behind, which others may live behind as well."""
    if home.dwelling is None:
        raise InputFault("dwelling.unknown")
    door = subjects.door(session, home.dwelling.uid, acts.HOUSEHOLD_EDIT)
    return _set("dwelling", door.uid, "use", door.use, value), door.use


def _resident_field(field: str) -> Callable[[OfficeSession, Household, bytes | int | str], Planned]:
    def plan(session: OfficeSession, home: Household, value: bytes | int | str) -> Planned:
        session.accept(subjects.decision_at(session, home, acts.RESIDENT_EDIT), acts.RESIDENT_EDIT)
        if not home.members:
            raise InputFault("bulk.nobody")
        before = {getattr(member, field) for member in home.members}
        edits = [edit for member in home.members for edit in _of_member(member, field, value)]
        return edits, before.pop() if len(before) == 1 else ""

    return plan


def _of_member(member: Resident, field: str, value: bytes | int | str) -> list[Edit]:
    return _set("resident", member.uid, field, getattr(member, field), value, member.doubt)


def _tag_added(session: OfficeSession, home: Household, value: bytes | int | str) -> Planned:
    """Tag the household itself, unless it or somebody in it carries the tag."""
    tag = session.scheme.tag(str(value))
    if tag is None:
        raise InputFault("tag.unknown", tag=str(value))
    _require_sight(session, home, restricted=tag.restricted)
    if any(_in_force(home.tags, tag.key, session.today)):
        return [], ""
    values: dict[str, Kept] = {
        "subject": home.uid,
        "tag": tag.key,
        "from_day": session.today,
        "source": session.post.staff_name if session.post else "",
        "purpose": tag.purpose,
        "review_day": months_after(session.today, tag.review_months),
    }
    return [Edit("tag", None, {}, values)], ""


def _tag_ended(session: OfficeSession, home: Household, value: bytes | int | str) -> Planned:
    """End a tag of the household and of everybody in it as of yesterday."""
    tag = session.scheme.tag(str(value))
    _require_sight(session, home, restricted=tag is not None and tag.restricted)
    held = _in_force(home.tags, str(value), session.today)
    return [Edit("tag", each.uid, {"to_day": each.to_day}, {"to_day": session.today - 1}) for each in held], ""


def _in_force(tags: Iterable[Tag], key: str, day: int) -> Iterable[Tag]:
    return [tag for tag in tags if tag.tag == key and (tag.to_day is None or tag.to_day >= day)]


def _require_sight(session: OfficeSession, home: Household, *, restricted: bool) -> None:
    if restricted:
        session.accept(subjects.decision_at(session, home, acts.TAG_RESTRICTED), acts.TAG_RESTRICTED)


def _set(  # noqa: PLR0917 - a record, its field, both values, its doubts
    type_name: str, uid: bytes, field: str, was: Kept, value: Kept, doubt: tuple[int, ...] = ()
) -> list[Edit]:
    """Return the edit of a field that differs; what was in doubt of it is settled."""
    if was == value:
        return []
    before: dict[str, Kept] = {field: was}
    after: dict[str, Kept] = {field: value}
    remaining = doubt_after(type_name, doubt, after) if doubt else doubt
    if remaining != doubt:
        before["doubt"], after["doubt"] = doubt, remaining
    return [Edit(type_name, uid, before, after)]


_FIELD_OF: Final = MappingProxyType({"note_added": "note"})
KINDS: Final = MappingProxyType(
    {
        "household.grid": _household_field("grid"),
        "household.paper": _household_field("paper"),
        "household.note_added": _note_added,
        "household.note": _household_field("note"),
        "dwelling.use": _use,
        "tag.added": _tag_added,
        "tag.ended": _tag_ended,
        "resident.residence": _resident_field("residence"),
        "resident.lives": _resident_field("lives"),
        "resident.registered": _resident_field("registered"),
    }
)
"""What can be changed of many households at once, and how; the part before the dot is the type that is written."""
