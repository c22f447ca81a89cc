"""The actions of the pages on the mechanism, for the one registry in ``tui.actions``."""

from typing import Final

from gridtui.locale import N_
from gridtui.scheme import acts
from gridtui.tui.action import Action, action

MECHANISM_PAGES: Final = ("mechanism", "simulation")

MECHANISM_ACTIONS: Final[tuple[Action, ...]] = (
    action(
        "mechanism.trial",
        "t",
        N_("try out"),
        N_("What the office's files would change, and what that asks of each post."),
        ("mechanism",),
        pinyin="s",
    ),
    action(
        "simulation.show",
        "s",
        N_("show"),
        N_("Show the posts, the rules, or what changes in words."),
        ("simulation",),
        pinyin="x",
    ),
    action(
        "simulation.weeks",
        "w",
        N_("weeks"),
        N_("Look at more or fewer weeks."),
        ("simulation",),
        pinyin="z",
    ),
    action(
        "simulation.publish",
        "p",
        N_("publish"),
        N_("Make this the mechanism of the whole street from a day on."),
        ("simulation",),
        permission=acts.SCHEME_PUBLISH,
        pinyin="f",
    ),
)
