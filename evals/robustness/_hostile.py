"""A language model that does whatever the catalogue, or nobody at all, tells it to."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

import numpy as np

from whyrec.agents.models import (
    CapabilityCard,
    ChatMessage,
    Completion,
    Judge,
    Likelihoods,
    Parsed,
    PatchMode,
    TaskScore,
)
from whyrec.agents.models._protocol import T
from whyrec.evals.robustness._canary import new_canary
from whyrec.evals.robustness._hostile_numbers import NUMBERS, hostile_numbers
from whyrec.evals.robustness._hostile_words import SHAPES, Question

BEHAVIOURS: Final[tuple[str, ...]] = tuple(SHAPES)
"""What it does where words are asked for, by `chat`, `stream` and `parse`."""
NUMBER_BEHAVIOURS: Final[tuple[str, ...]] = tuple(NUMBERS)
"""What it does where likelihoods are asked for."""

_FOREIGN: Final = ("The Unshown Harbour Affair", "Midnight at the Glass Orchard")


class Said(NamedTuple):
    """One hostile answer, and how to know it again."""

    method: Literal["chat", "stream", "parse", "loglikelihood"]
    behaviour: str
    canary: str
    """A word of this answer alone; empty for numbers."""
    marks: tuple[str, ...]
    """What else is foreign in it."""


class HostileModel:
    """A `LanguageModel` whose every answer is hostile and fits the schema it was asked for.

    Behaviours take turns, in an order drawn from the seed anew for each round, so that n answers
    hold each of them n / (number of behaviours) times. Every answer has a canary of its own.

    Args:
        seed: Of the order, the canaries and the choices among enums.
        foreign_titles: Titles of the catalogue to name without need.
        only: Behaviours to keep to, of words, of numbers or of both; by default all.
    """

    engine = "llama_cpp"
    model = "hostile"

    def __init__(
        self,
        seed: int = 0,
        *,
        foreign_titles: Sequence[str] = _FOREIGN,
        only: Sequence[str] = (),
    ) -> None:
        # A stream of its own: its canaries must not be those that the same seed plants.
        self._rng = np.random.default_rng([seed, 1])
        self._foreign = tuple(foreign_titles)
        self._shapes = [name for name in BEHAVIOURS if not only or name in only]
        self._numbers = [name for name in NUMBER_BEHAVIOURS if not only or name in only]
        self._waiting: dict[str, list[str]] = {}
        self.said: list[Said] = []

    async def chat(self, messages: Sequence[ChatMessage], **asked: Any) -> Completion:
        """A hostile text; it stops nowhere and keeps to no length."""
        text, _ = self._answer("chat", messages)
        return Completion(text)

    async def stream(self, messages: Sequence[ChatMessage], **asked: Any) -> AsyncIterator[str]:
        """The same in pieces that cut words and placeholders in two."""
        text, _ = self._answer("stream", messages)
        for start in range(0, len(text), 5):
            yield text[start : start + 5]

    async def parse(
        self, messages: Sequence[ChatMessage], schema: type[T], **asked: Any
    ) -> Parsed[T]:
        """A value that the schema allows, hostile in every string of it."""
        text, label = self._answer("parse", messages)
        question = Question(tuple(messages), "")
        liked = question.liked_codes
        filled = _Filled(self._rng, text, label, liked, schema.model_json_schema())
        return Parsed(schema.model_validate(filled.value()))

    async def loglikelihood(self, prefix: str, continuations: Sequence[str]) -> Likelihoods:
        """Numbers that are none, too many, too few, or in a payload's favour."""
        name = self._turn("numbers", self._numbers or list(NUMBER_BEHAVIOURS))
        self.said.append(Said("loglikelihood", name, "", ()))
        # The same for the same texts, as an engine's are; not of Python's hash, which has a salt.
        seed = zlib.crc32("\n".join(continuations).encode("utf-8", "replace"))
        return hostile_numbers(name, continuations, seed)

    async def count_tokens(self, text: str) -> int:
        """A fourth of the bytes."""
        return (len(text.encode("utf-8", "replace")) + 3) // 4

    async def aclose(self) -> None:
        """Nothing is held."""

    def _answer(
        self, method: Literal["chat", "stream", "parse"], messages: Sequence[ChatMessage]
    ) -> tuple[str, str]:
        """Text and label of the next behaviour."""
        name = self._turn("words", self._shapes or list(BEHAVIOURS))
        shape, canary = SHAPES[name], new_canary(self._rng)
        foreign = self._foreign[int(self._rng.integers(len(self._foreign)))]
        gaps = Question(tuple(messages), foreign).gaps(canary, int(self._rng.integers(10_000)))
        marks = tuple(mark.format_map(gaps) for mark in shape.marks)
        self.said.append(Said(method, name, canary, marks))
        return shape.text.format_map(gaps), shape.label.format_map(gaps)

    def _turn(self, kind: str, names: list[str]) -> str:
        waiting = self._waiting.setdefault(kind, [])
        if not waiting:
            waiting += [names[place] for place in self._rng.permutation(len(names))]
        return waiting.pop()


class _Filled:
    """A JSON value that a schema allows, as hostile as it allows."""

    def __init__(
        self,
        rng: np.random.Generator,
        text: str,
        label: str,
        liked: Sequence[str],
        schema: Mapping[str, Any],
    ) -> None:
        self._rng, self._text, self._label, self._liked = rng, text, label, set(liked)
        self._schema = schema
        self._definitions = schema.get("$defs", {})

    def value(self) -> Any:
        return self._node(self._schema, "")

    def _node(self, node: Mapping[str, Any], name: str) -> Any:
        if "$ref" in node:
            return self._node(self._definitions[node["$ref"].rsplit("/", 1)[1]], name)
        if "const" in node:
            return node["const"]
        if "enum" in node:
            return self._choice(node["enum"], name)
        for union in ("anyOf", "oneOf", "allOf"):
            if union in node:
                return self._node(self._pick(node[union]), name)
        match node.get("type"):
            case "object":
                return {k: self._node(part, k) for k, part in node.get("properties", {}).items()}
            case "array":
                least, most = node.get("minItems", 0), node.get("maxItems", 5)
                many = int(self._rng.integers(max(least, 1), most + 1))
                return [self._node(node["items"], name) for _ in range(many)]
            case "string":
                return self._string(node, name)
            case "integer" | "number":
                return node.get("maximum", 10**9)
            case "boolean":
                return bool(self._rng.integers(2))
        return None

    def _string(self, node: Mapping[str, Any], name: str) -> str:
        words = self._label if name == "label" else self._text
        return words[: node.get("maxLength", len(words))].ljust(node.get("minLength", 0), "!")

    def _choice(self, names: Sequence[Any], name: str) -> Any:
        # What agrees with the events gets past the rules on polarity: what is tried is the words.
        if name == "polarity" and "like" in names and self._liked:
            return "like"
        agreeing = [n for n in names if n in self._liked]
        return self._pick(agreeing or names)

    def _pick(self, several: Sequence[Any]) -> Any:
        return several[int(self._rng.integers(len(several)))]


def trusted_card(
    model: str = "hostile",
    engine: str = "llama_cpp",
    *,
    patch_mode: PatchMode = "free",
    judge: Judge | None = "likelihood",
    sentence: bool = True,
) -> CapabilityCard:
    """A card that trusts an engine with what is named, without a probe.

    A model that passes the probe and then turns hostile is the worst case: an unfit one is never
    asked.
    """
    passed, failed = TaskScore(score=1.0, passed=True, n=1), TaskScore(score=0.0, n=1)
    return CapabilityCard(
        engine=engine,
        model=model,
        probed_at="2026-01-01T00:00:00Z",
        patch=passed if patch_mode == "free" else failed,
        name=passed if patch_mode != "composed" else failed,
        sentence=passed if sentence else failed,
        likelihood=passed if judge == "likelihood" else failed,
        listwise=passed if judge == "listwise" else failed,
    )
