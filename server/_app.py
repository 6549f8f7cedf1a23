"""The application: one recommender behind all routes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from whyrec import Recommender, __version__
from whyrec.server import _errors, _openai, _rest
from whyrec.server._evolving import Evolving
from whyrec.server._protect import protect


def create_app(rec: Recommender) -> FastAPI:
    """Everything ``whyrec serve`` answers, as an ASGI application.

    Args:
        rec: An open recommender; it stays its owner's to close.
    """
    evolving = Evolving(rec)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        evolving.start()
        try:
            yield
        finally:
            await evolving.stop()

    app = FastAPI(
        title="whyrec",
        version=__version__,
        summary='The recommender that can always answer "why this?".',
        lifespan=lifespan,
    )
    app.state.rec = rec
    app.state.evolving = evolving
    _errors.install(app)
    protect(app, rec)
    _rest.install(app)
    app.include_router(_openai.router)
    return app
