"""Something that must be attended or reported, on whatever list it stands: whose it is, and what Enter opens."""

from typing import TYPE_CHECKING

from gridtui.core.words import Channel
from gridtui.locale import _
from gridtui.office.duty_views import OccurrenceRow
from gridtui.office.session import OfficeSession
from gridtui.tui.screens.lists import Subject

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk


def subject_of(session: OfficeSession, row: OccurrenceRow) -> Subject | None:
    """Return the household of an occurrence, with a channel that counts as attending it; None where it has none."""
    if row.household is None:
        return None
    trigger = session.scheme.trigger(row.trigger)
    channels = trigger.stored_channels if trigger else ()
    channel = channels[0] if channels else Channel.HOME_VISIT
    return Subject(row.household, row.address, row.head_name, channel)


def title_of(row: OccurrenceRow) -> str:
    """Name an occurrence above the numbers that act on it."""
    return f"{row.title} {row.address or row.place} {row.head_name}".strip()


async def report(desk: "Desk", row: OccurrenceRow) -> None:
    """Open what an occurrence that must be reported asks for; say so where it is done."""
    from gridtui.tui.screens.occurrence_form import follow_up

    trigger = desk.session.scheme.trigger(row.trigger)
    if trigger is not None and row.state != "done":
        await follow_up(desk, row.uid, trigger, subject_of(desk.session, row))
    else:
        desk.note(_("This is done already."))
