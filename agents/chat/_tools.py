"""What the chat agent can do for one user: calls of a recommender, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from whyrec.agents.chat._memory import Answered, Remembered
from whyrec.agents.chat._put import Put
from whyrec.agents.chat._shelf import Shelf
from whyrec.agents.explain import ExplanationFacts
from whyrec.agents.models import CapabilityCard, LanguageModel
from whyrec.agents.profile.edit_words import Wish
from whyrec.domain import (
    Event,
    Explanation,
    FeedbackKind,
    Language,
    Profile,
    Recommendation,
)


class ModelPart(NamedTuple):
    """The language model, where there is one that may be asked."""

    model: LanguageModel | None
    card: CapabilityCard | None
    failed: bool
    """Whether there should be one and it does not work."""


class Change(NamedTuple):
    """Versions of the profile around a change of it."""

    before: int
    after: int


class Erased(NamedTuple):
    """What erasing a user deleted."""

    events: int
    versions: int


class Tools(Protocol):
    """One user's recommender, as the agent sees it. What it raises is a `WhyrecError`."""

    @property
    def shelf(self) -> Shelf:
        """The catalogue."""

    @property
    def list_length(self) -> int:
        """Items in a list that does not say how many."""

    @property
    def prose_timeout_s(self) -> float:
        """How long the model may take to phrase an answer, in seconds."""

    @property
    def rating_high(self) -> float | None:
        """The highest rating of the scale."""

    @property
    def answers(self) -> Sequence[Answered]:
        """The earlier answers of this conversation that are known, oldest first."""

    def done_before(self) -> Remembered | None:
        """What an earlier answer to this very turn did, where it is regenerated."""

    async def recommend(
        self,
        k: int,
        allow: frozenset[str] | None,
        deny: frozenset[str],
        language: Language,
        *,
        surprise: bool = False,
    ) -> list[Recommendation]:
        """The best items of those allowed, or surprising ones; with reasons in that language."""

    async def why(self, item_id: str, language: Language) -> Explanation:
        """Why an item suits the user, composed."""

    async def facts(self, item_id: str) -> ExplanationFacts:
        """All that an explanation of an item may say."""

    async def profile(self) -> Profile:
        """The measured profile."""

    def events(self) -> list[Event]:
        """The user's events, oldest first."""

    async def feedback(self, item_id: str, kind: FeedbackKind) -> Event:
        """Keep what the user did; once a turn, however often it is regenerated."""

    async def edit(self, words: str, wishes: Sequence[Wish] | None = None) -> Change:
        """Let words that were understood change the profile; once a turn.

        Args:
            words: What was said.
            wishes: What the words come to; by default what the profile's rules make of them.
        """

    async def rollback(self, version: int) -> Change:
        """Make the profile what it was in an older version."""

    def edited_since(self, version: int) -> set[int]:
        """The versions after that one that the user made: by words, and by going back."""

    async def forget(self, event_ids: Sequence[str]) -> None:
        """Forget events for good."""

    async def erase(self) -> Erased:
        """Delete everything known of the user."""

    async def question(self) -> Put | None:
        """What is asked next; None where nothing is left that is worth asking."""

    async def answer(self, put: Put, choice: str) -> Change | None:
        """Keep the answer to a question; None where it leaves the profile as it is."""

    async def model(self) -> ModelPart:
        """The language model; never waits for it to be measured."""
