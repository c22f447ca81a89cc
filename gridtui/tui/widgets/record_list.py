"""A list that pages instead of scrolling: digits pick rows, arrows move the mark, ``+`` and ``-`` turn pages.

Rows never move by themselves: what a list shows changes only when the person turns a page or reads again. Moving the
mark changes two cells. Pages come from a source, one at a time, keyed by where a page begins.
"""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Final, Generic, NamedTuple, TypeVar, overload

from gridtui.tui.keys import KeyPress
from gridtui.tui.look import PLAIN, STRONG
from gridtui.tui.widgets.plain import EMPTY, Line

MOST_ROWS: Final = 18
"""Rows of a page at most, so that a row's number stays short and a page is read at a glance."""


class Row(NamedTuple):
    """One record on a page. ``key`` finds it again after a refresh; ``heading`` is the group it stands under."""

    key: Hashable
    spans: Line
    heading: str = ""


PositionT = TypeVar("PositionT")
ThingT = TypeVar("ThingT")


class RowsOnDemand(Sequence[Row], Generic[ThingT]):
    """The rows of things held in memory, each made when it is looked at: a page shows 18 of thousands."""

    def __init__(self, things: Sequence[ThingT], row_of: Callable[[ThingT], Row]) -> None:
        self._things = things
        self._row_of = row_of

    def __len__(self) -> int:
        return len(self._things)

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Row, ...]: ...

    def __getitem__(self, place: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(place, slice):
            return tuple(map(self._row_of, self._things[place]))
        return self._row_of(self._things[place])


class RecordPage(NamedTuple, Generic[PositionT]):
    """What a source gives: the rows of a page and where the next one begins, None at the end."""

    rows: tuple[Row, ...]
    next: PositionT | None


Source = Callable[[PositionT, int], Awaitable[RecordPage[PositionT]]]
"""Given where to begin and how many lines there are, returns a page that fits them."""


class RecordList(Generic[PositionT]):
    """The rows on show, the mark, and the digits typed so far."""

    def __init__(self, source: Source[PositionT], start: PositionT) -> None:
        self._source = source
        self._starts: list[PositionT] = [start]
        self._next: PositionT | None = None
        self.rows: tuple[Row, ...] = ()
        self.mark = 0
        self.lines_for_rows = MOST_ROWS
        self._typed = ""

    @property
    def marked(self) -> Row | None:
        """The row under the mark, None on an empty page."""
        return self.rows[self.mark] if self.mark < len(self.rows) else None

    @property
    def page_number(self) -> int:
        """Which page is on show, from 1."""
        return len(self._starts)

    @property
    def has_next(self) -> bool:
        """Whether another page follows."""
        return self._next is not None

    async def restart(self, start: PositionT) -> None:
        """Begin again at another place, the mark on the first row."""
        self._starts = [start]
        self.mark = 0
        await self.read()

    async def read(self, keep: Hashable | None = None) -> None:
        """Read the page on show again; the mark stays on the row of that key, or on its place."""
        wanted = keep if keep is not None else (self.marked.key if self.marked else None)
        page = await self._source(self._starts[-1], self.lines_for_rows)
        self.rows, self._next = page.rows, page.next
        keys = [row.key for row in self.rows]
        self.mark = keys.index(wanted) if wanted in keys else max(0, min(self.mark, len(self.rows) - 1))
        self._typed = ""

    def replace(self, row: Row) -> None:
        """Show a row's new text in its place."""
        self.rows = tuple(row if each.key == row.key else each for each in self.rows)

    async def press(self, key: KeyPress) -> bool:
        """Move by one key; False for a key that does not move."""
        if key.digit is not None:
            return self._pick(key.name)
        self._typed = ""
        match key.name:
            case "down":
                await self._step(1)
            case "up":
                await self._step(-1)
            case "+" | "=" | "pagedown":
                await self._turn(1)
            case "-" | "pageup":
                await self._turn(-1)
            case "home":
                self.mark = 0
            case "end":
                self.mark = max(0, len(self.rows) - 1)
            case _:
                return False
        return True

    def forget_digits(self) -> None:
        """Begin a new number with the next digit."""
        self._typed = ""

    def _pick(self, digit: str) -> bool:
        for typed in (self._typed + digit, digit):
            if not typed.startswith("0") and 0 < int(typed) <= len(self.rows):
                self._typed = typed
                self.mark = int(typed) - 1
                return True
        self._typed = ""
        return digit != "0"

    async def _step(self, by: int) -> None:
        if 0 <= self.mark + by < len(self.rows):
            self.mark += by
        elif by > 0 and self._next is not None:
            await self._turn(1)
        elif by < 0 and len(self._starts) > 1:
            await self._turn(-1)
            self.mark = max(0, len(self.rows) - 1)

    async def _turn(self, by: int) -> None:
        if by > 0 and self._next is not None:
            self._starts.append(self._next)
        elif by < 0 and len(self._starts) > 1:
            self._starts.pop()
        else:
            return
        self.mark = 0
        page = await self._source(self._starts[-1], self.lines_for_rows)
        self.rows, self._next = page.rows, page.next

    def paint(self, height: int) -> list[Line]:
        """Return the page as lines: the mark, the row's number, its text, group headings between."""
        lines: list[Line] = []
        heading = ""
        for index, row in enumerate(self.rows):
            if row.heading and row.heading != heading:
                heading = row.heading
                lines.append(((heading, STRONG),))
            number = f"{'>' if index == self.mark else ' '} {index + 1:>2} "
            lines.append(((number, PLAIN), *row.spans))
        return [*lines, *[EMPTY] * (height - len(lines))][:height]

    def line_of_mark(self) -> int:
        """Return the line of the painted page on which the mark stands."""
        headings = 0
        heading = ""
        for row in self.rows[: self.mark + 1]:
            if row.heading and row.heading != heading:
                heading = row.heading
                headings += 1
        return self.mark + headings


def page_of(rows: Sequence[Row], start: int, height: int) -> RecordPage[int]:
    """Return the page of rows held in memory that begins at ``start`` and fits ``height`` lines with its headings."""
    heading = ""
    used = 0
    end = start
    while end < len(rows) and end - start < MOST_ROWS:
        row = rows[end]
        cost = 2 if row.heading and row.heading != heading else 1
        if used + cost > height and end > start:
            break
        used += cost
        heading = row.heading or heading
        end += 1
    return RecordPage(tuple(rows[start:end]), end if end < len(rows) else None)


def memory_source(rows: Callable[[], Sequence[Row]]) -> Source[int]:
    """Return a source over rows held in memory."""

    async def source(start: int, height: int) -> RecordPage[int]:
        return page_of(rows(), start, height)

    return source
