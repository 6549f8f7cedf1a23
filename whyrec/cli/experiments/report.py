"""``whyrec experiments report``: what came out so far."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from whyrec.cli._files import write_whole
from whyrec.cli._options import identifier, new_file
from whyrec.cli._session import Session
from whyrec.cli.eval._view import show as show_page
from whyrec.cli.experiments._view import Name
from whyrec.errors import InputError


async def report(
    session: Session,
    name: Name,
    out: Annotated[
        Path | None,
        typer.Option(
            help="HTML file to write, with plots; its data go beside it as .json.",
            show_default=False,
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the files.")] = False,
) -> None:
    """Say which variant is better, if that can be said, and whether a guard is broken.

    It may be asked as often as wanted: what is called decided holds for who looks every day.
    """
    identifier(name, "experiment's")
    target = None if out is None else new_file(out, force=force)
    if target is not None and target.suffix == ".json":
        raise InputError(f"{target} is to hold HTML.", remedy="Name a file that ends in .html.")
    async with session.anywhere() as rec:
        found = await rec.experiments.report(name)
    from whyrec.cli.experiments._page import page_of
    from whyrec.evals.report import render

    page = page_of(found)
    show_page(session.screen, page)
    if target is not None:
        data = new_file(target.with_suffix(".json"), force=force)
        write_whole(data, found.model_dump_json(indent=2) + "\n")
        write_whole(target, render(page))
        session.screen.note(f"Report: {target}")
    session.screen.result(found)
