"""What a roster would change in a record: only what it states, and only where that differs.

Notes and evidence grow and are never replaced. A field that changes takes its doubt from the roster; the doubts of
fields that stay are left as people left them.
"""

from gridtui.core.records import Dwelling, Household, Resident
from gridtui.office.roster_entries import HOUSEHOLD_DOUBTS, RESIDENT_DOUBTS, HouseholdEntry, ResidentEntry
from gridtui.office.roster_plan import THIS_HOUSEHOLD, Changes
from gridtui.store.local_imports import Kept

_RESIDENT_FIELDS = (
    "name",
    "relation",
    "sex",
    "birth_day",
    "id_number",
    "phone",
    "residence",
    "education",
    "politics",
)
_RESIDENCE_FACTS = ("registered", "lives")


def resident_changes(known: Resident, entry: ResidentEntry, household: bytes | None) -> Changes | None:
    """Return what changes for a person, None for nothing; ``household`` None is the one the plan creates."""
    after: dict[str, Kept] = {}
    for field in _RESIDENT_FIELDS:
        stated = getattr(entry, field)
        if stated and stated != getattr(known, field):
            after[field] = stated
    if "residence" in after:
        after |= {fact: getattr(entry, fact) for fact in _RESIDENCE_FACTS if getattr(entry, fact)}
    if known.household != household:
        after["household"] = household or THIS_HOUSEHOLD
    after |= _grown("note", known.note, entry.note)
    _carry_doubt(after, known.doubt, entry.doubt, RESIDENT_DOUBTS)
    return _changes(known.uid, known, after)


def household_changes(known: Household, entry: HouseholdEntry, dwelling: bytes | None) -> Changes | None:
    """Return what changes for a household but its people; ``dwelling`` None is a door still to be found or made."""
    after: dict[str, Kept] = {}
    before: dict[str, Kept] = {}
    if entry.paper is not None and entry.paper != known.paper:
        before["paper"], after["paper"] = known.paper, entry.paper
    if entry.grid and entry.grid != known.grid_name:
        before["grid"], after["grid"] = known.grid, entry.grid
    at = known.dwelling.uid if known.dwelling else None
    if entry.states_door and (dwelling is None or dwelling != at):
        before["dwelling"], after["dwelling"] = at, dwelling
    for field, value in _grown("note", known.note, entry.note).items():
        before[field], after[field] = known.note, value
    _carry_doubt(after, known.doubt, entry.doubt, HOUSEHOLD_DOUBTS)
    if "doubt" in after:
        before["doubt"] = known.doubt
    return Changes(known.uid, before, after) if after else None


def dwelling_changes(known: Dwelling | None, entry: HouseholdEntry) -> Changes | None:
    """Return what changes for a dwelling: its use, where the roster states one."""
    if known is None or not entry.use or entry.use == known.use:
        return None
    return Changes(known.uid, {"use": known.use}, {"use": entry.use})


def _grown(field: str, known: str, stated: str) -> dict[str, Kept]:
    """Return a text with what the roster adds to it; nothing where every part of it is there."""
    missing = [part for part in stated.split("；") if part and part not in known]
    return {field: "；".join((known, *missing) if known else missing)} if missing else {}


def _carry_doubt(
    after: dict[str, Kept], known: tuple[int, ...], stated: tuple[int, ...], numbers: dict[str, int]
) -> None:
    """Let the changed fields take their doubt from the roster."""
    touched = {number for field, number in numbers.items() if field in after}
    doubt = tuple(sorted((set(known) - touched) | (set(stated) & touched)))
    if doubt != known:
        after["doubt"] = doubt


def _changes(uid: bytes, known: Resident, after: dict[str, Kept]) -> Changes | None:
    return Changes(uid, {field: getattr(known, field) for field in after}, after) if after else None
