"""What all tests share: the data folder, the embedded model, and no real model by accident."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

# A slow machine is no wrong answer: examples have no deadline, tests have their timeout.
hypothesis_settings.register_profile("whyrec", deadline=None)
hypothesis_settings.load_profile("whyrec")

_REPOSITORY = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder of data sets: ``WHYREC_DATA``, by default ``../shared/data``."""
    folder = Path(os.environ.get("WHYREC_DATA", _REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no data sets at {folder}; set WHYREC_DATA")
    return folder


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test reads or writes the settings, the home or the proxies of who runs it."""
    for name in list(os.environ):
        kept = ("WHYREC_DATA", "WHYREC_TEST_VLLM", "WHYREC_TEST_POSTGRESQL")
        if name.startswith("WHYREC_") and name not in kept:
            monkeypatch.delenv(name)
    monkeypatch.setenv("WHYREC_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")


@pytest.fixture(autouse=True)
def _no_real_model_by_accident(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loading the embedded model fails unless the test is marked ``embedded``."""
    if request.node.get_closest_marker("embedded"):
        return
    from whyrec.agents.models.llama_cpp import LlamaCppModel

    def refuse(self: LlamaCppModel) -> Any:
        pytest.fail("a real model was asked; use a fake or mark the test 'embedded'")

    monkeypatch.setattr(LlamaCppModel, "_load", refuse)


@pytest.fixture(scope="session")
def embedded_model() -> Iterator[Any]:
    """SmolLM2-135M in process, loaded once; for tests marked ``embedded``."""
    if importlib.util.find_spec("llama_cpp") is None:
        pytest.skip("llama-cpp-python is not installed")
    from whyrec.agents.models.llama_cpp import LlamaCppModel

    model = LlamaCppModel(timeout_s=120)
    yield model
    model.close()


def pytest_unconfigure() -> None:
    """llama-cpp-python holds /dev/null open for good, which would be reported as a leak."""
    kept = sys.modules.get("llama_cpp._utils")
    for file in (kept.outnull_file, kept.errnull_file) if kept else ():
        file.close()
