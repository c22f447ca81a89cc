"""Which visits count towards a rule: the channels it names, made by the roles it names."""

from collections.abc import Iterable
from typing import Final

from gridtui.scheme.model import CadenceRule, Scheme
from gridtui.store import read_posts
from gridtui.store.database import Reader
from gridtui.store.rows import way_of

NOBODY: Final = 1 << 40
"""A bit no role has: of a rule whose roles nobody here has visited in, no visit counts."""

Ways = tuple[int, ...]


def ways_of(reader: Reader, scheme: Scheme, rules: Iterable[CadenceRule]) -> dict[CadenceRule, Ways]:
    """Return the ways of visits that count towards each rule (``store.rows.way_of``)."""
    bits = read_posts.role_bits(reader)
    found: dict[CadenceRule, Ways] = {}
    for rule in rules:
        roles = scheme.roles_fulfilling(rule)
        mask = sum({bits.get(role, 0) for role in roles}) or NOBODY if roles else 0
        found[rule] = tuple(way_of(channel, mask) for channel in rule.counting_channels)
    return found
