"""Zstandard with the bounds the protocol asks for: a lying or exploding payload costs at most what it claims.

The library is imported at first use: ``compression.zstd`` from Python 3.14, ``backports.zstd`` before.
"""

import sys
from typing import Final

from gridtui.core.errors import SyncFault
from gridtui.sync.protocol import MAX_RATIO

FRAME_START: Final = b"\x28\xb5\x2f\xfd"
"""The first bytes of a Zstandard frame; no payload of this protocol begins with them (an array does not)."""

_WINDOW_LOG: Final = 23
"""8 MiB, the greatest plain payload: a frame asking for a larger window is refused before it is allocated."""

_BEST_LEVEL: Final = 19
_QUICK_LEVEL: Final = 9
_BEST_UP_TO: Final = 64 << 10
_SMALLEST: Final = 48


def compress(plain: bytes) -> bytes | None:
    """Return a frame smaller than the content, or None where compression gains nothing or exceeds the ratio."""
    if len(plain) < _SMALLEST:
        return None
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd

    level = _BEST_LEVEL if len(plain) <= _BEST_UP_TO else _QUICK_LEVEL
    parameter = zstd.CompressionParameter
    packed = zstd.compress(
        plain,
        options={parameter.compression_level: level, parameter.content_size_flag: 0, parameter.checksum_flag: 0},
    )
    return packed if len(packed) < len(plain) <= MAX_RATIO * len(packed) else None


def expand(packed: bytes, most_bytes: int) -> bytes:
    """Return the content of one frame of at most ``most_bytes``; raises SyncFault ``frame.malformed``."""
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd

    reader = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _WINDOW_LOG})
    try:
        plain = reader.decompress(packed, max_length=most_bytes + 1)
    except zstd.ZstdError as error:
        raise SyncFault("frame.malformed", why="zstd") from error
    if not reader.eof or reader.unused_data or len(plain) > most_bytes:
        raise SyncFault("frame.malformed", why="zstd_length")
    return plain
