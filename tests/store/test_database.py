"""Opening: schema, settings, several processes, and what a user can get wrong."""

from __future__ import annotations

import errno
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from tests.store.conftest import event, sqlite_url
from whyrec.errors import InputError, PrerequisiteError
from whyrec.store import Store, sqlite_report
from whyrec.store._database import Database
from whyrec.store._migrate import SCHEMA_VERSION, known_versions, migrate
from whyrec.store._tables import metadata


@pytest.fixture
def url(tmp_path: Path) -> str:
    return sqlite_url(tmp_path)


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def test_the_migrations_make_what_the_tables_say(store: Store, url: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with store._database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        for table in metadata.sorted_tables:
            assert inspect(connection).get_pk_constraint(table.name)["constrained_columns"] == [
                column.name for column in table.primary_key
            ]


def test_every_key_and_index_begins_with_the_tenant_but_api_keys_which_name_it() -> None:
    for table in metadata.sorted_tables:
        first = next(iter(table.primary_key)).name
        assert first == ("id" if table.name == "keys" else "tenant")
        assert all(next(iter(index.columns)).name == "tenant" for index in table.indexes)


def test_the_newest_version_is_the_one_the_code_expects() -> None:
    assert known_versions()[-1] == SCHEMA_VERSION


@pytest.mark.parametrize("version", known_versions())
def test_a_database_of_an_older_schema_is_brought_up_to_date(url: str, version: str) -> None:
    file = _file(url)
    file.parent.mkdir()
    engine = create_engine(url)
    with engine.begin() as connection:
        migrate(connection, version)
        connection.exec_driver_sql(
            "INSERT INTO events (tenant, id, user_id, item_id, kind, at_us)"
            " VALUES ('t', 'e1', 'u1', 'm1', 'view', 1000000)"
        )
    engine.dispose()
    with Store.open(url) as store:
        assert store.events.add("t", [event("e1")]).unchanged == 1


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(connection: object) -> None:
        migrate(connection)  # type: ignore[arg-type]
        raise RuntimeError

    monkeypatch.setattr("whyrec.store._database.migrate", fail)
    with pytest.raises(RuntimeError):
        Store.open(url)
    with closing(sqlite3.connect(_file(url))) as connection:
        assert connection.execute("SELECT * FROM sqlite_master").fetchall() == []


def test_a_database_of_a_newer_whyrec_is_refused(url: str) -> None:
    Store.open(url).close()
    with closing(sqlite3.connect(_file(url))) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(PrerequisiteError, match="schema version 9999"):
        Store.open(url)


def test_a_folder_with_odd_characters_is_fine(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a %20b#é' / 'x.db'}"
    with Store.open(url) as store:
        store.events.add("t", [event()])
    with Store.open(url) as store:
        assert store.events.count("t") == 1


def test_sqlite_is_set_to_lose_nothing(store: Store) -> None:
    with store._database.write() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 30_000,
    }


def test_what_can_be_made_again_need_not_wait_for_the_disk(tmp_path: Path) -> None:
    with (
        Store.open(f"sqlite:///{tmp_path / 'x.db'}", durable=False) as store,
        store._database.write() as connection,
    ):
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 0
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_a_reading_connection_cannot_write(store: Store) -> None:
    with pytest.raises(Exception, match="readonly"), store._database.read() as connection:
        connection.exec_driver_sql("DELETE FROM events")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "no database URL"),
        ("oracle://x", "not oracle"),
        ("foo://x", "no database URL"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:////dev/null/x.db", "cannot be made"),
    ],
)
def test_an_unusable_url_is_the_callers_mistake(url: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        Store.open(url)


def test_a_missing_driver_is_named() -> None:
    with pytest.raises(PrerequisiteError, match="pip install"):
        Store.open(
            "postgresql+asyncpg_not_there://localhost/x".replace("asyncpg_not_there", "pg8000")
        )


def test_a_file_that_is_no_database_is_the_callers_mistake(url: str) -> None:
    _file(url).parent.mkdir()
    _file(url).write_bytes(b"not a database" * 1000)
    with pytest.raises(InputError, match="cannot be read"):
        Store.open(url)


def test_opening_for_the_first_time_in_several_processes_at_once_works(url: str) -> None:
    code = (
        "import sys; from whyrec.store import Store; "
        "Store.open(sys.argv[1]).meta.set('t', sys.argv[2], 1)"
    )
    children = [subprocess.Popen([sys.executable, "-c", code, url, str(n)]) for n in range(3)]
    assert [child.wait(60) for child in children] == [0, 0, 0]
    with Store.open(url) as store:
        assert [store.meta.get("t", str(n)) for n in range(3)] == [1, 1, 1]


def test_closing_twice_is_fine(url: str) -> None:
    store = Store.open(url)
    store.close()
    store.close()


def test_the_sql_is_also_postgresqls() -> None:
    from sqlalchemy.dialects import postgresql
    from sqlalchemy.schema import CreateTable

    dialect = postgresql.dialect()
    for table in metadata.sorted_tables:
        assert "tenant" in str(CreateTable(table).compile(dialect=dialect))


def test_doctor_is_told_about_sqlite(url: str, store: Store, monkeypatch) -> None:
    report = sqlite_report(url)
    assert report is not None
    assert (report.version, report.journal_mode) == (sqlite3.sqlite_version, "wal")
    for version, affected in (((3, 51, 2), True), ((3, 51, 3), False), ((3, 40, 1), True)):
        monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
        assert sqlite_report(url).wal_reset_bug is affected  # type: ignore[union-attr]


def test_doctor_makes_no_database_where_there_is_none(url: str) -> None:
    report = sqlite_report(url)
    assert report is not None
    assert report.journal_mode is None
    assert not _file(url).exists()
    assert sqlite_report("postgresql://localhost/x") is None


def test_a_database_is_a_writer_and_readers(url: str) -> None:
    database = Database(url)
    assert database.dialect == "sqlite"
    assert database.file == _file(url)
    database.close()


def test_a_full_disk_is_something_missing(store: Store) -> None:
    with store._database.write() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
    many = [event(f"e{n}") for n in range(5_000)]
    with pytest.raises(PrerequisiteError, match="full"):
        store.events.add("t", many)


def test_a_database_that_cannot_be_opened_is_something_missing(url: str) -> None:
    _file(url).mkdir(parents=True)
    with pytest.raises(PrerequisiteError, match="unable to open"):
        Store.open(url)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.EACCES, PrerequisiteError),
        (errno.EROFS, PrerequisiteError),
        (errno.ENOSPC, PrerequisiteError),
        (errno.ENOTDIR, InputError),
    ],
)
def test_a_folder_without_permission_or_space_is_missing_and_a_wrong_one_a_mistake(
    url: str, number: int, kind: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, "no", "x")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(kind, match="cannot be made"):
        Store.open(url)
