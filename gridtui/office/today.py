"""A post's day: what its rules ask of it on its unit, decided from facts each time, and the tickets that wait for it.

Duties by household, numbers of the post and its area, what happened and must be answered. A post whose role no rule
names for a household (a secretary, a leader) sees the due board of those it is over instead of duties of its own.
"""

from gridtui.core.errors import Refused
from gridtui.core.words import TicketClass
from gridtui.office.answering import answering, answers, own_triggers
from gridtui.office.board import NOT_ASKED, SHOWN, Board, board, judged_on
from gridtui.office.due_answers import answers_of_everybody
from gridtui.office.duties import DutyRows
from gridtui.office.duty_views import By, DueLine, OtherPost
from gridtui.office.quotas import quota_row, quotas_of
from gridtui.office.session import OfficeSession, choose_post
from gridtui.office.ticket_pages import ticket_row
from gridtui.office.views import DutyRow, Header, TicketRow, TodayView
from gridtui.rules.duty import DutyState
from gridtui.scheme import acts
from gridtui.store import local, read_duties, read_posts, read_sync, read_tickets
from gridtui.store import rows as stored
from gridtui.store.database import Reader
from gridtui.store.rows import SubjectLine, TicketFilter

TICKETS_SHOWN = 20
AT_THE_DESK = frozenset(("secretary", "clerk", "officer"))
"""Kinds of posts that look after the desks of their own level; on the street every post does."""


def today(session: OfficeSession, day: int | None = None, *, with_lines: bool = True) -> TodayView:
    """Return the acting post's day; ``day`` asks how another day stood. Raises Refused, ``post.over`` as ``header``.

    Without ``with_lines`` it is not told how those stand whom the post is over, which costs most of such a day.
    """
    session.reach(acts.HOUSEHOLD_VIEW)
    asked = session.today if day is None else day
    with session.store.reading() as reader:
        _require_held(reader, session)
        session = judged_on(session, reader, asked)
        owed = board(reader, session, asked)
        duties, paused = _rows(reader, owed, asked)
        tickets = _waiting(reader, session)
        quotas = quotas_of(reader, session, (session.post,) if session.post else (), asked)
        occurrences = answering(reader, session, asked)
        overdue = _overdue(reader, session, owed, asked)
        by, lines = _lines(reader, session, owed, asked) if with_lines else (None, ())
        others = _others(reader, session, asked)
    return TodayView(
        day=asked,
        duties=duties,
        tickets=tickets,
        due_count=sum(row.state in {"due", "overdue"} for row in duties),
        done_count=sum(row.done_today for row in duties),
        overdue_count=overdue,
        month_done=owed.month_done,
        month_due=owed.month_due,
        is_own=owed.is_own,
        paused=paused,
        quotas=tuple(quota_row(session, quota) for quota in quotas),
        occurrences=occurrences,
        lines=lines,
        lines_by=by,
        others=others,
    )


def header(session: OfficeSession) -> Header:
    """Return the first row of every screen. Raises Refused, ``post.over`` where the acting post is held no longer."""
    session.reach(acts.HOUSEHOLD_VIEW)
    within = session.reach(acts.TICKET_VIEW)
    with session.store.reading() as reader:
        session.time.learn(reader)
        _require_held(reader, session)
        owed = board(reader, session, session.today)
        overdue = _overdue(reader, session, owed, session.today)
        state = read_sync.sync_state(reader)
        drafts = local.count_drafts(reader, session.undo_owner)
        wanted = TicketFilter(open=True, unit=within, classes=(TicketClass.URGENT,))
        urgent = read_tickets.count_tickets(reader, wanted)
    return Header(
        office_name=session.office_name,
        unit_name=session.scope_unit.name,
        post_title=session.role_title(session.post.role) if session.post else "",
        staff_name=session.post.staff_name if session.post else session.account,
        drafts=drafts,
        unsent=state.unsent,
        overdue=overdue,
        urgent=urgent,
        conflicts=state.conflicts,
        last_sync_ms=state.last_sync_ms,
        clock_wrong=session.is_clock_wrong,
    )


def _require_held(reader: Reader, session: OfficeSession) -> None:
    """Raise Refused ``post.over`` where the acting post is held no longer: it owes nothing, and that says nothing."""
    if session.post is not None and not read_posts.is_held(reader, session.post.uid, session.today):
        raise Refused("post.over", unit=session.scope_unit.name)


def _overdue(reader: Reader, session: OfficeSession, owed: Board, day: int) -> int:
    """Return how much is overdue of a post, or of everybody it is over: visits and what must be answered."""
    if owed.is_own:
        late = answers(reader, session, day, own_triggers(session))
    else:
        late = answers_of_everybody(reader, session, day)
    return owed.overdue_count + sum(each.state == DutyState.OVERDUE for each in late)


def _rows(reader: Reader, owed: Board, day: int) -> tuple[tuple[DutyRow, ...], tuple[DutyRow, ...]]:
    """Return the rows of a post's own duties, and of those of them that are paused."""
    if not owed.is_own:
        return (), ()
    lines = read_duties.subject_lines(reader, {entry.walk for entry in owed.shown})
    asked: list[DutyRow] = []
    paused: list[DutyRow] = []
    rows = DutyRows(day)
    for entry in owed.shown:
        row = rows.row(entry.asked.rule, entry.duty, lines[entry.household])
        (paused if entry.state in NOT_ASKED else asked).append(row)
    return _in_walking_order(asked, lines), _in_walking_order(paused, lines)


def _lines(reader: Reader, session: OfficeSession, owed: Board, day: int) -> tuple[By | None, tuple[DueLine, ...]]:
    """Return how those stand whom a post without duties of its own is over."""
    if owed.is_own:
        return None, ()
    from gridtui.office.due_board import due_lines

    return due_lines(reader, session, day)


def _others(reader: Reader, session: OfficeSession, day: int) -> tuple[OtherPost, ...]:
    """Return the other posts the acting person holds, with what is due there."""
    own = session.post
    found: list[OtherPost] = []
    for held in session.posts:
        if own is None or held.staff != own.staff or held.uid == own.uid:
            continue
        there = choose_post(session, held.uid)
        owed = board(reader, there, day)
        late = _overdue(reader, there, owed, day)
        due = late
        if owed.is_own:
            open_there = (each.state for each in answers(reader, there, day, own_triggers(there)))
            due = sum(state in SHOWN for state in (*(entry.state for entry in owed.shown), *open_there))
        found.append(OtherPost(held.uid, session.role_title(held.role), held.unit_name, due, late))
    return tuple(found)


def _in_walking_order(rows: list[DutyRow], lines: dict[bytes, SubjectLine]) -> tuple[DutyRow, ...]:
    """Return the rows by building in walking order, buildings with something overdue first."""
    late = {row.building_title for row in rows if row.state == "overdue"}
    first: dict[str, int] = {}
    for row in rows:
        walk = lines[row.household].walk
        first[row.building_title] = min(first.get(row.building_title, walk), walk)
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                row.building_title not in late,
                first[row.building_title],
                lines[row.household].walk,
                row.due_day or 0,
            ),
        )
    )


def _waiting(reader: Reader, session: OfficeSession) -> tuple[TicketRow, ...]:
    """Return the open tickets that wait for the acting post: those it holds, those at the desks it looks after."""
    waiting: list[stored.TicketRow] = []
    if session.actor is not None:
        waiting += read_tickets.ticket_page(reader, TicketFilter(open=True, owner=session.actor), limit=TICKETS_SHOWN)
    within = session.reach(acts.TICKET_VIEW)
    for desk in _desks_of(session):
        waiting += _unowned(reader, TicketFilter(open=True, unit=within, desk=desk))
    waiting.sort(key=lambda row: (row.due_ms is None, row.due_ms or 0, row.opened_ms))
    return tuple(ticket_row(session, row) for row in waiting[:TICKETS_SHOWN])


def _unowned(reader: Reader, wanted: TicketFilter) -> list[stored.TicketRow]:
    """Return the first tickets of a queue that nobody has signed for yet."""
    found: list[stored.TicketRow] = []
    after: bytes | None = None
    while len(found) < TICKETS_SHOWN:
        page = read_tickets.ticket_page(reader, wanted, after=after, limit=TICKETS_SHOWN)
        found += [row for row in page if row.owner is None]
        if len(page) < TICKETS_SHOWN:
            break
        after = page[-1].uid
    return found


def _desks_of(session: OfficeSession) -> tuple[str, ...]:
    """Return the desks the acting post looks after: those of the level its role is held on."""
    role = session.roles.get(session.post.role) if session.post else None
    if role is None or (role.kind not in AT_THE_DESK and role.level != "subdistrict"):
        return ()
    return tuple(desk.key for desk in session.scheme.desks if desk.level == role.level)
