"""One activity that was held: when, where, who; its findings, who came, or the households drawn for re-visits."""

from typing import TYPE_CHECKING

import msgspec

from gridtui.core.records import Attendance
from gridtui.core.words import Outcome, TicketSource
from gridtui.locale import _, say
from gridtui.locale.words import word
from gridtui.office import activities, browse, inspections, tickets
from gridtui.office.activity_views import ActivityView, SampleRow
from gridtui.office.views import TicketRow
from gridtui.tui.look import COLUMNS, GOOD, PLAIN, QUIET, STRONG
from gridtui.tui.prompts import Act, Menu, MenuChoice
from gridtui.tui.screens.lists import Subject, day_and_time
from gridtui.tui.screens.paged import PagedScreen
from gridtui.tui.screens.today import ticket_spans
from gridtui.tui.widgets.plain import EMPTY, Line, cell, line, spaced, wrapped
from gridtui.tui.words import clock_time, short_day

if TYPE_CHECKING:
    from gridtui.tui.actions import Action
    from gridtui.tui.desk import Desk


class ActivityScreen(PagedScreen):
    """The page of one activity; digits are its acts."""

    name = "activity"

    def __init__(self, desk: "Desk", activity: bytes) -> None:
        super().__init__(desk)
        self._activity = activity
        self.view: ActivityView | None = None

    async def load(self) -> None:
        """Read the activity."""
        self.view = await self.desk.read(browse.activity, self.session, self._activity)

    # -- what is shown

    def page(self) -> list[Line]:
        """Return all of the page."""
        view = self.view
        if view is None:
            return []
        return [*self._head(view), *self._findings(view), *self._roster(view), *self._sample(view)]

    def _head(self, view: ActivityView) -> list[Line]:
        held = view.activity
        today = self.session.today
        when = day_and_time(held.day or today, held.start_minute, "", today)
        until = f"-{clock_time(held.end_minute)}" if held.end_minute is not None else ""
        names = _(", ").join(held.post_names)
        kind = view.kind_title if view.kind_title != held.title else ""
        lines: list[Line] = [
            ((_("Activity"), STRONG), (f"  {held.title}  {kind} {view.programme}".rstrip(), PLAIN)),
            line(f" {when}{until}  {held.unit_name} {held.place}  {names}"),
        ]
        if view.ages:
            lines.append(line(" " + say("For: {ages}", ages=_(", ").join(view.ages))))
        if view.checklist:
            lines += wrapped(" " + say("Look at: {points}", points=_(", ").join(view.checklist)), COLUMNS, " ")
        lines += [EMPTY, *wrapped(" " + held.summary, COLUMNS, " ")] if held.summary else []
        return lines

    @staticmethod
    def _findings(view: ActivityView) -> list[Line]:
        if not view.findings and view.leaves != "findings":
            return []
        title = say("Findings {count}", count=len(view.findings))
        return [EMPTY, line((title, STRONG)), *(((" ", PLAIN), *ticket_spans(row)) for row in view.findings)]

    @staticmethod
    def _roster(view: ActivityView) -> list[Line]:
        held = view.activity
        if not (view.came or held.heads or view.leaves == "roster"):
            return []
        title = say("Came {count}, without names {heads}", count=len(view.came), heads=held.heads)
        names = _(", ").join(came.name for came in view.came)
        return [EMPTY, line((title, STRONG)), *(wrapped(" " + names, COLUMNS, " ") if names else [])]

    def _sample(self, view: ActivityView) -> list[Line]:
        if not view.sample:
            return []
        done = sum(row.recheck is not None for row in view.sample)
        title = say("Drawn {count}, looked into again {done}", count=len(view.sample), done=done)
        return [EMPTY, line((title, STRONG)), *(self._sample_row(row) for row in view.sample)]

    def _sample_row(self, row: SampleRow) -> Line:
        today = self.session.today
        first = word(Outcome, row.first_outcome) if row.first_outcome is not None else "-"
        again = (
            (f"[x]{short_day(row.recheck_day, today)} {word(Outcome, row.outcome)}", GOOD)
            if row.outcome is not None
            else (_("not yet"), QUIET)
        )
        return spaced(
            cell(f" {row.address} {row.head_name}", 28),
            cell(f"{short_day(row.first_day, today)} {first} {_(', ').join(row.visitors)}", 28),
            cell(again[0], 18, again[1]),
        )

    # -- keys and acts

    def menu_title(self) -> str:
        """Name the activity."""
        return self.view.activity.title if self.view else ""

    def disabled_reason(self, action: "Action") -> str:
        """Say what the activity has nothing of."""
        view = self.view
        if view is None:
            return _("There is no row to act on.")
        if action.id == "activity.ticket" and not view.findings:
            return _("It has no finding.")
        if action.id == "activity.recheck" and not view.sample:
            return _("No sample was drawn for it.")
        if action.id == "activity.absent" and not view.came:
            return _("Nobody is on its list.")
        return ""

    async def act_finding(self) -> None:
        """Open a ticket that names this activity."""
        from gridtui.tui.screens.ticket_form import TicketFormScreen

        view = self.view
        if view is None:
            return
        form = await self.desk.read(tickets.new_ticket_form, self.session)
        place = view.activity.place or view.activity.unit_name
        form = msgspec.structs.replace(form, place=place, source=TicketSource.PATROL, activity=self._activity)
        await self.desk.push(TicketFormScreen(self.desk, None, form=form, draft_subject=self._activity))

    async def act_ticket(self) -> None:
        """Choose a finding and open its ticket."""
        found = self.view.findings if self.view else ()
        choices = [MenuChoice(f"{row.number} {row.title}", self._opening(row)) for row in found]
        self.desk.prompt = Menu(_("Open which ticket?"), choices, self.desk.note)

    def _opening(self, row: TicketRow) -> Act:
        async def open_ticket() -> None:
            from gridtui.tui.screens.ticket import TicketScreen

            await self.desk.push(TicketScreen(self.desk, row.uid))

        return open_ticket

    async def act_attend(self) -> None:
        """Find those who came, one after the other."""
        from gridtui.tui.screens.attendance import AttendanceScreen

        if self.view is not None:
            await self.desk.push(AttendanceScreen(self.desk, self._activity, self.view.activity.title))

    async def act_absent(self) -> None:
        """Choose who is taken off the list."""
        came = self.view.came if self.view else ()
        choices = [MenuChoice(each.name, self._taking_off(each)) for each in came]
        self.desk.prompt = Menu(_("Take whom off the list?"), choices, self.desk.note)

    def _taking_off(self, came: Attendance) -> Act:
        async def take_off() -> None:
            await self.desk.write(activities.remove_attendance, self.session, self._activity, came.uid)
            await self.load()

        return take_off

    async def act_recheck(self) -> None:
        """Choose a household of the sample and log the re-visit."""
        rows = [row for row in self.view.sample if row.recheck is None] if self.view else []
        if not rows:
            self.desk.note(_("Every household drawn was looked into again."))
            return
        choices = [MenuChoice(f"{row.address} {row.head_name}", self._rechecking(row)) for row in rows]
        self.desk.prompt = Menu(_("Look into which visit again?"), choices, self.desk.note)

    def _rechecking(self, row: SampleRow) -> Act:
        async def recheck() -> None:
            from gridtui.tui.screens.visit_form import VisitFormScreen

            if self.view is None:
                return
            form = await self.desk.read(inspections.recheck_form, self.session, self.view.activity, row.household)
            subject = Subject(row.household, row.address, row.head_name)
            await self.desk.push(VisitFormScreen(self.desk, subject, form=form))

        return recheck

    async def act_edit(self) -> None:
        """Change what was recorded."""
        from gridtui.tui.screens.activity_form import ActivityFormScreen

        if self.view is not None:
            held = self.view.activity
            form = activities.form_of(held)
            await self.desk.push(ActivityFormScreen(self.desk, held.kind, form=form, changes=held.uid))

    async def act_remove(self) -> None:
        """Take it off the list, once asked."""

        async def remove() -> None:
            await self.desk.write(activities.remove_activity, self.session, self._activity)
            await self.desk.back()

        self.desk.ask(say("Take {title} off? The record is kept.", title=self.menu_title()), _("take off"), remove)
