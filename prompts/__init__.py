"""Versioned prompts: one folder a task, one template and one description a version.

``<task>/v<N>.jinja`` is the template and ``<task>/v<N>.toml`` says what it is for, what it takes
and what it asks for. A released version is never edited; the next one stands beside it.
"""

from whyrec.prompts._neutral import Neutral, neutralise
from whyrec.prompts._prompt import Prompt, PromptMessage
from whyrec.prompts._registry import PromptRegistry, get_prompt, list_prompts, versions

__all__ = [
    "Neutral",
    "Prompt",
    "PromptMessage",
    "PromptRegistry",
    "get_prompt",
    "list_prompts",
    "neutralise",
    "versions",
]
