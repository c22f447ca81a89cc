"""What goes wrong ends with a sentence and an exit status: 1 the work failed, 2 wrong use; never a traceback.

``OfficeHost.run`` itself fails on a traceback, so that every test here holds that, too.
"""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.tools.clerk import program
from tests.tools.office_host import SECRETARY, WORKER, OfficeHost
from tests.tools.store_file import FILE_NAME

READING = ("households", "visits", "due", "tickets")


@pytest.mark.parametrize("command", [*READING, "sync", "staff", "scheme check"])
def test_a_folder_without_an_office_is_named(bare: OfficeHost, command: str) -> None:
    """And what to do about it; nothing is made there."""
    if command == "scheme check":
        bare.run(*command.split())
        return
    ended = bare.run(command, status=1)
    assert str(bare.office) in ended.stderr
    assert "gridtui init" in ended.stderr
    assert not bare.office.exists()


def test_a_file_of_rubbish_is_no_office(bare: OfficeHost) -> None:
    """It is left as it is."""
    bare.office.mkdir()
    rubbish = os.urandom(100_000)
    (bare.office / FILE_NAME).write_bytes(rubbish)
    for command in READING:
        assert FILE_NAME in bare.run(command, status=1).stderr
    assert (bare.office / FILE_NAME).read_bytes() == rubbish


def test_a_file_damaged_in_the_middle_is_told(host: OfficeHost) -> None:
    """Wherever the damage lies; the sentence says that nothing was written."""
    path = host.office / FILE_NAME
    damaged = bytearray(path.read_bytes())
    damaged[4096 * 8 : -4096 * 8] = b"\x5a" * (len(damaged) - 4096 * 16)
    path.write_bytes(damaged)
    for command in READING:
        assert "损坏" in host.run(command, account=WORKER, status=1).stderr


def test_a_truncated_file_is_told(host: OfficeHost) -> None:
    """As a copy that was cut off."""
    path = host.office / FILE_NAME
    with path.open("r+b") as stream:
        stream.truncate(path.stat().st_size // 2)
    for command in READING:
        assert FILE_NAME in host.run(command, account=WORKER, status=1).stderr


def test_a_newer_file_is_refused_and_left_alone(host: OfficeHost) -> None:
    """An older program never writes into it."""
    path = host.office / FILE_NAME
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 9999")
        connection.commit()
    before = path.read_bytes()
    for command in READING:
        assert "新版" in host.run(command, account=WORKER, status=1).stderr
    assert path.read_bytes() == before


def test_another_programs_database_is_left_alone(bare: OfficeHost) -> None:
    """A SQLite file that is not an office's."""
    bare.office.mkdir()
    path = bare.office / FILE_NAME
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE songs(title)")
        connection.commit()
    before = path.read_bytes()
    assert FILE_NAME in bare.run("due", status=1).stderr
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[office]\ndivisoin = "620103006003"\n', ("office", "divisoin")),
        ('[sync]\ntimeout_seconds = "soon"\n', ("sync", "timeout_seconds")),
        ('[terminal]\nkey_mode = "vt52"\n', ("terminal", "key_mode")),
        ("[colour]\nred = 1\n", ("colour",)),
        ("[office\n", ("office.toml",)),
    ],
)
def test_a_wrong_setting_names_file_table_and_key(host: OfficeHost, text: str, told: tuple[str, ...]) -> None:
    """Every fault of the file at once."""
    (host.office / "office.toml").write_text(text, "utf-8")
    ended = host.run("due", account=WORKER, status=1)
    for word in ("office.toml", *told):
        assert word in ended.stderr


def test_all_wrong_settings_are_told_in_one_run(host: OfficeHost) -> None:
    """Nobody mends a file key by key."""
    (host.office / "office.toml").write_text('[office]\nnmae = "x"\n[sync]\nsevrer = "y"\n', "utf-8")
    ended = host.run("due", account=WORKER, status=1)
    assert "nmae" in ended.stderr
    assert "sevrer" in ended.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("frobnicate",),
        ("due", "--as-of", "tomorrow"),
        ("due", "--as-of", "2026-02-30"),
        ("households", "--limit", "many"),
        ("tickets", "--all", "--closed"),
        ("sync", "--status", "--dry-run"),
        ("sync", "--watch", "often"),
        ("init",),
        ("serve",),
        ("--language", "fr", "due"),
        ("import",),
    ],
    ids=" ".join,
)
def test_wrong_use_is_2_with_the_words_that_would_be_right(read_only: OfficeHost, words: tuple[str, ...]) -> None:
    """In the language in use."""
    ended = read_only.run(*words, account=SECRETARY, status=2)
    assert ended.stderr.strip()
    assert ended.stdout == ""


@pytest.mark.parametrize(
    "words",
    [
        ("visits", "--household", "xyz"),
        ("visits", "--household", "00" * 16),
        ("--post", "nobody", "due"),
        ("staff", "--end", "00"),
        ("staff", "--appoint", "王五", "--account", "w", "--role", "king"),
        ("manual", "nowhere"),
        ("import", "/nowhere/roster.xlsx"),
        ("export", "households", "/nowhere/ledger.xlsx"),
        ("import", "--undo", "00", "--yes"),
        ("init", "--division", "123", "--person", "x"),
        ("init", "--division", "620103006003", "--person", "x"),
        ("enrol", "https://127.0.0.1:1", "nonsense"),
        ("sync",),
        ("serve", "--folder", "/proc/nowhere"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_done_is_1_with_two_sentences(read_only: OfficeHost, words: tuple[str, ...]) -> None:
    """What happened and what is safe, then what to do; no code of the program's own, nothing on standard output."""
    ended = read_only.run(*words, account=SECRETARY, status=1)
    lines = ended.stderr.strip().splitlines()
    assert len(lines) >= 2
    assert "程序出了差错" not in ended.stderr
    assert ended.stdout == ""


def test_setting_an_office_up_twice_leaves_the_first(host: OfficeHost) -> None:
    """The folder is named."""
    before = (host.office / "office.toml").read_bytes()
    ended = host.run("init", "--division", "620103006003", "--person", "别人", account="other", status=1)
    assert str(host.office) in ended.stderr
    assert (host.office / "office.toml").read_bytes() == before


def test_a_locale_without_chinese_shows_what_it_can(read_only: OfficeHost) -> None:
    """The C locale of a cron job, and one that is really ASCII."""
    for more in ({"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}):
        environment = read_only.environment(WORKER, **more)
        ended = subprocess.run(program("due"), env=environment, capture_output=True, check=False)
        assert (ended.returncode, ended.stderr) == (0, b"")
        assert len(ended.stdout.splitlines()) > 10


def test_an_output_nobody_reads_any_more_is_no_fault(read_only: OfficeHost) -> None:
    """``gridtui households | head -1`` says nothing on standard error."""
    for command in ("households", "due", "manual"):
        reader, writer = os.pipe()
        os.close(reader)
        environment = read_only.environment(WORKER)
        ended = subprocess.run(program(command), env=environment, stdout=writer, stderr=subprocess.PIPE, check=False)
        os.close(writer)
        assert ended.stderr == b""
        assert ended.returncode == 1


def test_a_full_disk_under_standard_output_is_told(read_only: OfficeHost) -> None:
    """In a sentence, with status 1."""
    with Path("/dev/full").open("wb") as full:
        environment = read_only.environment(WORKER)
        ended = subprocess.run(program("due"), env=environment, stdout=full, stderr=subprocess.PIPE, check=False)
    assert ended.returncode == 1
    assert b"Traceback" not in ended.stderr
    assert b"No space left" in ended.stderr


@pytest.fixture
def unwritable(host: OfficeHost) -> Iterator[OfficeHost]:
    """Return a host whose office file may not be opened, not even by root: it is a folder."""
    (host.office / FILE_NAME).unlink()
    (host.office / FILE_NAME).mkdir()
    yield host
    (host.office / FILE_NAME).rmdir()


def test_a_file_that_cannot_be_opened_is_told(unwritable: OfficeHost) -> None:
    """With its name."""
    assert FILE_NAME in unwritable.run("due", account=WORKER, status=1).stderr
