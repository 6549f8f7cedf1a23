"""What is carried over is named by a model as far as it can, and passes the gate or is composed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.fakes.scripted_model import Call, ScriptedModel
from whyrec.agents.gate import TitleIndex, TopicIndex
from whyrec.agents.models import CapabilityCard, TaskScore
from whyrec.agents.profile import (
    Carried,
    EventFacts,
    Namer,
    apply,
    carry_over,
    lift_of,
    open_for,
    telling,
    weight_of,
)
from whyrec.domain import Add, Event, Evidence, Facet, Interest, Item, Patch, Profile, Rejection

AT = datetime(2024, 6, 1, tzinfo=UTC)
MYSTERY, CRIME, HISTORY = (
    Facet("genre", "Mystery"),
    Facet("topic", "Crime"),
    Facet("topic", "History"),
)


def liked(n: int, *, topic: str = "Mystery") -> EventFacts:
    item = Item(id=f"f{n}", title=f"Long Night {n}", facets={"genre": (topic,)}, domain="films")
    event = Event(
        id=f"e-{n}", user_id="ann", item_id=item.id, kind="like", at=AT - timedelta(days=9 - n)
    )
    return EventFacts(event, item, 1.0, frozenset({Facet("genre", topic)}))


LIKED = [liked(n) for n in range(4)]
HEAD = Profile(user_id="ann", version=0)


def card(*, name: bool = False, sentence: bool = False) -> CapabilityCard:
    """A card on which a model passes some tasks."""
    return CapabilityCard(
        engine="llama_cpp",
        model="scripted",
        probed_at="2024-06-01T00:00:00+00:00",
        name=TaskScore(score=float(name), passed=name),
        sentence=TaskScore(score=float(sentence), passed=sentence),
    )


async def carried(namer: Namer, head: Profile = HEAD) -> tuple[Patch, tuple[Rejection, ...]]:
    proposal = Carried(CRIME, 2.0, (MYSTERY,), telling([MYSTERY], LIKED), "users")
    return await carry_over(
        head,
        [proposal],
        target="books",
        at=AT,
        offered=[HISTORY, CRIME],
        liked=LIKED,
        namer=namer,
        titles=TitleIndex([f.title for f in LIKED]),
        topics=TopicIndex([MYSTERY, CRIME, HISTORY]),
        strengths={},
    )


def adds(patch: Patch) -> list[Add]:
    return [o for o in patch.operations if isinstance(o, Add)]


async def test_without_a_model_it_is_composed() -> None:
    patch, rejected = await carried(Namer(None, None))
    (add,) = adds(patch)
    assert (add.label, add.named_by) == ("Crime books", "code")
    assert add.statement == (
        "Carried over from a liking for films such as [event:e-3] and [event:e-2]."
    )
    assert rejected == ()
    assert patch.provenance.mode == "transfer"


async def test_a_model_that_can_names_it_from_the_proposals_facts_alone() -> None:
    model = ScriptedModel(
        answers=[
            {"label": "Crime books", "statement": "Carried over from mystery films like [e1]."}
        ]
    )
    patch, _ = await carried(Namer(model, card(name=True)))
    (add,) = adds(patch)
    assert add.named_by == "model"
    assert add.statement == "Carried over from mystery films like [event:e-3]."
    (call,) = model.calls
    assert "To expect in books: Crime" in call.prompt
    assert patch.provenance.prompts.keys() == {"transfer/v1"}


@pytest.mark.parametrize(
    "words",
    [
        {"label": "Western books", "statement": "Carried over from mystery films like [e1]."},
        {"label": "Crime books", "statement": "Loves every western ever made in Texas."},
        {"label": "Long Night 1", "statement": "Carried over from Long Night 1."},
    ],
)
async def test_words_that_claim_more_are_refused_and_composed(words: dict[str, str]) -> None:
    patch, rejected = await carried(Namer(ScriptedModel(answers=[words]), card(name=True)))
    (add,) = adds(patch)
    assert add.named_by == "code"
    assert len(rejected) == 1


@pytest.mark.parametrize("mood", ["dead", "garbage"])
async def test_a_failing_model_only_degrades_it(mood: Any) -> None:
    patch, _ = await carried(Namer(ScriptedModel(mood=mood), card(name=True)))
    (add,) = adds(patch)
    assert add.named_by == "code"
    assert patch.provenance.degraded


async def test_a_weak_model_is_not_asked() -> None:
    model = ScriptedModel()
    await carried(Namer(model, card(sentence=True)))
    assert model.calls == []


async def test_a_free_model_may_add_a_topic_of_the_catalogues_own_and_it_is_marked() -> None:
    def answer(call: Call) -> dict[str, Any]:
        if call.schema is not None and call.schema.__name__ == "FurtherTopics":
            return {"topics": ["History"]}
        topic = "History" if "books: History" in call.prompt else "Crime"
        return {"label": f"{topic} books", "statement": "Carried over from films like [e1]."}

    patch, _ = await carried(Namer(ScriptedModel(on_parse=answer), card(name=True), "free"))
    crime, history = adds(patch)
    assert (crime.basis, history.basis) == ("users", "model")
    assert history.facets == ("topic=History",)
    assert history.evidence[0].weight < crime.evidence[0].weight


async def test_nothing_proposed_makes_no_operation() -> None:
    patch, _ = await carry_over(
        HEAD,
        [],
        target="books",
        at=AT,
        namer=Namer(None, None),
        titles=TitleIndex([]),
        topics=TopicIndex([]),
        strengths={},
    )
    assert patch.operations == ()


def test_a_lift_comes_back_from_the_weight_of_its_evidence() -> None:
    for lift in (1.25, 2.0, 7.9):
        assert lift_of(weight_of(lift)) == pytest.approx(lift)
    assert weight_of(100.0) == 1.0


def test_telling_events_show_most_of_the_topics_and_are_the_newest() -> None:
    shown = telling([MYSTERY], [*LIKED, liked(5, topic="War")], most=2)
    assert [f.id for f in shown] == ["e-3", "e-2"]


async def test_what_the_profile_holds_or_held_is_not_expected_again() -> None:
    patch, _ = await carried(Namer(None, None))
    after = apply(HEAD, patch)
    assert not open_for(after, CRIME, "books")
    assert open_for(after, CRIME, "songs")
    assert open_for(after, HISTORY, "books")


def test_an_interest_of_no_one_domain_holds_it_everywhere() -> None:
    crime = Interest(
        id="i1",
        label="Crime items",
        statement="Liked crime items.",
        polarity="dislike",
        evidence=(Evidence(event_id="e-1"),),
        facets=(str(CRIME),),
        born_at=AT,
    )
    held = HEAD.model_copy(update={"interests": (crime,)})
    assert not open_for(held, CRIME, "books")
