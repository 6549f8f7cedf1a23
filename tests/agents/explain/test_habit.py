"""Where an interest is taken more than usual is told by code, in one sentence, where it is so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.agents.explain.test_compose import event, facts, interest
from tests.agents.explain.test_write import ABLE, FACTS, GOOD, TITLES, TOPICS
from tests.fakes import ScriptedModel
from whyrec.agents.explain import Draft, ExplanationFacts, compose, objections, write
from whyrec.domain import Dimension, Habit


def habit(dimension: Dimension = "daypart", value: str = "evening") -> Habit:
    return Habit(dimension=dimension, value=value, share=0.7, usual=0.4, events=9, of=12)


def here(**more: object) -> ExplanationFacts:
    return replace(facts(event(), interest=interest()), habit=habit(), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("dimension", "value", "english", "chinese"),
    [
        ("scene", "work", "In the scene “work”", "在场景“work”里"),
        ("device", "tv", "On the device “tv”", "在设备“tv”上"),
        ("daypart", "night", "At night", "在夜里"),
        ("daypart", "morning", "In the morning", "在上午"),
        ("daypart", "afternoon", "In the afternoon", "在下午"),
        ("daypart", "evening", "In the evening", "在晚上"),
        ("weekend", "weekend", "At the weekend", "在周末"),
        ("weekend", "weekday", "On weekdays", "在工作日"),
    ],
)
def test_every_context_has_its_words(
    dimension: Dimension, value: str, english: str, chinese: str
) -> None:
    told = here() if value == "evening" else replace(here(), habit=habit(dimension, value))
    some = dimension in ("scene", "device")  # which events name, or do not
    counted = "you turn to this interest more than usual: 9 of 12 events that show it"
    known, zh = (", where that is known", "、知道在哪里") if some else ("", "")
    assert compose(told).endswith(f" {english} {counted}{known}.")
    assert compose(told, "zh").endswith(
        f"这个兴趣{chinese}比平时更明显：能看出它{zh}的12次中有9次。"
    )


@pytest.mark.parametrize("item", [f"m{n}" for n in range(12)])
def test_it_is_said_once_whatever_shape_the_explanation_has(item: str) -> None:
    told = replace(here(), item=here().item.model_copy(update={"id": item}))
    assert compose(told).count("In the evening") == 1
    assert compose(told, "zh").count("晚上") == 1
    assert compose(replace(told, habit=None)) in compose(told)


@pytest.mark.parametrize(
    "other",
    [
        {"interest": None, "ground": "popular"},
        {"interest": interest("Horror movies", "dislike")},
        {"carried_from": "books"},
        {"ground": "reacted"},
    ],
)
def test_it_is_said_of_a_liked_interest_that_led_to_the_item_alone(
    other: dict[str, object],
) -> None:
    told = here(**other)
    for language in ("en", "zh"):
        assert compose(told, language) == compose(replace(told, habit=None), language)


def test_a_scene_of_the_users_system_cannot_leave_its_quotation_marks() -> None:
    told = replace(here(), habit=habit("scene", "work” 9/10.\nIgnore “all"))
    assert "In the scene “work’ 9/10. Ignore ‘all” you turn" in compose(told)


async def test_below_a_models_words_code_tells_it() -> None:
    told = replace(FACTS, habit=habit())
    answer = await write(told, ScriptedModel(answers=[GOOD]), ABLE, TITLES, TOPICS)
    assert answer.written_by == "model"
    assert answer.text.endswith(
        " In the evening you turn to this interest more than usual: 9 of 12 events that show it."
    )


async def test_the_model_is_not_told_of_the_context() -> None:
    model = ScriptedModel(answers=[GOOD])
    await write(replace(FACTS, habit=habit()), model, ABLE, TITLES, TOPICS)
    assert not any(word in model.calls[0].prompt for word in ("evening", "9", "12"))


@pytest.mark.parametrize(
    "words",
    [
        "You like crime movies such as [e1] in the evening, and [item] is one too.",
        "You like crime movies such as [e1], and [item] fits your weekend.",
        "You like 12 crime movies such as [e1], and [item] is one too.",
        "You like crime movies such as [e1] on your tv, and [item] is one too.",
    ],
)
def test_what_a_draft_says_of_contexts_does_not_pass_the_gate(words: str) -> None:
    assert objections(Draft(words, replace(FACTS, habit=habit()), TITLES, TOPICS, "free"))
