"""From texts to one checked Scheme: files add up in order, a later one changes what an earlier one stated.

Entries of the same key are one entry: the later file states only the keys it changes, and a table inside an entry
(segment, period, steps) is replaced whole. A rule may stand in several versions told apart by ``from``; an entry
without ``from`` changes every version. All faults of all files are reported at once, each with file, table and key.
"""

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Any

import msgspec

from gridtui.core.errors import SettingsFault
from gridtui.scheme.check import scheme_faults
from gridtui.scheme.document import Document, Table, entry_name, read_document, table_faults
from gridtui.scheme.model import Scheme

DIGEST_BYTES = 16
_DIGEST_PREFIX = b"gs1scheme"

Origins = dict[str, str]
"""Entry name -> file that stated it last, so that a fault names the file to edit."""


def load_scheme(text: str, origin: str) -> Scheme:
    """Return the scheme of one file that is complete in itself; raises SettingsFault with every problem found."""
    return combine(read_document(text, origin))


def load_schemes(texts: Iterable[tuple[str, str]]) -> Scheme:
    """Return what (text, origin) pairs add up to, later ones changing earlier ones; raises SettingsFault."""
    return combine(*(read_document(text, origin) for text, origin in texts))


def combine(*documents: Document) -> Scheme:
    """Return the scheme documents add up to, later ones changing earlier ones.

    Raises SettingsFault ``scheme.faulty`` whose ``problems`` are all faults of all documents.
    """
    problems = [fault for document in documents for fault in document.faults]
    problems += _missing_schemes(documents)
    problems += [
        SettingsFault("scheme.missing_key", file=document.origin, table=table, key=key)
        for document in documents
        if not document.key and not document.faults
        for table, key in [("scheme", "key") if "scheme" in document.tables else ("", "scheme")]
    ]
    _refuse(problems)
    tables, origins = _merged(documents, problems)
    _refuse(problems)
    last = documents[-1].origin if documents else ""
    for fault in table_faults(Scheme, tables, last, "", is_complete=True):
        problems.append(_with_origin(fault, origins))
    problems += [_with_origin(fault, origins) for fault in _numberless_quotas(tables, last)]
    _refuse(problems)
    scheme = msgspec.convert(tables, Scheme)
    problems += [_with_origin(fault, origins) for fault in scheme_faults(scheme, last)]
    _refuse(problems)
    return scheme


def scheme_bytes(scheme: Scheme) -> bytes:
    """Return the one byte form of a scheme, as it is stored and synced: JSON, defaults left out, keys in order."""
    return msgspec.json.encode(scheme, order="deterministic")


def read_scheme_bytes(content: bytes) -> Scheme:
    """Return the scheme of its byte form; raises SettingsFault ``scheme.unreadable``."""
    try:
        return msgspec.json.decode(content, type=Scheme)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SettingsFault("scheme.unreadable", reason=str(error)) from error


def scheme_digest(scheme: Scheme) -> bytes:
    """Return the 16 bytes that name a scheme's content: tickets keep them, boards are remembered under them."""
    return content_digest(scheme_bytes(scheme))


def content_digest(content: bytes) -> bytes:
    """Return ``scheme_digest`` of a byte form, which may be a newer program's and hold what this one cannot read."""
    return blake2b(_DIGEST_PREFIX + content, digest_size=DIGEST_BYTES).digest()


def _refuse(problems: list[SettingsFault]) -> None:
    if problems:
        raise SettingsFault("scheme.faulty", problems=problems, count=len(problems))


def _with_origin(fault: SettingsFault, origins: Origins) -> SettingsFault:
    """Name the file that stated the entry a fault is in."""
    table = str(fault.parameters.get("table", ""))
    named = [entry for entry in origins if table == entry or table.startswith(f"{entry} ")]
    if not named:
        return fault
    return SettingsFault(fault.code, (), **{**fault.parameters, "file": origins[max(named, key=len)]})


def _missing_schemes(documents: tuple[Document, ...]) -> list[SettingsFault]:
    held = {document.key for document in documents}
    missing = []
    for document in documents:
        about = document.tables.get("scheme")
        uses = about.get("uses", []) if isinstance(about, dict) else []
        missing += [
            SettingsFault("scheme.unknown_name", file=document.origin, table="scheme", key="uses", name=str(name))
            for name in uses
            if name not in held
        ]
    return missing


def _merged(documents: tuple[Document, ...], problems: list[SettingsFault]) -> tuple[Table, Origins]:
    tables: Table = {}
    origins: Origins = {}
    for document in documents:
        for name, content in document.tables.items():
            if isinstance(content, list):
                problems += _twice_in(document.origin, name, content)
                entries: list[Table] = tables.setdefault(name, [])
                for entry in content:
                    _merge_entry(name, entries, entry)
                    origins[entry_name(name, entry)] = document.origin
            else:
                tables[name] = {**tables.get(name, {}), **content}
                origins[name] = document.origin
    return tables, origins


def _identity(name: str, entry: Table) -> tuple[Any, ...]:
    match name:
        case "limit":
            return entry.get("ticket_class"), entry.get("category", "")
        case "span":
            return (entry.get("role"),)
        case "shelf_life":
            return entry.get("type"), entry.get("field")
        case _:
            return (entry.get("key"),)


def _merge_entry(name: str, entries: list[Table], change: Table) -> None:
    same = [place for place, entry in enumerate(entries) if _identity(name, entry) == _identity(name, change)]
    if name == "rule" and "from" in change:
        same = [place for place in same if entries[place].get("from") == change["from"]]
    for place in same:
        entries[place] = {**entries[place], **change}
    if not same:
        entries.append(dict(change))


def _numberless_quotas(tables: Table, origin: str) -> Iterator[SettingsFault]:
    """Yield quotas of an actor or area that state no number: one, the default, is no quota unless said."""
    rules = tables.get("rule", [])
    for rule in rules if isinstance(rules, list) else []:
        period = rule.get("period")
        is_open = isinstance(period, dict) and period.get("kind") == "office_sets"
        if rule.get("mode") in {"per_actor", "per_area"} and "times" not in rule and not is_open:
            yield SettingsFault("scheme.missing_key", file=origin, table=entry_name("rule", rule), key="times")


def _twice_in(origin: str, name: str, entries: list[Table]) -> list[SettingsFault]:
    seen: set[tuple[Any, ...]] = set()
    faults = []
    for entry in entries:
        identity = (*_identity(name, entry), entry.get("from") if name == "rule" else None)
        if identity in seen:
            faults.append(SettingsFault("scheme.twice", file=origin, table=entry_name(name, entry)))
        seen.add(identity)
    return faults
