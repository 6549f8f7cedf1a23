"""Suites on disk: those that ship, and anybody's own."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from whyrec.errors import InputError, NotFoundError
from whyrec.evals._suite import Suite

_SUITE: TypeAdapter[Suite] = TypeAdapter(Suite)


def shipped() -> Iterator[str]:
    """Names of the suites that ship, in alphabetical order."""
    folder = files("whyrec.evals") / "suites"
    yield from sorted(
        entry.name.removesuffix(".yaml")
        for entry in folder.iterdir()
        if entry.name.endswith(".yaml")
    )


def load_suite(name: str) -> tuple[Suite, str]:
    """Read a suite.

    Args:
        name: One that ships, or the path of a YAML file.

    Returns:
        The suite and its text.

    Raises:
        NotFoundError: There is no such suite.
        InputError: It cannot be read; the message names file and field.
    """
    path = Path(name)
    if path.suffix in (".yaml", ".yml") or path.is_file():
        place = name
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"The suite {name} cannot be read: {error}.") from error
    else:
        place = f"the suite {name}"
        if name not in set(shipped()):
            raise NotFoundError(
                f"There is no suite {name}.",
                remedy=f"Those that ship are {', '.join(shipped())}; or give a YAML file.",
            )
        text = (files("whyrec.evals") / "suites" / f"{name}.yaml").read_text(encoding="utf-8")
    try:
        return _SUITE.validate_python(yaml.safe_load(text)), text
    except yaml.YAMLError as error:
        raise InputError(f"{place} is no YAML: {_plain(error)}.") from error
    except ValidationError as error:
        raise InputError(f"{place}: {_first(error)}") from error


def _plain(error: yaml.YAMLError) -> str:
    return str(error).replace('in "<unicode string>", ', "")


def _first(error: ValidationError) -> str:
    """The complaints that are most likely meant: those deepest inside the file."""
    found = error.errors()
    deepest = max(len(told["loc"]) for told in found)
    return " ".join(_complaint(told) for told in found if len(told["loc"]) == deepest)


def _complaint(told: ErrorDetails) -> str:
    where = ".".join(str(part) for part in told["loc"][1:]) or "the file"
    match told["type"]:
        case "missing":
            return f"{where} is missing."
        case "extra_forbidden":
            return f"{where} is not known here."
        case "union_tag_invalid":
            return f"{where}: '{told['ctx']['tag']}' is none of {told['ctx']['expected_tags']}."
        case _:
            return f"{where}: {told['msg']}."
