"""What every act shares: one transaction in the acting post's name, and the way back remembered beside it.

An act is saved and its way back is kept in the same transaction, so that whatever says "saved" can be taken back by
its author on the same day. Going back never deletes: it voids, restores, sets the old value or adds a correction.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from gridtui.core.registry import BY_NAME
from gridtui.core.text import clean_line, clean_text
from gridtui.office.session import OfficeSession
from gridtui.office.views import Saved
from gridtui.store import local
from gridtui.store.writer import Writer
from gridtui.sync.operation import Value, encode_set

LONGEST_LINE = 200
LONGEST_TEXT = 2_000
"""Characters of one line, and of a text of several lines: both fit an operation's body many times over."""


class UndoStep(msgspec.Struct, frozen=True, gc=False):
    """One thing to do to take an act back. ``body`` is the old values of a ``set`` in the operation's own form."""

    kind: Literal["void", "restore", "set", "withdraw_visit", "withdraw_step"]
    uid: bytes
    of: bytes = b""
    body: bytes = b""


def old_values(type_name: str, uid: bytes, values: Mapping[str, Value]) -> UndoStep:
    """Return the step that sets fields back to the values they had."""
    return UndoStep("set", uid, type_name.encode(), encode_set(BY_NAME[type_name], values))


def remember(  # noqa: PLR0917 - an act's name, words and way back in one call
    session: OfficeSession,
    writer: Writer,
    uid: bytes,
    message: str,
    parameters: Mapping[str, str | int],
    steps: Sequence[UndoStep],
) -> Saved:
    """Keep the way back of an act inside its transaction and return what the person is told."""
    told = dict(parameters)
    kept = local.add_undo(
        writer.read,
        account=session.undo_owner,
        made_ms=session.clock.now_ms(),
        day=session.today,
        label=message,
        parameters=msgspec.json.encode(told).decode(),
        inverse=msgspec.json.encode(list(steps)).decode(),
    )
    return Saved(uid, message, told, kept)


def line(text: str) -> str:
    """Return one line of typed text: no control characters, no line breaks, at most LONGEST_LINE characters."""
    return clean_line(text).strip()[:LONGEST_LINE]


def lines(text: str) -> str:
    """Return typed text of several lines: no control characters, at most LONGEST_TEXT characters."""
    return clean_text(text).strip()[:LONGEST_TEXT]
