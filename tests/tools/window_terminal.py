"""A real terminal program in a window of a display nobody sees: keys by xdotool, screenshots by ImageMagick.

    with WindowTerminal("pterm", ["ssh", "host"], tmp_path) as window:
        window.press("Down")
        shot = window.settled("row")

Its log is what it was sent; ``shown`` plays that into the terminal's model, and ``paint`` tells from a screenshot in
which cells anything is painted, so that both can be compared.
"""

import contextlib
import os
import re
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Literal, NamedTuple, Self

from gridtui.core.time import elapsed_ms
from tests.tools.terminal_model import TerminalModel

Kind = Literal["xterm", "pterm"]
FONT: Final = "WenQuanYi Zen Hei Mono"
NEEDED: Final = ("Xvfb", "xdotool", "xprop", "import", "convert", "fc-match")
PACKAGES: Final = "xvfb xterm pterm fonts-wqy-zenhei fontconfig x11-utils imagemagick xdotool"
COLUMNS, ROWS = 80, 24
SHOTS: Final = "GRIDTUI_SCREENSHOTS"
"""Environment variable that names a folder in which screenshots are kept as well."""

_PATH = "/usr/bin:/bin:/usr/sbin"
_SCREEN = "800x600x24"
_PATIENCE_MS = 30_000
_POLL_SECONDS = 0.1
_TOOL_SECONDS = 20
_INK_LEVELS = 40  # of 255 from the background: the rim of a smoothed letter is less
_INK_PIXELS = 2
_RED_LEVELS = 80
_CELL_HINTS = re.compile(r"resize increment: (\d+) by (\d+)|base size: (\d+) by (\d+)")
_PUTTY_LOG_HEAD = b"PuTTY log"
_LOOKS: Final[dict[Kind, tuple[str, ...]]] = {
    "xterm": ("xterm", "-fa", f"{FONT}:pixelsize=16:charwidth=8", "-l", "-lf"),
    "pterm": ("pterm", "-fn", f"client:{FONT} 12", "-sb-", "-log"),
}


def missing(*programs: str) -> str:
    """Return in plain words what is not installed here of what a terminal in a window needs, '' for nothing."""
    absent = [each for each in (*NEEDED, *programs) if shutil.which(each, path=_PATH) is None]
    if not absent:
        found = subprocess.run(["fc-match", FONT], env={"PATH": _PATH}, capture_output=True, text=True, check=True)
        absent += [] if FONT in found.stdout else [f"the font {FONT}"]
    return f"not installed: {', '.join(absent)} (Debian: {PACKAGES})" if absent else ""


class Cells(NamedTuple):
    """Where the cells of a window are, in pixels: the first one's left and upper edge, width and height of each."""

    left: int
    top: int
    width: int
    height: int


class Paint:
    """What a window of 80 by 24 cells shows; ``pixels`` are its bytes, three for each."""

    def __init__(self, pixels: bytes, cells: Cells) -> None:
        self._across = cells.left * 2 + cells.width * COLUMNS
        assert len(pixels) == 3 * self._across * (cells.top * 2 + cells.height * ROWS), "cells do not fill the window"
        self._cells = cells
        self._pixels = pixels
        self._papers = [_around(plane) for plane in (pixels[0::3], pixels[1::3], pixels[2::3])]

    def is_inked(self, row: int, column: int) -> bool:
        """Tell whether anything is painted in a cell, the cursor included."""
        pixels = self._pixels_of(row, column)
        inked = (len(pixels[plane::3].translate(None, paper)) for plane, paper in enumerate(self._papers))
        return max(inked) >= _INK_PIXELS

    def is_red(self, row: int, column: int) -> bool:
        """Tell whether red is in a cell."""
        pixels = self._pixels_of(row, column)
        return any(red - green > _RED_LEVELS for red, green in zip(pixels[0::3], pixels[1::3], strict=True))

    def _pixels_of(self, row: int, column: int) -> bytes:
        left, top, width, height = self._cells
        first = (top + row * height) * self._across + left + column * width
        starts = range(first, first + height * self._across, self._across)
        return b"".join(self._pixels[3 * start : 3 * (start + width)] for start in starts)


def _around(plane: bytes) -> bytes:
    """Return the levels that pass for the background's."""
    level = max(set(plane), key=plane.count)
    return bytes(range(max(0, level - _INK_LEVELS), min(255, level + _INK_LEVELS) + 1))


class WindowTerminal:
    """``kind`` running ``command`` in 80 by 24 cells; ``folder`` is its home and takes screenshots and the log."""

    def __init__(self, kind: Kind, command: Sequence[str], folder: Path) -> None:
        self._kind = kind
        self._folder = folder
        self._log = folder / f"{kind}.log"
        self._shots = 0
        self._display, number = self._start_display()
        self._environment = {"PATH": _PATH, "HOME": str(folder), "DISPLAY": number, "LANG": "C.UTF-8"}
        self._terminal = subprocess.Popen(
            [*_LOOKS[kind], str(self._log), "-geometry", f"{COLUMNS}x{ROWS}+0+0", "-e", *command],
            env={**self._environment, "GRIDTUI_LANGUAGE": "zh_CN"},
            stderr=subprocess.DEVNULL,
            cwd=folder,
        )
        try:
            self._window = self._opened()
            self._run("xdotool", "windowfocus", "--sync", self._window)
            self.cells = self._measured()
        except BaseException:
            self.close()
            raise

    def _start_display(self) -> tuple["subprocess.Popen[bytes]", str]:
        reading, writing = os.pipe()
        display = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", _SCREEN, "-nolisten", "tcp"],
            env={"PATH": _PATH},
            pass_fds=[writing],
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as told:
            return display, f":{told.readline().strip()}"

    def _opened(self) -> str:
        """Wait for the terminal's window and return its number."""
        deadline_ms = elapsed_ms() + _PATIENCE_MS
        search = ("xdotool", "search", "--onlyvisible", "--class", self._kind)
        while True:
            found = subprocess.run(search, env=self._environment, capture_output=True, check=False).stdout.split()
            if found:
                return found[-1].decode()
            ended = self._terminal.poll() is not None
            assert not ended, f"{self._kind} ended at once: {self.received.decode(errors='replace')}"
            assert elapsed_ms() < deadline_ms, f"no window of {self._kind}"
            time.sleep(_POLL_SECONDS)

    def _measured(self) -> Cells:
        """Read the size of a cell, and the border around them, off the window's hints."""
        hints = self._run("xprop", "-id", self._window, "WM_NORMAL_HINTS").decode()
        numbers = [int(each) for found in _CELL_HINTS.finditer(hints) for each in found.groups() if each]
        width, height, around, above = numbers
        return Cells(around // 2, above // 2, width, height)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the terminal and its display."""
        for process in (self._terminal, self._display):
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(5)
            process.kill()
            process.wait()

    # -- what the person does

    def press(self, *keys: str) -> None:
        """Press keys by their X names ("Down", "slash", "v")."""
        self._run("xdotool", "key", "--delay", "30", *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self._run("xdotool", "type", "--delay", "30", text)

    # -- what the person sees

    @property
    def received(self) -> bytes:
        """What the terminal was sent so far, by its own log."""
        raw = self._log.read_bytes() if self._log.exists() else b""
        return raw.partition(b"\n")[2] if _PUTTY_LOG_HEAD in raw[:100] else raw

    def shown(self) -> TerminalModel:
        """Return a terminal's model that was sent the same."""
        model = TerminalModel((COLUMNS, ROWS))
        model.feed(self.received)
        return model

    def wait_for(self, text: str, timeout_ms: int = _PATIENCE_MS) -> TerminalModel:
        """Wait until a text was sent to stand on the screen, and return the model."""
        deadline_ms = elapsed_ms() + timeout_ms
        while True:
            model = self.shown()
            if any(text in row for row in model.rows()):
                return model
            assert elapsed_ms() < deadline_ms, f"never came: {text}\n" + "\n".join(model.rows())
            time.sleep(_POLL_SECONDS)

    def has_ended(self, timeout_ms: int = _PATIENCE_MS) -> bool:
        """Tell whether the terminal closes by itself, as it does when its program ends."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._terminal.wait(timeout_ms / 1_000)
        return self._terminal.poll() is not None

    def shot(self, name: str) -> Path:
        """Return a screenshot of the window once two in a row are the same."""
        self._shots += 1
        shot = self._folder / f"{self._kind}-{self._shots:02d}-{name}.png"
        before = b""
        while (pixels := self._taken(shot)) != before:
            before = pixels
            time.sleep(_POLL_SECONDS)
        if kept := os.environ.get(SHOTS):
            shutil.copy(shot, kept)
        return shot

    def paint(self, shot: Path) -> "Paint":
        """Return what a screenshot has in its cells."""
        return Paint(self._pixels(shot), self.cells)

    def _taken(self, shot: Path) -> bytes:
        self._run("import", "-window", self._window, str(shot))
        return self._pixels(shot)

    def _pixels(self, shot: Path) -> bytes:
        return self._run("convert", str(shot), "-depth", "8", "rgb:-")

    def _run(self, *words: str) -> bytes:
        return subprocess.run(
            words, env=self._environment, check=True, capture_output=True, timeout=_TOOL_SECONDS
        ).stdout
