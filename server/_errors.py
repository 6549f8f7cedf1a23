"""How an error becomes an answer: one envelope for every route, the one OpenAI's clients read.

``{"error": {"message": …, "type": …, "param": …, "code": …}}``: ``param`` is the field that is
meant, ``code`` the kind of error.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from whyrec.errors import OverloadedError, WhyrecError

_log = logging.getLogger("whyrec.server")

RETRY_AFTER_S = 1
"""What an overloaded server asks for, in seconds."""

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


def answer(error: WhyrecError) -> JSONResponse:
    """The response to an error raised on purpose."""
    headers = {}
    if isinstance(error, OverloadedError):
        headers["Retry-After"] = str(RETRY_AFTER_S)
    if error.http_status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(body(error), status_code=error.http_status, headers=headers)


def install(app: FastAPI) -> None:
    """Answer every error of every route this way."""

    @app.exception_handler(WhyrecError)
    async def _ours(_: Request, error: WhyrecError) -> JSONResponse:
        return answer(error)

    @app.exception_handler(RequestValidationError)
    async def _invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        no_json = first["type"] == "json_invalid"
        # The place of what is no JSON is a number of characters, and no field.
        param = "" if no_json else _place(first["loc"])
        status = 400 if no_json else 422
        message = first["msg"].removeprefix("Value error, ")
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
