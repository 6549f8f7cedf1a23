"""Language models: one protocol, two engines, and what each is measured to be able to do."""

from whyrec.agents.models._open import open_model
from whyrec.agents.models._protocol import (
    ChatMessage,
    Completion,
    LanguageModel,
    Likelihoods,
    Parsed,
    Usage,
)
from whyrec.agents.models.card import (
    CapabilityCard,
    Judge,
    PatchMode,
    Task,
    TaskScore,
    card_key,
)

__all__ = [
    "CapabilityCard",
    "ChatMessage",
    "Completion",
    "Judge",
    "LanguageModel",
    "Likelihoods",
    "Parsed",
    "PatchMode",
    "Task",
    "TaskScore",
    "Usage",
    "card_key",
    "open_model",
]
