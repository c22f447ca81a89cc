"""The actions of route sheets and of changing many records, for the one registry in ``tui.actions``."""

from typing import Final

from gridtui.locale import N_
from gridtui.scheme import acts
from gridtui.tui.action import Action, action

RECORDS_PAGES: Final = ("management", "route_sheets", "route_entry", "bulk_changes", "bulk_preview")
RECORDS_FORMS: Final = ("bulk_edit", "bulk_value")

RECORDS_ACTIONS: Final[tuple[Action, ...]] = (
    action(
        "card.unchanged",
        "l",
        N_("unchanged"),
        N_("Say that what is past its shelf life is as it was."),
        ("card",),
        permission=acts.VISIT_LOG,
        footer=False,
        pinyin="t",
    ),
    action(
        "today.sheet",
        "p",
        N_("route sheet"),
        N_("Print the day as a route sheet, or enter one that came back."),
        ("today",),
        permission=acts.VISIT_LOG,
        footer=False,
        pinyin="d",
    ),
    action(
        "route.day",
        "d",
        N_("day"),
        N_("Set day, half day and visitors of the sheet."),
        ("route_entry",),
        permission=acts.VISIT_LOG,
    ),
    action(
        "bulk.apply",
        "s",
        N_("write"),
        N_("Write the change to every household that would change, as one."),
        ("bulk_preview",),
        permission=acts.HOUSEHOLD_EDIT,
        pinyin="z",
    ),
)
