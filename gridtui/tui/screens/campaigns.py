"""Campaigns: those that run, those that ran, how far each came; one is started and ended here."""

from typing import TYPE_CHECKING

import msgspec

from gridtui.locale import N_, _, say
from gridtui.office import browse, campaigns
from gridtui.office.activity_views import CampaignRow
from gridtui.office.views import Saved
from gridtui.tui.look import PLAIN, QUIET, STRONG
from gridtui.tui.prompts import Act, Menu, MenuChoice
from gridtui.tui.screens.activity_form import values_of
from gridtui.tui.screens.form_screen import FormScreen
from gridtui.tui.screens.lists import ListScreen
from gridtui.tui.widgets.choice import ChoiceField
from gridtui.tui.widgets.fields import DayField, TextField
from gridtui.tui.widgets.form import Form, Placed
from gridtui.tui.widgets.plain import Line, cell, spaced
from gridtui.tui.widgets.record_list import RecordList, Row, memory_source
from gridtui.tui.words import days_between, percent_words

if TYPE_CHECKING:
    from gridtui.tui.actions import Action
    from gridtui.tui.desk import Desk

STATES = {"running": N_("running"), "upcoming": N_("not begun"), "ended": N_("ended")}
SECOND_COLUMN = 40


class CampaignsScreen(ListScreen):
    """The campaigns the post may see, those that run first."""

    name = "campaigns"

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk, RecordList(memory_source(lambda: self._rows), 0))
        self._found: tuple[CampaignRow, ...] = ()
        self._rows: tuple[Row, ...] = ()

    async def load(self) -> None:
        """Read the campaigns and how far each came."""
        self._found = await self.desk.read(browse.campaigns, self.session)
        self._rows = tuple(self._row(row) for row in self._found)
        await super().load()

    async def came_back(self) -> None:
        """Read again: one may have begun in front."""
        await self.load()

    def _row(self, row: CampaignRow) -> Row:
        today = self.session.today
        days = days_between(row.from_day, row.to_day, today)
        return Row(
            row.uid,
            spaced(
                cell(row.title, 16),
                cell(row.unit_name, 8),
                cell(days, 18),
                cell(_(STATES[row.state]), 8, QUIET if row.state == "ended" else PLAIN),
                cell(say("met {met}/{doors}", met=row.met, doors=row.doors), 12),
                cell(percent_words(row.met, row.doors), 5),
            ),
        )

    def title(self) -> Line:
        """Return how many run."""
        running = say("{count} running", count=sum(row.state == "running" for row in self._found))
        return ((_("Campaigns"), STRONG), (f"  {running}", PLAIN))

    def menu_title(self) -> str:
        """Name the marked campaign."""
        row = self._marked()
        return row.title if row else ""

    def disabled_reason(self, action: "Action") -> str:
        """Acts on a row need one; an end, one that has not ended."""
        row = self._marked()
        if action.on_row and row is None:
            return _("There is no row to act on.")
        return _("It has ended already.") if action.id == "campaigns.end" and row and row.state == "ended" else ""

    def _marked(self) -> CampaignRow | None:
        marked = self.records.marked
        return next((row for row in self._found if marked and marked.key == row.uid), None)

    async def act_board(self) -> None:
        """Open the marked campaign's board."""
        from gridtui.tui.screens.campaign import CampaignScreen

        if (row := self._marked()) is not None:
            await self.desk.push(CampaignScreen(self.desk, row.uid))

    async def act_new(self) -> None:
        """Choose a kind and start it."""
        kinds = await self.desk.read(campaigns.campaign_kinds, self.session)
        choices = [MenuChoice(kind.title, self._starting(kind.key)) for kind in kinds]
        if choices:
            self.desk.prompt = Menu(_("Start which campaign?"), choices, self.desk.note)
        else:
            self.desk.note(_("The mechanism of this office names no campaign."))

    def _starting(self, key: str) -> Act:
        async def start() -> None:
            await self.desk.push(CampaignFormScreen(self.desk, key))

        return start

    async def act_end(self) -> None:
        """End the marked campaign with today, once asked."""
        row = self._marked()
        if row is None:
            return

        async def end() -> None:
            await self.desk.write(campaigns.end_campaign, self.session, row.uid)
            await self.load()

        self.desk.ask(say("End {title} with today? What was counted stays.", title=row.title), _("end it"), end)


class CampaignFormScreen(FormScreen):
    """Start a campaign of the mechanism: where, from when to when."""

    name = "campaign_form"
    draft_name = "campaign"

    def __init__(self, desk: "Desk", key: str) -> None:
        super().__init__(desk, key.encode())
        self._key = key
        self._base: campaigns.CampaignForm | None = None

    async def make_form(self) -> Form:
        """Offer what the mechanism states; what it leaves open is typed."""
        session = self.session
        base = await self.desk.read(campaigns.new_campaign_form, session, self._key)
        units = await self.desk.read(campaigns.campaign_units, session)
        self._base = base
        rows = [
            [Placed(TextField("title", _("Title"), base.title, limit_characters=60))],
            [Placed(ChoiceField("unit", _("Unit"), units, base.unit))],
            [
                Placed(DayField("from_day", _("First day"), base.from_day, session.today, latest_past=False)),
                Placed(
                    DayField("to_day", _("Last day"), base.to_day, session.today, latest_past=False, optional=True),
                    SECOND_COLUMN,
                ),
            ],
            [Placed(TextField("topic", _("Topic"), base.topic, limit_characters=80))],
            [Placed(TextField("note", _("Note"), base.note, limit_characters=300))],
            [Placed(self.end_field())],
        ]
        form = Form(rows, label_width=8)
        form.go_to("unit" if base.to_day is not None else "to_day")
        return form

    def title(self) -> Line:
        """Return what is started."""
        return ((_("Start campaign"), STRONG), (f"  {self._base.title if self._base else ''}", PLAIN))

    async def save(self) -> Saved:
        """Start it."""
        if self.form is None or self._base is None:
            raise RuntimeError
        typed = msgspec.structs.replace(self._base, **values_of(self.form))
        return await self.desk.write(campaigns.start_campaign, self.session, typed)

    async def saved(self, saved: Saved) -> None:
        """Go on with the board."""
        from gridtui.tui.screens.campaign import CampaignScreen

        await self.desk.push(CampaignScreen(self.desk, saved.uid))
