"""What items are about, and the words that wait to enter the vocabulary."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, get_args

from sqlalchemy import Connection, Select, Table, delete, func, select, update
from sqlalchemy.sql import ColumnElement

from whyrec.domain import ContentKind, Feature, ItemFeatures, ProposedTerm, TermState
from whyrec.store._batches import batches
from whyrec.store._database import IN_LIMIT, Database
from whyrec.store._generations import advance, generation_in
from whyrec.store._tables import content, content_proposed, content_terms, items

EXAMPLES = 5
"""Items that a waiting word is shown with."""


class Described(NamedTuple):
    """The features of one item, and what they were made of."""

    features: ItemFeatures
    text_hash: str
    proposed: tuple[tuple[ContentKind, str], ...] = ()
    """Words that a model missed in the vocabulary; read back, none."""


class Content:
    """Features by tenant and item, and the tenant's own words."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(
        self, tenant: str, described: Sequence[Described], *, used: bool, amended: bool = False
    ) -> None:
        """Keep what was said of items, in place of what was; all of it or nothing.

        Items that were deleted meanwhile are left out.

        Args:
            tenant: Whose items.
            described: What is said of each.
            used: Whether the items count as changed, so that views and vectors are made anew.
            amended: Whether the words that were proposed for the items stay as they are.
        """
        with self._database.write() as connection:
            if used:
                advance(self._database, connection, tenant, "items")
            now = generation_in(connection, tenant, "items")
            for some in batches(described, IN_LIMIT):
                ids = [one.features.item_id for one in some]
                there = (items.c.tenant == tenant, items.c.id.in_(ids))
                known = set(connection.scalars(select(items.c.id).where(*there)))
                drop_items(connection, tenant, ids, said_alone=amended)
                self._insert(connection, tenant, [d for d in some if d.features.item_id in known])
                if used:
                    connection.execute(update(items).where(*there).values(generation=now))

    def of_items(self, tenant: str, ids: Iterable[str] | None = None) -> dict[str, Described]:
        """What is said of items, by id: of some, or of all."""
        wanted = select(content).where(content.c.tenant == tenant)
        if ids is None:
            return self._read([wanted])
        asked = batches(dict.fromkeys(ids), IN_LIMIT)
        return self._read(wanted.where(content.c.item_id.in_(some)) for some in asked)

    def terms(self, tenant: str) -> list[ProposedTerm]:
        """Every word that was proposed or reviewed: those that wait first, most items first."""
        reviewed: dict[tuple[ContentKind, str], TermState] = {}
        examples: dict[tuple[ContentKind, str], list[str]] = {}
        with self._database.read() as connection:
            for row in connection.execute(
                select(content_terms).where(content_terms.c.tenant == tenant)
            ):
                reviewed[row.kind, row.term] = row.state
                examples[row.kind, row.term] = []
            rows = select(content_proposed).where(content_proposed.c.tenant == tenant)
            for row in connection.execute(rows.order_by(content_proposed.c.item_id)):
                examples.setdefault((row.kind, row.term), []).append(row.item_id)
        found = [
            ProposedTerm(
                kind=kind,
                term=term,
                state=reviewed.get((kind, term), "waiting"),
                count=len(ids),
                examples=tuple(ids[:EXAMPLES]),
            )
            for (kind, term), ids in examples.items()
        ]
        order = get_args(TermState)
        return sorted(found, key=lambda t: (order.index(t.state), -t.count, t.kind, t.term))

    def accepted(self, tenant: str) -> list[tuple[ContentKind, str]]:
        """The tenant's own words, by kind and word."""
        mine = (content_terms.c.tenant == tenant, content_terms.c.state == "accepted")
        wanted = select(content_terms.c.kind, content_terms.c.term).where(*mine)
        with self._database.read() as connection:
            return sorted((kind, term) for kind, term in connection.execute(wanted))

    def proposed_for(self, tenant: str, kind: ContentKind, term: str) -> list[str]:
        """Ids of the items that a word was proposed for."""
        wanted = select(content_proposed.c.item_id).where(
            *_the(content_proposed, tenant, kind, term)
        )
        with self._database.read() as connection:
            return sorted(connection.scalars(wanted))

    def review(self, tenant: str, kind: ContentKind, term: str, state: TermState) -> None:
        """Accept or reject a word, or let it wait again."""
        with self._database.write() as connection:
            connection.execute(
                delete(content_terms).where(*_the(content_terms, tenant, kind, term))
            )
            if state != "waiting":
                row = {"tenant": tenant, "kind": kind, "term": term, "state": state}
                connection.execute(self._database.insert(content_terms).values(row))

    def count(self, tenant: str) -> int:
        """How many items have features."""
        wanted = select(func.count()).select_from(content).where(content.c.tenant == tenant)
        with self._database.read() as connection:
            return connection.scalar(wanted) or 0

    def _insert(self, connection: Connection, tenant: str, rows: Sequence[Described]) -> None:
        if not rows:
            return
        connection.execute(
            self._database.insert(content),
            [
                {
                    "tenant": tenant,
                    "item_id": features.item_id,
                    "text_hash": text_hash,
                    "made_by": features.made_by,
                    "written_by": features.written_by,
                    "features_json": json.dumps(
                        [tuple(f.model_dump().values()) for f in features.features],
                        ensure_ascii=False,
                    ),
                }
                for features, text_hash, _ in rows
            ],
        )
        proposed = [
            {"tenant": tenant, "kind": kind, "term": term, "item_id": one.features.item_id}
            for one in rows
            for kind, term in dict.fromkeys(one.proposed)
        ]
        if proposed:
            connection.execute(self._database.insert(content_proposed), proposed)

    def _read(self, queries: Iterable[Select[Any]]) -> dict[str, Described]:
        found: dict[str, Described] = {}
        with self._database.read() as connection:
            for query in queries:
                for row in connection.execute(query):
                    told = ItemFeatures(
                        item_id=row.item_id,
                        features=tuple(
                            Feature.model_construct(kind=kind, label=label, because=because)
                            for kind, label, because in json.loads(row.features_json)
                        ),
                        written_by=row.written_by,
                        made_by=row.made_by,
                    )
                    found[row.item_id] = Described(told, row.text_hash)
        return found


def drop_items(
    connection: Connection, tenant: str, ids: Sequence[str], *, said_alone: bool = False
) -> None:
    """Delete what is said of some items, and what was proposed, as a part of a transaction."""
    for table in (content,) if said_alone else (content, content_proposed):
        connection.execute(delete(table).where(table.c.tenant == tenant, table.c.item_id.in_(ids)))


def _the(table: Table, tenant: str, kind: ContentKind, term: str) -> list[ColumnElement[bool]]:
    """What picks the rows of one word."""
    return [table.c.tenant == tenant, table.c.kind == kind, table.c.term == term]
