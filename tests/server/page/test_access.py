"""The page for everybody: keyboards, screen readers, phones, the dark, Chinese, no JavaScript."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.async_api import Page, expect

from tests.server.page.conftest import (
    HOSTILE_ITEM,
    HOSTILE_TITLE,
    HOSTILE_USER,
    Visit,
    titles,
    told,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

CHECKS = (Path(__file__).parent / "checks.js").read_text()
PAGES = ("/", "/?q=zzz", "/users/u0", "/users/u0/changes", "/users/u0/why/f0", "/users/nobody-yet")
HOSTILE = f"/users/{quote(HOSTILE_USER, safe='')}"


async def opened(page: Page) -> None:
    """Open whatever can be opened."""
    await page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    buttons = page.get_by_role("button", name="Why this?")
    if await buttons.count():
        await buttons.first.click()
        await expect(page.locator("#why-1")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
async def test_controls_have_names_headings_are_in_order_and_text_is_legible(
    visit: Visit, path: str, scheme: str
) -> None:
    page = await visit(path, color_scheme=scheme, reduced_motion="reduce")
    await opened(page)
    assert await page.evaluate(CHECKS) == []


async def test_the_checks_find_what_they_look_for(visit: Visit) -> None:
    page = await visit("/", fine=False)
    await page.evaluate(
        """() => {
          document.querySelector("main").innerHTML =
            '<h1>A</h1><h3>B</h3><input><button></button><a href="#"></a><img src="data:,">';
          const pale = document.createElement("p");
          pale.textContent = "pale";
          pale.style.color = "rgb(200, 200, 200)";
          document.querySelector("main").append(pale);
        }"""
    )
    found = " ".join(await page.evaluate(CHECKS))
    for problem in ("H3 after H1", "INPUT has no name", "BUTTON has no name", "A has no name",
                    "IMG has no alt", "contrast"):  # fmt: skip
        assert problem in found


@pytest.mark.parametrize("path", [*PAGES, HOSTILE, "/users/u0/why/nothing"])
async def test_a_phone_needs_no_sideways_scrolling(visit: Visit, path: str) -> None:
    page = await visit(path, fine=False, viewport={"width": 360, "height": 740})
    await opened(page)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360


async def test_the_keyboard_alone_leads_to_a_reason(visit: Visit) -> None:
    page = await visit("/")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.className") == "skip"
    await page.keyboard.press("Enter")
    await page.get_by_label("Find somebody").focus()
    await page.keyboard.type("u11")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/?q=u11")
    await tab_to(page, "u11")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/users/u11")
    await tab_to(page, "Why this?")
    outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "one must see where one is"
    await page.keyboard.press("Enter")
    await expect(page.locator("#why-1 .events li").first).to_be_visible()
    assert await page.evaluate("document.activeElement.innerText") == "Close"


async def tab_to(page: Page, text: str) -> None:
    for _ in range(60):
        await page.keyboard.press("Tab")
        if (await page.evaluate("document.activeElement.innerText")).startswith(text):
            return
    raise AssertionError(f"{text} cannot be reached by Tab")


async def test_a_dark_page_is_dark(visit: Visit) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    light = await (await visit("/")).evaluate(ground)
    dark = await (await visit("/", color_scheme="dark")).evaluate(ground)
    assert light == "rgb(250, 248, 244)"
    assert dark == "rgb(23, 22, 19)"


async def test_nothing_moves_for_who_wants_no_motion(visit: Visit) -> None:
    page = await visit("/", reduced_motion="reduce")
    moving = "getComputedStyle(document.querySelector('button')).transitionDuration"
    assert await page.evaluate(moving) == "0s"


async def test_a_chinese_browser_gets_chinese_and_the_choice_of_english_is_kept(
    visit: Visit,
) -> None:
    page = await visit("/users/u0", locale="zh-CN")
    assert await page.locator("html").get_attribute("lang") == "zh"
    await expect(page.get_by_role("heading", name="为你推荐")).to_be_visible()
    await expect(page.locator("#list .reason").first).to_contain_text("你在")
    await page.get_by_role("link", name="English").click()
    await expect(page.get_by_role("heading", name="For you")).to_be_visible()
    assert page.url.endswith("/users/u0")
    await page.reload()
    assert await page.locator("html").get_attribute("lang") == "en"


async def test_what_others_wrote_is_shown_as_text(visit: Visit) -> None:
    page = await visit(HOSTILE)
    await expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE_USER)
    await page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    await expect(page.locator("#taste")).to_contain_text("<img src=x onerror=")
    await page.get_by_label("Change it in your words").fill("<svg onload=alert(3)>")
    await page.get_by_role("button", name="Change").click()
    await told(page, "not understood")
    await page.get_by_label("Your message").fill('<img src=x onerror=alert("s")>')
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator("#log .user p")).to_have_text('<img src=x onerror=alert("s")>')
    await expect(page.locator("#log .assistant p")).not_to_have_class("waiting")
    await page.evaluate("document.getElementById('changes').scrollIntoView()")
    await expect(page.locator("#shown-version")).to_be_visible()
    assert await page.locator("main img, main script, main svg[onload]").count() == 0


async def test_a_hostile_title_is_explained_as_text(visit: Visit) -> None:
    page = await visit(f"{HOSTILE}/why/{quote(HOSTILE_ITEM, safe='')}")
    await expect(page.get_by_role("heading", level=1)).to_contain_text(HOSTILE_TITLE)
    assert await page.locator("main img, main script").count() == 0


async def test_without_javascript_forms_and_links_do_the_same(visit: Visit) -> None:
    page = await visit("/users/u11", java_script_enabled=False)
    before = await titles(page)
    await page.locator("#card-1").get_by_role("button", name="Not interested").click()
    await expect(page.locator("#notice")).to_contain_text("is gone")
    assert before[0] not in await titles(page)
    await page.get_by_role("button", name="Undo").click()
    await expect(page.locator("#notice")).to_contain_text("Taken back")
    assert await titles(page) == before
    await page.get_by_label("Your message").fill("What should I watch?")
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator("#log .assistant")).to_contain_text("1. ")
    await page.get_by_label("Your message").fill("why the second one?")
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator("#log .assistant").last).to_contain_text(before[1])
    await page.get_by_role("link", name="See how it changed").click()
    await expect(page.locator("#shown-version")).to_contain_text("of 2")
    await page.goto(page.url.removesuffix("/changes"))
    await page.get_by_role("link", name="Why this?").first.click()
    await expect(page.locator("#why")).to_contain_text("It ranks")
