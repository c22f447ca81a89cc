"""The actions of plans, pauses and the due board, for the one registry in ``tui.actions``."""

from typing import Final

from gridtui.locale import N_
from gridtui.scheme import acts
from gridtui.tui.action import Action, action

DUTY_PAGES: Final = ("due_board", "due_rows", "quota")
DUTY_FORMS: Final = ("pause_form", "plan_form")

DUTY_ACTIONS: Final[tuple[Action, ...]] = (
    action(
        "person.pause",
        "h",
        N_("pause"),
        N_("Ask nothing for a while: in hospital, away; with a reason and an end."),
        ("today", "card", "due_rows"),
        permission=acts.DUTY_PAUSE,
        row=True,
    ),
    action(
        "card.plan",
        "p",
        N_("plans"),
        N_("Agree on a pace of its own with this household; end a plan or a pause."),
        ("card",),
        permission=acts.PLAN_EDIT,
        footer=False,
    ),
    action(
        "today.board",
        "d",
        N_("due board"),
        N_("How each post, building or community of the unit stands."),
        ("today",),
        permission=acts.DUTY_BOARD,
        footer=False,
        pinyin="e",
    ),
    action(
        "board.open",
        "s",
        N_("open"),
        N_("Open the rows behind the marked line."),
        ("due_board",),
        row=True,
        footer=False,
    ),
    action("board.by", "b", N_("told apart by"), N_("By post, by building, by community."), ("due_board",)),
    action("rows.all", "a", N_("all"), N_("Show the done ones too, or only what is open."), ("due_rows",)),
)
