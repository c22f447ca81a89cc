"""Whether triggers, visit templates, campaigns and activities hold together."""

from collections.abc import Iterator

from gridtui.scheme.check_posts import level_keys
from gridtui.scheme.faults import (
    Fault,
    assumed_faults,
    contradiction,
    missing,
    programme_faults,
    role_keys,
    segment_faults,
    unknown,
)
from gridtui.scheme.model import ActivityKind, CampaignKind, Scheme, Trigger, VisitTemplate, When

_MORNING_ENDS_MINUTE = 12 * 60
_AFTERNOON_ENDS_MINUTE = 18 * 60
_HALF_DAYS = {
    "morning": range(_MORNING_ENDS_MINUTE),
    "afternoon": range(_MORNING_ENDS_MINUTE, _AFTERNOON_ENDS_MINUTE),
    "evening": range(_AFTERNOON_ENDS_MINUTE, 24 * 60),
}


def fieldwork_faults(scheme: Scheme) -> Iterator[Fault]:
    """Yield what is wrong with what is done beside regular visits."""
    for trigger in scheme.triggers:
        yield from _trigger_name_faults(scheme, trigger)
        yield from _trigger_faults(f"trigger {trigger.key}", trigger)
    for template in scheme.templates:
        yield from _template_faults(scheme, template)
    for campaign in scheme.campaigns:
        yield from _campaign_faults(scheme, campaign)
    for activity in scheme.activities:
        yield from _activity_faults(scheme, activity)


def _trigger_name_faults(scheme: Scheme, trigger: Trigger) -> Iterator[Fault]:
    table = f"trigger {trigger.key}"
    yield from unknown(table, "roles", trigger.roles, role_keys(scheme))
    yield from unknown(table, "category", [trigger.category], (category.key for category in scheme.categories))
    yield from unknown(table, "tag", [trigger.tag], (tag.key for tag in scheme.tags))
    yield from unknown(table, "prompts", trigger.prompts, (prompt.key for prompt in scheme.prompts))
    yield from unknown(table, "template", [trigger.template], (template.key for template in scheme.templates))
    yield from programme_faults(scheme, table, trigger.programme)
    yield from assumed_faults(table, trigger, trigger.assumed)


def _trigger_faults(table: str, trigger: Trigger) -> Iterator[Fault]:
    """Yield what does not fit the act: who attends goes there, who reports opens a ticket or changes the registry."""
    yield from _attend_faults(table, trigger) if trigger.act == "attend" else _report_faults(table, trigger)
    if trigger.change == "tag" and not trigger.tag:
        yield missing(table, "tag")
    if trigger.tag and trigger.change != "tag":
        yield contradiction(table, "tag", "change")


def _attend_faults(table: str, trigger: Trigger) -> Iterator[Fault]:
    if not trigger.visit_channels:
        yield missing(table, "visit_channels")
    for key in ("ticket_kind", "ticket_class", "category", "change"):
        if getattr(trigger, key):
            yield contradiction(table, key, "act")


def _report_faults(table: str, trigger: Trigger) -> Iterator[Fault]:
    if trigger.visit_channels:
        yield contradiction(table, "visit_channels", "act")
    for key in ("ticket_kind", "ticket_class", "category"):
        is_stated = bool(getattr(trigger, key))
        if trigger.change and is_stated:
            yield contradiction(table, key, "change")
        if not trigger.change and not is_stated:
            yield missing(table, key)


def _template_faults(scheme: Scheme, template: VisitTemplate) -> Iterator[Fault]:
    table = f"template {template.key}"
    yield from unknown(table, "prompts", template.prompts, (prompt.key for prompt in scheme.prompts))
    yield from assumed_faults(table, template, template.assumed)
    yield from _when_faults(scheme, table, template.when)
    if not (template.questions or template.prompts or template.records):
        yield missing(table, "questions")


def _when_faults(scheme: Scheme, table: str, when: When) -> Iterator[Fault]:
    stated = [when.segment is not None, bool(when.ticket_sources), bool(when.campaign)]
    if stated.count(True) != 1:
        yield "scheme.when", table, {"key": "when"}
    if when.segment is not None:
        yield from segment_faults(scheme, table, when.segment, "when segment")
    yield from unknown(table, "when campaign", [when.campaign], (campaign.key for campaign in scheme.campaigns))
    campaign = scheme.campaign(when.campaign)
    known = () if campaign is None else tuple(category.key for category in campaign.categories)
    if when.category and (campaign is not None or not when.campaign):
        yield from unknown(table, "when category", [when.category], known)


def _campaign_faults(scheme: Scheme, campaign: CampaignKind) -> Iterator[Fault]:
    table = f"campaign {campaign.key}"
    yield from programme_faults(scheme, table, campaign.programme)
    yield from assumed_faults(table, campaign, campaign.assumed)
    if campaign.told and not campaign.topic:
        yield missing(table, "topic")
    seen: set[str] = set()
    for category in campaign.categories:
        place = f"{table} category {category.key}"
        if category.key in seen:
            yield "scheme.twice", place, {"key": "key"}
        seen.add(category.key)
        yield from unknown(place, "visitor_roles", category.visitor_roles, role_keys(scheme))
        yield from unknown(place, "template", [category.template], (template.key for template in scheme.templates))


def _activity_faults(scheme: Scheme, activity: ActivityKind) -> Iterator[Fault]:
    table = f"activity {activity.key}"
    yield from unknown(table, "level", [activity.level], level_keys(scheme))
    yield from programme_faults(scheme, table, activity.programme)
    yield from assumed_faults(table, activity, activity.assumed)
    if activity.segment is not None:
        yield from segment_faults(scheme, table, activity.segment)
    for ages in activity.ages:
        if ages.most and ages.most < ages.least:
            yield contradiction(table, f"ages {ages.title} most", "least")
    start, end = activity.start_minute, activity.end_minute
    if start is not None and activity.half_day and start not in _HALF_DAYS[activity.half_day]:
        yield contradiction(table, "start_minute", "half_day")
    if end is not None and (start is None or end <= start):
        yield contradiction(table, "end_minute", "start_minute")
