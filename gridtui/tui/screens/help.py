"""Help: this screen in words, and every key that works on it, from the registry and the keymap in force."""

from typing import TYPE_CHECKING

from gridtui.locale import N_, _
from gridtui.tui.actions import AREAS, FORMS, actions_of
from gridtui.tui.keys import KeyPress
from gridtui.tui.look import COLUMNS, PLAIN, STRONG
from gridtui.tui.screens.base import OfficeScreen
from gridtui.tui.widgets.plain import EMPTY, Line, cell, line, wrapped
from gridtui.tui.words import key_word

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk

ABOUT = {
    "today": N_("What your post owes today, by building in walking order, then the tickets that wait for you."),
    "households": N_("Every household of your scope, in walking order or by name."),
    "find": N_("Type initials, names, parts of an address, phone or ID tails, in any mix; Enter goes to the rows."),
    "card": N_("One household: members, tags, duties, tickets, the last five visits."),
    "visits": N_("Every visit that was logged, newest first. A correction is a new record; the old one stays."),
    "visit": N_("One visit in full."),
    "tickets": N_("The tickets of your scope."),
    "ticket": N_(
        "One ticket: its timeline, who found, reports, owns, solves and supervises it, and what can be done."
    ),
    "walk": N_("Door by door through one entrance: a digit is an outcome and goes to the next door."),
    "sync": N_("What waits to be sent, what arrived. Nothing is lost when the line drops."),
    "why": N_("Why a visit is due."),
    "manual": N_("The pages of the manual."),
    "manual_page": N_("One page of the manual."),
    "drafts": N_("Forms you left; Enter takes one up again."),
    "activities": N_(
        "Activities besides visits: patrols, services, meetings; what recurs and was not noted stands first."
    ),
    "series": N_("Activities that recur on days of the week."),
    "activity": N_("One activity: who held it, who came, what was found."),
    "attendance": N_("Who came to an activity, by name or found by initials."),
    "occurrences": N_("What must be attended or reported, and until when."),
    "campaigns": N_("Campaigns that visit every door in a window of days."),
    "campaign": N_("How far a campaign has come, building by building; the first act lists the doors missed."),
    "missed": N_("Doors a campaign has not met yet, in walking order."),
    "coverage": N_("Doors, knocks and people met, by building, grid or post; Enter opens a number's records."),
    "numbers": N_("Each number with its definition and the records behind it."),
    "coverage_doors": N_("The doors behind a number."),
    "late_duties": N_("Duties that fell due and were not done in time."),
    "supervision": N_("The five fixed duties: when each was last done and what it left."),
    "management": N_("What keeps the office in order: posts, grids, the mechanism, paper, many records at once."),
    "route_sheets": N_("Days printed on paper; Enter takes one up to enter what came of it."),
    "route_entry": N_("Enter a route sheet: a row's label, then the digit of what came of it."),
    "bulk_changes": N_("Changes made to many households at once, each taken back as one."),
    "bulk_preview": N_("What a change would do, refused rows first, before anything is written."),
    "due_board": N_("How each post stands, effort beside outcome, in the order of the offices; nobody is ranked."),
    "due_rows": N_("What one line of the board stands for: visits, and what must be answered."),
    "quota": N_("What counts towards a number that is owed."),
    "mechanism": N_("The rules your office works by, each with its source, and what is still to be decided."),
    "simulation": N_("What the edited files would ask of each post, before they are published."),
    "posts": N_("Who holds which post, with load, term and certificate."),
    "post": N_("One post: its households, hours and what it owes."),
    "shifts": N_("Hours of posts, week by week."),
    "teams": N_("Teams of people from several bodies, each on its grids."),
    "rebalance": N_("Households that would change hands so that spans are even; strike out what shall stay."),
    "grids": N_("The grids, and a plan of new ones before it is applied."),
}
STRUCTURE = (
    (N_("digits"), N_("pick a row; a second digit extends while such a row exists")),
    (N_("Enter"), N_("the numbered actions of the marked row")),
    (N_("arrows"), N_("move the mark; Left goes back")),
    ("+ -", N_("turn the page")),
    ("0", N_("and a digit: go to an area")),
    ("Ctrl+L", N_("paint the screen again")),
)
IN_FORMS = (
    (N_("Enter"), N_("goes on to the next field; so do Down and Tab; Up and Shift+Tab go back")),
    (N_("digits"), N_("choose among what stands at the bottom; initials choose as well, Space takes the next")),
    ("+ -", N_("show more to choose from")),
    (N_("diary"), N_("Enter is a new line, Enter on an empty line goes on, a digit there is a stock phrase")),
    (N_("dates"), N_("21, 11-21, -3 (three days ago), z1 (Monday)")),
)
KEY_WIDTH = 14
LABEL_WIDTH = 13


class HelpScreen(OfficeScreen):
    """The page behind ``?``."""

    name = "help"

    def __init__(self, desk: "Desk", about: str) -> None:
        super().__init__(desk)
        self._about = about
        self._first_line = 0

    def paint(self, height: int) -> list[Line]:
        """Return the page of the help the person is on."""
        lines = self._lines()
        self._first_line = min(self._first_line, max(0, len(lines) - height))
        return lines[self._first_line : self._first_line + height]

    def _lines(self) -> list[Line]:
        lines: list[Line] = [((_("Help"), STRONG), ("", PLAIN))]
        if self._about in ABOUT:
            lines += wrapped(_(ABOUT[self._about]))
        lines.append(EMPTY)
        structure = IN_FORMS if self._about in FORMS else STRUCTURE
        lines += [line(cell("  " + _(keys), KEY_WIDTH), _(words)) for keys, words in structure]
        areas = "  ".join(f"{area.digit}{_(area.label)}" for area in AREAS)
        lines += [EMPTY] if structure is IN_FORMS else [line(cell("", KEY_WIDTH), areas), EMPTY]
        for action in actions_of(self._about):
            keys = self.desk.keymap.keys[action.id]
            if keys:
                shown = " ".join(key_word(key) for key in keys)
                first, *rest = wrapped(_(action.help), COLUMNS - KEY_WIDTH - LABEL_WIDTH)
                lines.append((cell("  " + shown, KEY_WIDTH), cell(_(action.label), LABEL_WIDTH), *first))
                lines += [(cell("", KEY_WIDTH + LABEL_WIDTH), *more) for more in rest]
        return lines

    async def act_manual(self) -> None:
        """Open the manual."""
        from gridtui.tui.screens.manual import ManualScreen

        await self.desk.push(ManualScreen(self.desk))

    def own_hints(self) -> list[str]:
        """Say how to turn the page."""
        return [_("+- page")]

    async def press(self, key: KeyPress) -> None:
        """Turn the page, or go on as every screen does."""
        page = self.desk.body_lines - 1
        if key.name in {"+", "=", "down", "pagedown"}:
            self._first_line += page
        elif key.name in {"-", "up", "pageup"}:
            self._first_line = max(0, self._first_line - page)
        else:
            await super().press(key)
