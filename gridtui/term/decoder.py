"""Bytes of a terminal in, key events out: pure, incremental, and no byte can kill it.

No I/O and no clock: time is passed in, and ``deadline_ms`` says when to call ``tick``. The events depend on the bytes
and their times alone, never on how reads cut them. Rules: Esc followed by anything but ``[`` or ``O`` is Esc at once
(there is no Alt here); the others wait for their rest; a sequence nobody knows is swallowed whole and never typed
into a form; mouse and focus reports are swallowed. Answers to questions are found wherever they come, in the middle
of a paste as well.
"""

import re
from collections.abc import Callable, Iterable

from gridtui.term.encoding import CharacterReader, Encoding
from gridtui.term.keys import (
    CursorReport,
    DeviceReport,
    EncodingChanged,
    InputEvent,
    Key,
    KeyMode,
    Paste,
    key_name,
    typed,
)
from gridtui.term.sequences import CONTROL_SEQUENCE_KEYS, KEYPAD, SCO_KEYS, SCO_ONLY, SINGLE_SHIFT_KEYS

ESCAPE_WAIT_MS = 800
"""How long the rest of an escape sequence may take: a round trip of a thin link."""

PASTE_SILENCE_MS = 3_000
"""A paste that never ends is taken as ended after this silence, so that noise cannot lock the keyboard."""

PASTE_LIMIT_CHARACTERS = 1_000_000
"""What is pasted beyond this is dropped."""

REPORT_PATIENCE_MS = 30_000
"""How long an asked-for cursor report is expected; a report at row 1 has the same bytes as Shift+F3 (ESC[1;2R)."""

DASH_PAIR_MS = 50
"""A Chinese input method sends two dashes for one key; both are text, the first alone is the key "_"."""

_ESC = "\x1b"
_DASH = "—"
_CANCEL = "\x18\x1a"
_BODY_LIMIT_CHARACTERS = 32
_X10_MOUSE_CHARACTERS = 3
_PASTE_END = "\x1b[201~"
_REPORT_ENDS = "Rc"
_RXVT_SHIFT = "$"
_MODIFIERS = frozenset("2345678")
_CURSOR_REPORT = re.compile(r"(\d{1,4});(\d{1,4})R")
_DEVICE_REPORT = re.compile(r"([?>])([0-9;]+)c")


class InputDecoder:
    """Decode one session's input.

    ``encoding`` is where the session starts; ``key_mode`` "sco" reads SCO function keys, "auto" reads those nobody
    else sends and turns to "sco" when it meets one, "xterm" reads none. ``escape_wait_ms`` is the wait for the rest
    of a sequence or a character.
    """

    def __init__(
        self,
        *,
        encoding: Encoding = "utf-8",
        key_mode: KeyMode = "auto",
        escape_wait_ms: int = ESCAPE_WAIT_MS,
    ) -> None:
        self.key_mode: KeyMode = key_mode
        self._wait_ms = escape_wait_ms
        self._reader = CharacterReader(encoding, wait_ms=escape_wait_ms)
        self._out: list[InputEvent] = []
        self._state: Callable[[str], None] = self._ground
        self._body = ""
        self._is_overlong = False
        self._pasted: list[str] = []
        self._pasted_characters = 0
        self._paste_sequence = ""
        self._mouse_characters_left = 0
        self._now_ms = 0
        self._last_ms = 0
        self._dash_ms: int | None = None
        self._reports_expected = 0
        self._report_asked_ms = 0

    @property
    def encoding(self) -> Encoding:
        """The encoding the session is read in now."""
        return self._reader.encoding

    @property
    def deadline_ms(self) -> int | None:
        """When ``tick`` has something to decide if nothing more arrives; None while nothing waits."""
        waits = [each for each in (self._reader.deadline_ms, self._sequence_deadline_ms) if each is not None]
        return min(waits) if waits else None

    def use_encoding(self, encoding: Encoding) -> None:
        """Read in this encoding from here on, because a person chose it."""
        self._reader.use(encoding)

    def expect_cursor_report(self, now_ms: int) -> None:
        """Say that ``ESC[6n`` was sent, so that an answer from row 1 is not taken for Shift+F3."""
        self._reports_expected += 1
        self._report_asked_ms = now_ms

    def feed(self, raw: bytes, now_ms: int) -> list[InputEvent]:
        """Return the events of bytes that arrived at ``now_ms``."""
        self._expire(now_ms)
        self._read(self._reader.feed(raw, now_ms), now_ms)
        return self._taken()

    def tick(self, now_ms: int) -> list[InputEvent]:
        """Return the events that were waiting for a rest which did not come."""
        self._expire(now_ms)
        return self._taken()

    # -- time

    @property
    def _sequence_deadline_ms(self) -> int | None:
        if self._state == self._ground:
            return None
        return self._last_ms + (PASTE_SILENCE_MS if self._state == self._paste else self._wait_ms)

    def _expire(self, now_ms: int) -> None:
        deadline_ms = self._reader.deadline_ms
        if deadline_ms is not None and deadline_ms <= now_ms:
            self._read(self._reader.tick(now_ms), deadline_ms)
        self._expire_sequence(now_ms)

    def _expire_sequence(self, now_ms: int) -> None:
        deadline_ms = self._sequence_deadline_ms
        if deadline_ms is not None and deadline_ms <= now_ms:
            if self._state == self._paste:
                self._end_paste()
            else:
                self._give_up()

    def _taken(self) -> list[InputEvent]:
        taken, self._out = self._out, []
        return taken

    # -- characters

    def _read(self, decoded: Iterable[str | EncodingChanged], now_ms: int) -> None:
        for piece in decoded:
            self._expire_sequence(now_ms)
            if isinstance(piece, EncodingChanged):
                self._out.append(piece)
                continue
            self._now_ms = self._last_ms = now_ms
            for character in piece:
                self._state(character)

    def _ground(self, character: str) -> None:
        if character == _ESC:
            self._state = self._escape
            return
        key = typed(character)
        if character == _DASH:
            key = self._paired_dash()
        else:
            self._dash_ms = None
        if key is not None:
            self._out.append(key)

    def _paired_dash(self) -> Key:
        if self._dash_ms is not None and self._now_ms - self._dash_ms <= DASH_PAIR_MS:
            self._dash_ms = None
            return Key("em_dash", _DASH)
        self._dash_ms = self._now_ms
        return Key("underscore", _DASH)

    def _escape(self, character: str) -> None:
        self._body, self._is_overlong = "", False
        if character == "[":
            self._state = self._control_sequence
        elif character == "O":
            self._state = self._single_shift
        else:
            self._give_up()
            self._state(character)

    def _give_up(self) -> None:
        """Leave a sequence that has no end: bare ones were keys a person typed, the others are swallowed."""
        state, self._state = self._state, self._ground
        if state == self._escape:
            self._out.append(Key("escape"))
        elif not self._body and state in (self._control_sequence, self._single_shift):
            bracket = "[" if state == self._control_sequence else "O"
            self._out += [Key("escape"), Key(key_name(bracket), bracket)]

    # -- sequences

    def _is_interrupted(self, character: str) -> bool:
        if " " <= character <= "~":
            return False
        if character in _CANCEL:
            self._state = self._ground
        else:
            self._give_up()
            self._state(character)
        return True

    def _control_sequence(self, character: str) -> None:
        if self._is_interrupted(character):
            return
        ends = character >= "@"
        if character == "[" and not self._body and self.key_mode != "sco":
            ends = False
        if character == _RXVT_SHIFT and self._body + character in CONTROL_SEQUENCE_KEYS:
            ends = True
        if len(self._body) >= _BODY_LIMIT_CHARACTERS:
            self._is_overlong = True
        else:
            self._body += character
        if ends:
            self._state = self._ground
            if not self._is_overlong:
                self._end_control_sequence(self._body)

    def _end_control_sequence(self, body: str) -> None:
        name = self._sco_key(body) or CONTROL_SEQUENCE_KEYS.get(body)
        if body.endswith("R") and self._is_cursor_report(body):
            row, column = body[:-1].split(";")
            self._out.append(CursorReport(int(row), int(column)))
        elif name is not None:
            self._out.append(Key(name))
        elif (report := _device_report(body)) is not None:
            self._out.append(report)
        elif body == "200~":
            self._state = self._paste
        elif body == "M" and self.key_mode != "sco":
            self._mouse_characters_left = _X10_MOUSE_CHARACTERS
            self._state = self._x10_mouse

    def _sco_key(self, body: str) -> str | None:
        if self.key_mode == "auto" and body in SCO_ONLY:
            self.key_mode = "sco"
        return SCO_KEYS.get(body) if self.key_mode == "sco" else None

    def _is_cursor_report(self, body: str) -> bool:
        row, _, column = body[:-1].partition(";")
        if not (row.isdecimal() and column.isdecimal()):
            return False
        is_expected = self._is_report_expected
        if row == "1" and column in _MODIFIERS and not is_expected:
            return False
        self._reports_expected = self._reports_expected - 1 if is_expected else 0
        return True

    @property
    def _is_report_expected(self) -> bool:
        return self._reports_expected > 0 and self._now_ms - self._report_asked_ms <= REPORT_PATIENCE_MS

    def _single_shift(self, character: str) -> None:
        if self._is_interrupted(character):
            return
        if character in "0123456789;" and len(self._body) < _BODY_LIMIT_CHARACTERS:
            self._body += character
            return
        self._state = self._ground
        name = SINGLE_SHIFT_KEYS.get(self._body + character)
        if name is not None:
            self._out.append(Key(name))
        elif not self._body and character in KEYPAD:
            self._out.append(KEYPAD[character])

    def _x10_mouse(self, character: str) -> None:
        if character < " ":  # SCO's F1 looks like a mouse report, and an answer may stand behind it
            self._state = self._ground
            self._state(character)
            return
        self._mouse_characters_left -= 1
        if self._mouse_characters_left == 0:
            self._state = self._ground

    # -- paste

    def _paste(self, character: str) -> None:
        self._pasted_characters += 1
        if len(self._pasted) < PASTE_LIMIT_CHARACTERS:
            self._pasted.append(character)
        if character == _ESC:
            self._paste_sequence = character
        elif len(self._paste_sequence) < _BODY_LIMIT_CHARACTERS:
            self._paste_sequence += character
        if self._paste_sequence == _PASTE_END:
            self._cut_sequence()
            self._end_paste()
        elif character in _REPORT_ENDS and (report := self._report_in_paste()) is not None:
            self._cut_sequence()
            self._out.append(report)

    def _report_in_paste(self) -> CursorReport | DeviceReport | None:
        introducer, body = self._paste_sequence[:2], self._paste_sequence[2:]
        if introducer != "\x1b[":
            return None
        place = _CURSOR_REPORT.fullmatch(body)
        if place is not None and self._is_report_expected:
            self._reports_expected -= 1
            return CursorReport(int(place[1]), int(place[2]))
        return _device_report(body)

    def _cut_sequence(self) -> None:
        """Take the newest sequence out of what was pasted."""
        self._pasted_characters -= len(self._paste_sequence)
        del self._pasted[self._pasted_characters :]
        self._paste_sequence = ""

    def _end_paste(self) -> None:
        self._state = self._ground
        text = "".join(self._pasted)
        self._pasted, self._paste_sequence, self._pasted_characters = [], "", 0
        if plain := _plain(text):
            self._out.append(Paste(plain))


def _device_report(body: str) -> DeviceReport | None:
    """Return the answer to DA1 or DA2 that a control sequence is, None for any other."""
    found = _DEVICE_REPORT.fullmatch(body)
    if found is None:
        return None
    return DeviceReport("?" if found[1] == "?" else ">", tuple(int(each or 0) for each in found[2].split(";")))


def _plain(text: str) -> str:
    """Return pasted text without control characters: line ends as newline, a tab as a space."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    spaced = lines.replace("\t", " ")
    return "".join(each for each in spaced if each == "\n" or not (each < " " or "\x7f" <= each < "\xa0"))
