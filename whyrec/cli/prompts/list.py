"""``whyrec prompts list``."""

from __future__ import annotations

from whyrec.cli._plain import plain
from whyrec.cli._screen import table
from whyrec.cli._session import Session


def list_all(session: Session) -> None:
    """List every version of every prompt."""
    from whyrec.prompts import list_prompts

    found = list_prompts()
    rows = table("prompt", "released", "sha256", "purpose")
    for prompt in found:
        released = f"{prompt.released:%Y-%m-%d}" if prompt.released else "draft"
        rows.add_row(plain(prompt.id), released, prompt.sha256[:12], plain(prompt.purpose))
    session.screen.say(rows)
    session.screen.result(
        [
            {
                "id": p.id,
                "task": p.task,
                "version": p.version,
                "released": p.released.isoformat() if p.released else None,
                "sha256": p.sha256,
                "purpose": p.purpose,
            }
            for p in found
        ]
    )
