"""How a profile changed, in a real browser: versions, differences, the chart and its table."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.server.page.conftest import Visit, told

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def near(page: Page) -> None:
    """Go where the part is fetched."""
    await page.evaluate("document.getElementById('changes').scrollIntoView()")
    await expect(page.locator("#shown-version")).to_be_visible()


async def test_versions_are_stepped_through_in_place(visit: Visit) -> None:
    page = await visit("/users/u6")
    await near(page)
    await expect(page.locator("#shown-version")).to_contain_text("Version 2 of 2")
    await page.get_by_role("link", name="Older").click()
    await expect(page.locator("#shown-version")).to_contain_text("Version 1 of 2")
    await expect(page.locator("#taste")).to_contain_text("as it was on")
    assert await page.evaluate("document.activeElement.id") == "step-older"
    await page.get_by_role("link", name="Newer").click()
    await expect(page.locator("#shown-version")).to_contain_text("Version 2 of 2")
    await expect(page.locator("#taste")).not_to_contain_text("as it was on")


async def test_the_difference_from_the_version_before_is_told_and_any_other_can_be_chosen(
    visit: Visit,
) -> None:
    page = await visit("/users/u6/changes")
    await expect(page.get_by_role("heading", name="From version 1 to version 2")).to_be_visible()
    await page.get_by_label("Compare with").select_option("0")
    await page.get_by_role("button", name="Show").click()
    await expect(page.get_by_role("heading", name="From version 0 to version 2")).to_be_visible()
    await expect(page.locator(".diff li").first).to_contain_text("New: ")


async def test_going_back_to_a_version_makes_a_new_one(visit: Visit) -> None:
    page = await visit("/users/u7")
    await near(page)
    await page.get_by_role("link", name="Older").click()
    await page.get_by_role("button", name="Go back to version 1").click()
    await told(page, "This is version 3, the same as version 1")
    await expect(page.locator("#shown-version")).to_contain_text("Version 3 of 3")


async def test_the_chart_is_drawn_above_a_table_with_the_same_numbers(visit: Visit) -> None:
    page = await visit("/users/u8/changes")
    frame = page.frame_locator("iframe.chart")
    await expect(frame.locator("#chart .bk-Figure")).to_be_attached()
    await expect(frame.locator("table")).to_be_hidden()
    await frame.locator("summary").click()
    await expect(frame.get_by_role("columnheader", name="Version 2")).to_be_visible()
    await expect(frame.locator("tbody tr").first).to_contain_text("%")


async def test_without_the_charts_script_the_table_is_there(visit: Visit) -> None:
    page = await visit("/users/u8", fine=False)
    await page.route("**/bokeh.min.js", lambda route: route.abort())
    await near(page)
    await expect(page.frame_locator("iframe.chart").locator("tbody tr").first).to_be_visible()


async def test_the_chart_has_the_colours_of_a_dark_page(visit: Visit) -> None:
    page = await visit("/users/u8/timeline", color_scheme="dark")
    await expect(page.locator("#chart .bk-Figure")).to_be_attached()
    ground = await page.evaluate("Bokeh.documents[0].roots()[0].background_fill_color")
    assert str(ground).lower() in ("#201e1b", str([0x20, 0x1E, 0x1B, 0xFF]))


async def test_a_version_that_nobody_made_is_an_error_page(visit: Visit) -> None:
    page = await visit("/users/u8/changes?version=99", fine=False)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Not found")
    await expect(page.locator("#problem")).to_contain_text("no version 99")
