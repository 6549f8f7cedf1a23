"""The tables. Every key and every index begins with the tenant, but for API keys: they name it.

The shape is made by the migrations; a test holds the two together.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

metadata = MetaData()

items = Table(
    "items",
    metadata,
    Column("tenant", String, nullable=False),
    Column("id", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("facets_json", Text, nullable=False),
    Column("domain", String, nullable=False),
    Column("created_at_us", BigInteger),
    Column("title_folded", Text, nullable=False),
    Column("generation", BigInteger, nullable=False),
    PrimaryKeyConstraint("tenant", "id", name="pk_items"),
    Index("ix_items_generation", "tenant", "generation"),
)

events = Table(
    "events",
    metadata,
    Column("tenant", String, nullable=False),
    Column("id", String, nullable=False),
    Column("user_id", String, nullable=False),
    Column("item_id", String),
    Column("kind", String, nullable=False),
    Column("value", Double),
    Column("text", Text),
    Column("at_us", BigInteger, nullable=False),
    Column("scene", String),
    Column("device", String),
    Column("session", String),
    PrimaryKeyConstraint("tenant", "id", name="pk_events"),
    Index("ix_events_user", "tenant", "user_id", "at_us"),
    Index("ix_events_time", "tenant", "at_us"),
)

tombstones = Table(
    "tombstones",
    metadata,
    Column("tenant", String, nullable=False),
    Column("hash", String, nullable=False),
    PrimaryKeyConstraint("tenant", "hash", name="pk_tombstones"),
)

profiles = Table(
    "profiles",
    metadata,
    Column("tenant", String, nullable=False),
    Column("user_id", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("profile_json", Text, nullable=False),
    PrimaryKeyConstraint("tenant", "user_id", name="pk_profiles"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("tenant", String, nullable=False),
    Column("user_id", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("parent", Integer),
    Column("patch_json", Text, nullable=False),
    Column("rejected_json", Text, nullable=False),
    Column("created_at_us", BigInteger, nullable=False),
    PrimaryKeyConstraint("tenant", "user_id", "version", name="pk_revisions"),
)

meta = Table(
    "meta",
    metadata,
    Column("tenant", String, nullable=False),
    Column("user_id", String, nullable=False),
    Column("key", String, nullable=False),
    Column("value_json", Text, nullable=False),
    PrimaryKeyConstraint("tenant", "user_id", "key", name="pk_meta"),
)

generations = Table(
    "generations",
    metadata,
    Column("tenant", String, nullable=False),
    Column("name", String, nullable=False),
    Column("value", BigInteger, nullable=False),
    PrimaryKeyConstraint("tenant", "name", name="pk_generations"),
)

keys = Table(
    "keys",
    metadata,
    Column("id", String, nullable=False),
    Column("tenant", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("name", String, nullable=False),
    Column("scopes", String, nullable=False),
    Column("user_id", String),
    Column("created_at_us", BigInteger, nullable=False),
    Column("revoked_at_us", BigInteger),
    PrimaryKeyConstraint("id", name="pk_keys"),
    Index("ix_keys_tenant", "tenant"),
)

unavailable = Table(
    "unavailable",
    metadata,
    Column("tenant", String, nullable=False),
    Column("item_id", String, nullable=False),
    PrimaryKeyConstraint("tenant", "item_id", name="pk_unavailable"),
)

shown = Table(
    "shown",
    metadata,
    Column("tenant", String, nullable=False),
    Column("user_id", String, nullable=False),
    Column("response_id", String, nullable=False),
    Column("text_hash", String, nullable=False),
    Column("answer_json", Text, nullable=False),
    Column("at_us", BigInteger, nullable=False),
    PrimaryKeyConstraint("tenant", "user_id", "response_id", name="pk_shown"),
    Index("ix_shown_text", "tenant", "user_id", "text_hash"),
    Index("ix_shown_time", "tenant", "at_us"),
)

replies = Table(
    "replies",
    metadata,
    Column("tenant", String, nullable=False),
    Column("user_id", String, nullable=False),
    Column("key_hash", String, nullable=False),
    Column("body_hash", String, nullable=False),
    Column("status", Integer, nullable=False),
    Column("reply_json", Text, nullable=False),
    Column("at_us", BigInteger, nullable=False),
    PrimaryKeyConstraint("tenant", "user_id", "key_hash", name="pk_replies"),
    Index("ix_replies_time", "tenant", "at_us"),
)

experiments = Table(
    "experiments",
    metadata,
    Column("tenant", String, nullable=False),
    Column("name", String, nullable=False),
    Column("experiment_json", Text, nullable=False),
    Column("starts_at_us", BigInteger, nullable=False),
    PrimaryKeyConstraint("tenant", "name", name="pk_experiments"),
)

exposures = Table(
    "exposures",
    metadata,
    Column("tenant", String, nullable=False),
    Column("user_id", String, nullable=False),
    Column("experiment", String, nullable=False),
    Column("response_id", String, nullable=False),
    Column("variant", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("items_json", Text, nullable=False),
    Column("at_us", BigInteger, nullable=False),
    Column("made_at_us", BigInteger, nullable=False),
    Column("seconds", Double, nullable=False),
    Column("degraded", Integer, nullable=False),
    PrimaryKeyConstraint("tenant", "user_id", "experiment", "response_id", name="pk_exposures"),
    Index("ix_exposures_experiment", "tenant", "experiment"),
    Index("ix_exposures_time", "tenant", "made_at_us"),
)

content = Table(
    "content",
    metadata,
    Column("tenant", String, nullable=False),
    Column("item_id", String, nullable=False),
    Column("text_hash", String, nullable=False),
    Column("made_by", String, nullable=False),
    Column("written_by", String, nullable=False),
    Column("features_json", Text, nullable=False),
    PrimaryKeyConstraint("tenant", "item_id", name="pk_content"),
)

content_proposed = Table(
    "content_proposed",
    metadata,
    Column("tenant", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("term", String, nullable=False),
    Column("item_id", String, nullable=False),
    PrimaryKeyConstraint("tenant", "kind", "term", "item_id", name="pk_content_proposed"),
    Index("ix_content_proposed_item", "tenant", "item_id"),
)

content_terms = Table(
    "content_terms",
    metadata,
    Column("tenant", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("term", String, nullable=False),
    Column("state", String, nullable=False),
    PrimaryKeyConstraint("tenant", "kind", "term", name="pk_content_terms"),
)

cluster_fits = Table(
    "cluster_fits",
    metadata,
    Column("tenant", String, nullable=False),
    Column("as_of_us", BigInteger, nullable=False),
    Column("embedding", String, nullable=False),
    Column("temperature", Double, nullable=False),
    Column("spread", Double, nullable=False),
    Column("people", Integer, nullable=False),
    Column("origin", LargeBinary, nullable=False),
    Column("moved_us", BigInteger),
    PrimaryKeyConstraint("tenant", "as_of_us", name="pk_cluster_fits"),
)

clusters = Table(
    "clusters",
    metadata,
    Column("tenant", String, nullable=False),
    Column("as_of_us", BigInteger, nullable=False),
    Column("id", Integer, nullable=False),
    Column("weight", Double, nullable=False),
    Column("centre", LargeBinary, nullable=False),
    Column("moved", LargeBinary, nullable=False),
    Column("portrait_json", Text, nullable=False),
    PrimaryKeyConstraint("tenant", "as_of_us", "id", name="pk_clusters"),
)

memberships = Table(
    "memberships",
    metadata,
    Column("tenant", String, nullable=False),
    Column("user_id", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("at_us", BigInteger, nullable=False),
    Column("fit_us", BigInteger, nullable=False),
    Column("members_json", Text, nullable=False),
    PrimaryKeyConstraint("tenant", "user_id", "version", name="pk_memberships"),
)
