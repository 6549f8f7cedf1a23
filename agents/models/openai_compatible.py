"""The served engine: vLLM, or anything that speaks OpenAI's API."""

from __future__ import annotations

import asyncio
import contextlib
import math
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import openai
from openai import AsyncOpenAI, DefaultAsyncHttpxClient
from pydantic import SecretStr, ValidationError

from whyrec.agents.models._http import NonsenseError, is_loopback, upstream_error, with_one_retry
from whyrec.agents.models._prose import ThoughtFilter, plain, plain_messages, without_thoughts
from whyrec.agents.models._protocol import ChatMessage, Completion, Likelihoods, Parsed, T, Usage
from whyrec.agents.models._schema import constrained_schema
from whyrec.agents.models._seam import ANCHOR, common_length
from whyrec.agents.models._served import UNTHINKING, ServedModel, identify, identify_now
from whyrec.agents.models.tokenizer import estimate_tokens
from whyrec.errors import UnusableAnswerError, UpstreamError

R = TypeVar("R")

_BATCH = 25
"""Prompts in one likelihood request."""
_COUNTS_KEPT = 2048


class OpenAICompatibleModel:
    """A model behind an OpenAI-compatible server.

    Args:
        base_url: The server's address, ending in ``/v1``.
        model: The served model's name; by default the first one the server lists.
        api_key: Sent as a bearer token; in no log, message or representation.
        timeout_s: Deadline of one call, its retry included, in seconds.
    """

    engine = "openai_compatible"

    def __init__(
        self,
        base_url: str,
        *,
        model: str | None = None,
        api_key: SecretStr | None = None,
        timeout_s: float = 60.0,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._key = api_key or SecretStr("none")
        self._timeout_s = timeout_s
        self._clients: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, AsyncOpenAI] = (
            weakref.WeakKeyDictionary()
        )
        self._asked_model = model
        self._served: ServedModel | None = None
        self._name = "unknown"
        self._echo_tokens = 0
        self._tokenize = True
        self._counts: dict[str, int] = {}
        if model is None:
            self._served = identify_now(self.base_url, self._key)

    @property
    def model(self) -> str:
        """The served model's name; ``unknown`` while no server has answered yet.

        A server that was lost is asked for it anew: another model may have taken its place.
        """
        if self._asked_model:
            return self._asked_model
        if self._served is not None:
            self._name = self._served.name
        return self._name

    async def chat(
        self,
        messages: Sequence[ChatMessage],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        seed: int = 0,
        stop: Sequence[str] = (),
    ) -> Completion:
        """Write an answer of at most ``max_tokens`` tokens."""

        async def call() -> Completion:
            extra = {"stop": list(stop)} if stop else {}
            answer = await self._create(messages, max_tokens, temperature, seed, **extra)
            return Completion(without_thoughts(_content(answer)), _usage(answer))

        return await self._within_deadline(call)

    async def stream(
        self,
        messages: Sequence[ChatMessage],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        seed: int = 0,
    ) -> AsyncIterator[str]:
        """Write an answer piece by piece. Closing the iterator closes the connection."""

        async def call() -> Any:
            return await self._create(messages, max_tokens, temperature, seed, stream=True)

        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._timeout_s
        answer = await self._within_deadline(call)
        thoughts, finished = ThoughtFilter(), False
        try:
            chunks = aiter(answer)
            while True:
                async with asyncio.timeout_at(deadline):
                    chunk = await anext(chunks, None)
                if chunk is None:
                    break
                if chunk.choices:
                    finished = finished or chunk.choices[0].finish_reason is not None
                    if piece := thoughts.feed(chunk.choices[0].delta.content or ""):
                        yield piece
        except TimeoutError as error:
            raise UpstreamError(
                f"The model server did not finish within {self._timeout_s:g} s."
            ) from error
        except openai.OpenAIError as error:
            raise upstream_error(error, self._key) from None
        except Exception as error:
            raise UpstreamError(f"The answer broke off: {type(error).__name__}.") from None
        finally:
            with contextlib.suppress(Exception):
                await answer.close()
        if not finished:
            raise UpstreamError("The answer broke off before its end.")

    async def parse(
        self,
        messages: Sequence[ChatMessage],
        schema: type[T],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        seed: int = 0,
    ) -> Parsed[T]:
        """Fill in ``schema`` by structured output and validate it."""
        form = {
            "type": "json_schema",
            "json_schema": {
                "name": schema.__name__,
                "strict": True,
                "schema": constrained_schema(schema),
            },
        }

        async def call() -> Parsed[T]:
            answer = await self._create(
                messages, max_tokens, temperature, seed, response_format=form
            )
            text = without_thoughts(_content(answer))
            try:
                return Parsed(schema.model_validate_json(text), _usage(answer))
            except ValidationError:
                cut = answer.choices[0].finish_reason == "length"
                reason = f"cut off at {max_tokens} tokens" if cut else "of the wrong shape"
                raise NonsenseError(f"its {schema.__name__} is {reason}") from None

        return await self._within_deadline(call)

    async def loglikelihood(self, prefix: str, continuations: Sequence[str]) -> Likelihoods:
        """``log p(continuation | prefix)``; an empty prefix is taken as ``Text:`` and a new line.

        Raises:
            UpstreamError: Also where the server cannot echo log-probabilities.
        """
        if not continuations:
            return Likelihoods((), ())

        async def call() -> Likelihoods:
            return await self._loglikelihood(prefix or ANCHOR, continuations)

        return await self._within_deadline(call)

    async def count_tokens(self, text: str) -> int:
        """Tokens of ``text`` by the server's ``/tokenize``.

        A server without one is answered for by the installed model's vocabulary, which is smaller
        than that of any served model in use and so counts rather too many than too few.
        """
        if text in self._counts:
            return self._counts[text]
        count = await self._tokenized(text) if self._tokenize else None
        if count is None:
            return await asyncio.to_thread(estimate_tokens, text)
        if len(self._counts) >= _COUNTS_KEPT:
            self._counts.clear()
        self._counts[text] = count
        return count

    async def aclose(self) -> None:
        """Close the connections of this event loop."""
        client = self._clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.close()

    async def _within_deadline(self, call: Callable[[], Awaitable[R]]) -> R:
        async def attempt() -> R:
            try:
                return await call()
            except (openai.APIConnectionError, openai.NotFoundError):
                self._forget_server()
                raise

        return await with_one_retry(attempt, self._timeout_s, self._key)

    def _forget_server(self) -> None:
        """What answers next at this address may be another model, or another server."""
        self._name = self.model
        self._served = None
        self._echo_tokens = 0
        self._tokenize = True
        self._counts.clear()

    def _client(self) -> AsyncOpenAI:
        """Connections belong to an event loop; synchronous callers bring a new one each time."""
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            self._clients[loop] = AsyncOpenAI(
                base_url=self.base_url,
                api_key=self._key.get_secret_value(),
                max_retries=0,
                timeout=self._timeout_s,
                http_client=DefaultAsyncHttpxClient(trust_env=not is_loopback(self.base_url)),
            )
        return self._clients[loop]

    async def _identity(self) -> ServedModel:
        if self._served is None:
            self._served = await identify(self._client(), self._asked_model)
        return self._served

    async def _create(
        self,
        messages: Sequence[ChatMessage],
        max_tokens: int,
        temperature: float,
        seed: int,
        **more: Any,
    ) -> Any:
        served = await self._identity()
        if served.vllm:
            more["extra_body"] = UNTHINKING
        create: Any = self._client().chat.completions.create
        return await create(
            model=served.name,
            messages=plain_messages(messages),
            max_tokens=max_tokens,
            temperature=temperature,
            seed=seed,
            **more,
        )

    async def _loglikelihood(self, prefix: str, continuations: Sequence[str]) -> Likelihoods:
        # Sorted and unique: the same continuations in another order are the same requests.
        texts = sorted({plain(prefix + c) for c in continuations if c} | {plain(prefix)})
        batches = [texts[i : i + _BATCH] for i in range(0, len(texts), _BATCH)]
        answers = await asyncio.gather(*map(self._echo, batches))
        tokens: dict[str, _Echoed] = {}
        usage = Usage()
        for echoed, used in answers:
            tokens.update(echoed)
            usage += used
        own = tokens[plain(prefix)].tokens
        sums, counts = [], []
        for continuation in continuations:
            if not continuation:
                sums.append(0.0)
                counts.append(0)
                continue
            echoed_text = tokens[plain(prefix + continuation)]
            start = common_length(own, echoed_text.tokens)
            if start == 0:
                if prefix.startswith(ANCHOR):
                    raise UnusableAnswerError("The server does not echo the prompt: no likelihood.")
                return await self._loglikelihood(ANCHOR + prefix, continuations)
            values = echoed_text.logprobs[start:]
            if not values or not all(v is not None and math.isfinite(v) for v in values):
                raise UnusableAnswerError("The server echoes no log-probabilities: no likelihood.")
            sums.append(math.fsum(v for v in values if v is not None))
            counts.append(len(values))
        return Likelihoods(tuple(sums), tuple(counts), usage)

    async def _echo(self, texts: list[str]) -> tuple[dict[str, _Echoed], Usage]:
        served = await self._identity()
        # Token texts are ambiguous where a character spans several tokens; ids are not.
        extra = {"extra_body": {"return_tokens_as_token_ids": True}} if served.vllm else {}
        create: Any = self._client().completions.create
        try:
            answer = await create(
                model=served.name,
                prompt=texts,
                echo=True,
                logprobs=0,
                max_tokens=self._echo_tokens,
                temperature=0.0,
                **extra,
            )
        except openai.BadRequestError as error:
            if self._echo_tokens or "max_tokens" not in str(error.message):
                raise
            self._echo_tokens = 1
            return await self._echo(texts)
        echoed = {}
        for choice in answer.choices:
            if not 0 <= choice.index < len(texts):
                raise NonsenseError("a choice has an index nobody asked for")
            echoed[texts[choice.index]] = _echoed(choice, texts[choice.index], self._echo_tokens)
        if len(echoed) != len(texts):
            raise NonsenseError("some prompts were not answered")
        return echoed, replace(_usage(answer), completion_tokens=0)

    async def _tokenized(self, text: str) -> int | None:
        root = self.base_url.removesuffix("/v1")
        try:
            served = await self._identity()
            async with asyncio.timeout(self._timeout_s):
                answer: Any = await self._client().post(
                    f"{root}/tokenize",
                    body={
                        "model": served.name,
                        "prompt": plain(text),
                        "add_special_tokens": False,
                    },
                    cast_to=object,
                )
            return int(answer["count"])
        except (openai.NotFoundError, openai.BadRequestError, KeyError, TypeError, ValueError):
            self._tokenize = False
        except (openai.OpenAIError, TimeoutError, NonsenseError):
            pass
        return None


class _Echoed:
    """One prompt's tokens and their log-probabilities; the first has none."""

    __slots__ = ("logprobs", "tokens")

    def __init__(self, tokens: list[str], logprobs: list[float | None]) -> None:
        self.tokens = tokens
        self.logprobs = logprobs


def _echoed(choice: Any, text: str, generated: int) -> _Echoed:
    logprobs = choice.logprobs
    if logprobs is None or not logprobs.tokens or not logprobs.token_logprobs:
        raise UnusableAnswerError("The server echoes no log-probabilities: no likelihood.")
    tokens, values = list(logprobs.tokens), list(logprobs.token_logprobs)
    offsets = logprobs.text_offset or []
    if generated and (not offsets or offsets[-1] - offsets[0] >= len(text)):
        tokens, values = tokens[:-1], values[:-1]
    return _Echoed(tokens, values)


def _content(answer: Any) -> str:
    if not getattr(answer, "choices", None):
        raise NonsenseError("no choices")
    content = answer.choices[0].message.content
    if not isinstance(content, str):
        raise NonsenseError("no content")
    return content


def _usage(answer: Any) -> Usage:
    usage = getattr(answer, "usage", None)
    if usage is None:
        return Usage()
    details = getattr(usage, "prompt_tokens_details", None)
    cached = getattr(details, "cached_tokens", None) or 0
    return Usage(usage.prompt_tokens or 0, cached, usage.completion_tokens or 0)
