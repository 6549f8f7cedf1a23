"""``whyrec experiments start``: a definition from a file, in force."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from whyrec.cli._session import Session
from whyrec.cli.experiments._view import print_experiment


async def start(
    session: Session,
    file: Annotated[Path, typer.Argument(help="The definition, in TOML.", show_default=False)],
) -> None:
    """Start an experiment. A running server shows its users the variants from the next list on.

    What it is does not change while it runs: stop it, and start another one under another name.
    """
    if session.url is None:
        async with session.recommender() as rec:
            started = await rec.experiments.start(file, tenant=session.common.tenant)
    else:
        async with session.anywhere() as rec:
            started = await rec.experiments.start(file)
    print_experiment(session.screen, started)
    session.screen.result(started)
