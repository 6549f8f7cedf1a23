"""What all parts of a report have in common."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

T = TypeVar("T")

Several = Annotated[Sequence[T], AfterValidator(tuple)]
"""Any list or tuple; kept as a tuple, so that equal reports are equal whatever they came from."""


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


Text = Annotated[str, AfterValidator(_encodable)]
"""Text that can be written to a file: halves of surrogate pairs become ``?``."""


class Part(BaseModel):
    """Refuses unknown fields, cannot be changed, and says in its JSON schema what a field means."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, use_attribute_docstrings=True
    )


def measured(value: Any) -> Any:
    """A plain Python number for numpy's, None for NaN; anything else as it is.

    Raises:
        ValueError: A truth value, which would silently count as 0 or 1.
    """
    if hasattr(value, "dtype") and hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool):
        raise ValueError("true or false is no measurement: write it as text")
    return None if isinstance(value, float) and math.isnan(value) else value


Measured = Annotated[float | None, BeforeValidator(measured)]
"""A finite number, or None for what was not measured; NaN becomes None."""
