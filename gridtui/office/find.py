"""Lists of households: everything the acting post may see, or what a typed line finds."""

from typing import Literal

import msgspec

from gridtui.office.places import short_address
from gridtui.office.session import OfficeSession
from gridtui.office.views import FindView, HouseholdRow
from gridtui.scheme import acts
from gridtui.store import rows as stored
from gridtui.store.read_find import find as find_rows
from gridtui.store.read_households import HouseholdList, household_list

Order = Literal["walk", "name"]

COUNTED_AT_MOST = 1_000


class HouseholdBrowse:
    """A list as it was when it was opened: positions stay, rows that vanish show as gone."""

    def __init__(self, session: OfficeSession, listed: HouseholdList) -> None:
        self._session = session
        self._listed = listed

    @property
    def count(self) -> int:
        """How many households the list holds."""
        return self._listed.count

    def rows(self, first: int, count: int) -> tuple[HouseholdRow, ...]:
        """Return up to ``count`` rows from position ``first``, counted from 0."""
        with self._session.store.reading() as reader:
            found = self._listed.rows(reader, first, count)
        return tuple(
            household_row(self._session, row, position) for position, row in enumerate(found, max(0, first) + 1)
        )

    def position_of(self, uid: bytes) -> int | None:
        """Return where a household stands, counted from 0; None where the list does not hold it."""
        with self._session.store.reading() as reader:
            return self._listed.position_of(reader, uid)

    def refresh(self) -> None:
        """Fetch rows anew when they are next asked for; positions stay."""
        self._listed.forget_pages()


def open_households(
    session: OfficeSession, *, wanted: stored.HouseholdFilter | None = None, order: Order = "walk"
) -> HouseholdBrowse:
    """Open the list of a filter; by default, and where the filter names no unit, all the acting post may see.

    Raises Refused without ``household.view`` there, and for a restricted tag to whoever may not see it.
    """
    asked = wanted or stored.HouseholdFilter(as_of_day=session.today)
    if asked.unit is None:
        asked = msgspec.structs.replace(asked, unit=session.reach(acts.HOUSEHOLD_VIEW))
    session.require(acts.HOUSEHOLD_VIEW, unit=asked.unit)
    tag = session.scheme.tag(asked.tag) if asked.tag else None
    if tag is not None and tag.restricted:
        session.require(acts.TAG_RESTRICTED, unit=asked.unit)
    with session.store.reading() as reader:
        return HouseholdBrowse(session, household_list(reader, asked, order))


def find(
    session: OfficeSession, text: str, *, after: int | None = None, order: Order = "walk", limit: int = 15
) -> FindView:
    """Return a page of what a typed line finds where the acting post may look.

    A line without anything to look up finds nothing. Raises Refused.
    """
    within = session.reach(acts.HOUSEHOLD_VIEW)
    with session.store.reading() as reader:
        page = find_rows(
            reader,
            text,
            scope=(within,),
            as_of_day=session.today,
            after=after,
            limit=limit,
            order=order,
        )
    rows = tuple(household_row(session, row, position) for position, row in enumerate(page.rows, 1))
    many = page.total > COUNTED_AT_MOST
    return FindView(rows, min(page.total, COUNTED_AT_MOST), many, page.next_after, page.too_many)


def household_row(session: OfficeSession, row: stored.HouseholdRow, position: int) -> HouseholdRow:
    """Return a stored row as it is shown: the address in words, only tags that may stand on a list."""
    tags = (session.scheme.tag(key) for key in row.tags)
    return HouseholdRow(
        uid=row.uid,
        position=position,
        head_name=row.head_name,
        matched_name=row.matched_name,
        address=short_address(row.address),
        members=row.members,
        grid_name=row.grid_name,
        open_tickets=row.open_tickets,
        last_visit_day=row.last_visit_day,
        doubt=row.doubt,
        vacant=row.vacant,
        tags=tuple(tag.title for tag in tags if tag is not None and tag.on_list and not tag.restricted),
        gone=row.gone,
    )
