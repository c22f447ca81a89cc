"""Finding households by what people type, and the facts their find keys are made of.

``find_facts`` is the one place that gathers those facts: the projection that writes the find row, the check of what
the index cannot decide, and the test that recomputes all rows use it.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import msgspec

from gridtui.rules.find_keys import FindFacts, find_keys
from gridtui.rules.find_query import Query, query_terms
from gridtui.store.database import Reader
from gridtui.store.read_households import Order, household_rows
from gridtui.store.read_units import number_of
from gridtui.store.rows import FindPage, HouseholdRow

COUNTED_AT_MOST = 1_000
SORTED_AT_MOST = 5_000
TAG_TITLES = "tag_titles"
"""Key in ``meta`` of a JSON object from catalogue key to title: the tag names a household is found by."""

_CHECKED_AT_ONCE = 100

HITS = "SELECT rowid FROM find WHERE find MATCH ? AND rowid > ? ORDER BY rowid LIMIT ?"
COUNT = "SELECT count(*) FROM (SELECT 1 FROM find WHERE find MATCH ? LIMIT ?)"
HITS_BY_NAME = """
SELECT h.walk, h.name_key FROM (SELECT rowid AS walk FROM find WHERE find MATCH ?1 LIMIT ?2) hit
CROSS JOIN household h ON h.walk = hit.walk WHERE h.name_key > ?3 ORDER BY h.name_key LIMIT ?4
"""
OUTSIDE = """
SELECT EXISTS (SELECT 1 FROM household INDEXED BY household_community WHERE community < ?1)
 OR EXISTS (SELECT 1 FROM household INDEXED BY household_community WHERE community > ?1)
 OR EXISTS (SELECT 1 FROM household INDEXED BY household_community WHERE community IS NULL AND walk > -1)
"""
AT_WALK = """
SELECT h.n, h.walk, h.name_key FROM json_each(?) hit CROSS JOIN household h ON h.walk = hit.value WHERE h.live = 1
"""
PLACES = """
SELECT h.n, h.building, h.entrance, h.door, c.name, ifnull(g.path, '') || ifnull(c.path, '') || ifnull(m.path, '')
FROM json_each(?) wanted CROSS JOIN household h ON h.n = wanted.value LEFT JOIN unit g ON g.n = h.grid
LEFT JOIN unit c ON c.n = h.courtyard LEFT JOIN unit m ON m.n = h.community
"""
NAMES = """
SELECT r.household, r.position, r.n, r.name, r.phone, r.id_number
FROM json_each(?) wanted CROSS JOIN resident r INDEXED BY resident_household ON r.household = wanted.value
WHERE r.live = 1
"""
TAGS = """
SELECT t.subject_household, t.tag
FROM json_each(?) wanted CROSS JOIN tag t INDEXED BY tag_subject ON t.subject_household = wanted.value
WHERE t.live = 1 AND t.to_day IS NULL
"""


class Member(NamedTuple):
    """What a member of a household is found by."""

    name: str
    phone: str
    id_number: str


def find_facts(reader: Reader, households: Sequence[int]) -> dict[int, FindFacts]:
    """Return what each household, by local number, is found by.

    A tag counts while no end is stated. Its words are the title under ``meta.tag_titles``, or the key itself.
    """
    wanted = json.dumps(list(households))
    members = members_of(reader, wanted)
    titles = tag_titles(reader)
    tags: dict[int, list[str]] = {}
    for n, tag in reader.rows(TAGS, (wanted,)):
        tags.setdefault(n, []).append(titles.get(tag, str(tag)))
    return {
        n: FindFacts(
            names=tuple(member.name for member in members.get(n, ())),
            places=(courtyard,) if courtyard else (),
            tags=tuple(tags.get(n, ())),
            building=building,
            entrance=entrance,
            door=door,
            numbers=tuple(text for _, *numbers in members.get(n, ()) for text in numbers if text),
            units=tuple(sorted({int(step) for step in paths.split("/") if step})),
        )
        for n, building, entrance, door, courtyard, paths in reader.rows(PLACES, (wanted,))
    }


def tag_titles(reader: Reader) -> dict[str, str]:
    """Return the titles of the tag catalogue as they were last written to the store; empty before that."""
    text = reader.value("SELECT value FROM meta WHERE key = ?", (TAG_TITLES,))
    titles: dict[str, str] = json.loads(text) if text else {}
    return titles


def members_of(reader: Reader, wanted: str) -> dict[int, list[Member]]:
    """Return the live members of households given as a JSON array of local numbers, in their order."""
    members: dict[int, list[Member]] = {}
    for n, _, _, *member in sorted(reader.rows(NAMES, (wanted,))):
        members.setdefault(n, []).append(Member(*member))
    return members


def find(
    reader: Reader,
    text: str,
    *,
    scope: Iterable[bytes] | None,
    as_of_day: int,
    after: int | None = None,
    limit: int = 20,
    order: Order = "walk",
) -> FindPage:
    """Return one page of what a typed line finds within units and all below them; None asks the whole store.

    ``after`` is the ``next_after`` of the page before. A line without anything to look up finds nothing.
    """
    query = query_terms(text)
    if not query.terms:
        return FindPage((), 0)
    match = query.match(None if scope is None else _units(reader, scope))
    first: list[int] | None = None
    if order == "walk" and after is None and not query.checks:
        # The first page and the count are one walk through the index, not two.
        first = [row[0] for row in reader.rows(HITS, (match, -1, COUNTED_AT_MOST + 1))]
    total = _total(reader, query, match) if first is None else len(first)
    if order == "name" and total > COUNTED_AT_MOST:
        found: int = reader.value(COUNT, (match, SORTED_AT_MOST + 1))
        if found > SORTED_AT_MOST:
            return FindPage((), total, too_many=True)
    pages: Callable[[int], Iterator[tuple[int, int]]] = (
        (lambda start: _by_name(reader, match, start))
        if order == "name"
        else (lambda start: _by_walk(reader, match, start, first))
    )
    hits = _admitted(reader, query, pages(-1 if after is None else after), limit + 1)
    shown = hits[:limit]
    rows = household_rows(reader, (n for n, _ in shown), as_of_day)
    more = shown[-1][1] if len(hits) > limit else None
    return FindPage(_with_members(reader, query, [n for n, _ in shown], rows), total, more)


def _units(reader: Reader, scope: Iterable[bytes]) -> list[int] | None:
    """Return the local numbers of units; None where one of them is the community every household belongs to.

    An office mostly serves one community: to intersect each search with all of its doors would cost more than the
    search itself.
    """
    units = [n for n in (number_of(reader, "unit", uid) for uid in scope) if n is not None]
    return None if any(not reader.value(OUTSIDE, (n,)) for n in units) else units


def _by_walk(reader: Reader, match: str, start: int, first: list[int] | None = None) -> Iterator[tuple[int, int]]:
    """Yield (walk, keyset position) of the hits in walking order; ``first`` are those found already."""
    size = _CHECKED_AT_ONCE
    if first is not None:
        yield from ((walk, walk) for walk in first)
        if len(first) <= COUNTED_AT_MOST:
            return
        start = first[-1]
    while True:
        walks = [row[0] for row in reader.rows(HITS, (match, start, size))]
        yield from ((walk, walk) for walk in walks)
        if len(walks) < size:
            return
        start = walks[-1]


def _by_name(reader: Reader, match: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield (walk, keyset position) of the hits in the order of their names."""
    yield from reader.rows(HITS_BY_NAME, (match, SORTED_AT_MOST, start, SORTED_AT_MOST))


def _admitted(reader: Reader, query: Query, hits: Iterator[tuple[int, int]], limit: int) -> list[tuple[int, int]]:
    """Return (household, keyset position) of the first hits that are live and meet the query's checks."""
    admitted: list[tuple[int, int]] = []
    size = _CHECKED_AT_ONCE if query.checks else limit
    while len(admitted) < limit:
        batch = [hit for _, hit in zip(range(size), hits, strict=False)]
        if not batch:
            break
        numbers = {walk: n for n, walk, _ in reader.rows(AT_WALK, (json.dumps([walk for walk, _ in batch]),))}
        facts = find_facts(reader, list(numbers.values())) if query.checks else {}
        for walk, position in batch:
            n = numbers.get(walk)
            if n is not None and (not query.checks or query.admits(facts[n])):
                admitted.append((n, position))
    return admitted[:limit]


def _total(reader: Reader, query: Query, match: str) -> int:
    """Count the hits, up to one more than 1,000; where records must be checked, by checking each of them."""
    counted: int = reader.value(COUNT, (match, COUNTED_AT_MOST + 1))
    if counted > COUNTED_AT_MOST or not query.checks:
        return counted
    return len(_admitted(reader, query, _by_walk(reader, match, -1), COUNTED_AT_MOST + 1))


def _with_members(
    reader: Reader, query: Query, numbers: list[int], rows: tuple[HouseholdRow, ...]
) -> tuple[HouseholdRow, ...]:
    members = members_of(reader, json.dumps(numbers))
    return tuple(
        row if row.gone else msgspec.structs.replace(row, matched_name=_matched(query, members.get(n, [])))
        for n, row in zip(numbers, rows, strict=True)
    )


def _matched(query: Query, members: list[Member]) -> str:
    """Return the member who meets most words of a query, '' where the words met the address or a tag alone."""
    best, name = 0, ""
    for member in members:
        keys = _member_keys(member)
        met = sum(any(all(token in keys for token in way) for way in term.ways) for term in query.terms)
        if met > best:
            best, name = met, member.name
    return name


@lru_cache(maxsize=4096)
def _member_keys(member: Member) -> frozenset[str]:
    return find_keys(FindFacts(names=(member.name,), numbers=(member.phone, member.id_number)))
