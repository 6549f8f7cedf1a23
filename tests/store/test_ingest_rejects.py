import json
from pathlib import Path

import pytest

from whyrec.domain import content_id
from whyrec.errors import InputError
from whyrec.store import Store, scrub_rejects
from whyrec.store.ingest import ingest_files

T = "default"
HEADER = "user_id,item_id,value,at\n"


def _file(folder: Path, text: str, name: str = "e.csv") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def _lines(path: str | None) -> list[dict]:
    assert path is not None
    return [json.loads(line) for line in Path(path).read_text().splitlines()]


def test_every_refused_row_is_written_with_its_cells_and_reasons(
    store: Store, tmp_path: Path
) -> None:
    text = HEADER + "u,i,4,1\nu,i,x,never\nu,i\n" + ",i,4,1\n" * 300
    path = _file(tmp_path, text)
    report = ingest_files(store, T, events=path, rejects_dir=tmp_path / "r")
    written = _lines(report.rejects_file)
    assert report.rejected == len(written) == 302
    assert len(report.problems) == 100
    by_line = {told["line"]: told for told in written}
    assert by_line[3]["row"] == {"user_id": "u", "item_id": "i", "value": "x", "at": "never"}
    assert [p["column"] for p in by_line[3]["problems"]] == ["value", "at"]
    assert by_line[4]["row"]["line"] == "u,i"
    assert {told["file"] for told in written} == {str(path)}


def test_the_file_is_named_after_source_and_content(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "r"
    path = _file(tmp_path, HEADER + "u,i,4,x\n", "my ratings!.csv")
    first = Path(ingest_files(store, T, events=path, rejects_dir=folder).rejects_file or "")
    assert first.name.startswith("my_ratings_-")
    path.write_text(HEADER + "u,i,4,y\n")
    ingest_files(store, T, events=path, rejects_dir=folder)
    assert len(list(folder.iterdir())) == 2


def test_what_a_scale_made_good_is_taken_away(store: Store, tmp_path: Path) -> None:
    path = _file(tmp_path, HEADER + "u,i,4,1\nu,j,8,1\n")
    low = ingest_files(store, T, events=path, rejects_dir=tmp_path / "r", rating_scale=(0, 5))
    assert low.rejected == 1
    high = ingest_files(store, T, events=path, rejects_dir=tmp_path / "r", rating_scale=(0, 10))
    assert high.rejects_file is None
    assert not list((tmp_path / "r").iterdir())


def test_conflicts_are_written_too(store: Store, tmp_path: Path) -> None:
    text = "event_id," + HEADER + "e,u,i,4,1\ne,u,i,5,1\n"
    report = ingest_files(store, T, events=_file(tmp_path, text), rejects_dir=tmp_path / "r")
    (told,) = _lines(report.rejects_file)
    assert (told["line"], told["row"]["id"]) == (3, "e")


def test_a_user_can_be_taken_out_again(store: Store, tmp_path: Path) -> None:
    text = HEADER + 'ann,i,4,x\nbob,i,4,x\nann,i\nbob,i\n"ann,i,4,1\n'
    report = ingest_files(store, T, events=_file(tmp_path, text), rejects_dir=tmp_path / "r")
    assert report.rejected == 5
    assert scrub_rejects(tmp_path / "r", user_id="ann") == 3
    assert "ann" not in Path(report.rejects_file or "").read_text()


def test_a_user_can_be_taken_out_of_broken_json(store: Store, tmp_path: Path) -> None:
    lines = ['{"user_id": "ann", "item_id": 1', '{"user_id": 17, "at": 3}', '{"user_id": "bob"']
    path = _file(tmp_path, "\n".join(lines), "e.jsonl")
    report = ingest_files(store, T, events=path, rejects_dir=tmp_path / "r")
    assert scrub_rejects(tmp_path / "r", user_id="ann") == 1
    assert scrub_rejects(tmp_path / "r", user_id="17") == 1
    assert len(_lines(report.rejects_file)) == 1


def test_bytes_that_are_no_text_can_be_written(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    path.write_bytes(HEADER.encode() + b'u\xff,i,4,1\n"\xff\n')
    report = ingest_files(store, T, events=path, rejects_dir=tmp_path / "r")
    assert len(_lines(report.rejects_file)) == 2


def test_conflicting_events_keep_the_id_that_forgetting_looks_for(
    store: Store, tmp_path: Path
) -> None:
    text = "user_id,item_id,value,at,scene\nu,i,4,1,home\nu,i,4,1,train\n"
    report = ingest_files(store, T, events=_file(tmp_path, text), rejects_dir=tmp_path / "r")
    assert report.conflicts == 1
    event_id = content_id("u", "i", "rating", 4.0, None, 1_000_000)
    assert scrub_rejects(tmp_path / "r", event_ids=[event_id]) == 1


def test_a_folder_that_cannot_be_written_is_told(store: Store, tmp_path: Path) -> None:
    blocked = _file(tmp_path, "", "r")
    path = _file(tmp_path, HEADER + "u,i,4,x\n")
    with pytest.raises(InputError, match="rejects"):
        ingest_files(store, T, events=path, rejects_dir=blocked)


def test_a_crash_leaves_no_half_file(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("whyrec.store._ingest_rejects.os.fsync", fail)
    with pytest.raises(RuntimeError):
        ingest_files(
            store, T, events=_file(tmp_path, HEADER + "u,i,4,x\n"), rejects_dir=tmp_path / "r"
        )
    assert not list((tmp_path / "r").iterdir())
