"""How much each post answers for: households, those really lived in, key persons, pairings, against its span (S3-3).

A household is answered for, under each role, by the post of that role it is paired with; without such a pairing by
the one post of that role on a unit it lies in. Where several hold the role on that unit and none is paired with it,
nobody answers for it yet.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from gridtui.core.records import Pairing, Post
from gridtui.office.session import OfficeSession
from gridtui.rules.spans import Home as SpannedHome
from gridtui.rules.spans import SpanState, spans
from gridtui.scheme.model import Span
from gridtui.store import read_homes, read_pairings, read_posts
from gridtui.store.database import Reader
from gridtui.store.read_homes import Home


class Load(msgspec.Struct, frozen=True, gc=False):
    """What a post answers for. ``state`` '' where the mechanism states no span for its role."""

    households: int = 0
    lived_in: int = 0
    key_persons: int = 0
    pairings: int = 0
    least: int = 0
    most: int = 0
    state: SpanState | str = ""


class Staffed(msgspec.Struct, frozen=True):
    """The posts, households and pairings of a day, read once for everything that is counted on them."""

    day: int
    posts: tuple[Post, ...]
    homes: tuple[Home, ...]
    pairings: tuple[Pairing, ...]


def staffed(session: OfficeSession, reader: Reader, day: int, *, special: Span | None = None) -> Staffed:
    """Return what loads are counted on: of the community this office serves."""
    tags = [tag.key for tag in session.scheme.tags]
    segment = special.special if special is not None else None
    found = read_homes.homes(reader, session.community.uid, day, tags=tags, special=segment)
    return Staffed(day, read_posts.posts(reader, day), found, read_pairings.pairings(reader, day))


def loads(session: OfficeSession, all_: Staffed) -> dict[bytes, Load]:
    """Return what every post of the day answers for."""
    paired: dict[bytes, int] = {}
    for pairing in all_.pairings:
        paired[pairing.post] = paired.get(pairing.post, 0) + 1
    found: dict[bytes, Load] = {}
    for role in dict.fromkeys(post.role for post in all_.posts):
        posts = [post for post in all_.posts if post.role == role]
        span = session.scheme.span(role)
        answered = answered_by(session, posts, all_)
        for post in posts:
            found[post.uid] = _load(answered.get(post.uid, ()), paired.get(post.uid, 0), span)
    return found


def answered_by(session: OfficeSession, posts: Sequence[Post], all_: Staffed) -> dict[bytes | None, list[Home]]:
    """Return the households each of some posts of one role answers for; under None those nobody does."""
    uids = {post.uid for post in posts}
    paired = {pairing.household: pairing.post for pairing in all_.pairings if pairing.post in uids}
    alone = _alone_on_unit(posts)
    found: dict[bytes | None, list[Home]] = {}
    of_place: dict[tuple[bytes | None, ...], tuple[bool, bytes | None]] = {}
    units = {post.unit for post in posts}
    for home in all_.homes:
        place = (home.grid, home.courtyard, home.community)
        if place not in of_place:
            above = [unit for unit in _units_around(session, place) if unit in units]
            of_place[place] = bool(above), alone.get(above[0]) if above else None
        is_within, only = of_place[place]
        post = paired.get(home.household, only)
        if post is not None or is_within:
            found.setdefault(post, []).append(home)
    return found


def spanned(answered: Mapping[bytes | None, Iterable[Home]], kept: Iterable[bytes]) -> list[SpannedHome]:
    """Return lived-in households as the rules of spans take them; ``kept`` were given to their post on purpose."""
    stays = set(kept)
    return [
        SpannedHome(home.household, home.walk, post, stays=home.household in stays)
        for post, homes in answered.items()
        for home in homes
        if home.is_lived_in
    ]


def _alone_on_unit(posts: Sequence[Post]) -> dict[bytes, bytes]:
    """Return unit -> the only post of a role on it."""
    on_unit: dict[bytes, list[bytes]] = {}
    for post in posts:
        on_unit.setdefault(post.unit, []).append(post.uid)
    return {unit: held[0] for unit, held in on_unit.items() if len(held) == 1}


def _units_around(session: OfficeSession, place: tuple[bytes | None, ...]) -> list[bytes]:
    """Return the units a household lies in, the nearest first: its grid's and its courtyard's line upwards."""
    return list(dict.fromkeys(unit for each in place for unit in session.line_upwards(each)))


def _load(homes: Iterable[Home], pairings: int, span: Span | None) -> Load:
    held = tuple(homes)
    lived_in = sum(home.is_lived_in for home in held)
    least, most = (span.least, span.most) if span is not None else (0, 0)
    state: str = ""
    if span is not None:
        one = b"post"
        state = spans(spanned({one: held}, ()), (one,), least=least, most=most)[0].state
    return Load(len(held), lived_in, sum(home.key_persons for home in held), pairings, least, most, state)
