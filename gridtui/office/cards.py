"""The household card, one resident, and the reveal of a masked number."""

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.identity import mask_id_number
from gridtui.core.phones import mask_phone
from gridtui.core.records import Household, Resident, Tag
from gridtui.office.places import address_of, long_address, short_address
from gridtui.office.session import OfficeSession
from gridtui.office.ticket_pages import ticket_row
from gridtui.office.today import duties_of
from gridtui.office.views import HouseholdCard, TagLine
from gridtui.scheme import acts
from gridtui.store import read_households, read_posts, read_tickets, read_visits

VISITS_SHOWN = 5
TICKETS_SHOWN = 9
CARD_ACTS = (
    acts.HOUSEHOLD_EDIT,
    acts.RESIDENT_EDIT,
    acts.RESIDENT_REVEAL,
    acts.VISIT_LOG,
    acts.TICKET_OPEN,
)


def household_card(session: OfficeSession, uid: bytes) -> HouseholdCard:
    """Return everything the card shows, numbers masked; raises InputFault ``household.unknown``."""
    with session.store.reading() as reader:
        home = read_households.household(reader, uid)
        if home is None:
            raise InputFault("household.unknown")
        session.require(acts.HOUSEHOLD_VIEW, unit=home.grid)
        visits = read_visits.visits_of(reader, uid, limit=VISITS_SHOWN)
        tickets = read_tickets.tickets_of(reader, uid, limit=TICKETS_SHOWN)
        paired = read_posts.paired_posts(reader, uid, session.today)
    address = address_of(home.dwelling)
    return HouseholdCard(
        household=_masked(home),
        address=long_address(address),
        short_address=short_address(address),
        tags=_tag_lines(session, home),
        paired=tuple(f"{post.staff_name} {session.role_title(post.role)}" for post, _ in paired),
        visits=visits,
        tickets=tuple(ticket_row(session, row) for row in tickets),
        duties=duties_of(session, home),
        may=frozenset(act for act in CARD_ACTS if session.decide(act, unit=home.grid).allowed),
    )


def resident(session: OfficeSession, uid: bytes) -> Resident:
    """Return a person with unmasked numbers, to be edited; raises InputFault ``resident.unknown``, Refused."""
    person, home = _person(session, uid)
    session.require(acts.RESIDENT_EDIT, unit=home.grid)
    return person


def reveal(session: OfficeSession, resident_uid: bytes, field: str) -> str:
    """Return one masked number in full: ``id_number`` or ``phone``.

    Raises InputFault ``resident.unknown`` or ``reveal.field``, Refused without the permission.
    """
    person, home = _person(session, resident_uid)
    session.require(acts.RESIDENT_REVEAL, unit=home.grid)
    if field not in ("id_number", "phone"):
        raise InputFault("reveal.field", field=field)
    return person.id_number if field == "id_number" else person.phone


def tag_title(session: OfficeSession, key: str) -> str:
    """Return the title of a tag; the key itself where the mechanism does not name it."""
    tag = session.scheme.tag(key)
    return tag.title if tag else key


def _person(session: OfficeSession, uid: bytes) -> tuple[Resident, Household]:
    with session.store.reading() as reader:
        person = read_households.resident(reader, uid)
        home = read_households.household(reader, person.household) if person else None
    if person is None or home is None:
        raise InputFault("resident.unknown")
    return person, home


def _masked(home: Household) -> Household:
    members = tuple(
        msgspec.structs.replace(member, id_number=mask_id_number(member.id_number), phone=mask_phone(member.phone))
        for member in home.members
    )
    return msgspec.structs.replace(home, members=members)


def _tag_lines(session: OfficeSession, home: Household) -> tuple[TagLine, ...]:
    names = {member.uid: member.name for member in home.members}
    shown = []
    for tag in home.tags:
        known = session.scheme.tag(tag.tag)
        if known and known.restricted and not session.decide(acts.TAG_RESTRICTED, unit=home.grid).allowed:
            continue
        shown.append(_tag_line(session, tag, names.get(tag.subject, "")))
    return tuple(shown)


def _tag_line(session: OfficeSession, tag: Tag, person: str) -> TagLine:
    title = tag_title(session, tag.tag)
    return TagLine(tag.uid, title, person, tag.from_day, tag.to_day, tag.review_day, tag.source)
