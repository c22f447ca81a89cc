"""Today: what this post owes, by building in walking order, then the tickets that wait for it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from gridtui.core.words import Channel, Outcome, TicketClass, TicketState
from gridtui.locale import _, say
from gridtui.locale.words import word
from gridtui.office import browse
from gridtui.office.views import DutyRow, Saved, TicketRow, TodayView
from gridtui.tui.keys import KeyPress
from gridtui.tui.look import ALERT, GOOD, PLAIN, STRONG
from gridtui.tui.screens.lists import ListScreen, PeopleScreen, Subject
from gridtui.tui.widgets.plain import Line, Span, cell, line, spaced
from gridtui.tui.widgets.record_list import RecordList, Row, RowsOnDemand, memory_source
from gridtui.tui.words import days_words, late_look, short_day, weekday, working_days_words

if TYPE_CHECKING:
    from gridtui.tui.actions import Action
    from gridtui.tui.desk import Desk


DutyKey = tuple[bytes, str]
"""Household and rule: what a row of Today is about."""


class TodayScreen(ListScreen, PeopleScreen):
    """The first area. A done row stays, marked, until the person reads again."""

    name = "today"

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk, RecordList(memory_source(lambda: self._rows), 0))
        self.view: TodayView | None = None
        self._only_pressing = False
        self._rows: Sequence[Row] = ()
        self._done: dict[DutyKey, int] = {}

    async def load(self) -> None:
        """Read the day; done rows leave."""
        self.view = await self.desk.read(browse.today, self.session)
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
        before = self.view
        if before is None:
            return
        fresh = await self.desk.read(browse.today, self.session)
        now = {_key_of(duty): duty for duty in fresh.duties}
        duties = tuple(now.get(_key_of(duty), duty) for duty in before.duties)
        self.view = msgspec.structs.replace(fresh, duties=duties, tickets=before.tickets)
        self._make_rows()
        shown = {row.key for row in self.records.rows}
        for duty in duties:
            if _key_of(duty) in shown:
                self.records.replace(self._duty_row(duty))

    def _make_rows(self) -> None:
        view = self.view
        if view is None:
            return
        duties = [duty for duty in view.duties if duty.pressing or duty.done_today or not self._only_pressing]
        things: list[DutyRow | TicketRow] = [*duties, *view.tickets]
        self._rows = RowsOnDemand(things, self._row)

    def _row(self, thing: DutyRow | TicketRow) -> Row:
        if isinstance(thing, DutyRow):
            return self._duty_row(thing)
        return Row(thing.uid, ticket_spans(thing), _("Waiting for me"))

    def _duty_row(self, duty: DutyRow) -> Row:
        today = self.view.day if self.view else self.session.today
        key = _key_of(duty)
        outcome = self._done.get(key, Outcome.MET if duty.done_today else 0)
        last = today if outcome == Outcome.MET else duty.last_day
        spans = spaced(
            cell(duty.address, 9),
            cell(duty.head_name, 9),
            cell("/".join(word(Channel, channel) for channel in duty.channels), 11),
            _state_span(duty, outcome),
            cell(say("last {day}", day=short_day(last, today)), 14),
            cell(duty.rule_title, 16),
        )
        return Row(key, spans, duty.building_title)

    def title(self) -> Line:
        """Return the day and its counts."""
        view = self.view
        if view is None:
            return line("")
        still_owed = {_key_of(duty) for duty in view.duties if not duty.done_today} if self._done else set()
        here = sum(1 for key, outcome in self._done.items() if outcome == Outcome.MET and key in still_owed)
        day = say("Today {day} {weekday}", day=short_day(view.day, view.day), weekday=weekday(view.day))
        counts = say(
            "due {due} visited {done}    month {month_done}/{month_due}    waiting {waiting}",
            due=view.due_count,
            done=view.done_count + here,
            month_done=view.month_done + here,
            month_due=view.month_due,
            waiting=len(view.tickets),
        )
        only = _("only what presses") if self._only_pressing else ""
        return ((day, STRONG), (f"    {counts}  {only}", PLAIN))

    def empty_words(self) -> str:
        """Say that nothing presses, or that nothing is owed."""
        if not self._only_pressing:
            return _("Nothing is owed today.")
        return say("Nothing presses today. {key} shows every duty.", key=self.desk.keymap.key_of("today.all"))

    def subject(self) -> Subject | None:
        """Return the household of the marked duty or ticket."""
        duty = self._marked_duty()
        if duty is not None:
            done = duty.done_today or self._done.get(_key_of(duty)) == Outcome.MET
            channel = duty.channels[0] if duty.channels else Channel.HOME_VISIT
            return Subject(duty.household, duty.address, duty.head_name, channel, duty.rule_key, done)
        ticket = self._marked_ticket()
        if ticket is not None and ticket.household is not None:
            return Subject(ticket.household, ticket.address, "")
        return None

    def menu_title(self) -> str:
        """Name the marked row."""
        ticket = self._marked_ticket()
        return f"{ticket.number} {ticket.title}" if ticket else super().menu_title()

    def disabled_reason(self, action: "Action") -> str:
        """Say so where a ticket has no household."""
        if action.on_row and self._marked_ticket() is not None and self.subject() is None:
            return _("This ticket concerns no household.")
        return super().disabled_reason(action)

    async def press(self, key: KeyPress) -> None:
        """Enter on a ticket opens it; everything else is the list's."""
        ticket = self._marked_ticket()
        if key.name == "enter" and ticket is not None:
            from gridtui.tui.screens.ticket import TicketScreen

            self.records.forget_digits()
            await self.desk.push(TicketScreen(self.desk, ticket.uid))
            return
        await super().press(key)

    async def acted(self, subject: Subject, saved: Saved, outcome: int) -> None:
        """Mark the household's rows of that duty where they stand."""
        del saved
        for duty in self.view.duties if self.view else ():
            if duty.household == subject.household and (duty.rule_key == subject.rule or not subject.rule):
                self._done.pop(_key_of(duty), None)
                self._done[_key_of(duty)] = outcome
                self.records.replace(self._duty_row(duty))
        self._make_rows()

    async def act_all(self) -> None:
        """Show every duty, or only those that press."""
        self._only_pressing = not self._only_pressing
        self._make_rows()
        await self.records.restart(0)

    async def act_sheet(self) -> None:
        """Open the route sheets: print the day, or enter one that came back."""
        from gridtui.tui.screens.route_sheets import RouteSheetsScreen

        await self.desk.push(RouteSheetsScreen(self.desk))

    def _marked_duty(self) -> DutyRow | None:
        marked = self.records.marked
        duties = self.view.duties if self.view else ()
        return next((d for d in duties if marked and marked.key == _key_of(d)), None)

    def _marked_ticket(self) -> TicketRow | None:
        marked = self.records.marked
        tickets = self.view.tickets if self.view else ()
        return next((t for t in tickets if marked and marked.key == t.uid), None)


def _key_of(duty: DutyRow) -> DutyKey:
    return duty.household, duty.rule_key


def _state_span(duty: DutyRow, outcome: int) -> Span:
    """Return how the duty stands: done here, due in days, overdue, excused."""
    width = 10
    if outcome:
        return cell("[x]" + word(Outcome, outcome), width, GOOD)
    if duty.state == "paused":
        return cell(_("paused"), width)
    if duty.state == "excused":
        return cell(_("excused"), width)
    return cell(days_words(duty.days_left), width, late_look(duty.days_left))


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
