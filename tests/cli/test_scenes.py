"""A context that changes nothing is not taken in silence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from whyrec import Recommender, load_settings
from whyrec.cli._scene_remarks import unheard
from whyrec.domain import Context, Event

START = datetime(2020, 3, 1, tzinfo=UTC)


@pytest.fixture
async def placed(shop: Path) -> Path:
    """A shop in which things are taken at work, and once at home."""
    events = [
        Event(
            id=f"p{n}",
            user_id="ann",
            item_id=f"f{n + 1}",
            kind="view",
            at=START + timedelta(hours=n),
            context=Context(scene="home" if n == 0 else "work", device="tv"),
        )
        for n in range(3)
    ]
    async with Recommender.open(load_settings(home=shop)) as rec:
        await rec.ingest(events=events)
    return shop


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--scene", "No event has the scene 'wrok', so it changes nothing. There are: work, home."),
        ("--device", "No event has the device 'wrok', so it changes nothing. There are: tv."),
    ],
)
def test_a_value_that_no_event_has_is_told_with_those_there_are(
    run: Run, placed: Path, option: str, said: str
) -> None:
    ran = run("--home", placed, "recommend", "ann", option, "wrok")
    assert ran.code == 0
    assert said in " ".join(ran.err.split())
    assert said not in ran.out


def test_a_value_that_events_have_is_taken_without_a_word(run: Run, placed: Path) -> None:
    words = ("--home", placed, "recommend", "ann", "--scene", "work", "--device", "tv")
    assert run(*words).err == run("--home", placed, "recommend", "ann").err


def test_where_no_event_names_one_that_is_said(run: Run, shop: Path) -> None:
    ran = run("--home", shop, "recommend", "ann", "--scene", "work")
    assert "No event names a scene, so 'work' changes nothing." in ran.err


def test_a_time_of_day_changes_nothing_without_a_time_zone(run: Run, shop: Path) -> None:
    words = ("--home", shop, "recommend", "ann", "--daypart", "evening")
    assert "No time zone is known of 'ann'" in run(*words).err
    run("--home", shop, "timezone", "ann", "Europe/Vienna")
    assert "time zone" not in run(*words).err


def test_an_unknown_time_of_day_is_refused_with_those_there_are(run: Run, shop: Path) -> None:
    ran = run("--home", shop, "recommend", "ann", "--daypart", "noon")
    assert ran.code == 2
    assert "'night', 'morning', 'afternoon', 'evening'" in ran.err
    assert "Value error" not in ran.err


def test_of_many_values_ten_are_named() -> None:
    said = unheard("scene", "x", [f"s{n}" for n in range(1_012)])
    assert "s9 and 1,002 more." in said
    assert "s10" not in said


def test_a_time_zone_of_somebody_nobody_knows_is_kept_and_remarked_on(run: Run, shop: Path) -> None:
    ran = run("--home", shop, "timezone", "nobody", "Europe/Vienna")
    assert ran.code == 0
    assert "nobody: Europe/Vienna" in ran.out
    assert "Nothing is known of a user 'nobody'" in ran.err
    assert "Nothing is known" not in run("--home", shop, "timezone", "ann", "Europe/Vienna").err
