"""The answer to "why this?" of a list that was made for a context."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from tests.recommender.test_context import HOME, WORK, events
from tests.recommender.world import START
from whyrec import Recommender
from whyrec._context import DIMENSIONS, _Own
from whyrec.agents.dynamics import CrowdContext
from whyrec.domain import Context, Event, EventKind, Explanation, Recommendation, Scene
from whyrec.errors import NotFoundError

SAID = "you turn to this interest more than usual"


@pytest.fixture
async def both(rec: Recommender) -> str:
    """Somebody with another taste at work than at home."""
    await rec.ingest(events=events())
    await rec.evolve("both")
    return "both"


async def listed(
    rec: Recommender, user: str, scene: Scene | None, **more: object
) -> list[Recommendation]:
    return await rec.recommend(user, 20, use_model=False, diversity=0.0, scene=scene, **more)  # type: ignore[arg-type]


async def why(rec: Recommender, user: str, item: str, scene: Scene | None) -> Explanation:
    return await rec.why(user, item, use_model=False, scene=scene)


@pytest.mark.parametrize("scene", [None, WORK, HOME, Scene(scene="work", device="desktop")])
async def test_the_rank_that_is_told_is_that_of_the_list(
    rec: Recommender, both: str, scene: Scene | None
) -> None:
    for one in await listed(rec, both, scene):
        answer = await why(rec, both, one.item.id, scene)
        if answer.counterfactual is not None:
            assert answer.counterfactual.rank == one.rank
        assert one.explanation is not None
        assert answer.text == one.explanation.text


async def test_the_time_of_day_moves_the_rank_too(rec: Recommender, both: str) -> None:
    await rec.set_timezone(both, "Europe/Vienna")
    evening = Scene(daypart="evening")
    for one in await listed(rec, both, evening):
        answer = await why(rec, both, one.item.id, evening)
        assert answer.counterfactual is None or answer.counterfactual.rank == one.rank


async def test_the_same_item_ranks_otherwise_elsewhere(rec: Recommender, both: str) -> None:
    horror = next(
        one for one in await listed(rec, both, WORK) if one.item.facets["genre"] == ("Horror",)
    )
    ranks = [
        found.rank
        for scene in (WORK, None, HOME)
        if (found := await rec.counterfactual(both, horror.item.id, [], scene=scene))
    ]
    assert ranks == sorted(ranks)
    assert ranks[0] < ranks[-1]


async def test_events_left_out_say_nothing_of_contexts_either(rec: Recommender, both: str) -> None:
    """Without any event at work, and nobody else's, work lifts nothing."""
    seen = await rec._see(both, None, None)
    facets = seen.snapshot.catalogue.facets.shape[1]
    nobody = dict.fromkeys(DIMENSIONS, CrowdContext((), np.zeros(0), np.ones((facets, 0))))
    at_work = frozenset(e.id for e in events() if e.context.scene == "work")
    lifts = [
        _Own(seen.reading, seen.snapshot, nobody, None, 180.0, without).items({"scene": "work"})
        for without in (frozenset[str](), at_work)
    ]
    assert lifts[0].any()
    assert not lifts[1].any()


async def test_what_why_tells_of_its_events_is_that_counterfactual(
    rec: Recommender, both: str
) -> None:
    item = (await listed(rec, both, WORK))[0].item.id
    answer = await why(rec, both, item, WORK)
    cited = [e.event_id for e in answer.evidence]
    assert answer.counterfactual == await rec.counterfactual(both, item, cited, scene=WORK)


async def test_an_event_that_is_not_the_users_is_refused_in_a_scene_too(
    rec: Recommender, both: str
) -> None:
    with pytest.raises(NotFoundError, match="no event other"):
        await rec.counterfactual(both, "f12", ["other"], scene=WORK)


async def test_the_context_is_told_where_events_bear_it_out(rec: Recommender, both: str) -> None:
    texts = [one.explanation.text for one in await listed(rec, both, WORK) if one.explanation]
    told = [text for text in texts if SAID in text]
    assert told
    assert all(
        f"In the scene “work” {SAID}: 11 of 11 events that show it, where that is known." in t
        for t in told
    )
    assert all("Horror" in text for text in told)


@pytest.mark.parametrize("against", ["dislike", "skip"])
async def test_what_was_disliked_in_a_scene_shows_no_liking_there(
    rec: Recommender, against: EventKind
) -> None:
    """Sixteen horror films, seven of them at work and every one of these disliked."""
    made = [
        Event(
            id=f"c-{n}-{kind}",
            user_id="c",
            item_id=f"f{n * 6 + (kind == 'comedy')}",
            kind=against if kind == "horror" and 6 <= n < 13 else "like",
            at=START + timedelta(days=n, hours=9),
            context=Context(scene="work" if kind == "horror" and 6 <= n < 13 else "home"),
        )
        for n in range(16)
        for kind in ("horror", "comedy")
    ]
    await rec.ingest(events=made)
    await rec.evolve("c")
    for item in ("f102", "f108", "f114"):
        assert SAID not in (await rec.why("c", item, use_model=False, scene=WORK)).text


@pytest.mark.parametrize("unheard", [{"device": "fridge"}, {"daypart": "evening"}], ids=str)
async def test_what_no_event_bears_out_takes_nothing_from_what_they_do(
    rec: Recommender, both: str, unheard: dict[str, Any]
) -> None:
    plain = await listed(rec, both, WORK)
    more = await listed(rec, both, WORK.model_copy(update=unheard))
    assert [(one.item.id, one.score) for one in more] == [(o.item.id, o.score) for o in plain]
    nothing, alone = [await listed(rec, both, s) for s in (None, Scene(**unheard))]
    assert [one.score for one in alone] == [one.score for one in nothing]


async def test_the_context_that_is_clearest_is_the_one_that_is_told(
    rec: Recommender, both: str
) -> None:
    await rec.set_timezone(both, "Europe/Vienna")
    horror = (await listed(rec, both, Scene(scene="work", daypart="morning")))[0]
    assert horror.explanation is not None
    assert horror.explanation.text.count(SAID) == 1


@pytest.mark.parametrize("scene", [None, Scene(scene="moon"), Scene(daypart="evening"), HOME])
async def test_nothing_is_said_of_a_context_that_no_event_bears_out(
    rec: Recommender, both: str, scene: Scene | None
) -> None:
    """No scene, one nobody knows, a time of day without a time zone, and horror at home."""
    answer = await why(rec, both, "f114", scene)
    assert "Horror" in answer.text
    assert SAID not in answer.text


async def test_a_taste_that_is_the_same_everywhere_is_told_of_nowhere(rec: Recommender) -> None:
    same = [
        e.model_copy(update={"item_id": f"f{6 * (n % 18)}"}) for n, e in enumerate(events("same"))
    ]
    await rec.ingest(events=same)
    await rec.evolve("same")
    for scene in (WORK, HOME):
        texts = [
            one.explanation.text for one in await listed(rec, "same", scene) if one.explanation
        ]
        assert texts
        assert not any(SAID in text for text in texts)


async def test_it_is_told_in_chinese_too(rec: Recommender, both: str) -> None:
    found = await listed(rec, both, WORK, language="zh")
    texts = [one.explanation.text for one in found if one.explanation]
    told = "这个兴趣在场景“work”里比平时更明显：能看出它、知道在哪里的11次中有11次。"
    assert any(told in text for text in texts)


async def test_forgotten_events_are_not_counted(rec: Recommender, both: str) -> None:
    first = next(e for e in events() if e.context.scene == "work")
    await rec.forget(both, first.id)
    answer = await why(rec, both, "f114", WORK)
    assert f"{SAID}: 10 of 10 events" in answer.text
