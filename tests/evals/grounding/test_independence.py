"""The checker is not the gate marking its own homework."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import whyrec.evals.grounding

FILES = sorted(Path(whyrec.evals.grounding.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_it_imports_the_domain_and_itself_only(file: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            imported.add(node.module or "")
        elif isinstance(node, ast.Import):
            imported |= {name.name for name in node.names}
    own = {name for name in imported if name.startswith("whyrec")}
    allowed = ("whyrec.domain", "whyrec.errors", "whyrec.evals.grounding")
    assert all(name.startswith(allowed) for name in own), own
