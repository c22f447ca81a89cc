"""A terminal as the tests see it: pyte with the parts real terminals have and pyte lacks.

Added here: both halves of a wide character live and die together, the alternate screen keeps the main one, REP and
SU/SD, DCS and private sequences that are swallowed, and the answers a terminal gives to the questions a program asks
(DA, DSR, DECRQM). Three profiles: "putty" stays silent where PuTTY does, "xterm" answers as xterm does, "mute" never
answers.
"""

import codecs
import re
from typing import Any, Literal

import pyte
from pyte import modes
from wcwidth import wcwidth

Profile = Literal["putty", "xterm", "mute"]

_TOKEN = re.compile(
    r"\x1b\[(?P<body>[0-?]*[ -/]*)(?P<final>[@-~])"
    r"|\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)"
    r"|\x1b[ -/]+[0-~]"
    r"|\x1b[0-OQ-WYZ\\`-~]"
    r"|(?P<text>[^\x1b]+)"
)
_ALTERNATE_SCREEN_MODES = {"47", "1047", "1049"}
_TAIL_LIMIT_CHARACTERS = 65_536


class WideScreen(pyte.Screen):
    """A pyte screen on which half a wide character cannot survive."""

    last_drawn = " "

    def draw(self, data: str) -> None:
        """Draw text, erasing the other half of any wide character that is cut."""
        for character in data:
            width = wcwidth(character)
            if width < 0:
                continue
            if width > 0:
                self._make_room(width)
                self.last_drawn = character
            super().draw(character)

    def _make_room(self, width: int) -> None:
        if self.cursor.x + width > self.columns:
            if modes.DECAWM in self.mode:
                self.carriage_return()
                self.linefeed()
            else:
                self.cursor.x = self.columns - width
        line, first, after = self.buffer[self.cursor.y], self.cursor.x, self.cursor.x + width
        if line[first].data == "" and first > 0:
            line[first - 1] = line[first - 1]._replace(data=" ")
        if after < self.columns and line[after].data == "":
            line[after] = line[after]._replace(data=" ")

    def set_margins(self, *margins: Any, **options: Any) -> None:
        """Set the scroll region and go home, also where it ends (DECSTBM); the private variant is ignored."""
        if not options.pop("private", False):
            super().set_margins(*margins)
            self.cursor_position()

    def report_device_attributes(self, *_parameters: Any, **_options: Any) -> None:
        """Do nothing: the answers are given by TerminalModel."""

    def report_device_status(self, *_parameters: Any, **_options: Any) -> None:
        """Do nothing: the answers are given by TerminalModel."""

    def roll(self, lines: int) -> None:
        """Scroll the scroll region up (positive) or down (negative) without moving the cursor."""
        top, _bottom = self.margins or (0, self.lines - 1)
        row, column = self.cursor.y, self.cursor.x
        self.cursor.y = top
        (self.delete_lines if lines > 0 else self.insert_lines)(abs(lines))
        self.cursor.y, self.cursor.x = row, column


class TerminalModel:
    """A terminal fed with the bytes a program writes; ``feed`` returns the bytes the terminal would answer.

    ``size`` is (columns, lines). ``encoding`` is what the terminal is set to ("utf-8" or "gb18030"); bytes it cannot
    read show as U+FFFD, as they do on a real one.
    """

    def __init__(
        self, size: tuple[int, int] = (80, 24), *, encoding: str = "utf-8", profile: Profile = "putty"
    ) -> None:
        self.screen = WideScreen(*size)
        self.profile = profile
        self.bells = 0
        self.on_alternate_screen = False
        self.private_modes: set[str] = set()
        self._stream = pyte.Stream(self.screen)
        self._decode = codecs.getincrementaldecoder(encoding)("replace").decode
        self._tail = ""
        self._main_screen: Any = None

    def feed(self, output: bytes) -> bytes:
        """Show what a program wrote and return the terminal's answers, empty when nothing was asked."""
        text, position, answers = self._tail + self._decode(output), 0, []
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None:
                if len(text) - position < _TAIL_LIMIT_CHARACTERS:
                    break
                position += 1
                continue
            position = match.end()
            if match["final"]:
                answers.append(self._control_sequence(match[0], match["body"], match["final"]))
            elif match["text"]:
                self.bells += match["text"].count("\a")
                self._stream.feed(match["text"].replace("\a", ""))
            elif match[0][1] in "78DEMc":
                self._stream.feed(match[0])
        self._tail = text[position:]
        return b"" if self.profile == "mute" else "".join(answers).encode("ascii")

    def resize(self, columns: int, lines: int) -> None:
        """Change the size of the window."""
        self.screen.resize(lines, columns)
        self.screen.cursor.x = min(self.screen.cursor.x, columns - 1)
        self.screen.cursor.y = min(self.screen.cursor.y, lines - 1)

    def rows(self) -> list[str]:
        """Return the visible rows as text, wide characters once, blanks at the right end cut off."""
        screen = self.screen
        return [
            "".join(screen.buffer[row][column].data for column in range(screen.columns)).rstrip()
            for row in range(screen.lines)
        ]

    def _control_sequence(self, sequence: str, body: str, final: str) -> str:
        answer = self._answer(body, final)
        if answer is not None:
            return answer
        if body[:1] == "?" and final in "hl":
            self._private_mode(sequence, body[1:].split(";"), final == "h")
        elif body[:1] in set("?<=>") and body:
            pass
        elif final in "ST":
            self.screen.roll((1 if final == "S" else -1) * int(body or 1))
        elif final == "b":
            self.screen.draw(self.screen.last_drawn * int(body or 1))
        elif final == "u":
            self.screen.restore_cursor()
        elif final == "s":
            self.screen.save_cursor()
        elif not body or body[-1] in "0123456789;":
            self._stream.feed(sequence)
        return ""

    def _answer(self, body: str, final: str) -> str | None:
        putty = self.profile == "putty"
        if final == "c":
            if body.startswith(">"):
                return "\x1b[>0;136;0c" if putty else "\x1b[>41;379;0c"
            return "\x1b[?6c" if putty else "\x1b[?64;1;2;6;9;15;18;21;22c"
        if final == "n" and body == "5":
            return "\x1b[0n"
        if final == "n" and body == "6":
            column = min(self.screen.cursor.x, self.screen.columns - 1)
            return f"\x1b[{self.screen.cursor.y + 1};{column + 1}R"
        if final == "p" and body.endswith("$"):
            return "" if putty else f"\x1b[{body[:-1]};0$y"
        return None

    def _private_mode(self, sequence: str, numbers: list[str], switched_on: bool) -> None:
        for number in numbers:
            (self.private_modes.add if switched_on else self.private_modes.discard)(number)
        if _ALTERNATE_SCREEN_MODES & set(numbers):
            self._alternate_screen(switched_on)
        elif set(numbers) <= {"5", "6", "7", "25"}:
            self._stream.feed(sequence)

    def _alternate_screen(self, switched_on: bool) -> None:
        screen = self.screen
        if switched_on and not self.on_alternate_screen:
            rows = {row: dict(line) for row, line in screen.buffer.items()}
            self._main_screen = (rows, screen.cursor.y, screen.cursor.x)
            screen.erase_in_display(2)
        elif not switched_on and self.on_alternate_screen:
            rows, screen.cursor.y, screen.cursor.x = self._main_screen
            screen.erase_in_display(2)
            for row, line in rows.items():
                if row < screen.lines:
                    screen.buffer[row].update(line)
        self.on_alternate_screen = switched_on
