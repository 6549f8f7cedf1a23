"""Finding clusters of people."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from tests.agents.clusters.people import planted
from whyrec.agents.clusters import distances, fit_clusters


@pytest.mark.parametrize("count", [2, 5, 9])
def test_planted_clusters_are_found_with_their_number(count: int) -> None:
    people = planted(count)

    found = fit_clusters(people.vectors)

    assert len(found) == count
    nearest = distances(people.vectors, found.centres).argmin(axis=1)
    assert adjusted_rand_score(people.truth, nearest) == 1.0


def test_a_cloud_without_clusters_in_it_is_one() -> None:
    cloud = planted(1, 4_000, dimensions=256)

    assert len(fit_clusters(cloud.vectors)) == 1


def test_the_same_seed_finds_the_same_clusters() -> None:
    people = planted(noise=0.2)

    first, second = (fit_clusters(people.vectors, seed=3) for _ in range(2))

    assert np.array_equal(first.centres, second.centres)
    assert first.ids == second.ids


def test_there_are_never_more_than_asked_for() -> None:
    assert len(fit_clusters(planted(9).vectors, most=4, merge=0.0)) == 4


def test_shares_of_people_sum_to_one_and_the_largest_comes_first() -> None:
    people = planted(3)
    more = np.concatenate([people.vectors, people.vectors[:80]])

    found = fit_clusters(more)

    assert found.weights.sum() == pytest.approx(1.0)
    assert found.weights.tolist() == sorted(found.weights.tolist(), reverse=True)
    assert found.weights[0] == pytest.approx(0.5)


def test_somebody_alone_is_a_cluster() -> None:
    found = fit_clusters(np.ones((1, 4), dtype=np.float32))

    assert len(found) == 1
    assert found.membership(np.zeros(4, dtype=np.float32)) == pytest.approx([1.0])


def test_people_who_are_all_alike_are_one_cluster() -> None:
    assert len(fit_clusters(np.ones((50, 4), dtype=np.float32))) == 1


def test_nobody_cannot_be_clustered() -> None:
    with pytest.raises(ValueError, match="no people"):
        fit_clusters(np.zeros((0, 4), dtype=np.float32))


def test_a_cluster_keeps_its_id_in_the_next_fit() -> None:
    people = planted(4)
    before = fit_clusters(people.vectors)
    grown = np.concatenate([people.vectors[people.truth == 3]] * 3 + [people.vectors])

    after = fit_clusters(grown, before=before)

    apart = distances(after.centres, before.centres)
    same = {before.ids[int(old)] for old in apart.argmin(axis=1)}
    assert set(after.ids) == same == set(before.ids)
    for place, cluster in enumerate(after.ids):
        assert before.ids[int(apart[place].argmin())] == cluster


def test_a_new_cluster_gets_an_id_that_no_other_had() -> None:
    people = planted(5)
    before = fit_clusters(people.vectors[people.truth < 4])

    after = fit_clusters(people.vectors, before=before)

    assert set(after.ids) - set(before.ids) == {5}
