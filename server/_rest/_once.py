"""A request that is sent twice is worked on once: the header ``Idempotency-Key``."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Coroutine
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Header, Request
from fastapi.responses import Response

from whyrec import Recommender
from whyrec.domain import Model
from whyrec.errors import ConflictError
from whyrec.server._paths import as_sent
from whyrec.server._rest._subjects import Subject
from whyrec.store import Reply

T = TypeVar("T")
REPLAYED = "Idempotent-Replayed"
_HEADER = "Idempotency-Key"


class Once:
    """One request, under the key that its client gave it, if any."""

    def __init__(self, key: str | None, request_hash: str) -> None:
        self._key = key
        self._request_hash = request_hash

    async def answer(
        self,
        rec: Recommender,
        who: Subject,
        work: Callable[[], Coroutine[Any, Any, Model]],
    ) -> Response:
        """Do the work and keep the reply in the same transaction, or give the reply kept.

        Work without a key is done as it is. Only replies to work that was done are kept: what
        failed has changed nothing and may be tried again under its key.

        Args:
            rec: The recommender.
            who: The user it is about; their replies are deleted with them.
            work: Changes something and returns the body of the reply. It waits for the database and
                for nothing else; under a key it is done beside the event loop.

        Raises:
            ConflictError: The key was used for another request.
        """
        key = self._key
        if key is None:
            return _json((await work()).model_dump_json())
        return await rec.store.queued(lambda: self._answer(rec, who, key, work))

    def _answer(
        self,
        rec: Recommender,
        who: Subject,
        key: str,
        work: Callable[[], Coroutine[Any, Any, Model]],
    ) -> Response:
        spoken = f"{who.tenant}\0{who.user_id}\0{key}"
        hashed = hashlib.sha256(spoken.encode()).hexdigest()
        replies = rec.store.replies
        with rec.store.transaction():
            kept = replies.claim(who.tenant, who.user_id, hashed, self._request_hash)
            if kept is not None:
                return self._again(kept)
            text = at_once(work()).model_dump_json()
            replies.keep(who.tenant, who.user_id, hashed, 200, text)
        return _json(text)

    def _again(self, kept: Reply) -> Response:
        if kept.body_hash != self._request_hash:
            raise ConflictError(
                "This idempotency key was used for another request.",
                remedy="Give each request a key of its own.",
                field=_HEADER,
            )
        return _json(kept.text, kept.status, replayed=True)


async def _once(
    request: Request,
    key: Annotated[
        str | None,
        Header(
            alias=_HEADER,
            min_length=1,
            max_length=255,
            pattern=r"^[\x21-\x7e]+$",
            description="Sent again with the same key and body within 24 hours, the request gets "
            "the reply of the first time, with the header `Idempotent-Replayed: true`; another "
            "body is refused by 409.",
            examples=["9b2f0c1e-5a53-4f0e-8d2a-0d8f6a1c7e42"],
        ),
    ] = None,
) -> Once:
    about = f"{request.method}\0{as_sent(request.scope)}\0{request.url.query}\0"
    spoken = about.encode("utf-8", "surrogateescape") + await request.body()
    return Once(key, hashlib.sha256(spoken).hexdigest())


OnceOnly = Annotated[Once, Depends(_once)]


def at_once(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that waits for nothing, so that a transaction may stand open around it.

    Raises:
        RuntimeError: It wants to wait: others would then write into the transaction.
    """
    try:
        work.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    work.close()
    raise RuntimeError("what is done in a transaction must not wait")


def _json(text: str, status: int = 200, *, replayed: bool = False) -> Response:
    headers = {REPLAYED: "true"} if replayed else None
    return Response(text, status, headers, "application/json")
