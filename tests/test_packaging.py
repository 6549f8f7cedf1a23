"""The wheel holds exactly what the tree holds."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
FOLDERS: dict[str, str] = PROJECT["tool"]["setuptools"]["package-dir"]
NOT_SHIPPED = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """Built from a copy, so that nothing left over in ./build gets in."""
    copy = tmp_path_factory.mktemp("tree")
    for folder in FOLDERS.values():
        shutil.copytree(ROOT / folder, copy / folder, ignore=NOT_SHIPPED)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy / name)
    words = ["--no-deps", "--no-build-isolation", "--disable-pip-version-check", "-q"]
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", *words, "-w", str(copy / "out"), str(copy)],
        check=True,
        capture_output=True,
        text=True,
    )
    (built,) = (copy / "out").glob("*.whl")
    return zipfile.ZipFile(built)


def in_tree() -> set[str]:
    found = set()
    for package, folder in FOLDERS.items():
        for file in (ROOT / folder).rglob("*"):
            inside = file.relative_to(ROOT / folder)
            hidden = any(p == "__pycache__" or p.startswith(".") for p in inside.parts)
            if file.is_file() and not hidden:
                found.add(f"{package.replace('.', '/')}/{inside.as_posix()}")
    return found


def test_every_module_and_data_file_of_the_tree_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    shipped = {n for n in wheel.namelist() if ".dist-info/" not in n}
    assert sorted(in_tree() - shipped) == [], "list the package or its data in pyproject.toml"
    assert sorted(shipped - in_tree()) == []


def test_only_whyrec_reaches_site_packages(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {t for t in tops if not t.endswith(".dist-info")} == {"whyrec"}


def test_the_wheel_has_the_command_and_the_licence(wheel: zipfile.ZipFile) -> None:
    (entry,) = (n for n in wheel.namelist() if n.endswith("entry_points.txt"))
    assert "whyrec = whyrec.cli:main" in wheel.read(entry).decode()
    assert any(n.endswith("licenses/LICENSE") for n in wheel.namelist())


def test_constraints_name_versions_and_no_addresses() -> None:
    for line in (ROOT / "constraints.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            name, _, version = line.partition("==")
            assert name, line
            assert version, line
            assert "://" not in line
