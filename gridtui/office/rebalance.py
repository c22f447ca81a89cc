"""Evening out how many lived-in households the posts of one role on one unit answer for (S3-3).

The proposal moves as few households as will do, between leads next to each other on the walk; who was given to a lead
on purpose stays. It is shown door by door and made in one step: pairings end, others begin, one undo takes all back.
"""

from collections.abc import Sequence

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.records import Post
from gridtui.core.words import PairingKind
from gridtui.office.acts import UndoStep, old_values, remember
from gridtui.office.places import short_address
from gridtui.office.post_loads import answered_by, spanned, staffed
from gridtui.office.session import OfficeSession
from gridtui.office.views import Saved
from gridtui.rules import spans
from gridtui.rules.spans import Move
from gridtui.scheme import acts
from gridtui.store import read_duties, read_pairings
from gridtui.store.database import Reader
from gridtui.store.writer import Writer
from gridtui.sync.operation import Value


class MoveRow(msgspec.Struct, frozen=True, gc=False):
    """One household that would go from a post ('' nobody) to another."""

    move: Move
    address: str
    head_name: str
    from_name: str
    to_name: str


class SpanRow(msgspec.Struct, frozen=True, gc=False):
    """How many lived-in households a post answers for, and would."""

    post: bytes
    name: str
    before: int
    after: int
    state: str
    state_after: str


class RebalanceView(msgspec.Struct, frozen=True):
    """A proposal. ``is_stated``: the office states the span; else every post is to hold as many as the others.

    ``fits`` False: so many posts cannot hold so many households within the span; ``posts_least`` would.
    """

    role: str
    role_title: str
    unit: bytes
    unit_name: str
    least: int
    most: int
    is_stated: bool
    fits: bool
    posts_least: int
    posts_most: int
    spans: tuple[SpanRow, ...]
    moves: tuple[MoveRow, ...]


def rebalance_view(session: OfficeSession, role: str, unit: bytes) -> RebalanceView:
    """Return how the posts of a role on a unit could be evened out.

    Raises InputFault ``rebalance.no_posts``; Refused without ``staff.edit`` there.
    """
    session.require(acts.STAFF_EDIT, unit=unit)
    span = session.scheme.span(role)
    with session.store.reading() as reader:
        all_ = staffed(session, reader, session.today, special=span)
        posts = [post for post in all_.posts if post.role == role and post.unit == unit]
        if not posts:
            raise InputFault("rebalance.no_posts")
        given = {pairing.household for pairing in all_.pairings if pairing.kind == PairingKind.CARE}
        homes = spanned(answered_by(session, posts, all_), given)
        stated = span is not None and span.most > 0
        least, most = (span.least, span.most) if span is not None and stated else _even(len(homes), len(posts))
        proposed = spans.rebalance(homes, [post.uid for post in posts], least=least, most=most)
        walks = {home.household: home.walk for home in homes}
        rows = _rows(reader, proposed.moves, walks, posts)
    return RebalanceView(
        role=role,
        role_title=session.role_title(role),
        unit=unit,
        unit_name=posts[0].unit_name,
        least=least,
        most=most,
        is_stated=stated,
        fits=proposed.fits,
        posts_least=proposed.posts_least,
        posts_most=proposed.posts_most,
        spans=_spans(posts, proposed),
        moves=rows,
    )


def apply_rebalance(session: OfficeSession, view: RebalanceView, chosen: Sequence[Move] | None = None) -> Saved:
    """Make a proposal's moves, or those of them that were ``chosen``, from today on.

    Each household is paired with its new post; what paired it with another post of the role ends with yesterday.
    Raises InputFault ``rebalance.nothing``, ``change.changed_since`` (a household is another post's by now); Refused.
    """
    session.require(acts.STAFF_EDIT, unit=view.unit)
    moves = tuple(row.move for row in view.moves) if chosen is None else tuple(chosen)
    if not moves:
        raise InputFault("rebalance.nothing")
    of_role = {row.post for row in view.spans}
    names = {row.move.household: row.head_name for row in view.moves}
    steps: list[UndoStep] = []
    with session.store.writing(session.clock) as writer:
        for move in moves:
            steps += _moved(session, writer, move, of_role, names.get(move.household, ""))
        told: dict[str, str | int] = {"count": len(moves), "role": view.role_title}
        return remember(session, writer, moves[0].household, "rebalance.made", told, steps[::-1])


def _moved(session: OfficeSession, writer: Writer, move: Move, of_role: set[bytes], name: str) -> list[UndoStep]:
    day, actor = session.today, session.actor
    steps: list[UndoStep] = []
    held = [
        pairing
        for pairing in read_pairings.pairings_of_household(writer.read, move.household, day)
        if pairing.post in of_role
    ]
    if any(pairing.post != move.from_post for pairing in held):
        raise InputFault("change.changed_since", name=name)
    for pairing in held:
        if pairing.from_day is not None and pairing.from_day >= day:
            writer.void(pairing.uid, actor=actor)
            steps.append(UndoStep("restore", pairing.uid))
        else:
            ended: dict[str, Value] = {"to_day": day - 1}
            writer.set(pairing.uid, ended, actor=actor)
            steps.append(old_values("pairing", pairing.uid, {"to_day": pairing.to_day}, ended))
    kind = held[0].kind if held else PairingKind.LINKED
    values: dict[str, Value] = {
        "post": move.to_post,
        "household": move.household,
        "kind": kind or PairingKind.LINKED,
        "from_day": day,
    }
    made = writer.create("pairing", values, root=move.household, actor=actor)
    return [*steps, UndoStep("void", made)]


def _even(homes: int, posts: int) -> tuple[int, int]:
    """Return the span that lets every post hold as many as the others."""
    return homes // posts, max(1, -(-homes // posts))


def _rows(
    reader: Reader, moves: Sequence[Move], walks: dict[bytes, int], posts: Sequence[Post]
) -> tuple[MoveRow, ...]:
    lines = read_duties.subject_lines(reader, [walks[move.household] for move in moves])
    names = {post.uid: post.staff_name for post in posts}
    ordered = sorted(moves, key=lambda move: walks[move.household])
    return tuple(
        MoveRow(
            move,
            short_address(lines[move.household].address),
            lines[move.household].head_name,
            names.get(move.from_post or b"", ""),
            names[move.to_post],
        )
        for move in ordered
    )


def _spans(posts: Sequence[Post], proposed: spans.Rebalance) -> tuple[SpanRow, ...]:
    after = {span.post: span for span in proposed.after}
    names = {post.uid: post.staff_name for post in posts}
    return tuple(
        SpanRow(
            span.post,
            names[span.post],
            span.households,
            after[span.post].households,
            span.state,
            after[span.post].state,
        )
        for span in proposed.before
    )
