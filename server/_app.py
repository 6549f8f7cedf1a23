"""The application: one recommender behind all routes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from whyrec import Recommender, __version__
from whyrec.server import _errors


def create_app(rec: Recommender) -> FastAPI:
    """Everything ``whyrec serve`` answers, as an ASGI application.

    Args:
        rec: An open recommender; it stays its owner's to close.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield

    app = FastAPI(
        title="whyrec",
        version=__version__,
        summary='The recommender that can always answer "why this?".',
        lifespan=lifespan,
    )
    app.state.rec = rec
    _errors.install(app)
    return app
