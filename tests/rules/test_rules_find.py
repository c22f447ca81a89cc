"""Find: what is typed finds what it names, in a real index; hostile input finds nothing and never becomes syntax."""

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridtui.core.names import initials, place_initials
from gridtui.rules.find_keys import FindFacts, find_keys
from gridtui.rules.find_query import Query, query_terms

HANZI = "刘秀芬王建民李晏五村独居老人中院重庆阿布都买提仇"

LIU = FindFacts(
    names=("刘秀芬", "王建民"),
    places=("晏五村",),
    tags=("独居老人",),
    building=5,
    entrance=2,
    door="501",
    numbers=("10008847481", "62990119700101431X"),
    units=(7, 3),
)
WANG = FindFacts(names=("王重", "阿布都·买买提", "John"), places=("中院",), building=50, door="12甲", units=(8, 3))
EMPTY = FindFacts(units=(3,))


class Index:
    """A find table as the store makes it, over a list of households; row n is the nth."""

    def __init__(self, households: list[FindFacts]) -> None:
        self.households = households
        self.connection = sqlite3.connect(":memory:")
        self.connection.execute(
            "CREATE VIRTUAL TABLE find USING fts5(t, detail=none, columnsize=0, tokenize='ascii')"
        )
        rows = [(n, " ".join(sorted(find_keys(facts)))) for n, facts in enumerate(households)]
        self.connection.executemany("INSERT INTO find(rowid, t) VALUES (?, ?)", rows)

    def find(self, text: str, scope: tuple[int, ...] | None = None) -> list[int]:
        """Return the row numbers a typed line finds."""
        query = query_terms(text)
        match = query.match(scope)
        if not match:
            return []
        rows = self.connection.execute("SELECT rowid FROM find WHERE find MATCH ? ORDER BY rowid", (match,))
        return [n for (n,) in rows if query.admits(self.households[n])]


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    """Three households: Liu, Wang and one of which nothing is known."""
    made = Index([LIU, WANG, EMPTY])
    yield made
    made.connection.close()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("刘秀芬", [0]),
        ("秀", [0]),
        ("lxf", [0]),
        ("LXF", [0]),
        ("ｌｘｆ", [0]),
        ("xf", [0]),
        ("wz", [1]),
        ("wc", [1]),
        ("重", [1]),
        ("阿布都买买提", [1]),
        ("阿布都·买买提", [1]),
        ("joh", [1]),
        ("晏五村", [0]),
        ("yw", [0]),
        ("wcz", []),
        ("独居", [0]),
        ("dj", [0]),
        ("jl", []),
        ("3号楼", []),
        ("5号楼", [0]),
        ("５号楼", [0]),
        ("五号楼", [0]),
        ("5栋", [0]),
        ("5#", [0]),
        ("5-2", [0]),
        ("5-2-501", [0]),
        ("5—2—501", [0]),
        ("5号楼2单元501室", [0]),
        ("5号楼 2单元 501", [0]),
        ("5号楼501", [0]),
        ("5-501", [0]),
        ("五号楼二单元", [0]),
        ("5-3", []),
        ("501", [0]),
        ("50", [1]),
        ("12甲", []),
        ("50-12甲", [1]),
        ("50-12", []),
        ("12", [1]),
        ("7481", [0]),
        ("481", [0]),
        ("47481", [0]),
        ("97481", []),
        ("847481", [0]),
        ("10008847481", [0]),
        ("100 0884 7481", [0]),
        ("100-0884-7481", [0]),
        ("10018847481", []),
        ("431x", [0]),
        ("1431X", [0]),
        ("9431X", []),
        ("62990119700101431X", [0]),
        ("629901 19700101 431X", [0]),
        ("62990219700101431X", []),
        ("lxf 5-2", [0]),
        ("独居 5号楼", [0]),
        ("独居5号楼", [0]),
        ("晏五村5-2-501", [0]),
        ("晏五村刘秀芬", [0]),
        ("晏五村王秀芬", []),
        ("lxf5-2", [0]),
        ("wjm 刘秀", [0]),
        ("wjm 王重", []),
        ("刘秀芬，独居", [0]),
        ("john", [1]),
        ("johnny", []),
    ],
)
def test_a_typed_line_finds_what_it_names(index: Index, typed: str, found: list[int]) -> None:
    """Names, initials of each reading, places, tags, addresses, tails, in any mix; all words must hold."""
    assert index.find(typed) == found


@pytest.mark.parametrize(
    ("typed", "ways"),
    [
        ("3号楼", (("b3",),)),
        ("3-2-501", (("b3e2d501",),)),
        ("5-2", (("b5e2",), ("d5z2",), ("b5d2",))),
        ("501", (("d501",), ("t501",), ("b501",))),
        ("12345", (("t2345",), ("d12345",))),
        ("1234567", (("t234567",),)),
        ("LXF", (("lxf",),)),
    ],
)
def test_the_table_of_typed_words(typed: str, ways: tuple[tuple[str, ...], ...]) -> None:
    """Each kind of word is looked up as the table of the find index says."""
    (term,) = query_terms(typed).terms
    assert term.ways == ways


def test_scope_is_one_more_term(index: Index) -> None:
    """A unit of the scope must be above the household; an empty scope finds nothing."""
    assert index.find("王", scope=(3,)) == [0, 1]
    assert index.find("王", scope=(8,)) == [1]
    assert index.find("王", scope=(7, 8)) == [0, 1]
    assert index.find("王", scope=()) == []
    assert query_terms("").match((7,)) == '("u7")'
    assert query_terms("").match(None) == ""


@pytest.mark.parametrize(
    "typed", ['"', "*", "NEAR", "AND", "a OR b", "u3", "(刘", "t:刘", "-刘 +x", "{}^\x00", "';--", "\ud800"]
)
def test_query_syntax_is_never_read_as_such(index: Index, typed: str) -> None:
    """Operators of the index's language are words or blanks; none widens the scope or fails."""
    assert set(index.find(typed, scope=(8,))) <= {1}


def test_a_name_cannot_forge_a_unit() -> None:
    """A member called u3 does not make its household part of unit 3."""
    forged = FindFacts(names=("u3", "U 3"), places=("u3",), tags=("u3",), door="u3", numbers=("u3",))
    assert "u3" not in find_keys(forged)


def test_a_household_has_about_sixty_tokens() -> None:
    """The index stays small: two members, a courtyard, a tag, two numbers."""
    assert len(find_keys(LIU)) < 75


hanzi = st.text(HANZI, min_size=1, max_size=7)
anything = st.text(max_size=40)
facts_made = st.builds(
    FindFacts,
    names=st.lists(hanzi, max_size=3).map(tuple),
    places=st.lists(hanzi, max_size=1).map(tuple),
    tags=st.lists(hanzi, max_size=2).map(tuple),
    building=st.integers(0, 300),
    entrance=st.integers(0, 62),
    door=st.one_of(st.just(""), st.integers(1, 99999).map(str), st.integers(101, 9999).map(lambda n: f"{n}A")),
    numbers=st.lists(st.text("0123456789", min_size=3, max_size=18), max_size=3).map(tuple),
    units=st.lists(st.integers(1, 9), max_size=3).map(tuple),
)


@given(anything, st.lists(st.integers(1, 99), max_size=3))
def test_nothing_typed_ever_fails(typed: str, scope: list[int]) -> None:
    """Any text gives a query the index accepts."""
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE VIRTUAL TABLE find USING fts5(t, detail=none, columnsize=0, tokenize='ascii')")
        match = query_terms(typed).match(tuple(scope))
        assert connection.execute("SELECT rowid FROM find WHERE find MATCH ?", (match,)).fetchall() == []
    connection.close()


@given(
    st.builds(FindFacts, names=st.lists(anything).map(tuple), door=anything, numbers=st.lists(anything).map(tuple))
)
def test_tokens_are_never_cut_by_the_index(facts: FindFacts) -> None:
    """No token holds a blank, ASCII punctuation or upper case, whatever a record holds."""
    for token in find_keys(facts):
        assert token
        assert all(c > "\x7f" or (c.isalnum() and not c.isupper()) for c in token), token
        assert not any(c.isspace() for c in token)


def own_lines(facts: FindFacts) -> Iterator[str]:
    """Yield lines a person might type for this household, by the slow and obvious reading of its record."""
    for name in facts.names:
        yield name
        yield name[1:] or name
        yield initials(name)[-1]
        yield initials(name)[0][:2].upper()
    for title in (*facts.places, *facts.tags):
        yield title[:3]
        yield place_initials(title)[-1][:3]
    for number in facts.numbers:
        yield from (number[-tail:] for tail in (3, 4, 5, 6, 7, 11, 18) if len(number) >= tail)
    if facts.building:
        yield f"{facts.building}号楼"
        if facts.entrance:
            yield f"{facts.building}-{facts.entrance}"
            yield f"{facts.building}号楼{facts.entrance}单元"
        if facts.door and facts.entrance:
            yield f"{facts.building}-{facts.entrance}-{facts.door}"
        if facts.door:
            yield f"{facts.building}号楼{facts.door}室"
    if facts.door:
        yield facts.door


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(facts_made, min_size=1, max_size=4))
def test_every_household_is_found_by_its_own_lines(households: list[FindFacts]) -> None:
    """What is true of a household finds it, alone and together, inside its scope and not outside."""
    made = Index(households)
    for n, facts in enumerate(households):
        lines = list(own_lines(facts))
        for line in lines:
            assert n in made.find(line), line
            assert n in made.find(line, scope=facts.units) or not facts.units
            assert n not in made.find(line, scope=(99,))
        if lines:
            assert n in made.find(" ".join((lines[0], lines[-1])))
    made.connection.close()


@given(st.lists(facts_made, min_size=1, max_size=5), hanzi)
def test_hanzi_find_exactly_what_holds_them(households: list[FindFacts], word: str) -> None:
    """One word of hanzi finds a household if and only if one of its texts holds it, or two hold one part each."""
    made = Index(households)
    expected = []
    for n, facts in enumerate(households):
        texts = (*facts.names, *facts.places, *facts.tags)
        cuts = [(word[:at], word[at:]) for at in range(2, len(word) - 1)] if len(word) > 4 else []
        if any(all(any(part in text for text in texts) for part in parts) for parts in [(word,), *cuts]):
            expected.append(n)
    assert made.find(word) == expected
    made.connection.close()


@given(st.lists(facts_made, min_size=1, max_size=5), st.text("0123456789", min_size=6, max_size=18))
def test_long_digits_find_exactly_the_numbers_that_end_so(households: list[FindFacts], digits: str) -> None:
    """Six and more digits find a household if and only if a phone or ID number of it ends in them."""
    made = Index(households)
    expected = [n for n, facts in enumerate(households) if any(own.endswith(digits) for own in facts.numbers)]
    assert made.find(digits) == expected
    made.connection.close()


def test_a_long_line_is_cut_to_twelve_words() -> None:
    """A pasted page costs no more than twelve look-ups."""
    query: Query = query_terms("刘 " + " ".join(f"{n}号楼" for n in range(1, 60)))
    assert len(query.terms) == 12
