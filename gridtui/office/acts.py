"""What every act shares: one transaction in the acting post's name, and the way back remembered beside it.

An act is saved and its way back is kept in the same transaction, so that whatever says "saved" can be taken back by
its author on the same day. Going back never deletes: it voids, restores, sets the old value or adds a correction.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.registry import BY_NAME
from gridtui.core.text import clean_line, clean_text
from gridtui.office.session import OfficeSession
from gridtui.office.views import Saved
from gridtui.store import local
from gridtui.store.writer import Writer
from gridtui.sync.operation import Value, encode_set

LONGEST_NAME = 60
LONGEST_LINE = 200
LONGEST_NOTE = 1_000
LONGEST_TEXT = 2_000
"""Characters of a name, of one line, of a note of several lines, of a diary."""
BYTES_PER_CHARACTER = 3
"""What a hanzi takes in UTF-8. A text may take this many bytes for each character allowed, so that one diary and two
lines, or two notes and a few lines, fit the 8,192 bytes of an operation in every script."""


class UndoStep(msgspec.Struct, frozen=True, gc=False):
    """One thing to do to take an act back.

    ``body`` is the old values of a ``set`` in the operation's own form, ``after`` what the act set in their place.
    """

    kind: Literal["void", "restore", "set", "withdraw_visit", "restate_visit", "withdraw_step", "bulk"]
    uid: bytes
    of: bytes = b""
    body: bytes = b""
    after: bytes = b""


def old_values(
    type_name: str, uid: bytes, values: Mapping[str, Value], after: Mapping[str, Value] | None = None
) -> UndoStep:
    """Return the step that sets fields back to the values they had; ``after`` are the values the act set."""
    entity_type = BY_NAME[type_name]
    now = encode_set(entity_type, after) if after else b""
    return UndoStep("set", uid, type_name.encode(), encode_set(entity_type, values), now)


def remember(  # noqa: PLR0917 - an act's name, words and way back in one call
    session: OfficeSession,
    writer: Writer,
    uid: bytes,
    message: str,
    parameters: Mapping[str, str | int],
    steps: Sequence[UndoStep],
) -> Saved:
    """Keep the way back of an act inside its transaction and return what the person is told.

    Ways back from before yesterday are forgotten: nothing can be taken back by them, and they hold old values.
    """
    told = dict(parameters)
    local.drop_undos(writer.read, session.today - 1)
    kept = local.add_undo(
        writer.read,
        account=session.undo_owner,
        made_ms=session.now_ms(),
        day=session.today,
        label=message,
        parameters=msgspec.json.encode(told).decode(),
        inverse=msgspec.json.encode(list(steps)).decode(),
    )
    return Saved(uid, message, told, kept)


def line(text: str, field: str = "", most: int = LONGEST_LINE) -> str:
    """Return one line of typed text without control characters and line breaks; raises InputFault ``text.too_long``.

    Nothing is cut off: what somebody typed is saved whole or not at all.
    """
    return _short_enough(clean_line(text), field, most)


def lines(text: str, field: str = "", most: int = LONGEST_TEXT) -> str:
    """Return typed text of several lines without control characters; raises InputFault ``text.too_long``."""
    return _short_enough(clean_text(text), field, most)


def _short_enough(text: str, field: str, most: int) -> str:
    fitting = text.encode()[: most * BYTES_PER_CHARACTER].decode(errors="ignore")
    over = len(text) - min(len(fitting), most)
    if over > 0:
        raise InputFault("text.too_long", field=field, most=most, over=over)
    return text
