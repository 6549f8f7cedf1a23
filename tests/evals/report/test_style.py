from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

from whyrec.evals import report

CSS = (Path(report.__file__).parent / "templates/report.css").read_text()
_COLOUR = r"--([\w-]+): (#[0-9a-f]{6,8});"
_LIGHT, _DARK, RULES = re.split(r"\n}\n", CSS, maxsplit=2)
LIGHT, DARK = dict(re.findall(_COLOUR, _LIGHT)), dict(re.findall(_COLOUR, _DARK))
THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(a: str, b: str) -> float:
    dark, light = sorted((luminance(a), luminance(b)))
    return (light + 0.05) / (dark + 0.05)


@THEMES
@pytest.mark.parametrize(
    ("text", "behind"),
    [
        ("ink", "page"),
        ("quiet", "page"),
        ("accent", "page"),
        ("best", "page"),
        ("ink", "raised"),
        ("pass", "page"),
        ("pass", "pass-page"),
        ("fail", "fail-page"),
        ("ink", "fail-page"),
        ("quiet", "fail-page"),
        ("ink", "mark-page"),
        ("quiet", "mark-page"),
    ],
)
def test_text_has_the_contrast_of_aa(theme: dict[str, str], text: str, behind: str) -> None:
    assert contrast(theme[text], theme[behind]) >= 4.5


@THEMES
def test_every_series_stands_out_from_the_page(theme: dict[str, str]) -> None:
    assert all(contrast(theme[f"c{n}"], theme["page"]) >= 3 for n in range(8))


@THEMES
def test_no_two_series_have_the_same_colour(theme: dict[str, str]) -> None:
    colours = [theme[f"c{n}"] for n in range(8)]
    assert all(a != b for a, b in combinations(colours, 2))


def test_every_colour_of_the_light_page_has_one_for_the_dark_page() -> None:
    assert set(DARK) == set(LIGHT)


def test_every_colour_is_named_once_and_used() -> None:
    assert re.findall(r"#[0-9a-f]{3,8}\b", RULES) == []
    used = set(re.findall(r"var\(--([\w-]+)\)", RULES)) - {"c"}
    assert used == set(LIGHT)
