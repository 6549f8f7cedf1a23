"""What the documents say of commands, settings and exit codes is so."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from pydantic import BaseModel

from whyrec.cli._app import app
from whyrec.cli._failures import EXIT_CODES
from whyrec.cli._reference import reference
from whyrec.settings import Settings

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
MAKE = (ROOT / "Makefile").read_text()


def commands() -> dict[str, set[str]]:
    """Every command's words and its options."""

    def walk(command: object, words: str) -> Iterator[tuple[str, set[str]]]:
        options = {o for p in command.params for o in (*p.opts, *p.secondary_opts)}
        yield words, options
        for name, child in getattr(command, "commands", {}).items():
            yield from walk(child, f"{words} {name}")

    return dict(walk(typer.main.get_command(app), "whyrec"))


def said(text: str) -> list[str]:
    """The command lines in a document: in blocks, and between backticks."""
    inline = re.findall(r"`((?:whyrec|make) [^`\n]+)`", text)
    blocks = re.findall(r"^(?: {4}|\$ )((?:whyrec|make) [^\n]+)$", text, re.M)
    return [re.split(r"\s+#|\s*[|>]\s", line)[0] for line in (*inline, *blocks)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.name)
def test_every_command_in_a_document_exists_with_its_options(document: Path) -> None:
    known = commands()
    shared = known["whyrec"]
    for line in said(document.read_text()):
        words = line.split()
        if words[0] == "make":
            assert re.search(rf"^{words[1]}:", MAKE, re.M), line
            continue
        if "COMMAND" in words:
            continue
        words = [w for w in words if w != "…"]
        while words[1:2] and words[1].startswith("-"):
            takes = words[1] in ("--home", "--tenant", "--url", "--key-file")
            del words[1 : 3 if takes else 2]
        names = [" ".join(words[:n]) for n in (3, 2, 1)]
        found = next((n for n in names if n in known and (n != "whyrec" or len(words) == 1)), None)
        several = [f"{words[0]} {words[1]} {part}" for part in words[-1].split("|")]
        assert found or all(s in known for s in several), line
        options = {w.split("=")[0] for w in words if re.fullmatch(r"--?[a-z][\w-]*(=.*)?", w)}
        allowed = known[found or several[0]] | shared | {"--help"}
        assert options <= allowed, f"{line}: {options - allowed}"


def test_the_reference_is_what_the_commands_say() -> None:
    assert (ROOT / "docs/cli.md").read_text() == reference(), "run: make docs"


def test_the_readme_lists_every_exit_code() -> None:
    rows = re.findall(r"^\| (\d+) \| (.+) \|$", (ROOT / "README.md").read_text(), re.M)
    assert {int(code): meaning for code, meaning in rows} == EXIT_CODES


def fields(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from fields(inner, f"{prefix}{name}.")
        else:
            yield prefix + name


def test_every_setting_is_explained() -> None:
    text = (ROOT / "docs/guide/settings.md").read_text()
    assert re.findall(r"^\| `([\w.]+)` \|", text, re.M) == list(fields(Settings))
    for name in fields(Settings):
        assert f"`WHYREC_{name.upper().replace('.', '__')}`" in text


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text()):
        assert (document.parent / target).exists(), target


def test_the_version_has_an_entry_in_the_changelog() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text()
