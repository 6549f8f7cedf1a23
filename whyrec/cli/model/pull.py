"""``whyrec model pull``: a better model for the embedded engine."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from whyrec.cli._session import Session


def pull(
    session: Session,
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="qwen3-0.6b, qwen3-1.7b, qwen3-4b-instruct or OWNER/REPOSITORY/FILE.gguf.",
            show_default=False,
        ),
    ],
) -> None:
    """Fetch a GGUF model from the Hugging Face hub.

    What broke off is gone on with; the file appears whole and checked, or not at all.
    """
    # The hub's client has bars of its own.
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    from whyrec.agents.models.pull import pull as fetch

    def megabytes(done: int, total: int | None) -> None:
        session.stages("MB", done // 1_000_000, None if total is None else total // 1_000_000)

    file = fetch(name, session.settings.home / "models", progress=megabytes)
    session.screen.say(f"{file}: {file.stat().st_size / 1e6:.0f} MB.")
    session.screen.say(f"Use it with: export WHYREC_ENGINE__GGUF={file}")
    session.screen.result({"file": str(file), "bytes": file.stat().st_size})
