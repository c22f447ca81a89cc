"""The board of one campaign: coverage by building in walking order, and what is still to go to its target."""

from typing import TYPE_CHECKING

from gridtui.core.errors import InputFault
from gridtui.locale import _, say
from gridtui.office import browse, campaigns
from gridtui.office.activity_views import BuildingRow, CampaignBoard
from gridtui.office.campaigns import AssignForm
from gridtui.office.views import Saved
from gridtui.tui.look import COLUMNS, GOOD, PLAIN, STRONG
from gridtui.tui.screens.activity_form import values_of
from gridtui.tui.screens.form_screen import FormScreen
from gridtui.tui.screens.lists import ListScreen
from gridtui.tui.widgets.choice import ChoiceField, MultiChoiceField
from gridtui.tui.widgets.form import Form, Placed
from gridtui.tui.widgets.plain import Line, cell, line, spaced, wrapped
from gridtui.tui.widgets.record_list import RecordList, Row, RowsOnDemand, memory_source
from gridtui.tui.words import days_between, percent_words

if TYPE_CHECKING:
    from gridtui.tui.actions import Action
    from gridtui.tui.desk import Desk

HUNDRED = 100


class CampaignScreen(ListScreen):
    """Buildings in walking order; the missed doors of one are a key away."""

    name = "campaign"
    rows_above = 3

    def __init__(self, desk: "Desk", campaign: bytes) -> None:
        super().__init__(desk, RecordList(memory_source(lambda: self._rows), 0))
        self._campaign = campaign
        self._board: CampaignBoard | None = None
        self._rows: RowsOnDemand[BuildingRow] = RowsOnDemand((), self._row)

    async def load(self) -> None:
        """Count anew."""
        self._board = await self.desk.read(browse.campaign_board, self.session, self._campaign)
        self._rows = RowsOnDemand(self._board.buildings, self._row)
        await super().load()

    async def came_back(self) -> None:
        """Count anew: doors may have been walked in front."""
        await self.load()

    @staticmethod
    def _row(row: BuildingRow) -> Row:
        return Row(
            (row.courtyard, row.building),
            spaced(
                cell(row.title or _("(no courtyard)"), 24),
                cell(say("doors {count}", count=row.doors), 10),
                cell(say("knocked {count}", count=row.knocked), 10),
                cell(say("met {count}", count=row.met), 10),
                cell(percent_words(row.met, row.doors), 6, GOOD if row.met == row.doors else PLAIN),
                cell(say("missed {count}", count=row.doors - row.knocked) if row.knocked < row.doors else "", 10),
            ),
        )

    def paint(self, height: int) -> list[Line]:
        """Return title, counts and categories above the buildings."""
        title, *rows = super().paint(height)
        board = self._board
        if board is None:
            return [title]
        return [title, self._counts(board), self._told(board), *rows][:height]

    def title(self) -> Line:
        """Return the campaign and its days."""
        board = self._board
        if board is None:
            return line("")
        found, today = board.campaign, self.session.today
        days = days_between(found.from_day, found.to_day, today)
        return ((found.title, STRONG), (f"  {found.unit_name} {days}  {found.topic}", PLAIN))

    @staticmethod
    def _counts(board: CampaignBoard) -> Line:
        words = say(
            "doors {doors}  knocked {knocked}  met {met}  coverage {percent}",
            doors=board.doors,
            knocked=board.knocked,
            met=board.met,
            percent=percent_words(board.met, board.doors),
        )
        if not board.target_percent:
            return line(" " + words)
        wanted = -(-board.doors * board.target_percent // HUNDRED)
        target = (
            say("target {target}%: {left} doors to go", target=board.target_percent, left=wanted - board.met)
            if board.met < wanted
            else say("target {target}% reached", target=board.target_percent)
        )
        return ((f" {words}  ", PLAIN), (target, PLAIN if board.met < wanted else GOOD))

    @staticmethod
    def _told(board: CampaignBoard) -> Line:
        parts = [f"{title}{count}" for title, count in board.by_category]
        if board.told is not None:
            parts.append(say("told {count}", count=board.told))
        if board.script:
            parts.append(board.script)
        return wrapped(" " + "  ".join(parts), COLUMNS)[0] if parts else line("")

    def menu_title(self) -> str:
        """Name the marked building."""
        row = self._marked()
        return row.title if row else ""

    def disabled_reason(self, action: "Action") -> str:
        """Missed doors need a building; categories, a mechanism that has them and a campaign that runs."""
        if action.on_row and self._marked() is None:
            return _("There is no row to act on.")
        if action.id == "campaign.assign":
            board = self._board
            if board is None or not board.by_category:
                return _("This campaign has no categories.")
            return _("It has ended already.") if board.state == "ended" else ""
        return ""

    def _marked(self) -> BuildingRow | None:
        marked = self.records.marked
        rows = self._board.buildings if self._board else ()
        return next((row for row in rows if marked and marked.key == (row.courtyard, row.building)), None)

    async def act_missed(self) -> None:
        """Open the doors of the marked building that were not knocked at."""
        await self._open_missed(self._marked())

    async def act_every(self) -> None:
        """Open every missed door of the campaign."""
        await self._open_missed(None)

    async def _open_missed(self, building: BuildingRow | None) -> None:
        from gridtui.tui.screens.missed import MissedScreen

        if self._board is not None:
            await self.desk.push(MissedScreen(self.desk, self._board.campaign, building))

    async def act_assign(self) -> None:
        """Give a category to the doors that carry some tags."""
        if self._board is not None:
            await self.desk.push(AssignScreen(self.desk, self._board))


class AssignScreen(FormScreen):
    """Which category, for doors with which tags; without tags, for every door that has none yet."""

    name = "campaign_assign"
    draft_name = ""

    def __init__(self, desk: "Desk", board: CampaignBoard) -> None:
        super().__init__(desk, None)
        self._board = board

    async def make_form(self) -> Form:
        """Offer the campaign's categories and the office's tags, those that may stand on no list left out."""
        kind = self.session.scheme.campaign(self._board.campaign.key)
        categories = [(each.key, each.title) for each in kind.categories] if kind else []
        tags = [(tag.key, tag.title) for tag in self.session.scheme.tags if not tag.restricted]
        only = ((1, _("only doors without a category")), (0, _("those that have one too")))
        rows = [
            [Placed(ChoiceField("category", _("Category"), categories, None))],
            [Placed(MultiChoiceField("any_tags", _("One of"), tags, ()))],
            [Placed(MultiChoiceField("all_tags", _("All of"), tags, ()))],
            [Placed(ChoiceField("only_free", _("Which"), only, 1))],
            [Placed(self.end_field())],
        ]
        return Form(rows, label_width=8)

    def title(self) -> Line:
        """Return whose doors these are."""
        return ((_("Categories by tags"), STRONG), (f"  {self._board.campaign.title}", PLAIN))

    def remarks(self) -> list[Line]:
        """Say what no tag means."""
        return [line(" " + _("Without a tag: every door of the campaign."))]

    async def save(self) -> Saved:
        """Give the category."""
        if self.form is None:
            raise RuntimeError
        values = values_of(self.form)
        category, any_tags, all_tags = values["category"], values["any_tags"], values["all_tags"]
        if not isinstance(category, str) or not isinstance(any_tags, tuple) or not isinstance(all_tags, tuple):
            raise InputFault("campaign.category", field="category")
        form = AssignForm(category, any_tags, all_tags, only_free=bool(values["only_free"]))
        return await self.desk.write(campaigns.assign_by_tags, self.session, self._board.campaign.uid, form)
