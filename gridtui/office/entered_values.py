"""What may be typed about a household, a door or a person, brought into the one form it is kept in.

Names, numbers and texts are cleaned, choices and ranges are checked, and what is doubtful is told apart: a number
with a fault is kept as it was given and stays to be confirmed.
"""

from collections.abc import Mapping
from enum import IntEnum

from gridtui.core.errors import InputFault
from gridtui.core.identity import read_id_number
from gridtui.core.names import clean_name
from gridtui.core.phones import read_phone
from gridtui.core.registry import BY_NAME
from gridtui.core.words import DwellingUse, Relation, Residence, Sex, UnitKind, Whereabouts
from gridtui.office.acts import LONGEST_LINE, LONGEST_NAME, LONGEST_NOTE, line, lines
from gridtui.office.session import OfficeSession
from gridtui.rules.walking import BUILDING_MAX, ENTRANCE_MAX
from gridtui.sync.operation import Value

EDITABLE = {
    "household": ("grid", "paper", "note", "from_day", "to_day"),
    "dwelling": ("courtyard", "building", "entrance", "door", "use", "address"),
    "resident": (
        "name",
        "relation",
        "sex",
        "birth_day",
        "id_number",
        "phone",
        "registered",
        "lives",
        "lives_from",
        "lives_to",
        "evidence",
        "residence",
        "education",
        "politics",
        "note",
    ),
}
"""Fields a person may state, by type; every other field follows from what is done."""

_CHOICES: dict[str, type[IntEnum]] = {
    "use": DwellingUse,
    "relation": Relation,
    "sex": Sex,
    "registered": Whereabouts,
    "lives": Whereabouts,
    "residence": Residence,
}
_HIGHEST = {"building": BUILDING_MAX, "entrance": ENTRANCE_MAX, "paper": 1}
_UNITS = {"grid": UnitKind.GRID, "courtyard": UnitKind.COURTYARD}
_MASKED = frozenset(("id_number", "phone"))
"""Shown with their middle hidden: what is shown must not come back as what is known."""
_NOTES = frozenset(("note", "evidence"))
_LONGEST = {"name": LONGEST_NAME, "door": LONGEST_NAME, "id_number": LONGEST_NAME, "phone": LONGEST_NAME}


def entered(session: OfficeSession, type_name: str, values: Mapping[str, Value]) -> dict[str, Value]:
    """Return what was typed as it is kept.

    Raises InputFault ``field.unknown``, ``field.unknown_choice``, ``field.out_of_range``, ``field.unit_unknown``,
    ``field.unit_ended``, ``resident.no_name``, ``resident.born_ahead``, ``resident.masked``, ``text.too_long``;
    ``field`` names where.
    """
    kept: dict[str, Value] = {}
    for name, value in values.items():
        if name not in EDITABLE[type_name]:
            raise InputFault("field.unknown", field=name, type=type_name)
        if isinstance(value, str):
            kept[name] = _text(session, name, value)
        elif isinstance(value, int):
            kept[name] = _number(session, name, value)
        else:
            kept[name] = _unit(session, name, value) if name in _UNITS else value
    if "name" in kept and not kept["name"]:
        raise InputFault("resident.no_name", field="name")
    return kept


def doubtful(session: OfficeSession, values: Mapping[str, Value]) -> frozenset[int]:
    """Return the registry numbers of a person's fields whose new value has a fault: they are kept in doubt."""
    found = set()
    if read_id_number(str(values.get("id_number") or ""), as_of_day=session.today).faults:
        found.add("id_number")
    if read_phone(str(values.get("phone") or "")).faults:
        found.add("phone")
    return frozenset(BY_NAME["resident"].field(name).number for name in found)


def doubt_after(
    type_name: str, doubt: tuple[int, ...], changed: Mapping[str, Value], faulty: frozenset[int] = frozenset()
) -> tuple[int, ...]:
    """Return what is still in doubt once fields were stated anew: not what was stated, but what was stated badly."""
    stated = {BY_NAME[type_name].field(name).number for name in changed}
    rest = [number for number in doubt if number not in stated]
    return (*rest, *sorted(faulty))


def with_birth(session: OfficeSession, values: dict[str, Value]) -> dict[str, Value]:
    """Return a person's values with date of birth and sex from a faultless identity number, where not stated."""
    said = read_id_number(str(values.get("id_number") or ""), as_of_day=session.today)
    if said.faults or said.birth_day is None:
        return values
    return {
        **values,
        "birth_day": values.get("birth_day") or said.birth_day,
        "sex": values.get("sex") or said.sex,
    }


def check_days(first_field: str, first: Value, last_field: str, last: Value) -> None:
    """Refuse an end before its beginning; raises InputFault ``dates.order``."""
    if isinstance(first, int) and isinstance(last, int) and last < first:
        raise InputFault("dates.order", field=last_field, first_field=first_field)


def _text(session: OfficeSession, name: str, text: str) -> str:
    if name in _NOTES:
        return lines(text, name, LONGEST_NOTE)
    plain = line(text, name, _LONGEST.get(name, LONGEST_LINE))
    if name == "name":
        return clean_name(plain)
    if name in _MASKED and "*" in plain:
        raise InputFault("resident.masked", field=name)
    if name == "id_number":
        return read_id_number(plain, as_of_day=session.today).number
    return read_phone(plain).number if name == "phone" else plain


def _number(session: OfficeSession, name: str, number: int) -> int:
    if name in _CHOICES and number not in tuple(_CHOICES[name]):
        raise InputFault("field.unknown_choice", field=name, value=number)
    if name in _HIGHEST and not 0 <= number <= _HIGHEST[name]:
        raise InputFault("field.out_of_range", field=name, value=number, most=_HIGHEST[name])
    if name == "birth_day" and number > session.today:
        raise InputFault("resident.born_ahead", field=name)
    return int(number)


def _unit(session: OfficeSession, name: str, value: Value) -> Value:
    if value is not None and (not isinstance(value, bytes) or session.above(value, _UNITS[name]) != value):
        raise InputFault("field.unit_unknown", field=name)
    if isinstance(value, bytes) and all(unit.uid != value for unit in session.units_of(_UNITS[name])):
        raise InputFault("field.unit_ended", field=name)
    return value
