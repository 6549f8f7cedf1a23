"""What one run of a command has at hand: options, settings, screen, progress."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whyrec.cli._screen import Screen
from whyrec.cli._stages import Stages

if TYPE_CHECKING:
    from whyrec.recommender import Recommender
    from whyrec.settings import Settings


@dataclass(frozen=True)
class Common:
    """The options every command takes, before or after its name."""

    json: bool = False
    tenant: str | None = None
    home: Path | None = None
    verbose: bool = False

    def over(self, outer: Common) -> Common:
        """These options, and where they are silent those given before the command."""
        return Common(
            json=self.json or outer.json,
            tenant=self.tenant if self.tenant is not None else outer.tenant,
            home=self.home or outer.home,
            verbose=self.verbose or outer.verbose,
        )


class Session:
    """One run of one command."""

    def __init__(self, common: Common) -> None:
        self.common = common
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

    def recommender(self, settings: Settings | None = None) -> Recommender:
        """Open a recommender; use it as an async context manager."""
        if self.common.verbose:
            self.screen.note(f"home: {(settings or self.settings).home}")
        from whyrec.recommender import Recommender

        return Recommender.open(settings or self.settings)
