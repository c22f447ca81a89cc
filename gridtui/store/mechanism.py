"""The schemes and the calendar that folds need, kept in the store so that every process folds alike.

A ticket names the scheme it was opened under by digest. A ticket whose scheme is not here is folded by the current
one until it comes. Published schemes are kept here as soon as all their parts have come (``keep_published``), and
stay when their record is voided: tickets may name them. The current one is the published version in force, and where
none is, what the office's own files added up to.
"""

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec

from gridtui.core.calendar import WorkingCalendar
from gridtui.core.errors import SettingsFault
from gridtui.core.records import SchemeRecord
from gridtui.core.words import TicketClass
from gridtui.rules.deadline import due_clock
from gridtui.scheme.load import read_scheme_bytes, scheme_bytes, scheme_digest
from gridtui.scheme.machine import Machine
from gridtui.scheme.model import Scheme
from gridtui.store.database import Reader, Transaction
from gridtui.store.read_find import TAG_TITLES
from gridtui.store.read_schemes import arrived_contents, scheme_records

SCHEME: Final = "scheme:"
"""``meta`` keys of scheme contents begin so and end in the digest in hexadecimal."""
CURRENT: Final = "scheme"
OWN: Final = "scheme_own"
"""Digest of what the office's own files added up to last: it holds on days on which no published version does."""
CALENDAR: Final = "calendar"
FILES: Final = "mechanism_files"
READ: Final = "SELECT value FROM meta WHERE key = ?"
WRITE: Final = "INSERT INTO meta(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value"
KEPT: Final = f"SELECT substr(key, {len(SCHEME) + 1}) FROM meta WHERE key BETWEEN '{SCHEME}' AND '{SCHEME}~'"

_EMPTY_CALENDAR: Final = WorkingCalendar(frozenset(), (), ())


class TakenUp(NamedTuple):
    """What keeping a scheme changed: the current digest, whether it is another now, whether tag titles are."""

    digest: bytes | None
    is_new: bool
    is_retitled: bool


@lru_cache(maxsize=16)
def _scheme_of(content: bytes) -> Scheme | None:
    """Return the scheme of a content; None where a newer program wrote it, or tickets could not be folded by it."""
    try:
        scheme = read_scheme_bytes(content)
        scheme.machine(TicketClass.ROUTINE)
    except (SettingsFault, KeyError):
        return None
    return scheme


@lru_cache(maxsize=4)
def _calendar_of(content: bytes) -> WorkingCalendar:
    return msgspec.json.decode(content, type=WorkingCalendar)


class Mechanism:
    """Schemes and calendar as one transaction sees them."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._schemes: dict[bytes | None, Scheme | None] = {}
        self._calendar: WorkingCalendar | None = None

    def has(self, scheme: bytes | None) -> bool:
        """Return whether tickets under a scheme are folded by it; others are by the current one."""
        return scheme is not None and kept_scheme(self._reader, scheme) is not None

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
            current: bytes | None = self._reader.value(READ, (CURRENT,))
            found = kept_scheme(self._reader, current if digest is None else digest)
            self._schemes[digest] = self._scheme(None) if found is None and digest is not None else found
        return self._schemes[digest]

    def _working_days(self) -> WorkingCalendar:
        if self._calendar is None:
            content = self._reader.value(READ, (CALENDAR,))
            self._calendar = _EMPTY_CALENDAR if content is None else _calendar_of(content)
        return self._calendar


def keep_scheme(transaction: Transaction, scheme: Scheme, day: int = 0) -> TakenUp:
    """Keep what the office's files add up to; it becomes current where no published scheme is in force on a day."""
    digest = scheme_digest(scheme)
    transaction.execute(WRITE, (SCHEME + digest.hex(), scheme_bytes(scheme)))
    transaction.execute(WRITE, (OWN, digest))
    return take_up(transaction, day)


def keep_published(transaction: Transaction) -> frozenset[bytes]:
    """Keep the content of every published scheme whose parts have come; return the digests that were not here."""
    kept: frozenset[str] = frozenset(row[0] for row in transaction.rows(KEPT))
    new = arrived_contents(transaction, kept)
    for digest, content in new.items():
        transaction.execute(WRITE, (SCHEME + digest, content))
    return frozenset(map(bytes.fromhex, new))


def take_up(transaction: Transaction, day: int) -> TakenUp:
    """Make the scheme in force on a day the current one. Contents are kept before (``keep_published``)."""
    before: bytes | None = transaction.value(READ, (CURRENT,))
    if before is not None and transaction.value(READ, (OWN,)) is None:
        # Kept by an older program, which knew no published one.
        transaction.execute(WRITE, (OWN, before))
    digest = digest_on(transaction, day)
    scheme = kept_scheme(transaction, digest)
    if scheme is None:
        return TakenUp(before, is_new=False, is_retitled=False)
    transaction.execute(WRITE, (CURRENT, digest))
    # Who may not see a restricted tag must not find it by its name either.
    titled = {tag.key: "" if tag.restricted else tag.title for tag in scheme.tags}
    titles = json.dumps(titled, ensure_ascii=False, sort_keys=True)
    is_retitled = transaction.value(READ, (TAG_TITLES,)) != titles
    transaction.execute(WRITE, (TAG_TITLES, titles))
    return TakenUp(digest, before != digest, is_retitled)


def is_taken_up(reader: Reader, day: int) -> bool:
    """Return whether the current scheme is the one in force on a day, so that nothing has to be written."""
    current = reader.value(READ, (CURRENT,))
    return current is not None and current == digest_on(reader, day)


def published_on(reader: Reader, day: int) -> SchemeRecord | None:
    """Return the published version in force on a day; None before the first, and where this program reads none."""
    in_force = (each for each in reversed(scheme_records(reader)) if each.from_day is not None)
    return next(
        (each for each in in_force if (each.from_day or 0) <= day and _is_readable(reader, each.digest)), None
    )


def digest_on(reader: Reader, day: int) -> bytes | None:
    """Return the digest of the scheme in force on a day: the published version, else the office's own."""
    published = published_on(reader, day)
    if published is not None:
        return bytes.fromhex(published.digest)
    own: bytes | None = reader.value(READ, (OWN,)) or reader.value(READ, (CURRENT,))
    return own


def scheme_on(reader: Reader, day: int) -> Scheme | None:
    """Return the scheme in force on a day, by which that day is judged; None where none was ever kept."""
    return kept_scheme(reader, digest_on(reader, day))


def kept_scheme(reader: Reader, digest: bytes | None) -> Scheme | None:
    """Return the scheme of a digest; None where it is not here or not readable."""
    content = None if digest is None else reader.value(READ, (SCHEME + digest.hex(),))
    return None if content is None else _scheme_of(content)


def _is_readable(reader: Reader, digest: str) -> bool:
    return kept_scheme(reader, bytes.fromhex(digest)) is not None


def keep_calendar(transaction: Transaction, calendar: WorkingCalendar) -> int | None:
    """Keep the working-day calendar; return the first day of which it says something else now, None for none."""
    changed = current_calendar(transaction).first_difference(calendar)
    transaction.execute(WRITE, (CALENDAR, msgspec.json.encode(calendar, order="deterministic")))
    return changed


def current_scheme(reader: Reader) -> Scheme | None:
    """Return the scheme this office works under, None where none was kept yet."""
    return kept_scheme(reader, reader.value(READ, (CURRENT,)))


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
