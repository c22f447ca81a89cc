"""Freshness: which facts of a household are past their shelf life, and the one act that says they are unchanged.

A visit asks only what is stale (4.18). Saying that a fact is unchanged writes a confirmation of the day, which counts
as changing the field does; an empty field is never stale, and a field whose months the office has not set neither.
"""

from collections.abc import Collection, Iterable

from gridtui.core.errors import InputFault
from gridtui.core.identity import mask_id_number
from gridtui.core.phones import mask_phone
from gridtui.core.records import Household, Resident
from gridtui.office import subjects
from gridtui.office.acts import UndoStep, remember
from gridtui.office.names import shown_name
from gridtui.office.session import OfficeSession
from gridtui.office.views import FactKey, Saved, StaleFact
from gridtui.rules.freshness import stale_fields
from gridtui.scheme import acts
from gridtui.store.database import Reader
from gridtui.store.read_confirmations import Known, last_confirmed
from gridtui.store.writer import Writer

_MASKS = {"id_number": mask_id_number, "phone": mask_phone}


def stale_facts(session: OfficeSession, household: bytes) -> tuple[StaleFact, ...]:
    """Return the stale facts of a household and its members, numbers masked, the longest stale of each first.

    Raises InputFault ``household.unknown``, Refused.
    """
    home = subjects.household(session, household, acts.HOUSEHOLD_VIEW)
    with session.store.reading() as reader:
        return stale_of(session, reader, home)


def stale_of(session: OfficeSession, reader: Reader, home: Household) -> tuple[StaleFact, ...]:
    """Return the stale facts of a household that is at hand, its own first."""
    if not any(life.months for life in session.scheme.shelf_lives):
        return ()
    known = last_confirmed(reader, home.uid)
    records: tuple[Household | Resident, ...] = (home, *home.members)
    return tuple(fact for record in records for fact in _stale(session, known, record))


def confirm_unchanged(session: OfficeSession, household: bytes, facts: Collection[FactKey]) -> Saved:
    """Save that facts of a household are as they were, as of today.

    Raises InputFault ``household.unknown``, ``freshness.nothing`` (none given), ``freshness.unknown`` (of nobody
    there, or a fact that states nothing); Refused where the acting post may not log a visit there.
    """
    home = subjects.household(session, household, acts.VISIT_LOG)
    if not facts:
        raise InputFault("freshness.nothing")
    with session.store.writing(session.clock) as writer:
        steps = confirm_in(session, writer, home, facts, day=session.today)
        told: dict[str, str | int] = {"name": shown_name(home), "count": len(set(facts))}
        return remember(session, writer, home.uid, "facts.unchanged", told, steps)


def confirm_in(
    session: OfficeSession,
    writer: Writer,
    home: Household,
    facts: Iterable[FactKey],
    *,
    day: int,
    visit: bytes | None = None,
) -> list[UndoStep]:
    """Write the confirmations of facts as of a day inside an act's transaction; return the way back.

    ``visit`` is the visit at which they were asked. Raises InputFault ``freshness.unknown``.
    """
    wanted = sorted(set(facts))
    known = last_confirmed(writer.read, home.uid) if wanted else {}
    if any(fact not in known for fact in wanted):
        raise InputFault("freshness.unknown")
    steps = []
    for subject in dict.fromkeys(subject for subject, _ in wanted):
        values = {
            "household": home.uid,
            "resident": None if subject == home.uid else subject,
            "fields": tuple(number for of, number in wanted if of == subject),
            "day": day,
            "visit": visit,
        }
        uid = writer.create("confirmation", values, root=home.uid, actor=session.actor)
        steps.append(UndoStep("void", uid))
    return steps


def _stale(session: OfficeSession, known: Known, record: Household | Resident) -> Iterable[StaleFact]:
    type_name, name = ("resident", record.name) if isinstance(record, Resident) else ("household", "")
    confirmed = {number: day for (subject, number), day in known.items() if subject == record.uid}
    for stale in stale_fields(session.scheme.shelf_lives, type_name, confirmed, session.today):
        value = getattr(record, stale.field, "")
        if stale.field in _MASKS:
            value = _MASKS[stale.field](value)
        shown = value if isinstance(value, int | str) else ""
        yield StaleFact(record.uid, stale.number, name, stale.field, shown, stale.confirmed_day)
