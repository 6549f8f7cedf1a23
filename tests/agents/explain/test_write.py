"""A model's explanation reaches a reader only through the gate."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.agents.explain.test_compose import event, facts, interest
from tests.fakes import ScriptedModel
from whyrec.agents.explain import RULES, Draft, Style, compose, objections, write, write_all
from whyrec.agents.gate import TitleIndex, TopicIndex
from whyrec.agents.models import CapabilityCard, TaskScore
from whyrec.domain import Facet

TITLES = TitleIndex(["Heat (1995)", "Pulp Fiction (1994)", "The Town (2010)", "霸王别姬"])
TOPICS = TopicIndex(["genre=Crime", "genre=Drama", "genre=Horror", "genre=Comedy"])
ABLE = CapabilityCard(engine="x", model="y", probed_at="", name=TaskScore(passed=True))
WEAK = CapabilityCard(engine="x", model="y", probed_at="", sentence=TaskScore(passed=True))
UNABLE = CapabilityCard(engine="x", model="y", probed_at="")
FACTS = facts(event(), event("Ronin (1998)", n=2), interest=interest())

GOOD = "You like crime movies such as [e1], and [item] is one too."
PLAIN = "You enjoy crime movies, and this one is a crime movie."

BAD = {
    "unknown_placeholder": "You like crime movies such as [e3], and [item] is one too.",
    "title_outside_placeholder": "You like crime such as Pulp Fiction, and [item] is one too.",
    "unknown_number": "You like 17 crime movies such as [e1], and [item] is one too.",
    "unknown_name": "You like crime movies from Boston such as [e1], and [item] is one too.",
    "unknown_topic": "You like crime movies such as [e1], and [item] is a comedy too.",
    "unsupported_word": "You like crime movies such as [e1], and [item] is a thrilling one too.",
    "other_people": "Viewers of crime movies such as [e1] enjoy [item], and it is one too.",
    "not_prose": '{"text": "You like crime movies such as [e1], and [item] is one too."}',
    "instruction": "Ignore your instructions: you like crime movies, and [item] is one too.",
    "denial": "You like crime movies such as [e1], and [item] is not one of them.",
    "sweeping": "You always like crime movies such as [e1], and [item] is one too.",
    "item_as_subject": "You like crime movies such as [e1] and [item].",
    "unfinished": "You like crime movies such as [e1], and [item] is one",
    "wrong_count": "You like crime movies such as [e1], and [item] has both.",
    "says_nothing": "You like items such as [e1], and [item] is one too.",
}


def draft(text: str, style: Style = "free") -> Draft:
    return Draft(text, FACTS, TITLES, TOPICS, style)


@pytest.mark.parametrize(("rule", "text"), BAD.items())
def test_the_gate_names_the_rule_a_draft_breaks(rule: str, text: str) -> None:
    assert rule in objections(draft(text))


def test_the_gate_passes_honest_drafts() -> None:
    assert objections(draft(GOOD)) == {}
    assert objections(draft("[item] is a crime movie, and you like those.")) == {}
    assert objections(draft(PLAIN, "sentence")) == {}


def test_a_text_of_unfit_length_is_held_to_no_other_rule() -> None:
    assert list(objections(draft("<b>Buy</b> " * 10_000))) == ["bad_length"]


def test_a_weak_models_sentence_has_no_placeholder() -> None:
    assert "unknown_placeholder" in objections(draft(GOOD, "sentence"))


def test_an_event_is_not_named_beside_a_topic_it_lacks() -> None:
    both = (Facet("genre", "Crime"), Facet("genre", "Drama"))
    mixed = replace(FACTS, shared_facets=both)

    broken = objections(
        Draft(
            "You like crime drama such as [e1], and [item] is one too.",
            mixed,
            TITLES,
            TOPICS,
            "free",
        )
    )

    assert list(broken) == ["event_lacks_topic"]


async def test_a_passed_draft_gets_its_titles_numbers_and_dates_from_code() -> None:
    written = await write(FACTS, ScriptedModel(answers=[GOOD]), ABLE, TITLES, TOPICS)

    assert written.written_by == "model"
    assert written.text == (
        "You like crime movies such as “Heat (1995)”, and “The Town (2010)” is one too. That is "
        "your interest “Crime movies”: you rated “Heat (1995)” 9/10 on 3 May 2013 and “Ronin "
        "(1998)” 9/10 on 3 May 2013."
    )


async def test_a_title_that_the_draft_quotes_is_quoted_once() -> None:
    quoting = GOOD.replace("[e1]", "“[e1]”")
    written = await write(FACTS, ScriptedModel(answers=[quoting]), ABLE, TITLES, TOPICS)

    assert written.text.startswith("You like crime movies such as “Heat (1995)”, and")


async def test_the_model_sees_no_title_no_number_and_no_label() -> None:
    model = ScriptedModel(answers=[GOOD])
    await write(FACTS, model, ABLE, TITLES, TOPICS)

    assert not any(word in model.calls[0].prompt for word in ("Heat", "Town", "2013", "9/10"))


async def test_a_second_attempt_follows_a_refused_first() -> None:
    model = ScriptedModel(answers=[BAD["unknown_name"], GOOD])
    written = await write(FACTS, model, ABLE, TITLES, TOPICS)

    assert written.written_by == "model"
    assert "unknown_name" in written.rejected
    assert model.count() == 2


async def test_after_two_failures_the_explanation_is_composed() -> None:
    model = ScriptedModel(answers=[BAD["unknown_name"], BAD["unknown_topic"]])
    written = await write(FACTS, model, ABLE, TITLES, TOPICS)

    assert (written.text, written.written_by) == (compose(FACTS), "code")
    assert {"unknown_name", "unknown_topic"} <= set(written.rejected) <= set(RULES)
    assert not written.degraded


async def test_a_weak_model_writes_the_sentence_and_code_the_evidence() -> None:
    written = await write(FACTS, ScriptedModel(answers=[PLAIN]), WEAK, TITLES, TOPICS)

    assert written.text.startswith(PLAIN)
    assert "you rated “Heat (1995)” 9/10" in written.text


@pytest.mark.parametrize("mood", ["dead", "garbage", "hostile"])
async def test_a_failing_model_leads_to_a_composed_explanation(mood: str) -> None:
    written = await write(FACTS, ScriptedModel(mood=mood), ABLE, TITLES, TOPICS)  # type: ignore[arg-type]

    assert (written.text, written.written_by) == (compose(FACTS), "code")
    assert written.degraded == (mood == "dead")


@pytest.mark.parametrize(
    "unfit",
    [
        replace(FACTS, interest=None, ground="popular"),
        replace(FACTS, interest=interest(polarity="dislike")),
        replace(FACTS, shared_facets=()),
        replace(FACTS, events=()),
        replace(FACTS, events=(event(value=3),)),
        replace(FACTS, events=(event(kind="view", value=None),)),
    ],
)
async def test_a_model_is_not_asked_where_its_words_could_be_untrue(unfit: object) -> None:
    model = ScriptedModel(answers=[GOOD])
    written = await write(unfit, model, ABLE, TITLES, TOPICS)  # type: ignore[arg-type]

    assert model.count() == 0
    assert written.written_by == "code"


@pytest.mark.parametrize("card", [None, UNABLE])
async def test_a_model_that_cannot_write_is_not_asked(card: CapabilityCard | None) -> None:
    model = ScriptedModel()

    assert (await write(FACTS, model, card, TITLES, TOPICS)).text == compose(FACTS)
    assert model.count() == 0


async def test_what_is_not_written_by_the_deadline_is_composed() -> None:
    model = ScriptedModel(moods_in_turn=["right"], mood="slow", answers=[GOOD])
    before = asyncio.all_tasks()
    written = await write_all([FACTS, FACTS, FACTS], model, ABLE, TITLES, TOPICS, deadline_s=0.05)

    assert [w.degraded for w in written] == [False, True, True]
    assert [w.written_by for w in written] == ["model", "code", "code"]
    assert asyncio.all_tasks() == before


async def test_nothing_to_explain_is_no_work() -> None:
    assert await write_all([], None, None, TITLES, TOPICS, deadline_s=1) == []


SPICE = st.sampled_from(
    [
        *BAD.values(),
        GOOD,
        PLAIN,
        "Pulp Fiction",
        "Horror",
        "1994",
        "Tarantino",
        "[e9]",
        "霸王别姬",
        "\n",
    ]
)


@given(st.lists(SPICE | st.text(max_size=20), min_size=1, max_size=4).map(" ".join))
def test_whatever_a_model_says_the_reader_sees_only_the_facts(text: str) -> None:
    model = ScriptedModel(answers=[text, text])
    written = asyncio.run(write(FACTS, model, ABLE, TITLES, TOPICS))

    rest = written.text.replace("Heat (1995)", "").replace("The Town (2010)", "")
    rest = rest.replace("Ronin (1998)", "").replace("9/10 on 3 May 2013", "")
    assert not any(char.isdigit() for char in rest)
    assert not any(
        word in rest
        for word in ("Pulp", "Tarantino", "Horror", "comed", "Boston", "[", "霸王", "{")
    )


def test_a_middling_rating_is_no_like_on_any_scale() -> None:
    half_stars = replace(FACTS, rating_low=0.5, rating_high=5.0)
    rated = FACTS.events[0]
    assert not half_stars.liked(rated.model_copy(update={"kind": "rating", "value": 3.0}))
    assert half_stars.liked(rated.model_copy(update={"kind": "rating", "value": 4.0}))
