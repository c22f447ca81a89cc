"""The one registry of what can be done: footer, help page, numbered menus, command line and keymap derive from it.

An action's id is permanent, as a user's keymap names it. Where it works is a tuple of screen names; its method on
such a screen is ``act_`` and the last part of the id. ``permission`` is the act asked of the session; an action that
is not allowed, or has a disabled reason, stays in the menus greyed, and says why.
"""

from typing import Final

import msgspec

from gridtui.locale import N_
from gridtui.scheme import acts
from gridtui.tui.action import Action
from gridtui.tui.action import action as _action
from gridtui.tui.actions_duties import DUTY_ACTIONS, DUTY_FORMS, DUTY_PAGES
from gridtui.tui.actions_fieldwork import FIELDWORK_ACTIONS, FIELDWORK_FORMS, FIELDWORK_PAGES
from gridtui.tui.actions_mechanism import MECHANISM_ACTIONS, MECHANISM_PAGES
from gridtui.tui.actions_posts import POSTS_ACTIONS, POSTS_FORMS, POSTS_PAGES
from gridtui.tui.actions_records import RECORDS_ACTIONS, RECORDS_FORMS, RECORDS_PAGES

__all__ = ["ACTIONS", "AREAS", "BY_ID", "FORMS", "Action", "Area", "actions_of"]

LISTS: Final = ("today", "households", "find", "visits", "tickets", "activities")
PEOPLE: Final = (
    "today",
    "households",
    "find",
    "card",
    "occurrences",
    "missed",
    "coverage_doors",
    "late_duties",
    "due_rows",
)
PAGES: Final = (
    *dict.fromkeys((*LISTS, *FIELDWORK_PAGES, *RECORDS_PAGES, *DUTY_PAGES, *MECHANISM_PAGES, *POSTS_PAGES)),
    "card",
    "ticket",
    "visit",
    "walk",
    "sync",
    "help",
    "why",
    "drafts",
    "manual",
    "manual_page",
)
FORMS: Final = (
    "visit_form",
    "ticket_form",
    "ticket_act",
    "walk_round",
    "household_edit",
    "household_add",
    "resident_edit",
    *FIELDWORK_FORMS,
    *RECORDS_FORMS,
    *DUTY_FORMS,
    *POSTS_FORMS,
)


ACTIONS: Final[tuple[Action, ...]] = (
    _action(
        "person.visit",
        "v",
        N_("visited"),
        N_("Log a plain visit to the marked household; Enter saves it."),
        PEOPLE,
        permission=acts.VISIT_LOG,
        row=True,
        pinyin="z",
    ),
    _action(
        "person.no_answer",
        "n",
        N_("nobody"),
        N_("Log a knock nobody answered."),
        PEOPLE,
        permission=acts.VISIT_LOG,
        row=True,
        pinyin="w",
    ),
    _action(
        "person.visit_form",
        "f",
        N_("visit form"),
        N_("Log a visit in full: day, visitors, who was met, diary."),
        PEOPLE,
        permission=acts.VISIT_LOG,
        row=True,
        footer=False,
        pinyin="x",
    ),
    _action(
        "person.ticket",
        "t",
        N_("ticket"),
        N_("Open a ticket for the marked household."),
        PEOPLE,
        permission=acts.TICKET_OPEN,
        row=True,
        pinyin="g",
    ),
    _action(
        "person.why",
        "y",
        N_("why"),
        N_("Why this visit is due: the rule, its source, the visit that last counted."),
        ("today", "card", "due_rows"),
        row=True,
    ),
    _action(
        "person.card",
        "c",
        N_("card"),
        N_("Open the household's card."),
        (
            "today",
            "households",
            "find",
            "visits",
            "ticket",
            "walk",
            "visit",
            "occurrences",
            "missed",
            "coverage_doors",
            "late_duties",
        ),
        row=True,
        footer=False,
        pinyin="k",
    ),
    _action(
        "person.walk",
        "w",
        N_("door by door"),
        N_("Walk the building of the marked household, door by door."),
        PEOPLE,
        permission=acts.VISIT_LOG,
        row=True,
        pinyin="b",
    ),
    _action(
        "card.edit",
        "e",
        N_("edit"),
        N_("Change the household or a member."),
        ("card",),
        permission=acts.HOUSEHOLD_EDIT,
        pinyin="j",
    ),
    _action(
        "card.member",
        "m",
        N_("new member"),
        N_("Add a member to this household."),
        ("card",),
        permission=acts.RESIDENT_EDIT,
    ),
    _action(
        "card.tag",
        "a",
        N_("tags"),
        N_("Tag the household or a member, or end a tag."),
        ("card",),
        permission=acts.HOUSEHOLD_EDIT,
        footer=False,
    ),
    _action(
        "card.remove",
        "o",
        N_("take off"),
        N_("Take a member off this household; the record is kept."),
        ("card",),
        permission=acts.RESIDENT_EDIT,
        footer=False,
    ),
    _action(
        "card.reveal",
        "s",
        N_("reveal"),
        N_("Show a masked number in full."),
        ("card",),
        permission=acts.RESIDENT_REVEAL,
        footer=False,
    ),
    _action(
        "card.confirm",
        "k",
        N_("confirm"),
        N_("Say that the doubtful fields are right."),
        ("card",),
        permission=acts.HOUSEHOLD_EDIT,
        footer=False,
        pinyin="d",
    ),
    _action(
        "households.add",
        "a",
        N_("new household"),
        N_("Add a household: its door, its grid, its head."),
        ("households",),
        permission=acts.HOUSEHOLD_ADD,
    ),
    _action("today.all", "a", N_("all"), N_("Show every duty, or only those that press."), ("today", "tickets")),
    _action(
        "households.order",
        "o",
        N_("order"),
        N_("Order by walk or by name."),
        ("households",),
        pinyin="p",
    ),
    _action("visit.open", "s", N_("open"), N_("Open the marked visit."), ("visits",), row=True, footer=False),
    _action(
        "visit.correct",
        "e",
        N_("correct"),
        N_("Correct a visit: a new record that points at the old one."),
        ("visits", "visit"),
        permission=acts.VISIT_CORRECT,
        row=True,
        pinyin="j",
    ),
    _action("visit.mine", "m", N_("mine"), N_("Only mine, or everyone's."), ("tickets",)),
    _action("ticket.open", "s", N_("open"), N_("Open the marked ticket."), ("tickets",), row=True, footer=False),
    _action(
        "ticket.new",
        "t",
        N_("new ticket"),
        N_("Open a ticket about a place."),
        ("tickets",),
        permission=acts.TICKET_OPEN,
        pinyin="g",
    ),
    *FIELDWORK_ACTIONS,
    *RECORDS_ACTIONS,
    *DUTY_ACTIONS,
    *MECHANISM_ACTIONS,
    *POSTS_ACTIONS,
    _action("walk.skip", "space", N_("skip"), N_("Go to the next door without an outcome."), ("walk",)),
    _action("walk.day", "d", N_("day"), N_("Set day, half day and visitors of the round."), ("walk",)),
    _action("sync.start", "s", N_("sync"), N_("Sync with the server now."), ("sync",), permission=acts.SYNC_RUN),
    _action(
        "form.save",
        "f2 ctrl+o",
        N_("save"),
        N_("Save from anywhere in a form."),
        FORMS,
    ),
    _action("form.help", "f1", N_("help"), N_("The keys of a form."), FORMS),
    _action("form.leave", "escape", N_("put away"), N_("Leave the form; its draft is kept."), FORMS),
    _action(
        "list.find", "/", N_("find"), N_("Find by pinyin initials, name, address, phone tail."), PAGES, footer=False
    ),
    _action("list.command", ":", N_("command"), N_("The command line, for those who know."), PAGES, footer=False),
    _action("list.refresh", "r", N_("refresh"), N_("Read again; done rows leave."), PAGES, footer=False),
    _action("list.undo", "u", N_("undo"), N_("Take back the last act of this post today."), PAGES, footer=False),
    _action("list.drafts", "g", N_("drafts"), N_("Forms left unfinished."), LISTS, footer=False, pinyin="c"),
    _action("help.manual", "m", N_("manual"), N_("The manual, page by page."), ("help",)),
    _action("list.post", "P", N_("change post"), N_("Work in another of your posts."), LISTS, footer=False),
    _action("list.help", "?", N_("help"), N_("This page: every key that works here."), PAGES, footer=False),
    _action("list.back", "q escape left", N_("back"), N_("One level back; nothing is lost."), PAGES),
)
"""Every action, in the order menus and help show them."""

BY_ID: Final[dict[str, Action]] = {action.id: action for action in ACTIONS}


class Area(msgspec.Struct, frozen=True):
    """A work area: ``0`` and its digit go there; an area that is not built is absent."""

    digit: int
    name: str
    label: str


AREAS: Final[tuple[Area, ...]] = (
    Area(1, "today", N_("Today")),
    Area(2, "households", N_("Households")),
    Area(3, "visits", N_("Visits")),
    Area(4, "tickets", N_("Tickets")),
    Area(6, "activities", N_("Activities")),
    Area(7, "coverage", N_("Figures")),
    Area(8, "sync", N_("Sync")),
    Area(9, "management", N_("Management")),
)


def actions_of(screen: str) -> tuple[Action, ...]:
    """Return the actions that work on a screen, in the registry's order."""
    return tuple(action for action in ACTIONS if screen in action.screens)
