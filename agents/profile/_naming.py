"""The model's part in a patch: as much as its capability card allows, no more."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from whyrec.agents.models import CapabilityCard, ChatMessage, LanguageModel, Usage
from whyrec.agents.profile._facts import EventFacts
from whyrec.agents.profile._propose import Addition
from whyrec.agents.profile._wishlist import Wishlist, shown_event, stored
from whyrec.domain import Interest, Provenance
from whyrec.errors import UpstreamError
from whyrec.prompts import get_prompt

if TYPE_CHECKING:
    from whyrec.agents.profile._revise import Draft

Mode = Literal["free", "guided", "composed"]
Answer = TypeVar("Answer", bound=BaseModel)

MAX_NAMED_EVENTS = 5
"""Events a naming prompt shows: it stays short however many there are."""


MAX_FAILURES = 3
"""Failed calls after which an engine is left alone: a hanging one costs its deadline each time."""


class InterestName(BaseModel):
    """What the model answers to ``name_interest``."""

    model_config = ConfigDict(extra="forbid")

    label: str = Field(max_length=60)
    statement: str = Field(max_length=240)


class SameInterest(BaseModel):
    """What the model answers to ``merge``."""

    model_config = ConfigDict(extra="forbid")

    same: Literal["yes", "no"]


class Named(NamedTuple):
    """Words for a new interest."""

    label: str | None
    """None keeps the composed one: the model wrote only the sentence."""
    statement: str


class Namer:
    """Asks the model for names, sentences, choices or a whole patch, and keeps count.

    One is made for each call of evolve. The first failure of the engine switches it off for the
    rest of that patch: the answer is then composed and says ``degraded``.

    Args:
        model: The engine, or None to compose everything.
        card: What the engine was measured to do.
        mode: ``auto`` follows the card.
    """

    def __init__(
        self,
        model: LanguageModel | None,
        card: CapabilityCard | None,
        mode: Mode | Literal["auto"] = "auto",
    ) -> None:
        self.model = model
        self.card = card
        allowed = card.patch_mode if card is not None else "composed"
        self.mode: Mode = "composed" if model is None else allowed if mode == "auto" else mode
        self.usage = Usage()
        self.calls = 0
        self.offered = 0
        """Operations and names the model came up with."""
        self.accepted = 0
        """Those of them that passed the gate."""
        self.failed_before = False
        """True where a model should have taken part and could not even be asked."""
        self._failures = 0
        self.begin()

    def begin(self) -> None:
        """Start a new patch: the engine is tried again."""
        self.degraded = self.failed_before or self.gave_up
        self._prompts: dict[str, str] = {}

    @property
    def gave_up(self) -> bool:
        """Whether the engine failed so often that it is not asked again."""
        return self._failures >= MAX_FAILURES

    def _failed(self) -> None:
        self.degraded = True
        self._failures += 1

    def tally(self, accepted: bool) -> None:
        """Count one thing the model came up with."""
        self.offered += 1
        self.accepted += accepted

    def instructions(self) -> tuple[str, ...]:
        """What the prompts of this mode tell the model, for the gate to know its echoes."""
        if self.model is None:
            return ()
        tasks = {"free": ("patch",), "guided": ("name_interest",), "composed": ("sentence",)}
        return tuple(get_prompt(task).source for task in tasks[self.mode])

    def provenance(self) -> Provenance:
        """Who took part in the patch so far."""
        took_part = self.model is not None and bool(self._prompts)
        return Provenance(
            mode=self.mode,
            engine=self.model.engine if took_part and self.model else None,
            model=self.model.model if took_part and self.model else None,
            prompts=dict(sorted(self._prompts.items())),
            degraded=self.degraded,
        )

    async def patch(
        self, draft: Draft, batch: Sequence[EventFacts], proposals: Sequence[Addition]
    ) -> None:
        """In free mode, offer the draft every operation the model thinks of; else do nothing."""
        if self.mode != "free" or self.model is None:
            return
        wishes = Wishlist.of(draft.profile, batch, proposals)
        try:
            reply = await self.model.parse(
                self._messages("patch", **wishes.inputs()), wishes.schema, max_tokens=900
            )
        except UpstreamError:
            self._failed()
            return
        self._count(reply.usage)
        for operation in wishes.operations(reply.value, draft.next_id):
            self.tally(draft.offer(operation))

    async def names(self, proposals: Sequence[Addition], draft: Draft) -> list[Named | None]:
        """Names of new interests, asked for side by side; None where code must compose."""
        if self.model is None or self.mode == "free" or self.degraded:
            return [None] * len(proposals)
        if self.mode == "guided":
            return list(await asyncio.gather(*(self._name(p, draft) for p in proposals)))
        if self.card is not None and self.card.sentence.passed:
            return list(await asyncio.gather(*(self._sentence(p) for p in proposals)))
        return [None] * len(proposals)

    async def same(self, a: Interest, b: Interest, draft: Draft) -> bool:
        """Whether two interests are one: asked of a model that can tell, else taken as proposed."""
        if self.model is None or self.mode == "composed" or self.degraded:
            return True
        if a.facets == b.facets:
            return True
        messages = self._messages("merge", first=a, second=b)
        try:
            reply = await self.model.parse(messages, SameInterest, max_tokens=20)
        except UpstreamError:
            self._failed()
            return False
        self._count(reply.usage)
        return reply.value.same == "yes"

    async def _name(self, proposal: Addition, draft: Draft) -> Named | None:
        assert self.model is not None
        shown = proposal.events[:MAX_NAMED_EVENTS]
        messages = self._messages(
            "name_interest",
            polarity=proposal.polarity,
            facets=[f.value for f in sorted(proposal.facets)],
            events=[shown_event(f, f"e{n}") for n, f in enumerate(shown, 1)],
            existing_labels=[i.label for i in draft.profile.living],
        )
        try:
            reply = await self.model.parse(messages, InterestName, max_tokens=120)
        except UpstreamError:
            self._failed()
            return None
        self._count(reply.usage)
        ids = {f"e{n}": f.id for n, f in enumerate(shown, 1)}
        return Named(reply.value.label.strip(), stored(reply.value.statement.strip(), ids))

    async def _sentence(self, proposal: Addition) -> Named | None:
        assert self.model is not None
        messages = self._messages(
            "sentence",
            polarity=proposal.polarity,
            facets=[f.value for f in sorted(proposal.facets)],
        )
        try:
            reply = await self.model.chat(messages, max_tokens=40, stop=("\n",))
        except UpstreamError:
            self._failed()
            return None
        self._count(reply.usage)
        return Named(None, reply.text.strip())

    @property
    def names_interests(self) -> bool:
        """Whether a model takes part that can name an interest."""
        return self.model is not None and self.mode != "composed" and not self.degraded

    async def ask(
        self, task: str, schema: type[Answer], max_tokens: int, **inputs: object
    ) -> Answer | None:
        """Ask a prompt of another task; None where there is no answer, which counts as a failure.

        Args:
            task: Of the prompt.
            schema: What the answer must be.
            max_tokens: At most.
            **inputs: Of the prompt.
        """
        if self.model is None:
            return None
        try:
            reply = await self.model.parse(
                self._messages(task, **inputs), schema, max_tokens=max_tokens
            )
        except UpstreamError:
            self._failed()
            return None
        self._count(reply.usage)
        return reply.value

    def _messages(self, task: str, **inputs: object) -> list[ChatMessage]:
        prompt = get_prompt(task)
        self._prompts[prompt.id] = prompt.sha256
        return [ChatMessage(m.role, m.content) for m in prompt.messages(**inputs)]

    def _count(self, usage: Usage) -> None:
        self.usage += usage
        self.calls += 1
