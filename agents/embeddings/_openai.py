"""Embeddings from an OpenAI-compatible server, vLLM for one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from openai import AsyncOpenAI, DefaultAsyncHttpxClient, DefaultHttpxClient, OpenAI
from pydantic import SecretStr

from whyrec.agents.embeddings._normalise import encodable, unit_rows
from whyrec.agents.embeddings._protocol import Vectors
from whyrec.agents.models._http import is_loopback
from whyrec.errors import UpstreamError

_BATCH = 128


class OpenAIEmbedder:
    """``/v1/embeddings`` in batches of 128.

    Args:
        base_url: The server's address, ending in ``/v1``.
        model: The served embedding model's name.
        dimensions: Length of its vectors, where known beforehand; else that of the first answer.
        api_key: Sent as a bearer token; never shown.
        timeout_s: Deadline of one request.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        *,
        dimensions: int | None = None,
        api_key: SecretStr | None = None,
        timeout_s: float = 60.0,
    ) -> None:
        self._model = model
        self._dimensions = dimensions
        self._base_url = base_url
        self._key = api_key or SecretStr("none")
        self._timeout_s = timeout_s

    @property
    def base_url(self) -> str:
        """Where the texts go."""
        return self._base_url

    @property
    def model_id(self) -> str:
        """``openai/`` and the served model's name."""
        return f"openai/{self._model}"

    @property
    def dimensions(self) -> int:
        """Length of a vector; before the first answer, one word is embedded to see.

        Raises:
            UpstreamError: The server cannot say.
        """
        if self._dimensions is None:
            with OpenAI(
                **self._options(),
                http_client=DefaultHttpxClient(trust_env=not is_loopback(self._base_url)),
            ) as client:
                try:
                    answer = client.embeddings.create(model=self._model, input=["word"])
                    self._dimensions = len(answer.data[0].embedding)
                except Exception as error:
                    raise _failed(error) from None
        return self._dimensions

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed ``texts``; an empty text is sent as one space, which servers accept."""
        if not texts:
            return np.zeros((0, self._dimensions or 0), np.float32)
        async with AsyncOpenAI(
            **self._options(),
            http_client=DefaultAsyncHttpxClient(trust_env=not is_loopback(self._base_url)),
        ) as client:
            parts = [
                await self._embed(client, [encodable(t) or " " for t in texts[i : i + _BATCH]])
                for i in range(0, len(texts), _BATCH)
            ]
        return np.concatenate(parts)

    async def aclose(self) -> None:
        """Nothing stays open between calls."""

    def _options(self) -> dict[str, Any]:
        return {
            "base_url": self._base_url,
            "api_key": self._key.get_secret_value(),
            "timeout": self._timeout_s,
            "max_retries": 1,
        }

    async def _embed(self, client: AsyncOpenAI, texts: list[str]) -> Vectors:
        try:
            answer = await client.embeddings.create(model=self._model, input=texts)
            rows = [d.embedding for d in sorted(answer.data, key=lambda d: d.index)]
            matrix = np.asarray(rows, dtype=np.float32)
        except Exception as error:
            # An answer that is no JSON, or not of the announced shape, fails in many ways.
            raise _failed(error) from None
        if matrix.ndim != 2 or matrix.shape[0] != len(texts) or not np.isfinite(matrix).all():
            raise UpstreamError("The embedding server's answer has the wrong shape.")
        if self._dimensions is None:
            self._dimensions = matrix.shape[1]
        if matrix.shape[1] != self._dimensions:
            raise UpstreamError(
                f"The embedding server answered {matrix.shape[1]} dimensions, not "
                f"{self._dimensions}.",
                remedy="If its model was changed, set embedding.model and run whyrec rebuild.",
            )
        return unit_rows(matrix)


def _failed(error: Exception) -> UpstreamError:
    return UpstreamError(
        f"The embedding server failed: {type(error).__name__}.",
        remedy="Check embedding.base_url and embedding.model, and the server's log.",
    )
