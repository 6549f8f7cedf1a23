"""A planted title is data in every prompt: it changes nothing around it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from whyrec.domain import Item
from whyrec.errors import InputError
from whyrec.evals.robustness import (
    Payload,
    filler,
    load_payloads,
    plant,
    plant_harmless,
    planted_words,
)
from whyrec.prompts import get_prompt, list_prompts

CANARY = "zubrelokifan"
ITEM = Item(id="f1", title="Heat (1995)", text="A thief and a detective.", domain="movies")
PAYLOADS = load_payloads()
PLANTABLE = [p for p in PAYLOADS if p.where != "words"]
TAG = re.compile(r"</?(?:facts|profile|events|proposals|latest|candidates|data|topics|words)>")
BLOCKS = ("edit_topics", "explain", "listwise", "merge", "patch", "summary")
"""Prompts whose last turn has its foreign text in blocks alone."""
DELIMITERS = re.compile(r"[<>{}`|]|\[|\]")


def planted(payload: Payload) -> str:
    """The text that stands where a title, a text or words would."""
    if payload.where == "words":
        return planted_words(payload, CANARY)
    item = plant(ITEM, payload, CANARY).item
    return item.title if payload.where == "title" else item.text


def inputs(foreign: str) -> dict[str, dict[str, Any]]:
    """Every prompt's inputs with a foreign text wherever one may come."""
    event = {
        "id": "e1",
        "sign": "+",
        "title": foreign,
        "facets": foreign,
        "reaction": "rated 9",
        "when": "3 May 2013",
    }
    interest = {
        "id": "i1",
        "polarity": "like",
        "label": foreign,
        "statement": foreign,
        "facets": foreign,
        "trend": "rising",
    }
    return {
        "chat_sentence": {"about": "list", "domain": "movies", "facets": [foreign, "Horror"]},
        "cluster_name": {"topics": [foreign, "Horror"], "existing_labels": [foreign]},
        "content": {
            "topics": ["heist"],
            "moods": ["dark"],
            "audiences": ["family"],
            "eras": ["1990s"],
            "title": foreign,
            "domain": "movies",
            "facets": [foreign],
            "text": foreign,
        },
        "edit_topics": {"topics": [foreign, "Horror"], "words": foreign},
        "explain": {"domain": "movies", "facets": [foreign], "events": [event]},
        "explain_sentence": {"domain": "movies", "facets": [foreign, "Horror"]},
        "forecast": {"profile": f"- likes {CANARY}", "domain": "movies", "recent": [foreign]},
        "forecast_null": {"domain": "movies"},
        "judge": {"profile": f"- likes {CANARY}", "domain": "movies", "recent": [foreign]},
        "judge_null": {"domain": "movies"},
        "listwise": {
            "profile": f"- likes {CANARY}",
            "recent": [foreign],
            "candidates": [{"label": "c1", "title": foreign, "facets": foreign}],
        },
        "merge": {"first": interest, "second": interest},
        "name_interest": {
            "polarity": "like",
            "facets": [foreign],
            "events": [event],
            "existing_labels": [foreign],
        },
        "patch": {"interests": [interest], "events": [event], "proposals": [foreign]},
        "route": {"line": foreign},
        "route_choice": {"line": foreign},
        "sentence": {"polarity": "like", "facets": [foreign, "Horror"]},
        "transfer": {
            "source": "movies",
            "target": "books",
            "led_by": [foreign],
            "facets": [foreign],
            "events": [event],
            "existing_labels": [foreign],
        },
        "transfer_topics": {
            "source": "movies",
            "target": "books",
            "liked": [foreign],
            "offered": [foreign, "Horror"],
        },
        "summary": {"interests": [interest], "words": 70},
    }


def structure(task: str, foreign: str) -> list[tuple[str, list[str], list[str], int]]:
    """Of every message: role, our tags, everything that delimits, and how many lines it has."""
    return [
        (
            turn.role,
            TAG.findall(turn.content),
            DELIMITERS.findall(turn.content),
            len(turn.content.splitlines()),
        )
        for turn in get_prompt(task).messages(**inputs(foreign)[task])
    ]


def test_every_prompt_is_looked_at() -> None:
    assert set(inputs("x")) == {prompt.task for prompt in list_prompts()}


@pytest.mark.parametrize("task", sorted(inputs("x")))
def test_no_payload_changes_the_structure_of_a_prompt(task: str) -> None:
    honest = structure(task, "Heat")
    changed = [p.id for p in PAYLOADS if structure(task, planted(p)) != honest]
    assert changed == []


@pytest.mark.parametrize("task", sorted(inputs("x")))
def test_nothing_of_a_payload_stands_outside_the_data_block(task: str) -> None:
    *before, last = get_prompt(task).messages(**inputs("Heat")[task])
    for payload in PAYLOADS:
        *above, data = get_prompt(task).messages(**inputs(planted(payload))[task])
        # Instructions and worked examples hold no foreign text at all.
        assert above == before, payload.id
        if task in BLOCKS:
            assert _outside(data.content) == _outside(last.content), payload.id


def _outside(content: str) -> str:
    """A message without what stands between the tags of a block."""
    return re.sub(r"<(\w+)>.*?</\1>", "", content, flags=re.DOTALL)


def test_a_planted_item_keeps_its_name_and_all_else() -> None:
    for payload in PLANTABLE:
        item, clean = plant(ITEM, payload, CANARY)
        assert clean is ITEM
        assert item.title.startswith(ITEM.title)
        assert item.text.startswith(ITEM.text)
        assert (item.title != ITEM.title) == (payload.where == "title")
        assert (item.text != ITEM.text) == (payload.where == "text")
        assert item.model_copy(update={"title": ITEM.title, "text": ITEM.text}) == ITEM
        assert Item.model_validate(item.model_dump()) == item


def test_words_are_planted_into_no_item() -> None:
    words = next(p for p in PAYLOADS if p.where == "words")
    with pytest.raises(InputError, match=words.id):
        plant(ITEM, words, CANARY)
    assert len(planted_words(words, CANARY)) <= 4_000


async def test_harmless_words_are_as_long_as_the_payload() -> None:
    for payload in PLANTABLE:
        harmless = await plant_harmless(ITEM, payload, CANARY)
        item = plant(ITEM, payload, CANARY).item
        assert len(harmless.title) == len(item.title)
        assert len(harmless.text) == len(item.text)
        assert CANARY not in harmless.title + harmless.text


async def test_with_a_count_they_are_as_long_in_tokens() -> None:
    async def tokens(text: str) -> int:
        return len(text.split())

    payload = next(p for p in PAYLOADS if p.id == "direct-01")
    harmless = await plant_harmless(ITEM, payload, CANARY, count_tokens=tokens)
    assert await tokens(harmless.title) == await tokens(plant(ITEM, payload, CANARY).item.title)


@pytest.mark.parametrize("length", [1, 7, 200, 1_000, 20_000])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_filler_has_exactly_the_length(length: int, language: Any) -> None:
    made = filler(length, language)
    assert len(made) == length
    assert made == made.strip()
