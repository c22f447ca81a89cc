"""Drafts: what was typed into a form that was left. Local, one per account, form and subject; never synced."""

import msgspec

from gridtui.office.session import OfficeSession
from gridtui.office.views import DraftLine
from gridtui.store import local, read_households
from gridtui.store.writer import Writer

NO_SUBJECT = b""


def save_draft(session: OfficeSession, form: str, subject: bytes | None, body: dict[str, object]) -> None:
    """Keep what is typed so far; an older draft of the same form and subject gives way."""
    text = msgspec.json.encode(body).decode()
    with session.store.transaction() as transaction:
        local.keep_draft(transaction, session.undo_owner, form, subject or NO_SUBJECT, text, session.clock.now_ms())


def load_draft(session: OfficeSession, form: str, subject: bytes | None) -> dict[str, object] | None:
    """Return what was typed, None where no draft is kept."""
    with session.store.reading() as reader:
        text = local.draft(reader, session.undo_owner, form, subject or NO_SUBJECT)
    return None if text is None else msgspec.json.decode(text, type=dict[str, object])


def drop_draft(session: OfficeSession, form: str, subject: bytes | None) -> None:
    """Forget a draft; none is no fault."""
    with session.store.transaction() as transaction:
        local.drop_draft(transaction, session.undo_owner, form, subject or NO_SUBJECT)


def drop_in(session: OfficeSession, writer: Writer, form: str, subject: bytes | None) -> None:
    """Forget a draft inside the transaction that saves what it became."""
    local.drop_draft(writer.read, session.undo_owner, form, subject or NO_SUBJECT)


def drafts(session: OfficeSession) -> tuple[DraftLine, ...]:
    """Return the acting post's drafts, latest first; the title is the household's head where there is one."""
    with session.store.reading() as reader:
        found = local.drafts(reader, session.undo_owner)
        lines = []
        for form, subject, updated_ms in found:
            home = read_households.household(reader, subject) if subject else None
            title = home.members[0].name if home is not None and home.members else ""
            lines.append(DraftLine(form, subject or None, title, updated_ms))
    return tuple(lines)
