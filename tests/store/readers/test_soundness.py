from pathlib import Path

import polars as pl
import pytest

from whyrec.errors import InputError
from whyrec.store import Store
from whyrec.store.ingest import ingest_files
from whyrec.store.readers import require_sound_parquet


def _parquet(path: Path) -> Path:
    frame = pl.DataFrame({"user_id": ["u"] * 9, "item_id": list(range(9)), "at": [1] * 9})
    frame.with_columns(kind=pl.lit("view")).write_parquet(path)
    return path


def test_a_sound_file_is_let_through(tmp_path: Path) -> None:
    require_sound_parquet(_parquet(tmp_path / "-e.parquet"))


def test_a_damaged_file_is_refused_before_it_is_read(tmp_path: Path, store: Store) -> None:
    path = _parquet(tmp_path / "events.parquet")
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(InputError, match="damaged"):
        ingest_files(store, "default", events=path)
    (tmp_path / "items.csv").write_text("item_id,title\n1,A\n")
    with pytest.raises(InputError, match="damaged"):
        ingest_files(store, "default", folder=tmp_path)


def test_a_file_that_would_end_the_process_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("whyrec.store.readers._soundness._READ_ALL", "import os; os.abort()")
    with pytest.raises(InputError, match="does not hold together"):
        require_sound_parquet(_parquet(tmp_path / "e.parquet"))
