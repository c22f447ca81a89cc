"""A host whose sessions each mint ids in the one store named on the command line: SOCKET FOLDER."""

import sys
from pathlib import Path

from gridtui.core.time import SystemClock
from gridtui.core.words import UnitKind
from gridtui.store.database import Store
from gridtui.sync.operation import Value
from gridtui.term.host.child import Login
from gridtui.term.host.door import open_door
from gridtui.term.host.parent import Host, Limits

IDS = 3


def session(login: Login) -> int:
    """Create units in two transactions and print their ids."""
    store = Store.open(Path(sys.argv[2]))
    minted = []
    for count in (1, IDS - 1):
        with store.writing(SystemClock()) as writer:
            values: dict[str, Value] = {"kind": UnitKind.GRID, "name": login.words[0], "parent": None}
            minted += [writer.create("unit", values, actor=None).hex() for _ in range(count)]
    store.close()
    sys.stdout.write("\n".join(minted) + "\n")
    return 0


def main() -> None:
    """Serve until told to stop."""
    door = open_door(Path(sys.argv[1]))
    Host(door, session, limits=Limits(sessions_of_account=100, waiting_of_account=64)).run()
    door.shut()


if __name__ == "__main__":
    main()
