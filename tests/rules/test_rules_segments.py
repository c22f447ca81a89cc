"""Segments: who is in one by the marks a household carries, and since when."""

import pytest

from gridtui.core.words import Residence
from gridtui.rules.segments import holds, pair_mark, residence_mark, since, unbroken_since
from gridtui.scheme.model import Segment


def test_one_of_any_is_enough() -> None:
    """A household with one of the tags is in."""
    segment = Segment(any=("dibao", "tekun"))
    assert holds(segment, {"dibao": 0})
    assert not holds(segment, {"veteran": 0})


def test_every_tag_of_all_is_needed_and_none_of_none_allowed() -> None:
    """``all`` and ``none`` bound what ``any`` admits."""
    segment = Segment(any=("dibao",), all=("elder_alone",), none=("in_care",))
    assert holds(segment, {"dibao": 0, "elder_alone": 0})
    assert not holds(segment, {"dibao": 0})
    assert not holds(segment, {"dibao": 0, "elder_alone": 0, "in_care": 0})


def test_a_residence_is_enough_like_a_tag() -> None:
    """A floating resident puts the household in where the rule names that residence."""
    assert holds(Segment(residences=("floating",)), {residence_mark(2): 0})


def test_a_segment_the_office_has_not_set_is_nobody() -> None:
    """Nothing is invented where the office must decide."""
    assert not holds(Segment(office_sets=True), {"dibao": 0})


def test_everyone_is_every_household() -> None:
    """A household without marks is in a rule about everyone."""
    assert holds(Segment(everyone=True), {})


def test_the_duty_begins_with_the_earliest_mark_that_is_enough() -> None:
    """Who was lone since March and needy since June owes visits since March; never before the household itself."""
    segment = Segment(any=("dibao", "elder_alone"))
    assert since(segment, {"dibao": 600, "elder_alone": 300}, household_from=0) == 300
    assert since(segment, {"elder_alone": 300}, household_from=450) == 450


def test_marks_that_are_all_needed_begin_with_the_latest() -> None:
    """Only when the last of them began was the household in the segment."""
    assert since(Segment(all=("a", "b")), {"a": 100, "b": 200}, household_from=0) == 200


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], None),
        ([(10, 19)], None),
        ([(25, 40)], None),
        ([(20, 20)], 20),
        ([(10, 40)], 10),
        ([(10, 14), (15, 40)], 10),
        ([(15, 40), (10, 14)], 10),
        ([(10, 13), (15, 40)], 15),
        ([(1, 12), (10, 18), (17, 20), (20, 90)], 1),
        ([(0, 20)], 0),
    ],
)
def test_what_is_handed_over_without_a_gap_is_unbroken(spans: list[tuple[int, int]], expected: int | None) -> None:
    """Up to day 20, in whatever order the spans come; a gap of a day begins it anew."""
    assert unbroken_since(spans, 20) == expected


def test_a_rule_about_pairs_begins_with_the_pairing() -> None:
    """Of the roles it asks, beside the tags."""
    roles = frozenset(("lead", "worker"))
    marks = {"dibao": 300, pair_mark(roles): 500, pair_mark(frozenset(("other",))): 700}
    assert since(Segment(any=("dibao",)), marks, 0, roles) == 500
    assert since(Segment(any=("dibao",)), marks, 0) == 300


@pytest.mark.parametrize(
    ("segment", "tags", "residences", "expected"),
    [
        (Segment(any=("a", "b")), {"b"}, set(), True),
        (Segment(any=("a", "b")), {"c"}, set(), False),
        (Segment(all=("a", "b")), {"a"}, set(), False),
        (Segment(all=("a", "b")), {"a", "b", "c"}, set(), True),
        (Segment(any=("a",), none=("x",)), {"a", "x"}, set(), False),
        (Segment(any=("a",), all=("b",)), {"a", "b"}, set(), True),
        (Segment(any=("a",), all=("b",)), {"b"}, set(), False),
        (Segment(residences=("floating",)), set(), {Residence.FLOATING}, True),
        (Segment(residences=("floating",)), set(), {Residence.USUAL}, False),
        (Segment(any=("a",), residences=("floating",)), {"a"}, {Residence.USUAL}, True),
        (Segment(everyone=True), set(), set(), True),
        (Segment(everyone=True, none=("x",)), {"x"}, set(), False),
        (Segment(office_sets=True), {"a"}, set(), False),
    ],
)
def test_who_is_in_a_segment(segment: Segment, tags: set[str], residences: set[int], expected: bool) -> None:
    """One of any (tags or residences), every one of all, none of none."""
    marks = dict.fromkeys(tags, 0) | {residence_mark(residence): 0 for residence in residences}
    assert holds(segment, marks) == expected
