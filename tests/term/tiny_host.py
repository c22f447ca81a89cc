"""A host whose sessions are a few lines: each first word is one thing a session can do.

    python tiny_host.py SOCKET FOLDER [SESSIONS_OF_ACCOUNT]

Files in FOLDER say what happened: ``hung-up`` when a session heard its line drop, ``beat`` grows while the companion
lives and ``companion`` holds its process id.
"""

import gc
import os
import select
import signal
import sys
from pathlib import Path

from gridtui.term.host.child import Login
from gridtui.term.host.companion import Companion, Wait
from gridtui.term.host.door import open_door
from gridtui.term.host.parent import Host, Limits

SOCKET, FOLDER = Path(sys.argv[1]), Path(sys.argv[2])
OWN = ("GRIDTUI_LANGUAGE",)


def session(login: Login) -> int:
    """Do what the first word says."""
    act, *rest = login.words
    if act == "exit":
        return int(rest[0])
    if act == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if act == "fault":
        raise ValueError(rest)
    if act == "who":
        said = " ".join(f"{name}={value}" for name, value in sorted(login.environment.items()))
        sys.stdout.write(f"account={login.account} uid={os.getuid()} {said} home={os.environ.get('GRIDTUI_HOME')}\n")
        return 0
    if act == "frozen":
        sys.stdout.write(f"frozen={gc.get_freeze_count()} enabled={gc.isenabled()}\n")
        return 0
    if act == "input":
        sys.stdout.write(f"read={sys.stdin.read()}\n")
        return 0
    return show_size()


def show_size() -> int:
    """Show the window's size at the start and whenever it changes, until q; a hang-up is written down."""
    told, tell = os.pipe()

    def show(*_: object) -> None:
        columns, lines = os.get_terminal_size(0)
        os.write(1, f"size={columns}x{lines} pid={os.getpid()}.\n".encode())  # a handler may run inside another

    def hung_up(*_: object) -> None:
        (FOLDER / "hung-up").write_text("yes")
        os.write(tell, b"7")

    signal.signal(signal.SIGWINCH, show)
    signal.signal(signal.SIGHUP, hung_up)
    signal.signal(signal.SIGINT, lambda *_: os.write(tell, b"9"))
    signal.signal(signal.SIGCONT, show)
    show()
    typed = b"?"
    while b"q" not in typed:
        ready, _, _ = select.select([0, told] if typed else [told], [], [])
        if told in ready:
            return int(os.read(told, 1))
        typed = os.read(0, 100)
    return 0


def beat(wait: Wait) -> None:
    """Say that the companion is alive, ten times a second."""
    (FOLDER / "companion").write_text(str(os.getpid()))
    while wait(0.05):
        with (FOLDER / "beat").open("a") as stream:
            stream.write(".")


def main() -> None:
    """Serve; SIGHUP makes this program start again in place, as an upgrade does."""
    limits = Limits(sessions_of_account=int(sys.argv[3])) if len(sys.argv) > 3 else None
    door = open_door(SOCKET)
    companion = Companion(beat, again_after_seconds=0.2)
    host = Host(door, session, limits=limits, own_variables=OWN, companion=companion)
    (FOLDER / "ready").write_text(str(os.getpid()))
    if host.run() == "renew":
        (FOLDER / "ready").unlink(missing_ok=True)
        environment = {**os.environ, **door.hand_on()}
        os.execve(sys.executable, [sys.executable, *sys.argv], environment)  # noqa: S606 - ourselves
    door.shut()


if __name__ == "__main__":
    main()
