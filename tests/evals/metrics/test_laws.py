"""What holds of every accuracy metric whatever the lists."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evals.metrics.rankings import METRICS, Metric, lists_of
from whyrec.evals.metrics import Judged

ITEMS = 12
every_metric = pytest.mark.parametrize("metric", METRICS, ids=lambda m: m.__name__)
lengths = st.integers(1, ITEMS + 3)
FEWER = settings(max_examples=40)  # of each law for each of seven metrics


@st.composite
def judgements(draw: st.DrawFn) -> Judged:
    """Up to six users, lists of any length, any number of relevant items."""
    row = st.lists(st.integers(0, ITEMS - 1), unique=True)
    relevant = st.frozensets(st.integers(0, ITEMS - 1))
    users = draw(st.lists(st.tuples(row, relevant), min_size=1, max_size=6))
    return Judged(lists_of(*(r for r, _ in users)), tuple(found for _, found in users))


@every_metric
@FEWER
@given(judged=judgements(), k=lengths)
def test_a_number_is_between_0_and_1_and_there_only_with_something_relevant(
    metric: Metric, judged: Judged, k: int
) -> None:
    values = metric(judged, k)
    present = ~np.isnan(values)
    assert values.shape == (len(judged.relevant),)
    assert present.tolist() == [bool(items) for items in judged.relevant]
    assert ((values[present] >= 0) & (values[present] <= 1)).all()


@every_metric
@FEWER
@given(judged=judgements(), k=lengths, data=st.data())
def test_the_order_of_users_does_not_matter(
    metric: Metric, judged: Judged, k: int, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(judged.relevant))))
    turned = Judged(judged.lists[order], tuple(judged.relevant[user] for user in order))
    np.testing.assert_array_equal(metric(turned, k), metric(judged, k)[order])


@every_metric
@FEWER
@given(judged=judgements(), k=lengths, data=st.data())
def test_the_names_of_items_do_not_matter(
    metric: Metric, judged: Judged, k: int, data: st.DataObject
) -> None:
    names = np.array([*data.draw(st.permutations(range(ITEMS))), -1], dtype=np.int32)
    renamed = Judged(
        names[judged.lists],
        tuple(frozenset(names[list(items)].tolist()) for items in judged.relevant),
    )
    np.testing.assert_array_equal(metric(renamed, k), metric(judged, k))


@every_metric
@FEWER
@given(judged=judgements(), k=lengths, more=st.integers(1, 5))
def test_irrelevant_items_below_change_nothing(
    metric: Metric, judged: Judged, k: int, more: int
) -> None:
    rows = ([item for item in row if item >= 0] for row in judged.lists.tolist())
    longer = lists_of(*([*row, *range(ITEMS, ITEMS + more)] for row in rows))
    np.testing.assert_allclose(
        metric(Judged(longer, judged.relevant), k), metric(judged, k), rtol=1e-12
    )


@every_metric
@FEWER
@given(judged=judgements(), k=lengths, more=st.integers(1, 5))
def test_what_stands_below_k_changes_nothing(
    metric: Metric, judged: Judged, k: int, more: int
) -> None:
    cut = Judged(judged.lists[:, :k], judged.relevant)
    np.testing.assert_allclose(metric(cut, k), metric(judged, k), rtol=1e-12)


@every_metric
@FEWER
@given(judged=judgements(), k=lengths, data=st.data())
def test_a_relevant_item_that_rises_makes_nothing_worse(
    metric: Metric, judged: Judged, k: int, data: st.DataObject
) -> None:
    user = data.draw(st.integers(0, len(judged.relevant) - 1))
    row = [item for item in judged.lists[user].tolist() if item >= 0]
    lower = [
        place
        for place in range(1, len(row))
        if row[place] in judged.relevant[user] and row[place - 1] not in judged.relevant[user]
    ]
    if not lower:
        return
    place = data.draw(st.sampled_from(lower))
    risen = judged.lists.copy()
    risen[user, [place - 1, place]] = judged.lists[user, [place, place - 1]]
    after, before = metric(Judged(risen, judged.relevant), k)[user], metric(judged, k)[user]
    assert after >= before - 1e-12
