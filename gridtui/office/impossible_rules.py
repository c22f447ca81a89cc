"""Rules that would ask for more duties a day than there can be, of the people this office keeps.

Named before such a rule is taken up, whichever way it comes: ``gridtui scheme check``, an edited file at the next
start, publishing. Whom a rule is about is counted as the due board does, over the whole store; a rule that could not
be too much even if it were about everybody is not counted.
"""

from collections.abc import Iterable
from pathlib import Path

from gridtui.core.errors import SettingsFault
from gridtui.office.mechanism import rule_files
from gridtui.office.quotas import AREAS, MODES
from gridtui.rules.simulation import DUTIES_A_DAY_MOST, duties_per_day, too_many_duties
from gridtui.scheme.model import CadenceRule, Scheme
from gridtui.settings import SETTINGS_FILE, Settings
from gridtui.store import read_duties, read_posts, read_units
from gridtui.store.database import Reader, Store


def check_possible(folder: Path, settings: Settings, scheme: Scheme, day: int) -> None:
    """Hold the scheme of an office's files against the people it keeps, from a day on; before it is set up, nobody.

    Raises SettingsFault ``scheme.faulty`` as ``require_possible``, StoreFault as ``Store.open``.
    """
    if not (folder / SETTINGS_FILE).exists():
        return
    store = Store.open(folder)
    try:
        with store.reading() as reader:
            require_possible(reader, folder, settings, scheme, day)
    finally:
        store.close()


def require_possible(reader: Reader, folder: Path, settings: Settings, scheme: Scheme, day: int) -> None:
    """Raise SettingsFault ``scheme.faulty`` with each rule of an office's files that asks too much from a day on.

    Each problem is a ``scheme.rule_too_many`` that names file, table and keys.
    """
    impossible = impossible_rules(reader, scheme, day)
    if not impossible:
        return
    files = rule_files(folder, settings)
    problems = [
        SettingsFault(
            "scheme.rule_too_many",
            file=files.get(str(fault.parameters["rule"]), ""),
            table=f"rule {fault.parameters['rule']}",
            key="period",
            duties_per_day=fault.parameters["duties_per_day"],
            most=fault.parameters["most"],
        )
        for fault in impossible
    ]
    raise SettingsFault("scheme.faulty", problems=problems, count=len(problems))


def impossible_rules(reader: Reader, scheme: Scheme, day: int) -> tuple[SettingsFault, ...]:
    """Return a fault ``scheme.too_many_duties`` for each rule in force on a day or later that asks too much."""
    everybody = read_units.household_count(reader)
    rules = [rule for rule in scheme.rules if rule.to_day is None or rule.to_day >= day]
    a_day = {rule.key: duties_per_day(rule, _subjects(reader, rule, day)) for rule in _suspects(rules, everybody)}
    found = (too_many_duties(key, duties) for key, duties in a_day.items())
    return tuple(fault for fault in found if fault is not None)


def _suspects(rules: Iterable[CadenceRule], everybody: int) -> Iterable[CadenceRule]:
    return (rule for rule in rules if rule.mode in MODES or duties_per_day(rule, everybody) > DUTIES_A_DAY_MOST)


def _subjects(reader: Reader, rule: CadenceRule, day: int) -> int:
    """Return how many households a rule is about on its first day from a day on, else posts or areas."""
    asked = max(day, rule.from_day)
    if rule.mode == "per_actor":
        return sum(post.role in rule.actor_roles for post in read_posts.posts(reader, asked))
    if rule.mode == "per_area":
        kinds = AREAS.get(rule.actor_scope, ())
        return sum(unit.kind in kinds for unit in read_units.units(reader)) or 1
    return len(read_duties.due_facts(reader, (rule.segment,), (), as_of_day=asked))
