"""The options that say for which context something is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from whyrec._complaints import complaint
from whyrec.errors import InputError

if TYPE_CHECKING:
    from whyrec.domain import Scene

Daypart = Literal["night", "morning", "afternoon", "evening"]

InScene = Annotated[
    str | None,
    typer.Option(
        "--scene",
        help="Where the user is, in the words that events use: work.",
        show_default=False,
    ),
]
OnDevice = Annotated[
    str | None,
    typer.Option("--device", help="What the list is shown on, likewise: tv.", show_default=False),
]
InDaypart = Annotated[
    Daypart | None,
    typer.Option("--daypart", help="The time of day where the user is.", show_default=False),
]
AtWeekend = Annotated[
    bool | None,
    typer.Option(
        "--weekend/--weekday",
        help="Whether it is Saturday or Sunday where the user is.",
        show_default=False,
    ),
]
AtTime = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="TIME",
        help="What the user's clock shows, for the time of day and of the week: "
        "2026-11-28T20:00. The list is made for --as-of.",
        show_default=False,
    ),
]


def scene_told(
    scene: str | None,
    device: str | None,
    daypart: Daypart | None,
    weekend: bool | None,
    at: str | None,
) -> Scene | None:
    """The context that the options say; None where they say nothing.

    Raises:
        InputError: A scene or a device is too long, or the time is none.
    """
    from pydantic import ValidationError

    from whyrec.domain import Scene

    try:
        told = Scene.model_validate(
            {"scene": scene, "device": device, "daypart": daypart, "weekend": weekend, "at": at}
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(
            f"--{first['loc'][0]}: {complaint(first)}.",
            remedy="Scenes and devices have 1 to 64 characters; a time is 2026-11-28T20:00.",
        ) from error
    return None if told.silent else told
