"""One version of one prompt."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple, get_args

from jinja2 import Template, TemplateSyntaxError, UndefinedError, meta
from jinja2.exceptions import SecurityError
from pydantic import BaseModel, ConfigDict, Field

from whyrec.errors import InputError
from whyrec.prompts._environment import environment

Role = Literal["system", "user", "assistant"]

_ROLES: tuple[Role, ...] = get_args(Role)
_SECTION = re.compile(rf"^({'|'.join(_ROLES)})(_\d+)?$")


class PromptMessage(NamedTuple):
    """One turn of a rendered prompt."""

    role: Role
    content: str


class Description(BaseModel):
    """What ``v<N>.toml`` says of a version."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    purpose: str = Field(min_length=1)
    """What the prompt is for, one sentence."""
    output: str = Field(min_length=1)
    """Type its answer is read as; ``text`` for prose, ``prefix`` where titles follow."""
    released: date | None = None
    """Day from which it is never edited again; absent in a draft."""
    inputs: dict[str, str]
    """Every input with one line on what it holds."""


class Prompt:
    """A template with its description.

    A template either is plain text or consists of role sections, ``{% block system %}``,
    ``{% block user %}`` and ``{% block assistant %}`` (numbered, ``user_1``, where a role speaks
    more than once), with nothing between them.

    Args:
        task: Name of the task, the folder's name.
        version: Version number, from 1.
        template: The template's text.
        description: What stands in the version's TOML file.

    Raises:
        InputError: The template is no valid Jinja, uses an input that is not declared, declares one
            that it doesn't use, or has text outside its role sections.
    """

    def __init__(self, task: str, version: int, template: str, description: Description) -> None:
        self.task = task
        self.version = version
        self.source = template.replace("\r\n", "\n")
        self.purpose = description.purpose
        self.output = description.output
        self.released = description.released
        self.inputs: Mapping[str, str] = description.inputs
        self._compare_inputs()
        self._compare_sections()

    def __repr__(self) -> str:
        return f"Prompt({self.id!r})"

    @property
    def id(self) -> str:
        """``task/vN``."""
        return f"{self.task}/v{self.version}"

    @cached_property
    def sha256(self) -> str:
        """Hash of the template's text in UTF-8 with line feeds as its line ends."""
        return hashlib.sha256(self.source.encode()).hexdigest()

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles of its sections in order; empty for plain text."""
        return tuple(role for name in self._template.blocks for role in _ROLES if _is(name, role))

    def render(self, **inputs: object) -> str:
        """Fill in the template.

        Args:
            **inputs: Exactly the declared inputs.

        Returns:
            The text, without white space at its ends; the sections one below the other where the
            template has role sections.

        Raises:
            InputError: Inputs are missing, unknown or of a shape the template cannot print.
        """
        if self.roles:
            return "\n\n".join(message.content for message in self.messages(**inputs))
        self._check(inputs)
        try:
            return self._template.render(inputs).strip()
        except (UndefinedError, SecurityError, TypeError, ValueError, AttributeError) as error:
            raise self._unprintable(error) from error

    def messages(self, **inputs: object) -> list[PromptMessage]:
        """Fill in the template as the turns of a chat.

        Args:
            **inputs: Exactly the declared inputs.

        Returns:
            One message a role section; a single user message for plain text.

        Raises:
            InputError: Inputs are missing, unknown or of a shape the template cannot print.
        """
        if not self.roles:
            return [PromptMessage("user", self.render(**inputs))]
        self._check(inputs)
        try:
            context = self._template.new_context(dict(inputs))
            return [
                PromptMessage(role, "".join(block(context)).strip())
                for role, block in zip(self.roles, self._template.blocks.values(), strict=True)
            ]
        except (UndefinedError, SecurityError, TypeError, ValueError, AttributeError) as error:
            raise self._unprintable(error) from error

    @cached_property
    def _template(self) -> Template:
        try:
            return environment().from_string(self.source)
        except TemplateSyntaxError as error:
            raise InputError(
                f"Prompt {self.id}, line {error.lineno}: {error.message}.",
            ) from error

    def _compare_inputs(self) -> None:
        assert self._template  # a syntax error is reported with its line before anything else
        used = meta.find_undeclared_variables(environment().parse(self.source))
        declared = set(self.inputs)
        wrong = _listed(
            ("uses without declaring", sorted(used - declared)),
            ("declares without using", sorted(declared - used)),
        )
        if wrong:
            raise InputError(
                f"Prompt {self.id} {wrong}.",
                remedy=f"Let [inputs] in {self.task}/v{self.version}.toml name what it uses.",
            )

    def _compare_sections(self) -> None:
        blocks = list(self._template.blocks)
        strange = [name for name in blocks if not _SECTION.match(name)]
        outside = re.sub(r"{%-?\s*block.*?endblock\s*-?%}|{#.*?#}", "", self.source, flags=re.S)
        if strange:
            raise InputError(
                f"Prompt {self.id} has blocks {', '.join(strange)}.",
                remedy=f"A block is a role section: {', '.join(_ROLES)}, or with _1, _2 behind.",
            )
        if blocks and outside.strip():
            raise InputError(
                f"Prompt {self.id} has text outside its role sections: {outside.strip()[:60]!r}."
            )

    def _check(self, inputs: Mapping[str, object]) -> None:
        wrong = _listed(
            ("misses", [name for name in self.inputs if name not in inputs]),
            ("does not know", [name for name in inputs if name not in self.inputs]),
        )
        if wrong:
            raise InputError(
                f"Prompt {self.id} {wrong}.", remedy=f"It takes {', '.join(self.inputs)}."
            )

    def _unprintable(self, error: Exception) -> InputError:
        return InputError(f"Prompt {self.id} cannot print its inputs: {error}")


def _is(name: str, role: Role) -> bool:
    return name == role or name.startswith(f"{role}_")


def _listed(*parts: tuple[str, list[str]]) -> str:
    return " and ".join(f"{verb} {', '.join(names)}" for verb, names in parts if names)
