"""A report in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table as Drawn

from whyrec.cli._plain import plain

if TYPE_CHECKING:
    from whyrec.cli._screen import Screen
    from whyrec.evals.report import Cell, Column, Report, Table

_A = ", a"
"""How `whyrec.evals.report.compare` ends the name of a figure of the first report."""


def show(screen: Screen, report: Report) -> None:
    """Summary, checks and the first table of each section."""
    for sentence in report.summary:
        screen.say(plain(sentence))
    for section in report.sections:
        for table in section.tables:
            show_table(screen, table)
    for check in report.checks:
        mark = "reached" if check.passed else "MISSED"
        screen.say(plain(f"{mark}: {check.name} {check.required}: {check.measured}"))


def show_table(screen: Screen, table: Table) -> None:
    """One table."""
    drawn = Drawn(title=plain(table.title), title_justify="left")
    for place, column in enumerate(table.columns):
        drawn.add_column(plain(column.name), justify="left" if place == 0 else "right")
    for row in table.rows:
        drawn.add_row(*(_cell(c, h) for c, h in zip(row, table.columns, strict=True)))
    screen.say(drawn)


def show_compared(screen: Screen, table: Table) -> None:
    """A table of a comparison, a line for each figure: side by side they fit no terminal."""
    names = [column.name for column in table.columns]
    lead = next((place for place, name in enumerate(names) if name.endswith(_A)), len(names))
    if lead == len(names):
        show_table(screen, table)
        return
    drawn = Drawn(title=plain(table.title), title_justify="left")
    for name in (*names[:lead], "figure"):
        drawn.add_column(plain(name))
    for name in ("a", "b", "b − a"):
        drawn.add_column(name, justify="right")
    for row in table.rows:
        cells = [_cell(c, h) for c, h in zip(row, table.columns, strict=True)]
        about = cells[:lead]
        for start in range(lead, len(cells), 3):
            figure = plain(names[start].removesuffix(_A))
            drawn.add_row(*about, figure, *cells[start : start + 3])
            about = [""] * lead
    screen.say(drawn)


def _cell(cell: Cell, column: Column) -> str:
    from whyrec.evals.report import Value

    if cell is None:
        return "–"
    if isinstance(cell, str):
        return plain(cell)
    if isinstance(cell, Value):
        if cell.mean is None:
            return "–"
        if cell.low is None or cell.high is None:
            return f"{cell.mean:.4f}"
        return f"{cell.mean:.4f} ({cell.low:.3f} to {cell.high:.3f})"
    if column.kind == "percent":
        return f"{cell:.2%}"
    return f"{cell:,}" if isinstance(cell, int) else f"{cell:.4f}"
