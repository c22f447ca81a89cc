"""The household card, one resident, and the reveal of a masked number."""

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.identity import mask_id_number
from gridtui.core.phones import mask_phone
from gridtui.core.records import Household, Resident, Tag
from gridtui.office import subjects
from gridtui.office.duties import duties_of
from gridtui.office.freshness import stale_of
from gridtui.office.places import address_of, long_address, short_address
from gridtui.office.plans import pause_lines, plan_lines
from gridtui.office.session import OfficeSession
from gridtui.office.ticket_pages import ticket_row
from gridtui.office.views import HouseholdCard, TagLine
from gridtui.scheme import acts
from gridtui.store import read_posts, read_tickets, read_visits

VISITS_SHOWN = 5
TICKETS_SHOWN = 9
CARD_ACTS = (
    acts.HOUSEHOLD_EDIT,
    acts.RESIDENT_EDIT,
    acts.RESIDENT_REVEAL,
    acts.VISIT_LOG,
    acts.TICKET_OPEN,
    acts.PAIRING_EDIT,
    acts.PLAN_EDIT,
    acts.DUTY_PAUSE,
)


def household_card(session: OfficeSession, uid: bytes) -> HouseholdCard:
    """Return everything the card shows, numbers masked; raises InputFault ``household.unknown``, Refused."""
    home = subjects.household(session, uid, acts.HOUSEHOLD_VIEW)
    with session.store.reading() as reader:
        visits = read_visits.visits_of(reader, uid, limit=VISITS_SHOWN)
        sees_tickets = subjects.decision_at(session, home, acts.TICKET_VIEW).allowed
        tickets = read_tickets.tickets_of(reader, uid, limit=TICKETS_SHOWN) if sees_tickets else ()
        paired = read_posts.paired_posts(reader, uid, session.today)
        plans = plan_lines(session, reader, home)
        pauses = pause_lines(session, reader, home)
        stale = stale_of(session, reader, home)
        may = frozenset(act for act in CARD_ACTS if subjects.decision_on(session, reader, home, act).allowed)
    address = address_of(home.dwelling)
    duties = duties_of(session, home)
    home = _without_restricted(session, home)
    return HouseholdCard(
        household=_masked(home),
        address=long_address(address),
        short_address=short_address(address),
        tags=_tag_lines(session, home),
        paired=tuple(f"{post.staff_name} {session.role_title(post.role)}" for post, _ in paired),
        visits=visits,
        tickets=tuple(ticket_row(session, row) for row in tickets),
        duties=duties,
        may=may,
        plans=plans,
        pauses=pauses,
        stale=stale,
    )


def resident(session: OfficeSession, uid: bytes) -> Resident:
    """Return a person with unmasked numbers, to be edited; raises InputFault ``resident.unknown``, Refused."""
    person, _ = subjects.resident(session, uid, acts.RESIDENT_EDIT)
    return person


def reveal(session: OfficeSession, resident_uid: bytes, field: str) -> str:
    """Return one masked number in full: ``id_number`` or ``phone``.

    Raises InputFault ``resident.unknown`` or ``reveal.field``, Refused without the permission.
    """
    person, _ = subjects.resident(session, resident_uid, acts.RESIDENT_REVEAL)
    if field not in ("id_number", "phone"):
        raise InputFault("reveal.field", field=field)
    return person.id_number if field == "id_number" else person.phone


def tag_title(session: OfficeSession, key: str) -> str:
    """Return the title of a tag; the key itself where the mechanism does not name it."""
    tag = session.scheme.tag(key)
    return tag.title if tag else key


def _without_restricted(session: OfficeSession, home: Household) -> Household:
    """Return a household without the tags the acting post may not see."""
    if subjects.decision_at(session, home, acts.TAG_RESTRICTED).allowed:
        return home
    restricted = {tag.key for tag in session.scheme.tags if tag.restricted}
    return msgspec.structs.replace(home, tags=tuple(tag for tag in home.tags if tag.tag not in restricted))


def _masked(home: Household) -> Household:
    members = tuple(
        msgspec.structs.replace(member, id_number=mask_id_number(member.id_number), phone=mask_phone(member.phone))
        for member in home.members
    )
    return msgspec.structs.replace(home, members=members)


def _tag_lines(session: OfficeSession, home: Household) -> tuple[TagLine, ...]:
    names = {member.uid: member.name for member in home.members}
    return tuple(_tag_line(session, tag, names.get(tag.subject, "")) for tag in home.tags)


def _tag_line(session: OfficeSession, tag: Tag, person: str) -> TagLine:
    title = tag_title(session, tag.tag)
    return TagLine(tag.uid, title, person, tag.from_day, tag.to_day, tag.review_day, tag.source)
