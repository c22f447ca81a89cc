"""How what happened stands: followed up, due until when, or late. Reads only; ``office.occurrences`` has the acts."""

from collections.abc import Sequence
from itertools import chain

from gridtui.core.records import Household, Occurrence
from gridtui.core.time import day_of, instant_of
from gridtui.office.duty_views import OccurrenceRow
from gridtui.office.names import shown_name
from gridtui.office.places import address_of, short_address
from gridtui.office.session import OfficeSession
from gridtui.rules.duty import DutyState
from gridtui.rules.triggers import decide_occurrence
from gridtui.scheme.model import Trigger
from gridtui.store import read_households, read_occurrences
from gridtui.store.database import Reader


def occurrence_rows(
    session: OfficeSession, reader: Reader, found: tuple[Occurrence, ...], now_ms: int | None = None
) -> tuple[OccurrenceRow, ...]:
    """Return occurrences with how each stands at an instant, now by default.

    What the mechanism no longer names stands as due.
    """
    asked_ms = session.now_ms() if now_ms is None else now_ms
    done = answered(session, reader, found)
    homes = {each.household: read_households.household(reader, each.household) for each in found if each.household}
    return tuple(
        _row(session, each, homes.get(each.household or b""), done.get(each.uid), asked_ms) for each in found
    )


def answered(session: OfficeSession, reader: Reader, found: Sequence[Occurrence]) -> dict[bytes, int]:
    """Return when each occurrence was first answered, as its trigger asks; those nobody answered are not there."""
    answers = [read_occurrences.reported(reader, [each.uid for each in found])]
    for trigger in session.scheme.triggers:
        these = [each for each in found if each.trigger == trigger.key]
        if trigger.stored_channels and these:
            answers.append(read_occurrences.attended(reader, [each.uid for each in these], trigger.stored_channels))
        if trigger.change and these:
            answers.append(_changed(reader, trigger, these))
    done: dict[bytes, int] = {}
    for uid, done_ms in chain.from_iterable(answer.items() for answer in answers):
        done[uid] = min(done_ms, done.get(uid, done_ms))
    return done


def _changed(reader: Reader, trigger: Trigger, found: list[Occurrence]) -> dict[bytes, int]:
    """Return when the registry was changed as a trigger asks: a tag that began since, a household entered for it."""
    done: dict[bytes, int] = {}
    for each in found:
        home = read_households.household(reader, each.household) if each.household else None
        if home is None:
            continue
        if trigger.change == "household":
            done[each.uid] = max(each.at_ms, instant_of(home.from_day or 1, 0))
            continue
        days = [tag.from_day for tag in home.tags if tag.tag == trigger.tag and tag.from_day is not None]
        since = [day for day in days if day >= day_of(each.at_ms)]
        if since:
            done[each.uid] = max(each.at_ms, instant_of(min(since), 0))
    return done


def _row(
    session: OfficeSession, each: Occurrence, home: Household | None, done_ms: int | None, now_ms: int
) -> OccurrenceRow:
    trigger = session.scheme.trigger(each.trigger)
    duty = None
    if trigger is not None:
        duty = decide_occurrence(trigger, at_ms=each.at_ms, now_ms=now_ms, done_ms=done_ms)
    return OccurrenceRow(
        uid=each.uid,
        trigger=each.trigger,
        title=trigger.title if trigger else each.trigger,
        act=trigger.act if trigger else "report",
        at_ms=each.at_ms,
        household=each.household,
        address=short_address(address_of(home.dwelling)) if home else each.place,
        head_name=shown_name(home) if home else "",
        place=each.place,
        post_name=each.post_name,
        note=each.note,
        state=(duty.state if duty else DutyState.DUE).name.lower(),
        due_ms=duty.due_ms if duty else None,
        minutes_left=duty.minutes_left if duty else None,
        done_ms=duty.done_ms if duty else done_ms,
    )
