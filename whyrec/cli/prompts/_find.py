"""From ``task`` or ``task/v2`` to a prompt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from whyrec.errors import InputError

if TYPE_CHECKING:
    from whyrec.prompts import Prompt

Name = Annotated[
    str, typer.Argument(metavar="TASK[/vN]", help="By default the latest.", show_default=False)
]


def find(name: str) -> Prompt:
    """The prompt of that name.

    Raises:
        InputError: It is no name of a prompt.
        NotFoundError: There is no such prompt.
    """
    from whyrec.prompts import get_prompt

    match = re.fullmatch(r"(\w+)(?:/v([1-9]\d{0,5}))?", name)
    if match is None:
        raise InputError(f"{name!r} is no prompt.", remedy="Write it as name_interest or patch/v1.")
    return get_prompt(match[1], int(match[2]) if match[2] else None)
