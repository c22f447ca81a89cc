"""A host behind a real sshd on loopback, with the login program as forced command."""

import getpass
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.term.host_stage import HostStage, until
from tests.tools import loopback_sshd
from tests.tools.clerk import Clerk, program
from tests.tools.loopback_sshd import LoopbackSshd
from tests.tools.office_host import DEADLINE_MS, SECRETARY, OfficeHost
from tests.tools.store_file import count_rows

ABSENT = loopback_sshd.missing()
pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("host"),
    pytest.mark.skipif(ABSENT != "", reason=ABSENT),
]

WORDS = "老人近日头晕，已联系女儿"


class Line(NamedTuple):
    """A way to the host over SSH: the words of a client that is let in, and the host at the other end."""

    client: list[str]
    stage: HostStage

    def runs(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run a command there."""
        return subprocess.run(
            [*self.client, *words],
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, "GRIDTUI_LANGUAGE": "en"},
            timeout=DEADLINE_MS / 1000,
            check=False,
        )


@pytest.fixture
def ssh(host: OfficeHost, tmp_path: Path) -> Iterator[Line]:
    """Run host and sshd on an office in which this account is 赵敏 of 网格03."""
    me = getpass.getuser()
    host.run("staff", "--appoint", "赵敏", "--account", me, "--unit", "网格03", account=SECRETARY)
    knock = tmp_path / "run" / "login.sock"
    login = [sys.executable, "-m", "gridtui.term.host.login", "--socket", str(knock)]
    stage = HostStage(tmp_path, command=program("host", "--socket", str(knock)), environment=host.environment())
    try:
        with LoopbackSshd(tmp_path / "ssh", login) as sshd:
            yield Line(sshd.client(), stage)
    finally:
        stage.stop()


def clerk_over(ssh: Line, host: OfficeHost) -> Clerk:
    """Return a clerk at a terminal whose program is an SSH client."""
    return Clerk(host.office, host.home, command=[*ssh.client[:-1], "-tt", ssh.client[-1]])


def test_a_clerk_works_over_ssh(host: OfficeHost, ssh: Line) -> None:
    """Screens, a window that changes its size, a saved visit, and the exit status, through sshd and back."""
    with clerk_over(ssh, host) as clerk:
        clerk.sees("每月必访")
        clerk.pty.resize(100, 40)
        clerk.sees_when(lambda rows: rows[-1].strip() != "" and len(rows) == 40, "the keys on the last of 40 lines")
        clerk.press("person.visit", "enter").sees("已记：")
        assert clerk.leaves() == 0
    assert count_rows(host.office, "visit") == 1


def test_a_lost_client_keeps_the_draft(host: OfficeHost, ssh: Line) -> None:
    """The client is killed in the middle of a form, as a power cut does it; sshd hangs up, the draft is kept."""
    with clerk_over(ssh, host) as clerk:
        clerk.sees("每月必访").press("person.visit_form").form("登记走访").fill("日记", WORDS)
        clerk.pty.kill9()
        until(lambda: ssh.stage.children == [], "the session to end")
    assert count_rows(host.office, "local_draft", f"body LIKE '%{WORDS}%'") == 1


def test_commands_over_ssh(ssh: Line) -> None:
    """The words after the host's name are run as the same person; anything but gridtui is refused."""
    rows = json.loads(ssh.runs("gridtui", "households", "--json", "--limit", "2").stdout)
    assert len(rows) == 2
    refused = ssh.runs("cat", "/etc/passwd")
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert refused.stderr.startswith("This login is for gridtui alone.")
    assert ssh.runs("gridtui", "no-such-command").returncode == 2
