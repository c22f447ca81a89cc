"""What happened and must be answered: the occurrences whose triggers name a role of the acting post (E3).

Somebody goes there, or it is reported, within hours of the moment it was noted. What was answered today stays in its
place, marked; what was answered before is gone, and what was not stays until it is. What is still open is kept while
nothing it was made of has changed, as the first row of every screen counts it after every key; whether it is late is
decided each time it is asked for.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from gridtui.core.records import Occurrence
from gridtui.core.time import MS_PER_DAY, day_of, instant_of
from gridtui.office.board import acting_roles
from gridtui.office.duty_views import OccurrenceRow
from gridtui.office.occurrence_rows import answered, occurrence_rows
from gridtui.office.session import OfficeSession
from gridtui.rules.duty import DutyState
from gridtui.rules.triggers import decide_occurrence
from gridtui.scheme.model import Scheme
from gridtui.store import read_occurrences
from gridtui.store.database import Reader
from gridtui.store.read_former import is_changed_since
from gridtui.store.read_revisions import revisions

REACH_DAYS: Final = 366
"""What was noted longer ago is found among the occurrences, not on Today."""

MADE_OF: Final = (
    "occurrence",
    "visit",
    "ticket",
    "household",
    "resident",
    "tag",
    "dwelling",
    "unit",
    "post",
    "staff",
)
"""The kinds of records that say what is still to be answered."""

_KEPT: Final = 4
"""Questions whose answer a process keeps: of a person's posts, and of everybody in the unit."""


class Answer(NamedTuple):
    """Something that happened and how it stands at the moment asked for."""

    occurrence: Occurrence
    state: DutyState
    due_ms: int | None


class _Asked(NamedTuple):
    path: Path
    day: int
    unit: bytes
    triggers: tuple[str, ...]


_Pending = tuple[tuple[Occurrence, int | None], ...]
_kept: dict[_Asked, tuple[tuple[int, ...], Scheme, _Pending]] = {}


def own_triggers(session: OfficeSession) -> tuple[str, ...]:
    """Return the keys of the triggers that name a role the acting post holds."""
    if session.post is None:
        return ()
    roles = acting_roles(session, session.post.role)
    return tuple(trigger.key for trigger in session.scheme.triggers if not roles.isdisjoint(trigger.roles))


def all_triggers(session: OfficeSession) -> tuple[str, ...]:
    """Return the keys of the triggers that name anybody."""
    return tuple(trigger.key for trigger in session.scheme.triggers if trigger.roles)


def answers(reader: Reader, session: OfficeSession, day: int, triggers: Iterable[str]) -> tuple[Answer, ...]:
    """Return what must be answered in the acting post's unit, the most pressing first, as it stands now.

    Of another day than today it is what was open, or answered, when that day ended.
    """
    now_ms = asked_ms(session, day)
    found = []
    for each, done_ms in _pending(reader, session, day, tuple(triggers)):
        trigger = session.scheme.trigger(each.trigger)
        if trigger is None or each.at_ms > now_ms:
            continue
        duty = decide_occurrence(trigger, at_ms=each.at_ms, now_ms=now_ms, done_ms=done_ms)
        if duty.done_ms is None or day_of(duty.done_ms) == day:
            found.append(Answer(each, duty.state, duty.due_ms))
    return tuple(sorted(found, key=_pressing))


def answering(reader: Reader, session: OfficeSession, day: int) -> tuple[OccurrenceRow, ...]:
    """Return what the acting post must answer as rows, the most pressing first."""
    return answer_rows(reader, session, day, answers(reader, session, day, own_triggers(session)))


def answer_rows(
    reader: Reader, session: OfficeSession, day: int, found: Iterable[Answer]
) -> tuple[OccurrenceRow, ...]:
    """Return answers as rows, in their order."""
    return occurrence_rows(session, reader, tuple(each.occurrence for each in found), asked_ms(session, day))


def asked_ms(session: OfficeSession, day: int) -> int:
    """Return the instant for which a day is asked: now, the end of another day."""
    return session.now_ms() if day == session.today else instant_of(day + 1, 0) - 1


def _pressing(each: Answer) -> tuple[bool, int, int]:
    at_ms = each.occurrence.at_ms
    return each.due_ms is None, each.due_ms or at_ms, at_ms


def _pending(reader: Reader, session: OfficeSession, day: int, triggers: tuple[str, ...]) -> _Pending:
    """Return what happened until the end of a day and had no answer before it, each with its first answer."""
    if not triggers:
        return ()
    key = _Asked(session.store.path, day, session.scope_unit.uid, triggers)
    present = revisions(reader, MADE_OF)
    kept = _kept.pop(key, None)
    if kept is None or kept[0] != present or kept[1] is not session.scheme:
        kept = present, session.scheme, _read_pending(reader, session, key)
    _kept[key] = kept
    while len(_kept) > _KEPT:
        del _kept[next(iter(_kept))]
    return kept[2]


def _read_pending(reader: Reader, session: OfficeSession, asked: _Asked) -> _Pending:
    until_ms = instant_of(asked.day + 1, 0) - 1
    since_ms = until_ms - REACH_DAYS * MS_PER_DAY
    # Who was moved since was elsewhere on that day; then everything is asked, and the place of the day decides.
    is_past = is_changed_since(reader, asked.day)
    found = read_occurrences.occurrences(
        reader, since_ms, until_ms, unit=None if is_past else asked.unit, triggers=asked.triggers
    )
    gone = read_occurrences.gone(reader, asked.day, since_ms, until_ms)
    found = tuple(each for each in found if _is_asked(session, each, gone.get(each.uid)))
    if is_past:
        places = read_occurrences.places_of(reader, (each.uid for each in found), asked.day)
        found = tuple(each for each in found if asked.unit in around_of(session, places[each.uid].units))
    done = answered(session, reader, found)
    paired = ((each, done.get(each.uid)) for each in found)
    return tuple((each, done_ms) for each, done_ms in paired if done_ms is None or day_of(done_ms) >= asked.day)


def _is_asked(session: OfficeSession, each: Occurrence, is_on_record: bool | None) -> bool:
    """Return whether something can still be answered: nobody goes where nobody is, and a void household is none.

    ``is_on_record`` is None where the household is there to be met. What must be reported is to be reported of who
    has left, too.
    """
    trigger = session.scheme.trigger(each.trigger)
    return is_on_record is None or (is_on_record and trigger is not None and trigger.act == "report")


def around_of(session: OfficeSession, units: Iterable[bytes]) -> tuple[bytes, ...]:
    """Return some units and those above them, the nearest first, each once."""
    return tuple(dict.fromkeys(above for unit in units for above in session.line_upwards(unit)))
