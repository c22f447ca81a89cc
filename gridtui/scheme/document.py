"""One scheme file as it was written: parsed, with every key and value that cannot stand found at once.

A file need not be complete: an office's own file names an entry by its key and states only what it changes. What must
be complete is what the files add up to (``scheme.load``).
"""

import tomllib
from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, get_args, get_origin

import msgspec

from gridtui.core.errors import SettingsFault
from gridtui.scheme.model import Scheme

Table = dict[str, Any]
"""A parsed TOML table; ``Any`` because it is what a person wrote, before it is checked."""


class Document(msgspec.Struct, frozen=True):
    """A parsed file. ``origin`` is the name a person knows it by; ``faults`` is everything wrong in it."""

    origin: str
    tables: Table
    faults: tuple[SettingsFault, ...] = ()

    @property
    def key(self) -> str:
        """The scheme's own key, "" where it states none."""
        about = self.tables.get("scheme")
        key = about.get("key") if isinstance(about, dict) else None
        return key if isinstance(key, str) else ""


def read_document(text: str, origin: str) -> Document:
    """Return a parsed file; raises nothing: a file that is no TOML is a document with one fault."""
    try:
        tables = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return Document(origin, {}, (SettingsFault("scheme.not_toml", file=origin, reason=str(error)),))
    return Document(origin, tables, tuple(table_faults(Scheme, tables, origin, "", is_complete=False)))


def table_faults(
    struct: type[msgspec.Struct], table: object, origin: str, name: str, *, is_complete: bool
) -> Iterator[SettingsFault]:
    """Yield what is wrong in one table: unknown keys, wrong values, and where it must be complete missing keys."""
    if not isinstance(table, Mapping):
        yield SettingsFault("scheme.wrong_value", file=origin, table=name, key="", reason="a table is expected")
        return
    fields = {field.encode_name: field for field in msgspec.structs.fields(struct)}
    for key in table:
        if key not in fields:
            yield SettingsFault("scheme.unknown_key", file=origin, table=name, key=key)
    for key, field in fields.items():
        if key in table:
            yield from _value_faults(field.type, table[key], origin, name, key, is_complete=is_complete)
        elif field.required and is_complete:
            yield SettingsFault("scheme.missing_key", file=origin, table=name, key=key)


def entry_name(table: str, entry: object) -> str:
    """Return how a fault names an entry of an array of tables: ``rule weekly_visit``."""
    if not isinstance(entry, Mapping):
        return table
    names = ["key"] if "key" in entry else ["ticket_class", "category", "act", "role", "type", "field"]
    return " ".join([table, *(str(entry[name]) for name in names if name in entry)])


def _value_faults(
    expected: Any, value: object, origin: str, name: str, key: str, *, is_complete: bool
) -> Iterator[SettingsFault]:
    struct = _struct_in(expected)
    if struct is None:
        try:
            msgspec.convert(value, expected)
        except msgspec.ValidationError as error:
            yield SettingsFault("scheme.wrong_value", file=origin, table=name, key=key, reason=str(error))
        return
    inside = f"{name} " if name else ""
    if get_origin(expected) is not tuple:
        yield from table_faults(struct, value, origin, f"{inside}{key}", is_complete=_is_whole(struct, is_complete))
        return
    if not isinstance(value, list):
        yield SettingsFault("scheme.wrong_value", file=origin, table=name, key=key, reason="an array is expected")
        return
    for entry in value:
        place = f"{inside}{entry_name(key, entry)}"
        yield from table_faults(struct, entry, origin, place, is_complete=_is_whole(struct, is_complete))


def _is_whole(struct: type[msgspec.Struct], is_complete: bool) -> bool:
    """Tables inside an entry (a segment, a period, a step) are replaced whole, so they are complete in every file."""
    return is_complete or struct not in _TOP_LEVEL


def _struct_in(expected: Any) -> type[msgspec.Struct] | None:
    """Return the struct a type consists of, directly or as the element of a tuple; None for plain values."""
    if get_origin(expected) is Annotated:
        return _struct_in(get_args(expected)[0])
    if isinstance(expected, type) and issubclass(expected, msgspec.Struct):
        return expected
    if get_origin(expected) in {tuple, UnionType}:
        return next((found for found in map(_struct_in, get_args(expected)) if found is not None), None)
    return None


_TOP_LEVEL = frozenset(_struct_in(field.type) for field in msgspec.structs.fields(Scheme))
