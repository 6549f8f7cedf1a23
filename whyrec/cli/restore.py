"""``whyrec restore``: a backup into an empty home."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from whyrec.cli._command import command
from whyrec.cli._session import Session
from whyrec.errors import InputError


def restore(
    session: Session,
    file: Annotated[Path, typer.Argument(help="What backup wrote.", show_default=False)],
) -> None:
    """Bring a backup into an empty home folder, whole or not at all."""
    if not file.is_file():
        raise InputError(f"There is no file {file}.")
    home = session.settings.home
    from whyrec.store import restore as bring_back

    manifest = bring_back(file, home)
    session.screen.say(f"Restored to {home}: a backup of {manifest.created_at:%Y-%m-%d %H:%M} UTC.")
    session.screen.note("The vectors are made again when first needed, or now: whyrec rebuild")
    session.screen.result({"home": str(home), **manifest.model_dump(mode="json")})


def register(app: typer.Typer, panel: str) -> None:
    """Add the command."""
    command(app, "restore", rich_help_panel=panel)(restore)
