"""What happened and must be followed up (E3): the six that must be attended, the six that must be reported.

An occurrence is noted with the moment it was learned of. Attended it is by a counting visit over one of the trigger's
channels; reported, by the ticket that names it, or by the change of the registry the trigger asks for.
"""

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.time import MS_PER_MINUTE, day_of, instant_of, minute_of
from gridtui.core.words import TicketKind
from gridtui.office import subjects
from gridtui.office.acts import LONGEST_NOTE, UndoStep, line, lines, old_values, remember
from gridtui.office.duty_views import OccurrenceRow
from gridtui.office.names import shown_name
from gridtui.office.occurrence_rows import occurrence_rows
from gridtui.office.places import address_of, short_address
from gridtui.office.session import COMMUNITIES, OfficeSession
from gridtui.office.ticket_forms import TicketForm, new_ticket_form
from gridtui.office.views import Saved
from gridtui.scheme import acts
from gridtui.scheme.model import Trigger
from gridtui.store import read_occurrences
from gridtui.sync.operation import Value

DAYS_SHOWN = 92
DONE = "done"
MINUTES_AHEAD = 10
"""How far ahead of the machine's clock somebody's watch may be, as of a visit."""


class OccurrenceForm(msgspec.Struct, frozen=True):
    """What is typed: which trigger, at which household or place, when it was learned of, what was said."""

    trigger: str
    day: int
    start_minute: int
    household: bytes | None = None
    place: str = ""
    note: str = ""


def triggers(session: OfficeSession) -> tuple[Trigger, ...]:
    """Return what the mechanism says must be followed up, the acting post's own first."""
    role = session.post.role if session.post else ""
    return tuple(sorted(session.scheme.triggers, key=lambda trigger: role not in trigger.roles))


def new_occurrence_form(session: OfficeSession, trigger: str, household: bytes | None = None) -> OccurrenceForm:
    """Return the form of something learned of now; raises InputFault ``occurrence.trigger``."""
    _trigger(session, trigger)
    now_ms = session.now_ms()
    return OccurrenceForm(trigger, day_of(now_ms), minute_of(now_ms), household)


def note_occurrence(session: OfficeSession, form: OccurrenceForm) -> Saved:
    """Note something that must be attended or reported.

    Raises InputFault ``occurrence.trigger``, ``occurrence.no_place`` (neither household nor place),
    ``occurrence.no_household`` (what must be attended is at a household), ``occurrence.future``,
    ``household.unknown``, ``text.too_long``; Refused without ``occurrence.note`` there.
    """
    trigger = _trigger(session, form.trigger)
    home = subjects.household(session, form.household, acts.OCCURRENCE_NOTE) if form.household else None
    unit = (subjects.unit_of(home) if home else None) or place_unit(session)
    if home is None:
        session.require(acts.OCCURRENCE_NOTE, unit=unit)
        if trigger.act == "attend":
            raise InputFault("occurrence.no_household")
        if not form.place.strip():
            raise InputFault("occurrence.no_place", field="place")
    at_ms = instant_of(form.day, form.start_minute)
    if at_ms > session.now_ms() + MINUTES_AHEAD * MS_PER_MINUTE:
        raise InputFault("occurrence.future", field="start_minute" if form.day == session.today else "day")
    # Who moved in is reported by the household that is entered for them, not by the door it was noted at.
    is_door = home is not None and trigger.change == "household"
    door = short_address(address_of(home.dwelling)) if home else ""
    values: dict[str, Value] = {
        "trigger": form.trigger,
        "household": None if is_door else form.household,
        "place": line(form.place or door, "place") if is_door else line(form.place, "place"),
        "unit": unit,
        "at_ms": at_ms,
        "post": session.actor,
        "note": lines(form.note, "note", LONGEST_NOTE),
    }
    with session.store.writing(session.clock) as writer:
        root = home.uid if home and not is_door else None
        uid = writer.create("occurrence", values, root=root, actor=session.actor)
        told = {"title": trigger.title, "name": shown_name(home) if home else line(form.place)}
        return remember(session, writer, uid, "occurrence.noted", told, [UndoStep("void", uid)])


def occurrences(
    session: OfficeSession, *, open_only: bool = True, since: int | None = None
) -> tuple[OccurrenceRow, ...]:
    """Return what occurred where the acting post may see, what presses first; ``since`` is the first day.

    ``open_only`` leaves out what was followed up. Raises Refused.
    """
    within = session.reach(acts.HOUSEHOLD_VIEW)
    first = session.today - DAYS_SHOWN if since is None else since
    with session.store.reading() as reader:
        found = read_occurrences.occurrences(reader, instant_of(first, 0), unit=within)
        rows = occurrence_rows(session, reader, found)
    shown = [row for row in rows if not open_only or row.state != DONE]
    return tuple(sorted(shown, key=lambda row: (row.state == DONE, row.due_ms is None, row.due_ms or row.at_ms)))


def occurrences_of(session: OfficeSession, household: bytes) -> tuple[OccurrenceRow, ...]:
    """Return a household's occurrences, the last first; raises InputFault ``household.unknown``, Refused."""
    subjects.household(session, household, acts.HOUSEHOLD_VIEW)
    with session.store.reading() as reader:
        found = read_occurrences.occurrences_of(reader, household)
        return occurrence_rows(session, reader, tuple(reversed(found)))


def occurrence(session: OfficeSession, uid: bytes) -> OccurrenceRow:
    """Return one occurrence as it stands; raises InputFault ``occurrence.unknown``, Refused."""
    with session.store.reading() as reader:
        found = read_occurrences.occurrence(reader, uid)
        if found is None:
            raise InputFault("occurrence.unknown")
        if found.household is None:
            session.require(acts.HOUSEHOLD_VIEW, unit=found.unit)
        rows = occurrence_rows(session, reader, (found,))
    if found.household is not None:
        subjects.household(session, found.household, acts.HOUSEHOLD_VIEW)
    return rows[0]


def report_form(session: OfficeSession, uid: bytes) -> TicketForm | None:
    """Return the ticket by which an occurrence is reported, filled with what the mechanism says of it.

    None where the mechanism asks for a change of the registry instead, or for a visit. Raises InputFault
    ``occurrence.unknown``, Refused.
    """
    with session.store.reading() as reader:
        found = read_occurrences.occurrence(reader, uid)
    if found is None:
        raise InputFault("occurrence.unknown")
    trigger = session.scheme.trigger(found.trigger)
    if trigger is None or trigger.stored_class is None:
        return None
    form = new_ticket_form(session, household=found.household)
    return msgspec.structs.replace(
        form,
        kind=trigger.stored_kind or TicketKind.PROBLEM,
        ticket_class=trigger.stored_class,
        category=trigger.category,
        place=found.place,
        detail=found.note,
        occurrence=uid,
    )


def settle_with_household(session: OfficeSession, uid: bytes, household: bytes) -> Saved:
    """Say that a household was entered for somebody who moved in: the report asked for (S4-7).

    Raises InputFault ``occurrence.unknown``, ``occurrence.settled``, ``household.unknown``; Refused.
    """
    home = subjects.household(session, household, acts.OCCURRENCE_NOTE)
    with session.store.writing(session.clock) as writer:
        found = read_occurrences.occurrence(writer.read, uid)
        if found is None:
            raise InputFault("occurrence.unknown")
        if found.household is not None:
            raise InputFault("occurrence.settled")
        settled: dict[str, Value] = {"household": household}
        writer.set(uid, settled, actor=session.actor)
        told = {"title": _trigger(session, found.trigger).title, "name": shown_name(home)}
        steps = [old_values("occurrence", uid, {"household": None}, settled)]
        return remember(session, writer, uid, "occurrence.settled", told, steps)


def place_unit(session: OfficeSession) -> bytes:
    """Return the unit of something at a place: the acting post's own, the community for posts above it."""
    own = session.scope_unit.uid
    return own if session.above(own, *COMMUNITIES) else session.community.uid


def _trigger(session: OfficeSession, key: str) -> Trigger:
    trigger = session.scheme.trigger(key)
    if trigger is None:
        raise InputFault("occurrence.trigger", field="trigger")
    return trigger
