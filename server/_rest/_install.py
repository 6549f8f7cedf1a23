"""All of REST in one application."""

from __future__ import annotations

from fastapi import FastAPI

from whyrec.server._paths import PathsAsSent
from whyrec.server._rest import (
    _clusters,
    _drift,
    _elsewhere,
    _events,
    _experiments,
    _forecast,
    _items,
    _profiles,
    _questions,
    _recommendations,
    _rules,
    _timezones,
    _users,
)


def install(app: FastAPI) -> None:
    """Add the routes, matched on paths as they were sent."""
    for part in (
        _recommendations,
        _events,
        _profiles,
        _questions,
        _drift,
        _forecast,
        _elsewhere,
        _clusters,
        _users,
        _timezones,
        _items,
        _rules,
        _experiments,
    ):
        app.include_router(part.routes)
    app.add_middleware(PathsAsSent)
