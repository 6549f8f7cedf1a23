"""The shape of a backup: a tar.gz whose first member says what the others must be."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Literal

from pydantic import ValidationError

from whyrec._complaints import complaint
from whyrec.domain import Model, UtcDatetime
from whyrec.errors import InputError

DATABASE = "whyrec.db"
MANIFEST = "manifest.json"
MANIFEST_LIMIT = 16 * 1024 * 1024
_CHUNK = 1024 * 1024


class ArchivedFile(Model):
    """A file in a backup."""

    sha256: str
    bytes: int


class Manifest(Model):
    """What a backup holds."""

    format: Literal[1] = 1
    whyrec: str
    """The version of whyrec that made it."""
    schema_version: str
    """The database's schema version."""
    created_at: UtcDatetime
    files: dict[str, ArchivedFile]
    """Path in the archive to what the file must be."""


def read_manifest(text: bytes) -> Manifest:
    """Parse and distrust a manifest.

    Raises:
        InputError: It is no manifest, lacks the database, or names a path outside the home folder.
    """
    try:
        manifest = Manifest.model_validate_json(text)
    except ValidationError as error:
        raise InputError(
            f"The backup's manifest cannot be read: {complaint(error.errors()[0])}."
        ) from (error)
    if DATABASE not in manifest.files:
        raise InputError("The backup has no database in it.")
    for name in manifest.files:
        parts = PurePosixPath(name).parts
        allowed = name == DATABASE or (len(parts) > 1 and parts[0] == "artifacts")
        plain = "/".join(parts) == name and ".." not in parts
        if not (allowed and plain) or any(c in name for c in "\\:\0"):
            raise InputError(f"The backup names a file it must not: {name!r}.")
    return manifest


def describe(file: Path) -> ArchivedFile:
    """Size and hash of a file."""
    digest = hashlib.sha256()
    size = 0
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return ArchivedFile(sha256=digest.hexdigest(), bytes=size)


def copy_checked(source: BinaryIO, target: Path, expected: ArchivedFile) -> None:
    """Write a stream to a new file, and see that it is what the manifest says.

    Raises:
        InputError: Size or hash differ; never more than the expected size is written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    size = 0
    with target.open("xb") as stream:
        while chunk := source.read(_CHUNK):
            size += len(chunk)
            if size > expected.bytes:
                break
            digest.update(chunk)
            stream.write(chunk)
    if size != expected.bytes or digest.hexdigest() != expected.sha256:
        raise InputError(f"The backup is damaged: {target.name} is not what its manifest says.")
