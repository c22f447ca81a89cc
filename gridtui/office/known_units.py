"""The org tree as a session knows it: read once, and again only after somebody changed a unit."""

from collections.abc import Mapping

from gridtui.core.records import Unit
from gridtui.store import read_units
from gridtui.store.database import Reader, Store
from gridtui.store.read_revisions import revisions

_UNIT = ("unit",)


class KnownUnits:
    """The units of a store by id. All copies of a session share one; jobs of several threads may ask it."""

    def __init__(self, store: Store, reader: Reader) -> None:
        self._store = store
        self._learn(reader)

    @property
    def held(self) -> Mapping[bytes, Unit]:
        """The units as they were when last looked at: enough for who lies below whom, as that is only added to."""
        return self._units

    def fresh(self) -> Mapping[bytes, Unit]:
        """Return the units as they are: one small read while no unit has changed."""
        with self._store.reading() as reader:
            if revisions(reader, _UNIT) != self._revision:
                self._learn(reader)
        return self._units

    def _learn(self, reader: Reader) -> None:
        # Replaced as a whole: another thread may be going through the one before.
        self._revision = revisions(reader, _UNIT)
        self._units = {unit.uid: unit for unit in read_units.units(reader)}
