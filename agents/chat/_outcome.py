"""What acting on a message came to."""

from __future__ import annotations

from dataclasses import dataclass

from whyrec.agents.chat._memory import Remembered
from whyrec.agents.chat._message import Message
from whyrec.domain import Explanation, Facet, Question, Recommendation, Route


@dataclass(frozen=True)
class Outcome:
    """A composed answer, complete in itself, and what it is made of."""

    text: str
    kept: Remembered
    recommendations: tuple[Recommendation, ...] = ()
    explanation: Explanation | None = None
    degraded: bool = False
    explain: str | None = None
    """The item that the model may add a sentence on."""
    facets: tuple[Facet, ...] = ()
    """What the model may add a sentence on, where it is a list or a taste."""
    question: Question | None = None
    """What the answer ends with asking."""
    stops: bool = False
    """Whether no question is to follow."""
    erased: bool = False
    """Whether nothing of this answer may be kept."""

    @property
    def to_keep(self) -> bool:
        """Whether a later message can refer to the answer."""
        kept = self.kept
        return not self.erased and bool(
            kept.items or kept.focus or kept.awaits or kept.undid or kept.changed
        )


def said(message: Message, route: Route, text: str) -> Outcome:
    """An answer of nothing but words, to which no later message can refer."""
    return Outcome(text, Remembered(route=route, language=message.language))
