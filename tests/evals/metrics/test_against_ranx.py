"""Every accuracy metric beside ranx's."""

from __future__ import annotations

import os
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from tests.evals.metrics.rankings import LENGTHS, METRICS, as_qrels, as_run, drawn

NAMES = ("hit_rate", "ndcg", "recall", "precision", "f1", "mrr", "map")


@pytest.fixture
def ranx(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """Imported here: it takes seconds, and makes folders in the home unless told another place."""
    monkeypatch.setitem(os.environ, "IR_DATASETS_HOME", str(tmp_path))
    # Compiling its functions takes a minute, running them uncompiled a third of a second.
    monkeypatch.setitem(os.environ, "NUMBA_DISABLE_JIT", "1")
    import ranx

    return ranx


def test_every_user_has_the_number_of_ranx(ranx: ModuleType) -> None:
    measured = drawn(seed=1)
    users = [user for user, items in enumerate(measured.relevant) if items]
    qrels, run = ranx.Qrels(as_qrels(measured)), ranx.Run(as_run(measured))
    wanted = [f"{name}@{k}" for name in NAMES for k in LENGTHS]
    theirs = ranx.evaluate(qrels, run, wanted, return_mean=False)
    for name, metric in zip(NAMES, METRICS, strict=True):
        for k in LENGTHS:
            by_user = dict(zip(qrels.keys(), theirs[f"{name}@{k}"], strict=True))
            expected = [by_user[f"u{user}"] for user in users]
            np.testing.assert_allclose(metric(measured, k)[users], expected, atol=1e-9)
