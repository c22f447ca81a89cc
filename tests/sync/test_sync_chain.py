"""Chain, receipt and digest: P5 byte for byte."""

import hashlib

from gridtui.sync.chain import StateDigest, bucket_of, chain_next, chain_start, entity_term, event_term, receipt

SCOPE = 0x0123456789ABCDEF
ENTITY = bytes(range(16))
OTHER = bytes(range(16, 32))


def blake(data: bytes, key: bytes = b"") -> bytes:
    """Return BLAKE2b of 16 bytes, spelled out here a second time."""
    return hashlib.blake2b(data, digest_size=16, key=key).digest()


def test_golden_chain() -> None:
    """The start is chain_0 = H16("gs1" + scope), chain_s = H16(chain_(s-1) + u64 s + op_hash + u64 eff)."""
    start = blake(b"gs1" + SCOPE.to_bytes(8, "big"))
    assert chain_start(SCOPE) == start
    assert start.hex() == "94e37c6563b7a186e795ec640f7509fb"
    following = chain_next(start, 1, OTHER, 77)
    assert following == blake(start + (1).to_bytes(8, "big") + OTHER + (77).to_bytes(8, "big"))
    assert following.hex() == "df18b8402da6de69b3b9ed115b1ec6ed"


def test_a_receipt_needs_the_key() -> None:
    """Keyed H16 over scope, epoch, seq and chain."""
    signed = b"".join(number.to_bytes(8, "big") for number in (SCOPE, 5, 9)) + OTHER
    assert receipt(b"k" * 32, SCOPE, 5, 9, OTHER) == blake(signed, b"k" * 32)
    assert receipt(b"k" * 32, SCOPE, 5, 9, OTHER) != receipt(b"l" * 32, SCOPE, 5, 9, OTHER)


def test_an_entitys_term_is_the_hash_of_its_sorted_heads() -> None:
    """H16(entity, sorted (field, op, eff))."""
    heads = [(2, OTHER, 4), (1, ENTITY, 3)]
    spelled = ENTITY + b"\1" + ENTITY + (3).to_bytes(8, "big") + b"\2" + OTHER + (4).to_bytes(8, "big")
    assert entity_term(ENTITY, heads) == int.from_bytes(blake(spelled), "big")
    assert entity_term(ENTITY, heads) == entity_term(ENTITY, reversed(heads))


def test_a_digest_is_a_sum_and_not_an_exclusive_or() -> None:
    """The same term added twice shows; order does not."""
    once, twice, swapped = StateDigest(), StateDigest(), StateDigest()
    terms = [(ENTITY, event_term(ENTITY, OTHER)), (OTHER, event_term(OTHER, ENTITY))]
    for entity, term in terms:
        once.add(entity, term)
        twice.add(entity, term)
        twice.add(entity, term)
    for entity, term in reversed(terms):
        swapped.add(entity, term)
    assert once.whole() == swapped.whole()
    assert len({StateDigest().whole(), once.whole(), twice.whole()}) == 3


def test_a_difference_is_found_in_its_bucket() -> None:
    """256 buckets by the first byte of H16(entity)."""
    digest = StateDigest()
    digest.add(ENTITY, 5)
    changed = [place for place, total in enumerate(digest.buckets()) if any(total)]
    assert changed == [bucket_of(ENTITY)] == [blake(ENTITY)[0]]
