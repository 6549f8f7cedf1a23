"""A user's page in a real browser: the list, its reasons, the taste and what changes it."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.server.page.conftest import Visit, titles, told

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_list_with_reasons_stands_beside_the_taste(visit: Visit) -> None:
    page = await visit("/users/u0")
    assert len(await titles(page)) == 10
    assert await page.locator("#list .reason").count() == 10
    await expect(page.locator("#taste")).to_contain_text("movies")


async def test_an_interest_opens_to_the_events_that_show_it(visit: Visit) -> None:
    page = await visit("/users/u0")
    first = page.locator(".interests details").first
    events = first.locator(".events li")
    await expect(events.first).to_be_hidden()
    await first.locator("summary").click()
    await expect(events.first).to_be_visible()
    await expect(events.first).to_contain_text("Tale")
    await expect(events.first).to_contain_text("of 10")


async def test_why_opens_in_place_with_evidence_and_what_if_not(visit: Visit) -> None:
    page = await visit("/users/u0")
    button = page.get_by_role("button", name="Why this?").first
    await expect(button).to_have_attribute("aria-expanded", "false")
    await button.click()
    opened = page.locator("#why-1")
    await expect(opened.locator(".events li").first).to_be_visible()
    await expect(opened).to_contain_text("It ranks")
    closing = page.get_by_role("button", name="Close").first
    await expect(closing).to_have_attribute("aria-expanded", "true")
    await closing.click()
    await expect(opened).to_be_hidden()


async def test_not_interested_takes_an_item_away_at_once_and_undo_brings_it_back(
    visit: Visit,
) -> None:
    page = await visit("/users/u1")
    await page.evaluate("window.untouched = true")
    before = await titles(page)
    await page.locator("#card-2").get_by_role("button", name="Not interested").click()
    await told(page, "is gone")
    assert before[1] not in await titles(page)
    assert await page.evaluate("document.activeElement.id") == "card-2"
    await page.get_by_role("button", name="Undo").click()
    await told(page, "Taken back")
    assert await titles(page) == before
    assert await page.evaluate("window.untouched"), "the page was loaded anew"


@pytest.mark.parametrize("name", ["More like this", "Less like this", "Seen it"])
async def test_each_reaction_is_told_and_can_be_taken_back(visit: Visit, name: str) -> None:
    page = await visit("/users/u2")
    title = (await titles(page))[0]
    await page.locator("#card-1").get_by_role("button", name=name).click()
    await told(page, re.escape(title))
    assert title not in await titles(page)
    await page.get_by_role("button", name="Undo").click()
    await told(page, "Taken back")
    assert title in await titles(page)


async def test_words_change_the_profile_say_what_was_understood_and_can_be_undone(
    visit: Visit,
) -> None:
    page = await visit("/users/u3")
    await page.get_by_label("Change it in your words").fill("no more western")
    await page.get_by_role("button", name="Change").click()
    await told(page, "Understood: no “Western movies”")
    assert not [t for t in await titles(page) if "Western" in t]
    await expect(page.locator(".interests.dislike")).to_contain_text("Western movies")
    await page.get_by_role("button", name="Undo").click()
    await told(page, "the same as version")
    await expect(page.locator("#taste")).not_to_contain_text("Asked for no more")


async def test_words_that_are_not_understood_change_nothing_and_say_so(visit: Visit) -> None:
    page = await visit("/users/u4")
    before = await titles(page)
    await page.get_by_label("Change it in your words").fill("blorb the quux")
    await page.get_by_role("button", name="Change").click()
    await told(page, "not understood")
    assert await titles(page) == before
    await expect(page.locator(".note")).to_contain_text("blorb the quux")


async def test_waiting_events_are_taken_in_when_asked(visit: Visit) -> None:
    page = await visit("/users/u20")
    await expect(page.locator("#taste")).to_contain_text("24 events wait")
    await page.get_by_role("button", name="Take them in").click()
    await told(page, "Taken in: this is version 2")
    await expect(page.locator(".interests.like")).to_be_visible()


async def test_a_notice_can_be_put_away(visit: Visit) -> None:
    page = await visit("/users/u5")
    await page.get_by_label("Change it in your words").fill("more drama")
    await page.get_by_role("button", name="Change").click()
    await told(page, "Understood")
    await page.locator("#notice").get_by_role("link", name="Close").click()
    await expect(page.locator("#notice")).to_be_empty()


async def test_what_the_server_refuses_is_told_in_its_words(visit: Visit) -> None:
    page = await visit("/users/u5", fine=False)
    await page.locator("#card-1 input[name=item]").evaluate("one => one.value = 'nothing'")
    await page.locator("#card-1").get_by_role("button", name="Seen it").click()
    await told(page, "There is no item nothing")


async def test_without_a_server_the_page_says_so(visit: Visit) -> None:
    page = await visit("/users/u5", fine=False)
    await page.route("**/feedback", lambda route: route.abort())
    await page.locator("#card-1").get_by_role("button", name="Seen it").click()
    await told(page, "cannot be reached")
