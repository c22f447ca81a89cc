"""Logging visits: who went, whom they met, what was said. A saved visit never changes; a correction points at it."""

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.records import Household, Visit
from gridtui.core.registry import BY_NAME
from gridtui.core.time import day_of, minute_of
from gridtui.core.words import Channel, HalfDay, Outcome
from gridtui.office import drafts, phrases
from gridtui.office.acts import UndoStep, line, lines, old_values, remember
from gridtui.office.names import shown_name
from gridtui.office.session import OfficeSession
from gridtui.office.views import Saved
from gridtui.scheme import acts
from gridtui.store import read_households, read_posts, read_visits
from gridtui.store.writer import Writer
from gridtui.sync.operation import Value

LAST_MINUTE = 1_439


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


def new_visit_form(session: OfficeSession, household: bytes, *, channel: int = Channel.HOME_VISIT) -> VisitForm:
    """Return the form of a plain visit: today, now, the acting post, at home, the head met."""
    home = _household(session, household)
    head = home.members[0].uid if home.members else None
    now_ms = session.clock.now_ms()
    return VisitForm(
        household=household,
        day=day_of(now_ms),
        start_minute=minute_of(now_ms),
        visitors=(session.actor,) if session.actor else (),
        channel=channel,
        met=(head,) if head else (),
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
    )


def log_visit(session: OfficeSession, form: VisitForm) -> Saved:
    """Save one visit.

    Raises InputFault: ``household.unknown``, ``visit.future`` (the day lies ahead), ``visit.no_visitor``,
    ``visit.visitor_unknown``, ``visit.met_unknown`` (not a member), ``visit.time``; Refused where the acting post may
    not log here, or not for others (``entered_by`` then differs from the visitors).
    """
    home = _household(session, form.household)
    session.require(acts.VISIT_LOG, unit=home.grid)
    if session.actor not in form.visitors:
        session.require(acts.VISIT_LOG_FOR_ANOTHER, unit=home.grid)
    _check(session, form, home)
    with session.store.writing(session.clock) as writer:
        return _save(session, writer, form, home)


def quick_visit(
    session: OfficeSession, household: bytes, outcome: int = Outcome.MET, *, channel: int = Channel.HOME_VISIT
) -> Saved:
    """Save a plain visit, or a knock nobody answered, as of now."""
    form = new_visit_form(session, household, channel=channel)
    met = form.met if outcome == Outcome.MET else ()
    return log_visit(session, msgspec.structs.replace(form, outcome=outcome, met=met))


def correct_visit(session: OfficeSession, visit: bytes, form: VisitForm) -> Saved:
    """Save a correction: a new record that points at the old one, which stays to be seen.

    Raises as ``log_visit``; also InputFault ``visit.unknown`` and ``visit.superseded`` (corrected already).
    """
    old = _visit(session, visit)
    home = _household(session, old.household)
    session.require(acts.VISIT_CORRECT, unit=home.grid, author=old.entered_by)
    _check(session, form, home)
    with session.store.writing(session.clock) as writer:
        present = read_visits.visit(writer.read, visit)
        if present is None or present.superseded:
            raise InputFault("visit.superseded")
        uid = writer.event(
            "visit",
            old.household,
            {**_values(session, form), "corrects": visit},
            root=old.household,
            actor=session.actor,
        )
        step = UndoStep("withdraw_visit", uid)
        return remember(session, writer, uid, "visit.corrected", {"name": shown_name(home)}, [step])


def log_walk_door(
    session: OfficeSession,
    household: bytes,
    outcome: int,
    *,
    day: int | None = None,
    half_day: int = HalfDay.UNKNOWN,
    visitors: tuple[bytes, ...] = (),
) -> Saved:
    """Save one door of a building walk, typed after the round: a day and a half day instead of a minute.

    ``moved`` also marks the members' residence as to be confirmed and changes nothing else.
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
        "entered_ms": session.clock.now_ms(),
    }


def _save(session: OfficeSession, writer: Writer, form: VisitForm, home: Household) -> Saved:
    uid = writer.event("visit", home.uid, _values(session, form), root=home.uid, actor=session.actor)
    if form.outcome == Outcome.MOVED:
        steps = [*_doubt_residence(session, writer, home), UndoStep("withdraw_visit", uid)]
    else:
        steps = [UndoStep("withdraw_visit", uid)]
    phrases.count_uses(session, writer, form.diary)
    drafts.drop_in(session, writer, "visit", home.uid)
    told: dict[str, str | int] = {
        "name": shown_name(home),
        "outcome": form.outcome,
        "day": form.day,
        "time": -1 if form.start_minute is None else form.start_minute,
    }
    return remember(session, writer, uid, "visit.logged", told, steps)


def _doubt_residence(session: OfficeSession, writer: Writer, home: Household) -> list[UndoStep]:
    """Mark where the members live as to be confirmed; nothing else follows from one visit."""
    lives = BY_NAME["resident"].field("lives").number
    steps = []
    for member in home.members:
        if lives not in member.doubt:
            writer.set(member.uid, {"doubt": (*member.doubt, lives)}, actor=session.actor)
            steps.append(old_values("resident", member.uid, {"doubt": member.doubt}))
    return steps


def _values(session: OfficeSession, form: VisitForm) -> dict[str, Value]:
    return {
        "day": form.day,
        "start_minute": form.start_minute,
        "half_day": form.half_day,
        "channel": form.channel,
        "outcome": form.outcome,
        "visitors": form.visitors,
        "met": form.met,
        "prompts": form.prompts,
        "diary": lines(form.diary),
        "summary": line(form.summary),
        "gifts": line(form.gifts),
        "card_left": form.card_left,
        "entered_ms": session.clock.now_ms(),
    }


def _check(session: OfficeSession, form: VisitForm, home: Household) -> None:
    if form.day > session.today:
        raise InputFault("visit.future", field="day")
    if form.start_minute is not None and not 0 <= form.start_minute <= LAST_MINUTE:
        raise InputFault("visit.time", field="start_minute")
    if not form.visitors:
        raise InputFault("visit.no_visitor", field="visitors")
    members = {member.uid for member in home.members}
    if not members.issuperset(form.met):
        raise InputFault("visit.met_unknown", field="met")
    with session.store.reading() as reader:
        held = {post.uid for post in read_posts.posts(reader, form.day)}
    if not held.issuperset(form.visitors):
        raise InputFault("visit.visitor_unknown", field="visitors")


def _household(session: OfficeSession, uid: bytes) -> Household:
    with session.store.reading() as reader:
        home = read_households.household(reader, uid)
    if home is None:
        raise InputFault("household.unknown")
    return home


def _visit(session: OfficeSession, uid: bytes) -> Visit:
    with session.store.reading() as reader:
        visit = read_visits.visit(reader, uid)
    if visit is None:
        raise InputFault("visit.unknown")
    if visit.superseded:
        raise InputFault("visit.superseded")
    return visit
