"""``whyrec prompts render``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from whyrec.cli._plain import plain
from whyrec.cli._session import Session
from whyrec.cli.prompts._find import Name, find
from whyrec.errors import InputError


def render(
    session: Session,
    name: Name,
    given: Annotated[
        list[str] | None,
        typer.Option(
            "--input",
            "-i",
            metavar="NAME=VALUE",
            help="An input; a value that is JSON is read as JSON.",
            show_default=False,
        ),
    ] = None,
    inputs: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="A JSON object of inputs; - is stdin.", show_default=False
        ),
    ] = None,
) -> None:
    """Fill in a prompt, to see exactly what the model is asked."""
    prompt = find(name)
    values = {**_from_file(inputs), **_from_options(given or [])}
    messages = prompt.messages(**values)
    for message in messages:
        session.screen.say(f"[{message.role}]", style="dim")
        for line in message.content.splitlines():
            session.screen.say(plain(line))
    session.screen.result([m._asdict() for m in messages])


def _from_file(name: str | None) -> dict[str, Any]:
    if name is None:
        return {}
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"The inputs are no JSON: {error}") from error
    if not isinstance(values, dict):
        raise InputError("The inputs are no JSON object.", remedy='Write {"name": value, …}.')
    return values


def _from_options(given: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals:
            raise InputError(f"--input {pair!r} has no =.", remedy="Write NAME=VALUE.")
        try:
            values[name] = json.loads(value)
        except (ValueError, RecursionError):
            values[name] = value
    return values
