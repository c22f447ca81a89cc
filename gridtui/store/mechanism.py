"""The schemes and the calendar that folds need, kept in the store so that every process folds alike.

A ticket names the scheme it was opened under by digest. A ticket whose scheme is not here is folded by the current
one until it comes.
"""

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Final

import msgspec

from gridtui.core.calendar import WorkingCalendar
from gridtui.rules.deadline import due_clock
from gridtui.scheme.load import read_scheme_bytes, scheme_bytes, scheme_digest
from gridtui.scheme.machine import Machine
from gridtui.scheme.model import Scheme
from gridtui.store.database import Reader, Transaction
from gridtui.store.read_find import TAG_TITLES

SCHEME: Final = "scheme:"
"""``meta`` keys of scheme contents begin so and end in the digest in hexadecimal."""
CURRENT: Final = "scheme"
CALENDAR: Final = "calendar"
FILES: Final = "mechanism_files"
READ: Final = "SELECT value FROM meta WHERE key = ?"
WRITE: Final = "INSERT INTO meta(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value"

_EMPTY_CALENDAR: Final = WorkingCalendar(frozenset(), (), ())


@lru_cache(maxsize=16)
def _scheme_of(content: bytes) -> Scheme:
    return read_scheme_bytes(content)


@lru_cache(maxsize=4)
def _calendar_of(content: bytes) -> WorkingCalendar:
    return msgspec.json.decode(content, type=WorkingCalendar)


class Mechanism:
    """Schemes and calendar as one transaction sees them."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._schemes: dict[bytes | None, Scheme | None] = {}
        self._calendar: WorkingCalendar | None = None

    def machine(self, scheme: bytes | None, ticket_class: int) -> Machine | None:
        """Return how tickets of a class are disposed of under a scheme; None while the store has no scheme at all."""
        found = self._scheme(scheme)
        return None if found is None else found.machine(ticket_class)

    def due_from(self, scheme: bytes | None, ticket_class: int, category: str) -> Callable[[int], int | None]:
        """Return the clock of a ticket: from the instant it starts to the instant it runs out, None without one."""
        found = self._scheme(scheme)
        limit = None if found is None else found.limit(ticket_class, category)
        return due_clock(limit, self._working_days())

    def _scheme(self, digest: bytes | None) -> Scheme | None:
        if digest not in self._schemes:
            content = None if digest is None else self._reader.value(READ, (SCHEME + digest.hex(),))
            if content is None and digest is not None:
                self._schemes[digest] = self._scheme(None)
            elif digest is None:
                current = self._reader.value(READ, (CURRENT,))
                content = None if current is None else self._reader.value(READ, (SCHEME + current.hex(),))
                self._schemes[None] = None if content is None else _scheme_of(content)
            else:
                self._schemes[digest] = _scheme_of(content)
        return self._schemes[digest]

    def _working_days(self) -> WorkingCalendar:
        if self._calendar is None:
            content = self._reader.value(READ, (CALENDAR,))
            self._calendar = _EMPTY_CALENDAR if content is None else _calendar_of(content)
        return self._calendar


def keep_scheme(transaction: Transaction, scheme: Scheme) -> tuple[bytes, bool, bool]:
    """Keep a scheme as the current one; return (digest, is another one now, tag titles are others now)."""
    digest = scheme_digest(scheme)
    is_new = transaction.value(READ, (CURRENT,)) != digest
    transaction.execute(WRITE, (SCHEME + digest.hex(), scheme_bytes(scheme)))
    transaction.execute(WRITE, (CURRENT, digest))
    # Who may not see a restricted tag must not find it by its name either.
    titled = {tag.key: "" if tag.restricted else tag.title for tag in scheme.tags}
    titles = json.dumps(titled, ensure_ascii=False, sort_keys=True)
    retitled = transaction.value(READ, (TAG_TITLES,)) != titles
    transaction.execute(WRITE, (TAG_TITLES, titles))
    return digest, is_new, retitled


def keep_calendar(transaction: Transaction, calendar: WorkingCalendar) -> bool:
    """Keep the working-day calendar; return whether it is another one now."""
    content = msgspec.json.encode(calendar, order="deterministic")
    is_new = bool(transaction.value(READ, (CALENDAR,)) != content)
    transaction.execute(WRITE, (CALENDAR, content))
    return is_new


def current_scheme(reader: Reader) -> Scheme | None:
    """Return the scheme this office works under, None where none was kept yet."""
    digest = reader.value(READ, (CURRENT,))
    content = None if digest is None else reader.value(READ, (SCHEME + digest.hex(),))
    return None if content is None else _scheme_of(content)


def current_calendar(reader: Reader) -> WorkingCalendar:
    """Return the calendar by which this office counts working days; weekends only where none was kept."""
    content = reader.value(READ, (CALENDAR,))
    return _EMPTY_CALENDAR if content is None else _calendar_of(content)


def kept_print(reader: Reader) -> bytes | None:
    """Return what told the files the kept scheme and calendar were read from; None before the first."""
    found: bytes | None = reader.value(READ, (FILES,))
    return found


def keep_print(transaction: Transaction, files: bytes) -> None:
    """Note which files the scheme and the calendar were read from."""
    transaction.execute(WRITE, (FILES, files))
