"""A tenant's rules: where its profiles may go, how long things are kept."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.fakes.scripted_model import ScriptedModel
from tests.recommender.test_engine_health import carded
from tests.recommender.world import END, START, catalogue, crowd, settings
from whyrec import Recommender
from whyrec.agents.embeddings import Embedder, open_embedder
from whyrec.domain import TenantPolicy
from whyrec.errors import ConflictError, NotFoundError, PrerequisiteError
from whyrec.store import ShownAnswer

CUT = START + timedelta(days=40)
"""Of every user's 24 events, four days apart, ten lie before it."""
NOW = CUT + timedelta(days=365)
YEAR = TenantPolicy(retention_days=365)


def _old(user: str) -> list[str]:
    return [e.id for e in crowd() if e.user_id == user and e.at < CUT]


async def test_a_tenant_has_rules_of_its_own(rec: Recommender) -> None:
    assert rec.tenants.policy() == TenantPolicy()
    rec.tenants.set_policy(YEAR, "other")
    assert rec.tenants.policy() == TenantPolicy()
    assert rec.tenants.policy("other") == YEAR


async def test_rules_outlive_the_process(home: Path) -> None:
    async with Recommender.open(settings(home)) as rec:
        rec.tenants.set_policy(YEAR)
    async with Recommender.open(settings(home)) as rec:
        assert rec.tenants.policy() == YEAR


async def test_without_a_period_nothing_is_too_old(rec: Recommender) -> None:
    before = rec.store.events.count("default")
    assert not any(await rec.tenants.retain(now=END + timedelta(days=30_000)))
    assert rec.store.events.count("default") == before


async def test_what_is_too_old_is_gone_and_the_rest_stays(rec: Recommender) -> None:
    rec.tenants.set_policy(YEAR)
    done = await rec.tenants.retain(now=NOW)
    left = {e.id for u in await rec.users() for e in rec.store.events.of_user("default", u.user_id)}
    assert left == {e.id for e in crowd() if e.at >= CUT}
    assert (done.events, done.users, done.left) == (720 - len(left), 30, 0)
    assert not any(await rec.tenants.retain(now=NOW))


async def test_what_is_too_old_is_in_no_version_and_does_not_come_back(rec: Recommender) -> None:
    await rec.evolve("u0")
    before = json.dumps(await rec.export("u0"))
    assert any(f'"{i}"' in before for i in _old("u0"))
    rec.tenants.set_policy(YEAR)
    await rec.tenants.retain(now=NOW)
    exported = json.dumps(await rec.export("u0"))
    assert not any(f'"{i}"' in exported for i in _old("u0"))
    report = await rec.ingest(events=crowd())
    assert report.events_forgotten == sum(e.at < CUT for e in crowd())
    assert report.events_added == 0


async def test_many_events_go_as_each_would_go_by_itself(home: Path, tmp_path: Path) -> None:
    async with Recommender.open(settings(home), model=ScriptedModel()) as rec:
        for day in (30, 60, 100):
            await rec.evolve("u0", as_of=START + timedelta(days=day))
        await rec.edit("u0", "no more comedy")
    twin = Path(shutil.copytree(home, tmp_path / "twin"))
    async with Recommender.open(settings(home), model=ScriptedModel()) as rec:
        rec.tenants.set_policy(YEAR)
        await rec.tenants.retain(now=NOW)
        at_once = rec.store.profiles.revisions("default", "u0")
        kept = rec.store.events.of_user("default", "u0")
    async with Recommender.open(settings(twin), model=ScriptedModel()) as rec:
        for event_id in _old("u0"):
            await rec.forget("u0", event_id)
        one_by_one = rec.store.profiles.revisions("default", "u0")
        assert kept == rec.store.events.of_user("default", "u0")
    assert [(r.version, r.patch) for r in at_once] == [(r.version, r.patch) for r in one_by_one]


async def test_no_trace_of_what_was_too_old_is_left_in_the_file(
    rec: Recommender, home: Path
) -> None:
    rec.tenants.set_policy(YEAR)
    await rec.tenants.retain(now=NOW)
    await rec.aclose()
    file = b"".join(f.read_bytes() for f in home.glob("whyrec.db*"))
    assert b"u7-20" in file
    assert not any(f"u7-{n}".encode() in file for n in range(3, 10))


async def test_another_tenants_events_are_left_alone(rec: Recommender) -> None:
    await rec.ingest(items=catalogue(), events=crowd(), rating_scale=(0, 10), tenant="other")
    rec.tenants.set_policy(YEAR, "other")
    await rec.tenants.retain("other", now=NOW)
    assert rec.store.events.count("default") == 720
    assert rec.store.events.count("other") < 720
    assert {"default", "other"} <= set(rec.tenants.all())


async def test_a_profile_that_changes_meanwhile_is_looked_at_again(
    rec: Recommender, monkeypatch: pytest.MonkeyPatch
) -> None:
    from whyrec import _tenants as module

    await rec.evolve("u0", as_of=START + timedelta(days=30))
    real, times = module.carry_out, []

    def overtaken(world: Any, tenant: str, planned: Any) -> None:
        if planned.user_id == "u0" and not times:
            times.append(1)
            raise ConflictError("somebody was faster")
        real(world, tenant, planned)

    monkeypatch.setattr(module, "carry_out", overtaken)
    rec.tenants.set_policy(YEAR)
    done = await rec.tenants.retain(now=NOW)
    assert times
    assert (done.users, done.left) == (30, 0)
    with pytest.raises(NotFoundError):
        await rec.forget("u0", _old("u0")[0])


async def test_a_profile_that_never_rests_is_told_of(
    rec: Recommender, monkeypatch: pytest.MonkeyPatch
) -> None:
    from whyrec import _tenants as module

    real = module.carry_out

    def overtaken(world: Any, tenant: str, planned: Any) -> None:
        if planned.user_id == "u0":
            raise ConflictError("somebody was faster")
        real(world, tenant, planned)

    monkeypatch.setattr(module, "carry_out", overtaken)
    rec.tenants.set_policy(YEAR)
    done = await rec.tenants.retain(now=NOW)
    assert (done.users, done.left) == (29, 1)
    assert len(rec.store.events.of_user("default", "u0")) == 24


async def test_lists_shown_go_after_their_own_period(rec: Recommender) -> None:
    now = datetime(2026, 1, 31, tzinfo=UTC)
    for name, days in (("old", 31), ("new", 29)):
        shown = ShownAnswer(name, name, {}, now - timedelta(days=days))
        rec.store.shown.keep("default", "u0", shown)
    done = await rec.tenants.retain(now=now)
    assert done.shown == 1
    assert [s.response_id for s in rec.store.shown.of_user("default", "u0")] == ["new"]


@pytest.mark.parametrize(
    ("url", "only_here", "asked"),
    [
        ("https://gpu.example/v1", True, False),
        ("https://gpu.example/v1", False, True),
        ("http://127.0.0.1:8100/v1", True, True),
        ("http://localhost.gpu.example/v1", True, False),
        ("http://127.gpu.example/v1", True, False),
    ],
)
async def test_profiles_leave_for_no_engine_elsewhere_where_that_is_forbidden(
    home: Path, url: str, only_here: bool, asked: bool
) -> None:
    model = ScriptedModel()
    model.base_url = url  # type: ignore[attr-defined]
    async with Recommender.open(settings(home), model=model) as rec:
        carded(rec, model)
        rec.tenants.set_policy(TenantPolicy(local_engine_only=only_here))
        await rec.evolve("u0")
        listed = await rec.recommend("u0", 5)
        answer = await rec.why("u0", listed[0].item.id)
    assert bool(model.calls) is asked
    assert answer.text
    if not asked:
        assert not answer.degraded
        assert not any(r.degraded for r in listed)


class _Served:
    """The embedded embedder, as if a server elsewhere were asked."""

    base_url = "https://gpu.example/v1"

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner
        self.texts: list[str] = []
        self.model_id, self.dimensions = inner.model_id, inner.dimensions

    async def embed(self, texts: list[str]) -> np.ndarray[Any, Any]:
        self.texts += texts
        return await self._inner.embed(texts)

    async def aclose(self) -> None: ...


async def test_profiles_leave_for_no_embedding_server_elsewhere_either(home: Path) -> None:
    embedder = _Served(open_embedder(settings(home)))
    async with Recommender.open(settings(home), model=ScriptedModel(), embedder=embedder) as rec:
        await rec.recommend("u0", 3)
        rec.tenants.set_policy(TenantPolicy(local_engine_only=True))
        embedder.texts.clear()
        for call in (rec.recommend("u0", 3), rec.why("u0", "f1"), rec.evolve("u0")):
            with pytest.raises(PrerequisiteError, match="whyrec rebuild"):
                await call
        assert embedder.texts == []
        assert (await rec.profile("u0")).user_id == "u0"
