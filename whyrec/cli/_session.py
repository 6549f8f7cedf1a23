"""What one run of a command has at hand: options, settings, screen, progress."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from whyrec.cli._screen import Screen
from whyrec.cli._stages import Stages
from whyrec.errors import InputError

if TYPE_CHECKING:
    from pydantic import SecretStr

    from whyrec.cli._look import Look
    from whyrec.cli._reach import Reach
    from whyrec.recommender import Recommender
    from whyrec.remote import RemoteRecommender
    from whyrec.settings import Settings


@dataclass(frozen=True)
class Common:
    """The options every command takes, before or after its name."""

    json: bool = False
    tenant: str | None = None
    home: Path | None = None
    url: str | None = None
    key_file: Path | None = None
    verbose: bool = False

    def over(self, outer: Common) -> Common:
        """These options, and where they are silent those given before the command."""
        return Common(
            json=self.json or outer.json,
            tenant=self.tenant if self.tenant is not None else outer.tenant,
            home=self.home or outer.home,
            url=self.url if self.url is not None else outer.url,
            key_file=self.key_file or outer.key_file,
            verbose=self.verbose or outer.verbose,
        )


class Session:
    """One run of one command."""

    def __init__(self, common: Common) -> None:
        self.common = common
        self.reach: Reach | None = None
        """What the command can work on."""
        self.screen = Screen(json=common.json, verbose=common.verbose)
        self.stages = Stages(self.screen.err, lines=common.verbose)

    @cached_property
    def settings(self) -> Settings:
        """The settings in force.

        Raises:
            InputError: One of them is unusable.
        """
        return self.settings_with()

    def settings_with(self, **overrides: Any) -> Settings:
        """The settings with some values of this run's own."""
        from whyrec.settings import load_settings

        if self.common.home is not None:
            overrides.setdefault("home", self.common.home.expanduser().absolute())
        if self.common.tenant is not None:
            overrides.setdefault("tenant", self.common.tenant)
        return load_settings(**overrides)

    @cached_property
    def url(self) -> str | None:
        """The server to work on: that of ``--url``, else, without ``--home``, the one set.

        Raises:
            InputError: It is no address of a server.
        """
        named = self.common.url
        if named is None and self.common.home is None:
            named = self.settings.url
        if named is None:
            return None
        from whyrec.remote import server_address

        return server_address(named)

    def anywhere(self, settings: Settings | None = None) -> Recommender | RemoteRecommender:
        """Open a recommender here, or the server that is named; use it as a context manager."""
        if self.url is None:
            return self.recommender(settings)
        from whyrec.remote import RemoteRecommender, in_the_open

        key = self._key()
        if self.common.verbose:
            self.screen.note(f"server: {self.url}")
        if key is not None and in_the_open(self.url):
            self.screen.note(
                f"The key goes to {self.url} unencrypted: use https beyond this machine.",
                style="yellow",
            )
        return RemoteRecommender(self.url, key=key)

    def look(self, rec: Recommender | RemoteRecommender) -> Look:
        """At what the commands show beside the recommender's answers."""
        from whyrec.cli._look import ServerLook, StoreLook

        if self.url is None:
            return StoreLook(cast("Recommender", rec))
        return ServerLook(cast("RemoteRecommender", rec))

    def _key(self) -> SecretStr | None:
        file = self.common.key_file
        if file is None:
            return self.settings.key
        from pydantic import SecretStr

        try:
            key = file.expanduser().read_text(encoding="utf-8").strip()
        except UnicodeDecodeError as error:
            raise InputError(f"{file} holds no key: it is no text.") from error
        if not key:
            raise InputError(f"{file} holds no key: it is empty.")
        return SecretStr(key)

    def recommender(self, settings: Settings | None = None) -> Recommender:
        """Open a recommender on a home here; use it as an async context manager."""
        if self.common.verbose:
            self.screen.note(f"home: {(settings or self.settings).home}")
        from whyrec.recommender import Recommender

        return Recommender.open(settings or self.settings)
