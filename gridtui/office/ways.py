"""Which visits count towards a rule: the channels it names, made by the roles it names."""

from collections.abc import Iterable

from gridtui.scheme.model import CadenceRule, Scheme
from gridtui.store import read_posts
from gridtui.store.database import Reader
from gridtui.store.rows import NOBODY, way_of

Ways = tuple[int, ...]


def ways_of(reader: Reader, scheme: Scheme, rules: Iterable[CadenceRule]) -> dict[CadenceRule, Ways]:
    """Return the ways of visits that count towards each rule (``store.rows.way_of``).

    Where a rule about pairs says who must go, it is the post that is paired (S0-12: a fixed household).
    """
    bits = read_posts.role_bits(reader)
    found: dict[CadenceRule, Ways] = {}
    for rule in rules:
        roles = scheme.roles_fulfilling(rule)
        mask = sum({bits.get(role, 0) for role in roles}) or NOBODY if roles else 0
        by_pair = rule.is_by_pair
        roles_and_pairs = (0, mask) if by_pair else (mask, 0)
        found[rule] = tuple(way_of(channel, *roles_and_pairs) for channel in rule.counting_channels)
    return found
