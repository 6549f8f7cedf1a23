"""The API's description in a browser: drawn, and tried from the page, without any network."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.server.page.conftest import Visit

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_route_can_be_found_read_and_tried(visit: Visit) -> None:
    page = await visit("/")
    await page.get_by_role("link", name="API").click()
    route = page.locator(".opblock-get", has_text="/v1/users/{user_id}/recommendations").first
    await route.locator(".opblock-summary-control").click()
    await route.get_by_role("button", name="Try it out").click()
    await route.locator("tr[data-param-name=user_id] input").fill("u0")
    await route.get_by_role("button", name="Execute").click()
    await expect(
        route.locator(".live-responses-table tr.response td.response-col_status")
    ).to_contain_text("200")
    await expect(route.locator(".live-responses-table")).to_contain_text('"rank": 1')


async def test_it_is_part_of_the_page_in_chinese(visit: Visit) -> None:
    page = await visit("/", locale="zh-CN")
    await page.get_by_role("link", name="接口").click()
    await expect(page.locator(".opblock").first).to_be_visible()
