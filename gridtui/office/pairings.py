"""Pairing posts with households (结对, 联户, 包抓), ending a pairing, and who should take a household (S3-4).

A special household is proposed the nearest able lead: the distance between doors first, then how many special
households the lead has already. Every other post may be chosen all the same.
"""

from typing import Final

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.records import Household, Pairing, Post
from gridtui.core.words import PairingKind
from gridtui.office import subjects
from gridtui.office.acts import UndoStep, old_values, remember
from gridtui.office.names import shown_name
from gridtui.office.post_loads import Staffed, answered_by, staffed
from gridtui.office.session import OfficeSession
from gridtui.office.views import Saved
from gridtui.rules.spans import Candidate, Lead, nearest_able
from gridtui.scheme import acts
from gridtui.scheme.model import Span
from gridtui.store import read_pairings, read_posts
from gridtui.sync.operation import Value

KINDS: Final = tuple(PairingKind)


class PairCandidate(msgspec.Struct, frozen=True, gc=False):
    """A post that may be paired with a household. ``nearness`` None: its role has no span, it is not compared.

    ``is_proposed`` marks the nearest able lead of a special household.
    """

    post: bytes
    name: str
    role_title: str
    unit_name: str
    nearness: Candidate | None = None
    is_proposed: bool = False


class PairedRow(msgspec.Struct, frozen=True, gc=False):
    """One pairing of a household, on its card."""

    uid: bytes
    post: bytes
    name: str
    role_title: str
    kind: int
    from_day: int | None


def pair(
    session: OfficeSession, household: bytes, post: bytes, kind: int = PairingKind.CARE, from_day: int | None = None
) -> Saved:
    """Pair a post with a household from a day on, None today.

    Raises InputFault ``household.unknown``, ``post.unknown`` (not held on that day), ``pairing.kind``,
    ``pairing.held`` (they are paired that way already); Refused.
    """
    home = subjects.household(session, household, acts.PAIRING_EDIT)
    day = session.today if from_day is None else from_day
    if kind not in KINDS:
        raise InputFault("pairing.kind", field="kind")
    values: dict[str, Value] = {"post": post, "household": household, "kind": kind, "from_day": day}
    with session.store.writing(session.clock) as writer:
        held = read_posts.post(writer.read, post)
        if held is None or not read_posts.is_held(writer.read, post, day):
            raise InputFault("post.unknown", post=post.hex(), field="post")
        paired = read_pairings.pairings_of_household(writer.read, household, day)
        if any((each.post, each.kind) == (post, kind) for each in paired):
            raise InputFault("pairing.held", name=held.staff_name, field="post")
        uid = writer.create("pairing", values, root=household, actor=session.actor)
        told = {"name": held.staff_name, "household": shown_name(home)}
        return remember(session, writer, uid, "pairing.made", told, [UndoStep("void", uid)])


def end_pairing(session: OfficeSession, pairing: bytes, last_day: int | None = None) -> Saved:
    """End a pairing; ``last_day`` is the last it holds on, None today. One that began later never was.

    Raises InputFault ``pairing.unknown``, ``pairing.ended``, ``household.unknown``; Refused.
    """
    with session.store.reading() as reader:
        found = read_pairings.pairing(reader, pairing)
    if found is None:
        raise InputFault("pairing.unknown")
    home = subjects.household(session, found.household, acts.PAIRING_EDIT)
    day = session.today if last_day is None else last_day
    if found.to_day is not None and found.to_day <= day:
        raise InputFault("pairing.ended")
    with session.store.writing(session.clock) as writer:
        held = read_posts.post(writer.read, found.post)
        if found.from_day is not None and found.from_day > day:
            writer.void(pairing, actor=session.actor)
            step = UndoStep("restore", pairing)
        else:
            ended: dict[str, Value] = {"to_day": day}
            writer.set(pairing, ended, actor=session.actor)
            step = old_values("pairing", pairing, {"to_day": found.to_day}, ended)
        told = {"name": held.staff_name if held else "", "household": shown_name(home)}
        return remember(session, writer, pairing, "pairing.ended", told, [step])


def paired_rows(session: OfficeSession, household: bytes) -> tuple[PairedRow, ...]:
    """Return who is paired with a household today; raises InputFault ``household.unknown``, Refused."""
    home = subjects.household(session, household, acts.HOUSEHOLD_VIEW)
    with session.store.reading() as reader:
        found = read_pairings.pairings_of_household(reader, home.uid, session.today)
        posts = {pairing.post: read_posts.post(reader, pairing.post) for pairing in found}
    return tuple(_row(session, pairing, post) for pairing in found if (post := posts[pairing.post]) is not None)


def pair_candidates(session: OfficeSession, household: bytes) -> tuple[PairCandidate, ...]:
    """Return the posts that may take a household: leads by how near and able they are, then everybody else.

    Raises InputFault ``household.unknown``, Refused.
    """
    home = subjects.household(session, household, acts.PAIRING_EDIT)
    with session.store.reading() as reader:
        taken = {pairing.post for pairing in read_pairings.pairings_of_household(reader, household, session.today)}
        found = [
            candidate
            for span in session.scheme.spans
            for candidate in _leads(session, home, span, staffed(session, reader, session.today, special=span))
        ]
        others = read_posts.posts(reader, session.today)
    named = {candidate.post for candidate in found}
    rest = [_candidate(session, post) for post in others if post.uid not in named]
    return tuple(each for each in (*found, *rest) if each.post not in taken)


def _leads(session: OfficeSession, home: Household, span: Span, all_: Staffed) -> list[PairCandidate]:
    """Return the posts of a role with a span on the units a household lies in, the nearest able first."""
    here = next((each for each in all_.homes if each.household == home.uid), None)
    if here is None:
        return []
    around = {unit for place in (here.grid, here.courtyard) for unit in session.line_upwards(place)}
    posts = {post.uid: post for post in all_.posts if post.role == span.role and post.unit in around}
    answered = answered_by(session, tuple(posts.values()), all_)
    special = {each.household for each in all_.homes if each.is_special}
    given = [pairing for pairing in all_.pairings if pairing.household in special]
    leads = [
        Lead(
            post.uid,
            tuple(each.walk for each in answered.get(post.uid, ()) if each.is_lived_in),
            sum(each.is_lived_in for each in answered.get(post.uid, ())),
            special=sum(pairing.post == post.uid for pairing in given),
            qualities=len(session.scheme.qualities) if post.checked else 0,
            is_checked=post.checked or not session.scheme.qualities,
        )
        for post in posts.values()
    ]
    ranked = nearest_able(here.walk, leads, most=span.most)
    best = ranked[0].post if here.is_special and ranked and not ranked[0].hindrance else None
    return [_candidate(session, posts[each.post], each, is_proposed=each.post == best) for each in ranked]


def _candidate(
    session: OfficeSession, post: Post, nearness: Candidate | None = None, *, is_proposed: bool = False
) -> PairCandidate:
    title = session.role_title(post.role)
    return PairCandidate(post.uid, post.staff_name, title, post.unit_name, nearness, is_proposed)


def _row(session: OfficeSession, pairing: Pairing, post: Post) -> PairedRow:
    title = session.role_title(post.role)
    return PairedRow(pairing.uid, post.uid, post.staff_name, title, pairing.kind, pairing.from_day)
