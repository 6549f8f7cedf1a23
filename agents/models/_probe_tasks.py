"""The first six tasks of the probe: each asks one kind of question and scores the answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, create_model

from whyrec.agents.gate import TopicIndex
from whyrec.agents.models._probe_checks import good_label, good_operation, good_statement
from whyrec.agents.models._protocol import ChatMessage, LanguageModel
from whyrec.prompts import get_prompt

WRONG = 4
"""Wrong titles beside each right one."""
SHUFFLES = 2
_STRICT = ConfigDict(extra="forbid")


class Tally(NamedTuple):
    """What one case came to."""

    right: int
    asked: int


class InterestName(BaseModel):
    """An interest's label and statement."""

    model_config = _STRICT
    label: str = Field(max_length=60)
    statement: str = Field(max_length=240)


class RankingCase(NamedTuple):
    """A taste, what was seen of it, and one title of it among titles of others."""

    profile: str
    recent: list[str]
    right: str
    wrong: list[str]


@cache
def cases() -> dict[str, Any]:
    """The built-in cases, as ``probe_cases.json`` has them."""
    text = files("whyrec.agents.models").joinpath("probe_cases.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def ranking_cases() -> tuple[RankingCase, ...]:
    """Two cases a taste; the wrong titles go round the other tastes, so each is wrong as often."""
    tastes = cases()["tastes"]
    made = []
    for place, taste in enumerate(tastes):
        for turn in range(2):
            titles = taste["titles"]
            others = [tastes[(place + 1 + turn + 3 * n) % len(tastes)] for n in range(WRONG)]
            made.append(
                RankingCase(
                    f"- likes {taste['label']}, steady",
                    [title for n, title in enumerate(titles) if n not in (turn, turn + 2)],
                    titles[turn],
                    [other["titles"][(turn + n) % 5] for n, other in enumerate(others)],
                )
            )
    return tuple(made)


async def patch(model: LanguageModel, case: dict[str, Any]) -> Tally:
    """A free patch; every operation counts, and none at all counts as one that failed."""
    schema = _patch_schema(
        tuple(i["id"] for i in case["interests"]), tuple(e["id"] for e in case["events"])
    )
    messages = _messages("patch", **case)
    reply: Any = (await model.parse(messages, schema, max_tokens=420)).value
    good = sum(good_operation(wish, case, _topics()) for wish in reply.operations)
    return Tally(good, max(len(reply.operations), 1))


async def name(model: LanguageModel, case: dict[str, Any]) -> Tally:
    """Label and statement of one proposal."""
    messages = _messages("name_interest", **case)
    reply = (await model.parse(messages, InterestName, max_tokens=120)).value
    titles = [event["title"] for event in case["events"]]
    facts = [*case["facets"], *titles]
    label, statement = reply.label.strip(), reply.statement.strip()
    taken = {old.casefold() for old in case["existing_labels"]}
    good = (
        label.casefold() not in taken
        and label.casefold() != statement.casefold()
        and good_label(label, titles, facts, _topics())
        and _on_subject(f"{label} {statement}", case["facets"])
        and good_statement(
            statement,
            polarity=case["polarity"],
            titles=titles,
            codes=[event["id"] for event in case["events"]],
            facts=case["facets"],
            topics=_topics(),
            instructions=[messages[0].content],
        )
    )
    return Tally(good, 1)


async def sentence(model: LanguageModel, case: dict[str, Any]) -> Tally:
    """A plain sentence about facets."""
    messages = _messages("sentence", **case)
    reply = await model.chat(messages, max_tokens=40, stop=("\n",))
    good = _on_subject(reply.text, case["facets"]) and good_statement(
        reply.text.strip(),
        polarity=case["polarity"],
        titles=[],
        codes=[],
        facts=case["facets"],
        topics=_topics(),
        instructions=[messages[0].content],
    )
    return Tally(good, 1)


class Judging:
    """The tasks that compare likelihoods with those of a bare prompt, asked for once.

    Args:
        model: The engine under probe.
    """

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self._bare: dict[str, dict[str, float]] = {}

    async def route(self, case: tuple[str, str]) -> Tally:
        """A chat line, sent to the choice that it makes likelier than no line does."""
        line, right = case
        choices: list[str] = cases()["route"]["choices"]
        template: str = cases()["route"]["template"]
        gain = await self._gain(
            template.replace("{line}", line), template.replace("{line}", "…"), choices, choices
        )
        return Tally(choices[int(gain.argmax())] == right, 1)

    async def likelihood(self, case: RankingCase) -> Tally:
        """``log p(title | profile) − log p(title)``: how many wrong titles the right one beats."""
        domain = cases()["domain"]
        everything = sorted({t for taste in cases()["tastes"] for t in taste["titles"]})
        gain = await self._gain(
            get_prompt("judge").render(profile=case.profile, domain=domain, recent=case.recent),
            get_prompt("judge_null").render(domain=domain),
            [case.right, *case.wrong],
            everything,
        )
        return Tally(int((gain[0] > gain[1:]).sum()), WRONG)

    async def _gain(
        self, prefix: str, bare: str, words: list[str], everything: list[str]
    ) -> npt.NDArray[np.float64]:
        if bare not in self._bare:
            untold = await self._model.loglikelihood(bare, [f" {w}" for w in everything])
            self._bare[bare] = dict(zip(everything, untold.logprobs, strict=True))
        told = await self._model.loglikelihood(prefix, [f" {w}" for w in words])
        return np.subtract(told.logprobs, [self._bare[bare][word] for word in words])


async def listwise(model: LanguageModel, case: RankingCase) -> Tally:
    """The right title, chosen by its label; each shuffle deals the labels anew."""
    right = 0
    titles = sorted([case.right, *case.wrong])
    for shuffle in range(SHUFFLES):
        dealt = [titles[n] for n in np.random.default_rng(shuffle).permutation(len(titles))]
        labels = tuple(f"c{n}" for n in range(1, len(dealt) + 1))
        label: Any = Literal[labels]
        # Only the best is asked for: a weak model would spend most of its time on the rest.
        schema = create_model(
            "RankedLabels",
            __config__=_STRICT,
            ranking=(Annotated[list[label], Field(min_length=1, max_length=1)], ...),
        )
        messages = _messages(
            "listwise",
            profile=case.profile,
            recent=case.recent,
            candidates=[
                {"label": code, "title": title, "facets": ""}
                for code, title in zip(labels, dealt, strict=True)
            ],
        )
        reply: Any = (await model.parse(messages, schema, max_tokens=24, seed=shuffle)).value
        right += dealt[labels.index(reply.ranking[0])] == case.right
    return Tally(right, SHUFFLES)


@cache
def _topics() -> TopicIndex:
    return TopicIndex([f"genre={genre}" for genre in cases()["genres"]])


def _on_subject(text: str, facets: list[str]) -> bool:
    """Whether a text names at least one of the facets, under any of its names."""
    found = {facet.value for match in _topics().find(text) for facet in match.facets}
    return bool(found & set(facets))


def _messages(task: str, **inputs: object) -> list[ChatMessage]:
    return [ChatMessage(m.role, m.content) for m in get_prompt(task).messages(**inputs)]


def _patch_schema(interests: tuple[str, ...], events: tuple[str, ...]) -> type[BaseModel]:
    event: Any = Literal[events]
    evidence: Any = (Annotated[list[event], Field(min_length=1, max_length=4)], ...)
    statement: Any = (Annotated[str, Field(max_length=200)], ...)
    kinds = [*_kinds(evidence, statement, interests)]
    wish: Any = kinds[0]
    for kind in kinds[1:]:
        wish = wish | kind
    return create_model(
        "DraftPatch",
        __config__=_STRICT,
        operations=(Annotated[list[wish], Field(max_length=4)], ...),
    )


def _kinds(evidence: Any, statement: Any, interests: tuple[str, ...]) -> Iterator[Any]:
    create: Any = create_model
    yield create(
        "AddWish",
        __config__=_STRICT,
        op=(Literal["add"], ...),
        label=(Annotated[str, Field(max_length=60)], ...),
        statement=statement,
        polarity=(Literal["like", "dislike"], ...),
        evidence=evidence,
    )
    if not interests:
        return
    interest: Any = (Literal[interests], ...)
    shapes: dict[str, dict[str, Any]] = {
        "reinforce": {"evidence": evidence},
        "weaken": {"evidence": evidence},
        "rewrite": {"statement": statement, "evidence": evidence},
        "merge": {"into": interest},
        "retire": {},
    }
    for op, fields in shapes.items():
        yield create(
            f"{op.capitalize()}Wish",
            __config__=_STRICT,
            op=(Literal[op], ...),
            interest=interest,
            **fields,
        )
