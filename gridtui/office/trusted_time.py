"""What an office knows of the time beyond its machine's clock, so that no due date rests on a clock that is wrong.

The server's clock is trusted, as the last sync told it: a wall clock that differs is corrected as for operations
(P2), and one that has fallen behind what the server said stands at that until it is put right. An office that has
never synced has its own clock alone, unless that stands before the program was made: then it stands at what was saved
last. Entries made meanwhile are marked (``visit.clock_doubt``), and every screen says so.
"""

from gridtui.core.time import day_of
from gridtui.store.database import Reader
from gridtui.store.read_sync import LAST_SYNC, meta_value
from gridtui.store.sync_meta import read_number
from gridtui.sync.clock import corrected_wall, is_far_ahead, trusted_wall


class TrustedTime:
    """What the store says of the time. All copies of a session share one; it is learned anew with the first row."""

    def __init__(self, reader: Reader) -> None:
        self.learn(reader)

    def learn(self, reader: Reader) -> None:
        """Read what the last sync and the last entry said of the time."""
        self._offset_ms = read_number(reader, "offset") or 0
        self._hlc = read_number(reader, "hlc") or 0
        synced_ms = meta_value(reader, LAST_SYNC)
        self._seen_ms = corrected_wall(synced_ms, self._offset_ms) if isinstance(synced_ms, int) else 0

    def now_ms(self, wall_ms: int) -> int:
        """Return the present instant as far as it is known, for what the machine's clock says."""
        return trusted_wall(wall_ms, self._offset_ms, self._seen_ms, self._hlc)

    def is_doubted(self, wall_ms: int) -> bool:
        """Return whether what is known of the time is in doubt, so that an entry made now is marked."""
        corrected_ms = corrected_wall(wall_ms, self._offset_ms)
        return self.now_ms(wall_ms) != corrected_ms or is_far_ahead(self._hlc, corrected_ms)

    def is_wall_wrong(self, wall_ms: int) -> bool:
        """Return whether somebody should set the machine's clock: it is in doubt, or shows another day."""
        return self.is_doubted(wall_ms) or day_of(self.now_ms(wall_ms)) != day_of(wall_ms)
