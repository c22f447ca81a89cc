"""What asks on the last lines without leaving the screen: menus by number, a plain yes, the choice of an area."""

from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple, Protocol

from gridtui.core.text import cell_width
from gridtui.locale import _, say
from gridtui.tui.actions import AREAS
from gridtui.tui.keys import KeyPress
from gridtui.tui.look import COLUMNS, PLAIN, QUIET
from gridtui.tui.widgets.plain import Line, line
from gridtui.tui.words import keyed

Act = Callable[[], Awaitable[None]]
"""What a prompt does once it is answered."""

_BACK = frozenset({"escape", "q", "left"})
_LAST_DIGIT = 9


class Answer(NamedTuple):
    """What a prompt made of a key: whether it closes, what follows, whether the key still counts on the screen."""

    closes: bool
    follow: Act | None = None
    key_still_counts: bool = False


class Prompt(Protocol):
    """Something that owns the keys until it is answered. It paints the status line and the line of keys."""

    def lines(self) -> tuple[Line, Line]:
        """Return the status line and the line of keys."""
        ...

    def press(self, key: KeyPress) -> Answer:
        """Take one key."""
        ...


class MenuChoice(NamedTuple):
    """One numbered choice; ``reason`` says why it cannot be taken now, '' where it can."""

    label: str
    act: Act
    reason: str = ""


class Menu:
    """Choices by digit, nine at a time, ``+`` and ``-`` for the rest; an unavailable one answers with its reason."""

    def __init__(self, title: str, choices: Sequence[MenuChoice], refuse: Callable[[str], None]) -> None:
        self._title = title
        self._choices = tuple(choices)
        self._refuse = refuse
        self._starts = _page_starts(self._choices)
        self._page = 0

    @property
    def _shown(self) -> tuple[MenuChoice, ...]:
        ends = [*self._starts[1:], len(self._choices)]
        return self._choices[self._starts[self._page] : ends[self._page]]

    def lines(self) -> tuple[Line, Line]:
        """Return the title and the numbered choices; those that cannot be taken stand in brackets."""
        spans = []
        for number, choice in enumerate(self._shown, 1):
            text = f"{number}{choice.label}"
            spans.append((f"({text}) ", QUIET) if choice.reason else (f"{text} ", PLAIN))
        if len(self._starts) > 1:
            spans.append((keyed("+", _("more")) + " ", PLAIN))
        return line(self._title), (*spans, (keyed("q", _("back")), PLAIN))

    def press(self, key: KeyPress) -> Answer:
        """Take a digit, turn a page, or leave."""
        if key.digit and key.digit <= len(self._shown):
            choice = self._shown[key.digit - 1]
            if choice.reason:
                self._refuse(choice.reason)
                return Answer(closes=False)
            return Answer(closes=True, follow=choice.act)
        if key.name in {"+", "=", "down", "pagedown"}:
            self._page = (self._page + 1) % len(self._starts)
        elif key.name in {"-", "up", "pageup"}:
            self._page = (self._page - 1) % len(self._starts)
        elif key.name in _BACK or key.digit is not None:
            return Answer(closes=key.name in _BACK or key.digit == 0)
        elif key.name != "enter":
            return Answer(closes=True, key_still_counts=True)
        return Answer(closes=False)


def _page_starts(choices: Sequence[MenuChoice]) -> list[int]:
    """Return where each page of a menu begins, so that a page has nine choices at most and fits the line."""
    room = COLUMNS - cell_width(keyed("q", _("back"))) - cell_width(keyed("+", _("more"))) - 2
    starts, used, count = [0], 0, 0
    for index, choice in enumerate(choices):
        cost = cell_width(choice.label) + 2 + (2 if choice.reason else 0)
        if count and (used + cost > room or count == _LAST_DIGIT):
            starts.append(index)
            used = count = 0
        used += cost
        count += 1
    return starts


class Confirm:
    """A plain act in one line: Enter does it, any other key leaves it and still counts."""

    def __init__(self, text: str, act: Act, verb: str = "") -> None:
        self._text = text
        self._act = act
        self._verb = verb or _("save")

    def lines(self) -> tuple[Line, Line]:
        """Return what will be done, and the one key that does it."""
        return line(self._text), line(keyed("enter", self._verb) + " " + keyed("q", _("back")))

    def press(self, key: KeyPress) -> Answer:
        """Take Enter as yes."""
        if key.name == "enter":
            return Answer(closes=True, follow=self._act)
        return Answer(closes=True, key_still_counts=key.name not in _BACK)


class Question:
    """Something that deletes, sends or closes: answered by number, and deaf to keys typed before it was seen."""

    def __init__(self, text: str, yes: str, act: Act) -> None:
        self._text = text
        self._yes = yes
        self._act = act
        self._is_seen = False

    def be_seen(self) -> None:
        """Hear keys from here on: the question stands on the person's screen."""
        self._is_seen = True

    def lines(self) -> tuple[Line, Line]:
        """Return the question and its two answers."""
        no, back = _("no"), keyed("q", _("back"))
        return line(self._text), line(f"1{self._yes} 2{no} {back}")

    def press(self, key: KeyPress) -> Answer:
        """Take 1 as yes; 2, 0 and back as no; everything else is not an answer."""
        if not self._is_seen:
            return Answer(closes=False)
        if key.digit == 1:
            return Answer(closes=True, follow=self._act)
        return Answer(closes=key.digit in {0, 2} or key.name in _BACK)


class AreaChoice:
    """After ``0``: the digit of an area. ``0`` again, or back, stays here."""

    def __init__(self, go: Callable[[str], Act], and_more: Sequence[MenuChoice] = ()) -> None:
        self._go = go
        self._more = tuple(and_more)

    def lines(self) -> tuple[Line, Line]:
        """Return the areas by their digits."""
        areas = " ".join(f"{area.digit}{_(area.label)}" for area in AREAS)
        return line(say("Go to: {areas}", areas=areas)), line("0" + _("stay"))

    def press(self, key: KeyPress) -> Answer:
        """Take the digit of an area."""
        for area in AREAS:
            if key.digit == area.digit:
                return Answer(closes=True, follow=self._go(area.name))
        return Answer(closes=True, key_still_counts=key.digit is None and key.name not in _BACK)
