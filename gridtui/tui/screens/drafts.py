"""Drafts: forms that were left; Enter takes one up where it was."""

from typing import TYPE_CHECKING

from gridtui.locale import N_, _, say
from gridtui.office import browse, drafts
from gridtui.office.views import DraftLine
from gridtui.tui.keys import KeyPress
from gridtui.tui.look import PLAIN, STRONG
from gridtui.tui.screens.form_screen import FormScreen
from gridtui.tui.screens.lists import ListScreen, Subject
from gridtui.tui.widgets.plain import Line, cell
from gridtui.tui.widgets.record_list import RecordList, Row, memory_source
from gridtui.tui.words import moment

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk

FORMS = {
    "visit": N_("visit form"),
    "ticket": N_("ticket form"),
    "ticket_step": N_("step of a ticket"),
    "household": N_("household"),
    "resident": N_("member"),
    "activity": N_("activity form"),
    "series": N_("series form"),
    "inspection": N_("sample to draw"),
    "occurrence": N_("what happened"),
    "campaign": N_("campaign to start"),
    "pause": N_("pause"),
    "plan": N_("personal plan"),
}


class DraftsScreen(ListScreen):
    """The acting post's drafts, latest first."""

    name = "drafts"

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk, RecordList(memory_source(lambda: self._rows), 0))
        self._rows: tuple[Row, ...] = ()
        self._lines: tuple[DraftLine, ...] = ()

    async def load(self) -> None:
        """Read the drafts."""
        self._lines = await self.desk.read(drafts.drafts, self.session)
        today = self.session.today
        self._rows = tuple(
            Row(
                (draft.form, draft.subject),
                (
                    cell(_(FORMS[draft.form]) if draft.form in FORMS else draft.form, 20),
                    cell(draft.title, 30),
                    cell(moment(draft.updated_ms, today), 16),
                ),
            )
            for draft in self._lines
        )
        await super().load()

    async def came_back(self) -> None:
        """Read again: a draft may have become a record."""
        await self.load()

    def title(self) -> Line:
        """Return what the list is."""
        words = say("{count} forms left unfinished", count=len(self._lines))
        return ((_("Drafts"), STRONG), (f"  {words}", PLAIN))

    def enter_words(self) -> str:
        """Return what Enter does."""
        return _("open")

    async def press(self, key: KeyPress) -> None:
        """Enter takes the marked draft up."""
        marked = self.records.marked
        if key.name != "enter" or marked is None:
            await super().press(key)
            return
        draft = next(each for each in self._lines if (each.form, each.subject) == marked.key)
        screen = await self._screen_of(draft)
        if screen is None:
            self.desk.note(_("This draft opens from the page of its record."))
        else:
            await self.desk.push(screen)

    async def _screen_of(self, draft: DraftLine) -> FormScreen | None:
        from gridtui.tui.screens.occurrence_form import OccurrenceFormScreen
        from gridtui.tui.screens.ticket_form import TicketFormScreen
        from gridtui.tui.screens.visit_form import VisitFormScreen

        subject = None
        if draft.subject is not None and draft.form in {"visit", "ticket", "occurrence", "pause", "plan"}:
            if not draft.title:
                # The finding of a patrol, the report of an occurrence: what it is filled with stands there.
                return None
            card = await self.desk.read(browse.household_card, self.session, draft.subject)
            subject = Subject(draft.subject, card.short_address, draft.title)
        if draft.form == "visit" and subject is not None:
            return VisitFormScreen(self.desk, subject)
        if subject is not None and draft.form in {"pause", "plan"}:
            return _arranging(self.desk, draft.form, subject)
        if draft.form == "ticket":
            return TicketFormScreen(self.desk, subject)
        if draft.form == "occurrence":
            return OccurrenceFormScreen(self.desk, subject)
        return self._of_kind(draft)

    def _of_kind(self, draft: DraftLine) -> FormScreen | None:
        """Return the form of an activity that was not saved yet: its draft is kept under its kind."""
        from gridtui.tui.screens.activity_form import ActivityFormScreen, SeriesFormScreen
        from gridtui.tui.screens.inspection_form import InspectionFormScreen

        forms = {"activity": ActivityFormScreen, "series": SeriesFormScreen, "inspection": InspectionFormScreen}
        kind = (draft.subject or b"").decode(errors="ignore")
        known = draft.form in forms and self.session.scheme.activity(kind) is not None
        return forms[draft.form](self.desk, kind) if known else None


def _arranging(desk: "Desk", form: str, subject: Subject) -> FormScreen:
    from gridtui.tui.screens.pause_form import PauseFormScreen
    from gridtui.tui.screens.plan_form import PlanFormScreen

    return PauseFormScreen(desk, subject) if form == "pause" else PlanFormScreen(desk, subject)
