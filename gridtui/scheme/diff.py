"""What tells two schemes apart, entry by entry and key by key; the words for it are made where it is shown.

Entries are the same if their key is; versions of a rule are told apart by their first day where one of the schemes
has several. A table inside an entry is compared key by key under a dotted name (``segment.any``), a period as one
value, an array of tables inside an entry (a campaign's categories, a machine's steps) entry by entry under the name
of what holds it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from gridtui.scheme.model import CadenceRule, Entry, Period, Scheme

Value = None | bool | int | str | tuple["Value", ...] | dict[str, "Value"]
"""A key's value as JSON has it; a date is ISO text."""


class Change(msgspec.Struct, frozen=True):
    """One difference. ``key`` "" is a whole entry: ``old`` None where it was added, ``new`` None where it is gone.

    ``table`` is the TOML table, with the entry it lies in where it lies in one (``campaign sweep category``);
    ``entry`` names the entry there, "" for a table that stands once; ``title`` is what the office calls it.
    """

    table: str
    entry: str
    title: str
    key: str
    old: Value
    new: Value


_Place = tuple[str, str]
"""Table and entry."""


class _Stated(msgspec.Struct, frozen=True):
    title: str
    inside: _Place | None
    whole: Value
    keys: dict[str, Value]


def changes(old: Scheme, new: Scheme) -> tuple[Change, ...]:
    """Return what ``new`` states otherwise than ``old``, in the order of the tables, nothing where they are equal."""
    versioned = frozenset(
        key for scheme in (old, new) for key, times in Counter(rule.key for rule in scheme.rules).items() if times > 1
    )
    before, after = _stated(old, versioned), _stated(new, versioned)
    return tuple(_compared(before, after))


def _compared(before: dict[_Place, _Stated], after: dict[_Place, _Stated]) -> Iterator[Change]:
    for place in sorted({**before, **after}, key=lambda place: _TABLES.index(place[0].split(" ")[0])):
        one, other = before.get(place), after.get(place)
        if one is not None and other is not None:
            yield from _changed_keys(place, one, other)
            continue
        present = one or other
        if present is None or _lies_in_a_changed(present, before, after):
            continue
        whole_before, whole_after = (None if each is None else each.whole for each in (one, other))
        yield Change(*place, present.title, "", whole_before, whole_after)


def _lies_in_a_changed(stated: _Stated, before: dict[_Place, _Stated], after: dict[_Place, _Stated]) -> bool:
    """Return whether what holds an entry came or went with it, so that the whole is told once."""
    return stated.inside is not None and not (stated.inside in before and stated.inside in after)


def _changed_keys(place: _Place, one: _Stated, other: _Stated) -> Iterator[Change]:
    for key in {**one.keys, **other.keys}:
        old, new = one.keys.get(key), other.keys.get(key)
        is_on_both = key in one.keys and key in other.keys
        # A table or array inside an entry that only one side states has keys there that say nothing.
        if old != new and (is_on_both or old or new):
            yield Change(*place, other.title, key, old, new)


def _stated(scheme: Scheme, versioned: frozenset[str]) -> dict[_Place, _Stated]:
    found: dict[_Place, _Stated] = {}
    for field in msgspec.structs.fields(Scheme):
        content = getattr(scheme, field.name)
        if isinstance(content, Entry):
            _add(found, (field.encode_name, ""), content, None)
        else:
            for name, entry in _named(content, versioned):
                _add(found, (field.encode_name, name), entry, None)
    return found


def _add(found: dict[_Place, _Stated], place: _Place, entry: Entry, inside: _Place | None) -> None:
    flat = dict(_flat(entry, ""))
    inner: dict[str, Any] = {name: value for name, value in flat.items() if _are_entries(value)}
    keys: dict[str, Value] = {name: msgspec.to_builtins(value) for name, value in flat.items() if name not in inner}
    title = getattr(entry, "title", "") or getattr(entry, "text", "")
    found[place] = _Stated(title, inside, msgspec.to_builtins(entry), keys)
    for name, entries in inner.items():
        for own, each in _named(entries, frozenset()):
            _add(found, (f"{place[0]} {place[1]} {name}", own), each, place)


def _are_entries(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], Entry)


def _flat(entry: Entry, prefix: str) -> Iterator[tuple[str, object]]:
    """Yield every key of an entry with its value, those of tables inside it under dotted names."""
    for field in msgspec.structs.fields(type(entry)):
        value = getattr(entry, field.name)
        name = f"{prefix}{field.encode_name}"
        if isinstance(value, Entry) and not isinstance(value, Period):
            yield from _flat(value, f"{name}.")
        else:
            yield name, value


def _named(entries: Iterable[Any], versioned: frozenset[str]) -> Iterator[tuple[str, Entry]]:
    """Yield entries under names that tell them apart: the key, and the first day or a count where that is too little.

    ``Any``: each is an Entry, and only a rule has a first day.
    """
    seen = Counter[str]()
    for entry in entries:
        name = _own_name(entry)
        seen[name] += 1
        if isinstance(entry, CadenceRule) and name in versioned:
            yield f"{name} {entry.from_.isoformat()}", entry
        else:
            yield (name if seen[name] == 1 else f"{name} {seen[name]}"), entry


def _own_name(entry: Entry) -> str:
    for keys in (("key",), ("ticket_class", "category"), ("type", "field"), ("role",), ("act",), ("title",)):
        if all(hasattr(entry, key) for key in keys):
            return " ".join(part for key in keys if (part := getattr(entry, key)))
    raise KeyError(type(entry).__name__)


_TABLES = [field.encode_name for field in msgspec.structs.fields(Scheme)]
