"""The due board: how each post, building or community of a unit stands, effort beside outcome, nobody ranked.

It is the board of everybody in the acting post's unit, told apart by who owes what (``due_tallies``), with what
happened and must be answered (``due_answers``). Order is that of the org tree, of buildings that of the walk.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from gridtui.core.errors import InputFault
from gridtui.core.records import Post
from gridtui.office.answering import answer_rows
from gridtui.office.board import Owed, acting_roles, judged_on, once_each, owed_in, wide_board
from gridtui.office.coverage import AT_THE_DOOR
from gridtui.office.due_answers import (
    ELSEWHERE,
    answer_tallies,
    answers_behind,
    answers_of_everybody,
    first_doors_of_answers,
)
from gridtui.office.due_tallies import NOBODY, Tallies, Tally, Telling, first_doors, owed_by, tallies
from gridtui.office.duties import DutyRows
from gridtui.office.duty_views import By, DueBoard, DueLine, OccurrenceRow, QuotaRow
from gridtui.office.places import building_title
from gridtui.office.quotas import MODES, quota_row, quotas_of
from gridtui.office.session import COMMUNITIES, OfficeSession
from gridtui.office.views import DutyRow
from gridtui.rules.duty import DutyState
from gridtui.rules.periods import window_of
from gridtui.scheme import acts
from gridtui.scheme.model import Period
from gridtui.store import read_duties, read_posts
from gridtui.store.database import Reader
from gridtui.store.read_effort import Effort, effort_of_posts

WAYS: Final[tuple[By, ...]] = ("post", "building", "community")

_OPEN: Final = frozenset((DutyState.DUE, DutyState.OVERDUE, DutyState.PAUSED))


def ways(session: OfficeSession) -> tuple[By, ...]:
    """Return how the acting post's board can be told apart: by community only where it is over several."""
    is_above = session.scope_unit.kind < min(COMMUNITIES)
    return WAYS if is_above else ("post", "building")


def usual_way(session: OfficeSession) -> By:
    """Return how the board is told apart unless something else is asked: by community for a post above them."""
    return "community" if "community" in ways(session) else "post"


def due_board(session: OfficeSession, by: By | None = None, day: int | None = None) -> DueBoard:
    """Return how everybody in the acting post's unit stands on a day. Raises Refused."""
    session.require(acts.DUTY_BOARD, unit=session.scope_unit.uid)
    way = usual_way(session) if by is None else by
    with session.store.reading() as reader:
        asking = _asking(reader, session, day)
        lines = _lines(asking, way)
    return DueBoard(asking.day, way, session.scope_unit.name, lines)


def due_lines(reader: Reader, session: OfficeSession, day: int) -> tuple[By, tuple[DueLine, ...]]:
    """Return the usual lines of the board as Today shows them, and how they are told apart; none without the act."""
    if not session.decide(acts.DUTY_BOARD, unit=session.scope_unit.uid).allowed:
        return "post", ()
    way = usual_way(session)
    return way, _lines(_asking(reader, session, day), way)


def due_rows(
    session: OfficeSession, by: By, key: str, day: int | None = None, *, with_done: bool = False
) -> tuple[DutyRow, ...]:
    """Return the rows behind a line in walking order: due, overdue and paused, the done ones where they are wanted.

    Raises InputFault ``board.line_unknown``, Refused.
    """
    session.require(acts.DUTY_BOARD, unit=session.scope_unit.uid)
    states = _OPEN | {DutyState.DONE} if with_done else _OPEN
    with session.store.reading() as reader:
        asking = _asking(reader, session, day)
        _known_line(asking, by, key)
        owed = [entry for entry in once_each(owed_by(asking, by, key)) if entry.state in states]
        return _in_walking_order(reader, owed, asking.day)


def due_answers(
    session: OfficeSession, by: By, key: str, day: int | None = None, *, with_done: bool = False
) -> tuple[OccurrenceRow, ...]:
    """Return what must be answered behind a line, the most pressing first; raises as ``due_rows``."""
    session.require(acts.DUTY_BOARD, unit=session.scope_unit.uid)
    with session.store.reading() as reader:
        asking = _asking(reader, session, day)
        _known_line(asking, by, key)
        return answers_behind(asking, by, key, with_done=with_done)


def open_answers(session: OfficeSession, day: int | None = None) -> tuple[OccurrenceRow, ...]:
    """Return what everybody in the acting post's unit must answer, the most pressing first. Raises Refused."""
    session.require(acts.DUTY_BOARD, unit=session.scope_unit.uid)
    asked = session.today if day is None else day
    with session.store.reading() as reader:
        session = judged_on(session, reader, asked)
        return answer_rows(reader, session, asked, answers_of_everybody(reader, session, asked))


def open_rows(
    session: OfficeSession, day: int | None = None, *, with_done: bool = False, limit: int = 0
) -> tuple[DutyRow, ...]:
    """Return what everybody in the acting post's unit owes, each visit once, as ``due_rows``; ``limit`` 0: all.

    Raises Refused.
    """
    session.require(acts.DUTY_BOARD, unit=session.scope_unit.uid)
    states = _OPEN | {DutyState.DONE} if with_done else _OPEN
    with session.store.reading() as reader:
        asking = _asking(reader, session, day)
        return _in_walking_order(reader, owed_in(asking.board, states, limit), asking.day, limit)


def _known_line(asking: Telling, by: By, key: str) -> None:
    known = {post.uid.hex() for post in asking.posts}
    if key not in known and key not in tallies(asking, by) and key not in answer_tallies(asking, by):
        raise InputFault("board.line_unknown", line=key)


def _in_walking_order(reader: Reader, owed: Iterable[Owed], day: int, limit: int = 0) -> tuple[DutyRow, ...]:
    decided = [(entry.walk, entry.duty, entry) for entry in owed]
    decided.sort(key=lambda each: (each[0], each[1].due_day or 0))
    shown = decided[: limit or None]
    lines = read_duties.subject_lines(reader, sorted({walk for walk, _duty, _entry in shown}))
    rows = DutyRows(day)
    return tuple(rows.row(entry.asked.rule, duty, lines[entry.household]) for _walk, duty, entry in shown)


def _asking(reader: Reader, session: OfficeSession, day: int | None) -> Telling:
    asked = session.today if day is None else day
    session = judged_on(session, reader, asked)
    posts = sorted(read_posts.posts(reader, asked), key=lambda post: _place_in_tree(session, post.unit))
    return Telling(reader, session, asked, tuple(posts), wide_board(reader, session, asked))


def _place_in_tree(session: OfficeSession, unit: bytes) -> tuple[tuple[int, str], ...]:
    """Return what orders units as the org tree does: rank and name of each from the top down."""
    steps = [step for step in session.path(unit).split("/") if step]
    known = (session.units.get(bytes.fromhex(step)) for step in steps)
    return tuple((each.rank, each.name) for each in known if each is not None)


def _lines(asking: Telling, by: By) -> tuple[DueLine, ...]:
    told = _with_answers(tallies(asking, by), answer_tallies(asking, by))
    if by == "building":
        return _building_lines(asking, told)
    month = window_of(Period(kind="month"), asking.day)
    effort = _effort(asking, month.first) if month is not None else {}
    if by == "community":
        return _community_lines(asking, told, effort)
    quotas: dict[bytes, list[QuotaRow]] = {}
    within = _within(asking)
    for quota in quotas_of(asking.reader, asking.session, within, asking.day):
        quotas.setdefault(quota.post.uid, []).append(quota_row(asking.session, quota))
    named = _named_roles(asking)
    lines = []
    for post in asking.posts:
        key = post.uid.hex()
        # Of a post whose unit nobody knows the line says just that: it is over nobody, and nothing is counted for it.
        is_here = post in within or not asking.session.path(post.unit)
        is_named = is_here and not named.isdisjoint(acting_roles(asking.session, post.role))
        if key in told or is_named:
            title = asking.session.role_title(post.role)
            own = tuple(quotas.get(post.uid, ()))
            lines.append(
                _line(key, post.staff_name, (title, post.unit_name), told.get(key), effort.get(post.uid), own)
            )
    for key in sorted(key for key in told if key.startswith(NOBODY)):
        role = asking.session.role_title(key.removeprefix(NOBODY))
        lines.append(_line(key, "", (role, asking.session.scope_unit.name), told[key]))
    return tuple(lines)


def _with_answers(visits: Tallies, answers: Tallies) -> Tallies:
    """Return the tallies of lines with what must be answered among what is owed."""
    added = {}
    for key, told in answers.items():
        of = visits.get(key, Tally())
        added[key] = Tally(of.owed + told.owed, of.done + told.done, of.overdue + told.overdue, of.paused)
    return {**visits, **added}


def _effort(asking: Telling, first_day: int) -> dict[bytes, Effort]:
    """Return what each post did at the doors since a day."""
    uids = [post.uid for post in asking.posts]
    return effort_of_posts(asking.reader, AT_THE_DOOR, first_day, asking.day, uids)


def _building_lines(asking: Telling, told: Tallies) -> tuple[DueLine, ...]:
    doors = {**first_doors_of_answers(asking), **first_doors(asking)}
    walks = sorted((walk, key) for key, walk in doors.items() if key in told)
    at = {line.walk: line for line in read_duties.subject_lines(asking.reader, (walk for walk, _ in walks)).values()}
    return (
        *(
            _line(key, building_title(at[walk].address) or at[walk].address.line, ("", ""), told[key])
            for walk, key in walks
        ),
        *_elsewhere(told),
    )


def _elsewhere(told: Tallies) -> tuple[DueLine, ...]:
    """Return the line of what happened at no door, or in no community."""
    return (_line(ELSEWHERE, "", ("", ""), told[ELSEWHERE]),) if ELSEWHERE in told else ()


def _community_lines(asking: Telling, told: Tallies, effort: Mapping[bytes, Effort]) -> tuple[DueLine, ...]:
    session = asking.session
    below = session.path(session.scope_unit.uid)
    lines = []
    for unit in session.units.values():
        key = unit.uid.hex()
        if unit.kind not in COMMUNITIES or not session.path(unit.uid).startswith(below) or key not in told:
            continue
        made = [effort.get(post.uid, Effort()) for post in asking.posts if key in session.path(post.unit)]
        both = Effort(sum(each.attempts for each in made), sum(each.effective for each in made))
        lines.append(_line(key, unit.name, ("", ""), told[key], both))
    return (*lines, *_elsewhere(told))


def _line(  # noqa: PLR0917 - the six columns a line is made of
    key: str,
    title: str,
    of: tuple[str, str],
    tally: Tally | None,
    effort: Effort | None = None,
    quotas: tuple[QuotaRow, ...] = (),
) -> DueLine:
    told = tally or Tally()
    knocked, met = effort or Effort()
    return DueLine(
        key=key,
        title=title,
        role_title=of[0],
        unit_name=of[1],
        owed=told.owed,
        done=told.done,
        overdue=told.overdue,
        paused=told.paused,
        knocked=knocked,
        met=met,
        quotas=quotas,
    )


def _within(asking: Telling) -> tuple[Post, ...]:
    """Return the posts held in the acting post's unit or below it."""
    session = asking.session
    below = session.path(session.scope_unit.uid)
    return tuple(post for post in asking.posts if session.path(post.unit).startswith(below))


def _named_roles(asking: Telling) -> frozenset[str]:
    """Return the roles that a rule in force asks something of."""
    rules = asking.session.scheme.rules_in_force(asking.day)
    of_quotas = (rule for rule in rules if rule.mode in MODES and rule.period.kind != "office_sets")
    of_subjects = (asked.rule for asked in asking.board.facts.asked)
    return frozenset(role for rule in (*of_quotas, *of_subjects) for role in rule.actor_roles)
