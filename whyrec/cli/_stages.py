"""Progress of long work on stderr, a line a stage."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from whyrec.cli._plain import plain


class Stages:
    """A progress display that is called with (stage, done, total or None).

    Nothing is drawn where stderr is no terminal. `stop` makes the next call raise
    ``KeyboardInterrupt``, which ends work that runs in another thread.

    Args:
        console: Where to draw.
        lines: Print each stage's name once where nothing can be drawn.
    """

    def __init__(self, console: Console, *, lines: bool = False) -> None:
        self._console = console
        self._drawn = console.is_terminal
        self._lines = lines and not self._drawn
        self._progress = Progress(
            SpinnerColumn(finished_text=" "),
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not self._drawn,
        )
        self._tasks: dict[str, TaskID] = {}
        self._started = False
        self._stopped = False

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Show where ``stage`` stands."""
        self.check()
        if stage not in self._tasks:
            if self._lines:
                self._console.print(plain(stage) + " …", style="dim")
            if not self._started:
                self._progress.start()
                self._started = True
            self._tasks[stage] = self._progress.add_task(plain(stage), total=total)
        self._progress.update(self._tasks[stage], completed=done, total=total)

    def stop(self) -> None:
        """Let the next report raise ``KeyboardInterrupt`` where it is made."""
        self._stopped = True

    def check(self, *_: object) -> None:
        """Raise ``KeyboardInterrupt`` once `stop` was called; draws nothing."""
        if self._stopped:
            raise KeyboardInterrupt

    def clear(self) -> None:
        """Forget all stages, so that the next work begins with an empty display."""
        for task in self._tasks.values():
            self._progress.remove_task(task)
        self._tasks.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._started:
            self._progress.stop()
            self._started = False
