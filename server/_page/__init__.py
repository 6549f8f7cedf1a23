"""The web page: server-rendered, in English and Chinese, readable without JavaScript."""

from __future__ import annotations

from fastapi import FastAPI

from whyrec.server._page import (
    _actions,
    _changes,
    _docs,
    _people,
    _sign_in,
    _static,
    _timeline,
    _user,
)

__all__ = ["install"]


def install(app: FastAPI) -> None:
    """Add the page's routes; they expect paths as they were sent, and `Evolving` in the state."""
    for routes in (_people, _user, _actions, _changes, _timeline, _docs, _sign_in):
        app.include_router(routes.routes)
    app.include_router(_static.router)
