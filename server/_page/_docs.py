"""The API's description to read and to try, by Swagger UI."""

from __future__ import annotations

from fastapi import Request, Response

from whyrec.server._page._render import POLICY, page
from whyrec.server._page._route import router

_POLICY = POLICY | {"style-src": "'self' 'unsafe-inline'", "img-src": "'self' data:"}
"""Swagger UI writes style attributes, and its style sheet holds its pictures."""

routes = router()


@routes.get("/docs")
async def docs(request: Request) -> Response:
    """Every route with its examples."""
    return page(request, "docs", policy=_POLICY)
