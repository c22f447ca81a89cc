"""The administrator's commands: codes, what the server holds, and one process only."""

import argparse
import json
from pathlib import Path

import pytest

from gridtui.core.errors import InputFault, SyncFault
from gridtui.office.enrolment import enrol
from gridtui.server.command import add_arguments, run
from gridtui.server.holdings import records
from tests.server.office_end import Office
from tests.server.running_server import DIVISION, RunningServer


def arguments(folder: Path, *words: str) -> argparse.Namespace:
    """Return parsed arguments of ``serve``."""
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(["--folder", str(folder), *words])


def document(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    """Return the JSON document that was printed."""
    parsed: dict[str, object] = json.loads(capsys.readouterr().out)
    return parsed


def test_office_enrols_with_a_printed_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The code a command prints, beside a running server, enrols an office; what it sends can be read there."""
    folder = tmp_path / "server"
    server = RunningServer(folder)
    assert run(arguments(folder, "--new-office", "东街社区", "--division", DIVISION, "--json")) == 0
    told = document(capsys)
    assert (told["office"], told["prefix"]) == (1, "DJ")
    office = Office(tmp_path / "office")
    enrol(office.store, office.clock, server.url, str(told["code"]))
    home = office.create("household", paper=7, note="甲")
    office.set(home, note="乙")
    office.visit(home, "家中无人")
    office.sync()
    with server.opened.database.reading() as tx:
        (household,) = records(tx, "household")
        (visit,) = records(tx, "visit")
    assert (household.id, household.values) == (home, {"paper": 7, "note": "乙"})
    assert (visit.entity, visit.values["diary"]) == (home, "家中无人")
    assert run(arguments(folder, "--status", "--json")) == 0
    status = document(capsys)
    assert isinstance(status["scopes"], list)
    assert status["scopes"][1]["entities"] == {"household": 1}
    assert status["scopes"][1]["events"] == {"visit": 1}
    assert status["scopes"][1]["seq"] == 3
    assert run(arguments(folder, "--revoke", "DJ")) == 0
    with pytest.raises(SyncFault) as caught:
        office.sync()
    assert caught.value.code == "sync.status_revoked"
    office.close()
    server.stop()


def test_another_code_replaces_the_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A lost code is replaced: the new one enrols, the old one no more."""
    folder = tmp_path / "server"
    server = RunningServer(folder)
    run(arguments(folder, "--new-office", "东街社区", "--division", DIVISION, "--json"))
    old = str(document(capsys)["code"])
    run(arguments(folder, "--new-code", "DJ", "--json"))
    new = str(document(capsys)["code"])
    office = Office(tmp_path / "office")
    with pytest.raises(InputFault) as caught:
        enrol(office.store, office.clock, server.url, old)
    assert caught.value.code == "enrol.code_unknown"
    enrol(office.store, office.clock, server.url, new)
    with pytest.raises(InputFault) as caught:
        run(arguments(folder, "--new-code", "DJ"))
    assert caught.value.code == "server.office_enrolled"
    office.close()
    server.stop()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--workers", "2"), "server.one_process"),
        (("--new-office", "x"), "server.division_malformed"),
        (("--new-office", "x", "--division", "12"), "server.division_malformed"),
        (("--new-office", " ", "--division", DIVISION), "server.name_malformed"),
        (("--new-office", "x", "--division", DIVISION, "--prefix", "z1"), "server.prefix_malformed"),
        (("--revoke", "QQ"), "server.office_unknown"),
        (("--new-code", "QQ"), "server.office_unknown"),
    ],
)
def test_wrong_words_are_refused(tmp_path: Path, words: tuple[str, ...], code: str) -> None:
    """What cannot be done is refused with its code, more than one process among it."""
    with pytest.raises(InputFault) as caught:
        run(arguments(tmp_path / "server", *words))
    assert caught.value.code == code


def test_status_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --json the status is lines for a person."""
    folder = tmp_path / "server"
    run(arguments(folder, "--new-office", "东街社区", "--division", DIVISION))
    run(arguments(folder, "--status"))
    lines = capsys.readouterr().out
    assert DIVISION in lines
    assert "东街社区" in lines
