"""``whyrec eval compare``: two reports side by side."""

from __future__ import annotations

from typing import Annotated

import typer

from whyrec.cli._session import Session
from whyrec.cli.eval._needed import need_evals
from whyrec.cli.eval._view import show_compared

Named = Annotated[str, typer.Argument(help="A report, a run's folder, or a suite's name.")]


def compare(session: Session, a: Named, b: Named) -> None:
    """Print the differences between two reports."""
    need_evals()
    from whyrec.evals import find_report
    from whyrec.evals.report import compare as tables_of

    runs = session.settings.home / "evals" / "runs"
    tables = tables_of(find_report(runs, a), find_report(runs, b))
    for table in tables:
        show_compared(session.screen, table)
    session.screen.result([table.model_dump(mode="json") for table in tables])
