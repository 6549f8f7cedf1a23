"""What a tenant lets be recommended, whoever asks."""

from __future__ import annotations

from pydantic import ConfigDict

from whyrec.domain import Rules
from whyrec.server._caller import Admin, Reader
from whyrec.server._rest import _examples
from whyrec.server._rest._replies import example, replies, router
from whyrec.server._rest._subjects import Rec

routes = router("Rules")


class RulesBody(Rules):
    """The rules, whole: what is left out is as if it had never been set."""

    model_config = ConfigDict(json_schema_extra=example(_examples.RULES))


@routes.get("/v1/rules", summary="Read the rules of the lists", responses=replies(_examples.RULES))
async def get_rules(caller: Reader, rec: Rec) -> Rules:
    """Which items may be recommended, and whether what a user has seen may return."""
    return await rec.items.rules(tenant=caller.tenant)


@routes.put(
    "/v1/rules", summary="Set the rules of the lists", responses=replies(_examples.RULES, 400)
)
async def put_rules(caller: Admin, rec: Rec, body: RulesBody) -> Rules:
    """Put other rules in force, from the next list on, in lists and chats alike.

    `why` says of what they keep out that it is kept out.
    """
    rules = Rules.model_validate(body.model_dump())
    await rec.items.set_rules(rules, tenant=caller.tenant)
    return rules
