"""Drafts: what was typed into a form that was left. Local, one per post, form and subject; never synced.

A body is JSON: what is not text, number, list or mapping (an id, as bytes) comes back as text.
"""

import msgspec

from gridtui.office.names import shown_name
from gridtui.office.session import OfficeSession
from gridtui.office.views import DraftLine
from gridtui.store import local, read_households, read_tickets, read_visits
from gridtui.store.database import Reader
from gridtui.store.writer import Writer

NO_SUBJECT = b""


def save_draft(session: OfficeSession, form: str, subject: bytes | None, body: dict[str, object]) -> None:
    """Keep what is typed so far; an older draft of the same form and subject gives way.

    It is kept even where a newer program has taken the store over: that is when this one has to end.
    """
    text = msgspec.json.encode(_storable(body)).decode()
    with session.store.transaction(of_any_schema=True) as transaction:
        local.keep_draft(transaction, session.undo_owner, form, subject or NO_SUBJECT, text, session.now_ms())


def load_draft(session: OfficeSession, form: str, subject: bytes | None) -> dict[str, object] | None:
    """Return what was typed, None where no draft is kept, or none that can still be read."""
    with session.store.reading() as reader:
        text = local.draft(reader, session.undo_owner, form, subject or NO_SUBJECT)
    try:
        return None if text is None else msgspec.json.decode(text, type=dict[str, object])
    except msgspec.DecodeError:
        return None


def _storable(value: object) -> object:
    """Return a value without the halves of characters a broken terminal leaves, which no encoding has."""
    if isinstance(value, str):
        return value.encode(errors="ignore").decode()
    if isinstance(value, list | tuple):
        return [_storable(part) for part in value]
    return {key: _storable(part) for key, part in value.items()} if isinstance(value, dict) else value


def drop_draft(session: OfficeSession, form: str, subject: bytes | None) -> None:
    """Forget a draft; none is no fault."""
    with session.store.transaction() as transaction:
        local.drop_draft(transaction, session.undo_owner, form, subject or NO_SUBJECT)


def drop_in(session: OfficeSession, writer: Writer, form: str, subject: bytes | None) -> None:
    """Forget a draft inside the transaction that saves what it became."""
    local.drop_draft(writer.read, session.undo_owner, form, subject or NO_SUBJECT)


def drafts(session: OfficeSession) -> tuple[DraftLine, ...]:
    """Return the acting post's drafts, latest first; the title says whom or what each is about, '' for nobody."""
    with session.store.reading() as reader:
        return tuple(
            DraftLine(form, subject or None, _title(reader, subject), updated_ms)
            for form, subject, updated_ms in local.drafts(reader, session.undo_owner)
        )


def _title(reader: Reader, subject: bytes) -> str:
    """Return what a draft's subject is called: a household, a person, a ticket's number, a visited household."""
    if not subject:
        return ""
    visit = read_visits.visit(reader, subject)
    if home := read_households.household(reader, visit.household if visit is not None else subject):
        return shown_name(home)
    if person := read_households.resident(reader, subject):
        return person.name
    ticket = read_tickets.ticket(reader, subject)
    return ticket.number if ticket is not None else ""
