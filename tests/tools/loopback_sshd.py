"""A real sshd on loopback that lets one key in and runs the same command for everybody."""

import getpass
import os
import shlex
import shutil
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.term.host_stage import REPOSITORY, until

PACKAGES: Final = "openssh-server openssh-client"
_PATH: Final = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin"
_PRIVILEGES = Path("/run/sshd")

_CONFIGURATION = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host_key
AuthorizedKeysFile {folder}/client_key.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin yes
AcceptEnv LANG LC_* GRIDTUI_*
SetEnv PYTHONPATH={checkout}
ForceCommand {command}
"""


def missing() -> str:
    """Return in plain words what keeps an sshd from running here, '' for nothing."""
    absent = [each for each in ("sshd", "ssh", "ssh-keygen") if shutil.which(each, path=_PATH) is None]
    if absent:
        return f"not installed: {', '.join(absent)} (Debian: {PACKAGES})"
    return "" if _PRIVILEGES.is_dir() else f"sshd has no {_PRIVILEGES}"


class LoopbackSshd:
    """An sshd on a free port whose keys and configuration lie in ``folder``; ``command`` is what a login runs."""

    def __init__(self, folder: Path, command: Sequence[str]) -> None:
        self._folder = folder
        folder.mkdir()
        for key in ("host_key", "client_key"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / key)], check=True)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port: int = probe.getsockname()[1]
        settings = {"port": self.port, "folder": folder, "checkout": REPOSITORY, "command": shlex.join(command)}
        (folder / "config").write_text(_CONFIGURATION.format(**settings), "utf-8")
        daemon = shutil.which("sshd", path=_PATH) or "sshd"
        self._daemon = subprocess.Popen([daemon, "-D", "-f", str(folder / "config")], stderr=subprocess.DEVNULL)
        until(self._listens, "sshd")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._daemon.terminate()
        self._daemon.wait()

    def client(self, *options: str, port: int | None = None) -> list[str]:
        """Return the words of a client that is let in, as this account; ``port`` is that of a proxy in between."""
        return [
            *("ssh", "-F", "none", "-i", str(self._folder / "client_key"), "-p", str(port or self.port)),
            *("-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"),
            *("-o", "LogLevel=ERROR", "-o", "SendEnv=LANG GRIDTUI_LANGUAGE", *options),
            f"{getpass.getuser()}@127.0.0.1",
        ]

    def _listens(self) -> bool:
        with socket.socket() as knocking:
            return knocking.connect_ex(("127.0.0.1", self.port)) == 0
