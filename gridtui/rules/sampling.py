"""Random samples that anybody can draw again: for inspections and re-visits (S2-6), instead of watching everybody.

Each one's lot is a hash of the seed and its uid, and the lowest lots are drawn. So every sample of a size is equally
likely over the seeds, nobody can choose whom it falls on, the order of the list does not matter, and whoever knows
the seed (an inspection's uid) can prove afterwards that the sample was not picked by hand.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Final

ALL_PERCENT: Final = 100


def sample(uids: Iterable[bytes], size: int, seed: bytes) -> tuple[bytes, ...]:
    """Return ``size`` of them, all where there are fewer, in the order they were given; one named twice is one."""
    held = tuple(dict.fromkeys(uids))
    drawn = frozenset(sorted(held, key=lambda uid: sha256(seed + b"\x00" + uid).digest())[: max(size, 0)])
    return tuple(uid for uid in held if uid in drawn)


def sample_share(uids: Iterable[bytes], percent: int, seed: bytes, *, least: int = 1) -> tuple[bytes, ...]:
    """Return a share of them, rounded up, but ``least`` at the least."""
    held = tuple(dict.fromkeys(uids))
    return sample(held, max(least, -(-len(held) * percent // ALL_PERCENT)), seed)


def sample_each(
    groups: Mapping[bytes, Iterable[bytes]], percent: int, seed: bytes, *, least: int = 1
) -> dict[bytes, tuple[bytes, ...]]:
    """Return a share of each group, so that no post and no grid is passed over; each draws its own lots."""
    return {group: sample_share(uids, percent, seed + b"\x01" + group, least=least) for group, uids in groups.items()}
