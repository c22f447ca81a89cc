"""How the content of a mechanism travels: packed, cut into slices that fit an operation, each slice as text."""

import zlib
from base64 import b85decode, b85encode
from collections.abc import Sequence
from typing import Final

PART_CHARACTERS: Final = 6_000
"""An operation's body holds 8,192 bytes (P3)."""
MOST_CONTENT_BYTES: Final = 4 << 20
"""A content that unpacks to more is refused; the largest shipped mechanism has a fortieth of it."""

_PART_BYTES: Final = PART_CHARACTERS // 5 * 4
_LEVEL: Final = 9


def split_content(content: bytes) -> tuple[str, ...]:
    """Return the parts of a content, in their order; the first has place 1."""
    packed = zlib.compress(content, _LEVEL)
    return tuple(
        b85encode(packed[at : at + _PART_BYTES]).decode("ascii") for at in range(0, len(packed), _PART_BYTES)
    )


def join_content(parts: Sequence[str]) -> bytes | None:
    """Return the content of parts in their order; None where they do not make one."""
    unpacking = zlib.decompressobj()
    try:
        packed = b"".join(b85decode(part) for part in parts)
        content = unpacking.decompress(packed, MOST_CONTENT_BYTES)
    except (ValueError, zlib.error):
        return None
    return content if unpacking.eof and not unpacking.unused_data else None
