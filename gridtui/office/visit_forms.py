"""The form of a visit: what it begins with, what is refused in it, and the values it becomes."""

from collections.abc import Iterable
from enum import IntEnum
from typing import TypeVar

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.records import Household, Visit
from gridtui.core.time import MS_PER_MINUTE, day_of, minute_of
from gridtui.core.words import Channel, HalfDay, Outcome
from gridtui.office import subjects
from gridtui.office.acts import line, lines
from gridtui.office.session import OfficeSession
from gridtui.scheme import acts
from gridtui.store import read_posts, read_visits
from gridtui.sync.operation import Value

LAST_MINUTE = 1_439
MINUTES_AHEAD = 10
"""How far ahead of the machine's clock somebody's watch may be."""
_Choice = TypeVar("_Choice", bytes, int)

SOMEBODY_THERE = frozenset((Outcome.MET, Outcome.REFUSED))
"""Outcomes with which there is somebody to have met."""


class VisitForm(msgspec.Struct, frozen=True):
    """What is typed about one visit. ``start_minute`` None where only the half day is known, or neither."""

    household: bytes
    day: int
    start_minute: int | None
    visitors: tuple[bytes, ...]
    half_day: int = 0
    channel: int = Channel.HOME_VISIT
    outcome: int = Outcome.MET
    met: tuple[bytes, ...] = ()
    prompts: tuple[int, ...] = ()
    diary: str = ""
    summary: str = ""
    gifts: str = ""
    card_left: bool = False
    told: tuple[bytes, ...] = ()
    """The campaigns whose topic the household was told (S3-10)."""
    rechecks: bytes | None = None
    """The visit this one looks into again (S2-6)."""


def new_visit_form(session: OfficeSession, household: bytes, *, channel: int = Channel.HOME_VISIT) -> VisitForm:
    """Return the form of a plain visit: today, now, the acting post, at home, the head met.

    Raises InputFault ``household.unknown``, Refused.
    """
    head = subjects.head_of(subjects.household(session, household, acts.VISIT_LOG))
    now_ms = session.now_ms()
    return VisitForm(
        household=household,
        day=day_of(now_ms),
        start_minute=minute_of(now_ms),
        visitors=(session.actor,) if session.actor else (),
        channel=channel,
        met=(head.uid,) if head else (),
    )


def form_of(visit: Visit) -> VisitForm:
    """Return the form that shows a saved visit, to be corrected."""
    return VisitForm(
        household=visit.household,
        day=visit.day,
        start_minute=visit.start_minute,
        visitors=visit.visitors,
        half_day=visit.half_day,
        channel=visit.channel,
        outcome=visit.outcome,
        met=visit.met,
        prompts=visit.prompts,
        diary=visit.diary,
        summary=visit.summary,
        gifts=visit.gifts,
        card_left=visit.card_left,
        told=visit.told,
        rechecks=visit.rechecks,
    )


def check_form(session: OfficeSession, form: VisitForm, home: Household) -> None:
    """Refuse what cannot have been: a time ahead, a visitor without a post that day, somebody not of the household.

    Raises InputFault ``visit.future``, ``visit.day``, ``visit.time``, ``visit.unknown_choice``, ``visit.no_visitor``,
    ``visit.visitor_unknown``, ``visit.met_unknown``, ``visit.recheck_unknown`` (of another household),
    ``visit.recheck_own`` (whoever made a visit does not look into it again).
    """
    _check_when(session, form)
    _check_choice("channel", form.channel, Channel)
    _check_choice("outcome", form.outcome, Outcome)
    _check_choice("half_day", form.half_day, HalfDay)
    if not form.visitors:
        raise InputFault("visit.no_visitor", field="visitors")
    members = {member.uid for member in home.members}
    if form.outcome in SOMEBODY_THERE and not members.issuperset(form.met):
        raise InputFault("visit.met_unknown", field="met")
    with session.store.reading() as reader:
        unknown = [visitor for visitor in form.visitors if not read_posts.is_held(reader, visitor, form.day)]
        first = read_visits.visit(reader, form.rechecks) if form.rechecks else None
    if unknown:
        raise InputFault("visit.visitor_unknown", field="visitors")
    if form.rechecks is not None and (first is None or first.household != home.uid):
        raise InputFault("visit.recheck_unknown")
    if first is not None and form.day < first.day:
        raise InputFault("visit.recheck_before", field="day")
    if first is not None and set(first.visitors) & set(form.visitors):
        raise InputFault("visit.recheck_own", field="visitors")


def values_of(session: OfficeSession, form: VisitForm) -> dict[str, Value]:
    """Return the values a visit is saved with; raises InputFault ``text.too_long``."""
    return {
        "day": form.day,
        "start_minute": form.start_minute,
        "half_day": form.half_day,
        "channel": form.channel,
        "outcome": form.outcome,
        "visitors": _each_once(form.visitors),
        "met": _each_once(form.met) if form.outcome in SOMEBODY_THERE else (),
        "prompts": _each_once(form.prompts),
        "diary": lines(form.diary, "diary"),
        "summary": line(form.summary, "summary"),
        "gifts": line(form.gifts, "gifts"),
        "card_left": form.card_left,
        "told": _each_once(form.told),
        "rechecks": form.rechecks,
        "entered_ms": session.now_ms(),
    }


def restated(visit: Visit) -> dict[str, Value]:
    """Return the values that say a visit once more as it was entered, in place of what corrected it."""
    return {
        "day": visit.day,
        "start_minute": visit.start_minute,
        "end_minute": visit.end_minute,
        "half_day": visit.half_day,
        "channel": visit.channel,
        "outcome": visit.outcome,
        "visitors": visit.visitors,
        "met": visit.met,
        "prompts": visit.prompts,
        "diary": visit.diary,
        "summary": visit.summary,
        "gifts": visit.gifts,
        "card_left": visit.card_left,
        "told": visit.told,
        "rechecks": visit.rechecks,
        "entered_ms": visit.entered_ms,
        "clock_doubt": visit.clock_doubt,
    }


def _check_when(session: OfficeSession, form: VisitForm) -> None:
    now_ms = session.now_ms()
    if form.day < 1:
        raise InputFault("visit.day", field="day")
    if form.day > day_of(now_ms):
        raise InputFault("visit.future", field="day")
    if form.start_minute is None:
        return
    if not 0 <= form.start_minute <= LAST_MINUTE:
        raise InputFault("visit.time", field="start_minute")
    latest_ms = now_ms + MINUTES_AHEAD * MS_PER_MINUTE
    if form.day == day_of(latest_ms) and form.start_minute > minute_of(latest_ms):
        raise InputFault("visit.future", field="start_minute")


def _check_choice(field: str, value: int, choices: type[IntEnum]) -> None:
    if value not in tuple(choices):
        raise InputFault("visit.unknown_choice", field=field, value=value)


def _each_once(found: Iterable[_Choice]) -> tuple[_Choice, ...]:
    return tuple(dict.fromkeys(found))
