"""Reports on disk: the page and, beside it, the JSON it was made from."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from whyrec.errors import InputError
from whyrec.evals.report._html import render
from whyrec.evals.report._types import Report

PAGE, DATA = "report.html", "report.json"


def write(report: Report, folder: Path) -> tuple[Path, Path]:
    """Write ``report.html`` and ``report.json``; neither is ever half there.

    Args:
        report: What to write; the same report gives the same bytes.
        folder: Where to; made when missing, older files of these names are replaced.

    Returns:
        The page and the JSON.

    Raises:
        InputError: The folder cannot be written to.
    """
    texts = {DATA: report.model_dump_json(indent=2) + "\n", PAGE: render(report)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=".report-", dir=folder))
        try:
            for name, text in texts.items():
                (fresh / name).write_text(text, encoding="utf-8", newline="\n")
            for name in texts:
                os.replace(fresh / name, folder / name)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise InputError(
            f"The report cannot be written to {folder}: {error.strerror or error}.",
            remedy="Name another folder.",
        ) from error
    return folder / PAGE, folder / DATA


def read(path: Path) -> Report:
    """Read a report back.

    Args:
        path: The JSON, or the folder that holds it.

    Raises:
        InputError: There is none, it is damaged, or another version wrote it; the message names
            the first field that is wrong.
    """
    file = path / DATA if path.is_dir() else path
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The report {file} cannot be read: {error}.") from error
    try:
        return Report.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        if where == "format":
            message = f"{file} was written by a version of whyrec whose reports look different."
        else:
            message = f"{file} is no sound report: {where or 'the file'}: {first['msg']}."
        raise InputError(message, remedy="Run the suite again to make it anew.") from error


def schema() -> dict[str, Any]:
    """The JSON schema of ``report.json``, with what every field means."""
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return dialect | Report.model_json_schema()
