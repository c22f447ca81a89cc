"""Reads of campaigns: the list, the board by building, the doors a sweep missed, a household's part in them."""

from collections.abc import Iterable

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.records import Campaign, Household
from gridtui.core.words import Channel
from gridtui.office import subjects
from gridtui.office.activity_views import BuildingRow, CampaignBoard, CampaignPart, CampaignRow, MissedDoor
from gridtui.office.places import building_title, short_address
from gridtui.office.session import OfficeSession
from gridtui.rules.segments import holds, residence_mark
from gridtui.scheme import acts
from gridtui.scheme.model import CampaignKind, VisitTemplate
from gridtui.store import read_campaigns, read_posts, read_tickets
from gridtui.store.database import Reader
from gridtui.store.read_campaigns import Lacking
from gridtui.store.rows import Address, BuildingCoverage, Window

AT_THE_DOOR = (Channel.HOME_VISIT,)
"""A sweep knocks at doors: other channels are no knock."""
NO_END = 9_999_999


class Mismatch(msgspec.Struct, frozen=True, gc=False):
    """A household of a category that others are to visit than who did (S0-8)."""

    campaign: str
    category: str
    wanted: tuple[str, ...]


def campaigns(session: OfficeSession) -> tuple[CampaignRow, ...]:
    """Return the campaigns the acting post may see, those that run first. Raises Refused."""
    reach = session.reach(acts.CAMPAIGN_VIEW)
    with session.store.reading() as reader:
        found = [each for each in read_campaigns.campaigns(reader) if _meets(session, each, reach)]
        rows = [_campaign_row(session, reader, each, reach) for each in found]
    order = {"running": 0, "upcoming": 1, "ended": 2}
    return tuple(sorted(rows, key=lambda row: (order[row.state], -row.from_day)))


def campaign_board(session: OfficeSession, uid: bytes) -> CampaignBoard:
    """Return a campaign's buildings in walking order, as far as the acting post may see.

    Raises InputFault ``campaign.unknown``, Refused.
    """
    found, reach = _seen(session, uid)
    kind = session.scheme.campaign(found.key)
    with session.store.reading() as reader:
        counted = _coverage(session, reader, found, reach)
        told = _told(session, reader, found, kind)
        listed = read_campaigns.doors(reader, uid)
    titles = {category.key: category.title for category in kind.categories} if kind else {}
    numbers = {key: sum(door.category == key for door in listed) for key in titles}
    return CampaignBoard(
        campaign=found,
        kind_title=kind.title if kind else found.key,
        script=kind.script if kind else "",
        state=_state(session, found),
        day=_last_day(session, found),
        target_percent=kind.target_percent if kind else 0,
        buildings=tuple(map(building_row, counted)),
        doors=sum(each.doors for each in counted),
        knocked=sum(each.knocked for each in counted),
        met=sum(each.met for each in counted),
        told=told,
        by_category=tuple((titles[key], number) for key, number in numbers.items()),
    )


def missed_doors(
    session: OfficeSession, uid: bytes, *, building: BuildingRow | None = None, lacks: Lacking = "knocked"
) -> tuple[MissedDoor, ...]:
    """Return the doors a campaign has not knocked at, or where nobody was met, in walking order.

    ``building`` keeps one line of the board. Raises InputFault ``campaign.unknown``, Refused.
    """
    found, reach = _seen(session, uid)
    kind = session.scheme.campaign(found.key)
    titles = {category.key: category.title for category in kind.categories} if kind else {}
    with session.store.reading() as reader:
        rows = read_campaigns.missed(
            reader,
            _window(session, found),
            lacks=lacks,
            unit=_unit_seen(session, found, reach),
            campaign=_listed(found, kind),
            courtyard=building.courtyard if building else None,
            building=building.building if building and building.courtyard else None,
        )
        categories = {door.household: door.category for door in read_campaigns.doors(reader, uid)}
    if building is not None and building.courtyard is None:
        rows = tuple(row for row in rows if row.address.courtyard is None)
    return tuple(
        MissedDoor(row.uid, short_address(row.address), row.head_name, titles.get(categories.get(row.uid, ""), ""))
        for row in rows
        if not row.gone
    )


def topics(session: OfficeSession, day: int | None = None) -> tuple[tuple[bytes, str], ...]:
    """Return (campaign, topic) of the campaigns running on a day whose topic is told household by household."""
    asked = session.today if day is None else day
    with session.store.reading() as reader:
        found = read_campaigns.campaigns(reader, asked)
    return tuple((each.uid, each.topic or each.title) for each in found if _is_told(session, each))


def categories_of(session: OfficeSession, household: bytes) -> tuple[CampaignPart, ...]:
    """Return a household's part in each running campaign that has categories.

    Raises InputFault ``household.unknown``, Refused.
    """
    subjects.household(session, household, acts.HOUSEHOLD_VIEW)
    with session.store.reading() as reader:
        running = read_campaigns.campaigns(reader, session.today)
        held = {door.campaign: door.category for door in read_campaigns.doors_of_household(reader, household)}
    found = []
    for each in running:
        kind = session.scheme.campaign(each.key)
        if kind is not None and kind.categories:
            category = kind.category(held.get(each.uid, ""))
            key, title = (category.key, category.title) if category else ("", "")
            found.append(CampaignPart(each.uid, each.key, each.title, key, title))
    return tuple(found)


def templates_for(session: OfficeSession, household: bytes) -> tuple[VisitTemplate, ...]:
    """Return the visit templates that fit a household today: by segment, open ticket, campaign category (S0-14).

    Raises InputFault ``household.unknown``, Refused.
    """
    home = subjects.household(session, household, acts.VISIT_LOG)
    marks = _marks(home, session.today)
    with session.store.reading() as reader:
        sources = _open_sources(reader, household)
        parts = _parts(session, reader, home)
    return tuple(each for each in session.scheme.templates if _fits(each, marks, sources, parts))


def mismatches(
    session: OfficeSession, reader: Reader, household: bytes, visitors: Iterable[bytes], day: int
) -> tuple[Mismatch, ...]:
    """Return the categories of a household that none of the visitors is to visit (S0-8); () where all is well."""
    running = {each.uid: each for each in read_campaigns.campaigns(reader, day)}
    if not running:
        return ()
    posts = [read_posts.post(reader, visitor) for visitor in visitors]
    roles = {post.role for post in posts if post is not None}
    found = []
    for door in read_campaigns.doors_of_household(reader, household):
        campaign = running.get(door.campaign)
        kind = session.scheme.campaign(campaign.key) if campaign else None
        category = kind.category(door.category) if kind else None
        if campaign is None or category is None or not category.visitor_roles or roles & set(category.visitor_roles):
            continue
        wanted = tuple(session.role_title(role) for role in category.visitor_roles)
        found.append(Mismatch(campaign.title, category.title, wanted))
    return tuple(found)


def building_row(each: BuildingCoverage) -> BuildingRow:
    """Return one building of a sweep as it is shown."""
    title = building_title(Address(each.courtyard, each.courtyard_name, each.building))
    return BuildingRow(each.courtyard, each.building, title, each.doors, each.knocked, each.met)


def _meets(session: OfficeSession, campaign: Campaign, reach: bytes) -> bool:
    """Return whether a campaign's unit and the acting post's reach have something in common."""
    here, there = session.path(campaign.unit), session.path(reach)
    return bool(here) and (here.startswith(there) or there.startswith(here))


def _seen(session: OfficeSession, uid: bytes) -> tuple[Campaign, bytes]:
    reach = session.reach(acts.CAMPAIGN_VIEW)
    with session.store.reading() as reader:
        found = read_campaigns.campaign(reader, uid)
    if found is None or not _meets(session, found, reach):
        raise InputFault("campaign.unknown")
    return found, reach


def _unit_seen(session: OfficeSession, campaign: Campaign, reach: bytes) -> bytes | None:
    """Return the narrower of a campaign's unit and the acting post's reach."""
    return reach if session.path(reach).startswith(session.path(campaign.unit)) else campaign.unit


def _listed(campaign: Campaign, kind: CampaignKind | None) -> bytes | None:
    """Return the campaign where its list says which doors it goes to.

    Where the mechanism gives it categories the list holds those, and every door of its unit counts.
    """
    return None if kind is not None and kind.categories else campaign.uid


def _last_day(session: OfficeSession, campaign: Campaign) -> int:
    return min(session.today, NO_END if campaign.to_day is None else campaign.to_day)


def _window(session: OfficeSession, campaign: Campaign) -> Window:
    return Window(tuple(AT_THE_DOOR), campaign.from_day or 1, _last_day(session, campaign))


def _state(session: OfficeSession, campaign: Campaign) -> str:
    if (campaign.from_day or 0) > session.today:
        return "upcoming"
    return "running" if campaign.to_day is None or campaign.to_day >= session.today else "ended"


def _coverage(
    session: OfficeSession, reader: Reader, campaign: Campaign, reach: bytes
) -> tuple[BuildingCoverage, ...]:
    kind = session.scheme.campaign(campaign.key)
    unit = _unit_seen(session, campaign, reach)
    return read_campaigns.coverage(reader, _window(session, campaign), unit=unit, campaign=_listed(campaign, kind))


def _campaign_row(session: OfficeSession, reader: Reader, campaign: Campaign, reach: bytes) -> CampaignRow:
    kind = session.scheme.campaign(campaign.key)
    counted = _coverage(session, reader, campaign, reach)
    return CampaignRow(
        uid=campaign.uid,
        key=campaign.key,
        title=campaign.title,
        kind_title=kind.title if kind else campaign.key,
        unit_name=campaign.unit_name,
        from_day=campaign.from_day or 0,
        to_day=campaign.to_day or 0,
        state=_state(session, campaign),
        doors=sum(each.doors for each in counted),
        knocked=sum(each.knocked for each in counted),
        met=sum(each.met for each in counted),
        target_percent=kind.target_percent if kind else 0,
    )


def _is_told(session: OfficeSession, campaign: Campaign) -> bool:
    kind = session.scheme.campaign(campaign.key)
    return kind is not None and kind.told


def _told(session: OfficeSession, reader: Reader, campaign: Campaign, kind: CampaignKind | None) -> int | None:
    if kind is None or not kind.told:
        return None
    return len(read_campaigns.told(reader, campaign.uid, campaign.from_day or 1, _last_day(session, campaign)))


def _marks(home: Household, day: int) -> frozenset[str]:
    """Return what a household carries on a day, as segments ask for it."""
    tags = (tag.tag for tag in home.tags if (tag.from_day or 0) <= day and (tag.to_day is None or day <= tag.to_day))
    return frozenset((*tags, *(residence_mark(member.residence) for member in home.members)))


def _open_sources(reader: Reader, household: bytes) -> frozenset[int]:
    """Return where a household's open tickets came from."""
    rows = [row for row in read_tickets.tickets_of(reader, household) if row.open]
    found = (read_tickets.ticket(reader, row.uid) for row in rows)
    return frozenset(ticket.source for ticket in found if ticket is not None)


def _parts(session: OfficeSession, reader: Reader, home: Household) -> frozenset[tuple[str, str]]:
    """Return (key of a running campaign, category there) of a household; the category '' where it has none."""
    courtyard = home.dwelling.courtyard if home.dwelling else None
    paths = [session.path(unit) for unit in (home.grid, home.community, courtyard) if unit is not None]
    held = {door.campaign: door.category for door in read_campaigns.doors_of_household(reader, home.uid)}
    found = set()
    for each in read_campaigns.campaigns(reader, session.today):
        unit = session.path(each.unit)
        if each.uid in held or (unit and any(path.startswith(unit) for path in paths)):
            found.add((each.key, held.get(each.uid, "")))
    return frozenset(found)


def _fits(
    template: VisitTemplate, marks: frozenset[str], sources: frozenset[int], parts: frozenset[tuple[str, str]]
) -> bool:
    when = template.when
    if when.segment is not None:
        return holds(when.segment, marks)
    if when.ticket_sources:
        return bool(sources.intersection(when.stored_sources))
    if when.category:
        return (when.campaign, when.category) in parts
    return any(key == when.campaign for key, _category in parts)
