"""What an office keeps for its own people and never syncs: drafts, ways back, and which phrases are used.

Every function takes a Reader or, where it writes, the Transaction of whoever calls, so that a draft goes in the same
transaction that saves what it became. ``account`` is whoever the caller says owns the row. What every save and every
first row asks for is said in SQL: building it from the models takes Peewee a quarter of a millisecond a statement,
behind the gate.
"""

import os
from collections.abc import Iterable
from typing import Any, Final

import msgspec
from peewee import ModelSelect

from gridtui.store.database import Reader, Row, Transaction
from gridtui.store.local_models import LocalDraft, LocalPhrase, LocalUndo
from gridtui.store.read_units import number_of

UNDO_ID_BYTES = 16

DROP_DRAFT: Final = "DELETE FROM local_draft WHERE account = ? AND kind = ? AND subject = ?"
COUNT_DRAFTS: Final = "SELECT count(*) FROM local_draft WHERE account = ?"
ADD_UNDO: Final = (
    "INSERT INTO local_undo(id, account, made_ms, day, label, parameters, inverse, undone) VALUES(?,?,?,?,?,?,?,0)"
)
DROP_UNDOS: Final = "DELETE FROM local_undo WHERE day < ?"
COUNT_PHRASE: Final = (
    "INSERT INTO local_phrase(post, text, used, used_ms) VALUES(?, ?, 1, ?)"
    " ON CONFLICT(post, text) DO UPDATE SET used = used + 1, used_ms = excluded.used_ms"
)


class UndoRow(msgspec.Struct, frozen=True):
    """One act that can be taken back. ``parameters`` and ``inverse`` are the JSON texts they were kept as."""

    id: bytes
    account: str
    made_ms: int
    day: int
    label: str
    parameters: str
    inverse: str
    undone: bool


def keep_draft(  # noqa: PLR0917 - the row's columns in their order
    transaction: Transaction, account: str, kind: str, subject: bytes, body: str, now_ms: int
) -> None:
    """Keep a form's text; an older draft of the same account, form and subject (b'' for none) gives way."""
    with transaction.database.bind_ctx([LocalDraft]):
        LocalDraft.insert(account=account, kind=kind, subject=subject, body=body, updated_ms=now_ms).on_conflict(
            conflict_target=[LocalDraft.account, LocalDraft.kind, LocalDraft.subject],
            preserve=[LocalDraft.body, LocalDraft.updated_ms],
        ).execute()


def draft(reader: Reader, account: str, kind: str, subject: bytes) -> str | None:
    """Return a draft's body, None where there is none."""
    with reader.database.bind_ctx([LocalDraft]):
        found: str | None = LocalDraft.select(LocalDraft.body).where(*_draft(account, kind, subject)).scalar()
        return found


def drop_draft(transaction: Transaction, account: str, kind: str, subject: bytes) -> None:
    """Forget a draft; none is no fault."""
    transaction.execute(DROP_DRAFT, (account, kind, subject))


def drafts(reader: Reader, account: str) -> list[tuple[str, bytes, int]]:
    """Return (form, subject, last change in UTC ms) of an account's drafts, the latest first."""
    with reader.database.bind_ctx([LocalDraft]):
        query = LocalDraft.select(LocalDraft.kind, LocalDraft.subject, LocalDraft.updated_ms)
        query = query.where(LocalDraft.account == account).order_by(LocalDraft.updated_ms.desc(), LocalDraft.n.desc())
        return [(kind, bytes(subject), updated_ms) for kind, subject, updated_ms in _rows(query)]


def count_drafts(reader: Reader, account: str) -> int:
    """Return how many drafts an account has."""
    counted: int = reader.value(COUNT_DRAFTS, (account,))
    return counted


def _draft(account: str, kind: str, subject: bytes) -> tuple[object, ...]:
    return (LocalDraft.account == account, LocalDraft.kind == kind, LocalDraft.subject == subject)


def add_undo(
    transaction: Transaction,
    *,
    account: str,
    made_ms: int,
    day: int,
    label: str,
    parameters: str,
    inverse: str,
) -> bytes:
    """Keep the way back of an act and return its id."""
    made = os.urandom(UNDO_ID_BYTES)
    transaction.execute(ADD_UNDO, (made, account, made_ms, day, label, parameters, inverse))
    return made


def undo(reader: Reader, undo_id: bytes) -> UndoRow | None:
    """Return one way back, taken or not; None where it was never kept."""
    with reader.database.bind_ctx([LocalUndo]):
        return _undo(LocalUndo.select().where(LocalUndo.id == undo_id))


def last_undo(reader: Reader, account: str, day: int) -> UndoRow | None:
    """Return the account's latest act of a day that is not taken back yet, None if there is none."""
    with reader.database.bind_ctx([LocalUndo]):
        query = LocalUndo.select().where(LocalUndo.account == account, LocalUndo.day == day, LocalUndo.undone == 0)
        return _undo(query.order_by(LocalUndo.n.desc()).limit(1))


def mark_undone(transaction: Transaction, undo_id: bytes) -> bool:
    """Note that an act was taken back; return False where it already was, so that nobody does it twice."""
    with transaction.database.bind_ctx([LocalUndo]):
        changed: int = LocalUndo.update(undone=1).where(LocalUndo.id == undo_id, LocalUndo.undone == 0).execute()
        return bool(changed)


def drop_undos(transaction: Transaction, before_day: int) -> None:
    """Forget ways back from before a day: only the same day's acts can be taken back."""
    transaction.execute(DROP_UNDOS, (before_day,))


def phrase_uses(reader: Reader, post: bytes) -> dict[str, int]:
    """Return how often a post used each phrase."""
    n = number_of(reader, "post", post)
    with reader.database.bind_ctx([LocalPhrase]):
        query = LocalPhrase.select(LocalPhrase.text, LocalPhrase.used).where(LocalPhrase.post == n)
        return dict(_rows(query))


def count_phrase(transaction: Transaction, post: bytes, text: str, now_ms: int) -> None:
    """Count one more use of a phrase by a post; a post this store does not know counts nothing."""
    n = number_of(transaction, "post", post)
    if n is not None:
        transaction.execute(COUNT_PHRASE, (n, text, now_ms))


def _undo(query: "ModelSelect[LocalUndo]") -> UndoRow | None:
    for _, made, account, made_ms, day, label, parameters, inverse, undone in _rows(query):
        return UndoRow(bytes(made), account, made_ms, day, label, parameters, inverse, bool(undone))
    return None


def _rows(query: "ModelSelect[Any]") -> list[Row]:
    """Return the rows of a query as plain tuples; no model instance is made."""
    rows: Iterable[Any] = query.tuples()
    return list(rows)
