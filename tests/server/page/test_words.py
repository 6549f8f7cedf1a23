"""The page's words: the same in both languages, and none anywhere else."""

from __future__ import annotations

import re
import string
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.requests import Request

from whyrec.server._page._words import LANGUAGES, language_of, words

FOLDER = Path(__file__).parents[3] / "server" / "_page"
TEMPLATES = sorted((FOLDER / "templates").glob("*.jinja"))


def said(language: str) -> dict[str, str]:
    sections = tomllib.loads((FOLDER / "words" / f"{language}.toml").read_text())
    return {f"{s}.{n}": text for s, names in sections.items() for n, text in names.items()}


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_names_and_fill_in_the_same_values() -> None:
    english, chinese = said("en"), said("zh")
    assert list(english) == list(chinese)
    free = {"page.date", "people.events_one"}
    differing = {n for n in english if holes(english[n]) != holes(chinese[n])}
    assert differing <= free


def test_every_chinese_entry_is_chinese() -> None:
    same = {"page.name", "page.other_language", "page.other_code", "ask.it", "user.title"}
    empty = {"summary.joint", "taste.share", "diff.stance_like"}
    for name, text in said("zh").items():
        assert name in same | empty or re.search(r"[\u4e00-\u9fff、]", text), name


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_no_words_of_its_own(template: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", template.read_text(), flags=re.S)
    text = re.sub(r"<code lang=\"en\">.*?</code>", "", text)
    for attribute in re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', text):
        assert not attribute.strip(), attribute
    visible = re.sub(r"<[^>]*>", "", text)
    assert not re.search(r"[^\W\d_]", visible.replace("&amp;", "")), visible


def test_what_templates_and_code_say_is_in_the_words_and_nothing_else_is() -> None:
    known = set(said("en"))
    sources = [*TEMPLATES, *FOLDER.glob("*.py")]
    text = "\n".join(source.read_text() for source in sources)
    sections = "|".join({name.partition(".")[0] for name in known})
    used = set(re.findall(rf'["\']((?:{sections})\.[a-z_0-9]*)["\']', text))
    used |= set(re.findall(rf'f"((?:{sections})\.[a-z_0-9]*)\{{', text))
    files = {name for name in used if name.endswith((".css", ".js", ".html"))}
    for name in used - known - files:
        begins = [k for k in known if k.startswith(name)]
        assert begins, f"nobody says {name}"
    begun = tuple(used - known - files)
    assert [n for n in known if n not in used and not n.startswith(begun)] == [], "said nowhere"


def test_dates_and_lists_are_written_as_each_language_does() -> None:
    day = datetime(2013, 5, 3, tzinfo=UTC)
    assert words("en").date(day) == "3 May 2013"
    assert words("zh").date(day) == "2013年5月3日"
    assert words("en").listed(["a", "b", "c"]) == "a, b and c"
    assert words("zh").listed(["a", "b", "c"]) == "a、b和c"
    assert words("en").counted("people.events", 1) == "1 event"
    assert words("en").counted("people.events", 2) == "2 events"


@pytest.mark.parametrize(
    ("header", "cookie", "language"),
    [
        ("", "", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "", "zh"),
        ("en-GB,zh;q=0.5", "", "en"),
        ("fr-FR,fr;q=0.9", "", "en"),
        ("fr, zh-TW;q=0.3, en;q=0.2", "", "zh"),
        ("zh;q=0, en;q=0.1", "", "en"),
        ("zh;q=many", "", "en"),
        (";;,=;q", "", "en"),
        ("en", "zh", "zh"),
        ("zh", "xx", "zh"),
    ],
)
def test_the_language_is_the_chosen_one_else_the_browsers(
    header: str, cookie: str, language: str
) -> None:
    headers = [(b"accept-language", header.encode())]
    if cookie:
        headers.append((b"cookie", f"whyrec_language={cookie}".encode()))
    assert language_of(Request({"type": "http", "headers": headers})) == language


def test_there_are_two_languages() -> None:
    assert LANGUAGES == ("en", "zh")
