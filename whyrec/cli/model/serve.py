"""``whyrec model serve``: vLLM with the right flags."""

from __future__ import annotations

from typing import Annotated

import typer

from whyrec.cli._session import Session
from whyrec.errors import PrerequisiteError


def serve(
    session: Session,
    model: Annotated[
        str | None,
        typer.Option(
            help="A repository on the hub or a folder; by default the setting serve.model.",
            show_default=False,
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="By default serve.port.", show_default=False),
    ] = None,
) -> int:
    """Serve a model with vLLM until Ctrl-C, on this machine only unless serve.host says else.

    It says when the model has answered a first token, and how whyrec is told to use it.
    """
    from whyrec.agents.models import vllm_serve, vllm_setup

    given = {"model": model, "port": port}
    settings = session.settings_with(serve={k: v for k, v in given.items() if v is not None})
    environment = vllm_setup.find(vllm_setup.default_folder(settings.home))
    if environment is None:
        raise PrerequisiteError(
            "vLLM is not installed.", remedy="Run: whyrec model setup  (with --cpu to try it)"
        )
    status = vllm_serve.serve(
        environment,
        settings.serve,
        log=settings.home / "vllm.log",
        say=lambda line: session.screen.note(line, style=None),
    )
    session.screen.result({"exit_status": status})
    return 0 if status == 0 else 1
