"""How a function becomes a command: common options, one way to run, one way to fail."""

from __future__ import annotations

import asyncio
import inspect
import signal
import sys
import threading
from collections.abc import Callable, Coroutine
from functools import wraps
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer

from whyrec.cli._failures import failed
from whyrec.cli._reach import ELSEWHERE, Reach, at_home, require
from whyrec.cli._session import Common, Session

PANEL = "Options of every command"

Json = Annotated[
    bool,
    typer.Option(
        "--json",
        help="Machine-readable result on stdout, all else on stderr.",
        rich_help_panel=PANEL,
    ),
]
Tenant = Annotated[
    str | None,
    typer.Option("--tenant", help="Whose data; by default the settings'.", rich_help_panel=PANEL),
]
Home = Annotated[
    Path | None,
    typer.Option(
        "--home",
        help="Folder of everything whyrec keeps.",
        rich_help_panel=PANEL,
        show_default=False,
    ),
]
Url = Annotated[
    str | None,
    typer.Option(
        "--url",
        help="Work on a running whyrec server, as http://127.0.0.1:8000; its key is in WHYREC_KEY.",
        rich_help_panel=PANEL,
        show_default=False,
    ),
]
KeyFile = Annotated[
    Path | None,
    typer.Option(
        "--key-file",
        help="A file that holds the server's key, in place of WHYREC_KEY.",
        rich_help_panel=PANEL,
        show_default=False,
    ),
]
Verbose = Annotated[
    bool,
    typer.Option("--verbose", "-v", help="Say more, also of faults.", rich_help_panel=PANEL),
]

_COMMON: dict[str, tuple[Any, Any]] = {
    "json": (Json, False),
    "tenant": (Tenant, None),
    "home": (Home, None),
    "url": (Url, None),
    "key_file": (KeyFile, None),
    "verbose": (Verbose, False),
}


def command(
    app: typer.Typer,
    name: str,
    *,
    reach: Reach = Reach.HOME,
    instead: str = ELSEWHERE,
    **options: Any,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register ``function(session, ...)``, plain or async, as a command.

    It takes the common options after its name as well as before, and whatever it raises becomes a
    line on stderr and an exit code.

    Args:
        app: Where to.
        name: The command's name.
        reach: On whose data it can work.
        instead: What to do where it cannot work through a server.
        **options: Typer's own.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def call(ctx: typer.Context, **values: Any) -> None:
            own = Common(**{key: values.pop(key) for key in _COMMON})
            outer = ctx.obj if isinstance(ctx.obj, Common) else Common()

            def checked(session: Session, **values: Any) -> Any:
                session.reach = reach
                require(session, ctx.command_path, reach, instead)
                return function(session, **values)

            raise typer.Exit(run(own.over(outer), checked, values))

        _sign(call, function)
        call.reach = reach  # type: ignore[attr-defined]
        app.command(name, **options)(call)
        return function

    return register


def run(common: Common, function: Callable[..., Any], values: dict[str, Any]) -> int:
    """Run a command's function to its end, good or bad.

    Returns:
        The exit code.
    """
    session = Session(common)
    try:
        with session.stages:
            outcome = function(session, **values)
            if inspect.iscoroutine(outcome):
                outcome = _wait(session, outcome)
        sys.stdout.flush()
    except (typer.Exit, typer.Abort):
        raise
    except (Exception, KeyboardInterrupt) as error:
        return failed(at_home(error, session.reach), session.screen)
    return outcome if isinstance(outcome, int) else 0


def _wait(session: Session, work: Coroutine[Any, Any, Any]) -> Any:
    async def watched() -> Any:
        # asyncio's own handler cancels what waits; work that does not wait, or runs in another
        # thread, ends at its next report of progress.
        cancel = signal.getsignal(signal.SIGINT)

        def interrupted(number: int, frame: FrameType | None) -> None:
            session.stages.stop()
            if callable(cancel):
                cancel(number, frame)

        here = threading.current_thread() is threading.main_thread()
        if here:
            signal.signal(signal.SIGINT, interrupted)
        try:
            return await work
        finally:
            if here:
                signal.signal(signal.SIGINT, cancel)

    with asyncio.Runner() as runner:
        return runner.run(watched())


def _sign(call: Callable[..., Any], function: Callable[..., Any]) -> None:
    """Give the wrapper the function's parameters and the common ones, for typer to read."""
    own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
    kind = inspect.Parameter.KEYWORD_ONLY
    context = inspect.Parameter(
        "ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context
    )
    shared = [
        inspect.Parameter(name, kind, default=default, annotation=annotation)
        for name, (annotation, default) in _COMMON.items()
    ]
    parameters = [context, *(p.replace(kind=kind) for p in own), *shared]
    call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    call.__annotations__ = {p.name: p.annotation for p in parameters}
    del call.__wrapped__  # type: ignore[attr-defined]
