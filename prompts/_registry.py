"""Finding prompts by task and version."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from whyrec._complaints import complaint
from whyrec.errors import InputError, NotFoundError
from whyrec.prompts._prompt import Description, Prompt

_VERSION = re.compile(r"^v([1-9]\d*)$")


class PromptRegistry:
    """The prompts of one folder, read when first asked for.

    Args:
        folder: Folder with one folder a task in it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[tuple[str, int], Prompt] = {}

    def tasks(self) -> list[str]:
        """Names of all tasks, sorted."""
        return sorted({template.parent.name for template in self.folder.glob("*/v*.jinja")})

    def versions(self, task: str) -> list[int]:
        """Versions of a task, oldest first; empty for an unknown task."""
        found = (_VERSION.match(p.stem) for p in (self.folder / task).glob("v*.jinja"))
        return sorted(int(match[1]) for match in found if match)

    def get(self, task: str, version: int | None = None) -> Prompt:
        """One prompt.

        Args:
            task: Name of the task.
            version: Its version; by default the latest.

        Raises:
            NotFoundError: There is no such task or version.
            InputError: Its files contradict each other.
        """
        versions = self.versions(task) if re.fullmatch(r"\w+", task) else []
        if not versions:
            raise NotFoundError(
                f"There is no prompt for the task {task!r}.",
                remedy=f"Tasks: {', '.join(self.tasks())}.",
            )
        version = versions[-1] if version is None else version
        if version not in versions:
            known = ", ".join(f"v{v}" for v in versions)
            raise NotFoundError(f"Prompt {task} has no v{version}.", remedy=f"It has {known}.")
        if (task, version) not in self._read:
            self._read[task, version] = self._load(task, version)
        return self._read[task, version]

    def all(self) -> list[Prompt]:
        """Every version of every task, by task and version."""
        return [self.get(task, version) for task in self.tasks() for version in self.versions(task)]

    def _load(self, task: str, version: int) -> Prompt:
        template = self.folder / task / f"v{version}.jinja"
        described = template.with_suffix(".toml")
        place = f"{task}/{described.name}"
        try:
            description = Description.model_validate(
                tomllib.loads(described.read_text(encoding="utf-8"))
            )
        except FileNotFoundError as error:
            raise InputError(f"Prompt {task}/v{version} has no {place}.") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise InputError(f"{place}: {error}.") from error
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"])
            raise InputError(f"{place}, {field}: {complaint(first)}.") from error
        return Prompt(task, version, template.read_text(encoding="utf-8"), description)


@cache
def _packaged() -> PromptRegistry:
    return PromptRegistry(Path(__file__).parent)


_LATEST: Mapping[str, int] = MappingProxyType({})
_FORCED: ContextVar[Mapping[str, int]] = ContextVar("forced prompt versions", default=_LATEST)


@contextmanager
def versions(forced: Mapping[str, int]) -> Iterator[None]:
    """Inside, `get_prompt` gives these versions where it is asked for none: to compare them.

    Args:
        forced: Task to version; other tasks keep their latest.
    """
    token = _FORCED.set(dict(forced))
    try:
        yield
    finally:
        _FORCED.reset(token)


def get_prompt(task: str, version: int | None = None) -> Prompt:
    """One of whyrec's own prompts.

    Args:
        task: Name of the task, such as ``name_interest``.
        version: Its version; by default the latest, or what `versions` says.

    Raises:
        NotFoundError: There is no such task or version.
    """
    return _packaged().get(task, _FORCED.get().get(task) if version is None else version)


def list_prompts() -> list[Prompt]:
    """Every version of every one of whyrec's own prompts, by task and version."""
    return _packaged().all()
