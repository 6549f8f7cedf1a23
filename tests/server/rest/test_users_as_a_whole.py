"""Whoever left anything behind can see it and have it deleted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.server.rest.served import Served
from whyrec.store import ShownAnswer, Store

NOW = datetime.now(UTC)


def _shown(store: Store) -> None:
    answer = ShownAnswer("chat-1", "hash", {"route": "recommend", "items": ["f1"]}, NOW)
    store.shown.keep("default", "passer-by", answer)


def _fact(store: Store) -> None:
    store.meta.set("default", "likes-it-short", True, user="passer-by")


def _reply(store: Store) -> None:
    with store.transaction():
        store.replies.claim("default", "passer-by", "key", "body", NOW)
        store.replies.keep("default", "passer-by", "key", 200, '{"secret-reply": 1}')


@pytest.mark.parametrize("leave", [_shown, _fact, _reply])
async def test_who_did_nothing_but_look_is_exported_and_erased(
    served: Served, leave: Callable[[Store], None]
) -> None:
    leave(served.rec.store)
    exported = await served.get("/v1/users/passer-by/export")
    assert exported["user_id"] == "passer-by"
    gone = await served.delete("/v1/users/passer-by")
    assert gone["shown"] + gone["values"] == 1
    await served.refused(404, "GET", "/v1/users/passer-by/export")
    await served.refused(404, "DELETE", "/v1/users/passer-by")


async def test_a_key_made_for_somebody_is_erased_though_they_never_came(served: Served) -> None:
    token = served.rec.store.keys.create("default", "k", "write", user_id="passer-by").token
    await served.refused(404, "GET", "/v1/users/passer-by/export")
    assert (await served.delete("/v1/users/passer-by"))["values"] == 1
    assert served.rec.store.keys.check(token) is None


async def test_a_request_under_a_key_makes_nobody_known_before_it_is_done(served: Served) -> None:
    path, headers = "/v1/users/ghost/profile/rollback", {"Idempotency-Key": "k"}
    await served.refused(404, "POST", path, json={"version": 0}, headers=headers)


async def test_replies_older_than_a_day_go_by_themselves_and_leave_no_byte(
    served: Served,
) -> None:
    store = served.rec.store
    _reply(store)
    await served.rec.tenants.retain(now=NOW + timedelta(hours=23))
    assert store.knows("default", "passer-by")
    await served.rec.tenants.retain(now=NOW + timedelta(hours=25))
    assert not store.knows("default", "passer-by")
    assert store.file is not None
    assert not any(b"secret-reply" in f.read_bytes() for f in store.file.parent.glob("whyrec.db*"))


async def test_a_key_may_be_used_anew_after_a_day_whatever_is_still_kept(served: Served) -> None:
    _reply(served.rec.store)
    later = NOW + timedelta(hours=25)
    replies = served.rec.store.replies
    assert replies.claim("default", "passer-by", "key", "other", NOW) is not None
    assert replies.claim("default", "passer-by", "key", "other", later) is None


async def test_what_is_read_while_a_user_is_erased_is_not_remembered(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    await served.get("/v1/users/u0/recommendations")
    world, erase = served.rec._world, served.rec.store.erase_user
    held = world.histories.get(("default", "u0"))
    assert held is not None

    def read_meanwhile(tenant: str, user: str) -> object:
        world.histories.put((tenant, user), held)
        return erase(tenant, user)

    monkeypatch.setattr(served.rec.store, "erase_user", read_meanwhile)
    await served.delete("/v1/users/u0")
    assert world.histories.get(("default", "u0")) is None
