"""What can go wrong between us and a model server, and what to do about each."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

import openai
from pydantic import SecretStr

from whyrec._loopback import leads_here
from whyrec.errors import UnusableAnswerError, UpstreamError

R = TypeVar("R")

_RETRIED_STATUS = frozenset({408, 409, 429, 500, 502, 503, 504})
_OUR_FAULT = frozenset({400, 413, 422})
"""Refused for what was asked, as a prompt beyond the context window: the server itself is well."""
_RETRY_AFTER_CAP_S = 10.0
"""A server that asks for more patience than this gets no second call."""
_JITTER_S = (0.2, 0.8)


class NonsenseError(Exception):
    """The server answered, with something that cannot be used; asking once more may help."""


async def with_one_retry(call: Callable[[], Awaitable[R]], timeout_s: float, key: SecretStr) -> R:
    """Await ``call()``, a second time where that can help, within one deadline.

    Retried are refused or broken connections, overload (after as long as ``retry-after`` says, up
    to 10 s), server errors and nonsense; not retried are timeouts and what would be refused again.

    Args:
        call: Makes one request.
        timeout_s: Deadline of both attempts together, in seconds.
        key: Never shown in a message.

    Raises:
        UpstreamError: Both attempts failed, or the only one.
    """
    try:
        async with asyncio.timeout(timeout_s):
            try:
                return await call()
            except UpstreamError:
                raise
            except Exception as error:
                pause = pause_before_retry(error)
                if pause is None:
                    raise
                await asyncio.sleep(pause)
                return await call()
    except TimeoutError as error:
        raise UpstreamError(
            f"The model server did not answer within {timeout_s:g} s.",
            remedy="Raise engine.timeout_s or look at the server's load.",
        ) from error
    except (openai.OpenAIError, NonsenseError) as error:
        raise upstream_error(error, key) from None
    except UpstreamError:
        raise
    except Exception as error:
        # An answer that is no JSON, or not of the announced shape, fails in many ways.
        raise UpstreamError(
            f"The model server's answer cannot be read: {type(error).__name__}."
        ) from None


def upstream_error(error: Exception, key: SecretStr) -> UpstreamError:
    """What happened, in words, without the key."""
    if isinstance(error, openai.APITimeoutError):
        return UpstreamError("The model server did not answer in time.")
    if isinstance(error, openai.APIConnectionError):
        return UpstreamError(
            "The model server cannot be reached.",
            remedy="Check engine.base_url, or start it: whyrec model serve",
        )
    if isinstance(error, openai.APIStatusError):
        detail = _without(_said(error), key)[:300]
        remedies = {
            401: "Check engine.api_key.",
            403: "Check engine.api_key.",
            404: "Check engine.base_url (it ends in /v1) and engine.model.",
            429: "The server is over its limits; ask it less or give it more.",
        }
        made = UnusableAnswerError if error.status_code in _OUR_FAULT else UpstreamError
        return made(
            f"The model server answered {error.status_code}{f': {detail}' if detail else '.'}",
            remedy=remedies.get(error.status_code),
            kind=f"The model server answered {error.status_code}.",
        )
    said = _without(str(error), key)[:300]
    return UnusableAnswerError(
        f"The model server answered nonsense: {said}",
        kind=f"The model server answered nonsense: {type(error).__name__}.",
    )


def _said(error: openai.APIStatusError) -> str:
    """What the server itself said, without what the client puts before it."""
    if isinstance(error.body, Mapping):
        return str(error.body.get("message") or "")
    text = str(error.message)
    return "" if text == f"Error code: {error.status_code}" else text


def is_loopback(url: str) -> bool:
    """Whether ``url`` is this machine, to which no proxy leads."""
    return leads_here(url)


def pause_before_retry(error: Exception) -> float | None:
    """Seconds to wait before the second attempt; None where there must be none.

    What ``retry-after`` asks for, up to 10 s, and some jitter.
    """
    jitter = random.uniform(*_JITTER_S)  # noqa: S311
    if isinstance(error, openai.APITimeoutError):
        return None
    if isinstance(error, openai.APIStatusError):
        if error.status_code not in _RETRIED_STATUS:
            return None
        try:
            asked = max(float(error.response.headers.get("retry-after", 0)), 0.0)
        except ValueError:
            asked = 0.0
        return None if asked > _RETRY_AFTER_CAP_S else asked + jitter
    return jitter


def _without(text: str, key: SecretStr) -> str:
    secret = key.get_secret_value()
    return text.replace(secret, "***") if secret else text
