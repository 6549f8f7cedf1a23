from __future__ import annotations

import pytest
from threadpoolctl import threadpool_info

from whyrec.agents.retrieve import one_thread


def threads() -> list[int]:
    return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]


def test_inside_there_is_one_thread_and_afterwards_as_many_as_before() -> None:
    before = threads()
    assert set(one_thread(threads)()) <= {1}
    assert threads() == before


def test_the_setting_is_restored_after_a_failure() -> None:
    before = threads()

    @one_thread
    def fail() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        fail()
    assert threads() == before
