"""Write gridtui/core/pinyin.bin from pypinyin: ``python tests/tools/make_pinyin.py``.

The table holds every character pypinyin knows with all its toneless readings. The first is pypinyin's own choice;
the others follow by how often words use them, since a dictionary lists archaic readings as readily as living ones.
``payload`` is what the freshness test compares: the packed bytes may differ between versions of the packer.
"""

from collections import Counter
from pathlib import Path

from pypinyin.contrib.tone_convert import to_normal
from pypinyin.phrases_dict import phrases_dict
from pypinyin.pinyin_dict import pinyin_dict

from gridtui.core.pinyin import TABLE
from gridtui.core.tables import pack_table

BRIDGED = 64


def _toneless(marked: str) -> str:
    """Return a syllable in ASCII: ü is v, as every input method types it."""
    return to_normal(marked).replace("ê", "e")


def _uses() -> Counter[tuple[str, str]]:
    """Count in how many words a character has a reading."""
    uses: Counter[tuple[str, str]] = Counter()
    for phrase, readings in phrases_dict.items():
        if len(phrase) == len(readings):
            uses.update((char, _toneless(reading[0])) for char, reading in zip(phrase, readings, strict=True))
    return uses


def readings_by_code() -> dict[int, tuple[list[str], int]]:
    """Return by code point every reading of a character, most common first, and how many of them are living.

    A reading is living if a word of pypinyin's has it; a character in no word has living readings only.
    """
    uses = _uses()
    found: dict[int, tuple[list[str], int]] = {}
    for code in sorted(pinyin_dict):
        first, *others = dict.fromkeys(map(_toneless, pinyin_dict[code].split(",")))
        seen = {reading: uses[chr(code), reading] for reading in others}
        others.sort(key=seen.__getitem__, reverse=True)
        in_words = sum(count > 0 for count in seen.values())
        known = in_words or uses[chr(code), first]
        found[code] = ([first, *others], 1 + (in_words if known else len(others)))
    return found


def _runs(codes: list[int]) -> list[tuple[int, int]]:
    """Return stretches of code points as (first, last), bridging short gaps: a hole is cheaper than a new run."""
    runs = [(codes[0], codes[0])]
    for code in codes[1:]:
        start, end = runs[-1]
        if code - end <= BRIDGED:
            runs[-1] = (start, code)
        else:
            runs.append((code, code))
    return runs


def payload() -> bytes:
    """Return the table before packing; ``gridtui.core.pinyin`` states its layout."""
    readings = readings_by_code()
    syllables = sorted({reading for every, _ in readings.values() for reading in every})
    number = {syllable: index for index, syllable in enumerate(syllables, 1)}
    runs = _runs(list(readings))
    slots = [readings.get(code, ([], 0)) for start, end in runs for code in range(start, end + 1)]
    firsts = [number[every[0]] if every else 0 for every, _ in slots]
    others = [number[reading] for every, _ in slots for reading in every[1:]]
    planes = (
        bytes(value & 0xFF for value in firsts),
        bytes(value >> 8 for value in firsts),
        bytes(max(len(every) - 1, 0) for every, _ in slots),
        bytes(len(every) - living for every, living in slots),
        bytes(value & 0xFF for value in others),
        bytes(value >> 8 for value in others),
    )
    head = "\n".join((" ".join(syllables), " ".join(f"{start:x}-{end:x}" for start, end in runs), ""))
    return head.encode("ascii") + b"".join(planes)


def main(target: Path = TABLE) -> None:
    """Write the table and say how large it is."""
    packed = pack_table(payload())
    target.write_bytes(packed)
    print(f"{target.name}: {len(packed)} bytes")  # noqa: T201 - a development tool reports on the terminal


if __name__ == "__main__":
    main()
