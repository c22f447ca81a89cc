"""Campaigns (E7): a sweep over the doors of a unit between two days, with categories that end with it.

How far it came is counted from visits (``campaign_pages``); a campaign keeps only its dates and its door list.
"""

from collections.abc import Iterable

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.records import Campaign, CampaignDoor
from gridtui.core.words import UnitKind
from gridtui.office import subjects
from gridtui.office.activity_forms import UNITS_OF_LEVEL
from gridtui.office.acts import LONGEST_LINE, LONGEST_NOTE, UndoStep, line, lines, old_values, remember
from gridtui.office.names import shown_name
from gridtui.office.session import OfficeSession
from gridtui.office.views import Saved
from gridtui.scheme import acts
from gridtui.scheme.model import CampaignCategory, CampaignKind
from gridtui.store import read_campaigns, read_households
from gridtui.store.database import Reader
from gridtui.store.rows import HouseholdFilter
from gridtui.store.writer import Writer
from gridtui.sync.operation import Value

LONGEST_DAYS = 366
_PAGE = 500


class CampaignForm(msgspec.Struct, frozen=True):
    """What is typed to start a campaign; ``key`` is the mechanism's. ``to_day`` None: not said yet."""

    key: str
    title: str
    unit: bytes
    from_day: int
    to_day: int | None = None
    topic: str = ""
    note: str = ""


class AssignForm(msgspec.Struct, frozen=True):
    """Which doors of a campaign get a category: those that carry one of ``any_tags`` and all of ``all_tags``.

    Without tags it is every door; ``only_free`` leaves out those that have a category already.
    """

    category: str
    any_tags: tuple[str, ...] = ()
    all_tags: tuple[str, ...] = ()
    only_free: bool = True


def campaign_kinds(session: OfficeSession) -> tuple[CampaignKind, ...]:
    """Return the kinds of campaign the mechanism names."""
    return session.scheme.campaigns


def campaign_units(session: OfficeSession) -> tuple[tuple[bytes, str], ...]:
    """Return (unit, name) of the units the acting post may run a campaign on, the widest first."""
    order: dict[int, int] = {kind: place for place, kinds in enumerate(UNITS_OF_LEVEL.values()) for kind in kinds}
    present = session.units_of(*UnitKind)
    found = [unit for unit in present if session.decide(acts.CAMPAIGN_RUN, unit=unit.uid).allowed]
    found.sort(key=lambda unit: (order.get(unit.kind, len(order)), unit.rank, unit.name))
    return tuple((unit.uid, unit.name) for unit in found)


def new_campaign_form(session: OfficeSession, key: str) -> CampaignForm:
    """Return the form of a campaign from today on, as long as the mechanism says.

    Raises InputFault ``campaign.kind``; Refused where the acting post may run none.
    """
    kind = kind_of(session, key)
    session.accept(session.may_anywhere(acts.CAMPAIGN_RUN), acts.CAMPAIGN_RUN)
    to_day = session.today + kind.days - 1 if kind.days else None
    return CampaignForm(key, kind.title, session.scope_unit.uid, session.today, to_day, kind.topic)


def start_campaign(session: OfficeSession, form: CampaignForm) -> Saved:
    """Start a campaign.

    Raises InputFault ``campaign.kind``, ``campaign.no_title``, ``campaign.no_end`` (the mechanism states no length),
    ``campaign.too_long``, ``dates.order``, ``text.too_long``; Refused without ``campaign.run`` there.
    """
    session.require(acts.CAMPAIGN_RUN, unit=form.unit)
    kind_of(session, form.key)
    if not form.title.strip():
        raise InputFault("campaign.no_title", field="title")
    if form.to_day is None:
        raise InputFault("campaign.no_end", field="to_day")
    if form.to_day < form.from_day:
        raise InputFault("dates.order", field="to_day", first_field="from_day")
    if form.to_day - form.from_day >= LONGEST_DAYS:
        raise InputFault("campaign.too_long", field="to_day", most=LONGEST_DAYS)
    values: dict[str, Value] = {
        "key": form.key,
        "title": line(form.title, "title", LONGEST_LINE),
        "unit": form.unit,
        "from_day": form.from_day,
        "to_day": form.to_day,
        "topic": line(form.topic, "topic", LONGEST_LINE),
        "note": lines(form.note, "note", LONGEST_NOTE),
    }
    with session.store.writing(session.clock) as writer:
        uid = writer.create("campaign", values, actor=session.actor)
        told = {"title": str(values["title"])}
        return remember(session, writer, uid, "campaign.started", told, [UndoStep("void", uid)])


def end_campaign(session: OfficeSession, campaign: bytes) -> Saved:
    """End a campaign with today; its categories end with it.

    Raises InputFault ``campaign.unknown``, ``campaign.ended``; Refused.
    """
    found = known(session, campaign, acts.CAMPAIGN_RUN)
    if found.to_day is not None and found.to_day <= session.today:
        raise InputFault("campaign.ended", title=found.title)
    ended: dict[str, Value] = {"to_day": max(session.today, found.from_day or 0)}
    with session.store.writing(session.clock) as writer:
        writer.set(campaign, ended, actor=session.actor)
        steps = [old_values("campaign", campaign, {"to_day": found.to_day}, ended)]
        return remember(session, writer, campaign, "campaign.ended", {"title": found.title}, steps)


def assign_door(session: OfficeSession, campaign: bytes, household: bytes, category: str) -> Saved:
    """Give one household its category in a campaign, or another one, or with '' none.

    Raises InputFault ``campaign.unknown``, ``campaign.ended``, ``campaign.category``, ``change.nothing``,
    ``household.unknown``; Refused without ``campaign.assign`` there.
    """
    home = subjects.household(session, household, acts.CAMPAIGN_ASSIGN)
    found = _running(session, campaign)
    title = _category(session, found, category).title if category else "-"
    with session.store.writing(session.clock) as writer:
        listed = next(
            (each for each in read_campaigns.doors_of_household(writer.read, household) if each.campaign == campaign),
            None,
        )
        if (listed.category if listed else "") == category:
            raise InputFault("change.nothing")
        step = _assign(session, writer, campaign, household, category=category, listed=listed)
        told = {"name": shown_name(home), "category": title}
        return remember(session, writer, household, "campaign.assigned", told, [step])


def assign_by_tags(session: OfficeSession, campaign: bytes, form: AssignForm) -> Saved:
    """Give a category to every door of a campaign's unit that carries some tags; one act, taken back as one.

    Raises InputFault ``campaign.unknown``, ``campaign.ended``, ``campaign.category``, ``tag.unknown``,
    ``change.nothing`` (no door is concerned); Refused without ``campaign.assign`` on the unit.
    """
    found = known(session, campaign, acts.CAMPAIGN_ASSIGN)
    _running(session, campaign)
    category = _category(session, found, form.category)
    for tag in (*form.any_tags, *form.all_tags):
        if session.scheme.tag(tag) is None:
            raise InputFault("tag.unknown", tag=tag)
    with session.store.reading() as reader:
        wanted = _carriers(session, reader, found, form)
    with session.store.writing(session.clock) as writer:
        listed = {each.household: each for each in read_campaigns.doors(writer.read, campaign)}
        fresh = [home for home in wanted if home not in listed]
        rows: list[dict[str, Value]] = [
            {"campaign": campaign, "household": home, "category": form.category} for home in fresh
        ]
        made = writer.bulk_create("campaign_door", rows, roots=list(fresh), actor=session.actor)
        steps = [UndoStep("void", uid) for uid in made]
        if not form.only_free:
            steps += [
                _assign(session, writer, campaign, home, category=form.category, listed=listed[home])
                for home in wanted
                if home in listed and listed[home].category != form.category
            ]
        if not steps:
            raise InputFault("change.nothing")
        told: dict[str, str | int] = {"category": category.title, "count": len(steps)}
        return remember(session, writer, campaign, "campaign.assigned_many", told, steps)


def known(session: OfficeSession, campaign: bytes, act: str) -> Campaign:
    """Return a campaign the acting post may do an act on; raises InputFault ``campaign.unknown``, Refused."""
    with session.store.reading() as reader:
        found = read_campaigns.campaign(reader, campaign)
    if found is None:
        raise InputFault("campaign.unknown")
    session.require(act, unit=found.unit)
    return found


def kind_of(session: OfficeSession, key: str) -> CampaignKind:
    """Return a kind of campaign of the mechanism; raises InputFault ``campaign.kind``."""
    kind = session.scheme.campaign(key)
    if kind is None:
        raise InputFault("campaign.kind", field="key")
    return kind


def _running(session: OfficeSession, campaign: bytes) -> Campaign:
    """Return a campaign that has not ended, whoever asks."""
    with session.store.reading() as reader:
        found = read_campaigns.campaign(reader, campaign)
    if found is None:
        raise InputFault("campaign.unknown")
    if found.to_day is not None and found.to_day < session.today:
        raise InputFault("campaign.ended", title=found.title)
    return found


def _category(session: OfficeSession, campaign: Campaign, key: str) -> CampaignCategory:
    category = kind_of(session, campaign.key).category(key)
    if category is None:
        raise InputFault("campaign.category", field="category")
    return category


def _assign(
    session: OfficeSession,
    writer: Writer,
    campaign: bytes,
    household: bytes,
    *,
    category: str,
    listed: CampaignDoor | None,
) -> UndoStep:
    """Put a household on the list, change its category, or take it off; return the way back."""
    if listed is None:
        values: dict[str, Value] = {"campaign": campaign, "household": household, "category": category}
        return UndoStep("void", writer.create("campaign_door", values, root=household, actor=session.actor))
    if not category:
        writer.void(listed.uid, actor=session.actor)
        return UndoStep("restore", listed.uid)
    stated: dict[str, Value] = {"category": category}
    writer.set(listed.uid, stated, actor=session.actor)
    return old_values("campaign_door", listed.uid, {"category": listed.category}, stated)


def _carriers(session: OfficeSession, reader: Reader, campaign: Campaign, form: AssignForm) -> tuple[bytes, ...]:
    """Return the households of a campaign's unit that carry the tags asked for, in walking order."""

    def with_tag(tag: str | None) -> Iterable[bytes]:
        wanted = HouseholdFilter(as_of_day=session.today, unit=campaign.unit, tag=tag, paper=False)
        listed = read_households.household_list(reader, wanted)
        for first in range(0, listed.count, _PAGE):
            yield from (row.uid for row in listed.rows(reader, first, _PAGE) if not row.gone and not row.vacant)

    found = (
        dict.fromkeys(home for tag in form.any_tags for home in with_tag(tag))
        if form.any_tags
        else dict.fromkeys(with_tag(None))
    )
    for tag in form.all_tags:
        carriers = set(with_tag(tag))
        found = {home: None for home in found if home in carriers}
    return tuple(found)
