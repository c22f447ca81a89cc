"""What the server's identity consists of: a signing key, a receipt key and the folder they stand in (P10).

They live outside the database, so that a restored database is noticed and a copied one proves nothing.
"""

import os
from pathlib import Path
from typing import Final

import msgspec

from gridtui.core.errors import StoreFault
from gridtui.sync.signing import KEY_BYTES, SigningKey, ensure_key, key_tag, write_secret

KEYS_FOLDER: Final = "keys"
_OWNER_ONLY: Final = 0o700


class ServerKeys(msgspec.Struct, frozen=True):
    """The server's keys. ``tag`` is what a request names it by; ``receipt`` makes the receipts of P5."""

    folder: Path
    signing: SigningKey
    receipt: bytes

    @property
    def tag(self) -> bytes:
        """The first 4 bytes of H16 of the public key."""
        return key_tag(self.signing.public)


def ensure_folder(folder: Path) -> Path:
    """Return the keys' folder inside a server's folder, both made for the owner alone if they are missing.

    Raises StoreFault ``server.folder_unusable``.
    """
    keys = folder / KEYS_FOLDER
    try:
        for path in (folder, keys):
            path.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
        keys.chmod(_OWNER_ONLY)
    except OSError as error:
        raise StoreFault("server.folder_unusable", path=str(folder), why=error.strerror or "") from error
    return keys


def ensure_keys(folder: Path) -> ServerKeys:
    """Return the keys of a server's folder, made first where they are missing."""
    keys = ensure_folder(folder)
    receipt = keys / "receipt.key"
    if not receipt.exists():
        write_secret(receipt, os.urandom(KEY_BYTES))
    return ServerKeys(keys, ensure_key(keys / "server.key"), receipt.read_bytes())
