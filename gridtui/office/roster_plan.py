"""What an import is going to do, household by household, decided before the gate and written by ``office.roster``.

A plan names people and doors by uid where the store knows them, by None where they are to be created. ``before``
holds the values a change was decided on: one that another person changed meanwhile is left alone.
"""

import msgspec

from gridtui.office.roster_entries import HouseholdEntry, ResidentEntry
from gridtui.store.local_imports import Kept

THIS_HOUSEHOLD = b""
"""The household of the plan itself, where it is yet to be created."""


class Changes(msgspec.Struct, frozen=True):
    """New values of one record by field, with the values they replace.

    ``grid`` is the unit's name and ``dwelling`` may be None until they are written.
    """

    uid: bytes
    before: dict[str, Kept]
    after: dict[str, Kept]


class MemberPlan(msgspec.Struct, gc=False):
    """A person of a planned household; ``uid`` None: to be created. ``tags`` are catalogue keys to be added."""

    entry: ResidentEntry
    uid: bytes | None = None
    changes: Changes | None = None
    tags: tuple[str, ...] = ()


class HouseholdPlan(msgspec.Struct):
    """A household of the roster against the store. ``number`` is its place in the file, from 1.

    ``household`` None: to be created, unless the entry has no members and is an empty dwelling. ``members`` None:
    everybody in it is new. ``dwelling`` None: created, unless this import already did for another household there.
    """

    number: int
    entry: HouseholdEntry
    household: bytes | None = None
    dwelling: bytes | None = None
    changes: Changes | None = None
    dwelling_changes: Changes | None = None
    members: list[MemberPlan] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        if self.changes or self.dwelling_changes:
            return False
        if not self.entry.members:
            return self.dwelling is not None
        if self.household is None:
            return False
        return not any(member.uid is None or member.changes or member.tags for member in self.members or ())


class ImportBatch(msgspec.Struct, frozen=True):
    """A whole import. ``digest`` names file and mapping for resuming; ``rows`` are the file's rows with a person."""

    digest: bytes
    file_name: str
    rows: int
    plans: tuple[HouseholdPlan, ...]
    new_grids: tuple[str, ...] = ()
    new_courtyards: tuple[str, ...] = ()


class ImportOutcome(msgspec.Struct, frozen=True):
    """What an import did. ``import_id`` undoes it as one; ``created`` counts records by type, ``changed`` all.

    ``overtaken`` are rows left alone because somebody changed the same record meanwhile; ``resumed_at`` the household
    of the file it went on after, 0 for a fresh import.
    """

    import_id: bytes
    created: dict[str, int]
    changed: int
    overtaken: tuple[int, ...]
    resumed_at: int = 0


class UndoOutcome(msgspec.Struct, frozen=True):
    """What undoing did: records voided by type, records set back, and what people worked on since and so stays."""

    removed: dict[str, int]
    restored: int
    kept: dict[str, int]
