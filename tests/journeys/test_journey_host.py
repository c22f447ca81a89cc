"""An office under ``gridtui host``: who logs in is who works, drafts survive, a crash and an upgrade harm nobody."""

import json
import os
import pwd
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from gridtui.store.opening import SCHEMA_NUMBER
from tests.term.host_stage import HostStage, until
from tests.tools.clerk import Clerk, program
from tests.tools.office_host import DEADLINE_MS, SECRETARY, WORKER, OfficeHost
from tests.tools.store_file import count_rows, integrity

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("host")]

ME = pwd.getpwuid(os.getuid()).pw_name
LINE_LOST = 129
SESSIONS = 100
AT_ONCE = 10
WORDS = "老人近日头晕，已联系女儿"


@pytest.fixture
def stage(host: OfficeHost) -> Iterator[HostStage]:
    """Run a host on the office, in which this process's account is 赵敏 of 网格03."""
    host.run("staff", "--appoint", "赵敏", "--account", ME, "--unit", "网格03", account=SECRETARY)
    command = program("host", "--socket", str(host.root / "run" / "login.sock"), "--sessions-each", "50")
    with HostStage(host.root, command=command, environment=host.environment()) as started:
        yield started


def clerk_at(host: OfficeHost, stage: HostStage) -> Clerk:
    """Return a clerk who logs in, whatever the environment claims about the account."""
    return Clerk(host.office, host.home, WORKER, "login", "--socket", str(stage.socket))


def ran(host: OfficeHost, stage: HostStage, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run a command through the host, as ``ssh host gridtui WORDS`` does."""
    return subprocess.run(
        stage.login_command(*words),
        env=host.environment(WORKER, GRIDTUI_LANGUAGE="en"),
        capture_output=True,
        encoding="utf-8",
        timeout=DEADLINE_MS / 1000,
        check=False,
    )


def test_who_logs_in_is_who_works(host: OfficeHost, stage: HostStage) -> None:
    """A visit logged in a session is that of the account the kernel named; leaving ends the login with 0."""
    with clerk_at(host, stage) as clerk:
        clerk.sees("每月必访").press("person.visit", "enter").sees("已记：")
        assert clerk.leaves() == 0
    (visit,) = host.json("visits", account=SECRETARY)
    assert visit["visitors"] == ["赵敏"]
    until(lambda: stage.children == [], "the session to be buried")


def test_the_parent_has_nothing_of_the_store(host: OfficeHost, stage: HostStage) -> None:
    """No file of the office is open in the parent and it has one thread, before and after sessions."""
    for _session in range(2):
        process = Path(f"/proc/{stage.process.pid}")
        opened = [file.readlink() for file in (process / "fd").iterdir()]
        assert [path for path in opened if path.is_relative_to(host.office)] == []
        assert len(list((process / "task").iterdir())) == 1
        assert ran(host, stage, "households", "--limit", "1").returncode == 0


def test_commands_through_the_host_see_what_the_account_may(host: OfficeHost, stage: HostStage) -> None:
    """The twins of the lists answer; what names a file or another office is refused."""
    rows = json.loads(ran(host, stage, "households", "--json", "--limit", "3").stdout)
    assert len(rows) == 3
    refused = ran(host, stage, "import", "/etc/passwd")
    assert refused.returncode == 1
    assert refused.stderr.startswith("'import' reads or writes files of the service account")
    refused = ran(host, stage, "--home", str(host.root), "households")
    assert refused.returncode == 1
    assert refused.stderr.startswith("A login works in the office of its host")
    screens = ran(host, stage)
    assert screens.returncode == 1
    assert screens.stderr.startswith("The screens need a terminal")
    assert ran(host, stage, "no-such-command").returncode == 2


def test_a_dropped_line_keeps_the_draft(host: OfficeHost, stage: HostStage) -> None:
    """The login's terminal goes away in the middle of a form; the next login finds the draft."""
    with clerk_at(host, stage) as clerk:
        clerk.sees("每月必访").press("person.visit_form").form("登记走访").fill("日记", WORDS)
        clerk.pty.hang_up()
        assert clerk.pty.wait_exit(DEADLINE_MS / 1000) == LINE_LOST
    until(lambda: stage.children == [], "the session to end")
    with clerk_at(host, stage) as clerk:
        clerk.sees("草稿1").press("person.visit_form").form("登记走访").sees(WORDS)


def test_a_killed_session_harms_no_other(host: OfficeHost, stage: HostStage) -> None:
    """One session is killed; its login gives the terminal back and says so, the other one goes on saving."""
    with clerk_at(host, stage) as other:
        other.sees("每月必访")
        (bystander,) = stage.children
        with clerk_at(host, stage) as victim:
            victim.sees("每月必访")
            (child,) = set(stage.children) - {bystander}
            os.kill(child, signal.SIGKILL)
            assert victim.pty.wait_exit(DEADLINE_MS / 1000) == 128 + signal.SIGKILL
            assert any("会话因故障结束" in row for row in victim.rows)
        other.press("person.visit", "enter").sees("已记：")
        assert other.leaves() == 0
    assert integrity(host.office) == "ok"


def test_a_session_outlives_its_parent_until_a_migration(host: OfficeHost, stage: HostStage) -> None:
    """The parent is replaced and the session saves on; then the store's schema moves on, and it ends, draft kept."""
    with clerk_at(host, stage) as clerk:
        clerk.sees("每月必访")
        stage.restart()
        clerk.press("person.visit", "enter").sees("已记：")
        clerk.press("down", "person.visit_form").form("登记走访").fill("日记", WORDS)
        set_schema(host.office, SCHEMA_NUMBER + 1)
        clerk.press("form.save")
        assert clerk.pty.wait_exit(DEADLINE_MS / 1000) == 1
        assert any("新版程序已接管" in row for row in clerk.rows)
    set_schema(host.office, SCHEMA_NUMBER)
    assert count_rows(host.office, "visit") == 1
    assert count_rows(host.office, "local_draft", f"body LIKE '%{WORDS}%'") == 1


def set_schema(office: Path, number: int) -> None:
    """Do what a newer program's migration does to the number it keeps in the store."""
    with closing(sqlite3.connect(office / "office.db")) as newer:
        newer.execute(f"PRAGMA user_version = {number}")


def test_a_hundred_sessions_leave_nothing_behind(host: OfficeHost, stage: HostStage) -> None:
    """Opened, used and closed, ten at a time: no descriptor, no child and no memory more than before.

    Every other one is left by its person, the rest by a line that drops.
    """
    ran(host, stage, "households", "--limit", "1")
    until(lambda: stage.children == [], "quiet")
    files, memory_kb = stage.descriptors, stage.resident_kb
    for _batch in range(SESSIONS // AT_ONCE):
        clerks = [clerk_at(host, stage) for _ in range(AT_ONCE)]
        for clerk in clerks:
            clerk.sees("每月必访").press("down", "person.visit", "enter").sees("已记：")
        for number, clerk in enumerate(clerks):
            if number % 2:
                assert clerk.leaves() == 0
            else:
                clerk.pty.hang_up()
                assert clerk.pty.wait_exit(DEADLINE_MS / 1000) == LINE_LOST
            clerk.pty.close()
    until(lambda: stage.children == [], "every session to be buried")
    until(lambda: stage.descriptors <= files, "the descriptors to be closed")
    assert stage.resident_kb - memory_kb < 1_024
    assert count_rows(host.office, "visit") == SESSIONS
    assert integrity(host.office) == "ok"
    assert "Traceback" not in stage.log
