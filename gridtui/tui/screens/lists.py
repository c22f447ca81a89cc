"""What screens with a list share: the list takes digits, arrows and page keys; acts concern the marked row."""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, NamedTuple

from gridtui.core.words import Channel, Outcome
from gridtui.locale import _, say
from gridtui.locale.words import word
from gridtui.office import visits
from gridtui.tui.keys import KeyPress
from gridtui.tui.screens.base import OfficeScreen
from gridtui.tui.widgets.plain import Line, line
from gridtui.tui.widgets.record_list import MOST_ROWS, RecordList
from gridtui.tui.words import clock_time, keyed, short_day

if TYPE_CHECKING:
    from gridtui.office.views import Saved
    from gridtui.tui.actions import Action
    from gridtui.tui.desk import Desk


class Subject(NamedTuple):
    """A household as rows name it. ``rule`` is the duty the row shows, '' where it shows none.

    ``building`` is what the rows are grouped by, '' where ``address`` is whole: a page away from the rows names both.
    """

    household: bytes
    address: str
    name: str
    channel: int = Channel.HOME_VISIT
    rule: str = ""
    done_today: bool = False
    building: str = ""

    @property
    def label(self) -> str:
        """Address and name, beside the rows."""
        return f"{self.address} {self.name}".strip()

    @property
    def full_label(self) -> str:
        """Building, address and name, on a page of its own."""
        return f"{self.building} {self.label}".strip()


class PeopleScreen(OfficeScreen):
    """Acts on the household a screen is about: visited, nobody, visit form, ticket, why, card, walk."""

    @abstractmethod
    def subject(self) -> Subject | None:
        """Return the household acts concern, None where there is none."""

    async def acted(self, subject: Subject, saved: "Saved", outcome: int) -> None:
        """Show that a visit was saved, without moving anything."""

    def disabled_reason(self, action: "Action") -> str:
        """Acts on a person need a marked row."""
        if action.on_row and self.subject() is None:
            return _("There is no row to act on.")
        return ""

    def menu_title(self) -> str:
        """Name the household the numbers act on."""
        subject = self.subject()
        return subject.label if subject else ""

    async def act_visit(self) -> None:
        """Log a plain visit after one Enter."""
        self._confirm(Outcome.MET)

    async def act_no_answer(self) -> None:
        """Log after one Enter that nobody answered: at the door, or at the other end where a greeting is owed."""
        self._confirm(Outcome.NO_ANSWER)

    def _confirm(self, outcome: Outcome) -> None:
        subject = self.subject()
        if subject is None:
            return
        session = self.session
        channel = subject.channel
        today = session.today
        text = say(
            "{who}: {outcome}, {channel}, {day}",
            who=subject.label,
            outcome=word(Outcome, outcome),
            channel=word(Channel, channel),
            day=short_day(today, today),
        )
        if subject.done_today:
            text = say("{text} (visited today already)", text=text)

        async def save() -> None:
            saved = await self.desk.write(visits.quick_visit, session, subject.household, outcome, channel=channel)
            await self.acted(subject, saved, outcome)

        self.desk.confirm(text, save)

    async def act_visit_form(self) -> None:
        """Open the visit form."""
        from gridtui.tui.screens.visit_form import VisitFormScreen

        if (subject := self.subject()) is not None:
            await self.desk.push(VisitFormScreen(self.desk, subject, when_saved=self.acted))

    async def act_ticket(self) -> None:
        """Open the ticket form for the household."""
        from gridtui.tui.screens.ticket_form import TicketFormScreen

        if (subject := self.subject()) is not None:
            await self.desk.push(TicketFormScreen(self.desk, subject))

    async def act_occurrence(self) -> None:
        """Note something that happened at the household and must be attended or reported."""
        from gridtui.tui.screens.occurrence_form import OccurrenceFormScreen

        if (subject := self.subject()) is not None:
            await self.desk.push(OccurrenceFormScreen(self.desk, subject))

    async def act_category(self) -> None:
        """Choose the household's category in a campaign that runs."""
        from gridtui.tui.screens.categories import choose_category

        if (subject := self.subject()) is not None:
            await choose_category(self.desk, subject)

    async def act_why(self) -> None:
        """Say why the visit is due."""
        from gridtui.tui.screens.why import WhyScreen

        subject = self.subject()
        if subject is not None and subject.rule:
            await self.desk.push(WhyScreen(self.desk, subject))
        else:
            self.desk.note(_("No visit is due here."))

    async def act_pause(self) -> None:
        """Open the form of a pause; the duty the row shows is the one meant at first."""
        from gridtui.office import browse
        from gridtui.tui.screens.pause_form import PauseFormScreen

        subject = self.subject()
        if subject is None:
            return
        if await self.desk.read(browse.pause_rules, self.session, subject.household):
            await self.desk.push(PauseFormScreen(self.desk, subject))
        else:
            self.desk.note(_("No visit is due here."))

    async def act_card(self) -> None:
        """Open the household's card."""
        from gridtui.tui.screens.household_card import HouseholdCardScreen

        if (subject := self.subject()) is not None:
            await self.desk.push(HouseholdCardScreen(self.desk, subject.household))

    async def act_walk(self) -> None:
        """Walk the building of the household."""
        from gridtui.office import browse
        from gridtui.tui.screens.building_walk import BuildingWalkScreen

        if (subject := self.subject()) is not None:
            key = await self.desk.read(browse.walk_of, self.session, subject.household)
            await self.desk.push(BuildingWalkScreen(self.desk, key))


class ListScreen(OfficeScreen):
    """A screen with a title line and a list under it."""

    rows_above = 1

    def __init__(self, desk: "Desk", records: RecordList[Any]) -> None:
        super().__init__(desk)
        self.records = records

    def title(self) -> Line:
        """Return the line above the list."""
        return line("")

    def empty_words(self) -> str:
        """Return what stands where no row does."""
        return _("Nothing here.")

    def paint(self, height: int) -> list[Line]:
        """Return title and page."""
        rows = self.records.paint(height - self.rows_above)
        if not self.records.rows:
            rows = [line("   " + self.empty_words())]
        return [self.title(), *rows]

    def cursor(self) -> tuple[int, int]:
        """Rest on the mark."""
        return 0, self.rows_above + self.records.line_of_mark() if self.records.rows else 0

    async def load(self) -> None:
        """Read the first page."""
        self.fit_to_window()
        await self.records.read()

    async def resized(self) -> None:
        """Read as many rows as there is room for now, the mark where it was."""
        self.fit_to_window()
        await self.records.read()

    def enter_words(self) -> str:
        """Return what Enter does with the marked row."""
        return _("act")

    def fit_to_window(self) -> None:
        """Take as many lines as the window has for rows."""
        self.records.lines_for_rows = max(MOST_ROWS // 2, self.desk.body_lines - self.rows_above)

    def own_hints(self) -> list[str]:
        """Say how rows are picked, and that pages turn where there are pages."""
        turns = self.records.has_next or self.records.page_number > 1
        pick = [_("digits pick"), keyed("enter", self.enter_words())]
        return [*pick, _("+- page")] if turns else pick

    async def press(self, key: KeyPress) -> None:
        """Move in the list, or act."""
        if self.desk.keymap.action_for(self.name, key.name) is None and await self.records.press(key):
            return
        self.records.forget_digits()
        await super().press(key)


class OpeningListScreen(ListScreen, ABC):
    """A list of records with a page of their own: Enter opens the marked one."""

    def marked_uid(self) -> bytes | None:
        """Return the id of the marked record, None where no row is marked."""
        marked = self.records.marked
        return marked.key if marked and isinstance(marked.key, bytes) else None

    def enter_words(self) -> str:
        """Return what Enter does."""
        return _("open")

    async def came_back(self) -> None:
        """Read the page again, the mark where it was: the record may have been acted on."""
        await self.records.read()

    async def press(self, key: KeyPress) -> None:
        """Enter opens the marked record."""
        if key.name == "enter" and self.marked_uid() is not None:
            self.records.forget_digits()
            await self.act_open()
        else:
            await super().press(key)

    @abstractmethod
    async def act_open(self) -> None:
        """Open the marked record."""


def page_words(records: RecordList[Any]) -> str:
    """Return which page is on show, '' where there is only one."""
    if not records.has_next and records.page_number == 1:
        return ""
    return say("page {number}", number=records.page_number)


def day_and_time(day: int, start_minute: int | None, half_day_word: str, today: int) -> str:
    """Return ``11-21 10:20``, ``11-21上午``, or the day alone."""
    when = clock_time(start_minute) or (half_day_word if half_day_word != "-" else "")
    return f"{short_day(day, today)} {when}".strip()
