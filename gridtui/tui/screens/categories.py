"""A household's category in the campaigns that run, chosen by digit."""

from typing import TYPE_CHECKING

from gridtui.locale import _, say
from gridtui.office import browse, campaigns
from gridtui.tui.prompts import Act, Menu, MenuChoice
from gridtui.tui.screens.lists import Subject

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk


async def choose_category(desk: "Desk", subject: Subject) -> None:
    """Ask which category a household is of in each running campaign; the present one is marked."""
    parts = await desk.read(browse.categories_of, desk.session, subject.household)
    choices: list[MenuChoice] = []
    for part in parts:
        kind = desk.session.scheme.campaign(part.key)
        label = part.title if len(parts) > 1 else ""
        for category in kind.categories if kind else ():
            mark = "*" if category.key == part.category else ""
            act = _assigning(desk, part.campaign, subject, category.key)
            choices.append(MenuChoice(f"{label}{category.title}{mark}", act))
        if part.category:
            choices.append(MenuChoice(label + _("none"), _assigning(desk, part.campaign, subject, "")))
    if choices:
        desk.prompt = Menu(say("Which category is {who}?", who=subject.label), choices, desk.note)
    else:
        desk.note(_("No campaign with categories runs today."))


def _assigning(desk: "Desk", campaign: bytes, subject: Subject, category: str) -> Act:
    async def assign() -> None:
        await desk.write(campaigns.assign_door, desk.session, campaign, subject.household, category)

    return assign
