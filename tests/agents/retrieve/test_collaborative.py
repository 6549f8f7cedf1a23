from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from tests.agents.retrieve.world import AS_OF, catalogue, columns, events, films
from whyrec.agents.retrieve import (
    CatalogueView,
    Collaborative,
    CollaborativeSettings,
    Interactions,
    load_collaborative,
    save_collaborative,
)
from whyrec.agents.retrieve._ease import fit_ease
from whyrec.agents.retrieve._item_knn import fit_item_knn
from whyrec.errors import InputError

SETTINGS = CollaborativeSettings(regularisation=5.0)


def fit(settings: CollaborativeSettings = SETTINGS) -> tuple[CatalogueView, Collaborative]:
    view = catalogue()
    return view, Collaborative.fit(view, Interactions.from_columns(view, events(), AS_OF), settings)


@pytest.mark.parametrize("items", [1, 7, 40])
def test_ease_is_the_closed_form(items: int) -> None:
    x = (np.random.default_rng(0).random((50, items)) < 0.3).astype(np.float32)
    inverse = np.linalg.inv((x.T @ x).astype(np.float64) + 20 * np.eye(items))
    expected = -inverse / np.diag(inverse)
    np.fill_diagonal(expected, 0)
    found = fit_ease(sparse.csr_array(x), 20.0)
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_ease_in_several_blocks_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    x = sparse.csr_array((np.random.default_rng(0).random((50, 23)) < 0.3).astype(np.float32))
    whole = fit_ease(x, 20.0)
    monkeypatch.setattr("whyrec.agents.retrieve._ease._ROWS", 5)
    np.testing.assert_allclose(fit_ease(x, 20.0), whole, atol=1e-6)


def test_item_knn_is_the_shrunken_cosine_of_the_nearest() -> None:
    x = np.array([[1, 1, 0], [1, 1, 0], [1, 0, 1]], dtype=np.float32)
    found = fit_item_knn(sparse.csr_array(x), 1, 2.0).toarray()
    assert found[0, 1] == pytest.approx(2 / (np.sqrt(3 * 2) + 2))
    assert found[0, 2] == 0
    assert not np.diag(found).any()


def test_people_of_one_taste_get_films_of_that_taste() -> None:
    _, fitted = fit()
    history, ones = np.array([0, 2, 4], dtype=np.int32), np.ones((1, 3), dtype=np.float32)
    for scores in (fitted.ease_scores(history, ones)[0], fitted.item_knn_scores(history, ones)[0]):
        best = [i for i in np.argsort(-scores) if i not in (0, 2, 4)][:10]
        assert all(i % 2 == 0 for i in best)


def test_rare_items_have_no_factors() -> None:
    view = catalogue()
    rows = events()
    fitted = Collaborative.fit(
        view,
        Interactions.from_columns(view, rows, AS_OF),
        CollaborativeSettings(min_interactions=9),
    )
    counts = np.bincount([view.index[i] for i in rows.item_id], minlength=len(view))
    assert fitted.members.tolist() == np.flatnonzero(counts >= 9).tolist()


def test_beyond_the_limit_only_item_knn_is_fitted() -> None:
    _, fitted = fit(CollaborativeSettings(max_ease_items=10))
    assert fitted.ease is None
    assert fitted.item_knn.nnz > 0
    one = np.ones((1, 1), dtype=np.float32)
    assert not fitted.ease_scores(np.array([0], dtype=np.int32), one).any()


def test_without_events_nothing_is_fitted_and_nothing_breaks() -> None:
    view = catalogue()
    fitted = Collaborative.fit(view, Interactions.from_columns(view, columns([]), AS_OF))
    scores = fitted.item_knn_scores(np.array([1], dtype=np.int32), np.ones((1, 1), np.float32))
    assert scores.shape == (1, len(view))
    assert not scores.any()


def test_what_is_saved_is_what_is_loaded(tmp_path: Path) -> None:
    view, fitted = fit()
    folder = save_collaborative(fitted, view, tmp_path)
    loaded = load_collaborative(tmp_path, view, AS_OF)
    assert loaded is not None
    assert isinstance(loaded.ease, np.memmap)
    np.testing.assert_array_equal(loaded.ease, fitted.ease)
    assert (loaded.as_of, loaded.fingerprint) == (fitted.as_of, fitted.fingerprint)
    assert len(json.loads((folder / "collaborative.json").read_text())["item_ids"]) == len(
        fitted.members
    )


def test_factors_newer_than_asked_are_never_used(tmp_path: Path) -> None:
    view, fitted = fit()
    save_collaborative(fitted, view, tmp_path)
    assert load_collaborative(tmp_path, view, AS_OF - timedelta(microseconds=1)) is None


def test_the_newest_old_enough_fit_is_taken_and_few_are_kept(tmp_path: Path) -> None:
    view = catalogue()
    for days in (30, 20, 10):
        moment = AS_OF - timedelta(days=days)
        interactions = Interactions.from_columns(view, events(), moment)
        save_collaborative(Collaborative.fit(view, interactions, SETTINGS), view, tmp_path)
    found = load_collaborative(tmp_path, view, AS_OF - timedelta(days=15))
    assert found is not None
    assert found.as_of == AS_OF - timedelta(days=20)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_fit_for_an_older_moment_stays_though_younger_ones_are_there(tmp_path: Path) -> None:
    view = catalogue()
    for days in (0, 1, 2, 30):
        moment = AS_OF - timedelta(days=days)
        interactions = Interactions.from_columns(view, events(), moment)
        save_collaborative(Collaborative.fit(view, interactions, SETTINGS), view, tmp_path)
    found = load_collaborative(tmp_path, view, AS_OF - timedelta(days=29))
    assert found is not None
    assert found.as_of == AS_OF - timedelta(days=30)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_fit_replaces_another_one_of_the_same_moment(tmp_path: Path) -> None:
    view = catalogue()
    fewer = events(n_users=30)
    for happened in (events(), fewer, events(), fewer):  # as when events are forgotten
        interactions = Interactions.from_columns(view, happened, AS_OF)
        fitted = Collaborative.fit(view, interactions, SETTINGS)
        save_collaborative(fitted, view, tmp_path)
        found = load_collaborative(tmp_path, view, AS_OF)
        assert found is not None
        assert found.fingerprint == fitted.fingerprint
    assert len(list(tmp_path.iterdir())) == 1


def test_a_catalogue_that_changed_keeps_the_factors_of_what_stayed(tmp_path: Path) -> None:
    view, fitted = fit()
    save_collaborative(fitted, view, tmp_path)
    smaller = CatalogueView.from_items([*films()[10:], films(61)[60]])
    loaded = load_collaborative(tmp_path, smaller, AS_OF)
    assert loaded is not None
    one = np.ones((1, 1), dtype=np.float32)
    before = fitted.ease_scores(np.array([view.index["f020"]], dtype=np.int32), one)[0]
    after = loaded.ease_scores(np.array([smaller.index["f020"]], dtype=np.int32), one)[0]
    assert after[smaller.index["f030"]] == before[view.index["f030"]]
    assert after[smaller.index["f060"]] == 0


@pytest.mark.parametrize("file", ["collaborative.json", "ease.npy", "item_knn.npz"])
def test_a_damaged_fit_is_named_with_its_remedy(tmp_path: Path, file: str) -> None:
    view, fitted = fit()
    folder = save_collaborative(fitted, view, tmp_path)
    (folder / file).write_bytes(b"{}")
    with pytest.raises(InputError, match="rebuild"):
        load_collaborative(tmp_path, view, AS_OF)


def test_a_save_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view, fitted = fit()

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(np, "save", fail)
    with pytest.raises(OSError, match="disk full"):
        save_collaborative(fitted, view, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_factors_opened_before_are_opened_again_only_for_another_fit(tmp_path: Path) -> None:
    view, fitted = fit()
    save_collaborative(fitted, view, tmp_path)
    held = load_collaborative(tmp_path, view, AS_OF)
    assert load_collaborative(tmp_path, view, AS_OF + timedelta(days=1), held) is held
    later = Interactions.from_columns(view, events(), AS_OF + timedelta(days=2))
    save_collaborative(Collaborative.fit(view, later, SETTINGS), view, tmp_path)
    assert load_collaborative(tmp_path, view, AS_OF + timedelta(days=1), held) is held
    found = load_collaborative(tmp_path, view, AS_OF + timedelta(days=2), held)
    assert found is not None
    assert found.as_of == AS_OF + timedelta(days=2)


def test_a_part_of_a_longer_history_is_fitted_as_if_there_were_no_more() -> None:
    view = catalogue()
    moment = AS_OF - timedelta(days=15)
    alone = Interactions.from_columns(view, events(), moment)
    part = Interactions.from_columns(view, events(), AS_OF).until(moment)
    assert len(part.users) >= len(alone.users)
    one, other = (Collaborative.fit(view, crowd, SETTINGS) for crowd in (alone, part))
    assert one.fingerprint == other.fingerprint
    assert one.ease is not None
    assert other.ease is not None
    np.testing.assert_array_equal(one.ease, other.ease)
    np.testing.assert_array_equal(one.item_knn.toarray(), other.item_knn.toarray())
