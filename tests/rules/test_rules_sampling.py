"""Samples that can be drawn again, that nobody can steer, and in which everybody is as likely as anybody else."""

from hypothesis import given
from hypothesis import strategies as st

from gridtui.rules.sampling import sample, sample_each, sample_share

uids = st.lists(st.binary(min_size=1, max_size=4), max_size=30)


@given(uids, st.integers(-2, 40), st.binary(max_size=8), st.randoms(use_true_random=False))
def test_a_seed_draws_the_same_sample_whatever_the_order(
    held: list[bytes], size: int, seed: bytes, shuffler: object
) -> None:
    """Whoever knows the seed can prove that the sample was not picked by hand."""
    drawn = sample(held, size, seed)
    others = list(held)
    shuffler.shuffle(others)  # type: ignore[attr-defined]
    assert sorted(sample(others, size, seed)) == sorted(drawn)
    assert len(drawn) == len(set(drawn)) == min(max(size, 0), len(set(held)))
    assert [uid for uid in dict.fromkeys(held) if uid in drawn] == list(drawn)


def test_everybody_is_as_likely_as_anybody_else() -> None:
    """Over 4,000 seeds each of 20 is drawn into a sample of 5 about 1,000 times, each pair about 211 times."""
    held = [bytes([number]) for number in range(20)]
    single = dict.fromkeys(held, 0)
    pairs = 0
    for seed in range(4_000):
        drawn = sample(held, 5, seed.to_bytes(4, "big"))
        for uid in drawn:
            single[uid] += 1
        pairs += held[0] in drawn and held[1] in drawn
    chi_square = sum((count - 1_000) ** 2 / 1_000 for count in single.values())
    assert chi_square < 43.8  # 19 degrees of freedom: one in a thousand is above
    assert 160 < pairs < 262


def test_a_share_is_rounded_up_and_never_nobody() -> None:
    """Ten percent of 11 are 2, of 3 are 1, and at least as many as asked for."""
    held = [bytes([number]) for number in range(11)]
    assert len(sample_share(held, 10, b"s")) == 2
    assert len(sample_share(held[:3], 10, b"s")) == 1
    assert len(sample_share(held[:3], 0, b"s", least=2)) == 2
    assert sample_share([], 50, b"s") == ()


def test_no_group_is_passed_over() -> None:
    """S2-6: each grid is inspected, each by lots of its own."""
    held = [bytes([number]) for number in range(40)]
    drawn = sample_each({b"a": held, b"b": held, b"c": []}, 10, b"s")
    assert [len(drawn[group]) for group in (b"a", b"b", b"c")] == [4, 4, 0]
    assert drawn[b"a"] != drawn[b"b"]
