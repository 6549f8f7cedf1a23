"""Experiments over REST."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.rest.served import Served

BOLD: dict[str, Any] = {
    "name": "bold",
    "variants": [{"name": "as-it-is"}, {"name": "bold", "rank": {"diversity": 20.0}}],
}


def bold(**changed: Any) -> dict[str, Any]:
    """The same with what the second variant changes."""
    return {**BOLD, "variants": [BOLD["variants"][0], {"name": "bold", **changed}]}


async def test_one_that_was_started_is_seen_by_its_users_at_once(served: Served) -> None:
    started = await served.post("/v1/experiments", BOLD)
    assert started["definition"]["variants"][1]["rank"] == {"diversity": 20.0}
    await served.get("/v1/users/u0/recommendations", use_model=False)
    (shown,) = served.rec.store.exposures.of_user("default", "u0")
    assert shown.experiment == "bold"


async def test_one_that_was_stopped_is_seen_by_nobody_and_has_its_report(served: Served) -> None:
    await served.post("/v1/experiments", BOLD)
    stopped = await served.post("/v1/experiments/bold/stop")
    assert stopped["stopped"] is True
    assert await served.post("/v1/experiments/bold/stop") == stopped
    await served.get("/v1/users/u0/recommendations", use_model=False)
    assert served.rec.store.exposures.of_user("default", "u0") == []
    assert (await served.get("/v1/experiments/bold/report"))["experiment"] == stopped


async def test_a_name_is_given_once(served: Served) -> None:
    await served.post("/v1/experiments", BOLD)
    error = await served.refused(409, "POST", "/v1/experiments", json=BOLD)
    assert "another name" in error["message"]


async def test_all_settings_that_cannot_be_are_named(served: Served) -> None:
    body = bold(rank={"colour": 2, "diversity": -1}, prompts={"judge": 99})
    error = await served.refused(422, "POST", "/v1/experiments", json=body)
    for place in ("rank.colour", "rank.diversity", "prompts.judge"):
        assert f"variants.bold.{place}:" in error["message"]


@pytest.mark.parametrize(
    "changed",
    [
        {"rank": {"weights": "/etc/passwd"}},
        {"engine": {"gguf": "/etc/passwd"}},
        {"engine": {"base_url": "http://elsewhere.example/v1"}},
        {"engine": {"enabled": True}},
        {"engine": {"context_tokens": 10**12}},
        {"engine": {"threads": 1_000_000}},
    ],
    ids=str,
)
async def test_no_file_of_the_server_is_read_and_its_engine_is_not_led_away(
    served: Served, changed: dict[str, Any]
) -> None:
    error = await served.refused(422, "POST", "/v1/experiments", json=bold(**changed))
    (section,) = changed
    (name,) = changed[section]
    assert f"variants.bold.{section}.{name}:" in error["message"]
    assert "whyrec experiments start FILE" in error["message"]
    assert (await served.get("/v1/experiments"))["data"] == []


async def test_an_engine_may_be_switched_off_from_afar(served: Served) -> None:
    started = await served.post("/v1/experiments", bold(engine={"enabled": False}))
    assert started["definition"]["variants"][1]["engine"] == {"enabled": False}
