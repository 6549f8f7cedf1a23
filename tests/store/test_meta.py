"""Small facts by tenant, user and key."""

from __future__ import annotations

import pytest

from whyrec.store import Store


def test_a_value_is_kept_replaced_and_removed(store: Store) -> None:
    assert store.meta.get("t", "rating_scale") is None
    store.meta.set("t", "rating_scale", {"low": 0.5, "high": 5})
    store.meta.set("t", "rating_scale", {"low": 0, "high": 10, "name": "é"})
    assert store.meta.get("t", "rating_scale") == {"low": 0, "high": 10, "name": "é"}
    store.meta.set("t", "rating_scale", None)
    assert store.meta.get("t", "rating_scale") is None


def test_tenants_and_users_have_their_own_values(store: Store) -> None:
    store.meta.set("", "card", 1)
    store.meta.set("t", "card", 2)
    store.meta.set("t", "card", 3, user="u1")
    assert [store.meta.get("", "card"), store.meta.get("t", "card")] == [1, 2]
    assert store.meta.get("t", "card", user="u1") == 3


def test_what_json_cannot_say_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        store.meta.set("t", "x", float("nan"))
