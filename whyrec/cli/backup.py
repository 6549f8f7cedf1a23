"""``whyrec backup``: everything in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from whyrec._counted import counted
from whyrec.cli._command import command
from whyrec.cli._options import new_file
from whyrec.cli._session import Session


async def backup(
    session: Session,
    file: Annotated[Path, typer.Argument(help="The .tar.gz to write.", show_default=False)],
    force: Annotated[bool, typer.Option("--force", help="Replace the file.")] = False,
) -> None:
    """Write database and artifacts to one file; vectors are rebuilt after a restore."""
    target = new_file(file, force=force)
    async with session.recommender() as rec:
        manifest = await rec.backup(target, replace=force)
    size = target.stat().st_size
    session.screen.say(f"{target}: {counted(len(manifest.files), 'file')}, {size / 1e6:.1f} MB.")
    session.screen.result({"file": str(target), "bytes": size, **manifest.model_dump(mode="json")})


def register(app: typer.Typer, panel: str) -> None:
    """Add the command."""
    command(app, "backup", rich_help_panel=panel)(backup)
