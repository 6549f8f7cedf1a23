"""What every request goes through before a route sees it."""

from __future__ import annotations

from fastapi import FastAPI

from whyrec import Recommender
from whyrec.server._auth import Auth, Authenticator
from whyrec.server._body import Body
from whyrec.server._deadline import Deadline
from whyrec.server._hosts import Hosts
from whyrec.server._leaving import Leaving
from whyrec.server._limits import Limiter, RateLimits
from whyrec.server._overload import Overload


def protect(app: FastAPI, rec: Recommender) -> None:
    """Put the layers around an application, the cheapest refusals outermost.

    Raises:
        InputError: The setting ``server.rate_limit`` is no rate.
    """
    settings = rec.settings.server
    authenticator = Authenticator(rec.store, rec.settings)
    app.state.authenticator = authenticator
    limiter = Limiter(settings.rate_limit)
    # Who asks for what is below a user does not mean the user: there is no way on from a slash.
    app.router.redirect_slashes = False
    # The one added last is the outermost.
    app.add_middleware(Leaving)
    app.add_middleware(Body, settings=settings)
    app.add_middleware(RateLimits, limiter=limiter)
    app.add_middleware(Auth, authenticator=authenticator, limiter=limiter)
    app.add_middleware(Overload, most=settings.max_in_flight)
    app.add_middleware(Deadline, seconds=settings.deadline_s)
    app.add_middleware(Hosts, settings=settings)
