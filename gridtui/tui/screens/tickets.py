"""Tickets: open ones or all, mine or everyone's, urgent first as the office orders them."""

from typing import TYPE_CHECKING

from gridtui.locale import _, say
from gridtui.office import browse
from gridtui.office.views import TicketRow
from gridtui.tui.look import PLAIN, STRONG
from gridtui.tui.screens.lists import OpeningListScreen, page_words
from gridtui.tui.screens.today import ticket_spans
from gridtui.tui.widgets.plain import Line
from gridtui.tui.widgets.record_list import MOST_ROWS, RecordList, RecordPage, Row

if TYPE_CHECKING:
    from gridtui.tui.actions import Action
    from gridtui.tui.desk import Desk

FIRST: bytes | None = None
"""Where the first page begins."""


class TicketsScreen(OpeningListScreen):
    """The fourth area."""

    name = "tickets"

    def __init__(self, desk: "Desk") -> None:
        records: RecordList[bytes | None] = RecordList(self._page, FIRST)
        super().__init__(desk, records)
        self._mine = False
        self._all = False
        self._total = 0
        self._shown: dict[bytes, TicketRow] = {}

    async def _page(self, start: bytes | None, height: int) -> RecordPage[bytes | None]:
        page = await self.desk.read(
            browse.tickets,
            self.session,
            state_open=None if self._all else True,
            mine=self._mine,
            after=start,
            limit=min(height, MOST_ROWS),
        )
        self._total = page.total
        self._shown = {row.uid: row for row in page.rows}
        return RecordPage(tuple(Row(row.uid, ticket_spans(row)) for row in page.rows), page.next)

    def title(self) -> Line:
        """Return which tickets these are, how many, and the page."""
        which = _("closed too") if self._all else _("open ones")
        whose = _("mine") if self._mine else _("everyone's")
        words = say("{count} tickets, {which}, {whose}", count=self._total, which=which, whose=whose)
        return ((_("Tickets"), STRONG), (f"  {words}  {page_words(self.records)}", PLAIN))

    def menu_title(self) -> str:
        """Name the marked ticket."""
        row = self._marked()
        return f"{row.number} {row.title}" if row else ""

    def disabled_reason(self, action: "Action") -> str:
        """Acts on a row need one."""
        return _("There is no row to act on.") if action.on_row and self._marked() is None else ""

    def _marked(self) -> TicketRow | None:
        uid = self.marked_uid()
        return self._shown.get(uid) if uid else None

    async def act_open(self) -> None:
        """Open the marked ticket."""
        from gridtui.tui.screens.ticket import TicketScreen

        if (row := self._marked()) is not None:
            await self.desk.push(TicketScreen(self.desk, row.uid))

    async def act_new(self) -> None:
        """Open a ticket about a place."""
        from gridtui.tui.screens.ticket_form import TicketFormScreen

        await self.desk.push(TicketFormScreen(self.desk, None))

    async def act_all(self) -> None:
        """Show closed ones too, or only open ones."""
        self._all = not self._all
        await self.records.restart(FIRST)

    async def act_mine(self) -> None:
        """Only mine, or everyone's."""
        self._mine = not self._mine
        await self.records.restart(FIRST)
