"""The form of a new ticket: what it begins with, what is refused in it, and the values it becomes."""

import re
from enum import IntEnum

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.records import Household, Resident
from gridtui.core.words import TicketClass, TicketKind, TicketSource
from gridtui.office import subjects
from gridtui.office.acts import LONGEST_NAME, line, lines
from gridtui.office.session import COMMUNITIES, OfficeSession
from gridtui.scheme import acts
from gridtui.scheme.load import scheme_digest
from gridtui.sync.operation import Value

_CLAUSE_END = re.compile(r"[，。；！？,;!?\n]")
_TITLE_CHARACTERS = 20
_CHOICES: dict[str, type[IntEnum]] = {"kind": TicketKind, "ticket_class": TicketClass, "source": TicketSource}


class TicketForm(msgspec.Struct, frozen=True):
    """What is typed about a new matter: about a household, or about a ``place`` where there is none.

    ``reporter`` is the member ``reporter_name`` names; another name, or none, leaves it out.
    """

    title: str = ""
    category: str = ""
    household: bytes | None = None
    place: str = ""
    kind: int = TicketKind.PROBLEM
    ticket_class: int = TicketClass.COORDINATION
    detail: str = ""
    source: int = TicketSource.PATROL
    reporter: bytes | None = None
    reporter_name: str = ""
    reporter_phone: str = ""
    visit: bytes | None = None
    activity: bytes | None = None
    """The patrol or other activity it is a finding of (S1-16)."""
    occurrence: bytes | None = None
    """What must be reported, where this is the report (S4-7)."""


def new_ticket_form(
    session: OfficeSession, *, household: bytes | None = None, visit: bytes | None = None
) -> TicketForm:
    """Return the form of a new ticket; from a visit, its household, its person and what the diary says are filled.

    The phone is shown to whoever may see it in full. Raises InputFault ``household.unknown``, ``visit.unknown``;
    Refused.
    """
    detail = ""
    home: Household | None = None
    if visit is not None:
        logged, home = subjects.visit(session, visit, acts.TICKET_OPEN)
        detail = logged.diary
    elif household is not None:
        home = subjects.household(session, household, acts.TICKET_OPEN)
    told = subjects.head_of(home) if home else None
    shows_phone = home is not None and subjects.decision_at(session, home, acts.RESIDENT_REVEAL).allowed
    return TicketForm(
        household=home.uid if home else None,
        source=TicketSource.VISIT if visit else TicketSource.RESIDENT if home else TicketSource.PATROL,
        detail=detail,
        reporter=told.uid if told else None,
        reporter_name=told.name if told else "",
        reporter_phone=told.phone if told and shows_phone else "",
        visit=visit,
    )


def title_of(form: TicketForm) -> str:
    """Return the title typed, else the first clause of the detail: what a visit noted need not be typed again."""
    clause = _CLAUSE_END.split(form.detail.strip(), maxsplit=1)[0]
    return form.title.strip() or clause.strip()[:_TITLE_CHARACTERS]


def check_form(session: OfficeSession, form: TicketForm) -> Household | None:
    """Return the household a form is about, None for a place, once the acting post may open a ticket there.

    Raises as ``tickets.open_ticket``.
    """
    home = subjects.household(session, form.household, acts.TICKET_OPEN) if form.household else None
    if home is None:
        session.require(acts.TICKET_OPEN, unit=_place_unit(session))
    if not title_of(form):
        raise InputFault("ticket.no_title", field="title")
    if form.category not in {category.key for category in session.scheme.categories}:
        raise InputFault("ticket.no_category", field="category")
    if home is None and not form.place.strip():
        raise InputFault("ticket.no_place", field="place")
    for field, choices in _CHOICES.items():
        if getattr(form, field) not in tuple(choices):
            raise InputFault("field.unknown_choice", field=field, value=getattr(form, field))
    if form.visit is not None:
        _, visited = subjects.visit(session, form.visit, acts.TICKET_OPEN)
        if home is None or visited.uid != home.uid:
            raise InputFault("ticket.other_visit")
    return home


def values_of(session: OfficeSession, form: TicketForm, home: Household | None) -> dict[str, Value]:
    """Return the values a ticket is registered with, but its number; raises InputFault ``text.too_long``."""
    told = _reporter(form, home)
    phone = line(form.reporter_phone, "reporter_phone", LONGEST_NAME)
    return {
        "kind": form.kind,
        "ticket_class": form.ticket_class,
        "category": form.category,
        "title": line(title_of(form), "title"),
        "detail": lines(form.detail, "detail"),
        "household": form.household,
        "place": line(form.place, "place"),
        "source": form.source,
        "reporter": told.uid if told else None,
        "reporter_name": line(form.reporter_name, "reporter_name", LONGEST_NAME),
        "reporter_phone": phone or (told.phone if told else ""),
        "opened_ms": session.now_ms(),
        "opener": session.actor,
        "scheme": scheme_digest(session.scheme),
        "visit": form.visit,
        "activity": form.activity,
        "occurrence": form.occurrence,
        "unit": (subjects.unit_of(home) if home else None) or _place_unit(session),
    }


def _reporter(form: TicketForm, home: Household | None) -> Resident | None:
    """Return the member who raised it, None where the form names somebody else or nobody."""
    members = home.members if home else ()
    found = next((member for member in members if member.uid == form.reporter), None)
    return found if found is not None and found.name == form.reporter_name.strip() else None


def _place_unit(session: OfficeSession) -> bytes:
    """Return the unit a ticket about a place lies in: the acting post's own, the community for posts above it."""
    own = session.scope_unit.uid
    return own if session.above(own, *COMMUNITIES) else session.community.uid
