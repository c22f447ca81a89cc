"""``gridtui doctor``: healthy means exit 0; whatever is wrong is named in plain words, without anybody's data."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gridtui.commands.doctor_findings import findings
from gridtui.core.time import FixedClock, SystemClock
from gridtui.locale import LANGUAGES, set_language
from gridtui.settings import load_settings
from gridtui.store.database import Store
from gridtui.store.sync_meta import WRITE
from gridtui.term import seam
from tests.tools.clerk import program, surroundings
from tests.tools.office_host import SECRETARY, WORKER, OfficeHost
from tests.tools.pty_session import PtySession

CHECKS = ["program", "file", "room", "kept.heads", "kept.rows", "kept.visits", "kept.visitors", "kept.sums",
          "kept.tickets", "kept.find", "sync", "clock", "scheme", "keys", "terminal"]  # fmt: skip


def examined(host: OfficeHost, *words: str, status: int = 0) -> dict[str, dict[str, Any]]:
    """Return what the doctor found, by the names of its checks."""
    document = json.loads(host.run("doctor", "--json", *words, status=status).stdout)
    assert document["healthy"] == (status == 0)
    return {finding["check"]: finding for finding in document["findings"]}


def damage(host: OfficeHost, *statements: str) -> None:
    """Change the store behind the program's back."""
    connection = sqlite3.connect(host.office / "office.db")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_healthy_office_is_said_to_be_so(read_only: OfficeHost) -> None:
    """Every check is there and good; numbers, schema and versions stand beside the sentences."""
    found = examined(read_only)
    assert list(found) == CHECKS
    assert {finding["state"] for finding in found.values()} == {"good"}
    assert found["kept.find"]["facts"] == {"compared": 400, "wrong": 0, "version": 1}
    assert found["kept.rows"]["facts"]["compared"] > 1_500
    assert found["sync"]["facts"]["waiting"] > 1_500
    assert found["file"]["facts"]["whole"] is True


def test_nobody_is_named(host: OfficeHost) -> None:
    """No name, address, telephone or account stands in anything it says."""
    household = host.json("households", "--limit", "1", account=SECRETARY)[0]
    said = host.run("doctor").stdout + host.run("doctor", "--json").stdout
    for word in (household["head"], household["address"], "李梅", "张三", SECRETARY, WORKER, "晏"):
        assert word not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_both_languages(read_only: OfficeHost, language: str) -> None:
    """One line a finding, marked in words."""
    said = read_only.run("doctor", "--quick", language=language).stdout.splitlines()
    mark = "正常" if language == "zh_CN" else "good"
    assert sum(line.startswith(mark) for line in said) == sum(not check.startswith("kept.") for check in CHECKS)


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("UPDATE household SET note = 'x' WHERE n = 1", "kept.rows"),
        ("DELETE FROM find WHERE rowid = (SELECT min(rowid) FROM find)", "kept.find"),
        ("DELETE FROM field_head", "kept.heads"),
    ],
)
def test_what_does_not_follow_from_the_records_is_wrong(host: OfficeHost, statement: str, check: str) -> None:
    """Rows, find words, heads that somebody changed by hand are found, unless asked to be quick."""
    host.run("staff", "--end", host.json("staff", account=SECRETARY)[-1]["id"], account=SECRETARY)
    damage(host, statement)
    assert examined(host, status=1)[check]["state"] == "wrong"
    assert check not in examined(host, "--quick")


def test_mending_makes_rows_anew_after_a_copy(host: OfficeHost) -> None:
    """What can be recomputed is right again; the file as it was lies beside it."""
    damage(host, "UPDATE household SET note = 'x', walk = walk + 1 WHERE n = 1", "DELETE FROM find WHERE rowid > 0")
    examined(host, status=1)
    assert "office.db.before-mending" in host.run("doctor", "--mend").stdout
    examined(host)
    copy = sqlite3.connect(host.office / "office.db.before-mending")
    assert copy.execute("SELECT note FROM household WHERE n = 1").fetchone() == ("x",)
    copy.close()


def test_damage_to_the_file_is_wrong(host: OfficeHost) -> None:
    """A page SQLite cannot follow is found, and nothing more is read."""
    with (host.office / "office.db").open("r+b") as file:
        file.seek(5 * 4096)
        file.write(b"\xff" * 4096)
    found = examined(host, status=1)
    assert found["file"]["state"] == "wrong"
    assert "kept.rows" not in found


@pytest.mark.parametrize(
    ("name", "text", "check"),
    [
        ("office.toml", '[terminal]\nech = "perhaps"\n', "settings"),
        ("config/keymap.toml", '[letters]\n"no.action" = ["x"]\n', "keys"),
        ("config/schemes/common.toml", "title = 7\n", "scheme"),
    ],
)
def test_files_a_person_wrote_are_checked(host: OfficeHost, name: str, text: str, check: str) -> None:
    """A wrong setting, key or scheme names its file, and the rest is looked at all the same."""
    path = host.office / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    found = examined(host, "--quick", status=1)
    assert found[check]["state"] == "wrong"
    assert Path(name).name in found[check]["text"]
    assert found["file"]["state"] == "good"


def test_where_no_office_is_set_up(bare: OfficeHost) -> None:
    """It says so and ends with 1; the program and the keys are looked at."""
    found = examined(bare, status=1)
    assert found["file"]["facts"] == {"code": "office.not_set_up"}
    assert {found["program"]["state"], found["keys"]["state"]} == {"good"}


@pytest.fixture
def office(host: OfficeHost) -> Iterator[Path]:
    """Return the folder of an office looked at by this process, in English."""
    set_language("en")
    yield host.office
    set_language("en")


def state(folder: Path, check: str, now_ms: int | None = None) -> tuple[str, str]:
    """Return how one check stands, and its sentence."""
    clock = SystemClock() if now_ms is None else FixedClock(now_ms)
    found = findings(
        folder, lambda: load_settings(folder, {}), clock, compares=False, progress=lambda _kept, _count: None
    )
    return next((finding.state, finding.text) for finding in found if finding.check == check)


@pytest.mark.parametrize(
    ("offset_ms", "expected", "word"),
    [(119_000, "good", "agree"), (600_000, "note", "600 s slow"), (-600_000, "note", "600 s fast")],
)
def test_the_clock_is_compared_with_the_server(office: Path, offset_ms: int, expected: str, word: str) -> None:
    """Two minutes are noise of the line; beyond that a person is told."""
    store = Store.open(office)
    with store.transaction() as transaction:
        transaction.execute(WRITE, ("offset", offset_ms))
    store.close()
    told = state(office, "clock")
    assert told[0] == expected
    assert word in told[1]


def test_a_year_without_a_list_of_working_days_is_told(office: Path) -> None:
    """Only weekends are known then."""
    assert state(office, "scheme")[0] == "good"
    assert state(office, "scheme", now_ms=2_500_000_000_000)[0] == "note"


def test_a_textual_that_moved_is_told(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the seam is missing screens are sent whole, which is worth a note."""
    monkeypatch.setattr(seam, "CLASS_NAMES", (("textual.app", "App", "_displays"),))
    told = state(office, "terminal")
    assert told[0] == "note"
    assert "textual.app.App._displays" in told[1]


def test_a_wrong_keymap_ends_the_start_with_file_table_and_key(host: OfficeHost) -> None:
    """Before a screen is drawn: no key does something else than its help says."""
    path = host.office / "config" / "keymap.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text('[letters]\n"no.action" = ["x"]\n', "utf-8")
    around = {**host.environment(WORKER), "TERM": "xterm"}
    with PtySession(program(), around, cwd=host.home) as session:
        assert session.wait_exit(20) == 1
        said = bytes(session.received).decode()
    assert all(named in said for named in ("keymap.toml", "letters", "no.action"))
    assert "\x1b[?1049h" not in said


# -- the terminal


def at_terminal(host: OfficeHost, *words: str, encoding: str = "utf-8", profile: str = "putty") -> PtySession:
    """Start ``doctor terminal`` in a terminal."""
    around = {**surroundings(host.office, host.home), "TERM": "xterm"}
    return PtySession(
        program(*words, "doctor", "terminal"),
        around,
        size=(100, 40),
        encoding=encoding,
        profile=profile,  # type: ignore[arg-type]  # a word of the literal
        cwd=host.home,
    )


def test_a_terminal_is_shown_in_words_and_its_keys_by_name(bare: OfficeHost) -> None:
    """Who it is, what it can do and why; samples; keys as they arrive, until q."""
    with at_terminal(bare) as session:
        rows = session.wait_for("q 结束", 30)
        assert any("PuTTY (TERM=xterm, 有应答)" in row for row in rows)
        assert sum("实测" in row for row in rows) >= 4
        assert any("[    ]  [-----]" in row for row in rows)
        for raw, name in (
            (b"\x1b[A", "up"),
            (b"\x1bOT", "f5"),
            ("１".encode(), "1  １"),
            (b"\x1b[1;5C", "ctrl+right"),
        ):
            session.send(raw)
            session.wait_until(lambda rows, name=name: f"    {name}" in rows, name)  # type: ignore[misc]  # a default
        session.send("q")
        assert session.wait_exit(20) == 0


def test_a_gbk_terminal_is_spoken_to_in_gbk(bare: OfficeHost) -> None:
    """What is printed can be read there, too."""
    with at_terminal(bare, encoding="gb18030") as session:
        rows = session.wait_for("q 结束", 30)
        assert any("gb18030 (实测)" in row for row in rows)
        session.send("住q")
        session.wait_for("住")
        assert session.wait_exit(20) == 0


def test_a_choice_is_shown_as_one(bare: OfficeHost) -> None:
    """What was set by flag stands there as chosen, on a terminal that answers nothing as well."""
    with at_terminal(bare, "--terminal", "ech=on", profile="mute") as session:
        rows = session.wait_for("q 结束", 30)
        assert any(row.startswith("是") and "ECH" in row and "由你选定" in row for row in rows)
        assert any("无应答" in row for row in rows)
        session.send("q")
        assert session.wait_exit(20) == 0


def test_without_a_terminal_only_the_facts_are_told(bare: OfficeHost) -> None:
    """In a pipe nothing is asked and nothing waited for; JSON has the same facts and what rows cost."""
    assert "\x1b" not in bare.run("doctor", "terminal").stdout
    document = json.loads(bare.run("doctor", "terminal", "--json").stdout)
    assert document["driver"] == "paced"
    assert document["bytes"]["mark"] < 80 < document["bytes"]["page"] < document["bytes"]["first"] < 2_200
