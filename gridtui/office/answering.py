"""What happened and must be answered: the occurrences whose triggers name a role of the acting post (E3).

Somebody goes there, or it is reported, within hours of the moment it was noted. What was answered today stays in its
place, marked; what was answered before is gone, and what was not stays until it is.
"""

from dataclasses import replace
from typing import Final

from gridtui.core.time import MS_PER_DAY, day_of, instant_of
from gridtui.office.board import acting_roles, judged_on
from gridtui.office.duty_views import OccurrenceRow
from gridtui.office.occurrence_rows import occurrence_rows
from gridtui.office.session import OfficeSession
from gridtui.scheme import acts
from gridtui.store import read_occurrences, read_posts
from gridtui.store.database import Reader

REACH_DAYS: Final = 366
"""What was noted longer ago is found among the occurrences, not on Today."""


def answering(reader: Reader, session: OfficeSession, day: int) -> tuple[OccurrenceRow, ...]:
    """Return what the acting post must answer, as it stands now, the most pressing first.

    Of another day than today it is what was open when that day ended.
    """
    if session.post is None:
        return ()
    roles = acting_roles(session, session.post.role)
    triggers = [trigger.key for trigger in session.scheme.triggers if not roles.isdisjoint(trigger.roles)]
    if not triggers:
        return ()
    now_ms = session.clock.now_ms() if day == session.today else instant_of(day + 1, 0) - 1
    found = read_occurrences.occurrences(
        reader, now_ms - REACH_DAYS * MS_PER_DAY, now_ms, unit=session.scope_unit.uid, triggers=triggers
    )
    rows = occurrence_rows(session, reader, found, now_ms)
    shown = [row for row in rows if row.done_ms is None or day_of(row.done_ms) == day]
    return tuple(sorted(shown, key=lambda row: (row.due_ms is None, row.due_ms or row.at_ms, row.at_ms)))


def answering_of(session: OfficeSession, post: bytes, day: int | None = None) -> tuple[OccurrenceRow, ...]:
    """Return what a post one is over must answer, as its own Today says it. Raises Refused."""
    asked = session.today if day is None else day
    with session.store.reading() as reader:
        of = read_posts.post(reader, post)
        if of is None:
            return ()
        session.require(acts.DUTY_BOARD, unit=of.unit)
        return answering(reader, replace(judged_on(session, reader, asked), post=of), asked)
