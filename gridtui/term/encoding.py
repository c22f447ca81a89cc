"""Characters out of a terminal's bytes, and text into them: UTF-8, or GB18030 when the bytes can be nothing else.

Old clients are set to GBK, nobody knows which, and the first typed hanzi must arrive. So the first run of non-ASCII
bytes is held a moment and judged as a whole: valid UTF-8 stays UTF-8; what is not, but is valid GB18030 (the standard
GB 18030-2022), switches the session, once and for good. After hanzi have been read as UTF-8, only two level-1 hanzi
of GB 2312 in a row switch: no loss or noise in a stream of UTF-8 hanzi looks like that. Nothing here raises, whatever
the bytes.
"""

import unicodedata
from typing import Literal, NamedTuple

from gridtui.term.keys import EncodingChanged

Encoding = Literal["utf-8", "gb18030"]

REPLACEMENT = "\ufffd"
JUDGE_AFTER_QUIET_MS = 50
"""How long the first non-ASCII run is held when it could be either encoding."""

_JUDGE_AFTER_BYTES = 12
_LEVEL_1_LEAD = range(0xB0, 0xD8)
_GB_2312_TRAIL = range(0xA1, 0xFF)
_HANZI_IN_A_ROW_BYTES = 4
_UNTYPED_SCRIPTS = range(0x0250, 0x0600)  # phonetic, Greek, Cyrillic, Hebrew: what two GB bytes look like in UTF-8
_CJK = (range(0x3000, 0x3040), range(0x3400, 0xA000), range(0xFF00, 0xFFF0))
_ASCII = range(0x80)
_GB_LEAD, _GB_DIGIT = range(0x81, 0xFF), range(0x30, 0x3A)
_GB_TWO_BYTES = (_GB_LEAD, frozenset(range(0x40, 0xFF)) - {0x7F})
_GB_FOUR_BYTES = (_GB_LEAD, _GB_DIGIT, _GB_LEAD, _GB_DIGIT)
_CONTINUATION = range(0x80, 0xC0)
_FIRST_CONTINUATION = {
    0xE0: range(0xA0, 0xC0),
    0xED: range(0x80, 0xA0),
    0xF0: range(0x90, 0xC0),
    0xF4: range(0x80, 0x90),
}


class _First(NamedTuple):
    """The first character of some bytes: ``text`` is None while it is incomplete; ``valid`` says it is no guess."""

    text: str | None
    length: int
    valid: bool = True


class _Survey(NamedTuple):
    """What bytes say in one encoding: ``text`` up to the first fault, and how the rest stands."""

    text: str
    state: Literal["complete", "partial", "invalid"]


def _first_utf8(raw: bytes) -> _First:
    lead = raw[0]
    if lead in _ASCII:
        return _First(chr(lead), 1)
    length = 2 if 0xC2 <= lead < 0xE0 else 3 if 0xE0 <= lead < 0xF0 else 4 if 0xF0 <= lead < 0xF5 else 0  # noqa: PLR2004 - lead bytes of UTF-8
    allowed = _FIRST_CONTINUATION.get(lead, _CONTINUATION)
    for position in range(1, length):
        if position == len(raw):
            return _First(None, position)
        if raw[position] not in allowed:
            return _First(REPLACEMENT, position, valid=False)
        allowed = _CONTINUATION
    if length == 0:
        return _First(REPLACEMENT, 1, valid=False)
    return _First(raw[:length].decode(), length)


def _first_gb18030(raw: bytes) -> _First:
    if raw[0] in _ASCII:
        return _First(chr(raw[0]), 1)
    shape = _GB_FOUR_BYTES if len(raw) > 1 and raw[1] in _GB_DIGIT else _GB_TWO_BYTES
    for position, allowed in enumerate(shape):
        if position == len(raw):
            return _First(None, position)
        if raw[position] not in allowed:
            return _First(REPLACEMENT, 1, valid=False)
    try:
        return _First(raw[: len(shape)].decode("gb18030"), len(shape))
    except UnicodeDecodeError:
        return _First(REPLACEMENT, len(shape), valid=False)


_FIRST_OF = {"utf-8": _first_utf8, "gb18030": _first_gb18030}


def _survey(raw: bytes, encoding: Encoding) -> _Survey:
    text, position = "", 0
    while position < len(raw):
        first = _FIRST_OF[encoding](raw[position:])
        if first.text is None:
            return _Survey(text, "partial")
        if not first.valid:
            return _Survey(text, "invalid")
        text += first.text
        position += first.length
    return _Survey(text, "complete")


def _is_level_1(raw: bytes) -> bool:
    """Tell whether bytes begin as a run of GB 2312 level-1 hanzi, the 3,755 that make up nearly all writing."""
    return all(byte in (_GB_2312_TRAIL if index % 2 else _LEVEL_1_LEAD) for index, byte in enumerate(raw))


def _is_gb_in_disguise(raw: bytes, text: str) -> bool:
    """Tell whether valid UTF-8 is rather hanzi: nobody here types the scripts that two GB bytes look like."""
    return bool(text) and all(ord(each) in _UNTYPED_SCRIPTS for each in text) and _is_level_1(raw)


def _has_hanzi(text: str) -> bool:
    return any(ord(character) in cjk for character in text for cjk in _CJK)


def _verdict(raw: bytes) -> Literal["wait", "utf-8", "gb18030", "faulty"]:
    """Judge the first non-ASCII run, which an ASCII byte may end; "faulty" is neither one nor the other."""
    run = raw[:-1] if raw[-1] in _ASCII else raw
    utf8 = _survey(run, "utf-8")
    if utf8.state == "complete":
        if len(run) == len(raw) and not (len(raw) >= _JUDGE_AFTER_BYTES and _has_hanzi(utf8.text)):
            return "wait"
        return "gb18030" if _is_gb_in_disguise(run, utf8.text) else "utf-8"
    if utf8.state == "partial" and len(run) == len(raw):
        return "wait"
    gb = _survey(raw, "gb18030")
    if gb.state == "complete":
        return "gb18030" if all(unicodedata.category(each) != "Co" for each in gb.text) else "faulty"
    return "wait" if gb.state == "partial" else "faulty"


class CharacterReader:
    """Bytes in, characters out, incrementally; what is incomplete waits for the rest until ``deadline_ms``.

    ``encoding`` is what the session starts in and then what it is read in. ``wait_ms`` is how long the rest of a
    character may take. Times are milliseconds of any clock that does not go back.
    """

    def __init__(self, encoding: Encoding = "utf-8", *, wait_ms: int) -> None:
        self.encoding: Encoding = encoding
        self._wait_ms = wait_ms
        self._pending = bytearray()
        self._last_byte_ms = 0
        self._knows_utf8 = False

    @property
    def deadline_ms(self) -> int | None:
        """When ``tick`` has something to decide, or None while nothing waits."""
        if not self._pending:
            return None
        doubtful = self.encoding == "utf-8" and not self._knows_utf8
        quick = doubtful and _survey(bytes(self._pending), "utf-8").state == "complete"
        return self._last_byte_ms + (JUDGE_AFTER_QUIET_MS if quick else self._wait_ms)

    def use(self, encoding: Encoding) -> None:
        """Read in this encoding from here on, because a person chose it; what was incomplete is dropped."""
        self.encoding = encoding
        self._knows_utf8 = False
        self._pending.clear()

    def feed(self, raw: bytes, now_ms: int) -> list[str | EncodingChanged]:
        """Return the characters that are decided; every string is one character or a few in a row."""
        if not self._pending and raw.isascii():
            return [raw.decode("ascii")] if raw else []
        out: list[str | EncodingChanged] = []
        for byte in raw:
            if not self._pending and byte in _ASCII:
                out.append(chr(byte))
                continue
            self._pending.append(byte)
            self._last_byte_ms = now_ms
            self._settle(out)
        return out

    def tick(self, now_ms: int) -> list[str | EncodingChanged]:
        """Decide what has waited long enough."""
        deadline_ms = self.deadline_ms
        if deadline_ms is None or now_ms < deadline_ms:
            return []
        out: list[str | EncodingChanged] = []
        raw = bytes(self._pending)
        if self.encoding == "utf-8" and not self._knows_utf8:
            utf8, gb = _survey(raw, "utf-8"), _survey(raw, "gb18030")
            disguised = utf8.state == "complete" and _is_gb_in_disguise(raw, utf8.text)
            if disguised or (utf8.state == "partial" and gb.state == "complete"):
                self._switch(out)
        while self._pending:
            self._take(_FIRST_OF[self.encoding](bytes(self._pending)), out)
        return out

    def _settle(self, out: list[str | EncodingChanged]) -> None:
        while self._pending:
            if self.encoding == "utf-8" and not self._knows_utf8:
                if self._judge_first_run(out):
                    return
                continue
            first = _FIRST_OF[self.encoding](bytes(self._pending))
            if first.text is None:
                return
            if self.encoding == "utf-8" and not first.valid and _is_level_1(bytes(self._pending)):
                if len(self._pending) < _HANZI_IN_A_ROW_BYTES:
                    return
                self._switch(out)
                continue
            self._take(first, out)

    def _judge_first_run(self, out: list[str | EncodingChanged]) -> bool:
        """Decide the run held so far, or the part up to its first fault; True when it has to wait for more."""
        raw = bytes(self._pending)
        verdict = _verdict(raw)
        if verdict == "gb18030":
            self._switch(out)
        elif verdict != "wait":
            first = _first_utf8(raw)
            while self._pending and first.valid:
                self._take(first, out)
                first = _first_utf8(bytes(self._pending) or b"\0")
            if verdict == "faulty":
                self._take(first, out)
        return verdict == "wait"

    def _switch(self, out: list[str | EncodingChanged]) -> None:
        self.encoding = "gb18030"
        out.append(EncodingChanged("gb18030"))

    def _take(self, first: _First, out: list[str | EncodingChanged]) -> None:
        text = REPLACEMENT if first.text is None else first.text
        if self.encoding == "utf-8" and first.valid and not self._knows_utf8:
            self._knows_utf8 = _has_hanzi(text)
        out.append(text)
        del self._pending[: first.length]


def encode(text: str, encoding: Encoding) -> bytes:
    """Return the bytes of a text; both encodings hold all of Unicode, and what is no character becomes "?"."""
    return text.encode(encoding, "replace")
