"""Replies by idempotency key: claimed once, kept with the work, free again when it fails."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from whyrec.store import Reply, Store

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def claim(
    store: Store, body: str = "body", *, tenant: str = "t", at: datetime = NOW
) -> Reply | None:
    return store.replies.claim(tenant, "ann", "key", body, now=at)


def answered(store: Store) -> None:
    with store.transaction():
        assert claim(store) is None
        store.replies.keep("t", "ann", "key", 200, "done")


def test_the_second_claim_finds_the_reply_of_the_first(store: Store) -> None:
    answered(store)
    assert claim(store, "another") == Reply("body", 200, "done")


def test_another_tenant_has_keys_of_its_own(store: Store) -> None:
    answered(store)
    assert claim(store, tenant="other") is None


def test_what_fails_leaves_the_key_free(store: Store) -> None:
    def fail() -> None:
        with store.transaction():
            claim(store)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert claim(store) is None


def test_a_day_later_the_key_is_free(store: Store) -> None:
    answered(store)
    assert claim(store, at=NOW + timedelta(days=1, seconds=1)) is None
