"""What a change of many households would do: those refused first, with the reason; then it is written as one."""

import asyncio
from typing import TYPE_CHECKING

from gridtui.core.errors import Refused
from gridtui.locale import N_, _, say
from gridtui.locale.bulk_words import bulk_words
from gridtui.locale.sentences import sentences_for
from gridtui.locale.value_words import value_words
from gridtui.office.bulk_edit import apply, change_words
from gridtui.office.bulk_views import BulkPreview, BulkRow
from gridtui.tui.look import ALERT, PLAIN, QUIET, STRONG
from gridtui.tui.screens.lists import ListScreen, page_words
from gridtui.tui.widgets.plain import Line, cell, line, spaced
from gridtui.tui.widgets.record_list import RecordList, Row, RowsOnDemand, memory_source

if TYPE_CHECKING:
    from gridtui.tui.actions import Action
    from gridtui.tui.desk import Desk

_HEADINGS = {"refused": N_("Refused"), "change": N_("To be changed"), "same": N_("So already")}
_ORDER = tuple(_HEADINGS)


class BulkPreviewScreen(ListScreen):
    """Every household of the selection; nothing is written before the question is answered."""

    name = "bulk_preview"
    rows_above = 2

    def __init__(self, desk: "Desk", seen: BulkPreview) -> None:
        rows = sorted(seen.rows, key=lambda row: _ORDER.index(row.outcome))
        super().__init__(desk, RecordList(memory_source(lambda: self._rows), 0))
        self._seen = seen
        self._rows = RowsOnDemand(rows, self._row)
        self._progress = ""

    def _row(self, row: BulkRow) -> Row:
        what, look = self._words(row), ALERT if row.outcome == "refused" else PLAIN
        spans = spaced(cell(row.address, 20), cell(row.name, 12), cell(what, 40, look))
        return Row(row.household, spans, _(_HEADINGS[row.outcome]))

    def _words(self, row: BulkRow) -> str:
        if row.outcome == "refused":
            return sentences_for(Refused(row.code, **row.parameters))[0]
        if row.outcome == "same" or row.was == "":
            return "-"
        return say("was: {value}", value=self._value_words(row.was))

    def _value_words(self, value: bytes | int | str) -> str:
        if isinstance(value, bytes):
            unit = self.session.units.get(value)
            return unit.name if unit is not None else ""
        return value_words(self._seen.change.kind.partition(".")[2], value)

    def title(self) -> Line:
        """Return what would be changed."""
        change = self._seen.change
        words = f"  {bulk_words(change.kind)} {change_words(self.session, change)}"
        return ((_("Bulk edit"), STRONG), (words, PLAIN))

    def paint(self, height: int) -> list[Line]:
        """Return title, counts and rows."""
        title, *rows = super().paint(height - 1)
        counts = say(
            "{total} households: {changed} change, {same} are so already, {refused} refused",
            total=len(self._seen.rows),
            changed=self._seen.count("change"),
            same=self._seen.count("same"),
            refused=self._seen.count("refused"),
        )
        return [title, line((f" {counts}  {page_words(self.records)}", QUIET)), *rows]

    def status(self) -> Line:
        """Return how far the writing came."""
        return line(self._progress)

    def disabled_reason(self, action: "Action") -> str:
        """Refuse to write where nothing would change."""
        return _("No household would change.") if action.id == "bulk.apply" and not self._seen.count("change") else ""

    async def act_apply(self) -> None:
        """Ask once, then write it."""
        text = say("Change {count} households? It is taken back as one.", count=self._seen.count("change"))
        self.desk.ask(text, _("write"), self._write)

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()

        def tell(done: int, total: int) -> None:
            loop.call_soon_threadsafe(self._moved, done, total)

        await self.desk.write(apply, self.session, self._seen, tell)
        # The form that began it goes as well: what was chosen there is done.
        await self.desk.back()
        await self.desk.back()

    def _moved(self, done: int, total: int) -> None:
        self._progress = say("Writing households: {done}/{total}", done=done, total=total) if done < total else ""
        self.desk.paint()
