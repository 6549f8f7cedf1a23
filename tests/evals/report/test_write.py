from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import jsonschema
import pytest

from tests.evals.report.sample import report
from whyrec.errors import InputError
from whyrec.evals.report import Report, read, schema, write


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    page, data = write(report("“é 千 {}"), tmp_path / "new" / "folder")
    assert (page.name, data.name) == ("report.html", "report.json")
    assert read(data) == read(data.parent) == report("“é 千 {}")
    assert sorted(p.name for p in data.parent.iterdir()) == ["report.html", "report.json"]


def test_the_same_report_gives_the_same_bytes(tmp_path: Path) -> None:
    other = report().model_dump() | {"provenance": {"model": "a text", "seed": "7"}}
    first = write(report(), tmp_path / "a")
    second = write(Report.model_validate(other), tmp_path / "b")
    again = write(read(tmp_path / "a"), tmp_path / "c")
    for one, two, three in zip(first, second, again, strict=True):
        assert one.read_bytes() == two.read_bytes() == three.read_bytes()


def test_an_older_report_is_replaced_and_stays_when_writing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(report("old"), tmp_path)
    write(report("newer"), tmp_path)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(InputError, match="No space left"):
        write(report("newest"), tmp_path)
    assert read(tmp_path).title == "newer"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["report.html", "report.json"]


def test_others_may_read_what_the_umask_lets_them(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        modes = {stat.S_IMODE(file.stat().st_mode) for file in write(report(), tmp_path)}
    finally:
        os.umask(before)
    assert modes == {0o644}


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        write(report(), tmp_path / "file")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Invalid JSON"),
        ('{"title": ', "Invalid JSON"),
        ("[]", "the file"),
        ('{"format": 1}', "title: Field required"),
    ],
)
def test_a_damaged_file_is_refused_with_the_place(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "report.json").write_text(text)
    with pytest.raises(InputError, match=said) as caught:
        read(tmp_path)
    assert str(tmp_path / "report.json") in str(caught.value)


def test_a_damaged_cell_is_named(tmp_path: Path) -> None:
    _, data = write(report(), tmp_path)
    broken = json.loads(data.read_text())
    broken["sections"][0]["tables"][0]["columns"][1]["kind"] = "colour"
    data.write_text(json.dumps(broken))
    with pytest.raises(InputError, match=r"sections\.0\.tables\.0\.columns\.1\.kind"):
        read(data)


def test_a_report_of_another_version_is_told_as_such(tmp_path: Path) -> None:
    _, data = write(report(), tmp_path)
    data.write_text(json.dumps(json.loads(data.read_text()) | {"format": 2}))
    with pytest.raises(InputError, match="version of whyrec"):
        read(data)


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "report.json").write_bytes(content)
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path / "report.json")


def test_the_json_is_what_its_schema_says(tmp_path: Path) -> None:
    _, data = write(report(), tmp_path)
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(json.loads(data.read_text()), schema())


def test_the_schema_says_what_every_field_means() -> None:
    parts = [schema(), *schema()["$defs"].values()]
    for part in parts:
        for name, field in part.get("properties", {}).items():
            assert field.get("description"), f"{part['title']}.{name}"


def test_the_guide_names_every_field() -> None:
    guide = (Path(__file__).parents[3] / "docs/guide/report.md").read_text()
    for part in [schema(), *schema()["$defs"].values()]:
        for name in part.get("properties", {}):
            assert f"`{name}`" in guide or f'"{name}"' in guide, f"{part['title']}.{name}"
