"""Taking everything away in one file, and bringing it back, whole or not at all."""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from whyrec import __version__
from whyrec.errors import ConflictError, InputError, PrerequisiteError
from whyrec.store._archive import (
    DATABASE,
    MANIFEST,
    MANIFEST_LIMIT,
    Manifest,
    copy_checked,
    describe,
    read_manifest,
)
from whyrec.store._migrate import SCHEMA_VERSION, known_versions
from whyrec.store._store import Store
from whyrec.store._unwritable import unwritable


def backup(store: Store, home: Path, file: Path, *, replace: bool = False) -> Manifest:
    """Write the database and the artifacts to one ``.tar.gz``.

    The database may be in use: what is written is one moment of it. Vectors are left out, they are
    made again from the database; so are models.

    Args:
        store: An open store on SQLite.
        home: The home folder; its ``artifacts`` are taken along.
        file: The archive to make.
        replace: Whether a file that is there already gives way, once the new one is whole.

    Raises:
        ConflictError: ``file`` exists, and is not to be replaced.
        InputError: ``file`` cannot be written.
        PrerequisiteError: The database is not SQLite, or space or permission is missing.
    """
    if store.file is None:
        raise PrerequisiteError(
            "Only SQLite databases are backed up by whyrec.",
            remedy="Use your database's own tool, such as pg_dump.",
        )
    if file.exists() and not replace:
        raise ConflictError(f"{file} exists.", remedy="Choose another name.")
    try:
        with tempfile.TemporaryDirectory(prefix=".whyrec-", dir=file.parent) as name:
            return _write(store.file, home, file, Path(name))
    except OSError as error:
        raise unwritable(f"The backup {file} cannot be written", error) from error


def restore(file: Path, home: Path) -> Manifest:
    """Bring a backup into an empty home folder. The vectors are to be rebuilt afterwards.

    Everything is unpacked and checked beside the home folder, then takes its place in one step.

    Args:
        file: What `backup` wrote.
        home: A folder that is empty or does not exist.

    Raises:
        ConflictError: ``home`` is not empty.
        InputError: The archive is missing, damaged or not one of ours.
        PrerequisiteError: A newer whyrec made it, or space or permission is missing.
    """
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise ConflictError(
            f"{home} is not empty.", remedy="Name an empty folder as home, or move this one away."
        )
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".whyrec-", dir=home.parent) as name:
            fresh = Path(name) / "home"
            fresh.mkdir(mode=0o700)
            manifest = _unpack(file, fresh)
            _inspect(fresh / DATABASE)
            fresh.replace(home)
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise InputError(f"The backup {file} is damaged: {error}") from error
    except OSError as error:
        raise unwritable(f"The backup {file} cannot be restored", error) from error
    return manifest


def _write(database: Path, home: Path, file: Path, scratch: Path) -> Manifest:
    copy = scratch / DATABASE
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        # One file, without a log beside it.
        target.execute("PRAGMA journal_mode = DELETE")
    artifacts = home / "artifacts"
    found = sorted(f for f in artifacts.rglob("*") if f.is_file() and not f.is_symlink())
    members = {DATABASE: copy} | {f.relative_to(home).as_posix(): f for f in found}
    manifest = Manifest(
        whyrec=__version__,
        schema_version=SCHEMA_VERSION,
        created_at=datetime.now(UTC),
        files={name: describe(path) for name, path in members.items()},
    )
    unfinished = scratch / "archive"
    with unfinished.open("wb") as stream:
        with tarfile.open(fileobj=stream, mode="w:gz", compresslevel=5) as archive:
            text = manifest.model_dump_json(indent=1).encode()
            head = tarfile.TarInfo(MANIFEST)
            head.size = len(text)
            archive.addfile(head, io.BytesIO(text))
            for name, path in members.items():
                member = tarfile.TarInfo(name)
                member.size = manifest.files[name].bytes
                with path.open("rb") as content:
                    archive.addfile(member, content)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.chmod(0o600)
    unfinished.replace(file)
    return manifest


def _unpack(file: Path, folder: Path) -> Manifest:
    with tarfile.open(file, mode="r|gz") as archive:
        head = archive.next()
        if head is None or head.name != MANIFEST or head.size > MANIFEST_LIMIT:
            raise InputError(f"{file} is no backup of whyrec.")
        content = archive.extractfile(head)
        manifest = read_manifest(content.read() if content else b"")
        _need_space(folder, sum(f.bytes for f in manifest.files.values()))
        missing = dict(manifest.files)
        while (member := archive.next()) is not None:
            expected = missing.pop(member.name, None)
            content = archive.extractfile(member) if member.isreg() else None
            if expected is None or content is None:
                raise InputError(f"The backup holds what its manifest does not: {member.name!r}.")
            copy_checked(content, folder / member.name, expected)  # type: ignore[arg-type]
    if missing:
        raise InputError(f"The backup is damaged: {next(iter(missing))} is missing.")
    return manifest


def _need_space(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise PrerequisiteError(
            f"The backup unpacks to {needed} bytes, {free} are free.",
            remedy="Free some space, or restore elsewhere.",
        )


def _inspect(database: Path) -> None:
    """See that the database is a sound one of ours before anybody opens it."""
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
            kinds = {kind for (kind,) in connection.execute("SELECT type FROM sqlite_master")}
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    except (sqlite3.Error, TypeError) as error:
        raise InputError(f"The backup's database cannot be read: {error}.") from error
    if sound != "ok" or not kinds <= {"table", "index"}:
        raise InputError("The backup's database is damaged or not one of whyrec's.")
    if version not in known_versions():
        raise PrerequisiteError(
            f"The backup has schema version {version}, this whyrec knows {SCHEMA_VERSION}.",
            remedy="Install the whyrec that made it, or a newer one.",
        )
