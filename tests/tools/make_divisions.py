"""Write gridtui/core/divisions.bin: ``python tests/tools/make_divisions.py divisions-2023.csv[.xz]``.

The input has a header and ``code,name`` on each line, codes of 2, 4, 6, 9 and 12 digits (china-division 2.7.0). It is
too large to keep beside the code, so no test makes the table again; known facts are tested instead.
"""

import csv
import lzma
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

from gridtui.core.divisions import CODE_LENGTHS, COUNTY, EDITION, ENDINGS, TABLE, TOWNSHIP, VILLAGE
from gridtui.core.tables import pack_table

Rows = dict[str, str]


def _rows(source: TextIO) -> Rows:
    """Return code -> name in order of the codes, checked for parents."""
    rows = dict(sorted((code, name) for code, name in csv.reader(source) if code.isdigit()))
    for code in rows:
        level = CODE_LENGTHS.index(len(code))
        parent = code[: CODE_LENGTHS[level - 1]]
        if parent and parent not in rows:
            raise SystemExit(f"{code} has no parent {parent}")
    return rows


def _differences(numbers: Iterable[int]) -> bytes:
    """Return ascending numbers as differences in 7-bit groups, low first, all but the last with the high bit."""
    packed = bytearray()
    before = 0
    for number in numbers:
        rest, before = number - before, number
        while rest > 0x7F:
            packed.append(rest & 0x7F | 0x80)
            rest >>= 7
        packed.append(rest)
    return bytes(packed)


def _line(name: str) -> str:
    """Return a name with its end: a token for a common ending, else a line feed."""
    for token, ending in enumerate(ENDINGS, 1):
        if name.endswith(ending):
            return name[: -len(ending)] + chr(token)
    return f"{name}\n"


def _blocks(rows: Rows, level: int, prefix_length: int) -> Iterator[tuple[str, bytes]]:
    """Yield prefix and packed block for the divisions of one level."""
    by_prefix: dict[str, Rows] = {}
    for code, name in rows.items():
        if len(code) == CODE_LENGTHS[level]:
            by_prefix.setdefault(code[:prefix_length], {})[code] = name
    for prefix, members in by_prefix.items():
        codes = _differences(int(code[prefix_length:]) for code in members)
        names = "".join(map(_line, members.values())).encode("gb18030")
        yield prefix, pack_table(b"%d\n" % len(codes) + codes + names)


def main(source: Path, target: Path = TABLE) -> None:
    """Write the table and say how large it is."""
    opener = lzma.open if source.suffix == ".xz" else open
    with opener(source, "rt", encoding="utf-8", newline="") as text:
        rows = _rows(text)
    townships = list(_blocks(rows, TOWNSHIP, 2))
    villages = list(_blocks(rows, VILLAGE, 4))
    index = "\n".join(
        (
            f"{EDITION} {len(rows)}",
            " ".join(f"{prefix}={len(block)}" for prefix, block in townships),
            " ".join(f"{prefix}={len(block)}" for prefix, block in villages),
            "".join(sorted({char for name in rows.values() for char in name if not char.isspace()})),
            *(f"{code} {name}" for code, name in rows.items() if len(code) <= CODE_LENGTHS[COUNTY]),
        ),
    )
    packed = pack_table(index.encode())
    target.write_bytes(
        len(packed).to_bytes(4, "little") + packed + b"".join(block for _, block in townships + villages)
    )
    print(f"{target.name}: {len(rows)} divisions, {target.stat().st_size} bytes")  # noqa: T201 - a development tool


if __name__ == "__main__":
    main(Path(sys.argv[1]))
