from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from whyrec.cli import main

ITEMS = """item_id,title,genre,year,domain
f1,Night Train,Horror|Thriller,1999,films
f2,The Cellar,Horror,2001,films
f3,Blue Summer,Comedy|Romance,2003,films
f4,Blue Winter,Comedy,2004,films
f5,Long Way Home,Drama,2005,films
f6,The Harbour,Drama|Romance,2006,films
f7,Dead Signal,Horror|Sci-Fi,2007,films
f8,Paper Moon Motel,Comedy|Drama,2008,films
b1,Salt Roads,History,2001,books
b2,The Clockmaker,Mystery,2003,books
"""
EVENTS = """event_id,user_id,item_id,kind,value,at
e1,ann,f1,rating,5,2020-01-01T10:00:00Z
e2,ann,f2,rating,4.5,2020-01-02T10:00:00Z
e3,ann,f3,rating,1,2020-01-03T10:00:00Z
e4,ann,f5,rating,3,2020-02-01T10:00:00Z
e5,bob,f3,rating,5,2020-01-05T10:00:00Z
e6,bob,f4,rating,4,2020-01-06T10:00:00Z
e7,bob,f8,like,,2020-01-07T10:00:00Z
e8,cho,f1,view,,2020-01-08T10:00:00Z
"""


class Ran(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process, without a language model."""
    monkeypatch.setenv("WHYREC_ENGINE__ENABLED", "false")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.chdir(Path(__file__).parent)

    def call(*words: object) -> Ran:
        capsys.readouterr()
        code = main([str(w) for w in words])
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return call


@pytest.fixture(scope="session")
def _stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "items.csv").write_text(ITEMS)
    (folder / "events.csv").write_text(EVENTS)
    home = folder / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WHYREC_ENGINE__ENABLED", "false")
        words = ["--items", str(folder / "items.csv"), "--events", str(folder / "events.csv")]
        assert main(["--home", str(home), "ingest", *words, "--rating-scale", "1:5"]) == 0
        assert main(["--home", str(home), "rebuild"]) == 0
        assert main(["--home", str(home), "evolve", "ann"]) == 0
    return home


@pytest.fixture
def shop(_stocked: Path, tmp_path: Path) -> Path:
    """The home of this test: ten items, three users, a profile of ann."""
    return Path(shutil.copytree(_stocked, tmp_path / "home"))
