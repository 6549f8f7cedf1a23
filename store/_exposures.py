"""What users in experiments were shown: ids of items, no words."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from whyrec.domain import Exposure
from whyrec.store._database import Database
from whyrec.store._rows import from_us, to_us
from whyrec.store._tables import exposures


class Exposures:
    """Exposures by tenant, user, experiment and response id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, tenant: str, shown: Iterable[Exposure]) -> None:
        """Keep exposures; one of the same response in the same experiment gives way."""
        with self._database.write() as connection:
            for one in shown:
                changed = {
                    "variant": one.variant,
                    "kind": one.kind,
                    "items_json": json.dumps(one.items, ensure_ascii=False),
                    "at_us": to_us(one.at),
                    "made_at_us": to_us(one.made_at),
                    "seconds": one.seconds,
                    "degraded": int(one.degraded),
                }
                kept = self._database.insert(exposures).values(
                    tenant=tenant,
                    user_id=one.user_id,
                    experiment=one.experiment,
                    response_id=one.response_id,
                    **changed,
                )
                connection.execute(
                    kept.on_conflict_do_update(
                        index_elements=["tenant", "user_id", "experiment", "response_id"],
                        set_=changed,
                    )
                )

    def of_experiment(self, tenant: str, experiment: str) -> list[Exposure]:
        """All of an experiment, by user, then time."""
        return self._found(exposures.c.tenant == tenant, exposures.c.experiment == experiment)

    def of_user(self, tenant: str, user: str) -> list[Exposure]:
        """All of a user, oldest first."""
        return self._found(exposures.c.tenant == tenant, exposures.c.user_id == user)

    def erase(self, tenant: str, user: str) -> int:
        """Delete all that a user was shown in experiments.

        Returns:
            How many exposures there were.
        """
        return self._delete(exposures.c.tenant == tenant, exposures.c.user_id == user)

    def forget_before(self, tenant: str, moment: datetime) -> int:
        """Delete what was shown before a moment: for retention periods.

        Returns:
            How many exposures there were.
        """
        return self._delete(exposures.c.tenant == tenant, exposures.c.made_at_us < to_us(moment))

    def _found(self, *which: Any) -> list[Exposure]:
        c = exposures.c
        wanted = (
            select(exposures)
            .where(*which)
            .order_by(c.user_id, c.at_us, c.made_at_us, c.response_id)
        )
        with self._database.read() as connection:
            return [_exposure(row) for row in connection.execute(wanted)]

    def _delete(self, *which: Any) -> int:
        with self._database.write() as connection:
            gone = connection.execute(delete(exposures).where(*which)).rowcount
            if gone:
                self._database.leave_no_trace()
        return gone


def _exposure(row: Any) -> Exposure:
    return Exposure(
        user_id=row.user_id,
        experiment=row.experiment,
        variant=row.variant,
        response_id=row.response_id,
        kind=row.kind,
        items=tuple(json.loads(row.items_json)),
        at=from_us(row.at_us),
        made_at=from_us(row.made_at_us),
        seconds=row.seconds,
        degraded=bool(row.degraded),
    )
