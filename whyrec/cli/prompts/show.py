"""``whyrec prompts show``."""

from __future__ import annotations

from whyrec.cli._plain import plain
from whyrec.cli._session import Session
from whyrec.cli.prompts._find import Name, find


def show(session: Session, name: Name) -> None:
    """Show a prompt: what it is for, what it takes, its template."""
    prompt = find(name)
    say = session.screen.say
    say(f"{prompt.id}  sha256 {prompt.sha256}", style="bold")
    say(prompt.purpose)
    say(f"Answer: {prompt.output}")
    for field, meaning in prompt.inputs.items():
        say(f"  {field}: {meaning}")
    say()
    for line in prompt.source.splitlines():
        say(plain(line))
    session.screen.result(
        {
            "id": prompt.id,
            "sha256": prompt.sha256,
            "purpose": prompt.purpose,
            "output": prompt.output,
            "inputs": dict(prompt.inputs),
            "template": prompt.source,
        }
    )
