"""The way in: from the words of a command line to an exit code."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence

import typer

from whyrec._complaints import complaint
from whyrec.cli._failures import INTERRUPTED, failed, tell
from whyrec.cli._screen import Screen
from whyrec.errors import InputError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: The words after ``whyrec``; by default those of the process.

    Returns:
        The exit code; see `whyrec.cli._failures.EXIT_CODES`.
    """
    from whyrec.cli._app import app

    words = list(sys.argv[1:] if arguments is None else arguments)
    if not {"-v", "--verbose"} & set(words):
        warnings.simplefilter("ignore")
    screen = Screen(json="--json" in words)
    try:
        outcome = app(words, prog_name="whyrec", standalone_mode=False)
        sys.stdout.flush()
    except typer.TyperException as error:
        return _misused(error, screen)
    except typer.Abort:
        screen.note("Stopped.", style="yellow")
        return INTERRUPTED
    except (Exception, KeyboardInterrupt) as error:
        return failed(error, screen)
    return outcome if isinstance(outcome, int) else 0


def _misused(error: typer.TyperException, screen: Screen) -> int:
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        # Its message is the help, already printed or to be printed as it is.
        sys.stderr.write(error.format_message() + "\n" if error.format_message() else "")
        return InputError.exit_code
    path = context.command_path if context is not None else "whyrec"
    tell(screen, _words(error), f"See: {path} --help", InputError.exit_code, "InputError")
    return InputError.exit_code


def _words(error: typer.TyperException) -> str:
    """What is wrong with the words of a command line, in ours where pydantic found it."""
    from pydantic import ValidationError

    said, found = error.format_message(), error.__cause__ or error.__context__
    if not isinstance(found, ValidationError):
        return said
    first = found.errors()[0]
    given = "" if first["type"] == "value_error" else f", not {first['input']!r}"
    return f"{said.partition(': ')[0]}: {complaint(first)}{given}."
