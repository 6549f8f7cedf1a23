"""JSON schemas that decoding can be constrained with, whatever the engine."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

_DEFAULT_CHARACTERS = 300
_DEFAULT_ITEMS = 16
_UNUSED = frozenset(
    ("title", "default", "discriminator", "examples", "pattern", "format", "multipleOf")
) | {"uniqueItems", "contains", "minContains", "maxContains", "propertyNames"}
"""Prose, and what some engine's grammar refuses; answers are validated against it all the same."""


def constrained_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of ``model`` with an end to everything.

    A weak model fills an open string or array until its token limit, so every string gets a
    ``maxLength`` (300 unless it has one) and every array a ``maxItems`` (16). Objects are closed
    and all their properties required, as OpenAI's strict mode wants; ``oneOf`` becomes ``anyOf``.
    """
    schema: dict[str, Any] = _closed(model.model_json_schema())
    return schema


def _closed(node: Any) -> Any:
    if isinstance(node, list):
        return [_closed(part) for part in node]
    if not isinstance(node, dict):
        return node
    out: dict[str, Any] = {}
    for key, value in node.items():
        if key in ("properties", "$defs"):
            out[key] = {name: _closed(part) for name, part in value.items()}
        elif key == "oneOf":
            out["anyOf"] = _closed(value)
        elif key in ("enum", "const"):
            out[key] = value
        elif key not in _UNUSED:
            out[key] = _closed(value)
    kind = out.get("type")
    if kind == "string" and not {"enum", "const"} & out.keys():
        out.setdefault("maxLength", _DEFAULT_CHARACTERS)
    elif kind == "array":
        if "prefixItems" not in out:
            out.setdefault("maxItems", _DEFAULT_ITEMS)
    elif kind == "object" and "properties" in out:
        out["required"] = list(out["properties"])
        out.setdefault("additionalProperties", False)
    return out
