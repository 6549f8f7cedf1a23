from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrec.errors import InputError
from whyrec.store import Store
from whyrec.store.ingest import Scale, ingest_files, keep_scale, stored_scale
from whyrec.store.readers import infer_scale

T = "default"


def _ratings(folder: Path, *values: object) -> Path:
    path = folder / "e.csv"
    rows = [f"u,i{n},{value},{n}" for n, value in enumerate(values)]
    path.write_text("\n".join(["user_id,item_id,value,at", *rows]))
    return path


@pytest.mark.parametrize(
    ("values", "high"), [((0.5, 5), 5), ((3, 7.5), 10), ((0, 10), 10), ((88, 3), 100), ((0,), 5)]
)
def test_the_range_tells_the_scale(
    store: Store, tmp_path: Path, values: tuple[float, ...], high: float
) -> None:
    report = ingest_files(store, T, events=_ratings(tmp_path, *values))
    assert report.rating_scale == (0, high)
    assert stored_scale(store, T) == Scale(0, high)
    assert any("assumed" in note for note in report.notes)


def test_one_slip_in_many_ratings_does_not_change_the_scale(store: Store, tmp_path: Path) -> None:
    report = ingest_files(store, T, events=_ratings(tmp_path, *[4] * 200, 44))
    assert report.rating_scale == (0, 5)
    assert (report.events_added, report.rejected) == (200, 1)
    assert report.problems[0].line == 202


def test_strict_refuses_that_slip(store: Store, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="1 of 201 rows"):
        ingest_files(store, T, events=_ratings(tmp_path, *[4] * 200, 44), strict=True)


@pytest.mark.parametrize("values", [(-1, 1), (1, 500)])
def test_ratings_on_no_customary_scale_need_one_given(
    store: Store, tmp_path: Path, values: tuple[float, ...]
) -> None:
    path = _ratings(tmp_path, *values)
    with pytest.raises(InputError, match="no customary scale"):
        ingest_files(store, T, events=path)
    report = ingest_files(store, T, events=path, rating_scale=(min(values), max(values)))
    assert report.events_added == 2


def test_the_given_scale_wins_and_is_kept(store: Store, tmp_path: Path) -> None:
    report = ingest_files(store, T, events=_ratings(tmp_path, 2, 8), rating_scale=(1, 7))
    assert (report.events_added, report.rejected) == (1, 1)
    assert report.rating_scale == (1, 7)
    assert store.meta.get(T, "rating_scale") == {"low": 1, "high": 7}


def test_the_tenants_own_scale_holds_for_later_files(store: Store, tmp_path: Path) -> None:
    keep_scale(store, T, Scale(0, 10))
    report = ingest_files(store, T, events=_ratings(tmp_path, 2, 3))
    assert report.rating_scale == (0, 10)
    assert any("stored" in note for note in report.notes)


def test_a_data_set_on_another_scale_than_the_tenants_is_refused(
    store: Store, tmp_path: Path
) -> None:
    (tmp_path / "movies.csv").write_text("movieId,title,genres\n1,A (2000),Drama\n")
    (tmp_path / "ratings.csv").write_text("userId,movieId,rating,timestamp\n1,1,4,1\n")
    keep_scale(store, T, Scale(0, 10))
    with pytest.raises(InputError, match="another tenant"):
        ingest_files(store, T, folder=tmp_path)
    assert ingest_files(store, "other", folder=tmp_path).rating_scale == (0.5, 5)


def test_events_without_ratings_leave_the_scale_open(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    path.write_text("user_id,item_id,kind,at\nu,i,view,1\n")
    report = ingest_files(store, T, events=path)
    assert report.rating_scale is None
    assert report.events_added == 1
    assert stored_scale(store, T) is None


@pytest.mark.parametrize("scale", [(5, 5), (5, 1), (float("nan"), 5), (0, float("inf"))])
def test_a_scale_that_is_none_is_refused(
    store: Store, tmp_path: Path, scale: tuple[float, float]
) -> None:
    with pytest.raises(InputError, match="rating scale"):
        ingest_files(store, T, events=_ratings(tmp_path, 1), rating_scale=scale)


@given(st.dictionaries(st.floats(0, 100), st.integers(1, 1_000), min_size=1))
def test_the_inferred_scale_holds_nearly_all_ratings(times: dict[float, int]) -> None:
    scale = infer_scale(times)
    assert scale is not None
    inside = sum(n for rating, n in times.items() if scale.low <= rating <= scale.high)
    assert inside >= 0.99 * sum(times.values())


def test_a_given_scale_that_holds_all_stored_ratings_takes_the_place_of_theirs(
    store: Store, tmp_path: Path
) -> None:
    ingest_files(store, T, events=_ratings(tmp_path, 2, 3), rating_scale=(1, 5))
    with pytest.raises(InputError, match=r"go from 2 to 3.*in force is 1 to 5"):
        ingest_files(store, T, events=_ratings(tmp_path, 2), rating_scale=(0, 2))
    assert stored_scale(store, T) == Scale(1, 5)
    ingest_files(store, T, events=_ratings(tmp_path, 2), rating_scale=(2, 4))
    assert stored_scale(store, T) == Scale(2, 4)
