"""``gridtui demo``: a living office of invented people with its own server on loopback, and the app on top.

Everything lies in one folder; nothing outside it is touched, and a folder that holds anything but a demo is left
alone. The first start builds it, later ones open it at once.
What starts programs and opens sockets is imported when it is used: every other command would wait 8 ms for it.
"""

import argparse
import os
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from gridtui.commands.office import require_terminal, run_screens
from gridtui.core.errors import StoreFault, SyncFault
from gridtui.core.time import SystemClock, elapsed_ms
from gridtui.locale import _, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gridtui.commands.parsing import Commands

MARK, READY = "demo", "ready"
"""Files that say the folder is a demo's, and that it was built to the end."""
OFFICE, SERVER, PORT, LOG = "office", "server", "port", "server.log"
LOOPBACK = "127.0.0.1"
SERVER_STARTS_MS = 20_000


def add_commands(commands: "Commands") -> None:
    """Add ``demo``."""
    parser = commands.add_parser("demo", help=_("open a demo office of invented people"))
    parser.add_argument("--folder", help=_("where the demo lives (default: a folder of its own)"))
    parser.add_argument("--fresh", action="store_true", help=_("build it anew, up to today"))
    parser.add_argument("--build-only", action="store_true", help=_("build it and do not open it"))
    parser.set_defaults(run=_demo)


def demo_folder(arguments: argparse.Namespace) -> Path:
    """Return the demo's own folder."""
    if arguments.folder:
        return Path(arguments.folder)
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "gridtui-demo"


def _demo(arguments: argparse.Namespace) -> int:
    folder = demo_folder(arguments)
    arguments.home = str(folder / OFFICE)
    _check_folder(folder)
    if not arguments.build_only:
        require_terminal()
    if arguments.fresh or not (folder / READY).exists():
        _build(folder, arguments)
    if arguments.build_only:
        return 0
    from gridtui.demo.build import FIRST_PLAYED

    arguments.post = arguments.post or FIRST_PLAYED
    with _server(folder, _port(folder)):
        return run_screens(arguments, folder / OFFICE)


def _check_folder(folder: Path) -> None:
    """Raise StoreFault ``demo.not_a_demo`` for a folder in which something else lies: building would delete it."""
    if folder.exists() and not (folder / MARK).exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StoreFault("demo.not_a_demo", folder=str(folder))


def _build(folder: Path, arguments: argparse.Namespace) -> None:
    """Build the demo; one that was left half built, or is to be built anew, is begun again."""
    import shutil

    from gridtui.commands.sync import enrol_and_sync
    from gridtui.demo.build import DIVISION, NAME, PREFIX, build_demo
    from gridtui.office.session import system_account

    begun = elapsed_ms()
    folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    (folder / MARK).touch()
    for name in (READY, PORT, LOG):
        (folder / name).unlink(missing_ok=True)
    for name in (OFFICE, SERVER):
        shutil.rmtree(folder / name, ignore_errors=True)
    (folder / OFFICE).mkdir(mode=0o700)
    _tell(say("Building the demo office in {folder}", folder=str(folder)) + "\n")
    build_demo(folder / OFFICE, SystemClock(), system_account(), _tell_records)
    code = _enrol_code(folder / SERVER, NAME, DIVISION, PREFIX)
    port = _port(folder)
    with _server(folder, port):
        _wait_for_server(port)
        enrol_and_sync(arguments, f"https://{LOOPBACK}:{port}", code, _tell_records)
    (folder / READY).touch()
    _tell(say("Ready after {seconds} s.", seconds=(elapsed_ms() - begun) // 1000) + "\n")


def _enrol_code(folder: Path, name: str, division: str, prefix: str) -> str:
    """Return the code with which the demo's office enrols at the demo's server."""
    from gridtui.server.enrolment import invite_office
    from gridtui.server.running import open_server
    from gridtui.sync.enrolling import root_print

    opened = open_server(folder, SystemClock())
    try:
        _card, code = invite_office(
            opened.database,
            SystemClock(),
            root_print(opened.certificates.root_pem),
            name=name,
            division=division,
            prefix=prefix,
        )
    finally:
        opened.database.close()
    return code.text()


def _port(folder: Path) -> int:
    """Return the port of the demo's server: chosen once, as the office knows its server by it."""
    kept = folder / PORT
    if kept.exists():
        return int(kept.read_text("ascii"))
    import socket

    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port = int(probe.getsockname()[1])
    kept.write_text(str(port), "ascii")
    return port


def _wait_for_server(port: int) -> None:
    """Wait until the server answers on its port; raises SyncFault ``sync.absent`` after SERVER_STARTS_MS."""
    import socket

    until = elapsed_ms() + SERVER_STARTS_MS
    while elapsed_ms() < until:
        with socket.socket() as probe:
            if probe.connect_ex((LOOPBACK, port)) == 0:
                return
        time.sleep(0.05)
    raise SyncFault("sync.absent", url=f"https://{LOOPBACK}:{port}")


@contextmanager
def _server(folder: Path, port: int) -> "Iterator[None]":
    """Run the demo's server beside the app; where a demo of this folder runs already, its server serves both."""
    import subprocess

    command = [sys.executable, "-m", "gridtui", "serve", "--folder", str(folder / SERVER), "--port", str(port)]
    with (folder / LOG).open("ab") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)  # noqa: S603 - ourselves
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _tell_records(done: int, total: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r" + say("{done} of {total} records", done=done, total=total) + "\x1b[K")
        sys.stderr.flush()


def _tell(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K" + text)
        sys.stderr.flush()
