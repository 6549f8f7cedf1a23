"""Templates become answers: everything escaped, no script but the page's own file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from whyrec.server._caller import Caller
from whyrec.server._page._static import address
from whyrec.server._page._words import language_of, words

POLICY = {
    "default-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}
CHART_POLICY = POLICY | {"style-src": "'self' 'unsafe-inline'", "frame-ancestors": "'self'"}
"""For the chart's own document: Bokeh writes style elements. Nothing else is in it."""


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    policy: Mapping[str, str] = POLICY,
    **values: Any,
) -> Response:
    """A page in the reader's language.

    Args:
        request: What it answers.
        template: Name of the template, without its endings.
        status: The HTTP status.
        policy: The content security policy.
        **values: What the template is given.
    """
    said = words(language_of(request))
    query = f"?{request.url.query}" if request.url.query else ""
    caller: Caller | None = request.scope.get("state", {}).get("caller")
    text = (
        _environment()
        .get_template(f"{template}.html.jinja")
        .render(
            t=said,
            here=request.scope["path"] + query if request.method == "GET" else "/",
            signed_in=caller is not None and caller.key_id is not None,
            alone=caller is not None and caller.user_id is not None,
            writes=caller is not None and caller.may("write"),
            **values,
        )
    )
    return HTMLResponse(text, status, headers=headers(policy) | {"Content-Language": said.language})


def headers(policy: Mapping[str, str] = POLICY) -> dict[str, str]:
    """What every page tells the browser not to do.

    The referrer stays within the site and is not left out: without it browsers send forms with
    ``Origin: null``, and a form of ours could not be told from another site's.
    """
    return {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "; ".join(f"{name} {what}" for name, what in policy.items()),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Referrer-Policy": "same-origin",
        "Vary": "Accept-Language, Cookie",
        "X-Content-Type-Options": "nosniff",
    }


def user_path(user_id: str, *more: str) -> str:
    """The page of a user, or something below it; ids may hold any character."""
    return "/".join(["/users", *(quote(part, safe="") for part in (user_id, *more))])


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"static": address, "user_path": user_path}
    made.filters |= {"quoted": lambda text: quote(str(text), safe="")}
    return made
