"""doctor (stub)."""

import typer


def register(app: typer.Typer, panel: str) -> None:
    """Add."""
