"""What a change of many records at once is made of, and what is told of it before and after."""

from typing import Literal

import msgspec

from gridtui.store.local_imports import Kept

Outcome = Literal["change", "same", "refused"]


class Selection(msgspec.Struct, frozen=True):
    """Which households a change is about: all conditions given hold at once, within what the acting post may see.

    ``find`` is a line as the find field takes it; ``building`` and ``entrance`` are meant inside a ``courtyard``;
    ``tag`` is a key of the scheme. '' and None are no condition.
    """

    find: str = ""
    grid: bytes | None = None
    courtyard: bytes | None = None
    building: int | None = None
    entrance: int | None = None
    tag: str = ""
    paper: bool | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was chosen."""
        return self == Selection()


class BulkChange(msgspec.Struct, frozen=True):
    """What is to be changed: a key of ``bulk_rules.KINDS``, and a unit's id, a code, a tag's key or a text."""

    kind: str
    value: bytes | int | str


class Edit(msgspec.Struct, frozen=True):
    """One write of a change. ``uid`` None creates a record; ``before`` are the values that must still stand."""

    type_name: str
    uid: bytes | None
    before: dict[str, Kept]
    after: dict[str, Kept]


class BulkRow(msgspec.Struct, frozen=True):
    """What becomes of one household. ``code`` is the refusal's, with its ``parameters``; '' where there is none.

    ``was`` is the value that goes, as far as one value goes: '' for none, for several, and for a text.
    """

    household: bytes
    address: str
    name: str
    outcome: Outcome
    was: bytes | int | str = ""
    code: str = ""
    parameters: dict[str, str | int] = {}
    edits: tuple[Edit, ...] = ()


class BulkPreview(msgspec.Struct, frozen=True):
    """What a change would do, household by household in walking order. Nothing is written yet."""

    selection: Selection
    change: BulkChange
    rows: tuple[BulkRow, ...]

    def count(self, outcome: Outcome) -> int:
        """Return how many households have an outcome."""
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def refusals(self) -> dict[str, int]:
        """How many households are refused for each reason."""
        found: dict[str, int] = {}
        for row in self.rows:
            if row.outcome == "refused":
                found[row.code] = found.get(row.code, 0) + 1
        return found


class BulkLine(msgspec.Struct, frozen=True, gc=False):
    """A change of many records that was made. ``done`` of ``households`` were written; ``value`` is in words.

    ``state`` is a number of ``store.local_imports.ImportState``.
    """

    uid: bytes
    kind: str
    value: str
    account: str
    households: int
    done: int
    state: int
    started_ms: int


class BulkUndone(msgspec.Struct, frozen=True):
    """What taking a change back did: households set back, and those kept as somebody changed them since."""

    restored: int
    kept: int
