"""Segments: any, all, none, residences, everyone, and the office that has not chosen yet."""

import pytest

from gridtui.core.words import Residence
from gridtui.rules.segment import in_segment
from gridtui.scheme.model import Segment


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
    assert in_segment(segment, tags, residences) == expected
