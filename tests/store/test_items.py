"""The catalogue."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.store.conftest import item
from whyrec.domain import Item
from whyrec.store import ItemRow, Store, UpsertCounts, facets_json


def test_an_item_comes_back_as_it_went_in(store: Store) -> None:
    alien = Item(
        id="m 1",
        title="Alien — 异形",
        text="In space…",
        facets={"genre": ("Horror", "Sci-Fi"), "director": ("Scott",)},
        domain="movies",
        created_at=datetime(1979, 5, 25, tzinfo=UTC),
    )
    store.items.upsert("t", [alien])
    assert store.items.get("t", ["m 1"]) == {"m 1": alien}
    assert store.items.all("t") == [alien]


def test_items_are_added_updated_and_left_alone(store: Store) -> None:
    assert store.items.upsert("t", [item("a"), item("b")]) == UpsertCounts(2, 0, 0, ["a", "b"])
    counts = store.items.upsert("t", [item("a"), item("b", "Aliens"), item("c")])
    assert counts == UpsertCounts(added=1, updated=1, unchanged=1, ids_changed=["b", "c"])
    assert store.items.get("t", ["b"])["b"].title == "Aliens"
    assert [i.id for i in store.items.all("t")] == ["a", "b", "c"]


def test_of_an_id_given_twice_the_last_counts(store: Store) -> None:
    counts = store.items.upsert("t", [item("a", "One"), item("a", "Two")])
    assert counts == UpsertCounts(1, 0, 1, ["a"])
    assert store.items.get("t", ["a"])["a"].title == "Two"


def test_the_generation_changes_with_the_items_and_only_then(store: Store) -> None:
    store.items.upsert("t", [item("a")])
    first = store.items.generation("t")
    store.items.upsert("t", [item("a")])
    store.items.upsert("other", [item("a")])
    assert store.items.generation("t") == first
    store.items.upsert("t", [item("a", "New")])
    assert store.items.generation("t") != first


def test_the_order_of_facet_names_is_no_change(store: Store) -> None:
    one = Item(id="a", title="A", facets={"genre": ("x",), "era": ("y",)})
    two = Item(id="a", title="A", facets={"era": ("y",), "genre": ("x",)})
    store.items.upsert("t", [one])
    assert store.items.upsert("t", [two]).unchanged == 1
    assert facets_json(one.facets) == '{"era":["y"],"genre":["x"]}'
    assert ItemRow.of(one) == ItemRow.of(two)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("amelie", ["m2"]),
        ("AMÉLIE", ["m2"]),
        ("alien", ["m1", "m3"]),
        ("resurrection  ali", ["m3"]),
        ("100%", ["m4"]),
        ("_", []),
        ("异形", ["m5"]),
        ("  ", []),
        ("nothing", []),
    ],
)
def test_titles_are_found_by_words_without_case_and_accents(store: Store, words, found) -> None:
    titles = ["Alien", "Amélie", "Alien: Resurrection", "100% Wolf", "异形"]
    store.items.upsert("t", [item(f"m{n}", title) for n, title in enumerate(titles, 1)])
    assert [i.id for i in store.items.find("t", words)] == found


def test_a_search_is_limited(store: Store) -> None:
    store.items.upsert("t", [item(f"m{n}", "Rocky") for n in range(5)])
    assert [i.id for i in store.items.find("t", "rocky", limit=2)] == ["m0", "m1"]


def test_a_large_catalogue_takes_several_transactions(store: Store) -> None:
    rows = [item(f"m{n:05}", f"Title {n}") for n in range(11_000)]
    assert store.items.upsert("t", iter(rows)).added == 11_000
    assert store.items.count("t") == 11_000
    assert len(store.items.get("t", [r.id for r in rows])) == 11_000
    assert store.items.upsert("t", rows) == UpsertCounts(unchanged=11_000)


def test_what_changed_since_a_generation_is_told(store: Store) -> None:
    store.items.upsert("t", [item("a"), item("b")])
    seen = store.items.generation("t")
    assert [i.id for i in store.items.changed_since("t", 0)] == ["a", "b"]
    assert store.items.changed_since("t", seen) == []
    store.items.upsert("t", [item("a"), item("b", "New"), item("c")])
    assert [i.id for i in store.items.changed_since("t", seen)] == ["b", "c"]


def test_domains_are_listed(store: Store) -> None:
    store.items.upsert("t", [item("a", domain="movies"), item("b", domain="books"), item("c")])
    assert store.items.domains("t") == ["books", "movies"]
    assert store.items.domains("other") == []
