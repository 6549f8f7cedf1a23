"""``whyrec content``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from whyrec import Recommender, load_settings
from whyrec.domain import Item, ItemFeatures
from whyrec.store import Described


@pytest.fixture
async def told(shop: Path) -> Path:
    """A shop with a film that has a text."""
    film = Item(id="h1", title="The [Vault]", text="a bank robbery", domain="films")
    async with Recommender.open(load_settings(home=shop)) as rec:
        await rec.items.upsert([film])
    return shop


def test_items_are_described_and_shown_with_what_shows_it(run: Run, told: Path) -> None:
    ran = run("content", "describe")
    assert ran.code == 0
    assert "11 items described, 0 by the model's word" in ran.out
    assert "switched off" in ran.out
    assert "content.used_in" in ran.err
    shown = run("content", "show", "vault")
    assert "The [Vault]: by code" in shown.out
    assert "heists" in shown.out
    assert "bank robbery" in shown.out
    assert run("content", "show", "f3", "--json").json()["features"][0]["label"] == "love stories"


def test_what_is_described_already_is_left_alone(run: Run, told: Path) -> None:
    assert run("content", "describe", "--limit", "4", "--json").json()["by_code"] == 4
    again = run("content", "describe", "--json").json()
    assert (again["by_code"], again["unchanged"]) == (7, 4)
    assert run("content", "describe", "--again", "--json").json()["by_code"] == 11


def test_items_beyond_the_limit_wait_and_are_not_called_unchanged(run: Run, told: Path) -> None:
    first = run("content", "describe", "--limit", "4")
    assert "7 items still wait" in first.out
    assert "left as they were" not in first.out
    then = run("content", "describe", "--limit", "6", "--json").json()
    assert (then["by_code"], then["unchanged"], then["waiting"]) == (6, 4, 1)


def test_an_item_that_is_not_described_says_how_it_will_be(run: Run, told: Path) -> None:
    ran = run("content", "show", "h1")
    assert ran.code == 3
    assert "whyrec content describe" in ran.err


@pytest.fixture
async def proposed(told: Path) -> str:
    """A word that a model missed for the film."""
    async with Recommender.open(load_settings(home=told)) as rec:
        features = ItemFeatures(item_id="h1", features=(), written_by="model", made_by="m")
        missed = Described(features, "hash of its text", (("topic", "vault"),))
        rec.store.content.save("default", [missed], used=False)
    return "vault"


def test_words_are_reviewed(run: Run, proposed: str) -> None:
    ran = run("content", "review")
    assert "vault" in ran.out
    assert "waiting" in ran.out
    assert run("content", "accept", "vault").code == 0
    assert run("content", "review", "--json").json()[0]["state"] == "accepted"
    assert run("content", "reject", "vault", "--kind", "topic").code == 0
    assert run("content", "review", "--json").json()[0]["state"] == "rejected"
    assert run("content", "accept", "nothing").code == 3


def test_no_word_waits_at_first(run: Run, told: Path) -> None:
    assert "No word waits" in run("content", "review").out
