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

__all__ = [
    "ChatMessage",
    "Completion",
    "LanguageModel",
    "Likelihoods",
    "Parsed",
    "Usage",
    "open_model",
]
