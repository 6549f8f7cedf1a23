"""whyrec for LangChain: a retriever, and two tools for an agent.

    retriever = WhyrecRetriever(base_url="http://127.0.0.1:8000", user_id="42", k=5)
    tools = whyrec_tools("42", base_url="http://127.0.0.1:8000")

Both ask a running server (``base_url``, and ``api_key`` where it asks for one) or a recommender in
this process: a `whyrec.SyncRecommender` answers ``invoke``, a `whyrec.Recommender` ``ainvoke``, a
server both. Install with ``pip install 'whyrec[langchain]'``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any, Self, TypeVar

from langchain_core.callbacks import (
    AsyncCallbackManagerForRetrieverRun,
    CallbackManagerForRetrieverRun,
)
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.tools import BaseTool, StructuredTool
from pydantic import Field, SecretStr, model_validator

from whyrec import Recommender, SyncRecommender
from whyrec.domain import Balance, Explanation, Recommendation, Scene
from whyrec.errors import InputError
from whyrec.remote import RemoteRecommender

__all__ = ["WhyrecRetriever", "whyrec_tools"]

T = TypeVar("T")


class WhyrecRetriever(BaseRetriever):
    """Recommendations as documents, best first.

    A document's text is the item's title and the reason; its metadata ``item_id``, ``score``,
    ``rank``, ``evidence`` (ids of the user's events), ``profile_version`` and ``degraded``; its id
    the item's. The query chooses whose list it is, not what is in it: it is the user's id, unless
    ``user_id`` is set, and then it is not looked at.
    """

    user_id: str | None = None
    """Whose list; by default the query says."""
    k: int = Field(default=10, ge=1, le=200)
    """Length of the list."""
    balance: Balance = Balance()
    """Calibrated shares, a cap on facets, surprise; by default none of them."""
    scene: Scene | None = None
    """Where, on what and when it is asked for."""
    base_url: str | None = None
    """A running server."""
    api_key: SecretStr | None = None
    recommender: Recommender | SyncRecommender | None = None
    """A recommender in this process, in place of a server."""
    tenant: str | None = None
    """Of a recommender in this process; with a server the key says."""

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        _check(self.base_url, self.recommender)
        return self

    @cached_property
    def _source(self) -> _Source:
        return _source(self.base_url, self.api_key, self.recommender, self.tenant)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        listed = self._source.recommend(self.user_id or query, self.k, self.scene, self.balance)
        return [_document(r) for r in listed]

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        listed = await self._source.arecommend(
            self.user_id or query, self.k, self.scene, self.balance
        )
        return [_document(r) for r in listed]


def whyrec_tools(
    user_id: str,
    *,
    base_url: str | None = None,
    api_key: SecretStr | None = None,
    recommender: Recommender | SyncRecommender | None = None,
    tenant: str | None = None,
    scene: Scene | None = None,
) -> list[BaseTool]:
    """The tools ``recommend`` and ``why_this`` for one user's agent.

    Whose data they read is settled here, never by a model. What they return for a model is text;
    their artifact is the list of `Recommendation`, or the `Explanation`.

    Args:
        user_id: The user.
        base_url: A running server.
        api_key: Its key, where it asks for one.
        recommender: A recommender in this process, in place of a server.
        tenant: Of a recommender in this process.
        scene: Where, on what and when the agent is asked: lists are for it, and reasons are of
            those lists.

    Raises:
        InputError: There is neither a server nor a recommender, or both.
    """
    _check(base_url, recommender)
    source = _source(base_url, api_key, recommender, tenant)

    def recommend(k: int = 5) -> tuple[str, list[Recommendation]]:
        listed = source.recommend(user_id, _length(k), scene)
        return _list_text(listed), listed

    async def arecommend(k: int = 5) -> tuple[str, list[Recommendation]]:
        listed = await source.arecommend(user_id, _length(k), scene)
        return _list_text(listed), listed

    def why_this(item_id: str) -> tuple[str, Explanation]:
        found = source.why(user_id, item_id, scene)
        return _why_text(found), found

    async def awhy_this(item_id: str) -> tuple[str, Explanation]:
        found = await source.awhy(user_id, item_id, scene)
        return _why_text(found), found

    return [
        StructuredTool.from_function(
            recommend,
            arecommend,
            name="recommend",
            description="The best k items for the user, each with its id in brackets and a reason.",
            response_format="content_and_artifact",
        ),
        StructuredTool.from_function(
            why_this,
            awhy_this,
            name="why_this",
            description="Why an item suits the user, from the user's own events. Takes an item id.",
            response_format="content_and_artifact",
        ),
    ]


class _InProcess:
    """A recommender in this process, asked the way it can be."""

    def __init__(self, recommender: Recommender | SyncRecommender, tenant: str | None) -> None:
        self._recommender = recommender
        self._tenant = tenant

    def recommend(
        self, user_id: str, k: int, scene: Scene | None, balance: Balance | None = None
    ) -> list[Recommendation]:
        return self._blocking().recommend(
            user_id, k, scene=scene, balance=balance, tenant=self._tenant
        )

    async def arecommend(
        self, user_id: str, k: int, scene: Scene | None, balance: Balance | None = None
    ) -> list[Recommendation]:
        return await self._waiting().recommend(
            user_id, k, scene=scene, balance=balance, tenant=self._tenant
        )

    def why(self, user_id: str, item_id: str, scene: Scene | None) -> Explanation:
        return self._blocking().why(user_id, item_id, scene=scene, tenant=self._tenant)

    async def awhy(self, user_id: str, item_id: str, scene: Scene | None) -> Explanation:
        return await self._waiting().why(user_id, item_id, scene=scene, tenant=self._tenant)

    def _blocking(self) -> SyncRecommender:
        if isinstance(self._recommender, SyncRecommender):
            return self._recommender
        raise InputError("A Recommender answers ainvoke; invoke needs a SyncRecommender.")

    def _waiting(self) -> Recommender:
        if isinstance(self._recommender, Recommender):
            return self._recommender
        raise InputError("A SyncRecommender answers invoke; ainvoke needs a Recommender.")


class _Server:
    """A running server; every call has connections of its own, whatever loop it is made in."""

    def __init__(self, base_url: str, api_key: SecretStr | None) -> None:
        self._base_url = base_url
        self._api_key = api_key

    def recommend(
        self, user_id: str, k: int, scene: Scene | None, balance: Balance | None = None
    ) -> list[Recommendation]:
        return _wait(self.arecommend(user_id, k, scene, balance))

    async def arecommend(
        self, user_id: str, k: int, scene: Scene | None, balance: Balance | None = None
    ) -> list[Recommendation]:
        async with RemoteRecommender(self._base_url, key=self._api_key) as remote:
            return await remote.recommend(user_id, k, scene=scene, balance=balance)

    def why(self, user_id: str, item_id: str, scene: Scene | None) -> Explanation:
        return _wait(self.awhy(user_id, item_id, scene))

    async def awhy(self, user_id: str, item_id: str, scene: Scene | None) -> Explanation:
        async with RemoteRecommender(self._base_url, key=self._api_key) as remote:
            return await remote.why(user_id, item_id, scene=scene)


_Source = _Server | _InProcess


def _wait(call: Coroutine[Any, Any, T]) -> T:
    # In a thread, since a notebook's own loop may be running in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, call).result()


def _check(base_url: str | None, recommender: Any) -> None:
    if (base_url is None) == (recommender is None):
        raise InputError("Give either base_url or recommender.")


def _source(
    base_url: str | None,
    api_key: SecretStr | None,
    recommender: Recommender | SyncRecommender | None,
    tenant: str | None,
) -> _Source:
    if recommender is not None:
        return _InProcess(recommender, tenant)
    return _Server(base_url or "", api_key)


def _length(k: int) -> int:
    """A model's wish for a length, within what a chat can hold."""
    return min(max(k, 1), 20)


def _document(listed: Recommendation) -> Document:
    reason = listed.explanation.text if listed.explanation else ""
    return Document(
        id=listed.item.id,
        page_content=f"{listed.item.title}\n{reason}".strip(),
        metadata={
            "item_id": listed.item.id,
            "score": listed.score,
            "rank": listed.rank,
            "evidence": list(listed.evidence),
            "profile_version": listed.profile_version,
            "degraded": listed.degraded,
        },
    )


def _list_text(listed: list[Recommendation]) -> str:
    lines = [
        f"{r.rank}. [{r.item.id}] {r.item.title}"
        + (f": {r.explanation.text}" if r.explanation else "")
        for r in listed
    ]
    return "\n".join(lines) or "There is nothing to recommend."


def _why_text(found: Explanation) -> str:
    lines = [found.text]
    lines += [f"- {e.kind} on {e.at:%Y-%m-%d}: {e.title}" for e in found.evidence]
    if found.counterfactual:
        now, without = found.counterfactual.rank, found.counterfactual.rank_without
        then = "would be no candidate" if without is None else f"would rank {without}"
        lines.append(f"It ranks {now} of {found.counterfactual.candidates}; without these {then}.")
    return "\n".join(lines)
