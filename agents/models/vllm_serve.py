"""Running vLLM: the right flags, a wait until it truly answers, and an orderly end."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType, TracebackType
from typing import IO, Any, Self

from openai import DefaultHttpxClient

from whyrec.agents.models.vllm_setup import VllmEnvironment
from whyrec.errors import PrerequisiteError, UpstreamError
from whyrec.settings import ServeSettings

Say = Callable[[str], None]

_READY_S = 900.0
"""First starts compile kernels and may fetch the model."""
_ASK_EVERY_S = 1.0
_ANSWER_S = 30.0
_END_S = 15.0
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104
_TROUBLE = (
    "out of memory",
    "No available memory",
    "does not exist",
    "not a valid model",
    "can't load",
    "Cannot find",
    "ValueError:",
    "RuntimeError:",
    "OSError:",
    "ImportError:",
    "Error:",
)


def command(
    environment: VllmEnvironment,
    serve: ServeSettings,
    served_name: str | None = None,
    more: Sequence[str] = (),
) -> list[str]:
    """The command that starts the server.

    On localhost only, with a shared prefix computed once, and JSON without white space: a weak
    model can fill a grammar with blanks until its limit.
    """
    words = [
        str(environment.python),
        "-m",
        "vllm.entrypoints.openai.api_server",
        "--model",
        serve.model,
        "--host",
        serve.host,
        "--port",
        str(serve.port),
        "--max-model-len",
        str(serve.max_model_len),
        "--enable-prefix-caching",
        "--structured-outputs-config",
        json.dumps({"backend": "xgrammar", "disable_any_whitespace": True}),
    ]
    if served_name:
        words += ["--served-model-name", served_name]
    if environment.cpu:
        # Most CPUs emulate bfloat16: the likelihoods of 26 prompts then took more than 2 minutes.
        words += ["--dtype", "float32"]
    else:
        words += ["--gpu-memory-utilization", str(serve.gpu_memory_utilization)]
    return [*words, *more]


def variables(environment: VllmEnvironment, serve: ServeSettings) -> dict[str, str]:
    """What is added to the environment's variables: no usage statistics, no needless network."""
    added = {"VLLM_NO_USAGE_STATS": "1", "DO_NOT_TRACK": "1"}
    if Path(serve.model).is_dir():
        added["HF_HUB_OFFLINE"] = "1"
    if environment.cpu:
        added["VLLM_CPU_KVCACHE_SPACE"] = "2"
    return added


class VllmServer:
    """A running vLLM. As a context manager it is started, waited for, and ended.

    Args:
        environment: Made by `whyrec.agents.models.vllm_setup.setup`.
        serve: Model, address, memory.
        log: File that gets all of the server's output.
        show: Told every line of it, where wanted.
        served_name: Name the API gives the model; by default its repository or folder.
        more: Further options of vLLM.
    """

    def __init__(
        self,
        environment: VllmEnvironment,
        serve: ServeSettings,
        *,
        log: Path,
        show: Say | None = None,
        served_name: str | None = None,
        more: Sequence[str] = (),
    ) -> None:
        self._environment = environment
        self._serve = serve
        self._log = log
        self._show = show
        self._name = served_name
        self._more = more
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None
        self._lines: deque[str] = deque(maxlen=400)

    @property
    def url(self) -> str:
        """The address for ``WHYREC_ENGINE__BASE_URL``."""
        host = "127.0.0.1" if self._serve.host in _EVERYWHERE else self._serve.host
        return f"http://{host}:{self._serve.port}/v1"

    def __enter__(self) -> Self:
        self.start()
        try:
            self.wait_until_it_answers()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self, words: list[str] | None = None, extra: Mapping[str, str] | None = None) -> None:
        """Start the process in a group of its own.

        Raises:
            PrerequisiteError: The port is taken.
        """
        _port_is_free(self._serve.host, self._serve.port)
        self._log.parent.mkdir(parents=True, exist_ok=True)
        added = variables(self._environment, self._serve) if extra is None else dict(extra)
        self._process = subprocess.Popen(
            words or command(self._environment, self._serve, self._name, self._more),
            env={**os.environ, **added},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        assert self._process.stdout is not None
        self._reader = threading.Thread(
            target=self._read, args=(self._process.stdout,), name="vllm-log", daemon=True
        )
        self._reader.start()

    def wait_until_it_answers(self, timeout_s: float = _READY_S) -> str:
        """Wait for one real token; a health page can say yes while the engine hangs.

        Returns:
            The served model's name.

        Raises:
            UpstreamError: The process ended, with the telling lines of its log, or time ran out.
        """
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                raise self._ended()
            name = _one_token(self.url)
            if name is not None:
                return name
            time.sleep(_ASK_EVERY_S)
        raise UpstreamError(
            f"vLLM did not answer within {timeout_s:g} s.", remedy=f"Its log is {self._log}."
        )

    def wait(self) -> int:
        """Stay until the server ends; its exit status."""
        assert self._process is not None
        while True:
            # A wait without an end would miss a signal that comes just before it begins.
            with contextlib.suppress(subprocess.TimeoutExpired):
                return self._process.wait(_ASK_EVERY_S)

    def stop(self) -> None:
        """End the server and everything it started: asked first, then made to."""
        process = self._process
        if process is None:
            return
        try:
            for sign in (signal.SIGINT, signal.SIGTERM):
                with contextlib.suppress(subprocess.TimeoutExpired):
                    _signal_group(process.pid, sign)
                    process.wait(_END_S)
                    break
        finally:
            # The group outlives its leader where a worker hangs.
            _signal_group(process.pid, signal.SIGKILL)
            process.wait()
        if self._reader is not None:
            self._reader.join(_END_S)
        self._process = None

    def _read(self, stream: IO[str]) -> None:
        with self._log.open("w", encoding="utf-8") as log, stream:
            for line in stream:
                self._lines.append(line.rstrip("\n"))
                log.write(line)
                log.flush()
                if self._show is not None:
                    self._show(line.rstrip("\n"))

    def _ended(self) -> UpstreamError:
        if self._reader is not None:
            self._reader.join(_END_S)
        telling = [line for line in self._lines if any(sign in line for sign in _TROUBLE)]
        lines = telling[-3:] or list(self._lines)[-3:]
        text = " | ".join(line.strip()[-240:] for line in lines)
        memory = any("memory" in line for line in lines)
        remedy = (
            "Lower serve.max_model_len or serve.gpu_memory_utilization, or serve a smaller model."
            if memory
            else "Check serve.model (a repository on the hub or a folder)."
        )
        return UpstreamError(
            f"vLLM ended before it answered: {text}", remedy=f"{remedy} Its log is {self._log}."
        )


def _one_token(url: str) -> str | None:
    """The model's name once it has really generated a token."""
    try:
        with DefaultHttpxClient(trust_env=False, timeout=_ANSWER_S) as client:
            models: Any = client.get(f"{url}/models").json()
            name = str(models["data"][0]["id"])
            answer = client.post(
                f"{url}/completions", json={"model": name, "prompt": "a", "max_tokens": 1}
            )
            answer.raise_for_status()
            return name if answer.json()["choices"] else None
    except Exception:
        return None


def _port_is_free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise PrerequisiteError(
                f"Port {port} on {host} is taken: {error.strerror}.",
                remedy="Stop what uses it, or set WHYREC_SERVE__PORT to another port.",
            ) from error


def _signal_group(group: int, sign: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, sign)


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


def serve(
    environment: VllmEnvironment, settings: ServeSettings, *, log: Path, say: Say = print
) -> int:
    """Run vLLM in the foreground until it ends or is interrupted.

    Args:
        environment: Where vLLM is installed.
        settings: What to serve, and where.
        log: File for the server's output.
        say: Told the server's lines, and when it is ready.

    Returns:
        vLLM's exit status.

    Raises:
        PrerequisiteError: The port is taken.
        UpstreamError: It ended or hung before its first answer.
        KeyboardInterrupt: It was interrupted; everything it started has ended.
    """
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        with VllmServer(environment, settings, log=log, show=say) as server:
            say(f"Ready: {settings.model} answers at {server.url}")
            say(f"Use it with: export WHYREC_ENGINE__BASE_URL={server.url}")
            return server.wait()
    finally:
        signal.signal(signal.SIGTERM, before)
