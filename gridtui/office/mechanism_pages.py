"""The pages on the mechanism: the rules in force with their sources, what is left open, a change on trial."""

from datetime import date

import msgspec

from gridtui.core.time import iso_day
from gridtui.office.mechanism import renewed
from gridtui.office.publishing import Proposal, Version, proposal, versions
from gridtui.office.scheme_words import pace_words, question_words
from gridtui.office.session import OfficeSession
from gridtui.office.simulation import WEEKS, SimulationView, simulate
from gridtui.rules.periods import months_after
from gridtui.scheme import acts
from gridtui.scheme.check import open_questions
from gridtui.scheme.model import CadenceRule


class RuleRow(msgspec.Struct, frozen=True, gc=False):
    """A rule in force. ``pace`` is how often in words; ``roles`` are the titles of the posts it names.

    ``assumed`` are the keys of it that no source states.
    """

    key: str
    title: str
    pace: str
    roles: tuple[str, ...]
    source: str
    assumed: tuple[str, ...]


class MechanismView(msgspec.Struct, frozen=True):
    """What the office works by. ``in_force`` None: its own files, no published version; ``questions`` in words."""

    title: str
    source: str
    in_force: Version | None
    rules: tuple[RuleRow, ...]
    questions: tuple[str, ...]
    versions: tuple[Version, ...]


class Trial(msgspec.Struct, frozen=True):
    """What the files would change and what that asks of the posts."""

    proposed: Proposal
    found: SimulationView


def mechanism(session: OfficeSession) -> MechanismView:
    """Return the mechanism the office works by today. Raises Refused."""
    session.require(acts.SCHEME_VIEW)
    published = versions(session)
    scheme = renewed(session).scheme
    return MechanismView(
        title=scheme.about.title,
        source=scheme.about.source,
        in_force=next((version for version in published if version.is_in_force), None),
        rules=tuple(_rule_row(session, rule) for rule in scheme.rules_in_force(session.today)),
        questions=tuple(question_words(scheme, each) for each in open_questions(scheme) if not each.is_assumed),
        versions=published,
    )


def trial(session: OfficeSession, from_day: int | None = None, weeks: int = WEEKS) -> Trial:
    """Return what the office's files would change from a day on, None today, in the weeks after it.

    Raises as ``publishing.proposal`` and ``simulation.simulate``.
    """
    proposed = proposal(session, from_day)
    found = simulate(session, proposed.old, proposed.new, first_day=proposed.from_day, weeks=weeks)
    return Trial(proposed, found)


def first_days(session: OfficeSession) -> tuple[int, ...]:
    """Return days to begin on: today, tomorrow, Monday, the first of the next month and of the next year."""
    today = session.today
    this = date.fromordinal(today)
    month = months_after(this.replace(day=1).toordinal(), 1)
    monday = today + 7 - this.weekday()
    year = date(this.year + 1, 1, 1).toordinal()
    return tuple(sorted({today, today + 1, monday, month, year}))


def _rule_row(session: OfficeSession, rule: CadenceRule) -> RuleRow:
    pace = pace_words(rule)
    if rule.to_day is not None:
        pace = f"{pace} ({iso_day(rule.from_day)}-{iso_day(rule.to_day)})"
    return RuleRow(
        key=rule.key,
        title=rule.title,
        pace=pace,
        roles=tuple(session.role_title(role) for role in rule.actor_roles),
        source=rule.source,
        assumed=rule.assumed,
    )
