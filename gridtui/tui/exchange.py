"""The exchange with the server as the app runs it: in its own thread, told about by message, worded here."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol

from gridtui.locale import _, say
from gridtui.office.session import OfficeSession

if TYPE_CHECKING:
    from gridtui.office.synchronise import Synchroniser, SyncReport

BYTES_PER_KILOBYTE = 1024


class Progress(NamedTuple):
    """How far an exchange is: records sent and received, records that still wait here, bytes both ways."""

    sent: int = 0
    received: int = 0
    waiting: int = 0
    bytes: int = 0


Tell = Callable[[Progress], None]


class Exchange(Protocol):
    """Exchanges with the server. Both methods may be called from different threads."""

    def run(self, session: OfficeSession, tell: Tell) -> Progress:
        """Exchange, telling as it goes; return what was done. Raises SyncFault where it broke off."""
        ...

    def cancel(self) -> None:
        """End an exchange under way after the slice it is writing; none is no fault."""
        ...


class ServerExchange:
    """The exchange with the office's own server. What it loads is loaded when the first one starts."""

    def __init__(self) -> None:
        self._running: Synchroniser | None = None
        self._guard = threading.Lock()

    def run(self, session: OfficeSession, tell: Tell) -> Progress:
        """Exchange, telling after every round trip."""
        from gridtui.office.synchronise import Synchroniser

        synchroniser = Synchroniser(session.store, session.clock)
        with self._guard:
            self._running = synchroniser
        try:
            return _progress(synchroniser.sync(lambda report: tell(_progress(report))))
        finally:
            with self._guard:
                self._running = None
            synchroniser.close()

    def cancel(self) -> None:
        """End an exchange under way."""
        with self._guard:
            if self._running is not None:
                self._running.cancel()


def _progress(report: "SyncReport") -> Progress:
    return Progress(report.sent, report.received, report.waiting, report.up_bytes + report.down_bytes)


def progress_words(progress: Progress) -> str:
    """Return an exchange under way in words."""
    return say(
        "Syncing: sent {sent}, received {received}, {size} KB; you can go on working.",
        sent=progress.sent,
        received=progress.received,
        size=_kilobytes(progress.bytes),
    )


def ended_words(progress: Progress) -> str:
    """Return an exchange that is over in words."""
    if not progress.sent and not progress.received:
        return _("Synced: nothing new on either side.")
    return say(
        "Synced: sent {sent}, received {received}, {size} KB.",
        sent=progress.sent,
        received=progress.received,
        size=_kilobytes(progress.bytes),
    )


def _kilobytes(size_bytes: int) -> str:
    return f"{size_bytes / BYTES_PER_KILOBYTE:.1f}"
