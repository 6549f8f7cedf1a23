"""Whether the process lives, and whether it can answer."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from whyrec import __version__
from whyrec.server._standby import Standby

router = APIRouter(tags=["operations"])


class Health(BaseModel):
    """The process lives."""

    status: Literal["ok"] = "ok"
    version: str = Field(default=__version__, examples=[__version__])


class EngineHealth(BaseModel):
    """How the language model is, as the last call or probe found it."""

    state: Literal["off", "unknown", "closed", "half_open", "open"] = Field(examples=["closed"])
    """``closed`` works, ``open`` does not, ``half_open`` is being probed, ``unknown`` has not been
    asked yet, ``off`` is switched off."""
    since: datetime
    measured: bool = Field(examples=[True])
    """Whether it was found out what it can do; before that it is not used."""


class Ready(BaseModel):
    """Whether lists can be made."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "ready": True,
                    "sql": True,
                    "vectors": True,
                    "engine": {
                        "state": "closed",
                        "since": "2026-11-27T20:00:00Z",
                        "measured": True,
                    },
                }
            ]
        }
    )

    ready: bool
    sql: bool
    """The database can be read."""
    vectors: bool
    """The item vectors are open."""
    engine: EngineHealth
    """No part of ``ready``: without it lists are made all the same, and say ``degraded``."""


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz", summary="Whether the process lives")
async def healthz() -> Health:
    """Always the same, and cheap: an answer means that the process lives."""
    return Health()


@router.head("/readyz", include_in_schema=False)
@router.get(
    "/readyz",
    summary="Whether lists can be made",
    responses={503: {"model": Ready, "description": "Not yet, or not at the moment."}},
)
async def readyz(request: Request, response: Response) -> Ready:
    """200 where the database can be read and the vectors are open, else 503.

    A dead language model takes no server out of rotation.
    """
    standby: Standby = request.app.state.standby
    sql, vectors = await standby.readiness()
    state = request.app.state.rec.engine_state()
    engine = EngineHealth(state=state.state, since=state.since, measured=state.measured)
    if not (sql and vectors):
        response.status_code = 503
    return Ready(ready=sql and vectors, sql=sql, vectors=vectors, engine=engine)
