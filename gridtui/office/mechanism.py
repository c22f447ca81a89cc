"""The mechanism an office works under: its scheme files and the working-day calendars, found beside the office.

A file in the office's own ``config`` folder goes before the shipped file of the same name, so that an office can
change a number without touching what is shipped. What a file builds on (``uses``) is read before it.
"""

from collections.abc import Iterable
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from gridtui.core.calendar import WorkingCalendar, read_calendars
from gridtui.core.errors import SettingsFault
from gridtui.scheme.document import Document, read_document
from gridtui.scheme.load import combine
from gridtui.scheme.model import Scheme
from gridtui.settings import Settings, shipped_config
from gridtui.store.database import Reader
from gridtui.store.mechanism import scheme_on

if TYPE_CHECKING:
    from gridtui.office.session import OfficeSession

PRINT_BYTES = 16
SUFFIX = ".toml"
OWN_CONFIG = "config"
"""Folder of an office's own files, inside the office's folder."""


def load_mechanism(folder: Path, settings: Settings) -> Scheme:
    """Return the scheme the office's files add up to, with all they build on.

    Raises SettingsFault with every fault of every file.
    """
    return combine(*scheme_documents(folder, (scheme_file(folder, name) for name in settings.office.schemes)))


def rule_files(folder: Path, settings: Settings) -> dict[str, str]:
    """Return the key of each rule with the file that stated it last, as a person knows that."""
    documents = scheme_documents(folder, (scheme_file(folder, name) for name in settings.office.schemes))
    stated = ((rule, document.origin) for document in documents for rule in document.tables.get("rule", []))
    return {str(rule.get("key")): origin for rule, origin in stated}


def scheme_documents(folder: Path, paths: Iterable[Path]) -> tuple[Document, ...]:
    """Return what scheme files say, each behind all it builds on and once.

    A circle of ``uses`` is broken where it closes; a name that is no file's is left for ``combine`` to tell, with
    the file that uses it. Raises SettingsFault for a file that cannot be read.
    """
    documents: dict[str, Document] = {}
    for path in paths:
        _gather(folder, path, documents, frozenset())
    return tuple(documents.values())


def load_calendar(folder: Path) -> WorkingCalendar:
    """Return the working-day calendar of every year that has a list, the office's own lists before the shipped.

    Raises SettingsFault ``settings.unreadable``, ``settings.not_utf8`` and as ``read_calendar``.
    """
    years = {path.name: path for root in (shipped_config(), folder / OWN_CONFIG) for path in _lists(root)}
    return read_calendars((_text(path), str(path)) for _, path in sorted(years.items()))


def mechanism_on(session: "OfficeSession", day: int, reader: Reader | None = None) -> Scheme:
    """Return the scheme in force on a day, so that last month is judged by last month's rules.

    That is the published version in force, before the first one what the office's files added up to. ``reader`` is
    that of a read under way.
    """
    if reader is not None:
        return scheme_on(reader, day) or session.scheme
    with session.store.reading() as own:
        return scheme_on(own, day) or session.scheme


def renewed(session: "OfficeSession") -> "OfficeSession":
    """Return the session under the scheme in force now: a version may have begun, come, or been taken back since."""
    scheme = mechanism_on(session, session.today)
    if scheme is session.scheme or scheme == session.scheme:
        return session
    return replace(session, scheme=scheme, roles=scheme.role_table())


def mechanism_print(folder: Path, settings: Settings, *, is_published: bool = False) -> bytes:
    """Return what tells the office's scheme and calendar files from changed ones, without reading what they say.

    Every scheme file there is counts, as one that is used may build on any. Files that are not read, as a published
    mechanism holds, are told from the same files read.
    """
    roots = (shipped_config(), folder / OWN_CONFIG)
    paths = [path for root in roots for path in (*_schemes(root), *_lists(root))]
    names = " ".join(settings.office.schemes)
    told = blake2b(f"{names} {is_published}".encode(), digest_size=PRINT_BYTES)
    for path in paths:
        content = _text(path).encode()
        told.update(f"{path.name} {len(content)} ".encode() + content)
    return told.digest()


def config_file(folder: Path, name: str) -> Path:
    """Return the office's own file of that name, else the shipped one."""
    own = folder / OWN_CONFIG / name
    return own if own.exists() else shipped_config() / name


def scheme_file(folder: Path, name: str) -> Path:
    """Return where the file of a scheme of that name is, or would be: the office's own before the shipped one."""
    return config_file(folder, f"schemes/{name}{SUFFIX}")


def scheme_document(path: Path) -> Document:
    """Return what one scheme file says; raises SettingsFault where it cannot be read."""
    return read_document(_text(path), str(path))


def scheme_words(document: Document, key: str) -> tuple[str, ...]:
    """Return a list of words of a file's ``[scheme]``, () where it states none."""
    about = document.tables.get("scheme")
    words = about.get(key) if isinstance(about, dict) else None
    return tuple(str(word) for word in words) if isinstance(words, list) else ()


def _gather(folder: Path, path: Path, documents: dict[str, Document], above: frozenset[str]) -> None:
    document = scheme_document(path)
    for used in scheme_words(document, "uses"):
        below = scheme_file(folder, used)
        if used not in documents and used not in above and below.is_file():
            _gather(folder, below, documents, above | {document.key})
    documents[document.key or str(path)] = document


def _text(path: Path) -> str:
    """Return a file's text; raises SettingsFault naming the file."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise SettingsFault("settings.not_utf8", file=str(path)) from error
    except OSError as error:
        raise SettingsFault("settings.unreadable", file=str(path), reason=error.strerror or "") from error


def _schemes(root: Path) -> list[Path]:
    return sorted((root / "schemes").glob(f"*{SUFFIX}"))


def _lists(root: Path) -> list[Path]:
    return sorted((root / "calendars").glob("*.toml"))
