"""Lists and the answer to "why this?"."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import ConfigDict, Field

from whyrec.agents.retrieve import Filters
from whyrec.domain import (
    Balance,
    Explanation,
    Identifier,
    Model,
    Recommendation,
    Scene,
    UtcDatetime,
)
from whyrec.recommender import MAX_CANDIDATES, MAX_LIST
from whyrec.server._rest import _examples
from whyrec.server._rest._moments import AsOf
from whyrec.server._rest._replies import example, replies, router
from whyrec.server._rest._subjects import ItemId, ReadsUser, Rec, Subject

routes = router("Recommendations")

Domain = Annotated[str, Field(min_length=1, max_length=64)]
_Ids = Annotated[tuple[Identifier, ...], Field(max_length=MAX_CANDIDATES)]


class _There(Scene):
    @property
    def context(self) -> Scene:
        """The part of it that says where the user is."""
        return Scene(**{name: getattr(self, name) for name in Scene.model_fields})


class _Asked(Balance, _There):
    k: int = Field(default=10, ge=1, le=MAX_LIST)
    """Length of the list."""
    explain: bool = True
    """Write the reasons."""
    use_model: bool = True
    """False ranks and explains without the language model: the fastest."""
    diversity: float | None = Field(default=None, ge=0, le=100)
    """0 takes the best; more takes less of the same. By default the server's setting."""
    shown: bool = True
    """False where the user will not see it: no experiment counts it then."""

    @property
    def balance(self) -> Balance:
        """The part of it that is one."""
        return Balance(**{name: getattr(self, name) for name in Balance.model_fields})


class ListQuery(_Asked):
    """What a list may be asked for in the query."""

    domain: list[Domain] = Field(default=[], max_length=100)
    """Only items of these domains; may be given several times."""
    as_of: AsOf = None


class ListBody(_Asked):
    """What a list may be asked for in the body."""

    model_config = ConfigDict(json_schema_extra=example(_examples.LIST_BODY))

    domains: tuple[Domain, ...] = Field(default=(), max_length=100)
    """Only items of these domains; empty: of all."""
    allow: _Ids | None = None
    """Only these items."""
    deny: _Ids = ()
    """Never these items."""
    candidates: Annotated[_Ids, Field(min_length=1)] | None = None
    """Rank these items and no others, also what the user has seen."""
    as_of: AsOf = None


class WhyQuery(_There):
    """What the answer to "why this?" may be asked for."""

    use_model: bool = True
    """False composes the words without the language model."""
    shown: bool = True
    """False where the user will not see it: no experiment counts it."""
    as_of: AsOf = None


_NOTHING_SAID = ListBody()


class ListReply(Model):
    """A list, best first."""

    user_id: str
    as_of: UtcDatetime
    """The moment it was made for."""
    profile_version: int
    """The version of the profile it rests on; 0 where nothing is known of the user."""
    degraded: bool
    """True where the language model should have taken part and could not."""
    recommendations: tuple[Recommendation, ...]


@routes.get(
    "/v1/users/{user_id:id}/recommendations",
    summary="Recommend items to a user",
    responses=replies(_examples.LIST_REPLY, 404),
)
async def get_recommendations(
    who: ReadsUser, rec: Rec, query: Annotated[ListQuery, Query()]
) -> ListReply:
    """The best items for a user, best first, each with its reason.

    Somebody nobody knows gets what is popular. Without a working language model the list comes all
    the same and says `degraded`.
    """
    return await _list(
        who, rec, ListBody(**query.model_dump(exclude={"domain"}), domains=tuple(query.domain))
    )


@routes.post(
    "/v1/users/{user_id:id}/recommendations",
    summary="Recommend items to a user, with conditions",
    responses=replies(_examples.LIST_REPLY, 400, 404),
)
async def post_recommendations(
    who: ReadsUser, rec: Rec, body: ListBody = _NOTHING_SAID
) -> ListReply:
    """The same with conditions that are too long for a query. Changes nothing of the user's."""
    return await _list(who, rec, body)


@routes.get(
    "/v1/users/{user_id:id}/why/{item_id:id}",
    summary="Say why an item suits a user, or does not",
    responses=replies(_examples.EXPLANATION, 404),
)
async def get_why(
    who: ReadsUser,
    item_id: ItemId,
    rec: Rec,
    query: Annotated[WhyQuery, Query()],
) -> Explanation:
    """The reason, the user's own events that show it, and where the item would rank without them.

    Any item of the catalogue can be asked for; one that is in no list says what keeps it out. Of a
    list that was made for a context, say the same context: the rank is then that of its ranking.
    """
    return await rec.why(
        who.user_id,
        item_id,
        use_model=query.use_model,
        scene=query.context,
        shown=query.shown,
        tenant=who.tenant,
        as_of=query.as_of,
    )


async def _list(who: Subject, rec: Rec, asked: ListBody) -> ListReply:
    found = await rec.recommend(
        who.user_id,
        asked.k,
        explain=asked.explain,
        use_model=asked.use_model,
        diversity=asked.diversity,
        balance=asked.balance,
        scene=asked.context,
        filters=Filters(
            domains=frozenset(asked.domains) or None,
            allow=None if asked.allow is None else frozenset(asked.allow),
            deny=frozenset(asked.deny),
        ),
        candidates=asked.candidates,
        shown=asked.shown,
        tenant=who.tenant,
        as_of=asked.as_of,
    )
    if found:
        version, moment = found[0].profile_version, found[0].as_of
    else:
        version = rec.store.profiles.head(who.tenant, who.user_id).version
        moment = rec.moment(asked.as_of, tenant=who.tenant)
    return ListReply(
        user_id=who.user_id,
        as_of=moment,
        profile_version=version,
        degraded=any(one.degraded for one in found),
        recommendations=tuple(found),
    )
