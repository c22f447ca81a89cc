"""Changes of many households: begin one, look at those made so far, take one back."""

from typing import TYPE_CHECKING

from gridtui.locale import N_, _, say
from gridtui.locale.bulk_words import bulk_words
from gridtui.office.bulk_edit import bulk_changes
from gridtui.office.bulk_undo import undo_bulk
from gridtui.office.bulk_views import BulkLine
from gridtui.store.local_imports import ImportState
from gridtui.tui.keys import KeyPress
from gridtui.tui.look import PLAIN, QUIET, STRONG
from gridtui.tui.screens.lists import ListScreen
from gridtui.tui.widgets.plain import Line, cell, spaced
from gridtui.tui.widgets.record_list import RecordList, Row, memory_source
from gridtui.tui.words import moment

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk

_BEGIN = "begin"
_STATES = {
    ImportState.RUNNING: N_("interrupted"),
    ImportState.FINISHED: N_("done"),
    ImportState.UNDOING: N_("being taken back"),
    ImportState.UNDONE: N_("taken back"),
}


class BulkChangesScreen(ListScreen):
    """The first row begins a change; Enter on another asks whether to take it back."""

    name = "bulk_changes"

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk, RecordList(memory_source(lambda: self._rows), 0))
        self._made: tuple[BulkLine, ...] = ()
        self._rows: tuple[Row, ...] = ()

    async def load(self) -> None:
        """Read the changes made so far."""
        self._made = await self.desk.read(bulk_changes, self.session)
        first = Row(_BEGIN, (cell(_("Change many households"), 40),))
        self._rows = (first, *(self._row(made) for made in self._made))
        await super().load()

    async def came_back(self) -> None:
        """Read again: one may have been made in front."""
        await self.load()

    def _row(self, made: BulkLine) -> Row:
        look = QUIET if made.state == ImportState.UNDONE else PLAIN
        spans = spaced(
            cell(moment(made.started_ms, self.session.today), 12, look),
            cell(f"{bulk_words(made.kind)} {made.value}", 32, look),
            cell(say("{done}/{households} households", done=made.done, households=made.households), 16, look),
            cell(_(_STATES[ImportState(made.state)]), 10, look),
        )
        return Row(made.uid, spans, _("Made so far"))

    def title(self) -> Line:
        """Return what these are."""
        return ((_("Bulk edit"), STRONG), ("", PLAIN))

    def enter_words(self) -> str:
        """Return what Enter does."""
        return _("open")

    async def press(self, key: KeyPress) -> None:
        """Enter begins a change, or asks about taking the marked one back."""
        marked = self.records.marked
        if key.name != "enter" or marked is None:
            await super().press(key)
            return
        self.records.forget_digits()
        if marked.key == _BEGIN:
            from gridtui.tui.screens.bulk_edit import BulkEditScreen

            await self.desk.push(BulkEditScreen(self.desk))
            return
        made = next(line for line in self._made if line.uid == marked.key)
        if made.state == ImportState.UNDONE:
            self.desk.note(_("It was taken back already."))
            return
        words = f"{bulk_words(made.kind)} {made.value}"
        text = say("Take back: {what}, {count} households?", what=words, count=made.done)
        self.desk.ask(text, _("take back"), lambda: self._take_back(made))

    async def _take_back(self, made: BulkLine) -> None:
        undone = await self.desk.jobs.write(undo_bulk, self.session, made.uid)
        counts = {"restored": undone.restored, "kept": undone.kept}
        self.desk.note(say("{restored} households as before; {kept} kept, changed since", **counts))
        self.desk.refresh_header()
        await self.load()
