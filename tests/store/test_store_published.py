"""The published mechanism in force is the current one; days and tickets of before keep the one of then."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import pytest

from gridtui.core.calendar import WorkingCalendar
from gridtui.core.time import MS_PER_DAY, FixedClock, instant_of
from gridtui.core.words import TicketAct, TicketState
from gridtui.scheme.disposal import TimeLimit
from gridtui.scheme.load import content_digest, load_schemes, scheme_bytes, scheme_digest
from gridtui.scheme.model import Scheme
from gridtui.settings import shipped_config
from gridtui.store.database import Store
from gridtui.store.mechanism import current_scheme, is_taken_up, keep_scheme, scheme_on
from gridtui.store.project_tickets import Tickets
from gridtui.store.read_schemes import scheme_records
from gridtui.store.scheme_parts import split_content
from gridtui.store.writer import Writer
from gridtui.sync.operation import Value
from tests.store.written_office import NOW, TODAY, household_of_two

FRIDAY = 5


def titled(title: str) -> Scheme:
    """Return the shipped scheme under another title."""
    paths: list[Path] = [shipped_config() / "schemes" / f"{name}.toml" for name in ("common", "yanjiaping")]
    scheme = load_schemes([(path.read_text("utf-8"), str(path)) for path in paths])
    return msgspec.structs.replace(scheme, about=msgspec.structs.replace(scheme.about, title=title))


OWN, FIRST, SECOND = titled("自定"), titled("第一版"), titled("第二版")


def publish(store: Store, clock: FixedClock, content: bytes, from_day: int) -> bytes:
    """Publish a content as an office does; return the record's id."""
    parts = split_content(content)
    with store.writing(clock) as writer:
        stated: dict[str, Value] = {
            "digest": content_digest(content).hex(), "title": "x", "from_day": from_day, "parts": len(parts),
        }  # fmt: skip
        uid = writer.create("scheme", stated, actor=None)
        for place, part in enumerate(parts, 1):
            writer.create("scheme_part", {"scheme": uid, "place": place, "content": part}, actor=None)
    return uid


@pytest.fixture
def office(store: Store, clock: FixedClock) -> Store:
    """Give a store that works by its own files."""
    with store.writing(clock) as writer:
        writer.keep_scheme(OWN)
    return store


def current(store: Store) -> str:
    """Return the title of the scheme a store works under."""
    with store.reading() as reader:
        found = current_scheme(reader)
    assert found is not None
    return found.about.title


def title_on(store: Store, day: int) -> str:
    """Return the title of the scheme a day is judged by."""
    with store.reading() as reader:
        found = scheme_on(reader, day)
    assert found is not None
    return found.about.title


def test_a_published_version_holds_from_its_day_on(office: Store, clock: FixedClock) -> None:
    """Before the first one a day is judged by what the files added up to then."""
    publish(office, clock, scheme_bytes(FIRST), TODAY - 10)
    publish(office, clock, scheme_bytes(SECOND), TODAY)
    assert current(office) == "第二版"
    assert [title_on(office, TODAY - days) for days in (11, 10, 1, 0)] == ["自定", "第一版", "第一版", "第二版"]


def test_a_version_of_a_later_day_waits(office: Store, clock: FixedClock) -> None:
    """The day it begins it is taken up."""
    publish(office, clock, scheme_bytes(FIRST), TODAY + 2)
    assert current(office) == "自定"
    clock.ms += 2 * MS_PER_DAY
    with office.reading() as reader:
        assert not is_taken_up(reader, TODAY + 2)
    with office.writing(clock) as writer:
        writer.take_up_scheme()
    assert current(office) == "第一版"


def test_files_read_while_one_is_published_change_nothing_in_force(office: Store, clock: FixedClock) -> None:
    """They are the editing form of the next version."""
    publish(office, clock, scheme_bytes(FIRST), TODAY)
    with office.writing(clock) as writer:
        assert writer.keep_scheme(SECOND) == scheme_digest(SECOND)
    assert current(office) == "第一版"


def test_a_voided_version_gives_way_to_the_one_before(office: Store, clock: FixedClock) -> None:
    """Down to the office's own."""
    first = publish(office, clock, scheme_bytes(FIRST), TODAY - 1)
    second = publish(office, clock, scheme_bytes(SECOND), TODAY)
    for uid, left in ((second, "第一版"), (first, "自定")):
        with office.writing(clock) as writer:
            writer.void(uid, actor=None)
        assert current(office) == left


def test_of_two_versions_of_one_day_the_last_published_holds(office: Store, clock: FixedClock) -> None:
    """Whatever the order they came in."""
    publish(office, clock, scheme_bytes(SECOND), TODAY)
    clock.ms += 1000
    publish(office, clock, scheme_bytes(FIRST), TODAY)
    assert current(office) == "第一版"
    with office.reading() as reader:
        assert len(scheme_records(reader)) == 2


def test_a_content_this_program_cannot_read_is_not_taken_up(office: Store, clock: FixedClock) -> None:
    """A newer program's, or one by which no ticket could be folded: the version before stays."""
    newer = json.dumps({**msgspec.to_builtins(FIRST), "oracle": []}).encode()
    without = scheme_bytes(msgspec.structs.replace(FIRST, machines=()))
    for content in (newer, without, b"{"):
        publish(office, clock, content, TODAY)
    assert current(office) == "自定"
    with office.reading() as reader:
        assert is_taken_up(reader, TODAY)


def test_a_ticket_is_folded_through_the_version_it_names(office: Store, clock: FixedClock) -> None:
    """Though that comes after the ticket, is not in force yet, and is voided later."""
    ids = household_of_two(office, clock)
    routine, *others = FIRST.machines
    # Under this version what is accepted is back at the beginning, so that its folds can be told apart.
    steps = tuple(
        msgspec.structs.replace(step, to="registered") if step.act == "accepted" else step for step in routine.steps
    )
    other = msgspec.structs.replace(FIRST, machines=(msgspec.structs.replace(routine, steps=steps), *others))
    opened: dict[str, Value] = {"number": "YP26-0001", "ticket_class": 1, "opened_ms": NOW, "opener": ids["post"]}
    with office.writing(clock) as writer:
        ticket = writer.create("ticket", {**opened, "scheme": scheme_digest(other)}, actor=ids["post"])
        writer.event("ticket_event", ticket, {"act": TicketAct.ACCEPTED, "at_ms": NOW}, actor=ids["post"])

    def state() -> int:
        with office.reading() as reader:
            found: int = reader.value("SELECT state FROM ticket")
            return found

    assert state() == TicketState.ACCEPTED
    uid = publish(office, clock, scheme_bytes(other), TODAY + 100)
    assert state() == TicketState.REGISTERED
    with office.writing(clock) as writer:
        writer.void(uid, actor=None)
        writer.event("ticket_event", ticket, {"act": TicketAct.ACCEPTED, "at_ms": NOW}, actor=ids["post"])
    assert state() == TicketState.REGISTERED


def test_a_store_of_an_older_program_keeps_what_it_worked_by(store: Store, clock: FixedClock) -> None:
    """It noted one scheme only; days before the first published version are judged by that."""
    with store.transaction() as tx:
        keep_scheme(tx, OWN)
        tx.execute("DELETE FROM meta WHERE key = 'scheme_own'")
    publish(store, clock, scheme_bytes(FIRST), TODAY)
    assert (title_on(store, TODAY - 1), current(store)) == ("自定", "第一版")


def refolded(store: Store, monkeypatch: pytest.MonkeyPatch, change: Callable[[Writer], object]) -> set[str]:
    """Return the numbers of the tickets that a change of the mechanism folds again."""
    folded: set[bytes] = set()
    project = Tickets.project

    def noted(self: Tickets, uid: bytes) -> None:
        folded.add(uid)
        project(self, uid)

    monkeypatch.setattr(Tickets, "project", noted)
    with store.writing(FixedClock(NOW)) as writer:
        change(writer)
    monkeypatch.setattr(Tickets, "project", project)
    with store.reading() as reader:
        return {number for uid, number in reader.rows("SELECT uid, number FROM ticket") if uid in folded}


def test_another_mechanism_folds_no_ticket_that_keeps_its_own(
    office: Store, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hundred thousand tickets must not hold up the next start: only what stands on the current one is folded."""
    ids = household_of_two(office, clock)
    opened: dict[str, Value] = {"ticket_class": 1, "opened_ms": NOW, "opener": ids["post"]}
    with office.writing(clock) as writer:
        for number, scheme in (("own", scheme_digest(OWN)), ("unknown", scheme_digest(FIRST)), ("none", None)):
            writer.create("ticket", {**opened, "number": number, "scheme": scheme}, actor=ids["post"])
    assert refolded(office, monkeypatch, lambda writer: writer.keep_scheme(SECOND)) == {"unknown", "none"}
    assert refolded(office, monkeypatch, lambda writer: writer.keep_scheme(FIRST)) == {"unknown", "none"}
    assert refolded(office, monkeypatch, lambda writer: writer.keep_scheme(SECOND)) == {"none"}


def test_another_calendar_moves_the_limits_that_reach_its_days(
    office: Store, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A limit that ran out before the first changed day stays as it is; the others are reckoned again."""
    ids = household_of_two(office, clock)
    limit = TimeLimit(ticket_class="coordination", source="测试自拟", amount=3)
    limited = msgspec.structs.replace(OWN, limits=(limit,))
    opened: dict[str, Value] = {"ticket_class": 2, "opener": ids["post"], "scheme": scheme_digest(limited)}
    plain, later = WorkingCalendar(frozenset(), (), ()), TODAY + 20
    friday = next(day for day in range(later, later + 7) if date.fromordinal(day).isoweekday() == FRIDAY)
    with office.writing(clock) as writer:
        writer.keep_calendar(plain)
        writer.keep_scheme(limited)
        for number, day in (("early", TODAY), ("late", friday - 3)):
            writer.create(
                "ticket", {**opened, "number": number, "opened_ms": instant_of(day, 600)}, actor=ids["post"]
            )
    with office.reading() as reader:
        due: dict[str, int] = dict(reader.rows("SELECT number, due_ms FROM ticket"))
    assert due["early"] < instant_of(friday) <= due["late"]
    holiday = WorkingCalendar(frozenset({2026}), (friday,), ())
    assert refolded(office, monkeypatch, lambda writer: writer.keep_calendar(holiday)) == {"late"}
    assert refolded(office, monkeypatch, lambda writer: writer.keep_calendar(holiday)) == set()
    with office.reading() as reader:
        moved: dict[str, int] = dict(reader.rows("SELECT number, due_ms FROM ticket"))
    assert moved["early"] == due["early"]
    assert moved["late"] > due["late"]
