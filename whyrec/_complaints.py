"""What is wrong with a value, in the words that are used everywhere here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from whyrec._counted import counted

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_WORDS = {
    "missing": "it is missing",
    "extra_forbidden": "it is not known here",
    "greater_than": "it has to be more than {gt}",
    "greater_than_equal": "it has to be {ge} or more",
    "less_than": "it has to be less than {lt}",
    "less_than_equal": "it has to be {le} or less",
    "finite_number": "it has to be a number",
    "float_type": "it has to be a number",
    "float_parsing": "it has to be a number",
    "int_type": "it has to be a whole number",
    "int_parsing": "it has to be a whole number",
    "int_from_float": "it has to be a whole number",
    "bool_type": "it has to be true or false",
    "bool_parsing": "it has to be true or false",
    "string_type": "it has to be text",
    "string_pattern_mismatch": "it has characters that it may not have",
    "literal_error": "it has to be one of {expected}",
    "enum": "it has to be one of {expected}",
    "list_type": "it has to be a list",
    "tuple_type": "it has to be a list",
    "dict_type": "it has to be a table of names and values",
    "model_type": "it has to be a table of names and values",
    "model_attributes_type": "it has to be a table of names and values",
    "path_type": "it has to be the path of a file",
}
_TIMES = ("date_", "datetime_", "timezone_")
_LENGTHS = {
    "string_too_short": ("min_length", "at least", "character"),
    "string_too_long": ("max_length", "at most", "character"),
    "too_short": ("min_length", "at least", "value"),
    "too_long": ("max_length", "at most", "value"),
}


def complaint(told: ErrorDetails) -> str:
    """What pydantic found, as a clause without a full stop: "it has to be 1 or more".

    What a validator of our own says is given as it is; so is what has no words here.
    """
    kind, context = told["type"], told.get("ctx", {})
    if kind in _LENGTHS:
        return _length(kind, context)
    if kind.startswith(_TIMES):
        return "it has to be a time such as 2026-11-28T20:00"
    words = _WORDS.get(kind)
    if words is None:
        said = told["msg"].removeprefix("Value error, ").removesuffix(".")
        return said.replace("Input should be", "it has to be", 1)
    return words.format_map({name: _plain(value) for name, value in context.items()})


def _length(kind: str, context: Mapping[str, Any]) -> str:
    name, how, of = _LENGTHS[kind]
    number = context[name]
    return f"it has to have {how} {counted(number, of)}"


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
