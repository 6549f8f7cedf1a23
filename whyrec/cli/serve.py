"""``whyrec serve``: the API, the chat and the web page over HTTP."""

from __future__ import annotations

from typing import Annotated

import typer

from whyrec.cli._command import command
from whyrec.cli._reach import Reach
from whyrec.cli._session import Session
from whyrec.errors import PrerequisiteError


def serve(
    session: Session,
    host: Annotated[
        str | None,
        typer.Option(
            help="Address to listen on; by default the setting server.host, this machine only.",
            show_default=False,
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=0, max=65535, help="By default server.port; 0 takes a free one.", show_default=False
        ),
    ] = None,
    demo: Annotated[
        bool,
        typer.Option("--demo", help="Serve the MovieLens sample, in the folder .demo."),
    ] = False,
) -> int:
    """Serve the OpenAI-compatible API, REST and the web page until Ctrl-C.

    Beyond this machine it asks for keys; make one first: whyrec keys create NAME
    """
    given = {"host": host, "port": port}
    server = {k: v for k, v in given.items() if v is not None}
    try:
        from whyrec.cli._serving import serve_demo, serve_home
        from whyrec.server import new_loop
    except ModuleNotFoundError as error:
        raise PrerequisiteError(
            f"The server needs the package {error.name}.",
            remedy="Install it with: pip install 'whyrec[server]'",
        ) from error

    import asyncio

    # Read before there is a loop: what is wrong with them needs none.
    settings = session.settings_with(server=server)
    with asyncio.Runner(loop_factory=new_loop) as runner:
        work = serve_demo(session, server) if demo else serve_home(session, settings)
        interrupted = runner.run(work)
    if interrupted:
        raise KeyboardInterrupt
    session.screen.note("Stopped.")
    return 0


def register(app: typer.Typer, panel: str) -> None:
    """Add the command."""
    command(app, "serve", reach=Reach.MACHINE, rich_help_panel=panel)(serve)
