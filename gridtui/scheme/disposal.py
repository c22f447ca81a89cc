"""What tickets are about, where they go and how long they may take."""

from typing import Annotated, Literal

import msgspec

from gridtui.scheme.vocabulary import ClassName, Entry, Key, Level, Source, TimeUnit, Title

SlotKey = Literal["found", "reported", "owned", "solved", "supervised"]


class TimeLimit(Entry, frozen=True):
    """How long a ticket of a class may take; ``category`` "" is every category without a limit of its own.

    ``amount`` 0 means the office sets it: no clock runs until it does.
    """

    ticket_class: ClassName
    source: Source
    category: Key | Literal[""] = ""
    amount: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 0
    unit: TimeUnit = "working_days"
    assumed: tuple[str, ...] = ()


class Category(Entry, frozen=True):
    """What a ticket is about; every ticket has one (S1-6)."""

    key: Key
    title: Title
    source: Source


class Desk(Entry, frozen=True):
    """A desk tickets go to, on the unit of a level."""

    key: Key
    title: Title
    level: Level
    source: Source


class Slot(Entry, frozen=True):
    """What the page of a ticket asks: who found, reported, owns, solved and supervises it (S4-4)."""

    key: SlotKey
    title: Title
    title_en: Title
    source: Source


class Phrase(Entry, frozen=True):
    """A stock phrase (常用语) for diaries and notes; the office edits the list."""

    key: Key
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
