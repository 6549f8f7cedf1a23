"""``whyrec eval report``: show a report again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from whyrec.cli._session import Session
from whyrec.cli.eval._needed import need_evals
from whyrec.cli.eval._view import show


def report(
    session: Session,
    named: Annotated[
        str | None, typer.Argument(help="A report, a run's folder, or a suite's name.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the page and the JSON there again.")
    ] = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON schema of reports instead.")
    ] = False,
) -> None:
    """Show a report in the terminal, or write its page anew."""
    need_evals()
    from whyrec.errors import InputError
    from whyrec.evals import find_report
    from whyrec.evals.report import schema as schema_of
    from whyrec.evals.report import write

    if schema:
        # JSON either way: there is no other form of it.
        session.screen.raw(json.dumps(schema_of(), indent=2, ensure_ascii=False) + "\n")
        return
    if named is None:
        raise InputError("Which report?", remedy="Name a suite that was run, or a file.")
    found = find_report(session.settings.home / "evals" / "runs", named)
    show(session.screen, found)
    if out is not None:
        page, _ = write(found, out)
        session.screen.note(f"Report: {page}")
    session.screen.result(found.model_dump(mode="json"))
