"""Care tags: who is known by which, from when, until when, why, and when that is looked at again."""

from gridtui.core.errors import InputFault
from gridtui.core.records import Household, Tag
from gridtui.office import subjects
from gridtui.office.acts import UndoStep, old_values, remember
from gridtui.office.names import shown_name
from gridtui.office.session import OfficeSession
from gridtui.office.views import Saved
from gridtui.rules.periods import months_after
from gridtui.scheme import acts
from gridtui.scheme.model import CareTag
from gridtui.sync.operation import Value


def add_tag(session: OfficeSession, subject: bytes, household: bytes, key: str) -> Saved:
    """Tag a household or one of its members with a care tag from today on.

    Raises InputFault ``tag.unknown``, ``tag.subject_unknown`` (neither the household nor a member), ``tag.held``
    (carried already); Refused, also for a restricted tag by a post that may not see it.
    """
    home = subjects.household(session, household, acts.HOUSEHOLD_EDIT)
    tag = session.scheme.tag(key)
    if tag is None:
        raise InputFault("tag.unknown", tag=key)
    _require_sight(session, home, tag)
    names = {home.uid: shown_name(home)} | {member.uid: member.name for member in home.members}
    if subject not in names:
        raise InputFault("tag.subject_unknown")
    told = {"name": names[subject], "tag": tag.title}
    if any(held.subject == subject and held.tag == key and _holds(held, session.today) for held in home.tags):
        raise InputFault("tag.held", **told)
    values: dict[str, Value] = {
        "subject": subject,
        "tag": key,
        "from_day": session.today,
        "source": session.post.staff_name if session.post else "",
        "purpose": tag.purpose,
        "review_day": months_after(session.today, tag.review_months),
    }
    with session.store.writing(session.clock) as writer:
        uid = writer.create("tag", values, root=household, actor=session.actor)
        return remember(session, writer, uid, "tag.added", told, [UndoStep("void", uid)])


def end_tag(session: OfficeSession, household: bytes, tag: bytes) -> Saved:
    """End a tag as of yesterday, so that today it no longer holds.

    Raises InputFault ``tag.unknown``, ``change.nothing`` (ended already); Refused.
    """
    home = subjects.household(session, household, acts.HOUSEHOLD_EDIT)
    found = next((held for held in home.tags if held.uid == tag), None)
    if found is None:
        raise InputFault("tag.unknown", tag="")
    known = session.scheme.tag(found.tag)
    if known is not None:
        _require_sight(session, home, known)
    if not _holds(found, session.today):
        raise InputFault("change.nothing")
    ended: dict[str, Value] = {"to_day": session.today - 1}
    names = {member.uid: member.name for member in home.members}
    with session.store.writing(session.clock) as writer:
        writer.set(tag, ended, actor=session.actor)
        told = {"name": names.get(found.subject, shown_name(home)), "tag": known.title if known else found.tag}
        steps = [old_values("tag", tag, {"to_day": found.to_day}, ended)]
        return remember(session, writer, tag, "tag.ended", told, steps)


def _holds(tag: Tag, day: int) -> bool:
    return tag.to_day is None or tag.to_day >= day


def _require_sight(session: OfficeSession, home: Household, tag: CareTag) -> None:
    """Refuse to touch a restricted tag to whoever may not see it."""
    if tag.restricted:
        session.accept(subjects.decision_at(session, home, acts.TAG_RESTRICTED), acts.TAG_RESTRICTED)
