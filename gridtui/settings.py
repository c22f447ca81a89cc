"""Typed settings: a flag beats the environment, the environment beats the office's file, the file beats the default.

An office keeps its settings in ``office.toml`` in its own folder; it is copied there from the shipped ``config/``
when the office is set up and never overwritten. Every fault names file, table and key, and all are reported at once.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, get_args, get_type_hints

import msgspec
import tomli_w

from gridtui.core.errors import GridtuiError, InputFault, SettingsFault


class OfficeTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who works here."""

    division: str = ""
    """12-digit statistical division code of the community or village; '' until the office is set up."""
    name: str = ""
    """Name shown in the first row; '' shows the division's name."""
    prefix: str = "ZY"
    """Letters in front of ticket numbers; the server's enrolment may give another."""
    schemes: tuple[str, ...] = ("common", "yanjiaping")
    """Scheme files that together state the office's mechanism, without ``.toml``; later ones add to earlier ones."""


class TerminalTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How screens are drawn and keys are read."""

    language: Literal["auto", "zh_CN", "en"] = "auto"
    encoding: Literal["auto", "utf-8", "gb18030"] = "auto"
    key_mode: Literal["auto", "xterm", "sco", "vt100"] = "auto"
    keymap: Literal["letters", "pinyin"] = "letters"
    probe: Literal["on", "off"] = "on"
    """Whether the terminal is asked what it can do, one round trip at the start; off believes what is known of it."""
    bce: Literal["auto", "on", "off"] = "auto"
    """Erased cells take the colour of the background."""
    ech: Literal["auto", "on", "off"] = "auto"
    """The terminal erases characters with ``ESC[nX``."""
    rep: Literal["auto", "on", "off"] = "auto"
    """The terminal repeats a character with ``ESC[nb``."""
    scroll: Literal["auto", "on", "off"] = "auto"
    """The terminal scrolls a region of rows."""
    ambiguous: Literal["auto", "narrow", "wide"] = "auto"
    """Cells that dots, arrows and curly quotes take: one or two."""
    colours: Literal["auto", "16", "none"] = "auto"
    link: Literal["auto", "fast", "slow", "thin"] = "auto"
    """The line to the terminal: how long answers, and the rest of a cut key, are waited for."""


class SyncTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The central server."""

    server: str = ""
    """``https://host:port``: where ``gridtui enrol`` enrols when it is given a code alone; '' for none."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything ``office.toml`` may say."""

    office: OfficeTable = OfficeTable()
    terminal: TerminalTable = TerminalTable()
    sync: SyncTable = SyncTable()


_ENVIRONMENT = {
    "GRIDTUI_LANGUAGE": ("terminal", "language"),
    "GRIDTUI_ENCODING": ("terminal", "encoding"),
    "GRIDTUI_KEY_MODE": ("terminal", "key_mode"),
    "GRIDTUI_KEYMAP": ("terminal", "keymap"),
    "GRIDTUI_PROBE": ("terminal", "probe"),
    "GRIDTUI_BCE": ("terminal", "bce"),
    "GRIDTUI_ECH": ("terminal", "ech"),
    "GRIDTUI_REP": ("terminal", "rep"),
    "GRIDTUI_SCROLL": ("terminal", "scroll"),
    "GRIDTUI_AMBIGUOUS": ("terminal", "ambiguous"),
    "GRIDTUI_COLOURS": ("terminal", "colours"),
    "GRIDTUI_LINK": ("terminal", "link"),
    "GRIDTUI_SERVER": ("sync", "server"),
}
"""Environment variable -> (table, key)."""


def terminal_variables() -> tuple[str, ...]:
    """Return the environment variables that say how a person's terminal is drawn on and read, and nothing else."""
    return tuple(name for name, (table, _) in _ENVIRONMENT.items() if table == "terminal")


def terminal_words() -> dict[str, tuple[str, ...]]:
    """Return the keys of the table ``terminal`` and the words each may have."""
    return {key: get_args(kind) for key, kind in get_type_hints(TerminalTable).items()}


FOLDER_VARIABLE = "GRIDTUI_HOME"
SETTINGS_FILE = "office.toml"
_PATH = re.compile(r" - at `\$(.*)`$")
_UNKNOWN = re.compile(r"unknown field `([^`]*)`")


def shipped_config() -> Path:
    """Return the folder of shipped configuration: inside the wheel, or beside the package in a checkout."""
    inside = Path(__file__).parent / "_config"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "config"


def default_folder(environ: Mapping[str, str]) -> Path:
    """Return the office's folder: ``GRIDTUI_HOME``, else the user's data folder."""
    if chosen := environ.get(FOLDER_VARIABLE):
        return Path(chosen)
    base = environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "gridtui"


def read_toml(path: Path) -> dict[str, object]:
    """Return a TOML file's tables; SettingsFault names file and line where it cannot be read."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsFault("settings.unreadable", file=str(path), reason=error.strerror or "") from error
    except UnicodeDecodeError as error:
        raise SettingsFault("settings.not_utf8", file=str(path)) from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsFault("settings.not_toml", file=str(path), reason=str(error)) from error


def load_settings(folder: Path, environ: Mapping[str, str], flags: Mapping[str, str] | None = None) -> Settings:
    """Return the settings in force for an office's folder; SettingsFault lists every fault.

    ``flags`` maps ``table.key`` to the text of a command-line flag.
    """
    path = folder / SETTINGS_FILE
    tables = read_toml(path) if path.exists() else {}
    overrides = {f"{table}.{key}": environ[name] for name, (table, key) in _ENVIRONMENT.items() if environ.get(name)}
    for dotted, text in {**overrides, **(flags or {})}.items():
        table, _, key = dotted.partition(".")
        inner = tables.setdefault(table, {})
        if isinstance(inner, dict):
            inner[key] = text
    return convert(tables, str(path))


def convert(tables: dict[str, object], file: str) -> Settings:
    """Return typed settings; one SettingsFault carries every unknown key and wrong value of the file."""
    problems: list[GridtuiError] = []
    remaining = {name: dict(value) if isinstance(value, dict) else value for name, value in tables.items()}
    while True:
        try:
            settings = msgspec.convert(remaining, Settings)
        except msgspec.ValidationError as error:
            problem, table, key = _problem(str(error), file)
            problems.append(problem)
            if not _drop(remaining, table, key):
                break
        else:
            if not problems:
                return settings
            break
    raise SettingsFault("settings.wrong", problems, file=file, count=len(problems))


def _problem(message: str, file: str) -> tuple[InputFault, str, str]:
    """Turn msgspec's message into a fault with table and key, and say which entry it is about."""
    found = _PATH.search(message)
    steps = found.group(1).strip(".").split(".") if found and found.group(1) else []
    unknown = _UNKNOWN.search(message)
    if unknown:
        steps.append(unknown.group(1))
    table = steps[0].split("[")[0] if steps else ""
    key = steps[1].split("[")[0] if len(steps) > 1 else ""
    reason = _PATH.sub("", message)
    return (
        InputFault(
            "settings.unknown_key" if unknown else "settings.wrong_value",
            file=file,
            table=table,
            key=key,
            reason=reason,
        ),
        table,
        key,
    )


def _drop(tables: dict[str, object], table: str, key: str) -> bool:
    """Take a faulty entry out, so that the next fault shows; False where there is nothing to take out."""
    inner = tables.get(table)
    if key and isinstance(inner, dict):
        return inner.pop(key, None) is not None
    return tables.pop(table, None) is not None


def _changed(settings: Settings) -> dict[str, dict[str, object]]:
    """Return tables and keys whose values differ from the defaults."""
    given: dict[str, dict[str, object]] = msgspec.to_builtins(settings)
    default: dict[str, dict[str, object]] = msgspec.to_builtins(Settings())
    return {
        table: changed
        for table, values in given.items()
        if (changed := {key: value for key, value in values.items() if value != default[table][key]})
    }


def write_settings(folder: Path, settings: Settings) -> None:
    """Write the settings that differ from the defaults to the office's file, complete or not at all."""
    path = folder / SETTINGS_FILE
    text = tomli_w.dumps(_changed(settings))
    draft = path.with_suffix(".new")
    with draft.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)
