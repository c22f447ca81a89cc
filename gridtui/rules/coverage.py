"""What the numbers of a board mean: coverage, timeliness, attempts against effective visits, each by its definition.

A number is always a part of a whole, by a named definition, whose sentence stands in ``gridtui.locale.definitions``.
Numbers of one definition are added by adding their parts and their wholes; of two, never (4.22).
"""

from collections.abc import Iterable
from typing import Final, Literal

import msgspec

from gridtui.core.words import DwellingUse

DefinitionKey = Literal["coverage", "knocked_share", "effective_share", "timeliness", "told_share"]
HUNDRED: Final = 100


class Share(msgspec.Struct, frozen=True, gc=False):
    """A part of a whole, by a definition. Both are counts of records that can be listed."""

    definition: DefinitionKey
    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        """Whole percents, rounded down: 100 is all of them. None where there is nothing to be a part of."""
        return self.part * HUNDRED // self.whole if self.whole else None

    def reaches(self, target_percent: int) -> bool | None:
        """Return whether a target is reached; None where there is nothing to reach it with."""
        return self.part * HUNDRED >= self.whole * target_percent if self.whole else None


class DoorCounts(msgspec.Struct, frozen=True, gc=False):
    """Doors of an area, those knocked at, and those where somebody was met; ``told``: of a campaign's topic (S3-10).

    The S0-7 sweep and the 2,406 doors of which 258 opened: attempts and effective visits are counted apart.
    """

    doors: int
    knocked: int
    met: int
    told: int = 0

    @property
    def coverage(self) -> Share:
        """Doors met, of all doors."""
        return Share("coverage", self.met, self.doors)

    @property
    def knocked_share(self) -> Share:
        """Doors knocked at, of all doors."""
        return Share("knocked_share", self.knocked, self.doors)

    @property
    def effective_share(self) -> Share:
        """Doors met, of those knocked at."""
        return Share("effective_share", self.met, self.knocked)

    @property
    def told_share(self) -> Share:
        """Doors told, of all doors."""
        return Share("told_share", self.told, self.doors)


def is_door(*, day: int, is_live: bool, paper: int, use: int, from_day: int | None, to_day: int | None) -> bool:
    """Return whether a household is a door of its area on a day: the one definition of a lived-in household.

    ``paper`` is the household's (空挂户 where not 0), ``use`` its dwelling's, 0 where there is none.
    """
    is_there = (from_day or 0) <= day and (to_day is None or day <= to_day)
    return is_live and is_there and not paper and use != DwellingUse.VACANT


def added(shares: Iterable[Share]) -> Share:
    """Return several numbers of one definition as one; raises ValueError for several definitions or for none."""
    held = tuple(shares)
    definitions = {share.definition for share in held}
    if len(definitions) != 1:
        raise ValueError(sorted(definitions))
    return Share(held[0].definition, sum(share.part for share in held), sum(share.whole for share in held))


def counted(counts: Iterable[DoorCounts]) -> DoorCounts:
    """Return the counts of several areas that share no door as one."""
    doors = knocked = met = told = 0
    for each in counts:
        doors, knocked, met, told = doors + each.doors, knocked + each.knocked, met + each.met, told + each.told
    return DoorCounts(doors, knocked, met, told)
