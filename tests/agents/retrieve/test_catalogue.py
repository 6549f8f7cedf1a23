from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from tests.agents.retrieve.world import NumpyIndex, catalogue, films
from whyrec.agents.retrieve import CatalogueView
from whyrec.domain import Facet, Item


def test_items_stand_in_the_order_of_their_ids_whatever_order_they_came_in() -> None:
    view = CatalogueView.from_items(reversed(films(5)))
    assert view.ids == ("f000", "f001", "f002", "f003", "f004")
    assert view.index["f003"] == 3


def test_year_comes_from_the_facet_then_the_title_then_the_creation() -> None:
    items = [
        Item(id="a", title="X (1999)", facets={"year": ("2001",)}),
        Item(id="b", title="X (1999)"),
        Item(id="c", title="1984", created_at=datetime(2010, 5, 1, tzinfo=UTC)),
        Item(id="d", title="2001: A Space Odyssey"),
    ]
    year = CatalogueView.from_items(items).year
    assert year[:3].tolist() == [2001, 1999, 2010]
    assert np.isnan(year[3])


def test_facets_are_a_matrix_without_the_year() -> None:
    items = [
        Item(id="a", title="A", facets={"genre": ("War", "Drama"), "year": ("1999",)}),
        Item(id="b", title="B", facets={"genre": ("War",)}),
    ]
    view = CatalogueView.from_items(items)
    assert set(view.facet_columns) == {Facet("genre", "Drama"), Facet("genre", "War")}
    assert view.facets[:, [view.facet_columns[Facet("genre", "War")]]].sum() == 2


def test_vectors_are_read_once_from_all_collections() -> None:
    items = films(4) + [item.model_copy(update={"id": f"b{item.id}"}) for item in films(3)]
    view = CatalogueView.from_items(items)
    first = NumpyIndex([i.id for i in items[:4]], np.eye(4, 8, dtype=np.float32) * 3)
    second = NumpyIndex([i.id for i in items[4:6]], np.eye(2, 8, dtype=np.float32))
    matrix = view.load_vectors([first, second])
    assert matrix is not None
    assert matrix.shape == (7, 8)
    assert np.linalg.norm(matrix[view.index["f002"]]) == pytest.approx(1.0)
    assert not matrix[view.index["bf002"]].any()
    assert view.load_vectors([]) is matrix


def test_a_vector_of_an_item_that_left_is_no_harm() -> None:
    view = CatalogueView.from_items(films(2))
    assert view.load_vectors([NumpyIndex(["gone"], np.ones((1, 8), dtype=np.float32))]) is None


def test_vectors_of_another_number_of_items_are_refused() -> None:
    with pytest.raises(ValueError, match="3 vectors for 60 items"):
        catalogue().set_vectors(np.ones((3, 8), dtype=np.float32))


@pytest.mark.parametrize("value", ["1990s", "90s", "x0s", "", "19９0s", "1990"])
def test_only_a_real_decade_is_read_off_the_year(value: str) -> None:
    found = catalogue().carries(Facet("decade", value))
    assert found.sum() == (20 if value == "1990s" else 0)
