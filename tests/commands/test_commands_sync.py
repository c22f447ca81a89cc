"""``gridtui enrol``, ``sync`` and ``serve`` as an administrator and a cron job use them, against the real server."""

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.tools.office_host import DIVISION, SECRETARY, WORKER, OfficeHost, RunningServer
from tests.tools.store_file import count_rows

CODE = re.compile(r"(?:[A-Z2-7]{4}-){7}[A-Z2-7]{4}")
RUBBISH = (b"", b"\x00\xffrubbish" * 500, b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    """Give a server of its own; offices here are copies of one, which a server takes for one."""
    with OfficeHost(tmp_path / "central").serving() as running:
        yield running


def enrol(host: OfficeHost, server: RunningServer) -> None:
    """Enrol a host's office."""
    host.run("enrol", server.url, server.code(), account=SECRETARY)


@contextmanager
def answering(port: int, said: bytes) -> Iterator[int]:
    """Answer every connection to a port (0 takes a free one) with the same bytes; give the port."""
    listener = socket.create_server(("127.0.0.1", port), reuse_port=False)

    def serve() -> None:
        while True:
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            with connection:
                connection.sendall(said)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def test_status_of_an_office_that_works_alone(read_only: OfficeHost) -> None:
    """Everything waits, nothing was ever sent."""
    status = read_only.json("sync", "--status", account=WORKER)
    assert status["enrolled"] is False
    assert sum(status["waiting"].values()) == count_rows(read_only.office, "op")
    assert status["last_sync"] is None


def test_a_dry_run_says_what_would_be_sent_and_sends_nothing(host: OfficeHost, server: RunningServer) -> None:
    """Records and bytes; the server's log stays as long as it was."""
    enrol(host, server)
    told = host.json("sync", "--dry-run", account=SECRETARY)
    assert told["records"] == count_rows(host.office, "op")
    assert told["bytes"] > 10_000
    (office,) = server.holds()["offices"]
    assert (office["enrolled"], office["operations"]) == (True, 0)


def test_a_sync_reports_records_bytes_and_round_trips(host: OfficeHost, server: RunningServer) -> None:
    """In JSON for a script; the second one has nothing to do and costs one round trip.

    The server tells processes of an office apart by the second they began in: of two in one second the later is taken
    for a replay first, and asks again.
    """
    enrol(host, server)
    mine = count_rows(host.office, "op")
    report = host.json("sync", account=SECRETARY)
    assert (report["sent"], report["waiting"], report["held"]) == (mine, 0, 0)
    assert report["up_bytes"] > 10_000
    assert report["round_trips"] >= 1
    (office,) = server.holds()["offices"]
    assert office["operations"] == mine
    time.sleep(1)
    again = host.json("sync", account=SECRETARY)
    assert (again["sent"], again["received"], again["round_trips"]) == (0, 0, 1)
    said = host.run("sync", account=SECRETARY)
    assert said.stdout
    assert said.stderr == ""


def test_ticket_numbers_take_the_letters_the_server_gave(host: OfficeHost, server: RunningServer) -> None:
    """Enrolment says so."""
    ended = host.run("enrol", server.url, server.code("东街", DIVISION, "QX"), account=SECRETARY)
    assert "QX" in ended.stdout


def test_a_code_works_once_and_for_one_office(host: OfficeHost, server: RunningServer, tmp_path: Path) -> None:
    """The same office may ask again; another one is refused in words."""
    code = server.code("西街", DIVISION, "ON")
    host.run("enrol", server.url, code, account=SECRETARY)
    host.run("enrol", server.url, code, account=SECRETARY)
    other = OfficeHost(tmp_path / "other")
    other.set_up(roster=None)
    ended = other.run("enrol", server.url, code, account=SECRETARY, status=1)
    assert "登记码" in ended.stderr


def test_the_server_gives_out_renews_and_revokes(server: RunningServer, host: OfficeHost) -> None:
    """A new code makes the old one worthless; a revoked office syncs no more."""
    folder = ("serve", "--folder", str(server.folder))
    first = server.code("北街", DIVISION, "RV")
    said = host.run(*folder, "--new-code", "RV")
    (second,) = CODE.findall(said.stdout)
    host.run("enrol", server.url, first, account=SECRETARY, status=1)
    host.run("enrol", server.url, second, account=SECRETARY)
    host.run("sync", account=SECRETARY)
    host.run(*folder, "--new-code", "RV", status=1)
    host.run(*folder, "--revoke", "RV")
    ended = host.run("sync", account=SECRETARY, status=1)
    assert len(ended.stderr.strip().splitlines()) >= 2
    (office,) = server.holds()["offices"]
    assert office["revoked"] is True


def test_who_may_not_sync_is_refused(host: OfficeHost) -> None:
    """An account without a post."""
    assert "stranger" in host.run("sync", account="stranger", status=1).stderr


def test_a_server_that_is_not_there_is_told_and_nothing_is_lost(host: OfficeHost, server: RunningServer) -> None:
    """What waits still waits; the way on is named."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        nowhere = free.getsockname()[1]
    ended = host.run("enrol", f"https://127.0.0.1:{nowhere}", server.code(), account=SECRETARY, status=1)
    assert f"127.0.0.1:{nowhere}" in ended.stderr
    assert len(ended.stderr.strip().splitlines()) >= 2
    assert host.json("sync", "--status", account=SECRETARY)["enrolled"] is False


@pytest.mark.parametrize("said", RUBBISH, ids=["silence", "rubbish", "plain http"])
def test_a_server_that_answers_rubbish_is_told(tmp_path: Path, host: OfficeHost, said: bytes) -> None:
    """Two sentences, nothing lost: the office's server was replaced by something else, or never was one."""
    away = OfficeHost(tmp_path / "away")
    with away.serving() as server:
        enrol(host, server)
        port = server.port
    mine = count_rows(host.office, "op")
    with answering(port, said):
        ended = host.run("sync", account=SECRETARY, status=1)
        assert len(ended.stderr.strip().splitlines()) >= 2
    ended = host.run("sync", account=SECRETARY, status=1)
    assert f"127.0.0.1:{port}" in ended.stderr
    assert host.json("sync", "--dry-run", account=SECRETARY)["records"] == mine


def test_enrolling_at_rubbish_is_told(host: OfficeHost, server: RunningServer) -> None:
    """The code's secret is not told to somebody who cannot prove to be the server."""
    code = server.code("中街", DIVISION, "ER")
    for said in RUBBISH:
        with answering(0, said) as port:
            ended = host.run("enrol", f"https://127.0.0.1:{port}", code, account=SECRETARY, status=1)
            assert len(ended.stderr.strip().splitlines()) >= 2
    host.run("enrol", server.url, code, account=SECRETARY)


def test_a_code_of_another_server_is_refused_before_it_is_told(
    host: OfficeHost, server: RunningServer, tmp_path: Path
) -> None:
    """The code carries the print of its server's root."""
    away = OfficeHost(tmp_path / "away")
    with away.serving() as other:
        foreign = other.code("外街", DIVISION, "FO")
        ended = host.run("enrol", server.url, foreign, account=SECRETARY, status=1)
        assert len(ended.stderr.strip().splitlines()) >= 2
        host.run("enrol", other.url, foreign, account=SECRETARY)


def test_one_folder_is_served_once(server: RunningServer, host: OfficeHost) -> None:
    """A second server on it says so and ends."""
    ended = host.run("serve", "--folder", str(server.folder), "--port", "0", status=1)
    assert str(server.folder) in ended.stderr


def test_a_taken_port_is_told(server: RunningServer, host: OfficeHost, tmp_path: Path) -> None:
    """With its number."""
    ended = host.run("serve", "--folder", str(tmp_path / "new"), "--port", str(server.port), status=1)
    assert str(server.port) in ended.stderr


def test_enrol_takes_the_server_of_the_settings(host: OfficeHost, server: RunningServer) -> None:
    """A code alone is enough where ``office.toml`` names the server."""
    settings = host.office / "office.toml"
    settings.write_text(settings.read_text("utf-8") + f'\n[sync]\nserver = "{server.url}"\n', "utf-8")
    assert "ZY" in host.run("enrol", server.code(), account=SECRETARY).stdout
