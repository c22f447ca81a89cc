"""The scheme files an office can build on: the shipped ones and its own, each with what it builds on itself."""

from pathlib import Path

import msgspec

from gridtui.core.divisions import ancestry, pad_code
from gridtui.core.errors import InputFault
from gridtui.office.mechanism import (
    OWN_CONFIG,
    SUFFIX,
    scheme_document,
    scheme_documents,
    scheme_file,
    scheme_words,
)
from gridtui.scheme.document import Document
from gridtui.scheme.load import combine
from gridtui.scheme.model import Scheme
from gridtui.settings import SETTINGS_FILE, OfficeTable, Settings, shipped_config
from gridtui.store.database import Store
from gridtui.store.mechanism import current_scheme, published_on, scheme_on


class SchemeFile(msgspec.Struct, frozen=True):
    """A scheme file: ``name`` is what ``office.schemes`` calls it, ``offices`` the divisions it was made for.

    ``is_own``: it stands in the office's folder; ``is_used``: the office works by it.
    """

    name: str
    title: str
    source: str
    uses: tuple[str, ...]
    offices: tuple[str, ...]
    is_own: bool
    is_used: bool


def scheme_files(folder: Path, settings: Settings) -> tuple[SchemeFile, ...]:
    """Return every scheme file there is by name; the office's own stands for a shipped one of the same name."""
    shipped, own = (_files(root) for root in (shipped_config(), folder / OWN_CONFIG))
    found = {**shipped, **own}
    return tuple(
        _described(scheme_document(path), name, is_own=name in own, is_used=name in settings.office.schemes)
        for name, path in sorted(found.items())
    )


def proposed_schemes(folder: Path, code: str) -> tuple[str, ...]:
    """Return the scheme files to set an office of a division up with, those a file builds on before it.

    That is the mechanism whose ``offices`` holds the division, else the one that holds its street; where nobody wrote
    one for either, what the settings start with.
    """
    start = OfficeTable().schemes
    above = [pad_code(place.code) for place in reversed(ancestry(code)[-2:])]
    files = scheme_files(folder, Settings(office=OfficeTable(schemes=start)))
    for wanted in above:
        for file in files:
            if wanted in file.offices:
                return (*file.uses, file.name)
    return start


def named_scheme(folder: Path, name: str) -> Scheme:
    """Return the scheme of a file, by the name of a scheme or the path of a file, on what it builds on.

    Raises InputFault ``scheme.no_file`` where there is neither, SettingsFault with every fault of the files.
    """
    return combine(*scheme_documents(folder, [_path_of(folder, name)]))


def published_scheme(folder: Path, day: int) -> Scheme | None:
    """Return the published scheme in force on a day; None where none is, and before the office is set up.

    Raises StoreFault as ``Store.open``.
    """
    if not (folder / SETTINGS_FILE).exists():
        return None
    store = Store.open(folder)
    try:
        with store.reading() as reader:
            return None if published_on(reader, day) is None else scheme_on(reader, day)
    finally:
        store.close()


def kept_scheme(folder: Path) -> Scheme | None:
    """Return the scheme the office's store keeps, None where it has none yet; raises StoreFault as ``Store.open``."""
    store = Store.open(folder)
    try:
        with store.reading() as reader:
            return current_scheme(reader)
    finally:
        store.close()


def _path_of(folder: Path, name: str) -> Path:
    path = Path(name) if name.endswith(SUFFIX) else scheme_file(folder, name)
    if not path.is_file():
        raise InputFault("scheme.no_file", name=name)
    return path


def _files(root: Path) -> dict[str, Path]:
    return {path.stem: path for path in sorted((root / "schemes").glob(f"*{SUFFIX}"))}


def _described(document: Document, name: str, *, is_own: bool, is_used: bool) -> SchemeFile:
    return SchemeFile(
        name,
        _word(document, "title"),
        _word(document, "source"),
        scheme_words(document, "uses"),
        scheme_words(document, "offices"),
        is_own,
        is_used,
    )


def _about(document: Document) -> dict[str, object]:
    about = document.tables.get("scheme")
    return about if isinstance(about, dict) else {}


def _word(document: Document, key: str) -> str:
    word = _about(document).get(key)
    return word if isinstance(word, str) else ""
