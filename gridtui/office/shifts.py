"""Hours of posts at desks: on one day, or on weekdays between two days; a week at a glance.

Who holds several posts works each of them at hours of its own (S4-3). Where the hours of one person overlap, both are
shown and marked: the office decides which is right.
"""

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.records import Shift
from gridtui.office.acts import LONGEST_NAME, UndoStep, line, old_values, remember
from gridtui.office.session import OfficeSession
from gridtui.office.staffing import known_post
from gridtui.office.views import Saved
from gridtui.scheme import acts
from gridtui.store import read_posts, read_shifts
from gridtui.sync.operation import Value

WEEK = 7
LAST_MINUTE = 1_439
MINUTES_PER_DAY = 1_440


class ShiftForm(msgspec.Struct, frozen=True):
    """What is typed about hours: ``day``, or ``weekdays`` (1 Monday to 7 Sunday) from a day on to another."""

    post: bytes | None
    desk: str
    from_day: int
    day: int | None = None
    weekdays: tuple[int, ...] = ()
    start_minute: int | None = None
    end_minute: int | None = None
    to_day: int | None = None


class ShiftRow(msgspec.Struct, frozen=True, gc=False):
    """One shift on one day. ``recurs``: it is one of a weekday's; ``overlaps`` other hours of the same person."""

    uid: bytes
    day: int
    start_minute: int | None
    end_minute: int | None
    desk: str
    post: bytes
    name: str
    role_title: str
    recurs: bool
    overlaps: bool = False


def add_shift(session: OfficeSession, form: ShiftForm) -> Saved:
    """Note hours of a post.

    Raises InputFault ``post.unknown``, ``shift.no_desk``, ``shift.days`` (neither a day nor weekdays),
    ``shift.times``, ``dates.order``, ``text.too_long``; Refused.
    """
    if form.post is None:
        raise InputFault("post.unknown", post="", field="post")
    held = known_post(session, form.post, acts.STAFF_EDIT)
    _check(form)
    values: dict[str, Value] = {
        "post": form.post,
        "desk": line(form.desk, "desk", LONGEST_NAME),
        "start_minute": form.start_minute,
        "end_minute": form.end_minute,
    }
    if form.weekdays:
        weekdays = tuple(sorted(set(form.weekdays)))
        values |= {"weekdays": weekdays, "from_day": form.from_day, "to_day": form.to_day}
    else:
        values |= {"day": form.day}
    with session.store.writing(session.clock) as writer:
        uid = writer.create("shift", values, actor=session.actor)
        told = {"name": held.staff_name, "desk": str(values["desk"])}
        return remember(session, writer, uid, "shift.added", told, [UndoStep("void", uid)])


def end_shift(session: OfficeSession, shift: bytes) -> Saved:
    """End hours that recur with today; take a single day off. Raises InputFault ``shift.unknown``, Refused."""
    with session.store.reading() as reader:
        found = read_shifts.shift(reader, shift)
    if found is None:
        raise InputFault("shift.unknown")
    known_post(session, found.post, acts.STAFF_EDIT)
    with session.store.writing(session.clock) as writer:
        if found.day is None and (found.from_day or 0) <= session.today:
            ended: dict[str, Value] = {"to_day": session.today}
            writer.set(shift, ended, actor=session.actor)
            step = old_values("shift", shift, {"to_day": found.to_day}, ended)
        else:
            writer.void(shift, actor=session.actor)
            step = UndoStep("restore", shift)
        told = {"name": found.post_name, "desk": found.desk}
        return remember(session, writer, shift, "shift.ended", told, [step])


def week(session: OfficeSession, first_day: int) -> tuple[ShiftRow, ...]:
    """Return the shifts of seven days from a day on, by day and hour; raises Refused."""
    session.require(acts.STAFF_VIEW)
    last = first_day + WEEK - 1
    with session.store.reading() as reader:
        found = read_shifts.shifts(reader, first_day, last)
        posts = {post: read_posts.post(reader, post) for post in {shift.post for shift in found}}
    rows: list[ShiftRow] = []
    staff: dict[bytes, bytes] = {}
    for shift in found:
        post = posts[shift.post]
        staff[shift.post] = post.staff if post else shift.post
        title = session.role_title(post.role) if post else ""
        rows += [_row(shift, day, title) for day in days_of(shift, first_day, last)]
    rows.sort(key=lambda row: (row.day, row.start_minute or 0, row.desk, row.name))
    return tuple(_marked(row, rows, staff) for row in rows)


def days_of(shift: Shift, first: int, last: int) -> list[int]:
    """Return the days between two days, both included, on which a shift falls."""
    if shift.day is not None:
        return [shift.day] if first <= shift.day <= last else []
    begins = max(first, shift.from_day or first)
    ends = last if shift.to_day is None else min(last, shift.to_day)
    return [day for day in range(begins, ends + 1) if (day - 1) % WEEK + 1 in shift.weekdays]


def monday_of(day: int) -> int:
    """Return the Monday of a day's week."""
    return day - (day - 1) % WEEK


def _check(form: ShiftForm) -> None:
    if not line(form.desk):
        raise InputFault("shift.no_desk", field="desk")
    if (form.day is None) == (not form.weekdays) or not all(1 <= day <= WEEK for day in form.weekdays):
        raise InputFault("shift.days", field="weekdays")
    start, end = form.start_minute, form.end_minute
    if any(minute is not None and not 0 <= minute <= LAST_MINUTE for minute in (start, end)):
        raise InputFault("shift.times", field="start_minute")
    if start is not None and end is not None and end <= start:
        raise InputFault("shift.times", field="end_minute")
    if form.weekdays and form.to_day is not None and form.to_day < form.from_day:
        raise InputFault("dates.order", field="to_day", first_field="from_day")


def _row(shift: Shift, day: int, title: str) -> ShiftRow:
    return ShiftRow(
        uid=shift.uid,
        day=day,
        start_minute=shift.start_minute,
        end_minute=shift.end_minute,
        desk=shift.desk,
        post=shift.post,
        name=shift.post_name,
        role_title=title,
        recurs=shift.day is None,
    )


def _marked(row: ShiftRow, rows: list[ShiftRow], staff: dict[bytes, bytes]) -> ShiftRow:
    """Return a row marked where another of the same person's hours runs into it."""
    doubled = any(
        other is not row and other.day == row.day and staff[other.post] == staff[row.post] and _meet(row, other)
        for other in rows
    )
    return msgspec.structs.replace(row, overlaps=doubled) if doubled else row


def _meet(one: ShiftRow, other: ShiftRow) -> bool:
    first, last = one.start_minute or 0, one.end_minute or MINUTES_PER_DAY
    return first < (other.end_minute or MINUTES_PER_DAY) and (other.start_minute or 0) < last
