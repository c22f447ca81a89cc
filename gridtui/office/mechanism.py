"""The mechanism an office works under: its scheme files and the working-day calendars, found beside the office.

A file in the office's own ``config`` folder goes before the shipped file of the same name, so that an office can
change a number without touching what is shipped.
"""

from hashlib import blake2b
from pathlib import Path

from gridtui.core.calendar import WorkingCalendar, read_calendars
from gridtui.core.errors import SettingsFault
from gridtui.scheme.load import load_schemes
from gridtui.scheme.model import Scheme
from gridtui.settings import Settings, shipped_config

PRINT_BYTES = 16
OWN_CONFIG = "config"
"""Folder of an office's own files, inside the office's folder."""


def load_mechanism(folder: Path, settings: Settings) -> Scheme:
    """Return the scheme the office's files add up to; SettingsFault lists every fault of every file."""
    paths = [config_file(folder, f"schemes/{name}.toml") for name in settings.office.schemes]
    return load_schemes([(_text(path), str(path)) for path in paths])


def load_calendar(folder: Path) -> WorkingCalendar:
    """Return the working-day calendar of every year that has a list, the office's own lists before the shipped.

    Raises SettingsFault ``settings.unreadable``, ``settings.not_utf8`` and as ``read_calendar``.
    """
    years = {path.name: path for root in (shipped_config(), folder / OWN_CONFIG) for path in _lists(root)}
    return read_calendars((_text(path), str(path)) for _, path in sorted(years.items()))


def mechanism_print(folder: Path, settings: Settings) -> bytes:
    """Return what tells the office's scheme and calendar files from changed ones, without reading what they say."""
    paths = [config_file(folder, f"schemes/{name}.toml") for name in settings.office.schemes]
    paths += [path for root in (shipped_config(), folder / OWN_CONFIG) for path in _lists(root)]
    told = blake2b(digest_size=PRINT_BYTES)
    for path in paths:
        content = _text(path).encode()
        told.update(f"{path.name} {len(content)} ".encode() + content)
    return told.digest()


def config_file(folder: Path, name: str) -> Path:
    """Return the office's own file of that name, else the shipped one."""
    own = folder / OWN_CONFIG / name
    return own if own.exists() else shipped_config() / name


def _text(path: Path) -> str:
    """Return a file's text; raises SettingsFault naming the file."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise SettingsFault("settings.not_utf8", file=str(path)) from error
    except OSError as error:
        raise SettingsFault("settings.unreadable", file=str(path), reason=error.strerror or "") from error


def _lists(root: Path) -> list[Path]:
    return sorted((root / "calendars").glob("*.toml"))
