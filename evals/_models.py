"""The language model of a suite."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ValidationError

from whyrec import Settings
from whyrec.agents.models import LanguageModel, open_model
from whyrec.errors import InputError, PrerequisiteError
from whyrec.settings import EngineSettings

_PATIENCE_S = 300.0
"""Deadline of one call: an eval waits where a user would not."""

ModelSpec = Literal["none", "embedded"] | dict[str, Any]


def model_of(spec: ModelSpec, settings: Settings) -> LanguageModel | None:
    """Open the model a suite asks for; None where it asks for none.

    Args:
        spec: ``none``, ``embedded`` (the GGUF of the settings), or engine settings.
        settings: The user's.

    Raises:
        InputError: The engine settings are none.
        PrerequisiteError: It is not installed.
    """
    if spec == "none":
        return None
    told = {"gguf": settings.engine.gguf} if spec == "embedded" else dict(spec)
    try:
        engine = EngineSettings.model_validate({"timeout_s": _PATIENCE_S, **told})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InputError(
            f"The suite's model: {place}: {first['msg']}.",
            remedy="Write none, embedded, or settings as in the section engine of whyrec.toml.",
        ) from error
    model = open_model(Settings(engine=engine))
    if model is None:
        raise PrerequisiteError("The suite asks for a language model, but it is switched off.")
    return model


def model_key(spec: ModelSpec) -> str:
    """The same for equal specifications."""
    return spec if isinstance(spec, str) else repr(sorted(spec.items()))
