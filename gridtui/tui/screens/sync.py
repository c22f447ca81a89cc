"""Sync: the state of the exchange in plain words; ``s`` starts one, which never holds up a key."""

from typing import TYPE_CHECKING

from gridtui.locale import N_, _, say
from gridtui.office import browse
from gridtui.office.views import SyncView
from gridtui.tui.look import ALERT, PLAIN, STRONG
from gridtui.tui.screens.base import OfficeScreen
from gridtui.tui.widgets.plain import EMPTY, Line, line, wrapped
from gridtui.tui.words import keyed, moment

if TYPE_CHECKING:
    from gridtui.tui.actions import Action
    from gridtui.tui.desk import Desk

LANES = {0: N_("tickets and urgent matters"), 1: N_("visits"), 2: N_("changes of records")}


class SyncScreen(OfficeScreen):
    """The eighth area."""

    name = "sync"

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self._view: SyncView | None = None

    async def load(self) -> None:
        """Read the state of the exchange."""
        self._view = await self.desk.read(browse.sync_view, self.session)

    async def came_back(self) -> None:
        """Something may have been saved or sent since."""
        await self.load()

    def paint(self, height: int) -> list[Line]:
        """Return what waits to be sent, what arrived, and what stands in the way."""
        view = self._view
        title: Line = ((_("Sync"), STRONG), ("", PLAIN))
        if view is None:
            return [title]
        lines = [title, *self._server(view), EMPTY, *self._pending(view), EMPTY, *self._arrived(view)]
        lines += [EMPTY, *self._progress()]
        return lines[:height]

    def _server(self, view: SyncView) -> list[Line]:
        if not view.enrolled:
            text = _("This office works alone: no server is enrolled. Everything is saved here.")
            return wrapped(text)
        last = moment(view.last_ms, self.session.today) if view.last_ms is not None else _("never")
        return [line(say("Server {server}", server=view.server)), line(say("Last sync {when}", when=last))]

    def _pending(self, view: SyncView) -> list[Line]:
        total = sum(view.pending_by_lane.values())
        if not total:
            lines = [line(_("Nothing waits to be sent."))]
        else:
            lines = [line(say("{count} records wait to be sent; they are saved here:", count=total))]
            lines += [
                line("  " + say("{what}: {count}", what=_(LANES.get(lane, N_("other"))), count=count))
                for lane, count in sorted(view.pending_by_lane.items())
                if count
            ]
        if view.held:
            lines.append(line((say("{count} records are set aside at the server.", count=view.held), ALERT)))
        return lines

    def _arrived(self, view: SyncView) -> list[Line]:
        lines = [
            line("  " + say("{scope}: received up to number {seq}", scope=scope.name, seq=scope.seq))
            for scope in view.scopes
        ]
        if view.conflicts:
            lines.append(line((say("{count} conflicts wait for a decision.", count=view.conflicts), ALERT)))
        return lines

    def _progress(self) -> list[Line]:
        words = self.desk.sync_words
        return wrapped(words) if words else []

    def own_hints(self) -> list[str]:
        """Say what reads again."""
        return [keyed(self.desk.keymap.key_of("list.refresh"), _("refresh"))]

    def disabled_reason(self, action: "Action") -> str:
        """Refuse an exchange without a server, and a second beside the first."""
        if action.id != "sync.start":
            return ""
        if self._view is not None and not self._view.enrolled:
            return _("No server is enrolled here.")
        return _("A sync is under way.") if self.desk.sync_runs else ""

    async def act_start(self) -> None:
        """Start an exchange in its own thread."""
        self.desk.start_sync()

    async def sync_moved(self) -> None:
        """Read the state again."""
        await self.load()
