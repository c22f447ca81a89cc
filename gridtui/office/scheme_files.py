"""The scheme files an office can build on: the shipped ones and its own, each with what it builds on itself."""

from pathlib import Path

import msgspec

from gridtui.core.errors import InputFault, SettingsFault
from gridtui.office.mechanism import OWN_CONFIG, config_file
from gridtui.scheme.document import Document, read_document
from gridtui.scheme.load import combine
from gridtui.scheme.model import Scheme
from gridtui.settings import Settings, shipped_config
from gridtui.store.database import Store
from gridtui.store.mechanism import current_scheme

SUFFIX = ".toml"


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
        _described(_document(path), name, is_own=name in own, is_used=name in settings.office.schemes)
        for name, path in sorted(found.items())
    )


def named_scheme(folder: Path, name: str) -> Scheme:
    """Return the scheme of a file, by the name of a scheme or the path of a file, on what it builds on.

    Raises InputFault ``scheme.no_file`` where there is neither, SettingsFault with every fault of the files.
    """
    documents: dict[str, Document] = {}
    _gather(folder, _path_of(folder, name), documents, frozenset())
    return combine(*documents.values())


def kept_scheme(folder: Path) -> Scheme | None:
    """Return the scheme the office's store keeps, None where it has none yet; raises StoreFault as ``Store.open``."""
    store = Store.open(folder)
    try:
        with store.reading() as reader:
            return current_scheme(reader)
    finally:
        store.close()


def _path_of(folder: Path, name: str) -> Path:
    path = Path(name) if name.endswith(SUFFIX) else config_file(folder, f"schemes/{name}{SUFFIX}")
    if not path.is_file():
        raise InputFault("scheme.no_file", name=name)
    return path


def _gather(folder: Path, path: Path, documents: dict[str, Document], above: frozenset[str]) -> None:
    """Put a file behind all it builds on; a circle of ``uses`` is broken where it closes."""
    document = _document(path)
    for used in _words(document, "uses"):
        if used not in documents and used not in above:
            _gather(folder, _path_of(folder, used), documents, above | {document.key})
    documents[document.key or str(path)] = document


def _files(root: Path) -> dict[str, Path]:
    return {path.stem: path for path in sorted((root / "schemes").glob(f"*{SUFFIX}"))}


def _document(path: Path) -> Document:
    try:
        return read_document(path.read_text("utf-8"), str(path))
    except UnicodeDecodeError as error:
        raise SettingsFault("settings.not_utf8", file=str(path)) from error
    except OSError as error:
        raise SettingsFault("settings.unreadable", file=str(path), reason=error.strerror or "") from error


def _described(document: Document, name: str, *, is_own: bool, is_used: bool) -> SchemeFile:
    return SchemeFile(
        name,
        _word(document, "title"),
        _word(document, "source"),
        _words(document, "uses"),
        _words(document, "offices"),
        is_own,
        is_used,
    )


def _about(document: Document) -> dict[str, object]:
    about = document.tables.get("scheme")
    return about if isinstance(about, dict) else {}


def _word(document: Document, key: str) -> str:
    word = _about(document).get(key)
    return word if isinstance(word, str) else ""


def _words(document: Document, key: str) -> tuple[str, ...]:
    words = _about(document).get(key)
    return tuple(str(word) for word in words) if isinstance(words, list) else ()
