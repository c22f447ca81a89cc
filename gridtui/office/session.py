"""A person at work in an office: who it is, which post is acting, on which store, under which mechanism.

Identity comes from the system account that runs the program, never from what somebody types. A person may hold
several posts; one of them acts, and every permission is asked for it.
"""

import getpass
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from gridtui.core.calendar import WorkingCalendar
from gridtui.core.errors import InputFault, Refused, StoreFault
from gridtui.core.ids import show_id
from gridtui.core.records import Post, Unit
from gridtui.core.time import Clock, day_of
from gridtui.core.words import UnitKind
from gridtui.locale import language
from gridtui.office.known_units import KnownUnits
from gridtui.office.trusted_time import TrustedTime
from gridtui.rules.permission import ActingPost, Decision, may, reach
from gridtui.scheme.model import Role, Scheme
from gridtui.settings import Settings
from gridtui.store import read_posts
from gridtui.store.database import Store
from gridtui.store.mechanism import current_calendar, scheme_on
from gridtui.store.read_sync import meta_value

COMMUNITIES = (UnitKind.COMMUNITY, UnitKind.VILLAGE)


@dataclass(frozen=True)
class OfficeSession:
    """One person acting in one post. Copies share the store; only the store's content changes."""

    folder: Path
    store: Store
    clock: Clock
    """The machine's own, by which operations are stamped; what is shown and judged asks ``now_ms`` and ``today``."""
    settings: Settings
    scheme: Scheme
    calendar: WorkingCalendar
    account: str
    posts: tuple[Post, ...]
    """The posts this account may act in today."""
    post: Post | None
    """The acting post; None where the account holds several and has not chosen, or none."""
    known_units: KnownUnits
    time: TrustedTime
    roles: dict[str, Role] = field(default_factory=dict)
    _found: list[bytes] = field(default_factory=list, init=False, repr=False, compare=False)
    """The communities in the order ``community`` takes them, once it was asked: every act asks it several times."""

    @property
    def units(self) -> Mapping[bytes, Unit]:
        """Every unit the store holds, ended ones too, as it stands now."""
        return self.known_units.fresh()

    def now_ms(self) -> int:
        """Return the present instant in UTC milliseconds, as far as the office knows it (``TrustedTime``)."""
        return self.time.now_ms(self.clock.now_ms())

    @property
    def today(self) -> int:
        """The office's present day."""
        return day_of(self.now_ms())

    @property
    def is_clock_wrong(self) -> bool:
        """Whether somebody should set the machine's clock: the day does not rest on it, or it is in doubt."""
        return self.time.is_wall_wrong(self.clock.now_ms())

    @property
    def actor(self) -> bytes | None:
        """The acting post's id."""
        return self.post.uid if self.post else None

    @property
    def undo_owner(self) -> str:
        """Whose drafts and ways back these are: the account in its acting post."""
        return f"{self.account}/{show_id(self.post.uid)}" if self.post else self.account

    @property
    def community(self) -> Unit:
        """The community or village this office serves, as its settings name it, else the first of the store.

        Raises StoreFault ``office.not_set_up`` where there is none.
        """
        if not self._found:
            known = [unit for unit in self.units.values() if unit.kind in COMMUNITIES]
            own = [unit for unit in known if unit.code and unit.code == self.settings.office.division]
            self._found.extend(unit.uid for unit in (*own, *known))
        if not self._found:
            raise StoreFault("office.not_set_up")
        return self.known_units.held[self._found[0]]

    @property
    def office_name(self) -> str:
        """Name in the first row."""
        return self.settings.office.name or self.community.name

    @property
    def ticket_prefix(self) -> str:
        """Letters in front of ticket numbers: what the server gave at enrolment, else the setting."""
        with self.store.reading() as reader:
            given = meta_value(reader, "server_prefix")
        return given if isinstance(given, str) else self.settings.office.prefix

    @property
    def scope_unit(self) -> Unit:
        """The unit the acting post works on; the community for a person without a post."""
        return (self.known_units.held.get(self.post.unit) if self.post else None) or self.community

    @property
    def role_kind(self) -> str:
        """What kind of post acts (``scheme.model.PostKind``); '' without a post the mechanism names."""
        role = self.roles.get(self.post.role) if self.post else None
        return role.kind if role else ""

    def role_title(self, key: str) -> str:
        """Return a role's title in the language in use; the key itself where the mechanism does not name it."""
        role = self.roles.get(key)
        if role is None:
            return key
        return role.title_en if language() == "en" else role.title

    def path(self, unit: bytes | None) -> str:
        """Return the ids of a unit and all above it from the top, ``/a/b/``; '' for a unit that is not known."""
        steps = [found.uid.hex() for found in self._upwards(unit)]
        return "/" + "/".join(reversed(steps)) + "/" if steps else ""

    def above(self, unit: bytes | None, *kinds: UnitKind) -> bytes | None:
        """Return the nearest unit of some kinds, the unit itself or one above it; None where there is none."""
        return next((found.uid for found in self._upwards(unit) if found.kind in kinds), None)

    def units_of(self, *kinds: UnitKind, day: int | None = None) -> tuple[Unit, ...]:
        """Return the units of some kinds that exist on a day, None today, by rank and name: what a form offers."""
        on = self.today if day is None else day
        present = [
            unit
            for unit in self.units.values()
            if unit.kind in kinds and (unit.from_day or 0) <= on and (unit.to_day is None or unit.to_day >= on)
        ]
        return tuple(sorted(present, key=lambda unit: (unit.rank, unit.name)))

    def line_upwards(self, unit: bytes | None) -> tuple[bytes, ...]:
        """Return the ids of a unit and of those above it, itself first; () for a unit that is not known."""
        return tuple(found.uid for found in self._upwards(unit))

    def _upwards(self, unit: bytes | None) -> list[Unit]:
        """Return a unit and those above it, itself first; a unit made since the session began is looked up."""
        known = self.known_units.held
        if unit is not None and unit not in known:
            known = self.units
        found: list[Unit] = []
        while unit is not None and unit in known and known[unit] not in found:
            found.append(known[unit])
            unit = known[unit].parent
        return found

    def reach(self, act: str) -> bytes:
        """Return the unit within which the acting post may do an act: the scope of its lists.

        Raises Refused, ``post.no_unit`` where this store does not know the post's unit: it is over nobody.
        """
        if self.post is not None and not self.path(self.post.unit):
            raise Refused("post.no_unit", name=self.post.staff_name)
        self.accept(self.may_anywhere(act), act)
        within = reach(self._acting_post(), act, self.roles)
        community = self.community.uid
        return community if within == self.path(community) else self.scope_unit.uid

    def decide(
        self,
        act: str,
        *,
        unit: bytes | None = None,
        author: bytes | None = None,
        holder: bytes | None = None,
        is_paired: bool = False,
    ) -> Decision:
        """Ask whether the acting post may do an act on what lies in a unit; None is the community as a whole.

        ``author`` is the post that entered the record, ``holder`` the one that has the ticket; ``is_paired``: the
        acting post is paired with the household.
        """
        return may(
            self._acting_post(),
            act,
            self.path(self.community.uid if unit is None else unit),
            self.roles,
            is_author=author is not None and author == self.actor,
            is_holder=holder is not None and holder == self.actor,
            is_paired=is_paired,
        )

    def may_anywhere(self, act: str) -> Decision:
        """Ask whether the acting post may do an act on anything at all: what greys an action."""
        return may(self._acting_post(), act, None, self.roles)

    def require(
        self, act: str, *, unit: bytes | None = None, author: bytes | None = None, holder: bytes | None = None
    ) -> None:
        """Raise Refused unless the acting post may do it; the code says why not."""
        self.accept(self.decide(act, unit=unit, author=author, holder=holder), act)

    def accept(self, decision: Decision, act: str) -> None:
        """Raise Refused where a decision says no; the code says why not."""
        if not decision.allowed:
            raise Refused(decision.code, act=act)

    def _acting_post(self) -> ActingPost | None:
        if self.post is None:
            return None
        path = self.path(self.post.unit)
        community = self.path(self.community.uid)
        return ActingPost(self.post.role, path, community if path.startswith(community) else path)


def system_account() -> str:
    """Return the name of the system account this process runs as."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def open_session(
    folder: Path, *, account: str, clock: Clock, settings: Settings, post: str | None = None
) -> OfficeSession:
    """Open an office's store for an account. ``post`` chooses a post by id, staff name or role title.

    The caller closes ``session.store``. Raises StoreFault where the store cannot be opened or the office is not set
    up, Refused ``account.unknown`` where nobody of this office has the account, InputFault ``post.unknown``.
    """
    store = Store.open(folder)
    try:
        return session_on(store, account=account, clock=clock, settings=settings, post=post)
    except BaseException:
        store.close()
        raise


@contextmanager
def opened_session(
    folder: Path, *, account: str, clock: Clock, settings: Settings, post: str | None = None
) -> Iterator[OfficeSession]:
    """Open a session for a ``with`` block and close its store behind it."""
    session = open_session(folder, account=account, clock=clock, settings=settings, post=post)
    try:
        yield session
    finally:
        session.store.close()


def session_on(
    store: Store, *, account: str, clock: Clock, settings: Settings, post: str | None = None
) -> OfficeSession:
    """Return the session of an account on an open store; raises as ``open_session``."""
    with store.reading() as reader:
        time = TrustedTime(reader)
        today = day_of(time.now_ms(clock.now_ms()))
        scheme = scheme_on(reader, today)
        if scheme is None:
            raise StoreFault("office.not_set_up")
        posts = read_posts.posts_of_account(reader, account, today)
        if not posts:
            raise Refused("account.unknown", account=account)
        known_units = KnownUnits(store, reader)
        calendar = current_calendar(reader)
    session = OfficeSession(
        folder=store.folder,
        store=store,
        clock=clock,
        settings=settings,
        scheme=scheme,
        calendar=calendar,
        account=account,
        posts=posts,
        post=posts[0] if len(posts) == 1 else None,
        known_units=known_units,
        time=time,
        roles={role.key: role for role in scheme.roles},
    )
    return chosen_post(session, post) if post else session


def choose_post(session: OfficeSession, post: bytes) -> OfficeSession:
    """Return the session acting in one of the account's posts; raises InputFault ``post.unknown``."""
    chosen = next((held for held in session.posts if held.uid == post), None)
    if chosen is None:
        raise InputFault("post.unknown", post=show_id(post))
    return replace(session, post=chosen)


def chosen_post(session: OfficeSession, wanted: str) -> OfficeSession:
    """Choose by id, name of the person, key or either title of the role; the first of several that fit.

    Raises InputFault ``post.unknown``.
    """
    for held in session.posts:
        role = session.roles.get(held.role)
        titles = (role.title, role.title_en) if role else ()
        if wanted in (show_id(held.uid), held.staff_name, held.role, *titles):
            return choose_post(session, held.uid)
    raise InputFault("post.unknown", post=wanted)
