"""The plans of the hot statements are part of the contract, on an empty store, a full one, and an analysed one.

Whatever SQLite knows or does not know about the sizes, it walks the same indexes: nothing is read from end to end and
nothing is sorted but what is named here.
"""

import re
from collections.abc import Iterator
from itertools import chain, combinations

import pytest

from gridtui.store import (
    read_activities,
    read_campaigns,
    read_confirmations,
    read_doors,
    read_duties,
    read_effort,
    read_find,
    read_former,
    read_homes,
    read_households,
    read_in_use,
    read_loads,
    read_occurrences,
    read_pairings,
    read_plans,
    read_posts,
    read_quotas,
    read_schemes,
    read_segments,
    read_shifts,
    read_sync,
    read_teams,
    read_tickets,
    read_units,
    read_visits,
)
from gridtui.store.database import Reader, Store
from gridtui.store.rows import NthLast, Window
from tests.tools.fill_store import Size, fill

LISTS = {"wanted", "channel", "way", "below", "step", "hit", "json_each"}
"""Arrays handed in as JSON, and rows of a search: what a statement begins with, not a table."""

_WINDOW = (Window((1, 2), 5, 9),)
_SETS = ((1,), (1, 2), (1, 2, 3))
_TICKET_PARTS = ("state", "owner", "desk", "grid", "community", "unit", "kinds", "classes", "from_day", "to_day")
_VISIT_PARTS = ("unit", "wide_unit", "visitor", "caller", "channels", "outcomes")
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
    "visit campaigns": read_visits.CAMPAIGNS,
    "rechecks": read_visits.RECHECKS,
    "visit residents": read_visits.RESIDENTS,
    "ticket": read_tickets.TICKET,
    "ticket events": read_tickets.EVENTS,
    "tickets of": read_tickets.OF_HOUSEHOLD,
    "tickets of activity": read_tickets.OF_ACTIVITY,
    "tagged": read_segments.TAGGED,
    "tagged among": read_segments.TAGGED_AMONG,
    "residing": read_segments.RESIDING,
    "residing among": read_segments.RESIDING_AMONG,
    "tagged between": read_segments.TAGGED_BETWEEN,
    "residing between": read_segments.RESIDING_BETWEEN,
    "extent": read_segments.EXTENT,
    "share of a community": read_units.HOUSEHOLDS_OF,
    "first and last door": read_units.WALKED,
    "facts asked of some": read_duties.facts_statement(_SETS, _WINDOW, scoped=True, asked_of=(1, 2, 3, 1)),
    "within": read_former.WITHIN,
    "pairings of a post": read_segments.PAIRED,
    "duty lines": read_duties.LINES,
    "area": read_duties.AREA,
    "area by subject": read_duties.AREA_BY_SUBJECT,
    "everyone": read_segments.EVERYONE,
    "plan": read_plans.PLAN,
    "pause": read_plans.PAUSE,
    "plans of": read_plans.PLANS_OF,
    "plans within": read_plans.PLANS_WITHIN,
    "pauses of": read_plans.PAUSES_OF,
    "pauses within": read_plans.PAUSES_WITHIN,
    "days of a tag": read_plans.TAGGED_DAYS,
    **{
        f"visited by {name}": read_quotas.VISITED_BY + reach
        for name, reach in (
            ("anybody", ""),
            ("within", read_quotas.WITHIN),
            ("among", read_quotas.AMONG),
            ("paired", read_quotas.PAIRED),
        )
    },
    "tagged on days": read_quotas.TAGGED,
    "residing on days": read_quotas.RESIDING,
    "counting days": read_quotas.COUNTING_DAYS,
    "counting days since": read_quotas.COUNTING_DAYS_SINCE,
    "counting days of": read_quotas.COUNTING_DAYS_OF,
    "days of an area": read_quotas.AREA_DAYS,
    "places of subjects": read_quotas.PLACES,
    "communities held": read_quotas.HELD,
    "facts with an n-th last": read_duties.facts_statement(
        _SETS, _WINDOW, scoped=True, nths=(NthLast((1, 2), 3),), asked_of=(1, 2, 3, 1, 1)
    ),
    "changed since": read_former.CHANGED_SINCE,
    "grid now": read_former.GRID_NOW,
    "moved since": read_former.MOVED_SINCE,
    "by place": read_former.BY_PLACE,
    "campaign": read_campaigns.CAMPAIGN,
    "listed": read_campaigns.LISTED,
    "unit of a campaign": read_campaigns.UNIT_OF,
    "in a courtyard": read_campaigns.IN_COURTYARD,
    "yards": read_campaigns.YARDS,
    "activity": read_activities.ACTIVITY,
    "one series": read_activities.ONE_SERIES,
    "attendances": read_activities.ATTENDANCES,
    "attended by": read_activities.ATTENDED_BY,
    "activity households": read_activities.HOUSEHOLDS,
    "activities of a kind": read_activities.count_statement(scoped=False),
    "activities of a kind and unit": read_activities.count_statement(scoped=True),
    "activities of a series": read_activities.OF_SERIES,
    "occurrence": read_occurrences.OCCURRENCE,
    "occurrences of": read_occurrences.OF_HOUSEHOLD,
    "occurrence placed": read_occurrences.PLACED,
    "visited since": read_occurrences.VISITED,
    "reported": read_occurrences.REPORTED,
    "subjects": read_confirmations.SUBJECTS,
    "created": read_confirmations.CREATED,
    "heads": read_confirmations.HEADS,
    "confirmations": read_confirmations.CONFIRMATIONS,
    "scheme": read_schemes.SCHEME,
    "scheme parts": read_schemes.PARTS,
    "shift": read_shifts.SHIFT,
    "team": read_teams.TEAM,
    "team units": read_teams.UNITS,
    **{
        f"activities {' '.join(parts)}": read_activities.list_statement(parts)
        for parts in _choices(("unit", "kinds"), 2)
    },
    **{
        f"occurrences {' '.join(parts)}": read_occurrences.between_statement(parts)
        for parts in _choices(("unit", "triggers"), 2)
    },
    **{
        f"coverage {' '.join(reach)} channels={len(channels)}": read_campaigns.coverage_statement(channels, reach)
        for reach in (("households",),)
        for channels in ((1,), (1, 2), ())
    },
    "campaign doors of a household": read_campaigns.OF_HOUSEHOLD,
    "effort in a unit": read_effort.OF_UNIT,
    "homes": read_homes.HOMES,
    "unit in use": read_in_use.UNIT_IN_USE,
    "post in use": read_in_use.POST_IN_USE,
    "units numbered": read_homes.UNITS_NUMBERED,
    "pairing": read_pairings.PAIRING,
    "pairings begun later": read_pairings.BEGUN_LATER,
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

_EVERY_DOOR = {
    f"{name} {' '.join(reach)}": (statement((1, 2), reach), {"h"}, set[str]())
    for name, statement in (
        ("coverage", read_campaigns.coverage_statement),
        ("missed", read_campaigns.missed_statement),
    )
    for reach in ((), ("unit",))
}

EXCEPTIONS: dict[str, tuple[str, set[str], set[str]]] = {
    "units": (read_units.UNITS, {"u"}, {"ORDER BY"}),
    "posts": (read_posts.POSTS, {"p"}, {"ORDER BY"}),
    "ancestors": (read_units.ANCESTORS, set(), {"ORDER BY"}),
    "tags": (read_households.TAGS, set(), {"ORDER BY"}),
    "members": (read_households.MEMBERS, set(), {"LAST TERM OF ORDER BY"}),
    "coverage": (read_duties.ACTORS, set(), {"count(DISTINCT)"}),
    **_EVERY_DOOR,
    "missed of some": (read_campaigns.missed_statement((1, 2), ("households",)), set(), {"ORDER BY"}),
    "paired households": (read_posts.PAIRED_HOUSEHOLDS, set(), {"ORDER BY"}),
    "pairing counts": (read_posts.PAIRING_COUNTS, {"x"}, {"count(DISTINCT)"}),
    "key persons": (read_homes.KEY_PERSONS, set(), {"GROUP BY", "count(DISTINCT)"}),
    "pairings": (read_pairings.PAIRINGS, {"x"}, {"ORDER BY"}),
    "pairings of a post": (read_pairings.OF_POST, set(), {"ORDER BY"}),
    "walks of a post": (read_pairings.WALKS_OF_POST, set(), {"ORDER BY"}),
    "pairings of a household": (read_pairings.OF_HOUSEHOLD, set(), {"ORDER BY"}),
    "all pairs": (read_quotas.PAIRS, {"x"}, set()),
    "unit ids": (read_quotas.UNITS, {"unit"}, set()),
    "former grids": (read_former.GRIDS_OF, set(), {"ORDER BY"}),
    "campaigns": (read_campaigns.CAMPAIGNS, {"c"}, {"ORDER BY"}),
    "campaigns of a day": (read_campaigns.CAMPAIGNS_ON, set(), {"ORDER BY"}),
    "campaign doors": (read_campaigns.DOORS, set(), {"ORDER BY"}),
    "told": (read_campaigns.TOLD, {"said"}, {"DISTINCT"}),
    "series": (read_activities.SERIES, {"x"}, {"ORDER BY"}),
    "series of a day": (read_activities.SERIES_ON, set(), {"ORDER BY"}),
    "schemes": (read_schemes.SCHEMES, {"s"}, {"ORDER BY", "count(DISTINCT)"}),
    "visits of posts": (read_loads.VISITS_DONE, {"p"}, {"GROUP BY"}),
    "effort of posts": (read_effort.BY_POST, set(), {"GROUP BY"}),
    "effort of grids": (read_effort.BY_GRID, set(), {"GROUP BY"}),
    "shifts": (read_shifts.SHIFTS, set(), {"ORDER BY"}),
    "shifts of": (read_shifts.SHIFTS_OF, set(), {"ORDER BY"}),
    "teams": (read_teams.TEAMS, {"t"}, {"ORDER BY"}),
    "team members": (read_teams.MEMBERS, set(), {"ORDER BY"}),
    "teams of a post": (read_teams.TEAMS_OF_POST, set(), {"ORDER BY"}),
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
post has seen. Of a plan of grids: key persons are counted by household. Of duties: every door is read for a sweep,
and the pairings, teams, campaigns, series and mechanisms of an office are as few as its posts."""


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


@pytest.mark.parametrize(
    "statement", [read_quotas.COUNTING_DAYS, read_quotas.COUNTING_DAYS_SINCE, read_quotas.COUNTING_DAYS_OF]
)
def test_counting_days_are_read_from_an_index(store: Store, statement: str) -> None:
    """Day, channel and roles of years of visits stand in ``visit_subject`` together; the rows lie far apart."""
    with store.reading() as reader:
        steps = [step for step in plan(reader, statement) if step.startswith("SEARCH v ")]
    assert steps == ["SEARCH v USING INDEX visit_subject (subject=?)"]
