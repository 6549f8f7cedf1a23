"""What the guide says to type works."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.scripted_model import ScriptedModel
from tests.recommender.conftest import built  # noqa: F401
from tests.recommender.world import settings
from tests.server.running import running
from whyrec import Recommender

GUIDE = (Path(__file__).parents[3] / "docs/guide/openai.md").read_text()
BLOCKS = re.findall(r"^```(python|sh)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def url(
    built: Path,  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    copy = Path(shutil.copytree(built, tmp_path_factory.mktemp("guide") / "home"))

    def opened() -> Recommender:
        return Recommender.open(settings(copy), model=ScriptedModel(mood="dead"))

    with running(opened) as (address, _):
        yield address


@pytest.mark.parametrize(("language", "code"), BLOCKS)
def test_every_block_of_the_guide_runs_and_prints(
    url: str, capfd: pytest.CaptureFixture[str], language: str, code: str
) -> None:
    here = code.replace("http://127.0.0.1:8000", url).replace('"257"', '"u0"')
    assert here != code
    if language == "python":
        exec(compile(here, "guide", "exec"), {})
    else:
        if shutil.which("curl") is None:
            pytest.skip("curl is not installed")
        subprocess.run(["bash", "-ceu", here], check=True, timeout=60)
    assert capfd.readouterr().out.strip()
