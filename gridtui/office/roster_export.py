"""The office's households one after another, in walking order, as a file wants them."""

from collections.abc import Iterator

from gridtui.core.records import Household
from gridtui.office.session import OfficeSession
from gridtui.store.read_households import household, household_list
from gridtui.store.rows import HouseholdFilter

_AT_ONCE = 50


class RosterExport:
    """One pass over what the acting post may see. ``count`` is known once the pass began."""

    def __init__(self, session: OfficeSession) -> None:
        self._session = session
        self.count = 0

    def households(self) -> Iterator[Household]:
        """Yield every household of the acting post's unit, all from one state of the store."""
        session = self._session
        with session.store.reading() as reader:
            listed = household_list(reader, HouseholdFilter(session.today, unit=session.scope_unit.uid))
            self.count = listed.count
            for first in range(0, listed.count, _AT_ONCE):
                for row in listed.rows(reader, first, _AT_ONCE):
                    found = None if row.gone else household(reader, row.uid)
                    if found is not None:
                        yield found
