"""Setting an office up: its place in the country, its mechanism, its first person. Nothing is ever overwritten."""

from pathlib import Path

import msgspec

from gridtui.core.divisions import EDITION, VILLAGE, Division, ancestry, division, level_of, pad_code
from gridtui.core.errors import InputFault, StoreFault
from gridtui.core.time import Clock, day_of
from gridtui.core.words import UnitKind
from gridtui.office.acts import LONGEST_NAME, line
from gridtui.office.impossible_rules import require_possible
from gridtui.office.mechanism import OWN_CONFIG, load_calendar, load_mechanism, mechanism_print
from gridtui.scheme.model import Scheme
from gridtui.settings import SETTINGS_FILE, Settings, shipped_config, write_settings
from gridtui.store import read_posts, read_units
from gridtui.store.database import Store
from gridtui.store.mechanism import is_taken_up, keep_print, kept_print, published_on
from gridtui.store.writer import Writer
from gridtui.sync.operation import Value

VILLAGE_NUMBERS = (range(200, 400), range(500, 600))
"""The last three digits of a division code that say a place is a village, or is run like one; every other is a
community. The names in the table of 2023 bear it out: 11 of 88,000 looked at say otherwise."""
TOWNSHIP_NUMBERS = range(100, 400)
"""The three digits of the street level that say town or township; below are subdistricts, above zones run as one."""


class FirstPerson(msgspec.Struct, frozen=True):
    """Who works here first: a name, the system account that proves it, and a role of the mechanism."""

    name: str
    account: str
    role: str


def set_up_office(
    folder: Path, settings: Settings, people: tuple[FirstPerson, ...], clock: Clock
) -> dict[str, bytes]:
    """Make an office in an empty folder and return the ids of its units by division code.

    An attempt that was cut short is taken up where it stopped. Raises InputFault ``setup.division`` (not a community
    or village of the table), ``setup.person`` (no name or no account), ``setup.role`` (``role`` is none of the
    mechanism's), SettingsFault, StoreFault ``setup.exists`` where an office is there already.
    """
    place = division(settings.office.division)
    if place is None or place.level != VILLAGE:
        raise InputFault("setup.division", division=settings.office.division)
    if (folder / SETTINGS_FILE).exists():
        raise StoreFault("setup.exists", folder=str(folder))
    scheme = load_mechanism(folder, settings)
    people = tuple(_checked(scheme, person) for person in people)
    store = Store.open(folder, create=True)
    try:
        with store.writing(clock) as writer:
            writer.keep_scheme(scheme)
            writer.keep_calendar(load_calendar(folder))
            units = _units(writer, place)
            for person in people:
                _appoint(writer, person, units[_seat(scheme, person.role, units)], day_of(clock.now_ms()))
    finally:
        store.close()
    _copy_config(folder)
    named = msgspec.structs.replace(settings.office, name=settings.office.name or place.display_name)
    write_settings(folder, msgspec.structs.replace(settings, office=named))
    return units


def refresh_mechanism(store: Store, settings: Settings, clock: Clock) -> bool:
    """Bring the store's scheme and calendar up to date; return whether a file had changed or a version began.

    Where a mechanism is published it holds, and the office's scheme files are only what the next one is made of: they
    are not read then. Raises SettingsFault with every fault of every file, or with the rules that ask for more than
    there can be of the people kept here; the store then keeps what it had.
    """
    today = day_of(clock.now_ms())
    with store.reading() as reader:
        is_published = published_on(reader, today) is not None
        now = mechanism_print(store.folder, settings, is_published=is_published)
        is_same = kept_print(reader) == now
        if is_same and is_taken_up(reader, today):
            return False
    scheme = None if is_same or is_published else load_mechanism(store.folder, settings)
    calendar = load_calendar(store.folder)
    with store.writing(clock) as writer:
        if scheme is not None:
            require_possible(writer.read, store.folder, settings, scheme, today)
            writer.keep_scheme(scheme)
        writer.take_up_scheme()
        writer.keep_calendar(calendar)
        keep_print(writer.read, now)
    return True


def _checked(scheme: Scheme, person: FirstPerson) -> FirstPerson:
    """Return a person with a clean name and account; raises InputFault ``setup.person`` or ``setup.role``."""
    if scheme.role(person.role) is None:
        known = " ".join(role.key for role in scheme.roles)
        raise InputFault("setup.role", role=person.role, known=known)
    checked = FirstPerson(line(person.name, "name", LONGEST_NAME), line(person.account, "account"), person.role)
    if not checked.name or not checked.account:
        raise InputFault("setup.person", field="account" if checked.name else "name")
    return checked


def _units(writer: Writer, place: Division) -> dict[str, bytes]:
    """Create the street and the community below it; higher levels are only part of the code."""
    made = {unit.code: unit.uid for unit in read_units.units(writer.read) if unit.code}
    parent: bytes | None = None
    for above in ancestry(place.code):
        code = pad_code(above.code)
        if level_of(above.code) < level_of(place.code) - 1:
            continue
        if code not in made:
            values: dict[str, Value] = {
                "kind": _kind(above),
                "name": above.display_name,
                "parent": parent,
                "code": code,
                "edition": EDITION,
            }
            made[code] = writer.create("unit", values, actor=None)
        parent = made[code]
    return made


def _kind(place: Division) -> UnitKind:
    if place.level == VILLAGE:
        number = int(place.code[-3:])
        return UnitKind.VILLAGE if any(number in each for each in VILLAGE_NUMBERS) else UnitKind.COMMUNITY
    return UnitKind.TOWNSHIP if int(place.code[6:9]) in TOWNSHIP_NUMBERS else UnitKind.SUBDISTRICT


def _seat(scheme: Scheme, role_key: str, units: dict[str, bytes]) -> str:
    """Return the code of the unit a role sits on: the street for street roles, else the community."""
    role = scheme.role(role_key)
    codes = sorted(units)
    return codes[0] if role is not None and role.level == "subdistrict" else codes[-1]


def _appoint(writer: Writer, person: FirstPerson, unit: bytes, today: int) -> None:
    """Appoint a person; who holds the post already, from an attempt that was cut short, is left alone."""
    accounts = read_posts.posts_of_account(writer.read, person.account, today)
    held = [post for post in accounts if post.staff_name == person.name]
    if any(post.role == person.role and post.unit == unit for post in held):
        return
    staff = held[0].staff if held else None
    if staff is None:
        named: dict[str, Value] = {"name": person.name, "account": person.account, "from_day": today}
        staff = writer.create("staff", named, actor=None)
    values: dict[str, Value] = {"staff": staff, "role": person.role, "unit": unit, "from_day": today}
    writer.create("post", values, actor=None)


def _copy_config(folder: Path) -> None:
    """Copy the editable files beside the office, each only where there is none yet."""
    own = folder / OWN_CONFIG
    own.mkdir(exist_ok=True)
    for name in ("keymap.toml",):
        shipped = shipped_config() / name
        if shipped.exists() and not (own / name).exists():
            (own / name).write_bytes(shipped.read_bytes())
