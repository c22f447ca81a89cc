"""Logging visits: who went, whom they met, what was said. A saved visit never changes; a correction points at it."""

from collections.abc import Collection

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.records import Household, Visit
from gridtui.core.registry import BY_NAME
from gridtui.core.words import Channel, HalfDay, Outcome
from gridtui.office import drafts, phrases, subjects
from gridtui.office.acts import UndoStep, old_values, remember
from gridtui.office.campaign_pages import mismatches
from gridtui.office.freshness import confirm_in
from gridtui.office.names import shown_name
from gridtui.office.session import OfficeSession
from gridtui.office.trusted_time import TrustedTime
from gridtui.office.views import FactKey, Saved
from gridtui.office.visit_forms import (
    LAST_MINUTE,
    VisitForm,
    check_form,
    form_of,
    new_visit_form,
    values_of,
)
from gridtui.scheme import acts
from gridtui.store import read_visits
from gridtui.store.writer import Writer
from gridtui.sync.operation import Value

__all__ = [
    "LAST_MINUTE",
    "VisitForm",
    "correct_visit",
    "form_of",
    "log_visit",
    "log_walk_door",
    "new_visit_form",
    "quick_visit",
    "withdrawal",
]


def log_visit(session: OfficeSession, form: VisitForm, unchanged: Collection[FactKey] = ()) -> Saved:
    """Save one visit. Outcome ``moved`` also marks the members' residence as to be confirmed, and nothing else.

    ``unchanged`` are facts that were asked and found as they are on record; they are confirmed as of the visit's day.

    A visit by somebody else than a running campaign asks for (S0-8) is saved and says so.

    Raises InputFault: ``household.unknown``, ``text.too_long``, ``freshness.nobody_met``, ``freshness.unknown`` and
    those of ``check_form``; Refused where the acting post may not log here, or not for others (``entered_by`` then
    differs from the visitors).
    """
    home = subjects.household(session, form.household, acts.VISIT_LOG)
    if session.actor not in form.visitors:
        session.accept(subjects.decision_at(session, home, acts.VISIT_LOG_FOR_ANOTHER), acts.VISIT_LOG_FOR_ANOTHER)
    check_form(session, form, home)
    if unchanged and form.outcome != Outcome.MET:
        raise InputFault("freshness.nobody_met", field="unchanged")
    values = values_of(session, form)
    with session.store.writing(session.clock) as writer:
        values["clock_doubt"] = TrustedTime(writer.read).is_doubted(session.clock.now_ms())
        uid = writer.event("visit", home.uid, values, root=home.uid, actor=session.actor)
        steps = confirm_in(session, writer, home, unchanged, day=form.day, visit=uid)
        steps += [*_doubt_residence(session, writer, form, home.uid), UndoStep("withdraw_visit", uid)]
        phrases.count_uses(session, writer, form.diary)
        drafts.drop_in(session, writer, "visit", home.uid)
        wrong = mismatches(session, writer.read, home.uid, form.visitors, form.day)
        if wrong:
            told = {**_told(home, form), "category": wrong[0].category, "wanted": " ".join(wrong[0].wanted)}
            return remember(session, writer, uid, "visit.logged_by_other", told, steps)
        return remember(session, writer, uid, "visit.logged", _told(home, form), steps)


def quick_visit(
    session: OfficeSession, household: bytes, outcome: int = Outcome.MET, *, channel: int = Channel.HOME_VISIT
) -> Saved:
    """Save a plain visit, or a knock nobody answered, as of now. Raises as ``log_visit``."""
    form = new_visit_form(session, household, channel=channel)
    met = form.met if outcome == Outcome.MET else ()
    return log_visit(session, msgspec.structs.replace(form, outcome=outcome, met=met))


def correct_visit(session: OfficeSession, visit: bytes, form: VisitForm) -> Saved:
    """Save a correction: a new record that points at the old one, which stays to be seen and counts no more.

    Raises as ``log_visit``; also InputFault ``visit.unknown`` and ``visit.superseded`` (corrected already).
    """
    old, home = subjects.visit(session, visit, acts.VISIT_CORRECT)
    if session.actor not in form.visitors and set(form.visitors) != set(old.visitors):
        session.accept(subjects.decision_at(session, home, acts.VISIT_LOG_FOR_ANOTHER), acts.VISIT_LOG_FOR_ANOTHER)
    check_form(session, form, home)
    values = {**values_of(session, form), "corrects": visit}
    with session.store.writing(session.clock) as writer:
        present = read_visits.visit(writer.read, visit)
        if present is None or present.superseded:
            raise InputFault("visit.superseded")
        values["clock_doubt"] = TrustedTime(writer.read).is_doubted(session.clock.now_ms())
        uid = writer.event("visit", home.uid, values, root=home.uid, actor=session.actor)
        doubted = _doubt_residence(session, writer, form, home.uid) if old.outcome != Outcome.MOVED else []
        steps = [*doubted, UndoStep("restate_visit", visit, of=uid)]
        drafts.drop_in(session, writer, "visit", visit)
        return remember(session, writer, uid, "visit.corrected", _told(home, form), steps)


def log_walk_door(
    session: OfficeSession,
    household: bytes,
    outcome: int,
    *,
    day: int | None = None,
    half_day: int = HalfDay.UNKNOWN,
    visitors: tuple[bytes, ...] = (),
    told: tuple[bytes, ...] = (),
) -> Saved:
    """Save one door of a building walk, typed after the round: a day and a half day instead of a minute.

    ``told`` are the campaigns whose topic was told there (S3-10). Raises as ``log_visit``.
    """
    form = new_visit_form(session, household)
    late = day is not None and day != form.day
    form = msgspec.structs.replace(
        form,
        day=form.day if day is None else day,
        start_minute=None if late or half_day else form.start_minute,
        half_day=half_day,
        visitors=visitors or form.visitors,
        outcome=outcome,
        met=form.met if outcome == Outcome.MET else (),
        told=told if outcome == Outcome.MET else (),
    )
    return log_visit(session, form)


def withdrawal(session: OfficeSession, visit: Visit) -> dict[str, Value]:
    """Return the values of the record that takes a visit back: it points at it and counts for nothing."""
    return {
        "day": visit.day,
        "channel": visit.channel,
        "outcome": visit.outcome,
        "visitors": visit.visitors,
        "corrects": visit.uid,
        "withdrawn": True,
        "entered_ms": session.now_ms(),
    }


def _told(home: Household, form: VisitForm) -> dict[str, str | int]:
    return {
        "name": shown_name(home),
        "outcome": form.outcome,
        "day": form.day,
        "time": -1 if form.start_minute is None else form.start_minute,
    }


def _doubt_residence(session: OfficeSession, writer: Writer, form: VisitForm, household: bytes) -> list[UndoStep]:
    """Mark where the members live as to be confirmed, where they were said to have moved; nothing else follows."""
    if form.outcome != Outcome.MOVED:
        return []
    lives = BY_NAME["resident"].field("lives").number
    steps = []
    for member in subjects.known_household(writer.read, household).members:
        if lives not in member.doubt:
            doubted = {"doubt": (*member.doubt, lives)}
            writer.set(member.uid, doubted, actor=session.actor)
            steps.append(old_values("resident", member.uid, {"doubt": member.doubt}, doubted))
    return steps
