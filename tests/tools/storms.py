"""A session of the app that bad input is thrown at, and what must hold afterwards.

with Storm(office, folder) as storm:
    storm.type_noise(noise(1, 20_000))
    storm.is_right()
    storm.leaves_no_trace()
"""

import random
import shutil
import sqlite3
import string
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import msgspec
from wcwidth import wcwidth

from gridtui.core.time import elapsed_ms
from tests.tools.demo_desk import DEFECTS, STARTED, TRUTH, demo_desk
from tests.tools.office_host import settled
from tests.tools.pty_session import KEY_BYTES, PtySession
from tests.tools.terminal_model import TerminalModel

PATIENCE_SECONDS = 60.0
"""How long anything may take on a machine whose cores are busy with other tests."""
LIST, DIARY = "按走访顺序", "日记"
"""Stands above the households; the name of the field that takes several lines."""
WORDS = "头晕已联系女儿"
"""What is typed there."""
CLEAR = b"\x1b[2J"
_TELL = b"\x1b[34~"  # demo_desk's TELL_KEY
_PASTE_END = b"\x1b[201~"
_TELL_MS, _SHOW_MS = 1_000, 200
_QUIET_MS, _QUIET_SECONDS = 100, 10
_AT_ONCE_BYTES, _AT_A_GLANCE_BYTES = 2_000, 50
_DOWN_TO_THE_DIARY = 7
_NEWEST_BYTES = 2_000
_FRAGMENTS: tuple[bytes, ...] = (
    *KEY_BYTES.values(),
    *(each.encode() for each in ("住户", "王建国", "５", "，。、", "e\u0301", "😀", "\u202e", "\u200b", "\u00a0")),
    *("刘秀芬".encode("gb18030"), b"\x84\x31\xa4\x37", b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\x80"),
    *(b"\x1b[200~a\nb\x1b[201~", b"\x1b[200~", b"\x1b[201~", b"\x1b[", b"\x1bO", b"\x1b[1;2", b"\x1b]0;x\x07"),
    *(b"\x1b[24;80R", b"\x1b[999;999R", b"\x1b[?6c", b"\x1b[0n", b"\x1bP1$r0m\x1b\\", b"\x1b[<0;1;1M", b"\x9b5~"),
)
"""What random bytes alone would never make: whole keys, scripts, answers nobody asked for, sequences cut short."""


def noise(seed: int, size: int) -> bytes:
    """Return so many bytes: most of them random, in between whole fragments of what terminals send."""
    chance = random.Random(seed)
    made = bytearray()
    while len(made) < size:
        made += chance.choice(_FRAGMENTS) if chance.random() < 0.03 else chance.randbytes(chance.randrange(1, 40))
    return bytes(made[:size])


def random_keys(seed: int, count: int) -> bytes:
    """Return the bytes of so many keys that mean something on some screen: acts, numbers, words, going back."""
    chance = random.Random(seed)
    acts = [*"0123456789" * 3, *["\r"] * 12, *["\x1b"] * 3, *string.ascii_lowercase, *"+-/?:.,*<> "]
    words = ["李", "５", "2026-11-20", "-3", "10012003355", "晏五村 2-1", "头晕"]
    keys = [key.decode() for key in KEY_BYTES.values()]
    kinds = chance.choices([acts, words, keys], [16, 1, 3], k=count)
    return "".join(chance.choice(kind) for kind in kinds).encode()


def without_marks(rows: Sequence[str]) -> tuple[str, ...]:
    """Return rows without what takes no cell: no two terminals put the same marks on a character."""
    decomposed = (unicodedata.normalize("NFD", row) for row in rows)
    return tuple("".join(each for each in row if wcwidth(each) != 0).rstrip() for row in decomposed)


class Picture(NamedTuple):
    """A screen: the rows without marks and without blanks at their ends; row and column of the cursor, from zero."""

    rows: tuple[str, ...]
    cursor: tuple[int, int]


class Storm:
    """The app on a copy of an office, in a terminal of ``size``; ``options`` are those of ``demo_desk``.

    ``starts`` is how often the app was started: noise may hold the keys by which a person leaves it.
    """

    def __init__(
        self,
        office: Path,
        folder: Path,
        *,
        size: tuple[int, int] = (80, 24),
        environment: Mapping[str, str] | None = None,
        **options: Any,
    ) -> None:
        self.office = folder / "office"
        if not self.office.exists():
            shutil.copytree(office, self.office)
        self._truth, self._defects = folder / "truth", folder / "defects"
        self._environment = {**(environment or {}), TRUTH: str(self._truth), DEFECTS: str(self._defects)}
        self._size, self._options = size, options
        self.starts = 0
        self.session = self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.session.close()

    def _start(self) -> PtySession:
        self.starts += 1
        session = demo_desk(self.office, self._size, environment=self._environment, **self._options)
        session.wait_for(STARTED, PATIENCE_SECONDS)
        return session

    # -- what is done

    def to_list(self) -> None:
        """Go to the households."""
        self.session.press("0", "2")
        self.session.wait_for(LIST, PATIENCE_SECONDS)

    def to_diary(self) -> None:
        """Open the visit form of the household under the mark and go to its diary."""
        self.session.press("enter", "3")
        self.session.wait_for(DIARY, PATIENCE_SECONDS)
        self.session.press(*["down"] * _DOWN_TO_THE_DIARY)
        self.session.wait_for(f">{DIARY}", PATIENCE_SECONDS)

    def write_diary(self) -> None:
        """Type the words into the diary."""
        self.to_diary()
        self.session.send(WORDS)
        self.session.wait_for(WORDS, PATIENCE_SECONDS)

    def save_a_visit(self) -> None:
        """Say of the household under the mark that it was visited."""
        self.session.press("v")
        self.session.wait_for("Enter保存", PATIENCE_SECONDS)
        self.session.press("enter")
        self.session.wait_for("已记：", PATIENCE_SECONDS)

    def type_noise(self, bytes_typed: bytes) -> None:
        """Type noise; where its keys leave the program, as a person's would, it is started again."""
        for first in range(0, len(bytes_typed), _AT_ONCE_BYTES):
            self._type(bytes_typed[first : first + _AT_ONCE_BYTES])

    def type_keys(self, bytes_typed: bytes) -> None:
        """Type as a person does who looks up now and then: a question takes no key typed before it was seen."""
        for first in range(0, len(bytes_typed), _AT_A_GLANCE_BYTES):
            self._type(bytes_typed[first : first + _AT_A_GLANCE_BYTES])
            self._composed()

    def _type(self, some: bytes) -> None:
        self._live()
        try:
            self.session.send(some)
        except OSError:
            self.session.wait_exit(PATIENCE_SECONDS)
            self._live()

    def _live(self) -> None:
        """Start the app again if somebody left it; it may have ended in no other way."""
        status = self.session.process.poll()
        if status is not None:
            assert status == 0, self.session.dump()
            self.session.close()
            self.session = self._start()

    # -- what holds

    def is_right(self) -> tuple[str, ...]:
        """Press Ctrl+L behind all other keys: every cell is the one Textual composed; return the rows.

        The repaint alone has to show them too, on a terminal that has seen nothing before. Keys behind a sequence or
        a paste that was cut short may be part of it, and are pressed again.
        """
        deadline_ms = elapsed_ms() + PATIENCE_SECONDS * 1_000
        patience_ms = _SHOW_MS  # what is wanted may change behind the keys: a new size, counts that are read again
        wanted = None
        while elapsed_ms() < deadline_ms:
            wanted, before = self._composed()
            if wanted is not None and self._comes_to_show(wanted, before, patience_ms):
                return wanted.rows
            patience_ms *= 2
        assert self._picture() == wanted, self.session.dump()
        newest = bytes(self.session.received[-_NEWEST_BYTES:])
        raise AssertionError(f"not what a repaint shows, or never quiet: {newest!r}\n{self.session.dump()}")

    def _comes_to_show(self, wanted: Picture, before: int, patience_ms: int) -> bool:
        """Tell whether the terminal shows it in time, and still does when nothing more comes."""
        try:
            settled(lambda: self._shows(wanted, before), "the screen", patience_ms)
            self.session.settled(_QUIET_MS, _QUIET_SECONDS)
        except AssertionError:
            return False
        return self._shows(wanted, before)

    def _composed(self) -> tuple[Picture | None, int]:
        """Press Ctrl+L; return what Textual composed after it, None if it does not hear, and what was sent before."""
        self._truth.unlink(missing_ok=True)
        before = self.session.bytes_received
        self._type(KEY_BYTES["ctrl+l"] + _TELL)
        try:
            settled(self._truth.exists, "what Textual composed", _TELL_MS)
        except AssertionError:
            self._type(_PASTE_END)
            return None, before
        place, *rows = self._truth.read_text("utf-8").split("\n")
        column, row = map(int, place.split())
        return Picture(without_marks(rows), (row, column)), before

    def _shows(self, wanted: Picture, before: int) -> bool:
        """Tell whether the terminal shows it, and what was sent since the newest clear screen alone shows it too."""
        sent = bytes(self.session.received)
        cleared = sent.rfind(CLEAR)
        if cleared < before or self._picture() != wanted:
            return False
        screen = self.session.terminal.screen
        fresh = TerminalModel((screen.columns, screen.lines), encoding=self.session.encoding)
        fresh.feed(sent[cleared:])
        return without_marks(fresh.rows()) == wanted.rows

    def _picture(self) -> Picture:
        return Picture(without_marks(self.session.screen()), self.session.cursor)

    def leaves_no_trace(self) -> None:
        """No defect was outlived, and the store is whole."""
        defects = self._defects.read_text("utf-8") if self._defects.exists() else ""
        assert not defects, defects[-4_000:]
        assert self.stored("PRAGMA quick_check") == [("ok",)]

    def stored(self, question: str) -> list[tuple[Any, ...]]:
        """Return what a question finds in the office's store."""
        with closing(sqlite3.connect(next(self.office.glob("*.db")))) as database:
            return database.execute(question).fetchall()

    def operations(self) -> set[tuple[Any, ...]]:
        """Return the ids of the operations the store holds: everything that was ever saved."""
        return set(self.stored("SELECT id FROM op"))

    def diaries(self, words: str) -> list[str]:
        """Return the diaries of drafts and of visits that hold these words."""
        drafts = [msgspec.json.decode(body) for (body,) in self.stored("SELECT body FROM local_draft")]
        diaries = [draft.get("diary", "") for draft in drafts]
        diaries += [diary for (diary,) in self.stored("SELECT diary FROM visit")]
        return [diary for diary in diaries if words in diary]
