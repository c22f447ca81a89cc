"""The route sheet: a post's day on paper, each row under a short label, and the same rows again days later.

What was printed is kept on this host for two months, row by row, as the day's duties change with every visit. The
labels of two sheets that are kept share none as long as there is room, so that a label typed under the wrong number
finds nobody instead of somebody else.
"""

import os
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.records import Household, Post
from gridtui.core.time import MS_PER_DAY
from gridtui.office import subjects
from gridtui.office.names import shown_name
from gridtui.office.places import address_of, building_title, door_label
from gridtui.office.route_views import RouteSheet, SheetLine, SheetRound, SheetRow
from gridtui.office.session import OfficeSession
from gridtui.office.today import today
from gridtui.office.views import DutyRow, TodayView
from gridtui.rules.row_codes import sheet_labels
from gridtui.scheme import acts
from gridtui.store import local_sheets, read_households, read_posts
from gridtui.store.database import Reader
from gridtui.store.local_sheets import KeptSheet
from gridtui.store.read_sheet_visits import outcomes_on

KEPT_DAYS: Final = 62
"""How long a sheet's labels find their households: two months."""
MOST_ROWS: Final = 500
LARGEST_NUMBER: Final = 999_999
_SALT_BYTES = 8
_TRIES = 200
_OWED = frozenset(("due", "overdue"))
MOST_LISTED: Final = 45
"""Sheets on the list, the latest; an older one is found by its number."""


def posts_for_sheets(session: OfficeSession) -> tuple[Post, ...]:
    """Return the posts whose sheet the acting post may print and enter: its own, and those it may log visits for."""
    with session.store.reading() as reader:
        held = read_posts.posts(reader, session.today)
    return tuple(sorted((post for post in held if _may_work_on(session, post)), key=lambda p: p.uid != session.actor))


def make_sheet(
    session: OfficeSession,
    *,
    day: int | None = None,
    post: bytes | None = None,
    only_pressing: bool = False,
    most_rows: int | None = None,
) -> RouteSheet:
    """Put a post's day on a sheet and keep it; by default the acting post's today.

    A sheet of the same post, day and rows keeps its number. ``most_rows`` takes the first so many rows. Raises
    InputFault ``route.nothing_owed``, ``route.too_many``, ``post.unknown``; Refused.
    """
    acting = session if post is None or post == session.actor else _as_post(session, post)
    if acting.post is None:
        raise InputFault("post.unknown", post="")
    view = today(acting, day)
    owed: dict[bytes, list[DutyRow]] = {}
    for duty in view.duties:
        if duty.household and duty.state in _OWED and not duty.done_today and (duty.pressing or not only_pressing):
            owed.setdefault(duty.household, []).append(duty)
    called = _called(view)
    # Where something happened one goes first; those doors have no place in the order of duties.
    households = tuple(dict.fromkeys([*(uid for uid in called if uid not in owed), *owed]))[:most_rows]
    if not households:
        raise InputFault("route.nothing_owed")
    if len(households) > MOST_ROWS:
        raise InputFault("route.too_many", count=len(households), most=MOST_ROWS)
    kept = _keep(session, acting.post.uid, view.day, households)
    made = _shown(acting, acting.post, kept)
    rows = tuple(
        msgspec.structs.replace(row, duties=tuple(owed.get(row.household, ())), called=row.household in called)
        for row in made.rows
    )
    return msgspec.structs.replace(made, rows=rows, tickets=view.tickets)


def _called(view: TodayView) -> tuple[bytes, ...]:
    """Return the households to which something happened that must be attended."""
    rows = (row for row in view.occurrences if row.act == "attend" and row.state in _OWED)
    return tuple(dict.fromkeys(row.household for row in rows if row.household))


def route_sheet(session: OfficeSession, number: int, walked: SheetRound | None = None) -> RouteSheet:
    """Return a kept sheet with what is on record of its rows; by default of its own day and its own post.

    Raises InputFault ``route.sheet_unknown``; Refused where the acting post may not log visits for the sheet's.
    """
    oldest_ms = session.now_ms() - KEPT_DAYS * MS_PER_DAY
    with session.store.reading() as reader:
        kept = local_sheets.sheet(reader, number) if 0 < number <= LARGEST_NUMBER else None
        kept = kept if kept is not None and kept.made_ms >= oldest_ms else None
        post = read_posts.post(reader, kept.post) if kept is not None else None
    if kept is None or post is None:
        raise InputFault("route.sheet_unknown", number=number)
    _require_work_on(session, post)
    return _shown(session, post, kept, walked)


def round_of(sheet: RouteSheet) -> SheetRound:
    """Return what a sheet is entered with unless somebody says otherwise: its day, and its post as the visitor."""
    return SheetRound(sheet.day, (sheet.post,))


def route_sheets(session: OfficeSession) -> tuple[SheetLine, ...]:
    """Return the kept sheets the acting post may enter, the latest first. Raises Refused without a post."""
    session.accept(session.may_anywhere(acts.VISIT_LOG), acts.VISIT_LOG)
    with session.store.reading() as reader:
        kept = local_sheets.sheets(reader)
        posts = {uid: read_posts.post(reader, uid) for uid in {sheet.post for sheet in kept}}
        known = [(sheet, posts[sheet.post]) for sheet in kept]
        own = [(sheet, post) for sheet, post in known if post is not None and _may_work_on(session, post)]
        return tuple(_line(reader, sheet, post) for sheet, post in own[:MOST_LISTED])


def sheet_with_label(session: OfficeSession, label: str) -> int | None:
    """Return the number of the latest kept sheet that has a label, None where none has it."""
    with session.store.reading() as reader:
        kept = local_sheets.sheets(reader)
    return next((sheet.number for sheet in kept if label in labels_of(sheet)), None)


def kept_numbers(session: OfficeSession) -> frozenset[int]:
    """Return the numbers of all sheets that are kept, whoever printed them."""
    with session.store.reading() as reader:
        return frozenset(sheet.number for sheet in local_sheets.sheets(reader))


def labels_of(sheet: KeptSheet) -> tuple[str, ...]:
    """Return the labels of a kept sheet's rows, from the top."""
    return sheet_labels(sheet.salt, len(sheet.households))


def _line(reader: Reader, sheet: KeptSheet, post: Post) -> SheetLine:
    entered = len(outcomes_on(reader, sheet.households, sheet.day, (sheet.post,)))
    return SheetLine(sheet.number, post.staff_name, sheet.day, sheet.made_ms, len(sheet.households), entered)


def _may_work_on(session: OfficeSession, post: Post) -> bool:
    """Tell whether the acting post prints and enters the sheets of a post: its own, or one it logs visits for."""
    if post.uid == session.actor:
        return session.may_anywhere(acts.VISIT_LOG).allowed
    return session.decide(acts.VISIT_LOG_FOR_ANOTHER, unit=post.unit).allowed


def _require_work_on(session: OfficeSession, post: Post) -> None:
    if post.uid == session.actor:
        session.accept(session.may_anywhere(acts.VISIT_LOG), acts.VISIT_LOG)
    else:
        session.require(acts.VISIT_LOG_FOR_ANOTHER, unit=post.unit)


def _as_post(session: OfficeSession, uid: bytes) -> OfficeSession:
    """Return the session as another post sees its day; raises InputFault ``post.unknown``, Refused."""
    with session.store.reading() as reader:
        post = read_posts.post(reader, uid)
    if post is None:
        raise InputFault("post.unknown", post="")
    _require_work_on(session, post)
    return replace(session, post=post)


def _keep(session: OfficeSession, post: bytes, day: int, households: tuple[bytes, ...]) -> KeptSheet:
    """Keep a sheet, or return the one that is the same; those older than two months are forgotten."""
    now_ms = session.now_ms()
    with session.store.transaction() as transaction:
        local_sheets.drop_sheets(transaction, now_ms - KEPT_DAYS * MS_PER_DAY)
        kept = local_sheets.sheets(transaction)
        for sheet in kept:
            if (sheet.post, sheet.day, sheet.households) == (post, day, households):
                return sheet
        salt = _unshared_salt(kept, len(households))
        return local_sheets.add_sheet(
            transaction, salt=salt, post=post, day=day, made_ms=now_ms, households=households
        )


def _unshared_salt(kept: Iterable[KeptSheet], rows: int) -> bytes:
    """Return a salt whose labels stand on no kept sheet; on a host that prints thousands a month any salt will do.

    There the sheet's number alone tells labels apart, and the name that is shown with each.
    """
    taken = {label for sheet in kept for label in labels_of(sheet)}
    salt = os.urandom(_SALT_BYTES)
    for _ in range(_TRIES):
        if taken.isdisjoint(sheet_labels(salt, rows)):
            break
        salt = os.urandom(_SALT_BYTES)
    return salt


def _shown(session: OfficeSession, post: Post, kept: KeptSheet, walked: SheetRound | None = None) -> RouteSheet:
    day, visitors = (walked.day, walked.visitors) if walked else (kept.day, (kept.post,))
    with session.store.reading() as reader:
        outcomes = outcomes_on(reader, kept.households, day, visitors)
        rows = tuple(
            _row(session, reader, label, uid, outcomes.get(uid, 0))
            for label, uid in zip(labels_of(kept), kept.households, strict=True)
        )
    return RouteSheet(
        number=kept.number,
        post=post.uid,
        staff_name=post.staff_name,
        role_title=session.role_title(post.role),
        unit_name=post.unit_name,
        office_name=session.office_name,
        day=kept.day,
        made_ms=kept.made_ms,
        rows=rows,
    )


def _row(session: OfficeSession, reader: Reader, label: str, uid: bytes, outcome: int) -> SheetRow:
    home = read_households.household(reader, uid)
    if home is None or not home.live or not _may_see(session, reader, home):
        return SheetRow(label, uid, "", "", "", gone=True)
    address = address_of(home.dwelling)
    return SheetRow(label, uid, building_title(address), door_label(address), shown_name(home), outcome=outcome)


def _may_see(session: OfficeSession, reader: Reader, home: Household) -> bool:
    return subjects.decision_on(session, reader, home, acts.HOUSEHOLD_VIEW).allowed
