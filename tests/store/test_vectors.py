"""Vectors: one owner, one collection a tenant, domain and model, nothing lost."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.store.conftest import event
from whyrec.errors import ConflictError, InputError, PrerequisiteError
from whyrec.store import Collection, Store, Vectors

D = 16


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "home" / "vectors"


@pytest.fixture
def vectors(folder: Path) -> Iterator[Vectors]:
    with Vectors.open(folder) as opened:
        yield opened


def _matrix(n: int, d: int = D, seed: int = 0) -> np.ndarray:
    matrix = np.random.default_rng(seed).normal(size=(n, d)).astype(np.float32)
    return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


def _filled(vectors: Vectors, n: int = 300) -> tuple[Collection, np.ndarray]:
    collection = vectors.collection("t", "movies", "model", D)
    matrix = _matrix(n)
    collection.upsert([f"m{i}" for i in range(n)], matrix)
    return collection, matrix


class Holder:
    """Another process that has the vectors open until its input ends."""

    CODE = (
        "import sys; from pathlib import Path; from whyrec.store import Vectors\n"
        "v = Vectors.open(Path(sys.argv[1])); print('open', flush=True); sys.stdin.read()"
    )

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", self.CODE, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> subprocess.Popen[str]:
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "open\n"
        return self.process

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()


def test_the_nearest_come_first_with_their_cosines(vectors: Vectors) -> None:
    collection, matrix = _filled(vectors)
    query = _matrix(3, seed=1)
    answers = collection.query(query, k=10)
    for vector, near in zip(query, answers, strict=True):
        cosines = matrix @ vector
        best = np.argsort(-cosines)[:10]
        assert near.ids == [f"m{i}" for i in best]
        np.testing.assert_allclose(near.similarities, cosines[best], atol=1e-5)


def test_an_opposite_vector_has_similarity_minus_one(vectors: Vectors) -> None:
    collection = vectors.collection("t", "movies", "model", D)
    collection.upsert(["a"], 5 * _matrix(1))
    (near,) = collection.query(-_matrix(1), k=3)
    assert near.ids == ["a"]
    assert near.similarities == pytest.approx([-1.0], abs=1e-6)


def test_vectors_come_back_by_id(vectors: Vectors) -> None:
    collection, matrix = _filled(vectors)
    found = collection.get(["m7", "unknown", "m3", "m7"])
    assert list(found) == ["m7", "m3"]
    assert found["m3"].dtype == np.float32
    np.testing.assert_allclose(found["m3"], matrix[3], atol=1e-6)
    assert collection.ids() == {f"m{i}" for i in range(300)}


def test_the_same_id_again_replaces_its_vector(vectors: Vectors) -> None:
    collection, matrix = _filled(vectors, 3)
    collection.upsert(["m0", "m0"], matrix[[1, 2]])
    np.testing.assert_allclose(collection.get(["m0"])["m0"], matrix[2], atol=1e-6)
    assert collection.count() == 3


def test_deleted_vectors_are_gone(vectors: Vectors) -> None:
    collection, matrix = _filled(vectors)
    collection.delete(["m0", "unknown"])
    assert collection.count() == 299
    assert "m0" not in collection.query(matrix[:1], k=5)[0].ids


def test_nothing_asked_is_nothing_answered(vectors: Vectors) -> None:
    collection = vectors.collection("t", "movies", "model", D)
    empty = _matrix(0)
    collection.upsert([], empty)
    collection.delete([])
    assert collection.query(empty, k=3) == []
    assert collection.query(_matrix(1), k=3)[0].ids == []
    assert (collection.get([]), collection.ids(), collection.count()) == ({}, set(), 0)
    assert np.isnan(collection.self_recall())


def test_more_vectors_than_chroma_takes_at_once(vectors: Vectors) -> None:
    n = vectors.batch_size + 10
    collection = vectors.collection("t", "movies", "tiny", 2)
    collection.upsert([f"m{i}" for i in range(n)], _matrix(n, 2))
    assert len(collection.ids()) == len(collection.get(f"m{i}" for i in range(n))) == n


def test_other_shapes_and_numbers_are_refused(vectors: Vectors) -> None:
    collection = vectors.collection("t", "movies", "model", D)
    with pytest.raises(ValueError, match="shape"):
        collection.upsert(["a"], _matrix(1, D + 1))
    with pytest.raises(ValueError, match="shape"):
        collection.upsert(["a", "b"], _matrix(1))
    with pytest.raises(ValueError, match="not finite"):
        collection.upsert(["a"], _matrix(1) * np.nan)
    with pytest.raises(ValueError, match="shape"):
        collection.query(_matrix(1, D + 1), k=1)


def test_a_zero_vector_is_like_nothing(vectors: Vectors) -> None:
    collection, matrix = _filled(vectors, 5)
    collection.upsert(["zero"], np.zeros((1, D), np.float32))
    near = collection.query(matrix[:1], k=6)[0]
    assert near.similarities[near.ids.index("zero")] == 0
    assert collection.self_recall() == 1.0


def test_tenants_domains_models_and_dimensions_do_not_mix(vectors: Vectors) -> None:
    collection, _ = _filled(vectors)
    for other in (
        vectors.collection("t2", "movies", "model", D),
        vectors.collection("t", "books", "model", D),
        vectors.collection("t", "movies", "model2", D),
        vectors.collection("t", "movies", "model", D + 1),
    ):
        assert other.count() == 0
        assert other.name != collection.name


def test_a_wide_search_finds_all_that_are_near(folder: Path) -> None:
    matrix = _matrix(3000)
    with Vectors.open(folder) as vectors:
        collection = vectors.collection("t", "movies", "model", D)
        collection.upsert([f"m{i}" for i in range(3000)], matrix)
        near = collection.query(matrix[:1], k=1000)[0]
        best = {f"m{i}" for i in np.argsort(-(matrix @ matrix[0]))[:1000]}
        assert len(best & set(near.ids)) / 1000 > 0.98
    with Vectors.open(folder) as vectors:
        again = vectors.collection("t", "movies", "model", D)
        assert again.query(matrix[:1], k=1000)[0].ids == near.ids


def test_vectors_stay_when_closed_and_opened_again(folder: Path) -> None:
    for _ in range(3):
        with Vectors.open(folder) as vectors:
            collection, matrix = _filled(vectors)
            assert collection.count() == 300
            assert collection.query(matrix[:1], k=1)[0].ids == ["m0"]


def test_what_was_closed_says_so(folder: Path) -> None:
    with Vectors.open(folder) as vectors:
        collection, _ = _filled(vectors, 3)
    vectors.close()
    with pytest.raises(ConflictError, match="have been closed"):
        collection.count()


def test_dropping_takes_a_tenants_vectors_or_all(vectors: Vectors) -> None:
    _, matrix = _filled(vectors)
    vectors.collection("t2", "movies", "model", D).upsert(["a"], matrix[:1])
    assert vectors.drop("t") == 1
    assert vectors.collection("t", "movies", "model", D).count() == 0
    assert vectors.collection("t2", "movies", "model", D).count() == 1
    assert vectors.drop() == 2


def test_an_undamaged_index_finds_itself_even_among_twins(vectors: Vectors) -> None:
    collection, matrix = _filled(vectors)
    collection.upsert([f"twin{i}" for i in range(40)], np.repeat(matrix[:1], 40, axis=0))
    assert collection.self_recall(sample=100, seed=1) == 1.0


def test_a_second_process_is_refused_within_two_seconds_and_told_whom_to_ask(
    folder: Path,
) -> None:
    with Holder(folder) as holder:
        started = time.monotonic()
        with pytest.raises(ConflictError, match=f"Process {holder.pid} holds.*Wait for it"):
            Vectors.open(folder)
        assert time.monotonic() - started < 2


def test_sql_works_while_another_process_holds_the_vectors(folder: Path, store: Store) -> None:
    with Holder(folder):
        store.events.add("t", [event()])
        assert store.events.count("t") == 1


def test_a_killed_owner_lets_go(folder: Path) -> None:
    with Holder(folder):
        pass
    Vectors.open(folder).close()


def test_the_same_process_twice_is_told_at_once(folder: Path, vectors: Vectors) -> None:
    with pytest.raises(ConflictError, match="This process has the vectors"):
        Vectors.open(folder, timeout_s=60)


def test_one_may_close_in_another_thread(folder: Path) -> None:
    vectors = Vectors.open(folder)
    thread = threading.Thread(target=vectors.close)
    thread.start()
    thread.join()
    Vectors.open(folder).close()


def test_threads_take_turns(vectors: Vectors) -> None:
    collection, matrix = _filled(vectors)
    found: list[str] = []

    def ask(n: int) -> None:
        # Every second one makes the collection reopen with a wider search.
        near = collection.query(matrix[n : n + 1], k=5 if n % 2 else 300 * n + 300)[0]
        found.append(near.ids[0])

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [f"m{n}" for n in range(8)]


def test_a_damaged_folder_is_named_and_can_be_started_afresh(folder: Path) -> None:
    with Vectors.open(folder) as vectors:
        _filled(vectors)
    for file in (folder / "chroma").rglob("*"):
        if file.is_file():
            file.write_bytes(b"garbage" * 1000)
    with pytest.raises(PrerequisiteError, match="whyrec rebuild"):
        Vectors.open(folder)
    with Vectors.open(folder, fresh=True) as vectors:
        assert vectors.collection("t", "movies", "model", D).count() == 0
        assert _filled(vectors)[0].count() == 300


def test_a_collection_that_was_dropped_or_lost_its_index_says_so(folder: Path) -> None:
    with Vectors.open(folder) as vectors:
        collection, matrix = _filled(vectors, 2000)
        for file in (folder / "chroma").glob("*/*.bin"):
            file.write_bytes(b"garbage")
    with Vectors.open(folder) as vectors:
        collection = vectors.collection("t", "movies", "model", D)
        with pytest.raises(PrerequisiteError, match="whyrec rebuild"):
            collection.query(matrix[:1], k=1)
        vectors.drop()
        with pytest.raises(PrerequisiteError, match="whyrec rebuild"):
            collection.count()


def test_a_folder_that_cannot_be_made_is_the_callers_mistake() -> None:
    with pytest.raises(InputError, match="cannot be made"):
        Vectors.open(Path("/dev/null/vectors"))
