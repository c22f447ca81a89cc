"""Activities (E9, E12): recording one that was held, who came, what recurs; a patrol is an activity with findings.

What recurs is a series; that one of its days was held is an activity of its own. Nothing is made in advance: what is
to come follows from the series on the day it is asked.
"""

from gridtui.core.errors import InputFault
from gridtui.core.records import Activity, ActivitySeries, Attendance
from gridtui.office import subjects
from gridtui.office.activity_forms import (
    ActivityForm,
    SeriesForm,
    activity_values,
    check_activity,
    check_series,
    form_for_series,
    form_of,
    new_activity_form,
    new_series_form,
    series_values,
    units_for,
)
from gridtui.office.acts import LONGEST_NAME, UndoStep, line, old_values, remember
from gridtui.office.session import OfficeSession
from gridtui.office.views import Saved
from gridtui.scheme import acts
from gridtui.store import read_activities
from gridtui.store.database import Reader
from gridtui.store.read_values import is_still
from gridtui.sync.operation import Value

__all__ = [
    "ActivityForm",
    "SeriesForm",
    "add_attendance",
    "change_activity",
    "end_series",
    "form_for_series",
    "form_of",
    "new_activity_form",
    "new_series_form",
    "record_activity",
    "remove_activity",
    "remove_attendance",
    "start_series",
    "units_for",
]


def record_activity(session: OfficeSession, form: ActivityForm) -> Saved:
    """Record an activity that was held.

    Raises as ``activity_forms.check_activity``; InputFault ``text.too_long``, ``activity.recorded`` (this day of the
    series is recorded already); Refused without ``activity.record`` on its unit.
    """
    session.require(acts.ACTIVITY_RECORD, unit=form.unit)
    check_activity(session, form)
    values = activity_values(form)
    with session.store.writing(session.clock) as writer:
        if form.series is not None:
            _refuse_recorded(writer.read, form.series, form.day)
        uid = writer.create("activity", values, actor=session.actor)
        told: dict[str, str | int] = {"title": str(values["title"]), "day": form.day}
        return remember(session, writer, uid, "activity.recorded", told, [UndoStep("void", uid)])


def change_activity(session: OfficeSession, activity: bytes, form: ActivityForm, seen: ActivityForm) -> Saved:
    """Change what was recorded; ``seen`` is the form as it was shown.

    Raises as ``record_activity``, and InputFault ``activity.unknown``, ``change.nothing``, ``change.changed_since``.
    """
    found = known(session, activity, acts.ACTIVITY_RECORD)
    session.require(acts.ACTIVITY_RECORD, unit=form.unit)
    check_activity(session, form)
    before, stated = activity_values(form_of(found)), activity_values(form)
    different = {key: value for key, value in stated.items() if before[key] != value}
    shown = activity_values(seen)
    if any(before[key] != shown[key] for key in different):
        raise InputFault("change.changed_since", name=found.title)
    if not different:
        raise InputFault("change.nothing")
    old = {key: before[key] for key in different}
    with session.store.writing(session.clock) as writer:
        if not is_still(writer.read, "activity", activity, old):
            raise InputFault("change.changed_since", name=found.title)
        writer.set(activity, different, actor=session.actor)
        steps = [old_values("activity", activity, old, different)]
        return remember(session, writer, activity, "activity.changed", {"title": found.title}, steps)


def remove_activity(session: OfficeSession, activity: bytes) -> Saved:
    """Take a wrongly recorded activity off the list; its record is kept. Raises InputFault, Refused."""
    found = known(session, activity, acts.ACTIVITY_RECORD)
    with session.store.writing(session.clock) as writer:
        writer.void(activity, actor=session.actor)
        steps = [UndoStep("restore", activity)]
        return remember(session, writer, activity, "activity.removed", {"title": found.title}, steps)


def add_attendance(
    session: OfficeSession, activity: bytes, *, resident: bytes | None = None, name: str = "", note: str = ""
) -> Saved:
    """Note that somebody came: a resident on record, or a name.

    Raises InputFault ``activity.unknown``, ``resident.unknown``, ``attendance.no_name``, ``attendance.held`` (noted
    already), ``text.too_long``; Refused.
    """
    found = known(session, activity, acts.ACTIVITY_RECORD)
    shown = line(name, "name", LONGEST_NAME)
    if resident is not None:
        shown = subjects.resident(session, resident, acts.HOUSEHOLD_VIEW)[0].name
    if not shown:
        raise InputFault("attendance.no_name", field="name")
    values: dict[str, Value] = {"activity": activity, "resident": resident, "note": line(note, "note")}
    if resident is None:
        values["name"] = shown
    with session.store.writing(session.clock) as writer:
        here = read_activities.attendances(writer.read, activity)
        if any((came.resident, came.name) == (resident, shown) for came in here):
            raise InputFault("attendance.held", name=shown)
        uid = writer.create("attendance", values, actor=session.actor)
        told = {"name": shown, "title": found.title}
        return remember(session, writer, uid, "attendance.added", told, [UndoStep("void", uid)])


def remove_attendance(session: OfficeSession, activity: bytes, attendance: bytes) -> Saved:
    """Take somebody off the roster of an activity; raises InputFault ``attendance.unknown``, Refused."""
    found = known(session, activity, acts.ACTIVITY_RECORD)
    with session.store.writing(session.clock) as writer:
        came = _came(writer.read, activity, attendance)
        writer.void(attendance, actor=session.actor)
        told = {"name": came.name, "title": found.title}
        return remember(session, writer, attendance, "attendance.removed", told, [UndoStep("restore", attendance)])


def start_series(session: OfficeSession, form: SeriesForm) -> Saved:
    """Begin an activity that recurs on weekdays (S4-13).

    Raises as ``activity_forms.check_series``, InputFault ``text.too_long``; Refused without ``activity.plan``.
    """
    session.require(acts.ACTIVITY_PLAN, unit=form.unit)
    check_series(session, form)
    values = series_values(form)
    with session.store.writing(session.clock) as writer:
        uid = writer.create("activity_series", values, actor=session.actor)
        told = {"title": str(values["title"])}
        return remember(session, writer, uid, "series.started", told, [UndoStep("void", uid)])


def end_series(session: OfficeSession, series: bytes, last_day: int | None = None) -> Saved:
    """End what recurs: ``last_day`` is the last it may be held on, None today.

    Raises InputFault ``series.unknown``, ``series.ended``, ``dates.order``; Refused.
    """
    found = known_series(session, series)
    session.require(acts.ACTIVITY_PLAN, unit=found.unit)
    day = session.today if last_day is None else last_day
    if found.to_day is not None and found.to_day <= day:
        raise InputFault("series.ended", title=found.title)
    if found.from_day is not None and day < found.from_day - 1:
        raise InputFault("dates.order", field="to_day", first_field="from_day")
    ended: dict[str, Value] = {"to_day": day}
    with session.store.writing(session.clock) as writer:
        writer.set(series, ended, actor=session.actor)
        steps = [old_values("activity_series", series, {"to_day": found.to_day}, ended)]
        return remember(session, writer, series, "series.ended", {"title": found.title, "day": day}, steps)


def known(session: OfficeSession, activity: bytes, act: str) -> Activity:
    """Return an activity the acting post may do an act on; raises InputFault ``activity.unknown``, Refused."""
    with session.store.reading() as reader:
        found = read_activities.activity(reader, activity)
    if found is None:
        raise InputFault("activity.unknown")
    session.require(act, unit=found.unit)
    return found


def known_series(session: OfficeSession, series: bytes) -> ActivitySeries:
    """Return a series; raises InputFault ``series.unknown``."""
    with session.store.reading() as reader:
        found = read_activities.one_series(reader, series)
    if found is None:
        raise InputFault("series.unknown")
    return found


def _refuse_recorded(reader: Reader, series: bytes, day: int) -> None:
    if read_activities.activities_of_series(reader, series, day, day):
        raise InputFault("activity.recorded", field="day")


def _came(reader: Reader, activity: bytes, attendance: bytes) -> Attendance:
    for came in read_activities.attendances(reader, activity):
        if came.uid == attendance:
            return came
    raise InputFault("attendance.unknown")
