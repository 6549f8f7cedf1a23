"""A language model that remembers what it said and what that cost."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from whyrec.agents.models import (
    ChatMessage,
    Completion,
    LanguageModel,
    Likelihoods,
    Parsed,
    Usage,
)
from whyrec.agents.models._protocol import T
from whyrec.evals.systems._passing import Passing


class Generations:
    """Answers of models on disk, by everything they depend on.

    Args:
        file: Made if need be; None keeps them in memory.
    """

    def __init__(self, file: Path | None) -> None:
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(file or ":memory:", check_same_thread=False)
        self._connection.execute("pragma journal_mode = wal")
        self._connection.execute(
            "create table if not exists generations (key text primary key, answer text not null)"
        )

    def get(self, key: str) -> Any | None:
        """What was answered, or None."""
        row = self._connection.execute(
            "select answer from generations where key = ?", (key,)
        ).fetchone()
        return None if row is None else json.loads(row[0])

    def put(self, key: str, answer: Any) -> None:
        """Keep an answer; it is there after the process dies."""
        with self._connection:
            self._connection.execute(
                "insert or replace into generations values (?, ?)", (key, json.dumps(answer))
            )

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


class MeteredModel(Passing):
    """Asks a model what was never asked before, and counts tokens as if everything were new.

    Usage is kept beside the answer: a run from the cache reports the cost of the run that filled
    it. Failures are not kept, nor are streams, for no eval streams.

    Args:
        inner: The model.
        generations: Where answers are kept.
    """

    def __init__(self, inner: LanguageModel, generations: Generations) -> None:
        super().__init__(inner)
        self._generations = generations
        self.usage = Usage()
        """Of all calls since the last `take`."""

    def take(self) -> Usage:
        """The usage since the last call of this; starts counting anew."""
        spent, self.usage = self.usage, Usage()
        return spent

    async def chat(self, messages: Sequence[ChatMessage], **asked: Any) -> Completion:
        """As the model's, kept by messages and parameters."""
        key = self._key("chat", messages, *_parameters(asked), list(asked.get("stop", ())))
        if (known := self._generations.get(key)) is None:
            reply = await super().chat(messages, **asked)
            known = {"text": reply.text, "usage": asdict(reply.usage)}
            self._generations.put(key, known)
        return Completion(known["text"], self._count(known["usage"]))

    async def parse(
        self, messages: Sequence[ChatMessage], schema: type[T], **asked: Any
    ) -> Parsed[T]:
        """As the model's, kept by messages, schema and parameters."""
        shape = schema.model_json_schema()
        key = self._key("parse", messages, shape, *_parameters(asked))
        if (known := self._generations.get(key)) is None:
            reply = await super().parse(messages, schema, **asked)
            known = {"value": reply.value.model_dump(mode="json"), "usage": asdict(reply.usage)}
            self._generations.put(key, known)
        return Parsed(schema.model_validate(known["value"]), self._count(known["usage"]))

    async def loglikelihood(self, prefix: str, continuations: Sequence[str]) -> Likelihoods:
        """As the model's, kept by prefix and continuations."""
        key = self._key("loglikelihood", prefix, list(continuations))
        if (known := self._generations.get(key)) is None:
            reply = await super().loglikelihood(prefix, continuations)
            known = {
                "logprobs": reply.logprobs,
                "tokens": reply.tokens,
                "usage": asdict(reply.usage),
            }
            self._generations.put(key, known)
        usage = self._count(known["usage"])
        return Likelihoods(tuple(known["logprobs"]), tuple(known["tokens"]), usage)

    def _count(self, told: dict[str, int]) -> Usage:
        usage = Usage(**told)
        self.usage += usage
        return usage

    def _key(self, *asked: object) -> str:
        text = json.dumps([self.engine, self.model, *asked], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _parameters(asked: Mapping[str, Any]) -> tuple[object, ...]:
    """The same, whether a default is given or left out."""
    return asked["max_tokens"], asked.get("temperature", 0.0), asked.get("seed", 0)
