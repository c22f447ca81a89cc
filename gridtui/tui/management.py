"""What the area of the office's own management offers: one line each, in the order it is shown."""

from importlib import import_module
from typing import TYPE_CHECKING, Final

import msgspec

from gridtui.locale import N_
from gridtui.scheme import acts

if TYPE_CHECKING:
    from gridtui.tui.screens.base import OfficeScreen


class Entry(msgspec.Struct, frozen=True):
    """One screen of the area. ``permission`` is the act asked of the session, '' for none."""

    key: str
    label: str
    help: str
    module: str
    screen: str
    permission: str = ""

    def screen_class(self) -> "type[OfficeScreen]":
        """Import and return the screen's class."""
        found: type[OfficeScreen] = getattr(import_module(f"gridtui.tui.screens.{self.module}"), self.screen)
        return found


ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        "route_sheets",
        N_("Route sheets"),
        N_("print a day on paper, enter what came back"),
        "route_sheets",
        "RouteSheetsScreen",
        acts.VISIT_LOG,
    ),
    Entry(
        "bulk_edit",
        N_("Bulk edit"),
        N_("change many households at once, take it back as one"),
        "bulk_changes",
        "BulkChangesScreen",
        acts.HOUSEHOLD_EDIT,
    ),
    Entry(
        "mechanism",
        N_("Mechanism"),
        N_("the rules and their sources; try a change out"),
        "mechanism",
        "MechanismScreen",
        acts.SCHEME_VIEW,
    ),
    Entry(
        "posts",
        N_("Posts"),
        N_("who holds which, homes and spans, terms and certificates"),
        "posts",
        "PostsScreen",
        acts.STAFF_VIEW,
    ),
    Entry("shifts", N_("Hours"), N_("who is at which desk in which week"), "shifts", "ShiftsScreen", acts.STAFF_VIEW),
    Entry(
        "teams",
        N_("Teams"),
        N_("people of several bodies who work on a grid"),
        "teams",
        "TeamsScreen",
        acts.STAFF_VIEW,
    ),
    Entry(
        "grids",
        N_("Grids"),
        N_("merge and split grids, reviewed, as one change"),
        "grids",
        "GridsScreen",
        acts.UNIT_EDIT,
    ),
)
"""Every entry; a screen made with the desk alone."""
