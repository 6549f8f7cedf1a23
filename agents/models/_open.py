"""From settings to a language model."""

from __future__ import annotations

from whyrec.agents.models._protocol import LanguageModel
from whyrec.settings import Settings


def open_model(settings: Settings) -> LanguageModel | None:
    """Open the engine the settings choose: a base URL wins, else the embedded model.

    Nothing is loaded yet and nothing is asked of a server but its list of models.

    Returns:
        The engine, or None where ``engine.enabled`` is false.

    Raises:
        PrerequisiteError: The embedded engine or its file is missing; the remedy is the command.
    """
    engine = settings.engine
    if not engine.enabled:
        return None
    if engine.base_url:
        from whyrec.agents.models.openai_compatible import OpenAICompatibleModel

        return OpenAICompatibleModel(
            engine.base_url,
            model=engine.model,
            api_key=engine.api_key,
            timeout_s=engine.timeout_s,
        )
    from whyrec.agents.models.llama_cpp import LlamaCppModel

    return LlamaCppModel(
        engine.gguf,
        context_tokens=engine.context_tokens,
        threads=engine.threads,
        timeout_s=engine.timeout_s,
    )
