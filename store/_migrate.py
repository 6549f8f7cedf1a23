"""Bringing a database to the newest schema, inside the process."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from whyrec.errors import PrerequisiteError

if TYPE_CHECKING:
    from alembic.config import Config

SCHEMA_VERSION = "0003"
"""The newest migration; a test compares it with the folder. Known here so that opening a database
that is up to date need not load alembic."""


def stored_version(connection: Connection) -> str | None:
    """The schema version a database is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def migrate(connection: Connection, to: str = "head") -> None:
    """Run the migrations the database lacks, over a connection with a transaction begun.

    Args:
        connection: Nothing is committed here: the caller commits all of it or none.
        to: A revision to stop at, for tests.

    Raises:
        PrerequisiteError: The database was made by a newer whyrec.
    """
    from alembic import command
    from alembic.util import CommandError

    version = stored_version(connection)
    config = alembic_config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, to)
    except CommandError as error:
        if version is None or version in known_versions():
            raise
        raise PrerequisiteError(
            f"The database has schema version {version}, this whyrec knows {SCHEMA_VERSION}.",
            remedy="Install the newer whyrec that made it, or open another database.",
        ) from error


def known_versions() -> list[str]:
    """All schema versions, oldest first."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(alembic_config())
    return [s.revision for s in scripts.walk_revisions()][::-1]


def alembic_config() -> Config:
    """Alembic's configuration, without a file: the scripts stand beside this module."""
    from alembic.config import Config

    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
