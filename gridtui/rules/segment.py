"""Which households a rule is about, by the tags in force on the household or a member (2.3)."""

from collections.abc import Set as AbstractSet

from gridtui.scheme.model import Segment


def in_segment(segment: Segment, tags: AbstractSet[str], residences: AbstractSet[int]) -> bool:
    """Return whether a household is in a segment.

    ``tags`` are the keys in force on the household and its members on the day asked for, ``residences`` the
    ``core.words.Residence`` values of its members. A segment the office has not set holds nobody.
    """
    if segment.office_sets or not tags.isdisjoint(segment.none):
        return False
    if segment.everyone:
        return True
    choice_is_stated = bool(segment.any or segment.residences)
    chosen = not tags.isdisjoint(segment.any) or not residences.isdisjoint(segment.residence_numbers)
    return (chosen or not choice_is_stated) and tags >= frozenset(segment.all)
