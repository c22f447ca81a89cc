"""What is arranged with one household instead of a rule: a personal plan (S1-13), days on which nothing is asked.

Both are dated records that travel with the household. Neither is ever changed: one is ended, and another one set. A
plan or pause that began today and is ended today never held, and is voided.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.records import Household, PlanRecord
from gridtui.office import drafts, subjects
from gridtui.office.acts import UndoStep, line, lines, old_values, remember
from gridtui.office.duties import rules_about
from gridtui.office.duty_views import PauseLine, PlanLine
from gridtui.office.names import shown_name
from gridtui.office.plan_lines import pause_line, plan_line
from gridtui.office.session import OfficeSession
from gridtui.office.views import Saved
from gridtui.rules.plans import KINDS
from gridtui.scheme import acts
from gridtui.scheme.model import CadenceRule, Numbered, PlanTemplate
from gridtui.store import read_plans
from gridtui.store.database import Reader
from gridtui.store.read_values import is_still
from gridtui.sync.operation import Value

LONGEST_PERIOD_DAYS: Final = 366
MOST_TIMES: Final = 99
_WEEK: Final = frozenset(range(1, 8))
_SHOWN_DAYS: Final = 92
"""Pauses that ended longer ago than that do not stand on the card."""


class PlanForm(msgspec.Struct, frozen=True):
    """What is agreed with a household. ``rule`` '' is every rule about it; '' and 0 leave the rule's own pace."""

    household: bytes
    from_day: int
    rule: str = ""
    period_kind: str = ""
    days: int = 0
    weekdays: tuple[int, ...] = ()
    times: int = 0
    to_day: int | None = None
    reason: str = ""
    ends_with: str = ""


class PauseForm(msgspec.Struct, frozen=True):
    """Days on which nothing is asked; ``to_day`` None is till further notice.

    ``reason`` is a number of the mechanism. ``excuse``: what falls due in these days was not owed at all.
    """

    household: bytes
    from_day: int
    rule: str = ""
    reason: int = 0
    to_day: int | None = None
    note: str = ""
    excuse: bool = False


def plan_form(session: OfficeSession, household: bytes, template: str = "", rule: str = "") -> PlanForm:
    """Return the form of a plan from today on, filled from a template of the mechanism where one is named.

    Raises InputFault ``household.unknown``, ``plan.template``; Refused.
    """
    subjects.household(session, household, acts.PLAN_EDIT)
    form = PlanForm(household, session.today, rule)
    if not template:
        return form
    known = next((each for each in session.scheme.plans if each.key == template), None)
    if known is None:
        raise InputFault("plan.template", field="template")
    return msgspec.structs.replace(
        form,
        period_kind=known.period.kind,
        days=known.period.days,
        weekdays=known.period.weekdays,
        times=known.times,
        reason=known.title,
        ends_with=known.ends_with,
    )


def plan_templates(session: OfficeSession) -> tuple[PlanTemplate, ...]:
    """Return the plans the mechanism offers to start from."""
    return session.scheme.plans


def plan_rules(session: OfficeSession, household: bytes) -> tuple[CadenceRule, ...]:
    """Return the rules about a household for a plan to be about; raises as ``browse.household_card``.

    Those for which the office has stated no period are among them: a plan states its own.
    """
    home = subjects.household(session, household, acts.HOUSEHOLD_VIEW)
    all_keys = {rule.key for rule in session.scheme.rules}
    with session.store.reading() as reader:
        return tuple(rules_about(session, reader, home, session.today, planned=all_keys))


def pause_rules(session: OfficeSession, household: bytes) -> tuple[CadenceRule, ...]:
    """Return the rules that ask something of a household, for a pause to be about; raises as ``plan_rules``."""
    home = subjects.household(session, household, acts.HOUSEHOLD_VIEW)
    with session.store.reading() as reader:
        return tuple(rules_about(session, reader, home, session.today))


def set_plan(session: OfficeSession, form: PlanForm) -> Saved:
    """Save a personal plan.

    Raises InputFault ``household.unknown``, ``rule.unknown``, ``plan.mode``, ``plan.nothing``, ``plan.period``,
    ``plan.days``, ``plan.weekdays``, ``plan.times``, ``plan.tag`` (nobody here carries it), ``plan.held`` (another
    one of the rule holds on these days), ``dates.order``, ``text.too_long``; Refused.
    """
    home = subjects.household(session, form.household, acts.PLAN_EDIT)
    _check_rule(session, home, form.rule)
    _check_pace(session, home, form)
    _check_days(form.from_day, form.to_day)
    values: dict[str, Value] = {
        "household": home.uid,
        "rule": form.rule,
        "period_kind": form.period_kind,
        "days": form.days if form.period_kind == "rolling" else 0,
        "weekdays": tuple(sorted(set(form.weekdays))) if form.period_kind == "weekdays" else (),
        "times": form.times,
        "from_day": form.from_day,
        "to_day": form.to_day,
        "reason": line(form.reason, "reason"),
        "ends_with": form.ends_with,
    }
    with session.store.writing(session.clock) as writer:
        if any(_meet(form, kept) for kept in _plans_from(writer.read, home, form.from_day)):
            raise InputFault("plan.held", field="rule")
        uid = writer.create("plan", values, root=home.uid, actor=session.actor)
        drafts.drop_in(session, writer, "plan", home.uid)
        told: dict[str, str | int] = {"name": shown_name(home), "day": form.from_day}
        return remember(session, writer, uid, "plan.set", told, [UndoStep("void", uid)])


def end_plan(session: OfficeSession, plan: bytes) -> Saved:
    """End a plan as of yesterday, so that today the rule's own pace holds again; it starts anew today.

    Raises InputFault ``plan.unknown``, ``change.nothing`` (ended already), ``change.changed_since``; Refused.
    """
    with session.store.reading() as reader:
        kept = read_plans.plan(reader, plan)
    if kept is None:
        raise InputFault("plan.unknown")
    home = subjects.household(session, kept.household, acts.PLAN_EDIT)
    return _end(session, "plan", plan, (kept.from_day, kept.to_day), {"name": shown_name(home)})


def pause_reasons(session: OfficeSession, household: bytes, rule: str = "") -> tuple[Numbered, ...]:
    """Return the reasons for which a rule may pause for a household; for all its rules, those they share.

    Raises InputFault ``household.unknown``, ``rule.unknown``; Refused.
    """
    about = {each.key: each for each in pause_rules(session, household)}
    if rule and rule not in about:
        raise InputFault("rule.unknown", rule=rule)
    wanted = [about[rule]] if rule else list(about.values())
    return tuple(
        reason
        for reason in session.scheme.pause_reasons
        if wanted and all(reason.key in each.pause_reasons for each in wanted)
    )


def pause_duty(session: OfficeSession, form: PauseForm) -> Saved:
    """Save days on which a rule asks nothing of a household.

    Raises InputFault ``household.unknown``, ``rule.unknown``, ``pause.no_reason``, ``pause.reason`` (not one this
    rule pauses for), ``dates.order``, ``text.too_long``; Refused.
    """
    home = subjects.household(session, form.household, acts.DUTY_PAUSE)
    _check_rule(session, home, form.rule)
    allowed = {reason.number: reason for reason in pause_reasons(session, home.uid, form.rule)}
    if not form.reason:
        raise InputFault("pause.no_reason", field="reason")
    if form.reason not in allowed:
        raise InputFault("pause.reason", field="reason")
    _check_days(form.from_day, form.to_day)
    values: dict[str, Value] = {
        "household": home.uid,
        "rule": form.rule,
        "from_day": form.from_day,
        "to_day": form.to_day,
        "reason": form.reason,
        "note": lines(form.note, "note", most=1_000),
        "excuse": form.excuse,
    }
    with session.store.writing(session.clock) as writer:
        uid = writer.create("pause", values, root=home.uid, actor=session.actor)
        drafts.drop_in(session, writer, "pause", home.uid)
        told: dict[str, str | int] = {
            "name": shown_name(home),
            "reason": allowed[form.reason].title,
            "until": form.to_day or 0,
        }
        return remember(session, writer, uid, "pause.set", told, [UndoStep("void", uid)])


def end_pause(session: OfficeSession, pause: bytes) -> Saved:
    """End a pause as of yesterday, so that from today on the rule asks again.

    Raises InputFault ``pause.unknown``, ``change.nothing``, ``change.changed_since``; Refused.
    """
    with session.store.reading() as reader:
        kept = read_plans.pause(reader, pause)
    if kept is None:
        raise InputFault("pause.unknown")
    home = subjects.household(session, kept.household, acts.DUTY_PAUSE)
    return _end(session, "pause", pause, (kept.from_day, kept.to_day), {"name": shown_name(home)})


def plan_lines(session: OfficeSession, reader: Reader, home: Household) -> tuple[PlanLine, ...]:
    """Return a household's plans that hold today or later, as its card shows them."""
    kept = _plans_from(reader, home, session.today)
    return tuple(plan_line(session, each) for each in kept)


def pause_lines(session: OfficeSession, reader: Reader, home: Household) -> tuple[PauseLine, ...]:
    """Return a household's pauses of the last three months and later, as its card shows them."""
    first = session.today - _SHOWN_DAYS
    kept = read_plans.pauses_of(reader, home.uid, session.today)
    return tuple(pause_line(session, each) for each in kept if each.to_day is None or each.to_day >= first)


def _plans_from(reader: Reader, home: Household, day: int) -> tuple[PlanRecord, ...]:
    return read_plans.plans_after(reader, home.uid, day)


def _check_rule(session: OfficeSession, home: Household, rule: str) -> None:
    if rule and rule not in {each.key for each in plan_rules(session, home.uid)}:
        raise InputFault("rule.unknown", rule=rule)


def _check_pace(session: OfficeSession, home: Household, form: PlanForm) -> None:
    known = next((rule for rule in session.scheme.rules if rule.key == form.rule), None)
    if known is not None and known.mode != "per_subject":
        raise InputFault("plan.mode", field="rule")
    if not form.period_kind and not form.times:
        raise InputFault("plan.nothing", field="period_kind")
    is_unpaced = known is not None and known.period.kind == "office_sets"
    if (is_unpaced and not form.period_kind) or form.period_kind not in {"", *KINDS - {"office_sets"}}:
        raise InputFault("plan.period", field="period_kind")
    if form.period_kind == "rolling" and not 1 <= form.days <= LONGEST_PERIOD_DAYS:
        raise InputFault("plan.days", field="days", most=LONGEST_PERIOD_DAYS)
    if form.period_kind == "weekdays" and (not form.weekdays or not set(form.weekdays) <= _WEEK):
        raise InputFault("plan.weekdays", field="weekdays")
    if not 0 <= form.times <= MOST_TIMES:
        raise InputFault("plan.times", field="times", most=MOST_TIMES)
    tagged = {tag.tag for tag in home.tags if tag.to_day is None or tag.to_day >= form.from_day}
    if form.ends_with and form.ends_with not in tagged:
        raise InputFault("plan.tag", field="ends_with")


def _check_days(first: int, last: int | None) -> None:
    if last is not None and last < first:
        raise InputFault("dates.order", field="to_day")


def _meet(form: PlanForm, kept: PlanRecord) -> bool:
    """Return whether another plan of the same rule holds on one of the days a new one is for."""
    starts_before = form.to_day is None or (kept.from_day or 0) <= form.to_day
    return kept.rule == form.rule and starts_before and (kept.to_day is None or kept.to_day >= form.from_day)


def _end(
    session: OfficeSession,
    type_name: str,
    uid: bytes,
    days: tuple[int | None, int | None],
    told: Mapping[str, str | int],
) -> Saved:
    yesterday = session.today - 1
    first, last = days
    if last is not None and last <= yesterday:
        raise InputFault("change.nothing")
    with session.store.writing(session.clock) as writer:
        if not is_still(writer.read, type_name, uid, {"to_day": last}):
            raise InputFault("change.changed_since", name=told["name"])
        if (first or 0) > yesterday:
            writer.void(uid, actor=session.actor)
            return remember(session, writer, uid, f"{type_name}.ended", told, [UndoStep("restore", uid)])
        ended: dict[str, Value] = {"to_day": yesterday}
        writer.set(uid, ended, actor=session.actor)
        steps = [old_values(type_name, uid, {"to_day": last}, ended)]
        return remember(session, writer, uid, f"{type_name}.ended", told, steps)
