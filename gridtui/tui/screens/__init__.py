"""The screens, one module each. A screen asks the office by jobs and paints what it was given.

A screen's module is imported when the screen is first opened, so that the first frame waits for none but its own.
"""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gridtui.tui.screens.base import OfficeScreen

_AREA_CLASSES = {
    "today": ("today", "TodayScreen"),
    "households": ("households", "HouseholdsScreen"),
    "visits": ("visits", "VisitsScreen"),
    "tickets": ("tickets", "TicketsScreen"),
    "activities": ("activities", "ActivitiesScreen"),
    "coverage": ("coverage", "CoverageScreen"),
    "sync": ("sync", "SyncScreen"),
    "management": ("management", "ManagementScreen"),
}


def _loading(module: str, name: str) -> Callable[[], "type[OfficeScreen]"]:
    def load() -> "type[OfficeScreen]":
        screen: type[OfficeScreen] = getattr(import_module(f"gridtui.tui.screens.{module}"), name)
        return screen

    return load


AREA_SCREENS: dict[str, Callable[[], "type[OfficeScreen]"]] = {
    area: _loading(module, name) for area, (module, name) in _AREA_CLASSES.items()
}
"""Area -> what imports and returns the class of its first screen."""
