"""Whom an act is about: a household, a person, a door or a visit, loaded once with the permission to do the act.

A void record is unknown here: it is kept to be looked back at, not to be worked on.
"""

from gridtui.core.errors import InputFault
from gridtui.core.records import Dwelling, Household, Resident, Visit
from gridtui.core.words import Relation, UnitKind
from gridtui.office.session import OfficeSession
from gridtui.rules.permission import Decision
from gridtui.scheme import acts
from gridtui.store import read_households, read_posts, read_visits
from gridtui.store.database import Reader

OPEN_TO_PAIRED = frozenset((acts.HOUSEHOLD_VIEW, acts.VISIT_LOG, acts.DUTY_PAUSE))
"""Acts for which a pairing with the household is enough (``rules.permission``)."""


def unit_of(home: Household) -> bytes | None:
    """Return the unit a household lies in for permissions: its grid, else its community; None where neither is."""
    return home.grid or home.community


def household(session: OfficeSession, uid: bytes, act: str, *, author: bytes | None = None) -> Household:
    """Return a household the acting post may do an act on; ``author`` entered the record in question.

    Raises InputFault ``household.unknown``, Refused.
    """
    with session.store.reading() as reader:
        home = known_household(reader, uid)
        session.accept(decision_on(session, reader, home, act, author=author), act)
    return home


def known_household(reader: Reader, uid: bytes) -> Household:
    """Return a live household, whoever asks; raises InputFault ``household.unknown``."""
    home = read_households.household(reader, uid)
    if home is None or not home.live:
        raise InputFault("household.unknown")
    return home


def decision_on(
    session: OfficeSession, reader: Reader, home: Household, act: str, *, author: bytes | None = None
) -> Decision:
    """Return whether the acting post may do an act on a household, by its place or by a pairing."""
    decision = decision_at(session, home, act, author=author)
    if decision.allowed or act not in OPEN_TO_PAIRED or session.actor is None:
        return decision
    paired = {post.uid for post, _ in read_posts.paired_posts(reader, home.uid, session.today)}
    return session.decide(act, unit=unit_of(home), author=author, is_paired=session.actor in paired)


def decision_at(session: OfficeSession, home: Household, act: str, *, author: bytes | None = None) -> Decision:
    """Return whether the acting post may do an act where a household lies: in its grid or its courtyard (S0-11)."""
    decision = session.decide(act, unit=unit_of(home), author=author)
    courtyard = home.dwelling.courtyard if home.dwelling else None
    if decision.allowed or courtyard is None:
        return decision
    in_courtyard = session.decide(act, unit=courtyard, author=author)
    return in_courtyard if in_courtyard.allowed else decision


def resident(session: OfficeSession, uid: bytes, act: str) -> tuple[Resident, Household]:
    """Return a person and the household, if the acting post may do the act there.

    Raises InputFault ``resident.unknown``, Refused.
    """
    with session.store.reading() as reader:
        person = read_households.resident(reader, uid)
        home = read_households.household(reader, person.household) if person and person.live else None
    if person is None or home is None or not home.live:
        raise InputFault("resident.unknown")
    session.accept(decision_at(session, home, act), act)
    return person, home


def door(session: OfficeSession, uid: bytes, act: str) -> Dwelling:
    """Return a door the acting post may do an act on.

    A door lies in its courtyard and where the households behind it lie; with nobody behind it, in the grid above the
    courtyard, and where there is none it is any worker's of the community. Raises InputFault ``dwelling.unknown``,
    Refused.
    """
    with session.store.reading() as reader:
        found = read_households.dwelling(reader, uid)
        if found is None:
            raise InputFault("dwelling.unknown")
        grids = read_households.grids_behind(reader, uid, session.today)
    if found.courtyard is None or not session.decide(act, unit=found.courtyard).allowed:
        for grid in grids or (session.above(found.courtyard, UnitKind.GRID),):
            session.require(act, unit=grid)
    return found


def visit(session: OfficeSession, uid: bytes, act: str) -> tuple[Visit, Household]:
    """Return a visit and its household, if the acting post may do the act there.

    Raises InputFault ``visit.unknown``, ``household.unknown``, Refused.
    """
    with session.store.reading() as reader:
        found = read_visits.visit(reader, uid)
        if found is None or not found.household:
            raise InputFault("visit.unknown")
        home = known_household(reader, found.household)
        session.accept(decision_on(session, reader, home, act, author=found.entered_by), act)
    return found, home


def head_of(home: Household) -> Resident | None:
    """Return the household's head, else its first member; None for a household of nobody. As the store's lists do."""
    return min(home.members, key=lambda member: (member.relation != Relation.HEAD, member.position), default=None)
