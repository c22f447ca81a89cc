"""Why a post, or its area, owes a number: the rule, its source, and what was counted of it."""

from gridtui.office.duties import over_words
from gridtui.office.duty_views import QuotaWhy
from gridtui.office.places import short_address
from gridtui.office.quotas import Quota, own_quota, quota_row
from gridtui.office.session import OfficeSession
from gridtui.scheme import acts
from gridtui.store import read_activities, read_duties, read_posts, read_quotas
from gridtui.store.database import Reader


def why_quota(session: OfficeSession, rule_key: str, unit: bytes) -> QuotaWhy:
    """Return why the acting post, or its area, owes a number, and what was counted of it.

    Raises InputFault ``rule.unknown`` (not in force, or not the post's), Refused.
    """
    session.reach(acts.HOUSEHOLD_VIEW)
    day = session.today
    with session.store.reading() as reader:
        quota = own_quota(reader, session, rule_key, unit, day)
        over = over_words(session, read_posts.posts(reader, day), quota.rule, session.path(unit))
        names = _names(reader, quota)
    rule = quota.rule
    first: dict[bytes, int] = {}
    for on, uid in sorted(quota.counted):
        first.setdefault(uid, on)
    return QuotaWhy(
        row=quota_row(session, quota),
        rule_title=rule.title,
        source=session.scheme.source_words(rule.source),
        assumed=bool(rule.assumed),
        period=rule.period.kind,
        days=rule.period.days,
        weekdays=rule.period.weekdays,
        effective_from=rule.from_day,
        escalates_to=over,
        counted=tuple((on, names.get(uid, "")) for uid, on in first.items()),
    )


def _names(reader: Reader, quota: Quota) -> dict[bytes, str]:
    """Return how the household or the activity behind each count is called."""
    uids = {uid for _, uid in quota.counted}
    if quota.rule.counts == "activities":
        found = {uid: read_activities.activity(reader, uid) for uid in uids}
        return {uid: f"{one.title} {one.place}".strip() for uid, one in found.items() if one is not None}
    lines = read_duties.subject_lines(reader, read_quotas.walks_of(reader, uids))
    return {uid: f"{short_address(line.address)} {line.head_name}".strip() for uid, line in lines.items()}
