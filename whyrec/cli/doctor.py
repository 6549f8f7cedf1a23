"""``whyrec doctor``: what is in use, what is missing, and what to do about it."""

from __future__ import annotations

import typer

from whyrec.cli._command import command
from whyrec.cli._plain import plain
from whyrec.cli._reach import Reach
from whyrec.cli._screen import styled, table
from whyrec.cli._session import Session
from whyrec.errors import PrerequisiteError

_MARKS = {"ok": ("ok", "green"), "note": ("note", "yellow"), "missing": ("MISSING", "bold red")}


def doctor(session: Session) -> int:
    """Say which engine, model, embedding, store and versions are in use, and what is missing.

    A model server is asked for one real token. Ends with 5 when something is missing.
    """
    from whyrec.cli._checks_engine import engines
    from whyrec.cli._checks_machine import machine
    from whyrec.cli._checks_store import database

    settings = session.settings
    checks = [*machine(settings), *database(settings), *engines(settings)]
    rows = table("", "", "")
    rows.show_header = False
    for check in checks:
        mark, style = _MARKS[check.state]
        told = styled(check.detail)
        if check.remedy:
            told.append(f"\n{plain(check.remedy)}", style="cyan")
        rows.add_row(styled((mark, style)), styled((check.name, "bold")), told)
    session.screen.say(rows)
    session.screen.result({"checks": [c._asdict() for c in checks]})
    missing = any(c.state == "missing" for c in checks)
    return PrerequisiteError.exit_code if missing else 0


def register(app: typer.Typer, panel: str) -> None:
    """Add the command."""
    command(app, "doctor", reach=Reach.MACHINE, rich_help_panel=panel)(doctor)
