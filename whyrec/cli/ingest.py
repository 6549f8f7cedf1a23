"""``whyrec ingest``: load items and events."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from whyrec._counted import counted
from whyrec.cli._command import command
from whyrec.cli._reach import Reach
from whyrec.cli._screen import styled, table
from whyrec.cli._session import Session
from whyrec.errors import InputError

if TYPE_CHECKING:
    from whyrec.domain import IngestReport

SHOWN = 10
"""Problems printed; the rejects file has all of them."""


async def ingest(
    session: Session,
    folder: Annotated[
        Path | None,
        typer.Argument(
            help="A MovieLens, MovieTweetings, RecBole or whyrec folder, in place of files.",
            show_default=False,
        ),
    ] = None,
    items: Annotated[
        Path | None, typer.Option(help="Items: CSV, Parquet or JSON Lines.", show_default=False)
    ] = None,
    events: Annotated[
        Path | None, typer.Option(help="Events: the same kinds of file.", show_default=False)
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Load nothing if a row is bad.")] = False,
    rating_scale: Annotated[
        str | None,
        typer.Option(
            metavar="LOW:HIGH",
            help="Lowest and highest possible rating; by default the source's own or inferred.",
            show_default=False,
        ),
    ] = None,
    domain: Annotated[
        str | None,
        typer.Option(help="What items without a domain are, such as books.", show_default=False),
    ] = None,
) -> None:
    """Load items and events. Loading the same twice changes nothing.

    Bad rows are shown, counted and written to a rejects file; the good ones load.
    """
    if folder is None and items is None and events is None:
        raise InputError(
            "Nothing to load was named.", remedy="Give a folder, or --items and --events."
        )
    if folder is not None and (items is not None or events is not None):
        raise InputError("A folder stands in place of --items and --events, not beside them.")
    scale = _scale(rating_scale)
    async with session.anywhere() as rec:
        report = await rec.ingest(
            items=items,
            events=events,
            folder=folder,
            strict=strict,
            rating_scale=scale,
            domain=domain,
            progress=session.stages,
        )
    show(session, report)
    session.screen.result(report)


def show(session: Session, report: IngestReport) -> None:
    """Print what a report says, for people."""
    say = session.screen.say
    counts = table("", *(_right(n) for n in ("added", "updated", "unchanged")))
    counts.add_row(
        "items",
        *(f"{n:,}" for n in (report.items_added, report.items_updated, report.items_unchanged)),
    )
    counts.add_row("events", f"{report.events_added:,}", "", f"{report.events_unchanged:,}")
    say(counts)
    if report.rating_scale:
        low, high = report.rating_scale
        say(f"Ratings go from {low:g} to {high:g}. Took {report.seconds:.1f} s.")
    if report.events_forgotten:
        stay = "stays" if report.events_forgotten == 1 else "stay"
        say(f"{counted(report.events_forgotten, 'event')} forgotten on request {stay} out.")
    for note in report.notes:
        say(note, style="dim")
    for problem in report.problems[:SHOWN]:
        place = f"{problem.file}:{problem.line}"
        column = f"{problem.column} " if problem.column else ""
        say(styled((place, "yellow"), f" {column}'{problem.value}' {problem.message}"))
    if report.rejected or report.conflicts:
        say(_left_out(report), style="yellow")


def _left_out(report: IngestReport) -> str:
    left = report.rejected + report.conflicts
    said = f"{counted(left, 'row')} {'was' if left == 1 else 'were'} left out"
    if report.conflicts:
        had = "its event id has" if report.conflicts == 1 else "their event ids have"
        said += f", {report.conflicts:,} because {had} other content already"
    return said + (f"; see {report.rejects_file}." if report.rejects_file else ".")


def _right(name: str) -> tuple[str, dict[str, str]]:
    return name, {"justify": "right"}


def _scale(text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    low, _, high = text.partition(":")
    try:
        scale = float(low), float(high)
    except ValueError as error:
        raise InputError(
            f"--rating-scale {text!r} cannot be read.", remedy="Write it as 1:5."
        ) from error
    if not float("-inf") < scale[0] < scale[1] < float("inf"):
        raise InputError(f"--rating-scale {text}: the lowest must be below the highest.")
    return scale


def register(app: typer.Typer, panel: str) -> None:
    """Add the command."""
    command(app, "ingest", reach=Reach.SERVER, rich_help_panel=panel)(ingest)
