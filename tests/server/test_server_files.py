"""What a server keeps belongs to its owner alone, from the first byte, also in a folder others made."""

import stat
from pathlib import Path

from gridtui.core.time import SystemClock
from gridtui.server.running import open_server
from gridtui.sync.signing import write_secret


def test_files_are_the_owners_alone(tmp_path: Path) -> None:
    """Database, its log while it is open, keys and certificates: nobody else may read them."""
    folder = tmp_path / "server"
    keys = folder / "keys"
    keys.mkdir(parents=True)
    folder.chmod(0o755)
    keys.chmod(0o755)
    opened = open_server(folder, SystemClock())
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {"server.db", "server.db-wal", "server.key", "receipt.key", "root.key"} <= {path.name for path in files}
    assert [path.name for path in files if stat.S_IMODE(path.stat().st_mode) & 0o077] == []
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    opened.database.close()


def test_secret_takes_no_mode_from_what_lay_there(tmp_path: Path) -> None:
    """A half-written file of another mode does not lend it to the secret."""
    beside = tmp_path / ".key.new"
    beside.write_bytes(b"old")
    beside.chmod(0o644)
    write_secret(tmp_path / "key", b"new")
    assert (tmp_path / "key").read_bytes() == b"new"
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
