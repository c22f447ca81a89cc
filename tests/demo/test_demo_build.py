"""The demo's content: the same for a seed, due visits whatever the day, invented people only."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from gridtui.core.identity import id_number_check_digit
from gridtui.core.time import FixedClock, instant_of, parse_iso_day
from gridtui.demo.build import OTHERS, SEED, WORKERS, build_demo
from gridtui.demo.people import PeopleMaker
from gridtui.office import browse
from gridtui.office.session import opened_session
from gridtui.settings import load_settings
from gridtui.store.database import Store

TABLES = {
    "resident": "name, relation, sex, birth_day, id_number, phone, residence, education, note, position",
    "visit": "day, start_minute, channel, outcome, prompts, diary, summary",
    "ticket": "number, kind, ticket_class, category, title, detail, opened_ms, state, closed_ms",
    "ticket_event": "seq, act, at_ms, note, result",
    "tag": "tag, from_day, review_day",
}
"""Columns that carry content; ids and row numbers are random."""


class Built(NamedTuple):
    """A demo office built as if on a day."""

    folder: Path
    clock: FixedClock

    def rows(self, table: str) -> list[tuple[object, ...]]:
        """Return the content of a table, ids left out, in an order of its own."""
        store = Store.open(self.folder)
        try:
            with store.reading() as reader:
                return sorted(reader.rows(f"SELECT {TABLES[table]} FROM {table}"), key=repr)
        finally:
            store.close()


def built(folder: Path, iso: str, minute: int) -> Built:
    """Build the demo as if a day and a minute were the present."""
    clock = FixedClock(instant_of(parse_iso_day(iso), minute))
    folder.mkdir()
    build_demo(folder, clock, "somebody", lambda _done, _total: None)
    return Built(folder, clock)


@pytest.fixture(scope="module")
def autumn(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return a demo built on a Saturday morning."""
    return built(tmp_path_factory.mktemp("autumn") / "office", "2026-11-21", 10 * 60 + 20)


@pytest.fixture(scope="module")
def new_year(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return a demo built minutes after midnight, in a year whose calendar is not shipped."""
    return built(tmp_path_factory.mktemp("new_year") / "office", "2029-01-01", 5)


def test_two_builds_of_a_day_hold_the_same(autumn: Built, tmp_path: Path) -> None:
    """People, visits, tickets and their steps, word for word; only ids differ."""
    again = built(tmp_path / "office", "2026-11-21", 10 * 60 + 20)
    for table in TABLES:
        assert again.rows(table) == autumn.rows(table), table


def test_another_seed_makes_other_people() -> None:
    """The seed is what decides, not the machine."""
    day = date(2026, 11, 21)
    people = [list(PeopleMaker(seed, day).doors()) for seed in (SEED, SEED, SEED + 1)]
    assert people[0] == people[1]
    assert people[0] != people[2]


@pytest.mark.parametrize("day", ["autumn", "new_year"])
def test_every_grid_worker_has_visits_due(day: str, request: pytest.FixtureRequest) -> None:
    """Whatever day the demo is started on."""
    demo: Built = request.getfixturevalue(day)
    settings = load_settings(demo.folder, {})
    for worker in WORKERS:
        with opened_session(
            demo.folder, account="somebody", clock=demo.clock, settings=settings, post=worker
        ) as session:
            assert browse.today(session).due_count > 0, worker


def test_who_plays_the_demo_holds_every_post(autumn: Built) -> None:
    """One account, all of the office's people."""
    settings = load_settings(autumn.folder, {})
    with opened_session(autumn.folder, account="somebody", clock=autumn.clock, settings=settings) as session:
        assert {post.staff_name for post in session.posts} == {*WORKERS, *(name for name, _role in OTHERS)}


def test_nobody_in_it_can_be_anybody(autumn: Built) -> None:
    """Identity numbers of an area nobody has, telephones of a prefix nobody has."""
    people = autumn.rows("resident")
    assert len(people) > 1_000
    numbers = [str(row[4]) for row in people if row[4]]
    phones = [str(row[5]) for row in people if row[5]]
    assert all(number.startswith("629901") for number in numbers)
    assert all(id_number_check_digit(number[:17]) == number[17:] for number in numbers)
    assert all(phone.startswith("100") for phone in phones)
    assert len(set(numbers)) == len(numbers)


def test_nothing_in_it_lies_ahead_of_the_present(autumn: Built) -> None:
    """No visit of tomorrow, no step of a ticket after now."""
    now_ms = autumn.clock.now_ms()
    assert max(int(str(row[0])) for row in autumn.rows("visit")) <= parse_iso_day("2026-11-21")
    assert max(int(str(row[2])) for row in autumn.rows("ticket_event")) <= now_ms


def test_the_demo_is_a_community_of_two_thousand_with_a_year_behind_it(autumn: Built) -> None:
    """中院社区 on the real division table; visits and tickets from a year ago up to the day it is built."""
    today = parse_iso_day("2026-11-21")
    store = Store.open(autumn.folder)
    try:
        with store.reading() as reader:
            assert reader.value("SELECT count(*) FROM unit WHERE code = '620103006003' AND name = '中院社区'") == 1
            assert 1_800 <= reader.value("SELECT count(*) FROM household WHERE live = 1") <= 2_200
            for table, day in (("visit", "day"), ("ticket", "opened_day")):
                first, last = reader.rows(f"SELECT min({day}), max({day}) FROM {table}")[0]
                assert first <= today - 330, table
                assert last == today, table
    finally:
        store.close()
