"""All of REST in one application."""

from __future__ import annotations

from fastapi import FastAPI

from whyrec.server._paths import PathsAsSent
from whyrec.server._rest import _events, _profiles, _recommendations


def install(app: FastAPI) -> None:
    """Add the routes, matched on paths as they were sent."""
    for routes in (_recommendations.routes, _events.routes, _profiles.routes):
        app.include_router(routes)
    app.add_middleware(PathsAsSent)
