"""whyrec's own prompts: complete, short, and never edited once released."""

import tomllib
from pathlib import Path

import pytest

from whyrec.prompts import Prompt, get_prompt, list_prompts

RECORDED = tomllib.loads((Path(__file__).parent / "released.toml").read_text(encoding="utf-8"))

EVENT = {
    "id": "e1",
    "sign": "+",
    "title": "Eternal Sunshine of the Spotless Mind (2004)",
    "facets": "Drama, Romance, Sci-Fi",
    "when": "30 September 2013",
    "reaction": "you rated it 9.5/10",
}
INTEREST = {
    "id": "i1",
    "label": "Slow-burning crime dramas",
    "statement": "Likes slow-burning crime dramas.",
    "polarity": "like",
    "facets": "Crime, Drama",
    "trend": "rising",
}
INPUTS: dict[str, object] = {
    "polarity": "like",
    "facets": ["Drama", "Romance", "Sci-Fi"],
    "events": [EVENT | {"id": f"e{n}"} for n in range(1, 6)],
    "existing_labels": ["Slow-burning crime dramas"] * 5,
    "interests": [INTEREST | {"id": f"i{n}"} for n in range(1, 15)],
    "proposals": ["add like Sci-Fi and Romance from e1, e2, e4", "reinforce i3 with e5"],
    "first": INTEREST,
    "second": INTEREST,
    "words": "no more horror",
    "profile": "Likes: crime dramas\nDislikes: horror",
    "recent": ["Alien (1979)", "Heat (1995)"],
    "domain": "movies",
    "candidates": [{"label": "c1", "title": "Alien (1979)", "facets": "Horror"}],
    "interest": "Slow-burning crime dramas",
    "topics": ["Horror", "Comedy"],
    "moods": ["dark", "funny"],
    "audiences": ["children", "adults"],
    "eras": ["1970s", "1980s"],
    "title": "Alien (1979)",
    "text": "space, claustrophobic, aliens",
    "about": "list",
    "line": "why the second one?",
    "source": "movies",
    "target": "books",
    "led_by": ["Mystery", "Thriller"],
    "liked": ["Mystery", "Crime", "Thriller"],
    "offered": ["Crime", "Space opera", "History"],
}


def rendered(prompt: Prompt) -> str:
    return prompt.render(**{name: INPUTS[name] for name in prompt.inputs})


@pytest.mark.parametrize("prompt", list_prompts(), ids=lambda p: p.id)
def test_it_renders_from_what_it_declares(prompt: Prompt) -> None:
    text = rendered(prompt)

    assert text
    assert "\n\n\n" not in text


@pytest.mark.parametrize("prompt", list_prompts(), ids=lambda p: p.id)
def test_a_released_version_is_never_edited(prompt: Prompt) -> None:
    if prompt.released is None:
        assert prompt.id not in RECORDED
        return
    assert RECORDED.get(prompt.id) == prompt.sha256, (
        f"{prompt.id} is released: write the next version beside it. If it is new, record its "
        f'sum in tests/prompts/released.toml: "{prompt.id}" = "{prompt.sha256}"'
    )


def test_every_recorded_version_still_exists() -> None:
    assert set(RECORDED) <= {prompt.id for prompt in list_prompts()}


@pytest.mark.parametrize("prompt", [p for p in list_prompts() if p.roles], ids=lambda p: p.id)
def test_instructions_stand_first_and_are_the_same_for_everybody(prompt: Prompt) -> None:
    other = {name: INPUTS[name] for name in prompt.inputs} | {
        name: value
        for name, value in {"polarity": "dislike", "facets": ["War"], "words": "多来点喜剧"}.items()
        if name in prompt.inputs and prompt.task != "summary"
    }
    here = prompt.messages(**{name: INPUTS[name] for name in prompt.inputs})

    assert here[0].role == "system"
    assert prompt.messages(**other)[0] == here[0]


@pytest.mark.parametrize(("task", "characters"), [("name_interest", 1_100), ("patch", 3_400)])
def test_the_calls_of_an_update_stay_short(task: str, characters: int) -> None:
    assert len(rendered(get_prompt(task))) <= characters


def test_an_explanation_prompt_shows_no_title() -> None:
    for task in ("explain", "explain_sentence"):
        assert "Eternal Sunshine" not in rendered(get_prompt(task))
