"""Which key does what: the registry's defaults, the shipped ``keymap.toml``, the office's own beside its settings.

A keymap file holds one table per map, ``[letters]`` and ``[pinyin]``, of action id = list of keys. Every fault is
found at start and all are reported together, as Textual itself unbinds a clashing key in silence.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from gridtui.core.errors import GridtuiError, InputFault, SettingsFault
from gridtui.settings import read_toml, shipped_config
from gridtui.tui.actions import ACTIONS, BY_ID, Action, actions_of

KeymapName = Literal["letters", "pinyin"]
KEYMAP_FILE: Final = "keymap.toml"

_MAPS: Final = ("letters", "pinyin")
_STRUCTURAL: Final = frozenset({*"0123456789", "enter", "up", "down", "right", "+", "-", "tab", "shift+tab"})
"""Keys every screen reads itself: rows, pages, areas."""
_RESERVED: Final = frozenset(
    {"ctrl+q", "ctrl+s", "ctrl+z", "ctrl+c", "ctrl+space", "ctrl+@", "ctrl+[", "ctrl+.", "ctrl+l", "ctrl+m", "ctrl+j"}
)
"""Flow control, suspend, input-method switches, keys terminals send for others (terminal.md section 7, rule 9)."""
_DESTRUCTIVE: Final = frozenset({"list.undo", "card.confirm"})
_F1_TO_F4: Final = frozenset({"f1", "f2", "f3", "f4"})
_KEY: Final = re.compile(
    r"[!-~]|ctrl\+[a-z]|f([1-9]|1[0-2])|escape|space|left|home|end|delete|insert|pageup|pagedown"
)


class Keymap:
    """The keys in force. ``keys`` maps every action id to its keys, the first being the one that is shown."""

    def __init__(self, keys: Mapping[str, tuple[str, ...]]) -> None:
        self.keys = dict(keys)
        screens = {screen for action in ACTIONS for screen in action.screens}
        self._actions = {
            screen: {key: action for action in actions_of(screen) for key in self.keys[action.id]}
            for screen in screens
        }

    def action_for(self, screen: str, key: str) -> Action | None:
        """Return what a key does on a screen, None where it does nothing."""
        return self._actions.get(screen, {}).get(key)

    def key_of(self, action_id: str) -> str:
        """Return the key shown for an action, '' where the keymap gives it none."""
        keys = self.keys[action_id]
        return keys[0] if keys else ""


def default_keys(name: KeymapName) -> dict[str, tuple[str, ...]]:
    """Return the keys the registry itself gives in one of the two maps."""
    return {
        action.id: action.pinyin + action.keys[1:] if name == "pinyin" and action.pinyin else action.keys
        for action in ACTIONS
    }


def load_keymap(name: KeymapName, folder: Path | None) -> Keymap:
    """Return the keymap in force; ``folder`` is the office's, None for the shipped map alone.

    Raises SettingsFault("keymap.wrong") whose ``problems`` name file, table and key of every fault.
    """
    keys = default_keys(name)
    problems: list[GridtuiError] = []
    files = [shipped_config() / KEYMAP_FILE, *([folder / KEYMAP_FILE] if folder else [])]
    origin: dict[str, str] = {}
    for path in files:
        if not path.exists():
            continue
        tables = read_toml(path)
        problems += [
            InputFault("keymap.unknown_table", file=str(path), table=table, key="")
            for table in tables
            if table not in _MAPS
        ]
        for action_id, chosen in _table(tables.get(name), path, name, problems).items():
            keys[action_id] = chosen
            origin[action_id] = str(path)
    problems += clashes(keys, name, origin)
    if problems:
        raise SettingsFault("keymap.wrong", problems, count=len(problems), file=str(files[-1]))
    return Keymap(keys)


def _table(table: object, path: Path, name: str, problems: list[GridtuiError]) -> dict[str, tuple[str, ...]]:
    """Return the usable lines of a table and add a problem for each of the others."""
    if table is None:
        return {}
    if not isinstance(table, dict):
        problems.append(InputFault("keymap.not_a_table", file=str(path), table=name, key=""))
        return {}
    usable: dict[str, tuple[str, ...]] = {}
    for action_id, keys in table.items():
        where = {"file": str(path), "table": name, "key": str(action_id)}
        if action_id not in BY_ID:
            problems.append(InputFault("keymap.unknown_action", **where))
        elif not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
            problems.append(InputFault("keymap.not_keys", **where))
        else:
            faults = [_fault_of(key, action_id, where) for key in keys]
            problems += [fault for fault in faults if fault]
            if not any(faults):
                usable[action_id] = tuple(keys)
    return usable


def _fault_of(key: str, action_id: str, where: dict[str, str]) -> InputFault | None:
    if key in _RESERVED or key in _STRUCTURAL or key.startswith("alt+"):
        return InputFault("keymap.reserved", pressed=key, **where)
    if key in _F1_TO_F4 and action_id in _DESTRUCTIVE:
        return InputFault("keymap.destructive", pressed=key, **where)
    if not _KEY.fullmatch(key):
        return InputFault("keymap.unknown_key", pressed=key, **where)
    return None


def clashes(keys: Mapping[str, tuple[str, ...]], name: str, origin: Mapping[str, str]) -> list[GridtuiError]:
    """Return a problem for each key that two actions of one screen claim, once per pair."""
    found: dict[tuple[str, str, str], InputFault] = {}
    for screen in sorted({screen for action in ACTIONS for screen in action.screens}):
        claimed: dict[str, str] = {}
        for action in actions_of(screen):
            for key in keys[action.id]:
                other = claimed.setdefault(key, action.id)
                if other != action.id:
                    file = origin.get(action.id) or origin.get(other) or KEYMAP_FILE
                    found[key, other, action.id] = InputFault(
                        "keymap.clash", file=file, table=name, key=action.id, pressed=key, other=other, screen=screen
                    )
    return list(found.values())
