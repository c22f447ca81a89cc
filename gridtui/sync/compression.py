"""Zstandard with the bounds the protocol asks for: a lying or exploding payload costs at most what it claims.

The library is imported at first use: ``compression.zstd`` from Python 3.14, ``backports.zstd`` before.
"""

import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gridtui.core.errors import SyncFault
from gridtui.sync.protocol import MAX_RATIO

if TYPE_CHECKING:
    if sys.version_info >= (3, 14):
        from compression.zstd import ZstdDict
    else:
        from backports.zstd import ZstdDict

NO_DICTIONARY: Final = 0
NEWEST_DICTIONARY: Final = 1
KNOWN_DICTIONARIES: Final = (NO_DICTIONARY, NEWEST_DICTIONARY)
"""Numbers this program can read. Each is 16 kB trained on invented records; a number's bytes never change."""

_MAGIC: Final = b"\x28\xb5\x2f\xfd"
"""The four bytes every Zstandard frame begins with; they say nothing here and do not travel."""

PACKED_START: Final = b"\x00"
"""What a frame written here begins with, its magic taken off: a descriptor without options. No array begins so."""

_WINDOW_LOG: Final = 23
"""8 MiB, the greatest plain payload: a frame asking for a larger window is refused before it is allocated."""

_BEST_LEVEL: Final = 19
_QUICK_LEVEL: Final = 9
_BEST_UP_TO: Final = 64 << 10
_SMALLEST: Final = 48


@cache
def _dictionary(number: int) -> "ZstdDict | None":
    if number == NO_DICTIONARY:
        return None
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return zstd.ZstdDict(Path(__file__).with_name(f"dictionary-{number}.zdict").read_bytes())


def compress(plain: bytes, dictionary: int = NO_DICTIONARY) -> bytes | None:
    """Return a frame without its magic; None where it is no smaller than the content, or by more than the ratio."""
    if len(plain) < _SMALLEST:
        return None
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd

    level = _BEST_LEVEL if len(plain) <= _BEST_UP_TO else _QUICK_LEVEL
    parameter = zstd.CompressionParameter
    options: dict[int, int] = {
        parameter.compression_level: level,
        parameter.content_size_flag: 0,
        parameter.checksum_flag: 0,
        parameter.dict_id_flag: 0,
    }
    packed = zstd.compress(plain, options=options, zstd_dict=_dictionary(dictionary))[len(_MAGIC) :]
    return packed if len(packed) < len(plain) <= MAX_RATIO * len(packed) else None


def expand(packed: bytes, most_bytes: int, dictionary: int = NO_DICTIONARY) -> bytes:
    """Return what one frame without its magic holds, at most ``most_bytes``; raises SyncFault ``frame.malformed``."""
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd

    reader = zstd.ZstdDecompressor(
        _dictionary(dictionary), options={zstd.DecompressionParameter.window_log_max: _WINDOW_LOG}
    )
    try:
        plain = reader.decompress(_MAGIC + packed, max_length=most_bytes + 1)
    except zstd.ZstdError as error:
        raise SyncFault("frame.malformed", why="zstd") from error
    if not reader.eof or reader.unused_data or len(plain) > most_bytes:
        raise SyncFault("frame.malformed", why="zstd_length")
    return plain
