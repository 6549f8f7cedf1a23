"""Who is in which variant: a hash decides, and nothing else does."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from tests.agents.experiments.made import experiment
from whyrec.agents.experiments import BUCKETS, bucket_of, variant_of

users = st.text(min_size=1, max_size=20)


@given(users, st.text(min_size=1, max_size=10))
def test_the_same_user_is_always_at_the_same_place(user: str, tenant: str) -> None:
    assert bucket_of(tenant, user) == bucket_of(tenant, user)
    assert 0 <= bucket_of(tenant, user) < BUCKETS
    tried = experiment("try", 1.0, 2.0, 3.0)
    assert variant_of(tried, tenant, user) == variant_of(tried, tenant, user)


@given(users, st.integers(0, BUCKETS - 1), st.integers(1, BUCKETS))
def test_a_user_is_in_an_experiment_that_has_their_bucket(user: str, low: int, wide: int) -> None:
    high = min(low + wide, BUCKETS)
    inside = low <= bucket_of("t", user) < high
    assert (variant_of(experiment(spans=((low, high),)), "t", user) is not None) is inside


@given(users, st.integers(1, BUCKETS - 1))
def test_nobody_changes_variant_with_the_users_an_experiment_has(user: str, high: int) -> None:
    few = variant_of(experiment(spans=((0, high),)), "t", user)
    if few is not None:
        assert few == variant_of(experiment(), "t", user)


@pytest.mark.parametrize("weights", [(1.0, 1.0), (1.0, 3.0), (0.5, 0.2, 0.3)])
def test_shares_are_those_of_the_weights(weights: tuple[float, ...]) -> None:
    tried = experiment("try", *weights)
    counts = Counter(variant_of(tried, "t", f"user-{n}") for n in range(20_000))
    wanted = [20_000 * w / sum(weights) for w in weights]
    assert chisquare([counts[n] for n in range(len(weights))], wanted).pvalue > 0.001


def test_users_are_spread_evenly_over_the_line() -> None:
    counts = Counter(bucket_of("t", f"user-{n}") // 100 for n in range(20_000))
    assert chisquare([counts[n] for n in range(10)]).pvalue > 0.001


def test_variants_of_two_experiments_say_nothing_of_each_other() -> None:
    a, b = experiment("one"), experiment("two")
    both = Counter(
        (variant_of(a, "t", f"user-{n}"), variant_of(b, "t", f"user-{n}")) for n in range(20_000)
    )
    assert chisquare(list(both.values())).pvalue > 0.001
    assert len(both) == 4


def test_the_same_name_is_another_user_for_another_tenant() -> None:
    tried = experiment()
    ours = [variant_of(tried, "ours", f"u{n}") for n in range(200)]
    assert ours != [variant_of(tried, "theirs", f"u{n}") for n in range(200)]


def test_no_two_pairs_of_tenant_and_user_are_written_alike() -> None:
    assert bucket_of("a", "b c") != bucket_of("a b", "c")
