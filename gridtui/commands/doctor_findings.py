"""What ``gridtui doctor`` looks at, one finding each, in plain words and numbers that name nobody."""

import os
import platform
import sqlite3
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeVar

import msgspec

from gridtui import __version__
from gridtui.core.errors import GridtuiError, SettingsFault, StoreFault
from gridtui.core.time import Clock, day_of, iso_instant
from gridtui.locale import N_, _, say
from gridtui.locale.sentences import sentences_for
from gridtui.settings import SETTINGS_FILE, Settings

if TYPE_CHECKING:
    from gridtui.office.health import Health
    from gridtui.store.checking import Progress

State = Literal["good", "note", "wrong"]
Fact = int | str | bool | None
Found = TypeVar("Found")

LEAST_SQLITE: Final = (3, 35, 0)
"""The first with RETURNING, which every write uses."""
LEAST_FREE_BYTES: Final = 64 << 20
MEGABYTE: Final = 1 << 20
QUIET_SYNC_MS: Final = 7 * 86_400_000
"""An enrolled office that has not synced for a week is told so."""
CLOCK_NOISE_MS: Final = 120_000
"""A clock this far from the server's is noise of the line; beyond it times are corrected (P2)."""

_KEPT: Final = {
    "heads": N_("{compared} records folded again from their changes"),
    "rows": N_("{compared} rows compared with what their records say"),
    "visits": N_("{compared} visits judged again"),
    "visitors": N_("{compared} visits looked up by who made them"),
    "sums": N_("{compared} sums of a post's visits on a day counted again"),
    "tickets": N_("{compared} tickets folded again from their steps"),
    "find": N_("find words of {compared} households made again"),
}


class Finding(msgspec.Struct, frozen=True):
    """One thing that was looked at: its permanent name, how it stands, a sentence, and the numbers behind it."""

    check: str
    state: State
    text: str
    facts: dict[str, Fact] = {}


def findings(
    folder: Path, load: Callable[[], Settings], clock: Clock, *, compares: bool, progress: "Progress"
) -> Iterator[Finding]:
    """Look at everything, one after the other; a part that cannot be looked at is a finding and ends nothing."""
    yield _program()
    settings = _try(load, "settings")
    if isinstance(settings, Finding):
        yield settings
    yield from _store(folder, clock, compares=compares, progress=progress)
    if isinstance(settings, Settings):
        if (folder / SETTINGS_FILE).exists():
            yield _scheme(folder, settings, clock)
        yield _keys(folder, settings)
        yield _terminal(settings)


def _try(act: Callable[[], Found], check: str) -> Found | Finding:
    """Return what an act returns, or a finding of the fault it raised with all of its problems."""
    try:
        return act()
    except GridtuiError as fault:
        problems = fault.problems if isinstance(fault, SettingsFault) else ()
        happened, next_step = sentences_for(fault)
        told = [happened, *(sentences_for(problem)[0] for problem in problems), next_step]
        return Finding(check, "wrong", " ".join(told), {"code": fault.code})


def _program() -> Finding:
    try:
        textual = version("textual")
    except PackageNotFoundError:
        textual = ""
    facts: dict[str, Fact] = {
        "gridtui": __version__,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "textual": textual,
    }
    text = f"gridtui {__version__}, Python {facts['python']}, SQLite {facts['sqlite']}, Textual {textual or '-'}"
    if sqlite3.sqlite_version_info < LEAST_SQLITE:
        least = ".".join(map(str, LEAST_SQLITE))
        text += ". " + say("SQLite {least} or newer is needed.", least=least)
        return Finding("program", "wrong", text, facts)
    return Finding("program", "good", text, facts)


# -- the store


def _store(folder: Path, clock: Clock, *, compares: bool, progress: "Progress") -> Iterator[Finding]:
    from gridtui.store.database import Store

    def opened() -> Store:
        if not (folder / SETTINGS_FILE).exists():
            raise StoreFault("office.not_set_up")
        return Store.open(folder)

    store = _try(opened, "file")
    if isinstance(store, Finding):
        yield store
        return
    try:
        from gridtui.office.health import examine

        health = _try(lambda: examine(store, compares=compares, progress=progress), "file")
    finally:
        store.close()
    if isinstance(health, Finding):
        yield health
        return
    yield _file(health)
    yield _room(health)
    yield from _kept(health)
    yield _sync(health, clock)
    yield _clock(health)


def _file(health: "Health") -> Finding:
    from gridtui.store.opening import SCHEMA_NUMBER

    file = health.file
    facts: dict[str, Fact] = {"schema": file.schema, "bytes": file.file_bytes, "log_bytes": file.log_bytes,
                              "whole": file.is_whole}  # fmt: skip
    if not file.is_whole:
        text = _("SQLite finds damage in the office file. Restore the last backup; keep the damaged file.")
        return Finding("file", "wrong", text, facts)
    if file.schema != SCHEMA_NUMBER:
        text = say("The office file has schema {found}, this program needs {known}.", found=file.schema,
                   known=SCHEMA_NUMBER)  # fmt: skip
        return Finding("file", "wrong", text, facts)
    text = say(
        "The office file is whole: schema {schema}, {size} MB and {log} MB of log.",
        schema=file.schema,
        size=_megabytes(file.file_bytes),
        log=_megabytes(file.log_bytes),
    )
    return Finding("file", "good", text, facts)


def _room(health: "Health") -> Finding:
    free = health.file.free_bytes
    facts: dict[str, Fact] = {"free_bytes": free}
    text = say("{free} MB are free on the disk.", free=_megabytes(free))
    if free < LEAST_FREE_BYTES:
        return Finding("room", "wrong", text + " " + _("Saving fails once it is full: make room."), facts)
    if free < 2 * health.file.file_bytes:
        note = _("An upgrade first makes a copy of the office file: make room for two.")
        return Finding("room", "note", text + " " + note, facts)
    return Finding("room", "good", text, facts)


def _kept(health: "Health") -> Iterator[Finding]:
    for each in health.checked:
        text = say(_KEPT[each.kept], compared=each.compared)
        facts: dict[str, Fact] = {"compared": each.compared, "wrong": each.wrong}
        if each.kept == "find":
            facts["version"] = health.find_version
        if each.wrong:
            differ = say(
                "{wrong} differ; gridtui doctor --mend makes them anew from what was saved.", wrong=each.wrong
            )
            yield Finding(f"kept.{each.kept}", "wrong", f"{text}: {differ}", facts)
        else:
            right = _("all as it should be")
            yield Finding(f"kept.{each.kept}", "good", f"{text}: {right}", facts)


def _sync(health: "Health", clock: Clock) -> Finding:
    last = health.last_sync_ms
    facts: dict[str, Fact] = {
        "enrolled": health.is_enrolled,
        "waiting": health.waiting,
        "held": health.held,
        "conflicts": health.conflicts,
        "last_sync": None if last is None else iso_instant(last),
    }
    if not health.is_enrolled:
        text = say("This office works alone; {waiting} records have never left it.", waiting=health.waiting)
        return Finding("sync", "good", text, facts)
    when = _("never") if last is None else iso_instant(last)
    text = say("Last sync {when}; {waiting} records wait to be sent.", when=when, waiting=health.waiting)
    if health.held or health.conflicts:
        text += " " + say(
            "{held} are set aside at the server and {conflicts} conflicts wait for a person.",
            held=health.held,
            conflicts=health.conflicts,
        )
        return Finding("sync", "note", text, facts)
    is_quiet = last is None or clock.now_ms() - last > QUIET_SYNC_MS
    return Finding("sync", "note" if is_quiet else "good", text, facts)


def _clock(health: "Health") -> Finding:
    offset = health.offset_ms
    facts: dict[str, Fact] = {"offset_ms": offset}
    if offset is None:
        return Finding("clock", "good", _("No server has told the time yet."), facts)
    if abs(offset) <= CLOCK_NOISE_MS:
        return Finding("clock", "good", _("This computer's clock and the server's agree."), facts)
    seconds = abs(offset) // 1_000
    text = (
        say("This computer's clock is {seconds} s slow; what is saved is corrected. Set it right.", seconds=seconds)
        if offset > 0
        else say(
            "This computer's clock is {seconds} s fast; what is saved is corrected. Set it right.", seconds=seconds
        )
    )
    return Finding("clock", "note", text, facts)


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes / MEGABYTE:.1f}"


# -- what a person can write


def _scheme(folder: Path, settings: Settings, clock: Clock) -> Finding:
    from gridtui.office.mechanism import load_calendar, load_mechanism
    from gridtui.scheme.check import open_questions

    def looked_at() -> Finding:
        scheme = load_mechanism(folder, settings)
        is_estimated = load_calendar(folder).is_estimated(day_of(clock.now_ms()))
        questions = open_questions(scheme)
        undecided = sum(not each.is_assumed for each in questions)
        facts: dict[str, Fact] = {"rules": len(scheme.rules), "undecided": undecided,
                                  "assumed": len(questions) - undecided, "year_listed": not is_estimated}  # fmt: skip
        text = say("The mechanism holds together: {rules} rules, {undecided} for the office to decide.",
                   rules=len(scheme.rules), undecided=undecided)  # fmt: skip
        if is_estimated:
            text += " " + _("This year has no list of working days; only weekends are known.")
        return Finding("scheme", "note" if is_estimated else "good", text, facts)

    return _try(looked_at, "scheme")


def _keys(folder: Path, settings: Settings) -> Finding:
    from gridtui.office.mechanism import OWN_CONFIG
    from gridtui.tui.keymap import load_keymap

    def looked_at() -> Finding:
        keymap = load_keymap(settings.terminal.keymap, folder / OWN_CONFIG)
        text = say("The keys hold together: {count} actions, map {name}.", count=len(keymap.keys),
                   name=settings.terminal.keymap)  # fmt: skip
        return Finding("keys", "good", text, {"actions": len(keymap.keys), "map": settings.terminal.keymap})

    return _try(looked_at, "keys")


def _terminal(settings: Settings) -> Finding:
    from gridtui.term.capabilities import assess
    from gridtui.term.seam import missing_names
    from gridtui.tui.run import choices_of

    known = assess(os.environ, None, choices_of(settings.terminal))
    missing = missing_names()
    facts: dict[str, Fact] = {"terminal": known.terminal, "term": os.environ.get("TERM", ""),
                              "driver": "plain" if missing else "paced", "missing": " ".join(missing)}  # fmt: skip
    name = known.terminal or _("not known before it is asked")
    if missing:
        text = say(
            "Terminal: {name}. This Textual lacks {missing}, so screens are sent whole. Install the pinned version.",
            name=name,
            missing=", ".join(missing),
        )
        return Finding("terminal", "note", text, facts)
    text = say("Terminal: {name}. Screens are sent as differences. More: gridtui doctor terminal", name=name)
    return Finding("terminal", "good", text, facts)
