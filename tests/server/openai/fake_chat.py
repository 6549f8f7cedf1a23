"""A recommender of which only the chat is there, and says what a test tells it to."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from tests.recommender.world import END
from whyrec import Settings
from whyrec.domain import (
    ChatAnswer,
    ChatChunk,
    ChatTurn,
    CitedEvent,
    Explanation,
    Item,
    Recommendation,
    Route,
    Scene,
)

TEXTS = ("1. “Silent Horror Tale 0”", " because you gave", " high ratings to horror", ".")


def recommendation(n: int = 1) -> Recommendation:
    return Recommendation(
        item=Item(id=f"f{n}", title=f"Film {n}", facets={"genre": ("Horror",)}),
        rank=n,
        score=0.25,
        interest_ids=("i1",),
        evidence=("u0-1", "u0-2"),
        explanation=explanation(f"f{n}"),
        profile_version=3,
        as_of=END,
    )


def explanation(item_id: str) -> Explanation:
    cited = CitedEvent(
        event_id="u0-1", item_id="f6", title="Film 6", kind="rating", value=9.0, at=END
    )
    return Explanation(
        user_id="u0",
        item_id=item_id,
        text="Because of horror.",
        written_by="code",
        interest_id="i1",
        interest_label="horror",
        evidence=(cited,),
        profile_version=3,
    )


def why(item_id: str = "f1") -> dict[str, Any]:
    return {"route": Route.WHY, "explanation": explanation(item_id)}


@dataclass
class FakeChat:
    """Says ``texts`` in pieces; records who asked what, and whether it was stopped."""

    texts: Sequence[str] = TEXTS
    fails_after: int | None = None
    """How many pieces come before ``error``."""
    error: BaseException | None = None
    waits_after: int | None = None
    """How many pieces come before it waits for ``go_on``, or to be cancelled."""
    answer: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, list[ChatTurn], str | None, str | None]] = field(default_factory=list)
    scenes: list[Scene | None] = field(default_factory=list)
    embedded: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.waiting = threading.Event()
        """That it waits."""
        self.stopped = threading.Event()
        """That it was stopped in the middle."""
        self.settings = Settings(home=Path("unused"))
        self.go_on = asyncio.Event()

    def chat(
        self,
        user_id: str,
        messages: Sequence[ChatTurn],
        *,
        scene: Scene | None = None,
        tenant: str | None = None,
        response_id: str | None = None,
    ) -> AsyncGenerator[ChatChunk, None]:
        self.asked.append((user_id, list(messages), tenant, response_id))
        self.scenes.append(scene)
        return self._chunks(user_id, response_id or "")

    async def _chunks(self, user_id: str, response_id: str) -> AsyncGenerator[ChatChunk, None]:
        try:
            for n, text in enumerate(self.texts):
                if n == self.fails_after and self.error is not None:
                    raise self.error
                if n == self.waits_after:
                    self.waiting.set()
                    await self.go_on.wait()
                yield ChatChunk(text=text)
        except (asyncio.CancelledError, GeneratorExit):
            self.stopped.set()
            raise
        given: dict[str, Any] = {
            "route": Route.RECOMMEND,
            "language": "en",
            "recommendations": (recommendation(1), recommendation(2)),
            "profile_version": 3,
            "prompt_tokens": 40,
            "completion_tokens": 12,
        }
        answer = {**given, **self.answer, "response_id": response_id, "user_id": user_id}
        yield ChatChunk(answer=ChatAnswer(**answer, text="".join(self.texts)))

    async def embed(self, texts: Sequence[str]) -> np.ndarray:
        self.embedded += texts
        return np.array([[float(len(t)), 0.5, -2.0] for t in texts], np.float32)
