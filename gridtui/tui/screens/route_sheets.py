"""Route sheets: print a day on paper, for oneself or for another, and choose a sheet to enter."""

from pathlib import Path
from typing import TYPE_CHECKING

from gridtui.core.records import Post
from gridtui.exchange.route_files import write_files
from gridtui.locale import N_, _, say
from gridtui.office.route_sheets import make_sheet, posts_for_sheets, route_sheets
from gridtui.office.route_views import RouteSheet, SheetLine
from gridtui.office.session import OfficeSession
from gridtui.tui.keys import KeyPress
from gridtui.tui.look import PLAIN, STRONG
from gridtui.tui.prompts import Act, Menu, MenuChoice
from gridtui.tui.screens.lists import ListScreen
from gridtui.tui.screens.route_entry import RouteEntryScreen
from gridtui.tui.widgets.plain import Line, cell, line, spaced
from gridtui.tui.widgets.record_list import RecordList, Row, memory_source
from gridtui.tui.words import moment, short_day

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk

_ACTS = {
    "own": N_("Print my day"),
    "other": N_("Print another post's day"),
    "number": N_("Enter a sheet by its number"),
}
"""What the first rows do."""


class RouteSheetsScreen(ListScreen):
    """What can be done first, then the sheets that can be entered, the latest first."""

    name = "route_sheets"

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk, RecordList(memory_source(lambda: self._rows), 0))
        self._rows: tuple[Row, ...] = ()

    async def load(self) -> None:
        """Read the sheets."""
        kept = await self.desk.read(route_sheets, self.session)
        first = tuple(Row(key, (cell(_(label), 40),)) for key, label in _ACTS.items())
        self._rows = first + tuple(self._row(sheet) for sheet in kept)
        await super().load()

    async def came_back(self) -> None:
        """Read again: a sheet may have been entered in front."""
        await self.load()

    def _row(self, sheet: SheetLine) -> Row:
        today = self.session.today
        spans = spaced(
            cell(say("No. {number}", number=sheet.number), 9),
            cell(short_day(sheet.day, today), 10),
            cell(sheet.staff_name, 14),
            cell(say("entered {entered}/{rows}", entered=sheet.entered, rows=sheet.rows), 14),
            cell(say("printed {when}", when=moment(sheet.made_ms, today)), 22),
        )
        return Row(sheet.number, spans, _("Sheets to enter"))

    def title(self) -> Line:
        """Return what these are."""
        return ((_("Route sheets"), STRONG), ("", PLAIN))

    def enter_words(self) -> str:
        """Return what Enter does."""
        return _("open")

    async def press(self, key: KeyPress) -> None:
        """Enter does what the marked row says."""
        marked = self.records.marked
        if key.name != "enter" or marked is None:
            await super().press(key)
            return
        self.records.forget_digits()
        match marked.key:
            case "own":
                await self._print(None)
            case "other":
                await self._choose_post()
            case "number":
                await self.desk.push(RouteEntryScreen(self.desk))
            case int(number):
                await self.desk.push(RouteEntryScreen(self.desk, number))

    async def _choose_post(self) -> None:
        posts = await self.desk.read(posts_for_sheets, self.session)
        others = [post for post in posts if post.uid != self.session.actor]
        choices = [MenuChoice(self._named(post), self._printing(post.uid)) for post in others]
        if choices:
            self.desk.prompt = Menu(_("Whose day?"), choices, self.desk.note)
        else:
            self.desk.note(_("There is no other post you may log visits for."))

    def _named(self, post: Post) -> str:
        return f"{post.staff_name}({post.unit_name})"

    def _printing(self, post: bytes) -> Act:
        return lambda: self._print(post)

    async def _print(self, post: bytes | None) -> None:
        """Write the day as files and say where they are; the sheet is then on the list."""
        sheet, path = await self.desk.jobs.write(_printed, self.session, post)
        await self.load()
        await self.records.read(keep=sheet.number)
        words = say(
            "Sheet {number}, {rows} rows: {file} and .txt",
            number=sheet.number,
            rows=len(sheet.rows),
            file=f"{path.parent.name}/{path.name}",
        )
        self.desk.note(words)

    def status(self) -> Line:
        """Say what the sheets are for."""
        return line(_("Files lie in the office's folder under sheets; labels are kept for two months."))


def _printed(session: OfficeSession, post: bytes | None) -> tuple[RouteSheet, Path]:
    sheet = make_sheet(session, post=post)
    return sheet, write_files(session, sheet)
