"""The application: one recommender behind all routes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from whyrec import Recommender, __version__
from whyrec.server import _errors, _health, _metrics, _openai, _page, _rest, _tenant
from whyrec.server._evolving import Evolving
from whyrec.server._logging import AccessLog
from whyrec.server._observed import Observed
from whyrec.server._protect import protect
from whyrec.server._retaining import Retaining
from whyrec.server._standby import Standby
from whyrec.server._traffic import Traffic


def create_app(rec: Recommender) -> FastAPI:
    """Everything ``whyrec serve`` answers, as an ASGI application.

    Args:
        rec: An open recommender; it stays its owner's to close.
    """
    traffic = Traffic()
    evolving = Evolving(rec, traffic)
    standby = Standby(rec)
    retaining = Retaining(rec)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        standby.start()
        evolving.start()
        retaining.start()
        try:
            yield
        finally:
            await retaining.stop()
            await evolving.stop()
            await standby.stop()

    app = FastAPI(
        title="whyrec",
        version=__version__,
        summary='The recommender that can always answer "why this?".',
        # Their pages load a script from elsewhere, which could do here what the reader may: ours is
        # `_page._docs`.
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.rec = rec
    app.state.evolving = evolving
    app.state.standby = standby
    _errors.install(app)
    protect(app, rec)
    metrics = _metrics.install(app, rec)
    app.add_middleware(Observed, observers=(traffic, metrics, AccessLog()))
    app.include_router(_health.router)
    _rest.install(app)
    app.include_router(_tenant.routes)
    app.include_router(_openai.router)
    _page.install(app)
    return app
