"""Pauses of a duty as the days they cover: pauses that touch are one, one that ends before it begins is none.

A hospital stay extended by a second pause is thereby the same as one entered longer at once.
"""

from collections.abc import Sequence

from gridtui.core.records import PauseRecord
from gridtui.rules.duty import Pause
from gridtui.scheme.model import CadenceRule


def pause_of(rule: CadenceRule, kept: PauseRecord) -> Pause | None:
    """Return a kept pause as it holds under a rule, None where it is about another one."""
    if kept.rule not in {"", rule.key}:
        return None
    return Pause(kept.from_day or 0, kept.to_day, is_excuse=kept.excuse)


def joined(pauses: Sequence[Pause]) -> tuple[Pause, ...]:
    """Return the stretches of days that pauses cover together, in order; none touches the next."""
    whole: list[Pause] = []
    for pause in sorted(pauses, key=lambda pause: pause.from_day):
        if pause.to_day is not None and pause.to_day < pause.from_day:
            continue
        last = whole[-1] if whole else None
        if last is None or (last.to_day is not None and pause.from_day > last.to_day + 1):
            whole.append(pause)
            continue
        to_day = None if last.to_day is None or pause.to_day is None else max(last.to_day, pause.to_day)
        whole[-1] = Pause(last.from_day, to_day)
    return tuple(whole)


def moved_due_day(due_day: int, days: int, pauses: Sequence[Pause]) -> int | None:
    """Return when a duty of every ``days`` days falls due that would fall due on ``due_day``.

    One that would fall due inside a stretch of pauses falls due ``days`` days after its end, and so on; None where
    that stretch has no end yet.
    """
    for stretch in joined(pauses):
        if stretch.holds(due_day):
            if stretch.to_day is None:
                return None
            due_day = stretch.to_day + days
    return due_day


def covers(pauses: Sequence[Pause], day: int) -> bool:
    """Return whether any pause covers a day."""
    return any(pause.holds(day) for pause in pauses)
