"""A real browser, and a real server over a copy of the built home; each test has its own user."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.recommender.conftest import built
from tests.recommender.world import END
from tests.server.running import running
from whyrec import Recommender, Settings
from whyrec.domain import Event, Item

__all__ = ["built"]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WAIT_MS = 20_000
expect.set_options(timeout=WAIT_MS)

EVOLVED = tuple(f"u{n}" for n in range(12))
"""Users who have a profile."""
HOSTILE_USER = '<script>alert("u")</script>/../"x'
HOSTILE_ITEM = "<i>/&"
HOSTILE_TITLE = '<img src=x onerror=alert("t")> {{ 7*7 }} </script><script>alert(1)</script>'


class Site(NamedTuple):
    """A running server."""

    url: str
    rec: Recommender


@pytest.fixture(scope="session")
def evolved(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built home with a few profiles, and with an item and a user of hostile names."""
    home = Path(shutil.copytree(built, tmp_path_factory.mktemp("page") / "home"))

    async def prepare() -> None:
        async with Recommender.open(_settings(home)) as rec:
            await rec.ingest(items=[_hostile_item()], events=list(_hostile_events()))
            await rec.rebuild()
            for user in (*EVOLVED, HOSTILE_USER):
                await rec.evolve(user)

    asyncio.run(prepare())
    return home


@pytest.fixture(scope="session")
def site(evolved: Path) -> Iterator[Site]:
    with running(lambda: Recommender.open(_settings(evolved))) as (url, rec):
        yield Site(url, rec)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("no chromium in PATH nor at /usr/bin/chromium")
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield opened
        await opened.close()


Visit = Callable[..., Any]


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, site: Site) -> AsyncIterator[Visit]:
    """Opens a path in a new window; at the end nothing may have gone wrong in any of them."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    async def go(path: str, *, fine: bool = True, base: str = site.url, **options: Any) -> Page:
        context = await browser.new_context(**{"locale": "en-GB", **options})
        context.set_default_timeout(WAIT_MS)
        contexts.append(context)
        page = await context.new_page()
        if fine:
            _listen(page, wrong)
        await page.goto(base + path)
        return page

    yield go
    for context in contexts:
        await context.close()
    assert wrong == []


def _listen(page: Page, wrong: list[str]) -> None:
    """Collect errors, refusals of the policy among them, and dialogs, which only scripts open."""
    page.on("console", lambda said: said.type == "error" and wrong.append(said.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))

    async def dialog(opened: Any) -> None:
        wrong.append(f"a dialog: {opened.message}")
        await opened.dismiss()

    page.on("dialog", dialog)


async def titles(page: Page) -> list[str]:
    """The titles of the list."""
    return await page.locator("#list h3").all_inner_texts()


async def told(page: Page, text: str) -> None:
    """Wait until the page tells of something done."""
    await expect(page.locator("#notice")).to_contain_text(re.compile(text))


def _settings(home: Path) -> Settings:
    return Settings(home=home, clock="watermark", engine={"enabled": False})


def _hostile_item() -> Item:
    return Item(
        id=HOSTILE_ITEM,
        title=HOSTILE_TITLE,
        facets={"genre": ("<b>Horror</b>",)},
        domain="movies",
    )


def _hostile_events() -> Iterator[Event]:
    for n, item in enumerate((HOSTILE_ITEM, "f0", "f6", "f12")):
        yield Event(
            id=f"<e{n}>", user_id=HOSTILE_USER, item_id=item, kind="rating", value=9.0, at=END
        )
