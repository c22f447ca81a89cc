"""The fields of a form that are typed: text, days, clock times, a diary of several lines.

A field knows how it shows, which keys it takes, and what it is worth; a form decides where it stands. A field that
is typed lends the one entry of the screen its text. What cannot be read raises InputFault when the field is left.
"""

from collections.abc import Callable, Sequence

from gridtui.core.errors import InputFault
from gridtui.core.text import clean_line, clean_text, normalise_width, parse_day
from gridtui.locale import _
from gridtui.tui.keys import KeyPress
from gridtui.tui.look import COLUMNS
from gridtui.tui.widgets.plain import packed, shortened
from gridtui.tui.words import clock_time, short_day, weekday

State = str | int | list[str] | None
"""What a draft keeps of a field."""

MINUTES_PER_HOUR = 60
HOURS_PER_DAY = 24

_PHRASE_CELLS = (COLUMNS, 40, 30, 24, 20)  # with the last, nine phrases fit on three lines


class Field:
    """One labelled field. ``wants_next`` is set by a key that finishes the field."""

    typed = False
    lines = 1
    typing_replaces = False
    """Whether the first character typed takes the place of what stood there, as a day's digits do."""

    def __init__(self, key: str, label: str) -> None:
        self.key = key
        self.label = label
        self.wants_next = False
        self.doubtful = False

    def shown(self) -> str:
        """Return the value as it stands on the form while the field is not being typed."""
        return ""

    def help_lines(self) -> list[str]:
        """Return what helps while the field is in work: options, phrases, forms of dates."""
        return []

    def help_within(self, most_lines: int) -> list[str]:
        """Return the same on so many lines at most."""
        return self.help_lines()[:most_lines]

    def press(self, key: KeyPress) -> bool:
        """Take a key that is not the entry's; False for one that is none of the field's."""
        del key
        return False

    def entered(self) -> str:
        """Return the text the entry begins with."""
        return ""

    def typing(self, text: str) -> None:
        """Take what stands in the entry, after every key."""

    def finish(self) -> None:
        """Check what was typed as the field is left; raises InputFault."""

    def on_enter(self) -> bool:
        """Take Enter; True where the field keeps it and the form must not go on."""
        return False

    def state(self) -> State:
        """Return what a draft keeps."""
        return None

    def restore(self, state: object) -> None:
        """Take what a draft kept."""


class TextField(Field):
    """One line of text. ``limit_characters`` cuts what is typed; ``hint`` says what is meant."""

    typed = True

    def __init__(self, key: str, label: str, value: str = "", *, hint: str = "", limit_characters: int = 200) -> None:
        super().__init__(key, label)
        self.value = value
        self._hint = hint
        self._limit = limit_characters

    def shown(self) -> str:
        """Return the text."""
        return self.value

    def help_lines(self) -> list[str]:
        """Return the hint."""
        return [self._hint] if self._hint else []

    def entered(self) -> str:
        """Return the text to type on."""
        return self.value

    def typing(self, text: str) -> None:
        """Keep what is typed."""
        self.value = text[: self._limit]

    def finish(self) -> None:
        """Clean what was typed."""
        self.value = clean_line(self.value)

    def state(self) -> State:
        """Return the text."""
        return self.value

    def restore(self, state: object) -> None:
        """Take a text."""
        if isinstance(state, str):
            self.value = state


class NumberField(TextField):
    """A whole number that may be left empty, which is 0; ``value`` is the number once the field is left."""

    typing_replaces = True

    def __init__(self, key: str, label: str) -> None:
        super().__init__(key, label, limit_characters=4)

    @property
    def number(self) -> int:
        """The number typed."""
        text = clean_line(normalise_width(self.value))
        return int(text) if text else 0

    def finish(self) -> None:
        """Check that it is a number; raises InputFault("number.unreadable")."""
        self.value = clean_line(normalise_width(self.value))
        if self.value and not (self.value.isascii() and self.value.isdigit()):
            raise InputFault("number.unreadable", text=self.value[:20], field=self.key)


class DayField(Field):
    """A day: ``21``, ``11-21``, ``-3``, ``z1``. Visits mean the latest past, deadlines the next future."""

    typed = True
    typing_replaces = True

    def __init__(
        self, key: str, label: str, value: int | None, today: int, *, latest_past: bool = True, optional: bool = False
    ) -> None:
        super().__init__(key, label)
        self.value = value
        self._today = today
        self._latest_past = latest_past
        self._optional = optional
        self._text: str | None = None

    def shown(self) -> str:
        """Return the day, or what was typed of one."""
        return self._text if self._text is not None else self.entered()

    def help_lines(self) -> list[str]:
        """Return the forms a day may take, and the weekday it is."""
        forms = _("21 or 11-21; -3 is three days ago; z1 is Monday")
        return [f"{forms}  {weekday(self.value)}" if self.value is not None else forms]

    def entered(self) -> str:
        """Return the day as text."""
        if self._text is not None:
            return self._text
        return "" if self.value is None else short_day(self.value, self._today)

    def typing(self, text: str) -> None:
        """Keep what is typed."""
        self._text = text

    def finish(self) -> None:
        """Read the day; a visit cannot lie ahead."""
        if self._text is None:
            return
        text = self._text.strip()
        if not text and self._optional:
            self.value = None
        else:
            day = parse_day(text, self._today, latest_past=self._latest_past)
            if self._latest_past and day > self._today:
                raise InputFault("date.ahead", field=self.key)
            self.value = day
        self._text = None

    def state(self) -> State:
        """Return the day's number."""
        return self.value

    def restore(self, state: object) -> None:
        """Take a day's number."""
        if isinstance(state, int):
            self.value = state


class TimeField(Field):
    """A clock time of the day in minutes: ``1020``, ``10:20``, ``9``; empty where only the half day is known."""

    typed = True
    typing_replaces = True

    def __init__(self, key: str, label: str, value: int | None) -> None:
        super().__init__(key, label)
        self.value = value
        self._text: str | None = None

    def shown(self) -> str:
        """Return the time, or what was typed of one."""
        return self._text if self._text is not None else clock_time(self.value)

    def help_lines(self) -> list[str]:
        """Return the forms a time may take."""
        return [_("1020 or 10:20; empty if not known")]

    def entered(self) -> str:
        """Return the time as text."""
        return self.shown()

    def typing(self, text: str) -> None:
        """Keep what is typed."""
        self._text = text

    def finish(self) -> None:
        """Read the time; raises InputFault("time.unreadable")."""
        if self._text is not None:
            self.value = read_minute(self._text)
            self._text = None

    def state(self) -> State:
        """Return the minute."""
        return self.value

    def restore(self, state: object) -> None:
        """Take a minute."""
        self.value = state if isinstance(state, int) else None


def read_minute(text: str) -> int | None:
    """Return the minute of the day a typed time means, None for an empty one; raises InputFault."""
    cleaned = clean_line(normalise_width(text)).replace("点", ":").replace(".", ":").rstrip(":")
    if not cleaned:
        return None
    hours, colon, minutes = cleaned.partition(":")
    if not colon and len(cleaned) > 2:  # noqa: PLR2004 - 930 and 0930 have minutes, 9 and 10 have none
        hours, minutes = cleaned[:-2], cleaned[-2:]
    if not (hours.isascii() and hours.isdigit() and (not minutes or (minutes.isascii() and minutes.isdigit()))):
        raise InputFault("time.unreadable", text=cleaned[:20])
    hour, minute = int(hours), int(minutes or 0)
    if hour >= HOURS_PER_DAY or minute >= MINUTES_PER_HOUR:
        raise InputFault("time.unreadable", text=cleaned[:20])
    return hour * MINUTES_PER_HOUR + minute


class DiaryField(Field):
    """Several lines, verbatim. Enter is a new line, Enter on an empty line goes on, a digit there takes a phrase."""

    typed = True

    def __init__(self, key: str, label: str, value: str, phrases: Sequence[str], *, lines: int) -> None:
        super().__init__(key, label)
        self._lines = value.split("\n")
        self._phrases = tuple(phrases)[:9]
        self.lines = lines

    @property
    def value(self) -> str:
        """The whole text, cleaned."""
        return clean_text("\n".join(self._lines))

    @property
    def current_line(self) -> int:
        """Which line is being typed: the last."""
        return len(self._lines) - 1

    def line_texts(self) -> list[str]:
        """Return the lines as typed."""
        return list(self._lines)

    def shown(self) -> str:
        """Return the last line, which the entry shows as well."""
        return self._lines[-1]

    def help_lines(self) -> list[str]:
        """Return the stock phrases by digit."""
        return self._phrases_of(COLUMNS)

    def help_within(self, most_lines: int) -> list[str]:
        """Return the phrases whole if there is room for them all, else the beginning of each."""
        ways = (self._phrases_of(width) for width in _PHRASE_CELLS)
        return next((lines for lines in ways if len(lines) <= most_lines), [])

    def _phrases_of(self, width: int) -> list[str]:
        """Return the phrases, each cut to ``width`` cells."""
        if not self._phrases:
            return []
        numbered = [f"{number}{shortened(text, width)}" for number, text in enumerate(self._phrases, 1)]
        return packed([_("Phrases: {phrases}").format(phrases="").strip(), *numbered])

    def press(self, key: KeyPress) -> bool:
        """Take a phrase by digit on an empty line; Backspace on an empty line goes back to the one above."""
        if self._lines[-1]:
            return False
        if key.digit and key.digit <= len(self._phrases):
            self._lines[-1] = self._phrases[key.digit - 1]
            return True
        if key.name == "backspace" and len(self._lines) > 1:
            self._lines.pop()
            return True
        return False

    def entered(self) -> str:
        """Return the line to type on."""
        return self._lines[-1]

    def typing(self, text: str) -> None:
        """Keep what is typed."""
        self._lines[-1] = text

    def on_enter(self) -> bool:
        """Begin a new line, unless this one is empty."""
        if not self._lines[-1].strip():
            if len(self._lines) > 1:
                self._lines.pop()
            return False
        self._lines.append("")
        return True

    def state(self) -> State:
        """Return the text."""
        return "\n".join(self._lines)

    def restore(self, state: object) -> None:
        """Take a text."""
        if isinstance(state, str):
            self._lines = state.split("\n")


class EndField(Field):
    """The end of a form, so that digits and Enter alone can save it: 1 saves, 2 puts it away."""

    def __init__(self, save: Callable[[], None], leave: Callable[[], None]) -> None:
        super().__init__("end", "")
        self._save = save
        self._leave = leave

    def shown(self) -> str:
        """Return the two ways to end."""
        return _("1save 2put away (draft kept)")

    def press(self, key: KeyPress) -> bool:
        """Take 1 or 2."""
        if key.digit == 1:
            self._save()
        elif key.digit == 2:  # noqa: PLR2004 - the second of the two ways
            self._leave()
        return key.digit is not None

    def on_enter(self) -> bool:
        """Enter at the end saves."""
        self._save()
        return True
