"""What a mechanism's sources leave to the office, answered with numbers: the answers become a scheme file of its own.

Each answer stands under ``assumed`` of its entry: no source states it, the office decided it. Households (a segment)
are not chosen by a number and stay open.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import tomli_w

from gridtui.locale import _
from gridtui.office.mechanism import OWN_CONFIG, SUFFIX, load_mechanism
from gridtui.scheme.check import OpenQuestion, open_questions
from gridtui.scheme.model import Scheme
from gridtui.settings import Settings

OWN_NAME = "own"
MOST_ANSWER = 1_000
"""No number asked for here is larger: days, hours, months, percent, households."""
_NUMBERED = frozenset({"period", "hours", "days", "target_percent", "most", "months", "amount"})
_ENTRIES = {
    "rule": "rules",
    "plan": "plans",
    "trigger": "triggers",
    "campaign": "campaigns",
    "span": "spans",
    "shelf_life": "shelf_lives",
    "limit": "limits",
}
_IDENTITY = {"span": ("role",), "shelf_life": ("type", "field"), "limit": ("ticket_class", "category")}
"""What names an entry of a table without a key."""

Answers = Mapping[OpenQuestion, int]


def askable(scheme: Scheme) -> tuple[OpenQuestion, ...]:
    """Return what is left to the office and is a number."""
    return tuple(each for each in open_questions(scheme) if not each.is_assumed and each.key in _NUMBERED)


def keep_answers(folder: Path, settings: Settings, scheme: Scheme, answers: Answers) -> Settings:
    """Write the answers as the office's own scheme file; return the settings that name it last.

    Nothing is written without an answer. Raises SettingsFault where they do not hold together; no file is left then.
    """
    if not answers:
        return settings
    tables: dict[str, Any] = {
        "scheme": {
            "key": OWN_NAME,
            "title": scheme.about.title,
            "source": _("decided by the office when it was set up"),
            "uses": list(settings.office.schemes),
        }
    }
    for question, number in answers.items():
        _state(tables, scheme, question, number)
    path = folder / OWN_CONFIG / "schemes" / f"{OWN_NAME}{SUFFIX}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(tomli_w.dumps(tables), "utf-8")
    office = msgspec.structs.replace(settings.office, schemes=(*settings.office.schemes, OWN_NAME))
    answered = msgspec.structs.replace(settings, office=office)
    try:
        load_mechanism(folder, answered)
    except BaseException:
        path.unlink()
        raise
    return answered


def _state(tables: dict[str, Any], scheme: Scheme, question: OpenQuestion, number: int) -> None:
    """State one answer in the entry it is about."""
    table, _space, rest = question.table.partition(" ")
    names = _IDENTITY.get(table, ("key",))
    identity = dict(zip(names, rest.split(" "), strict=False))
    held = next(
        entry
        for entry in getattr(scheme, _ENTRIES[table])
        if all(getattr(entry, name) == identity.get(name, "") for name in names)
    )
    entries: list[dict[str, Any]] = tables.setdefault(table, [])
    entry = next((each for each in entries if identity.items() <= each.items()), None)
    if entry is None:
        entry = {**identity, "assumed": list(held.assumed)}
        entries.append(entry)
    entry["assumed"] = sorted({*entry["assumed"], question.key})
    if question.key == "period":
        entry["period"] = {"kind": "rolling", "days": number}
        if getattr(held, "mode", "per_subject") != "per_subject":
            # A quota must say how many: once in so many days.
            entry["times"] = held.times
            entry["assumed"] = sorted({*entry["assumed"], "times"})
    else:
        entry[question.key] = number
    if table == "span":
        entry["office_sets"] = False
