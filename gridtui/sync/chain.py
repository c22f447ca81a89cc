"""Proof that two sides hold the same log and the same state: chain, receipt, digest (P5).

The chain is a hash over a scope's log in order; eight bytes of it are compared at each sync. The receipt is the
server's keyed word for a chain value, for the day after the server was restored. The state digest compares what the
logs add up to, in 256 buckets by entity, so that a difference is found without sending everything.
"""

from collections.abc import Iterable
from typing import Final

from gridtui.sync.hashing import h16, keyed_h16, u64

COMPARED_BYTES: Final = 8
BUCKETS: Final = 256
CREATED_FIELD: Final = 63
"""Stands for "its create is held" in an entity's digest; fields end at 62, and a lone create has no head row."""

_MODULUS: Final = 1 << 128

StampedHead = tuple[int, bytes, int]
"""(field, operation, eff) of a head that has a place in the log."""


def chain_start(scope: int) -> bytes:
    """Return chain_0 of a scope."""
    return h16(b"gs1", u64(scope))


def chain_next(before: bytes, seq: int, operation_hash: bytes, eff: int) -> bytes:
    """Return chain_seq from chain_(seq-1)."""
    return h16(before, u64(seq), operation_hash, u64(eff))


def receipt(key: bytes, scope: int, epoch: int, seq: int, chain: bytes) -> bytes:
    """Return the server's receipt for a chain value; only the server knows the key."""
    return keyed_h16(key, u64(scope), u64(epoch), u64(seq), chain)


def bucket_of(entity: bytes) -> int:
    """Return the digest bucket of an entity, 0 to 255."""
    return h16(entity)[0]


def entity_term(entity: bytes, heads: Iterable[StampedHead]) -> int:
    """Return what an entity adds to its bucket: its heads, and (63, create, eff) where its create is held."""
    parts = [entity]
    for field, operation, eff in sorted(heads):
        parts += (field.to_bytes(1, "big"), operation, u64(eff))
    return int.from_bytes(h16(*parts), "big")


def event_term(entity: bytes, event: bytes) -> int:
    """Return what one event adds to the bucket of its entity."""
    return int.from_bytes(h16(entity, event), "big")


class StateDigest:
    """256 sums modulo 2^128. Sums, not XOR: an operation counted twice must show."""

    __slots__ = ("_buckets",)

    def __init__(self) -> None:
        self._buckets = [0] * BUCKETS

    def add(self, entity: bytes, term: int) -> None:
        """Add a term of an entity to its bucket."""
        bucket = bucket_of(entity)
        self._buckets[bucket] = (self._buckets[bucket] + term) % _MODULUS

    def buckets(self) -> tuple[bytes, ...]:
        """Return the 256 sums, 16 bytes each."""
        return tuple(total.to_bytes(16, "big") for total in self._buckets)

    def whole(self) -> bytes:
        """Return one hash over all buckets."""
        return h16(*self.buckets())
