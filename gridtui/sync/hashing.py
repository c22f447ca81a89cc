"""The protocol's one hash: BLAKE2b of 16 bytes, "H16" in sync.md section 4, with and without a key."""

from hashlib import blake2b

HASH_BYTES = 16


def h16(*parts: bytes) -> bytes:
    """Return H16 over the parts joined."""
    return blake2b(b"".join(parts), digest_size=HASH_BYTES).digest()


def keyed_h16(key: bytes, *parts: bytes) -> bytes:
    """Return H16 under a key of 1 to 64 bytes; only who knows the key can make or check it."""
    return blake2b(b"".join(parts), digest_size=HASH_BYTES, key=key).digest()


def u64(number: int) -> bytes:
    """Return 8 bytes, the high ones first."""
    return number.to_bytes(8, "big")
