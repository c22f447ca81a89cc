"""Plans and pauses as a card shows them, and which of a household's rules one may be about."""

from gridtui.core.records import PauseRecord, PlanRecord
from gridtui.office.arranged import Arranged
from gridtui.office.duty_views import PauseLine, PlanLine
from gridtui.office.session import OfficeSession


def plan_line(session: OfficeSession, kept: PlanRecord, held: Arranged | None = None) -> PlanLine:
    """Return a plan as a card shows it; ``held`` tells whether its tag still holds."""
    tag = session.scheme.tag(kept.ends_with) if kept.ends_with else None
    in_force = _covers(kept.from_day, kept.to_day, session.today)
    if in_force and held is not None and kept.ends_with:
        in_force = any(_covers(first, last, session.today) for first, last in held.tagged.get(kept.ends_with, ()))
    return PlanLine(
        uid=kept.uid,
        rule_key=kept.rule,
        rule_title=rule_label(session, kept.rule),
        period=kept.period_kind,
        days=kept.days,
        weekdays=kept.weekdays,
        times=kept.times,
        from_day=kept.from_day,
        to_day=kept.to_day,
        reason=kept.reason,
        ends_with=tag.title if tag else kept.ends_with,
        in_force=in_force,
    )


def pause_line(session: OfficeSession, kept: PauseRecord) -> PauseLine:
    """Return a pause as a card shows it; a reason the mechanism does not know is shown by its number."""
    titles = {reason.number: reason.title for reason in session.scheme.pause_reasons}
    return PauseLine(
        uid=kept.uid,
        rule_key=kept.rule,
        rule_title=rule_label(session, kept.rule),
        from_day=kept.from_day,
        to_day=kept.to_day,
        reason=titles.get(kept.reason, str(kept.reason)),
        note=kept.note,
        excuse=kept.excuse,
        in_force=_covers(kept.from_day, kept.to_day, session.today),
    )


def rule_label(session: OfficeSession, key: str) -> str:
    """Return the short title of a rule, its key where the mechanism does not know it, '' for every rule."""
    return next((rule.label for rule in session.scheme.rules if rule.key == key), key)


def _covers(first: int | None, last: int | None, day: int) -> bool:
    return (first or 0) <= day and (last is None or day <= last)
