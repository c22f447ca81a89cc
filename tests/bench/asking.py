"""What a person asks of an office while at work, each as a call that can be timed or counted over and over.

Given an office opened as somebody, each function returns the call; the call is given its number, so that it asks for
something else each time.
"""

from collections.abc import Callable

from gridtui.office import board as boards
from gridtui.office import browse, kept_subjects
from gridtui.office.session import OfficeSession
from gridtui.store.read_find import find

Call = Callable[[int], object]

TYPED = (
    "wf",
    "王",
    "张伟",
    "3-2-501",
    "501",
    "7788",
    "独居",
    "3号楼",
    "zw 独居",
    "李 低保",
    "晏五",
    "lm",
    "陈",
    "5-1-",
    "88",
)
"""Initials, names, doors, telephone tails, tags, buildings and their mixes, as people type them."""

PAGE = 18
WORKER = "a1"
"""Account of a grid worker; everything but Today of a grid worker is asked as the secretary."""

LIKE = "SELECT n FROM resident WHERE name LIKE ? AND live = 1 ORDER BY n LIMIT 20"
EVERY_ROW = """
SELECT h.uid, h.walk, r.name, h.building, h.entrance, h.door FROM household h LEFT JOIN resident r ON r.n = h.head
WHERE h.live = 1 ORDER BY h.walk
"""
_CARDS = 400


def finding(session: OfficeSession) -> Call:
    """Find at the store: from a typed line to the rows of its first page."""
    day, scope = session.today, (session.community.uid,)

    def call(number: int) -> None:
        with session.store.reading() as reader:
            find(reader, TYPED[number % len(TYPED)], scope=scope, as_of_day=day, limit=PAGE)

    return call


def scanning(session: OfficeSession) -> Call:
    """Look for the same lines by LIKE over all names."""

    def call(number: int) -> None:
        with session.store.reading() as reader:
            reader.rows(LIKE, (f"%{TYPED[number % len(TYPED)]}%",))

    return call


def listing(session: OfficeSession) -> Call:
    """Open the household list and show its first page."""
    return lambda _: browse.open_households(session).rows(0, PAGE)


def reading_all(session: OfficeSession) -> Call:
    """Read a row for every household."""

    def call(_: int) -> None:
        with session.store.reading() as reader:
            reader.rows(EVERY_ROW)

    return call


def card(session: OfficeSession) -> Call:
    """Open the card of one household after the other, spread over the whole list."""
    listed = browse.open_households(session)
    uids = [listed.rows(place * listed.count // _CARDS, 1)[0].uid for place in range(_CARDS)]
    return lambda number: browse.household_card(session, uids[number % len(uids)])


def today(session: OfficeSession) -> Call:
    """Open Today, computed anew as it is after each save."""

    def call(_: int) -> None:
        boards._kept.clear()
        browse.today(session)

    return call


def board(session: OfficeSession) -> Call:
    """Decide and count the duties of everybody who is cared for, computed anew as it is after a saved visit."""

    def call(_: int) -> None:
        boards._kept.clear()
        with session.store.reading() as reader:
            boards.board(reader, session, session.today)

    return call


def first_board(session: OfficeSession) -> Call:
    """Decide them with nothing kept at all, as a process does that has just begun or that saved a tag."""
    computed = board(session)

    def call(number: int) -> None:
        kept_subjects.forget()
        computed(number)

    return call


def due_board(session: OfficeSession) -> Call:
    """Tell the duties of everybody who is cared for apart by post, computed anew."""

    def call(_: int) -> None:
        boards._kept.clear()
        browse.due_board(session, "post")

    return call


def sweep(session: OfficeSession) -> Call:
    """Count the doors of the community knocked at and met at in the month, building by building."""
    return lambda _: browse.coverage(session, by="building")


def header(session: OfficeSession) -> Call:
    """Ask for the first row of every screen, nothing having changed."""
    return lambda _: browse.header(session)


def visit_page(session: OfficeSession) -> Call:
    """Ask for the newest visits."""
    return lambda _: browse.visits(session, limit=PAGE)


def ticket_page(session: OfficeSession) -> Call:
    """Ask for the tickets that are open."""
    return lambda _: browse.tickets(session, limit=PAGE)
