"""Reads of posts: the list with loads, terms and certificates, one post's page, and the public list to be printed."""

from collections import Counter
from typing import Final

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.phones import mask_phone
from gridtui.core.records import Post, Staff
from gridtui.office.activity_forms import UNITS_OF_LEVEL
from gridtui.office.places import short_address
from gridtui.office.post_forms import PostForm, form_of
from gridtui.office.post_loads import Load, loads, staffed
from gridtui.office.session import COMMUNITIES, OfficeSession
from gridtui.office.shifts import ShiftRow, monday_of, week
from gridtui.scheme import acts
from gridtui.scheme.model import Numbered, Role
from gridtui.store import read_duties, read_pairings, read_posts, read_teams
from gridtui.store.database import Reader

SOON_DAYS: Final = 60
"""A term or a certificate that ends within so many days is marked."""


class PostRow(msgspec.Struct, frozen=True, gc=False):
    """One post on the list. Days left are counted to a term's or a certificate's last day, None without one.

    ``unchecked``: the mechanism names qualities and nobody has looked into them (S3-2). ``others`` are the other
    posts its holder has today. ``no_unit``: this store does not know where the post is held, so that it is asked for
    nothing until somebody corrects it.
    """

    uid: bytes
    staff: bytes
    name: str
    role: str
    role_title: str
    unit: bytes
    unit_name: str
    from_day: int | None
    load: Load
    term_left: int | None
    certificate: str
    certificate_left: int | None
    unchecked: bool
    others: int
    no_unit: bool = False

    @property
    def runs_out(self) -> bool:
        """Whether term or certificate ends soon, or has ended."""
        return any(left is not None and left <= SOON_DAYS for left in (self.term_left, self.certificate_left))


class PairedHousehold(msgspec.Struct, frozen=True, gc=False):
    """A household on the page of the post it is paired with."""

    pairing: bytes
    household: bytes
    address: str
    head_name: str
    kind: int
    from_day: int | None


class PostView(msgspec.Struct, frozen=True):
    """A post's page. ``posts`` are all its holder's posts today, this one too; ``hours`` those of this week."""

    row: PostRow
    form: PostForm
    method: str
    pool: str
    to_day: int | None
    paired: tuple[PairedHousehold, ...]
    posts: tuple[Post, ...]
    teams: tuple[str, ...]
    hours: tuple[ShiftRow, ...]
    rules: tuple[str, ...]
    may_change: bool


class PublicPost(msgspec.Struct, frozen=True, gc=False):
    """A line of the public list: who holds which post where, and how to reach the holder."""

    unit_name: str
    role_title: str
    name: str
    phone: str


class PublicList(msgspec.Struct, frozen=True):
    """The public list of posts (S3-8): names and posts, nothing of anybody's home or papers."""

    office_name: str
    day: int
    rows: tuple[PublicPost, ...]


def post_list(session: OfficeSession, *, role: str = "") -> tuple[PostRow, ...]:
    """Return every post of today with what it answers for, by org tree; ``role`` keeps one role's. Raises Refused."""
    session.require(acts.STAFF_VIEW)
    with session.store.reading() as reader:
        all_ = staffed(session, reader, session.today)
        loaded = loads(session, all_)
    holders = Counter(post.staff for post in all_.posts)
    wanted = [post for post in all_.posts if not role or post.role == role]
    ordered = sorted(wanted, key=lambda post: _place(session, post.unit))
    return tuple(_row(session, post, loaded[post.uid], holders[post.staff] - 1) for post in ordered)


def post_page(session: OfficeSession, uid: bytes) -> PostView:
    """Return a post's page; raises InputFault ``post.unknown``, Refused."""
    session.require(acts.STAFF_VIEW)
    today = session.today
    with session.store.reading() as reader:
        post = read_posts.post(reader, uid)
        if post is None:
            raise InputFault("post.unknown", post=uid.hex())
        load = loads(session, staffed(session, reader, today)).get(uid, Load())
        person = read_posts.staff(reader, post.staff)
        held = read_posts.posts_of(reader, post.staff, today)
        teams = tuple(team.name for team in read_teams.teams_of_post(reader, uid, today))
        paired = _paired(session, reader, uid, today)
    form = form_of(post, person)
    may_change = session.decide(acts.STAFF_EDIT, unit=post.unit).allowed
    if not may_change:
        form = msgspec.structs.replace(form, phone=mask_phone(form.phone))
    return PostView(
        row=_row(session, post, load, len(held) - 1),
        form=form,
        method=_title(session.scheme.methods, post.chosen_how),
        pool=_title(session.scheme.pools, post.pool),
        to_day=post.to_day,
        paired=paired,
        posts=held,
        teams=teams,
        hours=tuple(row for row in week(session, monday_of(today)) if row.post == uid),
        rules=_duties_of(session, post.role),
        may_change=may_change,
    )


def public_list(session: OfficeSession) -> PublicList:
    """Return the posts the mechanism publishes, all of them where it publishes none, with masked phones then.

    Raises Refused.
    """
    session.require(acts.STAFF_VIEW)
    published = {role.key for role in session.scheme.roles if role.published}
    with session.store.reading() as reader:
        posts = [post for post in read_posts.posts(reader, session.today) if not published or post.role in published]
        people = {post.staff: read_posts.staff(reader, post.staff) for post in posts}
    posts.sort(key=lambda post: _place(session, post.unit))
    rows = tuple(
        PublicPost(
            post.unit_name,
            session.role_title(post.role),
            post.staff_name,
            _public_phone(people[post.staff], session.roles.get(post.role)),
        )
        for post in posts
    )
    return PublicList(session.office_name, session.today, rows)


def units_for_role(session: OfficeSession, role: str) -> tuple[tuple[bytes, str], ...]:
    """Return (unit, name) of the units a role may be held on by what the acting post may decide.

    They are of the level the mechanism names; where this office has none of that level, the communities.
    """
    shape = session.roles.get(role)
    kinds = UNITS_OF_LEVEL.get(shape.level, COMMUNITIES) if shape else COMMUNITIES
    for wanted in (kinds, COMMUNITIES):
        found = [unit for unit in session.units_of(*wanted) if session.decide(acts.STAFF_EDIT, unit=unit.uid).allowed]
        if found:
            return tuple((unit.uid, unit.name) for unit in found)
    return ()


def _place(session: OfficeSession, unit: bytes) -> list[tuple[int, str]]:
    """Return where a unit stands among the others, from the top of the org tree down."""
    held = session.known_units.held
    return [(held[each].rank, held[each].name) for each in reversed(session.line_upwards(unit))]


def _row(session: OfficeSession, post: Post, load: Load, others: int) -> PostRow:
    today = session.today
    return PostRow(
        uid=post.uid,
        staff=post.staff,
        name=post.staff_name,
        role=post.role,
        role_title=session.role_title(post.role),
        unit=post.unit,
        unit_name=post.unit_name,
        from_day=post.from_day,
        load=load,
        term_left=None if post.term_day is None else post.term_day - today,
        certificate=post.certificate,
        certificate_left=None if post.certificate_day is None else post.certificate_day - today,
        unchecked=bool(session.scheme.qualities) and session.scheme.span(post.role) is not None and not post.checked,
        others=others,
        no_unit=not session.path(post.unit),
    )


def _paired(session: OfficeSession, reader: Reader, post: bytes, day: int) -> tuple[PairedHousehold, ...]:
    """Return the households of a post; nothing of one the acting post may not see but that it is there."""
    found = read_pairings.pairings_of_post(reader, post, day)
    lines = read_duties.subject_lines(reader, read_pairings.walks_of_post(reader, post, day))
    rows = []
    for pairing in found:
        shown = lines.get(pairing.household)
        may_see = shown is not None and session.decide(acts.HOUSEHOLD_VIEW, unit=shown.grid).allowed
        rows.append(
            PairedHousehold(
                pairing.uid,
                pairing.household,
                short_address(shown.address) if shown is not None and may_see else "",
                shown.head_name if shown is not None and may_see else "",
                pairing.kind,
                pairing.from_day,
            )
        )
    return tuple(rows)


def _duties_of(session: OfficeSession, role: str) -> tuple[str, ...]:
    """Return the short titles of the rules a role answers for today, each once."""
    rules = session.scheme.rules_in_force(session.today)
    return tuple(dict.fromkeys(rule.label for rule in rules if role in rule.actor_roles))


def _public_phone(person: Staff | None, role: Role | None) -> str:
    if person is None or not person.phone:
        return ""
    return person.phone if role is not None and role.published else mask_phone(person.phone)


def _title(entries: tuple[Numbered, ...], number: int) -> str:
    return next((entry.title for entry in entries if entry.number == number), "")
