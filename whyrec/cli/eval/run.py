"""``whyrec eval run``: run a suite."""

from __future__ import annotations

import asyncio
import os
import shlex
from pathlib import Path
from typing import Annotated

import typer

from whyrec.cli._session import Session
from whyrec.cli.eval._needed import need_evals
from whyrec.cli.eval._view import show

FAILED = 1
MOST_WORKERS = 4
"""By default: each takes some 400 MB."""


async def run(
    session: Session,
    suite: Annotated[str, typer.Argument(help="A suite that ships, or a YAML file.")],
    data: Annotated[
        str | None, typer.Option("--data", help="Another data set than the suite's.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder of the run; by default below the home.")
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Ask everything again, also what was answered before.")
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            min=1,
            help="Processes that share the cases of a row without a model; "
            "by default one a core, at most 4.",
        ),
    ] = None,
) -> int:
    """Run a suite and write its report; goes on where an interrupted run stopped.

    The exit status is 1 when a threshold is missed.
    """
    need_evals()
    from whyrec.evals import Context, begin_anew, load_suite, run_folder, run_suite

    read, text = load_suite(suite)
    if data is not None:
        read = read.model_copy(update={"data": data})
        text += f"\n# run with --data {data}\n"
    settings = session.settings
    evals = settings.home / "evals"
    folder = out or run_folder(evals / "runs", read, text)
    context = Context(
        settings,
        evals / "cache",
        folder,
        session.stages,
        session.screen.note,
        workers or min(_cores(), MOST_WORKERS),
    )
    if fresh:
        begin_anew(folder, context.work)
    typed = ["whyrec", "eval", "run", suite, *(("--data", data) if data is not None else ())]
    try:
        report, page = await run_suite(read, text, context, shlex.join(typed))
    except (KeyboardInterrupt, asyncio.CancelledError):
        session.screen.note("What was found so far is kept: the same command goes on from there.")
        raise
    show(session.screen, report)
    session.screen.note(f"Report: {page}")
    session.screen.result({"report": report.model_dump(mode="json"), "page": str(page)})
    return 0 if report.passed else FAILED


def _cores() -> int:
    """Those that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
