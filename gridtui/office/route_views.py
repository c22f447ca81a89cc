"""What the route sheet's printers and screens are given."""

import msgspec

from gridtui.office.views import DutyRow, TicketRow


class SheetRow(msgspec.Struct, frozen=True, gc=False):
    """One household of a route sheet. ``outcome`` is what is on record of the sheet's day, 0 for nothing yet.

    ``duties`` are what was owed when the sheet was made, ``called`` whether something happened there that must be
    attended; neither is kept, and a sheet that is read back has none. What happened does not stand on paper.
    ``gone``: no longer on record here, or not for the acting post to see.
    """

    label: str
    household: bytes
    building_title: str
    door: str
    head_name: str
    duties: tuple[DutyRow, ...] = ()
    called: bool = False
    outcome: int = 0
    gone: bool = False


class RouteSheet(msgspec.Struct, frozen=True):
    """A post's day on paper. ``number`` is what is typed to find it again, ``tickets`` what waits for the post."""

    number: int
    post: bytes
    staff_name: str
    role_title: str
    unit_name: str
    office_name: str
    day: int
    made_ms: int
    rows: tuple[SheetRow, ...]
    tickets: tuple[TicketRow, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels from the top."""
        return tuple(row.label for row in self.rows)


class SheetLine(msgspec.Struct, frozen=True, gc=False):
    """A route sheet on the list of those that can still be entered. ``entered`` counts rows with an outcome."""

    number: int
    staff_name: str
    day: int
    made_ms: int
    rows: int
    entered: int


class SheetRound(msgspec.Struct, frozen=True):
    """What holds for every line that is typed: the day, the half of it (0 not known), who went."""

    day: int
    visitors: tuple[bytes, ...]
    half_day: int = 0


class SheetEntry(msgspec.Struct, frozen=True, gc=False):
    """One line as it was typed: which row of the sheet, 0 first, what came of it, and a remark or ''."""

    row: int
    outcome: int
    remark: str = ""
