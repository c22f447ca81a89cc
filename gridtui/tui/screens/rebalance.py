"""A proposal to even out how many homes the posts of a role on a unit answer for, door by door, made in one step."""

from typing import TYPE_CHECKING

from gridtui.locale import _, say
from gridtui.office import rebalance
from gridtui.office.rebalance import MoveRow, RebalanceView
from gridtui.rules.spans import Move
from gridtui.tui.look import ALERT, COLUMNS, PLAIN, QUIET, STRONG
from gridtui.tui.screens.lists import ListScreen
from gridtui.tui.widgets.plain import Line, cell, line, spaced, wrapped
from gridtui.tui.widgets.record_list import RecordList, Row, RowsOnDemand, memory_source

if TYPE_CHECKING:
    from gridtui.tui.actions import Action
    from gridtui.tui.desk import Desk


class RebalanceScreen(ListScreen):
    """The moves of the proposal, each of which can be struck out."""

    name = "rebalance"

    def __init__(self, desk: "Desk", role: str, unit: bytes) -> None:
        super().__init__(desk, RecordList(memory_source(lambda: self._rows), 0))
        self._role = role
        self._unit = unit
        self.view: RebalanceView | None = None
        self._struck: set[bytes] = set()
        self._rows: RowsOnDemand[MoveRow] = RowsOnDemand((), self._row)

    async def load(self) -> None:
        """Work the proposal out anew."""
        self.view = await self.desk.read(rebalance.rebalance_view, self.session, self._role, self._unit)
        self._struck &= {row.move.household for row in self.view.moves}
        self._rows = RowsOnDemand(self.view.moves, self._row)
        self.rows_above = len(self._head())
        await super().load()

    def _row(self, row: MoveRow) -> Row:
        is_struck = row.move.household in self._struck
        look = QUIET if is_struck else PLAIN
        spans = spaced(
            cell("--" if is_struck else "", 2, QUIET),
            cell(row.address, 18, look),
            cell(row.head_name, 12, look),
            cell(say("{name} ->", name=row.from_name or _("nobody")), 16, look),
            cell(row.to_name, 14, look),
        )
        return Row(row.move.household, spans)

    def paint(self, height: int) -> list[Line]:
        """Return the numbers, then the moves."""
        rows = self.records.paint(height - self.rows_above)
        if not self.records.rows:
            rows = [line("   " + _("Nothing has to move."))]
        return [*self._head(), *rows]

    def _head(self) -> list[Line]:
        view = self.view
        if view is None:
            return [line((_("Even out"), STRONG))]
        span = say("span {least}-{most}", least=view.least, most=view.most)
        stated = span if view.is_stated else _("the office states no span: each as many as the others")
        head: list[Line] = [((_("Even out"), STRONG), (f"  {view.role_title}  {view.unit_name}  {stated}", PLAIN))]
        numbers = _(", ").join(f"{row.name} {row.before}->{row.after}" for row in view.spans)
        head += wrapped(" " + numbers, COLUMNS, " ")
        if not view.fits:
            words = say("So many homes do not fit; from {least} to {most} posts would do.", least=view.posts_least,
                        most=view.posts_most)  # fmt: skip
            head.append(line((" " + words, ALERT)))
        return head

    def menu_title(self) -> str:
        """Name the marked household."""
        row = self._marked()
        return f"{row.address} {row.head_name}" if row else ""

    def _marked(self) -> MoveRow | None:
        marked = self.records.marked
        moves = self.view.moves if self.view else ()
        return next((row for row in moves if marked and row.move.household == marked.key), None)

    def disabled_reason(self, action: "Action") -> str:
        """There must be something to move; everything else works as elsewhere."""
        if not action.id.startswith("rebalance."):
            return super().disabled_reason(action)
        if self.view is None or not self.view.moves:
            return _("Nothing has to move.")
        return _("Every row is struck out.") if action.id == "rebalance.apply" and not self._chosen() else ""

    def _chosen(self) -> list[Move]:
        moves = self.view.moves if self.view else ()
        return [row.move for row in moves if row.move.household not in self._struck]

    async def act_strike(self) -> None:
        """Leave the marked household where it is, or move it after all."""
        row = self._marked()
        if row is not None:
            self._struck ^= {row.move.household}
            await self.records.read(keep=row.move.household)

    async def act_apply(self) -> None:
        """Move what is not struck out, once asked."""
        view, chosen = self.view, self._chosen()
        if view is None or not chosen:
            return

        async def make() -> None:
            await self.desk.write(rebalance.apply_rebalance, self.session, view, chosen)
            self._struck.clear()
            await self.load()

        self.desk.ask(
            say("Move {count} households to their new posts from today on?", count=len(chosen)), _("move"), make
        )
