"""The keymap: what is in force, and every fault of a file found at start."""

import re
import tomllib
from pathlib import Path

import pytest

from gridtui.core.errors import SettingsFault
from gridtui.scheme.acts import ACTS
from gridtui.settings import shipped_config
from gridtui.tui.actions import ACTIONS, AREAS, BY_ID, FORMS, actions_of
from gridtui.tui.keymap import KEYMAP_FILE, clashes, default_keys, load_keymap


def faults(folder: Path, text: str) -> list[tuple[str, str, str]]:
    """Return (code, table, key) of every problem a keymap file has."""
    (folder / KEYMAP_FILE).write_text(text, "utf-8")
    with pytest.raises(SettingsFault) as caught:
        load_keymap("letters", folder)
    return [(p.code, str(p.parameters["table"]), str(p.parameters["key"])) for p in caught.value.problems]


@pytest.mark.parametrize("name", ["letters", "pinyin"])
def test_both_shipped_maps_load_without_a_fault(name: str) -> None:
    """What ships is what starts."""
    load_keymap("letters" if name == "letters" else "pinyin", None)


@pytest.mark.parametrize("name", ["letters", "pinyin"])
def test_the_shipped_file_names_every_action_with_its_keys(name: str) -> None:
    """What an office finds behind a # is what the program does by itself."""
    text = re.sub(r'^# (".+" = )', r"\1", (shipped_config() / KEYMAP_FILE).read_text("utf-8"), flags=re.MULTILINE)
    keys = default_keys("letters" if name == "letters" else "pinyin")
    assert {action: tuple(pressed) for action, pressed in tomllib.loads(text)[name].items()} == keys


@pytest.mark.parametrize("name", ["letters", "pinyin"])
def test_the_defaults_never_clash(name: str) -> None:
    """No key means two things on one screen."""
    assert clashes(default_keys("letters" if name == "letters" else "pinyin"), name, {}) == []


def test_the_office_file_beats_the_shipped_one(tmp_path: Path) -> None:
    """An office's own keymap.toml wins for the actions it names, and for no others."""
    (tmp_path / KEYMAP_FILE).write_text('[letters]\n"person.visit" = ["x"]\n', "utf-8")
    keymap = load_keymap("letters", tmp_path)
    action = keymap.action_for("today", "x")
    assert action is not None
    assert action.id == "person.visit"
    assert keymap.action_for("today", "v") is None
    assert keymap.key_of("person.no_answer") == "n"


def test_an_unknown_action_is_named(tmp_path: Path) -> None:
    """A fault names the table and the key of its line."""
    assert faults(tmp_path, '[letters]\n"person.visits" = ["x"]\n') == [
        ("keymap.unknown_action", "letters", "person.visits")
    ]


def test_a_key_that_two_actions_of_a_screen_claim_is_named(tmp_path: Path) -> None:
    """Textual would silently unbind one of the two."""
    found = faults(tmp_path, '[letters]\n"person.visit" = ["n"]\n')
    assert {code for code, _table, _key in found} == {"keymap.clash"}
    assert "person.no_answer" in {key for _code, _table, key in found}


@pytest.mark.parametrize("key", ["ctrl+s", "ctrl+q", "ctrl+z", "alt+v", "1", "enter", "+", "ctrl+l"])
def test_a_reserved_key_is_refused(tmp_path: Path, key: str) -> None:
    """Flow control, suspend, Alt and the keys every screen reads itself cannot be had."""
    assert faults(tmp_path, f'[letters]\n"person.visit" = ["{key}"]\n') == [
        ("keymap.reserved", "letters", "person.visit")
    ]


def test_the_first_four_function_keys_never_take_anything_back(tmp_path: Path) -> None:
    """SCO terminals send F4 to F7 as F1 to F4."""
    assert faults(tmp_path, '[letters]\n"list.undo" = ["f2"]\n') == [("keymap.destructive", "letters", "list.undo")]


def test_every_fault_of_a_file_is_reported_at_once(tmp_path: Path) -> None:
    """One start shows all that is wrong."""
    text = '[latters]\n[letters]\n"nobody" = ["x"]\n"person.visit" = "v"\n"person.why" = ["ctrl+s", "hm"]\n'
    codes = {code for code, _table, _key in faults(tmp_path, text)}
    assert codes == {
        "keymap.unknown_table",
        "keymap.unknown_action",
        "keymap.not_keys",
        "keymap.reserved",
        "keymap.unknown_key",
    }


def test_every_permission_of_the_registry_is_an_act_of_the_mechanism() -> None:
    """A permission nobody can hold would grey its action for ever."""
    assert {action.permission for action in ACTIONS} - {""} <= set(ACTS)


def test_action_ids_are_unique() -> None:
    """A user's keymap names actions by id."""
    assert len(BY_ID) == len(ACTIONS)


def test_every_form_can_be_saved_and_left_from_anywhere() -> None:
    """F2 and Ctrl+O save, Esc puts away."""
    for form in FORMS:
        assert {"form.save", "form.leave"} <= {action.id for action in actions_of(form)}


def test_area_digits_are_unique() -> None:
    """0 and a digit is one area."""
    assert len({area.digit for area in AREAS}) == len(AREAS)
