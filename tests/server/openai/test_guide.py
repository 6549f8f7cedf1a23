"""What the guide and the README say to type to a server works."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.recommender.conftest import built  # noqa: F401
from tests.server.running import serving_a_copy

ROOT = Path(__file__).parents[3]
TYPED = "\n".join((ROOT / name).read_text() for name in ("docs/guide/openai.md", "README.md"))
BLOCKS = [
    (language, code)
    for language, code in re.findall(
        r"^```(python|sh)\n(.*?)^```$", TYPED, re.MULTILINE | re.DOTALL
    )
    if "http://127.0.0.1:8000" in code
]


@pytest.fixture(scope="module")
def url(
    built: Path,  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    with serving_a_copy(built, tmp_path_factory.mktemp("guide")) as (address, _):
        yield address


@pytest.mark.parametrize(("language", "code"), BLOCKS)
def test_every_block_of_the_guide_runs_and_prints(
    url: str, capfd: pytest.CaptureFixture[str], language: str, code: str
) -> None:
    here = code.replace("http://127.0.0.1:8000", url).replace('"257"', '"u0"')
    here = here.replace("/users/257/", "/users/u0/").replace("/why/1210", "/why/f1")
    if language == "python":
        exec(compile(here, "guide", "exec"), {})
    else:
        if shutil.which("curl") is None:
            pytest.skip("curl is not installed")
        subprocess.run(["bash", "-ceu", here], check=True, timeout=60)
    said = capfd.readouterr().out.strip()
    assert said
    assert '"error"' not in said
