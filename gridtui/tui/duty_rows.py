"""Duties, quotas, occurrences and lines of the due board as rows of lists, and what is said of a pace."""

from collections.abc import Mapping

from gridtui.core.words import Channel, Outcome
from gridtui.locale import _, say
from gridtui.locale.words import word
from gridtui.office.duty_views import By, DueLine, OccurrenceRow, OtherPost, PauseLine, PlanLine, QuotaRow
from gridtui.office.scheme_words import period_words
from gridtui.office.views import DutyRow
from gridtui.tui.look import ALERT, GOOD, PLAIN
from gridtui.tui.widgets.plain import Line, Span, cell, plain_text, spaced
from gridtui.tui.words import days_words, late_look, moment, short_day

_MINUTES_PER_HOUR = 60
_STATE = 10
_BEFORE_ROWS = " " * 5
"""What stands before the first column of a row: the mark and the number."""


def duty_spans(duty: DutyRow, today: int, outcome: int = 0) -> Line:
    """Return a duty as a row; ``outcome`` is what was logged on this screen since it was read, 0 nothing."""
    shown = outcome or (Outcome.MET if duty.done_today else 0)
    last = today if shown == Outcome.MET and duty.state != "done" else duty.last_day
    return spaced(
        cell(duty.address, 9),
        cell(duty.head_name, 9),
        cell("/".join(word(Channel, channel) for channel in duty.channels), 11),
        state_span(duty, shown),
        cell(say("last {day}", day=short_day(last, today)), 14),
        cell(duty.rule_title, 16),
    )


def state_span(duty: DutyRow, outcome: int = 0) -> Span:
    """Return how a duty stands: done here, due in days, overdue, paused, excused."""
    if outcome:
        return cell("[x]" + word(Outcome, outcome), _STATE, GOOD)
    if duty.state == "paused":
        return cell(_("paused"), _STATE)
    if duty.state == "excused":
        return cell(_("excused"), _STATE)
    return cell(days_words(duty.days_left), _STATE, late_look(duty.days_left))


def occurrence_spans(row: OccurrenceRow, today: int) -> Line:
    """Return something that must be answered as a row."""
    place = f"{row.address or row.place} {row.head_name}".strip()
    return spaced(
        cell(moment(row.at_ms, today), 11),
        cell(row.title, 24),
        cell(place, 24),
        hours_span(row),
    )


def hours_span(row: OccurrenceRow) -> Span:
    """Return how an occurrence stands: done, due, minutes or hours left or over."""
    if row.state == "done":
        return cell("[x]", _STATE + 2, GOOD)
    if row.minutes_left is None:
        return cell(_("to attend") if row.act == "attend" else _("to report"), _STATE + 2)
    late = row.minutes_left < 0
    minutes = abs(row.minutes_left)
    if minutes < _MINUTES_PER_HOUR:
        words = say("{minutes}min overdue", minutes=minutes) if late else say("{minutes}min left", minutes=minutes)
    else:
        hours = minutes // _MINUTES_PER_HOUR
        words = say("{hours}h overdue", hours=hours) if late else say("{hours}h left", hours=hours)
    return cell(words, _STATE + 2, ALERT if late else PLAIN)


def quota_spans(row: QuotaRow) -> Line:
    """Return a number that is owed as a row: four of five, short by one, until when."""
    done = row.state == "done"
    state = ("[x]" + _("enough"), GOOD) if done else (days_words(row.days_left), late_look(row.days_left))
    return spaced(
        cell(row.rule_title, 16),
        cell(row.unit_name, 12),
        cell(_counted(row), 10),
        cell(_missing(row), 8, ALERT if row.exceeded else PLAIN),
        cell(state[0], _STATE, state[1]),
        cell(held_words(row), 13),
    )


def quota_words(row: QuotaRow) -> str:
    """Return a quota in few cells: four of five, short by one."""
    return f"{_counted(row)} {_missing(row)}".strip()


def _counted(row: QuotaRow) -> str:
    wanted = f"{row.wanted}-{row.most}" if row.most > row.wanted else str(row.wanted)
    if row.counts == "visits" and row.mode == "per_actor":
        return say("{done}/{wanted} homes", done=row.done, wanted=wanted)
    return say("{done}/{wanted} times", done=row.done, wanted=wanted)


def _missing(row: QuotaRow) -> str:
    if row.exceeded:
        return _("too many")
    return say("{missing} short", missing=row.missing) if row.missing else ""


def held_words(row: QuotaRow) -> str:
    """Return how many communities of a quota's scope are kept here, '' where all are."""
    return say("{held} of {scopes} here", held=row.held, scopes=row.scopes) if row.held < row.scopes else ""


def line_title(row: DueLine, by: By) -> str:
    """Return whose a line of the due board is: nobody's where no such post is held, elsewhere where at no door."""
    return row.title or (_("(nobody)") if by == "post" else _("(elsewhere)"))


def line_spans(row: DueLine, by: By) -> Line:
    """Return a line of the due board."""
    title = line_title(row, by)
    numbers = (
        cell(str(row.owed), 4),
        cell(str(row.done), 4),
        cell(f"{100 * row.done // row.owed}%" if row.owed else "-", 5),
        cell(str(row.overdue), 4, ALERT if row.overdue else PLAIN),
        cell(str(row.paused), 5),
    )
    if by == "building":
        return spaced(cell(title, 26), *numbers)
    effort = cell(f"{row.knocked}/{row.met}", 9)
    if by == "community":
        return spaced(cell(title, 26), *numbers, effort)
    quota = quota_words(row.quotas[0]) if row.quotas else ""
    where = cell(row.unit_name, 7) if row.unit_name else cell(_("no unit"), 7, ALERT)
    return spaced(cell(title, 8), cell(row.role_title, 10), where, *numbers, effort, cell(quota, 9))


def line_heading(by: By) -> str:
    """Return the words above the columns of the due board."""
    numbers = (
        cell(_("owed"), 4),
        cell(_("done"), 4),
        cell(_("share"), 5),
        cell(_("late"), 4),
        cell(_("pause"), 5),
    )
    effort = cell(_("doors/met"), 9)
    if by == "building":
        row = spaced(cell(_("Building"), 26), *numbers)
    elif by == "community":
        row = spaced(cell(_("Community"), 26), *numbers, effort)
    else:
        who = (cell(_("Name"), 8), cell(_("Post"), 10), cell(_("Unit"), 7))
        row = spaced(*who, *numbers, effort, cell(_("quota"), 9))
    return (_BEFORE_ROWS + plain_text(row)).rstrip()


def other_post_spans(row: OtherPost) -> Line:
    """Return another post of the person as a row."""
    return spaced(
        cell(row.role_title, 14),
        cell(row.unit_name, 16),
        cell(say("due {due}", due=row.due), 10),
        cell(say("overdue {overdue}", overdue=row.overdue), 12, ALERT if row.overdue else PLAIN),
    )


def plan_words(row: PlanLine, today: int) -> str:
    """Return a plan in words: which rule, how often, from when, why."""
    which = row.rule_title or _("every duty")
    parts = (which, pace_words(row.period, row.days, row.weekdays, row.times), stretch_words(row, today))
    ends = say("ends with {tag}", tag=row.ends_with) if row.ends_with else ""
    return " ".join(part for part in (*parts, ends, row.reason) if part)


def pause_words(row: PauseLine, today: int) -> str:
    """Return a pause in words: which rule, why, from when to when."""
    which = row.rule_title or _("every duty")
    excuse = _("excused") if row.excuse else ""
    return " ".join(part for part in (which, row.reason, stretch_words(row, today), excuse, row.note) if part)


def pace_words(period: str, days: int, weekdays: tuple[int, ...], times: int) -> str:
    """Return how often: every day, every week 3 times; '' where neither is stated."""
    known: Mapping[str, str | int | tuple[int, ...]] = {"kind": period, "days": days, "weekdays": weekdays}
    often = period_words(known) if period else ""
    return say("{often} {times} times", often=often, times=times).strip() if times > 1 else often


def stretch_words(row: PlanLine | PauseLine, today: int) -> str:
    """Return from when to when."""
    first = short_day(row.from_day, today)
    if row.to_day is None:
        return say("since {day}", day=first)
    return say("{first} to {last}", first=first, last=short_day(row.to_day, today))
