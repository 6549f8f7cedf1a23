"""``whyrec model setup``: vLLM in an environment of its own."""

from __future__ import annotations

from typing import Annotated

import typer

from whyrec.cli._session import Session


def setup(
    session: Session,
    cpu: Annotated[
        bool,
        typer.Option("--cpu", help="The build for the CPU: for trying and tests, not for work."),
    ] = False,
) -> None:
    """Install vLLM in an environment of its own, below whyrec's home.

    The version is the setting serve.vllm_version. A finished environment is left as it is.
    """
    from whyrec.agents.models import vllm_setup

    settings = session.settings
    made = vllm_setup.setup(
        vllm_setup.default_folder(settings.home),
        vllm_setup.CPU_VERSION if cpu else settings.serve.vllm_version,
        cpu,
        lambda line: session.screen.note(line, style=None),
    )
    session.screen.say(f"vLLM {made.version} is ready in {made.folder}.")
    session.screen.say("Start it with: whyrec model serve")
    session.screen.result({"folder": str(made.folder), "version": made.version, "cpu": made.cpu})
