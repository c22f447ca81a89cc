"""Levels of the org tree, posts held on them, teams beside them, and how many households a post answers for (E6)."""

from typing import Annotated, Literal

import msgspec

from gridtui.scheme.care import Segment
from gridtui.scheme.vocabulary import Entry, Key, Level, PostKind, Source, Title, UnitName

Households = Annotated[int, msgspec.Meta(ge=0, le=10_000)]


class LevelTitle(Entry, frozen=True):
    """A kind of unit this office has, under the name it gives it.

    ``under`` are the kinds a unit of this one may lie in. ``number`` is how many the report counts, 0 where it does
    not say. A scheme that states no level at all has every one.
    """

    key: UnitName
    title: Title
    title_en: Title
    source: Source
    under: tuple[UnitName, ...] = ()
    number: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 0
    assumed: tuple[str, ...] = ()


class Role(Entry, frozen=True):
    """A kind of post. ``level`` is the unit it is held on; ``kind`` gives its acts (``rules.permission``).

    ``also`` and ``never`` are acts this office adds to or takes from that kind. ``per_unit`` is how many of them one
    unit has, 0 where no source says. ``held_with`` are roles whose holder holds this one too (S2-4, S4-3).
    ``term_months`` 0: no term is stated. ``published``: it stands on the public list of posts; ``certified``: its
    holder gets a certificate (S3-8).
    """

    key: Key
    title: Title
    title_en: Title
    level: Level
    kind: PostKind
    source: Source
    also: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    per_unit: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 0
    held_with: tuple[Key, ...] = ()
    term_months: Annotated[int, msgspec.Meta(ge=0, le=120)] = 0
    published: bool = False
    certified: bool = False
    assumed: tuple[str, ...] = ()


class Team(Entry, frozen=True):
    """A kind of team, one for each unit of a level (S1-1). ``members`` says who is in it, in the report's words."""

    key: Key
    title: Title
    level: Level
    members: Annotated[tuple[Title, ...], msgspec.Meta(min_length=1)]
    source: Source
    programme: Key | Literal[""] = ""
    assumed: tuple[str, ...] = ()


class Span(Entry, frozen=True):
    """How many lived-in households one post of a role answers for (S3-3), from ``least`` to ``most``.

    ``office_sets``: the source states no number, and nothing is said to be out of balance until the office states
    one. ``special`` are the households that get the nearest able post instead of the next one (S3-4), None where no
    source says so.
    """

    role: Key
    source: Source
    least: Households = 0
    most: Households = 0
    office_sets: bool = False
    special: Segment | None = None
    assumed: tuple[str, ...] = ()
