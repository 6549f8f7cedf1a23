"""The page: one HTML file that needs nothing else, no network and no JavaScript."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from whyrec.evals.report._drawing import drawn, legend, numbers
from whyrec.evals.report._numbers import cell_in_words, decimals_of, in_words
from whyrec.evals.report._rows import laid_out
from whyrec.evals.report._types import Report
from whyrec.evals.report._visible import PASSAGE, SENTENCES, WHOLE, Visible, visible

_TEMPLATES = Path(__file__).parent / "templates"


def render(report: Report) -> str:
    """The report as a page.

    Every text of it is shown as text, whatever it contains; the page's own policy forbids scripts
    and requests besides. The same report gives the same page.
    """
    style = (_TEMPLATES / "report.css").read_text(encoding="utf-8")
    return (
        _environment()
        .get_template("report.html.jinja")
        .render(
            report=report,
            style=Markup(style),  # noqa: S704 - our own file, and the policy holds its hash
            style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        )
    )


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printed,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {
        "cell": cell_in_words,
        "decimals": decimals_of,
        "drawn": drawn,
        "laid_out": laid_out,
        "legend": legend,
        "moment": _moment,
        "number": in_words,
        "numbers": numbers,
        "paragraphs": _paragraphs,
        "passage": lambda text: visible(text, PASSAGE),
        "sentences": lambda text: visible(text, SENTENCES),
        "took": _took,
        "whole": lambda text: visible(text, WHOLE),
    }
    return made


def _printed(value: object) -> object:
    """Every text the template prints is made visible and short, unless it already was."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _paragraphs(text: str) -> list[Visible]:
    return [visible(part.strip(), PASSAGE) for part in text.split("\n\n") if part.strip()]


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _took(report: Report) -> str:
    """How long the run took, in its two largest units."""
    seconds = round((report.finished_at - report.started_at).total_seconds())
    minutes, hours = seconds // 60, seconds // 3600
    if hours:
        return f"{hours} h {minutes % 60} min"
    return f"{minutes} min {seconds % 60} s" if minutes else f"{seconds} s"
