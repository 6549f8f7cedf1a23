"""API keys as they are kept: by digest, of one tenant, revocable."""

from __future__ import annotations

import hmac
from pathlib import Path
from typing import Any

import pytest

from tests.store.conftest import sqlite_only
from whyrec.errors import InputError, NotFoundError
from whyrec.store import Store


def test_a_key_opens_what_it_was_made_for(store: Store) -> None:
    made = store.keys.create("t", "phone app", "write", user_id="ann")
    found = store.keys.check(made.token)
    assert found == made.key
    assert (found.tenant, found.scope, found.user_id) == ("t", "write", "ann")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"tenant": ""}, "tenant"),
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"scope": "king"}, "scope"),
        ({"user_id": ".."}, "user_id"),
        ({"user_id": ""}, "user_id"),
        ({"scope": "admin", "user_id": "ann"}, "cannot be an admin"),
    ],
)
def test_a_key_that_cannot_be_is_not_made(store: Store, wrong: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        store.keys.create(**{"tenant": "t", "name": "x", **wrong})
    assert not store.keys.exist()


def test_a_token_names_its_key_and_is_never_the_same_twice(store: Store) -> None:
    one, other = store.keys.create("t", "a"), store.keys.create("t", "a")
    assert one.token.startswith(f"wr-{one.key.id}-")
    assert one.key.id != other.key.id
    assert one.token.split("-", 2)[2] != other.token.split("-", 2)[2]


@sqlite_only
def test_nothing_in_the_database_opens_anything(store: Store, tmp_path: Path) -> None:
    token = store.keys.create("t", "a").token
    store.close()
    kept = b"".join(file.read_bytes() for file in (tmp_path / "home").iterdir())
    assert token.split("-", 2)[1].encode() in kept
    assert token.split("-", 2)[2].encode() not in kept


@pytest.mark.parametrize("spoil", ["cut", "longer", "other id", "no prefix", "no secret"])
def test_what_is_not_the_whole_key_opens_nothing(store: Store, spoil: str) -> None:
    made = store.keys.create("t", "a")
    other = store.keys.create("t", "b")
    secret = made.token.split("-", 2)[2]
    given = {
        "cut": made.token[:-1],
        "longer": made.token + "x",
        "other id": f"wr-{other.key.id}-{secret}",
        "no prefix": made.token.removeprefix("wr-"),
        "no secret": f"wr-{made.key.id}-",
    }[spoil]
    assert store.keys.check(given) is None


@pytest.mark.parametrize("token", ["", "wr-", "none", "wr-x", "wr--", "\ud800", "é" * 10_000])
def test_what_is_no_key_at_all_opens_nothing(store: Store, token: str) -> None:
    store.keys.create("t", "a")
    assert store.keys.check(token) is None


def test_a_digest_is_compared_in_constant_time_for_unknown_keys_too(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[str, str]] = []

    def watched(one: str, other: str) -> bool:
        compared.append((one, other))
        return real(one, other)

    real = hmac.compare_digest
    monkeypatch.setattr(hmac, "compare_digest", watched)
    token = store.keys.create("t", "a").token
    store.keys.check(token)
    store.keys.check("wr-000000000000-secret")
    store.keys.check("none of ours")
    assert [len(one) == len(other) == 64 for one, other in compared] == [True] * 3


def test_a_revoked_key_opens_nothing_and_is_still_listed(store: Store) -> None:
    made = store.keys.create("t", "a")
    revoked = store.keys.revoke("t", made.key.id)
    assert store.keys.check(made.token) is None
    assert revoked.revoked_at is not None
    assert store.keys.of_tenant("t") == [revoked]
    assert store.keys.revoke("t", made.key.id) == revoked


def test_another_process_revokes_at_once(store: Store, url: str) -> None:
    made = store.keys.create("t", "a")
    assert store.keys.check(made.token) is not None
    with Store.open(url) as other:
        other.keys.revoke("t", made.key.id)
    assert store.keys.check(made.token) is None


def test_a_tenant_lists_and_revokes_its_own_keys_only(store: Store) -> None:
    mine, theirs = store.keys.create("mine", "a"), store.keys.create("theirs", "b")
    assert store.keys.of_tenant("mine") == [mine.key]
    with pytest.raises(NotFoundError):
        store.keys.revoke("mine", theirs.key.id)
    assert store.keys.check(theirs.token) is not None


def test_only_keys_that_open_something_count_as_there(store: Store) -> None:
    assert not store.keys.exist()
    made = store.keys.create("t", "a")
    assert store.keys.exist()
    store.keys.revoke("t", made.key.id)
    assert not store.keys.exist()


def test_erasing_a_user_takes_the_keys_along(store: Store) -> None:
    anns = store.keys.create("t", "a", user_id="ann")
    everybodys = store.keys.create("t", "b")
    elsewhere = store.keys.create("other", "c", user_id="ann")
    store.erase_user("t", "ann")
    assert store.keys.check(anns.token) is None
    assert store.keys.of_tenant("t") == [everybodys.key]
    assert store.keys.check(elsewhere.token) is not None
