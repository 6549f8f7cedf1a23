"""A backup comes back whole or not at all."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.store.conftest import event, item, revision, sqlite_url
from whyrec.errors import ConflictError, InputError, PrerequisiteError, WhyrecError
from whyrec.store import Store, backup, restore


@pytest.fixture
def url(tmp_path: Path) -> str:
    return sqlite_url(tmp_path)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def archive(store: Store, home: Path, tmp_path: Path) -> Path:
    """A backup of a small store."""
    store.items.upsert("t", [item(f"m{n}") for n in range(50)])
    store.events.add("t", [event(f"e{n}", at=n) for n in range(200)])
    store.profiles.append("t", revision(1))
    (home / "artifacts" / "ranker").mkdir(parents=True)
    (home / "artifacts" / "ranker" / "weights.json").write_text('{"a": 1}')
    (home / "artifacts" / "link").symlink_to("/etc/passwd")
    (home / "vectors").mkdir()
    (home / "vectors" / "big").write_text("left out")
    file = tmp_path / "backup.tar.gz"
    backup(store, home, file)
    return file


def _members(archive: Path) -> list[tuple[tarfile.TarInfo, bytes]]:
    with tarfile.open(archive) as opened:
        return [(m, opened.extractfile(m).read()) for m in opened]  # type: ignore[union-attr]


def _write(archive: Path, members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    with tarfile.open(archive, "w:gz") as opened:
        for member, content in members:
            opened.addfile(member, io.BytesIO(content))


def _with_manifest(
    archive: Path, change: Callable[[dict[str, Any]], None], extra: tuple[str, bytes] | None = None
) -> None:
    """Rewrite the archive with a changed manifest that is true to itself."""
    (head, text), *rest = _members(archive)
    manifest = json.loads(text)
    if extra:
        name, content = extra
        member = tarfile.TarInfo(name)
        member.size = len(content)
        rest.append((member, content))
        manifest["files"][name] = {
            "sha256": hashlib.sha256(content).hexdigest(),
            "bytes": len(content),
        }
    change(manifest)
    text = json.dumps(manifest).encode()
    head.size = len(text)
    _write(archive, [(head, text), *rest])


def _nothing_left(target: Path) -> bool:
    return not target.exists() and not list(target.parent.glob(".whyrec-*"))


def test_everything_but_vectors_comes_back(archive: Path, store: Store, tmp_path: Path) -> None:
    target = tmp_path / "deep" / "new"
    manifest = restore(archive, target)
    assert set(manifest.files) == {"whyrec.db", "artifacts/ranker/weights.json"}
    assert sorted(f.name for f in target.iterdir()) == ["artifacts", "whyrec.db"]
    with Store.open(f"sqlite:///{target / 'whyrec.db'}") as restored:
        assert restored.items.all("t") == store.items.all("t")
        assert restored.events.of_user("t", "u1") == store.events.of_user("t", "u1")
        assert restored.profiles.head("t", "u1") == store.profiles.head("t", "u1")
        assert restored.events.add("t", [event("e1", at=1)]).unchanged == 1
    assert (target / "artifacts/ranker/weights.json").read_text() == '{"a": 1}'
    assert list((tmp_path / "deep").iterdir()) == [target]


def test_an_empty_home_is_good_enough(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    restore(archive, tmp_path / "empty")
    assert (tmp_path / "empty" / "whyrec.db").is_file()


def test_a_backup_holds_what_was_committed_and_not_what_was_not(
    store: Store, home: Path, tmp_path: Path
) -> None:
    store.events.add("t", [event("e1")])
    with store.transaction():
        store.events.add("t", [event("e2")])
        backup(store, home, tmp_path / "b.tar.gz")
    restore(tmp_path / "b.tar.gz", tmp_path / "new")
    with Store.open(f"sqlite:///{tmp_path / 'new' / 'whyrec.db'}") as restored:
        assert list(restored.events.get("t", ["e1", "e2"])) == ["e1"]


def test_a_backup_is_private_and_overwrites_nothing(
    archive: Path, store: Store, home: Path
) -> None:
    assert archive.stat().st_mode & 0o077 == 0
    with pytest.raises(ConflictError, match="exists"):
        backup(store, home, archive)
    with pytest.raises(InputError, match="cannot be written"):
        backup(store, home, archive.parent / "missing" / "b.tar.gz")


def test_a_home_that_is_not_empty_is_left_alone(archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "used"
    target.mkdir()
    (target / "mine").write_text("x")
    with pytest.raises(ConflictError, match="not empty"):
        restore(archive, target)
    with pytest.raises(ConflictError, match="not empty"):
        restore(archive, target / "mine")
    assert [f.name for f in target.iterdir()] == ["mine"]


@pytest.mark.parametrize("kept", [0.0, 0.02, 0.5, 0.9, 0.95])
def test_a_cut_archive_is_refused(archive: Path, tmp_path: Path, kept: float) -> None:
    whole = archive.read_bytes()
    archive.write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(InputError):
        restore(archive, tmp_path / "new")
    assert _nothing_left(tmp_path / "new")


def test_a_flipped_byte_anywhere_is_refused_or_harmless(archive: Path, tmp_path: Path) -> None:
    whole = bytearray(archive.read_bytes())
    database = _members(archive)[1][1]
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        damaged = bytearray(whole)
        damaged[place] ^= 0x55
        archive.write_bytes(damaged)
        target = tmp_path / f"new{place}"
        try:
            restore(archive, target)
        except WhyrecError:
            assert _nothing_left(target)
        else:
            # gzip's header and the padding at the end may differ without harm.
            assert (target / "whyrec.db").read_bytes() == database


def test_a_changed_database_is_refused(archive: Path, tmp_path: Path) -> None:
    members = [(m, c.replace(b"Alien", b"Bambi")) for m, c in _members(archive)]
    _write(archive, members)
    with pytest.raises(InputError, match="damaged"):
        restore(archive, tmp_path / "new")
    assert _nothing_left(tmp_path / "new")


def test_a_missing_member_is_refused(archive: Path, tmp_path: Path) -> None:
    _write(archive, _members(archive)[:-1])
    with pytest.raises(InputError, match="missing"):
        restore(archive, tmp_path / "new")


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "/tmp/evil",
        "artifacts/../../evil",
        "artifacts//evil",
        "artifacts/./evil",
        "artifacts\\..\\..\\evil",
        "C:/evil",
        "evil",
        "artifacts",
        "vectors/evil",
        "",
    ],
)
def test_a_path_out_of_the_home_is_refused(archive: Path, tmp_path: Path, name: str) -> None:
    _with_manifest(archive, lambda _: None, extra=(name, b"evil"))
    with pytest.raises(InputError, match="must not"):
        restore(archive, tmp_path / "new")
    assert _nothing_left(tmp_path / "new")
    assert not list(tmp_path.rglob("evil"))


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE]
)
def test_links_and_devices_are_refused(archive: Path, tmp_path: Path, kind: bytes) -> None:
    members = _members(archive)
    odd = tarfile.TarInfo("artifacts/ranker/weights.json")
    odd.type = kind
    odd.linkname = "/etc/passwd"
    _write(archive, [*members[:-1], (odd, b"")])
    with pytest.raises(InputError, match="does not"):
        restore(archive, tmp_path / "new")
    assert _nothing_left(tmp_path / "new")


def test_what_the_manifest_does_not_name_is_refused(archive: Path, tmp_path: Path) -> None:
    members = _members(archive)
    _write(archive, [*members, members[-1]])
    with pytest.raises(InputError, match="does not"):
        restore(archive, tmp_path / "new")


def test_a_member_larger_than_it_says_is_cut_off(archive: Path, tmp_path: Path) -> None:
    def smaller(manifest: dict[str, Any]) -> None:
        manifest["files"]["artifacts/big"]["bytes"] = 10

    _with_manifest(archive, smaller, extra=("artifacts/big", b"x" * 10_000_000))
    with pytest.raises(InputError, match="damaged"):
        restore(archive, tmp_path / "new")


def test_more_than_the_disk_holds_is_refused_before_it_is_written(
    archive: Path, tmp_path: Path
) -> None:
    _with_manifest(archive, lambda m: m["files"]["whyrec.db"].update(bytes=10**18))
    with pytest.raises(PrerequisiteError, match="are free"):
        restore(archive, tmp_path / "new")


def test_other_archives_and_files_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.tar.gz"
    member = tarfile.TarInfo("readme")
    _write(other, [(member, b"")])
    plain = tmp_path / "plain"
    plain.write_text("hello")
    zeros = tmp_path / "zeros"
    zeros.write_bytes(gzip.compress(bytes(10_000)))
    odd = tmp_path / "odd.tar.gz"
    head = tarfile.TarInfo("manifest.json")
    head.size = 2
    _write(odd, [(head, b"{}")])
    for file in (other, plain, zeros, odd, tmp_path / "missing", tmp_path):
        with pytest.raises(InputError):
            restore(file, tmp_path / "new")
        assert _nothing_left(tmp_path / "new")


def test_a_manifest_with_an_unknown_format_is_refused(archive: Path, tmp_path: Path) -> None:
    _with_manifest(archive, lambda m: m.update(format=2))
    with pytest.raises(InputError, match="manifest cannot be read"):
        restore(archive, tmp_path / "new")


def _replace_database(archive: Path, statement: str, scratch: Path) -> None:
    (head, text), (db_head, db), *rest = _members(archive)
    scratch.write_bytes(db)
    with closing(sqlite3.connect(scratch)) as connection:
        connection.executescript(statement)
    db = scratch.read_bytes()
    db_head.size = len(db)
    manifest = json.loads(text)
    manifest["files"]["whyrec.db"] = {"sha256": hashlib.sha256(db).hexdigest(), "bytes": len(db)}
    text = json.dumps(manifest).encode()
    head.size = len(text)
    _write(archive, [(head, text), (db_head, db), *rest])


def test_a_database_of_a_newer_whyrec_is_refused(archive: Path, tmp_path: Path) -> None:
    statement = "UPDATE alembic_version SET version_num = '9999'"
    _replace_database(archive, statement, tmp_path / "db")
    with pytest.raises(PrerequisiteError, match="schema version 9999"):
        restore(archive, tmp_path / "new")
    assert _nothing_left(tmp_path / "new")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER x AFTER INSERT ON events BEGIN DELETE FROM items; END",
        "CREATE VIEW x AS SELECT 1",
        "DROP TABLE alembic_version",
        "DELETE FROM alembic_version",
    ],
)
def test_a_database_that_is_not_ours_is_refused(
    archive: Path, tmp_path: Path, statement: str
) -> None:
    _replace_database(archive, statement, tmp_path / "db")
    with pytest.raises(InputError):
        restore(archive, tmp_path / "new")
    assert _nothing_left(tmp_path / "new")


def test_a_backup_is_replaced_only_on_request(archive: Path, store: Store, home: Path) -> None:
    store.items.upsert("t", [item("new", "New")])
    manifest = backup(store, home, archive, replace=True)
    assert restore(archive, home.parent / "again") == manifest
