"""llama.cpp's AMX kernels crash: models are loaded without them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from whyrec.agents.models._without_amx import without_amx


def bindings(system_info: bytes) -> SimpleNamespace:
    return SimpleNamespace(
        llama_print_system_info=lambda: system_info,
        llama_model_default_params=lambda: SimpleNamespace(use_extra_bufts=True),
    )


def test_a_build_with_amx_loads_models_without_extra_buffers() -> None:
    llama = bindings(b"CPU : AVX512 = 1 | AMX_INT8 = 1 | ")
    with without_amx(llama):
        assert llama.llama_model_default_params().use_extra_bufts is False


def test_a_build_without_amx_is_left_as_it_is() -> None:
    llama = bindings(b"CPU : AVX2 = 1 | ")
    with without_amx(llama):
        assert llama.llama_model_default_params().use_extra_bufts is True


def test_afterwards_everything_is_as_before_also_when_loading_failed() -> None:
    llama = bindings(b"AMX_INT8 = 1")
    with pytest.raises(RuntimeError), without_amx(llama):
        raise RuntimeError
    assert llama.llama_model_default_params().use_extra_bufts is True


@pytest.mark.embedded
def test_the_real_library_has_the_field() -> None:
    llama = pytest.importorskip("llama_cpp").llama_cpp
    assert hasattr(llama.llama_model_default_params(), "use_extra_bufts")
