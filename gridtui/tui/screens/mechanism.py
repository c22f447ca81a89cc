"""The mechanism to read: the rules in force with their sources, what is left to the office, published versions."""

from typing import TYPE_CHECKING

from gridtui.locale import _, say
from gridtui.office import browse
from gridtui.office.mechanism_pages import MechanismView, RuleRow
from gridtui.office.publishing import Version
from gridtui.tui.look import ALERT, COLUMNS, PLAIN, QUIET, STRONG
from gridtui.tui.screens.lists import ListScreen
from gridtui.tui.widgets.plain import EMPTY, Line, cell, line, spaced, wrapped
from gridtui.tui.widgets.record_list import RecordList, Row, memory_source
from gridtui.tui.words import short_day

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk

LINES_BELOW = 4
"""Lines under the list for what the marked row says in full."""


class MechanismScreen(ListScreen):
    """Nothing is changed here: the files are the editing form, and publishing stands behind a trial."""

    name = "mechanism"

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk, RecordList(memory_source(lambda: self._rows), 0))
        self._view: MechanismView | None = None
        self._rows: tuple[Row, ...] = ()
        self._told: dict[object, str] = {}

    async def load(self) -> None:
        """Read what the office works by."""
        self._view = view = await self.desk.read(browse.mechanism, self.session)
        rules = [self._rule_row(rule) for rule in view.rules]
        versions = [self._version_row(version) for version in view.versions]
        open_ = [self._question_row(number, words) for number, words in enumerate(view.questions)]
        self._rows = (*rules, *versions, *open_)
        await super().load()

    async def came_back(self) -> None:
        """Read again: a version may have been published in front."""
        await self.load()

    def fit_to_window(self) -> None:
        """Leave the last lines to the marked row."""
        super().fit_to_window()
        self.records.lines_for_rows -= LINES_BELOW

    def _rule_row(self, rule: RuleRow) -> Row:
        source = say("Source: {source}", source=rule.source)
        pace = _(", ").join((*rule.roles, rule.pace))
        assumed = say("; assumed: {keys}", keys=" ".join(rule.assumed)) if rule.assumed else ""
        self._told[rule.key] = f"{rule.title} ({rule.key})\n{pace}\n{source}{assumed}"
        look = ALERT if rule.assumed else PLAIN
        spans = spaced(cell(rule.title, 34), cell(rule.pace, 20), cell(rule.source, 18, look))
        return Row(rule.key, spans, _("Rules in force"))

    def _version_row(self, version: Version) -> Row:
        day = short_day(version.from_day, self.session.today)
        state = _("in force") if version.is_in_force else ""
        digest = say("Digest {digest}", digest=version.digest)
        self._told[version.uid] = "\n".join(each for each in (version.title, version.note, digest) if each)
        spans = spaced(
            cell(version.title, 30), cell(say("from {day}", day=day), 16), cell(state, 8), cell(version.note, 18)
        )
        return Row(version.uid, spans, _("Published versions"))

    def _question_row(self, number: int, words: str) -> Row:
        self._told[number] = words
        return Row(number, (cell(words, 74, QUIET),), _("Left to the office to decide"))

    def title(self) -> Line:
        """Return what the office works by, and since when."""
        view = self._view
        if view is None:
            return ((_("Mechanism"), STRONG), ("", PLAIN))
        since = _("the office's own files")
        if view.in_force is not None:
            since = say("published, from {day}", day=short_day(view.in_force.from_day, self.session.today))
        return ((_("Mechanism"), STRONG), (f"  {view.title}  {since}", PLAIN))

    def paint(self, height: int) -> list[Line]:
        """Return the list, and under it what the marked row says in full."""
        marked = self.records.marked
        told = wrapped(self._told.get(marked.key, ""), COLUMNS) if marked else []
        rows = super().paint(height - LINES_BELOW)
        return [*rows, EMPTY, *(told or [line("")])][:height]

    def menu_title(self) -> str:
        """Name the mechanism."""
        return self._view.title if self._view else ""

    async def act_trial(self) -> None:
        """Try out what the files say."""
        from gridtui.tui.screens.simulation import SimulationScreen

        await self.desk.push(SimulationScreen(self.desk))
