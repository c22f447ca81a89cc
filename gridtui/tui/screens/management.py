"""The ninth area: what an office looks after beside its daily work, one line each."""

from typing import TYPE_CHECKING

from gridtui.core.errors import Refused
from gridtui.locale import _
from gridtui.locale.sentences import sentences_for
from gridtui.tui.keys import KeyPress
from gridtui.tui.look import PLAIN, QUIET, STRONG
from gridtui.tui.management import ENTRIES, Entry
from gridtui.tui.screens.lists import ListScreen
from gridtui.tui.widgets.plain import Line, cell, spaced
from gridtui.tui.widgets.record_list import RecordList, Row, memory_source

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk


class ManagementScreen(ListScreen):
    """A list of screens; Enter opens the marked one, or says why it cannot be opened."""

    name = "management"

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk, RecordList(memory_source(lambda: self._rows), 0))
        self._rows = tuple(self._row(entry) for entry in ENTRIES)

    def _row(self, entry: Entry) -> Row:
        look = QUIET if self._refusal(entry) else PLAIN
        return Row(entry.key, spaced(cell(_(entry.label), 20, look), cell(_(entry.help), 50, look)))

    def _refusal(self, entry: Entry) -> str:
        decision = self.session.may_anywhere(entry.permission) if entry.permission else None
        return "" if decision is None or decision.allowed else decision.code

    def title(self) -> Line:
        """Return the area's name."""
        return ((_("Management"), STRONG), ("", PLAIN))

    def enter_words(self) -> str:
        """Return what Enter does."""
        return _("open")

    async def press(self, key: KeyPress) -> None:
        """Enter opens the marked screen."""
        marked = self.records.marked
        entry = next((entry for entry in ENTRIES if marked is not None and entry.key == marked.key), None)
        if key.name != "enter" or entry is None:
            await super().press(key)
            return
        self.records.forget_digits()
        refusal = self._refusal(entry)
        if refusal:
            self.desk.note(sentences_for(Refused(refusal))[0])
        else:
            await self.desk.push(entry.screen_class()(self.desk))
