"""The forms of an activity and of a series: what they begin with, what is refused in them, the values they become."""

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.records import Activity, ActivitySeries
from gridtui.core.time import minute_of
from gridtui.core.words import HalfDay, UnitKind
from gridtui.office.acts import LONGEST_LINE, LONGEST_TEXT, line, lines
from gridtui.office.session import COMMUNITIES, OfficeSession
from gridtui.scheme import acts
from gridtui.scheme.model import ActivityKind
from gridtui.store import read_posts
from gridtui.sync.operation import Value

MOST_HEADS = 100_000
LAST_MINUTE = 1_439
FIRST_WEEKDAY, LAST_WEEKDAY = 1, 7

UNITS_OF_LEVEL: dict[str, tuple[UnitKind, ...]] = {
    "district": (UnitKind.DISTRICT,),
    "subdistrict": (UnitKind.SUBDISTRICT, UnitKind.TOWNSHIP),
    "community": COMMUNITIES,
    "area": (UnitKind.AREA,),
    "group": (UnitKind.GROUP,),
    "grid": (UnitKind.GRID,),
    "courtyard": (UnitKind.COURTYARD,),
    "building": (UnitKind.BUILDING,),
}
"""The kinds of units a level of the scheme stands for."""

HALF_DAY_MINUTES = {HalfDay.MORNING: 9 * 60, HalfDay.AFTERNOON: 14 * 60 + 30, HalfDay.EVENING: 19 * 60}
"""What a form offers where the scheme states a half day and no minute."""


class ActivityForm(msgspec.Struct, frozen=True):
    """What is typed about an activity that was held. ``heads`` are people counted without their names."""

    kind: str
    title: str
    unit: bytes | None
    day: int
    place: str = ""
    start_minute: int | None = None
    end_minute: int | None = None
    posts: tuple[bytes, ...] = ()
    summary: str = ""
    heads: int = 0
    series: bytes | None = None


class SeriesForm(msgspec.Struct, frozen=True):
    """What is typed about an activity that recurs on weekdays (1 Monday to 7 Sunday). ``to_day`` None is open."""

    kind: str
    title: str
    unit: bytes | None
    from_day: int
    place: str = ""
    weekdays: tuple[int, ...] = ()
    start_minute: int | None = None
    end_minute: int | None = None
    to_day: int | None = None


def kind_of(session: OfficeSession, key: str) -> ActivityKind:
    """Return a kind of activity of the mechanism; raises InputFault ``activity.kind``."""
    kind = session.scheme.activity(key)
    if kind is None:
        raise InputFault("activity.kind", field="kind", kind=key)
    return kind


def units_for(session: OfficeSession, kind: str, act: str = acts.ACTIVITY_RECORD) -> tuple[tuple[bytes, str], ...]:
    """Return (unit, name) of the units the acting post may hold a kind of activity on, its own first.

    They are of the level the mechanism names; where this office has none of that level, the post's own unit.
    """
    level = UNITS_OF_LEVEL[kind_of(session, kind).level]
    own = session.above(session.scope_unit.uid, *level)
    of_level = sorted(
        (unit for unit in session.units_of(*level) if session.decide(act, unit=unit.uid).allowed),
        key=lambda unit: (unit.uid != own, unit.rank, unit.name),
    )
    found = of_level or [session.scope_unit]
    return tuple((unit.uid, unit.name) for unit in found)


def new_activity_form(session: OfficeSession, kind: str) -> ActivityForm:
    """Return the form of an activity held today by the acting post; raises InputFault ``activity.kind``."""
    shape = kind_of(session, kind)
    units = units_for(session, kind)
    start = _start_minute(shape)
    return ActivityForm(
        kind=kind,
        title=shape.title,
        unit=units[0][0] if units else None,
        day=session.today,
        start_minute=minute_of(session.now_ms()) if start is None else start,
        end_minute=shape.end_minute,
        posts=(session.actor,) if session.actor else (),
    )


def form_for_series(session: OfficeSession, series: ActivitySeries, day: int) -> ActivityForm:
    """Return the form of one day of a series, to be recorded."""
    return ActivityForm(
        kind=series.kind,
        title=series.title,
        unit=series.unit,
        day=day,
        place=series.place,
        start_minute=series.start_minute,
        end_minute=series.end_minute,
        posts=(session.actor,) if session.actor else (),
        series=series.uid,
    )


def form_of(activity: Activity) -> ActivityForm:
    """Return the form that shows a recorded activity, to be changed."""
    return ActivityForm(
        kind=activity.kind,
        title=activity.title,
        unit=activity.unit,
        day=activity.day or 1,
        place=activity.place,
        start_minute=activity.start_minute,
        end_minute=activity.end_minute,
        posts=activity.posts,
        summary=activity.summary,
        heads=activity.heads,
        series=activity.series,
    )


def new_series_form(session: OfficeSession, kind: str) -> SeriesForm:
    """Return the form of a series from today on, as the mechanism says the kind recurs (S4-13)."""
    shape = kind_of(session, kind)
    units = units_for(session, kind, acts.ACTIVITY_PLAN)
    return SeriesForm(
        kind=kind,
        title=shape.title,
        unit=units[0][0] if units else None,
        from_day=session.today,
        weekdays=shape.weekdays,
        start_minute=_start_minute(shape),
        end_minute=shape.end_minute,
    )


def check_activity(session: OfficeSession, form: ActivityForm) -> None:
    """Refuse what cannot have been held.

    Raises InputFault ``activity.kind``, ``activity.no_title``, ``activity.future``, ``activity.times``,
    ``activity.heads``, ``activity.unit``, ``activity.nobody``, ``activity.post_unknown``.
    """
    _check_shared(session, form)
    if not 1 <= form.day <= session.today:
        raise InputFault("activity.future", field="day")
    if not 0 <= form.heads <= MOST_HEADS:
        raise InputFault("activity.heads", field="heads", most=MOST_HEADS)
    if not form.posts:
        raise InputFault("activity.nobody", field="posts")
    with session.store.reading() as reader:
        if not all(read_posts.is_held(reader, post, form.day) for post in form.posts):
            raise InputFault("activity.post_unknown", field="posts")


def check_series(session: OfficeSession, form: SeriesForm) -> None:
    """Refuse what cannot recur.

    Raises InputFault ``activity.kind``, ``activity.no_title``, ``activity.times``, ``activity.unit``,
    ``series.weekdays``, ``dates.order``.
    """
    _check_shared(session, form)
    if not form.weekdays or not all(FIRST_WEEKDAY <= day <= LAST_WEEKDAY for day in form.weekdays):
        raise InputFault("series.weekdays", field="weekdays")
    if form.to_day is not None and form.to_day < form.from_day:
        raise InputFault("dates.order", field="to_day", first_field="from_day")


def activity_values(form: ActivityForm) -> dict[str, Value]:
    """Return the values an activity is kept with; raises InputFault ``text.too_long``."""
    return {
        "kind": form.kind,
        "title": line(form.title, "title", LONGEST_LINE),
        "unit": form.unit,
        "place": line(form.place, "place", LONGEST_LINE),
        "day": form.day,
        "start_minute": form.start_minute,
        "end_minute": form.end_minute,
        "posts": tuple(dict.fromkeys(form.posts)),
        "summary": lines(form.summary, "summary", LONGEST_TEXT),
        "heads": form.heads,
        "series": form.series,
    }


def series_values(form: SeriesForm) -> dict[str, Value]:
    """Return the values a series is kept with; raises InputFault ``text.too_long``."""
    return {
        "kind": form.kind,
        "title": line(form.title, "title", LONGEST_LINE),
        "unit": form.unit,
        "place": line(form.place, "place", LONGEST_LINE),
        "weekdays": tuple(sorted(set(form.weekdays))),
        "start_minute": form.start_minute,
        "end_minute": form.end_minute,
        "from_day": form.from_day,
        "to_day": form.to_day,
    }


def _check_shared(session: OfficeSession, form: ActivityForm | SeriesForm) -> None:
    kind_of(session, form.kind)
    if not form.title.strip():
        raise InputFault("activity.no_title", field="title")
    if form.unit is None or not session.path(form.unit):
        raise InputFault("activity.unit", field="unit")
    start, end = form.start_minute, form.end_minute
    if any(minute is not None and not 0 <= minute <= LAST_MINUTE for minute in (start, end)):
        raise InputFault("activity.times", field="start_minute")
    if start is not None and end is not None and end < start:
        raise InputFault("activity.times", field="end_minute")


def _start_minute(kind: ActivityKind) -> int | None:
    return kind.start_minute if kind.start_minute is not None else HALF_DAY_MINUTES.get(kind.stored_half_day)
