"""log p(continuation | prefix) on llama.cpp's KV cache.

The shared prefix is evaluated once and kept for the next call; every continuation is a sequence of
its own that starts as a copy of the prefix's cache entries (a copy of references, not of numbers),
and many continuations are evaluated in one batch. A continuation's last token is never evaluated:
nothing asks what comes after it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any, NamedTuple

import llama_cpp
import numpy as np
import numpy.typing as npt
from llama_cpp._internals import LlamaBatch, LlamaContext

from whyrec.agents.models._seam import common_length
from whyrec.errors import UnusableAnswerError

_BATCH_TOKENS = 512
_BATCH_OUTPUTS = 128
"""Rows of logits held at once; each is as long as the vocabulary."""
_SEQUENCES = 64

Floats = npt.NDArray[np.float64]


class Scored(NamedTuple):
    """Log-likelihoods and what they cost."""

    logprobs: list[float]
    evaluated: int
    """Tokens the model computed."""
    reused: int
    """Tokens of the prefix that were already in the cache."""


class _Row(NamedTuple):
    """One row of logits and the token whose probability it holds."""

    position: int
    text: tuple[int, ...]
    token: int


class Scorer:
    """A context beside the one that generates, so that neither evicts the other's prefix.

    Args:
        llama: The loaded model.
        context_tokens: Tokens of prefix and longest continuation together.
        threads: Threads that compute.
        abort: Function and data pointer of the abort flag.
    """

    def __init__(
        self, llama: Any, context_tokens: int, threads: int, abort: tuple[Any, Any]
    ) -> None:
        params = llama_cpp.llama_context_default_params()
        params.n_ctx = context_tokens
        params.n_batch = params.n_ubatch = min(_BATCH_TOKENS, context_tokens)
        params.n_seq_max = _SEQUENCES
        params.kv_unified = True
        params.n_threads = params.n_threads_batch = threads
        params.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED
        params.no_perf = True
        self._context = LlamaContext(model=llama._model, params=params, verbose=False)
        self._batch = LlamaBatch(n_tokens=params.n_batch, embd=0, n_seq_max=1, verbose=False)
        llama_cpp.llama_set_abort_callback(
            self._context.ctx, ctypes.cast(abort[0], llama_cpp.ggml_abort_callback), abort[1]
        )
        self._window = context_tokens
        self._batch_tokens = int(params.n_batch)
        self._vocabulary = llama.n_vocab()
        self._prefix: list[int] = []
        self._next: Floats | None = None

    def close(self) -> None:
        """Free the cache."""
        self._batch.close()
        self._context.close()

    def score(self, texts: Sequence[Sequence[int]], starts: Sequence[int]) -> Scored:
        """Sum the log-probabilities of every text's tokens from its start on.

        Args:
            texts: Tokens of prefix and continuation together.
            starts: Index of each continuation's first token, at least 1.

        Raises:
            UnusableAnswerError: A text is longer than the context window.
            RuntimeError: llama.cpp failed, or was told to stop.
        """
        longest = max(map(len, texts))
        if longest > self._window:
            raise UnusableAnswerError(
                f"The text has {longest} tokens; the model's context window has {self._window}.",
                remedy="Raise engine.context_tokens.",
            )
        try:
            return self._score([tuple(t) for t in texts], starts)
        except RuntimeError:
            self._forget()
            raise

    def _score(self, texts: list[tuple[int, ...]], starts: Sequence[int]) -> Scored:
        shared = min(starts)
        # Sorted and unique: the same continuations in another order are the very same computation.
        unique = sorted(set(texts))
        for text in unique[1:]:
            shared = min(shared, common_length(unique[0], text))
        reused = self._advance(list(unique[0][:shared]))
        assert self._next is not None
        evaluated = shared - reused
        tokens: dict[tuple[int, ...], list[float]] = {}
        chunk: list[tuple[int, ...]] = []
        size = 0
        room = min(self._batch_tokens, _BATCH_OUTPUTS, self._window - shared)
        for text in unique:
            tokens[text] = [float(self._next[text[shared]])]
            length = len(text) - shared - 1
            if length > room:
                tokens[text] += self._long(text, shared)
                evaluated += length
                continue
            if chunk and (size + length > room or len(chunk) == _SEQUENCES - 1):
                evaluated += self._together(chunk, shared, tokens)
                chunk, size = [], 0
            if length > 0:
                chunk.append(text)
                size += length
        if chunk:
            evaluated += self._together(chunk, shared, tokens)
        sums = [
            float(sum(tokens[text][start - shared :]))
            for text, start in zip(texts, starts, strict=True)
        ]
        return Scored(sums, evaluated, reused)

    def _advance(self, prefix: list[int]) -> int:
        """Make sequence 0 hold ``prefix`` and keep what it predicts; return the tokens reused."""
        same = common_length(self._prefix, prefix)
        if same == len(prefix) == len(self._prefix) and self._next is not None:
            return same
        keep = min(same, len(prefix) - 1)
        if not self._context.kv_cache_seq_rm(0, keep, -1):
            self._forget()
            keep = 0
        self._prefix, self._next = prefix[:keep], None
        while keep < len(prefix):
            part = prefix[keep : keep + self._batch_tokens]
            self._batch.reset()
            for token in part:
                self._put(token, len(self._prefix), 0, output=False)
                self._prefix.append(token)
            self._batch.batch.logits[len(part) - 1] = True
            self._context.decode(self._batch)
            keep += len(part)
        self._next = self._row(-1)
        return min(same, len(prefix) - 1)

    def _together(
        self,
        chunk: list[tuple[int, ...]],
        shared: int,
        tokens: dict[tuple[int, ...], list[float]],
    ) -> int:
        """Evaluate several continuations in one batch; return how many tokens that took."""
        rows: list[_Row] = []
        self._batch.reset()
        for sequence, text in enumerate(chunk, start=1):
            self._context.kv_cache_seq_cp(0, sequence, -1, -1)
            for position in range(shared, len(text) - 1):
                index = self._put(text[position], position, sequence, output=True)
                rows.append(_Row(index, text, text[position + 1]))
        self._context.decode(self._batch)
        for row in rows:
            tokens[row.text].append(float(self._row(row.position)[row.token]))
        for sequence in range(1, len(chunk) + 1):
            self._context.kv_cache_seq_rm(sequence, -1, -1)
        return len(rows)

    def _long(self, text: tuple[int, ...], shared: int) -> list[float]:
        """Evaluate one continuation that fills more than a batch, piece by piece."""
        self._context.kv_cache_seq_cp(0, 1, -1, -1)
        step = min(self._batch_tokens, _BATCH_OUTPUTS)
        found: list[float] = []
        for start in range(shared, len(text) - 1, step):
            end = min(start + step, len(text) - 1)
            self._batch.reset()
            for position in range(start, end):
                self._put(text[position], position, 1, output=True)
            self._context.decode(self._batch)
            found += [float(self._row(p - start)[text[p + 1]]) for p in range(start, end)]
        self._context.kv_cache_seq_rm(1, -1, -1)
        return found

    def _put(self, token: int, position: int, sequence: int, *, output: bool) -> int:
        batch = self._batch.batch
        index = int(batch.n_tokens)
        batch.token[index] = token
        batch.pos[index] = position
        batch.n_seq_id[index] = 1
        batch.seq_id[index][0] = sequence
        batch.logits[index] = output
        batch.n_tokens = index + 1
        return index

    def _row(self, index: int) -> Floats:
        """Log-probabilities of the token after the batch's ``index``-th."""
        pointer = llama_cpp.llama_get_logits_ith(self._context.ctx, index)
        if not pointer:
            raise RuntimeError("llama.cpp kept no logits")
        logits = np.ctypeslib.as_array(pointer, shape=(self._vocabulary,))
        top = logits.max()
        total = np.exp(logits - top).sum(dtype=np.float64)
        normalised: Floats = logits.astype(np.float64) - (float(top) + float(np.log(total)))
        return normalised

    def _forget(self) -> None:
        self._context.kv_cache_clear()
        self._prefix, self._next = [], None
