"""The capability card: what an engine was measured to be able to do."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

PatchMode = Literal["free", "guided", "composed"]
Judge = Literal["likelihood", "listwise"]
Task = Literal["patch", "name", "sentence", "route", "likelihood", "listwise", "content"]


class TaskScore(BaseModel):
    """How well one task went in the probe."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    score: float = Field(default=0.0, ge=0.0, le=1.0)
    """Share of cases (for ``patch``: of operations) that went well, [0, 1]."""
    passed: bool = False
    """Whether the score reached the task's threshold."""
    n: int = Field(default=0, ge=0)
    """Cases, or operations, that the score is a share of."""
    failure: str | None = None
    """Why the task broke off, where it did."""


class CapabilityCard(BaseModel):
    """One card an engine and model; what it says decides what they are asked to do."""

    model_config = ConfigDict(extra="forbid", frozen=True, protected_namespaces=())

    engine: str
    model: str
    probed_at: str
    """UTC, ISO 8601, to the second."""
    seconds: float = 0.0
    """How long the probe took."""
    patch: TaskScore = TaskScore()
    """Operations of a free patch that keep the schema and the rules."""
    name: TaskScore = TaskScore()
    """Interests named with an own label and a statement that says only what is shown."""
    sentence: TaskScore = TaskScore()
    """Plain sentences without invention."""
    route: TaskScore = TaskScore()
    """Chat lines sent the right way by the likelihood of the choices."""
    likelihood: TaskScore = TaskScore()
    """Share of wrong titles that the right one beats by likelihood; chance is .50."""
    listwise: TaskScore = TaskScore()
    """Right titles chosen from five labels, over two shuffles; chance is .20."""
    content: TaskScore = TaskScore()
    """Words on what items are about, as the items' own words show; those missed count as wrong."""

    @property
    def key(self) -> str:
        """Where the card is kept among the global settings of the store."""
        return card_key(self.engine, self.model)

    @property
    def patch_mode(self) -> PatchMode:
        """How much of a patch the model may write."""
        if self.patch.passed:
            return "free"
        return "guided" if self.name.passed else "composed"

    @property
    def judge(self) -> Judge | None:
        """How the model judges candidates; likelihood first, for it knows no position bias."""
        if self.likelihood.passed:
            return "likelihood"
        return "listwise" if self.listwise.passed else None


def card_key(engine: str, model: str) -> str:
    """``card:<engine>:<model>``."""
    return f"card:{engine}:{model}"
