"""What comes next."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from whyrec.domain import ForecastReport
from whyrec.server._rest import _examples
from whyrec.server._rest._moments import AsOf
from whyrec.server._rest._replies import replies, router
from whyrec.server._rest._subjects import ReadsUser, Rec, known

routes = router("Forecast")


@routes.get(
    "/v1/users/{user_id:id}/forecast",
    summary="Say what a user's next event will be about",
    responses=replies(_examples.FORECAST, 404),
)
async def get_forecast(
    who: ReadsUser,
    rec: Rec,
    k: Annotated[int, Query(ge=1, le=200, description="At most so many of each list.")] = 10,
    use_model: Annotated[
        bool, Query(description="Whether a language model that can judge is asked too.")
    ] = False,
    as_of: Annotated[AsOf, Query()] = None,
) -> ForecastReport:
    """Probabilities of the user's interests and of topics, tried and untried, with reasons."""
    await known(rec, who)
    return await rec.forecast(who.user_id, k, use_model=use_model, tenant=who.tenant, as_of=as_of)
