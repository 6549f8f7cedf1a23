"""The database and the item vectors. Looks without changing, apart from a schema update."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from whyrec._counted import counted
from whyrec.cli._check import Check, troubled
from whyrec.errors import ConflictError, WhyrecError
from whyrec.settings import Settings

if TYPE_CHECKING:
    from whyrec.store import Store


def database(settings: Settings) -> Iterator[Check]:
    """What is kept, and by which SQLite."""
    from sqlalchemy import make_url

    from whyrec.store import Store, sqlite_report

    try:
        with_password = make_url(settings.sql_url)
        report = sqlite_report(settings.sql_url)
    except Exception as error:
        yield Check("database", "missing", f"The database URL cannot be used: {error}")
        return
    url = with_password.render_as_string(hide_password=True)
    if report is not None:
        yield from _sqlite(report.version, report.wal_reset_bug, report.journal_mode)
        if not kept_somewhere(settings):
            yield Check("database", "note", f"{url}: nothing kept yet", "whyrec ingest FOLDER")
            return
    try:
        with Store.open(settings.sql_url) as store:
            yield from _kept(store, settings, url)
    except WhyrecError as error:
        yield troubled("database", error)


def kept_somewhere(settings: Settings) -> bool:
    """Whether there is a database already: opening makes a SQLite file that is not there."""
    from sqlalchemy import make_url

    url = make_url(settings.sql_url)
    return url.get_backend_name() != "sqlite" or Path(url.database or "").is_file()


def _sqlite(version: str, bug: bool, mode: str | None) -> Iterator[Check]:
    if mode is not None and mode != "wal":
        yield Check("sqlite", "note", f"{version}, journal mode {mode}", "whyrec sets wal itself.")
    elif bug:
        yield Check(
            "sqlite",
            "note",
            f"{version} can lose a write when two programs write at once (fixed in 3.51.3); "
            "whyrec's own processes take turns.",
            "Let no other program write to the file.",
        )
    else:
        yield Check("sqlite", "ok", version)


def _kept(store: Store, settings: Settings, url: str) -> Iterator[Check]:
    tenant = settings.tenant
    items, events = store.items.count(tenant), store.events.count(tenant)
    profiles = len(store.profiles.versions(tenant))
    detail = f"{url}: {counted(items, 'item')}, {counted(events, 'event')}, "
    detail += counted(profiles, "profile")
    if not items:
        yield Check("database", "note", detail, "whyrec ingest --items … --events …")
        return
    yield Check("database", "ok", f"{detail} (tenant {tenant})")
    yield _vectors(store, settings)


def _vectors(store: Store, settings: Settings) -> Check:
    from whyrec.agents.embeddings import open_embedder
    from whyrec.store import Vectors

    tenant = settings.tenant
    made_by = store.meta.get(tenant, "vectors_model")
    if made_by is None:
        return Check("vectors", "note", "not made yet", "They are made when first needed.")
    try:
        wanted = open_embedder(settings).model_id
    except WhyrecError as error:
        return troubled("vectors", error)
    if wanted != made_by:
        return Check("vectors", "missing", f"made by {made_by}, set is {wanted}", "whyrec rebuild")
    try:
        Vectors.open(settings.home / "vectors", timeout_s=0.0).close()
    except ConflictError as error:
        return troubled("vectors", error, "note")
    except WhyrecError as error:
        return troubled("vectors", error)
    behind = store.items.generation(tenant) != store.meta.get(tenant, "vectors_generation")
    detail = f"by {made_by}" + (", some items wait to be embedded" if behind else "")
    return Check("vectors", "ok", detail)
