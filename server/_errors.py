"""How an error becomes an answer: one envelope for every route, the one OpenAI's clients read.

``{"error": {"message": …, "type": …, "param": …, "code": …}}``: ``param`` is the field that is
meant, ``code`` the kind of error.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from html import escape
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Scope

from whyrec._complaints import complaint
from whyrec.errors import OverloadedError, WhyrecError
from whyrec.server._paths import as_sent

_log = logging.getLogger("whyrec.server")

RETRY_AFTER_S = 1
"""What an overloaded server asks for, in seconds."""

# Written out, since it is also what an overloaded server says.
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>whyrec</title>
<h1>whyrec</h1>
<p>{message}</p>
<p><a href="/">Back to the first page</a></p>
</html>
"""
_NO_SCRIPT = {"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'"}

_NO_PAGES = ("/v1/", "/metrics", "/healthz", "/readyz", "/openapi.json")

_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    405: "invalid_request_error",
    408: "invalid_request_error",
    409: "conflict_error",
    413: "invalid_request_error",
    422: "invalid_request_error",
    429: "rate_limit_error",
}


def envelope(
    status: int, message: str, *, param: str | None = None, code: str | None = None
) -> dict[str, Any]:
    """The body of an error."""
    kind = _TYPES.get(status, "server_error" if status >= 500 else "invalid_request_error")
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def body(error: WhyrecError) -> dict[str, Any]:
    """The body of an error raised on purpose."""
    code = type(error).__name__.removesuffix("Error").lower()
    return envelope(error.http_status, str(error), param=error.field, code=code)


def bug() -> dict[str, Any]:
    """The body of an error nobody meant; the log has the rest."""
    return envelope(500, "Something went wrong here; the server's log says what.", code="bug")


def answer(error: WhyrecError, scope: Scope | None = None) -> Response:
    """The response to an error raised on purpose.

    Args:
        error: The error.
        scope: The request, where no route has seen it: a browser that asks for a page gets one.
    """
    headers = {}
    if isinstance(error, OverloadedError):
        headers["Retry-After"] = str(RETRY_AFTER_S)
    if error.http_status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if scope is not None and _wants_a_page(scope):
        text = _PAGE.format(message=escape(str(error)))
        return HTMLResponse(text, error.http_status, headers | _NO_SCRIPT)
    return JSONResponse(body(error), status_code=error.http_status, headers=headers)


def _wants_a_page(scope: Scope) -> bool:
    if "text/html" not in Headers(scope=scope).get("accept", ""):
        return False
    return not as_sent(scope).startswith(_NO_PAGES)


def install(app: FastAPI) -> None:
    """Answer every error of every route this way."""

    @app.exception_handler(WhyrecError)
    async def _ours(_: Request, error: WhyrecError) -> Response:
        return answer(error)

    @app.exception_handler(RequestValidationError)
    async def _invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        no_json = first["type"] == "json_invalid"
        # The place of what is no JSON is a number of characters, and no field.
        param = "" if no_json else _place(first["loc"])
        status = 400 if no_json else 422
        message = complaint(first)
        text = f"{param}: {message}" if param else message
        return JSONResponse(
            envelope(status, text, param=param or None, code="input"), status_code=status
        )

    @app.exception_handler(HTTPException)
    async def _http(_: Request, error: HTTPException) -> JSONResponse:
        return JSONResponse(
            envelope(error.status_code, str(error.detail)),
            status_code=error.status_code,
            headers=error.headers,
        )

    @app.exception_handler(Exception)
    async def _bug(_: Request, error: Exception) -> JSONResponse:
        _log.exception("A request failed")
        return JSONResponse(bug(), status_code=500)


def _place(loc: Sequence[Any]) -> str:
    """``("body", "events", 0, "kind")`` as ``events.0.kind``."""
    return ".".join(str(part) for part in loc[1:])
