"""Loading llama.cpp models where its AMX kernels would crash the process.

On processors with AMX (Intel since Sapphire Rapids) llama.cpp keeps weights in a buffer of its own,
and the first multiplication with it can end in a segmentation fault
(https://github.com/ggml-org/llama.cpp/issues/20824, open as of llama-cpp-python 0.3.36). Without
such "extra buffer types" the AVX-512 kernels compute the same. llama-cpp-python has no argument for
that, only the field of the library's own parameters.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_PATCHING = threading.Lock()


@contextmanager
def without_amx(bindings: Any) -> Iterator[None]:
    """Models loaded inside use no AMX; without AMX in the build nothing is changed.

    Args:
        bindings: The module ``llama_cpp.llama_cpp``.
    """
    if b"AMX" not in bindings.llama_print_system_info():
        yield
        return
    with _PATCHING:
        defaults = bindings.llama_model_default_params

        def parameters() -> Any:
            chosen = defaults()
            chosen.use_extra_bufts = False
            return chosen

        bindings.llama_model_default_params = parameters
        try:
            yield
        finally:
            bindings.llama_model_default_params = defaults
