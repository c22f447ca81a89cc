"""What the checks of a scheme share: the form of a fault, undefined names, shared numbers."""

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from gridtui.scheme.model import Numbered, Scheme, Segment

Fault = tuple[str, str, dict[str, str | int]]
"""Code, table, and what else the sentence of that code says; ``key`` is always among it."""


def unknown(table: str, key: str, names: Iterable[str], known: Iterable[str]) -> Iterator[Fault]:
    """Yield a fault for each name that is not among those defined; "" names nothing."""
    held = frozenset(known)
    for name in names:
        if name and name not in held:
            yield "scheme.unknown_name", table, {"key": key, "name": name}


def contradiction(table: str, key: str, other: str) -> Fault:
    """Return the fault of two keys that cannot both stand."""
    return "scheme.contradiction", table, {"key": key, "other": other}


def missing(table: str, key: str) -> Fault:
    """Return the fault of a key an entry cannot do without."""
    return "scheme.missing_key", table, {"key": key}


def assumed_faults(table: str, entry: msgspec.Struct, assumed: Iterable[str]) -> Iterator[Fault]:
    """Yield keys said to be assumed that the entry has not."""
    return unknown(table, "assumed", assumed, (field.encode_name for field in msgspec.structs.fields(type(entry))))


def segment_faults(scheme: Scheme, table: str, segment: Segment, key: str = "segment") -> Iterator[Fault]:
    """Yield what is wrong with whom an entry is about."""
    yield from unknown(table, key, segment.tags, (tag.key for tag in scheme.tags))
    chosen = bool(segment.any or segment.all or segment.residences)
    if [chosen, segment.everyone, segment.office_sets].count(True) != 1:
        yield "scheme.segment", table, {"key": key}
    if set(segment.none) & {*segment.any, *segment.all}:
        yield contradiction(table, f"{key} none", f"{key} any")


def number_faults(table: str, entries: tuple[Numbered, ...]) -> Iterator[Fault]:
    """Yield numbers two choices of one table share: stored records could not tell them apart."""
    numbers = Counter(entry.number for entry in entries)
    for entry in entries:
        if numbers[entry.number] > 1:
            yield "scheme.number_twice", f"{table} {entry.key}", {"key": "number", "number": entry.number}


def role_keys(scheme: Scheme) -> tuple[str, ...]:
    """Return the keys of every role."""
    return tuple(role.key for role in scheme.roles)


def programme_faults(scheme: Scheme, table: str, programme: str) -> Iterator[Fault]:
    """Yield a programme that is not defined."""
    return unknown(table, "programme", [programme], (each.key for each in scheme.programmes))
