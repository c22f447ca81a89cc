"""A clerk at the real program in a real pty: presses what the keymap says, types Chinese, reads the screen.

    with Clerk(office_folder, home, account="zhangsan") as clerk:
        clerk.find("lxf")
        clerk.press("person.visit").sees("刘秀芬").press("enter").saved("刘秀芬 已访")
        clerk.area("sync").press("sync.start").sees("已同步")
        clerk.leaves()

A word with a dot is an action of the registry and becomes the key the keymap in force gives it; every other word is a
key by its name. What is waited for is always something on the screen.
"""

import gettext
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from gridtui import locale
from gridtui.office.mechanism import OWN_CONFIG
from gridtui.tui.actions import AREAS, BY_ID
from gridtui.tui.keymap import load_keymap
from tests.tools.pty_session import KEY_BYTES, PtySession

CHECKOUT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 30.0
"""How long a clerk waits for the screen on a machine whose cores are busy with other tests."""

MOST_FIELDS = 30
TRIES, QUIET_MS, FRAME_SECONDS = 10, 150, 3.0
_AS_A_SHELL_DOES = ("env", "--default-signal=INT,QUIT,HUP")
"""A test runner's worker ignores Ctrl+C, and what ignores a signal hands that down."""
_chinese = gettext.translation("gridtui", Path(locale.__file__).parent, languages=["zh_CN"]).gettext
"""What the program under test says: it runs in Chinese, whatever this process speaks."""


def program(*words: str) -> list[str]:
    """Return the command line that runs the program under test with these words."""
    return [sys.executable, "-m", "gridtui", *words]


def surroundings(office: Path, home: Path, account: str = "", **more: str) -> dict[str, str]:
    """Return the environment of a person on this host: own home, own account, UTF-8, Chinese."""
    named = {"LOGNAME": account, "USER": account} if account else {}
    return {
        "HOME": str(home),
        "GRIDTUI_HOME": str(office),
        "GRIDTUI_LANGUAGE": "zh_CN",
        "LANG": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join([str(CHECKOUT), *filter(None, [os.environ.get("PYTHONPATH", "")])]),
        "XDG_DATA_HOME": "",
        "XDG_CONFIG_HOME": "",
        **named,
        **more,
    }


class Clerk:
    """A person at a terminal. Every method that acts or waits returns the clerk, so that a journey reads as one."""

    def __init__(
        self,
        office: Path,
        home: Path,
        account: str = "",
        *words: str,
        size: tuple[int, int] = (80, 24),
        environment: Mapping[str, str] | None = None,
        command: Sequence[str] = (),
    ) -> None:
        """Open the program with these words, or another ``command`` that leads to it (an SSH client)."""
        home.mkdir(parents=True, exist_ok=True)
        self._keys = load_keymap("letters", office / OWN_CONFIG)
        self.pty = PtySession(
            [*_AS_A_SHELL_DOES, *(command or program(*words))],
            {**surroundings(office, home, account), **(environment or {})},
            size,
            cwd=home,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.pty.close()

    # -- what the clerk reads

    @property
    def rows(self) -> list[str]:
        """The screen, a row a line."""
        return self.pty.screen()

    @property
    def status(self) -> str:
        """The status line: what was done."""
        return self.rows[-2]

    @property
    def marked(self) -> str:
        """The row under the mark of a list, '' where there is none."""
        return next((row for row in self.rows[2:-3] if row.startswith(">")), "")

    def sees(self, text: str, patience: float = PATIENCE_SECONDS) -> Self:
        """Wait until a text stands on the screen."""
        self.pty.wait_for(text, patience)
        return self

    def misses(self, text: str) -> Self:
        """Wait until a text is gone from the screen."""
        self.pty.wait_gone(text, PATIENCE_SECONDS)
        return self

    def sees_when(self, holds: Callable[[list[str]], bool], what: str) -> Self:
        """Wait until the screen's rows fulfil a condition."""
        self.pty.wait_until(holds, what, PATIENCE_SECONDS)
        return self

    def saved(self, text: str) -> Self:
        """Wait until the status line says that this was saved."""
        told = re.compile(f"^已记：.*{re.escape(text)}")
        return self.sees_when(lambda rows: bool(told.match(rows[-2])), f"已记：…{text} on the status line")

    def marks(self, text: str) -> Self:
        """Wait until the mark stands on a row with a text."""
        return self.sees_when(
            lambda rows: any(row.startswith(">") and text in row for row in rows[2:-3]), f"the mark on {text}"
        )

    # -- what the clerk does

    def press(self, *names: str) -> Self:
        """Press keys, one after the other, without waiting in between: actions by id, others by name."""
        for name in names:
            key = self._keys.key_of(name) if name in BY_ID else name
            assert key, f"the keymap gives {name} no key"
            assert key in KEY_BYTES or len(key) == 1, f"no terminal key {key}"
            self.pty.press(key)
        return self

    def type(self, text: str) -> Self:
        """Type a text as it stands; a terminal sends an input method's words at once."""
        self.pty.send(text)
        return self

    def area(self, name: str) -> Self:
        """Go to a work area by ``0`` and its digit, and wait until it stands there."""
        area = next(area for area in AREAS if area.name == name)
        title = _chinese(area.label)
        self.press("0", str(area.digit))
        return self.sees_when(lambda rows: rows[2].startswith((title, f">{title}")), f"the area {title}")

    def find(self, words: str) -> Self:
        """Find households and go to the rows."""
        self.press("list.find").sees(_chinese("Find:"))
        self.type(words).press("enter")
        return self.sees_when(lambda rows: any(row.startswith(">") for row in rows[4:-3]), f"rows for {words}")

    def pick(self, text: str) -> Self:
        """Put the mark on the row with a text, by its number."""

        def number(rows: list[str]) -> str:
            found = (re.match(r"^[> ] {0,2}(\d+) ", row) for row in rows[2:-3] if text in row)
            return next((match[1] for match in found if match), "")

        self.sees_when(lambda rows: number(rows) != "", f"a numbered row with {text}")
        return self.press(*number(self.rows)).marks(text)

    def form(self, title: str) -> Self:
        """Wait until a form of that title can be typed into."""
        return self.sees_when(
            lambda rows: rows[2].startswith(title) and _chinese("put away (draft kept)") in rows[-1],
            f"the form {title}",
        )

    def go_to(self, label: str) -> Self:
        """Go down a form to the field of a label; what was pressed before must be on the screen already."""
        for _step in range(MOST_FIELDS):
            if any(f">{label}" in row for row in self.rows[3:-3]):
                return self
            self._moves("down")
        raise AssertionError(f"no field {label}\n{self.pty.dump()}")

    def choose(self, label: str, option: str) -> Self:
        """Answer a field with a choice, by the digit that stands before it in the options below the form."""
        return self.go_to(label)._moves(self._digit_of(option))

    def _moves(self, name: str) -> Self:
        """Press a key that brings a form to another field, and wait until it is there."""
        before = _form_mark(self.rows)
        return self.press(name).sees_when(lambda rows: _form_mark(rows) not in {before, None}, "the next field")

    def _digit_of(self, option: str) -> str:
        """Return the digit before an option or an act that can be taken, once it is on the last rows of the page."""
        numbered = re.compile(rf"(?<![0-9(])([1-9]){re.escape(option)}(?!\(还缺)")

        def digit(rows: list[str]) -> str:
            found = numbered.search("\n".join(rows[-7:-3]))
            return found[1] if found else ""

        self.sees_when(lambda rows: digit(rows) != "", f"a digit before {option}")
        return digit(self.rows)

    def fill(self, label: str, text: str) -> Self:
        """Type into the field of a label."""
        return self.go_to(label).type(text).sees(text)

    def act(self, act: str) -> Self:
        """Press the digit of a ticket's act, as it stands at the foot of the page."""
        return self.press(self._digit_of(act))

    def agrees(self, yes: str) -> Self:
        """Answer a question that ends something with its numbered yes, once the question was seen.

        The program is deaf to what was pressed before the terminal had shown the question; a person presses again.
        """
        question = f"1{yes} "
        self.sees(question)
        for _try in range(TRIES):
            self.pty.settled(QUIET_MS)
            if not self.rows[-1].startswith(question):
                break
            self.press("1")
            if self._is_gone(question):
                break
        return self

    def _is_gone(self, question: str) -> bool:
        """Tell whether a question was taken within the time of a slow frame, or the program ended."""
        try:
            self.pty.wait_until(lambda rows: not rows[-1].startswith(question), "an answer", FRAME_SECONDS)
        except AssertionError:
            return self.pty.process.poll() is not None
        return True

    def leaves(self) -> int:
        """Leave the program from wherever the clerk is, and return its exit status."""
        for _step in range(9):
            self.press("list.back")
            self.pty.settled(100)
            if _chinese("Leave the program? Everything shown as saved is saved.")[:5] in self.status:
                break
        self.agrees(_chinese("leave"))
        return self.pty.wait_exit(PATIENCE_SECONDS)


def _form_mark(rows: list[str]) -> tuple[int, int] | None:
    """Return row and column of the mark of a form, None where there is none."""
    places = ((number, rows[number].find(">")) for number in range(3, len(rows) - 3))
    return next((place for place in places if place[1] >= 0), None)
