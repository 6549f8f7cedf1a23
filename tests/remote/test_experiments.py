"""Experiments are started and stopped through a server as they are here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.remote.conftest import Both
from whyrec.domain import ExperimentDefinition
from whyrec.errors import ConflictError, InputError, NotFoundError

FILE = """
name = "bold"
share = 0.5
end = 2999-01-01T00:00:00Z

[[variants]]
name = "as-it-is"

[[variants]]
name = "bold"
rank = { diversity = 3.0 }
"""


async def test_a_file_is_started_as_it_is_written(both: Both, tmp_path: Path) -> None:
    (tmp_path / "bold.toml").write_text(FILE)
    started = await both.there.experiments.start(tmp_path / "bold.toml")
    assert started.definition.share == 0.5
    assert started.ends_at is not None
    assert await both.here.experiments.all() == [started]
    with pytest.raises(ConflictError, match="another name"):
        await both.there.experiments.start(started.definition)


async def test_one_is_stopped(both: Both) -> None:
    variants = [{"name": "a"}, {"name": "b", "rank": {"judged": 3}}]
    await both.here.experiments.start(
        ExperimentDefinition.model_validate({"name": "fewer", "variants": variants})
    )
    stopped = await both.there.experiments.stop("fewer")
    assert stopped.stopped
    assert await both.here.experiments.get("fewer") == stopped
    with pytest.raises(NotFoundError):
        await both.there.experiments.stop("nothing")


async def test_what_is_wrong_in_a_file_is_told_before_anything_is_sent(
    both: Both, tmp_path: Path
) -> None:
    (tmp_path / "bad.toml").write_text(FILE.replace("0.5", "7"))
    with pytest.raises(InputError, match=r"bad\.toml cannot be run: share: it has to be 1 or less"):
        await both.there.experiments.start(tmp_path / "bad.toml")
