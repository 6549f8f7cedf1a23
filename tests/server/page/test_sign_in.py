"""Where the server asks for keys: the way in and out, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.async_api import expect

from tests.server.page.conftest import Site, Visit
from tests.server.running import running
from whyrec import Recommender, Settings

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("keys") / "home"
    settings = Settings(home=home, engine={"enabled": False}, server={"keys": "required"})
    with running(lambda: Recommender.open(settings)) as (url, rec):
        yield Site(url, rec)


async def test_without_a_key_every_page_leads_to_the_way_in(visit: Visit, guarded: Site) -> None:
    page = await visit("/users/ann?version=3", base=guarded.url)
    assert page.url == f"{guarded.url}/login"
    await expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


async def test_a_wrong_key_is_told_and_opens_nothing(visit: Visit, guarded: Site) -> None:
    page = await visit("/login", base=guarded.url, fine=False)
    await page.get_by_label("Key").fill("wr-wrong")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("alert")).to_contain_text("unknown or was revoked")
    await page.goto(guarded.url)
    assert page.url == f"{guarded.url}/login"


async def test_a_key_opens_the_page_and_signing_out_closes_it(visit: Visit, guarded: Site) -> None:
    key = guarded.rec.store.keys.create("default", "page", "write").token
    page = await visit("/login", base=guarded.url)
    await page.get_by_label("Key").fill(f" {key} ")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Whose recommendations?")
    assert await page.evaluate("document.cookie") == "", "no script may read the key"
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    await page.goto(guarded.url)
    assert page.url == f"{guarded.url}/login"


async def test_a_key_of_one_user_leads_to_that_users_page_and_no_other(
    visit: Visit, guarded: Site
) -> None:
    key = guarded.rec.store.keys.create("default", "ann", "write", user_id="ann").token
    page = await visit("/login", base=guarded.url, fine=False)
    await page.get_by_label("Key").fill(key)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url("**/users/ann")
    assert await page.get_by_role("link", name="People").count() == 0
    await page.goto(f"{guarded.url}/users/ben")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Not found")


async def test_a_key_that_may_only_read_is_shown_nothing_that_changes(
    visit: Visit, guarded: Site
) -> None:
    key = guarded.rec.store.keys.create("default", "reader", "read").token
    page = await visit("/login", base=guarded.url)
    await page.get_by_label("Key").fill(key)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url(f"{guarded.url}/")
    await page.goto(f"{guarded.url}/users/ben")
    await expect(page.locator("main form")).to_have_count(0)
    await expect(page.get_by_role("heading", name="Taste")).to_be_visible()
