"""Ed25519 keys of an office and of the server, and the signature over a request (P8).

The cryptography package is imported inside the functions: it costs 30 ms, and only a sync, an enrolment or a server
needs it.
"""

import os
from pathlib import Path

from gridtui.core.errors import SyncFault
from gridtui.sync.hashing import h16

REQUEST_CONTEXT = b"gs1 request"
SIGNATURE_BYTES = 64
KEY_BYTES = 32
TAG_BYTES = 4
_SECRET_MODE = 0o600


def key_tag(public_key: bytes) -> bytes:
    """Return the first 4 bytes of H16 of a public key: enough to notice a request sent to the wrong server."""
    return h16(public_key)[:TAG_BYTES]


class SigningKey:
    """A private Ed25519 key held in memory."""

    def __init__(self, secret: bytes) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        self._key = Ed25519PrivateKey.from_private_bytes(secret)
        self.secret = secret
        self.public = self._key.public_key().public_bytes_raw()

    @classmethod
    def generate(cls) -> "SigningKey":
        """Return a new key from the system's random source."""
        return cls(os.urandom(KEY_BYTES))

    def sign(self, content: bytes, context: bytes = REQUEST_CONTEXT) -> bytes:
        """Return the 64-byte signature over the context and the content."""
        return self._key.sign(context + content)


def verify(public_key: bytes, signature: bytes, content: bytes, context: bytes = REQUEST_CONTEXT) -> bool:
    """Return whether the signature over context and content was made by the key's owner. Never raises."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, context + content)
    except (InvalidSignature, ValueError):
        return False
    return True


def write_secret(path: Path, content: bytes) -> None:
    """Write a file only its owner can read, whole or not at all, and on the disk when this returns."""
    beside = path.with_name(f".{path.name}.new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _SECRET_MODE)
    try:
        os.fchmod(descriptor, _SECRET_MODE)
        os.write(descriptor, content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_key(path: Path) -> SigningKey:
    """Return the key of a file. Raises SyncFault ``sync.key_missing`` or ``sync.key_unreadable``."""
    try:
        secret = path.read_bytes()
    except FileNotFoundError:
        raise SyncFault("sync.key_missing", path=str(path)) from None
    except OSError:
        raise SyncFault("sync.key_unreadable", path=str(path)) from None
    if len(secret) != KEY_BYTES:
        raise SyncFault("sync.key_unreadable", path=str(path))
    return SigningKey(secret)


def ensure_key(path: Path) -> SigningKey:
    """Return the key of a file, made and written first if there is none."""
    if not path.exists():
        write_secret(path, SigningKey.generate().secret)
    return read_key(path)
