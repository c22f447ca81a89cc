"""One definition of "overdue": Today, due board, card and why decide the same, whatever has happened."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridtui.core.errors import GridtuiError
from gridtui.core.words import Channel, DwellingUse, Outcome, Residence, Whereabouts
from gridtui.office import browse, households
from gridtui.office.board import Owed, all_owed, once_each, owed_in, wide_board
from gridtui.office.due_board import open_rows
from gridtui.office.duties import duties_of
from gridtui.office.session import OfficeSession
from gridtui.office.undo import undo
from gridtui.office.views import DutyRow
from gridtui.office.visits import VisitForm, correct_visit, log_visit
from gridtui.rules.duty import DutyState
from gridtui.scheme.model import CadenceRule, Period, Scheme, Segment
from gridtui.store import read_households
from gridtui.sync.operation import Value
from tests.tools.office_builder import SETTLED_DAY, TODAY, SmallOffice, small_office

HEADS = ("李文彬", "刘秀芬", "王建民", "马玉珍", "赵志强", "吴国华", "覃桂兰")
TAGS = ("elder_alone", "dibao", "disability", "unemployed", "orphan")
ROLES = {"zhang": "grid_worker", "he": "neighbor_lead"}

_days = st.integers(-60, 0)
_near = st.none() | st.integers(TODAY - 3, TODAY + 3)
_heads = st.sampled_from(HEADS)
_household = st.one_of(
    st.builds(lambda paper: {"paper": paper}, st.integers(0, 1)),
    st.builds(lambda day: {"from_day": TODAY + day}, _days),
    st.builds(lambda day: {"to_day": day}, _near),
)
_resident = st.one_of(
    st.builds(lambda lives, day: {"lives": lives, "lives_to": day}, st.sampled_from(Whereabouts), _near),
    st.builds(lambda residence: {"residence": residence}, st.sampled_from(Residence)),
)
_end = st.none() | st.integers(-50, 40)
_rule_keys = st.sampled_from(("", "twice", "tuesdays", "home_visit_7_days", "thrice", "once", "unpaced"))
_period = st.one_of(
    st.just({}),
    st.builds(lambda days: {"period_kind": "rolling", "days": days}, st.integers(1, 20)),
    st.builds(lambda kind: {"period_kind": kind}, st.sampled_from(("day", "week", "month", "rolling", "weekdays"))),
    st.builds(lambda on: {"period_kind": "weekdays", "weekdays": tuple(on)}, st.sets(st.integers(1, 7), min_size=1)),
)
_plan = st.builds(
    lambda rule, period, times, tag: {"rule": rule, **period, "times": times, "ends_with": tag},
    _rule_keys,
    _period,
    st.integers(0, 3),
    st.sampled_from(("", "", "dibao", "elder_alone")),
)
_step = st.one_of(
    st.tuples(st.just("visit"), _heads, _days, st.sampled_from(Channel), st.sampled_from(Outcome)),
    st.tuples(st.just("tag"), _heads, _days, st.sampled_from(TAGS), st.none() | st.integers(-30, 5)),
    st.tuples(st.just("door"), _heads, st.builds(lambda use: {"use": use}, st.sampled_from(DwellingUse))),
    st.tuples(st.just("household"), _heads, _household),
    st.tuples(st.just("resident"), _heads, _resident),
    st.tuples(st.just("pair"), _heads, _days),
    st.tuples(st.just("plan"), _heads, _plan, _days, _end),
    st.tuples(st.just("pause"), _heads, _rule_keys, _days, _end, st.booleans()),
    st.tuples(st.just("void"), _heads),
    st.tuples(st.just("correct"), _days),
    st.tuples(st.just("undo")),
)


def more_rules(scheme: Scheme) -> Scheme:
    """Return the scheme with a rule of each other kind: several times, weekdays, pairs, everyone, all and none."""

    def rule(key: str, **changes: Any) -> CadenceRule:
        values: dict[str, Any] = {
            "title": key,
            "label": key,
            "source": "test",
            "actor_roles": ("grid_worker",),
            "actor_scope": "grid",
            "segment": Segment(everyone=True),
            "channels": ("home_visit",),
            "period": Period(kind="month"),
            "from_": date.fromordinal(SETTLED_DAY),
        }
        return CadenceRule(key=key, **(values | changes))

    added = (
        rule("twice", times=2, segment=Segment(any=("dibao",))),
        rule("week", period=Period(kind="week"), channels=("home_visit", "phone")),
        rule("tuesdays", period=Period(kind="weekdays", weekdays=(2, 5)), segment=Segment(any=("elder_alone",))),
        rule("paired", actor_scope="paired", period=Period(kind="rolling", days=10)),
        rule("both", segment=Segment(all=("dibao", "elder_alone"), none=("orphan",))),
        rule("graced", period=Period(kind="rolling", days=5), grace_days=4, substitutes=("meeting",)),
        rule("thrice", period=Period(kind="rolling", days=14), times=3, channels=("home_visit", "phone")),
        rule("unpaced", period=Period(kind="office_sets"), channels=("home_visit", "phone")),
        rule("round", mode="once", period=Period(kind="office_sets"), to=date.fromordinal(TODAY + 9)),
        rule("once", mode="once", from_=date.fromordinal(TODAY - 20), to=date.fromordinal(TODAY - 2), grace_days=4),
        rule("daily", period=Period(kind="day"), segment=Segment(any=("disability",))),
        rule("floating", segment=Segment(residences=("floating", "split"), none=("orphan",))),
    )
    return msgspec.structs.replace(scheme, rules=(*scheme.rules, *added))


@contextmanager
def busy_office() -> Iterator[SmallOffice]:
    """Give an office under every kind of rule."""
    with tempfile.TemporaryDirectory() as folder:
        office = small_office(Path(folder))
        try:
            with office.writing() as writer:
                writer.keep_scheme(more_rules(office.session("chen").scheme))
            office.renewed()
            yield office
        finally:
            office.close()


def play(office: SmallOffice, step: tuple[Any, ...], visits: list[bytes]) -> None:
    """Do one step; what the office refuses did not happen."""
    try:
        if step[0] in {"tag", "pair", "void", "plan", "pause"}:
            _write(office, step)
        else:
            _act(office, step, visits)
    except GridtuiError:
        return


def _act(office: SmallOffice, step: tuple[Any, ...], visits: list[bytes]) -> None:
    session = office.session("chen")
    match step:
        case ("visit", head, day, channel, outcome):
            form = VisitForm(office.homes[head], TODAY + day, None, (office.posts["chen"],), 0, channel, outcome)
            visits.append(log_visit(session, form).uid)
        case ("correct", day) if visits:
            old = browse.visit(session, visits[-1])
            form = VisitForm(old.household, TODAY + day, None, old.visitors, 0, old.channel, old.outcome)
            visits.append(correct_visit(session, old.uid, form).uid)
        case ("undo",):
            undo(session)
        case ("door", head, changes):
            households.set_dwelling(session, office.homes[head], changes)
        case ("household", head, changes):
            households.set_household(session, office.homes[head], changes)
        case ("resident", head, changes):
            households.set_resident(session, office.people[head], changes)


def _write(office: SmallOffice, step: tuple[Any, ...]) -> None:
    """Write what no use case does to the days of a test."""
    home = office.homes[step[1]]
    values: dict[str, Value]
    with office.writing() as writer:
        match step:
            case ("void", head):
                writer.void(office.people[head], actor=None)
            case ("pair", _, day):
                values = {"post": office.posts["zhang"], "household": home, "from_day": TODAY + day}
                writer.create("pairing", values | {"to_day": TODAY + day + 30}, root=home, actor=None)
            case ("plan", _, stated, day, last):
                values = {"household": home, "from_day": TODAY + day, **stated}
                writer.create("plan", values | _until(last), root=home, actor=None)
            case ("pause", _, rule, day, last, excuse):
                values = {"household": home, "rule": rule, "from_day": TODAY + day, "reason": 1, "excuse": excuse}
                writer.create("pause", values | _until(last), root=home, actor=None)
            case ("tag", head, day, key, last):
                values = {"subject": office.people[head], "tag": key, "from_day": TODAY + day}
                if last is not None:
                    values["to_day"] = TODAY + last
                writer.create("tag", values, root=home, actor=None)


def _until(last: int | None) -> dict[str, Value]:
    return {} if last is None else {"to_day": TODAY + last}


def on_cards(office: SmallOffice, session: OfficeSession, role: str) -> dict[tuple[bytes, str], DutyRow]:
    """Return what the cards of the grid say a role owes today: the first to fall due of each label and way."""
    rules = {rule.key: rule for rule in session.scheme.rules}
    found: dict[tuple[bytes, str], DutyRow] = {}
    for head in HEADS:
        with session.store.reading() as reader:
            home = read_households.household(reader, office.homes[head])
        assert home is not None
        for row in duties_of(session, home):
            is_own = role in rules[row.rule_key].actor_roles
            if not is_own or not (row.state in {"due", "overdue"} or row.done_today):
                continue
            key = (row.household, row.rule_title)
            if key not in found or (row.due_day or 0) < (found[key].due_day or 0):
                found[key] = row
    return found


def essence(row: DutyRow) -> tuple[object, ...]:
    """Return what must not differ between two screens."""
    return (row.rule_title, row.state, row.days_left, row.due_day, row.last_day, row.done_today, row.pressing)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_step, max_size=9))
def test_the_board_and_the_card_agree(steps: list[tuple[Any, ...]]) -> None:
    """Random histories of visits, corrections, tags, moves: the rows of Today are the cards', and none more."""
    with busy_office() as office:
        visits: list[bytes] = []
        for step in steps:
            play(office, step, visits)
        for account, role in ROLES.items():
            session = office.session(account)
            cards = on_cards(office, session, role)
            listed = {(row.household, row.rule_title): row for row in browse.today(session).duties}
            assert {key: essence(row) for key, row in listed.items()} == {
                key: essence(row) for key, row in cards.items()
            }
        everybody_agrees(office.session("chen"))


def everybody_agrees(session: OfficeSession) -> None:
    """Check that a row of the due board stands as its card and its why say, and that no open duty is left out."""
    open_states = {"due", "overdue", "paused"}
    board = {
        (row.household, row.rule_key): row
        for line in browse.due_board(session, "building").lines
        for row in browse.due_rows(session, "building", line.key)
    }
    assert {(row.household, row.rule_key): row for row in open_rows(session)} == board
    with session.store.reading() as reader:
        wide = wide_board(reader, session, session.today)
    every = tuple(all_owed(wide.facts, wide.facts.rows))
    late = {(owed.household, owed.asked.visit) for owed in every if owed.state == DutyState.OVERDUE}
    assert wide.overdue_count == len(late)
    for states in ({DutyState.OVERDUE}, {DutyState.DONE, DutyState.PAUSED}):
        expected = [owed for owed in once_each(every) if owed.state in states]
        assert sorted(owed_in(wide, states), key=_duty_key) == sorted(expected, key=_duty_key)
    listed = {(row.household, row.rule_title) for row in board.values()}
    for row in browse.open_households(session).rows(0, 50):
        for duty in browse.household_card(session, row.uid).duties:
            told = browse.why(session, row.uid, duty.rule_key)
            assert (told.state, told.due_day) == (duty.state, duty.due_day)
            assert duty.state not in open_states or (row.uid, duty.rule_title) in listed
            shown = board.get((row.uid, duty.rule_key))
            assert shown is None or essence(shown) == essence(duty)


def _duty_key(owed: Owed) -> tuple[bytes, str]:
    return owed.household, owed.asked.rule.key
