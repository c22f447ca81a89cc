"""Settings: precedence, and faults that name file, table and key."""

from pathlib import Path

import pytest

from gridtui.core.errors import SettingsFault
from gridtui.settings import (
    Settings,
    SyncTable,
    load_settings,
    shipped_config,
    terminal_variables,
    terminal_words,
    write_settings,
)


def test_a_flag_beats_the_environment_and_the_environment_beats_the_file(tmp_path: Path) -> None:
    """Flag > environment > file > default."""
    (tmp_path / "office.toml").write_text('[sync]\nserver = "https://file"\n[terminal]\nlanguage = "en"\n', "utf-8")
    assert load_settings(tmp_path, {}).sync.server == "https://file"
    assert load_settings(tmp_path, {"GRIDTUI_SERVER": "https://env"}).sync.server == "https://env"
    both = load_settings(tmp_path, {"GRIDTUI_SERVER": "https://env"}, {"sync.server": "https://flag"})
    assert both.sync.server == "https://flag"
    assert both.terminal.language == "en"


def test_every_wrong_key_is_reported_at_once_with_file_table_and_key(tmp_path: Path) -> None:
    """A person mends a file in one go, not fault by fault."""
    (tmp_path / "office.toml").write_text('[sync]\nserver = 7\nsrever = "x"\n[termnal]\nlanguage = "en"\n', "utf-8")
    with pytest.raises(SettingsFault) as caught:
        load_settings(tmp_path, {})
    named = {(p.parameters["table"], p.parameters["key"]) for p in caught.value.problems}
    assert named == {("sync", "server"), ("sync", "srever"), ("termnal", "")}
    assert all(str(tmp_path / "office.toml") == p.parameters["file"] for p in caught.value.problems)


def test_broken_toml_names_the_file(tmp_path: Path) -> None:
    """A file that is not TOML is a fault about that file, not a traceback."""
    (tmp_path / "office.toml").write_text("[sync\n", "utf-8")
    with pytest.raises(SettingsFault) as caught:
        load_settings(tmp_path, {})
    assert caught.value.code == "settings.not_toml"


def test_written_settings_come_back(tmp_path: Path) -> None:
    """What is written is what is read; defaults are left out, so that later defaults apply."""
    settings = Settings(sync=SyncTable(server="https://127.0.0.1:8443"))
    write_settings(tmp_path, settings)
    assert load_settings(tmp_path, {}) == settings
    assert "terminal" not in (tmp_path / "office.toml").read_text("utf-8")


def test_the_shipped_file_is_valid(tmp_path: Path) -> None:
    """The office.toml that is copied at set-up loads without a fault and changes nothing."""
    (tmp_path / "office.toml").write_bytes((shipped_config() / "office.toml").read_bytes())
    assert load_settings(tmp_path, {}) == Settings()


def test_what_a_terminal_can_do_is_chosen_by_flag_environment_or_file(tmp_path: Path) -> None:
    """Every capability has a key of the table, a variable of the environment, and the words it takes."""
    (tmp_path / "office.toml").write_text('[terminal]\nech = "off"\nrep = "on"\nlink = "thin"\n', "utf-8")
    chosen = load_settings(tmp_path, {"GRIDTUI_REP": "off", "GRIDTUI_COLOURS": "none"}, {"terminal.link": "fast"})
    terminal = chosen.terminal
    assert (terminal.ech, terminal.rep, terminal.colours, terminal.link) == ("off", "off", "none", "fast")
    assert set(terminal_words()) == {name.removeprefix("GRIDTUI_").lower() for name in terminal_variables()}
    with pytest.raises(SettingsFault):
        load_settings(tmp_path, {"GRIDTUI_ECH": "perhaps"})
