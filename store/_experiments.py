"""Experiments as they were started, by tenant and name."""

from __future__ import annotations

import logging

from pydantic import ValidationError
from sqlalchemy import insert, select, update

from whyrec.domain import Experiment
from whyrec.errors import ConflictError, NotFoundError
from whyrec.store._database import Database
from whyrec.store._generations import advance, generation
from whyrec.store._rows import to_us
from whyrec.store._tables import experiments

_log = logging.getLogger(__name__)


class Experiments:
    """The experiments of all tenants, those that are over among them: names are given once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, tenant: str, experiment: Experiment) -> None:
        """Keep a new one.

        Raises:
            ConflictError: There is, or was, one of that name.
        """
        self.refuse_again(tenant, experiment.name)
        with self._database.write() as connection:
            connection.execute(
                insert(experiments).values(
                    tenant=tenant,
                    name=experiment.name,
                    experiment_json=experiment.model_dump_json(),
                    starts_at_us=to_us(experiment.starts_at),
                )
            )
            advance(self._database, connection, tenant, "experiments")

    def refuse_again(self, tenant: str, name: str) -> None:
        """Go on only with a name that was never given.

        Raises:
            ConflictError: There is, or was, one of that name.
        """
        c = experiments.c
        same = select(c.name).where(c.tenant == tenant, c.name == name)
        with self._database.read() as connection:
            if connection.execute(same).first() is not None:
                raise ConflictError(
                    f"There is an experiment {name} already, and what it is does not change.",
                    remedy="Give the new one another name.",
                )

    def end(self, tenant: str, ended: Experiment) -> None:
        """Keep that one has another end."""
        with self._database.write() as connection:
            connection.execute(
                update(experiments)
                .where(experiments.c.tenant == tenant, experiments.c.name == ended.name)
                .values(experiment_json=ended.model_dump_json())
            )
            advance(self._database, connection, tenant, "experiments")

    def get(self, tenant: str, name: str) -> Experiment:
        """One of them.

        Raises:
            NotFoundError: There is none of that name.
        """
        c = experiments.c
        wanted = select(c.experiment_json).where(c.tenant == tenant, c.name == name)
        with self._database.read() as connection:
            stored = connection.scalar(wanted)
        if stored is None:
            raise NotFoundError(
                f"There is no experiment {name}.",
                remedy="Their names are those of: whyrec experiments list",
            )
        return Experiment.model_validate_json(stored)

    def all(self, tenant: str) -> list[Experiment]:
        """All of a tenant that can be read, by their start, then name."""
        c = experiments.c
        wanted = (
            select(c.experiment_json).where(c.tenant == tenant).order_by(c.starts_at_us, c.name)
        )
        with self._database.read() as connection:
            rows = list(connection.scalars(wanted))
        return [found for row in rows if (found := _read(row)) is not None]

    def generation(self, tenant: str) -> int:
        """A number that changes whenever one is started or stopped; 0 where none ever was."""
        return generation(self._database, tenant, "experiments")


def _read(row: str) -> Experiment | None:
    """An experiment; None where another version of whyrec wrote what this one does not know."""
    try:
        return Experiment.model_validate_json(row)
    except ValidationError as error:
        _log.warning("An experiment that is stored cannot be read here: %s", error)
        return None
