"""The plans of the hot statements are part of the contract, on an empty store, a full one, and an analysed one.

Whatever SQLite knows or does not know about the sizes, it walks the same indexes: nothing is read from end to end and
nothing is sorted but what is named here.
"""

import re
from collections.abc import Iterator
from itertools import chain, combinations

import pytest

from gridtui.store import (
    read_doors,
    read_duties,
    read_find,
    read_households,
    read_posts,
    read_sync,
    read_tickets,
    read_units,
    read_visits,
)
from gridtui.store.database import Reader, Store
from gridtui.store.rows import Window
from tests.tools.fill_store import Size, fill

LISTS = {"wanted", "channel", "below", "step", "hit", "json_each"}
"""Arrays handed in as JSON, and rows of a search: what a statement begins with, not a table."""

_WINDOW = (Window((1, 2), 5, 9),)
_SETS = ((1,), (1, 2), (1, 2, 3))
_TICKET_PARTS = ("state", "owner", "desk", "grid", "community", "unit", "kinds", "classes", "from_day", "to_day")
_VISIT_PARTS = ("unit", "wide_unit", "visitor", "channels", "outcomes")
_LIST_PARTS = tuple(read_households.CONDITIONS)


def _choices(parts: tuple[str, ...], most: int) -> Iterator[tuple[str, ...]]:
    return chain.from_iterable(combinations(parts, size) for size in range(most + 1))


PLAIN = {
    "unit": read_units.UNIT,
    "children": read_units.CHILDREN,
    "units below": read_units.BELOW,
    "post": read_posts.POST,
    "post is held": read_posts.IS_HELD,
    "posts of": read_posts.POSTS_OF,
    "paired": read_posts.PAIRED,
    "household rows": read_households.ROWS,
    "household": read_households.HOUSEHOLD,
    "resident": read_households.RESIDENT,
    "same id number": read_households.SAME_ID_NUMBER,
    "find hits at walk": read_find.AT_WALK,
    "find places": read_find.PLACES,
    "find names": read_find.NAMES,
    "find tags": read_find.TAGS,
    "walk courtyards": read_doors.COURTYARDS,
    "walks": read_doors.WALKS,
    "doors": read_doors.DOORS,
    "door today": read_doors.TODAY,
    "visit": read_visits.VISIT,
    "visits of": read_visits.VISITS_OF,
    "last counting": read_visits.LAST_COUNTING,
    "visit posts": read_visits.POSTS,
    "visit residents": read_visits.RESIDENTS,
    "ticket": read_tickets.TICKET,
    "ticket events": read_tickets.EVENTS,
    "tickets of": read_tickets.OF_HOUSEHOLD,
    "tagged": read_duties.TAGGED,
    "tagged among": read_duties.TAGGED_AMONG,
    "residing": read_duties.RESIDING,
    "residing among": read_duties.RESIDING_AMONG,
    "tagged between": read_duties.TAGGED_BETWEEN,
    "residing between": read_duties.RESIDING_BETWEEN,
    "extent": read_duties.EXTENT,
    "share of a community": read_units.HOUSEHOLDS_OF,
    "first and last door": read_units.WALKED,
    "facts asked of some": read_duties.facts_statement(_SETS, _WINDOW, scoped=True, asked_of=(1, 2, 3, 1)),
    "within": read_duties.WITHIN,
    "pairings of a post": read_duties.PAIRED,
    "duty lines": read_duties.LINES,
    "area": read_duties.AREA,
    "area by subject": read_duties.AREA_BY_SUBJECT,
    "everyone": read_duties.EVERYONE,
    "pending": read_sync.PENDING,
    "held": read_sync.HELD,
    **{
        f"facts scoped={scoped} sets={len(sets)} windows={len(windows)}": read_duties.facts_statement(
            sets, windows, scoped=scoped
        )
        for scoped in (True, False)
        for sets in (_SETS, _SETS[:1], ())
        for windows in (_WINDOW, ())
    },
    **{
        f"queue {' '.join(parts)} clock={clock}": read_tickets.queue_statement(parts, clock=clock)
        for parts in _choices(_TICKET_PARTS, 3)
        for clock in (True, False)
    },
    **{f"tickets {' '.join(parts)}": read_tickets.list_statement(parts) for parts in _choices(_TICKET_PARTS, 2)},
    **{f"visits {' '.join(parts)}": read_visits.page_statement(parts) for parts in _choices(_VISIT_PARTS, 3)},
    **{
        f"walk list {' '.join(parts)}": read_households.list_statement(parts, "walk")
        for parts in _choices(_LIST_PARTS, 3)
    },
}
"""Statements that neither scan a table nor sort."""

EXCEPTIONS: dict[str, tuple[str, set[str], set[str]]] = {
    "units": (read_units.UNITS, {"u"}, {"ORDER BY"}),
    "posts": (read_posts.POSTS, {"p"}, {"ORDER BY"}),
    "ancestors": (read_units.ANCESTORS, set(), {"ORDER BY"}),
    "tags": (read_households.TAGS, set(), {"ORDER BY"}),
    "members": (read_households.MEMBERS, set(), {"LAST TERM OF ORDER BY"}),
    "coverage": (read_duties.ACTORS, set(), {"count(DISTINCT)"}),
    "staff of account": (read_posts.STAFF_OF_ACCOUNT, set(), {"ORDER BY"}),
    "ticket numbered": (read_tickets.TICKET_NUMBERED, set(), {"ORDER BY"}),
    **{
        f"count {' '.join(parts)} open={is_open}": (
            read_tickets.count_statement(parts, is_open=is_open),
            {"t"},
            set(),
        )
        for parts in _choices(_TICKET_PARTS, 2)
        for is_open in (True, False)
    },
    "find": (read_find.HITS, {"find"}, set()),
    "find outside": (read_find.OUTSIDE, {"CONSTANT"}, set()),
    "find count": (read_find.COUNT, {"find", "(subquery-1)"}, set()),
    "find by name": (read_find.HITS_BY_NAME, {"find"}, {"ORDER BY"}),
    "conflicts": (read_sync.CONFLICTS, {"conflict", "(subquery-1)"}, set()),
    "scopes": (read_sync.SCOPES, {"cursor"}, set()),
    **{
        f"name list {' '.join(parts)}": (read_households.list_statement(parts, "name"), {"h"}, set())
        for parts in _choices(_LIST_PARTS, 2)
    },
}
"""What may be read from end to end: the org tree and the posts (hundreds of rows), an index that is in the very order
of a list, an index of tickets while counting up to a bound. What may be sorted: the tree and the posts, a handful of
rows of one unit, household, account or number, and what the design names: hits in name order, and the households one
post has seen."""


@pytest.fixture(scope="module", params=["empty", "full", "analysed"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Give a store without rows, with thousands, and with thousands that SQLite has counted."""
    folder = tmp_path_factory.mktemp("plans") / "office"
    if request.param == "empty":
        made = Store.open(folder, create=True)
    else:
        size = Size(households=1_000, residents=2_500, visits=10_000, tickets=2_000)
        made = fill(folder, size, analyze=request.param == "analysed")
    yield made
    made.close()


def plan(reader: Reader, statement: str) -> list[str]:
    """Return the steps SQLite would take; every parameter is NULL, which no plan depends on."""
    names = dict.fromkeys(re.findall(r":([a-z_]+)", statement))
    count = max([statement.count("?"), *map(int, re.findall(r"\?([0-9]+)", statement))])
    parameters = names or (None,) * (len(set(re.findall(r"\?[0-9]+", statement))) or count)
    return [row[3] for row in reader.rows(f"EXPLAIN QUERY PLAN {statement}", parameters)]


def scanned(steps: list[str]) -> set[str]:
    """Return what a plan reads from end to end, arrays handed in left out."""
    found = {step.split()[1] for step in steps if step.startswith("SCAN ")}
    return {name for name in found if name not in LISTS and name != "facts" and not name.startswith("(subquery")}


def sorted_for(steps: list[str]) -> set[str]:
    """Return what a plan makes a temporary order for."""
    return {
        step.removeprefix("USE TEMP B-TREE FOR ").removeprefix("RIGHT PART OF ")
        for step in steps
        if "TEMP B-TREE" in step
    }


def test_hot_statements_neither_scan_nor_sort(store: Store) -> None:
    """Every filter that can be put together included."""
    wrong = {}
    with store.reading() as reader:
        for name, statement in PLAIN.items():
            steps = plan(reader, statement)
            if scanned(steps) or sorted_for(steps):
                wrong[name] = steps
    assert not wrong


@pytest.mark.parametrize("name", EXCEPTIONS)
def test_what_is_scanned_or_sorted_is_named(store: Store, name: str) -> None:
    """And nothing else is."""
    statement, scans, sorts = EXCEPTIONS[name]
    with store.reading() as reader:
        steps = plan(reader, statement)
    assert scanned(steps) <= scans
    assert not [step for step in steps if step.startswith(("SCAN h ", "SCAN t ")) and " INDEX " not in step]
    assert sorted_for(steps) <= sorts


def test_facts_are_sought_and_counted_in_the_partial_index(store: Store) -> None:
    """One seek a subject and channel in ``visit_subject``, with the day as its end; each channel once."""
    with store.reading() as reader:
        steps = plan(reader, read_duties.facts_statement(_SETS, _WINDOW, scoped=False))
    seeks = [step for step in steps if step.startswith("SEARCH v ")]
    assert len(seeks) == 3 + 2
    assert {step.split("(")[0] for step in seeks} == {"SEARCH v USING INDEX visit_subject "}
    assert all("subject=? AND channel=? AND day" in step for step in seeks)
