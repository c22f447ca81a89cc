"""Today: what this post owes, by building in walking order, numbers it owes, what happened, what waits for it.

A post without duties of its own sees instead how those it is over stand.
"""

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

from gridtui.core.words import Channel, Outcome, TicketClass, TicketState
from gridtui.locale import _, say
from gridtui.locale.words import word
from gridtui.office import browse
from gridtui.office.duty_views import DueLine, OccurrenceRow, OtherPost, QuotaRow
from gridtui.office.session import choose_post
from gridtui.office.views import DutyRow, Saved, TicketRow, TodayView
from gridtui.tui.duty_rows import (
    duty_spans,
    line_heading,
    line_spans,
    occurrence_spans,
    other_post_spans,
    quota_spans,
)
from gridtui.tui.keys import KeyPress
from gridtui.tui.look import ALERT, PLAIN, STRONG
from gridtui.tui.screens import answers
from gridtui.tui.screens.lists import ListScreen, PeopleScreen, Subject
from gridtui.tui.widgets.plain import Line, cell, line, spaced
from gridtui.tui.widgets.record_list import RecordList, Row, RowsOnDemand, memory_source
from gridtui.tui.words import late_look, short_day, weekday, working_days_words

if TYPE_CHECKING:
    from gridtui.tui.actions import Action
    from gridtui.tui.desk import Desk


DutyKey = tuple[bytes, str]
"""Household and rule: what a duty's row is about."""
Thing = DutyRow | QuotaRow | OccurrenceRow | DueLine | TicketRow | OtherPost


class TodayScreen(ListScreen, PeopleScreen):
    """The first area. A done row stays, marked, until the person reads again."""

    name = "today"

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk, RecordList(memory_source(lambda: self._rows), 0))
        self.view: TodayView | None = None
        self._only_pressing = False
        self._things: tuple[Thing, ...] = ()
        self._rows: Sequence[Row] = ()
        self._done: dict[DutyKey, int] = {}

    async def load(self) -> None:
        """Read the day; done rows leave."""
        self.view = await self.desk.read(browse.today, self.session)
        self._things = _things_of(self.view)
        self._done.clear()
        self._make_rows()
        await super().load()

    async def came_back(self) -> None:
        """Show what was done in front."""
        await self._read_in_place()

    async def undone(self) -> None:
        """Show the row of the act that was taken back as it was before."""
        if self._done:
            self._done.popitem()
        await self._read_in_place()

    async def _read_in_place(self) -> None:
        """Take what changed into the rows on show; none comes, goes or moves."""
        if self.view is None:
            return
        self.view = await self.desk.read(browse.today, self.session)
        now = {_key_of(thing): thing for thing in (*self.view.paused, *_things_of(self.view))}
        gone = {thing.household for thing in self._things if isinstance(thing, DutyRow) and _key_of(thing) not in now}
        for household in gone:
            card = await self.desk.read(browse.household_card, self.session, household)
            now = {**{_duty_key(duty): duty for duty in card.duties}, **now}
        self._things = tuple(now.get(_key_of(thing), thing) for thing in self._things)
        self._make_rows()
        shown = {row.key for row in self.records.rows}
        for thing in self._things:
            if _key_of(thing) in shown:
                self.records.replace(self._row(thing))

    def _make_rows(self) -> None:
        shown = [thing for thing in self._things if not self._only_pressing or _presses(thing)]
        self._rows = RowsOnDemand(shown, self._row)

    def _row(self, thing: Thing) -> Row:
        key, today = _key_of(thing), self.view.day if self.view else self.session.today
        match thing:
            case DutyRow():
                outcome = self._done.get((thing.household, thing.rule_key), 0)
                outcome = outcome or (Outcome.MET if thing.state == "done" else 0)
                return Row(key, duty_spans(thing, today, outcome), thing.building_title or " ")
            case QuotaRow():
                return Row(key, quota_spans(thing), _("Numbers owed"))
            case OccurrenceRow():
                return Row(key, occurrence_spans(thing, today), _("To attend and report"))
            case DueLine():
                by = (self.view.lines_by if self.view else None) or "post"
                return Row(key, line_spans(thing, by), line_heading(by))
            case TicketRow():
                return Row(key, ticket_spans(thing), _("Waiting for me"))
            case OtherPost():
                return Row(key, other_post_spans(thing), _("My other posts"))

    def title(self) -> Line:
        """Return the day and its counts."""
        view = self.view
        if view is None:
            return line("")
        day = say("Today {day} {weekday}", day=short_day(view.day, view.day), weekday=weekday(view.day))
        only = _("only what presses") if self._only_pressing else ""
        counts = self._counts_of_those_below(view) if view.lines else self._own_counts(view)
        return ((day, STRONG), (f"    {counts}  {only}", PLAIN))

    def _own_counts(self, view: TodayView) -> str:
        met = {key for key, outcome in self._done.items() if outcome == Outcome.MET}
        here = [duty for duty in view.duties if not duty.done_today and _duty_key(duty) in met]
        asked = view.due_count + view.done_count
        counts = [say("due {due} visited {done}", due=asked, done=view.done_count + len(here))]
        if view.month_due:
            month_done = view.month_done + sum(duty.monthly for duty in here)
            counts.append(say("month {month_done}/{month_due}", month_done=month_done, month_due=view.month_due))
        counts.append(say("waiting {waiting}", waiting=len(view.tickets)))
        if view.paused:
            counts.append(say("paused {count}", count=len(view.paused)))
        return "    ".join(counts)

    @staticmethod
    def _counts_of_those_below(view: TodayView) -> str:
        counts = [
            say("overdue {overdue}", overdue=view.overdue_count),
            say("waiting {waiting}", waiting=len(view.tickets)),
        ]
        if view.month_due:
            month = say("month {month_done}/{month_due}", month_done=view.month_done, month_due=view.month_due)
            counts.insert(0, month)
        return "    ".join(counts)

    def empty_words(self) -> str:
        """Say that nothing presses, or that nothing is owed."""
        if not self._only_pressing:
            return _("Nothing is owed today.")
        return say("Nothing presses today. {key} shows every duty.", key=self.desk.keymap.key_of("today.all"))

    # -- the marked row

    def _marked(self) -> Thing | None:
        marked = self.records.marked
        return next((thing for thing in self._things if marked and marked.key == _key_of(thing)), None)

    def subject(self) -> Subject | None:
        """Return the household of the marked duty, occurrence or ticket."""
        match self._marked():
            case DutyRow() as duty:
                done = duty.done_today or self._done.get(_duty_key(duty)) == Outcome.MET
                channel = duty.channels[0] if duty.channels else Channel.HOME_VISIT
                return Subject(
                    duty.household,
                    duty.address,
                    duty.head_name,
                    channel,
                    duty.rule_key,
                    done,
                    duty.building_title,
                )
            case OccurrenceRow() as happened:
                return answers.subject_of(self.session, happened)
            case TicketRow(household=bytes() as household) as ticket:
                return Subject(household, ticket.address, "")
            case _:
                return None

    def menu_title(self) -> str:
        """Name the marked row."""
        match self._marked():
            case TicketRow() as ticket:
                return f"{ticket.number} {ticket.title}"
            case OccurrenceRow() as happened:
                return answers.title_of(happened)
            case _:
                return super().menu_title()

    def disabled_reason(self, action: "Action") -> str:
        """Say so where the marked row is about no household."""
        if action.on_row and self.subject() is None and action.id != "person.why":
            match self._marked():
                case TicketRow():
                    return _("This ticket concerns no household.")
                case QuotaRow() | DueLine() | OtherPost() | OccurrenceRow():
                    return _("This concerns no household.")
        if action.id == "person.why" and isinstance(self._marked(), QuotaRow):
            return ""
        return super().disabled_reason(action)

    async def press(self, key: KeyPress) -> None:
        """Enter opens a row that is no household's duty; everything else is the list's."""
        marked = self._marked()
        if key.name == "enter" and isinstance(marked, (TicketRow, QuotaRow, DueLine, OtherPost)):
            self.records.forget_digits()
            await self._open(marked)
        elif key.name == "enter" and isinstance(marked, OccurrenceRow) and marked.act == "report":
            self.records.forget_digits()
            await answers.report(self.desk, marked)
        else:
            await super().press(key)

    async def _open(self, thing: TicketRow | QuotaRow | DueLine | OtherPost) -> None:
        from gridtui.tui.screens.due_board import DueRowsScreen
        from gridtui.tui.screens.quota import QuotaScreen
        from gridtui.tui.screens.ticket import TicketScreen

        match thing:
            case TicketRow():
                await self.desk.push(TicketScreen(self.desk, thing.uid))
            case QuotaRow():
                await self.desk.push(QuotaScreen(self.desk, thing))
            case OtherPost():
                await self.desk.start_over(await self.desk.read(choose_post, self.session, thing.post))
            case DueLine():
                if self.view is not None and self.view.lines_by:
                    await self.desk.push(DueRowsScreen(self.desk, self.view.lines_by, thing))

    async def acted(self, subject: Subject, saved: Saved, outcome: int) -> None:
        """Mark the household's rows of that duty where they stand."""
        del saved
        for thing in self._things:
            if not isinstance(thing, DutyRow) or thing.household != subject.household:
                continue
            if thing.rule_key == subject.rule or not subject.rule:
                self._done.pop(_duty_key(thing), None)
                self._done[_duty_key(thing)] = outcome
                self.records.replace(self._row(thing))
        self._make_rows()

    # -- acts

    async def act_why(self) -> None:
        """Say why the marked duty or number is owed."""
        marked = self._marked()
        if isinstance(marked, QuotaRow):
            await self._open(marked)
        else:
            await super().act_why()

    async def act_all(self) -> None:
        """Show every duty, or only those that press."""
        self._only_pressing = not self._only_pressing
        self._make_rows()
        await self.records.restart(0)

    async def act_sheet(self) -> None:
        """Open the route sheets: print the day, or enter one that came back."""
        from gridtui.tui.screens.route_sheets import RouteSheetsScreen

        await self.desk.push(RouteSheetsScreen(self.desk))

    async def act_board(self) -> None:
        """Open the due board of the post's unit."""
        from gridtui.tui.screens.due_board import DueBoardScreen

        await self.desk.push(DueBoardScreen(self.desk))


def _things_of(view: TodayView) -> tuple[Thing, ...]:
    return (*view.occurrences, *view.quotas, *view.lines, *view.duties, *view.tickets, *view.others)


def _duty_key(duty: DutyRow) -> DutyKey:
    return duty.household, duty.rule_key


def _key_of(thing: Thing) -> Hashable:
    match thing:
        case DutyRow():
            return _duty_key(thing)
        case QuotaRow():
            return "quota", thing.rule_key, thing.unit
        case DueLine():
            return "line", thing.key
        case OtherPost():
            return "post", thing.post
        case OccurrenceRow() | TicketRow():
            return thing.uid


def _presses(thing: Thing) -> bool:
    match thing:
        case DutyRow():
            return thing.pressing or thing.done_today
        case QuotaRow():
            return thing.state in {"due", "overdue"}
        case _:
            return True


def ticket_spans(ticket: TicketRow) -> Line:
    """Return a ticket as a row of a list."""
    clock = working_days_words(ticket.days_left, ticket.estimated)
    spans = (
        cell(ticket.number, 10),
        cell(
            word(TicketClass, ticket.ticket_class), 4, ALERT if ticket.ticket_class == TicketClass.URGENT else PLAIN
        ),
        cell(ticket.title or ticket.category, 20),
        cell(ticket.address, 16),
        cell(clock, 11, late_look(ticket.days_left)),
        cell(word(TicketState, ticket.state), 7),
    )
    return spaced(*spans)
