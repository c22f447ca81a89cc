"""Whom the office cares for and how fresh its facts must be: care tags, segments made of them, shelf lives."""

from typing import Annotated, Literal

import msgspec

from gridtui.core.words import Residence
from gridtui.scheme.vocabulary import CarePurpose, Entry, Key, ResidenceName, Source, Title

Age = Annotated[int, msgspec.Meta(ge=0, le=150)]


class CareTag(Entry, frozen=True):
    """A reason to care for a household or a person, with its purpose and the months after which it is reviewed.

    ``synonyms`` are words rosters use for it. ``on_list``: whether its title may stand on a list row. ``restricted``:
    seen by entitled posts only, every opening logged (S4-11).
    """

    key: Key
    title: Title
    purpose: CarePurpose
    review_months: Annotated[int, msgspec.Meta(ge=1, le=36)]
    source: Source
    synonyms: tuple[str, ...] = ()
    on_list: bool = False
    restricted: bool = False


class Segment(Entry, frozen=True):
    """Which households a rule is about, by tags in force on the household or a member.

    A household is in it if it carries one of ``any`` or a member's residence is one of ``residences`` (where either
    is stated), and every tag of ``all``, and none of ``none``. ``everyone`` is every household; ``office_sets`` is
    nobody until the office has named its own tags.
    """

    any: tuple[Key, ...] = ()
    all: tuple[Key, ...] = ()
    none: tuple[Key, ...] = ()
    residences: tuple[ResidenceName, ...] = ()
    everyone: bool = False
    office_sets: bool = False

    @property
    def residence_numbers(self) -> tuple[int, ...]:
        """The residences as they are stored."""
        return tuple(Residence[name.upper()].value for name in self.residences)

    @property
    def tags(self) -> tuple[Key, ...]:
        """Every tag it names."""
        return (*self.any, *self.all, *self.none)


class AgeGroup(Entry, frozen=True):
    """People an activity is for, by completed years of age, both ends counted; ``most`` 0 has no upper end."""

    title: Title
    least: Age = 0
    most: Age = 0

    def holds(self, years: int) -> bool:
        """Return whether somebody of that age belongs to it."""
        return self.least <= years and (not self.most or years <= self.most)


class ShelfLife(Entry, frozen=True):
    """How many months a confirmed field of the registry stays fresh (4.18).

    ``field`` is the registry's name of it. ``months`` 0: the office sets it, and the field is never said to be stale.
    """

    type: Literal["household", "resident"]
    field: str
    source: Source
    months: Annotated[int, msgspec.Meta(ge=0, le=120)] = 0
    assumed: tuple[str, ...] = ()
